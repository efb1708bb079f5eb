"""What the server reads where the store is on a SPARQL server: the newest data, and queries that go there.

Nothing is frozen: an answer is read while a build may write. But nothing is remembered beyond the data that it was read
from either, as each change gives the data another name, which is asked for twice a second at most.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Final

from api.snapshots import Snapshot, check_open
from api.sparql.pool import PoolLimits, checked_answer
from api.sparql.worker import Answer, Question, evaluate
from graph.connection import Client, Connection, RemoteTimeout
from graph.remote import ServerHome, open_remote
from graph.remote_engine import RemoteEngine
from ontology.errors import LimitExceeded
from ontology.iris import Iris

_ASK_AGAIN_SECONDS: Final = 0.5


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
        self._asked = 0.0

    def current(self) -> Snapshot:
        """The store with the data as they were at most half a second ago."""
        with self._lock:
            if self._current is None or time.monotonic() - self._asked >= _ASK_AGAIN_SECONDS:
                self._current = self._newest(self._current)
                self._asked = time.monotonic()
            return self._current

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
    """Has the store's server evaluate queries, after the same checks as for a store in a directory."""

    def __init__(self, connection: Connection, snapshots: RemoteSnapshots, limits: PoolLimits) -> None:
        seconds = limits.timeout_seconds or connection.timeout_seconds
        self._client = Client(replace(connection, timeout_seconds=seconds, tries=1))
        self._snapshots = snapshots

    def start(self) -> None:
        """Nothing has to be started."""

    def pids(self) -> tuple[int, ...]:
        """There are no processes."""
        return ()

    def close(self) -> None:
        """Gives the connections to the server free."""
        self._client.close()
        self._snapshots.close()

    def ask(self, question: Question) -> Answer:
        """The answer to *question*.

        Raises: QueryError, RefusedError or UnacceptableError for a fault of the query; LimitExceeded when it takes too
        much time or space; StoreError when the server does not answer, or cuts its answers.
        """
        engine = RemoteEngine(self._client, self._snapshots.current().store.iris.base, read_only=True)
        try:
            engine.find_union()
            return checked_answer(evaluate(engine, question))
        except RemoteTimeout as error:
            seconds = self._client.connection.timeout_seconds
            raise LimitExceeded(
                f"The query took longer than {seconds:g} seconds and was given up",
                hint="Ask for less: narrow the pattern, or add LIMIT",
            ) from error
