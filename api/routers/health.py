"""Whether the server runs and can answer, and what Prometheus reads of it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.responses import JSONResponse, Response

from api.context import Shared
from api.negotiation import PLAIN
from api.operation.metrics import Metrics, QueryCollector, StoreCollector
from api.schemas import Live, Ready, answer
from api.version import software_version

router = APIRouter(tags=["operation"])


@router.get("/health/live", summary="Whether the server runs", response_class=Response, responses=answer(Live))
async def live() -> JSONResponse:
    """`ok` from whoever can answer at all; nothing is read."""
    return JSONResponse({"status": "ok"})


@router.get("/health/ready", summary="Whether the store can be read", response_class=Response, responses=answer(Ready))
@router.get("/health", include_in_schema=False)
def ready(shared: Shared) -> JSONResponse:
    """`ok` with the version of the software and of the data; 503 when the store cannot be read."""
    version = shared.snapshots.current().version
    return JSONResponse({"status": "ok", "software": software_version(), "data": version})


@router.get("/metrics", summary="Counts for Prometheus", response_class=Response, responses=answer(None, PLAIN))
def metrics(request: Request, shared: Shared) -> Response:
    """Requests and their durations, queries, the store (text format 0.0.4)."""
    counted = request.app.state.metrics
    assert isinstance(counted, Metrics)
    text = counted.text(StoreCollector(shared.snapshots), QueryCollector(shared.pool))
    return Response(text, media_type=CONTENT_TYPE_PLAIN_0_0_4)
