"""``lineage extract`` and ``lineage build``: from files to records, and from records to the store."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.app import FAILED, app
from api.cli.cautions import cautions
from api.cli.correcting import load_files
from api.cli.explaining import ExtractFormat, chosen_format, write_explained
from api.cli.options import Paths, StoreOption, chosen_iris, holds, reading_options
from api.cli.output import PageProgress, output_file, say, with_progress
from api.wording import counted
from ontology.errors import EmptyInput, InputError

if TYPE_CHECKING:
    from graph.origins import Origins
    from graph.store import GraphStore
    from loaders import FileResult
    from loaders.readers import Options


@dataclass(slots=True)
class _Tally:
    """What became of the files of one run."""

    files: int = 0
    documents: int = 0
    failed: int = 0
    sources: dict[str, FileResult] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    origins: Origins | None = None

    def add(self, result: FileResult) -> bool:
        """Counts *result* and says its warnings and error; whether its records may be used."""
        self.files += 1
        self.read.add(result.source)
        for caution in cautions(result):
            say(f"warning: {result.path}: {caution}")
        error = result.error or self._clash(result)
        if error is not None:
            self.failed += 1
            named = str(error) if str(result.path) in str(error) else f"{result.path}: {error}"
            say(f"error: {named}")
            return False
        self.documents += len(result.records)
        return True

    def _clash(self, result: FileResult) -> InputError | None:
        """An error if another file of this run, or of earlier ones, has the same name but says something else."""
        other = self.sources.setdefault(result.source, result)
        if other.sha256 == result.sha256:
            path = result.path.resolve()
            return self.origins.clash(result.source, path, result.sha256) if self.origins else None
        return InputError(
            f"{result.path}: {other.path} has the same name {result.source!r} in the store",
            hint="Give the folder that holds both, or rename one",
        )

    def finish(self) -> None:
        """Ends a run. Raises: typer.Exit(1) when any file failed; EmptyInput when there was none."""
        if not self.files:
            raise EmptyInput("no document was found", hint="Give files, or a folder that holds some")
        if self.failed:
            if self.failed < self.files:
                say(f"{self.failed} of {self.files} files failed; the others are done")
            raise typer.Exit(FAILED)


@app.command()
def extract(
    paths: Paths,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show each document with every fact marked, its rule and its confidence.")
    ] = False,
    format: Annotated[
        ExtractFormat | None,
        typer.Option("--format", help="With --explain: text (coloured in a terminal) or html (one file); else jsonl."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="File to write; else standard output. With --explain, FILE.html is HTML."),
    ] = None,
) -> None:
    """Print the record of each document as a line of JSON, or explain how it was read.

    With --explain each document is shown with its facts marked and named, followed by a table of the facts with rule,
    confidence and quotation. Exit code 1 says that some files could not be read; the others are printed all the same.
    """
    from api.settings import load_settings

    chosen = chosen_format(explain, format, output)
    tally, pages = _Tally(), PageProgress()
    options = reading_options(load_settings(), pages, keep_text=chosen is not ExtractFormat.jsonl)
    readable = _usable(with_progress(_results(paths, options), None, "Reading", pages), tally)
    if chosen is ExtractFormat.jsonl:
        _write_records(readable, output)
    else:
        write_explained(readable, chosen, output)
    tally.finish()


def _write_records(results: Iterable[FileResult], output: Path | None) -> None:
    lines = (json.dumps(record.to_json(), ensure_ascii=False) for result in results for record in result.records)
    if output is None:
        for line in lines:
            typer.echo(line)
        return
    with output_file(output) as out:
        out.writelines(f"{line}\n".encode() for line in lines)


@app.command()
def build(
    paths: Paths,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove what was loaded from these folders and whose files are gone.")
    ] = False,
    corrections: Annotated[
        list[Path] | None,
        typer.Option("--corrections", help="File of a reviewer's corrections to load as well; may be repeated."),
    ] = None,
    store: StoreOption = None,
) -> None:
    """Load documents into the store.

    It can be repeated: what has not changed stays as it is, a file that has changed replaces what it said before, and a
    file that cannot be read leaves the store as it was. Exit code 1 says that some files failed.
    """
    from api.settings import load_settings
    from graph.origins import Origins
    from graph.store import open_store

    settings = load_settings(store=store)
    own_base = chosen_iris(settings)
    if holds(settings.store):
        open_store(
            settings.store, iris=own_base
        ).close()  # says what is wrong with the directory before the work begins
    folders = [Path(path) for path in paths]
    with Origins(settings.store) as origins:
        tally = _Tally(origins=origins)
        pages = PageProgress()
        results = _results(paths, reading_options(settings, pages))
        readable = _usable(with_progress(results, None, "Loading", pages), tally)
        first = next(readable, None)
        if first is not None or (prune and origins.gone_below(folders, tally.read)):
            with open_store(settings.store, iris=own_base) as opened:
                loading = _Loading(opened, origins, tally.read)
                loading.run(itertools.chain([first] if first else [], readable), folders if prune else [])
            say(
                f"{settings.store}: {counted(tally.files - tally.failed, 'file')} with "
                f"{counted(tally.documents, 'document')}, {counted(loading.changed, 'file')} new or changed"
                f"{loading.removed()}; {counted(loading.size, 'statement')}"
            )
        if gone := len(origins.gone_below(folders, tally.read)):
            files, them = ("file", "it") if gone == 1 else ("files", "them")
            verb = "is" if gone == 1 else "are"
            say(f"{gone} {files} of earlier builds {verb} gone from these folders; --prune removes {them}")
    sound = load_files(settings.store, own_base, corrections) if corrections else True
    tally.finish()
    if not sound:
        raise typer.Exit(FAILED)


@dataclass(slots=True)
class _Loading:
    """One run of loading into an open store; whatever becomes of it, the derived graph follows from what is there."""

    store: GraphStore
    origins: Origins
    read: set[str]
    changed: int = 0
    renamed: int = 0
    pruned: int = 0
    size: int = 0
    old_names: dict[str, list[Path]] = field(default_factory=dict)

    def run(self, results: Iterable[FileResult], folders: list[Path]) -> None:
        """Loads the results, then removes what they replace and what is gone from the folders."""
        from graph.derive import derive

        try:
            self.store.load_static()
            self.changed = self.store.load_sources(self._quads(results))
            self.renamed = sum(self._forget(name, paths) for name, paths in self.old_names.items())
            gone = self.origins.gone_below(folders, self.read)
            self.pruned = sum(self._forget(name, paths) for name, paths in gone.items())
        finally:
            derive(self.store)
        self.size = len(self.store)

    def removed(self) -> str:
        """What was removed, in words."""
        renamed = f", {self.renamed} under a new name" if self.renamed else ""
        return renamed + (f", {self.pruned} removed whose files are gone" if self.pruned else "")

    def _quads(self, results: Iterable[FileResult]) -> Iterator[tuple[str, bytes]]:
        from loaders import to_nquads

        for result in results:
            path = result.path.resolve()
            for name in self.origins.other_names(result.source, path):
                self.old_names.setdefault(name, []).append(path)
            self.origins.add(result.source, path)
            yield self.store.iris.source(result.source), to_nquads(result, self.store.iris)

    def _forget(self, name: str, paths: Iterable[Path]) -> bool:
        """Forgets paths of a source, and the source with the last of them; whether it is gone."""
        if not self.origins.drop(name, paths):
            return False
        self.store.remove_source(self.store.iris.source(name))
        return True


def _results(paths: list[str], options: Options) -> Iterator[FileResult]:
    from loaders import extract_paths

    yield from extract_paths([Path(path) for path in paths], options=options)


def _usable(results: Iterable[FileResult], tally: _Tally) -> Iterator[FileResult]:
    for result in results:
        if tally.add(result):
            yield result
