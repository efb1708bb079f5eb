"""Which identifiers stand for one document: what reconciliation (`graph.derive`) found, or a reviewer said.

A text that misdates, shortens or misspells a citation gives the document an identifier of its own. The derived graph
links such an identifier to the one that stands for all (lin:isSameDocumentAs), one step and never a chain. Whoever
reads documents from the store asks here, so that all answers speak of the document and not of one spelling of it.
"""

from __future__ import annotations

from graph import terms
from graph.reading import subjects, value
from graph.store import GraphStore


def canonical(store: GraphStore, iri: str) -> str:
    """The identifier that stands for a document, which may be the one that was given."""
    return value(store, iri, terms.SAME_DOCUMENT) or iri


def members(store: GraphStore, iri: str) -> tuple[str, ...]:
    """All identifiers of a document: first the one that stands for them, then the others in order."""
    first = canonical(store, iri)
    return (first, *subjects(store, terms.SAME_DOCUMENT, first))
