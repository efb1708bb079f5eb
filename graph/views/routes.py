"""How the arrows of a layered picture run: down through the gutters, into the top or the side of a box."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.views.layered import INSET, TRACK, WIDTH, Column, Layout, Pair

_PORT: Final = 62
"""How far apart arrows end at one top."""
_HEAD: Final = 9
_TURN: Final = 5
_PARALLEL: Final = 8
"""How far apart two relations between the same documents run."""
_LABELLED: Final = 3
"""More arrows than that to one top have no room for words."""


@dataclass(frozen=True, slots=True)
class Route:
    """An arrow: its path and head as SVG paths, and where words fit beside it (None: nowhere)."""

    path: str
    head: str
    label: tuple[int, int] | None


def routes(layout: Layout, heights: Mapping[str, int], edges: Sequence[Pair]) -> list[Route]:
    """The arrows of edges that lead upward, in their order."""
    ports, seen, found = _ports(layout, edges), Counter[Pair](), list[Route]()
    for pair in edges:
        found.append(_Router(layout, heights, *pair, ports[pair], _PARALLEL * seen[pair]).route())
        seen[pair] += 1
    return found


def _ports(layout: Layout, edges: Iterable[Pair]) -> dict[Pair, tuple[int, int]]:
    """For each edge to the top of a box how far from its middle it ends, and how many end there."""
    coming: dict[str, list[str]] = defaultdict(list)
    for source, target in sorted(set(edges)):
        coming[source].append(target)
    found: dict[Pair, tuple[int, int]] = {}
    for source, targets in coming.items():
        targets.sort(key=lambda one: (layout.places[one], one))
        step = min(_PORT, (WIDTH - 24) // max(1, len(targets)))
        for place, target in enumerate(targets):
            found[source, target] = (round((place - (len(targets) - 1) / 2) * step), len(targets))
    return found


@dataclass(frozen=True, slots=True)
class _Router:
    """One edge: `port` is where it ends at the top of its source, and how many do; `aside` shifts all of it."""

    layout: Layout
    heights: Mapping[str, int]
    source: str
    target: str
    port: tuple[int, int]
    aside: int

    def route(self) -> Route:
        depth, high = self.layout.where[self.source][0], self.layout.where[self.target][0]
        if self.source == self.target or depth <= high:
            return self._within_a_layer()
        head, begun, x = self._leave()
        path = [begun]
        for number in range(high + 1, depth):
            gap = round(self.layout.layers[number].gap(x))
            path.append(f"{self._curve(x, gap, number)}V{self.layout.layers[number].bottom}")
            x = gap
        ended, label = self._arrive(x)
        return Route("".join((*path, ended)), head, label)

    def _leave(self) -> tuple[str, str, int]:
        """The head at the foot or at the right side of the target, the path to the end of its layer, and its place."""
        (left, top), height = self.layout.places[self.target], self.heights[self.target]
        bottom = self.layout.layers[self.layout.where[self.target][0]].bottom
        track = self._column(self.target).leaving.get(self.target)
        if track is None:
            x, y = left + WIDTH // 2 + self.aside, top + height
            down = f"V{bottom}" if bottom > y + _HEAD else ""
            return f"M{x} {y}l-5 {_HEAD}h10z", f"M{x} {y + _HEAD - 1}{down}", x
        side, y = left + WIDTH, top + height // 2
        x = side + INSET + TRACK * track
        turn = f"H{x - 2}Q{x} {y} {x} {y + _TURN}V{bottom}"
        return f"M{side} {y}l{_HEAD} -5v10z", f"M{side + _HEAD - 1} {y}{turn}", x

    def _arrive(self, x: int) -> tuple[str, tuple[int, int] | None]:
        """The path from the end of the layer above into the top of the source, or into its side below another box."""
        depth, _, above = self.layout.where[self.source]
        left, top = self.layout.places[self.source]
        if above:
            track = self._column(self.source).coming[self.target]
            end, side = left - INSET - TRACK * track, top + self.heights[self.source] // 2
            turn = f"V{side - _TURN}Q{end} {side} {end + _TURN} {side}H{left}"
            return f"{self._curve(x, end, depth)}{turn}", None
        layer, (shift, count) = self.layout.layers[depth], self.port
        end = left + WIDTH // 2 + shift + self.aside
        label = None if layer.stacked or count > _LABELLED else (end, layer.top - 14)
        return self._curve(x, end, depth), label

    def _curve(self, x: int, end: int, number: int) -> str:
        """Across the channel above a layer."""
        y, bottom = self.layout.layers[number - 1].bottom, self.layout.layers[number].top
        middle = (y + bottom) // 2
        return f"V{bottom}" if x == end else f"C{x} {middle} {end} {middle} {end} {bottom}"

    def _column(self, node: str) -> Column:
        depth, number, _ = self.layout.where[node]
        return self.layout.layers[depth].columns[number]

    def _within_a_layer(self) -> Route:
        """Between the sides of boxes of one layer, as on a cycle; or a bow, where a document carries itself out."""
        (left, top), (target_left, target_top) = self.layout.places[self.source], self.layout.places[self.target]
        y, target_y = top + self.heights[self.source] // 2, target_top + self.heights[self.target] // 2
        if self.source == self.target:
            x = left + WIDTH
            return Route(f"M{x} {y + 10}c18 4 18 -24 {_HEAD - 1} -20", f"M{x} {y - 10}l{_HEAD} -5v10z", None)
        if target_left < left:
            end, y = target_left + WIDTH, y + 6
            path = f"M{left} {y}C{left - 20} {y} {end + 20} {target_y} {end + _HEAD - 1} {target_y}"
            return Route(path, f"M{end} {target_y}l{_HEAD} -5v10z", None)
        begin, bend = (left + WIDTH, left + WIDTH + 20) if target_left > left else (left, left - 28)
        end, y = target_left, y - 6
        path = f"M{begin} {y}C{bend} {y} {end - 28} {target_y} {end - _HEAD + 1} {target_y}"
        return Route(path, f"M{end} {target_y}l-{_HEAD} -5v10z", None)
