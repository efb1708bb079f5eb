"""Paths: how one document leads to another."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator, BeforeValidator
from starlette.responses import JSONResponse, Response

from api.checks import checked_date, checked_relations
from api.context import Shared
from api.errors import asked_type
from api.identifiers import document_path
from api.negotiation import HTML, JSON
from api.openapi import DATE
from api.pages import page
from api.routers.documents import none_if_empty
from api.schemas import answer
from graph.paths import DEFAULT_LENGTH, DEFAULT_LIMIT, MAX_LENGTH, Paths, paths

router = APIRouter(tags=["paths"])

MOST_PATHS = 100
"""Paths in one answer; a page of more would be read by nobody, and they cost the server time."""


def _date(which: str) -> Any:
    return Query(
        alias=f"{which}_date",
        description=f"Date of `{which}`, where several documents bear its number",
        json_schema_extra=DATE,
    )


def _checked(date: str | None) -> str | None:
    return date and checked_date(date)


OptionalDate = Annotated[str | None, BeforeValidator(none_if_empty), AfterValidator(_checked)]


@router.get(
    "/path", summary="How one document leads to another", response_class=Response, responses=answer(Paths, HTML)
)
def path(
    request: Request,
    shared: Shared,
    source: Annotated[str, Query(alias="from", description="Id, IRI or number of the first document")] = "",
    target: Annotated[str, Query(alias="to", description="Id, IRI or number of the last document")] = "",
    from_date: Annotated[OptionalDate, _date("from")] = None,
    to_date: Annotated[OptionalDate, _date("to")] = None,
    relations: Annotated[
        str | None,
        BeforeValidator(none_if_empty),
        AfterValidator(lambda names: names and checked_relations(names)),
        Query(description="Kinds of relations to follow, with commas: `implements,based-on,continues`; else all"),
    ] = None,
    max_length: Annotated[int, Query(ge=1, le=MAX_LENGTH, description="Most steps of a path")] = DEFAULT_LENGTH,
    limit: Annotated[int, Query(ge=1, le=MOST_PATHS, description="Most paths")] = DEFAULT_LIMIT,
    format: Annotated[Literal["json", "html"] | None, Query(description="Else by Accept")] = None,
) -> Response:
    """The simple paths over relations as they are stated, the shortest first, with what states each step; where none
    leads from the first document to the last one, those that lead back, with `"reversed": true`.
    """
    wanted = asked_type(request, format, {"json": JSON, "html": HTML})
    asked: dict[str, object] = {"from": source, "from_date": from_date, "to": target, "to_date": to_date}
    asked |= {"relations": relations, "max_length": max_length}
    if wanted == HTML and not (source.strip() and target.strip()):
        return page(request, "path.html", {"found": None, "asked": asked})
    store = shared.store
    request.state.parameter = "from"  # for the links of an error's page
    first = shared.find(store, source, from_date)
    request.state.parameter = "to"
    last = shared.find(store, target, to_date)
    kinds = None if relations is None else relations.split(",")
    found = paths(store, first.iri, last.iri, relations=kinds, max_length=max_length, limit=limit)
    if wanted == JSON:
        return JSONResponse(found.to_json())
    base = store.iris.base
    asked |= {"from": document_path(first.iri, base), "to": document_path(last.iri, base)}
    return page(request, "path.html", {"found": found, "asked": asked, "rows": _rows(found)})


def _rows(found: Paths) -> list[list[dict[str, Any]]]:
    """For each path its documents, each with the steps that lead to it and whether they were shown before."""
    shown: set[tuple[str, str]] = set()
    rows = []
    for chain in found.paths:
        row: list[dict[str, Any]] = []
        for place, iri in enumerate(chain.documents):
            pair = (chain.documents[place - 1], iri) if place else None
            steps = found.between(*pair) if pair else ()
            row.append({"document": found.document(iri), "steps": steps, "again": pair in shown})
            if pair:
                shown.add(pair)
        rows.append(row)
    return rows
