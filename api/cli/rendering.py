"""``lineage render``: a view of a document as one file: a page, a picture, a table, a file for other programs."""

from __future__ import annotations

from datetime import date as Date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.checks import checked_day
from api.cli.app import app
from api.cli.options import DateOption, StoreOption, option_check, reading
from api.cli.output import output_file, say

if TYPE_CHECKING:
    from graph.views.model import View


class ViewKind(StrEnum):
    """What a view shows."""

    lineage = "lineage"
    coverage = "coverage"
    citations = "citations"
    cascade = "cascade"


class ViewFormat(StrEnum):
    """How a view is written."""

    html = "html"
    svg = "svg"
    png = "png"
    table = "table"
    csv = "csv"
    outline = "outline"
    graphml = "graphml"
    gexf = "gexf"
    mermaid = "mermaid"
    jsonld = "jsonld"


class Way(StrEnum):
    """Up to what a document carries out or cites, down to what carries it out or cites it, or both."""

    up = "up"
    down = "down"
    both = "both"


class Theme(StrEnum):
    """Light, dark, or as the reader's system has it."""

    auto = "auto"
    light = "light"
    dark = "dark"


class Language(StrEnum):
    """The language of a view's own words."""

    vi = "vi"
    en = "en"


@app.command()
def render(
    number: Annotated[str, typer.Argument(help="Number of a document (12-CT/TW), or its IRI.", metavar="DOCUMENT")],
    view: Annotated[ViewKind, typer.Option("--view", help="What to show.")] = ViewKind.lineage,
    format: Annotated[
        ViewFormat | None, typer.Option("--format", help="How to write it; else by the name of the file, else html.")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File to write; else standard output.")] = None,
    depth: Annotated[
        int | None, typer.Option("--depth", min=0, help="Steps from the document; of citations 1 unless said.")
    ] = None,
    direction: Annotated[Way | None, typer.Option("--direction", help="Of a lineage and of citations: both.")] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            callback=option_check(checked_day),
            help="Leave out documents later than this day; of a coverage also whose provinces count.",
        ),
    ] = None,
    theme: Annotated[Theme, typer.Option("--theme", help="Colours; auto is that of the reader's system.")] = Theme.auto,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the words of the view.")] = Language.vi,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most documents to draw; the rest is counted.")] = 300,
    date: DateOption = None,
    store: StoreOption = None,
) -> None:
    """Write a view of a document as one file that needs nothing else: it opens from disk and asks no host.

    html is the picture to move about in, with the same as a still picture, as a list and as a table below it; svg and
    png are still pictures; table and outline are pages of text; csv, graphml, gexf, mermaid and jsonld are for other
    programs. Version and date of the data stand in it, and the same data give the same bytes.
    """
    from api.identifiers import find_document
    from api.views import Question, make_view
    from graph.views.writing import format_of, write

    chosen = format.value if format is not None else "html" if output is None else format_of(output)
    with reading(store) as opened:
        document = find_document(opened, number, opened.iris.base, date=date)
        question = Question(
            view.value,
            document.iri,
            None if direction is None else direction.value,
            depth,
            Date.fromisoformat(as_of) if as_of else None,
            lang.value,
            limit,
            Date.today(),
        )
        made = make_view(opened, question)
    written = write(made, chosen, theme.value)
    with output_file(output) as out:
        out.write(written)
    _say(made)


def _say(view: View) -> None:
    """What the picture leaves out, as a table or a file for programs does not tell it."""
    if view.omitted:
        for note in view.notes[:1]:
            say(f"note: {note}")
