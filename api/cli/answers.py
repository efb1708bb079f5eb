"""``lineage trace`` and ``lineage show``: the questions about one document."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.app import app
from api.cli.options import DateOption, Number, StoreOption, reading
from api.cli.output import say, write_json

if TYPE_CHECKING:
    from graph.lineage import Direction


class TraceFormat(StrEnum):
    """How a lineage is written."""

    tree = "tree"
    json = "json"
    graphml = "graphml"
    mermaid = "mermaid"


class ShowFormat(StrEnum):
    """How a document is written."""

    text = "text"
    json = "json"


@app.command()
def trace(
    number: Number,
    up: Annotated[bool, typer.Option("--up", help="Only what it carries out.")] = False,
    down: Annotated[bool, typer.Option("--down", help="Only what carries it out.")] = False,
    format: Annotated[TraceFormat, typer.Option("--format", help="How to write it.")] = TraceFormat.tree,
    date: DateOption = None,
    depth: Annotated[int | None, typer.Option("--depth", min=0, help="Steps from the document.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most documents to show; the rest is counted.")] = 500,
    stated: Annotated[
        bool, typer.Option("--stated", help="Every stated step, also those that a longer way makes superfluous.")
    ] = False,
    store: StoreOption = None,
) -> None:
    """Show the lineage of a document: up to the directives that it carries out, down to what carries it out.

    The tree is the cascade, without steps that a longer way makes superfluous; --stated shows these as well. json and
    graphml have every stated step, and tell which are in the cascade.
    """
    from api.identifiers import find_document
    from graph.drawing import mermaid, tree
    from graph.export import lineage_graphml
    from graph.lineage import trace_document

    if up and down:
        raise typer.BadParameter("--up and --down exclude each other; give neither for both")
    direction: Direction = "up" if up else "down" if down else "both"
    with reading(store) as opened:
        root = find_document(opened, number, opened.iris.base, date=date)
        found = trace_document(opened, root.iri, direction=direction, max_depth=depth, limit=limit)
    if format is TraceFormat.json:
        write_json(found.to_json())
    elif format is TraceFormat.graphml:
        typer.echo(lineage_graphml(found), nl=False)
    elif format is TraceFormat.mermaid:
        typer.echo(mermaid(found, stated=stated), nl=False)
    else:
        typer.echo("\n".join(tree(found, stated=stated)))
    if found.truncated and format is not TraceFormat.tree:
        say("note: the lineage goes on beyond --depth or --limit")


@app.command()
def show(
    number: Number,
    format: Annotated[ShowFormat, typer.Option("--format", help="How to write it.")] = ShowFormat.text,
    date: DateOption = None,
    store: StoreOption = None,
) -> None:
    """Show all that is known of a document, each fact with the quotation that states it."""
    from api.cli.details import detail_lines
    from api.identifiers import find_document
    from graph.details import show as show_document
    from graph.documents import summarize

    with reading(store, "collecting what is known") as opened:
        summary = find_document(opened, number, opened.iris.base, date=date)
        details = show_document(opened, summary.iri)
        if format is ShowFormat.json:
            write_json(details.to_json())
        else:
            typer.echo("\n".join(detail_lines(details, lambda iri: summarize(opened, iri).label)))
