"""What follows from all sources together: the status of each document and the conflicts between texts.

The derived graph is made anew from the others; its identifiers are digests of what they stand for, so it does not
depend on the order of loading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import pyoxigraph as ox

from graph import terms
from graph.documents import date_statements
from graph.evidence import Side, best, sides
from graph.reading import text
from graph.store import GraphStore


@dataclass(frozen=True, slots=True)
class Derived:
    """What a derivation found; `changed` tells whether the derived graph is another one than before."""

    held: int
    cited_only: int
    conflicts: int
    changed: bool


def derive(store: GraphStore) -> Derived:
    """Make the derived graph anew from the graphs of the sources, in one transaction.

    A document is lin:Held where a part of a source is its own text, else lin:CitedOnly. A document to which the texts
    give several dates gets a lin:Conflict with a lin:ConflictSide for each of them, and the better supported value
    (see `graph.evidence`).

    Raises:
        StoreError: when the store is read-only or cannot be written.
    """
    graph = ox.NamedNode(store.iris.derived_graph)
    documents = _subjects(store, terms.TYPE, terms.DOCUMENT, graph)
    held = {iri for iri in _subjects(store, terms.HELD_IN, None, graph) if iri in documents}
    quads = {
        ox.Quad(ox.NamedNode(iri), terms.STATUS, terms.HELD if iri in held else terms.CITED_ONLY, graph)
        for iri in documents
    }
    conflicts = 0
    for iri in documents:
        found = sides(date_statements(store, iri), dates=True)
        if len(found) > 1:
            conflicts += 1
            quads.update(_conflict(iri, terms.DATE_DOCUMENT, found, graph))
    changed = store.replace_graph(graph.value, quads)
    store.mark_derived(True)
    return Derived(len(held), len(documents) - len(held), conflicts, changed)


def _subjects(
    store: GraphStore, predicate: ox.NamedNode, target: ox.NamedNode | None, derived: ox.NamedNode
) -> set[str]:
    quads = store.raw.quads_for_pattern(None, predicate, target, None)
    return {text(quad.subject) for quad in quads if quad.graph_name != derived}


def _conflict(iri: str, predicate: ox.NamedNode, found: tuple[Side, ...], graph: ox.NamedNode) -> Iterator[ox.Quad]:
    node = ox.NamedNode(f"{graph.value}#conflict-{_digest(iri, predicate.value)}")
    yield ox.Quad(node, terms.TYPE, terms.CONFLICT, graph)
    yield ox.Quad(node, terms.CONFLICT_OF, ox.NamedNode(iri), graph)
    yield ox.Quad(node, terms.CONFLICT_PROPERTY, predicate, graph)
    preferred = best(found)
    if preferred is not None:
        yield ox.Quad(node, terms.PREFERRED_VALUE, _date(preferred), graph)
    for side in found:
        yield from _side(
            node, ox.NamedNode(f"{graph.value}#side-{_digest(iri, predicate.value, side.value)}"), side, graph
        )


def _side(conflict: ox.NamedNode, node: ox.NamedNode, side: Side, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    yield ox.Quad(conflict, terms.HAS_SIDE, node, graph)
    yield ox.Quad(node, terms.TYPE, terms.CONFLICT_SIDE, graph)
    yield ox.Quad(node, terms.VALUE, _date(side.value), graph)
    yield ox.Quad(node, terms.SUPPORT, ox.Literal(str(side.support), datatype=terms.INTEGER), graph)
    for supporting in side.nodes:
        yield ox.Quad(node, terms.SUPPORTED_BY, ox.NamedNode(supporting), graph)


def _date(value: str) -> ox.Literal:
    kinds = {len("2022"): "gYear", len("2022-01"): "gYearMonth", len("2022-01-05"): "date"}
    kind = kinds.get(len(value))
    return ox.Literal(value, datatype=ox.NamedNode(terms.XSD + kind)) if kind else ox.Literal(value)


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode("utf-8")).hexdigest()[:16]
