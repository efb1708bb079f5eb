"""Which documents are linked to bodies and localities, and what is told of the documents and bodies of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from graph import terms
from graph.copies import Copies
from graph.documents import exists, summarize
from graph.identities import identities_of
from graph.listing import entries
from graph.model import DocumentSummary
from graph.reading import label_of, tail, text
from graph.search import bodies as rows
from graph.search.files import Files
from graph.search.tables import sort_key
from graph.store import GraphStore

MOST: Final = 50
"""Bodies that are told of in one answer, unless it says how many; how many there are is said."""


@dataclass(frozen=True, slots=True)
class Named:
    """A resource with what it is called."""

    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class Meant(Named):
    """A body or a locality that an ambiguous name may mean, which has no date and no issuer."""

    date: None = None
    issuer: None = None


@dataclass(frozen=True, slots=True)
class NamedList:
    """Some resources, the first by IRI: `total` counts all, `truncated` tells that there are more than these."""

    total: int
    truncated: bool
    items: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class DocumentsOf:
    """Some documents from `offset` on, those that are held first and then the newest: `total` counts all, `truncated`
    tells that there are more behind these.
    """

    total: int
    offset: int
    truncated: bool
    items: tuple[DocumentSummary, ...]


def files_of(store: GraphStore) -> Files | None:
    """The search files of a store, where they can be relied on: in one that is open for reading only."""
    return store.files if store.read_only else None


_counts: WeakKeyDictionary[GraphStore, Counter[str]] = WeakKeyDictionary()


def document_counts(store: GraphStore) -> Counter[str]:
    """How many documents each body issued, and each locality's own bodies; kept for a store that never changes."""
    known = _counts.get(store)
    if known is None:
        files = files_of(store)
        known = rows.linked_documents(files) if files is not None else _counted(store)
        if store.read_only:
            _counts[store] = known
    return known


def _counted(store: GraphStore) -> Counter[str]:
    documents = {text(quad.subject) for quad in store.raw.quads_for_pattern(None, terms.TYPE, terms.DOCUMENT, None)}
    return Counter({iri: len(found & documents) for iri, found in rows.links(store).items()})


def duty_counts(store: GraphStore) -> Counter[str]:
    """How many duties each body has, as `graph.duties` tells them: what copies of a text say, and what texts of one
    document say alike, is one. It reads the graph, property by property.
    """
    properties = (terms.IS_ASSIGNED_TO, terms.TASK, terms.ASSIGNMENT_ROLE, terms.DEADLINE)
    said = [dict(rows.pairs(store, predicate)) for predicate in properties]
    linked = dict(rows.pairs(store, terms.ASSIGNED_IN))
    identities = identities_of(store)
    found = set[tuple[str | None, ...]]()
    for first, nodes in Copies(store).grouped(linked).items():
        body, *others = (values.get(first) for values in said)
        if body is not None:
            found.add((body, min(identities.canonical(linked[node]) for node in nodes), *others))
    return Counter(str(body) for body, *_ in found)


def documents_of(store: GraphStore, iri: str, *, limit: int, offset: int = 0) -> DocumentsOf:
    """The documents that a body issued, or that bodies of just this locality did."""
    files = files_of(store)
    if files is not None:
        ordered = files.newest(rows.documents_of(files, iri))
    else:
        identities = identities_of(store)
        found = {node for link in rows.LINKS for node in leading(store, link, iri)}
        own = {identities.canonical(one) for one in found if exists(store, one)}
        known = [entry for entry in entries(store) if entry.iri in own]
        known.sort(key=lambda entry: (entry.held, sort_key(entry.date)), reverse=True)  # entries come by IRI
        ordered = [entry.iri for entry in known]
    page = tuple(summarize(store, one) for one in ordered[offset : offset + limit])
    return DocumentsOf(len(ordered), offset, offset + len(page) < len(ordered), page)


def leading(store: GraphStore, link: ox.NamedNode, iri: str) -> set[str]:
    """The resources that link to one, each of which very many graphs may say so; told apart in the store."""
    return _nodes(store, f"?node {link} <{iri}>")


def led_to(store: GraphStore, iri: str, link: ox.NamedNode) -> list[str]:
    """The resources that one links to, in order, told apart in the store."""
    return sorted(_nodes(store, f"<{iri}> {link} ?node"))


def _nodes(store: GraphStore, pattern: str) -> set[str]:
    found = store.query(f"SELECT DISTINCT ?node WHERE {{ {pattern} }}")
    assert isinstance(found, ox.QuerySolutions)
    return {text(row["node"]) for row in found}


def named(store: GraphStore, iris: Iterable[str]) -> tuple[Named, ...]:
    """Some resources with what they are called; bodies that very many graphs name by the search files, if there are."""
    return tuple(Named(iri, _label(store, iri)) for iri in iris)


def named_list(store: GraphStore, iris: Collection[str]) -> NamedList:
    """The first of some resources by IRI, and how many there are."""
    return NamedList(len(iris), len(iris) > MOST, named(store, sorted(iris)[:MOST]))


def _label(store: GraphStore, iri: str) -> str:
    files = files_of(store)
    names = None if files is None else files.body(iri)
    return names[0] if names else label_of(store, iri) or tail(iri)
