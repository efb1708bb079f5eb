"""What the sources changed since the last derivation, so that only what follows from it is derived and indexed anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from graph import terms

_MOST: Final = 5_000
"""Documents that are derived anew one by one; beyond it a sweep over all costs less."""
_ENDS: Final = frozenset({terms.FROM_DOCUMENT, terms.TO_DOCUMENT, terms.RELATION_TYPE, terms.STATED_IN})
_NAMED: Final = frozenset({terms.CITED_DOCUMENT, terms.FROM_DOCUMENT, terms.TO_DOCUMENT, terms.STATED_IN})
_OF_BODIES: Final = frozenset({terms.LABEL, terms.PREF_LABEL, terms.SYSTEM, terms.CLASSIFICATION})


@dataclass(frozen=True, slots=True)
class Changes:
    """The documents that changed graphs describe, those that they only name, the relations in them, the graphs, the
    quads that describe bodies, and the sources; `corrections` are those that came or went.
    """

    documents: frozenset[str] = frozenset()
    corrections: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    graphs: frozenset[str] = frozenset()
    bodies: frozenset[ox.Quad] = frozenset()
    sources: frozenset[str] = frozenset()

    @property
    def touched(self) -> frozenset[str]:
        """What has to be derived anew: the documents and the corrections."""
        return self.documents | self.corrections


@dataclass(slots=True)
class Noted:
    """Takes notes of changed quads, until there are too many."""

    own_graphs: str
    """How the names of the project's own graphs begin: what changes there may concern every document."""
    corrections_graph: str
    """The one of them in which a change concerns what the corrections in it are about."""
    whole: bool = False
    documents: set[str] = field(default_factory=set)
    corrections: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    relations: set[str] = field(default_factory=set)
    graphs: set[str] = field(default_factory=set)
    bodies: set[ox.Quad] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    bulk: set[str] = field(default_factory=set)
    """Graphs that were loaded in bulk, of which only the documents are noted: they are read when they are asked for."""

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Note what some quads, old or new, are about."""
        for quad in () if self.whole else quads:
            subject, value, graph = (str(term.value) for term in (quad.subject, quad.object, quad.graph_name))  # type: ignore[union-attr]
            if graph == self.corrections_graph:
                self.corrections.update({subject} if quad.object == terms.CORRECTION else ())
                continue
            if quad.predicate == terms.TYPE:
                if quad.object == terms.DOCUMENT:
                    self.documents.add(subject)
            elif quad.predicate in _ENDS or quad.predicate in _NAMED:
                self.relations.update({subject} if quad.predicate in _ENDS else ())
                self.named.update({value} if quad.predicate in _NAMED else ())
            elif quad.predicate in _OF_BODIES:
                self.bodies.add(quad)
            elif quad.predicate == terms.SOURCE:
                self.sources.add(value)
            elif quad.predicate == terms.SHA256:
                self.sources.add(subject)
            self.graphs.add(graph)
            if graph.startswith(self.own_graphs):
                self.whole = True
                break
        self._forget_many()

    def add_bulk(self, graphs: Iterable[str], documents: Iterable[str]) -> None:
        """Note graphs that are loaded in bulk, and the documents that they describe."""
        if not self.whole:
            self.documents.update(documents)
            self.bulk.update(graphs)
            self._forget_many()

    def unread(self) -> Iterator[str]:
        """The graphs of which all has still to be noted, each once."""
        while self.bulk:
            yield self.bulk.pop()

    def _forget_many(self) -> None:
        if self.whole or len(self.documents) + len(self.corrections) > _MOST:
            self.clear(whole=True)

    def clear(self, *, whole: bool = False) -> None:
        """Begin anew, or give up noting one by one."""
        self.whole = whole
        noted = (self.documents, self.corrections, self.named, self.relations, self.graphs, self.bodies, self.sources)
        for found in noted:
            found.clear()
        self.bulk.clear()

    def changes(self) -> Changes | None:
        """What was noted; None where everything may have to be looked at."""
        if self.whole:
            return None
        return Changes(
            documents=frozenset(self.documents),
            corrections=frozenset(self.corrections),
            named=frozenset(self.named),
            relations=frozenset(self.relations),
            graphs=frozenset(self.graphs),
            bodies=frozenset(self.bodies),
            sources=frozenset(self.sources),
        )
