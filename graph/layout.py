"""In which layer of a drawing a document stands: by the longest way to a root directive."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import networkx as nx


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
