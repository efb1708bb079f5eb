"""Answers as tables of text: the same rows for the command, for CSV over HTTP and for the pages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from types import MappingProxyType

from graph.corrections import CorrectionState
from graph.coverage import Coverage, CoverageRow
from graph.model import DocumentSummary

STATUS_NAMES = MappingProxyType({"held": "held", "cited": "cited only"})
"""What is said of a document whose text is in the store, and of one that is known only because others cite it."""

COVERAGE_COLUMNS = ("code", "name", "parent", "status", "first_date", "delay_days", "documents", "listed", "iris")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV (RFC 4180) of *rows* under *columns*; ``None`` is an empty cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return out.getvalue()


def coverage_csv(coverage: Coverage) -> str:
    """The localities of *coverage*, one row each, in its order."""
    return csv_text(COVERAGE_COLUMNS, (_coverage_cells(row) for row in coverage.rows))


def _coverage_cells(row: CoverageRow) -> tuple[object, ...]:
    return (
        row.code,
        row.name,
        row.parent,
        row.status,
        row.first_date,
        row.delay_days,
        "; ".join(document.label for document in row.documents),
        "true" if row.listed else "false",
        " ".join(document.iri for document in row.documents),
    )


DOCUMENT_COLUMNS = ("date", "document", "issuer", "province", "status")
DOCUMENT_CSV_COLUMNS = (
    *("date", "type", "number", "label", "title", "issuer", "province", "district", "status", "corrected", "iri"),
)


def short_row(document: DocumentSummary) -> tuple[str, ...]:
    """A document of a list for people, under `DOCUMENT_COLUMNS`."""
    return (
        document.date or "",
        document.label,
        document.issuer or "",
        document.place or "",
        STATUS_NAMES[document.status],
    )


def documents_csv(documents: Iterable[DocumentSummary]) -> str:
    """The documents of a list, a row each."""
    return csv_text(DOCUMENT_CSV_COLUMNS, map(_document_cells, documents))


def _document_cells(document: DocumentSummary) -> list[object]:
    """The values under `DOCUMENT_CSV_COLUMNS`; which of them are a reviewer's word is told by their names."""
    cells = {name: getattr(document, name) for name in DOCUMENT_CSV_COLUMNS}
    return [*(cells | {"corrected": " ".join(document.corrected)}).values()]


CORRECTION_COLUMNS = ("about", "property", "value", "texts say", "state", "author", "on", "reason", "where")
CORRECTION_CSV_COLUMNS = (
    "about", "property", "value", "texts_say", "state", "author", "on", "reason", "file", "line", "labels", "subjects",
)  # fmt: skip


def correction_row(found: CorrectionState) -> tuple[str, ...]:
    """A correction for people, under `CORRECTION_COLUMNS`."""
    item = found.correction
    said = "; ".join(found.texts_say) or ("nothing" if found.subjects and not found.joins else "")
    cells = (item.about, item.property, item.value, said, found.state, item.author, item.on, item.reason)
    return (*cells, f"{item.file}, line {item.line}")


def corrections_csv(found: Iterable[CorrectionState]) -> str:
    """The corrections, a row each."""
    return csv_text(CORRECTION_CSV_COLUMNS, map(_correction_cells, found))


def _correction_cells(found: CorrectionState) -> tuple[object, ...]:
    item = found.correction
    said, labels = "; ".join(found.texts_say), "; ".join(found.labels)
    words = (item.about, item.property, item.value, said, found.state, item.author, item.on, item.reason)
    return (*words, item.file, item.line, labels, " ".join(found.subjects))


def candidate_rows(candidates: Iterable[object]) -> list[tuple[str, str, str, str]]:
    """(date, label, issuer, IRI) of the bearers of an ambiguous number."""
    rows = []
    for candidate in candidates:
        fields = (getattr(candidate, name, None) for name in ("date", "label", "issuer", "iri"))
        date, label, issuer, iri = (str(value or "") for value in fields)
        rows.append((date, label, issuer, iri))
    return rows


def describe(document: DocumentSummary) -> str:
    """A document in one line: label, date, issuer and whether its text is held."""
    parts = [document.label, document.date, document.issuer, STATUS_NAMES[document.status]]
    return " · ".join(part for part in parts if part)
