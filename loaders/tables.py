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
from .times import duration

_COLUMNS = ("number", "task", "lead", "coordinate", "deadline", "other")
_HAS_HEADS = re.compile(r"(?m)^(?:STT|TT|Stt|Tt|Số TT|SỐ TT)\.?$")
_MOST_COLUMNS = 9
_LONGEST_CELL = 400  # characters of a line that may still be a cell of a flattened table
_LONGEST_TIME = 60
_SECTION = re.compile(r"[IVX]{1,5}\.?")
_BEHIND_TABLE = re.compile(r"(?:[IVX]{1,5}|\d{1,2})[.\-–]\s?\S|Điều \d|Nơi nhận|(?:Phụ lục|PHỤ LỤC)")
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
    ruled = source.count("|") >= 4 or "<tr" in source.lower()
    rows = (*_markdown(source), *_html(source)) if ruled else ()
    found = [table for table in (_table(row, clean, lexicon) for row in rows) if table]
    return tuple(sorted(found or _flattened(clean, lexicon), key=lambda table: table.start))


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


def _flattened(clean: CleanText, lexicon: Lexicon) -> Iterator[Table]:
    """Tables that have lost their rules: the heads of the columns, then the cells, each on a line of its own."""
    if not _HAS_HEADS.search(clean.text):
        return
    lines = split_lines(clean.text)
    index = 0
    while index < len(lines):
        heads = _flat_heads(lines, index, lexicon)
        if not heads:
            index += 1
            continue
        columns = {use: column for column, use in reversed(list(enumerate(heads))) if use != "other"}
        first = index + len(heads)
        rows, index = _flat_rows(lines, first, columns, lexicon)
        if rows:
            words = {use: lines[first - len(heads) + column].text for use, column in columns.items()}
            yield Table(lines[first - len(heads)].start, lines[index - 1].end, columns, words, rows)


def _flat_heads(lines: tuple[Line, ...], index: int, lexicon: Lexicon) -> list[str]:
    """The uses of the columns whose heads begin at a line that numbers the rows; empty where none do."""
    if column_use(lines[index].text, lexicon) != "number":
        return []
    heads: list[str] = []
    for line in lines[index : index + _MOST_COLUMNS]:
        use = column_use(line.text, lexicon)
        if use is None or (heads and use == "number"):
            break
        heads.append(use)
    return heads if "task" in heads and ("lead" in heads or "deadline" in heads) else []


def _flat_rows(
    lines: tuple[Line, ...], first: int, columns: dict[str, int], lexicon: Lexicon
) -> tuple[tuple[tuple[Cell, ...], ...], int]:
    """The rows behind the heads, each from its number to the next, and the line behind them."""
    rows: list[tuple[Cell, ...]] = []
    row: list[Line] = []
    expected, index = 1, first
    while index < len(lines):
        line = lines[index]
        if line.text.rstrip(".") == str(expected) or (_SECTION.fullmatch(line.text) and len(row) != 1):
            if row:
                rows.append(_by_content(row, columns, lexicon))
            row = [line]
            expected += line.text[0].isdigit()
        elif not row or len(line.text) > _LONGEST_CELL or _BEHIND_TABLE.match(line.text):
            break
        elif not line.text.strip("-–— ").isdigit():  # the number of a page
            row.append(line)
        index += 1
    if row:
        rows.append(_by_content(row, columns, lexicon))
    return tuple(rows), index


def _by_content(row: list[Line], columns: dict[str, int], lexicon: Lexicon) -> tuple[Cell, ...]:
    """The cells of a row in the order of the columns; where some are empty or broken, what they hold tells which."""
    width = max(columns.values()) + 1
    if len(row) == width:
        return tuple(Cell((line,)) for line in row)
    cells: dict[str, list[Line]] = {"number": row[:1], "task": row[1:2], "lead": [], "coordinate": [], "deadline": []}
    head = lexicon.pattern(r"(?:các\s+)?(?:«bodies»|«group»)(?!\w)")
    for line in row[2:]:
        folded = fold(line.text)
        if duration(folded) and len(folded) < _LONGEST_TIME and not head.match(folded):
            cells["deadline"].append(line)
        elif head.match(folded):
            cells["lead" if not cells["lead"] else "coordinate"].append(line)
        elif cells["coordinate"] or cells["lead"]:
            continue
        else:
            cells["task"].append(line)
    use_of = {column: use for use, column in columns.items()}
    return tuple(Cell(tuple(cells.get(use_of.get(column, ""), ()))) for column in range(width))


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
    if "task" not in found and "lead" in found and ("coordinate" in found or "deadline" in found):
        others = (index for index in range(len(head)) if index not in found.values())  # *Công trình*, *Địa bàn*
        found["task"] = next(others, len(head))
    return found if found.get("task", len(head)) < len(head) and ("lead" in found or "deadline" in found) else {}


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
