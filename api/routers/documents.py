"""Documents: lists, everything that is known of one, and its lineage."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Query, Request
from pydantic import AfterValidator, BeforeValidator, Field
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from api.checks import checked_date, checked_day, checked_order, checked_type
from api.citations import merged
from api.conditional import unchanged, validators
from api.context import Context, Shared
from api.cursors import LONGEST, paging
from api.downloads import saved_as
from api.errors import asked_type
from api.identifiers import document_path
from api.language import Speech, language_of
from api.negotiation import GRAPHML, HTML, JSON, PLAIN
from api.openapi import DATE, DAY
from api.pages import link_of, page, resource_href
from api.remembered import answer_json
from api.schema_org import legislation
from api.schemas import DocumentList, answer
from api.source_text import MOST, shown_texts
from graph.details import cited_by, show
from graph.documents import MAX_LIMIT, list_documents, place_of
from graph.drawing import limits, mermaid, outline, tree
from graph.export import lineage_graphml
from graph.lineage import Direction, Lineage, trace_document
from graph.model import DocumentDetails, DocumentSummary
from graph.search.search import provinces_of
from graph.store import GraphStore
from ontology.vocabulary import load_vocabulary

router = APIRouter(tags=["documents"])

CITERS = 50
"""Documents on a page of a document that cite it."""
SHOWN = 100
"""Documents of its lineage there."""
MERMAID = "text/vnd.mermaid"
Id = Annotated[str, Path(description="Id (its IRI behind the base), IRI or number of the document")]
DateOfDocument = Annotated[
    Annotated[str, AfterValidator(checked_date)] | None,
    Query(
        description="Date of the document, where several bear the number: `2022-01-05`, `2022-01` or `2022`",
        json_schema_extra=DATE,
    ),
]


Short = Annotated[str, Field(max_length=100)]
"""A name of a few words; the limit is of the text, as a parameter that is empty has no length."""


def none_if_empty(value: object) -> object:
    """Forms send fields that nobody filled in."""
    return None if value == "" else value


def page_limit(request: Request, limit: int, media_type: str, most: int) -> int:
    """How many rows an answer has: of a page no more than *most*, unless the address says how many."""
    return min(limit, most) if media_type == HTML and "limit" not in request.query_params else limit


def _checked_type(name: str | None) -> str | None:
    return None if name is None else checked_type(name)


OptionalDate = Annotated[
    str | None, BeforeValidator(none_if_empty), AfterValidator(lambda date: date and checked_date(date)), Query()
]


_Day = Annotated[str | None, BeforeValidator(none_if_empty), AfterValidator(lambda day: day and checked_day(day))]
DayOfLocalities = Annotated[
    _Day,
    Query(description="The day whose localities count: `2025-06-30`; else derived, and said", json_schema_extra=DAY),
]
LatestDay = Annotated[
    _Day, Query(description="Leave out documents later than this day: `2022-12-31`", json_schema_extra=DAY)
]


CursorOfPage = Annotated[
    Annotated[str, Field(max_length=LONGEST)] | None,
    BeforeValidator(none_if_empty),
    Query(description="`next` of the page before, asked with the same filters and order"),
]
OffsetOfPage = Annotated[int, Query(ge=0, le=2**62, description="Rows to pass over; for pages of people")]


@router.get(
    "/documents",
    summary="List documents",
    response_class=Response,
    responses=answer(DocumentList, HTML, headers={"Link": "The next page, if there is one (RFC 8288)"}),
)
def documents(
    request: Request,
    shared: Shared,
    q: Annotated[
        str | None,
        Query(description="Words in number, title, issuer or place; case and diacritics do not count", max_length=200),
    ] = None,
    type: Annotated[
        Short | None,
        BeforeValidator(none_if_empty),
        AfterValidator(_checked_type),
        Query(description="Type: its slug (`chi-thi`) or its name (`Chỉ thị`)"),
    ] = None,
    province: Annotated[
        str | None, Query(description="Province, with or without diacritics (`Tây Ninh`, `tay ninh`)", max_length=100)
    ] = None,
    status: Annotated[
        Literal["held", "cited"] | None, BeforeValidator(none_if_empty), Query(description="Text held, or only cited")
    ] = None,
    sort: Annotated[
        str,
        AfterValidator(checked_order),
        Query(description="`date`, `number`, `label`, `issuer` or `province`, with `-` before it for the reverse"),
    ] = "-date",
    limit: Annotated[int, Query(ge=1, description="Documents on a page")] = 50,
    offset: OffsetOfPage = 0,
    cursor: CursorOfPage = None,
    format: Annotated[Literal["json", "html"] | None, Query(description="Else by Accept")] = None,
) -> Response:
    """A page of the documents that fit all filters, the newest first, with the number of all that fit. To read all of
    them, follow `next`, or the header `Link`: each comes once, whatever is added in the meantime.
    """
    wanted = asked_type(request, format, {"json": JSON, "html": HTML})
    filters = {"q": q or None, "type": type, "province": province or None, "status": status}
    snapshot = shared.snapshots.current()
    store = snapshot.store
    most = min(limit, shared.settings.max_page_size, MAX_LIMIT - 1)
    asked = paging(request, "/documents", snapshot.version, (sort, filters), cursor, offset, most)
    ahead = list_documents(store, limit=most + 1, offset=offset, order=sort, after=asked.after, **filters)
    found = replace(ahead, limit=most, documents=ahead.documents[:most])
    if wanted == HTML:
        values = {"found": found, "filters": filters, "sort": sort, **choices(store), **list_links(request)}
        return page(request, "documents.html", values)
    base = store.iris.base
    listed = [summary_json(document, base) for document in found.documents]
    further = asked.following(ahead.documents, lambda last: place_of(store, last.iri, sort))
    made = {"total": found.total, "limit": found.limit, "offset": found.offset, "documents": listed}
    return JSONResponse({**made, **further.members()}, headers=further.headers)


def list_links(request: Request, path: str = "/documents") -> dict[str, Any]:
    """Links from a list to the same one in another order, at another place, in another form, and without all filters
    but the words.
    """
    root = str(request.scope.get("root_path", "")).rstrip("/")
    asked = {name: value for name, value in request.query_params.items() if value and name not in ("format", "cursor")}

    def link(**changed: object) -> str:
        return f"{root}{path}?{urlencode({**asked, **changed})}"

    return {
        "as_format": lambda format: link(format=format),
        "sorted_by": lambda order: link(sort=order, offset=0),
        "page_at": lambda offset: link(offset=offset),
        "with_changed": lambda **changed: link(**{"offset": 0, **changed}),
        "without_filters": f"{root}{path}?{urlencode({'q': asked.get('q', '')})}",
    }


@router.get("/lineage", include_in_schema=False)
def lineage_form(request: Request, shared: Shared, number: str = "", date: OptionalDate = None) -> RedirectResponse:
    """The lineage on the page of the document whose number a form gives."""
    found = shared.find(shared.store, number, date)
    return RedirectResponse(link_of(request, "documents", found.iri) + "#lineage", 303)


@router.get(
    "/documents/{id:path}/lineage",
    summary="The lineage of a document",
    response_class=Response,
    responses=answer(Lineage, MERMAID, GRAPHML, PLAIN),
)
def lineage(
    request: Request,
    shared: Shared,
    id: Id,
    direction: Annotated[Direction, Query(description="Upward to what it carries out, downward, or both")] = "both",
    date: DateOfDocument = None,
    max_depth: Annotated[int | None, Query(ge=0, le=1000, description="Steps from the document")] = None,
    stated: Annotated[
        bool, Query(description="In `tree` and `mermaid` every stated step, not the cascade; the others have both")
    ] = False,
    format: Annotated[Literal["json", "mermaid", "graphml", "tree"] | None, Query(description="Else by Accept")] = None,
) -> Response:
    """Every document that it carries out or that carries it out, with relation, evidence and days of each step."""
    formats = {"json": JSON, "mermaid": MERMAID, "graphml": GRAPHML, "tree": PLAIN}
    wanted = asked_type(request, format, formats)
    found = find_lineage(shared, id, direction, date=date, max_depth=max_depth)
    if wanted == MERMAID:
        return Response(mermaid(found, stated=stated), media_type=f"{MERMAID}; charset=utf-8")
    if wanted == GRAPHML:
        named = saved_as("graphml", "lineage", found.root.number)
        return Response(lineage_graphml(found), media_type=GRAPHML, headers=named)
    if wanted == PLAIN:
        return PlainTextResponse("\n".join(tree(found, stated=stated)) + "\n")
    return answer_json(request, shared.snapshots.current(), found.to_json())


@router.get(
    "/documents/{id:path}",
    summary="Everything that is known of a document",
    response_class=Response,
    responses=answer(DocumentDetails, HTML),
)
def document(
    request: Request,
    shared: Shared,
    id: Id,
    date: DateOfDocument = None,
    offset: Annotated[int, Query(ge=0, le=2**62, description="Documents that cite it to pass over, on a page")] = 0,
    format: Annotated[Literal["json", "html"] | None, Query(description="Else by Accept")] = None,
) -> Response:
    """Each fact with the quotation that states it: citations both ways, assignments, milestones, conflicts."""
    wanted = asked_type(request, format, {"json": JSON, "html": HTML})
    snapshot = shared.snapshots.current()
    store = snapshot.store
    summary = shared.find(store, id, date)
    tags = validators(request, shared.settings, snapshot, wanted)
    if (fresh := unchanged(request, tags)) is not None:
        return fresh
    headers = {**tags.sent(), "Link": _alternates(request, summary.iri)}
    details = show(store, summary.iri, whole=wanted != HTML)
    if wanted == HTML:
        found = find_lineage(shared, summary.iri, "both", limit=SHOWN)
        total, citing = cited_by(store, summary.iri, limit=CITERS, offset=offset)
        values: dict[str, Any] = {"citers": total, "offset": offset, "limit": CITERS}
        values["page_at"] = lambda at: (
            f"{link_of(request, 'documents', summary.iri)}?{urlencode({'offset': at})}#cited-by"
        )
        values |= {"details": details, "lineage": found, "sides": outline(found), "notes": limits(found)}
        values |= {"cites": merged(details.citations, "cited"), "cited_by": merged(citing, "citing")}
        values |= {"shortcuts": [edge for edge in found.edges if not edge.in_cascade]}
        values |= _text_values(request, store, details)
        return page(request, "document.html", values, headers=headers)
    known = details.to_json()
    assert isinstance(known, dict)
    return JSONResponse({"id": document_path(summary.iri, store.iris.base), **known}, headers=headers)


def _text_values(request: Request, store: GraphStore, details: DocumentDetails) -> dict[str, Any]:
    """The text of a document with what was read of it, and its description for machines."""
    speech = Speech(language_of(request))

    def named(word: str) -> str:
        return speech.plain(word) if speech.known(word) and word in _SECTIONS else speech.name(word)

    most = None if request.query_params.get("text") == "full" else MOST
    href = partial(link_of, request, "documents")
    host = f"{request.url.scheme}://{request.url.netloc}"
    at = request.query_params.get("at", "")
    place = int(at) if at.isascii() and at.isdigit() and len(at) < 10 else None
    texts = shown_texts(store, details, named, href, most, place)
    anchors = {copy.source for copy in details.copies} if texts else set()
    return {"texts": texts, "anchored": anchors, "jsonld": legislation(details, lambda iri: host + href(iri))}


_SECTIONS = ("cites", "signer", "assignments", "milestones", "addressees-recipients")


def _alternates(request: Request, iri: str) -> str:
    """The header that names the RDF of a document (RFC 8288); it stands at the document's own IRI."""
    itself, place = (quote(link, safe="%/:?=&#[]@!$'()*+,;~") for link in (iri, resource_href(request, iri) or iri))
    types = {"ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples"}
    links = (f'<{place}?format={name}>; rel="alternate"; type="{kind}"' for name, kind in types.items())
    return ", ".join([f'<{itself}>; rel="describes"', *links])


def find_lineage(
    shared: Context,
    id: str,
    direction: Direction,
    *,
    date: str | None = None,
    max_depth: int | None = None,
    limit: int | None = None,
) -> Lineage:
    """The lineage of the document *id*, up to the number of documents that the settings allow, or to a smaller one.

    Raises: NotFound, Ambiguous.
    """
    store = shared.store
    summary = shared.find(store, id, date)
    most = min(shared.settings.max_nodes, limit or shared.settings.max_nodes)
    return trace_document(store, summary.iri, direction=direction, max_depth=max_depth, limit=most)


def choices(store: GraphStore) -> dict[str, Any]:
    """What the search form offers: the types of documents, and the provinces that documents name."""
    return {"types": load_vocabulary().document_types, "provinces": provinces_of(store)}


def summary_json(document: DocumentSummary, base: str) -> dict[str, Any]:
    """A document of a list, with the ``id`` that the other routes take."""
    summary = document.to_json()
    assert isinstance(summary, dict)
    return {"id": document_path(document.iri, base), **summary}
