"""A set of spans that do not overlap, asked in logarithmic time."""

from __future__ import annotations

import bisect
from collections.abc import Iterable


class Intervals:
    """Half-open spans in order. What overlaps a span that is there already is not added.

    Example:
        >>> taken = Intervals([(0, 4), (10, 12)])
        >>> taken.overlaps(3, 5), taken.overlaps(4, 10), taken.end_before(11)
        (True, False, 4)
    """

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if start < end and (not self._ends or self._ends[-1] <= start):
                self._starts.append(start)
                self._ends.append(end)

    def overlaps(self, start: int, end: int) -> bool:
        """True where a span of the set shares a position with ``start`` to ``end``."""
        index = bisect.bisect_left(self._starts, end)
        return index > 0 and self._ends[index - 1] > start

    def end_before(self, position: int) -> int:
        """The end of the last span that ends at or before ``position``; 0 where there is none."""
        index = bisect.bisect_right(self._ends, position)
        return self._ends[index - 1] if index else 0

    def add(self, start: int, end: int) -> bool:
        """Add a span; False where another one is in its way."""
        if start >= end or self.overlaps(start, end):
            return False
        index = bisect.bisect_left(self._starts, start)
        self._starts.insert(index, start)
        self._ends.insert(index, end)
        return True
