"""Saying things: data to standard output, talk to standard error, tables for people and for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar

import typer

from api.tables import candidate_rows

Item = TypeVar("Item")


def say(line: str) -> None:
    """Writes one line of talk to standard error."""
    typer.echo(line, err=True)


def say_candidates(candidates: Iterable[object]) -> None:
    """Lists the bearers of an ambiguous number on standard error, a line each: date, label, issuer, IRI."""
    for date, label, issuer, iri in candidate_rows(candidates):
        say("  " + "  ".join(part for part in (date or "(no date)", label, issuer, iri) if part))


def write_json(value: object) -> None:
    """Writes *value* as readable JSON to standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def write_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Writes a table to standard output: with lines and folded cells on a terminal, with tabs elsewhere."""
    if not sys.stdout.isatty():
        for row in (columns, *rows):
            typer.echo("\t".join(" ".join(cell.split()) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def write_bytes(chunk: bytes) -> None:
    """Writes *chunk* to standard output as it is."""
    binary_output().write(chunk)
    binary_output().flush()


def binary_output() -> BinaryIO:
    """Standard output for bytes."""
    return typer.get_binary_stream("stdout")


@contextmanager
def output_file(path: Path | None) -> Iterator[BinaryIO]:
    """The file *path*, or standard output; a file appears whole or not at all."""
    if path is None:
        yield binary_output()
        binary_output().flush()
        return
    partial = path.with_name(path.name + ".part")
    try:
        with partial.open("wb") as out:
            yield out
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def with_progress(items: Iterable[Item], total: int | None, what: str) -> Iterator[Item]:
    """*items* as they are, with a bar on standard error when that is a terminal and the work takes over two seconds."""
    if not sys.stderr.isatty():
        yield from items
        return
    from time import monotonic

    from rich.console import Console
    from rich.progress import Progress

    started = monotonic()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total, visible=False)
        for item in items:
            progress.update(task, advance=1, visible=monotonic() - started > 2)
            yield item
