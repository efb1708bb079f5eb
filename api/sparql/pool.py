"""The queries that are under way: each in a lane, with a worker that is killed and replaced when it takes too long."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from typing import Final, Protocol

from api.sparql.counts import QueryCounts
from api.sparql.frames import DATA, END, KIND, Answer, Question
from api.sparql.guard import RefusedError
from api.sparql.lanes import BusyError, Lane, PoolLimits, Proved
from api.sparql.process import GoneError, Worker
from api.sparql.rows import closing
from api.sparql.staff import Staff
from api.sparql.weight import looks_heavy
from ontology.errors import LimitExceeded, QueryError, StoreError

__all__ = [
    "Answering",
    "BusyError",
    "PoolLimits",
    "QueryPool",
    "Running",
    "UnacceptableError",
    "Whole",
    "checked_answer",
]

HOLD_BYTES: Final = 1024 * 1024
"""What of an answer is held back, so that a short one has the right status and headers; a longer one is heavy."""
_OWN_PART: Final = 0.5
_PATIENCE: Final = 8
_GRACE_SECONDS: Final = 5.0
_LESS: Final = "Ask for less: narrow the pattern, or add LIMIT"


class UnacceptableError(QueryError):
    """The query is answered in none of the media types that the client accepts."""


class Running(Protocol):
    """An answer that comes piece by piece. Close it, whether it has come to its end or not."""

    @property
    def kind(self) -> str:
        """What is answered: solutions, boolean or graph."""

    @property
    def end(self) -> Answer | None:
        """How the answer has ended, without its body; ``None`` while there is more."""

    @property
    def is_light(self) -> bool:
        """Whether it came within the budget of the light lane."""

    async def next(self) -> bytes:
        """The next whole rows, also those that were held back; nothing at the end."""

    def close(self) -> None:
        """Gives the worker free, or ends it where it is not done."""


class Answering(Protocol):
    """Evaluates queries; used from one event loop."""

    async def start(self, database: str = "") -> None:
        """Get ready ahead of the first query, which is likely to ask *database*."""

    def pids(self) -> tuple[int, ...]:
        """The processes that wait for a query."""

    def counts(self) -> QueryCounts:
        """What has become of the queries since the start."""

    async def open(self, question: Question, hold: int = HOLD_BYTES) -> Running:
        """The answer to a question, once it is whole or has more than *hold* bytes; no fault so far."""

    async def ask(self, question: Question) -> Answer:
        """The whole answer to a question."""

    async def close(self) -> None:
        """Give free what was held."""


class _Run:
    """A query under way: its worker, its lane, what has come and how long that took."""

    def __init__(
        self, staff: Staff, lane: Lane, worker: Worker, question: Question, spent: float, ended: Counter[str]
    ) -> None:
        self.kind = ""
        self.end: Answer | None = None
        self.size = 0
        self.spent = spent
        self.lane = lane
        self.worker = worker
        self.is_light = False
        self._staff = staff
        self._question = question
        self._parts: deque[bytes] = deque()
        self._ended = ended
        self._closed = False
        self._answered = False

    async def collect(self, most: int, budget: float | None = None) -> bool:
        """Goes on until more than *most* bytes are held or the answer ends; ``False`` when the time was too short.

        The time is that of the budget, else what is left of the limit; past the limit the answer ends with a fault.
        """
        limit = self._question.deadline_seconds
        left = None if limit is None else limit - self.spent
        seconds = min((each for each in (budget, left) if each is not None), default=None)
        began = time.monotonic()
        try:
            async with asyncio.timeout(seconds):
                while self.end is None and self.size <= most:
                    self._take(*await self.worker.frame())
        except TimeoutError:
            if seconds == left:
                self.end = _too_long(limit)
            return False
        except GoneError as error:
            self.end = _gone(error)
        finally:
            self.spent += time.monotonic() - began
        return True

    def _take(self, kind: bytes, content: bytes) -> None:
        if kind == DATA:
            self._parts.append(content)
            self.size += len(content)
        elif kind == KIND:
            self.kind = content.decode()
        elif kind == END:
            self.end, self._answered = Answer.unpacked(content, self.kind), True

    async def next(self) -> bytes:
        """As `Running.next`."""
        if not self._parts and self.end is None:
            self.size = 0
            await self.collect(0)
        return self._parts.popleft() if self._parts else b""

    def close(self, why: str = "client") -> None:
        """As `Running.close`; *why* where nothing has ended it."""
        if self._closed:
            return
        self._closed = True
        self._ended[why if self.end is None else self.end.code] += 1
        if self._answered:
            self._staff.give(self.worker)
        else:
            self._staff.kill(self.worker)
        self.lane.leave()


class QueryPool:
    """Evaluates queries in processes; used from one event loop. Close it when done."""

    def __init__(self, limits: PoolLimits) -> None:
        self._limits = limits
        one_lane = limits.budget_seconds is None
        heavy = 0 if one_lane else limits.heavy_workers
        self._light = Lane(limits.workers, limits.queue, limits.wait_seconds)
        self._heavy = self._light if one_lane else Lane(heavy, limits.queue, limits.wait_seconds)
        self._staff = Staff(limits.workers + limits.standby, heavy, limits.memory_bytes)
        self._proved = Proved()
        self._ended: Counter[str] = Counter()
        self._moved = 0

    async def start(self, database: str = "") -> None:
        """Starts the processes ahead of the first query; they get ready while the caller goes on."""
        await self._staff.start(database)

    def pids(self) -> tuple[int, ...]:
        """The processes that are started and idle, by their numbers."""
        return self._staff.pids()

    def counts(self) -> QueryCounts:
        """What has become of the queries since the start."""
        lanes = {"light": self._light.counts()}
        if self._heavy is not self._light:
            lanes["heavy"] = self._heavy.counts()
        return QueryCounts(lanes, dict(self._ended), self._moved, len(self.pids()), self._staff.killed)

    async def close(self) -> None:
        """Ends all processes."""
        await self._staff.close()

    async def ask(self, question: Question) -> Answer:
        """The whole answer to *question*. Raises: as `open`."""
        run = await self.open(question, question.max_bytes)
        try:
            return await whole(run, question)
        finally:
            run.close()

    async def open(self, question: Question, hold: int = HOLD_BYTES) -> Running:
        """The answer to *question*, once it has ended or has more than *hold* bytes.

        Raises: QueryError, RefusedError or UnacceptableError for a fault of the query; LimitExceeded when it takes too
        much time, memory or space; BusyError when no worker gets free; StoreError when the store cannot be read.
        """
        run, spent = None, 0.0
        if self._heavy is self._light or not self._starts_heavy(question):
            run, spent = await self._among_light(question)
        if run is None:
            run = await self._begin(self._heavy, question, spent)
        try:
            await run.collect(hold)
            if run.end is not None:
                checked_answer(run.end)
        except BaseException:
            run.close()
            raise
        return run

    def _starts_heavy(self, question: Question) -> bool:
        return question in self._proved or looks_heavy(question.query)

    async def _among_light(self, question: Question) -> tuple[_Run | None, float]:
        """(the answer, or the part that came within the budget; the seconds it took), without it where it is stopped.

        What is not done within the budget, or is long, has gone over to the heavy lane, or has to begin again there.
        """
        run = await self._begin(self._light, question, 0.0)
        budget = self._limits.budget_seconds
        if budget is None:
            return run, 0.0
        try:
            while not await run.collect(HOLD_BYTES, budget) and run.end is None:
                if _computed(run, budget) or run.spent >= _PATIENCE * budget:
                    break
            run.is_light = run.end is not None
            if run.is_light:
                return run, run.spent
            if _computed(run, budget):
                self._proved.add(question)
            if self._heavy.try_take():
                self._light.leave()
                self._moved += 1
                run.lane = self._heavy
                run.worker.yield_to_others()
                self._staff.fill_up()
                return run, run.spent
        except BaseException:
            run.close()
            raise
        run.close("restarted")
        return None, run.spent

    async def _begin(self, lane: Lane, question: Question, spent: float) -> _Run:
        """A query that has just been sent to a worker."""
        await lane.take()
        try:
            heavy = lane is self._heavy and lane is not self._light
            worker = await self._staff.take(question.database, heavy=heavy)
        except BaseException:
            lane.leave()
            raise
        run = _Run(self._staff, lane, worker, question, spent, self._ended)
        try:
            await worker.get_ready()
            limit = question.deadline_seconds
            worker.ask(question, None if limit is None else limit + self._limits.client_seconds + _GRACE_SECONDS)
        except (GoneError, TimeoutError):
            run.close("start")
            raise LimitExceeded(
                "No query worker can be started", hint="Memory is short, or the installation is damaged"
            ) from None
        except BaseException:
            run.close()
            raise
        return run


async def whole(run: Running, question: Question, most: int | None = None) -> Answer:
    """All that is still to come of an answer, with the end that a cut one lacks.

    It is cut before the piece that would make it longer than *most* bytes, but the first. Raises: as `QueryPool.open`.
    """
    parts: list[bytes] = []
    size, answer = 0, None
    while piece := await run.next():
        size += len(piece)
        if most is not None and size > most and parts:
            answer = Answer("ok", f"The answer has more than {most:,} bytes and was cut", kind=run.kind, truncated=True)
            break
        parts.append(piece)
    if answer is None:
        assert run.end is not None
        answer = checked_answer(run.end)
    name = question.graph if answer.kind == "graph" else question.solutions
    if answer.truncated:
        parts.append(closing(name or "") or b"")
    return answer.with_body(b"".join(parts))


class Whole:
    """An answer that is there already, as one that comes piece by piece."""

    def __init__(self, answer: Answer) -> None:
        self.kind = answer.kind
        self.end: Answer | None = answer.with_body(b"")
        self.is_light = False
        self._body = answer.body

    async def next(self) -> bytes:
        """As `Running.next`."""
        body, self._body = self._body, b""
        return body

    def close(self) -> None:
        """Nothing is held."""


def _computed(run: _Run, budget: float) -> bool:
    """Whether a query has overrun its budget by itself, and not because the machine has too much to do.

    Where light queries went among the heavy ones for that, a busy machine would turn them all away.
    """
    computed = run.worker.computed()
    return computed is None or computed >= _OWN_PART * budget


def _too_long(seconds: float | None) -> Answer:
    return Answer("timeout", f"The query took longer than {seconds:g} seconds and was stopped", _LESS)


def _gone(error: GoneError) -> Answer:
    if error.by_others:
        return Answer("gone", "The process that evaluated the query was ended from outside", "Ask again")
    return Answer("memory", "The query needed more memory than it may use and was stopped", _LESS)


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
