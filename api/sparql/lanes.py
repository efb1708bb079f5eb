"""Two lanes for queries: light ones have places of their own, so that those that run away never delay them.

A query begins in the light lane unless it looks heavy (`api.sparql.weight`) or has proved so before. There it has a
short budget; when it overruns that it goes over to the heavy lane with its process, if there is a place, and another
process takes the place that it leaves. Else it is stopped and waits for a heavy place, to begin again.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import Final

from api.sparql.counts import LaneCounts
from api.sparql.frames import Question
from ontology.errors import LimitExceeded

_MOST_REMEMBERED: Final = 4096


class BusyError(LimitExceeded):
    """All workers are busy, and stayed so for as long as a query may wait."""

    def __init__(self, message: str = "All query workers are busy") -> None:
        super().__init__(message, hint="Try again in a few seconds")


class UpstreamTimeout(LimitExceeded):
    """The SPARQL server that holds the store did not answer in time: this server was only its gateway."""


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """How many queries are evaluated and may wait at once, and what one may cost. ``None`` seconds are no limit."""

    workers: int
    timeout_seconds: float | None
    wait_seconds: float
    memory_bytes: int
    heavy_workers: int = 1
    budget_seconds: float | None = None
    """Seconds that a query may stay in the light lane; ``None``: there is one lane only."""
    standby: int = 0
    """Processes beyond those that evaluate, which are ready to take the place of one that is stopped or moved."""
    queue: int = 16
    """Queries that may wait for a place in each lane."""
    client_seconds: float = 30.0
    """Seconds for which a worker waits in all for a client that reads slowly."""


class Lane:
    """Places for queries, and a queue before them; used from one event loop."""

    def __init__(self, places: int, queue: int, wait_seconds: float) -> None:
        self.places = places
        self._free = places
        self._queue = queue
        self._wait_seconds = wait_seconds
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._full = self._waited = 0

    @property
    def busy(self) -> int:
        """How many places are taken."""
        return self.places - self._free

    @property
    def waiting(self) -> int:
        """How many queries wait for a place."""
        return len(self._waiting)

    def counts(self) -> LaneCounts:
        """The numbers of now."""
        return LaneCounts(self.places, self.busy, self.waiting, self._full, self._waited)

    def try_take(self) -> bool:
        """Takes a place if one is free that nobody waits for."""
        if self._free and not self._waiting:
            self._free -= 1
            return True
        return False

    async def take(self) -> None:
        """Takes a place when it is one's turn. Raises: BusyError when the queue is full, or does not move."""
        if self.try_take():
            return
        if len(self._waiting) >= self._queue:
            self._full += 1
            raise BusyError("Too many queries are waiting")
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(self._wait_seconds):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self.leave()
            else:
                with contextlib.suppress(ValueError):  # whoever left meanwhile has passed over it
                    self._waiting.remove(turn)
            if isinstance(error, TimeoutError):
                self._waited += 1
                raise BusyError from None
            raise

    def leave(self) -> None:
        """Gives a place to the next who waits."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class Proved:
    """Remembers which questions overran their budget, so that they go where they belong at once; a bounded number."""

    def __init__(self, most: int = _MOST_REMEMBERED) -> None:
        self._most = most
        self._known: OrderedDict[bytes, None] = OrderedDict()

    def add(self, question: Question) -> None:
        """Remembers a question; other data are another question, as their database has another name."""
        key = _digest(question)
        self._known[key] = None
        self._known.move_to_end(key)
        if len(self._known) > self._most:
            self._known.popitem(last=False)

    def __contains__(self, question: Question) -> bool:
        return bool(self._known) and _digest(question) in self._known


def _digest(question: Question) -> bytes:
    parts = (question.query, question.database, question.default_graphs, question.named_graphs)
    return hashlib.blake2b(repr(parts).encode("utf-8", "backslashreplace"), digest_size=16).digest()
