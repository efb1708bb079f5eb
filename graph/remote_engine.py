"""The engine that stands for a SPARQL 1.1 server: patterns, queries and changes as requests.

What the servers differ in is kept here. Virtuoso writes true as 1; forgets some values that differ from others in
language or type only (see `graph.batches`); cuts answers at ResultSetMaxRows without a word; sorts no more than 10,000
rows where there is a LIMIT. XML results lose blanks at the ends of strings in pyoxigraph's parser, and TSV results have
no common form, so results come as JSON.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import IO, TYPE_CHECKING, Final
from uuid import uuid4

import pyoxigraph as ox

from graph import terms
from graph.batches import batches, deletions, insertions, is_boxed, stages, tells_whole
from graph.connection import Asked, Client, RemoteError
from graph.engine import GraphName, Object, QueryResults, Subject
from ontology.errors import StoreError
from ontology.sparql import limit_of, query_form

if TYPE_CHECKING:
    from graph.remote import ServerHome

_JSON: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples"
_GRAPH_IN_POST: Final = 400
"""Quads of one graph from which the Graph Store Protocol is used in the place of INSERT DATA."""
_NS: Final = "https://directive-lineage.example/store#"
LAYOUT_TERM: Final = ox.NamedNode(_NS + "layout")
ONTOLOGY: Final = ox.NamedNode(_NS + "ontology")
STATE: Final = ox.NamedNode(_NS + "state")
DATA: Final = ox.NamedNode(_NS + "data")
STATIC: Final = ox.NamedNode(_NS + "static")
_UNIONS: Final[tuple[dict[str, str], ...]] = (
    {},  # Virtuoso, RDF4J, GraphDB
    {"union-default-graph": "true"},  # oxigraph serve
    {"default-graph-uri": "urn:x-arq:UnionGraph"},  # Fuseki
    {"default-graph-uri": "tag:stardog:api:context:all"},
)
_THEN: Final = " ;\n"
_BASE: Final = re.compile(r"BASE <[^<>\"{}|^`\\\x00-\x20]*>\n")
"""A base that was put before a query: Virtuoso takes it only before the prefixes."""
_TRUE: Final = re.compile(rb'("datatype":\s*"http://www\.w3\.org/2001/XMLSchema#boolean",\s*"value":\s*")([01])"')
_BOOLEAN: Final = ox.NamedNode(terms.XSD + "boolean")
_NO_GRAPHS: Final = frozenset({404, 405, 406, 415, 501})
_SORTS_FEW: Final = "SR353"
"""What Virtuoso says where ORDER BY and LIMIT together ask for more rows than it sorts (10,000)."""
_CAPS: Final = (1000, 1024)
"""A server that cuts answers cuts them at a multiple of one of these."""
_MOST_KNOWN: Final = 500_000
_SINGLE_NODES: Final = 4
"""Nodes of a part that are read one by one before the rest is read at once."""

_Key = tuple[Subject, "ox.NamedNode | None", Object]


class RemoteEngine:
    """What `graph.engine.Engine` asks for, by requests to a server; only graphs below the base are seen."""

    def __init__(self, client: Client, base: str, *, read_only: bool) -> None:
        """Ask through this client."""
        self.client: Final = client
        self.base: Final = base
        self.read_only: Final = read_only
        self.own: Final = ox.NamedNode(f"{base}graph/store")
        self.naming: ServerHome | None = None
        """Who gives the data another name with each change."""
        self._urls: Final = client.connection.endpoints
        self._union: dict[str, str] = {}
        self._posts = self._reads = True
        self._known: dict[_Key, tuple[ox.Quad, ...]] = {}
        self._size = 0
        self._asked: dict[str, int] = {}

    # -- reading ---------------------------------------------------------------------------------------------------

    def find_union(self) -> None:
        """Find out how this server is asked for the union of all graphs.

        Raises:
            StoreError: when it has no way that is known.
        """
        ask = f"ASK {{ {self.own} {LAYOUT_TERM} ?layout }}"
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

    def quads_for_pattern(
        self, subject: Subject, predicate: ox.NamedNode | None, object: Object, graph_name: GraphName | None = None, /
    ) -> Iterator[ox.Quad]:
        """The quads that have these terms, None standing for any.

        Of a store that is open for reading only, what was asked for a node is remembered.
        """
        if isinstance(graph_name, ox.DefaultGraph):
            return iter(())
        if not self.read_only or (subject is None and object is None):
            return self._quads(subject, predicate, object, graph_name)
        found: Iterable[ox.Quad]
        if subject is not None:
            found = (quad for quad in self._remembered((subject, None, None)) if predicate in (None, quad.predicate))
            found = (quad for quad in found if object is None or quad.object == object)
        else:
            found = self._remembered((None, predicate, object))
        return (quad for quad in found if graph_name is None or quad.graph_name == graph_name)

    def _remembered(self, key: _Key) -> tuple[ox.Quad, ...]:
        known = self._known.get(key)
        if known is None:
            if key[0] is not None:
                self._look_ahead(_text(key[0]))
            known = self._known.get(key)
        if known is None:
            known = tuple(self._quads(*key, None))
            self._keep(key, known)
        return known

    def _keep(self, key: _Key, quads: tuple[ox.Quad, ...]) -> None:
        if self._size > _MOST_KNOWN:
            self._known, self._asked, self._size = {}, {}, 0
        self._known[key] = quads
        self._size += 1 + len(quads)

    def _look_ahead(self, node: str) -> None:
        """Read all nodes of a part at once, where several of them have been asked for one by one."""
        graph, mark, _ = node.partition("#")
        if not mark or graph.startswith(f"{self.base}graph/"):
            return
        asked = self._asked[graph] = self._asked.get(graph, 0) + 1
        if asked != _SINGLE_NODES:
            return
        nodes = f'SELECT DISTINCT ?s {{ GRAPH <{graph}> {{ ?s ?x ?y }} FILTER(STRSTARTS(STR(?s), "{graph}#")) }}'
        found: dict[Subject, list[ox.Quad]] = defaultdict(list)
        for quad in self._found(f"{{ {{ {nodes} }} GRAPH ?g {{ ?s ?p ?o }} }}", list("spog"), dict.fromkeys("spog")):
            found[quad.subject].append(quad)
        for subject, quads in found.items():
            self._keep((subject, None, None), tuple(quads))

    def _quads(
        self, subject: Subject, predicate: ox.NamedNode | None, object: Object, graph_name: GraphName | None
    ) -> Iterator[ox.Quad]:
        if subject is None and predicate is None and object is None and graph_name is not None and self._reads:
            whole = self._whole(graph_name)
            if whole is not None:
                return whole
        if isinstance(object, ox.Literal) and is_boxed(object):
            return (quad for quad in self._quads(subject, predicate, None, graph_name) if quad.object == object)
        given = {"s": subject, "p": predicate, "o": object, "g": graph_name}
        open_ = [name for name, term in given.items() if term is None]
        s, p, o, g = (f"?{name}" if term is None else str(term) for name, term in given.items())
        where = f"{{ GRAPH {g} {{ {s} {p} {o} }} }}"
        if not open_:
            return iter((ox.Quad(subject, predicate, object, graph_name),) if self._holds(where) else ())  # type: ignore[arg-type]
        return self._found(where, open_, given)

    def _whole(self, graph: GraphName) -> Iterator[ox.Quad] | None:
        """All of a graph by the Graph Store Protocol; None where there is no such graph or the server has none."""
        asked = Asked(
            "GET",
            self._urls.graphs,
            params={"graph": _text(graph)},
            headers={"Accept": _TRIPLES},
            ends=b".",
            may_be_empty=True,
            bounded=False,
        )
        try:
            body = self.client.send(asked)
        except RemoteError as error:
            if error.status not in _NO_GRAPHS:
                raise
            self._reads = error.status == 404
            return None
        return self._triples(body, graph)

    def _triples(self, body: IO[bytes], graph: GraphName) -> Iterator[ox.Quad]:
        with body, self._readable():
            for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES):
                yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)

    def _found(self, where: str, open_: list[str], given: Mapping[str, object]) -> Iterator[ox.Quad]:
        count = 0
        for row in self.select(f"SELECT {' '.join(f'?{name}' for name in open_)} WHERE {where}"):
            count += 1
            s, p, o, g = (_plain(row[name]) if name in open_ else term for name, term in given.items())
            if "g" not in open_ or self._is_own(_text(g)):
                yield ox.Quad(s, p, o, g)  # type: ignore[arg-type]
        if _may_be_cut(count):
            rows = list(self.select(f"SELECT (COUNT(*) AS ?n) WHERE {where}"))
            if int(_text(rows[0]["n"])) > count:
                raise self._cut(count)

    def _is_own(self, graph: str) -> bool:
        return graph.startswith(self.base) and graph != self.own.value

    def _holds(self, where: str) -> bool:
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
        return self.client.send(
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
            extra["default-graph-uri"] = [_text(name) for name in given]
        if named_graphs:
            extra["named-graph-uri"] = [_text(name) for name in named_graphs]
        form = query_form(query)
        try:
            if form in ("construct", "describe"):
                return _constructed(self._ask(text, extra, _TRIPLES))
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

    def named_graphs(self) -> Iterator[ox.NamedNode | ox.BlankNode]:
        """The names of the graphs that hold anything, in order."""
        return iter([ox.NamedNode(name) for name in sorted(self._sizes())])

    def _sizes(self) -> dict[str, int]:
        rows = self.select("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        sizes = {_text(row["g"]): int(_text(row["n"])) for row in rows}
        if _may_be_cut(len(sizes)):
            rows = self.select("SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }")
            if int(_text(next(rows)["n"])) > len(sizes):
                raise self._cut(len(sizes))
        return {name: size for name, size in sizes.items() if self._is_own(name)}

    def contains_named_graph(self, graph_name: GraphName, /) -> bool:
        """Whether a graph holds anything."""
        return self._holds(f"{{ GRAPH {graph_name} {{ ?s ?p ?o }} }}")

    def dump(
        self,
        output: IO[bytes] | None = None,
        /,
        format: ox.RdfFormat | None = None,
        *,
        from_graph: GraphName | None = None,
        prefixes: dict[str, str] | None = None,
    ) -> bytes | None:
        """Write all quads, or the triples of one graph; graph by graph, so that memory stays bounded."""
        found: Iterable[ox.Quad] | Iterable[ox.Triple] = iter(self)
        if from_graph is not None:
            found = (quad.triple for quad in self.quads_for_pattern(None, None, None, from_graph))
        if output is None:
            return ox.serialize(found, format=format, prefixes=prefixes)
        ox.serialize(found, output, format, prefixes=prefixes)
        return None

    def __len__(self) -> int:
        return sum(self._sizes().values())

    def __iter__(self) -> Iterator[ox.Quad]:
        for name in self.named_graphs():
            yield from self._quads(None, None, None, name)

    def __contains__(self, quad: ox.Quad, /) -> bool:
        return self._holds(f"{{ GRAPH {quad.graph_name} {{ {quad.subject} {quad.predicate} {quad.object} }} }}")

    # -- writing ---------------------------------------------------------------------------------------------------

    def update(self, update: str, /) -> None:
        """Carry out a SPARQL update, once."""
        self._send_update(update, idempotent=False)

    def change(self, removed: set[ox.Quad], added: set[ox.Quad], gone: set[str]) -> None:
        """Drop graphs, remove and add quads: in one request, unless that has more bytes than one may have.

        What tells that a source is loaded as it is goes first and comes last.
        """
        most = self.client.connection.batch_bytes
        marks = {quad for quad in removed if tells_whole(quad)}
        rest = {quad for quad in removed - marks if _text(quad.graph_name) not in gone}
        steps = [*deletions(marks, most), *(f"DROP SILENT GRAPH <{graph}>" for graph in sorted(gone))]
        steps += [*deletions(rest, most), *insertions(added, most)]
        for together in batches(steps, most, _THEN):
            self._send_change(together)

    def bulk_extend(self, quads: Iterable[ox.Quad], /) -> None:
        """Add many quads: large graphs each by itself, small ones together, then what tells that sources are whole; not
        in one transaction.
        """
        graphs: dict[GraphName, list[ox.Quad]] = defaultdict(list)
        marks: list[ox.Quad] = []
        for quad in quads:
            (marks if tells_whole(quad) else graphs[quad.graph_name]).append(quad)
        small: list[ox.Quad] = []
        for name, found in graphs.items():
            if self._posts and len(found) > _GRAPH_IN_POST:
                self._post(name, [quad for some in stages(found) for quad in some])
            else:
                small += found
        most = self.client.connection.batch_bytes
        for together in batches([*insertions(small, most), *insertions(marks, most)], most, _THEN):
            self._send_update(together)
        self._send_change()

    def bulk_load(self, input: bytes, /, format: ox.RdfFormat, *, to_graph: ox.NamedNode) -> None:
        """Add the triples of a text to a graph; not in one transaction."""
        self.bulk_extend(
            ox.Quad(quad.subject, quad.predicate, quad.object, to_graph) for quad in ox.parse(input, format)
        )

    def _post(self, graph: GraphName, quads: list[ox.Quad]) -> None:
        """Add quads to a graph by the Graph Store Protocol, or by Update where the server does not offer it."""
        most = self.client.connection.batch_bytes
        lines = (f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in quads)
        for body in batches(lines, most):
            try:
                if self._posts:
                    self._send("POST", self._urls.graphs, body, _TRIPLES, {"graph": _text(graph)})
                    continue
            except RemoteError as error:
                if error.status not in _NO_GRAPHS:
                    raise
                self._posts = False
            self._send_update(f"INSERT DATA {{ GRAPH {graph} {{\n{body}}} }}")

    def add(self, quad: ox.Quad, /) -> None:
        """Add a quad, unless it is there."""
        self.change(set(), {quad}, set())

    def remove(self, quad: ox.Quad, /) -> None:
        """Remove a quad, if it is there."""
        self.change({quad}, set(), set())

    def flush(self) -> None:
        """Nothing: the server keeps what it has answered for."""

    def _send_change(self, *steps: str) -> None:
        """Send the steps of an update, with one more that gives the data another name."""
        name = uuid4().hex
        last = () if self.naming is None else (self.naming.renaming(name),)
        self._send_update(" ;\n".join((*steps, *last)))
        if self.naming is not None:
            self.naming.data = name

    def change_state(self, update: str) -> None:
        """Carry out an update that may be carried out twice."""
        self._send_update(update)

    def _send_update(self, update: str, *, idempotent: bool = True) -> None:
        self._send("POST", self._urls.update, update, "application/sparql-update", None, idempotent)

    def _send(
        self, method: str, url: str, body: str, kind: str, params: Mapping[str, str] | None, idempotent: bool = True
    ) -> None:
        if self.read_only:
            raise OSError("it is open for reading only")
        headers = {"Content-Type": f"{kind}; charset=utf-8" if kind == _TRIPLES else kind}
        asked = Asked(method, url, params, None, body.encode(), headers, idempotent=idempotent)
        self.client.send(asked).close()


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


def _text(term: object) -> str:
    return str(getattr(term, "value", term))
