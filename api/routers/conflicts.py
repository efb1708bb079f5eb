"""Conflicts: what the texts contradict each other on, and what stayed open."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator, BeforeValidator
from starlette.responses import JSONResponse, Response

from api.checks import checked_conflict
from api.context import Shared
from api.downloads import csv_file
from api.errors import asked_type
from api.negotiation import CSV, HTML, JSON
from api.pages import page
from api.routers.documents import none_if_empty, page_limit
from api.schemas import answer
from api.tables import conflicts_csv
from graph.conflicts import KINDS, conflicts
from graph.model import Conflicts

ON_A_PAGE = 10
"""Conflicts on a page, as each of them has many sentences."""

router = APIRouter(tags=["conflicts"])


@router.get(
    "/conflicts",
    summary="What the texts contradict each other on",
    response_class=Response,
    responses=answer(Conflicts, CSV, HTML),
)
def list_conflicts(
    request: Request,
    shared: Shared,
    kind: Annotated[
        str | None,
        BeforeValidator(none_if_empty),
        AfterValidator(lambda name: name and checked_conflict(name)),
        Query(description="Only those of this kind: `date`, `identity`, ..."),
    ] = None,
    document: Annotated[
        str | None, BeforeValidator(none_if_empty), Query(description="Number, id or IRI of a document")
    ] = None,
    limit: Annotated[int, Query(ge=1, description="Conflicts on a page")] = 50,
    offset: Annotated[int, Query(ge=0, le=2**62, description="Conflicts to pass over")] = 0,
    format: Annotated[Literal["json", "csv", "html"] | None, Query(description="Else by Accept")] = None,
) -> Response:
    """Each conflict with its sides, the quotations behind them, the preferred value and why it is preferred."""
    wanted = asked_type(request, format, {"json": JSON, "csv": CSV, "html": HTML})
    store = shared.store
    iri = shared.find(store, document, None).iri if document else None
    most = min(page_limit(request, limit, wanted, ON_A_PAGE), shared.settings.max_page_size)
    found = conflicts(store, kind=kind, document=iri, limit=most, offset=offset)
    if wanted == CSV:
        return csv_file(conflicts_csv(found), "conflicts", kind)
    if wanted == HTML:
        return page(request, "conflicts.html", {"found": found, "kind": kind, "kinds": KINDS, "document": document})
    return JSONResponse(found.to_json())
