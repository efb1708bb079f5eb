"""One page of a PDF: tables with ruling lines as rows, all else in reading order, page numbers left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from .columns import Row, reading_order
from .glyphs import Atom, Glyph, lines_of
from .rows import table_lines

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.table import Table

_NUMBER = re.compile(r"[-–—\s]*(?:(?:trang|page)\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–—\s.]*", re.IGNORECASE)
_MARGIN: Final = 0.09
_LINES: Final = 3_000  # a page with more lines is a drawing
Box = tuple[float, float, float, float]


def page_lines(page: Page) -> list[str]:
    """The lines of a page."""
    height = float(page.height)
    glyphs = [_glyph(char, height) for char in page.chars if char.get("upright", True) and char["text"]]
    tables = [(table.bbox, grid) for table in _tables(page) if _is_table(grid := _grid(table, glyphs))]
    boxes = [box for box, _ in tables]
    rows = _without_numbers(lines_of([glyph for glyph in glyphs if not any(_holds(box, glyph) for box in boxes)]), page)
    lines: list[str] = []
    place = 0
    rows = _with_note_marks(rows)
    for box, grid in sorted(tables, key=lambda item: item[0][1]):
        end = next((at for at in range(place, len(rows)) if rows[at][0].bottom > box[1] + 1), len(rows))
        above = reading_order(rows[place:end])
        lines += [*above, *[""] * bool(above), *table_lines(grid), ""]
        place = end
    lines += reading_order(rows[place:])
    return lines


def _glyph(char: dict[str, Any], height: float) -> Glyph:
    return Glyph(
        char["text"], float(char["x0"]), float(char["x1"]), float(char["top"]), float(char["bottom"]),
        height - float(char["matrix"][5]), float(char["size"]), str(char.get("fontname", "")),
    )  # fmt: skip


def _tables(page: Page) -> list[Table]:
    count = len(page.lines) + len(page.rects) + len(page.curves)
    return page.find_tables() if 3 < count <= _LINES else []


def _grid(table: Table, glyphs: Sequence[Glyph]) -> list[list[str]]:
    """The text of each cell; one that is merged stands in the first of its places."""
    inside = [glyph for glyph in glyphs if _holds(table.bbox, glyph)]
    grid = []
    for row in table.rows:
        low, high = row.bbox[1], row.bbox[3]
        near = [glyph for glyph in inside if low - 500 < glyph.top and glyph.top < high + 2000]
        grid.append([_cell(cell, near) if cell else "" for cell in row.cells])
    return grid


def _is_table(grid: list[list[str]]) -> bool:
    """Whether a frame has columns, and is not just drawn around a text."""
    return max((sum(bool(cell) for cell in row) for row in grid), default=0) > 1


def _cell(box: Box, glyphs: Sequence[Glyph]) -> str:
    """The lines of a cell; one that only ended because the cell is narrow is joined with the next."""
    rows = lines_of([glyph for glyph in glyphs if _holds(box, glyph)])
    text = ""
    for place, row in enumerate(rows):
        line = " ".join(atom.text for atom in row)
        text += line
        if place + 1 < len(rows):
            text += " " if _was_full(box, row, rows[place + 1]) else "\n"
    return text


def _was_full(box: Box, row: Row, following: Row) -> bool:
    """Whether the first word of the next line would not have fitted behind this one."""
    first = following[0]
    word = first.text.split(" ", 1)[0]
    if re.match(r"[-+•–]$|\(?\w{1,3}[.)]$", word):
        return False
    width = (first.x1 - first.x0) * len(word) / max(1, len(first.text))
    return row[-1].x1 + width + 0.25 * first.size > box[2] - 0.8 * first.size


def _without_numbers(rows: list[list[Atom]], page: Page) -> list[list[Atom]]:
    """The rows without the number of the page, which stands in a margin."""
    height = float(page.height)
    kept = []
    for place, row in enumerate(rows):
        outer = place in (0, len(rows) - 1)
        in_margin = row[0].bottom < _MARGIN * height or row[0].top > (1 - _MARGIN) * height
        if not (outer and in_margin and _NUMBER.fullmatch(" ".join(atom.text for atom in row))):
            kept.append(row)
    return kept


def _with_note_marks(rows: list[list[Atom]]) -> list[list[Atom]]:
    """The rows with the numbers of footnotes in brackets, also where the note itself begins with a plain number.

    Such a note stands in smaller letters below the line that has its mark.
    """
    sizes = [row[0].size for row in rows]
    usual = median(sizes) if sizes else 0.0
    seen: set[str] = set()
    marked = []
    for row in rows:
        first = row[0]
        note = re.match(r"(\d{1,3})(?=\s|$)", first.text)
        if note and note[1] in seen and first.size < 0.95 * usual:
            row = [replace(first, text=f"[{note[1]}]{first.text[note.end() :]}"), *row[1:]]
        seen.update(mark for atom in row for mark in re.findall(r"\[(\d{1,3})\]", atom.text))
        marked.append(row)
    return marked


def _holds(box: Box, glyph: Glyph) -> bool:
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
