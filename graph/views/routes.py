"""How the arrows of a layered picture run: down through the gutters, into the top or the side of a box."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.views.layered import GUTTER, WIDTH, Layout, Pair

_IN: Final = 11
"""How far left of a box the arrows that come to its side run down."""
_OUT: Final = 11
"""How far right of a box the arrows that leave its side run down."""
_PORT: Final = 62
"""How far apart arrows end at one top."""
_HEAD: Final = 9
_PARALLEL: Final = 8
"""How far apart two relations between the same documents run."""


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
        found.append(_route(layout, heights, pair, ports[pair], _PARALLEL * seen[pair]))
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


def _route(layout: Layout, heights: Mapping[str, int], pair: Pair, port: tuple[int, int], aside: int) -> Route:
    (source, target), (shift, count) = pair, port
    (left, top), (upper, upper_top) = layout.places[source], layout.places[target]
    depth, _, above = layout.where[source]
    high, _, target_above = layout.where[target]
    if source == target:
        return _loop(left + WIDTH, top + heights[source] // 2)
    if depth <= high:
        return _bow(left, top + heights[source] // 2, upper, upper_top + heights[target] // 2)
    layer = layout.layers[high]
    last = target_above == len(layer.columns[layout.where[target][1]].members) - 1
    if last:
        x, y = upper + WIDTH // 2 + aside, upper_top + heights[target]
        head, path = _up(x, y), [f"M{x} {y + _HEAD - 1}", f"V{layer.bottom}" if layer.bottom > y + _HEAD else ""]
    else:
        x, y = upper + WIDTH + _OUT, upper_top + heights[target] // 2
        head, path = _left(x - _OUT, y), [f"M{x - _OUT + _HEAD - 1} {y}H{x - 6}Q{x} {y} {x} {y + 6}V{layer.bottom}"]
    for number in range(high + 1, depth):
        gap = round(layout.layers[number].gap(x))
        path.append(_through(layout, number, x, gap))
        x = gap
    before, here = layout.layers[depth - 1].bottom, layout.layers[depth].top
    if above:
        end, side = left - _IN, top + heights[source] // 2
        path += [_curve(x, before, end, here), f"V{side - 6}Q{end} {side} {end + 6} {side}H{left}"]
        return Route("".join(path), head, None)
    end = left + WIDTH // 2 + shift + aside
    path.append(_curve(x, before, end, here))
    return Route("".join(path), head, (end, here - 15) if count <= 3 else None)


def _through(layout: Layout, number: int, x: int, gap: int) -> str:
    """Across the channel above a layer and straight down through it."""
    layer = layout.layers[number]
    return f"{_curve(x, layout.layers[number - 1].bottom, gap, layer.top)}V{layer.bottom}"


def _curve(x: int, y: int, end: int, bottom: int) -> str:
    middle = (y + bottom) // 2
    return f"V{bottom}" if x == end else f"C{x} {middle} {end} {middle} {end} {bottom}"


def _up(x: int, y: int) -> str:
    return f"M{x} {y}l-5 {_HEAD}h10z"


def _left(x: int, y: int) -> str:
    return f"M{x} {y}l{_HEAD} -5v10z"


def _loop(x: int, y: int) -> Route:
    """A document that is said to carry itself out."""
    bow = GUTTER // 2
    return Route(f"M{x} {y + 10}c{bow} 4 {bow} -24 {_HEAD - 1} -20", _left(x, y - 10), None)


def _bow(left: int, y: int, target_left: int, target_y: int) -> Route:
    """Between boxes of one layer, as on a cycle: from the left of one to the right of the other, or back."""
    if target_left < left:
        end = target_left + WIDTH
        return Route(
            f"M{left} {y}C{left - 20} {y} {end + 20} {target_y} {end + _HEAD - 1} {target_y}",
            _left(end, target_y),
            None,
        )
    begin, end = left + WIDTH if target_left > left else left, target_left
    bend = (begin + 20) if target_left > left else left - 28
    head = f"M{end} {target_y}l-{_HEAD} -5v10z"
    return Route(f"M{begin} {y}C{bend} {y} {end - 28} {target_y} {end - _HEAD + 1} {target_y}", head, None)
