"""The formats of views: their names, endings and media types, and what writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

from graph.spreadsheets import csv_text
from graph.views.flowchart import mermaid
from graph.views.jsonld import jsonld
from graph.views.model import View
from graph.views.networks import gexf, graphml
from graph.views.options import Theme
from graph.views.outline import outline
from graph.views.page import html_page, text_page
from graph.views.png import png
from graph.views.svg import svg
from graph.views.tables import html_table, rows
from ontology.errors import InputError


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its media type, the endings of its files, and what writes a view in it."""

    media_type: str
    endings: tuple[str, ...]
    write: Callable[[View, Theme], str | bytes]


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "html": Format("text/html", (".html", ".htm"), html_page),
        "svg": Format("image/svg+xml", (".svg",), svg),
        "png": Format("image/png", (".png",), png),
        "table": Format("text/html", (), lambda view, theme: text_page(view, theme, html_table(view))),
        "csv": Format("text/csv", (".csv",), lambda view, theme: csv_text(view.columns, rows(view))),
        "outline": Format("text/html", (), lambda view, theme: text_page(view, theme, outline(view))),
        "graphml": Format("application/graphml+xml", (".graphml",), lambda view, theme: graphml(view)),
        "gexf": Format("application/gexf+xml", (".gexf",), lambda view, theme: gexf(view)),
        "mermaid": Format("text/vnd.mermaid", (".mmd", ".mermaid"), lambda view, theme: mermaid(view)),
        "jsonld": Format("application/ld+json", (".jsonld",), lambda view, theme: jsonld(view)),
    }
)
"""Every format by its name; "html" is the interactive page, "table" and "outline" are pages of text."""


def write(view: View, format: str, theme: Theme = "auto") -> bytes:
    """A view in a format.

    Raises:
        InputError: for a format that there is not, and where what a format needs is not installed.
    """
    if format not in FORMATS:
        raise InputError(f"no format {format!r} of a view", hint="One of " + ", ".join(FORMATS))
    written = FORMATS[format].write(view, theme)
    return written if isinstance(written, bytes) else written.encode("utf-8")


def format_of(path: PurePath) -> str:
    """The format that the name of a file asks for.

    Raises:
        InputError: for an ending that no format has.

    >>> format_of(PurePath("view.HTML")), format_of(PurePath("view.mmd"))
    ('html', 'mermaid')
    """
    ending = path.suffix.lower()
    for name, found in FORMATS.items():
        if ending in found.endings:
            return name
    known = ", ".join(one for found in FORMATS.values() for one in found.endings)
    raise InputError(
        f"the name {path} does not tell a format", hint=f"End it in one of {known}, or name one with --format"
    )
