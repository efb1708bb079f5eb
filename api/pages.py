"""Making HTML pages: one set of templates, every value escaped, nothing loaded from another host."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.identifiers import document_path
from api.language import Speech, language_of, remember, switch
from api.styles import sheet_address
from graph.views.writing import FORMATS
from ontology.iris import TERMS, VOCABULARIES

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
    "frame-src 'self'; base-uri 'none'; frame-ancestors 'self'"
)
SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
"""Headers of a page: it may show this server's styles and frames, and run no script at all."""

SPOKEN: Mapping[str, str] = {"Vary": "Cookie"}
"""What a page was chosen by beside what every answer is: a cookie may tell its language."""

_MENU = (
    ("/documents", "menu-documents"),
    ("/directive", "menu-directive"),
    ("/duties", "duties"),
    ("/bodies", "menu-bodies"),
    ("/path", "menu-path"),
    ("/gaps", "menu-gaps"),
    ("/conflicts", "conflicts"),
    ("/corrections", "menu-corrections"),
    ("/dataset", "menu-data"),
    ("/sparql", "sparql"),
)
"""Where every page leads, with the names of the words in the catalogue."""


_SPOKEN = tuple(name for name in vars(Speech) if not name.startswith("_") and name != "lang")
"""What templates may call of a language."""


@cache
def templates() -> Environment:
    """The templates of the pages. An unknown name in one is an error, not an empty place."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates"), encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(view_formats=tuple(FORMATS), menu=_MENU)
    environment.filters["form_query"] = urlencode
    return environment


def link_of(request: Request, route: str, iri: str) -> str:
    """The address of a document's page under *route*, below the proxy's root path."""
    root = str(request.scope.get("root_path", "")).rstrip("/")
    return f"{root}/{route}/{quote(document_path(iri, request.app.state.base), safe='/')}"


def resource_href(request: Request, iri: str) -> str | None:
    """Where a resource answers: here, if it is ours, whatever host its IRI names; ``None`` for no web address."""
    root = str(request.scope.get("root_path", "")).rstrip("/")
    for start, path in ((request.app.state.base, "/"), (TERMS, "/ns#"), (VOCABULARIES, "/vocab/")):
        rest = iri.removeprefix(start)
        if rest != iri and rest and not rest.startswith("/"):  # //host would lead elsewhere
            return f"{root}{path}{rest}"
    return iri if iri.startswith(("http://", "https://")) else None


def page(
    request: Request,
    template: str,
    values: Mapping[str, Any],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The page that *template* makes of *values*, with links that work below the proxy's root path."""
    root = str(request.scope.get("root_path", "")).rstrip("/")
    base = request.app.state.base
    speech = Speech(language_of(request))

    def link_to(route: str) -> Callable[[str], str]:
        return lambda iri: link_of(request, route, iri)

    links = {
        "root": root,
        "base": base,
        "href": link_to("documents"),
        "picture": link_to("embed/lineage"),
        "host": f"{request.url.scheme}://{request.url.netloc}",
        "ancestors": request.app.state.ancestors,
        "coverage_of": link_to("coverage"),
        "link_to": link_to,
        "resource": lambda iri: resource_href(request, iri),
        "stylesheet": sheet_address(),
        "other_language": switch(request),
        "here": request.url.path.removeprefix(root),
        "lang": speech.lang,
        **{name: getattr(speech, name) for name in _SPOKEN},
    }
    text = templates().get_template(template).render({**links, **values})
    answer = HTMLResponse(text, status, headers={**SECURITY_HEADERS, **(headers or {}), **SPOKEN})
    remember(request, answer)
    return answer
