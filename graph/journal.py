"""What is being loaded in bulk, beside the database: a bulk is no transaction, and a process may die in it.

The file `loading` names the graphs of a bulk. It is on the disk before the first of their statements, and goes when the
last one is. Who finds it and may write removes those graphs: the sources are new, so that nothing older is lost, and
the next build loads them again. Hence a source is in the store wholly or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from graph.files import sync_folder, write_whole

LOADING: Final = "loading"
"""The file; it is there while a bulk is loaded."""


def is_loading(store: Path) -> bool:
    """Whether a bulk is being loaded into the store in a directory, or was when a process died."""
    return (store / LOADING).exists()


def begin(store: Path, graphs: Iterable[str]) -> None:
    """Note that these graphs are going to be loaded; it is on the disk when this returns.

    Raises:
        OSError: when it cannot be written.
    """
    write_whole(store / LOADING, "".join(f"{json.dumps(graph)}\n" for graph in graphs).encode())


def end(store: Path) -> None:
    """Note that the bulk is on the disk.

    Raises:
        OSError: when the note cannot be removed.
    """
    (store / LOADING).unlink(missing_ok=True)
    sync_folder(store)


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
    remove(raw, map(json.loads, (store / LOADING).read_text(encoding="utf-8").splitlines()))
    raw.flush()
    end(store)
    return True


def remove(raw: ox.Store, graphs: Iterable[str]) -> None:
    """Remove the graphs of a bulk, and what it put into the default graph, which is empty else.

    Raises:
        OSError, RuntimeError: when the store cannot be written.
    """
    for graph in graphs:
        raw.remove_graph(ox.NamedNode(graph))
    raw.clear_graph(ox.DefaultGraph())
