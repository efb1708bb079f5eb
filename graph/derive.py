"""What follows from all sources together: which identifiers stand for one document, the status of each document, and
the conflicts between texts.

The derived graph follows from the others alone: its nodes are named by digests of what they stand for, so it does not
depend on the order of loading, nor on whether it was made at once or source by source. What a change of a source can
touch is derived anew, and nothing else: the documents that it names, and all that bear their numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

import pyoxigraph as ox

from graph import terms
from graph.bearers import Bearer, alike, read_bearers
from graph.clusters import Cluster, clusters
from graph.contradictions import citations_with, contradictions
from graph.found import Contradiction
from graph.index.keeping import refresh
from graph.reading import subjects, text
from graph.reconcile import Identification, number_key, reconcile
from graph.reviews import Evidence, Finding, Reviews, joined, joins_by_family, kin
from graph.store import GraphStore
from ontology.register import load_register

_FEW: Final = 20


@dataclass(frozen=True, slots=True)
class Derived:
    """What a derivation looked at and found there: documents, how many of them are held, identifiers that stand for
    another one, those that may, and conflicts; `changed` tells whether the derived graph is another one than before.
    """

    documents: int
    held: int
    identified: int
    undecided: int
    conflicts: int
    changed: bool


def derive(store: GraphStore, *, whole: bool = False) -> Derived:
    """Bring the derived graph up to date with the sources, and the index after it; all of both with `whole`.

    Each document gets lin:status: lin:Held where a part of a source is its own text, by whatever identifier, else
    lin:CitedOnly. Identifiers that stand for another one are linked to it (lin:isSameDocumentAs) and explained
    (lin:Identification); what the texts contradict each other on is a lin:Conflict with its sides.

    Raises:
        StoreError: when the store is read-only or cannot be written.
    """
    changes = None if whole else store.changes
    touched = None if changes is None else changes.touched
    reviews = Reviews(store)
    bearers = read_bearers(store, None if touched is None else reviews.reach(alike(store, touched), touched))
    found = _Findings(store, bearers, reviews, whole=touched is None)
    new = set(found.quads())
    told = found.told()
    if touched is None:
        old = set(store.raw.quads_for_pattern(None, None, None, ox.NamedNode(store.iris.derived_graph)))
    else:
        old = set(_old(store, {*bearers, *touched, *(item.iri for item in reviews.concerned)}))
    del bearers, found  # what comes now takes as much
    changed = store.replace_derived(old, new)
    difference = old ^ new if changes is not None else set[ox.Quad]()
    del old, new
    store.mark_derived(True)
    refresh(store, changes, difference)
    return replace(told, changed=changed)


def _old(store: GraphStore, documents: Iterable[str]) -> Iterator[ox.Quad]:
    """What the derived graph says of some documents."""
    graph = ox.NamedNode(store.iris.derived_graph)
    for iri in documents:
        yield from store.raw.quads_for_pattern(ox.NamedNode(iri), None, None, graph)
        for link in (terms.IDENTIFIES, terms.CONFLICT_OF):
            for node in subjects(store, link, iri):
                for quad in store.raw.quads_for_pattern(ox.NamedNode(node), None, None, graph):
                    yield quad
                    if quad.predicate == terms.HAS_SIDE and isinstance(quad.object, ox.NamedNode):
                        yield from store.raw.quads_for_pattern(quad.object, None, None, graph)
    yield from store.raw.quads_for_pattern(None, terms.SAME_BODY, None, graph)


class _Findings:
    """What some documents come to, as quads of the derived graph."""

    def __init__(self, store: GraphStore, bearers: dict[str, Bearer], reviews: Reviews, *, whole: bool) -> None:
        self.store = store
        self.graph = ox.NamedNode(store.iris.derived_graph)
        families: dict[str, list[Bearer]] = defaultdict(list)
        for bearer in bearers.values():
            families[number_key(bearer.number) if bearer.number else bearer.iri].append(bearer)
        register = load_register()
        key_of = {bearer.iri: key for key, family in families.items() for bearer in family}
        self.reviews = reviews
        self.reviewed = reviews.settle(bearers, Evidence(families, key_of, register))
        joins = joins_by_family(key_of, self.reviewed)
        kin_of, related = kin(key_of, self.reviewed), defaultdict[str, list[str]](list)
        for key in families:
            related[kin_of(key)].append(key)
        self.identifications: list[Identification] = []
        self.clusters: list[Cluster] = []
        for keys in related.values():
            members = [bearer for key in keys for bearer in families[key]]
            items: Iterable[Identification] = (item for key in keys for item in reconcile(families[key], register))
            said = [one for key in keys for one in joins.get(key, ())]
            if said:
                items = joined({bearer.iri: bearer for bearer in members}, items, said)
            known = list(items)
            self.identifications += known
            self.clusters += clusters(members, known)
        self.conflicts = list(contradictions(store, self.clusters, whole=whole))

    def told(self) -> Derived:
        """What it all comes to, before it is written."""
        return Derived(
            documents=len(self.clusters),
            held=sum(cluster.held for cluster in self.clusters),
            identified=sum(item.certain for item in self.identifications),
            undecided=sum(not item.certain for item in self.identifications),
            conflicts=len(self.conflicts),
            changed=False,
        )

    def quads(self) -> Iterator[ox.Quad]:
        """All that is derived of the documents."""
        for cluster in self.clusters:
            yield from self.statuses(cluster)
        for item in self.identifications:
            yield from self.identification(item)
        for conflict in self.conflicts:
            yield from self.conflict(conflict)
        for one in self.reviewed:
            yield from self.correction(one)
        for body, first in self.reviews.bodies(self.reviewed):
            yield self.quad(ox.NamedNode(body), terms.SAME_BODY, ox.NamedNode(first))

    def statuses(self, cluster: Cluster) -> Iterator[ox.Quad]:
        status = terms.HELD if cluster.held else terms.CITED_ONLY
        for member in cluster.members:
            yield self.quad(ox.NamedNode(member.iri), terms.STATUS, status)

    def identification(self, item: Identification) -> Iterator[ox.Quad]:
        alias = ox.NamedNode(item.alias)
        node = self.node("identity", item.alias, item.date or "")
        yield self.quad(node, terms.TYPE, terms.IDENTIFICATION)
        yield self.quad(node, terms.IDENTIFIES, alias)
        for target in item.targets:
            yield self.quad(node, terms.IDENTIFIED_AS if item.certain else terms.MAY_BE, ox.NamedNode(target))
        for ground in item.grounds:
            yield self.quad(node, terms.GROUND, ox.NamedNode(self.store.iris.concept("ground", ground)))
        yield self.quad(node, terms.CONFIDENCE, _decimal(item.confidence))
        yield self.quad(node, terms.REASON, ox.Literal(item.reason, language="en"))
        for citation in citations_with(self.store, item.alias, item.date, item.subjects)[:_FEW]:
            yield self.quad(node, terms.SUPPORTED_BY, ox.NamedNode(citation))
        if item.certain and item.date is None:
            yield self.quad(alias, terms.SAME_DOCUMENT, ox.NamedNode(item.targets[0]))
        elif item.certain and item.date is not None:
            for part in self.parts(item.alias, item.date):
                yield self.quad(node, terms.IN_PART, ox.NamedNode(part))

    def parts(self, iri: str, date: str) -> Iterator[str]:
        """The parts that cite an identifier with a date."""
        for quad in self.store.raw.quads_for_pattern(None, terms.CITED_DOCUMENT, ox.NamedNode(iri), None):
            dated = self.store.raw.quads_for_pattern(quad.subject, terms.DATE_AS_CITED, None, None)
            if any(text(other.object) == date for other in dated):
                yield text(quad.graph_name)

    def conflict(self, item: Contradiction) -> Iterator[ox.Quad]:
        name = (item.kind, item.document, item.property.value, item.other)
        node = self.node("conflict", *name)
        yield self.quad(node, terms.TYPE, terms.CONFLICT)
        yield self.quad(node, terms.CONFLICT_OF, ox.NamedNode(item.document))
        yield self.quad(node, terms.CONFLICT_KIND, ox.NamedNode(self.store.iris.concept("conflict", item.kind)))
        yield self.quad(node, terms.CONFLICT_PROPERTY, item.property)
        if item.against is not None:
            yield self.quad(node, terms.CONFLICT_WITH, ox.NamedNode(item.against))
        if item.preferred is not None:
            yield self.quad(node, terms.PREFERRED_VALUE, item.preferred)
        if item.reason:
            yield self.quad(node, terms.REASON, ox.Literal(item.reason, language="en"))
        for number, side in enumerate(item.sides):
            at = self.node("side", *name, str(number), side.value.value)
            yield self.quad(node, terms.HAS_SIDE, at)
            yield self.quad(at, terms.TYPE, terms.CONFLICT_SIDE)
            yield self.quad(at, terms.VALUE, side.value)
            yield self.quad(at, terms.SUPPORT, ox.Literal(str(side.support), datatype=terms.INTEGER))
            for supporting in side.nodes:
                yield self.quad(at, terms.SUPPORTED_BY, ox.NamedNode(supporting))

    def correction(self, one: Finding) -> Iterator[ox.Quad]:
        node = ox.NamedNode(one.correction.iri)
        yield self.quad(node, terms.CORRECTION_STATE, ox.Literal(one.state))
        for link, found in (
            (terms.CORRECTION_OF, (*one.subjects, *one.others)),
            (terms.MAY_BE, one.candidates),
            (terms.CARRIES_OVER_TO, one.also),
        ):
            for iri in found:
                yield self.quad(node, link, ox.NamedNode(iri))

    def node(self, kind: str, *parts: str) -> ox.NamedNode:
        digest = sha256("\n".join(parts).encode("utf-8")).hexdigest()[:16]
        return ox.NamedNode(f"{self.graph.value}#{kind}-{digest}")

    def quad(self, subject: ox.NamedNode, predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal) -> ox.Quad:
        return ox.Quad(subject, predicate, value, self.graph)


def _decimal(value: float) -> ox.Literal:
    return ox.Literal(f"{value:.2f}".rstrip("0").rstrip("."), datatype=terms.DECIMAL)
