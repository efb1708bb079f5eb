"""The difference of two stores, told for people: which sources, documents, facts and statements came, went, changed.

The named graphs are compared one by one; what stands in graphs that are equal is never looked at again. Of a graph
that differs, the documents and statements are compared by their content (`graph.contents`), so that renumbered nodes
and moved positions are no difference. Memory is proportional to the difference and to the largest part of a source;
the names of all graphs and sources are the only lists that are as long as the stores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias
from urllib.parse import unquote

import pyoxigraph as ox

from graph import terms
from graph.contents import PROPERTIES, Contents, Key, Sides
from graph.engine import absent
from graph.model import DocumentSummary, Json, to_json
from graph.reading import text
from graph.store import GraphStore
from ontology.errors import InputError

Change: TypeAlias = Literal["came", "went", "changed"]
DocumentChangeKind: TypeAlias = Literal["came", "went", "became held", "became cited only"]


@dataclass(frozen=True, slots=True)
class Named:
    """A document and what it is called in the store that speaks of it."""

    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class Quads:
    """How many statements the stores hold, and how many of them only one does; positions and nodes count, too."""

    before: int
    after: int
    came: int
    went: int


@dataclass(frozen=True, slots=True)
class SourceChange:
    """A source that came, went, or has another text (SHA-256)."""

    change: Change
    source: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A document that came or went, or whose text did, as the store knows it that knows more of it."""

    change: DocumentChangeKind
    document: DocumentSummary


@dataclass(frozen=True, slots=True)
class FactChange:
    """A property of a document that both stores know, with all its values, of dates and issuers the best first."""

    document: Named
    property: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelationChange:
    """A relation between two documents that a text states, or does no more."""

    change: Change
    source: Named
    relation: str
    target: Named
    stated_in: Named
    sentence: str | None


@dataclass(frozen=True, slots=True)
class CitationChange:
    """A document that cites another one in a role, or does no more."""

    change: Change
    citing: Named
    role: str | None
    cited: Named
    sentence: str | None


@dataclass(frozen=True, slots=True)
class AssignmentChange:
    """A duty that a document gives, or gives no more."""

    change: Change
    document: Named
    task: str | None
    agency: str
    role: str | None
    deadline: str | None


@dataclass(frozen=True, slots=True)
class MilestoneChange:
    """A dated duty that a document has, or has no more."""

    change: Change
    document: Named
    kind: str | None
    when: str


@dataclass(frozen=True, slots=True)
class ConflictState:
    """The values of a conflict with the number of texts behind each, and the one that is preferred."""

    preferred: str | None
    sides: Sides


@dataclass(frozen=True, slots=True)
class ConflictChange:
    """A conflict that came, went, or has other values, other support or another preferred value."""

    change: Change
    documents: tuple[Named, ...]
    property: str
    before: ConflictState | None
    after: ConflictState | None


@dataclass(frozen=True, slots=True)
class IdentificationChange:
    """Two identifiers that were found to stand for one document, or are so no more."""

    change: Change
    identifier: Named
    document: Named


@dataclass(frozen=True, slots=True)
class GraphChange:
    """A graph of no source (ontology, vocabulary, gazetteer, other derived statements): statements came and went."""

    graph: str
    came: int
    went: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What came, went and changed from one store to another, each list in order; false where there is nothing.

    `quads` is only told: where nothing but positions and numbers of nodes differ, there is no difference.
    """

    quads: Quads
    sources: tuple[SourceChange, ...] = ()
    documents: tuple[DocumentChange, ...] = ()
    facts: tuple[FactChange, ...] = ()
    relations: tuple[RelationChange, ...] = ()
    citations: tuple[CitationChange, ...] = ()
    assignments: tuple[AssignmentChange, ...] = ()
    milestones: tuple[MilestoneChange, ...] = ()
    conflicts: tuple[ConflictChange, ...] = ()
    identifications: tuple[IdentificationChange, ...] = ()
    graphs: tuple[GraphChange, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in LISTS)

    def to_json(self) -> Json:
        """The difference as a JSON object, with `different` said outright."""
        data = to_json(self)
        assert isinstance(data, dict)
        return {"different": bool(self), **data}


LISTS: Final = (
    "sources",
    "documents",
    "facts",
    "relations",
    "citations",
    "assignments",
    "milestones",
    "conflicts",
    "identifications",
    "graphs",
)
"""The lists of a difference, in the order in which they are told."""


def diff(store_a: GraphStore, store_b: GraphStore) -> Difference:
    """What came, went and changed from the first store to the second; neither may change meanwhile.

    A relation is the same where source, kind, target and stating document are; a citation where citing document, role
    and cited document are; an assignment where document, task, agency, role and deadline are; a milestone where
    document, kind and time are. A document without a number is the same where source and part are.

    Raises:
        InputError: when the stores were built with different bases of IRIs, as then nothing in them is the same.
    """
    if store_a.iris.base != store_b.iris.base:
        raise InputError(
            f"the stores have IRIs under {store_a.iris.base} and {store_b.iris.base}",
            hint="compare stores that were built with one LINEAGE_BASE",
        )
    return _Comparison(store_a, store_b).result()


@dataclass(slots=True)
class _Found:
    """What the comparison of the graphs leaves to be compared closely, and what it counts."""

    documents: set[str] = field(default_factory=set)
    stating: set[str] = field(default_factory=set)
    conflicts: set[str] = field(default_factory=set)
    same: set[tuple[Change, str, str]] = field(default_factory=set)
    graphs: dict[str, GraphChange] = field(default_factory=dict)
    came: int = 0
    went: int = 0


Statements: TypeAlias = Callable[[Contents, str], dict[Key, str]]


class _Comparison:
    """Compares two stores."""

    def __init__(self, before: GraphStore, after: GraphStore) -> None:
        self.before, self.after = Contents(before), Contents(after)
        self.both = (self.before, self.after)
        self.found = _Found()

    def result(self) -> Difference:
        """The whole difference."""
        parts = [_parts(contents.store) for contents in self.both]
        for graph in sorted(parts[0] | parts[1]):
            self.compare_part(graph)
        self.compare_others(parts[0], parts[1])
        stores = (self.before.store, self.after.store)
        documents = sorted(self.found.documents)
        return Difference(
            quads=Quads(len(stores[0]), len(stores[1]), self.found.came, self.found.went),
            sources=tuple(_sources(*stores)),
            documents=tuple(change for iri in documents for change in self.document(iri)),
            facts=tuple(change for iri in documents for change in self.facts(iri)),
            relations=tuple(self.relations()),
            citations=tuple(self.citations()),
            assignments=tuple(self.assignments()),
            milestones=tuple(self.milestones()),
            conflicts=tuple(change for node in sorted(self.found.conflicts) for change in self.conflict(node)),
            identifications=tuple(
                IdentificationChange(change, self.named(change, iri), self.named(change, one))
                for change, iri, one in sorted(self.found.same)
            ),
            graphs=tuple(self.found.graphs[graph] for graph in sorted(self.found.graphs)),
        )

    # -- graphs --------------------------------------------------------------------------------------------------------

    def compare_part(self, graph: str) -> None:
        """Note what a part says, if the stores do not say the same in it."""
        before, after = (_lines(contents.store, graph) for contents in self.both)
        if before == after:
            return
        lines_before, lines_after = set(before.splitlines()), set(after.splitlines())
        if lines_before == lines_after:
            return
        self.found.came += len(lines_after - lines_before)
        self.found.went += len(lines_before - lines_after)
        for contents in self.both:
            self.found.documents.update(contents.documents_in(graph))
            self.found.stating.update(contents.stating_in(graph))

    def compare_others(self, *parts: set[str]) -> None:
        """Note what differs in the graphs that are no parts of sources."""
        changes: tuple[tuple[Change, Contents, Contents], ...] = (
            ("went", self.before, self.after),
            ("came", self.after, self.before),
        )
        for change, contents, other in changes:
            for quad in _only_here(contents.store, other.store, parts[0] | parts[1]):
                self.note(change, contents, quad)

    def note(self, change: Change, contents: Contents, quad: ox.Quad) -> None:
        """Note a statement outside of the parts that only one store has."""
        came, went = int(change == "came"), int(change == "went")
        self.found.came += came
        self.found.went += went
        graph, subject = text(quad.graph_name), text(quad.subject)
        if graph == contents.store.iris.derived_graph:
            if quad.predicate == terms.STATUS:
                return  # it follows from lin:heldIn, which stands in the parts
            if quad.predicate == terms.SAME_DOCUMENT:
                self.found.same.add((change, subject, text(quad.object)))
                return
            if conflicts := contents.conflicts_at(subject):
                self.found.conflicts.update(conflicts)
                return
        known = self.found.graphs.get(graph, GraphChange(graph, 0, 0))
        self.found.graphs[graph] = replace(known, came=known.came + came, went=known.went + went)

    # -- documents -----------------------------------------------------------------------------------------------------

    def document(self, iri: str) -> Iterator[DocumentChange]:
        """How a document changed as a whole."""
        knows_before, knows_after = (contents.knows(iri) for contents in self.both)
        if knows_before != knows_after:
            yield DocumentChange("came" if knows_after else "went", self.side(knows_after).summary(iri))
            return
        held_before, held_after = (contents.holds(iri) for contents in self.both)
        if held_before != held_after:
            kind: DocumentChangeKind = "became held" if held_after else "became cited only"
            yield DocumentChange(kind, self.side(held_after).summary(iri))

    def facts(self, iri: str) -> Iterator[FactChange]:
        """The facts that changed of a document which both stores know."""
        if not all(contents.knows(iri) for contents in self.both):
            return
        before, after = (contents.facts(iri) for contents in self.both)
        for name in PROPERTIES:
            old, new = before.get(name, ()), after.get(name, ())
            if old != new:
                yield FactChange(Named(iri, self.after.name(iri)), name, old, new)

    def side(self, after: bool) -> Contents:
        """One of the stores."""
        return self.after if after else self.before

    def named(self, change: Change, iri: str) -> Named:
        """A document by the name that it has where the statement stands."""
        return Named(iri, self.side(change == "came").name(iri))

    # -- statements ----------------------------------------------------------------------------------------------------

    def changes(self, read: Statements) -> Iterator[tuple[Change, Key, str]]:
        """The statements of a kind that came and went, by document, each with a node of it."""
        for iri in sorted(self.found.stating):
            before, after = (read(contents, iri) for contents in self.both)
            gone: list[tuple[Key, Change, str]] = [(key, "went", before[key]) for key in before.keys() - after.keys()]
            new: list[tuple[Key, Change, str]] = [(key, "came", after[key]) for key in after.keys() - before.keys()]
            for key, change, node in sorted(gone + new, key=lambda item: (_sortable(item[0]), item[1])):
                yield change, key, node

    def relations(self) -> Iterator[RelationChange]:
        """The relations that came and went."""
        for change, (source, relation, target, stated_in), node in self.changes(Contents.relations):
            ends = (self.named(change, iri or "") for iri in (source, target, stated_in))
            start, end, by = ends
            yield RelationChange(change, start, relation or "", end, by, self.sentence(change, node))

    def citations(self) -> Iterator[CitationChange]:
        """The citations that came and went."""
        for change, (citing, role, cited), node in self.changes(Contents.citations):
            start, end = self.named(change, citing or ""), self.named(change, cited or "")
            yield CitationChange(change, start, role, end, self.sentence(change, node))

    def assignments(self) -> Iterator[AssignmentChange]:
        """The assignments that came and went."""
        for change, (document, task, agency, role, deadline), _ in self.changes(Contents.assignments):
            yield AssignmentChange(change, self.named(change, document or ""), task, agency or "", role, deadline)

    def milestones(self) -> Iterator[MilestoneChange]:
        """The milestones that came and went."""
        for change, (document, kind, when), _ in self.changes(Contents.milestones):
            yield MilestoneChange(change, self.named(change, document or ""), kind, when or "")

    def sentence(self, change: Change, node: str) -> str | None:
        """The first sentence behind a statement, where it stands."""
        return self.side(change == "came").sentence(node)

    def conflict(self, node: str) -> Iterator[ConflictChange]:
        """How a conflict changed; its IRI is a digest of what it is about."""
        before, after = (contents.conflict(node) for contents in self.both)
        known = after or before
        if before == after or known is None:
            return
        change: Change = "came" if before is None else "went" if after is None else "changed"
        documents = tuple(Named(iri, self.side(after is not None).name(iri)) for iri in known[0])
        states = [None if found is None else ConflictState(*found[2:]) for found in (before, after)]
        yield ConflictChange(change, documents, known[1], *states)


def _parts(store: GraphStore) -> set[str]:
    """The graphs that are parts of sources."""
    return {text(quad.graph_name) for quad in store.raw.quads_for_pattern(None, terms.SOURCE, None, None)}


def _lines(store: GraphStore, graph: str) -> bytes:
    """The statements of a graph as lines, in the order of the store's index."""
    return store.raw.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph)) or b""


def _only_here(store: GraphStore, other: GraphStore, parts: set[str]) -> Iterator[ox.Quad]:
    """The statements in the named graphs that are no parts of sources, without those that another store has, too."""
    for graph in store.raw.named_graphs():
        if text(graph) not in parts:
            yield from absent(other.raw, store.raw.quads_for_pattern(None, None, None, graph), graph)


def _sources(before: GraphStore, after: GraphStore) -> Iterator[SourceChange]:
    """The sources that only one store has, or of which the stores have different texts."""
    old, new = before.sources(), after.sources()
    for iri in sorted(old.keys() | new.keys()):
        was, now = old.get(iri), new.get(iri)
        if was != now:
            change: Change = "came" if was is None else "went" if now is None else "changed"
            yield SourceChange(change, unquote(iri.removeprefix(f"{before.iris.base}text/")), was, now)


def _sortable(key: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(part or "" for part in key)
