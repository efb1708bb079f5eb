"""How answers show themselves in a notebook: the static picture, tables, and the picture to move about in.

Everything stands in the output itself, so that what `jupyter nbconvert` exports shows it without any host. Every text
of an answer is escaped. Pictures bear no links: a notebook has no pages of documents to lead to.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from html import escape
from typing import Final

from graph.answers.tables import Outline, Table, all_tables, outline_of
from graph.cascade import CascadeNetwork
from graph.covered import Coverage
from graph.lineage import Lineage
from graph.views.cascade import cascade_view
from graph.views.coverage import coverage_view
from graph.views.lineage import lineage_view
from graph.views.model import View
from graph.views.options import MAX_NODES, Options
from graph.views.page import html_page
from graph.views.svg import svg
from graph.views.text import clean
from graph.views.words import Lang
from ontology.errors import InputError

MOST_ROWS: Final = 20
"""Rows of a table that a page shows; a frame has all."""
_SHORT: Final = 12
"""Letters of a text that stays on one line, such as a date."""
_LONG: Final = 160
_HIGHEST: Final = 900
_AROUND: Final = 330
"""Pixels of a page beside its picture: heading, legend, buttons and the closed lists."""
_SMALLEST: Final = 0.75
"""How small a picture is drawn where there is little room."""
_WIDER: Final = 1.2
"""How much larger than the still picture a page draws it, about, where there is room."""
_FRAME: Final = "display:block;box-sizing:border-box;border:1px solid rgba(128,128,128,.35)"
_STYLE: Final = (
    "&{font-size:13px;line-height:1.45;overflow-x:auto}"
    "& h4{margin:.3em 0;font-size:15px;font-weight:600}"
    "& ul{margin:.2em 0;padding-left:1.4em}"
    "& li{margin:0}"
    "& .notes{opacity:.8;font-style:italic}"
    "& details{margin:.4em 0}"
    "& summary{cursor:pointer}"
    "& table{border-collapse:collapse;margin:.4em 0;font-size:12px;table-layout:auto}"
    "& th,& td{text-align:left;vertical-align:top;padding:3px 10px 3px 0;"
    "border-bottom:1px solid rgba(128,128,128,.35);max-width:36em;overflow-wrap:break-word;white-space:normal}"
    "& thead th{border-bottom-width:2px}"
    "& td.number{text-align:right;white-space:nowrap}"
    "& td.short{white-space:nowrap}"
    "& td.unknown{opacity:.5}"
    "& .picture{overflow-x:auto;margin:.4em 0}"
    "& .picture svg{display:block;min-width:var(--least);max-width:100%;height:auto}"
)
STYLE: Final = _STYLE.replace("&", "div.lineage-answer.lineage-answer")
"""The class twice, as Jupyter's own rules for tables in outputs would win otherwise."""


@dataclass(frozen=True, slots=True)
class Interactive:
    """A page inside a notebook: it may run its own scripts and reach nothing, neither a host nor the notebook."""

    title: str
    page: str
    height: int

    def _repr_html_(self) -> str:
        return (
            f'<iframe title="{escape(self.title)}" srcdoc="{escape(self.page)}" sandbox="allow-scripts" '
            f'width="100%" height="{self.height}" style="{_FRAME}"></iframe>'
        )


def picture(answer: object, lang: Lang, max_nodes: int = MAX_NODES) -> View:
    """The picture of an answer.

    Raises:
        InputError: for an answer of which there is no picture, and for a limit below 1.
    """
    if max_nodes < 1:
        raise InputError(f"no picture of {max_nodes} documents", hint="draw 1 or more")
    return _drawn(answer, Options(lang, max_nodes, link=_nowhere))


def interactive(answer: object, lang: Lang, max_nodes: int = MAX_NODES, height: int | None = None) -> Interactive:
    """The picture of an answer as a page. Raises as `picture` does."""
    view = picture(answer, lang, max_nodes)
    room = height if height is not None else min(_HIGHEST, round(view.height * _WIDER) + _AROUND)
    return Interactive(view.title, html_page(view, "light"), room)


def static(answer: object) -> str | None:
    """The picture of an answer as SVG; None where there is none."""
    drawn = _view(answer)
    return None if drawn is None else svg(drawn, "light", apart=True)


def html(answer: object) -> str:
    """An answer as HTML: its picture or the heading, what has to be known of it, and its tables that have rows. Without
    a picture the first of them is open.
    """
    drawn, said = _view(answer), outline_of(answer)
    head = _picture(drawn) if drawn else f"<h4>{_text(said.title)}</h4>"
    known = all_tables(answer)
    filled = {name: table for name, table in known.items() if table.rows} or dict([next(iter(known.items()))])
    body = "".join(
        _folded(name, table, is_open=not drawn and place == 0) for place, (name, table) in enumerate(filled.items())
    )
    return f'<div class="lineage-answer"><style>{STYLE}</style>{head}{_said(said)}{body}</div>'


def _view(answer: object) -> View | None:
    try:
        return picture(answer, "en")
    except InputError:
        return None


def _picture(view: View) -> str:
    """The still picture as wide as there is room, but never too small to be read: then it can be scrolled."""
    least = round(view.width * _SMALLEST)
    return f'<div class="picture" style="--least:{least}px">{svg(view, "light", apart=True)}</div>'


def _nowhere(address: str) -> None:
    return None


@singledispatch
def _drawn(answer: object, options: Options) -> View:
    raise InputError(f"there is no picture of {type(answer).__name__}", hint="Use to_frame(), or show it as it is")


@_drawn.register
def _(answer: Lineage, options: Options) -> View:
    return lineage_view(answer, options)


@_drawn.register
def _(answer: CascadeNetwork, options: Options) -> View:
    return cascade_view(answer, options)


@_drawn.register
def _(answer: Coverage, options: Options) -> View:
    return coverage_view(answer, options)


@_drawn.register
def _(answer: View, options: Options) -> View:
    return answer


# -- tables ------------------------------------------------------------------------------------------------------------


def _said(said: Outline) -> str:
    facts = "".join(f"<li>{_text(fact)}</li>" for fact in said.facts if fact)
    notes = "".join(f'<li class="notes">{_text(note)}</li>' for note in said.notes)
    return f"<ul>{facts}{notes}</ul>" if facts or notes else ""


def _folded(name: str, table: Table, *, is_open: bool) -> str:
    count = len(table.rows)
    words = f"{_text(name)}: {_text(table.title)} ({count})"
    return f"<details{' open' if is_open else ''}><summary>{words}</summary>{_table(table)}</details>"


def _table(table: Table) -> str:
    names = list(table.columns)
    places = [place for place in table.shown if any(row[place] is not None for row in table.rows)]
    head = "".join(f'<th scope="col">{_text(names[place].replace("_", " "))}</th>' for place in places)
    kinds = list(table.columns.values())
    body = "".join(
        f"<tr>{''.join(_cell(row[place], kinds[place]) for place in places)}</tr>" for row in table.rows[:MOST_ROWS]
    )
    more = len(table.rows) - MOST_ROWS
    rest = f'<p class="notes">{more} more rows: to_frame() has all</p>' if more > 0 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"


def _cell(value: object, kind: type) -> str:
    if value is None:
        return f'<td class="unknown{"" if kind is str else " number"}" title="not known">–</td>'
    if isinstance(value, bool):
        return f"<td>{'yes' if value else 'no'}</td>"
    if isinstance(value, (int, float)):
        return f'<td class="number">{_number(value)}</td>'
    return _words(str(value))


def _number(value: float) -> str:
    """A number with at most three places.

    >>> _number(187), _number(113.5), _number(1 / 3)
    ('187', '113.5', '0.333')
    """
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _words(words: str) -> str:
    """A cell of text; what is long is cut, and shown whole where one points at it."""
    if len(words) <= _SHORT:
        return f'<td class="short">{_text(words)}</td>'
    if len(words) <= _LONG:
        return f"<td>{_text(words)}</td>"
    return f'<td title="{_text(words)}">{_text(words[:_LONG].rsplit(" ", 1)[0])} …</td>'


def _text(words: str) -> str:
    return escape(clean(words))
