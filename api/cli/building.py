"""``lineage extract`` and ``lineage build``: from files to records, and from records to the store."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from api.cli.app import FAILED, app
from api.cli.options import Paths, StoreOption
from api.cli.output import say, with_progress
from ontology.errors import EmptyInput, InputError

if TYPE_CHECKING:
    from loaders import FileResult
    from ontology.iris import Iris


@dataclass(slots=True)
class _Tally:
    """What became of the files of one run."""

    files: int = 0
    documents: int = 0
    failed: int = 0
    sources: dict[str, FileResult] = field(default_factory=dict)

    def add(self, result: FileResult) -> bool:
        """Counts *result* and says its warnings and error; whether its records may be used."""
        self.files += 1
        for warning in result.warnings:
            say(f"warning: {result.path}: {warning}")
        error = result.error or self._clash(result)
        if error is not None:
            self.failed += 1
            named = str(error) if str(result.path) in str(error) else f"{result.path}: {error}"
            say(f"error: {named}")
            return False
        self.documents += len(result.records)
        return True

    def _clash(self, result: FileResult) -> InputError | None:
        """An error if another file of this run has the same name in the store but says something else."""
        other = self.sources.setdefault(result.source, result)
        if other.sha256 == result.sha256:
            return None
        return InputError(
            f"{result.path}: {other.path} has the same name {result.source!r} in the store",
            hint="Give the folder that holds both, or rename one",
        )

    def finish(self) -> None:
        """Ends a run. Raises: typer.Exit(1) when any file failed; EmptyInput when there was none."""
        if not self.files:
            raise EmptyInput("no document was found", hint="Give .txt or .md files, or a folder that holds some")
        if self.failed:
            if self.failed < self.files:
                say(f"{self.failed} of {self.files} files failed; the others are done")
            raise typer.Exit(FAILED)


@app.command()
def extract(paths: Paths) -> None:
    """Print the record of each document as a line of JSON.

    Exit code 1 says that some files could not be read; the others are printed all the same.
    """
    tally = _Tally()
    for result in with_progress(_results(paths), None, "Reading"):
        if tally.add(result):
            for record in result.records:
                typer.echo(json.dumps(record.to_json(), ensure_ascii=False))
    tally.finish()


@app.command()
def build(paths: Paths, store: StoreOption = None) -> None:
    """Load documents into the store.

    It can be repeated: what has not changed stays as it is, a file that has changed replaces what it said before, and a
    file that cannot be read leaves the store as it was. Exit code 1 says that some files failed.
    """
    from api.settings import load_settings
    from graph.derive import derive
    from graph.store import open_store
    from ontology.iris import Iris

    settings = load_settings(store=store)
    own_base = Iris(settings.base) if "base" in settings.model_fields_set or not _holds(settings.store) else None
    if _holds(settings.store):
        open_store(
            settings.store, iris=own_base
        ).close()  # says what is wrong with the directory before the work begins
    tally = _Tally()
    readable = _usable(with_progress(_results(paths), None, "Loading"), tally)
    first = next(readable, None)
    if first is None:
        tally.finish()
        return
    with open_store(settings.store, iris=own_base) as opened:
        opened.load_static()
        changed = opened.load_sources(_quads(itertools.chain([first], readable), opened.iris))
        derive(opened)
        size = len(opened)
    say(
        f"{settings.store}: {tally.files - tally.failed} files with {tally.documents} documents, "
        f"{changed} files new or changed; {size} statements"
    )
    tally.finish()


def _results(paths: list[str]) -> Iterator[FileResult]:
    from loaders import extract_paths

    yield from extract_paths([Path(path) for path in paths])


def _usable(results: Iterable[FileResult], tally: _Tally) -> Iterator[FileResult]:
    for result in results:
        if tally.add(result):
            yield result


def _quads(results: Iterable[FileResult], iris: Iris) -> Iterator[tuple[str, bytes]]:
    from loaders import to_nquads

    for result in results:
        yield iris.source(result.source), to_nquads(result, iris)


def _holds(path: Path) -> bool:
    """Whether there is something at *path* that is not an empty directory."""
    return path.exists() and (not path.is_dir() or any(path.iterdir()))
