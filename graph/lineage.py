"""The lineage of a document: what it carries out up to the root directives, and what carries it out down to the
leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final, Literal, TypeAlias

import networkx as nx

from graph.answers.base import Answer
from graph.copies import counted
from graph.model import DocumentSummary, Json, Quotation, to_json
from graph.steps import Step, Steps, ViewSteps, first_copies, steps_of
from graph.store import GraphStore
from graph.view import View
from ontology.errors import InputError, NotFound

Direction: TypeAlias = Literal["up", "down", "both"]
DIRECTIONS: Final = ("up", "down", "both")
UP_RELATIONS: Final = ("implements", "based-on", "continues")
DOWN_RELATIONS: Final = ("implements", "based-on")
DEFAULT_LIMIT: Final = 500
STATING: Final = 3
"""How many of the documents that state a step between two others a lineage tells of."""


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
class Lineage(Answer):
    """The lineage of `root`. Nodes are ordered by depth, date and IRI, edges by their ends.

    `cycles` holds one cycle for each knot of documents that carry out each other. `omitted` counts the documents that
    the limit left out, `deeper` tells that there is more beyond `max_depth`. `stating` tells of documents that are no
    nodes, but state a step between two documents that are both not held, for each such step the first few. `beyond`
    says of the omitted documents on which side and how many steps away how many there are. `later` counts the
    documents next to those shown that are later than `as_of`: they are left out with all that hangs on them alone.
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
    stating: tuple[DocumentSummary, ...] = ()
    beyond: tuple[tuple[Literal["root", "up", "down"], int, int], ...] = ()
    as_of: date | None = None
    later: int = 0

    @property
    def truncated(self) -> bool:
        """Whether a limit left something out."""
        return self.deeper or self.omitted > 0

    @property
    def cascade(self) -> tuple[LineageEdge, ...]:
        """The steps that are no shortcuts: the transitive reduction (a cycle keeps all its edges)."""
        return tuple(edge for edge in self.edges if edge.in_cascade)

    def document(self, iri: str) -> DocumentSummary:
        """The summary of one of the nodes, or of one of the documents in `stating`.

        Raises:
            KeyError: for a document that is not part of the lineage.
        """
        for document in (*(node.document for node in self.nodes), *self.stating):
            if document.iri == iri:
                return document
        raise KeyError(iri)

    def stated_by_others(self, edge: LineageEdge) -> tuple[DocumentSummary, ...]:
        """The first few of the documents that state a step between two documents of which neither is held; none for
        another step.
        """
        if not _both_cited(edge, {iri: self.document(iri) for iri in (edge.source, edge.target)}):
            return ()
        return tuple(map(self.document, edge.stated_in[:STATING]))

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
    as_of: date | None = None,
) -> Lineage:
    """The lineage of a document in a view.

    Without `relations`, upward means implements, based-on and continues, downward implements and based-on. `as_of`
    leaves out documents that are later than a day; those without a date stay.

    Raises:
        NotFound: when the view does not hold the document.
        InputError: for an unknown direction, a limit below 1 or a negative depth.
    """
    return _trace(ViewSteps(view), iri, direction, relations, max_depth, limit, as_of)


def trace_document(
    store: GraphStore,
    iri: str,
    *,
    direction: Direction = "both",
    relations: Collection[str] | None = None,
    max_depth: int | None = None,
    limit: int = DEFAULT_LIMIT,
    as_of: date | None = None,
) -> Lineage:
    """The lineage of a document straight from the store, reading no more of it than the answer needs. Raises as
    `trace` does.
    """
    return _trace(steps_of(store), iri, direction, relations, max_depth, limit, as_of)


def _trace(
    steps: Steps,
    iri: str,
    direction: Direction,
    relations: Collection[str] | None,
    max_depth: int | None,
    limit: int,
    as_of: date | None,
) -> Lineage:
    _check(direction, max_depth, limit)
    if iri not in steps:
        raise NotFound(f"no document {iri} in the graph", hint="look it up by its number")
    ways = _ways(direction, relations)
    reached = {way: _walk(steps, iri, kinds, max_depth, as_of, upward=way == "up") for way, kinds in ways.items()}
    first = first_copies(steps, [iri], {found for walk in reached.values() for found in walk.depths})
    placed = _place(iri, reached, first, max_depth)
    chosen = _nearest(steps, placed, limit)
    copies = Counter(first.values())
    shown = {key: counted(steps.summary(key), copies[key]) for key in chosen}
    edges = _lineage_edges(steps, reached, first, shown)
    return Lineage(
        root=shown[iri],
        direction=direction,
        relations=tuple(sorted({kind for kinds in ways.values() for kind in kinds})),
        nodes=tuple(LineageNode(shown[key], *placed[key]) for key in chosen),
        edges=edges,
        cycles=cycles_among((edge.source, edge.target) for edge in edges),
        omitted=len(placed) - len(chosen),
        deeper=max_depth is not None
        and any(depth > max_depth for walk in reached.values() for depth in walk.depths.values()),
        max_depth=max_depth,
        limit=limit,
        stating=tuple(_stating(steps, edges, shown)),
        beyond=_beyond(placed, shown),
        as_of=as_of,
        later=len({first.get(one, one) for walk in reached.values() for one in walk.later}),
    )


def _beyond(placed: Placed, shown: Collection[str]) -> tuple[tuple[Literal["root", "up", "down"], int, int], ...]:
    counts = Counter((side, depth) for iri, (depth, side) in placed.items() if iri not in shown)
    return tuple((side, depth, count) for (side, depth), count in sorted(counts.items()))


def _stating(
    steps: Steps, edges: Iterable[LineageEdge], shown: Mapping[str, DocumentSummary]
) -> Iterator[DocumentSummary]:
    stating = {iri for edge in edges if _both_cited(edge, shown) for iri in edge.stated_in[:STATING]}
    return (steps.summary(iri) for iri in sorted(stating - shown.keys()))


def _both_cited(edge: LineageEdge, documents: Mapping[str, DocumentSummary]) -> bool:
    return all(documents[iri].status == "cited" for iri in (edge.source, edge.target))


def days_between(earlier: str | None, later: str | None) -> int | None:
    """The days from one date to another; None where one is not known to the day.

    >>> days_between("2022-01-05", "2022-07-11"), days_between("2022-01", "2022-07-11")
    (187, None)
    """
    first, second = _day(earlier), _day(later)
    return None if first is None or second is None else (second - first).days


def is_later(document: DocumentSummary, day: date) -> bool:
    """Whether a document is of a later day, or of a month or a year that begins later."""
    return document.date is not None and document.date > day.isoformat()


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


@dataclass(frozen=True, slots=True)
class _Walk:
    """What can be reached in one direction: the least number of steps to each document, and all steps between them.

    `later` are the documents at which it ends, as they are later than the day that was asked for.
    """

    depths: dict[str, int]
    steps: tuple[Step, ...]
    later: frozenset[str]


def _walk(
    steps: Steps, root: str, relations: Collection[str], until: int | None, as_of: date | None, *, upward: bool
) -> _Walk:
    """Breadth first, one layer farther than is asked for, so that more beyond it can be told."""
    depths, layer, taken, late = {root: 0}, [root], list[Step](), set[str]()
    while layer and (until is None or depths[layer[0]] <= until):
        depth = depths[layer[0]] + 1
        found = [step for iri in layer for step in steps.at(iri, upward=upward, relations=relations)]
        if as_of is not None:
            ends = {step.target if upward else step.source for step in found} - depths.keys()
            late |= {iri for iri in ends if is_later(steps.summary(iri), as_of)}
            found = [step for step in found if (step.target if upward else step.source) not in late]
        taken += found
        layer = sorted({step.target if upward else step.source for step in found} - depths.keys())
        depths.update((iri, depth) for iri in layer)
    return _Walk(depths, tuple(taken), frozenset(late))


Placed: TypeAlias = dict[str, tuple[int, Literal["root", "up", "down"]]]


def _place(root: str, reached: dict[str, _Walk], first: dict[str, str], max_depth: int | None) -> Placed:
    placed: Placed = {root: (0, "root")}
    for way, walk in reached.items():
        for iri, depth in walk.depths.items():
            if first[iri] not in placed and (max_depth is None or depth <= max_depth):
                placed[first[iri]] = (depth, "up" if way == "up" else "down")
    return placed


def _nearest(steps: Steps, placed: Placed, limit: int) -> list[str]:
    """The documents by depth, date and IRI, up to the limit; the dates of layers beyond it are not read."""
    chosen: list[str] = []
    for _, layer in groupby(sorted(placed, key=lambda iri: placed[iri][0]), key=lambda iri: placed[iri][0]):
        if len(chosen) >= limit:
            break
        by_date = sorted(layer, key=lambda iri: (steps.summary(iri).date or "9999", iri))
        chosen += by_date[: limit - len(chosen)]
    return chosen


def _lineage_edges(
    steps: Steps, reached: dict[str, _Walk], first: dict[str, str], shown: dict[str, DocumentSummary]
) -> tuple[LineageEdge, ...]:
    grouped: dict[tuple[str, str, str], set[Step]] = {}
    for walk in reached.values():
        for step in walk.steps:
            source, target = first[step.source], first[step.target]
            if source in shown and target in shown and (source != target or step.source == step.target):
                grouped.setdefault((source, target, step.relation), set()).add(step)
    kept = reduced({(source, target) for source, target, _ in grouped})
    edges = []
    for (source, target, relation), stating in sorted(grouped.items()):
        documents, found = steps.statements(stating)
        edges.append(
            LineageEdge(
                source=source,
                target=target,
                relation=relation,
                days=days_between(shown[target].date, shown[source].date),
                in_cascade=(source, target) in kept,
                stated_in=tuple(sorted({first.get(stated, stated) for stated in documents})),
                quotations=found,
            )
        )
    return tuple(edges)


def reduced(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
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


def cycles_among(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """One cycle for each knot of documents that carry out each other, the shortest through its first document."""
    graph: nx.DiGraph[str] = nx.DiGraph(sorted(pairs))
    found: list[tuple[str, ...]] = []
    for knot in nx.strongly_connected_components(graph):
        first = min(knot)
        if len(knot) > 1:
            found.append(_shortest_cycle(graph, first, knot))
        elif graph.has_edge(first, first):
            found.append((first,))
    return tuple(sorted(found))


def _shortest_cycle(graph: nx.DiGraph[str], first: str, knot: Collection[str]) -> tuple[str, ...]:
    """The shortest way from a document of a knot back to itself; of equally long ones the first in order.

    One search backward tells how far each document is from the first; the way then always takes the smallest of the
    next ones that are nearer.
    """
    far, layer, depth = {first: 0}, [first], 0
    while layer:
        layer = sorted({before for iri in layer for before in graph.predecessors(iri) if before in knot} - far.keys())
        depth += 1
        far.update(dict.fromkeys(layer, depth))
    way = [first]
    while len(way) == 1 or way[-1] != first:
        after = [iri for iri in graph.successors(way[-1]) if iri in far and iri != way[-1]]
        way.append(min(after, key=lambda iri: (far[iri], iri)))
    return tuple(way[:-1])
