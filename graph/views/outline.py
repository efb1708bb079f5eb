"""A view as a nested list, for screen readers and for whoever reads better than looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from graph.views.model import Edge, Node, View
from graph.views.tables import linked
from graph.views.words import word


def outline(view: View) -> str:
    """The nodes below the headings of the view; of a lineage each below what it was reached by.

    A node stands once; where it would stand again it is named, with a word that it stands above.
    """
    if view.kind in ("cascade", "coverage"):
        return _list(_grouped(view))
    return _list([*_sides(view)])


def _list(items: list[str]) -> str:
    return f'<ul class="outline">{"".join(items)}</ul>'


def _grouped(view: View) -> list[str]:
    found = []
    for group, nodes in view.grouped():
        inner = "".join(f"<li>{_described(node)}</li>" for node in nodes)
        found.append(f"<li>{escape(group.title)} ({len(nodes)})<ul>{inner}</ul></li>\n")
    return found


def _sides(view: View) -> Iterator[str]:
    """The root, then both sides as trees."""
    nodes = view.by_key()
    yield f"<li>{_described(nodes[view.root])}</li>\n"
    for group in view.groups[1:]:
        members = {node.key for node in view.nodes if node.group == group.key}
        if members:
            tree = "".join(_tree(view, nodes, members, upward=group.key == "up"))
            yield f"<li>{escape(group.title)} ({len(members)}){tree}</li>\n"


def _tree(view: View, nodes: Mapping[str, Node], members: set[str], *, upward: bool) -> Iterator[str]:
    """Depth first, without recursion in Python: a lineage may be deeper than its stack."""
    links = _links(view, members, upward=upward)
    seen, depth = {view.root}, 0
    waiting = [(1, edge, other) for edge, other in reversed(links.get(view.root, []))]
    while waiting or members - seen:
        if not waiting:  # no way leads there: a limit has left out what stands between
            waiting = [(1, None, key) for key in sorted(members - seen, reverse=True)]
        level, edge, other = waiting.pop()
        yield "<ul>" * (level - depth) if level > depth else "</li>" + "</ul></li>" * (depth - level)
        depth = level
        words = f"{escape(edge.words)}: " if edge is not None else ""
        if other in seen:
            yield f"<li>{words}{escape(nodes[other].name)} ({word('known-above', view.lang)})"
            continue
        seen.add(other)
        yield f"<li>{words}{_described(nodes[other])}"
        waiting += [(level + 1, more, below) for more, below in reversed(links.get(other, []))]
    yield "</li></ul>" * depth


def _links(view: View, members: set[str], *, upward: bool) -> Mapping[str, list[tuple[Edge | None, str]]]:
    """From each node to those that follow it on a side, in the order of the nodes."""
    rank = {node.key: place for place, node in enumerate(view.nodes)}
    found: dict[str, list[tuple[Edge | None, str]]] = {}
    allowed = {*members, view.root}
    for edge in sorted(view.edges, key=lambda one: (rank[one.target if upward else one.source], one.relation)):
        here, there = (edge.source, edge.target) if upward else (edge.target, edge.source)
        if here in allowed and there in members:
            found.setdefault(here, []).append((edge, there))
    return found


def _described(node: Node) -> str:
    rest = escape(node.described.removeprefix(node.name))
    more = f": {escape(node.fact('documents'))}" if node.fact("documents") else ""
    return f"{linked(node, escape(node.name))}{rest}{more}"
