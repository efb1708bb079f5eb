"""Backups of a store, and stores from backups; the file is described in `graph.archive`."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast
from zipfile import ZipFile

import pyoxigraph as ox

from graph import restoring
from graph.archive import GRAPH, MANIFEST, Manifest, Measured, Part, Progress, opened, pieces, verify, write_part
from graph.directory import DATABASE, UNDERIVED, settle
from graph.files import PARTIAL, sync_folder
from graph.locks import StoreLock, is_alive
from graph.marker import MARKER, RESTORING, Marker, is_free, is_store, read_marker, write_marker
from graph.origins import ORIGINS
from graph.store import GraphStore, open_store
from ontology.errors import InputError, StoreError

FROZEN: Final = "backing-up"
"""Beginning of the name of the directory below a store in which a backup keeps it as it was; it takes no space."""
_LOAD_BYTES: Final = 16 << 20
"""N-Quads that are parsed at a time: this bounds the memory."""


def _silent(what: str, done: int, whole: int | None) -> None:
    """Nobody hears."""


def backup(store: Path, file: Path, *, software: str, created: str, progress: Progress = _silent) -> Manifest:
    """Write all of a store to one file, which appears whole or not at all; what the file holds.

    The store is read as it was at the beginning: builds wait a moment, and go on beside it.

    Raises:
        StoreError: when there is no store, or another process writes to it.
        InputError: when the file cannot be written.
    """
    with _frozen(store.resolve()) as frozen, _whole(file) as out, ZipFile(out, "w") as archive:

        def hear(done: int) -> None:
            progress("Writing", done, None)

        def write(name: str, data: bytes) -> Part:
            return write_part(archive, name, lambda part: part.write(data), lambda done: None)

        parts = {
            GRAPH: write_part(archive, GRAPH, lambda part: _dump(frozen.store, part), hear),
            MARKER: write(MARKER, frozen.marker.to_json().encode()),
            ORIGINS: write(ORIGINS, frozen.origins),
        }
        graphs = sum(1 for _ in frozen.store.raw.named_graphs())
        manifest = Manifest(software, created, frozen.marker.layout, frozen.derived, graphs, parts)
        write(MANIFEST, manifest.to_json().encode())
    return manifest


def restore(file: Path, store: Path, *, force: bool = False, progress: Progress = _silent) -> Manifest:
    """Make a store from a backup, in the place of what is there with *force*; what the backup holds.

    All digests are verified before anything is touched. Then the store is what it was until the restored one is
    complete, and the restored one from then on, whenever the process dies.

    Raises:
        InputError: when the backup cannot be read or is damaged.
        StoreError: when the directory is of something else, or a store that is not empty (without *force*), or in use,
            or cannot be written.
    """
    store = store.resolve()
    _check_place(store, force=force)
    with opened(file) as (archive, manifest):
        verify(file, archive, manifest, progress)
        marker = _marker(file, archive)
        lock = _locked(store)
        try:
            _check_place(store, force=force)
            restoring.discard(store)
            _unpack(file, archive, manifest, store / RESTORING, progress)
            write_marker(store / RESTORING, marker)
            restoring.decide(store)
            settle(store)
        except (OSError, RuntimeError) as error:
            raise StoreError(
                f"the store {store} cannot be written: {error}",
                hint="check the permissions of the directory and the space on the disk, then restore again",
            ) from error
        finally:
            if not restoring.is_pending(store):
                with contextlib.suppress(OSError):
                    restoring.discard(store)
            lock.release()
    return manifest


# -- a store as it was -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Frozen:
    store: GraphStore
    marker: Marker
    origins: bytes
    derived: bool


@contextmanager
def _frozen(path: Path) -> Iterator[_Frozen]:
    """The store as it is now, whatever is written to it meanwhile."""
    if not is_store(path) or not os.access(path, os.W_OK):  # on a medium that only reads, nobody writes beside us
        with open_store(path, read_only=True) as store:
            yield _Frozen(store, read_marker(path), _origins(path), store.derived)
        return
    _remove_dead(path)
    frozen = path / f"{FROZEN}-{os.getpid()}"
    try:
        with open_store(path) as writing:
            frozen.mkdir()
            assert isinstance(writing.raw, ox.Store)  # as in every directory
            writing.raw.backup(str(frozen / DATABASE))
            shutil.copy2(path / MARKER, frozen / MARKER)
            origins = _origins(path)
        with open_store(frozen, read_only=True) as store:
            yield _Frozen(store, read_marker(frozen), origins, derived=True)
    finally:
        shutil.rmtree(frozen, ignore_errors=True)


def _origins(path: Path) -> bytes:
    return (path / ORIGINS).read_bytes() if (path / ORIGINS).is_file() else b""


def _remove_dead(path: Path) -> None:
    """Remove what backups left that died."""
    for left in path.glob(f"{FROZEN}-*"):
        pid = left.name.rpartition("-")[2]
        if pid.isdigit() and (int(pid) == os.getpid() or not is_alive(int(pid))):
            shutil.rmtree(left, ignore_errors=True)


def _dump(store: GraphStore, part: Measured) -> None:
    store.raw.dump(cast("IO[bytes]", part), ox.RdfFormat.N_QUADS)  # it only writes


@contextmanager
def _whole(file: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name when it is complete and on the disk."""
    if file.is_dir():
        raise InputError(f"{file} is a folder", hint="Name a file in it")
    if not file.parent.is_dir():
        raise InputError(f"{file} cannot be written: there is no folder {file.parent}", hint="Make that folder first")
    partial = file.with_name(file.name + PARTIAL)
    try:
        with partial.open("wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        partial.replace(file)
        sync_folder(file.parent)
    except OSError as error:
        raise InputError(
            f"{file} cannot be written: {error.strerror or error}",
            hint="Check the permissions of the folder and the space on the disk",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


# -- a store from a backup ---------------------------------------------------------------------------------------------


def _check_place(store: Path, *, force: bool) -> None:
    if is_store(store):
        if not force and not _is_empty(store):
            raise StoreError(
                f"the store {store} is not empty", hint="name another directory, or replace all of it with --force"
            )
    elif store.exists() and not store.is_dir():
        raise StoreError(f"{store} is a file, not the directory of a store", hint="name another directory")
    elif not is_free(store):
        raise StoreError(
            f"{store} is a directory of something else (no {MARKER} in it)", hint="name an empty or a new directory"
        )


def _is_empty(store: Path) -> bool:
    """Whether a store holds nothing; one that cannot be read may hold something."""
    if not (store / DATABASE).is_dir():
        return not restoring.is_pending(store)
    try:
        with open_store(store, read_only=True) as opened_store:
            return next(iter(opened_store.raw), None) is None
    except StoreError:
        return False


def _locked(store: Path) -> StoreLock:
    try:
        store.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the store {store} cannot be made: {error.strerror or error}", hint="check the path and its permissions"
        ) from error
    return StoreLock(store)


def _marker(file: Path, archive: ZipFile) -> Marker:
    """The marker of the store that was backed up, as this version writes it."""
    try:
        return Marker.parse(b"".join(pieces(file, archive, MARKER))).migrated()
    except ValueError as error:
        raise InputError(f"{file} is damaged: {MARKER}: {error}") from error
    except StoreError as error:
        raise StoreError(f"{file} {error.message}", hint=error.hint) from None


def _unpack(file: Path, archive: ZipFile, manifest: Manifest, place: Path, progress: Progress) -> None:
    """Make the parts of the store but its marker in a directory of their own."""
    place.mkdir()
    raw = ox.Store(place / DATABASE)
    done, whole = 0, manifest.parts[GRAPH].bytes
    for lines in _lines(pieces(file, archive, GRAPH)):
        raw.bulk_load(lines, ox.RdfFormat.N_QUADS)
        done += len(lines)
        progress("Loading", done, whole)
    raw.flush()
    found = len(raw)
    del raw
    if found != manifest.statements:
        raise InputError(
            f"{file} holds {found} statements, and its manifest says {manifest.statements}", hint="Take another backup"
        )
    (place / ORIGINS).write_bytes(b"".join(pieces(file, archive, ORIGINS)))
    if not manifest.derived:
        (place / UNDERIVED).touch()


def _lines(data: Iterable[bytes]) -> Iterator[bytes]:
    """Whole lines, in portions of a size that memory bears."""
    portion = bytearray()
    for piece in data:
        portion += piece
        end = portion.rfind(b"\n") + 1
        if len(portion) >= _LOAD_BYTES and end:
            yield bytes(portion[:end])
            del portion[:end]
    if portion:
        yield bytes(portion)
