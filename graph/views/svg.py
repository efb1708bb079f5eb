"""A view as a static SVG picture: nodes that can be focused, with names and links, and no script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from html import escape
from typing import Final

from graph.views.boxes import Written, written
from graph.views.model import Band, Edge, Entry, Label, Node, View
from graph.views.options import Theme
from graph.views.palette import DARK, LIGHT, Palette
from graph.views.text import width, wrap

FACES: Final = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", "Liberation Sans", Arial, sans-serif'
_EDGE_PAD: Final = 24
_NARROWEST: Final = 680
_TITLE: Final = 19
_TEXT: Final = 12
_LEADING: Final = 17
_ENTRY: Final = 26
_NAMES: Final = re.compile(r'\b(id|aria-labelledby|aria-describedby)="([\w-]+)"')
_MANY: Final = 40
"""Arrows of a cascade from which on they are drawn fine: they cross each other on their ways through time."""


def svg(view: View, theme: Theme = "auto", *, apart: bool = False) -> str:
    """The view as a file of its own: with heading, legend, notes, and of which data it is.

    `apart` gives its elements names that no other picture of the same page has.
    """
    across = max(view.width, _NARROWEST)
    head, top = _heading(view, across - 2 * _EDGE_PAD)
    foot, bottom = _foot(view, across - 2 * _EDGE_PAD, top + view.height)
    shift = (across - view.width) // 2
    body = f'{head}<g transform="translate({shift} {top})">{"".join(_picture(view))}</g>{foot}'
    drawn = _frame(view, (across, bottom), theme, body, 'xmlns="http://www.w3.org/2000/svg" ')
    return _set_apart(drawn) if apart else drawn


def bare_svg(view: View, prefix: str = "") -> str:
    """The picture alone, as part of a page that has the rest, and the styles (`style`).

    With a `prefix` for the names of its parts a page may hold several, whose links lead on in the page itself.
    """
    return _frame(view, (view.width, view.height), None, "".join(_picture(view, prefix)), "", prefix)


def start_of(view: View) -> str:
    """What a page puts before a picture that is wider than its frame: there the frame is scrolled to at first, by the
    style sheet alone. The document asked for; of a map the middle.
    """
    root = next((node for node in view.nodes if node.key == view.root), None)
    middle = view.width // 2 if root is None or view.kind == "coverage" else root.x + root.width // 2
    return f'<div class="start" aria-hidden="true"><svg width="{middle}" height="1"></svg><i></i></div>'


def style(theme: Theme) -> str:
    """The style sheet of a picture: light, dark, or as the reader's system has it."""
    base = f"svg.view{{font-family:{FACES}}}.view text{{font-size:12px}}.view .h{{font-size:13px;font-weight:600}}"
    base += ".view.coverage .h{font-size:12px}.view.coverage .n{font-size:11px}.view .n{font-style:italic}"
    base += ".view.coverage .n{font-style:normal}.view .band{font-size:12px;font-weight:600}.view .days{font-size:11px}"
    base += ".view .title{font-size:19px;font-weight:650}.view path.e{fill:none;stroke-width:1.6}"
    base += (
        ".view .box{stroke-width:1.5}.view.dense path.e{stroke-width:1;stroke-opacity:.6}.view .bare{stroke-width:0}"
    )
    base += ".view a{text-decoration:none;cursor:pointer}.view a:focus,.view g[tabindex]:focus{outline:none}"
    base += ".view a:focus-visible .box,.view g[tabindex]:focus-visible .box,.view a:hover .box{stroke-width:3.5}"
    if theme == "dark":
        return base + _colours(DARK)
    dark = f"@media (prefers-color-scheme:dark){{{_colours(DARK)}}}" if theme == "auto" else ""
    return base + _colours(LIGHT) + dark


def _colours(palette: Palette) -> str:
    rules = [
        f".view .ground{{fill:{palette.ground}}}.view text{{fill:{palette.ink}}}.view .soft{{fill:{palette.soft}}}",
        f".view .note{{fill:{palette.note}}}.view .lane{{fill:{palette.card};stroke:{palette.line}}}",
        f".view .axis{{stroke:{palette.line};fill:none}}",
    ]
    for name, look in palette.looks.items():
        dashes = f";stroke-dasharray:{look.dashes}" if look.dashes else ""
        rules.append(f".view .k-{name} .box{{fill:{look.fill};stroke:{look.line}{dashes}}}")
        rules.append(f".view .k-{name} .h{{fill:{look.head}}}.view .k-{name} .t,.view .k-{name} .n{{fill:{look.text}}}")
    for name, look in palette.tiles.items():
        rules.append(f".view.coverage .k-{name} .box{{fill:{look.fill};stroke:{look.line}}}")
        rules.append(f".view.coverage .k-{name} .h{{fill:{look.head}}}.view.coverage .k-{name} .n{{fill:{look.text}}}")
    for name, stroke in (("other", palette.other), *palette.strokes.items()):
        dashes = f";stroke-dasharray:{stroke.dashes}" if stroke.dashes else ""
        rules.append(f".view path.r-{name}{{stroke:{stroke.color}{dashes}}}")
        rules.append(
            f".view .head.r-{name}{{fill:{stroke.color};stroke:none}}.view text.r-{name}{{fill:{stroke.color}}}"
        )
    return "".join(rules)


def _frame(view: View, size: tuple[int, int], theme: Theme | None, body: str, more: str, prefix: str = "") -> str:
    described = escape("; ".join((*view.about, *view.notes)))
    dense = " dense" if is_dense(view) else ""
    styles = "" if theme is None else f"<style>{style(theme)}</style>"
    return (
        f'<svg {more}class="view {view.kind}{dense}" lang="{view.lang}" role="group" '
        f'aria-labelledby="{prefix}view-title" aria-describedby="{prefix}view-about" '
        f'width="{size[0]}" height="{size[1]}" viewBox="0 0 {size[0]} {size[1]}">'
        f'<title id="{prefix}view-title">{escape(view.title)}</title>'
        f'<desc id="{prefix}view-about">{described}</desc>{styles}'
        f'<rect class="ground" width="{size[0]}" height="{size[1]}"/>{body}</svg>\n'
    )


def _set_apart(drawn: str) -> str:
    """A picture whose elements are named by what it shows. A quotation mark in a text is escaped: no name is in one."""
    mark = sha256(drawn.encode()).hexdigest()[:8]
    return _NAMES.sub(rf'\1="v{mark}-\2"', drawn)


# -- the picture -------------------------------------------------------------------------------------------------------


def _picture(view: View, prefix: str = "") -> Iterator[str]:
    yield '<g aria-hidden="true">'
    yield from _lanes(view)
    yield from map(_arrow, view.edges)
    yield from map(_title, view.bands)
    yield "</g>"
    for node in view.nodes:
        yield _box(view, node, prefix)
    yield '<g aria-hidden="true">'
    for edge in view.edges:
        if edge.label is not None:
            yield _label(edge.label, relation_class(edge.relation))
    yield "</g>"


def _lanes(view: View) -> Iterator[str]:
    for band in view.bands:
        yield f'<rect class="lane" x="8" y="{band.y}" width="{view.width - 16}" height="{band.height - 6}" rx="6"/>'
    foot = view.height - 16
    for tick in view.ticks:
        yield f'<path class="axis" d="M{tick.x} 26V{foot}"/>'
        text = f"… {tick.text}" if tick.broken else tick.text
        yield f'<text class="soft" x="{tick.x}" y="18">{escape(text)}</text>'


def _title(band: Band) -> str:
    """The heading of a row, on a ground of its own, above the arrows."""
    room = round(width(band.title, _TEXT, bold=True)) + 12
    ground = f'<rect class="lane bare" x="12" y="{band.y + 4}" width="{room}" height="19" rx="4"/>'
    return f'{ground}<text class="band soft" x="18" y="{band.y + 18}">{escape(band.title)}</text>'


def _arrow(edge: Edge) -> str:
    name = relation_class(edge.relation)
    told = escape("\n".join((edge.words, *edge.quotations)))
    head = f'<path class="head r-{name}" d="{edge.head}"/>'
    return f'<g><title>{told}</title><path class="e r-{name}" d="{edge.path}"/>{head}</g>'


def _label(label: Label, name: str) -> str:
    """Words on a ground of their own, so that no line runs through them."""
    room = round(width(label.text, 11)) + 8
    ground = f'<rect class="ground" x="{label.x - room // 2}" y="{label.y - 12}" width="{room}" height="17" rx="3"/>'
    text = f'<text class="days r-{name}" x="{label.x}" y="{label.y}" text-anchor="middle">{escape(label.text)}</text>'
    return ground + text


def is_dense(view: View) -> bool:
    """Whether the arrows of a view are drawn fine."""
    return view.kind == "cascade" and len(view.edges) > _MANY


def relation_class(relation: str) -> str:
    """The class of the arrows of a relation."""
    return relation if relation in LIGHT.strokes else "other"


def _box(view: View, node: Node, prefix: str) -> str:
    place = f'x="{node.x}" y="{node.y}" width="{node.width}" height="{node.height}"'
    shown = written(view.kind, node)
    lines = "".join(map(_line, shown))
    name = "; ".join(part for part in (node.described, node.fact("relations"), node.fact("documents")) if part)
    told = "\n".join((node.name, node.fact("title"))).strip()
    title = f"<title>{escape(told)}</title>"
    if node.link is not None and (prefix or view.kind == "coverage"):
        # who speaks to a computer says what is seen: a name has to begin with it (WCAG 2.1, 2.5.3)
        name = f"{' '.join(line.text for line in shown)} – {name}"
        title = "" if prefix else title
        lines = "\n".join(map(_line, shown))
    name = escape(" ".join(name.split()))
    inner = f'{title}<rect class="box" {place} rx="7"/>{lines}'
    if node.link is None:
        return (
            f'<g id="{prefix}{node.key}" class="k-{node.look}" role="img" tabindex="0" aria-label="{name}">{inner}</g>'
        )
    link = f'href="{escape(node.link)}"' + ("" if prefix else ' target="_blank" rel="noopener"')
    return f'<a id="{prefix}{node.key}" class="k-{node.look}" {link} aria-label="{name}">{inner}</a>'


def _line(line: Written) -> str:
    middle = ' text-anchor="middle"' if line.middle else ""
    return f'<text class="{line.style[0]}" x="{line.x}" y="{line.y}"{middle}>{escape(line.text)}</text>'


# -- heading, legend, notes --------------------------------------------------------------------------------------------


def _heading(view: View, room: int) -> tuple[str, int]:
    """The heading and the legend, and where the picture begins."""
    found, y = [], 16
    for line in wrap(view.title, room, _TITLE, most=3, bold=True):
        y += _TITLE + 5
        found.append(f'<text class="title" x="{_EDGE_PAD}" y="{y}">{escape(line)}</text>')
    for line in wrap(view.subtitle, room, _TEXT, most=3):
        y += _LEADING
        found.append(f'<text class="soft" x="{_EDGE_PAD}" y="{y}">{escape(line)}</text>')
    y += 14
    x = _EDGE_PAD
    for entry in view.legend:
        words = f"{entry.words} ({entry.count})"
        needed = _ENTRY + 8 + round(width(words, _TEXT)) + 18
        if x > _EDGE_PAD and x + needed > room:
            x, y = _EDGE_PAD, y + 22
        found.append(_entry(entry, words, x, y))
        x += needed
    return f"<g>{''.join(found)}</g>", y + 24


def _entry(entry: Entry, words: str, x: int, y: int) -> str:
    text = f'<text x="{x + _ENTRY + 8}" y="{y + 11}">{escape(words)}</text>'
    if entry.shape == "box":
        box = f'<rect class="box" x="{x}" y="{y}" width="{_ENTRY - 2}" height="14" rx="4"/>'
        return f'<g class="k-{entry.look}">{box}</g>{text}'
    name = relation_class(entry.look)
    return f'<path class="e r-{name}" d="M{x} {y + 7}h{_ENTRY}"/>{text}'


def _foot(view: View, room: int, y: int) -> tuple[str, int]:
    """Notes, then of which data the picture is, and where the file ends."""
    found = []
    for name, lines in (("note", view.notes), ("soft", (" · ".join(view.about),))):
        for line in _wrapped(lines, room):
            y += _LEADING
            found.append(f'<text class="{name}" x="{_EDGE_PAD}" y="{y}">{escape(line)}</text>')
    return f"<g>{''.join(found)}</g>", y + 20


def _wrapped(lines: Sequence[str], room: int) -> Iterator[str]:
    for line in lines:
        yield from wrap(line, room, _TEXT, most=4)
