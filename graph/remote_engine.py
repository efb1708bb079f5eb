"""The engine that stands for a SPARQL 1.1 server: patterns, queries and changes as requests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, TYPE_CHECKING, Final
from uuid import uuid4

import pyoxigraph as ox

from graph.batches import batches, deletions, insertions, stages, tells_whole
from graph.connection import Asked, Client, RemoteError
from graph.engine import GraphName, Object, QueryResults, Subject
from graph.remote_asking import NO_GRAPHS, TRIPLES, Asking, text_of

if TYPE_CHECKING:
    from graph.remote import ServerHome

_GRAPH_IN_POST: Final = 400
"""Quads of one graph from which the Graph Store Protocol is used in the place of INSERT DATA."""
_NS: Final = "https://directive-lineage.example/store#"
LAYOUT_TERM: Final = ox.NamedNode(_NS + "layout")
ONTOLOGY: Final = ox.NamedNode(_NS + "ontology")
STATE: Final = ox.NamedNode(_NS + "state")
DATA: Final = ox.NamedNode(_NS + "data")
STATIC: Final = ox.NamedNode(_NS + "static")
_THEN: Final = " ;\n"
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
        self._asking: Final = Asking(client, base, self.own)
        self._posts = True
        self._known: dict[_Key, tuple[ox.Quad, ...]] = {}
        self._size = 0
        self._asked: dict[str, int] = {}

    # -- reading ---------------------------------------------------------------------------------------------------

    def find_union(self) -> None:
        """Find out how this server is asked for the union of all graphs.

        Raises:
            StoreError: when it has no way that is known.
        """
        self._asking.find_union(LAYOUT_TERM)

    def quads_for_pattern(
        self, subject: Subject, predicate: ox.NamedNode | None, object: Object, graph_name: GraphName | None = None, /
    ) -> Iterator[ox.Quad]:
        """The quads that have these terms, None standing for any.

        Of a store that is open for reading only, what was asked for a node is remembered.
        """
        if isinstance(graph_name, ox.DefaultGraph):
            return iter(())
        if not self.read_only or (subject is None and object is None):
            return self._asking.quads(subject, predicate, object, graph_name)
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
                self._look_ahead(text_of(key[0]))
            known = self._known.get(key)
        if known is None:
            known = tuple(self._asking.quads(*key, None))
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
        for quad in self._asking.found(
            f"{{ {{ {nodes} }} GRAPH ?g {{ ?s ?p ?o }} }}", list("spog"), dict.fromkeys("spog")
        ):
            found[quad.subject].append(quad)
        for subject, quads in found.items():
            self._keep((subject, None, None), tuple(quads))

    def select(self, query: str) -> Iterator[ox.QuerySolution]:
        """The solutions of a SELECT, read as they are taken; the request is made at once."""
        return self._asking.select(query)

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
        return self._asking.query(
            query,
            prefixes=prefixes,
            use_default_graph_as_union=use_default_graph_as_union,
            default_graph=default_graph,
            named_graphs=named_graphs,
        )

    def named_graphs(self) -> Iterator[ox.NamedNode | ox.BlankNode]:
        """The names of the graphs that hold anything, in order."""
        return iter([ox.NamedNode(name) for name in sorted(self._asking.sizes())])

    def contains_named_graph(self, graph_name: GraphName, /) -> bool:
        """Whether a graph holds anything."""
        return self._asking.holds(f"{{ GRAPH {graph_name} {{ ?s ?p ?o }} }}")

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
        return sum(self._asking.sizes().values())

    def __iter__(self) -> Iterator[ox.Quad]:
        for name in self.named_graphs():
            yield from self._asking.quads(None, None, None, name)

    def __contains__(self, quad: ox.Quad, /) -> bool:
        return self._asking.holds(f"{{ GRAPH {quad.graph_name} {{ {quad.subject} {quad.predicate} {quad.object} }} }}")

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
        rest = {quad for quad in removed - marks if text_of(quad.graph_name) not in gone}
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
                    self._send("POST", self._urls.graphs, body, TRIPLES, {"graph": text_of(graph)})
                    continue
            except RemoteError as error:
                if error.status not in NO_GRAPHS:
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
        headers = {"Content-Type": f"{kind}; charset=utf-8" if kind == TRIPLES else kind}
        asked = Asked(method, url, params, None, body.encode(), headers, idempotent=idempotent)
        self.client.send(asked).close()
