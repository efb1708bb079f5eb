"""A pool of query workers for tests that are not asynchronous: in an event loop of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from anyio.from_thread import BlockingPortal, start_blocking_portal

from api.sparql.frames import Answer, Question
from api.sparql.lanes import PoolLimits
from api.sparql.pool import QueryPool


@dataclass(frozen=True)
class Pool:
    """Asks a pool from any thread."""

    portal: BlockingPortal
    inner: QueryPool

    def ask(self, question: Question) -> Answer:
        return self.portal.call(self.inner.ask, question)

    def pids(self) -> tuple[int, ...]:
        async def pids() -> tuple[int, ...]:
            return self.inner.pids()

        return self.portal.call(pids)


@contextmanager
def pool_of(limits: PoolLimits, *, start: bool = False) -> Iterator[Pool]:
    """A pool with these limits, which is closed at the end."""
    with start_blocking_portal() as portal:
        pool = QueryPool(limits)
        if start:
            portal.call(pool.start)
        try:
            yield Pool(portal, pool)
        finally:
            portal.call(pool.close)
