"""Who writes to a store: one process at a time, which says who it is.

The system gives a lock free when its process ends, however it ends, so a lock never outlives its holder. It belongs to
the process and not to the open file: the children of a process that was killed do not go on holding it.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import platform
import sys
import threading
import weakref
from datetime import datetime
from pathlib import Path
from typing import Final

from ontology.errors import StoreError

LOCK: Final = "lineage-store.lock"
"""The file that is locked; it names the holder, and is there while a process writes."""

_HELD: Final[set[Path]] = set()
"""The files that this process holds: the system's lock does not keep a process from locking a file twice, and closing
the second handle would give the first lock free.
"""
_GUARD: Final = threading.Lock()
_BUSY: Final = (errno.EACCES, errno.EAGAIN)
_MOST_WORDS: Final = 60


class StoreLock:
    """The right to write to the store in a directory, held from its making until `release`.

    Raises:
        StoreError: when another process holds it, with its number and since when; or when the directory cannot be
            written.
    """

    def __init__(self, store: Path) -> None:
        file = store / LOCK
        with _GUARD:
            if file in _HELD:
                raise StoreError(f"the store {store} is in use by this very process", hint="close it first")
            try:
                handle = _locked(file)
            except _Busy:
                raise _in_use(store, _holder(file)) from None
            except OSError as error:
                raise StoreError(
                    f"the store {store} cannot be written: {error.strerror or error}",
                    hint="check the permissions of the directory and the space on the disk",
                ) from error
            _HELD.add(file)
        self._end: Final = weakref.finalize(self, _release, file, handle, os.getpid())

    def release(self) -> None:
        """Let others write; a second time does nothing."""
        self._end()


def is_alive(pid: int) -> bool:
    """Whether a process of this number runs on this machine."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class _Busy(Exception):
    """Another process holds the lock."""


def _locked(file: Path) -> int:
    """A handle of the file, locked, with the name of this process in it.

    Raises:
        _Busy: when another process holds it.
        OSError: when it cannot be had.
    """
    while True:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(handle)
            if _is_same(handle, file):
                os.ftruncate(handle, 0)
                os.pwrite(handle, _note(), 0)
                return handle
        except (_Busy, OSError):
            os.close(handle)
            raise
        os.close(handle)  # its holder has just removed it: what is locked is no longer the file of that name


def _lock(handle: int) -> None:
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _BUSY:
            raise _Busy from None
        raise


def _is_same(handle: int, file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), file.stat())
    except FileNotFoundError:
        return False


def _note() -> bytes:
    since = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
    words = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])
    command = words if len(words) <= _MOST_WORDS else words[: _MOST_WORDS - 1] + "…"
    return json.dumps({"pid": os.getpid(), "since": since, "host": platform.node(), "command": command}).encode()


def _holder(file: Path) -> dict[str, str]:
    """What the holder wrote of itself; nothing, where it has not done so yet."""
    try:
        note = json.loads(file.read_text(encoding="utf-8"))
        return {str(name): str(value) for name, value in note.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _in_use(store: Path, holder: dict[str, str]) -> StoreError:
    if "pid" not in holder:
        return StoreError(f"the store {store} is in use by another process", hint="wait until it has ended")
    where = "" if holder.get("host") == platform.node() else f" on {holder.get('host')}"
    return StoreError(
        f"the store {store} is in use by process {holder['pid']}{where} ({holder.get('command')}), "
        f"which writes to it since {holder.get('since')}",
        hint="wait until it has ended, or end it; what it has not written is loaded by the next build",
    )


def _release(file: Path, handle: int, pid: int) -> None:
    if pid != os.getpid():  # a child that was forked while its parent wrote: the lock is not its own
        return
    with _GUARD:
        with contextlib.suppress(OSError):
            if _is_same(handle, file):
                file.unlink()
        os.close(handle)
        _HELD.discard(file)
