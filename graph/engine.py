"""What the graph needs of the database below it: an embedded `pyoxigraph.Store` has it, and so has a SPARQL server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Protocol, TypeAlias, runtime_checkable

import pyoxigraph as ox

from graph.quads import difference

Subject: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Triple | None"
Object: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None"
GraphName: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.DefaultGraph"
QueryResults: TypeAlias = "ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples"


class Engine(Protocol):
    """A database of quads; each method does what the one of `pyoxigraph.Store` with its name does."""

    def quads_for_pattern(
        self, subject: Subject, predicate: ox.NamedNode | None, object: Object, graph_name: GraphName | None = None, /
    ) -> Iterator[ox.Quad]:
        """The quads that have these terms, None standing for any."""

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
        """The answer to a SPARQL query."""

    def update(self, update: str, /) -> None:
        """Carry out a SPARQL update."""

    def add(self, quad: ox.Quad, /) -> None:
        """Add a quad, unless it is there."""

    def remove(self, quad: ox.Quad, /) -> None:
        """Remove a quad, if it is there."""

    def bulk_extend(self, quads: Iterable[ox.Quad], /) -> None:
        """Add many quads; not in one transaction."""

    def bulk_load(self, input: bytes, /, format: ox.RdfFormat, *, to_graph: ox.NamedNode) -> None:
        """Add the triples of a text to a graph; not in one transaction."""

    def dump(
        self,
        output: IO[bytes] | None = None,
        /,
        format: ox.RdfFormat | None = None,
        *,
        from_graph: GraphName | None = None,
        prefixes: dict[str, str] | None = None,
    ) -> bytes | None:
        """Write all quads, or the triples of one graph."""

    def named_graphs(self) -> Iterator[ox.NamedNode | ox.BlankNode]:
        """The names of the graphs."""

    def contains_named_graph(self, graph_name: GraphName, /) -> bool:
        """Whether there is a graph with this name."""

    def flush(self) -> None:
        """Write what is pending."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[ox.Quad]: ...

    def __contains__(self, quad: ox.Quad, /) -> bool: ...


@runtime_checkable
class Changing(Protocol):
    """An engine that has its own way to turn some quads into others, in as few requests as it can."""

    def change(self, removed: set[ox.Quad], added: set[ox.Quad], gone: set[str]) -> None:
        """Drop the graphs that are gone, then remove and add quads."""


def change(engine: Engine, old: set[ox.Quad], new: set[ox.Quad], *, gone: set[str]) -> None:
    """Put some quads in the place of others and drop the graphs that are gone; embedded, in one transaction."""
    if isinstance(engine, Changing):
        engine.change(old - new, new - old, gone)
    else:
        engine.update(difference(old, new, gone=gone))


def is_far(engine: Engine) -> bool:
    """Whether each question is a request to a server: then one large one is better than many look-ups."""
    return isinstance(engine, Changing)


def remove_all(engine: Engine, quads: set[ox.Quad]) -> None:
    """Remove many quads; not in one transaction."""
    if isinstance(engine, Changing):
        engine.change(quads, set(), set())
    else:
        for quad in quads:
            engine.remove(quad)


def absent(engine: Engine, quads: Iterable[ox.Quad], graph: GraphName) -> Iterator[ox.Quad]:
    """Those of the quads of one graph that an engine does not hold; a server is asked for it once, not for each."""
    held = set(engine.quads_for_pattern(None, None, None, graph)) if isinstance(engine, Changing) else engine
    return (quad for quad in quads if quad not in held)
