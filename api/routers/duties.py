"""Duties: who has to do what and by when, as a page, as data, and as a calendar to subscribe to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date as Date
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import AfterValidator, BeforeValidator, Field
from starlette.responses import JSONResponse, Response

from api.checks import checked_date, checked_day, checked_role
from api.context import Context, Shared
from api.downloads import csv_file
from api.duty_tables import calendar_name, duties_csv
from api.errors import asked_type
from api.negotiation import CALENDAR, CSV, HTML, JSON
from api.openapi import DAY
from api.pages import link_of, page
from api.routers.documents import DateOfDocument, none_if_empty, page_limit
from api.schemas import answer
from graph.calendars import calendar
from graph.duties import duties
from graph.duty import Duties
from graph.matrix import ROLES
from graph.model import DocumentSummary

router = APIRouter(tags=["duties"])

ON_A_PAGE = 100
"""Duties, and milestones, on a page, unless more are asked for."""
MATRIX_TASKS = 60
"""Most tasks of a document that a page shows as a matrix; CSV has all of them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for of duties, as it was given."""

    number: str | None
    directive: str | None
    agency: str | None
    locality: str | None
    due_before: str | None
    role: str | None
    date: str | None

    @property
    def given(self) -> dict[str, str]:
        """What was given, by the names of the parameters."""
        names = ("number", "directive", "agency", "locality", "due_before", "role", "date")
        return {name: str(value) for name in names if (value := getattr(self, name)) is not None}


@dataclass(frozen=True, slots=True)
class Answer:
    """The duties that fit, with the document and the directive that were asked for."""

    document: DocumentSummary | None
    directive: DocumentSummary | None
    found: Duties


Words = Annotated[str, Field(max_length=300)] | None
"""Words that a request may leave out, or leave empty."""


def asked(
    number: Annotated[
        Words, BeforeValidator(none_if_empty), Query(description="Only the duties in this document: number, id or IRI")
    ] = None,
    directive: Annotated[
        Words,
        BeforeValidator(none_if_empty),
        Query(description="Number, id or IRI of a document: its duties and those of all that carry it out"),
    ] = None,
    agency: Annotated[
        Words,
        BeforeValidator(none_if_empty),
        Query(description="Words of the name of a body, or its abbreviation (`ban dan van`, `BDVTU`)"),
    ] = None,
    locality: Annotated[
        Words,
        BeforeValidator(none_if_empty),
        Query(description="Province or district of the documents (`Cát Tiên, Lâm Đồng`)"),
    ] = None,
    due_before: Annotated[
        Words,
        BeforeValidator(none_if_empty),
        AfterValidator(lambda day: day and checked_day(day)),
        Query(description="Only what falls due before this day: `2025-01-01`", json_schema_extra=DAY),
    ] = None,
    role: Annotated[
        Words,
        BeforeValidator(none_if_empty),
        AfterValidator(lambda name: name and checked_role(name)),
        Query(description="Role: `lead`, `implement`, `monitor`, `advise`, `coordinate`, or its name (`chủ trì`)"),
    ] = None,
    date: Annotated[
        Words,
        BeforeValidator(none_if_empty),
        AfterValidator(lambda date: date and checked_date(date)),
        Query(description="Date of the document `number`, or else of `directive`, where several bear the number"),
    ] = None,
) -> Asked:
    """What a request asks for; fields of a form that nobody filled in are none."""
    return Asked(number, directive, agency, locality, due_before, role, date)


@router.get(
    "/duties", summary="Who has to do what, by when", response_class=Response, responses=answer(Duties, CSV, HTML)
)
def list_duties(
    request: Request,
    shared: Shared,
    asked: Annotated[Asked, Depends(asked)],
    limit: Annotated[int, Query(ge=1, description="Most duties, and most milestones")] = 200,
    offset: Annotated[int, Query(ge=0, le=2**62, description="Duties, and milestones, to pass over")] = 0,
    format: Annotated[Literal["json", "csv", "html"] | None, Query(description="Else by Accept")] = None,
) -> Response:
    """Who leads, implements, monitors, advises on and coordinates which task, each with quotation, deadline as stated
    and the day on which it falls due; and the milestones of the documents.
    """
    wanted = asked_type(request, format, {"json": JSON, "csv": CSV, "html": HTML})
    most = page_limit(request, limit, wanted, ON_A_PAGE)
    answer = _answer(shared, asked, min(most, shared.settings.max_rows), offset)
    if wanted == CSV:
        about = answer.document or answer.directive
        return csv_file(duties_csv(answer.found), "duties", about.number if about else None)
    if wanted == HTML:
        return page(request, "duties.html", _page_values(request, asked, answer, most, offset))
    return JSONResponse(answer.found.to_json())


@router.get(
    "/duties.ics", summary="What falls due, as a calendar", response_class=Response, responses=answer(None, CALENDAR)
)
def duties_calendar(request: Request, shared: Shared, asked: Annotated[Asked, Depends(asked)]) -> Response:
    """The deadlines and milestones that fit, as iCalendar: an event on each day on which something falls due."""
    return _calendar(request, shared, asked)


@router.get(
    "/calendar/{number:path}",
    summary="The calendar of a document",
    response_class=Response,
    responses=answer(None, CALENDAR),
)
def calendar_of(
    request: Request,
    shared: Shared,
    number: Annotated[str, Path(description="Number, id or IRI of the document")],
    date: DateOfDocument = None,
) -> Response:
    """The deadlines and milestones of one document, as iCalendar."""
    return _calendar(request, shared, Asked(number, None, None, None, None, None, date))


def _answer(
    shared: Context, asked: Asked, limit: int | None, offset: int = 0, due_before: Date | None = None
) -> Answer:
    """The duties that fit. Raises: NotFound, Ambiguous, InputError."""
    store = shared.store
    of_directive = None if asked.number else asked.date
    document = shared.find(store, asked.number, asked.date) if asked.number else None
    directive = shared.find(store, asked.directive, of_directive) if asked.directive else None
    found = duties(
        store,
        document=None if document is None else document.iri,
        directive=None if directive is None else directive.iri,
        agency=asked.agency,
        locality=asked.locality,
        due_before=Date.fromisoformat(asked.due_before) if asked.due_before else due_before,
        role=asked.role,
        limit=limit,
        offset=offset,
    )
    return Answer(document, directive, found)


def _calendar(request: Request, shared: Context, asked: Asked) -> Response:
    answer = _answer(shared, asked, shared.settings.max_rows, due_before=Date.max)
    name = calendar_name(answer.document, answer.directive, asked.agency)
    made = calendar(answer.found, name=name, link=_page_of(request))
    headers = {"Content-Disposition": 'inline; filename="duties.ics"', "X-Content-Type-Options": "nosniff"}
    if answer.found.truncated:
        headers |= {"Lineage-Truncated": "true", "Lineage-Row-Limit": str(shared.settings.max_rows)}
    return Response(made, media_type=f"{CALENDAR}; charset=utf-8", headers=headers)


def _page_of(request: Request) -> Callable[[str], str]:
    """The whole address of a document's page, as the client reached this server."""
    host = f"{request.url.scheme}://{request.url.netloc}"
    return lambda iri: host + link_of(request, "documents", iri)


def _page_values(request: Request, asked: Asked, answer: Answer, limit: int, offset: int) -> dict[str, Any]:
    root = str(request.scope.get("root_path", "")).rstrip("/")
    given = urlencode(asked.given)
    found = answer.found
    matrices = found.matrix() if answer.document or answer.directive else ()
    cut = found.total > len(found.duties)
    matrices = () if offset else matrices[:-1] if cut else matrices  # a document that a page cuts has more duties
    return {
        "asked": {**dict.fromkeys(Asked.__dataclass_fields__, ""), **asked.given},
        "answer": answer,
        "found": found,
        "milestones": sorted(found.milestones, key=lambda item: (item.due or Date.max, item.document.iri, item.when)),
        "roles": ROLES,
        "matrices": [matrix for matrix in matrices if len(matrix.tasks) <= MATRIX_TASKS],
        "limit": limit,
        "offset": offset,
        "page_at": lambda at: f"{root}/duties?{urlencode({**asked.given, 'limit': limit, 'offset': at})}",
        "csv": f"{root}/duties?{given}&format=csv",
        "json": f"{root}/duties?{given}&format=json",
        "ics": f"{root}/duties.ics?{given}",
    }
