"""The dataset as a whole: VoID and DCAT, as RDF and as a page."""

from __future__ import annotations

from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.conditional import unchanged, validators
from api.context import Context, Shared
from api.describing import dataset_description, describe, facts_soon
from api.errors import accepted, not_acceptable
from api.negotiation import GRAPH_FORMATS, HTML, choose_format
from api.pages import page
from api.quality import SCORES
from api.schemas import answer
from api.snapshots import newest
from graph.documents import list_documents
from graph.views.about import data_state

router = APIRouter(tags=["dataset"])

FORMATS = {**GRAPH_FORMATS, HTML: "html"}
"""Media types in which resources are described -> short names; the first is sent to those who do not care."""

Format = Annotated[str | None, Query(description="ttl, nt, jsonld, rdf, trig, nq or html; else Accept")]


def asked_format(request: Request, format: str | None) -> tuple[str, str]:
    """(media type, short name) in which a resource is to be described.

    Raises: ProtocolError (406) when the client accepts none.
    """
    wanted = choose_format(accepted(request), FORMATS, format)
    if wanted is None:
        raise not_acceptable(list(FORMATS))
    return wanted


@router.get(
    "/dataset",
    summary="What the dataset is, and how much is in it",
    response_class=Response,
    responses=answer(None, *FORMATS),
)
async def dataset(request: Request, shared: Shared, format: Format = None) -> Response:
    """VoID and DCAT 3: version, date, counts by class and property, distributions, service."""
    media_type, name = asked_format(request, format)
    if name == "html":
        return await _page(request, shared)
    return await describe(request, shared, media_type, name, dataset_description)


@router.get("/.well-known/void", include_in_schema=False)
def well_known(request: Request) -> RedirectResponse:
    """Where VoID says that the description of a dataset can be found."""
    root = str(request.scope.get("root_path", "")).rstrip("/")
    return RedirectResponse(f"{root}/dataset", 302)


async def _page(request: Request, shared: Context) -> Response:
    snapshot = await newest(shared.snapshots)
    found = validators(request, shared.settings, snapshot, HTML)
    if (fresh := unchanged(request, found)) is not None:
        return fresh
    facts, counted = await facts_soon(request, shared, snapshot)
    values = {
        "facts": facts,
        "counted": counted,
        "held": (await run_sync(lambda: list_documents(snapshot.store, limit=1, status="held"))).total,
        "cited": (await run_sync(lambda: list_documents(snapshot.store, limit=1, status="cited"))).total,
        "formats": _LINKED,
        "state": await run_sync(data_state, snapshot.store),
        "scores": SCORES,
    }
    return page(request, "dataset.html", values, headers=found.sent() if counted else None)


_LINKED = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "rdf": "RDF/XML"}
