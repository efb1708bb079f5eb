"""How a directive went down: how many documents of each level carry it out, and how long they took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median, quantiles
from typing import Final, TypeAlias

import networkx as nx

from graph.answers.base import Answer
from graph.carrying import carrying_steps, is_act
from graph.copies import counted
from graph.coverage import level_of
from graph.lineage import cycles_among, days_between, is_later, reduced
from graph.model import DocumentSummary, Json, Quotation, to_json
from graph.steps import Step, Steps, first_copies, steps_of
from graph.store import GraphStore
from graph.view import View
from ontology.errors import NotFound

CASCADE_LEVELS: Final = ("central", "province", "district", "commune", "unknown")


@dataclass(frozen=True, slots=True)
class Quartiles:
    """The least, the quartiles and the greatest of some numbers of days.

    By the inclusive method: the least is the 0th and the greatest the 100th percentile, between two numbers the
    quartile lies in proportion (method 7 of Hyndman and Fan, `statistics.quantiles(..., method="inclusive")`).
    """

    least: int
    lower: float
    median: float
    upper: float
    greatest: int


@dataclass(frozen=True, slots=True)
class CascadeLevel:
    """The documents of one level that carry the directive out.

    `documents` is the sum of `held` and `cited`, and also of `timed`, `undated` and `older`: those with a date to the
    day that is not before the directive's; those without one, which is never guessed; those dated before the
    directive, which cannot be right and count for no time. `first`, `last` and `days` (since the directive; None where
    its own day is not known) speak of the timed ones.
    """

    level: str
    documents: int
    held: int
    cited: int
    timed: int
    undated: int
    older: int
    first: str | None
    last: str | None
    days: Quartiles | None


@dataclass(frozen=True, slots=True)
class CascadeStep:
    """A stated step from a document to one that it carries out: by which relation, who states it in which words.

    `days` is the time from the target's date to the source's, None where one is not known to the day.
    """

    source: DocumentSummary
    target: DocumentSummary
    relation: str
    days: int | None
    stated_in: tuple[str, ...]
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class FanOut:
    """How many documents carry a document out directly, in the cascade without shortcuts.

    `documents` counts those that are carried out by any; `median` and `most` are taken over them, `widest` are those
    with the most. All are 0 or None where nothing is carried out.
    """

    documents: int
    median: float | None
    most: int
    widest: tuple[DocumentSummary, ...]


@dataclass(frozen=True, slots=True)
class Cascade(Answer):
    """How a directive went down.

    `levels` has the five levels in their order, `total` the sum over them; the directive itself is not counted.
    `steps` counts the stated steps between two documents, of which `unknown` are those without days and `negative`
    those whose document is older than what it carries out, ordered by the time. `depth` is the number of steps of the
    longest cascade without shortcuts, `deepest` are the documents at its end; a cycle counts as one document and is
    told in `cycles`. `later` counts the documents that `as_of` leaves out. `notes` says what is odd about the question.
    """

    directive: DocumentSummary
    as_of: date | None
    levels: tuple[CascadeLevel, ...]
    total: CascadeLevel
    fan_out: FanOut
    depth: int
    deepest: tuple[DocumentSummary, ...]
    steps: int
    unknown: tuple[CascadeStep, ...]
    negative: tuple[CascadeStep, ...]
    cycles: tuple[tuple[DocumentSummary, ...], ...]
    later: int
    notes: tuple[str, ...]

    def to_json(self) -> Json:
        """The cascade as a JSON object."""
        return to_json(self)


def cascade(store_or_view: GraphStore | View, iri: str, *, as_of: date | None = None) -> Cascade:
    """The statistics of how a directive went down to the documents that carry it out.

    Which these are, `coverage` says: those that implement it, and those that implement or are based on one of them;
    drafts, reports, invitations and the like are left out, and counted in a note.
    `as_of` leaves out documents that are later than a day; those without a date stay. Copies of one text are one
    document.

    Raises:
        NotFound: when the graph does not know the directive.
    """
    steps = steps_of(store_or_view)
    gathered = _gather(steps, iri, as_of)
    kept, grouped, ways = gathered.kept, gathered.grouped, gathered.ways
    depths = _depths(iri, ways)
    deepest = sorted(key for key, depth in depths.items() if depth == max(depths.values()))
    unknown, negative = _odd_steps(steps, grouped, kept, gathered.first)
    carrying = [found for key, found in kept.items() if key != iri]
    return Cascade(
        directive=kept[iri],
        as_of=as_of,
        levels=tuple(
            _level(level, kept[iri], [found for found in carrying if (level_of(found) or "unknown") == level])
            for level in CASCADE_LEVELS
        ),
        total=_level("all", kept[iri], carrying),
        fan_out=_fan_out(ways, kept),
        depth=max(depths.values()),
        deepest=tuple(kept[key] for key in deepest if key != iri),
        steps=len(grouped),
        unknown=unknown,
        negative=negative,
        cycles=tuple(tuple(kept[key] for key in cycle) for cycle in gathered.cycles),
        later=gathered.later,
        notes=tuple(_notes(kept[iri], as_of, gathered.papers)),
    )


@dataclass(frozen=True, slots=True)
class CascadeNetwork(Answer):
    """The documents of a cascade, the directive first, and the steps between them that no longer way replaces.

    `later` and `papers` count what `cascade` leaves out; `shortcuts` the pairs of documents between which a step is
    stated that a longer way replaces.
    """

    directive: DocumentSummary
    as_of: date | None
    documents: tuple[DocumentSummary, ...]
    steps: tuple[CascadeStep, ...]
    cycles: tuple[tuple[str, ...], ...]
    later: int
    papers: int
    shortcuts: int


def cascade_network(store_or_view: GraphStore | View, iri: str, *, as_of: date | None = None) -> CascadeNetwork:
    """What `cascade` counts, document by document and step by step. Raises as it does."""
    steps = steps_of(store_or_view)
    gathered = _gather(steps, iri, as_of)
    found = []
    for (source, target, relation), stating in sorted(gathered.grouped.items()):
        if (source, target) in gathered.ways:
            documents, quotations = steps.statements(stating)
            days = days_between(gathered.kept[target].date, gathered.kept[source].date)
            stated_in = tuple(sorted({gathered.first.get(one, one) for one in documents}))
            ends = (gathered.kept[source], gathered.kept[target])
            found.append(CascadeStep(*ends, relation, days, stated_in, quotations))
    return CascadeNetwork(
        directive=gathered.kept[iri],
        as_of=as_of,
        documents=(gathered.kept[iri], *(one for key, one in gathered.kept.items() if key != iri)),
        steps=tuple(found),
        cycles=gathered.cycles,
        later=gathered.later,
        papers=gathered.papers,
        shortcuts=len({(source, target) for source, target, _ in gathered.grouped} - gathered.ways),
    )


@dataclass(frozen=True, slots=True)
class _Gathered:
    """The documents that carry a directive out, with the statements between them and the pairs of the cascade."""

    first: Mapping[str, str]
    kept: Mapping[str, DocumentSummary]
    grouped: Grouped
    ways: set[tuple[str, str]]
    cycles: tuple[tuple[str, ...], ...]
    later: int
    papers: int


def _gather(steps: Steps, iri: str, as_of: date | None) -> _Gathered:
    if iri not in steps:
        raise NotFound(f"no document {iri} in the graph", hint="look it up by its number")
    stated = carrying_steps(steps, iri)
    first = first_copies(steps, [iri], {end for step in stated for end in (step.source, step.target)})
    copies = Counter(first.values())
    reached = {key: counted(steps.summary(key), copies[key]) for key in sorted(set(first.values()))}
    known = {key: found for key, found in reached.items() if key == iri or is_act(found)}
    kept = {key: found for key, found in known.items() if key == iri or as_of is None or not is_later(found, as_of)}
    grouped = _grouped(stated, first, kept)
    pairs = {(source, target) for source, target, _ in grouped}
    ways = reduced(pairs) if pairs else set()
    left_out = (len(known) - len(kept), len(reached) - len(known))
    return _Gathered(first, kept, grouped, ways, cycles_among(pairs), *left_out)


def _notes(directive: DocumentSummary, as_of: date | None, papers: int) -> Iterator[str]:
    if papers:
        yield f"left out are drafts, reports, invitations and the like, which carry nothing out: {papers}"
    if days_between(directive.date, directive.date) is None:
        yield "the day of the directive is not known: nothing is counted from it"
    if as_of is not None and is_later(directive, as_of):
        yield f"the directive itself is later, of {directive.date}"


# -- the parts ---------------------------------------------------------------------------------------------------------

Grouped: TypeAlias = Mapping[tuple[str, str, str], set[Step]]
"""From, to and relation -> the statements of this step."""


def _grouped(stated: Iterable[Step], first: Mapping[str, str], kept: Collection[str]) -> Grouped:
    """The statements between documents that are kept; copies of one text do not speak of each other."""
    grouped: dict[tuple[str, str, str], set[Step]] = {}
    for step in stated:
        source, target = first[step.source], first[step.target]
        if source in kept and target in kept and (source != target or step.source == step.target):
            grouped.setdefault((source, target, step.relation), set()).add(step)
    return grouped


def _level(level: str, directive: DocumentSummary, documents: Collection[DocumentSummary]) -> CascadeLevel:
    dated = [day for found in documents if (day := found.date) and days_between(day, day) is not None]
    since = {day: days_between(directive.date, day) for day in dated}
    timed = sorted(day for day in dated if (since[day] or 0) >= 0)
    held = sum(found.status == "held" for found in documents)
    return CascadeLevel(
        level=level,
        documents=len(documents),
        held=held,
        cited=len(documents) - held,
        timed=len(timed),
        undated=len(documents) - len(dated),
        older=len(dated) - len(timed),
        first=timed[0] if timed else None,
        last=timed[-1] if timed else None,
        days=quartiles([days for day in timed if (days := since[day]) is not None]),
    )


def quartiles(days: list[int]) -> Quartiles | None:
    """The quartiles of days in order; None where there are none.

    >>> quartiles([20, 64, 187])
    Quartiles(least=20, lower=42.0, median=64.0, upper=125.5, greatest=187)
    """
    if not days:
        return None
    lower, middle, upper = quantiles(days, n=4, method="inclusive") if len(days) > 1 else [float(days[0])] * 3
    return Quartiles(days[0], lower, middle, upper, days[-1])


def _fan_out(ways: Iterable[tuple[str, str]], kept: Mapping[str, DocumentSummary]) -> FanOut:
    counts = Counter(target for source, target in ways if source != target)
    most = max(counts.values(), default=0)
    return FanOut(
        documents=len(counts),
        median=float(median(counts.values())) if counts else None,
        most=most,
        widest=tuple(kept[key] for key in sorted(counts) if counts[key] == most),
    )


def _depths(root: str, ways: Iterable[tuple[str, str]]) -> dict[str, int]:
    """How many steps the longest cascade from the directive to each document has; those of a cycle are one."""
    downward: nx.DiGraph[str] = nx.DiGraph((target, source) for source, target in ways)
    downward.add_node(root)
    knots = nx.condensation(downward)
    knot_of = knots.graph["mapping"]
    far = {knot_of[root]: 0}
    for knot in nx.topological_sort(knots):
        for below in knots.successors(knot) if knot in far else ():
            far[below] = max(far.get(below, 0), far[knot] + 1)
    return {iri: far[knot_of[iri]] for iri in downward if knot_of[iri] in far}


def _odd_steps(
    steps: Steps, grouped: Grouped, kept: Mapping[str, DocumentSummary], first: Mapping[str, str]
) -> tuple[tuple[CascadeStep, ...], tuple[CascadeStep, ...]]:
    """The steps without days, and those with negative ones; only of these the evidence is read."""
    unknown: list[CascadeStep] = []
    negative: list[CascadeStep] = []
    for (source, target, relation), stating in sorted(grouped.items()):
        days = days_between(kept[target].date, kept[source].date)
        if days is None or days < 0:
            documents, quotations = steps.statements(stating)
            stated_in = tuple(sorted({first.get(iri, iri) for iri in documents}))
            odd = CascadeStep(kept[source], kept[target], relation, days, stated_in, quotations)
            (unknown if days is None else negative).append(odd)
    return tuple(unknown), tuple(sorted(negative, key=lambda step: (step.days, step.source.iri, step.target.iri)))
