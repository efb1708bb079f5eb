"""A view as one HTML file with everything inside: the static picture, and pyvis on top of it where scripts run.

pyvis is fenced: it holds nodes and edges and brings the vis-network library along; its own template, which fetches
from a CDN and takes a heading for HTML, is not used, nor is its physics. The scripts are constant and the data stand
beside them as JSON, so that a strict Content-Security-Policy can name the scripts by their digests.
"""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import escape
from importlib import resources
from string import Template
from typing import Any, Final

from graph.views.boxes import written
from graph.views.model import Edge, Entry, Node, View
from graph.views.options import Theme
from graph.views.outline import outline
from graph.views.palette import DARK, LIGHT, Look, Palette, Stroke, variables
from graph.views.svg import bare_svg, is_dense, relation_class, start_of, style
from graph.views.tables import html_table
from graph.views.words import word

_OPTIONS: Final = {
    "physics": {"enabled": False},
    "layout": {"hierarchical": {"enabled": False}, "improvedLayout": False},
    "interaction": {
        "hover": True,
        "tooltipDelay": 150,
        "dragNodes": False,
        "dragView": False,
        "zoomView": False,
        "keyboard": False,
    },
}
_CLOSED: Final = "base-uri 'none'; form-action 'none'"
_SCHEMES: Final = {"auto": "light dark", "light": "light", "dark": "dark"}


def html_page(view: View, theme: Theme = "auto") -> str:
    """The page: heading, legend, notes, picture, list, table, and of which data it is.

    It needs nothing from any host, and shows the static picture where no script runs. A coverage is a map that stands
    still: its only script tells a page around it how high it is.
    """
    interactive = view.kind != "coverage"
    return Template(_file("page.html")).substitute(
        lang=view.lang,
        policy=escape(policy(view.kind, theme)),
        schemes=_SCHEMES[theme],
        title=escape(view.title),
        kind=view.kind,
        styles=styles(theme),
        subtitle=escape(view.subtitle),
        legend_name=word("legend", view.lang),
        legend="".join(_entry(entry, view.kind) for entry in view.legend),
        notes=_notes(view),
        interactive=_interactive(view) if interactive else "",
        static_name=escape(f"{word('static', view.lang)}: {view.title}"),
        svg=start_of(view) + bare_svg(view),
        outline_name=word("as-outline", view.lang),
        outline=outline(view),
        open="" if interactive else " open",
        table_name=word("as-table", view.lang),
        table=html_table(view),
        about=escape(" · ".join(view.about)),
        scripts=_data(view, theme) + "".join(f"<script>{one}</script>" for one in _scripts(view.kind)),
    )


def text_page(view: View, theme: Theme, body: str) -> str:
    """A page of text: heading, notes, a table or a list, and of which data it is; no script at all."""
    return Template(_file("text.html")).substitute(
        lang=view.lang,
        policy=escape(text_policy(theme)),
        schemes=_SCHEMES[theme],
        title=escape(view.title),
        kind=view.kind,
        styles=styles(theme),
        subtitle=escape(view.subtitle),
        notes=_notes(view),
        body=body,
        about=escape(" · ".join(view.about)),
    )


def text_policy(theme: Theme) -> str:
    """The Content-Security-Policy of a page of text: styles by their digest."""
    return f"default-src 'none'; style-src {digest(styles(theme))}; {_CLOSED}"


def policy_of(format: str, kind: str, theme: Theme) -> str:
    """The Content-Security-Policy of a view in a format."""
    if format == "html":
        return policy(kind, theme)
    if format == "svg":
        return f"default-src 'none'; style-src {digest(style(theme))}; {_CLOSED}"
    return text_policy(theme) if format in ("table", "outline") else f"default-src 'none'; {_CLOSED}"


def policy(kind: str, theme: Theme) -> str:
    """The Content-Security-Policy of a page: its own scripts and styles by their digests, and nothing else at all."""
    scripts = " ".join(map(digest, _scripts(kind)))
    return f"default-src 'none'; script-src {scripts}; style-src {digest(styles(theme))}; {_CLOSED}"


@cache
def digest(text: str) -> str:
    """What names a script or a style sheet in a Content-Security-Policy."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}'"


@cache
def styles(theme: Theme) -> str:
    """The style sheet of a page and of the pictures in it."""
    names = {"light": variables(LIGHT), "dark": variables(DARK)}
    names["auto"] = names["light"] + f"@media (prefers-color-scheme: dark) {{ {names['dark']} }}\n"
    return "\n" + names[theme] + _file("page.css") + style(theme) + "\n"


@cache
def _file(name: str) -> str:
    return (resources.files("graph.views") / name).read_text(encoding="utf-8")


@cache
def _scripts(kind: str) -> tuple[str, ...]:
    if kind == "coverage":
        return (_file("height.js"),)
    library = resources.files("pyvis") / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"
    return _script(library.read_text(encoding="utf-8")), _file("page.js"), _file("height.js")


def _script(source: str) -> str:
    """The library as it may stand in a script element: nothing that opens or ends one, no pointer to another file."""
    code = source.replace("</script", "<\\/script").replace("<script", "\\x3cscript")
    return "\n".join(line for line in code.split("\n") if not line.startswith("//# sourceMappingURL"))


# -- parts of the page -------------------------------------------------------------------------------------------------


def _entry(entry: Entry, kind: str) -> str:
    words = escape(f"{entry.words} ({entry.count})")
    if entry.shape == "box":
        box = '<rect class="box" x="1" y="1" width="22" height="13" rx="4"/>'
        drawn = f'<g class="k-{entry.look}">{box}</g>'
    else:
        drawn = f'<path class="e r-{relation_class(entry.look)}" d="M0 8h24"/>'
    return f'<li><svg class="view {kind}" width="24" height="15" aria-hidden="true">{drawn}</svg>{words}</li>'


def _notes(view: View) -> str:
    lines = "".join(f"<li>{escape(note)}</li>" for note in view.notes)
    return f'<ul class="notes" aria-label="{word("notes", view.lang)}">{lines}</ul>' if lines else ""


def _interactive(view: View) -> str:
    names = {name: escape(word(name, view.lang)) for name in ("smaller", "larger", "whole", "keys")}
    buttons = "".join(
        f'<button id="{key}" type="button" title="{names[name]}" aria-label="{names[name]}">{sign}</button>'
        for key, name, sign in (("out", "smaller", "−"), ("in", "larger", "+"), ("whole", "whole", "⤢"))
    )
    return (
        f'<nav id="tools" hidden>{buttons}<span id="keys">{names["keys"]}</span></nav>\n'
        f'<div id="frame" tabindex="0" role="application" aria-label="{escape(view.title)}" aria-describedby="keys" '
        'hidden><div id="network"></div></div>\n'
        '<p id="said" class="soft" role="status"></p>\n<section id="panel" hidden></section>'
    )


# -- the data of the interactive picture -------------------------------------------------------------------------------


def _data(view: View, theme: Theme) -> str:
    if view.kind == "coverage":
        return ""
    data = {
        "theme": theme,
        "root": view.root,
        "width": view.width,
        "height": view.height,
        "dense": is_dense(view),
        "nodes": [_node(view, node) for node in view.nodes],
        "edges": [_edge(view, edge) for edge in view.edges],
        "bands": [{"title": band.title, "y": band.y, "height": band.height} for band in view.bands],
        "ticks": [{"text": tick.text, "x": tick.x, "broken": tick.broken} for tick in view.ticks],
        "palettes": {"light": _palette(LIGHT), "dark": _palette(DARK)},
        "words": {"open": word("open", view.lang)},
        "network": _network(view),
        "options": _OPTIONS,
    }
    return f'<script type="application/json" id="view-data">{as_json(data)}</script>'


def _network(view: View) -> dict[str, Any]:
    """Nodes and edges as pyvis hands them to vis-network (imported here, as it brings IPython along).

    The page draws the edges itself, on the paths of the view, below the nodes.
    """
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    for node in view.nodes:
        middle = (node.x + node.width // 2, node.y + node.height // 2)
        network.add_node(node.key, label=" ", title=_tooltip(view, node), x=middle[0], y=middle[1])
    for edge in view.edges:
        network.add_edge(edge.source, edge.target, hidden=True, physics=False)
    return {"nodes": network.nodes, "edges": network.edges}


def _node(view: View, node: Node) -> dict[str, Any]:
    lines = [
        {"text": line.text, "style": line.style, "x": line.x, "y": line.y, "size": line.size}
        for line in written(view.kind, node)
    ]
    return {
        "id": node.key,
        "name": node.name,
        "said": node.described,
        "look": node.look,
        "x": node.x,
        "y": node.y,
        "width": node.width,
        "height": node.height,
        "link": node.link,
        "lines": lines,
        "facts": _facts(view, node),
    }


def _facts(view: View, node: Node) -> list[tuple[str, str]]:
    return [(word(fact.name, view.lang), fact.value) for fact in node.facts if fact.name != "relations"]


def _tooltip(view: View, node: Node) -> str:
    """What pointing at a box shows; the library shows it as text, never as HTML."""
    return "\n".join([node.name, *(f"{name}: {value}" for name, value in _facts(view, node))])


def _edge(view: View, edge: Edge) -> dict[str, Any]:
    label = None if edge.label is None else {"text": edge.label.text, "x": edge.label.x, "y": edge.label.y}
    return {
        "from": edge.source,
        "to": edge.target,
        "look": relation_class(edge.relation),
        "words": edge.words,
        "quotations": edge.quotations,
        "more": word("more", view.lang, count=edge.more) if edge.more else "",
        "path": edge.path,
        "head": edge.head,
        "label": label,
    }


def _palette(palette: Palette) -> dict[str, Any]:
    plain = {name: getattr(palette, name) for name in ("ground", "card", "ink", "soft", "line")}
    strokes = {**palette.strokes, "other": palette.other}
    looks = {name: _look(look) for name, look in palette.looks.items()}
    return {**plain, "looks": looks, "strokes": {name: _stroke(stroke) for name, stroke in strokes.items()}}


def _look(look: Look) -> dict[str, Any]:
    return {"fill": look.fill, "line": look.line, "head": look.head, "text": look.text, "dashes": _dashes(look.dashes)}


def _stroke(stroke: Stroke) -> dict[str, Any]:
    return {"color": stroke.color, "dashes": _dashes(stroke.dashes)}


def _dashes(dashes: str) -> list[int]:
    return [int(part) for part in dashes.split()]


def as_json(value: object) -> str:
    """JSON that may stand in a script element: no `<`, so that no text ends the element or opens a comment.

    >>> as_json("</script>")
    '"\\\\u003c/script>"'
    """
    return (
        json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )
