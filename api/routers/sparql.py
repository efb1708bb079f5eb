"""The SPARQL 1.1 Protocol's query operation: by GET, by a form, and with the query as the body."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qs

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.context import Context, Shared
from api.errors import ProtocolError, not_acceptable
from api.negotiation import GRAPH_FORMATS, HTML, SOLUTION_FORMATS, choose, choose_format
from api.pages import page
from api.sparql.guard import RefusedError
from api.sparql.pool import BusyError, UnacceptableError
from api.sparql.worker import Answer, Question
from graph.store import PREFIXES
from ontology.errors import NotFound
from ontology.queries import NamedQuery, find_query, load_queries

router = APIRouter(tags=["sparql"])

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_SOLUTIONS = {**SOLUTION_FORMATS, HTML: "html"}
_GRAPHS = {**GRAPH_FORMATS, HTML: "html"}
_ANSWERS = {
    200: {
        "description": "The answer in the chosen format",
        "content": {name: {} for name in {**_SOLUTIONS, **_GRAPHS}},
    },
    400: {"description": "The query is wrong"},
    403: {"description": "An update or SERVICE: refused"},
    406: {"description": "No accepted media type fits the query"},
    503: {"description": "The query passed a limit, or all workers are busy"},
}
_FORM_SCHEMA = {
    "type": "object",
    "required": ["query"],
    "properties": {"query": {"type": "string"}, "format": {"type": "string"}},
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """The parameters of the protocol, however they were sent."""

    query: str
    format: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


@router.get("/sparql", summary="Answer a SPARQL query", response_class=Response, responses=_ANSWERS)  # type: ignore[arg-type]
async def query_by_get(
    request: Request,
    shared: Shared,
    query: Annotated[str | None, Query(description="SELECT, ASK, CONSTRUCT or DESCRIBE query")] = None,
    format: Annotated[str | None, Query(description="json, xml, csv, tsv, ttl, nt, jsonld, rdf; else Accept")] = None,
    named: Annotated[str | None, Query(description="Named query to fill the form with, on the page")] = None,
    default_graph_uri: Annotated[list[str] | None, Query(alias="default-graph-uri")] = None,
    named_graph_uri: Annotated[list[str] | None, Query(alias="named-graph-uri")] = None,
) -> Response:
    """The default graph is the union of all graphs; the graph of each source and the derived one have names.

    A triple that several graphs state is found once for each of them: ask for DISTINCT.
    """
    parameters = {name: request.query_params.getlist(name) for name in request.query_params}
    if query is None and "update" not in parameters and choose(request.headers.get("accept"), ["", HTML]) == HTML:
        chosen = None if not named else _named(named)
        return _form(request, _EXAMPLE if chosen is None else chosen.text, chosen=chosen)
    return await _answer(request, shared, _from_parameters(parameters, shared))


@router.post(
    "/sparql",
    summary="Answer a SPARQL query",
    response_class=Response,
    responses=_ANSWERS,  # type: ignore[arg-type]
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {_QUERY: {"schema": {"type": "string"}}, _FORM: {"schema": _FORM_SCHEMA}},
        }
    },
)
async def query_by_post(request: Request, shared: Shared) -> Response:
    """As by GET; the query is the body (`application/sparql-query`) or stands in a form."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == _UPDATE:
        raise _no_update()
    if kind not in (_FORM, _QUERY):
        raise ProtocolError(415, f"Content-Type {kind or 'missing'!r} is not understood", f"Send {_QUERY} or {_FORM}")
    text = await _read_text(request, shared.settings.max_body_bytes)
    parameters = {name: request.query_params.getlist(name) for name in request.query_params}
    parameters |= {"query": [text]} if kind == _QUERY else _parse_form(text)
    return await _answer(request, shared, _from_parameters(parameters, shared))


@router.get("/queries", summary="The named queries")
def named_queries() -> list[dict[str, object]]:
    """Questions to begin with: titles, description, parameters with their values, and the text to send to `/sparql`.

    A parameter is a line such as `VALUES ?number { "12-CT/TW" }` of the text.
    """
    return [query.to_json() for query in load_queries()]


def _named(name: str) -> NamedQuery:
    found = find_query(name)
    if found is None:
        raise NotFound(f"There is no query {name!r}", hint="/queries lists those there are")
    return found


def _form(
    request: Request,
    query: str,
    result: _Shown | None = None,
    *,
    chosen: NamedQuery | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The page with the form, the named queries and an answer, if there is one."""
    values = {"query": query, "prefixes": PREFIXES, "result": result, "chosen": chosen, "queries": load_queries()}
    return page(request, "sparql.html", values, headers=headers)


def _parse_form(text: str) -> dict[str, list[str]]:
    try:
        return parse_qs(text, keep_blank_values=True, errors="strict")
    except ValueError:  # UnicodeDecodeError is one
        raise ProtocolError(400, "The form is not UTF-8", "Encode the query as UTF-8") from None


async def _read_text(request: Request, most: int) -> str:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise ProtocolError(413, f"The body is larger than {most:,} bytes", "Send a shorter query")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise ProtocolError(400, "The body is not UTF-8", "Encode the query as UTF-8") from None


def _from_parameters(parameters: Mapping[str, Sequence[str]], shared: Context) -> _Asked:
    if "update" in parameters:
        raise _no_update()
    queries = parameters.get("query", ())
    if len(queries) != 1:
        many = "is missing" if not queries else "stands more than once"
        raise ProtocolError(400, f"The parameter 'query' {many}", "Send one SELECT, ASK, CONSTRUCT or DESCRIBE query")
    most = shared.settings.max_body_bytes
    if len(queries[0].encode("utf-8", "surrogatepass")) > most:
        raise ProtocolError(413, f"The query is larger than {most:,} bytes", "Send a shorter query")
    formats = parameters.get("format", ())
    return _Asked(
        query=queries[0],
        format=formats[0] if formats else None,
        default_graphs=tuple(parameters.get("default-graph-uri", ())),
        named_graphs=tuple(parameters.get("named-graph-uri", ())),
    )


def _no_update() -> RefusedError:
    return RefusedError("Updates are refused: this endpoint only reads", hint="Change the data with: lineage build")


async def _answer(request: Request, shared: Context, asked: _Asked) -> Response:
    accept = request.headers.get("accept")
    solutions = choose_format(accept, _SOLUTIONS, asked.format)
    graph = choose_format(accept, _GRAPHS, asked.format)
    if solutions is None and graph is None:
        raise not_acceptable([*_SOLUTIONS, *GRAPH_FORMATS])
    if shared.queries.available_tokens < 1:
        raise BusyError("Too many queries are waiting", hint="Try again in a few seconds")
    names = (None if solutions is None else solutions[1], None if graph is None else graph[1])
    answer = await run_sync(_evaluate, shared, asked, names, limiter=shared.queries)
    chosen = graph if answer.kind == "graph" else solutions
    assert chosen is not None
    headers = {"Vary": "Accept"}
    if answer.truncated:
        headers |= {"Lineage-Truncated": "true", "Lineage-Row-Limit": str(shared.settings.max_rows)}
    if chosen[0] == HTML:
        return _form(request, asked.query, _shown(answer, shared), headers=headers)
    return Response(answer.body, media_type=_with_charset(chosen[0]), headers=headers)


def _evaluate(shared: Context, asked: _Asked, names: tuple[str | None, str | None]) -> Answer:
    settings = shared.settings
    solutions, graph = names
    snapshot = shared.snapshots.current()  # kept until the answer is there: its files go with it
    question = Question(
        query=asked.query,
        database=str(snapshot.database),
        prefixes=dict(PREFIXES),
        solutions="json" if solutions == "html" else solutions,
        graph="ttl" if graph == "html" else graph,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        max_rows=settings.max_rows,
        max_bytes=settings.max_result_bytes,
        deadline_seconds=settings.query_timeout_seconds,
    )
    try:
        return shared.pool.ask(question)
    except UnacceptableError as error:
        offered = GRAPH_FORMATS if solutions is not None else SOLUTION_FORMATS
        raise UnacceptableError(error.message, hint=f"Accept one of: {', '.join(offered)}") from None


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


@dataclass(frozen=True, slots=True)
class _Shown:
    """An answer as the page shows it."""

    kind: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text: str
    truncated: bool
    limit: int


def _shown(answer: Answer, shared: Context) -> _Shown:
    names: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    text = ""
    if answer.kind == "graph":
        text = answer.body.decode()
    else:
        data = json.loads(answer.body)
        names = tuple(data["head"].get("vars", ()))
        text = str(data.get("boolean", "")).lower()
        found = data.get("results", {}).get("bindings", [])
        rows = tuple(tuple(row.get(name, {}).get("value", "") for name in names) for row in found)
    return _Shown(answer.kind, names, rows, text, answer.truncated, shared.settings.max_rows)


_EXAMPLE = """\
# Documents that carry out a directive, directly or through others
SELECT DISTINCT ?document ?label ?date WHERE {
  ?directive eli:id_local "12-CT/TW" .
  ?document lin:implements+ ?directive ; rdfs:label ?label .
  OPTIONAL { ?document eli:date_document ?date }
}
ORDER BY ?date
LIMIT 100
"""
