"""Answers as workbooks for spreadsheet programs (XLSX): typed cells, nothing computed, the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Cell: TypeAlias = str | int | float | bool | date | None
MOST_CHARACTERS = 32_767
"""Characters that a cell can hold."""
_WRITTEN = datetime(1980, 1, 1)  # one moment for all files: equal data give equal bytes
_CUT = " …"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters, and whether long text goes over several lines."""

    heading: str
    width: int
    wrap: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name (at most 31 characters), its columns and its rows; ``None`` is an empty cell."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Sequence[Cell], ...]


def workbook(title: str, sheets: Sequence[Sheet]) -> bytes:
    """The sheets as one XLSX file, each with its headings frozen and a filter over them.

    Text is written as text whatever it begins with, and dates as dates; text longer than a cell holds is cut.
    """
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"title": title, "created": _WRITTEN})
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#EDEFF2", "bottom": 1, "valign": "top", "text_wrap": True}),
        "plain": book.add_format({"valign": "top"}),
        "wrap": book.add_format({"valign": "top", "text_wrap": True}),
        "date": book.add_format({"valign": "top", "num_format": "yyyy-mm-dd", "align": "left"}),
    }
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet, formats)
    book.close()
    return out.getvalue()


def day_cell(written: str | None) -> Cell:
    """A date as a date, one that is known to the month or the year only as it is written.

    >>> day_cell("2022-01-05"), day_cell("2022-01")
    (datetime.date(2022, 1, 5), '2022-01')
    """
    try:
        return date.fromisoformat(written) if written and len(written) == len("2022-01-05") else written
    except ValueError:
        return written


def _write(page: Worksheet, sheet: Sheet, formats: dict[str, Format]) -> None:
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, column.heading, formats["head"])
    for line, row in enumerate(sheet.rows, start=1):
        for place, (column, cell) in enumerate(zip(sheet.columns, row, strict=True)):
            _write_cell(page, line, place, cell, formats, "wrap" if column.wrap else "plain")
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    page.set_landscape()
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)


def _write_cell(page: Worksheet, line: int, place: int, cell: Cell, formats: dict[str, Format], name: str) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        page.write_boolean(line, place, cell, formats[name])
    elif isinstance(cell, int | float):
        page.write_number(line, place, cell, formats[name])
    elif isinstance(cell, date):
        page.write_datetime(line, place, cell, formats["date"])
    else:
        text = cell if len(cell) <= MOST_CHARACTERS else cell[: MOST_CHARACTERS - len(_CUT)] + _CUT
        page.write_string(line, place, text, formats[name])
