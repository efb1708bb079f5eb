"""A view as a Mermaid flowchart, in which every label is escaped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph.views.model import Node, View
from graph.views.palette import LIGHT, Look
from graph.views.words import word

_ESCAPES: Final = str.maketrans(
    {char: f"#{ord(char)};" for char in '#"<>&`\\[](){}|;:*_~%$'} | {"\n": " ", "\r": " ", "\t": " "}
)


def mermaid(view: View) -> str:
    """The flowchart, directives at the top; of a coverage the localities in boxes by what is known of them."""
    lines = ["flowchart BT"]
    if view.kind == "coverage":
        lines += _grouped(view)
    else:
        lines += [f"  {_box(node)}" for node in view.nodes]
    for edge in view.edges:
        arrow = "-->" if edge.relation == "implements" else "-.->"
        lines.append(f'  {edge.source} {arrow}|"{escaped(edge.words)}"| {edge.target}')
    if view.omitted:
        lines.append(f'  more["{escaped(word("left-out", view.lang, count=view.omitted))}"]')
    looks = dict.fromkeys(node.look for node in view.nodes)
    return "\n".join([*lines, *(f"  {_style(look, LIGHT.looks[look])}" for look in looks)]) + "\n"


def _grouped(view: View) -> Iterator[str]:
    for group, nodes in view.grouped():
        yield f'  subgraph {group.key}["{escaped(group.title)}"]'
        yield from (f"    {_box(node)}" for node in nodes)
        yield "  end"


def _box(node: Node) -> str:
    facts = [node.fact("place"), node.fact("date")]
    notes = [node.fact("status")] if node.look in ("root", "cited") else []
    parts = (escaped(part) for part in (node.name, *facts, *notes) if part)
    return f'{node.key}["{"<br/>".join(parts)}"]:::{node.look}'


def _style(name: str, look: Look) -> str:
    dashes = f",stroke-dasharray:{look.dashes}" if look.dashes else ""
    return f"classDef {name} fill:{look.fill},stroke:{look.line},color:{look.head}{dashes}"


def escaped(text: str) -> str:
    """Text in a label: every character that Mermaid or HTML reads is written by its number."""
    return text.translate(_ESCAPES)
