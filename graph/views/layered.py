"""Where the boxes of a lineage stand: level down, time across, few crossings, no physics.

Layers follow the longest way (`graph.layout.layers`, on NetworkX). Within a layer the order is that of the mean place
of the neighbours, swept up and down from the order of time; the sweep with the fewest crossings is kept, and siblings
keep the order of time. A layer that is wider than the picture is stacked in columns, filled one after the other, so
that what carries a document out stays below it. Arrows run in the gutters between the columns (`graph.views.routes`),
each document's in a track of its own as far as there is room for tracks.

NetworkX, rustworkx and igraph were looked at: the first two have no ordering within layers (`multipartite_layout`
takes it as given), igraph's Sugiyama is of the GPL and knows nothing of columns. It is the peer of the benchmarks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from graph.layout import layers

WIDTH: Final = 208
"""Pixels of a box."""
CHANNEL: Final = 58
"""Pixels between two layers."""
STACK: Final = 12
"""Pixels between two boxes of a column."""
MARGIN: Final = 32
INSET: Final = 11
"""Pixels between a box and the track next to it."""
TRACK: Final = 5
"""Pixels between two tracks."""
TRACKS: Final = 6
"""Tracks on a side of a column; where more are needed, some are shared."""
_PASS: Final = 9
_ROUNDS: Final = 60
"""Sweeps: the few relations that lead across a cascade need many until the order has come to rest."""
_PATIENCE: Final = 6
"""Sweeps in a row that bring nothing, after which no more is tried."""
_PASSES: Final = 4

Pair = tuple[str, str]


@dataclass(slots=True)
class Column:
    """Boxes below each other, with the left edge of all of them.

    `leaving` says how far right of it, in tracks, the arrows to a box that is not the last run; `coming` how far left
    those to boxes below the first, by the box that they come from.
    """

    members: list[str]
    left: float = 0.0
    leaving: dict[str, int] = field(default_factory=dict)
    coming: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Layer:
    """A layer: its columns from left to right, and where it begins and ends."""

    columns: list[Column]
    top: int = 0
    bottom: int = 0

    @property
    def stacked(self) -> bool:
        """Whether boxes stand below each other."""
        return any(len(column.members) > 1 for column in self.columns)

    def gap(self, x: float) -> float:
        """The place nearest to `x` at which a line can pass between two columns, or beside them all."""
        place = bisect_left([column.left for column in self.columns], x)
        found = []
        for gap in (max(-1, place - 2), place - 1):  # gap n lies between the columns n and n + 1
            low = float("-inf") if gap < 0 else self.columns[gap].left + WIDTH + self._room(gap, "leaving")
            high = float("inf") if gap + 1 >= len(self.columns) else self.columns[gap + 1].left - self._room(gap + 1)
            found.append(min(max(x, low), max(low, high)))
        return min(found, key=lambda one: (abs(one - x), one))

    def _room(self, column: int, side: str = "coming") -> int:
        tracks: Mapping[str, int] = getattr(self.columns[column], side)
        return INSET + TRACK * max(tracks.values(), default=-1) + _PASS


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of the boxes (left, top), and the layers with the place of each box in them."""

    places: Mapping[str, tuple[int, int]]
    layers: tuple[Layer, ...]
    where: Mapping[str, tuple[int, int, int]]
    """Box -> its layer, its column, and how many stand above it in that column."""
    width: int
    height: int


def lay_out(
    nodes: Sequence[str], edges: Collection[Pair], heights: Mapping[str, int], *, columns: int | None = None
) -> Layout:
    """The places of boxes of known heights; `nodes` come in the order of time, edges lead upward.

    No layer has more columns than `columns`; by default there are the more, the more boxes there are, from 7 to 12.
    """
    most = columns or max(7, min(12, round((len(nodes) / 2) ** 0.5)))
    leading = dict(sorted(edges, reverse=True))
    rows = [Layer(_columns(row, most, leading)) for row in ordered(layers(nodes, edges), edges)]
    pitch = WIDTH + _add_tracks(rows, edges)
    _spread(rows, edges, pitch)
    left = min((column.left for row in rows for column in row.columns), default=0.0)
    places, where, top = dict[str, tuple[int, int]](), dict[str, tuple[int, int, int]](), MARGIN
    for depth, row in enumerate(rows):
        row.top = top
        for number, column in enumerate(row.columns):
            column.left = round(column.left - left + MARGIN)
            y = top
            for above, node in enumerate(column.members):
                places[node], where[node] = (int(column.left), y), (depth, number, above)
                y += heights[node] + STACK
            row.bottom = max(row.bottom, y - STACK)
        top = row.bottom + CHANNEL
    right = max((column.left + WIDTH for row in rows for column in row.columns), default=0.0)
    bottom = max((row.bottom for row in rows), default=0)
    return Layout(places, tuple(rows), where, round(right) + MARGIN, bottom + MARGIN)


# -- order within layers -----------------------------------------------------------------------------------------------


def ordered(rows: Sequence[Sequence[str]], edges: Iterable[Pair]) -> list[list[str]]:
    """Each layer in the order with the fewest crossings that some sweeps of mean places find.

    Equal ones keep their order: siblings that nothing else tells apart stay in that of time.
    """
    pairs = sorted(set(edges))
    up, down = _ends(pairs), _ends((target, source) for source, target in pairs)
    current = [list(row) for row in rows]
    best, least = [list(row) for row in current], crossings(current, pairs)
    place = {node: (index + 0.5) / len(row) for row in current for index, node in enumerate(row)}
    better = 0
    for turn in range(_ROUNDS):
        if not least or turn - better > _PATIENCE:
            break
        downward = turn % 2 == 0
        for row in current if downward else reversed(current):
            fixed = up if downward else down
            wanted = {node: _mean(fixed.get(node, ()), place, place[node]) for node in row}
            row.sort(key=wanted.__getitem__)
            place.update((node, (index + 0.5) / len(row)) for index, node in enumerate(row))
        if (count := crossings(current, pairs)) < least:
            best, least, better = [list(row) for row in current], count, turn
    return best


def crossings(rows: Sequence[Sequence[str]], edges: Iterable[Pair]) -> int:
    """How many pairs of edges between the same two layers cross; edges within a layer count for none."""
    rank = {node: (depth, index) for depth, row in enumerate(rows) for index, node in enumerate(row)}
    grouped: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for source, target in edges:
        (low, end), (high, start) = rank[source], rank[target]
        if low != high:
            grouped[high, low].append((start, end))
    return sum(_inversions([end for _, end in sorted(found)]) for found in grouped.values())


def _inversions(numbers: Sequence[int]) -> int:
    """How many pairs stand in the wrong order, by a tree of counts (Fenwick)."""
    size = max(numbers, default=0) + 1
    counts, found = [0] * (size + 1), 0
    for seen, number in enumerate(numbers):
        index, before = number + 1, 0
        while index:
            before += counts[index]
            index &= index - 1
        found += seen - before
        index = number + 1
        while index <= size:
            counts[index] += 1
            index += index & -index
    return found


def _ends(edges: Iterable[Pair]) -> dict[str, list[str]]:
    """From each node to the other ends of what leaves it."""
    found: dict[str, list[str]] = {}
    for source, target in edges:
        if source != target:
            found.setdefault(source, []).append(target)
    return found


def _neighbours(edges: Iterable[Pair]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for source, target in sorted(set(edges)):
        if source != target:
            found.setdefault(source, []).append(target)
            found.setdefault(target, []).append(source)
    return found


def _mean(others: Iterable[str], at: Mapping[str, float], default: float) -> float:
    known = [at[other] for other in others if other in at]
    return sum(known) / len(known) if known else default


# -- columns and their tracks ------------------------------------------------------------------------------------------


def _columns(row: Sequence[str], most: int, leading: Mapping[str, str]) -> list[Column]:
    """A layer in columns: one for each box if they fit, else filled one after the other, and ended early between boxes
    that carry out different documents as long as there is room for the rest.
    """
    if len(row) <= most:
        return [Column([node]) for node in row]
    full, found = -(-len(row) // most) + 1, [Column([row[0]])]
    for place, node in enumerate(row[1:], start=1):
        column, rest = found[-1].members, len(row) - place
        parted = leading.get(node) != leading.get(column[-1]) and len(column) >= full - 1
        if len(column) >= full or (parted and rest <= (most - len(found)) * full):
            found.append(Column([node]))
        else:
            column.append(node)
    return found


def _add_tracks(rows: Iterable[Layer], edges: Iterable[Pair]) -> int:
    """Give each column its tracks, and tell how wide a gutter is.

    What leaves higher up runs farther out, and what comes to a lower box as well, so that none crosses its neighbours.
    """
    above, carried, widest = defaultdict[str, list[str]](list), set[str](), 0
    for source, target in sorted(set(edges)):
        above[source].append(target)
        carried.add(target)
    for row in rows:
        for column in row.columns:
            leaving = [node for node in reversed(column.members[:-1]) if node in carried]
            coming = dict.fromkeys(target for node in column.members[1:] for target in above[node])
            column.leaving = {node: place % TRACKS for place, node in enumerate(leaving)}
            column.coming = {node: place % TRACKS for place, node in enumerate(coming)}
            tracks = min(len(leaving), TRACKS) + min(len(coming), TRACKS)
            widest = max(widest, tracks)
    return 2 * (INSET + _PASS) + TRACK * max(0, widest - 2)


# -- places across -----------------------------------------------------------------------------------------------------


def _spread(rows: Sequence[Layer], edges: Iterable[Pair], pitch: int) -> None:
    """Put each column as near to the mean of its neighbours as the order and the width of the boxes allow."""
    neighbours, x = _neighbours(edges), dict[str, float]()
    for turn in range(_PASSES):
        for row in rows if turn % 2 == 0 else reversed(rows):
            wanted = []
            for column in row.columns:
                means = [_mean(neighbours.get(node, ()), x, x.get(node, 0.0)) for node in column.members]
                wanted.append(sum(means) / len(means))
            for column, left in zip(row.columns, _apart(wanted, pitch), strict=True):
                column.left = left
                x.update(dict.fromkeys(column.members, left))


def _apart(wanted: Sequence[float], pitch: int) -> list[float]:
    """Places that are at least a pitch apart and as near to the wanted ones as can be (pool adjacent violators)."""
    blocks: list[tuple[float, int]] = []  # the mean of what its members want for the first of them, their number
    for place, want in enumerate(wanted):
        blocks.append((want - place * pitch, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (second, after), (first, before) = blocks.pop(), blocks.pop()
            blocks.append(((first * before + second * after) / (before + after), before + after))
    starts = [start for start, count in blocks for _ in range(count)]
    return [start + place * pitch for place, start in enumerate(starts)]
