"""The pages of bodies and localities: what they are, what became of them, and their documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from api.pages import page
from api.resource_page import FORMATS, statements_of
from graph import terms
from graph.description import Description
from graph.documents import exists, summarize
from graph.identities import identities_of
from graph.model import DocumentSummary
from graph.reading import label_of, subjects, tail, text, values
from graph.search.writing import ALT_LABEL
from graph.store import GraphStore
from ontology.gazetteer import Gazetteer, Locality, load_gazetteer

MOST: Final = 50
"""Documents and bodies that a page lists; how many there are is said."""
_READ: Final = 2_000
_ORG: Final = "http://www.w3.org/ns/org#"
_UNIT_OF, _BELOW = ox.NamedNode(f"{_ORG}unitOf"), ox.NamedNode(f"{_ORG}subOrganizationOf")
_SUCCEEDED: Final = ox.NamedNode(f"{terms.NAMESPACE}isSucceededBy")


@dataclass(frozen=True, slots=True)
class Named:
    """A resource with what it is called."""

    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Some of the documents or bodies, and how many there are; `more`: at least so many."""

    items: tuple[Any, ...]
    total: int
    more: bool


def body_page(request: Request, store: GraphStore, described: Description, headers: Mapping[str, str]) -> Response:
    """The page of a body: its names, kind, place, what it belongs to and what it became, its documents and duties."""
    iri = described.iri
    labels = values(store, iri, terms.LABEL)
    issued = (doc for link in (terms.ISSUER, terms.PUBLISHER) for doc in _leading(store, link, iri))
    shown: dict[str, Any] = {
        "iri": iri,
        "title": labels[0] if labels else tail(iri),
        "names": sorted({*labels[1:], *values(store, iri, ALT_LABEL)}),
        "kind": _named_all(store, iri, terms.CLASSIFICATION),
        "systems": [tail(one) for one in values(store, iri, terms.SYSTEM)],
        "places": _named_all(store, iri, terms.JURISDICTION),
        "above": [*_named_all(store, iri, _UNIT_OF), *_named_all(store, iri, _BELOW)],
        "below": _listed(store, (one for link in (_UNIT_OF, _BELOW) for one in _leading(store, link, iri))),
        "after": _named_all(store, iri, _SUCCEEDED),
        "before": [Named(one, _label(store, one)) for one in subjects(store, _SUCCEEDED, iri)],
        "documents": _documents(store, issued),
        "duties": _count(store, terms.IS_ASSIGNED_TO, iri),
        "statements": statements_of(request, described),
        "formats": FORMATS,
    }
    return page(request, "body.html", shown, headers=headers)


def locality_page(
    request: Request, store: GraphStore, described: Description, headers: Mapping[str, str]
) -> Response | None:
    """The page of a locality, before or after 2025-07-01; None where the gazetteer of this version has none such."""
    gazetteer = load_gazetteer()
    one = _localities(gazetteer, store, described.iri)
    if one is None:
        return None

    def named(found: Iterable[Locality]) -> list[tuple[Locality, str]]:
        return [(other, store.iris.locality(other.edition, other.code, other.name)) for other in found]

    here = _leading(store, terms.JURISDICTION, described.iri)
    parent = gazetteer.parent(one)
    below = _below(gazetteer, one)
    shown = {
        "iri": described.iri,
        "one": one,
        "parent": named([parent] if parent else []),
        "after": named(gazetteer.successors(one)),
        "before": named(gazetteer.predecessors(one)),
        "namesakes": named(other for other in gazetteer.find(one.name, one.level) if other.edition != one.edition),
        "below": named(below),
        "documents": _documents(store, here),
        "bodies": _listed(store, _bodies(store, here)),
        "statements": statements_of(request, described),
        "formats": FORMATS,
    }
    return page(request, "locality.html", shown, headers=headers)


def _localities(gazetteer: Gazetteer, store: GraphStore, iri: str) -> Locality | None:
    edition, _, code = iri.removeprefix(f"{store.iris.base}locality/").partition("/")
    every = (*gazetteer.localities, *gazetteer.all_communes)
    same = (one for one in every if one.edition == edition and code.startswith(f"{one.code}-"))
    return next((one for one in same if store.iris.locality(one.edition, one.code, one.name) == iri), None)


def _below(gazetteer: Gazetteer, one: Locality) -> list[Locality]:
    """What lies directly in a locality on its last day."""
    if one.level == "commune":
        return []
    level = "district" if one.level == "province" and one.edition == "2008" else "commune"
    every = gazetteer.localities if level == "district" else gazetteer.all_communes
    return [
        other
        for other in every
        if other.level == level and other.edition == one.edition and other.parent_code == one.code
    ]


def _documents(store: GraphStore, found: Iterable[str]) -> Listed:
    """The documents, those that are held first and then the newest."""
    identities, named = identities_of(store), set(found)
    if store.read_only and store.files is not None:
        # one question for all: a look-up for each costs more than the page
        rows = store.files.newest(named)
        others = {identities.canonical(iri) for iri in named.difference(rows) if exists(store, iri)}
        newest = store.files.newest(others.union(rows)) if others else rows
        return Listed(tuple(summarize(store, iri) for iri in newest[:MOST]), len(newest), False)
    iris = sorted({identities.canonical(iri) for iri in named if exists(store, iri)})
    known: list[DocumentSummary] = [summarize(store, iri) for iri in iris[:_READ]]
    known.sort(key=lambda item: item.iri)
    known.sort(key=lambda item: (item.status == "held", item.date or ""), reverse=True)
    return Listed(tuple(known[:MOST]), len(iris), len(iris) > _READ)


def _leading(store: GraphStore, link: ox.NamedNode, iri: str) -> set[str]:
    """The resources that link to one, each of which very many graphs may say so; told apart in the store."""
    rows = store.query(f"SELECT DISTINCT ?node WHERE {{ ?node {link} <{iri}> }}")
    assert isinstance(rows, ox.QuerySolutions)
    return {text(row["node"]) for row in rows}


def _count(store: GraphStore, link: ox.NamedNode, iri: str) -> int:
    """How many nodes link to a resource; counted in the store, as they may be many."""
    rows = store.query(f"SELECT (COUNT(DISTINCT ?node) AS ?n) WHERE {{ ?node {link} <{iri}> }}")
    assert isinstance(rows, ox.QuerySolutions)
    return int(text(next(iter(rows))["n"]))


def _listed(store: GraphStore, found: Iterable[str]) -> Listed:
    iris = sorted(set(found))
    named = [Named(iri, _label(store, iri)) for iri in iris[:MOST]]
    return Listed(tuple(named), len(iris), False)


def _named_all(store: GraphStore, iri: str, link: ox.NamedNode) -> list[Named]:
    return [Named(one, _label(store, one)) for one in values(store, iri, link)]


def _label(store: GraphStore, iri: str) -> str:
    """What a resource is called; of a body that very many graphs name, from the search files, where they are."""
    if store.read_only and store.files is not None:
        found = store.files.label_of_body(iri)
        if found != iri:
            return found
    return label_of(store, iri) or tail(iri)


def _bodies(store: GraphStore, found: Iterable[str]) -> Iterable[str]:
    """Which of some resources are bodies."""
    if store.read_only and store.files is not None:
        return [row[0] for row in store.files.of_each("SELECT iri FROM {}.body WHERE iri", found)]
    return (iri for iri in found if _is_body(store, iri))


def _is_body(store: GraphStore, iri: str) -> bool:
    found = store.raw.quads_for_pattern(ox.NamedNode(iri), terms.TYPE, terms.BODY, None)
    return next(iter(found), None) is not None
