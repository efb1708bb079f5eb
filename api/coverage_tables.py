"""Coverage as tables: one set of words and rows for the command, CSV, XLSX and the pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from api.sheets import Cell, Column, Sheet, day_cell, workbook
from api.tables import STATUS_NAMES, describe
from graph.coverage import STATUSES, Coverage, CoverageRow, documents_of, system_name
from graph.lineage import days_between
from graph.model import DocumentSummary
from graph.spreadsheets import csv_text

CSV_COLUMNS = (
    "code", "name", "parent", "status", "first_date", "delay_days", "documents", "listed", "iris", "partial", "parts",
    "certain",
)  # fmt: skip
TABLE_COLUMNS = ("code", "locality", "status", "first", "days", "documents")
SHOWN = 5
"""How many of the documents of a locality a table for people names."""
LOCALITIES = {"province": "provinces", "district": "districts", "commune": "communes"}

ASIDE = (
    ("unplaced", "counted for none, as it names no locality"),
    ("later", "not counted, as it is later"),
    ("unknown_system", "not counted, as the system of its issuer is not known"),
    ("elsewhere", "not counted, as it is of another province"),
    ("other_systems", "not counted, as it is of another system"),
    ("other_levels", "not counted, as it is of another level"),
    ("not_acting", "not counted, as a draft, report, invitation or proposal carries nothing out"),
)
"""The documents that carry the directive out and stand in no row: the field of the coverage, and what is said of it."""


def aside(found: Coverage, name: str) -> tuple[DocumentSummary, ...]:
    """The documents of one field of `ASIDE`."""
    documents: tuple[DocumentSummary, ...] = getattr(found, name)
    return documents


def counts_in_words(found: Coverage) -> str:
    """The counts on one line: "issued 1, cited 2, none 60"; inherited ones where there can be some."""
    shown = [status for status in STATUSES if status != "inherited" or found.count(status)]
    words = [f"{status} {found.count(status)}" for status in shown]
    if found.partial:
        place = shown.index("inherited")
        words[place] += " (all in part)" if found.partial == found.count("inherited") else f" ({found.partial} in part)"
    return ", ".join(words)


def question(found: Coverage) -> str:
    """What was counted: "63 provinces", "12 districts of Tây Ninh, documents of hệ thống Đảng"."""
    names = LOCALITIES[found.level] if found.denominator != 1 else found.level
    within = f" of {found.province}" if found.province else ""
    system = f", documents of {system_name(found.system)} ({found.system})" if found.system else ""
    return f"{found.denominator} {names}{within}{system}"


def systems_in_words(found: Coverage) -> str:
    """The counts of each system that has a document, on one line; "" where none has."""
    counted = [
        f"{one.system} issued {one.issued}, cited {one.cited}" + (f", inherited {one.inherited}" * (one.inherited > 0))
        for one in found.by_system
        if one.documents
    ]
    return f"by system, of {found.denominator}: " + "; ".join(counted) if counted else ""


def parts_in_words(row: CoverageRow, labels: Callable[[Sequence[DocumentSummary]], str] | None = None) -> str:
    """The predecessors of a locality, each with its status and documents; "" where none has something.

    Example: ``Bình Định: cited (Kế hoạch 41-KH/TU); Gia Lai: none``.
    """
    written = labels or _labels
    return "; ".join(
        f"{part.name}: {part.status}" + (f" ({written(part.documents)})" if part.documents else "")
        for part in row.parts
    )


def table_rows(found: Coverage) -> list[tuple[str, ...]]:
    """The localities of which something is known, for people, under `TABLE_COLUMNS`."""
    return [
        (
            row.code,
            row.name + (f" ({row.parent})" if row.parent else "") + ("" if row.listed else " [no longer listed]"),
            row.described + ("" if row.certain else " [undated]"),
            row.first_date or "",
            "" if row.delay_days is None else str(row.delay_days),
            _table_documents(row),
        )
        for row in found.known
    ]


def coverage_csv(found: Coverage) -> str:
    """The localities of a coverage, one row each, in its order."""
    return csv_text(CSV_COLUMNS, map(_csv_cells, found.rows))


def coverage_xlsx(found: Coverage) -> bytes:
    """A coverage as a workbook: the localities, the documents, the counts by system, and what was asked."""
    title = f"Coverage of {found.directive.label} by {found.level} as of {found.as_of}"
    return workbook(title, (_localities(found), _documents(found), _systems(found), _about(found)))


def file_name(found: Coverage, ending: str) -> str:
    """A name for a file with a coverage, in ASCII: ``coverage-12-CT-TW-province-2022-12-31.xlsx``."""
    words = (found.directive.number or "document", found.level, found.system or "", str(found.as_of))
    name = re.sub(r"[^A-Za-z0-9]+", "-", "-".join(word for word in words if word))
    return f"coverage-{name.strip('-')}.{ending}"


def _table_documents(row: CoverageRow) -> str:
    if row.status == "inherited":
        return parts_in_words(row, _first_labels)
    own = _first_labels(row.documents)
    return f"{own} [predecessors: {parts_in_words(row, _first_labels)}]" if row.parts else own


def _first_labels(documents: Sequence[DocumentSummary]) -> str:
    """The labels of the first few, and how many more there are: a table is for people, the other forms hold all."""
    more = f"; and {len(documents) - SHOWN} more" if len(documents) > SHOWN else ""
    return _labels(documents[:SHOWN]) + more


def _labels(documents: Sequence[DocumentSummary]) -> str:
    return "; ".join(document.label for document in documents)


def _csv_cells(row: CoverageRow) -> tuple[object, ...]:
    return (
        row.code,
        row.name,
        row.parent,
        row.status,
        row.first_date,
        row.delay_days,
        _labels(row.documents),
        _truth(row.listed),
        " ".join(document.iri for document in row.documents),
        _truth(row.partial),
        parts_in_words(row),
        _truth(row.certain),
    )


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _localities(found: Coverage) -> Sheet:
    columns = (
        Column("Mã · Code", 8),
        Column("Địa phương · Locality", 24),
        Column("Thuộc · Within", 20),
        Column("Tình trạng · Status", 18),
        Column("Đầu tiên · First date", 13),
        Column("Số ngày · Days", 10),
        Column("Số văn bản · Documents", 11),
        Column("Văn bản · Documents", 60, wrap=True),
        Column("Đơn vị trước 01/7/2025 · Predecessors", 50, wrap=True),
        Column("Rõ ngày · Certain by date", 11),
        Column("Trong danh mục · Listed", 11),
    )
    rows = tuple(
        (
            row.code,
            row.name,
            row.parent,
            row.described,
            day_cell(row.first_date),
            row.delay_days,
            len(row.documents),
            _labels(row.documents) or None,
            parts_in_words(row) or None,
            row.certain if row.documents else None,
            row.listed,
        )
        for row in found.rows
    )
    return Sheet("Coverage", columns, rows)


def _documents(found: Coverage) -> Sheet:
    columns = (
        Column("Địa phương · Locality", 22),
        Column("Đơn vị ban hành trước 01/7/2025 · Predecessor", 20),
        Column("Được tính · Counted", 34),
        Column("Văn bản · Document", 28, wrap=True),
        Column("Ngày · Date", 12),
        Column("Số ngày · Days", 9),
        Column("Cơ quan ban hành · Issuer", 38, wrap=True),
        Column("Hệ thống · System", 16),
        Column("Toàn văn · Text", 12),
        Column("Trích yếu · Title", 60, wrap=True),
        Column("IRI", 60),
    )
    return Sheet("Documents", columns, tuple(_document_rows(found)))


def _document_rows(found: Coverage) -> Iterator[Sequence[Cell]]:
    for row in found.known:
        of_part = {item.iri: part.name for part in row.parts for item in part.documents}
        own = {item.iri for item in row.documents}
        for item in documents_of(row):
            said = row.described if item.iri in own else "of a predecessor"
            yield row.name, of_part.get(item.iri), said, *_document_cells(item, found.directive)
    for name, said in ASIDE:
        for item in aside(found, name):
            yield item.place, None, said, *_document_cells(item, found.directive)


def _document_cells(item: DocumentSummary, directive: DocumentSummary) -> tuple[Cell, ...]:
    days = days_between(directive.date, item.date)
    systems = ", ".join(map(system_name, item.systems)) or "unknown"
    return item.label, day_cell(item.date), days, item.issuer, systems, STATUS_NAMES[item.status], item.title, item.iri


def _systems(found: Coverage) -> Sheet:
    columns = (
        Column("Hệ thống · System", 34),
        Column("slug", 14),
        *(Column(status, 10) for status in STATUSES),
        Column("Tổng · Of", 10),
        Column("Số văn bản · Documents", 12),
    )
    rows = tuple(
        (
            system_name(one.system),
            one.system,
            one.issued,
            one.cited,
            one.inherited,
            one.none,
            found.denominator,
            one.documents,
        )
        for one in found.by_system
    )
    return Sheet("By system", columns, rows)


def _about(found: Coverage) -> Sheet:
    rows: list[Sequence[Cell]] = [
        ("Directive", describe(found.directive)),
        ("IRI", found.directive.iri),
        ("Level", found.level),
        ("Province", found.province),
        ("System", found.system),
        ("As of", found.as_of),
        ("Why that day", found.as_of_reason),
        ("Localities counted", found.denominator),
        *((status, found.count(status)) for status in STATUSES),
        ("inherited in part", found.partial),
        ("Newest document", day_cell(found.newest)),
        *((said, len(aside(found, name))) for name, said in ASIDE),
        *((f"status: {name}", meaning) for name, meaning in MEANINGS),
        *(("note", note) for note in found.notes),
    ]
    return Sheet("About", (Column("What", 44), Column("Value", 100, wrap=True)), tuple(rows))


MEANINGS = (
    ("issued", "a document of the locality's own bodies that carries the directive out is held"),
    ("cited", "such a document is known only because others cite it: a gap of this corpus"),
    ("inherited", "it has none of its own, but localities from which it was made on 2025-07-01 have"),
    ("inherited in part", "as inherited, and some of those localities have none"),
    ("none", "nothing is known: a gap of this corpus, or of the world"),
)
"""What the words for the statuses mean."""
