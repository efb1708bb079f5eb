"""The parameters of a SPARQL query operation, however they were sent (SPARQL 1.1 Protocol, section 2.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from urllib.parse import parse_qs

from starlette.requests import Request

from api.errors import ProtocolError
from api.identifiers import is_iri
from api.sparql.guard import RefusedError
from api.transport import too_long

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_UTF8 = ("utf-8", "utf8", "us-ascii")
_MOST_PARAMETERS = 1000

Parameters = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with the dataset and the format that were asked for."""

    query: str
    format: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


def url_parameters(request: Request) -> Parameters:
    """The parameters of the address. Raises: ProtocolError (400) where they are not UTF-8."""
    raw: bytes = request.scope["query_string"]
    return _parse(raw.decode("ascii", "replace"), "address")


def asked_by_url(parameters: Parameters, most: int) -> Asked:
    """The query of a GET with these parameters.

    Raises: ProtocolError (400, 414); RefusedError for an update.
    """
    asked = _asked(parameters)
    if len(asked.query.encode("utf-8", "surrogatepass")) > most:
        raise too_long(most)
    return asked


async def asked_by_post(request: Request, most: int) -> Asked:
    """The query of a POST: a form, or the body itself; the address may name the dataset.

    Raises: ProtocolError (400, 413, 415); RefusedError for an update.
    """
    kind = _checked_kind(request)
    text = await _read(request, most)
    sent = {"query": [text]} if kind == QUERY else _parse(text, "form")
    known = url_parameters(request)
    return _asked({name: [*known.get(name, ()), *sent.get(name, ())] for name in {*known, *sent}})


def _checked_kind(request: Request) -> str:
    """The media type of the body, which this endpoint understands."""
    header = Message()
    header["Content-Type"] = request.headers.get("content-type", "")
    kind = header.get_content_type() if "content-type" in request.headers else ""
    if kind == UPDATE:
        raise no_update()
    if kind not in (FORM, QUERY):
        raise _unsupported(f"Content-Type {kind or 'missing'!r} is not understood", f"Send {QUERY} or {FORM}")
    charset = (header.get_content_charset() or "utf-8").lower()
    if charset not in _UTF8:
        raise _unsupported(f"The charset {charset!r} is not understood", "Encode the query as UTF-8")
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding != "identity":
        raise ProtocolError(
            415,
            f"The content coding {coding!r} is not understood",
            "Send the body as it is",
            {"Accept-Encoding": "identity"},
        )
    return kind


def _unsupported(message: str, hint: str) -> ProtocolError:
    return ProtocolError(415, message, hint, {"Accept": f"{QUERY}, {FORM}"})


async def _read(request: Request, most: int) -> str:
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > most:
        raise _too_large(most)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise _too_large(most)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise ProtocolError(400, "The body is not UTF-8", "Encode the query as UTF-8") from None


def _too_large(most: int) -> ProtocolError:
    return ProtocolError(413, f"The body is larger than {most:,} bytes", "Send a shorter query")


def _parse(text: str, what: str) -> Parameters:
    try:
        return parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError:
        raise ProtocolError(400, f"The {what} is not UTF-8", "Encode the query as UTF-8") from None
    except ValueError:
        raise ProtocolError(400, f"The {what} has too many parameters", "Send one query") from None


def _asked(parameters: Parameters) -> Asked:
    if "update" in parameters:
        raise no_update()
    queries = parameters.get("query", ())
    if len(queries) != 1:
        many = "is missing" if not queries else "stands more than once"
        raise ProtocolError(400, f"The parameter 'query' {many}", "Send one SELECT, ASK, CONSTRUCT or DESCRIBE query")
    formats = parameters.get("format", ())
    return Asked(
        query=queries[0],
        format=formats[0] if formats else None,
        default_graphs=_graphs(parameters, "default-graph-uri"),
        named_graphs=_graphs(parameters, "named-graph-uri"),
    )


def _graphs(parameters: Parameters, name: str) -> tuple[str, ...]:
    """The graphs that a parameter names, each once: a dataset is a set."""
    graphs = tuple(dict.fromkeys(parameters.get(name, ())))
    for graph in graphs:
        if not is_iri(graph):
            raise ProtocolError(400, f"{name}={graph!r} is no absolute IRI", "Name the graph by its IRI")
    return graphs


def no_update() -> RefusedError:
    """The error for an update, whatever it says."""
    return RefusedError("Updates are refused: this endpoint only reads", hint="Change the data with: lineage build")
