"""A directive on one page: who bears its number, how it went down, where, in how many days, and who has to do what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from markupsafe import Markup
from pydantic import BeforeValidator
from starlette.responses import RedirectResponse, Response

from api.context import Context, Shared
from api.language import language_of
from api.pages import link_of, page
from api.routers.coverage import Level, System, page_values
from api.routers.documents import DateOfDocument, DayOfLocalities, OptionalDate, none_if_empty
from api.tables import days_text
from api.version import software_version
from graph.cascade import cascade
from graph.coverage import Coverage, coverage
from graph.documents import find_documents
from graph.duties import duties
from graph.duty import Duties
from graph.lineage import trace_document
from graph.matrix import ROLES, Matrix
from graph.model import DocumentSummary
from graph.store import GraphStore
from graph.views.about import data_state
from graph.views.clock import clock_svg
from graph.views.coverage import coverage_view
from graph.views.lineage import lineage_view
from graph.views.options import Options
from graph.views.svg import bare_svg, start_of
from ontology.errors import Ambiguous

router = APIRouter(include_in_schema=False)

DRAWN = 40
"""Documents of the cascade that the page draws; the picture of its own has more."""
_DUTIES = 120
_MATRICES = 4
_TASKS = 14


@dataclass(frozen=True, slots=True)
class _Asked:
    """What of a coverage is asked for."""

    level: Level
    as_of: str | None
    system: System | None
    province: str | None


@router.get("/directive", response_class=Response)
def directive_form(request: Request, shared: Shared, number: str = "", date: OptionalDate = None) -> Response:
    """The page of the directive whose number a form gives; where several bear it, all of them to choose from; the form
    itself where no number is given.
    """
    if not number.strip():
        return page(request, "directives.html", {"number": "", "bearers": ()})
    try:
        found = shared.find(shared.store, number, date)
    except Ambiguous:
        bearers = find_documents(shared.store, number, date=date)
        return page(request, "directives.html", {"number": number, "bearers": bearers}, status=300)
    return RedirectResponse(link_of(request, "directive", found.iri), 303)


@router.get("/directive/{number:path}", response_class=Response)
def directive(
    request: Request,
    shared: Shared,
    number: Annotated[str, Path(description="Number, id or IRI of the directive")],
    date: DateOfDocument = None,
    level: Level = "province",
    as_of: DayOfLocalities = None,
    system: Annotated[System | None, BeforeValidator(none_if_empty)] = None,
    province: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """The bearers of the number, the cascade as a graph and as a clock, the coverage as a map and a table, the duties
    as a matrix, and all of it to download.
    """
    store = shared.store
    found = shared.find(store, number, date)
    asked = _Asked(level, as_of, system, province or None)
    return page(request, "directive.html", _values(request, shared, store, found, asked))


def _values(
    request: Request, shared: Context, store: GraphStore, found: DocumentSummary, asked: _Asked
) -> dict[str, Any]:
    lang = language_of(request)
    about = data_state(store).lines(lang, software_version())
    options = Options(lang, DRAWN, lambda iri: link_of(request, "documents", iri), about)
    covered = coverage(
        store,
        found.iri,
        level=asked.level,
        as_of=Date.fromisoformat(asked.as_of) if asked.as_of else None,
        system=asked.system,
        province=asked.province,
        today=Date.today(),
    )
    lineage = trace_document(store, found.iri, direction="down", limit=DRAWN)
    drawn = lineage_view(lineage, options)
    steps = cascade(store, found.iri)
    owed = duties(store, directive=found.iri, limit=_DUTIES, quoted=False)
    same = find_documents(store, found.number) if found.number else ()
    return {
        "directive": found,
        "bearers": [one for one in same if one.iri != found.iri],
        "cascade": steps,
        "clock": Markup(clock_svg(steps, lang) + clock_svg(steps, lang, narrow=True)),
        "text": days_text,
        "graph": Markup(start_of(drawn) + bare_svg(drawn, "g-")) if drawn.edges else "",
        "graph_view": drawn,
        "map": _map(covered, options),
        "owed": owed,
        "roles": ROLES,
        "matrices": _matrices(owed),
        "downloads": _downloads(request, found, asked),
        **page_values(covered, asked.as_of),
    }


def _map(covered: Coverage, options: Options) -> Markup | str:
    """The map of a coverage by province; of a part of it there is none."""
    if covered.level != "province" or covered.province:
        return ""
    drawn = coverage_view(covered, options)
    return Markup(start_of(drawn) + bare_svg(drawn, "m-"))


def _matrices(owed: Duties) -> list[Matrix]:
    """The first matrices that a page has room for, without the one that the limit cut."""
    found = owed.matrix()
    if owed.total > len(owed.duties):
        found = found[:-1]
    return [matrix for matrix in found if len(matrix.tasks) <= _TASKS][:_MATRICES]


def _downloads(request: Request, found: DocumentSummary, asked: _Asked) -> list[tuple[str, str, str]]:
    """What, in which format, and where."""
    chosen = {"as_of": asked.as_of, "system": asked.system, "province": asked.province}
    filters = urlencode({"level": asked.level, **{name: value for name, value in chosen.items() if value}})
    covered, documents, steps, embed, calendar = (
        link_of(request, route, found.iri)
        for route in ("coverage", "documents", "cascade", "embed/lineage", "calendar")
    )
    root = str(request.scope.get("root_path", "")).rstrip("/")
    owed = f"{root}/duties?{urlencode({'directive': found.iri})}"
    return [
        *(("coverage-title", name, f"{covered}?{filters}&format={name.lower()}") for name in ("CSV", "XLSX", "JSON")),
        *(("cascade", name, f"{steps}?format={name.lower()}") for name in ("CSV", "JSON")),
        ("lineage", "GraphML", f"{documents}/lineage?direction=down&format=graphml"),
        ("lineage", "JSON", f"{documents}/lineage?direction=down&format=json"),
        ("lineage", "GEXF", f"{embed}?direction=down&format=gexf"),
        *(("duties", name, f"{owed}&format={name.lower()}") for name in ("CSV", "JSON")),
        ("calendar-of-directive", "iCalendar", f"{root}/duties.ics?{urlencode({'directive': found.iri})}"),
        ("calendar-of-document", "iCalendar", calendar),
    ]
