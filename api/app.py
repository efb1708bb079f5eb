"""The FastAPI application: a factory, a lifespan, one router for each concern."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import CapacityLimiter
from fastapi import FastAPI

from api import errors
from api.context import WAITING_PER_WORKER, Context
from api.routers import (
    cascade,
    conflicts,
    corrections,
    coverage,
    documents,
    duties,
    embed,
    gaps,
    health,
    pages,
    paths,
    sparql,
)
from api.settings import Settings
from api.snapshots import Snapshots
from api.sparql.pool import PoolLimits, QueryPool
from api.version import software_version

_DESCRIPTION = (
    "Who carries out which directive: documents, their lineage and the coverage of directives, each fact with the "
    "quotation that states it; and SPARQL over the whole graph. A document's id is the part of its IRI behind the base "
    "(`eli/trung-uong/chi-thi/12-CT_TW/k13`); its number does where one document bears it."
)


def create_app(settings: Settings) -> FastAPI:
    """The application over the store that *settings* name; the store is opened when the application starts.

    Starting raises StoreError when the directory is no store.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        context = _open(settings)
        app.state.context = context
        app.state.base = context.store.iris.base
        try:
            yield
        finally:
            context.pool.close()
            context.snapshots.close()

    app = FastAPI(
        title="directive-lineage",
        description=_DESCRIPTION,
        version=software_version(),
        lifespan=lifespan,
        docs_url=None,  # FastAPI's own page loads scripts from a CDN
        redoc_url=None,
    )
    app.state.base = settings.base
    app.state.ancestors = settings.frame_ancestors
    errors.install(app)
    for router in (
        pages,
        health,
        sparql,
        documents,
        coverage,
        gaps,
        cascade,
        paths,
        duties,
        conflicts,
        corrections,
        embed,
    ):
        app.include_router(router.router)
    return app


def _open(settings: Settings) -> Context:
    snapshots = Snapshots(settings.store)
    snapshots.current()  # a directory that is something else is said at the start
    limits = PoolLimits(
        workers=settings.query_workers,
        timeout_seconds=settings.query_timeout_seconds,
        wait_seconds=settings.query_wait_seconds,
        memory_bytes=settings.query_memory_mb * 1024 * 1024,
    )
    pool = QueryPool(limits)
    pool.start()
    return Context(settings, snapshots, pool, CapacityLimiter(settings.query_workers * WAITING_PER_WORKER))
