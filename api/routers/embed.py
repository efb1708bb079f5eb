"""The picture of a lineage as a page of its own, to be framed by others; it makes no request to anybody."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from api.context import Shared
from api.pages import PICTURE_HEADERS
from api.routers.documents import DateOfDocument, Id, find_lineage
from graph.drawing import lineage_html
from graph.lineage import Direction

router = APIRouter(tags=["embed"])


@router.get("/embed/lineage/{id:path}", summary="The lineage as a picture", response_class=HTMLResponse)
def embed_lineage(
    request: Request,
    shared: Shared,
    id: Id,
    direction: Annotated[Direction, Query(description="Upward to what it carries out, downward, or both")] = "both",
    date: DateOfDocument = None,
    max_depth: Annotated[int | None, Query(ge=0, le=1000, description="Steps from the document")] = None,
) -> HTMLResponse:
    """A page with its own scripts and styles in it; every text of the documents is escaped."""
    found = find_lineage(shared, id, direction, date=date, max_depth=max_depth)
    return HTMLResponse(lineage_html(found, max_nodes=shared.settings.max_nodes), headers=dict(PICTURE_HEADERS))
