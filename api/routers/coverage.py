"""Coverage: which localities have a document of their own that carries a directive out."""

from __future__ import annotations

from datetime import date as Date
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import JSONResponse, Response

from api.context import Shared
from api.errors import asked_type
from api.negotiation import CSV, HTML, JSON
from api.pages import page
from api.routers.documents import DateOfDocument
from api.tables import coverage_csv
from graph.coverage import coverage

router = APIRouter(tags=["coverage"])


@router.get("/coverage/{number:path}", summary="The coverage of a directive", response_class=Response)
def coverage_of(
    request: Request,
    shared: Shared,
    number: Annotated[str, Path(description="Number, id or IRI of the directive")],
    level: Annotated[Literal["province", "district"], Query(description="Which localities to count")] = "province",
    date: DateOfDocument = None,
    as_of: Annotated[Date | None, Query(description="The day whose localities count; else derived, and said")] = None,
    format: Annotated[Literal["json", "csv", "html"] | None, Query(description="Else by Accept")] = None,
) -> Response:
    """For each locality `issued`, `cited` or `none`, with the documents, the first date and the delay in days."""
    wanted = asked_type(request, format, {"json": JSON, "csv": CSV, "html": HTML})
    store = shared.store
    directive = shared.find(store, number, date)
    found = coverage(store, directive.iri, level=level, as_of=as_of, today=Date.today())
    if wanted == CSV:
        return Response(coverage_csv(found), media_type=f"{CSV}; charset=utf-8")
    if wanted == HTML:
        return page(request, "coverage.html", {"coverage": found})
    return JSONResponse(found.to_json())
