"""Cascade: how a directive went down, in figures."""

from __future__ import annotations

from datetime import date as Date
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from markupsafe import Markup
from starlette.responses import JSONResponse, Response

from api.context import Shared
from api.downloads import csv_file
from api.errors import asked_type
from api.language import language_of
from api.negotiation import CSV, HTML, JSON
from api.pages import page
from api.routers.documents import DateOfDocument, LatestDay
from api.schemas import answer
from api.tables import cascade_csv, days_text
from graph.cascade import Cascade, cascade
from graph.views.clock import clock_svg

router = APIRouter(tags=["cascade"])


@router.get(
    "/cascade/{number:path}",
    summary="How a directive went down",
    response_class=Response,
    responses=answer(Cascade, CSV, HTML),
)
def cascade_of(
    request: Request,
    shared: Shared,
    number: Annotated[str, Path(description="Number, id or IRI of the directive")],
    date: DateOfDocument = None,
    as_of: LatestDay = None,
    format: Annotated[Literal["json", "csv", "html"] | None, Query(description="Else by Accept")] = None,
) -> Response:
    """Documents and days since the directive by level (quartiles by the inclusive method), fan-out, depth, and the
    steps without days or with negative ones. CSV has the levels only.
    """
    wanted = asked_type(request, format, {"json": JSON, "csv": CSV, "html": HTML})
    store = shared.store
    directive = shared.find(store, number, date)
    found = cascade(store, directive.iri, as_of=Date.fromisoformat(as_of) if as_of else None)
    if wanted == CSV:
        return csv_file(cascade_csv(found), "cascade", found.directive.number)
    if wanted == HTML:
        also = urlencode({"as_of": as_of}) if as_of else ""
        lang = language_of(request)
        clock = Markup(clock_svg(found, lang) + clock_svg(found, lang, narrow=True))  # their texts are escaped
        values = {"cascade": found, "as_of": as_of or "", "also": also, "text": days_text, "clock": clock}
        return page(request, "cascade.html", values)
    return JSONResponse(found.to_json())
