"""How a restored store takes the place of what was there: one rename decides, and what follows can be done again.

A restore fills the directory `restoring` below the store and renames it `restored` when all of it is on the disk. From
then on the store is the restored one: whoever opens it next moves the parts to their places, if the restore did not
come to it itself.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from graph.files import sync_folder
from graph.marker import MARKER, RESTORED, RESTORING


def is_pending(store: Path) -> bool:
    """Whether a restore was decided and its parts are not all in their places."""
    return (store / RESTORED).is_dir()


def decide(store: Path) -> None:
    """Let what `restoring` holds be the store from now on.

    Raises:
        OSError: when it cannot be renamed; the store is then what it was.
    """
    sync_folder(store / RESTORING)
    (store / RESTORING).rename(store / RESTORED)
    sync_folder(store)


def finish(store: Path, database: str, optional: tuple[str, ...]) -> None:
    """Move the parts of a restored store to their places: the database, files that it may have, and the marker last.

    Only who holds the lock of the store may call this. It is safe to call again, whenever it was broken off.

    Raises:
        OSError: when something cannot be moved; the next call goes on with it.
    """
    new = store / RESTORED
    if (new / database).is_dir():
        if (store / database).exists():
            shutil.rmtree(store / database)
        (new / database).rename(store / database)
    if (new / MARKER).is_file():
        for name in optional:
            _replace(new / name, store / name)
        sync_folder(store)
        (new / MARKER).replace(store / MARKER)
        sync_folder(store)
    if new.is_dir():
        shutil.rmtree(new)


def discard(store: Path) -> None:
    """Remove what a restore left that never came to be decided."""
    if (store / RESTORING).exists():
        shutil.rmtree(store / RESTORING)


def _replace(new: Path, place: Path) -> None:
    """Copy a file to its place, or remove what is there where there is none; the copy can be made again."""
    if new.is_file():
        shutil.copyfile(new, place)
    elif place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
