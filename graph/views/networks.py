"""A view as a file for programs that draw and measure networks: GraphML and GEXF, with the places."""

from __future__ import annotations

import re
from typing import Final

import networkx as nx

from graph.export import graphml_bytes, xml_text
from graph.views.model import Node, View
from graph.views.palette import LIGHT

_DATED: Final = re.compile(r' lastmodifieddate="[^"]*"')


def graphml(view: View) -> str:
    """The view as GraphML."""
    plain = _network(view)
    plain.graph.update(title=xml_text(view.title), root=view.root, omitted=view.omitted)
    plain.graph.update(about=xml_text(" · ".join(view.about)), notes=xml_text(" · ".join(view.notes)))
    return graphml_bytes(plain).decode("utf-8")


def gexf(view: View) -> str:
    """The view as GEXF 1.2, which Gephi reads: places, sizes and colours included.

    The day on which it is written is left out, so that the same data give the same bytes.
    """
    plain = _network(view)
    for node in view.nodes:
        plain.nodes[node.key]["viz"] = _drawn(node)
    lines = "\n".join(nx.generate_gexf(plain, encoding="utf-8", prettyprint=True))
    about = xml_text(f"{view.title}. {' · '.join((*view.about, *view.notes))}")
    described = lines.replace("<creator>", f"<description>{_escaped(about)}</description>\n    <creator>", 1)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + _DATED.sub("", described, count=1) + "\n"


def _network(view: View) -> nx.MultiDiGraph[str]:
    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in view.nodes:
        facts = {fact.name: xml_text(fact.value) for fact in node.facts}
        plain.add_node(
            node.key,
            **facts,
            label=xml_text(node.name),
            iri=xml_text(node.iri or ""),
            look=node.look,
            group=node.group,
            x=node.x + node.width // 2,
            y=node.y + node.height // 2,
        )
    for number, edge in enumerate(view.edges):
        data: dict[str, str | int] = {
            "relation": edge.relation,
            "label": xml_text(edge.words),
            "sentence": xml_text(next(iter(edge.quotations), "")),
        }
        if edge.days is not None:
            data["days"] = edge.days
        plain.add_edge(edge.source, edge.target, key=f"e{number}", **data)
    return plain


def _drawn(node: Node) -> dict[str, object]:
    """How Gephi draws a node; there the axis of y leads upward."""
    look = LIGHT.looks[node.look]
    red, green, blue = (int(look.line[place : place + 2], 16) for place in (1, 3, 5))
    return {
        "position": {"x": float(node.x + node.width // 2), "y": -float(node.y + node.height // 2), "z": 0.0},
        "size": 20.0,
        "color": {"r": red, "g": green, "b": blue, "a": 1.0},
    }


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
