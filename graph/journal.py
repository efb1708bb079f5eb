"""What is being loaded in bulk, beside the database: a bulk is no transaction, and a process may die in it.

The file `loading` names the graphs of a bulk. It is on the disk before the first of their statements, and goes when the
last one is. Who finds it and may write removes those graphs: the sources are new, so that nothing older is lost, and
the next build loads them again. Hence a source is in the store wholly or not at all.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from time import monotonic, sleep
from typing import Final

import pyoxigraph as ox

from graph.files import sync_folder, write_whole
from graph.locks import StoreLock
from ontology.errors import StoreError

LOADING: Final = "loading"
"""The file; it is there while a bulk is loaded."""
_PATIENCE: Final = 10.0
"""Seconds that who wants to read waits for a bulk to be on the disk."""
_MOMENT: Final = 0.1


def is_loading(store: Path) -> bool:
    """Whether a bulk is being loaded into the store in a directory, or was when a process died."""
    return (store / LOADING).exists()


def load(raw: ox.Store, store: Path | None, nquads: bytes, graphs: Iterable[str]) -> bool:
    """Load graphs that a database does not have in bulk; `store` is its directory, None for one in memory.

    False, and nothing is loaded, where the N-Quads do not parse or a statement lies in no graph.

    Raises:
        OSError, RuntimeError: when the store cannot be written; what was half loaded goes at the latest when the store
            is opened again.
    """
    if _has_triples(raw):  # what somebody has put there could not be told from what does not belong there
        return False
    graphs = tuple(graphs)
    if store is not None:
        write_whole(store / LOADING, "".join(f"{json.dumps(graph)}\n" for graph in graphs).encode())
    try:
        raw.bulk_load(nquads, ox.RdfFormat.N_QUADS)
        sound = not _has_triples(raw)
    except (SyntaxError, ValueError):
        sound = False
    except (OSError, RuntimeError):
        with contextlib.suppress(OSError, RuntimeError):
            _undo(raw, store, graphs)
        raise
    if sound:
        _end(raw, store)
    else:
        _undo(raw, store, graphs)
    return sound


def settle(store: Path, database: Path, underived: Path) -> None:
    """Undo a bulk that broke off, before the store is read, or wait for the process that is loading it.

    Raises:
        StoreError: when that takes long, or the store has to be healed and cannot be written.
        OSError, RuntimeError: when its database cannot be opened or written.
    """
    deadline = monotonic() + _PATIENCE
    while is_loading(store):
        try:
            lock = StoreLock(store)
        except StoreError:
            if monotonic() > deadline or not os.access(store, os.W_OK):
                raise
            sleep(_MOMENT)
            continue
        try:
            heal(store, ox.Store(database), underived)
        finally:
            lock.release()


def heal(store: Path, raw: ox.Store, underived: Path) -> bool:
    """Remove the graphs of a bulk that broke off from the open database of a store; whether there was one.

    That the derived graph does not follow any more is noted in the file *underived* before.

    Raises:
        OSError, RuntimeError: when the store cannot be written; the next call does it again.
    """
    if not is_loading(store):
        return False
    underived.touch()
    sync_folder(store)
    _undo(raw, store, map(json.loads, (store / LOADING).read_text(encoding="utf-8").splitlines()))
    return True


def _undo(raw: ox.Store, store: Path | None, graphs: Iterable[str]) -> None:
    """Remove the graphs of a bulk, and what it put into the default graph, which is empty else."""
    for graph in graphs:
        raw.remove_graph(ox.NamedNode(graph))
    raw.clear_graph(ox.DefaultGraph())
    _end(raw, store)


def _end(raw: ox.Store, store: Path | None) -> None:
    if store is not None:
        raw.flush()
        (store / LOADING).unlink(missing_ok=True)
        sync_folder(store)


def _has_triples(raw: ox.Store) -> bool:
    return next(raw.quads_for_pattern(None, None, None, ox.DefaultGraph()), None) is not None
