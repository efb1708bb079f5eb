"""The files of an index in a store's directory, and the state of the database to which they belong.

`index/` holds the tables (`tables-….bin`), what has changed since (`delta-….json`), the same twice for what is searched
(`search-….db`, `searched-….db`), and `state.json`, which names all of them and the fingerprint of the database. A file
is never changed once it is named; where the fingerprint is another one, a file is missing or damaged, there is no
index: the store itself answers, and the next derivation writes one anew.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import BinaryIO, Final

import pyoxigraph as ox

from graph.changes import Changes
from graph.directory import INDEX
from graph.fingerprint import fingerprint, logged
from graph.identities import held_still, identities_of
from graph.index.overlaid import Delta, Index
from graph.index.packing import Damaged, Reader
from graph.index.tables import FORMAT, Tables, tables_of, write_tables
from graph.search.files import Files
from graph.search.tables import FORMAT as SEARCHED
from graph.search.writing import write_all, write_changes
from graph.store import DATABASE, GraphStore
from ontology.errors import StoreError

STATE: Final = "state.json"
_LEAST: Final = 1_000
_SHARE: Final = 20
"""A delta of this part of the documents is put into the tables; a smaller one is read in a moment."""


def attach(store: GraphStore, state: str) -> None:
    """Give a store that was just opened the index of a state of its database, if there is one."""
    if store.path is None or not state or not store.derived:
        return
    store.index, store.files = _read(store.path, state)
    store.indexed = store.index is not None
    store.logged = logged(store.path / DATABASE)


def refresh(store: GraphStore, changes: Changes | None, derived: Collection[ox.Quad]) -> None:
    """Bring the index up to date with a store, of which sources and derived graph changed; None for all of it.

    A store in memory has an index only where one was given to it.

    Raises:
        StoreError: when the index cannot be written.
    """
    if store.read_only or store.indexed or (store.path is None and store.index is None):
        return
    delta = None if changes is None else _delta(store, changes, derived)
    if store.path is None:
        store.index = (
            Index(tables_of(store)) if delta is None or store.index is None else Index(store.index.tables, delta)
        )
        store.indexed = True
        return
    folder = store.path / INDEX
    try:
        folder.mkdir(exist_ok=True)
        before = None if store.index is None else store.index.delta
        store.index = _written_whole(store, folder) if delta is None else _written_delta(store, folder, delta)
        store.files = _searched(store, folder, changes if delta is not None else None, before, derived)
    except (OSError, sqlite3.Error) as error:
        store.index = store.files = None
        raise StoreError(
            f"the index of {store.path} cannot be written: {error}",
            hint="make room, then build again; the data are safe",
        ) from error
    store.indexed = True
    store.raw.flush()
    store.logged = logged(store.path / DATABASE)
    _write_state(store)


def _delta(store: GraphStore, changes: Changes, derived: Collection[ox.Quad]) -> Delta | None:
    """What has changed since the tables were written; None where there are none, or where it is too much."""
    from graph.index.changing import changed_since

    if store.index is None:
        return None
    delta = changed_since(store, store.index, changes, derived)
    return delta if len(delta) <= max(_LEAST, len(store.index.tables) // _SHARE) else None


def seal(store: GraphStore) -> None:
    """Note that the index is one of the database as it was closed, unless something was written meanwhile."""
    if store.path is not None and store.indexed and store.logged == logged(store.path / DATABASE):
        with contextlib.suppress(StoreError):  # without the note there is no index until the next derivation
            _write_state(store)


def _read(path: Path, state: str) -> tuple[Index | None, Files | None]:
    folder = path / INDEX
    try:
        found = json.loads((folder / STATE).read_bytes())
        if found["format"] != [FORMAT, SEARCHED] or found["database"] != state:
            return None, None
        tables = Tables(Reader.of_file(folder / found["tables"]), found["tables"])
        files = Files(folder / found["search"], folder / found["searched"] if found["searched"] else None)
        if not found["delta"]:
            return Index(tables), files
        return Index(tables, Delta.from_json((folder / found["delta"]).read_bytes()), found["delta"]), files
    except (OSError, Damaged, ValueError, KeyError, TypeError):
        return None, None


def _written_whole(store: GraphStore, folder: Path) -> Index:
    path = _write(folder, "tables", ".bin", lambda file: write_tables(store, file))
    return Index(Tables(Reader.of_file(path), path.name))


def _written_delta(store: GraphStore, folder: Path, delta: Delta) -> Index:
    assert store.index is not None
    path = _write(folder, "delta", ".json", lambda file: file.write(delta.to_json()))
    return Index(store.index.tables, delta, path.name)


def _searched(
    store: GraphStore,
    folder: Path,
    changes: Changes | None,
    before: Delta | None,
    derived: Collection[ox.Quad],
) -> Files:
    """What is searched, brought up to date after the index was; None of changes for all of it."""
    assert store.index is not None
    if changes is None or store.files is None or before is None:
        path = folder / f"search-{secrets.token_hex(8)}.db"
        with _removed_on_error(path), held_still(store):
            write_all(store, Index(store.index.tables), path)
            _synced(path)
        return Files(path, None)
    with held_still(store):
        delta, identities = store.index.delta, identities_of(store)
        concerned = {iri for iri, packed in delta.summaries.items() if before.summaries.get(iri) != packed}
        concerned |= {iri for iri, same in delta.same.items() if before.same.get(iri) != same}
        concerned |= {iri for iri, known in delta.known.items() if before.known.get(iri) != known}
        concerned |= {one for iri in changes.documents for one in (iri, identities.canonical(iri))}
        path = folder / f"searched-{secrets.token_hex(8)}.db"
        with _removed_on_error(path):
            write_changes(store, store.files, path, concerned, changes, derived)
            _synced(path)
    return Files(store.files.base, path)


@contextlib.contextmanager
def _removed_on_error(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _synced(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _write(folder: Path, kind: str, ending: str, write: Callable[[BinaryIO], object]) -> Path:
    """A new file, of which nothing is left behind where it cannot be written."""
    path = folder / f"{kind}-{secrets.token_hex(8)}{ending}"
    try:
        with path.open("xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _write_state(store: GraphStore) -> None:
    """Name the files of the index and the state of the database, then remove the files that no state names."""
    assert store.path is not None and store.index is not None
    folder, index = store.path / INDEX, store.index
    state = fingerprint(store.path / DATABASE)
    named = {"tables": index.tables.name, "delta": index.name}
    if store.files is not None:
        changed = store.files.changes
        named |= {"search": store.files.base.name, "searched": changed.name if changed else None}
    written = json.dumps({"format": [FORMAT, SEARCHED], "database": state, **named}, indent=2) + "\n"
    try:
        path = _write(folder, "state", ".json", lambda file: file.write(written.encode()))
        path.replace(folder / STATE)
        for other in folder.iterdir():
            if other.name != STATE and other.name not in named.values():
                other.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"the index of {store.path} cannot be written: {error}") from error
