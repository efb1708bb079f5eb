"""Gaps: what others cite and nobody has, the most cited first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator, BeforeValidator
from starlette.responses import JSONResponse, Response

from api.checks import checked_citation_role, checked_level, checked_type
from api.context import Shared
from api.downloads import csv_file
from api.errors import asked_type
from api.identifiers import document_path
from api.negotiation import CSV, HTML, JSON
from api.pages import page
from api.routers.documents import Short, choices, none_if_empty
from api.schemas import GapList, answer
from api.tables import citers_csv, gaps_csv
from graph.gaps import Gap, gaps
from ontology.vocabulary import load_vocabulary

router = APIRouter(tags=["gaps"])

_QUOTED = 5
_PLACES = 2


def _optional(check: Callable[[str], str]) -> AfterValidator:
    return AfterValidator(lambda given: None if given is None else check(given))


@router.get(
    "/gaps", summary="What is cited and not held", response_class=Response, responses=answer(GapList, CSV, HTML)
)
def gaps_of(
    request: Request,
    shared: Shared,
    type: Annotated[
        Short | None,
        BeforeValidator(none_if_empty),
        _optional(checked_type),
        Query(description="Type: its slug (`chi-thi`) or its name (`Chỉ thị`)"),
    ] = None,
    province: Annotated[
        str | None, Query(description="Province, with or without diacritics (`Tây Ninh`, `tay ninh`)", max_length=100)
    ] = None,
    level: Annotated[
        Short | None,
        BeforeValidator(none_if_empty),
        _optional(checked_level),
        Query(description="`central`, `province`, `district` or `commune`"),
    ] = None,
    role: Annotated[
        Short | None,
        BeforeValidator(none_if_empty),
        _optional(checked_citation_role),
        Query(description="Only what is cited so (`implements`), ranked by how many documents do"),
    ] = None,
    citers: Annotated[int, Query(ge=0, le=1000, description="Most citers told of each; all are counted")] = 20,
    limit: Annotated[int, Query(ge=1, description="Documents on a page")] = 50,
    offset: Annotated[int, Query(ge=0, le=2**62, description="Documents to pass over")] = 0,
    table: Annotated[
        Literal["gaps", "citers"], Query(description="Rows of CSV: the gaps, or each place where one is cited")
    ] = "gaps",
    format: Annotated[Literal["json", "csv", "html"] | None, Query(description="Else by Accept")] = None,
) -> Response:
    """The documents that others cite and whose text is not held, the most cited first, with who cites them and how."""
    wanted = asked_type(request, format, {"json": JSON, "csv": CSV, "html": HTML})
    filters = {"type": type, "province": province or None, "level": level, "role": role}
    most = min(limit, shared.settings.max_page_size)
    store = shared.store
    found = gaps(store, limit=most, offset=offset, max_citers=citers, **filters)
    if wanted == CSV:
        rows = citers_csv(found.gaps) if table == "citers" else gaps_csv(found.gaps)
        return csv_file(rows, "gaps", "citers" if table == "citers" else None)
    if wanted == HTML:
        vocabulary = load_vocabulary()
        values = {
            "found": found,
            "filters": filters,
            "levels": vocabulary.levels,
            "roles": vocabulary.relations,
            "quoted": _QUOTED,
            "places": _PLACES,
            **choices(store),
            **_links(request),
        }
        return page(request, "gaps.html", values)
    base = store.iris.base
    listed = [_gap_json(gap, base) for gap in found.gaps]
    return JSONResponse({"total": found.total, "limit": found.limit, "offset": found.offset, "gaps": listed})


def _gap_json(gap: Gap, base: str) -> dict[str, Any]:
    """A gap, with the ``id`` that the routes of its document take."""
    data = gap.to_json()
    assert isinstance(data, dict)
    return {"id": document_path(gap.document.iri, base), **data}


def _links(request: Request) -> dict[str, Any]:
    """Links to the same gaps at another place, and in another form."""
    root = str(request.scope.get("root_path", "")).rstrip("/")
    asked = {name: value for name, value in request.query_params.items() if value and name != "format"}

    def link(**changed: object) -> str:
        return f"{root}/gaps?{urlencode({**asked, **changed})}"

    return {
        "page_at": lambda offset: link(offset=offset),
        "as_format": lambda format, table="gaps": link(format=format, table=table),
    }
