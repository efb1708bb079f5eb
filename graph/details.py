"""All that is known of one document, each fact with the quotations that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

import pyoxigraph as ox

from graph import terms
from graph.conflicts import ConflictReader
from graph.copies import Copies, counted, quotations_of
from graph.corrections import corrected_facts
from graph.documents import exists, fact_node, summarize
from graph.facts import PROPERTIES, best_first
from graph.identities import identities_of
from graph.model import (
    Assignment,
    Citation,
    DocumentDetails,
    DocumentSummary,
    Fact,
    HeldCopy,
    Milestone,
    Quotation,
    Recipient,
    RelationStatement,
    Signer,
)
from graph.reading import file_of, integer, label_of, properties, tail, text, value, values
from graph.search import citing
from graph.store import GraphStore
from ontology.errors import NotFound

_AS_CITED: Final = (("date", terms.DATE_AS_CITED), ("issuer", terms.ISSUER_AS_CITED))

Result = TypeVar("Result", Assignment, Milestone, Signer, Recipient)


def show(store: GraphStore, iri: str, *, whole: bool = True) -> DocumentDetails:
    """All that is known of a document; lists are ordered as they stand in the sources.

    What several files say because they hold the same text is told once, with the names of the other files in the
    quotations, and only once read. Without `whole` it is left out who cites the document and what leads to it, and
    what those say of one that is held: they may be thousands.

    Raises:
        NotFound: when the graph does not know the document.
    """
    if not exists(store, iri):
        raise NotFound(f"no document {iri} in the graph", hint="look it up by its number")
    return _Reader(store).details(identities_of(store).canonical(iri), whole=whole)


def cited_by(store: GraphStore, iri: str, *, limit: int, offset: int = 0) -> tuple[int, tuple[Citation, ...]]:
    """How many documents cite a document, counted once in each role, and the citations by a page of them, by date and
    number.
    """
    reader, iri = _Reader(store), identities_of(store).canonical(iri)
    if store.read_only and store.files is not None:
        total, page = citing.citers(store.files, iri, limit, offset)
        groups = [group for one in page for group in reader.copies.grouped(one.nodes).values()]
        return total, tuple(reader.citation(group[0], group) for group in groups)
    found: dict[tuple[str, str | None], list[Citation]] = {}
    for citation in reader.citations(iri, terms.CITED_DOCUMENT):
        found.setdefault((citation.citing.iri, citation.role), []).append(citation)
    ordered = sorted(found.items(), key=lambda item: (*citing.place(item[1][0].citing), item[0][0], item[0][1] or ""))
    return len(found), tuple(citation for _, group in ordered[offset : offset + limit] for citation in group)


class _Reader:
    """Reads the parts of an answer from one store; what are copies of each other is read once."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self.copies = Copies(store)
        self.identities = identities_of(store)
        self.conflicts = ConflictReader(store, self.copies)
        self.first: dict[str, str] = {}

    def details(self, iri: str, *, whole: bool) -> DocumentDetails:
        """All that is known of a document; without `whole`, not what those say who cite one that is held."""
        store, members = self.store, self.identities.members(iri)
        parts = sorted({part for member in members for part in values(store, member, terms.HELD_IN)})
        summary = summarize(store, iri)
        return DocumentDetails(
            summary=summary,
            copies=tuple(_copy(store, graph) for graph in parts),
            facts=(*self.facts(iri), *(self.facts_as_cited(iri) if whole or summary.status == "cited" else ())),
            citations=self.citations(iri, terms.CITING_DOCUMENT),
            cited_by=self.citations(iri, terms.CITED_DOCUMENT) if whole else (),
            relations=self.relations(iri, whole=whole),
            assignments=self.in_order(self.identities.nodes(terms.ASSIGNED_IN, iri), _assignment),
            milestones=self.in_order(self.identities.nodes(terms.MILESTONE_OF, iri), _milestone),
            signers=self.in_order(self.below(members, terms.HAS_SIGNATURE), _signer),
            addressees=self.in_order(self.below(members, terms.HAS_ADDRESSEE), _recipient),
            recipients=self.in_order(self.below(members, terms.HAS_RECIPIENT), _recipient),
            conflicts=tuple(
                map(self.conflicts.conflict, sorted(self.conflicts.of_document(iri), key=self.conflicts.key))
            ),
            identities=self.conflicts.identities_found(iri),
            corrections=corrected_facts(store, members),
        )

    def quotations(self, nodes: Iterable[str]) -> tuple[Quotation, ...]:
        """The places in the sources that some nodes rest on, copies once."""
        return quotations_of(self.copies, nodes)

    def in_order(
        self, nodes: Iterable[str], build: Callable[[GraphStore, str, tuple[Quotation, ...]], Result]
    ) -> tuple[Result, ...]:
        """What stands at some nodes, in the order of the sources, copies once."""
        groups = self.copies.grouped(nodes)
        found = [build(self.store, node, self.copies.quotations(group)) for node, group in groups.items()]
        return tuple(sorted(found, key=lambda item: (_position(item.quotations), _natural(item.iri))))

    def below(self, members: Iterable[str], link: ox.NamedNode) -> Iterator[str]:
        """The nodes that hang on a document."""
        return (node for member in members for node in values(self.store, member, link))

    def facts(self, iri: str) -> Iterator[Fact]:
        """What the document's own text says; of a document that is only cited, what those who cite it derive."""
        members, known = self.identities.members(iri), list(self.identities.quads(iri))
        own = {text(quad.object) for quad in known if quad.predicate == terms.HELD_IN}
        for name, predicate in PROPERTIES:
            terms_in: dict[object, set[str]] = {}
            for quad in known:
                graph = text(quad.graph_name)
                if quad.predicate == predicate and (graph in own or not own):
                    terms_in.setdefault(quad.object, set()).add(graph)
            stated: dict[str, set[str]] = {}
            for term, graphs in terms_in.items():
                stated.setdefault(_shown(self.store, predicate, term), set()).update(graphs)
            for shown, graphs in sorted(stated.items()):
                nodes = (fact_node(self.store, one, predicate, graph) for graph in sorted(graphs) for one in members)
                evidence = self.quotations(node for node in nodes if node is not None)
                yield Fact(name, shown, False, min(graphs), best_first(evidence, name, shown))

    def facts_as_cited(self, iri: str) -> Iterator[Fact]:
        """What those who cite a document say of it, each value once with all who say so."""
        cited = self.identities.nodes(terms.CITED_DOCUMENT, iri)
        groups = self.copies.grouped(cited)
        for name, predicate in _AS_CITED:
            said: dict[str, list[str]] = {}
            for node, group in groups.items():
                if (shown := value(self.store, node, predicate)) is not None:
                    said.setdefault(shown, []).extend(group)
            yield from sorted(
                (self.fact_as_cited(name, shown, nodes) for shown, nodes in said.items()),
                key=lambda fact: (-fact.documents, fact.value),
            )

    def fact_as_cited(self, name: str, shown: str, nodes: list[str]) -> Fact:
        """One value with those who say so."""
        citing = self.stating(nodes, terms.CITING_DOCUMENT)
        evidence = best_first(self.quotations(nodes), name, shown)
        return Fact(name, shown, True, min(citing, default=None), evidence, len(citing))

    def stating(self, nodes: Iterable[str], end: ox.NamedNode) -> set[str]:
        """The documents at an end of some nodes, copies once."""
        found = (self.identities.at(node, end) for node in self.copies.grouped(nodes))
        return {self.first_of(iri) for iri in found if iri is not None}

    def first_of(self, iri: str) -> str:
        """The document that stands for a document and its copies: the first that was asked for."""
        return self.first.setdefault(self.copies.of_document(iri) or iri, iri)

    def citations(self, iri: str, end: ox.NamedNode) -> tuple[Citation, ...]:
        """The citations of which a document is an end."""
        groups = self.copies.grouped(self.identities.nodes(end, iri))
        found = [self.citation(node, group) for node, group in groups.items()]
        return tuple(sorted(found, key=lambda item: (_position(item.quotations), item.iri)))

    def citation(self, node: str, group: tuple[str, ...]) -> Citation:
        """A citation, whose documents tell how many copies there are of them."""
        found = properties(self.store, node)
        role = found.get(terms.CITATION_ROLE)
        citing, cited = (self.end(group, end) for end in (terms.CITING_DOCUMENT, terms.CITED_DOCUMENT))
        return Citation(
            iri=node,
            citing=citing,
            cited=cited,
            role=tail(role) if role else None,
            number=found.get(terms.NUMBER_AS_CITED),
            date=found.get(terms.DATE_AS_CITED),
            issuer=found.get(terms.ISSUER_AS_CITED),
            quotations=self.copies.quotations(group),
        )

    def end(self, group: tuple[str, ...], end: ox.NamedNode) -> DocumentSummary:
        """The document at an end of a citation, counted with its copies."""
        documents = {self.identities.at(node, end) or node for node in group}
        return counted(summarize(self.store, min(documents)), len(documents))

    def relations(self, iri: str, *, whole: bool) -> tuple[RelationStatement, ...]:
        """The relations in which a document stands, each once for each document that states it; without `whole` those
        that lead from it.
        """
        ends = (terms.FROM_DOCUMENT, terms.TO_DOCUMENT) if whole else (terms.FROM_DOCUMENT,)
        nodes = {node for end in ends for node in self.identities.nodes(end, iri)}
        found = [self.relation(node, group) for node, group in self.copies.grouped(nodes).items()]
        return tuple(
            sorted(found, key=lambda item: (item.source != iri, item.relation, item.source, item.target, item.iri))
        )

    def relation(self, node: str, group: tuple[str, ...]) -> RelationStatement:
        """One text stating a relation."""
        store = self.store
        return RelationStatement(
            iri=node,
            source=self.identities.at(node, terms.FROM_DOCUMENT) or "",
            relation=tail(value(store, node, terms.RELATION_TYPE) or ""),
            target=self.identities.at(node, terms.TO_DOCUMENT) or "",
            stated_in=self.identities.at(node, terms.STATED_IN) or "",
            quotations=self.copies.quotations(group),
        )


def _copy(store: GraphStore, graph: str) -> HeldCopy:
    source = value(store, graph, terms.SOURCE) or ""
    numbers = (integer(value(store, graph, term)) for term in (terms.PART, terms.START, terms.END))
    part, start, end = numbers
    file = file_of(store, source, graph)
    return HeldCopy(graph, source, file, part, start, end, values(store, graph, terms.WARNING))


def _shown(store: GraphStore, predicate: ox.NamedNode, term: object) -> str:
    if predicate in (terms.TYPE_DOCUMENT, terms.LEVEL):
        return tail(text(term))
    if predicate in (terms.ISSUER, terms.PUBLISHER, terms.JURISDICTION):
        return label_of(store, text(term)) or text(term)
    return text(term)


def _position(found: tuple[Quotation, ...]) -> tuple[str, int, int]:
    return (found[0].source, found[0].start, found[0].end) if found else ("", 0, 0)


def _natural(iri: str) -> tuple[str, int]:
    """`...#assignment-9` before `...#assignment-10`."""
    head, _, number = iri.rpartition("-")
    return (head, int(number)) if number.isdigit() else (iri, 0)


def _assignment(store: GraphStore, node: str, found: tuple[Quotation, ...]) -> Assignment:
    body, role = value(store, node, terms.IS_ASSIGNED_TO), value(store, node, terms.ASSIGNMENT_ROLE)
    written = value(store, node, terms.AGENCY_AS_WRITTEN)
    return Assignment(
        iri=node,
        task=value(store, node, terms.TASK),
        agency=written or (label_of(store, body) if body else None) or "",
        body=body,
        role=tail(role) if role else None,
        deadline=value(store, node, terms.DEADLINE),
        quotations=found,
    )


def _milestone(store: GraphStore, node: str, found: tuple[Quotation, ...]) -> Milestone:
    kind = value(store, node, terms.MILESTONE_KIND)
    when = value(store, node, terms.WHEN) or ""
    return Milestone(node, tail(kind) if kind else None, when, found)


def _signer(store: GraphStore, node: str, found: tuple[Quotation, ...]) -> Signer:
    return Signer(
        iri=node,
        name=value(store, node, terms.SIGNER_NAME) or "",
        position=value(store, node, terms.POSITION),
        on_behalf_of=values(store, node, terms.ON_BEHALF_OF),
        quotations=found,
    )


def _recipient(store: GraphStore, node: str, found: tuple[Quotation, ...]) -> Recipient:
    return Recipient(node, label_of(store, node) or "", value(store, node, terms.PURPOSE), found)
