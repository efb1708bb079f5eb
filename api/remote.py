"""What the server reads where the store is on a SPARQL server: the newest data, and queries that go there.

Nothing is frozen: an answer is read while a build may write. But nothing is remembered beyond the data that it was read
from either, as each change gives the data another name, which is asked for twice a second at most.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from api.snapshots import Snapshot, check_open
from api.sparql.counts import QueryCounts
from api.sparql.frames import DATA, Answer, Question
from api.sparql.guard import RefusedError, check_query
from api.sparql.lanes import Lane, PoolLimits, UpstreamTimeout
from api.sparql.pool import Running, UnacceptableError, Whole, checked_answer, whole
from api.sparql.worker import evaluate
from graph.connection import Client, Connection, RemoteTimeout, RemoteTooLarge
from graph.remote import ServerHome, open_remote
from graph.remote_engine import RemoteEngine
from ontology.errors import LimitExceeded, LineageError, QueryError, StoreError
from ontology.iris import Iris

_ASK_AGAIN_SECONDS: Final = 0.5


_END_OF: Final[Mapping[type[LineageError], str]] = {
    QueryError: "query",
    RefusedError: "refused",
    UnacceptableError: "unacceptable",
    UpstreamTimeout: "timeout",
    LimitExceeded: "too_large",
}


class RemoteSnapshots:
    """Hands out the store on a server, anew when its data have changed; safe to use from many threads. Close it.

    Raises: StoreError from `current` when the server does not answer, or holds no store.
    """

    def __init__(self, connection: Connection, iris: Iris | None = None, *, restricted: bool = False) -> None:
        """Serve the store on a server; one with restricted documents only where *restricted* says so."""
        self._restricted = restricted
        self._client = Client(connection)
        self._iris = iris
        self._lock = threading.Lock()
        self._current: Snapshot | None = None
        self._asked = -_ASK_AGAIN_SECONDS
        self._fault: StoreError | None = None

    def known(self) -> Snapshot | None:
        """The store with the data as they were at most half a second ago, if somebody has asked for them since."""
        return self._current if self._is_fresh() and self._fault is None else None

    def current(self) -> Snapshot:
        """The store with the data as they were at most half a second ago."""
        with self._lock:
            if not self._is_fresh():
                self._fault = None
                try:
                    self._current = self._newest(self._current)
                except StoreError as error:
                    self._fault = error
                self._asked = time.monotonic()
            if self._fault is not None:  # whoever waited meanwhile need not wait for the same again
                raise self._fault
            assert self._current is not None
            return self._current

    def _is_fresh(self) -> bool:
        return time.monotonic() - self._asked < _ASK_AGAIN_SECONDS

    def _newest(self, known: Snapshot | None) -> Snapshot:
        """What is known, unless the data have another name by now, or are being changed."""
        if known is not None and isinstance(home := known.store.home, ServerHome):
            home.read()
            if home.derived and home.data == known.version:
                return known
        store = open_remote(self._client.connection, read_only=True, iris=self._iris, client=self._client)
        assert isinstance(store.home, ServerHome)
        if not self._restricted:
            check_open(store)
        return Snapshot(store, store.home.name, store.home.data)

    def close(self) -> None:
        """Gives the connections to the server free."""
        self._client.close()


class RemotePool:
    """Has the store's server evaluate queries, after the same checks as for a store in a directory.

    What the server answers is read whole, as its errors may come at its end, but never more than the limit of bytes,
    neither as it sends it nor as it is asked for.
    """

    def __init__(self, connection: Connection, snapshots: RemoteSnapshots, limits: PoolLimits) -> None:
        seconds = limits.timeout_seconds or connection.timeout_seconds
        self._client = Client(replace(connection, timeout_seconds=seconds, tries=1))
        self._snapshots = snapshots
        self._lane = Lane(limits.workers + limits.heavy_workers, limits.queue, limits.wait_seconds)
        self._threads: CapacityLimiter | None = None
        self._ended: Counter[str] = Counter()

    async def start(self, database: str = "") -> None:
        """Nothing has to be started."""

    def pids(self) -> tuple[int, ...]:
        """There are no processes."""
        return ()

    def counts(self) -> QueryCounts:
        """What has become of the queries since the start."""
        return QueryCounts({"server": self._lane.counts()}, dict(self._ended))

    async def close(self) -> None:
        """Gives the connections to the server free."""
        self._client.close()
        self._snapshots.close()

    async def open(self, question: Question, hold: int = 0) -> Running:
        """The answer to *question*, which is whole. Raises: as `ask`."""
        return Whole(await self._asked(question))

    async def ask(self, question: Question) -> Answer:
        """The answer to *question*.

        Raises: QueryError, RefusedError or UnacceptableError for a fault of the query; LimitExceeded when it takes too
        much time or space; BusyError when too many wait; StoreError when the server does not answer, or cuts its
        answers.
        """
        return await whole(Whole(await self._asked(question)), question)

    async def _asked(self, question: Question) -> Answer:
        self._threads = self._threads or CapacityLimiter(self._lane.places)
        await self._lane.take()
        end = "client"
        try:
            answer = await run_sync(self.evaluated, question, limiter=self._threads)
            end = "ok"
            return answer
        except LineageError as error:
            end = _END_OF.get(type(error), "store")
            raise
        finally:
            self._ended[end] += 1
            self._lane.leave()

    def evaluated(self, question: Question) -> Answer:
        """The answer to *question* without the end that a cut one lacks. Raises: as `ask`, but BusyError."""
        client = self._client.bounded(question.max_bytes)
        engine = RemoteEngine(client, self._snapshots.current().store.iris.base, read_only=True)
        parts: list[bytes] = []
        try:
            engine.find_union()
            answer = evaluate(
                engine, question, lambda kind, content: parts.append(content if kind == DATA else b""), check_query
            )
        except RemoteTimeout as error:
            seconds = self._client.connection.timeout_seconds
            raise UpstreamTimeout(
                f"The query took longer than {seconds:g} seconds and was given up",
                hint="Ask for less: narrow the pattern, or add LIMIT",
            ) from error
        except RemoteTooLarge as error:
            raise LimitExceeded(
                f"The answer is larger than {question.max_bytes:,} bytes", hint="Ask for less, with LIMIT and OFFSET"
            ) from error
        return checked_answer(answer).with_body(b"".join(parts))
