"""The reading part of the SPARQL 1.1 Graph Store HTTP Protocol: GET and HEAD of a graph that a parameter names."""

from __future__ import annotations

from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from pyoxigraph import NamedNode, RdfFormat, parse
from starlette.responses import Response

from api.conditional import unchanged, validators
from api.context import Context, Shared
from api.errors import ProtocolError, accepted, not_acceptable
from api.identifiers import is_iri
from api.negotiation import GRAPH_FORMATS, choose_format
from api.rdf import serialize, with_charset
from api.snapshots import Snapshot
from api.sparql.asking import ask, question_for
from api.sparql.request import url_parameters
from ontology.errors import NotFound

router = APIRouter(tags=["sparql"])

_ANSWERS = {200: {"description": "The graph", "content": {name: {} for name in GRAPH_FORMATS}}}
_MOST_COMPACTED = 2 * 1024 * 1024
"""Bytes of N-Triples up to which JSON-LD is written with a context: rdflib takes a second for so many."""
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@router.get("/store", summary="A graph by its IRI", response_class=Response, responses=_ANSWERS)  # type: ignore[arg-type]
async def graph_by_name(
    request: Request,
    shared: Shared,
    graph: Annotated[str | None, Query(description="IRI of a named graph")] = None,
    default: Annotated[str | None, Query(description="Without a value: the default graph, the union of all")] = None,
    format: Annotated[str | None, Query(description="ttl, nt, jsonld, rdf, trig or nq; else Accept")] = None,
) -> Response:
    """All triples of one graph. Writing is not offered: PUT, POST, PATCH and DELETE are answered with 405."""
    name = _asked_graph(request)
    snapshot = shared.snapshots.current()
    if name is not None and not snapshot.store.raw.contains_named_graph(NamedNode(name)):
        raise NotFound(
            f"There is no graph {name}", hint="SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } lists those there are"
        )
    return await send_graph(request, shared, snapshot, name, format)


def _asked_graph(request: Request) -> str | None:
    """The IRI of the graph; ``None`` for the default graph. Raises: ProtocolError (400)."""
    parameters = url_parameters(request)
    graphs, defaults = parameters.get("graph", ()), parameters.get("default", ())
    if len(graphs) + len(defaults) != 1:
        raise ProtocolError(
            400, "Exactly one of the parameters 'graph' and 'default' names a graph", "Send graph=IRI, or default"
        )
    if defaults:
        return None
    if not is_iri(graphs[0]):
        raise ProtocolError(400, f"graph={graphs[0]!r} is no absolute IRI", "Name the graph by its IRI")
    return graphs[0]


async def send_graph(
    request: Request, shared: Context, snapshot: Snapshot, name: str | None, format: str | None
) -> Response:
    """All triples of a graph, or of the union where *name* is ``None``; or 304.

    Raises: ProtocolError (406); LimitExceeded where it is larger than an answer may be.
    """
    wanted = choose_format(accepted(request), GRAPH_FORMATS, format)
    if wanted is None:
        raise not_acceptable(list(GRAPH_FORMATS))
    found = validators(request, shared.settings, snapshot, wanted[0])
    if (fresh := unchanged(request, found)) is not None:
        return fresh
    body = await _triples(shared, snapshot, name, wanted[1])
    return Response(body, media_type=with_charset(wanted[0]), headers=found.sent())


async def _triples(shared: Context, snapshot: Snapshot, name: str | None, format: str) -> bytes:
    """A graph in a format; JSON-LD has a context, unless it is so large that it is left as the worker writes it."""
    graphs = () if name is None else (name,)

    async def written(graph: str) -> bytes:
        question = question_for(shared, snapshot, _ALL, graph=graph, default_graphs=graphs)
        return (await ask(shared, snapshot, question)).body

    if format != "jsonld":
        return await written(format)
    triples = await written("nt")
    if len(triples) > _MOST_COMPACTED:
        return await written("jsonld")
    return await run_sync(lambda: serialize((quad.triple for quad in parse(triples, RdfFormat.N_TRIPLES)), "jsonld"))
