"""What a store says of a document, told by its content: no node, number of a node or position has a part in it.

Two stores that say the same of a document give equal contents, however their nodes are numbered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

import pyoxigraph as ox

from graph import terms
from graph.documents import exists, summarize
from graph.model import DocumentSummary
from graph.reading import integer, label_of, quotations, subjects, tail, text, value, values
from graph.store import GraphStore

Facts: TypeAlias = dict[str, tuple[str, ...]]
"""Property -> its values: of dates and issuers the best supported first, of others in order."""

Key: TypeAlias = tuple[str | None, ...]
"""What makes a statement the one it is."""

Sides: TypeAlias = tuple[tuple[str, int], ...]
"""The values of a conflict with the number of texts that support each, the best supported first."""

PROPERTIES: Final = (
    "type",
    "number",
    "date",
    "issuer",
    "title",
    "place",
    "level",
    "province",
    "district",
    "commune",
    "signer",
    "addressee",
    "recipient",
)
"""The facts of a document, in the order in which they are told."""

_PLAIN: Final = (
    ("type", terms.TYPE_DOCUMENT),
    ("number", terms.ID_LOCAL),
    ("title", terms.TITLE),
    ("place", terms.PLACE_OF_ISSUE),
    ("level", terms.LEVEL),
    ("province", terms.PROVINCE_NAME),
    ("district", terms.DISTRICT_NAME),
    ("commune", terms.COMMUNE_NAME),
)
_CONCEPTS: Final = frozenset({"type", "level"})
_PEOPLE: Final = (
    ("signer", terms.HAS_SIGNATURE, terms.SIGNER_NAME, terms.POSITION),
    ("addressee", terms.HAS_ADDRESSEE, terms.LABEL, None),
    ("recipient", terms.HAS_RECIPIENT, terms.LABEL, terms.PURPOSE),
)
STATING: Final = (terms.STATED_IN, terms.CITING_DOCUMENT, terms.ASSIGNED_IN, terms.MILESTONE_OF)
"""The properties that lead from a statement to the document that makes it."""


class Contents:
    """Reads what one store says."""

    def __init__(self, store: GraphStore) -> None:
        """Read from this store, which must not change meanwhile."""
        self.store = store
        self._names: dict[str, str] = {}

    def knows(self, iri: str) -> bool:
        """Whether the store knows a document by this IRI."""
        return exists(self.store, iri)

    def holds(self, iri: str) -> bool:
        """Whether a part of a source is the document's own text."""
        return value(self.store, iri, terms.HELD_IN) is not None

    def summary(self, iri: str) -> DocumentSummary:
        """What is known of the document in one line."""
        return summarize(self.store, iri)

    def name(self, iri: str) -> str:
        """What a document is called."""
        if iri not in self._names:
            self._names[iri] = label_of(self.store, iri) or tail(iri)
        return self._names[iri]

    def facts(self, iri: str) -> Facts:
        """The facts of a document that are known, from its own text and from those who cite it."""
        found: dict[ox.NamedNode, set[str]] = {}
        for quad in self.store.raw.quads_for_pattern(ox.NamedNode(iri), None, None, None):
            found.setdefault(quad.predicate, set()).add(text(quad.object))
        summary = self.summary(iri)
        facts: Facts = {"date": summary.dates, "issuer": summary.issuers}
        for name, predicate in _PLAIN:
            shown = (tail(item) if name in _CONCEPTS else item for item in found.get(predicate, ()))
            facts[name] = tuple(sorted(set(shown)))
        for name, predicate, says, adds in _PEOPLE:
            facts[name] = tuple(sorted({self._person(node, says, adds) for node in found.get(predicate, ())}))
        return {name: stated for name, stated in facts.items() if stated}

    def _person(self, node: str, says: ox.NamedNode, adds: ox.NamedNode | None) -> str:
        more = value(self.store, node, adds) if adds is not None else None
        return (value(self.store, node, says) or "") + (f" ({more})" if more else "")

    # -- statements ----------------------------------------------------------------------------------------------------

    def relations(self, iri: str) -> dict[Key, str]:
        """The relations that a document states, as (source, relation, target, stated in), each with a node."""
        return self._keyed(terms.STATED_IN, iri, self._relation)

    def citations(self, iri: str) -> dict[Key, str]:
        """The documents that a document cites, as (citing, role, cited), each with a node."""
        return self._keyed(terms.CITING_DOCUMENT, iri, self._citation)

    def assignments(self, iri: str) -> dict[Key, str]:
        """What a document assigns, as (document, task, agency, role, deadline), each with a node."""
        return self._keyed(terms.ASSIGNED_IN, iri, self._assignment)

    def milestones(self, iri: str) -> dict[Key, str]:
        """The dated duties of a document, as (document, kind, when), each with a node."""
        return self._keyed(terms.MILESTONE_OF, iri, self._milestone)

    def _keyed(self, end: ox.NamedNode, iri: str, key: Callable[[str, str], Key]) -> dict[Key, str]:
        found: dict[Key, str] = {}
        for node in subjects(self.store, end, iri):
            found.setdefault(key(iri, node), node)
        return found

    def _relation(self, iri: str, node: str) -> Key:
        relation = self._slug(node, terms.RELATION_TYPE)
        ends = (value(self.store, node, end) or "" for end in (terms.FROM_DOCUMENT, terms.TO_DOCUMENT))
        source, target = ends
        return (source, relation, target, iri)

    def _citation(self, iri: str, node: str) -> Key:
        return (iri, self._slug(node, terms.CITATION_ROLE), value(self.store, node, terms.CITED_DOCUMENT) or "")

    def _assignment(self, iri: str, node: str) -> Key:
        agency = value(self.store, node, terms.AGENCY_AS_WRITTEN)
        if agency is None:
            body = value(self.store, node, terms.IS_ASSIGNED_TO)
            agency = self.name(body) if body else ""
        role = self._slug(node, terms.ASSIGNMENT_ROLE)
        task, deadline = (value(self.store, node, term) for term in (terms.TASK, terms.DEADLINE))
        return (iri, task, agency, role, deadline)

    def _milestone(self, iri: str, node: str) -> Key:
        return (iri, self._slug(node, terms.MILESTONE_KIND), value(self.store, node, terms.WHEN) or "")

    def _slug(self, node: str, predicate: ox.NamedNode) -> str | None:
        concept = value(self.store, node, predicate)
        return tail(concept) if concept else None

    def sentence(self, node: str) -> str | None:
        """The first sentence that a statement rests on."""
        found = quotations(self.store, node)
        return " ".join(found[0].sentence.split()) if found else None

    # -- graphs and what is derived ------------------------------------------------------------------------------------

    def documents_in(self, graph: str) -> Iterator[str]:
        """The documents that a graph says anything of."""
        name = ox.NamedNode(graph)
        for quad in self.store.raw.quads_for_pattern(None, terms.TYPE, terms.DOCUMENT, name):
            yield text(quad.subject)

    def stating_in(self, graph: str) -> Iterator[str]:
        """The documents whose statements stand in a graph."""
        name = ox.NamedNode(graph)
        for predicate in STATING:
            for quad in self.store.raw.quads_for_pattern(None, predicate, None, name):
                yield text(quad.object)

    def conflicts_at(self, node: str) -> tuple[str, ...]:
        """The conflict that a node is, or whose side it is; none for any other node."""
        if value(self.store, node, terms.CONFLICT_OF) is not None:
            return (node,)
        return subjects(self.store, terms.HAS_SIDE, node)

    def conflict(self, node: str) -> tuple[tuple[str, ...], str, str | None, Sides] | None:
        """The documents, the property, the preferred value and the sides of a conflict; None where there is none."""
        documents = values(self.store, node, terms.CONFLICT_OF)
        if not documents:
            return None
        sides = [
            (value(self.store, side, terms.VALUE) or "", integer(value(self.store, side, terms.SUPPORT)) or 0)
            for side in values(self.store, node, terms.HAS_SIDE)
        ]
        return (
            documents,
            self._slug(node, terms.CONFLICT_PROPERTY) or "",
            value(self.store, node, terms.PREFERRED_VALUE),
            tuple(sorted(sides, key=lambda side: (-side[1], side[0]))),
        )
