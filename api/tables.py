"""Answers as tables of text: the same rows for the command, for CSV over HTTP and for the pages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from types import MappingProxyType

from api.labels import cited_as
from graph.coverage import Coverage, CoverageRow
from graph.gaps import Gap
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


GAP_COLUMNS = ("citers", "date", "document", "issuer", "roles", "stands between")
GAP_CSV_COLUMNS = (
    *("cited_by", "date", "type", "number", "label", "issuer", "province", "district", "level", "roles", "between"),
    *("carries_out", "carried_out_by", "citers", "iri"),
)
CITER_CSV_COLUMNS = (
    *("cited_by", "label", "iri", "role", "citer_date", "citer_label", "citer_issuer", "citer_iri"),
    *("file", "start", "end", "sentence"),
)


def roles_in_words(gap: Gap) -> str:
    """In which roles a gap is cited: "implemented by 2, cited by 1"."""
    return ", ".join(f"{cited_as(count.role)[1]} {count.documents}" for count in gap.roles)


def gap_row(gap: Gap) -> tuple[str, ...]:
    """A gap for people, under `GAP_COLUMNS`."""
    document = gap.document
    ends = (_first_of(gap.carried_out_by), _first_of(gap.carries_out)) if gap.between else ()
    return (
        str(gap.cited_by),
        document.date or "",
        document.label,
        document.issuer or "",
        roles_in_words(gap),
        " and ".join(ends),
    )


def _first_of(documents: Sequence[DocumentSummary]) -> str:
    return documents[0].label if documents else ""


def gaps_csv(gaps: Iterable[Gap]) -> str:
    """The gaps, a row each."""
    return csv_text(GAP_CSV_COLUMNS, (_gap_cells(gap) for gap in gaps))


def _gap_cells(gap: Gap) -> tuple[object, ...]:
    document = gap.document
    return (
        gap.cited_by,
        *(document.date, document.type, document.number, document.label, document.issuer),
        *(document.province, document.district, document.level),
        "; ".join(f"{count.role} {count.documents}" for count in gap.roles),
        "true" if gap.between else "false",
        "; ".join(item.label for item in gap.carries_out),
        "; ".join(item.label for item in gap.carried_out_by),
        "; ".join(dict.fromkeys(citer.document.label for citer in gap.citers)),
        document.iri,
    )


def citers_csv(gaps: Iterable[Gap]) -> str:
    """Those who cite the gaps, a row for each place where one does."""
    return csv_text(CITER_CSV_COLUMNS, (row for gap in gaps for row in _citer_rows(gap)))


def _citer_rows(gap: Gap) -> Iterable[tuple[object, ...]]:
    for citer in gap.citers:
        by = citer.document
        cells = (gap.cited_by, gap.document.label, gap.document.iri, citer.role, by.date, by.label, by.issuer, by.iri)
        for quotation in citer.quotations:
            sentence = " ".join(quotation.sentence.split())
            yield (*cells, quotation.file, quotation.start, quotation.end, sentence)
        if not citer.quotations:
            yield (*cells, None, None, None, None)


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
