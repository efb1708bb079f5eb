"""Coverage: which localities have a document of their own that carries a directive out."""

from __future__ import annotations

from datetime import date as Date
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from pydantic import AfterValidator, BeforeValidator
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.checks import checked_day
from api.context import Shared
from api.errors import asked_type
from api.negotiation import CSV, HTML, JSON
from api.pages import link_of, page
from api.routers.documents import DateOfDocument, OptionalDate, none_if_empty
from api.tables import coverage_csv
from graph.coverage import Coverage, CoverageRow, coverage
from graph.listing import fold

router = APIRouter(tags=["coverage"])


@router.get("/coverage", include_in_schema=False)
def coverage_form(
    request: Request,
    shared: Shared,
    number: str = "",
    level: Literal["province", "district"] = "province",
    date: OptionalDate = None,
    as_of: str = "",
) -> Response:
    """The coverage of the directive whose number a form gives; the form itself where it gives none."""
    if not number.strip():
        return page(request, "ask.html", {})
    found = shared.find(shared.store, number, date)
    asked = urlencode({"level": level, **({"as_of": as_of} if as_of else {})})
    return RedirectResponse(f"{link_of(request, 'coverage', found.iri)}?{asked}", 303)


@router.get("/coverage/{number:path}", summary="The coverage of a directive", response_class=Response)
def coverage_of(
    request: Request,
    shared: Shared,
    number: Annotated[str, Path(description="Number, id or IRI of the directive")],
    level: Annotated[Literal["province", "district"], Query(description="Which localities to count")] = "province",
    date: DateOfDocument = None,
    as_of: Annotated[
        str | None,
        BeforeValidator(none_if_empty),
        AfterValidator(lambda day: day and checked_day(day)),
        Query(description="The day whose localities count: `2025-06-30`; else derived, and said"),
    ] = None,
    format: Annotated[Literal["json", "csv", "html"] | None, Query(description="Else by Accept")] = None,
) -> Response:
    """For each locality `issued`, `cited` or `none`, with the documents, the first date and the delay in days."""
    wanted = asked_type(request, format, {"json": JSON, "csv": CSV, "html": HTML})
    store = shared.store
    directive = shared.find(store, number, date)
    found = coverage(
        store, directive.iri, level=level, as_of=Date.fromisoformat(as_of) if as_of else None, today=Date.today()
    )
    if wanted == CSV:
        return Response(coverage_csv(found), media_type=f"{CSV}; charset=utf-8")
    if wanted == HTML:
        values = {"coverage": found, "asked": {"as_of": as_of or ""}, "unknown_by_province": _unknown(found)}
        return page(request, "coverage.html", values)
    return JSONResponse(found.to_json())


def _unknown(found: Coverage) -> list[tuple[str, list[CoverageRow]]]:
    """The localities of which nothing is known by their province, in the order of the alphabet."""
    grouped: dict[str, list[CoverageRow]] = {}
    for row in found.rows:
        if row.status == "none":
            grouped.setdefault(row.parent or "", []).append(row)
    return sorted(grouped.items(), key=lambda item: fold(item[0]))
