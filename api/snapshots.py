"""What the server reads: a frozen copy of the store's files, made anew when the store has changed.

Oxigraph's read-only mode does not bear another process that writes: files vanish under it. So the files that never
change (``*.sst``) are hard-linked and the few that do are copied into a directory of this process below the store;
``lineage build`` may run beside the server, which goes over to the new data with its next request. While a build is
under way, that is until what follows from its sources is derived, and while a restored store takes its place, the
server goes on with what it has: an answer never mixes new sources with what was derived from the old ones.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import logging
import os
import shutil
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from anyio.to_thread import run_sync

from graph import terms
from graph.directory import INDEX
from graph.index.keeping import STATE
from graph.journal import LOADING
from graph.locks import is_alive
from graph.marker import MARKER
from graph.restoring import is_pending
from graph.store import DATABASE, UNDERIVED, GraphStore, open_store
from ontology.errors import StoreError

SERVING = "serving"
"""Directory below the store for the frozen copies; it may be deleted when no server runs."""

_DATA = ("CURRENT", "MANIFEST-*", "OPTIONS-*", "IDENTITY", "*.log", "*.sst", "*.blob")
_NEVER_CHANGES = (".sst", ".blob")
_SETTLE_SECONDS = 0.25
_LOOK_SECONDS = 0.1
"""Whoever asks meanwhile is not worth another look at the files."""
_TRIES = 60
_TRIES_TO_RENEW = 2
_LOG = logging.getLogger("lineage.store")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The store as it was at one moment, with its files in `database`; other data, other `version`.

    Where the store is on a server, `database` is its URL.
    """

    store: GraphStore
    database: Path | str
    version: str


class Serving(Protocol):
    """Hands out the newest data of a store."""

    def known(self) -> Snapshot | None:
        """The newest data, where no look at the store is due: this never waits."""

    def current(self) -> Snapshot:
        """The newest data, which may take a look at the store."""

    def close(self) -> None:
        """Give free what was held."""


async def newest(serving: Serving) -> Snapshot:
    """The newest data, without holding up the event loop. Raises: as `Serving.current`."""
    known = serving.known()
    return known if known is not None else await run_sync(serving.current)


class Snapshots:
    """Hands out the newest snapshot of one store directory; safe to use from many threads. Close it when done.

    Raises: StoreError from each method when the directory is no store, or never comes to rest.
    """

    def __init__(self, path: Path, *, restricted: bool = False) -> None:
        """Serve the store in a directory; one with restricted documents only where *restricted* says so."""
        self._path = path
        self._restricted = restricted
        self._refused = ""
        self._look_at = 0.0
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._current: Snapshot | None = None
        self._look = _Look()

    def known(self) -> Snapshot | None:
        """The snapshot of the data as they were a moment ago, also while another request looks for newer ones."""
        return self._current if time.monotonic() < self._look_at or self._lock.locked() else None

    def current(self) -> Snapshot:
        """The snapshot of the data as they are now, or as they were before the changes that are being written.

        Whoever asks a database by its path keeps the snapshot for as long: its files go with the last who has it.
        """
        with self._lock:
            if self._current is None:
                self._current = self._freeze(_TRIES)
            elif time.monotonic() >= self._look_at:
                self._look_at = time.monotonic() + _LOOK_SECONDS
                if self._has_new_data(self._current):
                    with contextlib.suppress(_BeingWritten):  # the next request tries again
                        self._current = self._renewed(self._current)
            return self._current

    def _renewed(self, known: Snapshot) -> Snapshot:
        """The newest data, unless they are not to be served: then those that are known, and a line in the log.

        Raises: RestrictedError where nothing was frozen, so that what is known is not as it was either.
        """
        try:
            return self._freeze(_TRIES_TO_RENEW)
        except RestrictedError as error:
            if known.database == self._path / DATABASE:
                self._current = None
                raise
            _LOG.error("%s; the server goes on with what it had", error)
            self._refused = error.version
            return known

    def close(self) -> None:
        """Removes the frozen copies of this process."""
        with self._lock:
            self._current = None
            self._remove_own()

    def _has_new_data(self, snapshot: Snapshot) -> bool:
        """Whether there are other data that have come to rest."""
        try:
            version, age = self._look.fingerprint(self._path / DATABASE)
        except StoreError:
            if is_pending(self._path):
                return False
            raise
        return (
            version not in (snapshot.version, self._refused)
            and age >= _SETTLE_SECONDS
            and not _is_unfinished(self._path)
        )

    def _freeze(self, tries: int) -> Snapshot:
        if not (self._path / MARKER).is_file() or (self._current is None and is_pending(self._path)):
            open_store(self._path, read_only=True).close()  # says what is wrong with the directory
        if not os.access(self._path, os.W_OK):  # a medium that only reads: nobody writes beside us either
            version, _ = _fingerprint(self._path / DATABASE)
            return self._checked(Snapshot(open_store(self._path, read_only=True), self._path / DATABASE, version))
        _remove_dead(self._path / SERVING)
        error: Exception | None = None
        for _ in range(tries):
            target = self._path / SERVING / f"{os.getpid()}-{id(self):x}-{next(self._numbers)}"
            try:
                version = _copy(self._path, target)
                store = open_store(target, read_only=True)
            except (OSError, StoreError) as fault:
                error = fault
                shutil.rmtree(target, ignore_errors=True)
                time.sleep(_SETTLE_SECONDS / 2)
                continue
            weakref.finalize(store, shutil.rmtree, target, ignore_errors=True)
            return self._checked(Snapshot(store, target / DATABASE, version))
        raise _BeingWritten(f"The store {self._path} cannot be read: {error}", hint="Try again, or build it anew")

    def _checked(self, snapshot: Snapshot) -> Snapshot:
        if not self._restricted:
            try:
                check_open(snapshot.store)
            except RestrictedError as error:
                error.version = snapshot.version
                raise
        return snapshot

    def _remove_own(self) -> None:
        for path in (self._path / SERVING).glob(f"{os.getpid()}-{id(self):x}-*"):
            shutil.rmtree(path, ignore_errors=True)
        with contextlib.suppress(OSError):  # not empty: another server reads this store
            (self._path / SERVING).rmdir()


class RestrictedError(StoreError):
    """The store holds documents that are not to be published, and nobody has said that it may be served."""

    version = ""
    """The data that hold them."""


def check_open(store: GraphStore) -> None:
    """Check that a store holds nothing that is marked as secret or for internal use. Raises: RestrictedError."""
    marked = next(iter(store.raw.quads_for_pattern(None, terms.RESTRICTED, None, None)), None)
    if marked is None:
        return
    named = next(iter(store.raw.quads_for_pattern(marked.subject, terms.FILE_NAME, None, None)), None)
    file = "" if named is None else getattr(named.object, "value", "")
    raise RestrictedError(
        f"the store holds documents that are marked as secret or for internal use, such as one of {file}",
        hint="serve it with --restricted to those who may read them, or take them out: lineage remove FILE",
    )


class _BeingWritten(StoreError):
    """The store did not come to rest."""


def _is_unfinished(path: Path) -> bool:
    """Whether what is there is not meant to be shown yet: a build has not come to its end, or a restore."""
    return (path / UNDERIVED).exists() or is_pending(path)


def _files(database: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(database) as entries:
        for entry in entries:
            if any(Path(entry.name).match(pattern) for pattern in _DATA):
                yield entry


def _fingerprint(database: Path) -> tuple[str, float]:
    """(digest over names, sizes and times of the data files and of the index's state, seconds since the newest)."""
    try:
        states = sorted((entry.name, entry.stat().st_size, entry.stat().st_mtime_ns) for entry in _files(database))
        states += [(STATE, found.st_size, found.st_mtime_ns) for found in _index_state(database.parent)]
    except FileNotFoundError as error:
        if not database.is_dir():
            raise StoreError(f"There is no store at {database.parent}", hint="Make one with: lineage build") from error
        return "", 0.0  # a file went away between listing and asking: writing is going on
    newest = max((time_ns for _, _, time_ns in states), default=0)
    return hashlib.sha256(repr(states).encode()).hexdigest()[:16], time.time() - newest / 1e9


class _Look:
    """The fingerprint of one directory, for which all files are looked at only when one of them may have changed.

    A store of 100,000 documents has a hundred files or more, and every request asks. Files that never change come and
    go with a new time of their directory; the few others are asked for theirs. Times that are too new prove nothing:
    the clock of a file system ticks in milliseconds.
    """

    def __init__(self) -> None:
        self._names: tuple[str, ...] = ()
        self._stamp: tuple[object, ...] | None = None
        self._known = ("", 0.0)

    def fingerprint(self, database: Path) -> tuple[str, float]:
        """As `_fingerprint`. Raises: StoreError."""
        now = time.time()
        if self._stamp is not None and _stamp(database, self._names) == self._stamp:
            return self._known[0], now - self._known[1]
        before = None
        with contextlib.suppress(OSError):  # it has just gone away
            self._names = tuple(path.name for path in database.iterdir() if path.suffix not in _NEVER_CHANGES)
            if now - database.stat().st_mtime >= _SETTLE_SECONDS:
                before = _stamp(database, self._names)
        version, age = _fingerprint(database)
        self._known = version, now - age
        unchanged = before is not None and _stamp(database, self._names) == before
        self._stamp = before if unchanged and age >= _SETTLE_SECONDS else None
        return version, age


def _stamp(database: Path, names: Sequence[str]) -> tuple[object, ...] | None:
    """The time of a directory, and sizes and times of these files in it and of the index; ``None`` if one is gone."""
    try:
        found = [database.stat(), *((database / name).stat() for name in names), *_index_state(database.parent)]
    except OSError:
        return None
    return (found[0].st_mtime_ns, *((each.st_size, each.st_mtime_ns) for each in found[1:]))


def data_time(database: Path) -> float:
    """When the files of *database* last changed, in seconds since 1970."""
    return max((entry.stat().st_mtime for entry in _files(database)), default=0.0)


def data_date(snapshot: Snapshot) -> datetime:
    """When the data of a snapshot last changed, in UTC; of a store on a server, when that was first seen."""
    return datetime.fromtimestamp(int(time_of(snapshot)), UTC)


def time_of(snapshot: Snapshot) -> float:
    """The same in seconds since 1970."""
    return _time_of(snapshot.database, snapshot.version)


@lru_cache(maxsize=16)
def _time_of(database: Path | str, version: str) -> float:
    return data_time(database) if isinstance(database, Path) else time.time()


def _index_state(path: Path) -> Iterator[os.stat_result]:
    with contextlib.suppress(OSError):  # there is none, or another one is just taking its place
        yield (path / INDEX / STATE).stat()


def _copy(path: Path, target: Path) -> str:
    """Freezes the store *path* into *target* and returns its version. Raises: OSError when it changed meanwhile.

    With the note of a bulk that is being loaded, or was when a process died: who opens the copy finds none of it.
    """
    before, _ = _fingerprint(path / DATABASE)
    (target / DATABASE).mkdir(parents=True)
    shutil.copy2(path / MARKER, target / MARKER)
    with contextlib.suppress(FileNotFoundError):
        shutil.copy2(path / LOADING, target / LOADING)
    for entry in list(_files(path / DATABASE)):
        place = target / DATABASE / entry.name
        if entry.name.endswith(_NEVER_CHANGES):
            with contextlib.suppress(OSError):
                os.link(entry.path, place)
                continue
        shutil.copy2(entry.path, place)
    _link_index(path / INDEX, target / INDEX)
    if is_pending(path) or _fingerprint(path / DATABASE)[0] != before:
        raise OSError("it is being written")
    return before


def _link_index(folder: Path, target: Path) -> None:
    """Links the files of the index, if there is one; without it, or with a part of it, the store itself answers."""
    with contextlib.suppress(OSError):
        names = [entry.name for entry in folder.iterdir()]
        target.mkdir()
        for name in names:
            with contextlib.suppress(OSError):
                os.link(folder / name, target / name)


def _remove_dead(serving: Path) -> None:
    """Removes what processes left behind that ended without doing so."""
    for path in serving.glob("*-*-*"):
        pid = path.name.partition("-")[0]
        if pid.isdigit() and not is_alive(int(pid)):
            shutil.rmtree(path, ignore_errors=True)
