"""``lineage coverage``: which localities have a document of their own that carries a directive out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date as Date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from api.cli.app import app
from api.cli.options import DateOption, DayOption, Number, StoreOption, reading
from api.cli.output import output_file, write_table

if TYPE_CHECKING:
    from graph.coverage import Coverage


class CoverageFormat(StrEnum):
    """How a coverage is written."""

    table = "table"
    csv = "csv"
    json = "json"
    xlsx = "xlsx"


class Level(StrEnum):
    """Which localities are counted."""

    province = "province"
    district = "district"
    commune = "commune"


System = StrEnum("System", ["party", "state", "front", "armed-forces", "judiciary", "other"])
"""Whose documents count."""


@app.command()
def coverage(
    number: Number,
    level: Annotated[Level, typer.Option("--level", help="Which localities to count.")] = Level.province,
    system: Annotated[
        System | None, typer.Option("--system", help="Count only documents of bodies of this system.")
    ] = None,
    province: Annotated[str | None, typer.Option("--province", help="Count only localities of this province.")] = None,
    format: Annotated[CoverageFormat, typer.Option("--format", help="How to write it.")] = CoverageFormat.table,
    output: Annotated[
        Path | None, typer.Option("--output", help="File to write to (default: standard output).")
    ] = None,
    as_of: DayOption = None,
    date: DateOption = None,
    store: StoreOption = None,
) -> None:
    """Show which localities have a document of their own that carries a directive out.

    issued: such a document is held; cited: it is known only because others cite it; inherited: only localities that
    went into it on 2025-07-01 have one, in part if not all of them have; none: nothing is known. The table leaves out
    the last; csv, json and xlsx have every locality.
    """
    from api.identifiers import find_document
    from graph.coverage import coverage as coverage_of

    if format is CoverageFormat.xlsx and output is None and sys.stdout.isatty():
        raise typer.BadParameter("a workbook is no text for a terminal; name a file with --output")
    with reading(store) as opened:
        directive = find_document(opened, number, opened.iris.base, date=date)
        found = coverage_of(
            opened,
            directive.iri,
            level=level.value,
            as_of=None if as_of is None else Date.fromisoformat(as_of),
            system=None if system is None else system.value,
            province=province,
            today=Date.today(),
        )
    if format is CoverageFormat.table and output is None:
        _print(found)
        return
    with output_file(output) as out:
        out.write(_written(found, format))


def _written(found: Coverage, format: CoverageFormat) -> bytes:
    import json

    from api.coverage_tables import coverage_csv, coverage_xlsx

    if format is CoverageFormat.xlsx:
        return coverage_xlsx(found)
    if format is CoverageFormat.csv:
        return coverage_csv(found).encode()
    if format is CoverageFormat.json:
        return (json.dumps(found.to_json(), ensure_ascii=False, indent=2) + "\n").encode()
    raise typer.BadParameter("a table is for reading; write csv, json or xlsx to a file")


def _print(found: Coverage) -> None:
    from api.coverage_tables import (
        ASIDE,
        TABLE_COLUMNS,
        aside,
        counts_in_words,
        question,
        systems_in_words,
        table_rows,
    )
    from api.tables import describe

    ended = sum(not row.listed for row in found.known)
    more = f"; {ended} more that are no longer listed" if ended else ""
    typer.echo(describe(found.directive))
    typer.echo(f"{question(found)} as of {found.as_of} ({found.as_of_reason}): {counts_in_words(found)}{more}")
    write_table(TABLE_COLUMNS, table_rows(found))
    if systems := systems_in_words(found):
        typer.echo(systems)
    for name, said in ASIDE:
        documents = aside(found, name)
        if documents and name in _COUNTED:
            typer.echo(f"not counted: {len(documents)} {_COUNTED[name]}")
            continue
        _echo_first([f"{said}: {describe(document)}" for document in documents], said)
    _echo_first([f"note: {note}" for note in found.notes], "note")


def _echo_first(lines: Sequence[str], kind: str) -> None:
    """The first lines of a kind, and how many more there are."""
    for line in lines[:_SHOWN]:
        typer.echo(line)
    if len(lines) > _SHOWN:
        typer.echo(f"{kind}: and {len(lines) - _SHOWN} more, which JSON and XLSX hold")


_SHOWN: Final = 50


_COUNTED = {
    "elsewhere": "of another province",
    "other_systems": "of another system",
    "other_levels": "of another level",
}
"""Documents of which the table tells the number only: they are outside the question."""
