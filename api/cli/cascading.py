"""``lineage cascade``: how a directive went down, in figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date as Date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from api.checks import checked_day
from api.cli.app import app
from api.cli.options import DateOption, Number, StoreOption, option_check, reading
from api.cli.output import say, write_json, write_table
from api.wording import counted

if TYPE_CHECKING:
    from graph.cascade import Cascade
    from graph.model import DocumentSummary

LISTED = 20
"""How many steps without days the table lists."""
NAMED = 3
"""How many documents are named in one line."""


class CascadeFormat(StrEnum):
    """How a cascade is written."""

    table = "table"
    csv = "csv"
    json = "json"


@app.command()
def cascade(
    number: Number,
    format: Annotated[CascadeFormat, typer.Option("--format", help="How to write it.")] = CascadeFormat.table,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", callback=option_check(checked_day), help="Leave out documents later than this day: 2022-12-31."
        ),
    ] = None,
    date: DateOption = None,
    store: StoreOption = None,
) -> None:
    """Show how a directive went down: documents and days by level, fan-out, depth, and steps that cannot be right.

    Days count from the date of the directive; quartiles by the inclusive method. A document without a date to the day
    is counted as undated, one dated before the directive as older; both count for no time. The table has the levels
    with documents, csv and json have all.
    """
    from api.identifiers import find_document
    from api.tables import cascade_csv
    from graph.cascade import cascade as cascade_of

    with reading(store) as opened:
        directive = find_document(opened, number, opened.iris.base, date=date)
        found = cascade_of(opened, directive.iri, as_of=None if as_of is None else Date.fromisoformat(as_of))
    if format is CascadeFormat.json:
        write_json(found.to_json())
    elif format is CascadeFormat.csv:
        typer.echo(cascade_csv(found), nl=False)
        for line in (*found.notes, *_left_out(found)):
            say(f"note: {line}")
    else:
        _write(found)


def _write(found: Cascade) -> None:
    from api.tables import CASCADE_COLUMNS, cascade_cells, describe

    typer.echo(describe(found.directive))
    rows = [row for row in (*found.levels, found.total) if row.documents or row is found.total]
    write_table(
        [name.replace("_", " ") for name in CASCADE_COLUMNS],
        [["" if cell is None else str(cell) for cell in cascade_cells(row)] for row in rows],
    )
    typer.echo("\n".join(cascade_lines(found)))


def cascade_lines(found: Cascade) -> list[str]:
    """What the table of levels does not tell of a cascade, a line each."""
    lines = [*_fan_out(found), f"depth: {counted(found.depth, 'step')}{_named(found.deepest)}"]
    odd = f"{len(found.unknown)} of them without days, {len(found.negative)} with negative days"
    lines.append(f"steps: {found.steps} stated, {odd}")
    lines += [
        f"older by {counted(-(step.days or 0), 'day')}: {step.source.label} ({step.source.date}) "
        f"{step.relation.replace('-', ' ')} {step.target.label} ({step.target.date})"
        for step in found.negative
    ]
    lines += [
        f"without days: {step.source.label} {step.relation.replace('-', ' ')} {step.target.label}"
        for step in found.unknown[:LISTED]
    ]
    if len(found.unknown) > LISTED:
        lines.append(f"without days: {len(found.unknown) - LISTED} more; --format json lists all")
    lines += ["cycle: " + " -> ".join(document.label for document in (*cycle, cycle[0])) for cycle in found.cycles]
    lines += [f"note: {note}" for note in (*found.notes, *_left_out(found))]
    return [" ".join(line.split()) for line in lines]


def _fan_out(found: Cascade) -> Iterator[str]:
    fan = found.fan_out
    if fan.median is not None:
        yield (
            f"fan-out: {counted(fan.documents, 'document')} carried out directly by others, by {fan.median:g} in the "
            f"median, by {fan.most} at most{_named(fan.widest)}"
        )


def _named(documents: Sequence[DocumentSummary]) -> str:
    """The first of some documents in brackets."""
    names = ", ".join(document.label for document in documents[:NAMED])
    more = f" and {len(documents) - NAMED} more" if len(documents) > NAMED else ""
    return f" ({names}{more})" if names else ""


def _left_out(found: Cascade) -> list[str]:
    return [f"{counted(found.later, 'document')} later than {found.as_of} left out"] if found.later else []
