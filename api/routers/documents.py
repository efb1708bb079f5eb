"""Documents: lists, everything that is known of one, and its lineage."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from api.context import Context, Shared
from api.errors import asked_type
from api.identifiers import document_path
from api.negotiation import GRAPHML, HTML, JSON, PLAIN
from api.pages import page
from graph.details import show
from graph.documents import list_documents
from graph.drawing import mermaid, tree
from graph.export import lineage_graphml
from graph.lineage import Direction, Lineage, trace_document
from graph.model import DocumentSummary
from ontology.vocabulary import load_vocabulary

router = APIRouter(tags=["documents"])

MERMAID = "text/vnd.mermaid"
DATE_PATTERN = r"^\d{4}(-\d{2}(-\d{2})?)?$"
Id = Annotated[str, Path(description="Id (its IRI behind the base), IRI or number of the document")]
DateOfDocument = Annotated[
    str | None, Query(pattern=DATE_PATTERN, description="Date of the document, where several bear the number")
]


@router.get("/documents", summary="List documents", response_class=Response)
def documents(
    request: Request,
    shared: Shared,
    q: Annotated[str | None, Query(description="Words in label, number or title", max_length=200)] = None,
    type: Annotated[str | None, Query(description="Slug of the type: chi-thi, ke-hoach, ...", max_length=100)] = None,
    province: Annotated[str | None, Query(description="Name of the province", max_length=100)] = None,
    status: Annotated[Literal["held", "cited"] | None, Query(description="Text held, or only cited")] = None,
    limit: Annotated[int, Query(ge=1, description="Documents on a page")] = 50,
    offset: Annotated[int, Query(ge=0, le=2**62, description="Documents to pass over")] = 0,
    format: Annotated[Literal["json", "html"] | None, Query(description="Else by Accept")] = None,
) -> Response:
    """A page of the documents that fit all filters, ordered by IRI, with the number of all that fit."""
    wanted = asked_type(request, format, {"json": JSON, "html": HTML})
    filters = {"q": q or None, "type": type or None, "province": province or None, "status": status}
    store = shared.store
    most = min(limit, shared.settings.max_page_size)
    found = list_documents(store, limit=most, offset=offset, **filters)
    if wanted == HTML:
        values = {"found": found, "filters": filters, "types": load_vocabulary().document_types}
        return page(request, "documents.html", values)
    base = store.iris.base
    listed = [summary_json(document, base) for document in found.documents]
    return JSONResponse({"total": found.total, "limit": found.limit, "offset": found.offset, "documents": listed})


@router.get("/documents/{id:path}/lineage", summary="The lineage of a document", response_class=Response)
def lineage(
    request: Request,
    shared: Shared,
    id: Id,
    direction: Annotated[Direction, Query(description="Upward to what it carries out, downward, or both")] = "both",
    date: DateOfDocument = None,
    max_depth: Annotated[int | None, Query(ge=0, le=1000, description="Steps from the document")] = None,
    format: Annotated[Literal["json", "mermaid", "graphml", "tree"] | None, Query(description="Else by Accept")] = None,
) -> Response:
    """Every document that it carries out or that carries it out, with relation, evidence and days of each step."""
    formats = {"json": JSON, "mermaid": MERMAID, "graphml": GRAPHML, "tree": PLAIN}
    wanted = asked_type(request, format, formats)
    found = find_lineage(shared, id, direction, date=date, max_depth=max_depth)
    if wanted == MERMAID:
        return Response(mermaid(found), media_type=f"{MERMAID}; charset=utf-8")
    if wanted == GRAPHML:
        return Response(lineage_graphml(found), media_type=GRAPHML)
    if wanted == PLAIN:
        return PlainTextResponse("\n".join(tree(found)) + "\n")
    return JSONResponse(found.to_json())


@router.get("/documents/{id:path}", summary="Everything that is known of a document", response_class=Response)
def document(
    request: Request,
    shared: Shared,
    id: Id,
    date: DateOfDocument = None,
    format: Annotated[Literal["json", "html"] | None, Query(description="Else by Accept")] = None,
) -> Response:
    """Each fact with the quotation that states it: citations both ways, assignments, milestones, conflicts."""
    wanted = asked_type(request, format, {"json": JSON, "html": HTML})
    store = shared.store
    summary = shared.find(store, id, date)
    details = show(store, summary.iri)
    if wanted == HTML:
        found = find_lineage(shared, summary.iri, "both")
        return page(request, "document.html", {"details": details, "lineage": found, "lines": tree(found)})
    known = details.to_json()
    assert isinstance(known, dict)
    return JSONResponse({"id": document_path(summary.iri, store.iris.base), **known})


def find_lineage(
    shared: Context, id: str, direction: Direction, *, date: str | None = None, max_depth: int | None = None
) -> Lineage:
    """The lineage of the document *id*, up to the number of documents that the settings allow.

    Raises: NotFound, Ambiguous.
    """
    store = shared.store
    summary = shared.find(store, id, date)
    return trace_document(store, summary.iri, direction=direction, max_depth=max_depth, limit=shared.settings.max_nodes)


def summary_json(document: DocumentSummary, base: str) -> dict[str, Any]:
    """A document of a list, with the ``id`` that the other routes take."""
    summary = document.to_json()
    assert isinstance(summary, dict)
    return {"id": document_path(document.iri, base), **summary}
