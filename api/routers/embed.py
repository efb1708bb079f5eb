"""Views of documents as pages of their own, to be framed by other pages, and as files; they ask nothing of anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Date
from types import MappingProxyType
from typing import Annotated, Literal, TypeAlias

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.context import Context, Shared
from api.errors import asked_type
from api.pages import link_of
from api.routers.documents import DateOfDocument, Id, LatestDay
from api.schemas import answer
from api.views import Question, file_name, make_view
from graph.lineage import Direction
from graph.views.model import Kind
from graph.views.options import Theme
from graph.views.page import policy_of
from graph.views.words import Lang
from graph.views.writing import FORMATS, write

router = APIRouter(tags=["embed"])

_SHOWN = frozenset({"html", "table", "outline", "svg", "png"})
_MEDIA_TYPES: Mapping[str, str] = MappingProxyType({name: found.media_type for name, found in FORMATS.items()})
_ANSWERS = answer(None, *dict.fromkeys(_MEDIA_TYPES.values()), said="The view")

Format: TypeAlias = Annotated[
    Literal["html", "svg", "png", "table", "csv", "outline", "graphml", "gexf", "mermaid", "jsonld"] | None,
    Query(description="Else by Accept; `html` is the page to frame, `table` and `outline` are pages of text"),
]
Way: TypeAlias = Annotated[Direction, Query(description="Upward to what it carries out or cites, downward, or both")]
Depth: TypeAlias = Annotated[int | None, Query(ge=0, le=1000, description="Steps from the document")]
Colours: TypeAlias = Annotated[Theme, Query(description="Colours; `auto` as the reader's system has it")]
Language: TypeAlias = Annotated[Lang, Query(description="Language of the words of the view")]


@router.get("/embed/lineage/{id:path}", summary="The lineage as a picture", response_class=Response, responses=_ANSWERS)
def embed_lineage(
    request: Request,
    shared: Shared,
    id: Id,
    direction: Way = "both",
    depth: Depth = None,
    as_of: LatestDay = None,
    date: DateOfDocument = None,
    theme: Colours = "auto",
    lang: Language = "vi",
    format: Format = None,
) -> Response:
    """A page with its own scripts and styles in it, which tells the page around it its height; or a file."""
    asked = _Asked("lineage", id, date, as_of, theme, lang, format, direction, depth)
    return _answer(request, shared, asked)


@router.get(
    "/embed/citations/{id:path}",
    summary="What a document cites, and what cites it",
    response_class=Response,
    responses=_ANSWERS,
)
def embed_citations(
    request: Request,
    shared: Shared,
    id: Id,
    direction: Way = "both",
    depth: Depth = 1,
    as_of: LatestDay = None,
    date: DateOfDocument = None,
    theme: Colours = "auto",
    lang: Language = "vi",
    format: Format = None,
) -> Response:
    """As the lineage, over relations of every kind."""
    asked = _Asked("citations", id, date, as_of, theme, lang, format, direction, depth)
    return _answer(request, shared, asked)


@router.get(
    "/embed/cascade/{id:path}",
    summary="The cascade of a directive by level and day",
    response_class=Response,
    responses=_ANSWERS,
)
def embed_cascade(
    request: Request,
    shared: Shared,
    id: Id,
    as_of: LatestDay = None,
    date: DateOfDocument = None,
    theme: Colours = "auto",
    lang: Language = "vi",
    format: Format = None,
) -> Response:
    """Levels down, days across."""
    return _answer(request, shared, _Asked("cascade", id, date, as_of, theme, lang, format))


@router.get(
    "/embed/coverage/{id:path}",
    summary="The coverage of a directive as a map",
    response_class=Response,
    responses=_ANSWERS,
)
def embed_coverage(
    request: Request,
    shared: Shared,
    id: Id,
    as_of: LatestDay = None,
    date: DateOfDocument = None,
    theme: Colours = "auto",
    lang: Language = "vi",
    format: Format = None,
) -> Response:
    """A tile for each province of the day, with a table below."""
    return _answer(request, shared, _Asked("coverage", id, date, as_of, theme, lang, format))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The parameters of a request."""

    view: Kind
    id: str
    date: str | None
    as_of: str | None
    theme: Theme
    lang: Lang
    format: str | None
    direction: Direction | None = None
    depth: int | None = None


def _answer(request: Request, shared: Context, asked: _Asked) -> Response:
    media_type = asked_type(request, asked.format, _MEDIA_TYPES)
    name = asked.format or next(name for name, found in _MEDIA_TYPES.items() if found == media_type)
    store = shared.store
    document = shared.find(store, asked.id, asked.date)
    question = Question(
        asked.view,
        document.iri,
        asked.direction,
        asked.depth,
        Date.fromisoformat(asked.as_of) if asked.as_of else None,
        asked.lang,
        shared.settings.max_nodes,
        Date.today(),
    )
    view = make_view(store, question, lambda iri: link_of(request, "documents", iri))
    headers = _headers(asked, name, shared.settings.frame_ancestors)
    headers["Content-Disposition"] = _disposition(asked.view, document.number, name)
    if view.omitted:
        headers["Lineage-Truncated"] = "true"
    plain = media_type.startswith("text/")
    return Response(
        write(view, name, asked.theme),
        headers=headers,
        media_type=f"{media_type}; charset=utf-8" if plain else media_type,
    )


def _headers(asked: _Asked, name: str, ancestors: str) -> dict[str, str]:
    """What the page may do (its own scripts and styles, nothing else), and who may frame it."""
    return {
        "Content-Security-Policy": f"{policy_of(name, asked.view, asked.theme)}; frame-ancestors {ancestors}",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }


def _disposition(view: Kind, number: str | None, name: str) -> str:
    ending = FORMATS[name].endings[0].removeprefix(".") if FORMATS[name].endings else "html"
    return f'{"inline" if name in _SHOWN else "attachment"}; filename="{file_name(view, number, ending)}"'
