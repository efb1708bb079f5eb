"""Which documents and statements are there several times only because several files hold the same text.

Two parts are copies where their files have the same SHA-256 and they are the same part of them. What only its place
identifies (a document without a number, a citation, an assignment) is then a copy of what stands at that place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from urllib.parse import unquote

import pyoxigraph as ox

from graph import terms
from graph.model import DocumentSummary, Quotation
from graph.reading import merged, quotations, text, value
from graph.store import GraphStore


class Copies:
    """Finds copies in one store; a part of a file, and the quotations of a node, are looked up once."""

    def __init__(self, store: GraphStore) -> None:
        """Look into this store, which must not change meanwhile."""
        self._store = store
        self._text: Final = f"{store.iris.base}text/"
        self._local: Final = f"{store.iris.base}eli/local/"
        self._parts: dict[str, str | None] = {}
        self._files: dict[tuple[str, str], str | None] = {}
        self._quoted: dict[str, tuple[Quotation, ...]] = {}

    def of_part(self, graph: str) -> str | None:
        """What a part and its copies have in common; None for a part of which nothing is known."""
        if graph not in self._parts:
            source = value(self._store, graph, terms.SOURCE)
            digest = value(self._store, source, terms.SHA256) if source else None
            number = value(self._store, graph, terms.PART)
            self._parts[graph] = f"{digest}/{number}" if digest and number else None
        return self._parts[graph]

    def of_document(self, iri: str) -> str | None:
        """What a document and its copies have in common; None for one that its number identifies everywhere."""
        if not iri.startswith((self._text, self._local)):
            return None
        quads = self._store.raw.quads_for_pattern(ox.NamedNode(iri), terms.TYPE, terms.DOCUMENT, None)
        graphs = {text(quad.graph_name) for quad in quads}
        return self._at(iri, min(graphs)) if graphs else None

    def of_all(self) -> dict[str, str]:
        """All documents that only their place identifies, with what each has in common with its copies; one sweep."""
        self._parts.update(self._all_parts())
        first: dict[str, str] = {}
        for quad in self._store.raw.quads_for_pattern(None, terms.TYPE, terms.DOCUMENT, None):
            iri, graph = text(quad.subject), text(quad.graph_name)
            if iri.startswith((self._text, self._local)):
                first[iri] = min(graph, first.get(iri, graph))
        keys = ((iri, self._at(iri, graph)) for iri, graph in first.items())
        return {iri: key for iri, key in keys if key is not None}

    def _at(self, iri: str, graph: str) -> str | None:
        """What a document that its place in a part identifies has in common with its copies."""
        part = self.of_part(graph)
        own = self._text if iri.startswith(self._text) else self._local
        place = graph.removeprefix(self._text)
        return None if part is None else f"{part} {iri.removeprefix(own).removeprefix(place)}"

    def _all_parts(self) -> dict[str, str | None]:
        """What `of_part` answers for every part."""
        sources, digests, numbers = (self._first(term) for term in (terms.SOURCE, terms.SHA256, terms.PART))
        found: dict[str, str | None] = {}
        for graph, source in sources.items():
            digest, number = digests.get(source), numbers.get(graph)
            found[graph] = f"{digest}/{number}" if digest and number else None
        return found

    def _first(self, predicate: ox.NamedNode) -> dict[str, str]:
        """The first value of a property in order, of each node that has it."""
        found: dict[str, str] = {}
        for quad in self._store.raw.quads_for_pattern(None, predicate, None, None):
            node, stated = text(quad.subject), text(quad.object)
            found[node] = min(stated, found.get(node, stated))
        return found

    def grouped(self, nodes: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The first of the nodes that are copies of each other, with all of them, in order."""
        found: dict[str, list[str]] = {}
        for node in sorted(set(nodes)):
            graph, mark, name = node.partition("#")
            part = self.of_part(graph) if mark else None
            found.setdefault(node if part is None else f"{part}#{name}", []).append(node)
        return {group[0]: tuple(group) for group in found.values()}

    def quotations(self, group: Iterable[str]) -> tuple[Quotation, ...]:
        """The quotations behind a group of copies: those of the first, each with the files where it stands too."""
        first, *others = group
        if first not in self._quoted:
            self._quoted[first] = quotations(self._store, first, self._files)
        named = tuple(sorted(map(self._file, others)))
        return tuple(replace(one, also_in=named) for one in self._quoted[first]) if named else self._quoted[first]

    def _file(self, node: str) -> str:
        """The name of the source that a node lies in, as `lineage build` gives it."""
        return unquote(node.partition("#")[0].removeprefix(self._text).rpartition("/")[0])


def quotations_of(copies: Copies, nodes: Iterable[str]) -> tuple[Quotation, ...]:
    """The quotations behind some nodes, by source and position; a text that stands in copies comes once."""
    return merged(quotation for group in copies.grouped(nodes).values() for quotation in copies.quotations(group))


def counted(document: DocumentSummary, copies: int) -> DocumentSummary:
    """A document that stands for itself and its copies, whose number its label tells."""
    if copies < 2:
        return document
    return replace(document, label=f"{document.label} ({copies} copies)", copies=copies)


def collapsed(documents: Iterable[DocumentSummary]) -> tuple[DocumentSummary, ...]:
    """The documents, with one in the place of those that are copies of each other."""
    found: dict[str, list[DocumentSummary]] = {}
    for document in documents:
        found.setdefault(document.copy_key or document.iri, []).append(document)
    return tuple(counted(min(group, key=lambda item: item.iri), len(group)) for group in found.values())
