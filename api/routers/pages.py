"""The start page, and the list of routes: plain pages that load nothing from elsewhere."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.context import Shared
from api.errors import accepted, problems
from api.negotiation import GRAPH_FORMATS, HTML, choose
from api.pages import page
from api.snapshots import data_date
from graph.documents import list_documents
from graph.views.about import data_state

router = APIRouter(include_in_schema=False)

_RDF = tuple(name for name in GRAPH_FORMATS if name not in ("application/json", "application/xml", "text/plain"))


@router.get("/", response_class=HTMLResponse)
def start(request: Request, shared: Shared) -> Response:
    """Search, how much there is, and the ways in; who wants RDF is sent to the description of the dataset."""
    if choose(accepted(request), [HTML, *_RDF]) in _RDF:
        return RedirectResponse(f"{str(request.scope.get('root_path', '')).rstrip('/')}/dataset", 303)
    store = shared.store
    values = {
        "held": list_documents(store, limit=10, status="held"),
        "cited": list_documents(store, limit=1, status="cited"),
        "state": data_state(store),
        "changed": data_date(shared.snapshots.current()),
    }
    return page(request, "start.html", values)


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """Every route with its parameters, from the OpenAPI document."""
    return page(request, "docs.html", _docs_values(request))


def _docs_values(request: Request) -> dict[str, Any]:
    root = str(request.scope.get("root_path", "")).rstrip("/")
    code = Markup("<code>{}</code>").format
    return {
        "api": _routes(request.app.openapi()),
        "allowed_values": allowed_values,
        "docs_link": Markup('<a href="{}/openapi.json">openapi.json</a>').format(root),
        "docs_form": code('{"type", "title", "status", "detail", "code", "hint", "candidates"?}'),
        "problems": problems(),
        "problems_above": [code for code, _ in problems()],
        "docs_cut": code("total"),
        "docs_header": code("Lineage-Truncated: true"),
        "docs_format": code("format="),
    }


_BOUNDLESS = 2**40
"""A limit that only keeps numbers within what the store can count."""


def allowed_values(schema: dict[str, Any]) -> str:
    """What a parameter may be, and what it is where it is left out, in words.

    >>> allowed_values({"anyOf": [{"enum": ["a", "b"]}]}), allowed_values({"minimum": 0, "default": 5})
    ('one of `a`, `b`', 'from 0; default `5`')
    """
    kinds = [schema, *schema.get("anyOf", ())]
    said = ["one of " + ", ".join(f"`{value}`" for value in kind["enum"]) for kind in kinds if kind.get("enum")]
    for kind in kinds:
        if "minimum" in kind:
            said.append(
                f"from {kind['minimum']}"
                + (f" to {kind['maximum']}" if kind.get("maximum", _BOUNDLESS) < _BOUNDLESS else "")
            )
    if schema.get("default") is not None:
        said.append(f"default `{schema['default']}`")
    return "; ".join(said)


def _routes(document: dict[str, Any]) -> dict[str, Any]:
    operations = [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    return {"title": document["info"]["title"], "version": document["info"]["version"], "operations": operations}
