"""A view as a table: a row for each node, and for each edge; as HTML and as plain rows."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from graph.views.model import Node, View
from graph.views.words import word

_DAYS: Final = frozenset({"date", "since", "code", "step"})


def columns(view: View) -> tuple[str, ...]:
    """The names of the columns in words."""
    return tuple(
        word("locality" if name == "label" and view.kind == "coverage" else name, view.lang) for name in view.columns
    )


def rows(view: View) -> Iterator[tuple[str, ...]]:
    """A row for each node, in the order of the view."""
    for node in view.nodes:
        yield tuple(cell(node, name) for name in view.columns)


def cell(node: Node, name: str) -> str:
    """The value of a node in a column."""
    own = {"label": node.name, "iri": node.iri or ""}
    return own[name] if name in own else node.fact(name)


def html_table(view: View) -> str:
    """The table as HTML; the names of nodes are links, and the column of IRIs is left to files."""
    shown = [name for name in view.columns if name != "iri"]
    names = dict(zip(view.columns, columns(view), strict=True))
    head = "".join(f'<th scope="col">{escape(names[name])}</th>' for name in shown)
    body = "".join(f"<tr>{''.join(_cell(node, name) for name in shown)}</tr>\n" for node in view.nodes)
    label = escape(f"{word('as-table', view.lang)}: {view.title}")
    table = f"<table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>"
    return f'<div class="table" tabindex="0" role="region" aria-label="{label}">{table}</div>'


def _cell(node: Node, name: str) -> str:
    text = escape(cell(node, name))
    if name == "label":
        return f'<th scope="row">{linked(node, text)}</th>'
    return f'<td class="day">{text}</td>' if name in _DAYS else f"<td>{text}</td>"


def linked(node: Node, text: str) -> str:
    """Escaped text, as a link where the node leads somewhere."""
    if node.link is None:
        return text
    return f'<a href="{escape(node.link)}" target="_blank" rel="noopener">{text}</a>'
