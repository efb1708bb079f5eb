"""How much is in the data: counted by the query workers once for each version, within their limits."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass

from anyio import Lock

from api.context import Context
from api.snapshots import Snapshot
from api.sparql.asking import ask, question_for
from api.sparql.lanes import BusyError
from ontology.errors import LimitExceeded, LineageError
from ontology.iris import TERMS, Iris

_MOST_ROWS = 1_000_000
_CLASSES = "SELECT ?name (COUNT(DISTINCT ?s) AS ?n) { ?s a ?name } GROUP BY ?name"
_PROPERTIES = "SELECT ?name (COUNT(*) AS ?n) { ?s ?name ?o } GROUP BY ?name"
_ENTITIES = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a ?class }"
_SUBJECTS = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"
_OBJECTS = "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of the union of all graphs; ``None``, or nothing, where counting passed a limit.

    A statement that several graphs make counts for each of them, as it does in a query.
    """

    classes: Counts | None
    properties: Counts | None
    entities: int | None
    subjects: int | None
    objects: int | None
    graphs: Counts
    """The graphs that are not read from a source."""

    @property
    def triples(self) -> int | None:
        """Statements."""
        return None if self.properties is None else sum(count for _, count in self.properties)

    def instances(self, name: str) -> int | None:
        """The number of instances of one of the project's classes."""
        return None if self.classes is None else dict(self.classes).get(TERMS + name, 0)


PATIENCE_SECONDS = 0.1
"""What a page waits for counts that are not known yet."""
UNCOUNTED = Statistics(None, None, None, None, None, ())


class StatisticsOfVersion:
    """Remembers the counts of the newest version; whoever asks while they are counted waits without a thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counting: asyncio.Task[None] | None = None
        self._version = ""
        self._known: Statistics | None = None

    async def of(self, shared: Context, snapshot: Snapshot) -> Statistics:
        """The counts of the data of *snapshot*. Raises: BusyError, StoreError."""
        async with self._lock:
            if self._known is None or self._version != snapshot.version:
                self._known, self._version = await _count(shared, snapshot), snapshot.version
            return self._known

    async def soon(self, shared: Context, snapshot: Snapshot) -> Statistics | None:
        """The counts of the data of *snapshot*, if they are known or counted in a moment; else counting goes on, and
        whoever asks later has them.
        """
        if self._version != snapshot.version:
            if self._counting is None or self._counting.done():
                self._counting = asyncio.create_task(self._quietly(shared, snapshot))
            await asyncio.wait({self._counting}, timeout=PATIENCE_SECONDS)
        return self._known if self._version == snapshot.version else None

    async def _quietly(self, shared: Context, snapshot: Snapshot) -> None:
        with suppress(LineageError):  # a server that is busy counts when it is asked again
            await self.of(shared, snapshot)

    async def close(self) -> None:
        """Give up counting."""
        if self._counting is not None:
            self._counting.cancel()
            await asyncio.wait({self._counting})


async def _count(shared: Context, snapshot: Snapshot) -> Statistics:
    return Statistics(
        classes=await _rows(shared, snapshot, _CLASSES),
        properties=await _rows(shared, snapshot, _PROPERTIES),
        entities=await _number(shared, snapshot, _ENTITIES),
        subjects=await _number(shared, snapshot, _SUBJECTS),
        objects=await _number(shared, snapshot, _OBJECTS),
        graphs=await _rows(shared, snapshot, _graphs(snapshot.store.iris)) or (),
    )


def _graphs(iris: Iris) -> str:
    names = (
        iris.ontology_graph,
        iris.vocabulary_graph,
        iris.gazetteer_graph,
        iris.communes_graph,
        iris.derived_graph,
        iris.corrections_graph,
    )
    values = " ".join(f"<{name}>" for name in names)
    return f"SELECT ?name (COUNT(*) AS ?n) {{ VALUES ?name {{ {values} }} GRAPH ?name {{ ?s ?p ?o }} }} GROUP BY ?name"


async def _number(shared: Context, snapshot: Snapshot, query: str) -> int | None:
    found = await _bindings(shared, snapshot, query)
    return None if found is None else int(found[0]["n"]["value"])


async def _rows(shared: Context, snapshot: Snapshot, query: str) -> Counts | None:
    found = await _bindings(shared, snapshot, query)
    if found is None:
        return None
    return tuple(sorted((row["name"]["value"], int(row["n"]["value"])) for row in found if "name" in row))


async def _bindings(shared: Context, snapshot: Snapshot, query: str) -> list[dict[str, dict[str, str]]] | None:
    question = question_for(shared, snapshot, query, solutions="json", max_rows=_MOST_ROWS)
    try:
        answer = await ask(shared, snapshot, question)
    except BusyError:
        raise
    except LimitExceeded:
        return None
    found: list[dict[str, dict[str, str]]] = json.loads(answer.body)["results"]["bindings"]
    return found
