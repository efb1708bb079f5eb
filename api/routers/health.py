"""Whether the server can answer."""

from __future__ import annotations

from fastapi import APIRouter

from api.context import Shared
from api.version import software_version

router = APIRouter(tags=["operation"])


@router.get("/health", summary="Whether the store can be read, and how much is in it")
def health(shared: Shared) -> dict[str, str | int]:
    """`ok` with the version of the software, the version of the data and the number of statements; else 503."""
    snapshot = shared.snapshots.current()
    return {
        "status": "ok",
        "software": software_version(),
        "data": snapshot.version,
        "statements": len(snapshot.store),
    }
