"""The reading order of a page: blocks that stand side by side are read one after the other.

A letterhead has the issuer on the left and the motto on the right; a signature stands beside the recipients. Read line
by line they would mix. A gap divides columns where it is wide, where it lies at one place in several lines, or where
what follows it is the beginning of a motto, a date or a signature.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from .glyphs import Atom
from .rows import pipe_rows

Row = Sequence[Atom]

_WIDE: Final = 2.5  # of the size: no blank between words is as wide
_CLEAR: Final = 1.0  # of the size: rarely a blank, even in a line that was stretched
_GUTTER: Final = 0.25  # of the size: what must stay free between two columns
_ROOM: Final = 0.35  # of the size, more than between other lines: a paragraph begins
_MUCH_ROOM: Final = 1.5  # room for a line that is not there
_LABEL = re.compile(r"(?:\S{1,3}|\(?\w{1,3}(?:\.\d{1,2})*[.)]|[IVXLC]{1,5}\.?|Điều \d+\.|\[\d{1,3}\])$")
_MOTTO = re.compile(r"C[ỘO]NG H(?:ÒA|OÀ) XÃ|ĐẢNG C[ỘO]NG SẢN|Độc lập\s*[-–]|(?:TM|KT|TL|TUQ|T/M|K/T|T/L)\s*[./]")
_ENDING = re.compile(r"C[ỘO]NG H(?:ÒA|OÀ) XÃ|ĐẢNG C[ỘO]NG SẢN|Nơi nhận|\b(?:TM|KT|TL|TUQ)\s*\.|T/M")
_DATE = re.compile(r"\S.{0,40}, ?ngày .{0,12} ?tháng")
_NUMBERED = re.compile(r"((?:[IVX]{1,5}|\d{1,2})[.)]|[a-zđ]\))(?=[^\W\d_]{2})")


@dataclass(frozen=True, slots=True)
class _Gutter:
    left: float
    right: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def reading_order(rows: Sequence[Row]) -> list[str]:
    """The lines of a page in the order in which they are read, a blank line where there is more room than usual."""
    usual = _usual_gap(rows)
    lines: list[str] = []
    bottom: float | None = None
    place = 0
    while place < len(rows):
        row = rows[place]
        gutter = _gutter(rows, place)
        room = 0.0 if bottom is None else (row[0].top - bottom - usual) / row[0].size
        lines += [""] * ((room > _ROOM) + (room > _MUCH_ROOM))
        if gutter is None:
            lines.append(_spaced(" ".join(atom.text for atom in row)))
            bottom = max(atom.bottom for atom in row)
            place += 1
            continue
        end, gutter = _zone(rows, place, gutter, usual)
        zone = rows[place:end]
        bottom = max(atom.bottom for item in zone for atom in item)
        place = end
        table = unruled(zone)
        if table:
            lines += [*table, ""]
            continue
        left = [[atom for atom in item if _middle(atom) < gutter.middle] for item in zone]
        right = [[atom for atom in item if _middle(atom) >= gutter.middle] for item in zone]
        lines += [*reading_order([item for item in left if item]), ""]
        lines += [*reading_order([item for item in right if item]), ""]
    return lines


def unruled(zone: Sequence[Row]) -> list[str]:
    """The rows of a table that no lines are drawn for; nothing where there are fewer than three columns, or a cue of a
    letterhead or an ending. What has nothing in the first column goes on with the row above.
    """
    columns = _columns(zone)
    text = "\n".join(" ".join(atom.text for atom in row) for row in zone)
    if len(columns) < 3 or len(zone) < 2 or _ENDING.search(text):
        return []
    grid: list[list[str]] = []
    for row in zone:
        cells = [" ".join(atom.text for atom in row if low <= _middle(atom) <= high) for low, high in columns]
        if cells[0] or not grid:
            grid.append(cells)
        else:
            grid[-1] = ["\n".join(filter(None, pair)) for pair in zip(grid[-1], cells, strict=True)]
    return pipe_rows(grid)


def _columns(zone: Sequence[Row]) -> list[tuple[float, float]]:
    """The columns of rows: what their atoms cover, parted where nothing stands in any row."""
    columns: list[tuple[float, float]] = []
    for atom in sorted((atom for row in zone for atom in row), key=lambda item: item.x0):
        if columns and atom.x0 - columns[-1][1] < 0.8 * atom.size:
            columns[-1] = (columns[-1][0], max(columns[-1][1], atom.x1))
        else:
            columns.append((atom.x0, atom.x1))
    return columns


def _middle(atom: Atom) -> float:
    return (atom.x0 + atom.x1) / 2


def _gutter(rows: Sequence[Row], place: int) -> _Gutter | None:
    """The gap at which columns begin with this row, if they do."""
    row = rows[place]
    following = rows[place + 1 : place + 3]
    for at, (before, after) in enumerate(pairwise(row), 1):
        gutter = _Gutter(before.x1, after.x0)
        width = (gutter.right - gutter.left) / before.size
        behind = " ".join(atom.text for atom in row[at:])
        if _MOTTO.match(behind):
            return gutter
        if at == 1 and _LABEL.match(before.text):
            continue
        if width > _WIDE or (width > _CLEAR and _DATE.match(behind)):
            return gutter
        needed = 1 if width > _CLEAR else 2
        if len(following) >= needed and all(_goes_on(gutter, other, width > _CLEAR) for other in following[:needed]):
            return gutter
    if len(row) == 1 and following and len(following[0]) == 1:
        return _beside(row[0], following[0][0])
    return None


def _goes_on(gutter: _Gutter, row: Row, clear: bool) -> bool:
    """Whether a line below has a gap at the same place, a clear one if the first is."""
    return any(
        min(gutter.right, after.x0) - max(gutter.left, before.x1) > _GUTTER * before.size
        and (after.x0 - before.x1 > _CLEAR * before.size or not clear)
        and not _LABEL.match(before.text)
        for before, after in pairwise(row)
    )


def _beside(first: Atom, second: Atom) -> _Gutter | None:
    """The gap between two lines that overlap in height but are no line, as where columns are half a line apart."""
    if second.top >= first.bottom - 0.1 * first.size:
        return None
    left, right = sorted((first, second), key=lambda atom: atom.x0)
    return _Gutter(left.x1, right.x0) if right.x0 - left.x1 > first.size else None


def _zone(rows: Sequence[Row], place: int, gutter: _Gutter, usual: float) -> tuple[int, _Gutter]:
    """The end of the rows that keep the gutter free, and what of it is free in all of them."""
    bottoms = [float("-inf"), float("-inf")]  # how far the left and the right column reach
    end = place
    while end < len(rows):
        row = rows[end]
        narrower = _narrowed(gutter, row)
        if narrower is None:
            break
        sides = {int(_middle(atom) >= gutter.middle) for atom in row}
        top, size = min(atom.top for atom in row), row[0].size
        apart = max(usual, 0.25 * size) + 0.3 * size
        lonely = end > place and sides == {0} and top >= bottoms[1] and top - bottoms[0] > apart
        if lonely and not _right_goes_on(rows[end + 1 : end + 2], narrower, bottoms[1]):
            break
        if end > place and top - max(bottoms) > 6 * size:
            break
        gutter = narrower
        for atom in row:
            side = int(_middle(atom) >= gutter.middle)
            bottoms[side] = max(bottoms[side], atom.bottom)
        end += 1
    return max(end, place + 1), gutter


def _right_goes_on(following: Sequence[Row], gutter: _Gutter, bottom: float) -> bool:
    """Whether the right column has its next line below this one, as where the columns are spaced differently."""
    return any(
        _narrowed(gutter, row) is not None
        and all(_middle(atom) >= gutter.middle for atom in row)
        and row[0].top - bottom < 2.5 * row[0].size
        for row in following
    )


def _narrowed(gutter: _Gutter, row: Row) -> _Gutter | None:
    left, right = gutter.left, gutter.right
    for atom in row:
        if _middle(atom) < gutter.middle:
            left = max(left, atom.x1)
        else:
            right = min(right, atom.x0)
    return _Gutter(left, right) if right - left > _GUTTER * row[0].size else None


def _usual_gap(rows: Sequence[Row]) -> float:
    gaps = [after[0].top - before[0].bottom for before, after in pairwise(rows)]
    return median(gaps) if gaps else 0.0


def _spaced(line: str) -> str:
    """A line with a blank behind its number, where a tab left hardly any room (``II.NHIỆM VỤ``)."""
    number = _NUMBERED.match(line)
    return f"{number[1]} {line[number.end() :]}" if number else line
