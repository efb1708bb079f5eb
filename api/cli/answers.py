"""``lineage trace``, ``lineage coverage`` and ``lineage show``: the questions about one document."""

from __future__ import annotations

from datetime import date as Date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.app import app
from api.cli.options import DateOption, DayOption, Number, StoreOption, reading
from api.cli.output import say, write_json, write_table

if TYPE_CHECKING:
    from graph.coverage import Coverage
    from graph.lineage import Direction


class TraceFormat(StrEnum):
    """How a lineage is written."""

    tree = "tree"
    json = "json"
    graphml = "graphml"
    mermaid = "mermaid"


class CoverageFormat(StrEnum):
    """How a coverage is written."""

    table = "table"
    csv = "csv"
    json = "json"


class ShowFormat(StrEnum):
    """How a document is written."""

    text = "text"
    json = "json"


class Level(StrEnum):
    """Which localities are counted."""

    province = "province"
    district = "district"


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
def coverage(
    number: Number,
    level: Annotated[Level, typer.Option("--level", help="Which localities to count.")] = Level.province,
    format: Annotated[CoverageFormat, typer.Option("--format", help="How to write it.")] = CoverageFormat.table,
    as_of: DayOption = None,
    date: DateOption = None,
    store: StoreOption = None,
) -> None:
    """Show which localities have a document of their own that carries a directive out.

    issued: such a document is held; cited: it is known only because others cite it; none: nothing is known. The table
    leaves out the last; csv and json have every locality.
    """
    from api.identifiers import find_document
    from api.tables import coverage_csv
    from graph.coverage import coverage as coverage_of

    with reading(store) as opened:
        directive = find_document(opened, number, opened.iris.base, date=date)
        found = coverage_of(
            opened,
            directive.iri,
            level=level.value,
            as_of=None if as_of is None else Date.fromisoformat(as_of),
            today=Date.today(),
        )
    if format is CoverageFormat.json:
        write_json(found.to_json())
    elif format is CoverageFormat.csv:
        typer.echo(coverage_csv(found), nl=False)
    else:
        _write_coverage(found)


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


def _write_coverage(found: Coverage) -> None:
    from api.tables import describe

    counts = ", ".join(f"{status} {found.count(status)}" for status in ("issued", "cited", "none"))
    ended = sum(not row.listed for row in found.known)
    more = f"; {ended} more that are no longer listed" if ended else ""
    typer.echo(describe(found.directive))
    typer.echo(f"{found.denominator} {found.level}s as of {found.as_of} ({found.as_of_reason}): {counts}{more}")
    rows = [
        (
            row.code,
            row.name + (f" ({row.parent})" if row.parent else "") + ("" if row.listed else " [no longer listed]"),
            row.status,
            row.first_date or "",
            "" if row.delay_days is None else str(row.delay_days),
            "; ".join(document.label for document in row.documents),
        )
        for row in found.known
    ]
    write_table(("code", "locality", "status", "first", "days", "documents"), rows)
    for document in found.unplaced:
        typer.echo(f"counted for none, as it names no locality: {describe(document)}")
    for document in found.later:
        typer.echo(f"not counted, as it is later: {describe(document)}")
    for note in found.notes:
        typer.echo(f"note: {note}")
