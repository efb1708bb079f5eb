"""The NetworkX view: documents as nodes, stated relations as edges, made from the store and thrown away after use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Final, TypeAlias

import networkx as nx

from graph import terms
from graph.documents import summarize
from graph.identities import identities_of, part_of
from graph.index.sweep import NONE, Sweep
from graph.model import DocumentSummary, Quotation
from graph.reading import quotations, quotations_of_relations, tail, value
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
    upward or downward is read, so that the cost grows with the answer; without, each property is read once for all.
    `relations` keeps those kinds of edges only.
    """
    return _whole(store, relations) if around is None else _around(store, around, relations)


def _around(store: GraphStore, around: str, relations: Collection[str] | None) -> View:
    view: View = nx.MultiDiGraph()
    around = identities_of(store).canonical(around)
    edges = _reached(store, around, relations)
    kept = sorted(edge for edge in edges if relations is None or edge[1] in relations)
    for iri in sorted({around, *(end for _, _, source, target in kept for end in (source, target))}):
        _add_node(view, summarize(store, iri))
    for key, relation, source, target in kept:
        stated = identities_of(store).at(key, terms.STATED_IN) or ""
        view.add_edge(source, target, key=key, **_attributes(relation, stated, quotations(store, key)))
    return view


def _whole(store: GraphStore, relations: Collection[str] | None) -> View:
    view: View = nx.MultiDiGraph()
    sweep = Sweep(store)
    kept = [found for found in sweep.relations() if relations is None or found.kind in relations]
    ends = {end for found in kept for end in (found.source, found.target)}
    for number, summary in enumerate(sweep.summaries()):
        if summary is not None and (number in ends or summary.iri in sweep.known):
            _add_node(view, summary)
    evidence = quotations_of_relations(store)
    for key, kind, source, target, stated in kept:
        by = "" if stated == NONE else sweep.iris[stated]
        attributes = _attributes(kind, by, evidence.get(key, ()))
        view.add_edge(sweep.iris[source], sweep.iris[target], key=key, **attributes)
    return view


def _add_node(view: View, summary: DocumentSummary) -> None:
    view.add_node(summary.iri, summary=summary, **{field: getattr(summary, field) for field in FIELDS})


def summary_of(view: View, iri: str) -> DocumentSummary:
    """The summary that a node of the view carries."""
    summary = view.nodes[iri]["summary"]
    assert isinstance(summary, DocumentSummary)
    return summary


def _attributes(relation: str, stated: str, found: tuple[Quotation, ...]) -> dict[str, object]:
    first: Quotation | None = found[0] if found else None
    return {
        "relation": relation,
        "stated_in": stated,
        "quotations": found,
        "sentence": first.sentence if first else "",
        "source": first.source if first else "",
        "file": first.file if first else None,
        "start": first.start if first else None,
        "end": first.end if first else None,
    }


Edge: TypeAlias = tuple[str, str, str, str]
"""IRI of the relation, slug of its kind, from, to."""


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
