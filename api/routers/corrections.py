"""Corrections: what reviewers say of documents and bodies, and what became of it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from api.context import Shared
from api.downloads import csv_file
from api.errors import asked_type
from api.negotiation import CSV, HTML, JSON
from api.pages import page
from api.schemas import CorrectionList, answer
from api.tables import corrections_csv
from graph.corrections import list_corrections

router = APIRouter(tags=["corrections"])


@router.get(
    "/corrections",
    summary="What reviewers say",
    response_class=Response,
    responses=answer(CorrectionList, CSV, HTML),
)
def corrections(
    request: Request,
    shared: Shared,
    format: Annotated[Literal["json", "csv", "html"] | None, Query(description="Else by Accept")] = None,
) -> Response:
    """Each correction with author and reason, whether it applies, and what the texts say of the same property."""
    wanted = asked_type(request, format, {"json": JSON, "csv": CSV, "html": HTML})
    found = list_corrections(shared.store)
    if wanted == CSV:
        return csv_file(corrections_csv(found), "corrections")
    if wanted == HTML:
        return page(request, "corrections.html", {"corrections": found})
    return JSONResponse({"total": len(found), "corrections": [item.to_json() for item in found]})
