"""Which identifiers stand for one document: what reconciliation (`graph.derive`) found, or a reviewer said.

A text that misdates, shortens or misspells a citation gives the document an identifier of its own. The derived graph
links such an identifier to the one that stands for all (lin:isSameDocumentAs), one step and never a chain; where other
texts use the identifier for another document, the link holds in some parts only (lin:Identification with lin:inPart).
Whoever reads documents from the store asks here, so that all answers speak of the document and not of one spelling.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, cast
from weakref import WeakKeyDictionary, proxy

import pyoxigraph as ox

from graph import terms
from graph.reading import subjects, text, value, values
from graph.store import GraphStore


class Identities:
    """The identities in one store, which must not change meanwhile; what holds in some parts only is read at once."""

    def __init__(self, store: GraphStore) -> None:
        """Look into this store, which is kept by who asks: what is remembered of it must not keep it open."""
        self._store = cast(GraphStore, proxy(store))
        self.in_part: Final = dict(_in_part(store))
        """What an identifier means in a part, where that is another document than elsewhere."""
        self._out: dict[str, set[str]] = {}
        self._into: dict[str, list[tuple[str, str]]] = {}
        for (iri, part), target in self.in_part.items():
            self._out.setdefault(iri, set()).add(part)
            self._into.setdefault(target, []).append((iri, part))

    def canonical(self, iri: str, part: str | None = None) -> str:
        """The identifier that stands for a document, as one part uses it or as all do."""
        iri = self.as_used(iri, part)
        return value(self._store, iri, terms.SAME_DOCUMENT) or iri

    def as_used(self, iri: str, part: str | None) -> str:
        """What an identifier means in one part, where it means something else than elsewhere; else itself."""
        return iri if part is None else self.in_part.get((iri, part), iri)

    def members(self, iri: str) -> tuple[str, ...]:
        """All identifiers of a document: first the one that stands for them, then the others in order."""
        first = self.canonical(iri)
        return (first, *subjects(self._store, terms.SAME_DOCUMENT, first))

    def quads(self, iri: str) -> Iterator[ox.Quad]:
        """What the graphs say of a document, by whatever identifier."""
        derived = ox.NamedNode(self._store.iris.derived_graph)
        for member in self.members(iri):
            out = self._out.get(member, ())
            for quad in self._store.raw.quads_for_pattern(ox.NamedNode(member), None, None, None):
                if quad.graph_name != derived and text(quad.graph_name) not in out:
                    yield quad
            for other, part in self._into.get(member, ()):
                yield from self._store.raw.quads_for_pattern(ox.NamedNode(other), None, None, ox.NamedNode(part))

    def nodes(self, end: ox.NamedNode, iri: str) -> tuple[str, ...]:
        """The citations, relations or assignments of which a document is an end, by whatever identifier, in order."""
        found = set[str]()
        for member in self.members(iri):
            out = self._out.get(member, ())
            at = subjects(self._store, end, member)
            found.update(node for node in at if not out or part_of(node) not in out)
            for other, part in self._into.get(member, ()):
                found.update(node for node in subjects(self._store, end, other) if part_of(node) == part)
        return tuple(sorted(found))

    def patterns(self, end: ox.NamedNode, iri: str, variable: str) -> Iterator[str]:
        """SPARQL patterns of which one each binds a variable to the nodes that `nodes` gives."""
        for member in self.members(iri):
            out = sorted(self._out.get(member, ()))
            parts = ", ".join(f"<{part}>" for part in out)
            yield (
                f"GRAPH ?part {{ {variable} {end} <{member}> }} FILTER(?part NOT IN ({parts}))"
                if out
                else f"{variable} {end} <{member}>"
            )
            for other, part in sorted(self._into.get(member, ())):
                yield f"GRAPH <{part}> {{ {variable} {end} <{other}> }}"

    def at(self, node: str, end: ox.NamedNode) -> str | None:
        """The document at an end of a citation, a relation or an assignment."""
        iri = value(self._store, node, end)
        return None if iri is None else self.canonical(iri, part_of(node))


def identities_of(store: GraphStore) -> Identities:
    """The identities of a store; those of a store that is open for reading only are read once."""
    known = _known.get(store)
    if known is None:
        known = Identities(store)
        if store.read_only:
            _known[store] = known
    return known


_known: WeakKeyDictionary[GraphStore, Identities] = WeakKeyDictionary()


@contextmanager
def held_still(store: GraphStore) -> Iterator[None]:
    """Within the block the store does not change: its identities are read once, even if it is open for writing."""
    known = store in _known
    identities = identities_of(store)
    _known[store] = identities
    try:
        yield
    finally:
        if not known:
            del _known[store]


def part_of(node: str) -> str:
    """The part of a source, and the graph, in which a node stands."""
    return node.partition("#")[0]


def _in_part(store: GraphStore) -> Iterator[tuple[tuple[str, str], str]]:
    for quad in store.raw.quads_for_pattern(None, terms.IN_PART, None, None):
        node = text(quad.subject)
        alias = value(store, node, terms.IDENTIFIES)
        for target in values(store, node, terms.IDENTIFIED_AS):
            if alias is not None:
                yield (alias, text(quad.object)), target
