"""The lineage of a document: what it carries out up to the root directives, and what carries it out down to the
leaves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

import networkx as nx

from graph.documents import exists
from graph.model import DocumentSummary, Json, Quotation, to_json
from graph.store import GraphStore
from graph.view import View, build_view, summary_of
from ontology.errors import InputError, NotFound

Direction: TypeAlias = Literal["up", "down", "both"]
DIRECTIONS: Final = ("up", "down", "both")
UP_RELATIONS: Final = ("implements", "based-on", "continues")
DOWN_RELATIONS: Final = ("implements", "based-on")
DEFAULT_LIMIT: Final = 500


@dataclass(frozen=True, slots=True)
class LineageNode:
    """A document of a lineage; `depth` counts the steps from the root, `side` tells on which side of it the document
    stands.
    """

    document: DocumentSummary
    depth: int
    side: Literal["root", "up", "down"]


@dataclass(frozen=True, slots=True)
class LineageEdge:
    """A step from the document that carries out to the one that is carried out, with every text that states it.

    `days` is the time from the target's date to the source's (None where a date is not known to the day);
    `in_cascade` is false for a shortcut, a step that a longer way makes superfluous.
    """

    source: str
    target: str
    relation: str
    days: int | None
    in_cascade: bool
    stated_in: tuple[str, ...]
    quotations: tuple[Quotation, ...]

    @property
    def sentence(self) -> str:
        """The first sentence that states the step ("" where no evidence is stored)."""
        return self.quotations[0].sentence if self.quotations else ""


@dataclass(frozen=True, slots=True)
class Lineage:
    """The lineage of `root`. Nodes are ordered by depth, date and IRI, edges by their ends.

    `cycles` holds one cycle for each knot of documents that carry out each other. `omitted` counts the documents that
    the limit left out, `deeper` tells that there is more beyond `max_depth`.
    """

    root: DocumentSummary
    direction: Direction
    relations: tuple[str, ...]
    nodes: tuple[LineageNode, ...]
    edges: tuple[LineageEdge, ...]
    cycles: tuple[tuple[str, ...], ...]
    omitted: int
    deeper: bool
    max_depth: int | None
    limit: int

    @property
    def truncated(self) -> bool:
        """Whether a limit left something out."""
        return self.deeper or self.omitted > 0

    @property
    def cascade(self) -> tuple[LineageEdge, ...]:
        """The steps that are no shortcuts: the transitive reduction (a cycle keeps all its edges)."""
        return tuple(edge for edge in self.edges if edge.in_cascade)

    def document(self, iri: str) -> DocumentSummary:
        """The summary of one of the nodes.

        Raises:
            KeyError: for a document that is not part of the lineage.
        """
        for node in self.nodes:
            if node.document.iri == iri:
                return node.document
        raise KeyError(iri)

    def to_json(self) -> Json:
        """The lineage as a JSON object, with `truncated` said outright."""
        data = to_json(self)
        assert isinstance(data, dict)
        return {**data, "truncated": self.truncated}


def trace(
    view: View,
    iri: str,
    *,
    direction: Direction = "both",
    relations: Collection[str] | None = None,
    max_depth: int | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Lineage:
    """The lineage of a document in a view.

    Without `relations`, upward means implements, based-on and continues, downward implements and based-on.

    Raises:
        NotFound: when the view does not hold the document.
        InputError: for an unknown direction, a limit below 1 or a negative depth.
    """
    _check(direction, max_depth, limit)
    if iri not in view:
        raise NotFound(f"no document {iri} in the graph", hint="look it up by its number")
    ways = _ways(direction, relations)
    reached = {way: _depths(view, iri, upward=way == "up", relations=kinds) for way, kinds in ways.items()}
    placed = _place(iri, reached, max_depth)
    chosen = dict(sorted(placed.items(), key=lambda item: (item[1][0], _date_key(view, item[0]), item[0]))[:limit])
    edges = _lineage_edges(view, reached, ways, chosen)
    farthest = max(depth for depths in reached.values() for depth in depths.values())
    return Lineage(
        root=summary_of(view, iri),
        direction=direction,
        relations=tuple(sorted({kind for kinds in ways.values() for kind in kinds})),
        nodes=tuple(LineageNode(summary_of(view, key), depth, side) for key, (depth, side) in chosen.items()),
        edges=edges,
        cycles=_cycles((edge.source, edge.target) for edge in edges),
        omitted=len(placed) - len(chosen),
        deeper=max_depth is not None and farthest > max_depth,
        max_depth=max_depth,
        limit=limit,
    )


def trace_document(
    store: GraphStore,
    iri: str,
    *,
    direction: Direction = "both",
    relations: Collection[str] | None = None,
    max_depth: int | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Lineage:
    """The lineage of a document straight from the store, reading no more of it than can be reached. Raises as `trace`
    does.
    """
    _check(direction, max_depth, limit)
    if not exists(store, iri):
        raise NotFound(f"no document {iri} in the graph", hint="look it up by its number")
    wanted = UP_RELATIONS if relations is None else relations
    view = build_view(store, around=iri, relations=wanted)
    return trace(view, iri, direction=direction, relations=relations, max_depth=max_depth, limit=limit)


def days_between(earlier: str | None, later: str | None) -> int | None:
    """The days from one date to another; None where one is not known to the day.

    >>> days_between("2022-01-05", "2022-07-11"), days_between("2022-01", "2022-07-11")
    (187, None)
    """
    first, second = _day(earlier), _day(later)
    return None if first is None or second is None else (second - first).days


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None and len(text) == len("2022-01-05") else None
    except ValueError:
        return None


def _check(direction: str, max_depth: int | None, limit: int) -> None:
    if direction not in DIRECTIONS:
        raise InputError(f"no direction {direction!r}", hint="one of " + ", ".join(DIRECTIONS))
    if limit < 1 or (max_depth is not None and max_depth < 0):
        raise InputError(f"no lineage of {limit} documents to depth {max_depth}", hint="limit from 1, depth from 0")


def _ways(direction: Direction, relations: Collection[str] | None) -> dict[str, tuple[str, ...]]:
    defaults = {"up": UP_RELATIONS, "down": DOWN_RELATIONS}
    return {
        way: kinds if relations is None else tuple(sorted(relations))
        for way, kinds in defaults.items()
        if direction in (way, "both")
    }


def _neighbours(view: View, iri: str, *, upward: bool, relations: Collection[str]) -> Iterator[str]:
    for source, target, data in view.out_edges(iri, data=True) if upward else view.in_edges(iri, data=True):
        if data["relation"] in relations:
            yield target if upward else source


def _depths(view: View, root: str, *, upward: bool, relations: Collection[str]) -> dict[str, int]:
    """Breadth first: every document that can be reached, with the least number of steps."""
    depths, layer = {root: 0}, [root]
    while layer:
        found = {other for iri in layer for other in _neighbours(view, iri, upward=upward, relations=relations)}
        layer = sorted(found - depths.keys())
        depth = max(depths.values()) + 1
        depths.update((iri, depth) for iri in layer)
    return depths


Placed: TypeAlias = dict[str, tuple[int, Literal["root", "up", "down"]]]


def _place(root: str, reached: dict[str, dict[str, int]], max_depth: int | None) -> Placed:
    placed: Placed = {root: (0, "root")}
    for way, depths in reached.items():
        for iri, depth in depths.items():
            if iri not in placed and (max_depth is None or depth <= max_depth):
                placed[iri] = (depth, "up" if way == "up" else "down")
    return placed


def _date_key(view: View, iri: str) -> str:
    return summary_of(view, iri).date or "9999"


def _lineage_edges(
    view: View, reached: dict[str, dict[str, int]], ways: dict[str, tuple[str, ...]], chosen: Collection[str]
) -> tuple[LineageEdge, ...]:
    grouped: dict[tuple[str, str, str], dict[str, tuple[str, tuple[Quotation, ...]]]] = {}
    for way, depths in reached.items():
        within = [iri for iri in depths if iri in chosen]
        for source, target, key, data in view.subgraph(within).edges(keys=True, data=True):
            if data["relation"] in ways[way]:
                statements = grouped.setdefault((source, target, data["relation"]), {})
                statements[key] = (data["stated_in"], data["quotations"])
    kept = _reduced({(source, target) for source, target, _ in grouped})
    return tuple(
        LineageEdge(
            source=source,
            target=target,
            relation=relation,
            days=days_between(summary_of(view, target).date, summary_of(view, source).date),
            in_cascade=(source, target) in kept,
            stated_in=tuple(sorted({stated for stated, _ in statements.values() if stated})),
            quotations=_unique(quotation for _, found in statements.values() for quotation in found),
        )
        for (source, target, relation), statements in sorted(grouped.items())
    )


def _unique(found: Iterable[Quotation]) -> tuple[Quotation, ...]:
    return tuple(sorted(set(found), key=lambda item: (item.source, item.start, item.end)))


def _reduced(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The pairs that no longer way replaces. Documents on a cycle count as one knot, whose inner edges all stay."""
    graph: nx.DiGraph[str] = nx.DiGraph(sorted(pairs))
    condensed = nx.condensation(graph)
    member = condensed.graph["mapping"]
    reduced = nx.transitive_reduction(condensed) if len(condensed) else condensed
    return {
        (source, target)
        for source, target in pairs
        if member[source] == member[target] or reduced.has_edge(member[source], member[target])
    }


def _cycles(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    graph: nx.DiGraph[str] = nx.DiGraph(sorted(pairs))
    found: list[tuple[str, ...]] = []
    for knot in nx.strongly_connected_components(graph):
        first = min(knot)
        if len(knot) > 1:
            found.append(_shortest_cycle(graph, first))
        elif graph.has_edge(first, first):
            found.append((first,))
    return tuple(sorted(found))


def _shortest_cycle(graph: nx.DiGraph[str], first: str) -> tuple[str, ...]:
    ahead = nx.predecessor(graph.reverse(copy=False), first)
    ways = [
        way for after in graph.successors(first) if after in ahead for way in nx.all_shortest_paths(graph, after, first)
    ]
    best = min(ways, key=lambda way: (len(way), way))
    return (first, *best[:-1])
