"""Building a store from files: what has to be read is told from what is there already, read, and loaded."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Final, Protocol

from api.build_report import BuildReport
from graph.derive import derive
from graph.loading import Loader, Stated, stated
from graph.origins import Origins
from graph.store import GraphStore
from loaders.batches import Executor, FileQuads, How, Task, chunked, in_this_process, is_plain, read_task, size_of
from loaders.checks import RESTRICTED
from loaders.corpus import FoundFile, digests, find_files
from loaders.parallel import Pool
from loaders.readers import SUFFIXES, Options, Progress
from loaders.triples import reader_version
from ontology.errors import InputError, LineageError

FEW_FILES: Final = 32
FEW_BYTES: Final = 512 * 1024
"""Texts of so few files and bytes are read in this process: others would take longer to start."""


class Listener(Protocol):
    """Hears how a build goes on."""

    def found(self, files: int) -> None:
        """So many files were found."""

    def file(self, result: FileQuads, error: LineageError | None) -> None:
        """A file was read, was found unchanged, or failed."""

    def step(self, what: str) -> None:
        """A step begins after the last file."""


@dataclass(slots=True)
class Build:
    """One build into a store, or into none yet: then ``make`` makes it when there is something to load.

    ``restricted`` also loads files with a document that is marked as secret or for internal use.

    ``executor`` has the files read somewhere; without it, so many processes on this machine do as the report says.
    """

    report: BuildReport
    origins: Origins
    store: GraphStore | None
    make: Callable[[], GraphStore]
    how: How
    listener: Listener
    pages: Progress
    executor: Executor | None = None
    restricted: bool = False
    _again: bool = False
    _loader: Loader | None = None
    _names: dict[str, tuple[str, Path]] = field(default_factory=dict)
    _files: dict[str, Path] = field(default_factory=dict)
    _read: set[str] = field(default_factory=set)
    _old_names: dict[str, list[Path]] = field(default_factory=dict)

    def run(self, paths: Sequence[Path], *, again: bool = False, prune: bool = False) -> None:
        """Reads and loads all files that the paths name; whatever becomes of it, the derived graph follows.

        ``again`` reads unchanged files, too; ``prune`` removes what was loaded from the folders and whose files are
        gone. The store is closed at the end.

        Raises:
            StoreError: when the store cannot be made or written.
        """
        began = perf_counter()
        self._again = again
        self.report.versions["reader"] = reader_version()
        try:
            if self.store is not None:
                self._open()
            self._load(paths)
            if self.store is not None:
                self._forget_all(paths if prune else ())
                self.report.gone = len(self.origins.gone_below(paths, self._read))
            self.report.complete = True
        finally:
            self._end()
            self.report.seconds["total"] = perf_counter() - began

    def _load(self, paths: Sequence[Path]) -> None:
        found = list(find_files(paths))
        self.listener.found(len(found))
        tasks = self._tasks(found)
        executor, tasks = self._chosen(tasks)
        try:
            for result in executor(chunked(tasks, self.how), read_task):
                self._take(result)
        finally:  # what was read is loaded, also where the build is stopped
            if self._loader is not None:
                self.listener.step("loading")
                self._loader.finish()
                self._refuse(self._loader)

    def _chosen(self, tasks: Iterator[Task]) -> tuple[Executor, Iterator[Task]]:
        """Who reads the tasks, and the tasks."""
        if self.executor is not None:
            return self.executor, tasks
        first = list(itertools.islice(tasks, FEW_FILES + 1))
        few = (
            len(first) <= FEW_FILES
            and sum(size_of(task.found.path) for task in first) <= FEW_BYTES
            and all(is_plain(task.found.path) for task in first)
        )
        alone = self.report.jobs == 1 or few
        executor = in_this_process(self.pages) if alone else Pool(self.report.jobs, self.pages)
        return executor, itertools.chain(first, tasks)

    # -- what has to be read ---------------------------------------------------------------------------------------

    def _tasks(self, found: Iterable[FoundFile]) -> Iterator[Task]:
        """The files that have to be read; the others are counted on the way."""
        for one in found:
            if one.error:
                self._take(FileQuads(one.path, one.source, "", error=one.error))
                continue
            with self._timed("check"):
                other = self._files.setdefault(one.source, one.path)
                if other != one.path:
                    self._second(one, other)
                    continue
                task = self._checked(one)
            if task is not None:
                yield task

    def _checked(self, one: FoundFile) -> Task | None:
        """The task to read a file, unless the store has all of it."""
        if self.store is None or self._again:
            return Task(one)
        is_archive = SUFFIXES.get(one.path.suffix.lower()) == "zip"
        if not is_archive and self._stated(one.source) is None:
            return Task(one)
        known: dict[str, str] = {}
        same: list[FileQuads] = []
        whole = True
        for document in digests(one, Options(self.how.limits)):
            before = None if document.error else self._stated(document.source)
            if before is not None and before.sha256 == document.sha256:
                known[document.source] = document.sha256
                same.append(
                    FileQuads(
                        document.path, document.source, document.sha256, documents=before.documents, unchanged=True
                    )
                )
            elif not known:
                return Task(one)
            else:
                whole = False
        if not whole:
            return Task(one, known)
        for result in same:
            self._take(result)
        return None

    def _stated(self, name: str) -> Stated | None:
        """What the store knows of a source, if this version of the software has read it."""
        assert self.store is not None
        found = stated(self.store, self.store.iris.source(name))
        return found if found is not None and found.version == reader_version() else None

    def _second(self, one: FoundFile, other: Path) -> None:
        """Counts a second file of one name: as unchanged where it says the same, as failed where it does not."""
        own, first = _digest(one.path), _digest(other)
        clash = None if own == first else _same_name(one.path, other, one.source)
        self._take(FileQuads(one.path, one.source, own or "", error=clash, unchanged=True))

    # -- what was read ---------------------------------------------------------------------------------------------

    def _take(self, result: FileQuads) -> None:
        """Counts a result and loads it."""
        report = self.report
        self._read.add(result.source)
        for step in ("read", "extract", "write"):
            report.spent(step, getattr(result.seconds, step))
        for note in result.notes:
            report.warned(note.kind, result.source, note.message)
        error = result.error or self._clash(result)
        withheld = not self.restricted and any(note.kind in RESTRICTED for note in result.notes)
        if error is not None:
            report.failed += 1
            report.erred(type(error).__name__, result.source, error.message)
        elif withheld:
            report.withheld += 1
        elif result.unchanged:
            report.unchanged += 1
        else:
            report.read += 1
        self.listener.file(result, error)
        if error is not None:
            return
        if withheld:
            self._withhold(result)
        else:
            report.documents += result.documents
            self._keep(result)

    def _clash(self, result: FileQuads) -> InputError | None:
        """An error if another file of this run, or of earlier ones, has the same name but says something else."""
        digest, path = self._names.setdefault(result.source, (result.sha256, result.path))
        if digest != result.sha256:
            return _same_name(result.path, path, result.source)
        return self.origins.clash(result.source, result.path.resolve(), result.sha256)

    def _keep(self, result: FileQuads) -> None:
        """Notes where a source comes from, and loads it unless the store has it."""
        store = self._open()
        assert self._loader is not None
        path = result.path.resolve()
        for name in self.origins.other_names(result.source, path):
            self._old_names.setdefault(name, []).append(path)
        self.origins.add(result.source, path)
        if not result.unchanged:
            self._loader.add(store.iris.source(result.source), result.nquads)

    def _withhold(self, result: FileQuads) -> None:
        """Leaves a restricted file out, and what an earlier build has loaded of it."""
        if self.store is not None:
            path = result.path.resolve()
            for name in self.origins.other_names(result.source, path):
                self._old_names.setdefault(name, []).append(path)
            with self._timed("load"):
                self.origins.drop(result.source)
                self.store.remove_source(self.store.iris.source(result.source))

    def _refuse(self, loader: Loader) -> None:
        for iri, error in loader.refused.items():
            self.report.read -= 1
            self.report.failed += 1
            self.report.erred(type(error).__name__, iri, error.message)
            self.listener.file(FileQuads(Path(iri), iri, ""), error)

    # -- the store -------------------------------------------------------------------------------------------------

    def _open(self) -> GraphStore:
        if self.store is None:
            self.store = self.make()
        if self._loader is None:
            self._loader = Loader(self.store, tolerant=True)
            with self._timed("load"):
                self.store.load_static()
        return self.store

    def _forget_all(self, folders: Sequence[Path]) -> None:
        """Removes what was read under other names, and what is gone from the folders."""
        with self._timed("load"):
            self.report.renamed = sum(self._forget(name, paths) for name, paths in self._old_names.items())
            gone = self.origins.gone_below(folders, self._read)
            self.report.removed = sum(self._forget(name, paths) for name, paths in gone.items())

    def _forget(self, name: str, paths: Iterable[Path]) -> bool:
        """Forgets paths of a source, and the source with the last of them; whether it is gone."""
        assert self.store is not None
        if not self.origins.drop(name, paths):
            return False
        self.store.remove_source(self.store.iris.source(name))
        return True

    def _end(self) -> None:
        """Brings the derived graph up to date, and closes the store."""
        if self.store is None or self._loader is None:
            return
        self.report.changed = self._loader.changed
        self.report.spent("load", self._loader.seconds)
        try:
            self.listener.step("deriving what follows")
            with self._timed("derive"):
                derive(self.store)
            self.report.statements = len(self.store)
        finally:
            self.store.close()

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        began = perf_counter()
        try:
            yield
        finally:
            self.report.spent(step, perf_counter() - began)


def _same_name(path: Path, other: Path, source: str) -> InputError:
    return InputError(
        f"{path}: {other} has the same name {source!r} in the store",
        hint="Give the folder that holds both, or rename one",
    )


def _digest(path: Path) -> str | None:
    """The digest of a whole file, None where it cannot be read."""
    try:
        with path.open("rb") as data:
            return hashlib.file_digest(data, "sha256").hexdigest()
    except OSError:
        return None
