"""A lineage as one self-contained web page, drawn by the vis-network library that pyvis carries."""

from __future__ import annotations

import json
from html import escape
from importlib import resources
from string import Template
from typing import Any, Final

from graph.layout import positions
from graph.lineage import Lineage, LineageEdge, LineageNode
from graph.model import DocumentSummary
from graph.page_template import PAGE
from graph.page_words import CITED_ONLY, UP, days_in_words

_EDGES: Final = {
    "implements": ("#2f5d8a", False),
    "based-on": ("#8a6d2f", [7, 5]),
    "continues": ("#7b4b94", [2, 4]),
}
_OTHER_EDGE: Final = ("#6b7078", [1, 3])
_ROUNDNESS: Final = 0.55
_OPTIONS: Final = {
    "physics": {"enabled": False},
    "layout": {"hierarchical": {"enabled": False}, "improvedLayout": False},
    "interaction": {"hover": True, "tooltipDelay": 120, "dragNodes": False, "dragView": False, "zoomView": False},
    "edges": {
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.7}},
        "smooth": {"enabled": True, "type": "cubicBezier", "forceDirection": "vertical", "roundness": _ROUNDNESS},
        "width": 1.8,
    },
}
_TOOLTIP_SENTENCES: Final = 3
_TOOLTIP_CHARS: Final = 420
_FRAME: Final = 430
"""Pixels of the page's heading, one box, and the margins."""
_TALLEST: Final = 1000


def lineage_html(lineage: Lineage, *, max_nodes: int = 150) -> str:
    """A web page with the cascade of a lineage, directives at the top, that needs nothing from any host.

    Boxes tell the root, documents held and documents only cited apart; pointing at a box or an arrow shows its facts
    or the sentence that states it. The places are computed here, so the picture stands at once. Beyond `max_nodes`
    the page says how many documents are left out.
    """
    from graph.drawing import limits, tree

    shown = lineage.nodes[:max_nodes]
    left_out = lineage.omitted + len(lineage.nodes) - len(shown)
    hints = [line for line in limits(lineage) if " beyond the limit of " not in line]
    if left_out:
        every = len(shown) + left_out
        hints.insert(0, f"left out: {left_out} of {every} documents, those farthest from the root")
    network = _network(lineage, shown)
    files = resources.files("pyvis") / "templates" / "lib" / "vis-9.1.2"
    return Template(PAGE).substitute(
        title=escape(f"{lineage.root.label}: chuỗi thực hiện · lineage"),
        label=escape(lineage.root.label),
        subtitle=escape(_subtitle(lineage.root)),
        counts=escape(_counts(shown)),
        notes="".join(f"<li>{escape(line)}</li>" for line in hints),
        notes_class="notes" if hints else "notes empty",
        tree=escape("\n".join(tree(lineage))),
        vis_css=(files / "vis-network.css").read_text(encoding="utf-8"),
        vis_js=_script((files / "vis-network.min.js").read_text(encoding="utf-8")),
        nodes=_json(network.nodes),
        edges=_json(network.edges),
        options=_json(_OPTIONS),
        roundness=_ROUNDNESS,
    )


def picture_height(lineage: Lineage) -> int:
    """About how many pixels high the page is when nothing of it has to be scrolled, up to a screen's height."""
    cascade = {(edge.source, edge.target) for edge in lineage.cascade}
    places = positions([node.document.iri for node in lineage.nodes], cascade)
    rows = [y for _, y in places.values()]
    return min(_TALLEST, max(rows) - min(rows) + _FRAME)


def _network(lineage: Lineage, shown: tuple[LineageNode, ...]) -> Any:
    """The boxes and arrows as a pyvis network (imported here, as it brings IPython along)."""
    from pyvis.network import Network

    kept = {node.document.iri for node in shown}
    cascade = [edge for edge in lineage.cascade if edge.source in kept and edge.target in kept]
    places = positions([node.document.iri for node in shown], {(edge.source, edge.target) for edge in cascade})
    network = Network(directed=True, cdn_resources="in_line")
    for node in shown:
        x, y = places[node.document.iri]
        network.add_node(node.document.iri, x=x, y=y, **_box(node))
    for edge in cascade:
        network.add_edge(edge.source, edge.target, **_arrow(edge))
    return network


def _box(node: LineageNode) -> dict[str, object]:
    """What the page draws in a box: the label in bold, then issuer, place and date, line by line."""
    document = node.document
    issuer = document.issuer if document.issuer and document.issuer not in document.label else None
    last = " · ".join(part for part in (document.place, document.date) if part)
    return {
        "shape": "custom",
        "label": " ",
        "title": _facts(document),
        "kind": "root" if node.side == "root" else document.status,
        "cited": document.status == "cited",
        "heading": " ".join(document.label.split()),
        "lines": [" ".join(part.split()) for part in (issuer, last) if part],
    }


def _facts(document: DocumentSummary) -> str:
    """The text of a tooltip; the library shows it as text, never as HTML."""
    held = "có toàn văn · held: its own text is in the graph"
    status = held if document.status == "held" else f"{CITED_ONLY}: known only because others cite it"
    named = (
        (None, document.label),
        (None, document.title),
        ("Cơ quan ban hành · Issuer", document.issuer),
        ("Ngày · Date", " / ".join(document.dates) or None),
        ("Địa bàn · Place", document.place),
        ("Tình trạng · Status", status),
    )
    return "\n".join(f"{name}: {fact}" if name else fact for name, fact in named if fact)


def _arrow(edge: LineageEdge) -> dict[str, object]:
    color, dashes = _EDGES.get(edge.relation, _OTHER_EDGE)
    word = UP.get(edge.relation, edge.relation)
    return {
        "words": [line for line in (word, days_in_words(edge.days)) if line],
        "title": _sentences(edge, word),
        "color": {"color": color, "hover": color, "highlight": color},
        "dashes": dashes,
    }


def _sentences(edge: LineageEdge, word: str) -> str:
    lines = [f"{word}:" if edge.quotations else f"{word} (no quotation)"]
    for quotation in edge.quotations[:_TOOLTIP_SENTENCES]:
        sentence = " ".join(quotation.sentence.split())
        cut = sentence if len(sentence) <= _TOOLTIP_CHARS else sentence[:_TOOLTIP_CHARS].rstrip() + " …"
        lines.append(f"“{cut}”\n{quotation.file or quotation.source}, {quotation.start}–{quotation.end}")
    more = len(edge.quotations) - _TOOLTIP_SENTENCES
    return "\n\n".join([*lines, f"and {more} more"] if more > 0 else lines)


def _subtitle(document: DocumentSummary) -> str:
    return " · ".join(part for part in (document.title, document.issuer, document.date, document.place) if part)


def _counts(shown: tuple[LineageNode, ...]) -> str:
    held = sum(node.document.status == "held" for node in shown)
    return (
        f"{len(shown)} văn bản: {held} có toàn văn, {len(shown) - held} chỉ được viện dẫn · "
        f"{len(shown)} document{'' if len(shown) == 1 else 's'}: {held} held, {len(shown) - held} cited only"
    )


def _script(source: str) -> str:
    """The library as it may stand in a script element: nothing that opens or ends one, no pointer to another file."""
    code = source.replace("</script", "<\\/script").replace("<script", "\\x3cscript")
    return "\n".join(line for line in code.split("\n") if not line.startswith("//# sourceMappingURL"))


def _json(value: object) -> str:
    """JSON that may stand in a script element: no `<`, so that no text ends the element or opens a comment."""
    return (
        json.dumps(value, ensure_ascii=False)
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )
