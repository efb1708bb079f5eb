"""Tables of a text: their rows and cells, and what the columns of a table of tasks are for.

A table is a run of Markdown rows (``| a | b |``) or the rows of an HTML table. Only one whose head names a column of
tasks beside one of bodies or deadlines is a table of data; others, such as a letterhead in two columns, are layout and
stay running text.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .cleaning import CleanText, fold
from .layout import Line, Paragraph, join, split_lines
from .lexicon import Lexicon

_COLUMNS = ("number", "task", "lead", "coordinate", "deadline")
_HEAD = 60  # characters of the head of a column
_HEAD_ROWS = 3  # a title or a row of units may stand above the names of the columns
_RULE = re.compile(r"[\s|:\-–—=+]*")
_ROW = re.compile(r"(?m)^[ \t]*\|.*\|[ \t]*\r?$|^[^|\n]+\|[^|\n]+\|.*$")
_HTML_ROW = re.compile(r"<tr\b[^<>]{0,200}>", re.IGNORECASE)
_HTML_CELL = re.compile(r"<t[dh]\b[^<>]{0,200}>", re.IGNORECASE)
_HTML_END = re.compile(r"</?(?:t[dhr]|tbody|thead|table)\b[^<>]{0,200}>", re.IGNORECASE)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the cleaned text: its lines, none in an empty one."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The lines as one, with a space between them."""
        return " ".join(line.text for line in self.lines)

    def paragraph(self) -> Paragraph | None:
        """The lines as a paragraph, ``None`` for an empty cell."""
        return join(self.lines) if self.lines else None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of data: where it stands in the cleaned text, its columns by their use, and its rows.

    ``columns`` gives the index of a column, ``heads`` the words at its head.
    """

    start: int
    end: int
    columns: dict[str, int]
    heads: dict[str, str]
    rows: tuple[tuple[Cell, ...], ...]


def find_tables(source: str, clean: CleanText, lexicon: Lexicon) -> tuple[Table, ...]:
    """The tables of data of ``source``, whose cleaned text is ``clean``, in order. Linear in the text."""
    if source.count("|") < 4 and "<tr" not in source.lower():
        return ()
    found = (_table(rows, clean, lexicon) for rows in (*_markdown(source), *_html(source)))
    return tuple(sorted((table for table in found if table), key=lambda table: table.start))


def _markdown(source: str) -> Iterator[list[list[Span]]]:
    """The cells of each run of Markdown rows, blank lines between them allowed."""
    rows: list[list[Span]] = []
    edge = 0
    for match in _ROW.finditer(source):
        if rows and source[edge : match.start()].strip():
            yield rows
            rows = []
        if not _RULE.fullmatch(match[0]):
            rows.append(_cells(source, *match.span()))
        edge = match.end()
    if rows:
        yield rows


def _cells(source: str, start: int, end: int) -> list[Span]:
    text = source[start:end].rstrip()
    bars = [start + match.start() for match in re.finditer(r"(?<!\\)\|", text)]
    if not text.lstrip().startswith("|"):
        bars.insert(0, start - 1)
    if not text.endswith("|"):
        bars.append(start + len(text))
    return [(begin + 1, stop) for begin, stop in itertools.pairwise(bars)]


def _html(source: str) -> Iterator[list[list[Span]]]:
    """The cells of each HTML table; a row ends where the next begins, a table at its end."""
    rows: list[list[Span]] = []
    starts = [match.end() for match in _HTML_ROW.finditer(source)]
    tables = [match.start() for match in re.finditer(r"(?i)</table", source)]
    for index, start in enumerate(starts):
        following = starts[index + 1] if index + 1 < len(starts) else len(source)
        closing = bisect_left(tables, start)
        stop = min(following, tables[closing] if closing < len(tables) else following)
        rows.append(list(_html_cells(source, start, stop)))
        if stop < following or index + 1 == len(starts):
            yield rows
            rows = []


def _html_cells(source: str, start: int, stop: int) -> Iterator[Span]:
    for match in _HTML_CELL.finditer(source, start, stop):
        end = _HTML_END.search(source, match.end(), stop)
        yield match.end(), end.start() if end else stop


def _table(rows: list[list[Span]], clean: CleanText, lexicon: Lexicon) -> Table | None:
    cells = [tuple(_cell(span, clean) for span in row) for row in rows]
    for index, row in enumerate(cells[:_HEAD_ROWS]):
        columns = _columns(row, lexicon)
        if columns:
            start, end = _in_clean(rows[0][0], clean)[0], _in_clean(rows[-1][-1], clean)[1]
            heads = {use: row[column].text for use, column in columns.items()}
            return Table(start, end, columns, heads, tuple(cells[index + 1 :]))
    return None


def _in_clean(span: Span, clean: CleanText) -> Span:
    return bisect_left(clean.starts, span[0]), bisect_left(clean.starts, span[1])


def _cell(span: Span, clean: CleanText) -> Cell:
    return Cell(split_lines(clean.text, *_in_clean(span, clean)))


def _columns(head: tuple[Cell, ...], lexicon: Lexicon) -> dict[str, int]:
    """What each column is for, by the words at its head; empty where they name no table of tasks."""
    found: dict[str, int] = {}
    for index, cell in enumerate(head):
        use = column_use(cell.text, lexicon)
        if use:
            found.setdefault(use, index)
    return found if "task" in found and ("lead" in found or "deadline" in found) else {}


def column_use(words: str, lexicon: Lexicon) -> str | None:
    """The use of a column by the ``words`` at its head: number, task, lead, coordinate or deadline; ``None`` else."""
    if len(words) > _HEAD:
        return None
    folded = re.sub(r"[\s.:*()]", "", fold(words))  # scans join and divide the words of narrow columns
    if folded in _compact("number", lexicon):
        return "number"
    return next((use for use in _COLUMNS[1:] if folded.startswith(_compact(use, lexicon))), None)


@cache
def _compact(use: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The words at the head of such a column, without spaces."""
    return tuple(fold(word).replace(" ", "") for word in lexicon.cues[f"column-{use}"])
