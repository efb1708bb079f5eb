"""What the texts contradict each other on, and what stayed open: each conflict with both sides and their quotations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from graph import terms
from graph.copies import Copies, quotations_of
from graph.documents import exists, summarize
from graph.facts import NAMES, best_first
from graph.identities import identities_of
from graph.model import Conflict, Conflicts, ConflictSide, Identity
from graph.reading import integer, subjects, tail, text, value, values
from graph.store import GraphStore
from ontology.errors import InputError, NotFound

KINDS: Final = (
    "date",
    "number",
    "later-than-citation",
    "older-than-implemented",
    "body-not-existing",
    "type-not-allowed",
    "identity",
)
"""The kinds of conflicts, as the vocabulary `conflict` has them; `identity` stands for what stayed open."""


def conflicts(
    store: GraphStore, *, kind: str | None = None, document: str | None = None, limit: int = 1000, offset: int = 0
) -> Conflicts:
    """The conflicts of a store, or of one document, ordered by kind and by the label of the document.

    Identifiers that may stand for a document without proof are conflicts of the kind "identity": their sides are the
    documents that may be meant.

    Raises:
        InputError: for an unknown kind, a limit below 1 or a negative offset.
        NotFound: when the graph does not know the document.
    """
    if kind is not None and kind not in KINDS:
        raise InputError(f"no kind of conflict {kind!r}", hint="one of " + ", ".join(KINDS))
    if limit < 1 or offset < 0:
        raise InputError(f"no page of {limit} from {offset}", hint="limit 1 or more, offset 0 or more")
    if document is not None and not exists(store, document):
        raise NotFound(f"no document {document} in the graph", hint="look it up by its number")
    reader = ConflictReader(store)
    counts: Mapping[str, int]
    if document is None and store.read_only and store.files is not None:
        counts, found = store.files.conflicts(kind, limit, offset)
    else:
        nodes = reader.all() if document is None else reader.of_document(document)
        keyed = sorted((*reader.key(node), node) for node in set(nodes))
        counts = Counter(found_kind for found_kind, _, _ in keyed)
        found = [node for found_kind, _, node in keyed if kind in (None, found_kind)][offset : offset + limit]
    page = tuple(reader.conflict(node) for node in found)
    total = sum(counts.values()) if kind is None else counts.get(kind, 0)
    return Conflicts(total=total, limit=limit, offset=offset, counts=dict(counts), conflicts=page)


class ConflictReader:
    """Reads conflicts from one store, what are copies of each other once."""

    def __init__(self, store: GraphStore, copies: Copies | None = None) -> None:
        """Read from this store, which must not change meanwhile."""
        self.store = store
        self.copies = copies or Copies(store)
        self.identities = identities_of(store)

    def all(self) -> Iterator[str]:
        """Every conflict, and every identification that stayed open."""
        for quad in self.store.raw.quads_for_pattern(None, terms.TYPE, terms.CONFLICT, None):
            yield text(quad.subject)
        yield from {text(quad.subject) for quad in self.store.raw.quads_for_pattern(None, terms.MAY_BE, None, None)}

    def of_document(self, iri: str) -> set[str]:
        """The conflicts that a document is in, by whatever identifier, on either side."""
        found = set[str]()
        for member in self.identities.members(iri):
            for link in (terms.CONFLICT_OF, terms.CONFLICT_WITH, terms.MAY_BE):
                found.update(subjects(self.store, link, member))
            open_ones = subjects(self.store, terms.IDENTIFIES, member)
            found.update(node for node in open_ones if values(self.store, node, terms.MAY_BE))
        return found

    def conflicts_of(self, iri: str) -> tuple[Conflict, ...]:
        """The conflicts that a document is in, in order."""
        return tuple(
            self.conflict(node) for node in sorted(self.of_document(iri), key=lambda node: (self.key(node), node))
        )

    def key(self, node: str) -> tuple[str, str]:
        """The kind of a conflict and the label of its document."""
        kind = value(self.store, node, terms.CONFLICT_KIND)
        link = terms.CONFLICT_OF if kind else terms.IDENTIFIES
        document = value(self.store, node, link) or ""
        label = value(self.store, document, terms.LABEL) if document else None
        return (tail(kind) if kind else "identity", label or document)

    def conflict(self, node: str) -> Conflict:
        """A conflict with its sides."""
        store = self.store
        kind = value(store, node, terms.CONFLICT_KIND)
        if kind is None:
            return self.undecided(node)
        document = value(store, node, terms.CONFLICT_OF) or ""
        against = value(store, node, terms.CONFLICT_WITH)
        property = ox.NamedNode(value(store, node, terms.CONFLICT_PROPERTY) or terms.DATE_DOCUMENT.value)
        name = NAMES.get(property, tail(property.value))
        own = {value for member in self.identities.members(document) for value in values(store, member, property)}
        sides = [self.side(side, name, own) for side in values(store, node, terms.HAS_SIDE)]
        preferred = value(store, node, terms.PREFERRED_VALUE)
        return Conflict(
            iri=node,
            property=name,
            better_supported=preferred,
            sides=tuple(sorted(sides, key=lambda side: (side.value != preferred, -side.support, side.value))),
            kind=tail(kind),
            document=summarize(store, document),
            against=summarize(store, against) if against else None,
            reason=value(store, node, terms.REASON) or "",
        )

    def side(self, node: str, name: str, own: Iterable[str]) -> ConflictSide:
        """A side of a conflict with those who state it."""
        supporting = values(self.store, node, terms.SUPPORTED_BY)
        stated_in = self.stating(supporting)
        shown = value(self.store, node, terms.VALUE) or ""
        support = integer(value(self.store, node, terms.SUPPORT)) or 0
        return ConflictSide(
            value=shown,
            support=support,
            from_heading=shown in own,
            stated_in=stated_in,
            quotations=best_first(quotations_of(self.copies, supporting), name, shown),
            documents=len(stated_in),
        )

    def stating(self, nodes: Iterable[str]) -> tuple[str, ...]:
        """The documents whose facts, citations and relations some nodes are, copies once."""
        first: dict[str, str] = {}
        for node in sorted(self.copies.grouped(nodes)):
            for end in (terms.SUBJECT, terms.CITING_DOCUMENT, terms.STATED_IN):
                found = self.identities.at(node, end)
                if found is not None:
                    first.setdefault(self.copies.of_document(found) or found, found)
        return tuple(sorted(first.values()))

    def undecided(self, node: str) -> Conflict:
        """An identifier that may stand for some documents, as a conflict between them."""
        store = self.store
        alias = value(store, node, terms.IDENTIFIES) or ""
        supporting = values(store, node, terms.SUPPORTED_BY)
        meant = [summarize(store, iri) for iri in values(store, node, terms.MAY_BE)]
        quoted = quotations_of(self.copies, supporting)
        stated_in = self.stating(supporting)
        return Conflict(
            iri=node,
            property="identity",
            better_supported=None,
            sides=tuple(
                ConflictSide(one.iri, 1, one.status == "held", stated_in, quoted, len(stated_in)) for one in meant
            ),
            kind="identity",
            document=summarize(store, alias),
            against=None,
            reason=value(store, node, terms.REASON) or "",
        )

    def identities_found(self, iri: str) -> tuple[Identity, ...]:
        """The other identifiers of a document, each with the grounds on which it was joined and its quotations."""
        nodes = {
            node
            for member in self.identities.members(iri)
            for link in (terms.IDENTIFIED_AS, terms.IDENTIFIES)
            for node in subjects(self.store, link, member)
            if values(self.store, node, terms.IDENTIFIED_AS)
        }
        return tuple(self.identity(node) for node in sorted(nodes))

    def identity(self, node: str) -> Identity:
        """One finding that an identifier stands for a document."""
        store = self.store
        confidence = value(store, node, terms.CONFIDENCE)
        return Identity(
            iri=node,
            identifier=value(store, node, terms.IDENTIFIES) or "",
            document=value(store, node, terms.IDENTIFIED_AS) or "",
            grounds=tuple(sorted(tail(ground) for ground in values(store, node, terms.GROUND))),
            confidence=float(confidence) if confidence else None,
            reason=value(store, node, terms.REASON) or "",
            parts=values(store, node, terms.IN_PART),
            quotations=quotations_of(self.copies, values(store, node, terms.SUPPORTED_BY)),
        )
