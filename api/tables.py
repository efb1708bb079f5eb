"""Answers as tables of text: the same rows for the command, for CSV over HTTP and for the pages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from types import MappingProxyType

from graph.model import DocumentSummary

STATUS_NAMES = MappingProxyType({"held": "held", "cited": "cited only"})
"""What is said of a document whose text is in the store, and of one that is known only because others cite it."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV (RFC 4180) of *rows* under *columns*; ``None`` is an empty cell.

    Text that a spreadsheet would take for a formula has an apostrophe before it, so that no document can make a
    reader's program compute something.

    >>> csv_text(["number", "days"], [("=1+1", -3)])
    "number,days\\r\\n'=1+1,-3\\r\\n"
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(map(_csv_cell, row) for row in rows)
    return out.getvalue()


def _csv_cell(cell: object) -> object:
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


DOCUMENT_COLUMNS = ("date", "document", "issuer", "province", "status")
DOCUMENT_CSV_COLUMNS = ("date", "type", "number", "label", "title", "issuer", "province", "district", "status", "iri")


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
    return csv_text(
        DOCUMENT_CSV_COLUMNS, ([getattr(document, name) for name in DOCUMENT_CSV_COLUMNS] for document in documents)
    )


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
