"""Processes that read files side by side: each reads its own, and a file that brings one down costs only itself."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from queue import Empty, Queue
from typing import Final, TypeAlias

from ontology.errors import LineageError

from .batches import Chunk, FileQuads, Work, failed
from .readers import Progress

AHEAD: Final = 2
"""Chunks of each process that are being worked on or whose results are waiting."""
_ORPHAN_SECONDS: Final = 1.0
_END_SECONDS: Final = 5.0
_WAITING: Final = 64  # results
_READY: Final = "ready"
_DONE: Final = "done"


@dataclass(frozen=True, slots=True)
class _Pages:
    """News of a file that takes long."""

    name: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class _Finished:
    """A chunk all of whose results have arrived, or the error for which a thread has given up."""

    error: BaseException | None = None


_Message: TypeAlias = "FileQuads | _Pages | str"


@dataclass(slots=True)
class Pool:
    """An executor of so many processes, made when there is work for them.

    ``start`` is how processes are made: "forkserver", "spawn" or "fork"; by default the first that there is. A new one
    takes about a second to be ready. ``progress`` hears of the pages of files that take long, in whatever process.
    """

    jobs: int
    progress: Progress
    start: str | None = None

    def __call__(self, chunks: Iterator[Chunk], work: Work) -> Iterator[FileQuads]:
        """The results of all files of the chunks, as they come.

        Raises:
            LineageError: processes cannot be started.
        """
        run = _Run(self.jobs, work, self.progress, _context(self.start))
        try:
            yield from run.results(chunks)
        finally:
            run.end()


def _context(start: str | None) -> BaseContext:
    known = multiprocessing.get_all_start_methods()
    # Not fork: the store has threads, and what they hold at that moment would be held for ever in the child.
    return multiprocessing.get_context(start or ("forkserver" if "forkserver" in known else "spawn"))


@dataclass(slots=True)
class _Run:
    """One run of a pool: a thread for each process, which hands it chunks and takes its results."""

    jobs: int
    work: Work
    progress: Progress
    context: BaseContext
    inbox: Queue[Chunk | None] = field(default_factory=Queue)
    arrived: Queue[FileQuads | _Finished] = field(default_factory=lambda: Queue(_WAITING))
    threads: list[threading.Thread] = field(default_factory=list)
    workers: list[_Worker] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    starting: threading.Lock = field(default_factory=threading.Lock)

    def results(self, chunks: Iterator[Chunk]) -> Iterator[FileQuads]:
        """Hands out chunks while there is room, and gives what arrives. Raises: LineageError."""
        under_way = 0
        exhausted = False
        while not exhausted or under_way:
            while not exhausted and under_way < AHEAD * self.jobs:
                chunk = next(chunks, None)
                if chunk is None:
                    exhausted = True
                    break
                under_way += 1
                self._hand_out(chunk)
            if not under_way:
                return
            item = self.arrived.get()
            if isinstance(item, FileQuads):
                yield item
            elif item.error is not None:
                raise item.error
            else:
                under_way -= 1

    def end(self) -> None:
        """Ends all processes and threads; what is being read is broken off."""
        with self.starting:
            self.stopping.set()
        for _ in self.threads:
            self.inbox.put(None)
        for worker in tuple(self.workers):
            worker.stop()
        for thread in self.threads:
            while thread.is_alive():
                with contextlib.suppress(Empty):  # it may be waiting for room
                    self.arrived.get(timeout=0.02)
                thread.join(0.02)

    def _hand_out(self, chunk: Chunk) -> None:
        self.inbox.put(chunk)
        if len(self.threads) < self.jobs:
            thread = threading.Thread(target=self._serve, name=f"reader-{len(self.threads) + 1}", daemon=True)
            self.threads.append(thread)
            thread.start()

    def _serve(self) -> None:
        """What a thread does: chunk by chunk, until there is none."""
        worker = _Worker(self)
        self.workers.append(worker)
        try:
            while (chunk := self.inbox.get()) is not None and not self.stopping.is_set():
                for item in worker.results(chunk):
                    self.arrived.put(item)
                self.arrived.put(_Finished())
        except (LineageError, OSError, RuntimeError) as error:
            self.arrived.put(_Finished(error))
        finally:
            worker.stop()


@dataclass(slots=True)
class _Worker:
    """One process, and the next one where it has died."""

    run: _Run
    process: BaseProcess | None = None
    pipe: Connection | None = None

    def results(self, chunk: Chunk) -> Iterator[FileQuads]:
        """The results of the files of a chunk; a file in which the process died fails, the others go on in another.

        Raises:
            LineageError: no process can be started.
        """
        left = deque(chunk.tasks)
        while left and not self.run.stopping.is_set():
            pipe = self._ready()
            try:
                pipe.send(Chunk(tuple(left), chunk.how))
            except OSError:  # it died while it had nothing to do, for which no file is to blame
                self._ended()
                continue
            try:
                while left:
                    message: _Message = pipe.recv()
                    if isinstance(message, FileQuads):
                        yield message
                    elif isinstance(message, _Pages):
                        self.run.progress(message.name, message.done, message.total)
                    else:
                        left.popleft()
            except (EOFError, OSError):
                end = self._ended()
                if not self.run.stopping.is_set():
                    yield failed(
                        left.popleft(),
                        f"cannot be read: the process that read it ended ({end})",
                        "Give it to lineage build alone; if that fails too, convert it or report it with the file",
                    )

    def _ready(self) -> Connection:
        """The pipe of the process, which is started where there is none. Raises: LineageError when it dies at once."""
        if self.pipe is not None:
            return self.pipe
        with self.run.starting:  # else a process that is forked meanwhile keeps the other end open
            if self.run.stopping.is_set():
                raise LineageError("the reading was stopped")
            own, other = self.run.context.Pipe()
            self.process = self.run.context.Process(  # type: ignore[attr-defined]
                target=_work_on, args=(other, self.run.work), daemon=True
            )
            self.process.start()
            other.close()
            self.pipe = own
        try:
            self.pipe.recv()
        except (EOFError, OSError):
            raise LineageError(
                f"a process for reading files cannot be started ({self._ended()})", hint="Try again with --jobs 1"
            ) from None
        return self.pipe

    def _ended(self) -> str:
        """How the process ended, in words; there is none afterwards."""
        process, self.process = self.process, None
        if self.pipe is not None:
            self.pipe.close()
            self.pipe = None
        if process is None:
            return "it was stopped"
        process.join(_END_SECONDS)
        if process.is_alive():
            process.kill()
            process.join()
        return _in_words(process.exitcode or 0)

    def stop(self) -> None:
        """Ends the process; what it is doing is broken off."""
        process = self.process
        if process is not None and process.is_alive():
            process.terminate()
        if threading.current_thread() is not threading.main_thread():
            self._ended()


def _in_words(code: int) -> str:
    """How a process with this exit code has ended.

    >>> _in_words(3), _in_words(-11), _in_words(-9)
    ('exit code 3', 'signal SIGSEGV', 'signal SIGKILL, as when memory runs out')
    """
    if code >= 0:
        return f"exit code {code}"
    known = {one.value: one.name for one in signal.Signals}
    return f"signal {known.get(-code, -code)}" + (", as when memory runs out" if code == -signal.SIGKILL else "")


def _work_on(pipe: Connection, work: Work) -> None:
    """What a process does: chunk by chunk, until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to hear
    signal.signal(signal.SIGTERM, _leave)
    parent = os.getppid()

    def progress(name: str, done: int, total: int) -> None:
        pipe.send(_Pages(name, done, total))

    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pipe.send(_READY)
        while True:
            while not pipe.poll(_ORPHAN_SECONDS):
                if os.getppid() != parent:
                    return
            chunk: Chunk = pipe.recv()
            for task in chunk.tasks:
                for result in work(task, chunk.how, progress):
                    pipe.send(result)
                pipe.send(_DONE)


def _leave(number: int, frame: object) -> None:
    """Leaves by way of what has to be done at the end: the programs that read for us are ended as well."""
    sys.exit(128 + number)
