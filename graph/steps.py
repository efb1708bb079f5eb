"""The steps of a lineage one by one, from a store or from a view: what is not asked for is not read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple, Protocol

from graph.copies import Copies, quotations_of
from graph.documents import exists, summarize
from graph.identities import identities_of
from graph.model import DocumentSummary, Quotation
from graph.reading import merged
from graph.store import GraphStore
from graph.terms import STATED_IN
from graph.view import View, edges_at, summary_of


class Step(NamedTuple):
    """A stated relation: its key, its kind, and the documents that it leads from and to."""

    key: str
    relation: str
    source: str
    target: str


class Steps(Protocol):
    """What lineage and coverage ask of a graph of documents."""

    def __contains__(self, iri: str) -> bool:
        """Whether there is such a document."""

    def at(self, iri: str, *, upward: bool) -> Iterable[Step]:
        """The relations of any kind that lead from a document (upward), or to it."""

    def summary(self, iri: str) -> DocumentSummary:
        """What is known of a document in one line."""

    def copy_key(self, iri: str) -> str | None:
        """What a document and its copies have in common."""

    def statements(self, steps: Collection[Step]) -> tuple[set[str], tuple[Quotation, ...]]:
        """The documents that state some relations, and the quotations behind these."""


class StoreSteps:
    """The steps in a store, each read when it is asked for."""

    def __init__(self, store: GraphStore) -> None:
        """Read from this store, which must not change meanwhile."""
        self._store = store
        self._copies = Copies(store)

    def __contains__(self, iri: str) -> bool:
        return exists(self._store, iri)

    def at(self, iri: str, *, upward: bool) -> Iterator[Step]:
        """The relations that lead from a document, or to it."""
        return (Step(*edge) for edge in edges_at(self._store, iri, upward=upward))

    def summary(self, iri: str) -> DocumentSummary:
        """The summary that the store gives."""
        return summarize(self._store, iri)

    def copy_key(self, iri: str) -> str | None:
        """What the store says of the text."""
        return self._copies.of_document(iri)

    def statements(self, steps: Collection[Step]) -> tuple[set[str], tuple[Quotation, ...]]:
        """Who states the relations, from the store; of copies the first is read."""
        groups = self._copies.grouped(step.key for step in steps)
        stating = {stated for key in groups if (stated := identities_of(self._store).at(key, STATED_IN))}
        keys = (key for group in groups.values() for key in group)
        return stating, quotations_of(self._copies, keys)


class ViewSteps:
    """The steps in a view."""

    def __init__(self, view: View) -> None:
        """Read from this view."""
        self._view = view

    def __contains__(self, iri: str) -> bool:
        return iri in self._view

    def at(self, iri: str, *, upward: bool) -> Iterator[Step]:
        """The edges that lead from a node, or to it."""
        edges = self._view.out_edges if upward else self._view.in_edges
        for source, target, key, data in edges(iri, keys=True, data=True):
            yield Step(key, data["relation"], source, target)

    def summary(self, iri: str) -> DocumentSummary:
        """The summary that the node carries."""
        return summary_of(self._view, iri)

    def copy_key(self, iri: str) -> str | None:
        """What the node's summary says of the text."""
        return summary_of(self._view, iri).copy_key

    def statements(self, steps: Collection[Step]) -> tuple[set[str], tuple[Quotation, ...]]:
        """Who states the relations, from the edges."""
        edges = [self._view.edges[step.source, step.target, step.key] for step in steps]
        first: dict[str, str] = {}
        for stated in sorted(edge["stated_in"] for edge in edges if edge["stated_in"]):
            first.setdefault(self.copy_key(stated) or stated, stated)
        return set(first.values()), merged(quotation for edge in edges for quotation in edge["quotations"])


def steps_of(store_or_view: GraphStore | View) -> Steps:
    """The steps of a store or of a view."""
    return StoreSteps(store_or_view) if isinstance(store_or_view, GraphStore) else ViewSteps(store_or_view)


def first_copies(steps: Steps, before: Iterable[str], documents: Iterable[str]) -> dict[str, str]:
    """For each document the one that stands for it and its copies: the first of `before`, else the first in order."""
    first: dict[str, str] = {}
    found = {}
    for iri in [*before, *sorted(documents)]:
        found[iri] = first.setdefault(steps.copy_key(iri) or iri, iri)
    return found
