"""The pages of bodies and localities: what they are, what became of them, and their documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.pages import page
from api.resource_page import FORMATS, statements_of
from graph.bodies import body_path, show_body
from graph.description import Description
from graph.localities import locality_path, show_locality
from graph.store import GraphStore
from ontology.errors import NotFound


def body_page(
    request: Request, store: GraphStore, described: Description, headers: Mapping[str, str]
) -> Response | None:
    """The page of a body: its names, kind, place, what it belongs to and what it became, its documents and duties; None
    where the graph knows no such body by a name.
    """
    try:
        found = show_body(store, described.iri)
    except NotFound:
        return None
    shown = {"found": found, "one": found.summary, "path": body_path(described.iri, store.iris.base)}
    return page(request, "body.html", {**shown, **_shared(request, described)}, headers=headers)


def locality_page(
    request: Request, store: GraphStore, described: Description, headers: Mapping[str, str]
) -> Response | None:
    """The page of a locality, before or after 2025-07-01; None where the gazetteer of this version has none such."""
    try:
        found = show_locality(store, described.iri)
    except NotFound:
        return None
    shown = {"found": found, "one": found.summary, "path": locality_path(described.iri, store.iris.base)}
    return page(request, "locality.html", {**shown, **_shared(request, described)}, headers=headers)


def _shared(request: Request, described: Description) -> dict[str, Any]:
    return {"statements": statements_of(request, described), "formats": FORMATS}
