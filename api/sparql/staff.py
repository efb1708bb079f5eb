"""The worker processes of a pool: handed out, taken back, and replaced when they are gone."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Coroutine

from api.sparql.process import Worker


class Staff:
    """Processes of two kinds: fresh ones, and those that once worked on a heavy query and yield to others since."""

    def __init__(self, fresh: int, heavy: int, memory_bytes: int) -> None:
        """Keep so many of each kind, each with so much memory."""
        self._most = {False: fresh, True: heavy}
        self._memory_bytes = memory_bytes
        self._idle: dict[bool, deque[Worker]] = {False: deque(), True: deque()}
        self._all: set[Worker] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._starting = 0
        self._database = ""
        self.killed = 0
        """How many were ended before their answer was."""

    def pids(self) -> tuple[int, ...]:
        """The processes that wait for a query; any thread may ask."""
        return tuple(worker.pid for kind in self._idle.values() for worker in tuple(kind) if worker.is_alive)

    async def start(self, database: str = "") -> None:
        """Starts the fresh ones; they get ready, and open *database*, while the caller goes on."""
        self._database = database
        await asyncio.gather(*(self._add() for _ in range(self._most[False])))

    async def take(self, database: str, *, heavy: bool) -> Worker:
        """A worker that nobody else has; one that was used before, if possible."""
        self._database = database
        worker = (heavy and self._pop(True)) or self._pop(False)
        if worker is None:
            worker = await self._started()
        if heavy and not worker.is_heavy:
            worker.yield_to_others()
        self.fill_up()
        return worker

    def give(self, worker: Worker) -> None:
        """Takes a worker back that has answered."""
        idle = self._idle[worker.is_heavy]
        if worker not in self._all or not worker.is_alive:
            self._all.discard(worker)
        elif len(idle) < self._most[worker.is_heavy]:
            idle.append(worker)
        else:
            self._end(worker)

    def kill(self, worker: Worker) -> None:
        """Ends a worker, whatever it does; another takes its place."""
        self.killed += 1
        self._end(worker)
        self.fill_up()

    async def close(self) -> None:
        """Ends all, and waits until they are gone."""
        self._most = {False: 0, True: 0}
        await asyncio.gather(*self._tasks, return_exceptions=True)
        workers = tuple(self._all)
        self._all.clear()
        for worker in workers:
            worker.kill()
        await asyncio.gather(*(worker.ended() for worker in workers))

    def _pop(self, heavy: bool) -> Worker | None:
        """The worker that was used last, if it is still there."""
        while self._idle[heavy]:
            worker = self._idle[heavy].pop()
            if worker.is_alive:
                return worker
            self._all.discard(worker)
        return None

    def fill_up(self) -> None:
        """Starts what is missing of the fresh ones, in the background."""
        fresh = sum(not worker.is_heavy for worker in self._all)
        for _ in range(self._most[False] - fresh - self._starting):
            self._starting += 1
            self._later(self._add_later())

    async def _add_later(self) -> None:
        try:
            await self._add()
        finally:
            self._starting -= 1

    async def _add(self) -> None:
        with contextlib.suppress(OSError):  # no process, or no descriptor, is to be had: who needs it is told
            self._idle[False].appendleft(await self._started())

    async def _started(self) -> Worker:
        worker = await Worker.start(self._memory_bytes, self._database)
        self._all.add(worker)
        return worker

    def _end(self, worker: Worker) -> None:
        worker.kill()
        self._all.discard(worker)
        self._later(worker.ended())

    def _later(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
