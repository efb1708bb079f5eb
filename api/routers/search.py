"""Search: one box over numbers, titles, bodies, localities and texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import BeforeValidator
from starlette.responses import JSONResponse, Response

from api.context import Shared
from api.errors import asked_type
from api.identifiers import document_path
from api.negotiation import HTML, JSON
from api.pages import page
from api.routers.documents import none_if_empty
from api.schemas import SearchAnswer, answer
from graph.search.search import GROUPS, Answer, Group, search

router = APIRouter(tags=["search"])

FIRST: dict[Group, int] = {"documents": 10, "bodies": 5, "localities": 5, "texts": 5}
"""How many of each group the page shows before it is asked for one of them."""


@router.get(
    "/search",
    summary="Search documents, bodies, localities and texts",
    response_class=Response,
    responses=answer(SearchAnswer, HTML),
)
def find(
    request: Request,
    shared: Shared,
    q: Annotated[str, Query(description="Words; case and diacritics do not count", max_length=200)] = "",
    group: Annotated[
        Literal["documents", "bodies", "localities", "texts"] | None,
        BeforeValidator(none_if_empty),
        Query(description="Only this group; else the first of each"),
    ] = None,
    limit: Annotated[int, Query(ge=1, description="Results of each group")] = 20,
    offset: Annotated[int, Query(ge=0, le=10_000, description="Results to pass over")] = 0,
    format: Annotated[Literal["json", "html"] | None, Query(description="Else by Accept")] = None,
) -> Response:
    """What has all of the words, by groups: documents (whose number or label the words are, first), bodies, localities
    of both editions of the gazetteer, and passages of texts. `more` tells of a total that there are more.
    """
    wanted = asked_type(request, format, {"json": JSON, "html": HTML})
    store = shared.store
    groups: tuple[Group, ...] = GROUPS if group is None else (group,)
    found = search(store, q, groups=groups, limit=min(limit, shared.settings.max_page_size), offset=offset)
    if wanted == JSON:
        return JSONResponse(_as_json(found, store.iris.base))
    return page(request, "search.html", values_of(request, found, group))


def values_of(request: Request, found: Answer, group: str | None) -> dict[str, Any]:
    """What the page of an answer shows."""
    root = str(request.scope.get("root_path", "")).rstrip("/")

    def at(name: str) -> Callable[[int], str]:
        given = {"q": found.words, "group": name, "limit": found.limit}
        return lambda offset: f"{root}/search?{urlencode({**given, 'offset': offset})}"

    return {"found": found, "group": group, "first": FIRST, "at": at, "groups": GROUPS}


def _as_json(found: Answer, base: str) -> dict[str, Any]:
    data = found.to_json()
    assert isinstance(data, dict)
    for one in data["groups"]:  # type: ignore[union-attr]
        if isinstance(one, dict) and one["group"] == "documents":
            for item in one["items"]:  # type: ignore[union-attr]
                item["id"] = document_path(item["iri"], base)  # type: ignore[index, call-overload, arg-type]
    return data
