"""Answers as tables of text: the same rows for the command, for CSV over HTTP and for the pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import MappingProxyType

from api.labels import cited_as
from graph.bodies import BodySummary
from graph.cascade import Cascade, CascadeLevel
from graph.corrections import CorrectionState
from graph.gaps import Gap
from graph.gazetteer import LocalityName
from graph.localities import LocalitySummary
from graph.model import Conflicts, DocumentSummary
from graph.spreadsheets import csv_text

STATUS_NAMES = MappingProxyType({"held": "held", "cited": "cited only"})
"""What is said of a document whose text is in the store, and of one that is known only because others cite it."""

CASCADE_COLUMNS = (
    "level",
    "documents",
    "held",
    "cited_only",
    "undated",
    "older",
    "first",
    "last",
    "least",
    "lower",
    "median",
    "upper",
    "greatest",
)


def cascade_cells(row: CascadeLevel) -> tuple[object, ...]:
    """A level of a cascade under `CASCADE_COLUMNS`; the last five are days."""
    days = row.days
    spread = (None,) * 5 if days is None else (days.least, days.lower, days.median, days.upper, days.greatest)
    counts = (row.level, row.documents, row.held, row.cited, row.undated, row.older, row.first, row.last)
    return (*counts, *(None if value is None else days_text(value) for value in spread))


def days_text(days: float) -> str:
    """A number of days, with at most two places.

    >>> days_text(30), days_text(113.5), days_text(10234.25)
    ('30', '113.5', '10234.25')
    """
    return f"{days:.2f}".rstrip("0").rstrip(".")


def cascade_csv(cascade: Cascade) -> str:
    """The levels of *cascade*, one row each, and their sum as the level `all`."""
    return csv_text(CASCADE_COLUMNS, map(cascade_cells, (*cascade.levels, cascade.total)))


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


BODY_COLUMNS = ("body", "system", "province", "documents", "duties")
BODY_CSV_COLUMNS = ("label", "kinds", "systems", "places", "province", "documents", "duties", "iri")


def body_row(body: BodySummary) -> tuple[str, ...]:
    """A body of a list for people, under `BODY_COLUMNS`."""
    return (body.label, ", ".join(body.systems), body.province or "", str(body.documents), str(body.duties))


def bodies_csv(bodies: Iterable[BodySummary]) -> str:
    """The bodies of a list, a row each."""
    return csv_text(
        BODY_CSV_COLUMNS,
        (
            (
                *(one.label, " ".join(one.kinds), " ".join(one.systems), _names(one.places)),
                *(one.province, one.documents, one.duties, one.iri),
            )
            for one in bodies
        ),
    )


def _names(localities: Iterable[LocalityName]) -> str:
    return "; ".join(one.name for one in localities)


LOCALITY_COLUMNS = ("locality", "level", "lies in", "there was", "became", "documents", "bodies")
LOCALITY_CSV_COLUMNS = (
    *("code", "name", "kind", "level", "edition", "valid_from", "valid_until", "lies_in", "province"),
    *("predecessors", "successors", "documents", "bodies", "iri"),
)


def locality_row(one: LocalitySummary) -> tuple[str, ...]:
    """A locality of a list for people, under `LOCALITY_COLUMNS`."""
    above = one.lies_in.name if one.lies_in else ""
    begun = f"from {one.valid_from}" if one.valid_from else ""
    ended = f"until {one.valid_until}" if one.valid_until else ""
    there = " ".join(part for part in (begun, ended) if part)
    return (one.name, one.level, above, there, _names(one.successors), str(one.documents), str(one.bodies))


def localities_csv(localities: Iterable[LocalitySummary]) -> str:
    """The localities of a list, a row each."""
    return csv_text(
        LOCALITY_CSV_COLUMNS,
        (
            (
                *(one.code, one.name, one.kind, one.level, one.edition, one.valid_from, one.valid_until),
                *(one.lies_in and one.lies_in.name, one.province, _names(one.predecessors), _names(one.successors)),
                *(one.documents, one.bodies, one.iri),
            )
            for one in localities
        ),
    )


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


CONFLICT_COLUMNS = ("kind", "document", "against", "value", "preferred", "texts", "reason", "sentences", "iri")


def conflicts_csv(found: Conflicts) -> str:
    """The sides of conflicts, a row each."""
    return csv_text(
        CONFLICT_COLUMNS,
        (
            (
                conflict.kind,
                conflict.document.label,
                conflict.against.label if conflict.against else None,
                side.value,
                conflict.better_supported,
                side.support,
                conflict.reason,
                " | ".join(dict.fromkeys(" ".join(quotation.sentence.split()) for quotation in side.quotations)),
                conflict.document.iri,
            )
            for conflict in found.conflicts
            for side in conflict.sides
        ),
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
