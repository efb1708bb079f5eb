"""Citation chains: the shortest and the other simple paths between two documents, with what states each step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle, islice, pairwise, takewhile
from typing import Final, TypeAlias

import networkx as nx

from graph.answers.base import Answer
from graph.copies import counted
from graph.lineage import days_between
from graph.model import DocumentSummary, Json, Quotation, to_json
from graph.steps import Step, Steps, first_copies, steps_of
from graph.store import GraphStore
from graph.view import View
from ontology.errors import InputError, NotFound
from ontology.vocabulary import load_vocabulary

DEFAULT_LENGTH: Final = 8
MAX_LENGTH: Final = 20
DEFAULT_LIMIT: Final = 20
MAX_LIMIT: Final = 1000


@dataclass(frozen=True, slots=True)
class PathStep:
    """A relation of one kind that leads from a document to the next one, with every text that states it.

    `days` is the time from the target's date to the source's (None where a date is not known to the day); it is
    negative where a document is older than the one that it speaks of.
    """

    source: str
    target: str
    relation: str
    days: int | None
    stated_in: tuple[str, ...]
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """The IRIs of the documents of a path, in the direction of the relations; none occurs twice."""

    documents: tuple[str, ...]

    @property
    def length(self) -> int:
        """The number of steps."""
        return len(self.documents) - 1


@dataclass(frozen=True, slots=True)
class Paths(Answer):
    """The paths between two documents, the shorter ones first.

    They lead from `source` to `target`; where no path does, but some lead back, they lead from `target` to `source`
    and `reversed` is true. `shortest` is the number of steps of the shortest path of any length, None where there is
    none in either direction; `paths` holds those of at most `max_length` steps, `truncated` tells that there are more
    of these than `limit`. `steps` holds the relations between documents that follow each other, those of one pair
    together, by kind. `documents` tells of all documents on the paths, and of those that state a step.
    """

    source: DocumentSummary
    target: DocumentSummary
    relations: tuple[str, ...] | None
    reversed: bool
    shortest: int | None
    paths: tuple[Chain, ...]
    steps: tuple[PathStep, ...]
    documents: tuple[DocumentSummary, ...]
    truncated: bool
    max_length: int
    limit: int

    def document(self, iri: str) -> DocumentSummary:
        """The summary of a document on a path, or of one that states a step.

        Raises:
            KeyError: for another document.
        """
        for document in self.documents:
            if document.iri == iri:
                return document
        raise KeyError(iri)

    def between(self, source: str, target: str) -> tuple[PathStep, ...]:
        """The relations from one document of a path to the next one, a step for each kind."""
        return tuple(step for step in self.steps if (step.source, step.target) == (source, target))

    def to_json(self) -> Json:
        """The paths as a JSON object."""
        return to_json(self)


def paths(
    store_or_view: GraphStore | View,
    source: str,
    target: str,
    *,
    relations: Collection[str] | None = None,
    max_length: int = DEFAULT_LENGTH,
    limit: int = DEFAULT_LIMIT,
) -> Paths:
    """The simple paths from one document to another over relations as they are stated, of all kinds or of some.

    Searches from both ends read step by step in turn, so that the cost is about that of the cheaper end; what no path
    of the length can use is left out before the paths are listed, and cycles are never followed. Copies of one text
    are one document. From a document to itself there is one path, without a step.

    Raises:
        NotFound: when the graph does not know one of the documents.
        InputError: for an unknown kind of relation, or a length or limit out of bounds.
    """
    _check(relations, max_length, limit)
    steps = steps_of(store_or_view)
    for iri in (source, target):
        if iri not in steps:
            raise NotFound(f"no document {iri} in the graph", hint="look it up by its number")
    found = _search(steps, source, target, relations, max_length)
    back = _search(steps, target, source, relations, max_length) if found.shortest is None else found
    turned = found.shortest is None and back.shortest is not None
    found = back if turned else found
    routes = list(islice(_routes(found, max_length), limit + 1))
    shown = routes[:limit]
    told = tuple(_told(steps, found, shown))
    named = {
        source,
        target,
        *(iri for route in shown for iri in route),
        *(iri for step in told for iri in step.stated_in),
    }
    copies = Counter(found.first.values())
    documents = {iri: counted(steps.summary(iri), copies[iri]) for iri in sorted(named)}
    return Paths(
        source=documents[source],
        target=documents[target],
        relations=None if relations is None else tuple(sorted(set(relations))),
        reversed=turned,
        shortest=found.shortest,
        paths=tuple(map(Chain, shown)),
        steps=told,
        documents=tuple(documents.values()),
        truncated=len(routes) > limit,
        max_length=max_length,
        limit=limit,
    )


def _check(relations: Collection[str] | None, max_length: int, limit: int) -> None:
    known = {relation.slug for relation in load_vocabulary().relations}
    for relation in sorted(set(relations or ()) - known):
        raise InputError(f"no relation {relation!r}", hint="one of " + ", ".join(sorted(known)))
    if not (1 <= max_length <= MAX_LENGTH and 1 <= limit <= MAX_LIMIT):
        raise InputError(
            f"no paths of up to {max_length} steps, {limit} of them",
            hint=f"length from 1 to {MAX_LENGTH}, limit from 1 to {MAX_LIMIT}",
        )


# -- the search --------------------------------------------------------------------------------------------------------


class _Search:
    """A search breadth first from one end, which reads one relation at a time and can be halted between two.

    `depths` tells how far the documents are that it has found, `taken` holds the relations of the `layers` that it
    has read whole.
    """

    def __init__(self, steps: Steps, start: str, relations: Collection[str] | None, *, upward: bool) -> None:
        self.depths = {start: 0}
        self.taken: list[Step] = []
        self.layers = 0
        self.ended = False
        self._reading = self._read(steps, relations, upward)

    def read_one(self) -> None:
        """Reads one relation more, or finds that there is none."""
        self.ended = next(self._reading, None) is None

    def _read(self, steps: Steps, relations: Collection[str] | None, upward: bool) -> Iterator[Step]:
        layer = list(self.depths)
        while layer:
            found = []
            for iri in layer:
                for step in steps.at(iri, upward=upward):
                    if relations is None or step.relation in relations:
                        found.append(step)
                    yield step
            self.taken += found
            self.layers += 1
            layer = sorted({step.target if upward else step.source for step in found} - self.depths.keys())
            self.depths.update((iri, self.layers) for iri in layer)


Links: TypeAlias = Mapping[tuple[str, str], Mapping[str, set[Step]]]


@dataclass(frozen=True, slots=True)
class _Found:
    """What the paths between two documents consist of: for each pair of documents the relations by kind.

    `first` names the document that stands for one and its copies.
    """

    source: str
    target: str
    shortest: int | None
    links: Links
    first: Mapping[str, str]


def _search(steps: Steps, source: str, target: str, relations: Collection[str] | None, length: int) -> _Found:
    """Every relation that a path of the length can use, and the number of steps of the shortest path of any length.

    Two searches that have read i and j layers hold all relations of the paths of up to i + j steps. They end when
    that is the length that was asked for and they have met, or when one of them has nothing more to read: then it
    holds all that there is on its side.
    """
    up, down = _Search(steps, source, relations, upward=True), _Search(steps, target, relations, upward=False)
    met = source == target
    while not (up.ended or down.ended or (met and up.layers + down.layers >= length)):
        _read_layer(up, down)
        met = met or not up.depths.keys().isdisjoint(down.depths)
    taken = sorted({*up.taken, *down.taken})
    pairs: nx.DiGraph[str] = nx.DiGraph((step.source, step.target) for step in taken)
    pairs.add_nodes_from((source, target))
    near = nx.single_source_shortest_path_length(pairs, source)
    far = nx.single_source_shortest_path_length(pairs.reverse(copy=False), target)
    of_use = [
        step
        for step in taken
        if step.source in near and step.target in far and near[step.source] + 1 + far[step.target] <= length
    ]
    first = first_copies(steps, (source, target), {iri for step in of_use for iri in (step.source, step.target)})
    links: dict[tuple[str, str], dict[str, set[Step]]] = {}
    for step in of_use:
        pair = first[step.source], first[step.target]
        if pair[0] != pair[1]:
            links.setdefault(pair, {}).setdefault(step.relation, set()).add(step)
    return _Found(source, target, near.get(target), links, first)


def _read_layer(up: _Search, down: _Search) -> None:
    """Reads on at both ends in turn, until one of them has read a layer whole: the one with less to read."""
    before = up.layers + down.layers
    for search in cycle((up, down)):
        search.read_one()
        if search.ended or up.layers + down.layers > before:
            return


def _routes(found: _Found, length: int) -> Iterator[tuple[str, ...]]:
    """The simple paths of at most a length, the shorter ones first (Yen's algorithm)."""
    if found.shortest is None or found.shortest > length:
        return
    if found.first[found.target] == found.source:
        yield (found.source,)
        return
    graph: nx.DiGraph[str] = nx.DiGraph(sorted(found.links))
    simple = nx.shortest_simple_paths(graph, found.source, found.target)
    yield from map(tuple, takewhile(lambda route: len(route) - 1 <= length, simple))


def _told(steps: Steps, found: _Found, routes: Collection[tuple[str, ...]]) -> Iterator[PathStep]:
    """The relations of some paths with their evidence, those of the shorter paths first."""
    pairs = dict.fromkeys(pair for route in routes for pair in pairwise(route))
    for source, target in pairs:
        days = days_between(steps.summary(target).date, steps.summary(source).date)
        for relation, stating in sorted(found.links[source, target].items()):
            documents, quotations = steps.statements(stating)
            stated_in = tuple(sorted({found.first.get(iri, iri) for iri in documents}))
            yield PathStep(source, target, relation, days, stated_in, quotations)
