"""``lineage extract`` and ``lineage build``: from files to records, and from records to the store."""

from __future__ import annotations

import contextlib
import json
import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.build_report import BuildReport
from api.cli.app import FAILED, STOPPED, app
from api.cli.correcting import load_files
from api.cli.explaining import ExtractFormat, chosen_format, write_explained
from api.cli.options import Paths, StoreOption, reading_options
from api.cli.output import PageProgress, output_file, say, with_progress
from api.cli.progress import BuildProgress
from api.wording import counted
from ontology.errors import EmptyInput, InputError

if TYPE_CHECKING:
    from api.settings import Settings
    from loaders import FileResult
    from loaders.batches import Executor
    from loaders.cluster import Cluster
    from loaders.readers import Options


@dataclass(slots=True)
class _Tally:
    """What became of the files of one run."""

    files: int = 0
    failed: int = 0
    sources: dict[str, FileResult] = field(default_factory=dict)

    def add(self, result: FileResult) -> bool:
        """Counts *result* and says its warnings and error; whether its records may be used."""
        from loaders.cautions import notes

        self.files += 1
        for note in notes(result):
            if note.urgent:
                say(f"warning: {result.path}: {note.message}")
        error = result.error or self._clash(result)
        if error is not None:
            self.failed += 1
            named = str(error) if str(result.path) in str(error) else f"{result.path}: {error}"
            say(f"error: {named}")
            return False
        return True

    def _clash(self, result: FileResult) -> InputError | None:
        """An error if another file of this run has the same name but says something else."""
        other = self.sources.setdefault(result.source, result)
        if other.sha256 == result.sha256:
            return None
        return InputError(
            f"{result.path}: {other.path} has the same name {result.source!r} in the store",
            hint="Give the folder that holds both, or rename one",
        )


def _finish(files: int, failed: int) -> None:
    """Ends a run. Raises: typer.Exit(1) when any file failed; EmptyInput when there was none."""
    if not files:
        raise EmptyInput("no document was found", hint="Give files, or a folder that holds some")
    if failed:
        if failed < files:
            say(f"{failed} of {files} files failed; the others are done")
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
    _finish(tally.files, tally.failed)


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
    again: Annotated[
        bool, typer.Option("--again", help="Read files again that have not changed since they were loaded.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", min=1, help="Processes that read files (default: one for each core); 1: none."),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", help="Have the files read by the workers of this Dask scheduler: tcp://HOST:8786."),
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="File for a report as JSON: files, warnings, errors, time by step.")
    ] = None,
    restricted: Annotated[
        bool | None,
        typer.Option("--restricted", help="Also load what is marked MẬT, TỐI MẬT, TUYỆT MẬT or Lưu hành nội bộ."),
    ] = None,
    store: StoreOption = None,
) -> None:
    """Load documents into the store.

    It can be repeated, and goes on where it was broken off: files that have not changed are not read again, one that
    has changed replaces what it said before, and one that cannot be read leaves the store as it was. Exit code 1 says
    that some files failed.
    """
    from api.settings import load_settings

    if jobs is not None and scheduler is not None:
        raise InputError("--jobs and --scheduler exclude each other", hint="Dask says how many workers there are")
    settings = load_settings(store=store, restricted=restricted)
    cluster = _cluster(scheduler) if scheduler is not None else None
    done = BuildReport(settings.store, cluster.workers if cluster is not None else jobs or _cores())
    _write_report(done, report)  # says what is wrong with the file before the work begins
    try:
        _build(paths, done, settings, cluster, again=again, prune=prune)
    except KeyboardInterrupt:
        say("stopped; what was loaded stays, and the same command goes on from here")
        raise typer.Exit(STOPPED) from None
    finally:
        if cluster is not None:
            cluster.close()
        _write_report(done, report)
    sound = load_files(settings, corrections) if corrections else True
    _finish(done.files, done.failed)
    if not sound:
        raise typer.Exit(FAILED)


def _cluster(address: str) -> Cluster:
    from loaders.cluster import Cluster

    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what is to be said is said here
    return Cluster.connected(address)


def _build(
    paths: list[str], report: BuildReport, settings: Settings, executor: Executor | None, *, again: bool, prune: bool
) -> None:
    from api.build import Build
    from api.places import chosen_iris, holds
    from graph.origins import Origins
    from graph.store import open_store
    from loaders.batches import How

    exists, place, base = holds(settings), settings.place, chosen_iris(settings)
    pages = PageProgress()
    options = reading_options(settings, pages)
    with contextlib.ExitStack() as stack:
        opened = stack.enter_context(open_store(place, iris=base)) if exists else None
        how = How(options.limits, options.ocr, opened.iris.base if opened is not None else settings.base)
        progress = stack.enter_context(BuildProgress(pages))
        origins = stack.enter_context(Origins(settings.origins))
        building = Build(
            report,
            origins,
            opened,
            lambda: open_store(place, iris=base),
            how,
            progress,
            pages,
            executor,
            restricted=settings.restricted,
        )
        building.run([Path(path) for path in paths], again=again, prune=prune)
    if report.statements:
        say(report.line())
    if report.withheld:
        say(
            f"{counted(report.withheld, 'file')} not loaded: marked as secret or for internal use; "
            "--restricted loads such files"
        )
    if report.gone:
        files, them = ("file", "it") if report.gone == 1 else ("files", "them")
        verb = "is" if report.gone == 1 else "are"
        say(f"{report.gone} {files} of earlier builds {verb} gone from these folders; --prune removes {them}")


def _write_report(report: BuildReport, path: Path | None) -> None:
    if path is not None:
        with output_file(path) as out:
            out.write(json.dumps(report.to_json(), ensure_ascii=False, indent=2).encode() + b"\n")


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _results(paths: list[str], options: Options) -> Iterator[FileResult]:
    from loaders import extract_paths

    yield from extract_paths([Path(path) for path in paths], options=options)


def _usable(results: Iterable[FileResult], tally: _Tally) -> Iterator[FileResult]:
    for result in results:
        if tally.add(result):
            yield result
