"""The FastAPI application: a factory, a lifespan, one router for each concern."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from anyio.to_thread import run_sync
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute

from api import errors, openapi
from api.access.gate import Gate, policy_of
from api.context import Context
from api.operation.logs import configure
from api.operation.metrics import Metrics, shared_folder
from api.operation.observing import REQUEST_ID, Observing
from api.operation.warming import keep_few_heaps, warm
from api.places import serving
from api.remembered import Answers, Remembering
from api.routers import (
    bodies,
    cascade,
    conflicts,
    corrections,
    coverage,
    dataset,
    directives,
    documents,
    duties,
    embed,
    gaps,
    graphs,
    health,
    localities,
    pages,
    paths,
    resources,
    search,
    sources,
    sparql,
    static,
)
from api.settings import Settings, load_settings
from api.snapshots import newest
from api.sparql.lanes import PoolLimits
from api.statistics import StatisticsOfVersion
from api.transport import AS_OF, DATA, Transport
from api.uploads import Uploads
from api.version import software_version
from graph.identities import identities_of
from ontology.errors import StoreError

_DESCRIPTION = (
    "Who carries out which directive: documents, their lineage and the coverage of directives, each fact with the "
    "quotation that states it; and SPARQL over the whole graph. A document's id is the part of its IRI behind the base "
    "(`eli/trung-uong/chi-thi/12-CT_TW/k13`); its number does where one document bears it."
)

_ROUTED = (
    sparql,
    pages,
    search,
    directives,
    health,
    dataset,
    graphs,
    resources,
    documents,
    bodies,
    localities,
    coverage,
    gaps,
    cascade,
    paths,
    duties,
    conflicts,
    corrections,
    embed,
    sources,
    static,
)

_EXPOSED = ("ETag", "Link", "Retry-After", "Lineage-Truncated", "Lineage-Row-Limit", DATA, AS_OF, REQUEST_ID)


def create_app(settings: Settings, *, alone: bool = False) -> FastAPI:
    """The application over the store that *settings* name; the store is opened when the application starts.

    *alone* says that the process does nothing else: then it reads first what every page needs.

    Raises: InputError when the file of tokens cannot be read. Starting raises StoreError when there is no store.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if alone:
            keep_few_heaps()
            warm()
        context = await _open(settings)
        app.state.context = context
        app.state.base = context.store.iris.base
        app.state.statistics = StatisticsOfVersion()
        app.state.uploads = Uploads(settings)
        if alone:
            await run_sync(identities_of, context.store)
        try:
            yield
        finally:
            await app.state.uploads.close()
            await app.state.statistics.close()
            await context.pool.close()
            context.snapshots.close()

    app = FastAPI(
        title="directive-lineage",
        description=_DESCRIPTION,
        version=software_version(),
        lifespan=lifespan,
        docs_url=None,  # FastAPI's own page loads scripts from a CDN
        redoc_url=None,
        generate_unique_id_function=openapi.operation_id,
    )
    openapi.complete(app)
    app.state.base = settings.base
    app.state.ancestors = settings.frame_ancestors
    errors.install(app)
    routers = [module.router for module in _ROUTED]
    for router in routers:
        app.include_router(router)
    routes = [*app.routes, *(route for router in routers for route in router.routes)]
    app.state.metrics = Metrics()
    app.state.answers = Answers(settings.query_cache_mb * 1024 * 1024)
    _surround(app, settings, routes)
    return app


def from_environment() -> FastAPI:
    """The application of one of several processes, whose settings are in the environment."""
    settings = load_settings()
    configure(settings.log_format)
    return create_app(settings, alone=True)


def _surround(app: FastAPI, settings: Settings, routes: Sequence[BaseRoute]) -> None:
    """What stands before the routes, the innermost first."""
    app.add_middleware(Transport, routes=routes, max_url_bytes=settings.max_url_bytes)
    if settings.query_cache_mb:
        app.add_middleware(Remembering, answers=app.state.answers, newest=lambda: newest(app.state.context.snapshots))
    app.add_middleware(Gate, policy=policy_of(settings), shared=shared_folder())
    if settings.cors_origins:  # outside of the gate: a browser asks for leave without a token
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins.split(),
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match", REQUEST_ID],
            expose_headers=_EXPOSED,
        )
    app.add_middleware(Observing, metrics=app.state.metrics, private=settings.read_needs_token)


async def _open(settings: Settings) -> Context:
    limits = PoolLimits(
        workers=settings.query_workers,
        timeout_seconds=settings.query_timeout_seconds,
        wait_seconds=settings.query_wait_seconds,
        memory_bytes=settings.query_memory_mb * 1024 * 1024,
        heavy_workers=settings.query_heavy_workers,
        budget_seconds=settings.query_light_seconds,
        standby=settings.query_standby_workers,
        queue=settings.query_queue,
        client_seconds=settings.client_wait_seconds,
    )
    snapshots, pool = serving(settings, limits)
    try:
        snapshot = snapshots.current()  # a place that holds something else, or a server that is none, is said now
    except StoreError:
        await pool.close()
        snapshots.close()
        raise
    await pool.start(str(snapshot.database))
    return Context(settings, snapshots, pool)
