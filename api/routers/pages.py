"""The start page, and the list of routes: plain pages that load nothing from elsewhere."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from api.context import Shared
from api.pages import page
from graph.documents import list_documents
from ontology.vocabulary import load_vocabulary

router = APIRouter(include_in_schema=False)


@router.get("/")
def start(request: Request, shared: Shared) -> HTMLResponse:
    """Search, how much there is, and the ways in."""
    store = shared.store
    values = {
        "held": list_documents(store, limit=20, status="held"),
        "cited": list_documents(store, limit=1, status="cited"),
        "types": load_vocabulary().document_types,
    }
    return page(request, "start.html", values)


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """Every route with its parameters, from the OpenAPI document."""
    return page(request, "docs.html", {"api": _routes(request.app.openapi())})


def _routes(document: dict[str, Any]) -> dict[str, Any]:
    operations = [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    return {"title": document["info"]["title"], "version": document["info"]["version"], "operations": operations}
