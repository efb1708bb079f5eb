"""Spans over a text as nested pieces, whatever their overlaps: what every rendering of a marked text walks over."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from loaders.marks import FIELDS, Mark


@dataclass(frozen=True, slots=True)
class Open:
    """A mark begins. Marks of one span are one group; a group that another one cuts has several pieces."""

    group: int
    marks: tuple[Mark, ...]
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Close:
    """The innermost mark ends."""

    group: int
    marks: tuple[Mark, ...]
    last: bool


Piece = Open | Close | str


def nested(text: str, marks: Iterable[Mark], begin: int = 0) -> Iterator[Piece]:
    """``text``, which stands at ``begin`` of the source, as pieces: marks open and close in order, text between them.

    A mark that crosses the end of another one is cut there, so that the pieces nest. What lies outside ``text`` is cut
    off, and a mark of which nothing is left does not appear.
    """
    pending = list(_groups(marks, begin, begin + len(text)))
    heapq.heapify(pending)
    stack: list[tuple[int, Close]] = []
    position = begin
    while pending or stack:
        start = pending[0][0] if pending else begin + len(text)
        if stack and (not pending or stack[-1][0] <= start):
            end, close = stack.pop()
            if end > position:
                yield text[position - begin : end - begin]
                position = end
            yield close
            continue
        start, minus_end, group, first, found = heapq.heappop(pending)
        if start > position:
            yield text[position - begin : start - begin]
            position = start
        end = min(-minus_end, stack[-1][0]) if stack else -minus_end
        last = end == -minus_end
        if not last:
            heapq.heappush(pending, (end, minus_end, group, False, found))
        yield Open(group, found, first, last)
        stack.append((end, Close(group, found, last)))
    if position < begin + len(text):
        yield text[position - begin :]


def _groups(marks: Iterable[Mark], begin: int, end: int) -> Iterator[tuple[int, int, int, bool, tuple[Mark, ...]]]:
    """Marks of one span together, as (start, -end, number, first piece, marks); sorting puts what encloses first."""
    inside = [mark for mark in marks if max(mark.start, begin) < min(mark.end, end)]
    inside.sort(key=lambda mark: (mark.start, -mark.end, FIELDS.index(mark.field), mark.index))
    for number, (_, same) in enumerate(groupby(inside, key=lambda mark: (mark.start, mark.end))):
        found = tuple(same)
        yield max(found[0].start, begin), -min(found[0].end, end), number, True, found


def label_of(marks: Sequence[Mark]) -> str:
    """The names and numbers of marks of one span: ``citation 7``, ``assignment 9-12``, ``warning 1``.

    Example:
        >>> label_of([Mark(0, 3, "role", "", "", 1.0, number) for number in (1, 2, 3, 7)])
        'role 1-3, 7'
    """
    return ", ".join(
        f"{field} {_ranges([mark.index for mark in same])}"
        for field, same in groupby(marks, key=lambda mark: mark.field)
    )


def _ranges(numbers: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
