"""The reading part of the SPARQL 1.1 Graph Store HTTP Protocol: GET and HEAD of a graph that a parameter names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
from api.snapshots import Snapshot, newest
from api.sparql.asking import question_for
from api.sparql.frames import Question
from api.sparql.pool import HOLD_BYTES, Running, whole
from api.sparql.request import url_parameters
from api.sparql.streaming import ClientGone, StreamedAnswer, while_there
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
    snapshot = await newest(shared.snapshots)
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

    Raises: ProtocolError (406); LimitExceeded where it is larger than an answer may be, unless that is seen midway:
    then the transfer ends.
    """
    wanted = choose_format(accepted(request), GRAPH_FORMATS, format)
    if wanted is None:
        raise not_acceptable(list(GRAPH_FORMATS))
    found = validators(request, shared.settings, snapshot, wanted[0])
    if (fresh := unchanged(request, found)) is not None:
        return fresh
    asked = _GraphAsked(request, shared, snapshot, name, with_charset(wanted[0]), found.sent())
    try:
        return await (asked.compacted() if wanted[1] == "jsonld" else asked.streamed(wanted[1]))
    except ClientGone:
        return Response(status_code=499)  # nobody reads it


@dataclass(frozen=True, slots=True)
class _GraphAsked:
    """A graph that a client asks for, and what is sent with it."""

    request: Request
    shared: Context
    snapshot: Snapshot
    name: str | None
    media_type: str
    headers: Mapping[str, str]

    async def streamed(self, format: str) -> Response:
        """The graph as the worker writes it, of any size."""
        running, question = await self._opened(format, HOLD_BYTES)
        if running.end is not None:
            return self._sent(await _whole(running, question))
        return StreamedAnswer(
            running,
            self.snapshot,
            format,
            media_type=self.media_type,
            client_seconds=self.shared.settings.client_wait_seconds,
            headers=self.headers,
            only_whole=True,
        )

    async def compacted(self) -> Response:
        """JSON-LD with a context, unless the graph is so large that it is left as the worker writes it."""
        running, question = await self._opened("nt", _MOST_COMPACTED)
        if running.end is None:
            running.close()
            return await self.streamed("jsonld")
        triples = await _whole(running, question)
        body = await run_sync(
            lambda: serialize((quad.triple for quad in parse(triples, RdfFormat.N_TRIPLES)), "jsonld")
        )
        return self._sent(body)

    async def _opened(self, format: str, hold: int) -> tuple[Running, Question]:
        graphs = () if self.name is None else (self.name,)
        question = question_for(self.shared, self.snapshot, _ALL, graph=format, default_graphs=graphs)
        return await while_there(self.request, self.shared.pool.open(question, hold)), question

    def _sent(self, body: bytes) -> Response:
        return Response(body, media_type=self.media_type, headers=dict(self.headers))


async def _whole(running: Running, question: Question) -> bytes:
    try:
        return (await whole(running, question)).body
    finally:
        running.close()
