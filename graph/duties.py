"""Duties: who leads, coordinates, monitors, advises on and implements what, by when, and what is due when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TypeVar

import pyoxigraph as ox

from graph import terms
from graph.agencies import means, phrases
from graph.answers.base import Answer
from graph.copies import Copies, counted, quotations_of
from graph.coverage import carriers
from graph.documents import exists, summarize
from graph.identities import identities_of
from graph.listing import fold, fold_place, places_of
from graph.matrix import AgencyCounts, Matrix, counts_of, matrices_of
from graph.model import DocumentSummary, Json, Quotation, to_json
from graph.reading import label_of, properties, subjects, tail, text
from graph.search.files import Files
from graph.search.owed import Asked, Owed, owed
from graph.store import GraphStore
from graph.times import parse_time
from ontology.errors import InputError, NotFound
from ontology.vocabulary import load_vocabulary

_Item = TypeVar("_Item", "Duty", "DueMilestone")


@dataclass(frozen=True, slots=True)
class Duty:
    """What a body has to do: `agency` as written, `body` and `body_label` the body that it was taken for.

    `task` is the path of the headings (`II.1.1`), `deadline` is kept as stated. `due` is the day on which it falls due,
    for what recurs (`recurs`) the first such day since the document; None where the text gives none. `confidence` is
    how often the rule that read it was right. What several texts of one document say alike is one duty.
    """

    iri: str
    document: DocumentSummary
    task: str | None
    agency: str
    body: str | None
    body_label: str | None
    role: str | None
    deadline: str | None
    due: date | None
    recurs: bool
    confidence: float | None
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class DueMilestone:
    """A dated duty of a whole document: `when` as stated, `due` and `recurs` as of a `Duty`."""

    iri: str
    document: DocumentSummary
    kind: str | None
    when: str
    due: date | None
    recurs: bool
    confidence: float | None
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Duties(Answer):
    """The duties and milestones that fit a question, by date of their document and in the order of its text.

    `total` and `milestone_total` count all that fit, of which at most the limit is held. `undated` counts those that
    `due_before` left out because no day can be computed for them.
    """

    total: int
    milestone_total: int
    undated: int
    duties: tuple[Duty, ...]
    milestones: tuple[DueMilestone, ...]

    @property
    def truncated(self) -> bool:
        """Whether some that fit are not held."""
        return self.total > len(self.duties) or self.milestone_total > len(self.milestones)

    @property
    def dated(self) -> tuple[Duty | DueMilestone, ...]:
        """What has a day on which it falls due, the earliest first."""
        every: tuple[Duty | DueMilestone, ...] = (*self.duties, *self.milestones)
        found = [(item.due, item.document.iri, item.iri, item) for item in every if item.due is not None]
        return tuple(item for *_, item in sorted(found, key=lambda entry: entry[:3]))

    def matrix(self) -> tuple[Matrix, ...]:
        """For each document its agencies by tasks, each cell with the roles; of the duties that are held."""
        return matrices_of(self.duties)

    def by_agency(self) -> tuple[AgencyCounts, ...]:
        """For each agency how many duties it has in each role, those with the most first; of those that are held."""
        return counts_of(self.duties)

    def to_json(self) -> Json:
        """The duties as a JSON object, with the counts by agency and role."""
        data = to_json(self)
        assert isinstance(data, dict)
        return {**data, "truncated": self.truncated, "by_agency": to_json(self.by_agency())}


def duties(
    store: GraphStore,
    *,
    document: str | None = None,
    directive: str | None = None,
    agency: str | None = None,
    locality: str | None = None,
    due_before: date | None = None,
    role: str | None = None,
    limit: int | None = None,
    offset: int = 0,
    quoted: bool = True,
) -> Duties:
    """The duties and milestones that fit all that is asked for.

    `document` (IRI) keeps those in one document, `directive` (IRI) those in a document and all that carry it out.
    `agency` are words of a body's name, without regard to diacritics, or its abbreviation ("ban dan van", "BDVTU");
    `locality` is the province or district of the documents, `role` one of the vocabulary, by slug or label.

    `due_before` keeps what falls due before that day. What recurs is among them if it fell due once by then: from then
    on it is owed every year. What has no day is left out and counted in `undated`. A milestone names no body: with
    `agency` or `role`, the milestones are those of the documents whose duties were found, without the deadlines that
    only other duties of these documents have.

    At most `limit` duties and as many milestones are held, from `offset` on; without `quoted`, without quotations.

    Raises:
        NotFound: when the graph does not know the document or directive.
        InputError: for an unknown role, a limit below 1, a negative offset, or an agency or locality without a letter.
    """
    if (limit is not None and limit < 1) or offset < 0:
        raise InputError(
            f"no list of {limit} duties from {offset}", hint="give a limit of 1 or more, an offset of 0 or more"
        )
    asked = _Question(
        wanted_role=None if role is None else role_of(role),
        phrases=None if agency is None else _words("agency", agency, phrases(agency)),
        places=None if locality is None else _words("locality", locality, _places(locality)),
        due_before=due_before,
    )
    within = _asked_documents(store, document, directive)
    reader, page = _Reader(store, asked), _Page(limit, offset, quoted)
    if store.read_only and store.files is not None and not reader.has_copies(store.files, within):
        return reader.listed(store.files, within, page)
    return reader.answer(within, page)


def role_of(name: str) -> str:
    """The slug of the role that a slug or a Vietnamese label names ("lead", "chủ trì").

    Raises:
        InputError: when there is no such role.
    """
    roles = load_vocabulary().roles
    for concept in roles:
        if fold(name) in (fold(concept.slug), fold(concept.label)):
            return concept.slug
    raise InputError(f"no role {name!r}", hint="one of " + ", ".join(concept.slug for concept in roles))


def _words(what: str, given: str, found: frozenset[str]) -> frozenset[str]:
    if not found:
        raise InputError(f"no {what} is named by {given!r}", hint="give a word of its name")
    return found


def _asked_documents(store: GraphStore, document: str | None, directive: str | None) -> frozenset[str] | None:
    """The documents whose duties are asked for, by all their identifiers; None where all are."""
    for iri in (document, directive):
        if iri is not None and not exists(store, iri):
            raise NotFound(f"no document {iri} in the graph", hint="look it up by its number")
    identities = identities_of(store)
    own = None if document is None else frozenset(identities.members(document))
    if directive is None:
        return own
    carrying = {directive, *carriers(store, directive)}
    found = frozenset(member for iri in carrying for member in identities.members(iri))
    return found if own is None else found & own


def _places(locality: str) -> frozenset[str]:
    """The folded names in "Dương Minh Châu, Tây Ninh", without the words for their kinds."""
    return frozenset(name for part in locality.split(",") if (name := fold_place(part)))


@dataclass(frozen=True, slots=True)
class _Page:
    """Which of the duties, and of the milestones, are held, and whether with their quotations."""

    limit: int | None
    offset: int
    quoted: bool

    @property
    def slice(self) -> slice:
        """Where they stand among all."""
        return slice(self.offset, None if self.limit is None else self.offset + self.limit)


@dataclass(frozen=True, slots=True)
class _Question:
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


class _Reader:
    """Reads the answer to one question: quotations only of what is held, each document and body once."""

    def __init__(
        self, store: GraphStore, asked: _Question, summarized: Callable[[str], DocumentSummary] | None = None
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

    def has_copies(self, files: Files, within: frozenset[str] | None) -> bool:
        """Whether one of some documents has a duty in common with another, which is told of both as of one."""
        documents = {self.identities.canonical(iri) for iri in within or ()}
        return next(files.of_each("SELECT iri FROM {}.shared WHERE iri", documents), None) is not None

    def listed(self, files: Files, within: frozenset[str] | None, page: _Page) -> Duties:
        """The same as `answer`, from the rows of all duties, which tell of the copies of a text as of one document."""
        documents = None if within is None else sorted({self.identities.canonical(iri) for iri in within})
        asked = Asked(
            documents=None if documents is None else tuple(documents),
            places=self.asked.places,
            phrases=self.asked.phrases,
            role=self.asked.wanted_role,
            due_before=self.asked.due_before.isoformat() if self.asked.due_before is not None else None,
        )
        found, milestones = owed(files, asked, page.limit, page.offset)
        return Duties(
            total=found.total,
            milestone_total=milestones.total,
            undated=found.undated + milestones.undated,
            duties=tuple(self.quoted(self.duty_of(row), page) for row in found.rows),
            milestones=tuple(self.quoted(self.milestone_of(row), page) for row in milestones.rows),
        )

    def duty_of(self, row: Owed) -> Duty:
        """The duty of a row, without its quotations."""
        return Duty(
            iri=self.noted(row),
            document=counted(self.summary(row.iri), row.documents),
            task=row.task,
            agency=row.agency,
            body=row.body,
            body_label=self.label(row.body) if row.body else None,
            role=row.role,
            deadline=row.stated,
            due=date.fromisoformat(row.due) if row.due else None,
            recurs=row.recurs,
            confidence=row.confidence,
            quotations=(),
        )

    def milestone_of(self, row: Owed) -> DueMilestone:
        """The milestone of a row, without its quotations."""
        document = counted(self.summary(row.iri), row.documents)
        due = date.fromisoformat(row.due) if row.due else None
        return DueMilestone(
            self.noted(row), document, row.role, row.stated or "", due, row.recurs, row.confidence, quotations=()
        )

    def noted(self, row: Owed) -> str:
        """The node by which a duty or milestone is named; all that say it are kept."""
        iri = row.nodes[0]
        self.stated[iri] = row.nodes
        return iri

    def answer(self, within: frozenset[str] | None, page: _Page) -> Duties:
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

    def quoted(self, item: _Item, page: _Page) -> _Item:
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


def rows(
    store: GraphStore,
    documents: Collection[str],
    summarized: Callable[[str], DocumentSummary],
    labels: dict[str, str | None],
) -> tuple[list[Owed], set[str]]:
    """The duties and milestones of some documents as rows, and the documents that have some in common; all copies of
    each are among them.

    `labels` keeps what bodies are called, which takes long to read.
    """
    reader = _Reader(store, _Question(None, None, None, None), summarized)
    reader.labels = labels
    within = frozenset(member for iri in documents for member in reader.identities.members(iri))
    places = Counter[tuple[str, bool]]()
    every: tuple[Duty | DueMilestone, ...] = (*reader.duties(within), *reader.milestones(within))
    found = []
    for item in every:
        is_duty = isinstance(item, Duty)
        places[item.document.iri, is_duty] += 1
        row = Owed(
            milestone=not is_duty,
            iri=item.document.iri,
            day=item.document.date or "9999",
            place=places[item.document.iri, is_duty],
            nodes=reader.stated[item.iri],
            documents=item.document.copies,
            task=item.task if isinstance(item, Duty) else None,
            agency=item.agency if isinstance(item, Duty) else "",
            body=item.body if isinstance(item, Duty) else None,
            role=item.role if isinstance(item, Duty) else item.kind,
            stated=item.deadline if isinstance(item, Duty) else item.when,
            due=item.due.isoformat() if item.due is not None else "",
            recurs=item.recurs,
            confidence=item.confidence,
        )
        found.append(row)
    return found, reader.shared


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
