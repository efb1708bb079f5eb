"""A few worker processes that evaluate queries, and are killed and replaced when one takes too long."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from api.sparql.guard import RefusedError
from api.sparql.worker import Answer, Question
from ontology.errors import LimitExceeded, QueryError, StoreError

_START_SECONDS = 60.0
_CHUNK = 1 << 20


class UnacceptableError(QueryError):
    """The query is answered in none of the media types that the client accepts."""


class BusyError(LimitExceeded):
    """All workers are busy, and stayed so for as long as a query may wait."""


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """How many workers there are, and what one query may cost. ``None`` seconds are no limit."""

    workers: int
    timeout_seconds: float | None
    wait_seconds: float
    memory_bytes: int


class _Gone(Exception):
    """The worker ended before its answer did."""


class _NotStarted(_Gone):
    """The worker ended before it was ready."""


class _Worker:
    """One process. It is used by one thread at a time."""

    def __init__(self, memory_bytes: int) -> None:
        root = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "api.sparql.worker", str(memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        self._ready = False
        self._held = b""

    def ask(self, question: Question) -> Answer:
        """The worker's answer. Raises: TimeoutError when it takes too long, _Gone when the process ends."""
        if not self._ready:
            self._get_ready()
        seconds = question.deadline_seconds
        deadline = None if seconds is None else time.monotonic() + seconds
        try:
            self._in.write(json.dumps(asdict(question)).encode() + b"\n")
            self._in.flush()
        except OSError as error:
            raise _Gone from error
        return self._message(deadline)

    def _get_ready(self) -> None:
        try:
            self._message(time.monotonic() + _START_SECONDS)
        except _Gone as error:
            raise _NotStarted from error
        self._ready = True

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def kill(self) -> None:
        """Ends the process at once, whatever it does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._in, self._out):
            with contextlib.suppress(OSError):  # what was still to be written finds nobody
                pipe.close()

    def _message(self, deadline: float | None) -> Answer:
        while b"\n" not in self._held:
            self._held += self._read(deadline)
        line, _, rest = self._held.partition(b"\n")
        header = json.loads(line)
        size = header.pop("size")
        chunks, length = [rest], len(rest)
        while length < size:
            chunks.append(self._read(deadline))
            length += len(chunks[-1])
        self._held = b""
        return Answer(**header, body=b"".join(chunks))

    def _read(self, deadline: float | None) -> bytes:
        with selectors.DefaultSelector() as selector:
            selector.register(self._out, selectors.EVENT_READ)
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            if not selector.select(left):
                raise TimeoutError
        chunk = os.read(self._out.fileno(), _CHUNK)
        if not chunk:
            raise _Gone
        return chunk


class Answering(Protocol):
    """Evaluates queries."""

    def start(self) -> None:
        """Get ready ahead of the first query."""

    def pids(self) -> tuple[int, ...]:
        """The processes that wait for a query."""

    def ask(self, question: Question) -> Answer:
        """The answer to a question."""

    def close(self) -> None:
        """Give free what was held."""


class QueryPool:
    """Evaluates queries one for each worker; safe to use from many threads. Close it when done."""

    def __init__(self, limits: PoolLimits) -> None:
        self._limits = limits
        self._idle: queue.SimpleQueue[_Worker | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        for _ in range(limits.workers):
            self._idle.put(None)

    def start(self) -> None:
        """Starts the processes ahead of the first query; they get ready while the caller goes on."""
        for _ in range(self._limits.workers):
            worker = self._idle.get_nowait()
            self._idle.put(worker or _Worker(self._limits.memory_bytes))

    def pids(self) -> tuple[int, ...]:
        """The processes that are started and idle, by their numbers."""
        waiting = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
        for worker in waiting:
            self._idle.put(worker)
        return tuple(worker.pid for worker in waiting if worker is not None)

    def close(self) -> None:
        """Ends all processes that are idle now, and each other one after its answer."""
        self._closed.set()
        with contextlib.suppress(queue.Empty):
            while True:
                worker = self._idle.get_nowait()
                if worker is not None:
                    worker.kill()

    def ask(self, question: Question) -> Answer:
        """The answer to *question*.

        Raises: QueryError, RefusedError or UnacceptableError for a fault of the query; LimitExceeded when it takes too
        much time, memory or space; BusyError when no worker gets free; StoreError when the store cannot be read.
        """
        with self._slot() as slot:
            return checked_answer(self._answer(slot, question))

    @contextlib.contextmanager
    def _slot(self) -> Iterator[list[_Worker]]:
        """A list with one worker; whatever it holds at the end goes back, a place without a worker if it is empty."""
        try:
            worker = self._idle.get(timeout=self._limits.wait_seconds)
        except queue.Empty:
            raise BusyError("All query workers are busy", hint="Try again in a few seconds") from None
        slot = [worker or _Worker(self._limits.memory_bytes)]
        try:
            yield slot
        except BaseException:
            if slot and sys.exc_info()[0] in (KeyboardInterrupt, SystemExit):
                slot.pop().kill()
            raise
        finally:
            if slot and self._closed.is_set():
                slot.pop().kill()
            self._idle.put(slot[0] if slot else None)

    def _answer(self, slot: list[_Worker], question: Question) -> Answer:
        try:
            return slot[0].ask(question)
        except TimeoutError:
            seconds = question.deadline_seconds
            code, message = "timeout", f"The query took longer than {seconds:g} seconds and was stopped"
        except _NotStarted:
            slot.pop().kill()
            return Answer("memory", "No query worker can be started", "Memory is short, or the installation is damaged")
        except _Gone:
            code, message = "memory", "The query needed more memory than it may use and was stopped"
        slot.pop().kill()
        if not self._closed.is_set():
            slot.append(_Worker(self._limits.memory_bytes))
        return Answer(code, message, "Ask for less: narrow the pattern, or add LIMIT")


def checked_answer(answer: Answer) -> Answer:
    """An answer that is one. Raises: the error that another one stands for."""
    match answer.code:
        case "ok":
            return answer
        case "query":
            raise QueryError(answer.message, hint=answer.hint)
        case "refused":
            raise RefusedError(answer.message, hint=answer.hint)
        case "unacceptable":
            raise UnacceptableError(answer.message, hint="Send another Accept header")
        case "store":
            raise StoreError(answer.message, hint=answer.hint)
    raise LimitExceeded(answer.message, hint=answer.hint)
