"""Localities: provinces, districts and communes before and after 2025-07-01; lists, and what is known of one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as Date
from typing import Annotated, Any, Literal, TypeAlias
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from pydantic import AfterValidator, BeforeValidator
from starlette.responses import JSONResponse, Response

from api.checks import checked_day, checked_order_of_localities
from api.context import Shared
from api.cursors import paging
from api.downloads import csv_file
from api.errors import asked_type
from api.negotiation import CSV, HTML, JSON
from api.openapi import DAY
from api.pages import page, resource_href
from api.remembered import answer_json
from api.routers.bodies import AT_ITS_IRI, to_page, with_documents
from api.routers.documents import CursorOfPage, OffsetOfPage, Short, list_links, none_if_empty, summary_json
from api.schemas import LocalityAnswer, LocalityList, answer
from api.tables import localities_csv
from graph.keyset import MAX_LIMIT
from graph.linked import MOST
from graph.localities import (
    LocalitySummary,
    find_locality,
    list_localities,
    locality_path,
    place_of_locality,
    show_locality,
)
from graph.model import Json, to_json
from graph.search.search import provinces_of

router = APIRouter(tags=["localities"])

Level: TypeAlias = Literal["province", "district", "commune"]
Edition: TypeAlias = Literal["2008", "2025"]
_Empty = BeforeValidator(none_if_empty)
OnDay = Annotated[
    str | None,
    _Empty,
    AfterValidator(lambda day: day and checked_day(day)),
    Query(description="Only localities that there were on this day: `2025-06-30`", json_schema_extra=DAY),
]


@router.get(
    "/localities",
    summary="List localities",
    response_class=Response,
    responses=answer(LocalityList, CSV, HTML, headers={"Link": "The next page, if there is one (RFC 8288)"}),
)
def localities(
    request: Request,
    shared: Shared,
    q: Annotated[
        Annotated[str, Query(max_length=200)] | None,
        Query(description="Words of a name, and of what it lies in; case and diacritics do not count"),
    ] = None,
    level: Annotated[Level | None, _Empty, Query(description="Only localities of this level")] = None,
    province: Annotated[
        Short | None, _Empty, Query(description="Province, with or without diacritics (`Tây Ninh`, `tay ninh`)")
    ] = None,
    edition: Annotated[
        Edition | None, _Empty, Query(description="`2008` (until 2025-06-30) or `2025` (since 2025-07-01)")
    ] = None,
    as_of: OnDay = None,
    sort: Annotated[
        str,
        AfterValidator(checked_order_of_localities),
        Query(description="`name`, `code`, `documents` or `bodies`, with `-` before it for the reverse"),
    ] = "name",
    limit: Annotated[int, Query(ge=1, description="Localities on a page")] = 50,
    offset: OffsetOfPage = 0,
    cursor: CursorOfPage = None,
    format: Annotated[Literal["json", "csv", "html"] | None, Query(description="Else by Accept")] = None,
) -> Response:
    """A page of the provinces, districts and communes that fit all filters, by their names, with what they lie in, what
    went into them and what became of them on 2025-07-01, and how many documents and bodies are their own.
    """
    wanted = asked_type(request, format, {"json": JSON, "csv": CSV, "html": HTML})
    filters: dict[str, Any] = {"q": q or None, "level": level, "province": province, "edition": edition}
    filters["as_of"] = Date.fromisoformat(as_of) if as_of else None
    snapshot = shared.snapshots.current()
    store = snapshot.store
    most = min(limit, shared.settings.max_page_size, MAX_LIMIT - 1)
    asked = paging(request, "/localities", snapshot.version, (sort, filters), cursor, offset, most)
    ahead = list_localities(store, limit=most + 1, offset=offset, order=sort, after=asked.after, **filters)
    found = replace(ahead, limit=most, localities=ahead.localities[:most])
    if wanted == HTML:
        values = {"found": found, "filters": filters, "sort": sort, **list_links(request, "/localities")}
        return page(request, "localities.html", {**values, "provinces": provinces_of(store)})
    further = asked.following(ahead.localities, lambda last: place_of_locality(store, last.iri, sort))
    if wanted == CSV:
        made = csv_file(localities_csv(found.localities), "localities")
        made.headers.update(further.headers)
        return made
    listed = [_locality_json(one, store.iris.base) for one in found.localities]
    told = {"total": found.total, "limit": found.limit, "offset": found.offset, "localities": listed}
    return JSONResponse({**told, **further.members()}, headers=further.headers)


@router.get(
    "/localities/{id:path}",
    summary="What is known of a locality",
    response_class=Response,
    responses=answer(LocalityAnswer) | answer(None, status=303, said=AT_ITS_IRI, headers={"Location": "Its page"}),
)
def locality(
    request: Request,
    shared: Shared,
    id: Annotated[str, Path(description="Id (its IRI behind `locality/`), IRI or name of the locality")],
    as_of: OnDay = None,
    limit: Annotated[int, Query(ge=1, description="Most of its documents")] = MOST,
    offset: Annotated[int, Query(ge=0, le=2**62, description="Documents to pass over")] = 0,
    format: Annotated[Literal["json", "html"] | None, Query(description="Else by Accept")] = None,
) -> Response:
    """Its code and names, when there was it, what it lies in and what lies in it, what it was before 2025-07-01 and
    what it became, its bodies and documents. A name does where one locality bears it, perhaps with `as_of`. A page is
    at the IRI of the locality: a browser is sent there with 303.
    """
    wanted = asked_type(request, format, {"json": JSON, "html": HTML})
    snapshot = shared.snapshots.current()
    store = snapshot.store
    summary = find_locality(store, id, as_of=Date.fromisoformat(as_of) if as_of else None)
    if wanted == HTML:
        return to_page(request, summary.iri)
    most = min(limit, shared.settings.max_page_size, MAX_LIMIT)
    found = show_locality(store, summary.iri, limit=most, offset=offset)
    known = found.to_json()
    documents = [summary_json(one, store.iris.base) for one in found.documents.items]
    named: dict[str, Json] = {"id": locality_path(summary.iri, store.iris.base)}
    return answer_json(request, snapshot, with_documents(named, known, documents, _links(request, summary)))


def _links(request: Request, one: LocalitySummary) -> dict[str, str | None]:
    root = str(request.scope.get("root_path", "")).rstrip("/")
    words = one.name if one.level == "province" else f"{one.name}, {one.province}"
    province, duties = urlencode({"province": one.name}), urlencode({"locality": words})
    return {
        "linked_data": resource_href(request, one.iri) or one.iri,
        "bodies": f"{root}/bodies?{urlencode({'locality': one.iri})}",
        "documents": f"{root}/documents?{province}" if one.level == "province" else None,
        "duties": f"{root}/duties?{duties}" if one.level != "commune" else None,
    }


def _locality_json(one: LocalitySummary, base: str) -> dict[str, Json]:
    data = to_json(one)
    assert isinstance(data, dict)
    return {"id": locality_path(one.iri, base), **data}
