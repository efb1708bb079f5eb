"""``lineage conflicts``: what the texts contradict each other on, and what stayed open."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from api.checks import checked_conflict
from api.cli.app import app
from api.cli.options import DateOption, StoreOption, option_check, reading
from api.cli.output import say, write_json


class ConflictFormat(StrEnum):
    """How conflicts are written."""

    text = "text"
    csv = "csv"
    json = "json"


@app.command()
def conflicts(
    number: Annotated[
        str | None, typer.Argument(metavar="[NUMBER]", help="Number or IRI of a document; else all of the store.")
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind", callback=option_check(checked_conflict), help="Only those of this kind: date, identity, ..."
        ),
    ] = None,
    date: DateOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most conflicts to show.")] = 1000,
    format: Annotated[ConflictFormat, typer.Option("--format", help="How to write them.")] = ConflictFormat.text,
    store: StoreOption = None,
) -> None:
    """Show what the texts contradict each other on, each side with its sentences.

    Two dates of a document; two documents with one number; a heading later than a text that cites it; a document older
    than what it implements; a body that did not exist then; a type that the body may not issue; a citation of which it
    is not proven what document it means.
    """
    from api.cli.details import conflict_lines
    from api.identifiers import find_document
    from api.tables import conflicts_csv
    from graph.conflicts import conflicts as conflicts_in

    with reading(store, "collecting conflicts") as opened:
        document = None if number is None else find_document(opened, number, opened.iris.base, date=date).iri
        found = conflicts_in(opened, kind=kind, document=document, limit=limit)
        if format is ConflictFormat.json:
            write_json(found.to_json())
        elif format is ConflictFormat.csv:
            typer.echo(conflicts_csv(found), nl=False)
        else:
            typer.echo("\n".join(conflict_lines(found)))
    if len(found.conflicts) < found.total:
        say(f"{len(found.conflicts)} of {found.total} conflicts; --limit {found.total} shows all")
