"""Linked data: what is under the base answers at its own IRI, as RDF or with a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote, unquote

from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Request
from pyoxigraph import NamedNode
from starlette.responses import RedirectResponse, Response

from api.body_page import body_page, locality_page
from api.conditional import unchanged, validators
from api.context import Context, Shared
from api.identifiers import is_iri
from api.pages import link_of
from api.rdf import serialize, with_charset
from api.resource_page import resource_page
from api.routers.dataset import FORMATS, Format, asked_format
from api.routers.graphs import send_graph
from api.schemas import answer
from api.snapshots import Snapshot, newest
from graph.description import Description, describe_resource
from graph.documents import exists
from graph.store import GraphStore
from ontology.errors import NotFound
from ontology.iris import DEFAULT_BASE, TERMS

router = APIRouter(tags=["linked data"])

MOST_SHOWN = 100
"""Statements of each kind on a page; the other formats have as many as the settings allow."""
Rest = Annotated[str, Path(description="The rest of the IRI")]
_GRAPHS = ("text/", "graph/")
_ANSWERS = answer(None, *FORMATS, said="What is said of it")


@router.get("/eli/{path:path}", summary="A document at its IRI", response_class=Response, responses=_ANSWERS)
@router.get("/body/{path:path}", summary="A body at its IRI", response_class=Response, responses=_ANSWERS)
@router.get("/locality/{path:path}", summary="A locality at its IRI", response_class=Response, responses=_ANSWERS)
@router.get(
    "/vocab/{path:path}",
    summary="A concept, or a scheme of them, at its IRI",
    response_class=Response,
    responses=_ANSWERS,
)
@router.get(
    "/text/{path:path}",
    summary="A file, or what a part of it states, at its IRI",
    response_class=Response,
    responses=_ANSWERS,
)
@router.get(
    "/graph/{path:path}",
    summary="A graph that is read from no file, at its IRI",
    response_class=Response,
    responses=_ANSWERS,
)
async def resource(request: Request, shared: Shared, path: Rest, format: Format = None) -> Response:
    """What is said of the resource, what leads to it, and the labels of both; a named graph as it is.

    The page of a document is elsewhere: a browser is sent there with 303.
    """
    return await _answer(request, shared, format)


@router.get("/ns", summary="The classes and properties", response_class=Response, responses=_ANSWERS)
async def terms(request: Request, shared: Shared, format: Format = None) -> Response:
    """The ontology: what stands behind each IRI that begins with its namespace."""
    return await _answer(request, shared, format)


async def _answer(request: Request, shared: Context, format: str | None) -> Response:
    media_type, name = asked_format(request, format)
    snapshot = await newest(shared.snapshots)
    iri = await run_sync(_known_iri, snapshot, _path(request))
    if name == "html" and await run_sync(exists, snapshot.store, iri):
        return RedirectResponse(link_of(request, "documents", iri), 303)
    if name != "html" and (graph := _graph_at(snapshot, iri)) is not None:
        return await send_graph(request, shared, snapshot, graph, format)
    found = validators(request, shared.settings, snapshot, media_type)
    if (fresh := unchanged(request, found)) is not None:
        return fresh
    limit = min(shared.settings.max_rows, MOST_SHOWN) if name == "html" else shared.settings.max_rows
    described = await run_sync(lambda: describe_resource(snapshot.store, iri, limit=limit))
    headers = {**found.sent(), **({"Lineage-Truncated": "true"} if described.truncated else {})}
    if name == "html":
        return await run_sync(lambda: _page(request, snapshot.store, described, headers))
    body = await run_sync(lambda: serialize(described.quads(), name))
    return Response(body, media_type=with_charset(media_type), headers=headers)


def _page(request: Request, store: GraphStore, described: Description, headers: Mapping[str, str]) -> Response:
    """The page of a body or a locality, of any other resource what is said of it."""
    path = described.iri.removeprefix(store.iris.base)
    own = {"body": body_page, "locality": locality_page}.get(path.partition("/")[0])
    found = None if own is None else own(request, store, described, headers)
    return found or resource_page(request, described, headers)


def _path(request: Request) -> str:
    """The path of a request below the root, as it was sent: IRIs are compared as they are written."""
    raw = bytes(request.scope.get("raw_path") or request.scope["path"].encode()).decode("ascii", "replace")
    root = str(request.scope.get("root_path", "")).rstrip("/")
    return raw.partition("?")[0].removeprefix(root).removeprefix("/")


def _known_iri(snapshot: Snapshot, path: str) -> str:
    """The IRI that a path stands for; an unusual spelling, such as ``%7e`` or ``%2F``, is borne. Raises: NotFound."""
    if path == "ns":
        return TERMS
    base = snapshot.store.iris.base
    encoded = "/".join(quote(unquote(segment), safe="") for segment in path.split("/"))
    parted = encoded.replace("%2F", "/")  # as clients write a path that is one parameter
    bases = (base, DEFAULT_BASE) if path.startswith("vocab/") else (base,)  # vocabularies do not move with the base
    spellings = [start + spelling for start in bases for spelling in (path, encoded, parted)]
    for iri in filter(is_iri, spellings):
        node = NamedNode(iri)
        for pattern in ((node, None, None), (None, None, node)):
            if next(iter(snapshot.store.raw.quads_for_pattern(*pattern)), None) is not None:
                return iri
        if snapshot.store.raw.contains_named_graph(node):
            return iri
    raise NotFound(f"Nothing is known of {spellings[0]}", hint="The documents are listed at /documents")


def _graph_at(snapshot: Snapshot, iri: str) -> str | None:
    """The named graph that answers at an IRI: the graph itself, and for the namespace the ontology."""
    iris = snapshot.store.iris
    if iri == TERMS:
        iri = iris.ontology_graph
    elif not iri.removeprefix(iris.base).startswith(_GRAPHS):
        return None
    return iri if snapshot.store.raw.contains_named_graph(NamedNode(iri)) else None
