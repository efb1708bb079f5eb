"""How often each client has asked within the last minute, counted once for all processes of a server.

The counts lie in a table of a fixed size: in memory where one process answers, in a mapped file where several do. (The
stores of the library `limits` that processes can share are servers of their own.) A client has its place in one of
many small sets, by a hash that is keyed with a secret of this server, so that nobody can choose whose place he takes,
and no address stands in the file. A process locks one set while it counts. The system gives the lock free when the
process ends, however it ends; what a process has half written when it is killed is one client's count, and is gone
two minutes later.

The window slides as far as two numbers can tell: the requests of this minute, and those of the minute before in the
share in which it still belongs to the last sixty seconds.

A set that is full forgets the client that has asked least, and who comes new begins at nothing. So the table fails
towards letting pass: to fill it takes tens of thousands of addresses, each of which may ask as often as the setting
says anyway, while a table that refused newcomers would let their owner shut out everybody else.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import logging
import mmap
import os
import struct
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Final

SETS: Final = 8192
WAYS: Final = 8
"""Clients in one set; ``SETS * WAYS`` are counted at once, in 2 MiB."""

_SECONDS: Final = 60
_SLOT: Final = struct.Struct("=QqQQ")  # tag of the client, minute of its last request, requests before it and in it
_SET: Final = struct.Struct("=" + "QqQQ" * WAYS)
_FIELDS: Final = 4
_WAYS: Final = range(WAYS)
_PLACE: Final = struct.Struct("=QQ")
_KEY_BYTES: Final = 32
_TABLE: Final = mmap.PAGESIZE  # where the sets begin: the key stands before them
_TRIES: Final = 500
_PAUSE_SECONDS: Final = 0.0005
_BUSY: Final = (errno.EACCES, errno.EAGAIN)
_LOG: Final = logging.getLogger("lineage.access")


class Rates:
    """Lets each client ask *per_minute* times in any minute, together in all processes that are given the same *file*.

    The file is made where there is none; where it cannot be had, the process counts by itself, and the log says so.
    *clock* gives seconds that all processes of the machine see alike.
    """

    def __init__(
        self,
        per_minute: int,
        file: Path | None = None,
        *,
        sets: int = SETS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._per_minute = per_minute
        self._sets = sets
        self._clock = clock
        self._threads = threading.Lock()  # the system's locks keep out other processes only
        self._file: int | None = None
        size = _TABLE + sets * _SET.size
        if file is not None:
            try:
                self._file = _opened(file, size)
            except OSError as error:
                _LOG.warning("Rates are counted in this process only: %s: %s", file, error.strerror or error)
        if self._file is None:
            self._table = mmap.mmap(-1, size)
            self._key = os.urandom(_KEY_BYTES)
        else:
            weakref.finalize(self, os.close, self._file)
            self._table = mmap.mmap(self._file, size)
            self._key = self._table[:_KEY_BYTES]

    def admits(self, client: str) -> bool:
        """Whether a client may ask once more now; if so, that is counted. Nothing is raised."""
        digest = hashlib.blake2b(client.encode("utf-8", "surrogatepass"), key=self._key, digest_size=_PLACE.size)
        number, tag = _PLACE.unpack(digest.digest())
        place = _TABLE + number % self._sets * _SET.size
        with self._threads:
            if self._file is None:
                return self._count(place, tag)
            _lock(self._file, place)
            try:
                return self._count(place, tag)
            finally:
                _unlock(self._file, place)

    def _count(self, place: int, tag: int) -> bool:
        now = self._clock()  # read under the lock: so no process sees a minute that another has left behind
        minute = int(now // _SECONDS)
        share = 1 - now % _SECONDS / _SECONDS
        fields = _SET.unpack_from(self._table, place)
        tags = fields[::_FIELDS]
        if tag in tags:
            slot = tags.index(tag)
            before, within = _counts(fields, slot, minute)
        else:
            asked = [before * share + within for before, within in (_counts(fields, each, minute) for each in _WAYS)]
            slot = asked.index(min(asked))
            before = within = 0
        if int(before * share + within) >= self._per_minute:
            return False
        _SLOT.pack_into(self._table, place + slot * _SLOT.size, tag, minute, before, within + 1)
        return True


def _counts(fields: tuple[int, ...], slot: int, minute: int) -> tuple[int, int]:
    """The requests of a slot's client in the minute before this one, and in this one."""
    _, last, before, within = fields[slot * _FIELDS : (slot + 1) * _FIELDS]
    if last == minute:
        return before, within
    return (within if last == minute - 1 else 0), 0


def _opened(file: Path, size: int) -> int:
    """A handle of the file, which has its key and all its bytes. Raises: OSError when it cannot be had."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX, 1)
        if os.fstat(handle).st_size != size:  # nobody has made it, or who did was killed meanwhile
            os.ftruncate(handle, 0)
            content = os.urandom(_KEY_BYTES).ljust(size, b"\0")  # written out: a hole on a full disk would be SIGBUS
            if os.pwrite(handle, content, 0) != size:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fcntl.lockf(handle, fcntl.LOCK_UN, 1)
    except OSError:
        os.close(handle)
        raise
    return handle


def _lock(handle: int, place: int) -> None:
    """Keep other processes from a set, after a quarter of a second or somewhat more.

    Who still holds it then has been stopped, or the system gives no locks: one count may get lost, no request waits.
    """
    for _ in range(_TRIES):
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, _SET.size, place)
        except OSError as error:
            if error.errno not in _BUSY:
                return
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _unlock(handle: int, place: int) -> None:
    try:
        fcntl.lockf(handle, fcntl.LOCK_UN, _SET.size, place)
    except OSError as error:  # the process's end gives it free
        _LOG.error("A lock of the rates could not be given free: %s", error.strerror or error)
