"""``lineage correct`` and ``lineage corrections``: what reviewers say, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.app import FAILED, app, error_line
from api.cli.options import StoreOption, reading
from api.cli.output import say, say_candidates, write_json, write_table
from api.wording import counted
from ontology.errors import InputError

if TYPE_CHECKING:
    from api.settings import Settings
    from graph.corrections import CorrectionState
    from graph.statements import StatementFile
    from graph.store import GraphStore


class CorrectionsFormat(StrEnum):
    """How corrections are written."""

    table = "table"
    csv = "csv"
    json = "json"


@app.command()
def correct(
    files: Annotated[
        list[Path],
        typer.Argument(help="Files of corrections, CSV or YAML; with --remove, their names.", metavar="FILE..."),
    ],
    remove: Annotated[
        bool, typer.Option("--remove", help="Take what these files said out of the store instead of loading them.")
    ] = False,
    store: StoreOption = None,
) -> None:
    """Load a reviewer's corrections into the store, each file in the place of what it said before.

    A row that is wrong, that several documents fit, or that another row contradicts is named with its line and does not
    apply; the others do. What no document answers to yet is kept and waits for it. Exit code 1 says that some failed.
    """
    from api.settings import load_settings

    if remove:
        _remove(load_settings(store=store), [path.name for path in files])
        return
    if not load_files(load_settings(store=store), files):
        raise typer.Exit(FAILED)


def load_files(settings: Settings, files: Iterable[Path]) -> bool:
    """Loads files of corrections into the store and says what came of them; whether all is well.

    Raises: StoreError when the store cannot be written.
    """
    from api.places import chosen_iris, holds
    from graph.corrections import list_corrections, load_corrections
    from graph.derive import derive
    from graph.store import open_store

    read, sound = _read(files)
    if not read:
        return False
    is_new = not holds(settings)
    with open_store(settings.place, iris=chosen_iris(settings)) as opened:
        try:
            if is_new:
                opened.load_static()
            for found in read:
                load_corrections(opened, found.name, found.statements)
        finally:
            derive(opened)
        names = {found.name for found in read}
        known = list_corrections(opened)
        told = [item for item in known if item.correction.file in names]
        sound = all([sound, *(_is_sound(opened, item, known) for item in told)])
        states = [item.state for item in told]
    counts = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
    say(
        f"{settings.store}: {counted(len(told), 'correction')} of {counted(len(read), 'file')}"
        + (f": {counts}" if told else "")
    )
    return sound


def _read(files: Iterable[Path]) -> tuple[list[StatementFile], bool]:
    """The files that could be read, and whether nothing in any of them was wrong."""
    from graph.statements import read_statements

    read: dict[str, StatementFile] = {}
    sound = True
    for path in files:
        try:
            found = read_statements(path)
            if found.name in read:
                raise InputError(f"{path} has the same name as {read[found.name].path}", hint="Rename one of them")
        except InputError as error:
            say(error_line(error))
            sound = False
            continue
        read[found.name] = found
        for fault in found.errors:
            say(error_line(fault))
            sound = False
    return list(read.values()), sound


def _is_sound(store: GraphStore, item: CorrectionState, known: Iterable[CorrectionState]) -> bool:
    """Says what keeps a correction from being applied; false where that is a fault of the correction."""
    from graph.corrections import problem_of
    from graph.documents import summarize

    problem = problem_of(item, known)
    if problem is not None:
        say(error_line(problem))
        say_candidates(summarize(store, iri) for iri in item.candidates)
    elif item.state == "waiting":
        said = item.correction
        missing = f"no document or body in the store answers to it yet: {said.about!r}"
        say(f"waiting: {said.file}, line {said.line}: {missing}")
    return problem is None


def _remove(settings: Settings, names: Iterable[str]) -> None:
    from api.places import open_to_change
    from graph.corrections import remove_corrections
    from graph.derive import derive

    with open_to_change(settings) as opened:
        try:
            for name in dict.fromkeys(names):
                remove_corrections(opened, name)
                say(f"{settings.store}: the corrections of {name} are removed")
        finally:
            derive(opened)


@app.command()
def corrections(
    format: Annotated[CorrectionsFormat, typer.Option("--format", help="How to write it.")] = CorrectionsFormat.table,
    store: StoreOption = None,
) -> None:
    """List what reviewers say: author and reason, whether it applies, and what the texts say instead."""
    from api.tables import CORRECTION_COLUMNS, correction_row, corrections_csv
    from graph.corrections import list_corrections

    with reading(store) as opened:
        found = list_corrections(opened)
    if format is CorrectionsFormat.json:
        write_json([item.to_json() for item in found])
    elif format is CorrectionsFormat.csv:
        typer.echo(corrections_csv(found), nl=False)
    elif found:
        write_table(CORRECTION_COLUMNS, [correction_row(item) for item in found])
    else:
        say("no corrections; lineage correct FILE loads some")
