"""Where the boxes of a cascade stand: levels down, days across, boxes of one level packed in as few rows as can be."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

WIDTH: Final = 176
GAP: Final = 12
MARGIN: Final = 32
HEAD: Final = 40
"""Pixels above the first level, for the days."""
TITLE: Final = 26
"""Pixels above the boxes of a level, for its heading."""
_BELOW: Final = 22
_NARROWEST: Final = 1240
_WIDEST: Final = 3600
_FILLED: Final = 0.6
_STEP: Final = 4
"""Pixels of a day, at most: a cascade of few weeks is not drawn out."""
_FINEST: Final = 16
"""The same where there are many documents."""
_LONGEST: Final = 132
"""Pixels of the longest stretch between two days with documents."""
_APART: Final = 92
"""Pixels between two days on the axis."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A box: its key, its level, its day (None: not known to the day), and how high it is."""

    key: str
    level: str
    day: date | None
    height: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on the axis; `broken` where the stretch before it is shorter than it should be."""

    day: date
    x: int
    broken: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """The places of the boxes (left, top), the levels with where they begin and how high they are, and the axis."""

    places: Mapping[str, tuple[int, int]]
    bands: tuple[tuple[str, int, int], ...]
    marks: tuple[Mark, ...]
    undated: int | None
    """Where the boxes without a day begin, None where there are none."""
    width: int
    height: int


def lay_out(boxes: Sequence[Dated], levels: Sequence[str]) -> Timeline:
    """The places of the boxes; each begins at its day. Levels without boxes have no row.

    The more boxes there are, the wider the picture: it is to be about as high as wide.
    """
    days = sorted({box.day for box in boxes if box.day is not None})
    area = sum((WIDTH + GAP) * (box.height + GAP) for box in boxes)
    width = max(_NARROWEST, min(_WIDEST, round((area / _FILLED) ** 0.5)))
    across, broken = _scale(days, width - 2 * MARGIN - WIDTH, _STEP if width == _NARROWEST else _FINEST)
    end = max(across.values(), default=MARGIN - WIDTH - GAP)
    undated = end + WIDTH + 3 * GAP if any(box.day is None for box in boxes) else None
    places, bands, top = dict[str, tuple[int, int]](), list[tuple[str, int, int]](), HEAD
    for level in levels:
        here = [box for box in boxes if box.level == level]
        if here:
            bottom = _pack(here, across, undated or 0, top + TITLE, places)
            bands.append((level, top, bottom + _BELOW - top))
            top = bottom + _BELOW
    right = max((x + WIDTH for x, _ in places.values()), default=0)
    return Timeline(places, tuple(bands), _marks(days, across, broken), undated, right + MARGIN, top + MARGIN // 2)


def _scale(days: Sequence[date], room: int, most: int) -> tuple[dict[date, int], frozenset[date]]:
    """Where each day lies, and the days before which a stretch was shortened."""
    if not days:
        return {}, frozenset()
    spans = [(after - before).days for before, after in pairwise(days)]
    step = min(most, room / max(1, _bounded(spans, room, most)))
    x, across, broken = float(MARGIN), {days[0]: MARGIN}, set[date]()
    for day, span in zip(days[1:], spans, strict=True):
        if span * step > _LONGEST:
            broken.add(day)
        x += min(span * step, _LONGEST)
        across[day] = round(x)
    return across, frozenset(broken)


def _bounded(spans: Sequence[int], room: int, most: int) -> float:
    """The days that fill the room once no stretch is longer than it may be: found by halving, as more days make each
    narrower.
    """
    low, high = 0.0, float(sum(spans))
    for _ in range(40):
        middle = (low + high) / 2
        step = min(most, room / middle) if middle else most
        if sum(min(span * step, _LONGEST) for span in spans) > room:
            low = middle
        else:
            high = middle
    return high


def _pack(
    boxes: Sequence[Dated], across: Mapping[date, int], undated: int, top: int, places: dict[str, tuple[int, int]]
) -> int:
    """Put the boxes of a level in rows, each in the first row that is free at its day; where the level ends."""
    row_height = max(box.height for box in boxes) + GAP
    free: list[int] = []  # rows that are free by now, the highest first
    busy: list[tuple[int, int]] = []  # from where on which row is free
    rows = 0
    at = {box.key: undated if box.day is None else across[box.day] for box in boxes}
    for box in sorted(boxes, key=lambda one: (at[one.key], one.key)):
        while busy and busy[0][0] <= at[box.key]:
            heapq.heappush(free, heapq.heappop(busy)[1])
        row = heapq.heappop(free) if free else rows
        rows = max(rows, row + 1)
        places[box.key] = (at[box.key], top + row * row_height)
        heapq.heappush(busy, (at[box.key] + WIDTH + GAP, row))
    return top + rows * row_height - GAP


def _marks(days: Sequence[date], across: Mapping[date, int], broken: frozenset[date]) -> tuple[Mark, ...]:
    """The days that stand on the axis: the first of each stretch that has room for its words."""
    found: list[Mark] = []
    waiting = False
    for day in days:
        waiting |= day in broken
        if not found or across[day] - found[-1].x >= _APART:
            found.append(Mark(day, across[day], waiting))
            waiting = False
    return tuple(found)
