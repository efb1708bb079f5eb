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

_EDGES: Final = {
    "implements": ("#2f5d8a", False, "implements"),
    "based-on": ("#8a6d2f", [7, 5], "based on"),
    "continues": ("#7b4b94", [2, 4], "continues"),
}
_OTHER_EDGE: Final = ("#6b7078", [1, 3], "")
_OPTIONS: Final = {
    "physics": {"enabled": False},
    "layout": {"hierarchical": {"enabled": False}, "improvedLayout": False},
    "interaction": {"hover": True, "tooltipDelay": 120, "navigationButtons": False, "keyboard": {"enabled": True}},
    "edges": {
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.7}},
        "smooth": {"enabled": True, "type": "cubicBezier", "forceDirection": "vertical", "roundness": 0.35},
        "font": {
            "face": "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif",
            "size": 12.5,
            "color": "#3c4149",
            "strokeWidth": 5,
            "strokeColor": "#f7f8fa",
        },
        "width": 1.8,
    },
}
_TOOLTIP_SENTENCES: Final = 3
_TOOLTIP_CHARS: Final = 420


def lineage_html(lineage: Lineage, *, max_nodes: int = 150) -> str:
    """A web page with the cascade of a lineage, directives at the top, that needs nothing from any host.

    Boxes tell the root, documents held and documents only cited apart; pointing at a box or an arrow shows its facts
    or the sentence that states it. The places are computed here, so the picture stands at once. Beyond `max_nodes`
    the page says how many documents are left out.
    """
    from graph.drawing import notes, tree

    shown = lineage.nodes[:max_nodes]
    left_out = lineage.omitted + len(lineage.nodes) - len(shown)
    hints = [line for line in notes(lineage) if line.startswith("cycle: ") or " steps away" in line]
    if left_out:
        hints.insert(0, f"left out: {left_out} of {len(shown) + left_out} documents, those farthest from the root")
    network = _network(lineage, shown)
    files = resources.files("pyvis") / "templates" / "lib" / "vis-9.1.2"
    return Template(PAGE).substitute(
        title=escape(f"{lineage.root.label}: lineage"),
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
    )


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
    status = "held: its own text is in the graph" if document.status == "held" else "known only because others cite it"
    named = (
        (None, document.label),
        (None, document.title),
        ("Issuer", document.issuer),
        ("Date", " or ".join(document.dates) or None),
        ("Place", document.place),
        ("Status", status),
    )
    return "\n".join(f"{name}: {fact}" if name else fact for name, fact in named if fact)


def _arrow(edge: LineageEdge) -> dict[str, object]:
    color, dashes, word = _EDGES.get(edge.relation, _OTHER_EDGE)
    days = "" if edge.days is None else f"\n{edge.days} day{'' if abs(edge.days) == 1 else 's'}"
    return {
        "label": (word or edge.relation) + days,
        "title": _sentences(edge, word or edge.relation),
        "color": {"color": color, "hover": color, "highlight": color},
        "dashes": dashes,
    }


def _sentences(edge: LineageEdge, word: str) -> str:
    lines = [f"{word}, as stated in:" if edge.quotations else f"{word} (no quotation)"]
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
    return f"{len(shown)} documents: {held} held, {len(shown) - held} only cited"


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
