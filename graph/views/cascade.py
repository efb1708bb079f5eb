"""The view of a cascade: levels down, days across."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from graph.cascade import CASCADE_LEVELS, CascadeNetwork, CascadeStep
from graph.lineage import days_between
from graph.model import DocumentSummary
from graph.places import level_of
from graph.views.documents import (
    Placed,
    counts_in_words,
    edge_of,
    height_of,
    legend_of,
    lines_of,
    look_of,
    node_of,
    subtitle_of,
)
from graph.views.model import Band, Edge, Fact, Group, Node, Tick, View
from graph.views.options import DEFAULT, Options
from graph.views.routes import Route
from graph.views.text import clean
from graph.views.timeline import WIDTH, Dated, Timeline, lay_out
from graph.views.words import Lang, days_in, level_in, relation_in, word

COLUMNS: Final = ("label", "title", "issuer", "date", "since", "place", "level", "status", "relations", "iri")
_INSET: Final = 18
"""How far right of a box's left edge arrows come and go."""
_HEAD: Final = 8


def cascade_view(network: CascadeNetwork, options: Options = DEFAULT) -> View:
    """The view of a cascade: each document in the row of its level, at its day.

    Beyond `options.max_nodes` documents the latest are left out, and those without a day before them; the notes say
    how many of which level.
    """
    lang, root = options.lang, network.directive
    in_time = sorted(network.documents, key=lambda one: (one.iri != root.iri, not _day(one), one.date or "", one.iri))
    shown, rest = in_time[: options.max_nodes], in_time[options.max_nodes :]
    keys = {one.iri: f"n{place}" for place, one in enumerate(shown)}
    steps = [one for one in network.steps if one.source.iri in keys and one.target.iri in keys]
    boxes = {one.iri: lines_of(one, lang, WIDTH, brief=True) for one in shown}
    sizes = {iri: (WIDTH, height_of(lines)) for iri, lines in boxes.items()}
    dated = [Dated(keys[one.iri], _level(one), _day(one), sizes[one.iri][1]) for one in shown]
    timeline = lay_out(dated, CASCADE_LEVELS)
    relations = _relations(steps, lang)
    nodes = tuple(
        node_of(
            Placed(one, keys[one.iri], timeline.places[keys[one.iri]], sizes[one.iri], boxes[one.iri]),
            look_of(one, root.iri),
            _level(one),
            options,
            Fact("since", "" if (days := days_between(root.date, one.date)) is None else str(days)),
            Fact("relations", "; ".join(relations.get(one.iri, ()))),
        )
        for one in shown
    )
    edges = _edges(steps, keys, {node.key: node for node in nodes}, lang)
    day = [word("as-of", lang, day=network.as_of)] if network.as_of else []
    return View(
        kind="cascade",
        lang=lang,
        title=f"{clean(root.label)} – {word('cascade', lang)}",
        subtitle=subtitle_of(root),
        root=keys[root.iri],
        width=timeline.width,
        height=timeline.height,
        nodes=nodes,
        edges=edges,
        legend=legend_of(nodes, edges, lang),
        groups=tuple(Group(level, _name(level, lang)) for level in CASCADE_LEVELS),
        columns=COLUMNS,
        notes=tuple(map(clean, _notes(network, rest, timeline, lang))),
        omitted=len(rest),
        about=(counts_in_words(shown, lang), *day, *options.about),
        bands=tuple(Band(_name(level, lang), top, height) for level, top, height in timeline.bands),
        ticks=_ticks(timeline, lang),
    )


def _level(document: DocumentSummary) -> str:
    found = level_of(document)
    return found if found in CASCADE_LEVELS else "unknown"


def _name(level: str, lang: Lang) -> str:
    name = f"{word('level', lang)}: {level_in(level, lang)}"
    return name[:1].upper() + name[1:]


def _day(document: DocumentSummary) -> date | None:
    """The day of a document; None where its date is not known to the day."""
    try:
        return date.fromisoformat(document.date) if document.date and len(document.date) == 10 else None
    except ValueError:
        return None


def _relations(steps: Sequence[CascadeStep], lang: Lang) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for step in steps:
        days = "" if step.days is None else f" ({days_in(step.days, lang)})"
        said = f"{relation_in(step.relation, lang)} {clean(step.target.label)}{days}"
        found.setdefault(step.source.iri, []).append(said)
    return found


def _edges(
    steps: Sequence[CascadeStep], keys: Mapping[str, str], nodes: Mapping[str, Node], lang: Lang
) -> tuple[Edge, ...]:
    found = []
    for step in steps:
        source, target = keys[step.source.iri], keys[step.target.iri]
        route = _route(nodes[source], nodes[target])
        found.append(edge_of((source, target), step.relation, step.days, step.quotations, route, lang))
    return tuple(found)


def _route(source: Node, target: Node) -> Route:
    """An arrow from the foot of a box down to the top of a later one; beside it where that stands no lower."""
    begin, foot = target.x + _INSET, target.y + target.height
    if source.key == target.key:
        side = target.x + target.width
        path = f"M{side} {target.y + 30}c18 4 18 -20 {_HEAD} -18"
        return Route(path, f"M{side} {target.y + 12}l9 -5v10z", None)
    if source.y >= foot + 2 * _HEAD:
        end, top = source.x + _INSET, source.y
        middle = min(foot + _HEAD + 30, (foot + top) // 2)
        path = f"M{begin} {foot + _HEAD}C{begin} {middle} {end} {foot + 14} {end} {top}"
        return Route(path, f"M{begin} {foot}l-5 9h10z", None)
    if source.y + source.height <= target.y:
        end, top = target.x + target.width - _INSET, target.y
        begin, low = source.x + source.width - _INSET, source.y + source.height
        path = f"M{end} {top - _HEAD}C{end} {top - 26} {begin} {low + 26} {begin} {low}"
        return Route(path, f"M{end} {top}l-5 -9h10z", None)
    side, y, end, at = target.x + target.width, target.y + target.height // 2, source.x, source.y + source.height // 2
    bend = max(4, min(40, (end - side - _HEAD) // 2))
    path = f"M{side + _HEAD} {y}C{side + _HEAD + bend} {y} {end - bend} {at} {end} {at}"
    return Route(path, f"M{side} {y}l9 -5v10z", None)


def _ticks(timeline: Timeline, lang: Lang) -> tuple[Tick, ...]:
    dated = [Tick(mark.day.isoformat(), mark.x, mark.broken) for mark in timeline.marks]
    undated = [] if timeline.undated is None else [Tick(word("undated", lang), timeline.undated)]
    return (*dated, *undated)


def _notes(network: CascadeNetwork, rest: Sequence[DocumentSummary], timeline: Timeline, lang: Lang) -> Iterator[str]:
    if rest:
        counts = Counter(map(_level, rest))
        levels = [
            word("left-out-level", lang, count=counts[level], level=level_in(level, lang))
            for level in CASCADE_LEVELS
            if counts[level]
        ]
        yield f"{word('left-out', lang, count=len(rest))}: {'; '.join(levels)}"
    if network.later:
        yield word("later", lang, count=network.later, day=network.as_of)
    if network.papers:
        yield word("papers", lang, count=network.papers)
    if network.shortcuts:
        yield word("shortcuts", lang, count=network.shortcuts)
    if any(mark.broken for mark in timeline.marks):
        yield word("shrunk", lang)
    labels = {one.iri: one.label for one in network.documents}
    for cycle in network.cycles:
        yield f"{word('cycle', lang)}: {' → '.join(labels[iri] for iri in (*cycle[:12], cycle[0]))}"
    for step in network.steps:
        if step.days is not None and step.days < 0:
            older = word("older", lang, days=days_in(-step.days, lang))
            yield f"{older}: {step.source.label} → {step.target.label}"
