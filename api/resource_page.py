"""The page of a resource that has none of its own: what is said of it, and what leads to it, with labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from api.labels import name_of
from api.language import language_of
from api.pages import page, resource_href
from graph.description import Description

FORMATS = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "rdf": "RDF/XML", "trig": "TriG"}
"""The formats that a page of a resource links to."""


@dataclass(frozen=True, slots=True, order=True)
class Shown:
    """A term as a page shows it: a text, and where it leads to."""

    text: str
    href: str | None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A property with its values, or with the resources that have the described one as its value."""

    property: Shown
    values: tuple[Shown, ...]


def resource_page(request: Request, described: Description, headers: Mapping[str, str]) -> Response:
    """The page of *described*."""
    values = {
        "iri": described.iri,
        "title": described.names().get(described.iri) or _short(described.iri),
        "statements": statements_of(request, described),
        "formats": FORMATS,
    }
    return page(request, "resource.html", values, headers=headers)


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements of a resource and the nodes below it, subject by subject, and those that lead to it."""

    tables: list[tuple[Shown, list[Row]]]
    incoming: list[Row]
    truncated: bool


def statements_of(request: Request, described: Description) -> Statements:
    """What is said of *described*, as pages show it."""
    writer = _Writer(request, described.names())
    itself = ox.NamedNode(described.iri)
    subjects = sorted({quad.subject for quad in described.own}, key=lambda node: (node != itself, str(node)))
    tables = [
        (writer.shown(subject), writer.rows(quad for quad in described.own if quad.subject == subject))
        for subject in subjects
    ]
    return Statements(tables, writer.rows(described.incoming, inverse=True), described.truncated)


@dataclass(frozen=True, slots=True)
class _Writer:
    request: Request
    names: Mapping[str, str]

    def rows(self, quads: Iterable[ox.Quad], *, inverse: bool = False) -> list[Row]:
        """The statements by property; a statement of several graphs is shown once."""
        found: dict[Shown, set[Shown]] = {}
        for quad in quads:
            shown = self.shown(quad.subject if inverse else quad.object)
            found.setdefault(self.shown(quad.predicate), set()).add(shown)
        return [Row(name, tuple(sorted(found[name], key=_order))) for name in sorted(found, key=_order)]

    def shown(self, term: object) -> Shown:
        """A term with its label and its link."""
        if isinstance(term, ox.Literal):
            return Shown(term.value, None, term.language)
        if not isinstance(term, ox.NamedNode):
            return Shown(str(term), None)
        label = self.names.get(term.value)
        named = name_of(term.value, language_of(self.request)) if label is None else label
        return Shown(named if named != term.value else _short(term.value), resource_href(self.request, term.value))


def _order(shown: Shown) -> tuple[str, str, str]:
    return shown.text, shown.href or "", shown.language or ""


def _short(iri: str) -> str:
    """The last part of an IRI, for a resource without a label."""
    plain = iri.rstrip("/#")
    return plain[max(plain.rfind("/"), plain.rfind("#")) + 1 :] or iri
