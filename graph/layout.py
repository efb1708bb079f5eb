"""Where the boxes of a drawing stand: layers by longest way to a root directive, few crossings, no physics."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import networkx as nx

COLUMN: Final = 275
ROW: Final = 200
_SWEEPS: Final = 6
_WIDE: Final = 9


def layers(nodes: Sequence[str], edges: Collection[tuple[str, str]]) -> list[list[str]]:
    """The nodes in layers, the ends of all upward ways first; documents on a cycle share a layer.

    >>> layers(["a", "b", "c"], [("c", "b"), ("b", "a"), ("c", "a")])
    [['a'], ['b'], ['c']]
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    condensed = nx.condensation(graph)
    level: dict[int, int] = {}
    for knot in reversed(list(nx.topological_sort(condensed))):
        level[knot] = 1 + max((level[above] for above in condensed.successors(knot)), default=-1)
    member = condensed.graph["mapping"]
    found: list[list[str]] = [[] for _ in range(1 + max(level.values(), default=-1))]
    for node in nodes:
        found[level[member[node]]].append(node)
    return found


def positions(nodes: Sequence[str], edges: Collection[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """The place of each node in pixels, the same for the same input; wide layers are broken into several rows."""
    rows = _ordered(layers(nodes, edges), edges)
    neighbours = _neighbours(edges)
    x: dict[str, float] = {}
    for row in rows:
        _space(row, {node: _mean(neighbours, x, node) for node in row}, x)
    for row in reversed(rows):
        _space(row, {node: _mean(neighbours, x, node, default=x[node]) for node in row}, x)
    placed: dict[str, tuple[int, int]] = {}
    top = 0
    for row in rows:
        height = max(1, -(-len(row) // _per_row(row)))
        middle = sum(x[node] for node in row) / len(row)
        for place, node in enumerate(row):
            placed[node] = (_column(row, place, x[node], middle), top + ROW * (place // _per_row(row)))
        top += ROW * height
    return placed


def _per_row(row: Sequence[str]) -> int:
    """How many boxes stand beside each other: all of a narrow layer, else about twice as many as there are rows."""
    return len(row) if len(row) <= _WIDE else max(_WIDE, int((2 * len(row)) ** 0.5) + 1)


def _column(row: Sequence[str], place: int, wanted: float, middle: float) -> int:
    if len(row) <= _WIDE:
        return round(wanted)
    width = _per_row(row)
    in_row = min(width, len(row) - place // width * width)
    return round(middle + (place % width - (in_row - 1) / 2) * COLUMN)


def _ordered(rows: list[list[str]], edges: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Each layer in the order of the mean place of its neighbours, swept down and up a few times."""
    neighbours = _neighbours(edges)
    rows = [list(row) for row in rows]
    for sweep in range(_SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            rank = {node: place - (len(other) - 1) / 2 for other in rows for place, node in enumerate(other)}
            fixed = {node: _mean(neighbours, rank, node, default=rank[node]) for node in row}
            row.sort(key=fixed.__getitem__)
    return rows


def _neighbours(edges: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for source, target in sorted(edges):
        found.setdefault(source, []).append(target)
        found.setdefault(target, []).append(source)
    return found


def _mean(neighbours: Mapping[str, list[str]], at: Mapping[str, float], node: str, default: float = 0.0) -> float:
    known = [at[other] for other in neighbours.get(node, ()) if other in at]
    return sum(known) / len(known) if known else default


def _space(row: Sequence[str], wanted: Mapping[str, float], x: dict[str, float]) -> None:
    """Put a row's nodes as near to where they want to be as its order and the width of the boxes allow."""
    blocks: list[tuple[float, list[str]]] = []
    for node in row:
        blocks.append((wanted[node], [node]))
        while len(blocks) > 1 and _right(blocks[-2]) + COLUMN > _left(blocks[-1]):
            (second, after), (first, before) = blocks.pop(), blocks.pop()
            joined = before + after
            blocks.append(((first * len(before) + second * len(after)) / len(joined), joined))
    for middle, members in blocks:
        for place, node in enumerate(members):
            x[node] = middle + (place - (len(members) - 1) / 2) * COLUMN


def _left(block: tuple[float, list[str]]) -> float:
    return block[0] - (len(block[1]) - 1) / 2 * COLUMN


def _right(block: tuple[float, list[str]]) -> float:
    return block[0] + (len(block[1]) - 1) / 2 * COLUMN
