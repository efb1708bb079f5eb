"""The SPARQL 1.1 Protocol's query operation: by GET, by a form, and with the query as the body."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from starlette.responses import JSONResponse, Response

from api import schemas
from api.conditional import unchanged, validators_of
from api.context import Context, context_of
from api.describing import describe, service_description
from api.errors import accepted, not_acceptable
from api.language import language_of
from api.negotiation import GRAPH_FORMATS, HTML, SOLUTION_FORMATS, choose_format
from api.pages import page
from api.rdf import with_charset
from api.remembered import is_stable, remember
from api.snapshots import newest
from api.sparql.asking import question_for
from api.sparql.frames import Answer
from api.sparql.pool import UnacceptableError, whole
from api.sparql.request import FORM, QUERY, Asked, Parameters, asked_by_post, asked_by_url, url_parameters
from api.sparql.rows import marked
from api.sparql.streaming import ClientGone, StreamedAnswer, while_there
from api.yasgui import headers as editor_headers
from api.yasgui import own_terms, settings_of
from graph.store import PREFIXES
from ontology.errors import NotFound
from ontology.queries import NamedQuery, find_query, load_queries


class _PlainRoute(APIRoute):
    """A route whose function takes the request and nothing else, which FastAPI has not to find out for each query."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[None, None, Response]]:
        """The function itself."""
        return self.endpoint


router = APIRouter(tags=["sparql"], route_class=_PlainRoute)

_SOLUTIONS = {**SOLUTION_FORMATS, HTML: "html"}
_GRAPHS = {**GRAPH_FORMATS, HTML: "html"}
_PAGE_ROWS = 1000
_PAGE_BYTES = 2 * 1024 * 1024
"""What a page shows of an answer: a longer one is for programs, and no browser likes it."""
_ANSWERS = {
    200: {
        "description": "The answer in the chosen format; without a query, the description of the service",
        "content": {**{name: {} for name in {**_SOLUTIONS, **_GRAPHS}}, **schemas.RESULTS},
    },
    400: {"description": "The query is wrong"},
    403: {"description": "An update or SERVICE: refused"},
    406: {"description": "No accepted media type fits the query"},
    413: {"description": "The body is too large"},
    414: {"description": "The address is too long"},
    415: {"description": "The body is no query"},
    503: {"description": "The query passed a limit, or all workers are busy"},
}
_TEXT = {"type": "string"}
_GRAPHS_OF = {"type": "array", "items": {"type": "string", "format": "uri"}}
_PARAMETERS = [
    {"name": name, "in": "query", "required": False, "description": said, "schema": schema}
    for name, said, schema in (
        ("query", "SELECT, ASK, CONSTRUCT or DESCRIBE query", _TEXT),
        ("format", "json, xml, csv, tsv, ttl, nt, jsonld, rdf, trig, nq, html; else Accept", _TEXT),
        ("named", "Named query to fill the form with, on the page", _TEXT),
        ("default-graph-uri", "Graphs that make up the default graph; else the union of all", _GRAPHS_OF),
        ("named-graph-uri", "Graphs that GRAPH finds; else all", _GRAPHS_OF),
    )
]
"""Read by hand from the address, as those of a form are; FastAPI would read them once more, for each query."""
_FORM_SCHEMA = {
    "title": "SparqlForm",
    "type": "object",
    "required": ["query"],
    "properties": {"query": {"type": "string"}, "format": {"type": "string"}},
}


@router.get(
    "/sparql",
    summary="Answer a SPARQL query",
    response_class=Response,
    responses=_ANSWERS,  # type: ignore[arg-type]
    openapi_extra={"parameters": _PARAMETERS},
)
async def query_by_get(request: Request) -> Response:
    """Without a query it describes itself: a form for people, else the SPARQL 1.1 Service Description.

    The default graph is the union of all graphs; the graph of each source and the derived one have names.

    A triple that several graphs state is found once for each of them: ask for DISTINCT.
    """
    shared = await context_of(request)
    parameters = url_parameters(request)
    if "query" not in parameters and "update" not in parameters:
        formats = {**GRAPH_FORMATS, HTML: "html"}
        if (wanted := choose_format(accepted(request), formats, _last(parameters, "format"))) is not None:
            return await _described(request, shared, wanted, _last(parameters, "named"))
    return await _answer(request, shared, asked_by_url(parameters, shared.settings.max_body_bytes))


@router.post(
    "/sparql",
    summary="Answer a SPARQL query",
    response_class=Response,
    responses=_ANSWERS,  # type: ignore[arg-type]
    openapi_extra={
        "parameters": [each for each in _PARAMETERS if each["name"] not in ("query", "named")],
        "requestBody": {
            "required": True,
            "content": {QUERY: {"schema": {"type": "string", "format": "binary"}}, FORM: {"schema": _FORM_SCHEMA}},
        },
    },
)
async def query_by_post(request: Request) -> Response:
    """As by GET; the query is the body (`application/sparql-query`) or stands in a form."""
    shared = await context_of(request)
    return await _answer(request, shared, await asked_by_post(request, shared.settings.max_body_bytes))


@router.get(
    "/queries",
    summary="The named queries",
    response_class=Response,
    responses=schemas.answer(schemas.NamedQuery, many=True),
)
async def named_queries(_: Request) -> JSONResponse:
    """Questions to begin with: titles, description, parameters with their values, and the text to send to `/sparql`.

    A parameter is a line such as `VALUES ?number { "12-CT/TW" }` of the text.
    """
    return JSONResponse([query.to_json() for query in load_queries()])


def _last(parameters: Parameters, name: str) -> str | None:
    return parameters[name][-1] if name in parameters else None


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
    editor = {"editor": settings_of(request, query, language_of(request)), "terms": own_terms()}
    return page(request, "sparql.html", {**values, **editor}, headers={**editor_headers(), **(headers or {})})


async def _described(request: Request, shared: Context, wanted: tuple[str, str], named: str | None) -> Response:
    """What the endpoint is, where nobody asks it anything: the form, or the service description in RDF."""
    media_type, name = wanted
    if name == "html":
        chosen = None if not named else _named(named)
        return _form(request, _EXAMPLE if chosen is None else chosen.text, chosen=chosen)
    return await describe(request, shared, media_type, name, service_description)


async def _answer(request: Request, shared: Context, asked: Asked) -> Response:
    accept = accepted(request)
    solutions = choose_format(accept, _SOLUTIONS, asked.format)
    graph = choose_format(accept, _GRAPHS, asked.format)
    if solutions is None and graph is None:
        raise not_acceptable([*_SOLUTIONS, *GRAPH_FORMATS])
    snapshot = await newest(shared.snapshots)
    on_page = solutions is not None and solutions[0] == HTML
    question = question_for(
        shared,
        snapshot,
        asked.query,
        max_rows=min(shared.settings.max_rows, _PAGE_ROWS) if on_page else None,
        solutions=solutions and ("json" if solutions[0] == HTML else solutions[1]),
        graph=graph and ("ttl" if graph[0] == HTML else graph[1]),
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
    )
    try:
        running = await while_there(request, shared.pool.open(question))
    except ClientGone:
        return Response(status_code=499)  # nobody reads it
    except UnacceptableError as error:
        offered = _GRAPHS if solutions is not None else _SOLUTIONS
        raise UnacceptableError(error.message, hint=f"Accept one of: {', '.join(offered)}") from None
    chosen = graph if running.kind == "graph" else solutions
    assert chosen is not None
    if running.end is None and chosen[0] != HTML:
        return StreamedAnswer(
            running,
            snapshot,
            chosen[1],
            media_type=with_charset(chosen[0]),
            client_seconds=shared.settings.client_wait_seconds,
            headers={"Lineage-Row-Limit": str(question.max_rows)},
        )
    try:
        answer = await while_there(request, whole(running, question, _PAGE_BYTES if chosen[0] == HTML else None))
    except ClientGone:
        return Response(status_code=499)
    finally:
        running.close()
    headers = {"Lineage-Truncated": "true", "Lineage-Row-Limit": str(question.max_rows)} if answer.truncated else {}
    if chosen[0] == HTML:
        return _form(request, asked.query, await run_sync(_shown, answer, shared.settings.max_rows), headers=headers)
    body = marked(answer.body, chosen[1], answer.message) if answer.truncated else answer.body
    if request.method == "GET" and is_stable(asked.query):
        found = validators_of(request, snapshot, body)
        if (fresh := unchanged(request, found)) is not None:
            return fresh
        headers |= found.sent()
        if running.is_light and not answer.truncated:
            remember(request)
    return Response(body, media_type=with_charset(chosen[0]), headers=headers)


@dataclass(frozen=True, slots=True)
class _Shown:
    """An answer as the page shows it."""

    kind: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text: str
    truncated: bool
    most: int
    """Rows that other formats have."""


def _shown(answer: Answer, most: int) -> _Shown:
    if answer.kind == "graph":
        cut = len(answer.body) > _PAGE_BYTES
        body = answer.body[: answer.body.rfind(b"\n", 0, _PAGE_BYTES) + 1] if cut else answer.body
        return _Shown(answer.kind, (), (), body.decode(), answer.truncated or cut, most)
    data = json.loads(answer.body)
    names = tuple(data["head"].get("vars", ()))
    found = data.get("results", {}).get("bindings", [])
    rows = tuple(tuple(row.get(name, {}).get("value", "") for name in names) for row in found)
    return _Shown(answer.kind, names, rows, str(data.get("boolean", "")).lower(), answer.truncated, most)


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
