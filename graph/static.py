"""Loading what every store has besides its sources: ontology, vocabularies, gazetteer and communes."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from graph import terms
from graph.quads import parse_turtle, skolemized

if TYPE_CHECKING:
    from graph.store import GraphStore
    from ontology.iris import Iris

Turtle: TypeAlias = "bytes | Sequence[bytes] | None"
"""A text, or several for one graph; None stands for what the package `ontology` ships."""


def shipped_digest(iris: Iris) -> str:
    """The digest of all that this version ships."""
    from ontology.static import static_digest

    return static_digest(iris)


def fill(store: GraphStore, ontology: Turtle, vocabulary: Turtle, gazetteer: Turtle) -> bool:
    """Make the graphs of a store hold what is given; True if anything changed.

    Raises:
        InputError: for Turtle that does not parse.
        StoreError: when the store is read-only or cannot be written.
    """
    iris = store.iris
    given = {iris.ontology_graph: ontology, iris.vocabulary_graph: vocabulary, iris.gazetteer_graph: gazetteer}
    quads = {graph: set(parse_turtle(graph, texts)) for graph, texts in given.items() if texts is not None}
    if len(quads) < len(given):
        from ontology.static import static_quads

        shipped = set(skolemized(static_quads(iris)))
        for graph in given.keys() - quads.keys():
            quads[graph] = {quad for quad in shipped if quad.graph_name == ox.NamedNode(graph)}
    changed = [store.replace_graph(graph, found) for graph, found in sorted(quads.items())]
    return any([*changed, gazetteer is None and _fill_communes(store)])


def _fill_communes(store: GraphStore) -> bool:
    """Load the communes, with their digest, which tells the next time that they are there."""
    from ontology.static import commune_turtle

    texts, graph = commune_turtle(store.iris), ox.NamedNode(store.iris.communes_graph)
    digest = ox.Literal(f"sha256:{sha256(b''.join(texts)).hexdigest()}")
    return store.fill_graph(graph, texts, ox.Quad(graph, terms.IDENTIFIER, digest, graph))
