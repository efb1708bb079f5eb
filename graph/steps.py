"""The steps of a lineage one by one, from a store or from a view: what is not asked for is not read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple, Protocol

from graph.copies import Copies, quotations_of
from graph.documents import exists, summarize
from graph.identities import identities_of
from graph.index.overlaid import Index
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

    def at(self, iri: str, *, upward: bool, relations: Collection[str] | None = None) -> Iterable[Step]:
        """The relations, of some kinds or of any, that lead from a document (upward), or to it."""

    def reached(self, iri: str, relations: Collection[str], *, upward: bool) -> set[str]:
        """The documents that ways over these relations lead to, from a document upward or downward; itself only where
        one leads back.
        """

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

    def at(self, iri: str, *, upward: bool, relations: Collection[str] | None = None) -> Iterator[Step]:
        """The relations that lead from a document, or to it."""
        for edge in edges_at(self._store, iri, upward=upward):
            if relations is None or edge[1] in relations:
                yield Step(*edge)

    def reached(self, iri: str, relations: Collection[str], *, upward: bool) -> set[str]:
        """What can be reached, document by document."""
        return _reached(self, iri, relations, upward=upward)

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


class IndexSteps(StoreSteps):
    """The steps in the index of a store; the store is read for what states them alone."""

    def __init__(self, store: GraphStore, index: Index) -> None:
        """Read from this index of this store."""
        super().__init__(store)
        self._index = index
        self._summaries: dict[str, DocumentSummary] = {}
        self._numbers: dict[str, int] = {}

    def __contains__(self, iri: str) -> bool:
        number = self._index.find(iri)
        return number is not None and self._index.known(number)

    def _number(self, iri: str) -> int | None:
        """The number of the document that an identifier stands for; of one that a step led to, without a search."""
        number = self._numbers.get(iri)
        if number is None:
            found = self._index.find(iri)
            number = None if found is None else self._index.meant(found)
            if number is not None:
                self._numbers[iri] = number
        return number

    def _iri(self, document: int) -> str:
        iri = self._index.iri(document)
        self._numbers.setdefault(iri, document)
        return iri

    def at(self, iri: str, *, upward: bool, relations: Collection[str] | None = None) -> Iterator[Step]:
        """The relations that lead from a document, or to it."""
        index, number = self._index, self._number(iri)
        if number is None:
            return
        iri = index.iri(number)
        for kind in index.kinds:
            if relations is None or kind in relations:
                for other, relation in index.neighbors(kind, number, upward=upward):
                    ends = (iri, self._iri(other)) if upward else (self._iri(other), iri)
                    yield Step(index.key(relation), kind, *ends)

    def reached(self, iri: str, relations: Collection[str], *, upward: bool) -> set[str]:
        """What can be reached, number by number."""
        number = self._number(iri)
        return set() if number is None else set(self._index.iris(self._index.reached(number, relations, upward=upward)))

    def summary(self, iri: str) -> DocumentSummary:
        """The summary that the index holds, which is that of the store."""
        found = self._summaries.get(iri)
        if found is None:
            number = self._number(iri)
            known = None if number is None else self._index.summary(number)
            found = self._summaries[iri] = super().summary(iri) if known is None else known
        return found

    def copy_key(self, iri: str) -> str | None:
        """What the summary says of the text."""
        return self.summary(iri).copy_key


class ViewSteps:
    """The steps in a view."""

    def __init__(self, view: View) -> None:
        """Read from this view."""
        self._view = view

    def __contains__(self, iri: str) -> bool:
        return iri in self._view

    def at(self, iri: str, *, upward: bool, relations: Collection[str] | None = None) -> Iterator[Step]:
        """The edges that lead from a node, or to it."""
        edges = self._view.out_edges if upward else self._view.in_edges
        for source, target, key, data in edges(iri, keys=True, data=True):
            if relations is None or data["relation"] in relations:
                yield Step(key, data["relation"], source, target)

    def reached(self, iri: str, relations: Collection[str], *, upward: bool) -> set[str]:
        """What can be reached, node by node."""
        return _reached(self, iri, relations, upward=upward)

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
    """The steps of a view, or of a store: those of its index, if it has one of the data as they are.

    While a store on disk is open for writing, it answers itself: whoever writes past its methods is not seen.
    """
    if not isinstance(store_or_view, GraphStore):
        return ViewSteps(store_or_view)
    store, index = store_or_view, store_or_view.index
    usable = store.indexed and (store.read_only or store.path is None)
    return IndexSteps(store, index) if index is not None and usable else StoreSteps(store)


def _reached(steps: Steps, iri: str, relations: Collection[str], *, upward: bool) -> set[str]:
    found, waiting = set[str](), [iri]
    while waiting:
        for step in steps.at(waiting.pop(), upward=upward, relations=relations):
            other = step.target if upward else step.source
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def first_copies(steps: Steps, before: Iterable[str], documents: Iterable[str]) -> dict[str, str]:
    """For each document the one that stands for it and its copies: the first of `before`, else the first in order."""
    first: dict[str, str] = {}
    found = {}
    for iri in [*before, *sorted(documents)]:
        found[iri] = first.setdefault(steps.copy_key(iri) or iri, iri)
    return found
