"""Coverage: which localities have a document of their own that carries a directive out."""

from __future__ import annotations

from datetime import date as Date
from typing import Annotated, Literal, TypeAlias
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from pydantic import BeforeValidator
from starlette.responses import RedirectResponse, Response

from api.context import Shared
from api.coverage_tables import aside, coverage_csv, coverage_xlsx, file_name
from api.downloads import csv_file
from api.errors import asked_type
from api.negotiation import CSV, HTML, JSON, XLSX
from api.pages import link_of, page
from api.remembered import answer_json
from api.routers.documents import DateOfDocument, DayOfLocalities, OptionalDate, none_if_empty
from api.schemas import answer
from graph.coverage import SYSTEMS, Coverage, CoverageRow, coverage
from graph.listing import fold

router = APIRouter(tags=["coverage"])

Level: TypeAlias = Literal["province", "district", "commune"]
System: TypeAlias = Literal["party", "state", "front", "armed-forces", "judiciary", "other"]
NAMED = 1_000
"""Most localities that a page names of those of which nothing is known."""
ROWS = 100
"""Localities on a page of which something is known."""
ASIDE = ("unplaced", "later", "unknown_system", "elsewhere", "other_systems", "other_levels", "not_acting")
"""The documents that stand in no row, in the order of the page."""


@router.get("/coverage", include_in_schema=False)
def coverage_form(
    request: Request,
    shared: Shared,
    number: str = "",
    level: Level = "province",
    date: OptionalDate = None,
    as_of: str = "",
    system: str = "",
    province: str = "",
) -> Response:
    """The coverage of the directive whose number a form gives; the form itself where it gives none."""
    if not number.strip():
        return page(request, "ask.html", {})
    found = shared.find(shared.store, number, date)
    asked = urlencode({"level": level, **_given(as_of=as_of, system=system, province=province)})
    return RedirectResponse(f"{link_of(request, 'coverage', found.iri)}?{asked}", 303)


@router.get(
    "/coverage/{number:path}",
    summary="The coverage of a directive",
    response_class=Response,
    responses=answer(Coverage, CSV, HTML, XLSX),
)
def coverage_of(
    request: Request,
    shared: Shared,
    number: Annotated[str, Path(description="Number, id or IRI of the directive")],
    level: Annotated[Level, Query(description="Which localities to count")] = "province",
    date: DateOfDocument = None,
    as_of: DayOfLocalities = None,
    system: Annotated[
        System | None,
        BeforeValidator(none_if_empty),
        Query(description="Count only documents of bodies of this system"),
    ] = None,
    province: Annotated[
        str | None, Query(max_length=100, description="Count only localities of this province (`Tây Ninh`, `tay ninh`)")
    ] = None,
    offset: Annotated[int, Query(ge=0, le=2**62, description="Localities with documents to pass over, on a page")] = 0,
    format: Annotated[Literal["json", "csv", "html", "xlsx"] | None, Query(description="Else by Accept")] = None,
) -> Response:
    """For each locality `issued`, `cited`, `inherited` or `none`, with documents, first date and delay in days."""
    wanted = asked_type(request, format, {"json": JSON, "csv": CSV, "html": HTML, "xlsx": XLSX})
    store = shared.store
    directive = shared.find(store, number, date)
    found = coverage(
        store,
        directive.iri,
        level=level,
        as_of=Date.fromisoformat(as_of) if as_of else None,
        system=system,
        province=province or None,
        today=Date.today(),
    )
    if wanted == CSV:
        return csv_file(coverage_csv(found), file_name(found, "csv").removesuffix(".csv"))
    if wanted == XLSX:
        named = {"Content-Disposition": f'attachment; filename="{file_name(found, "xlsx")}"'}
        return Response(coverage_xlsx(found), media_type=XLSX, headers=named)
    if wanted == HTML:
        return page(request, "coverage.html", page_values(found, as_of, offset))
    return answer_json(request, shared.snapshots.current(), found.to_json())


def page_values(found: Coverage, as_of: str | None, offset: int = 0) -> dict[str, object]:
    """What pages show of a coverage, its rows from `offset` on."""
    many, unknown = _unknown(found)
    asked = _given(as_of=as_of or "", system=found.system or "", province=found.province or "")
    return {
        "coverage": found,
        "asked": {"as_of": "", "system": "", "province": "", **asked},
        "also": urlencode(asked),
        "unknown_by_province": unknown,
        "unknown_elsewhere": many,
        "first_row": offset,
        "most_rows": ROWS,
        "systems": SYSTEMS,
        "set_aside": [
            (documents, f"aside-{part.replace('_', '-')}") for part in ASIDE if (documents := aside(found, part))
        ],
    }


def _given(**parameters: str) -> dict[str, str]:
    """The parameters that have a value."""
    return {name: value for name, value in parameters.items() if value}


def _unknown(found: Coverage) -> tuple[bool, list[tuple[str, list[CoverageRow]]]]:
    """The localities of which nothing is known by what they lie in, in the order of the alphabet; where these are more
    than a page has room for, by province, and whether they have to be named elsewhere.
    """
    rows = [row for row in found.rows if row.status == "none"]
    many = len(rows) > NAMED
    grouped: dict[str, list[CoverageRow]] = {}
    for row in rows:
        parent = row.parent or ""
        grouped.setdefault(parent.rpartition(", ")[2] if many else parent, []).append(row)
    return many, sorted(grouped.items(), key=lambda item: fold(item[0]))
