"""The NetworkX view: documents as nodes, stated relations as edges, made from the store and thrown away after use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Final, TypeAlias

import networkx as nx

from graph import terms
from graph.documents import summarize
from graph.identities import identities_of, part_of
from graph.model import DocumentSummary, Quotation
from graph.reading import quotations, tail, text, value
from graph.store import GraphStore

if TYPE_CHECKING:
    View: TypeAlias = nx.MultiDiGraph[str]
else:
    View = nx.MultiDiGraph

FIELDS: Final = (
    "label",
    "type",
    "number",
    "date",
    "issuer",
    "title",
    "status",
    "province",
    "district",
    "level",
)


def build_view(store: GraphStore, *, around: str | None = None, relations: Collection[str] | None = None) -> View:
    """The documents and their stated relations as a NetworkX multigraph; no question changes it.

    A node is a document's IRI with the fields of its `DocumentSummary` as attributes, and the summary itself as
    `summary`. An edge stands for one lin:Relation, whose IRI is its key; it leads from the document that implements
    (cites, continues, ...) to the one that is implemented, with `relation`, `stated_in`, `quotations`, and of the
    first quotation `sentence`, `source`, `start`, `end`. With `around`, only what can be reached from that document
    upward or downward is read, so that the cost grows with the answer; `relations` keeps those kinds of edges only.
    """
    view: View = nx.MultiDiGraph()
    if around is not None:
        around = identities_of(store).canonical(around)
    edges = _all_edges(store) if around is None else _reached(store, around, relations)
    nodes = set(_all_documents(store)) if around is None else {around}
    kept = sorted(edge for edge in edges if relations is None or edge[1] in relations)
    nodes.update(end for _, _, source, target in kept for end in (source, target))
    for iri in sorted(nodes):
        summary = summarize(store, iri)
        attributes = asdict(summary)
        view.add_node(iri, summary=summary, **{field: attributes[field] for field in FIELDS})
    for key, relation, source, target in kept:
        view.add_edge(source, target, key=key, **_attributes(store, key, relation))
    return view


def summary_of(view: View, iri: str) -> DocumentSummary:
    """The summary that a node of the view carries."""
    summary = view.nodes[iri]["summary"]
    assert isinstance(summary, DocumentSummary)
    return summary


def _attributes(store: GraphStore, key: str, relation: str) -> dict[str, object]:
    found = quotations(store, key)
    first: Quotation | None = found[0] if found else None
    return {
        "relation": relation,
        "stated_in": identities_of(store).at(key, terms.STATED_IN) or "",
        "quotations": found,
        "sentence": first.sentence if first else "",
        "source": first.source if first else "",
        "file": first.file if first else None,
        "start": first.start if first else None,
        "end": first.end if first else None,
    }


Edge: TypeAlias = tuple[str, str, str, str]
"""IRI of the relation, slug of its kind, from, to."""


def _all_documents(store: GraphStore) -> Iterator[str]:
    aliases = {text(quad.subject) for quad in store.raw.quads_for_pattern(None, terms.SAME_DOCUMENT, None, None)}
    for quad in store.raw.quads_for_pattern(None, terms.TYPE, terms.DOCUMENT, None):
        if (iri := text(quad.subject)) not in aliases:
            yield iri


def _all_edges(store: GraphStore) -> set[Edge]:
    keys = {text(quad.subject) for quad in store.raw.quads_for_pattern(None, terms.FROM_DOCUMENT, None, None)}
    return set(relations_between(store, keys))


def edges_at(store: GraphStore, iri: str, *, upward: bool) -> Iterator[Edge]:
    """The relations that lead from a document (upward), or to it, as they stand in the store."""
    end = terms.FROM_DOCUMENT if upward else terms.TO_DOCUMENT
    yield from relations_between(store, identities_of(store).nodes(end, iri))


def relations_between(store: GraphStore, keys: Iterable[str]) -> Iterator[Edge]:
    """The relations with these IRIs that lead from one document to another, as they stand in the store."""
    identities = identities_of(store)
    for key in keys:
        relation, begin, end = (
            value(store, key, term) for term in (terms.RELATION_TYPE, terms.FROM_DOCUMENT, terms.TO_DOCUMENT)
        )
        if relation is None or begin is None or end is None:
            continue
        source, target = (identities.canonical(iri, part_of(key)) for iri in (begin, end))
        if source != target or begin == end:  # two identifiers of one document are no relation of it
            yield (key, tail(relation), source, target)


def _reached(store: GraphStore, root: str, relations: Collection[str] | None) -> set[Edge]:
    return {edge for upward in (True, False) for edge in _walk(store, root, relations, upward=upward)}


def _walk(store: GraphStore, root: str, relations: Collection[str] | None, *, upward: bool) -> Iterator[Edge]:
    seen, waiting = {root}, [root]
    while waiting:
        iri = waiting.pop()
        for edge in edges_at(store, iri, upward=upward):
            if relations is not None and edge[1] not in relations:
                continue
            yield edge
            other = edge[3] if upward else edge[2]
            if other not in seen:
                seen.add(other)
                waiting.append(other)
