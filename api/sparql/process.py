"""One query worker as the server sees it: started, asked, read frame by frame, and killed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from subprocess import DEVNULL
from typing import Final

from api.sparql.frames import READY, Question, Unpacker

_START_SECONDS: Final = 60.0
_CHUNK: Final = 64 * 1024
_HEAVY_NICENESS: Final = 10
_CPUCLOCK_SCHED: Final = 2
_HEAP: Final = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(32 * 1024 * 1024),
    "MALLOC_TRIM_THRESHOLD_": str(64 * 1024 * 1024),
    "MALLOC_TOP_PAD_": str(4 * 1024 * 1024),
}
"""What the C library of a worker is told (mallopt(3), for glibc): to have two heaps, as one thread evaluates and those
that open files need none of their own; and to keep what was given free, as queries take it again and again."""


class GoneError(Exception):
    """The worker ended before its answer did; whether a signal from outside did that, or the query itself."""

    def __init__(self, code: int | None, *, started: bool) -> None:
        super().__init__(f"the worker ended with {code}")
        self.started = started
        self.by_others = code is not None and -code in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Worker:
    """A process that evaluates one query at a time."""

    def __init__(self, process: Process) -> None:
        assert process.stdin is not None and process.stdout is not None
        self._process = process
        self._in, self._out = process.stdin, process.stdout
        self._frames = Unpacker()
        self._ready = False
        self._spent_before: float | None = None
        self.is_heavy = False
        """Whether it yields to others; it cannot take that back."""

    @classmethod
    async def start(cls, memory_bytes: int, database: str) -> Worker:
        """A worker that gets ready, and opens *database*, while the caller goes on."""
        root = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "api.sparql.worker", str(memory_bytes), database),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env={**os.environ, "PYTHONPATH": path, **_HEAP},
            limit=_CHUNK,
        )
        return cls(process)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process has not ended yet, as far as is known."""
        return self._process.returncode is None

    async def get_ready(self) -> None:
        """Waits until it takes questions. Raises: GoneError, TimeoutError."""
        if not self._ready:
            async with asyncio.timeout(_START_SECONDS):
                kind, _ = await self.frame()
            assert kind == READY
            self._ready = True

    def ask(self, question: Question, die_in: float | None) -> None:
        """Sends a question; `frame` then gives the answer. It ends itself after *die_in* seconds, if need be."""
        self._spent_before = self._processor_seconds()
        self._in.write(question.packed(die_in))

    def computed(self) -> float | None:
        """The processor time in seconds since the last question; ``None`` where the system does not tell."""
        now = self._processor_seconds()
        return None if now is None or self._spent_before is None else now - self._spent_before

    def _processor_seconds(self) -> float | None:
        try:
            return time.clock_gettime((~self.pid << 3) | _CPUCLOCK_SCHED)  # as clock_getcpuclockid(3) makes it
        except OSError:
            return None

    async def frame(self) -> tuple[bytes, bytes]:
        """(kind, content) of the next frame; may be given up and asked for again. Raises: GoneError."""
        while (found := self._frames.next()) is None:
            piece = await self._out.read(_CHUNK)
            if not piece:
                raise GoneError(await self._process.wait(), started=self._ready)
            self._frames.feed(piece)
        return found

    def yield_to_others(self) -> None:
        """Makes the process one that works when others do not."""
        self.is_heavy = True
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PROCESS, self.pid, _HEAVY_NICENESS)

    def kill(self) -> None:
        """Ends the process at once, whatever it does."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._in.close()

    async def ended(self) -> None:
        """Waits until a process that was killed is gone, and its pipes with it: asyncio waits for their end."""
        while await self._out.read(_CHUNK):
            pass
        await self._process.wait()
        with contextlib.suppress(OSError):
            await self._in.wait_closed()
