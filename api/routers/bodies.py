"""Bodies: lists of them, and what is known of one."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Final, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Query, Request
from pydantic import AfterValidator, BeforeValidator
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.checks import checked_kind_of_body, checked_order_of_bodies
from api.context import Shared
from api.cursors import paging
from api.downloads import csv_file
from api.errors import asked_type
from api.negotiation import CSV, HTML, JSON
from api.pages import page, resource_href
from api.remembered import answer_json
from api.routers.coverage import System
from api.routers.documents import CursorOfPage, OffsetOfPage, Short, list_links, none_if_empty, summary_json
from api.schemas import BodyAnswer, BodyList, answer
from api.tables import bodies_csv
from graph.bodies import BodySummary, body_path, find_body, list_bodies, place_of_bodies, place_of_body, show_body
from graph.keyset import MAX_LIMIT
from graph.linked import MOST
from graph.model import Json, to_json
from graph.search.search import provinces_of
from ontology.vocabulary import load_vocabulary

router = APIRouter(tags=["bodies"])

AT_ITS_IRI: Final = "A page was asked for: it is at the IRI"
_Words = BeforeValidator(none_if_empty)
AtLeast = Annotated[int, BeforeValidator(lambda given: given or 0), Query(ge=0, le=2**62)]


@router.get(
    "/bodies",
    summary="List bodies",
    response_class=Response,
    responses=answer(BodyList, CSV, HTML, headers={"Link": "The next page, if there is one (RFC 8288)"}),
)
def bodies(
    request: Request,
    shared: Shared,
    q: Annotated[
        Annotated[str, Query(max_length=200)] | None,
        Query(description="Words of a name, or abbreviations (`ubnd tay ninh`); case and diacritics do not count"),
    ] = None,
    kind: Annotated[
        Short | None,
        _Words,
        AfterValidator(lambda name: name and checked_kind_of_body(name)),
        Query(description="Kind with all narrower ones: its slug (`tinh-uy`), a name or an abbreviation (`Tỉnh ủy`)"),
    ] = None,
    system: Annotated[System | None, _Words, Query(description="Only bodies of this system")] = None,
    province: Annotated[
        Short | None, _Words, Query(description="Province, with or without diacritics (`Tây Ninh`, `tay ninh`)")
    ] = None,
    locality: Annotated[
        Annotated[str, Query(max_length=300)] | None,
        _Words,
        Query(description="What they lie in (`Cát Tiên, Lâm Đồng`); by id or IRI just the bodies of that locality"),
    ] = None,
    min_documents: Annotated[AtLeast, Query(description="Only those that issued so many documents, or more")] = 0,
    min_duties: Annotated[AtLeast, Query(description="Only those that have so many duties, or more")] = 0,
    sort: Annotated[
        str,
        AfterValidator(checked_order_of_bodies),
        Query(description="`label`, `documents` or `duties`, with `-` before it for the reverse"),
    ] = "label",
    limit: Annotated[int, Query(ge=1, description="Bodies on a page")] = 50,
    offset: OffsetOfPage = 0,
    cursor: CursorOfPage = None,
    format: Annotated[Literal["json", "csv", "html"] | None, Query(description="Else by Accept")] = None,
) -> Response:
    """A page of the bodies that fit all filters, by their names, with how many documents they issued and how many
    duties they have. To read all of them, follow `next`, or the header `Link`: each comes once, whatever is added.
    """
    wanted = asked_type(request, format, {"json": JSON, "csv": CSV, "html": HTML})
    filters: dict[str, Any] = {"q": q or None, "kind": kind, "system": system, "province": province}
    filters |= {"locality": locality, "min_documents": min_documents, "min_duties": min_duties}
    snapshot = shared.snapshots.current()
    store = snapshot.store
    most = min(limit, shared.settings.max_page_size, MAX_LIMIT - 1)
    asked = paging(request, "/bodies", snapshot.version, (sort, filters), cursor, offset, most)
    ahead = list_bodies(store, limit=most + 1, offset=offset, order=sort, after=asked.after, **filters)
    found = replace(ahead, limit=most, bodies=ahead.bodies[:most])
    if wanted == HTML:
        links = list_links(request, "/bodies")
        values = {"found": found, "filters": filters, "sort": sort, **_choices(), **links}
        values |= {"place": place_of_bodies(store, locality), "without_place": links["with_changed"](locality="")}
        return page(request, "bodies.html", {**values, "provinces": provinces_of(store)})
    further = asked.following(ahead.bodies, lambda last: place_of_body(store, last.iri, sort))
    if wanted == CSV:
        made = csv_file(bodies_csv(found.bodies), "bodies")
        made.headers.update(further.headers)
        return made
    listed = [_body_json(one, store.iris.base) for one in found.bodies]
    told = {"total": found.total, "limit": found.limit, "offset": found.offset, "bodies": listed}
    return JSONResponse({**told, **further.members()}, headers=further.headers)


@router.get(
    "/bodies/{id:path}",
    summary="What is known of a body",
    response_class=Response,
    responses=answer(BodyAnswer) | answer(None, status=303, said=AT_ITS_IRI, headers={"Location": "Its page"}),
)
def body(
    request: Request,
    shared: Shared,
    id: Annotated[str, Path(description="Id (its IRI behind `body/`), IRI or name of the body")],
    limit: Annotated[int, Query(ge=1, description="Most of its documents")] = MOST,
    offset: Annotated[int, Query(ge=0, le=2**62, description="Documents to pass over")] = 0,
    format: Annotated[Literal["json", "html"] | None, Query(description="Else by Accept")] = None,
) -> Response:
    """Its names, kind, systems and places, what it belongs to and what belongs to it, what it became, its documents and
    the number of its duties. A name does where one body bears it. A page is at the IRI of the body: a browser is sent
    there with 303.
    """
    wanted = asked_type(request, format, {"json": JSON, "html": HTML})
    snapshot = shared.snapshots.current()
    store = snapshot.store
    summary = find_body(store, id)
    if wanted == HTML:
        return to_page(request, summary.iri)
    found = show_body(store, summary.iri, limit=min(limit, shared.settings.max_page_size, MAX_LIMIT), offset=offset)
    known = found.to_json()
    documents = [summary_json(one, store.iris.base) for one in found.documents.items]
    root = str(request.scope.get("root_path", "")).rstrip("/")
    links = {
        "linked_data": resource_href(request, summary.iri) or summary.iri,
        "documents": f"{root}/documents?{urlencode({'q': summary.label})}",
        "duties": f"{root}/duties?{urlencode({'agency': summary.label})}",
    }
    return answer_json(
        request, snapshot, with_documents({"id": body_path(summary.iri, store.iris.base)}, known, documents, links)
    )


def to_page(request: Request, iri: str) -> Response:
    """The way to the page of a resource, which is at its IRI."""
    place = resource_href(request, iri) or iri
    kept = urlencode([pair for pair in request.query_params.multi_items() if pair[0] == "lang"])
    return RedirectResponse(quote(place, safe="%/:?=&#[]@!$'()*+,;~") + (f"?{kept}" if kept else ""), 303)


def with_documents(
    named: dict[str, Json], known: Json, documents: list[dict[str, Any]], links: dict[str, Any]
) -> dict[str, Json]:
    """What is known of a body or a locality with its id, its documents with theirs, and links to more."""
    assert isinstance(known, dict)
    told = known["documents"]
    assert isinstance(told, dict)
    return {**named, **known, "documents": {**told, "items": [*documents]}, "links": links}


def _body_json(one: BodySummary, base: str) -> dict[str, Json]:
    data = to_json(one)
    assert isinstance(data, dict)
    return {"id": body_path(one.iri, base), **data}


def _choices() -> dict[str, Any]:
    """What the form offers, and the names of the kinds."""
    vocabulary = load_vocabulary()
    kinds = {kind.slug: kind.label for kind in vocabulary.body_kinds}
    return {
        "kinds": kinds,
        "kinds_of": lambda body: [kinds.get(kind, kind) for kind in body.kinds],
        "systems": vocabulary.systems,
    }
