"""The state of a database on disk, told from its files: every write makes one longer or brings another one."""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final

_LOG: Final = ".log"
_DATA: Final = (_LOG, ".sst", ".blob")
_NAMES: Final = ("MANIFEST-", "CURRENT", "IDENTITY")


def fingerprint(database: Path) -> str:
    """A digest of the names and sizes of the data files and of what identifies the database; "" where there is none.

    RocksDB never writes to a table twice, gives no number to two files, and appends each write to its log; the file
    `IDENTITY` tells two databases apart. Times are left out, so that a copy is the same state.
    """
    try:
        identity = (database / "IDENTITY").read_bytes()
        states = _sizes(database, _is_data)
    except OSError:  # none yet, or a file went away between listing and asking: writing is going on
        return ""
    return sha256(repr((identity, states)).encode()).hexdigest()


def logged(database: Path) -> tuple[tuple[str, int], ...]:
    """The logs of a database with their sizes, which any write but a bulk load changes."""
    try:
        return tuple(_sizes(database, lambda name: name.endswith(_LOG)))
    except OSError:
        return ()


def _sizes(database: Path, wanted: Callable[[str], bool]) -> list[tuple[str, int]]:
    with os.scandir(database) as entries:
        return sorted((entry.name, entry.stat().st_size) for entry in entries if wanted(entry.name))


def _is_data(name: str) -> bool:
    return name.endswith(_DATA) or name.startswith(_NAMES)
