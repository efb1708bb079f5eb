"""Saying things: data to standard output, talk to standard error, tables for people and for programs."""

from __future__ import annotations

import contextlib
import json
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, BinaryIO, TypeVar

import typer

from api.tables import candidate_rows
from ontology.errors import InputError

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID
    from rich.status import Status

Item = TypeVar("Item")


def say(line: str) -> None:
    """Writes one line of talk to standard error."""
    typer.echo(line, err=True)


def say_candidates(candidates: Iterable[object]) -> None:
    """Lists the bearers of an ambiguous number on standard error, a line each: date, label, issuer, IRI."""
    rows = [(date or "(no date)", *others) for date, *others in candidate_rows(candidates)]
    widths = [max(len(row[place]) for row in rows) for place in range(3)] if rows else []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:3], widths, strict=True)]
        say("  " + "  ".join([*cells, row[3]]).rstrip())


def write_json(value: object) -> None:
    """Writes *value* as readable JSON to standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def write_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Writes a table to standard output: aligned and folded on a terminal, with tabs elsewhere."""
    if not sys.stdout.isatty():
        for row in (columns, *rows):
            typer.echo("\t".join(" ".join(cell.split()) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=None, pad_edge=False, padding=(0, 2, 0, 0))
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
    if not path.parent.is_dir():
        raise InputError(f"{path} cannot be written: there is no folder {path.parent}", hint="Make that folder first")
    if path.is_dir():
        raise InputError(f"{path} is a folder", hint="Name a file in it")
    partial = path.with_name(path.name + ".part")
    try:
        with partial.open("wb") as out:
            yield out
        partial.replace(path)
    except OSError as error:
        raise InputError(
            f"{path} cannot be written: {error.strerror or error}",
            hint="Check the permissions of the folder and the space on the disk",
        ) from None
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


@contextmanager
def working(what: str, patience: float = 2.0) -> Iterator[None]:
    """Says on standard error that the work within goes on, if it takes longer than *patience* seconds.

    A terminal sees a line that turns and goes away; elsewhere one plain line is written.
    """
    shown = threading.Lock()
    status: Status | None = None
    ended = False

    def begin() -> None:
        nonlocal status
        with shown:
            if ended:
                return
            if not sys.stderr.isatty():
                say(f"{what} ...")
                return
            from rich.console import Console

            status = Console(stderr=True).status(f"{what} ...")
            status.start()

    timer = threading.Timer(patience, begin)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with shown:
            ended = True
            if status is not None:
                status.stop()


@contextmanager
def counting_bytes(patience: float = 2.0, pause: float = 5.0) -> Iterator[Callable[[str, int, int | None], None]]:
    """A function that hears of work, of the bytes that are done of it, and of how many there are, if that is known.

    After *patience* seconds a terminal sees a bar, and elsewhere a line is written every *pause* seconds.
    """
    if not sys.stderr.isatty():
        yield _lines_of_progress(patience, pause)
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    started = monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as progress:

        def show(what: str, done: int, whole: int | None) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, visible=False)
            progress.update(tasks[what], completed=done, total=whole, visible=monotonic() - started > patience)

        yield show


def _lines_of_progress(patience: float, pause: float) -> Callable[[str, int, int | None], None]:
    last = monotonic() - pause + patience

    def write(what: str, done: int, whole: int | None) -> None:
        nonlocal last
        if monotonic() - last >= pause:
            last = monotonic()
            say(f"{what}: {done >> 20} MB{'' if whole is None else f' of {whole >> 20}'} ...")

    return write


class PageProgress:
    """Hears of the pages of a file that takes long: a second bar on a terminal, a line now and then elsewhere."""

    def __init__(self, patience: float = 5.0) -> None:
        self._patience = patience
        self._said: float | None = None
        self._bars: Progress | None = None
        self._task: TaskID | None = None

    def show_in(self, bars: Progress) -> None:
        """Shows itself among *bars* from now on."""
        self._bars = bars

    def __call__(self, name: str, done: int, total: int) -> None:
        """Hears that *done* of *total* pages of the file *name* are recognised."""
        if self._bars is not None:
            self._show(self._bars, name, done, total)
            return
        now = monotonic()
        if self._said is None or done <= 1:
            self._said = self._said or now
        if now - self._said >= self._patience and done < total:
            self._said = now
            say(f"{name}: {done} of {total} pages recognised ...")

    def _show(self, bars: Progress, name: str, done: int, total: int) -> None:
        if self._task is None:
            self._task = bars.add_task(name, total=total, failed="", rate="")
        bars.update(self._task, description=Path(name).name, completed=done, total=total, visible=done < total)


def with_progress(
    items: Iterable[Item], total: int | None, what: str, pages: PageProgress | None = None
) -> Iterator[Item]:
    """*items* as they are, with a bar on standard error when that is a terminal and the work takes over two seconds.

    *pages* hears of the pages of one item, and gets a bar of its own below.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import Progress

    started = monotonic()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        if pages is not None:
            pages.show_in(progress)
        task = progress.add_task(what, total=total, visible=False)
        for item in items:
            progress.update(task, advance=1, visible=monotonic() - started > 2)
            yield item
