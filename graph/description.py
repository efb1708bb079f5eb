"""Everything that the graph says of one resource: its statements, those that lead to it, and the labels of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from graph import terms
from graph.store import PREFIXES, GraphStore
from ontology.errors import NotFound

_LABELS: Final = (terms.LABEL, ox.NamedNode(PREFIXES["skos"] + "prefLabel"))
_LANGUAGES: Final = ("vi", None, "en")


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of `iri`; `truncated` where a list was longer than the limit."""

    iri: str
    own: tuple[ox.Quad, ...]
    """Statements of the resource and of the nodes below it (`iri#...`) that it leads to."""
    incoming: tuple[ox.Quad, ...]
    """Statements of others whose value is the resource."""
    labels: tuple[ox.Quad, ...]
    """The labels of all other resources that are named."""
    truncated: bool

    def quads(self) -> tuple[ox.Quad, ...]:
        """All of it."""
        return (*self.own, *self.incoming, *self.labels)

    def names(self) -> dict[str, str]:
        """The labels of the resources that are named: the Vietnamese one, else one without a language, else the
        English.
        """
        found: dict[str, dict[str | None, str]] = {}
        for quad in (*self.labels, *self.own):
            if (
                quad.predicate in _LABELS
                and isinstance(quad.object, ox.Literal)
                and isinstance(quad.subject, ox.NamedNode)
            ):
                found.setdefault(quad.subject.value, {})[quad.object.language] = quad.object.value
        chosen = {iri: next((said[one] for one in _LANGUAGES if one in said), None) for iri, said in found.items()}
        return {iri: name for iri, name in chosen.items() if name is not None}


def describe_resource(store: GraphStore, iri: str, *, limit: int) -> Description:
    """What the store says of a resource, each list of at most `limit` statements; a statement of two graphs is two.

    A graph may have a name of which no graph says anything: its description is empty.

    Raises:
        NotFound: when no statement names it, and no graph bears the name.
    """
    node = ox.NamedNode(iri)
    own, more = _first(_below(store, node), limit)
    incoming, others = _first(_leading_to(store, node), limit)
    if not own and not incoming and not store.raw.contains_named_graph(node):
        raise NotFound(f"Nothing is known of {iri}", hint="The documents are listed at /documents")
    named = {term for quad in (*own, *incoming) for term in (quad.subject, quad.predicate, quad.object)}
    named -= {quad.subject for quad in own}
    iris = sorted((term for term in named if isinstance(term, ox.NamedNode)), key=str)
    labels, _ = _first(_labels(store, iris), 2 * limit)
    return Description(iri, own, incoming, labels, more or others)


def _first(quads: Iterable[ox.Quad], limit: int) -> tuple[tuple[ox.Quad, ...], bool]:
    found: list[ox.Quad] = []
    for quad in quads:
        if len(found) == limit:
            return tuple(found), True
        found.append(quad)
    return tuple(sorted(found, key=str)), False


def _below(store: GraphStore, node: ox.NamedNode) -> Iterator[ox.Quad]:
    waiting, seen = [node], {node}
    mark = f"{node.value.partition('#')[0]}#"
    while waiting:
        for quad in store.raw.quads_for_pattern(waiting.pop(), None, None):
            yield quad
            value = quad.object
            if isinstance(value, ox.NamedNode) and value not in seen and value.value.startswith(mark):
                seen.add(value)
                waiting.append(value)


def _leading_to(store: GraphStore, node: ox.NamedNode) -> Iterator[ox.Quad]:
    return (quad for quad in store.raw.quads_for_pattern(None, None, node) if quad.subject != node)


def _labels(store: GraphStore, nodes: Iterable[ox.NamedNode]) -> Iterator[ox.Quad]:
    for node in nodes:
        seen: set[object] = set()
        for predicate in _LABELS:
            for quad in store.raw.quads_for_pattern(node, predicate, None):
                if (predicate, quad.object) not in seen:  # each of many graphs gives a document its label
                    seen.add((predicate, quad.object))
                    yield quad
