"""``lineage duties`` and ``lineage calendar``: who has to do what, and by when."""

from __future__ import annotations

from datetime import date as Date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.checks import checked_day, checked_role
from api.cli.app import app
from api.cli.options import DateOption, StoreOption, option_check, reading
from api.cli.output import output_file, say, write_json, write_table
from api.wording import counted

if TYPE_CHECKING:
    from graph.duty import Duties
    from graph.model import DocumentSummary
    from graph.store import GraphStore


class DutiesFormat(StrEnum):
    """How duties are written."""

    table = "table"
    csv = "csv"
    json = "json"


OptionalNumber = Annotated[
    str | None,
    typer.Argument(help="Number of one document (83-KH/TU), or its IRI; else all documents.", metavar="[NUMBER]"),
]
AgencyOption = Annotated[
    str | None,
    typer.Option("--agency", help='Words of the name of a body, or its abbreviation: "ban dan van", BDVTU.'),
]
DirectiveOption = Annotated[
    str | None, typer.Option("--directive", help="Number of a document: its duties and those of all that carry it out.")
]
LocalityOption = Annotated[
    str | None,
    typer.Option("--locality", help='Province or district of the documents: "tay ninh", "Cát Tiên, Lâm Đồng".'),
]
DueBeforeOption = Annotated[
    str | None,
    typer.Option("--due-before", callback=option_check(checked_day), help="Only what falls due before this day."),
]
RoleOption = Annotated[
    str | None,
    typer.Option(
        "--role",
        callback=option_check(checked_role),
        help="lead, implement, monitor, advise, coordinate, or chủ trì, ...",
    ),
]


@app.command()
def duties(
    number: OptionalNumber = None,
    agency: AgencyOption = None,
    directive: DirectiveOption = None,
    locality: LocalityOption = None,
    due_before: DueBeforeOption = None,
    role: RoleOption = None,
    matrix: Annotated[
        bool, typer.Option("--matrix", help="Agencies by tasks for each document, and agencies by roles.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most duties, and most milestones, in a list.")] = 1000,
    format: Annotated[DutiesFormat, typer.Option("--format", help="How to write it.")] = DutiesFormat.table,
    date: DateOption = None,
    store: StoreOption = None,
) -> None:
    """Show who leads, implements, monitors, advises on and coordinates what, and what is due when.

    A time is shown as stated, and as the day on which it falls due: the last one of a month, quarter or year; for what
    recurs the first one since the document. --date tells apart documents that bear the NUMBER, or else the --directive.
    """
    with reading(store) as opened:
        document, carried_out = _named(opened, number, directive, date)
        found = _ask(opened, document, carried_out, agency, locality, due_before, role, None if matrix else limit)
    if matrix:
        _write_matrix(found, format)
    else:
        _write(found, format)
    if not found.total and not found.milestone_total:
        say("no duty fits; give fewer words or filters")
    elif found.truncated:
        shown = f"{len(found.duties)} of {counted(found.total, 'duty', 'duties')}"
        dated = f"{len(found.milestones)} of {counted(found.milestone_total, 'milestone')}"
        say(f"{shown}, {dated}; --limit {max(found.total, found.milestone_total)} shows all")
    if found.undated:
        say(f"note: {found.undated} more have no day and are left out")


@app.command()
def calendar(
    number: OptionalNumber = None,
    agency: AgencyOption = None,
    directive: DirectiveOption = None,
    locality: LocalityOption = None,
    due_before: DueBeforeOption = None,
    role: RoleOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write (duties.ics); else standard output.")
    ] = None,
    date: DateOption = None,
    store: StoreOption = None,
) -> None:
    """Write deadlines and milestones as a calendar (iCalendar) that Google, Outlook and Apple calendars import.

    Each is an event of one day: the day on which it falls due. What has no day is left out, and counted.
    """
    from api.duty_tables import calendar_name
    from graph.calendars import calendar as calendar_of

    with reading(store) as opened:
        document, carried_out = _named(opened, number, directive, date)
        found = _ask(opened, document, carried_out, agency, locality, due_before or Date.max.isoformat(), role, None)
    made = calendar_of(found, name=calendar_name(document, carried_out, agency))
    with output_file(output) as out:
        out.write(made)
    if found.undated:
        say(f"note: {counted(found.undated, 'duty or milestone', 'duties and milestones')} without a day left out")


def _named(
    store: GraphStore, number: str | None, directive: str | None, date: str | None
) -> tuple[DocumentSummary | None, DocumentSummary | None]:
    """The document and the directive that are named; the date is of the first that is. Raises: NotFound, Ambiguous."""
    from api.identifiers import find_document

    base = store.iris.base
    document = None if number is None else find_document(store, number, base, date=date)
    of_directive = date if number is None else None
    return document, None if directive is None else find_document(store, directive, base, date=of_directive)


def _ask(
    store: GraphStore,
    document: DocumentSummary | None,
    directive: DocumentSummary | None,
    agency: str | None,
    locality: str | None,
    due_before: str | None,
    role: str | None,
    limit: int | None,
) -> Duties:
    from graph.duties import duties as duties_of

    return duties_of(
        store,
        document=None if document is None else document.iri,
        directive=None if directive is None else directive.iri,
        agency=agency,
        locality=locality,
        due_before=None if due_before is None else Date.fromisoformat(due_before),
        role=role,
        limit=limit,
    )


def _write(found: Duties, format: DutiesFormat) -> None:
    from api.duty_tables import DUTY_COLUMNS, MILESTONE_COLUMNS, duties_csv, duty_row, milestone_row

    if format is DutiesFormat.json:
        write_json(found.to_json())
    elif format is DutiesFormat.csv:
        typer.echo(duties_csv(found), nl=False)
    else:
        if found.duties:
            write_table(DUTY_COLUMNS, [duty_row(duty) for duty in found.duties])
        if found.duties and found.milestones:
            typer.echo()
        if found.milestones:
            write_table(MILESTONE_COLUMNS, [milestone_row(item) for item in found.milestones])


def _write_matrix(found: Duties, format: DutiesFormat) -> None:
    from api.duty_tables import COUNT_COLUMNS, count_row, matrix_csv, matrix_rows
    from api.tables import describe
    from graph.model import to_json

    matrices = found.matrix()
    if format is DutiesFormat.json:
        write_json({"matrices": to_json(matrices), "by_agency": to_json(found.by_agency())})
    elif format is DutiesFormat.csv:
        typer.echo(matrix_csv(matrices), nl=False)
    else:
        for matrix in matrices:
            typer.echo(describe(matrix.document))
            write_table(("agency", *matrix.tasks), matrix_rows(matrix))
            typer.echo()
        if matrices:
            write_table(COUNT_COLUMNS, [count_row(counts) for counts in found.by_agency()])
