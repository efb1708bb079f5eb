"""The directory of a store: what may be in it, who may write to it, and bringing it to the state of this version.

It holds the marker (see `graph.marker`), the database in `oxigraph/`, the paths of the files in `origins.jsonl` (see
`graph.origins`), the index in `index/` (see `graph.index`), `underived` while the derived graph does not follow from
the sources, `loading` while a bulk is loaded (see `graph.journal`), and `lineage-store.lock` while a process writes
(see `graph.locks`). A directory that is not empty and bears no marker is never touched.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from graph import restoring
from graph.journal import LOADING
from graph.locks import StoreLock
from graph.marker import LAYOUT, MARKER, Marker, is_free, is_store, read_marker, write_marker
from graph.origins import ORIGINS
from ontology.errors import StoreError
from ontology.iris import Iris

DATABASE: Final = "oxigraph"
UNDERIVED: Final = "underived"
INDEX: Final = "index"
_TRIES: Final = 10
_PAUSE: Final = 0.1
"""How often a store is opened for reading while a writer changes its files, and how long apart, in seconds."""
_NOTES: Final = (ORIGINS, UNDERIVED, LOADING, INDEX)
"""What a store may have, and what is not the next one's when it takes its place."""

Opened = TypeVar("Opened")


def check_directory(path: Path, *, read_only: bool) -> None:
    """Say what is wrong with a directory before anything is done in it.

    Raises:
        StoreError: when it is a file, of something else, or (to read) not there.
    """
    if is_store(path):
        return
    if path.exists() and not path.is_dir():
        raise StoreError(f"{path} is a file, not the directory of a store", hint="name another directory")
    if not is_free(path):
        raise StoreError(
            f"{path} is a directory of something else (no {MARKER} in it)", hint="name an empty or a new directory"
        )
    if read_only:
        raise StoreError(f"there is no store at {path}", hint="make one with: lineage build PATH... --store DIR")


def locked(path: Path) -> StoreLock:
    """The lock of the store in a directory, which is made. A store that cannot be read is not even locked.

    Raises:
        StoreError: when another process holds it, the layout is of another version, or nothing can be written.
    """
    if (path / MARKER).is_file() and not restoring.is_pending(path):
        read_marker(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise open_error(path, error) from error
    return StoreLock(path)


def prepared(path: Path, iris: Iris | None) -> Marker:
    """The marker of a store that is locked, of this layout, made where there was none.

    Raises:
        StoreError: when the base of the IRIs is another one, or nothing can be written.
    """
    try:
        settle(path)
        marker = read_marker(path) if (path / MARKER).is_file() else Marker((iris or Iris()).base, layout=0)
        check_base(path, marker, iris)
        if marker.layout != LAYOUT:
            marker = marker.migrated()
            write_marker(path, marker)
    except OSError as error:
        raise open_error(path, error) from error
    return marker


def check_base(path: Path, marker: Marker, iris: Iris | None) -> None:
    """Raise: StoreError when a store was made with another base of the IRIs than is wanted."""
    if iris is not None and iris.base != marker.base:
        raise StoreError(
            f"{path} was built with IRIs under {marker.base}, not {iris.base}",
            hint="use that base or another directory",
        )


def finish_restore(path: Path) -> None:
    """Finish a restore that broke off after it had been decided.

    Raises:
        StoreError: when it is going on, or nothing can be written.
    """
    if not restoring.is_pending(path):
        return
    lock = StoreLock(path)
    try:
        settle(path)
    except OSError as error:
        raise open_error(path, error) from error
    finally:
        lock.release()


def settle(path: Path) -> None:
    """Finish what a restore has decided, and remove what it has not; for who holds the lock.

    Raises:
        OSError: when something cannot be moved.
    """
    restoring.finish(path, DATABASE, _NOTES)
    restoring.discard(path)


def open_error(path: Path, error: Exception) -> StoreError:
    """What to say of a store that cannot be opened: it is in use, the disk takes nothing more, or it is damaged."""
    if "lock" in str(error).lower():
        return StoreError(f"the store {path} is in use by another process", hint="stop it, or open the store read-only")
    if _is_unwritable(error):
        return StoreError(f"the store {path} cannot be written: {error}", hint=remedy(error))
    return StoreError(
        f"the store {path} cannot be opened: {error}",
        hint="restore a backup (lineage restore FILE --force), or build it anew in another directory",
    )


def patiently(opened: Callable[[], Opened]) -> Opened:
    """What a function opens for reading; tried again where a writer has just put other files in the place of those
    that were listed.
    """
    for turn in itertools.count(1):
        try:
            return opened()
        except StoreError as error:
            if turn == _TRIES or not _is_changing(error):
                raise
        time.sleep(_PAUSE)
    raise AssertionError("unreachable")


def _is_changing(error: StoreError) -> bool:
    cause = str(error.__cause__).lower()
    return "manifest" in cause or "no such file" in cause


def _is_unwritable(error: Exception) -> bool:
    """Whether the disk is at fault and not what is on it; the engine tells by the text alone."""
    text = str(error).lower()
    return _is_full(error) or "permission denied" in text or "read-only" in text


def _is_full(error: Exception) -> bool:
    text = str(error).lower()
    return "no space" in text or "quota" in text or "too large" in text


def remedy(error: Exception) -> str:
    """What to do when the disk takes nothing more."""
    if _is_full(error):
        return "free space on the disk, then run the same again: each file is loaded wholly or not at all"
    return "check the permissions of the directory and the space on the disk, then run the same again"
