"""Questions to a SPARQL 1.1 server as requests, their answers as rows and quads; one that was cut is noticed.

What the servers differ in is kept here. Virtuoso writes true as 1; forgets some values that differ from others in
language or type only (see `graph.batches`); cuts answers at ResultSetMaxRows without a word; sorts no more than 10,000
rows where there is a LIMIT. XML results lose blanks at the ends of strings in pyoxigraph's parser, and TSV results have
no common form, so results come as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import IO, Final

import pyoxigraph as ox

from graph import terms
from graph.batches import is_boxed
from graph.connection import Asked, Client, RemoteError
from graph.engine import GraphName, Object, QueryResults, Subject
from ontology.errors import StoreError
from ontology.sparql import limit_of, query_form

_JSON: Final = "application/sparql-results+json"
TRIPLES: Final = "application/n-triples"
NO_GRAPHS: Final = frozenset({404, 405, 406, 415, 501})
"""What a server says that has no such graph, or no Graph Store Protocol."""
_UNIONS: Final[tuple[dict[str, str], ...]] = (
    {},  # Virtuoso, RDF4J, GraphDB
    {"union-default-graph": "true"},  # oxigraph serve
    {"default-graph-uri": "urn:x-arq:UnionGraph"},  # Fuseki
    {"default-graph-uri": "tag:stardog:api:context:all"},
)
_BASE: Final = re.compile(r"BASE <[^<>\"{}|^`\\\x00-\x20]*>\n")
"""A base that was put before a query: Virtuoso takes it only before the prefixes."""
_TRUE: Final = re.compile(rb'("datatype":\s*"http://www\.w3\.org/2001/XMLSchema#boolean",\s*"value":\s*")([01])"')
_BOOLEAN: Final = ox.NamedNode(terms.XSD + "boolean")
_SORTS_FEW: Final = "SR353"
"""What Virtuoso says where ORDER BY and LIMIT together ask for more rows than it sorts (10,000)."""
_CAPS: Final = (1000, 1024)
"""A server that cuts answers cuts them at a multiple of one of these."""


class Asking:
    """Asks one server; of quads, only those of graphs below the base are seen."""

    def __init__(self, client: Client, base: str, own: ox.NamedNode) -> None:
        """Ask through this client; *own* is the graph that tells of the store itself."""
        self._client: Final = client
        self._base: Final = base
        self._own: Final = own
        self._urls: Final = client.connection.endpoints
        self._union: dict[str, str] = {}
        self._reads = True

    def find_union(self, mark: ox.NamedNode) -> None:
        """Find out how this server is asked for the union of all graphs; the own graph tells something by *mark*.

        Raises:
            StoreError: when it has no way that is known.
        """
        ask = f"ASK {{ {self._own} {mark} ?layout }}"
        for union in _UNIONS:
            try:
                if self._truth(ask, union):
                    self._union = union
                    return
            except RemoteError as error:
                if error.status is None or error.status >= 500:
                    raise
        raise StoreError(
            f"the server {self._urls.query} has no default graph that is the union of the named ones",
            hint="start the server so that it is: oxigraph serve --union-default-graph, Fuseki: tdb2:unionDefaultGraph",
        )

    def quads(
        self, subject: Subject, predicate: ox.NamedNode | None, object: Object, graph_name: GraphName | None
    ) -> Iterator[ox.Quad]:
        """The quads that have these terms, None standing for any, as they come from the server."""
        if subject is None and predicate is None and object is None and graph_name is not None and self._reads:
            whole = self._whole(graph_name)
            if whole is not None:
                return whole
        if isinstance(object, ox.Literal) and is_boxed(object):
            return (quad for quad in self.quads(subject, predicate, None, graph_name) if quad.object == object)
        given = {"s": subject, "p": predicate, "o": object, "g": graph_name}
        open_ = [name for name, term in given.items() if term is None]
        s, p, o, g = (f"?{name}" if term is None else str(term) for name, term in given.items())
        where = f"{{ GRAPH {g} {{ {s} {p} {o} }} }}"
        if not open_:
            return iter((ox.Quad(subject, predicate, object, graph_name),) if self.holds(where) else ())  # type: ignore[arg-type]
        return self.found(where, open_, given)

    def _whole(self, graph: GraphName) -> Iterator[ox.Quad] | None:
        """All of a graph by the Graph Store Protocol; None where there is no such graph or the server has none."""
        asked = Asked(
            "GET",
            self._urls.graphs,
            params={"graph": text_of(graph)},
            headers={"Accept": TRIPLES},
            ends=b".",
            may_be_empty=True,
            bounded=False,
        )
        try:
            body = self._client.send(asked)
        except RemoteError as error:
            if error.status not in NO_GRAPHS:
                raise
            self._reads = error.status == 404
            return None
        return self._triples(body, graph)

    def _triples(self, body: IO[bytes], graph: GraphName) -> Iterator[ox.Quad]:
        with body, self._readable():
            for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES):
                yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)

    def found(self, where: str, open_: list[str], given: Mapping[str, object]) -> Iterator[ox.Quad]:
        """The quads that the solutions of a pattern make: names of its variables, and the terms that are given."""
        count = 0
        for row in self.select(f"SELECT {' '.join(f'?{name}' for name in open_)} WHERE {where}"):
            count += 1
            s, p, o, g = (_plain(row[name]) if name in open_ else term for name, term in given.items())
            if "g" not in open_ or self._is_own(text_of(g)):
                yield ox.Quad(s, p, o, g)  # type: ignore[arg-type]
        if _may_be_cut(count):
            rows = list(self.select(f"SELECT (COUNT(*) AS ?n) WHERE {where}"))
            if int(text_of(rows[0]["n"])) > count:
                raise self._cut(count)

    def _is_own(self, graph: str) -> bool:
        return graph.startswith(self._base) and graph != self._own.value

    def holds(self, where: str) -> bool:
        """Whether a pattern has a solution."""
        return self._truth(f"ASK {where}", {})

    def _truth(self, ask: str, extra: Mapping[str, str]) -> bool:
        with self._ask(ask, extra) as body, self._readable():
            return bool(ox.parse_query_results(body, ox.QueryResultsFormat.JSON))

    def select(self, query: str) -> Iterator[ox.QuerySolution]:
        """The solutions of a SELECT, read as they are taken; the request is made at once."""
        return self._rows(self._ask(query, {}))

    def _rows(self, answer: IO[bytes]) -> Iterator[ox.QuerySolution]:
        with answer, self._readable():
            found = ox.parse_query_results(answer, ox.QueryResultsFormat.JSON)
            try:
                if not isinstance(found, ox.QuerySolutions):
                    raise ValueError("it is no table")
                yield from found
            finally:
                del found  # an error would carry it to the thread that catches it, where it may not end

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Turn what a parser says of an answer into an error that names the server."""
        try:
            yield
        except (SyntaxError, ValueError) as error:
            raise RemoteError(f"the answer of {self._urls.query} cannot be read: {error}") from error

    def _ask(
        self, query: str, extra: Mapping[str, str | list[str]], accept: str = _JSON, *, bounded: bool = True
    ) -> IO[bytes]:
        form = {"query": query, **extra}
        ends = b"}" if accept == _JSON else b""
        return self._client.send(
            Asked("POST", self._urls.query, form=form, headers={"Accept": accept}, ends=ends, bounded=bounded)
        )

    def query(
        self,
        query: str,
        /,
        *,
        prefixes: dict[str, str] | None = None,
        use_default_graph_as_union: bool = False,
        default_graph: GraphName | list[GraphName] | None = None,
        named_graphs: list[ox.NamedNode | ox.BlankNode] | None = None,
    ) -> QueryResults:
        """The answer of the server to a SPARQL query.

        Raises:
            SyntaxError: when the server says that the query is wrong.
            StoreError: when it does not answer, or cuts the answer.
        """
        # on one line with the query's first, so that the lines in the server's errors are those of the query
        base = _BASE.match(query)
        rest = query[base.end() :] if base else query
        text = (
            (base[0] if base else "")
            + "".join(f"PREFIX {name}: <{iri}> " for name, iri in (prefixes or {}).items())
            + rest
        )
        extra: dict[str, str | list[str]] = dict(self._union) if use_default_graph_as_union else {}
        given = default_graph if isinstance(default_graph, list) else [default_graph] if default_graph else []
        if given:
            extra["default-graph-uri"] = [text_of(name) for name in given]
        if named_graphs:
            extra["named-graph-uri"] = [text_of(name) for name in named_graphs]
        form = query_form(query)
        try:
            if form in ("construct", "describe"):
                return _constructed(self._ask(text, extra, TRIPLES))
            body = self._solutions(text, extra)
        except RemoteError as error:
            if error.status == 400:
                raise SyntaxError(error.message) from error
            raise
        with self._readable():
            if form == "select":
                self._check_whole(text, extra, body)
            return ox.parse_query_results(body, ox.QueryResultsFormat.JSON)

    def _solutions(self, text: str, extra: Mapping[str, str | list[str]]) -> bytes:
        """The answer to a SELECT or ASK; asked for without its LIMIT, and cut here, where that is more than the server
        sorts.
        """
        try:
            with self._ask(text, extra) as answer:
                return _TRUE.sub(_as_word, answer.read())
        except RemoteError as error:
            if _SORTS_FEW not in error.message:
                raise
            head, limit = limit_of(text)
            if head is None or limit is None:
                raise RemoteError(error.message, hint="raise MaxSortedTopRows in virtuoso.ini") from error
        with self._ask(head, extra) as answer, self._readable():
            found = json.loads(_TRUE.sub(_as_word, answer.read()))
        del found["results"]["bindings"][limit:]
        return json.dumps(found).encode()

    def _check_whole(self, text: str, extra: Mapping[str, str | list[str]], body: bytes) -> None:
        """See whether there are solutions behind the last one, where their number looks like a limit of the server."""
        count = sum(1 for _ in self._rows(BytesIO(body)))
        if not _may_be_cut(count):
            return
        head, limit = limit_of(text)
        if head is None or (limit is not None and limit <= count):
            return
        if any(True for _ in self._rows(self._ask(f"{head}\nLIMIT 1 OFFSET {count}", extra))):
            raise self._cut(count)

    def _cut(self, count: int) -> StoreError:
        return StoreError(
            f"the server {self._urls.query} cuts its answers at {count:,} rows",
            hint="raise the limit of the server (Virtuoso: ResultSetMaxRows in virtuoso.ini)",
        )

    def sizes(self) -> dict[str, int]:
        """How many quads each graph holds that holds any."""
        rows = self.select("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        sizes = {text_of(row["g"]): int(text_of(row["n"])) for row in rows}
        if _may_be_cut(len(sizes)):
            rows = self.select("SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }")
            if int(text_of(next(rows)["n"])) > len(sizes):
                raise self._cut(len(sizes))
        return {name: size for name, size in sizes.items() if self._is_own(name)}


def _plain(term: object) -> object:
    """A term as it was written: Virtuoso has 1 for true."""
    if isinstance(term, ox.Literal) and term.datatype == _BOOLEAN and term.value in ("0", "1"):
        return ox.Literal("true" if term.value == "1" else "false", datatype=_BOOLEAN)
    return term


def _as_word(found: re.Match[bytes]) -> bytes:
    return found[1] + (b"true" if found[2] == b"1" else b"false") + b'"'


def _constructed(body: IO[bytes]) -> ox.QueryTriples:
    """Triples that a server constructed, as the results that pyoxigraph has for them."""
    memory = ox.Store()
    with body:
        memory.bulk_load(body, ox.RdfFormat.N_TRIPLES)
    found = memory.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(found, ox.QueryTriples)
    return found


def _may_be_cut(count: int) -> bool:
    return count > 0 and any(count % cap == 0 for cap in _CAPS)


def text_of(term: object) -> str:
    """What a term says: an IRI, or the text of a literal."""
    return str(getattr(term, "value", term))
