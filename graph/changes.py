"""What the sources changed since the last derivation, so that only what follows from it is derived and indexed anew."""

from __future__ import annotations

from collections.abc import Iterable
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
    """The documents that changed graphs describe, those that they only name, the relations in them, the graphs, and
    the quads that describe bodies.
    """

    documents: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    graphs: frozenset[str] = frozenset()
    bodies: frozenset[ox.Quad] = frozenset()


@dataclass(slots=True)
class Noted:
    """Takes notes of changed quads, until there are too many."""

    own_graphs: str
    """How the names of the project's own graphs begin: what changes there may concern every document."""
    whole: bool = False
    documents: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    relations: set[str] = field(default_factory=set)
    graphs: set[str] = field(default_factory=set)
    bodies: set[ox.Quad] = field(default_factory=set)

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Note what some quads, old or new, are about."""
        for quad in () if self.whole else quads:
            subject, value, graph = (str(term.value) for term in (quad.subject, quad.object, quad.graph_name))  # type: ignore[union-attr]
            if quad.predicate == terms.TYPE:
                if quad.object == terms.DOCUMENT:
                    self.documents.add(subject)
            elif quad.predicate in _ENDS or quad.predicate in _NAMED:
                self.relations.update({subject} if quad.predicate in _ENDS else ())
                self.named.update({value} if quad.predicate in _NAMED else ())
            elif quad.predicate in _OF_BODIES:
                self.bodies.add(quad)
            self.graphs.add(graph)
            if graph.startswith(self.own_graphs):
                self.whole = True
                break
        self.whole = self.whole or len(self.documents) > _MOST
        if self.whole:
            self.clear(whole=True)

    def clear(self, *, whole: bool = False) -> None:
        """Begin anew, or give up noting one by one."""
        self.whole = whole
        for found in (self.documents, self.named, self.relations, self.graphs, self.bodies):
            found.clear()

    def changes(self) -> Changes | None:
        """What was noted; None where everything may have to be looked at."""
        if self.whole:
            return None
        return Changes(
            documents=frozenset(self.documents),
            named=frozenset(self.named),
            relations=frozenset(self.relations),
            graphs=frozenset(self.graphs),
            bodies=frozenset(self.bodies),
        )
