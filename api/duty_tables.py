"""Duties and milestones as tables of text: for the command, for CSV over HTTP and for the pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from graph.duty import DueMilestone, Duties, Duty
from graph.matrix import ROLES, AgencyCounts, Matrix
from graph.model import DocumentSummary, Quotation
from graph.spreadsheets import csv_text

DUTY_COLUMNS = ("document", "place", "task", "agency", "role", "deadline", "due")
MILESTONE_COLUMNS = ("document", "place", "kind", "when", "due")
COUNT_COLUMNS = ("agency", *ROLES)
CSV_COLUMNS = (
    "what",
    "document",
    "document_date",
    "place",
    "task",
    "agency",
    "body",
    "role",
    "when",
    "due",
    "recurs",
    "confidence",
    "quotation",
    "file",
    "start",
    "end",
    "document_iri",
    "body_iri",
    "iri",
)


def due_in_words(due: date | None, recurs: bool) -> str:
    """The day on which something falls due; "" where there is none.

    >>> due_in_words(date(2022, 12, 31), True), due_in_words(None, False)
    ('2022-12-31, yearly', '')
    """
    return "" if due is None else f"{due.isoformat()}, yearly" if recurs else due.isoformat()


def duty_row(duty: Duty) -> tuple[str, ...]:
    """A duty for people, under `DUTY_COLUMNS`."""
    due = due_in_words(duty.due, duty.recurs)
    where = (duty.document.label, duty.document.place or "", duty.task or "")
    return (*where, duty.agency, duty.role or "", duty.deadline or "", due)


def milestone_row(milestone: DueMilestone) -> tuple[str, ...]:
    """A milestone for people, under `MILESTONE_COLUMNS`."""
    due = due_in_words(milestone.due, milestone.recurs)
    where = (milestone.document.label, milestone.document.place or "")
    return (*where, milestone.kind or "", milestone.when, due)


def count_row(counts: AgencyCounts) -> tuple[str, ...]:
    """An agency's number of duties in each role, under `COUNT_COLUMNS`."""
    return (counts.agency, *(str(counts.roles.get(role) or "") for role in ROLES))


def matrix_rows(matrix: Matrix) -> list[tuple[str, ...]]:
    """The agencies of one document with their roles in each of its tasks."""
    return [(row.agency, *(" + ".join(cell) for cell in row.cells)) for row in matrix.rows]


def duties_csv(found: Duties) -> str:
    """All duties, then all milestones, a row each; `what` is "duty" or the kind of the milestone."""
    return csv_text(CSV_COLUMNS, _csv_rows(found))


def matrix_csv(matrices: tuple[Matrix, ...]) -> str:
    """The matrices of all documents below each other: document, date, place, agency, then a column for each task.

    A column holds the tasks with one path in all documents; what they are is told by the document of the row.
    """
    tasks = tuple(dict.fromkeys(task for matrix in matrices for task in matrix.tasks))
    return csv_text(("document", "document_date", "place", "agency", *tasks), _matrix_lines(matrices, tasks))


def calendar_name(document: DocumentSummary | None, directive: DocumentSummary | None, agency: str | None) -> str:
    """What a calendar is called in clients: of which document or directive, and for whom."""
    parts = ["Nhiệm vụ"]
    if document is not None:
        parts.append(document.label)
    if directive is not None:
        parts.append(f"thực hiện {directive.label}")
    if agency:
        parts.append(agency)
    return " · ".join(parts)


def _csv_rows(found: Duties) -> Iterator[tuple[object, ...]]:
    for duty in found.duties:
        yield (
            "duty",
            duty.document.label,
            duty.document.date,
            duty.document.place,
            duty.task,
            duty.agency,
            duty.body_label,
            duty.role,
            duty.deadline,
            *_due_cells(duty),
            *_quotation_cells(duty.quotations),
            duty.document.iri,
            duty.body,
            duty.iri,
        )
    for item in found.milestones:
        yield (
            item.kind or "milestone",
            item.document.label,
            item.document.date,
            item.document.place,
            *(None, None, None, None),
            item.when,
            *_due_cells(item),
            *_quotation_cells(item.quotations),
            item.document.iri,
            None,
            item.iri,
        )


def _due_cells(item: Duty | DueMilestone) -> tuple[object, ...]:
    return (item.due, "true" if item.recurs else "false", item.confidence)


def _quotation_cells(quotations: tuple[Quotation, ...]) -> tuple[object, ...]:
    if not quotations:
        return (None, None, None, None)
    first = quotations[0]
    return (" ".join(first.sentence.split()), first.file or first.source, first.start, first.end)


def _matrix_lines(matrices: tuple[Matrix, ...], tasks: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
    for matrix in matrices:
        for row in matrix.rows:
            cells = dict(zip(matrix.tasks, row.cells, strict=True))
            roles = (" + ".join(cells.get(task, ())) for task in tasks)
            yield (matrix.document.label, matrix.document.date, matrix.document.place, row.agency, *roles)
