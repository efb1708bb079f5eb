"""What views cost: places and pages, beside pyvis's own page, its physics, and the Sugiyama layout of igraph.

pyvis computes no places: its page leaves them to the browser, which takes 20 to 40 seconds for 500 documents. The force
layout of rustworkx stands for that here, and is a good deal faster. Ratios, so that the machine cancels out.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

import igraph
import rustworkx as rx

from graph.cascade import CascadeNetwork, CascadeStep
from graph.layout import layers
from graph.lineage import Lineage, LineageEdge, LineageNode
from graph.model import DocumentSummary, Quotation
from graph.views.cascade import cascade_view
from graph.views.layered import crossings, lay_out, ordered
from graph.views.lineage import lineage_view
from graph.views.options import Options
from graph.views.page import html_page
from graph.views.svg import svg

from .measuring import Input, Row, cpu_time, ratio

SIZES: Final = (500, 2_000)
GOALS: Final = {"layout": 2.0, "embed": 0.5}
"""Seconds of the issue: a cascade of 2,000 laid out, an embed of 500 made."""
_LINEAR: Final = 9.0
"""By how much four times as many documents may take longer: four times, what the logarithm adds, and the sweeps that a
larger picture needs more of until its order rests; sixteen would be a square."""


def rows(quick: bool) -> Iterator[Row]:
    """The rows; ``quick`` leaves out the physics of 2,000 documents."""
    small, large = (made(size) for size in SIZES)
    options = Options(max_nodes=SIZES[-1])
    html_page(lineage_view(small, options))  # reads the library and what is kept of it, once for all
    view, wide = lineage_view(small, options), lineage_view(large, options)
    cascades = {size: _cascade(made(size)) for size in SIZES}
    draw, time = partial(lineage_view, options=options), partial(cascade_view, options=options)
    placed = _best(draw, large)
    yield Row("views: lineage of 2,000 laid out, s", placed, GOALS["layout"])
    yield Row("views: cascade of 2,000 laid out, s", _best(time, cascades[2_000]), GOALS["layout"])
    embedded = _best(lambda lineage: html_page(lineage_view(lineage, options)), small)
    yield Row("views: embed of 500 made, s", embedded, GOALS["embed"], f"{len(html_page(view)) / 1e3:.0f} kB")
    yield Row("views: lineage of 2,000 by one of 500", ratio(draw, small, large, _LINEAR), _LINEAR)
    yield Row("views: cascade of 2,000 by one of 500", ratio(time, cascades[500], cascades[2_000], _LINEAR), _LINEAR)
    yield Row("views: SVG of 2,000 by one of 500", ratio(svg, view, wide, _LINEAR), _LINEAR)
    own = _best(_own_page, small)
    remark = f"{embedded * 1e3:.0f} ms with places, picture, list and table, by {own * 1e3:.0f} ms with none"
    yield Row("views: page of 500 by pyvis's generate_html", embedded / own, 6.0, remark)
    yield from _by_peers(small if quick else large)


def _by_peers(lineage: Lineage) -> Iterator[Row]:
    nodes, edges = [node.document.iri for node in lineage.nodes], {(edge.source, edge.target) for edge in lineage.edges}
    size, heights = len(nodes), dict.fromkeys(nodes, 80)
    ours = _best(lambda given: lay_out(given, edges, heights), nodes)
    forces = _best(lambda given: rx.spring_layout(_whole(given), seed=1), edges)
    yield Row(f"views: places of {size:,} by a force layout", ours / forces, 0.5, f"{ours:.3f} s by {forces:.2f} s")
    graph = igraph.Graph.TupleList(sorted(edges), directed=True)
    depth = {node: place for place, row in enumerate(layers(nodes, edges)) for node in row}
    given = [depth[name] for name in graph.vs["name"]]
    theirs = _best(lambda one: one.layout_sugiyama(layers=given, maxiter=100), graph)
    yield Row(f"views: places of {size:,} by igraph's Sugiyama", ours / theirs, None, f"{ours:.3f} s by {theirs:.2f} s")
    found = graph.layout_sugiyama(layers=given, maxiter=100)
    names = graph.vs["name"]
    across = {name: found[place][0] for place, name in enumerate(names)}
    their_rows = [sorted(row, key=lambda node: across.get(node, 0.0)) for row in layers(nodes, edges)]
    counts = crossings(ordered(layers(nodes, edges), edges), edges), crossings(their_rows, edges)
    remark = f"{counts[0]} by {counts[1]}"
    yield Row(f"views: crossings of {size:,} by igraph's Sugiyama", (counts[0] + 1) / (counts[1] + 1), 2.0, remark)


def _whole(edges: Collection[tuple[str, str]]) -> rx.PyGraph[str, None]:
    graph: rx.PyGraph[str, None] = rx.PyGraph()
    numbers: dict[str, int] = {}
    for node in sorted({end for pair in edges for end in pair}):
        numbers[node] = graph.add_node(node)
    graph.add_edges_from_no_data([(numbers[source], numbers[target]) for source, target in sorted(edges)])
    return graph


def made(size: int) -> Lineage:
    """A lineage of so many documents: plans for the directive, letters for one plan, some of them for two."""
    chance = random.Random(size)
    documents = [_document(place, chance) for place in range(size)]
    plans = range(1, max(2, size // 3))
    pairs = [(place, 0) for place in plans]
    for place in range(len(plans) + 1, size):
        pairs += [(place, above) for above in chance.sample(plans, 2 if chance.random() < 0.1 else 1)]
    quotation = Quotation("12-CT/TW", "Thực hiện Chỉ thị số 12-CT/TW của Ban Bí thư", "iri", "a.txt", 20, 28)
    edges = tuple(
        LineageEdge(
            documents[low].iri, documents[high].iri, "implements", 30, True, (documents[low].iri,), (quotation,)
        )
        for low, high in sorted(pairs)
    )
    nodes = tuple(
        LineageNode(document, min(place, 1) if place in plans else 2 * min(place, 1), "down" if place else "root")
        for place, document in enumerate(documents)
    )
    return Lineage(documents[0], "down", ("implements",), nodes, edges, (), 0, False, None, size)


def _document(place: int, chance: random.Random) -> DocumentSummary:
    day = f"2022-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    level = "central" if place == 0 else "province" if place % 3 else "district"
    return DocumentSummary(
        f"https://directive-lineage.example/eli/tay-ninh/ke-hoach/{place}-KH_TU", f"Kế hoạch {place}-KH/TU", "ke-hoach",
        f"{place}-KH/TU", day, "Ban Thường vụ Tỉnh ủy Tây Ninh", "thực hiện Chỉ thị số 12-CT/TW", "held", "Tây Ninh",
        None, level,
    )  # fmt: skip


def _cascade(lineage: Lineage) -> CascadeNetwork:
    documents = {node.document.iri: node.document for node in lineage.nodes}
    steps = tuple(
        CascadeStep(documents[edge.source], documents[edge.target], edge.relation, edge.days, (), edge.quotations)
        for edge in lineage.edges
    )
    root = replace(lineage.root, date="2022-01-01")
    return CascadeNetwork(root, None, (root, *list(documents.values())[1:]), steps, (), 0, 0, 0)


def _own_page(lineage: Lineage) -> str:
    """The page that pyvis itself makes of the same documents."""
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    for node in lineage.nodes:
        network.add_node(node.document.iri, label=node.document.label, title=node.document.title)
    for edge in lineage.edges:
        network.add_edge(edge.source, edge.target, title=edge.sentence)
    page: str = network.generate_html()
    return page


def _best(work: Callable[[Input], object], given: Input) -> float:
    """Seconds of the processor, the best of some rounds."""
    return min(cpu_time(work, given) for _ in range(5))
