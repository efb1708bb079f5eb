"""The views of a lineage and of the citations of a document: layers of boxes, directives at the top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from graph.lineage import Direction, Lineage, LineageEdge, LineageNode, trace_document
from graph.store import GraphStore
from graph.views.documents import (
    Placed,
    counts_in_words,
    edge_of,
    ends_of,
    height_of,
    legend_of,
    lines_of,
    look_of,
    node_of,
    subtitle_of,
)
from graph.views.layered import WIDTH, lay_out
from graph.views.model import Edge, Fact, Group, Kind, View
from graph.views.options import DEFAULT, Options
from graph.views.routes import Route, routes
from graph.views.text import clean
from graph.views.words import Lang, days_in, relation_in, word
from ontology.vocabulary import load_vocabulary

COLUMNS: Final = ("label", "title", "issuer", "date", "place", "level", "status", "step", "relations", "iri")
_NAMED: Final = 12
"""How many documents of a cycle a note names."""


def lineage_view(lineage: Lineage, options: Options = DEFAULT, *, stated: bool = False) -> View:
    """The view of a lineage: its cascade, or with `stated` every stated step.

    Beyond `options.max_nodes` documents the farthest are left out; the notes say how many, and where.
    """
    return _view(lineage, "lineage", options, stated=stated)


def citations_view(lineage: Lineage, options: Options = DEFAULT) -> View:
    """The view of what a document cites and of what cites it, every relation as it is stated; see `cited_around`."""
    return _view(lineage, "citations", options, stated=True)


def cited_around(
    store: GraphStore, iri: str, *, direction: Direction = "both", depth: int = 1, limit: int, as_of: date | None = None
) -> Lineage:
    """The documents that one cites, and those that cite it, in so many steps over relations of every kind.

    Raises:
        NotFound: when the graph does not know the document.
    """
    kinds = [concept.slug for concept in load_vocabulary().relations]
    return trace_document(store, iri, direction=direction, relations=kinds, max_depth=depth, limit=limit, as_of=as_of)


def _view(lineage: Lineage, kind: Kind, options: Options, *, stated: bool) -> View:
    lang, shown = options.lang, lineage.nodes[: options.max_nodes]
    keys = {node.document.iri: f"n{place}" for place, node in enumerate(shown)}
    among = lineage.edges if stated else lineage.cascade
    steps = [edge for edge in among if edge.source in keys and edge.target in keys]
    lines = {node.document.iri: lines_of(node.document, lang, WIDTH) for node in shown}
    heights = {iri: height_of(found) for iri, found in lines.items()}
    in_time = sorted(shown, key=lambda node: (node.document.date or "9999", node.document.iri))
    layout = lay_out([node.document.iri for node in in_time], ends_of(steps), heights)
    relations = _relations(shown, steps, lang)
    nodes = tuple(
        node_of(
            Placed(node.document, keys[iri], layout.places[iri], (WIDTH, heights[iri]), lines[iri]),
            look_of(node.document, lineage.root.iri),
            node.side,
            options,
            Fact("step", str(node.depth)),
            Fact("relations", "; ".join(relations.get(iri, ()))),
        )
        for node in shown
        for iri in (node.document.iri,)
    )
    edges = _edges(steps, keys, routes(layout, heights, [(edge.source, edge.target) for edge in steps]), lang)
    left_out = lineage.omitted + len(lineage.nodes) - len(shown)
    sides = ("cited-side", "citing-side") if kind == "citations" else ("up", "down")
    counts = counts_in_words([node.document for node in shown], lang)
    day = [word("as-of", lang, day=lineage.as_of)] if lineage.as_of else []
    return View(
        kind=kind,
        lang=lang,
        title=f"{clean(lineage.root.label)} – {word(kind, lang)}",
        subtitle=subtitle_of(lineage.root),
        root=keys[lineage.root.iri],
        width=layout.width,
        height=layout.height,
        nodes=nodes,
        edges=edges,
        legend=legend_of(nodes, edges, lang),
        groups=(
            Group("root", word("root", lang)),
            *(Group(key, word(name, lang)) for key, name in zip(("up", "down"), sides, strict=True)),
        ),
        columns=COLUMNS,
        notes=tuple(map(clean, _notes(lineage, shown, left_out, lang, stated=stated))),
        omitted=left_out,
        about=(counts, *day, *options.about),
    )


def _relations(shown: Sequence[LineageNode], steps: Sequence[LineageEdge], lang: Lang) -> Mapping[str, list[str]]:
    """For each document what it does to which others, in words."""
    labels = {node.document.iri: clean(node.document.label) for node in shown}
    found: dict[str, list[str]] = {}
    for edge in steps:
        days = "" if edge.days is None else f" ({days_in(edge.days, lang)})"
        found.setdefault(edge.source, []).append(f"{relation_in(edge.relation, lang)} {labels[edge.target]}{days}")
    return found


def _edges(
    steps: Sequence[LineageEdge], keys: Mapping[str, str], drawn: Sequence[Route], lang: Lang
) -> tuple[Edge, ...]:
    """The arrows in the order of the lineage; of several between two documents one has the label."""
    counts = Counter(source for source, _ in ends_of(steps))
    specific = {(edge.source, edge.target): edge.relation for edge in sorted(steps, key=_is_specific)}
    found = []
    for edge, route in zip(steps, drawn, strict=True):
        if specific[edge.source, edge.target] != edge.relation:
            route = replace(route, label=None)
        ends = (keys[edge.source], keys[edge.target])
        crowded = counts[edge.source] > 1
        found.append(edge_of(ends, edge.relation, edge.days, edge.quotations, route, lang, crowded=crowded))
    return tuple(found)


def _is_specific(edge: LineageEdge) -> bool:
    """Whether a relation says more than that a document is mentioned."""
    return edge.relation != "cites"


def _notes(lineage: Lineage, shown: Sequence[LineageNode], left_out: int, lang: Lang, *, stated: bool) -> Iterator[str]:
    """What the picture does not show, and what is odd about it."""
    if left_out:
        yield f"{word('left-out', lang, count=left_out)}: {'; '.join(_beyond(lineage, shown, lang))}"
    if lineage.deeper:
        yield word("deeper", lang, count=lineage.max_depth)
    if lineage.later:
        yield word("later", lang, count=lineage.later, day=lineage.as_of)
    shortcuts = sum(not edge.in_cascade for edge in lineage.edges)
    if shortcuts and not stated:
        yield word("shortcuts", lang, count=shortcuts)
    labels = {node.document.iri: node.document.label for node in lineage.nodes}
    for cycle in lineage.cycles:
        names = [labels[iri] for iri in (*cycle[:_NAMED], *(() if len(cycle) > _NAMED else cycle[:1]))]
        yield f"{word('cycle', lang)}: {' → '.join(names)}{' …' if len(cycle) > _NAMED else ''}"
    for edge in lineage.edges:
        if edge.days is not None and edge.days < 0:
            older = word("older", lang, days=days_in(-edge.days, lang))
            yield f"{older}: {labels[edge.source]} → {labels[edge.target]}"


def _beyond(lineage: Lineage, shown: Sequence[LineageNode], lang: Lang) -> Iterator[str]:
    """Where the documents stand that are left out, by the limit of the question or by that of the picture."""
    counts = Counter({(side, depth): count for side, depth, count in lineage.beyond})
    counts.update((node.side, node.depth) for node in lineage.nodes[len(shown) :])
    for (side, depth), count in sorted(counts.items()):
        yield word(f"left-out-{side}", lang, count=count, step=depth)
