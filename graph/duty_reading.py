"""Duties and milestones as the statements of a store tell them: said alike once, in the order of the texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TypeVar

import pyoxigraph as ox

from graph import terms
from graph.agencies import means
from graph.copies import Copies, counted, quotations_of
from graph.documents import summarize
from graph.duty import DueMilestone, Duties, Duty
from graph.identities import identities_of
from graph.listing import fold, places_of
from graph.model import DocumentSummary, Quotation
from graph.reading import label_of, properties, subjects, tail, text
from graph.store import GraphStore
from graph.times import parse_time

_Item = TypeVar("_Item", "Duty", "DueMilestone")


@dataclass(frozen=True, slots=True)
class Page:
    """Which of the duties, and of the milestones, are held, and whether with their quotations."""

    limit: int | None
    offset: int
    quoted: bool

    @property
    def slice(self) -> slice:
        """Where they stand among all."""
        return slice(self.offset, None if self.limit is None else self.offset + self.limit)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of each duty and milestone."""

    wanted_role: str | None
    phrases: frozenset[str] | None
    places: frozenset[str] | None
    due_before: date | None

    @property
    def names_bodies(self) -> bool:
        """Whether only some bodies or roles are asked for, which milestones do not have."""
        return self.wanted_role is not None or self.phrases is not None

    def fits(self, duty: Duty) -> bool:
        """Whether body and role are those asked for."""
        if self.wanted_role is not None and duty.role != self.wanted_role:
            return False
        return self.phrases is None or means(self.phrases, (duty.agency, duty.body_label))

    def lies(self, document: DocumentSummary) -> bool:
        """Whether a document is of the locality asked for, by its names or by its scope."""
        return self.places is None or self.places <= places_of(document)


class Reader:
    """Reads the answer to one question: quotations only of what is held, each document and body once."""

    def __init__(
        self, store: GraphStore, asked: Question, summarized: Callable[[str], DocumentSummary] | None = None
    ) -> None:
        self.store = store
        self.asked = asked
        self.copies = Copies(store)
        self.identities = identities_of(store)
        self.summarized = summarized or partial(summarize, store)
        self.summaries: dict[str, DocumentSummary] = {}
        self.labels: dict[str, str | None] = {}
        self.stated: dict[str, tuple[str, ...]] = {}
        self.shared: set[str] = set()

    def answer(self, within: frozenset[str] | None, page: Page) -> Duties:
        """The duties and milestones of some documents, of all where `within` is None."""
        every, milestones = self.duties(within), self.milestones(within)
        found = [item for item in every if self.asked.fits(item)]
        if self.asked.names_bodies:
            milestones = list(_of_these(milestones, found, every))
        undated = 0
        if self.asked.due_before is not None:
            undated = sum(item.due is None for item in found) + sum(item.due is None for item in milestones)
            found = [item for item in found if item.due and item.due < self.asked.due_before]
            milestones = [item for item in milestones if item.due and item.due < self.asked.due_before]
        return Duties(
            total=len(found),
            milestone_total=len(milestones),
            undated=undated,
            duties=tuple(self.quoted(item, page) for item in found[page.slice]),
            milestones=tuple(self.quoted(item, page) for item in milestones[page.slice]),
        )

    def quoted(self, item: _Item, page: Page) -> _Item:
        """A duty or milestone with its quotations, if they are asked for."""
        return replace(item, quotations=self.quotations(item.iri)) if page.quoted else item

    def quotations(self, iri: str) -> tuple[Quotation, ...]:
        """What a duty or milestone rests on, in all texts that state it."""
        return quotations_of(self.copies, self.stated[iri])

    def duties(self, within: frozenset[str] | None) -> list[Duty]:
        """The duties in documents of the locality, those that are said alike once, without their quotations."""
        found: dict[tuple[str | None, ...], tuple[Duty, list[str]]] = {}
        for document, nodes in self.groups(terms.ASSIGNED_IN, within):
            duty = self.duty(document, nodes[0])
            same = (document.iri, duty.task, duty.body or fold(duty.agency), duty.role, duty.deadline)
            found.setdefault(same, (duty, []))[1].extend(nodes)
        return self.in_order(found.values())

    def milestones(self, within: frozenset[str] | None) -> list[DueMilestone]:
        """The milestones of documents of the locality, those that are said alike once, without their quotations."""
        found: dict[tuple[str | None, ...], tuple[DueMilestone, list[str]]] = {}
        for document, nodes in self.groups(terms.MILESTONE_OF, within):
            milestone = self.milestone(document, nodes[0])
            same = (document.iri, milestone.kind, milestone.when)
            found.setdefault(same, (milestone, []))[1].extend(nodes)
        return self.in_order(found.values())

    def groups(
        self, link: ox.NamedNode, within: frozenset[str] | None
    ) -> Iterator[tuple[DocumentSummary, tuple[str, ...]]]:
        """The nodes that link to the documents asked for, copies in one group, with the document of each group."""
        linked = self.all_linked(link) if within is None else self.linked(link, within)
        for nodes in self.copies.grouped(linked).values():
            documents = {self.identities.canonical(linked[node]) for node in nodes}
            self.shared |= documents if len(documents) > 1 else set()
            document = self.summary(min(documents))
            if self.asked.lies(document):
                yield counted(document, len(documents)), nodes

    def all_linked(self, link: ox.NamedNode) -> Mapping[str, str]:
        """Every node with its document, in one sweep."""
        quads = self.store.raw.quads_for_pattern(None, link, None, None)
        return {text(quad.subject): text(quad.object) for quad in quads}

    def linked(self, link: ox.NamedNode, documents: Iterable[str]) -> Mapping[str, str]:
        """The nodes of some documents, each with its document."""
        return {node: iri for iri in documents for node in subjects(self.store, link, iri)}

    def summary(self, iri: str) -> DocumentSummary:
        """What is known of a document, read once."""
        if iri not in self.summaries:
            self.summaries[iri] = self.summarized(iri)
        return self.summaries[iri]

    def label(self, body: str) -> str | None:
        """What a body is called, read once."""
        if body not in self.labels:
            files = self.store.files if self.store.read_only else None
            names = None if files is None else files.body(body)  # very many graphs may name it
            self.labels[body] = names[0] if names else label_of(self.store, body)
        return self.labels[body]

    def duty(self, document: DocumentSummary, node: str) -> Duty:
        """The duty at a node."""
        found = properties(self.store, node)
        body, role, deadline = (
            found.get(term) for term in (terms.IS_ASSIGNED_TO, terms.ASSIGNMENT_ROLE, terms.DEADLINE)
        )
        label = self.label(body) if body else None
        due, recurs = _due(deadline, document)
        return Duty(
            iri=node,
            document=document,
            task=found.get(terms.TASK),
            agency=found.get(terms.AGENCY_AS_WRITTEN) or label or "",
            body=body,
            body_label=label,
            role=tail(role) if role else None,
            deadline=deadline,
            due=due,
            recurs=recurs,
            confidence=_number(found.get(terms.CONFIDENCE)),
            quotations=(),
        )

    def milestone(self, document: DocumentSummary, node: str) -> DueMilestone:
        """The milestone at a node."""
        found = properties(self.store, node)
        kind, when = found.get(terms.MILESTONE_KIND), found.get(terms.WHEN) or ""
        due, recurs = _due(when, document)
        confidence = _number(found.get(terms.CONFIDENCE))
        return DueMilestone(node, document, tail(kind) if kind else None, when, due, recurs, confidence, ())

    def in_order(self, found: Iterable[tuple[_Item, list[str]]]) -> list[_Item]:
        """The duties or milestones by date of the document and place in its text; their nodes are kept."""
        items = []
        for item, nodes in found:
            self.stated[item.iri] = tuple(nodes)
            items.append(item)
        return sorted(items, key=_place_in_order)


def _of_these(
    milestones: Iterable[DueMilestone], found: Iterable[Duty], every: Iterable[Duty]
) -> Iterator[DueMilestone]:
    """The milestones of the documents of the duties that were found, without the deadlines of other duties."""
    documents, own = {item.document.iri for item in found}, {(item.document.iri, item.deadline) for item in found}
    others = {(item.document.iri, item.deadline) for item in every} - own
    for item in milestones:
        foreign = item.kind == "deadline" and (item.document.iri, item.when) in others
        if item.document.iri in documents and not foreign:
            yield item


def _place_in_order(item: Duty | DueMilestone) -> tuple[str, str, str, int]:
    """By document, then as the nodes are numbered, which is the order of the text."""
    head, _, number = item.iri.rpartition("-")
    return (item.document.date or "9999", item.document.iri, head, int(number) if number.isdecimal() else 0)


def _due(stated: str | None, document: DocumentSummary) -> tuple[date | None, bool]:
    time = parse_time(stated or "")
    return time.due(document.date), time.recurs


def _number(lexical: str | None) -> float | None:
    try:
        return None if lexical is None else float(lexical)
    except ValueError:
        return None
