"""What the routes share: the settings, the snapshots of the store and the query workers of one application."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Request

from api.identifiers import find_document
from api.settings import Settings
from api.snapshots import Serving, Snapshot
from api.sparql.pool import Answering
from graph.model import DocumentSummary
from graph.store import GraphStore


@dataclass(frozen=True, slots=True)
class Context:
    """One application's resources; made when it starts, closed when it ends."""

    settings: Settings
    snapshots: Serving
    pool: Answering

    @property
    def store(self) -> GraphStore:
        """The newest snapshot of the store. Raises: StoreError when there is none to be read."""
        return self.snapshots.current().store

    def find(self, store: GraphStore, name: str, date: str | None = None) -> DocumentSummary:
        """The document of *store* that *name* (path, IRI or number) stands for. Raises: NotFound, Ambiguous."""
        return find_document(store, name, store.iris.base, date=date)


async def context_of(request: Request) -> Context:
    """The context of the application that *request* came to, whose data stay the same for as long as it lasts.

    It waits for nothing, and is asynchronous lest FastAPI have a thread do it.
    """
    context = request.app.state.context
    assert isinstance(context, Context)
    return replace(context, snapshots=_OneSnapshot(request, context.snapshots))


class _OneSnapshot:
    """Gives one request the same data whenever it asks, and notes them in ``request.state.snapshot``."""

    def __init__(self, request: Request, snapshots: Serving) -> None:
        self._request = request
        self._snapshots = snapshots

    def known(self) -> Snapshot | None:
        """The data of the request, or those that need no look at the store."""
        return self._noted() or self._note(self._snapshots.known())

    def current(self) -> Snapshot:
        """The newest data at the first call. Raises: StoreError when there are none to be read."""
        snapshot = self._noted() or self._note(self._snapshots.current())
        assert snapshot is not None
        return snapshot

    def _noted(self) -> Snapshot | None:
        snapshot = getattr(self._request.state, "snapshot", None)
        assert snapshot is None or isinstance(snapshot, Snapshot)
        return snapshot

    def _note(self, snapshot: Snapshot | None) -> Snapshot | None:
        self._request.state.snapshot = snapshot
        return snapshot

    def close(self) -> None:
        """What is shared with others is not closed."""


Shared = Annotated[Context, Depends(context_of)]
"""A route's parameter that holds the context."""
