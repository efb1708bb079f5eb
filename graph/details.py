"""All that is known of one document, each fact with the quotations that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeVar

import pyoxigraph as ox

from graph import terms
from graph.documents import exists, fact_node, summarize
from graph.model import (
    Assignment,
    Citation,
    Conflict,
    ConflictSide,
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
from graph.reading import file_of, integer, label_of, ordered, quotations, subjects, tail, text, value, values
from graph.store import GraphStore
from ontology.errors import NotFound

_PROPERTIES: Final = (
    ("type", terms.TYPE_DOCUMENT),
    ("number", terms.ID_LOCAL),
    ("date", terms.DATE_DOCUMENT),
    ("place", terms.PLACE_OF_ISSUE),
    ("issuer", terms.ISSUER),
    ("organization", terms.PUBLISHER),
    ("level", terms.LEVEL),
    ("province", terms.PROVINCE_NAME),
    ("district", terms.DISTRICT_NAME),
    ("commune", terms.COMMUNE_NAME),
    ("jurisdiction", terms.JURISDICTION),
    ("title", terms.TITLE),
)
_AS_CITED: Final = (("date", terms.DATE_AS_CITED), ("issuer", terms.ISSUER_AS_CITED))

_NAMES: Final = {predicate: name for name, predicate in _PROPERTIES}

Result = TypeVar("Result", Assignment, Milestone, Signer, Recipient)


def show(store: GraphStore, iri: str) -> DocumentDetails:
    """All that is known of a document; lists are ordered as they stand in the sources.

    Raises:
        NotFound: when the graph does not know the document.
    """
    if not exists(store, iri):
        raise NotFound(f"no document {iri} in the graph", hint="look it up by its number")
    return DocumentDetails(
        summary=summarize(store, iri),
        copies=tuple(_copy(store, graph) for graph in values(store, iri, terms.HELD_IN)),
        facts=(*_facts(store, iri), *_facts_as_cited(store, iri)),
        citations=_citations(store, iri, terms.CITING_DOCUMENT),
        cited_by=_citations(store, iri, terms.CITED_DOCUMENT),
        relations=_relations(store, iri),
        assignments=_in_order(store, subjects(store, terms.ASSIGNED_IN, iri), _assignment),
        milestones=_in_order(store, subjects(store, terms.MILESTONE_OF, iri), _milestone),
        signers=_in_order(store, values(store, iri, terms.HAS_SIGNATURE), _signer),
        addressees=_in_order(store, values(store, iri, terms.HAS_ADDRESSEE), _recipient),
        recipients=_in_order(store, values(store, iri, terms.HAS_RECIPIENT), _recipient),
        conflicts=conflicts_of(store, iri),
    )


def conflicts_of(store: GraphStore, iri: str) -> tuple[Conflict, ...]:
    """The conflicts about a document that the derived graph holds, each with all sides, the best supported first."""
    found = (_conflict(store, node) for node in subjects(store, terms.CONFLICT_OF, iri))
    return tuple(sorted(found, key=lambda item: (item.property, item.iri)))


def _copy(store: GraphStore, graph: str) -> HeldCopy:
    source = value(store, graph, terms.SOURCE) or ""
    numbers = (integer(value(store, graph, term)) for term in (terms.PART, terms.START, terms.END))
    part, start, end = numbers
    file = file_of(store, source, graph)
    return HeldCopy(graph, source, file, part, start, end, values(store, graph, terms.WARNING))


def _facts(store: GraphStore, iri: str) -> Iterator[Fact]:
    """What the document's own text says; of a document that is only cited, what those who cite it derive."""
    own = set(values(store, iri, terms.HELD_IN))
    for name, predicate in _PROPERTIES:
        stated: dict[str, set[str]] = {}
        for quad in store.raw.quads_for_pattern(ox.NamedNode(iri), predicate, None, None):
            graph = text(quad.graph_name)
            if graph in own or not own:
                stated.setdefault(_shown(store, predicate, quad.object), set()).add(graph)
        for shown, places in sorted(stated.items()):
            graphs = sorted(places)
            nodes = [node for graph in graphs if (node := fact_node(store, iri, predicate, graph)) is not None]
            evidence = ordered(quotation for node in nodes for quotation in quotations(store, node))
            yield Fact(name, shown, False, graphs[0], evidence)


def _shown(store: GraphStore, predicate: ox.NamedNode, term: object) -> str:
    if predicate in (terms.TYPE_DOCUMENT, terms.LEVEL):
        return tail(text(term))
    if predicate in (terms.ISSUER, terms.PUBLISHER, terms.JURISDICTION):
        return label_of(store, text(term)) or text(term)
    return text(term)


def _facts_as_cited(store: GraphStore, iri: str) -> Iterator[Fact]:
    citations = subjects(store, terms.CITED_DOCUMENT, iri)
    for name, predicate in _AS_CITED:
        for citation in citations:
            said = value(store, citation, predicate)
            if said is not None:
                stated_in = value(store, citation, terms.CITING_DOCUMENT)
                yield Fact(name, said, True, stated_in, quotations(store, citation))


def _citations(store: GraphStore, iri: str, end: ox.NamedNode) -> tuple[Citation, ...]:
    known: dict[str, DocumentSummary] = {}
    found = [_citation(store, node, known) for node in subjects(store, end, iri)]
    return tuple(sorted(found, key=lambda item: (_position(item.quotations), item.iri)))


def _citation(store: GraphStore, node: str, known: dict[str, DocumentSummary]) -> Citation:
    role = value(store, node, terms.CITATION_ROLE)
    ends = [value(store, node, end) or node for end in (terms.CITING_DOCUMENT, terms.CITED_DOCUMENT)]
    citing, cited = (known[iri] if iri in known else known.setdefault(iri, summarize(store, iri)) for iri in ends)
    return Citation(
        iri=node,
        citing=citing,
        cited=cited,
        role=tail(role) if role else None,
        number=value(store, node, terms.NUMBER_AS_CITED),
        date=value(store, node, terms.DATE_AS_CITED),
        issuer=value(store, node, terms.ISSUER_AS_CITED),
        quotations=quotations(store, node),
    )


def _relations(store: GraphStore, iri: str) -> tuple[RelationStatement, ...]:
    nodes = {node for end in (terms.FROM_DOCUMENT, terms.TO_DOCUMENT) for node in subjects(store, end, iri)}
    found = [
        RelationStatement(
            iri=node,
            source=value(store, node, terms.FROM_DOCUMENT) or "",
            relation=tail(value(store, node, terms.RELATION_TYPE) or ""),
            target=value(store, node, terms.TO_DOCUMENT) or "",
            stated_in=value(store, node, terms.STATED_IN) or "",
            quotations=quotations(store, node),
        )
        for node in nodes
    ]
    return tuple(
        sorted(found, key=lambda item: (item.source != iri, item.relation, item.source, item.target, item.iri))
    )


def _in_order(
    store: GraphStore, nodes: tuple[str, ...], build: Callable[[GraphStore, str], Result]
) -> tuple[Result, ...]:
    found = [build(store, node) for node in nodes]
    return tuple(sorted(found, key=lambda item: (_position(item.quotations), _natural(item.iri))))


def _position(found: tuple[Quotation, ...]) -> tuple[str, int, int]:
    return (found[0].source, found[0].start, found[0].end) if found else ("", 0, 0)


def _natural(iri: str) -> tuple[str, int]:
    """`...#assignment-9` before `...#assignment-10`."""
    head, _, number = iri.rpartition("-")
    return (head, int(number)) if number.isdigit() else (iri, 0)


def _assignment(store: GraphStore, node: str) -> Assignment:
    body, role = value(store, node, terms.IS_ASSIGNED_TO), value(store, node, terms.ASSIGNMENT_ROLE)
    written = value(store, node, terms.AGENCY_AS_WRITTEN)
    return Assignment(
        iri=node,
        task=value(store, node, terms.TASK),
        agency=written or (label_of(store, body) if body else None) or "",
        body=body,
        role=tail(role) if role else None,
        deadline=value(store, node, terms.DEADLINE),
        quotations=quotations(store, node),
    )


def _milestone(store: GraphStore, node: str) -> Milestone:
    kind = value(store, node, terms.MILESTONE_KIND)
    when = value(store, node, terms.WHEN) or ""
    return Milestone(node, tail(kind) if kind else None, when, quotations(store, node))


def _signer(store: GraphStore, node: str) -> Signer:
    return Signer(
        iri=node,
        name=value(store, node, terms.SIGNER_NAME) or "",
        position=value(store, node, terms.POSITION),
        on_behalf_of=values(store, node, terms.ON_BEHALF_OF),
        quotations=quotations(store, node),
    )


def _recipient(store: GraphStore, node: str) -> Recipient:
    return Recipient(node, label_of(store, node) or "", value(store, node, terms.PURPOSE), quotations(store, node))


def _conflict(store: GraphStore, node: str) -> Conflict:
    document = value(store, node, terms.CONFLICT_OF) or ""
    property = ox.NamedNode(value(store, node, terms.CONFLICT_PROPERTY) or terms.DATE_DOCUMENT.value)
    own = values(store, document, property)
    sides = [_side(store, side, own) for side in values(store, node, terms.HAS_SIDE)]
    return Conflict(
        iri=node,
        property=_NAMES.get(property, tail(property.value)),
        better_supported=value(store, node, terms.PREFERRED_VALUE),
        sides=tuple(sorted(sides, key=lambda side: (not side.from_heading, -side.support, side.value))),
    )


def _side(store: GraphStore, node: str, own: tuple[str, ...]) -> ConflictSide:
    supporting = values(store, node, terms.SUPPORTED_BY)
    headings = {text for one in supporting for text in values(store, one, terms.SUBJECT)}
    citing = {text for one in supporting for text in values(store, one, terms.CITING_DOCUMENT)}
    shown = value(store, node, terms.VALUE) or ""
    return ConflictSide(
        value=shown,
        support=integer(value(store, node, terms.SUPPORT)) or 0,
        from_heading=shown in own,
        stated_in=tuple(sorted(headings | citing)),
        quotations=ordered(quotation for one in supporting for quotation in quotations(store, one)),
    )
