"""Duties and milestones as rows of the lists that are kept beside a store: written for them, and read from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from datetime import date

from graph.copies import counted
from graph.duty import DueMilestone, Duties, Duty
from graph.duty_reading import Page, Question, Reader
from graph.model import DocumentSummary
from graph.search.files import Files
from graph.search.owed import Asked, Owed, owed
from graph.store import GraphStore


def has_copies(reader: Reader, files: Files, within: frozenset[str] | None) -> bool:
    """Whether one of some documents has a duty in common with another, which is told of both as of one."""
    documents = {reader.identities.canonical(iri) for iri in within or ()}
    return next(files.of_each("SELECT iri FROM {}.shared WHERE iri", documents), None) is not None


def listed(reader: Reader, files: Files, within: frozenset[str] | None, page: Page) -> Duties:
    """The same as `Reader.answer`, from the rows of all duties, which tell of the copies of a text as of one."""
    documents = None if within is None else sorted({reader.identities.canonical(iri) for iri in within})
    asked = Asked(
        documents=None if documents is None else tuple(documents),
        places=reader.asked.places,
        phrases=reader.asked.phrases,
        role=reader.asked.wanted_role,
        due_before=reader.asked.due_before.isoformat() if reader.asked.due_before is not None else None,
    )
    found, milestones = owed(files, asked, page.limit, page.offset)
    return Duties(
        total=found.total,
        milestone_total=milestones.total,
        undated=found.undated + milestones.undated,
        duties=tuple(reader.quoted(_duty_of(reader, row), page) for row in found.rows),
        milestones=tuple(reader.quoted(_milestone_of(reader, row), page) for row in milestones.rows),
    )


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
    reader = Reader(store, Question(None, None, None, None), summarized)
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


def _duty_of(reader: Reader, row: Owed) -> Duty:
    """The duty of a row, without its quotations."""
    return Duty(
        iri=_noted(reader, row),
        document=counted(reader.summary(row.iri), row.documents),
        task=row.task,
        agency=row.agency,
        body=row.body,
        body_label=reader.label(row.body) if row.body else None,
        role=row.role,
        deadline=row.stated,
        due=date.fromisoformat(row.due) if row.due else None,
        recurs=row.recurs,
        confidence=row.confidence,
        quotations=(),
    )


def _milestone_of(reader: Reader, row: Owed) -> DueMilestone:
    """The milestone of a row, without its quotations."""
    document = counted(reader.summary(row.iri), row.documents)
    due = date.fromisoformat(row.due) if row.due else None
    return DueMilestone(
        _noted(reader, row), document, row.role, row.stated or "", due, row.recurs, row.confidence, quotations=()
    )


def _noted(reader: Reader, row: Owed) -> str:
    """The node by which a duty or milestone is named; all that say it are kept."""
    iri = row.nodes[0]
    reader.stated[iri] = row.nodes
    return iri
