"""Asking the workers from a route: the question with the limits of the settings."""

from __future__ import annotations

from collections.abc import Sequence

from api.context import Context
from api.snapshots import Snapshot
from api.sparql.frames import Answer, Question


def question_for(
    shared: Context,
    snapshot: Snapshot,
    query: str,
    *,
    solutions: str | None = None,
    graph: str | None = None,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    max_rows: int | None = None,
) -> Question:
    """*query* over the data of *snapshot*; ``solutions`` and ``graph`` name the format of each kind of answer."""
    settings = shared.settings
    return Question(
        query=query,
        database=str(snapshot.database),
        solutions=solutions,
        graph=graph,
        default_graphs=tuple(default_graphs),
        named_graphs=tuple(named_graphs),
        max_rows=settings.max_rows if max_rows is None else max_rows,
        max_bytes=settings.max_result_bytes,
        deadline_seconds=settings.query_timeout_seconds,
        base=snapshot.store.iris.base,
    )


async def ask(shared: Context, snapshot: Snapshot, question: Question) -> Answer:
    """The whole answer to *question*; *snapshot* is held until it is there, as its files go with it.

    Raises: as `QueryPool.ask`.
    """
    answer = await shared.pool.ask(question)
    assert str(snapshot.database) == question.database
    return answer
