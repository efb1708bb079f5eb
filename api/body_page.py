"""The pages of bodies and localities: what they are, what became of them, and their documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from api.pages import page
from api.resource_page import FORMATS, statements_of
from graph.bodies import body_path, show_body
from graph.description import Description
from graph.linked import MOST
from graph.localities import locality_path, show_locality
from graph.store import GraphStore
from ontology.errors import NotFound

_DIGITS = 16
"""Digits of a number of documents that no store holds."""


def body_page(
    request: Request, store: GraphStore, described: Description, headers: Mapping[str, str]
) -> Response | None:
    """The page of a body: its names, kind, place, what it belongs to and what it became, its documents and duties; None
    where the graph knows no such body by a name.
    """
    try:
        found = show_body(store, described.iri, offset=_offset(request))
    except NotFound:
        return None
    shown = {"found": found, "one": found.summary, "path": body_path(described.iri, store.iris.base)}
    return page(request, "body.html", {**shown, **_shared(request, described)}, headers=headers)


def locality_page(
    request: Request, store: GraphStore, described: Description, headers: Mapping[str, str]
) -> Response | None:
    """The page of a locality, before or after 2025-07-01; None where the gazetteer of this version has none such."""
    try:
        found = show_locality(store, described.iri, offset=_offset(request))
    except NotFound:
        return None
    shown = {"found": found, "one": found.summary, "path": locality_path(described.iri, store.iris.base)}
    return page(request, "locality.html", {**shown, **_shared(request, described)}, headers=headers)


def _shared(request: Request, described: Description) -> dict[str, Any]:
    kept = [pair for pair in request.query_params.multi_items() if pair[0] != "offset"]
    return {
        "statements": statements_of(request, described),
        "formats": FORMATS,
        "most": MOST,
        "page_at": lambda offset: "?" + urlencode([*kept, ("offset", offset)]),
    }


def _offset(request: Request) -> int:
    """The documents to pass over: none where what is asked for is no number, as pages bear what they do not know."""
    given = request.query_params.get("offset", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < _DIGITS else 0
