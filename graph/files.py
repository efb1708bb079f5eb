"""Files of a store that are there whole or not at all, whatever becomes of the process or the machine."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

PARTIAL: Final = ".part"
"""What the name of a file ends in that is not whole yet."""


def write_whole(path: Path, data: bytes) -> None:
    """Put *data* in the place of a file in one step; it is on the disk when this returns.

    Raises:
        OSError: when the file cannot be written; it is then what it was.
    """
    partial = path.with_name(path.name + PARTIAL)
    try:
        with partial.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are on the disk, where the file system can tell.

    Raises:
        OSError: when the folder is gone.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network file systems do not sync folders
            os.fsync(handle)
    finally:
        os.close(handle)
