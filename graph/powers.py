"""What the bodies that documents name could not do: issue this type, or be there on that day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from graph import terms
from graph.bearers import Bearer
from graph.clusters import Cluster
from graph.documents import fact_node
from graph.found import Contradiction, Side, date_literal, is_day
from graph.reading import tail, text, value, values
from graph.store import GraphStore
from ontology.vocabulary import Vocabulary, load_vocabulary

_NEVER: Final = "9999"


def not_allowed(store: GraphStore, held: Iterable[Cluster]) -> Iterator[Contradiction]:
    """Documents of a type that the norm of their time does not let their issuer issue."""
    norms = _norms(store)
    for cluster in held:
        day = cluster.date()
        for member in cluster.members if is_day(day) else ():
            for part in sorted(member.held) if member.type in norms else ():
                for norm in norms[member.type or ""]:
                    if norm.forbids(
                        day or "",
                        _kinds(store, member.iri, part),
                        next(iter(stated_in(store, part, member.iri, terms.LEVEL)), None),
                    ):
                        yield _forbidden(store, cluster, member, part, norm)


@dataclass(frozen=True, slots=True)
class _Norm:
    """A norm that does not let bodies of some kinds issue a type, from one day to another."""

    iri: str
    kinds: frozenset[str]
    level: str | None
    since: str
    until: str

    def forbids(self, day: str, kinds: Collection[str], level: str | None) -> bool:
        """Whether it speaks of these bodies on that day."""
        at_level = self.level is None or level is None or self.level == level
        return at_level and self.since <= day <= self.until and not self.kinds.isdisjoint(kinds)


def _norms(store: GraphStore) -> dict[str, list[_Norm]]:
    """The norms by the type that they speak of."""
    found: dict[str, list[_Norm]] = {}
    for iri in sorted(
        {text(quad.subject) for quad in store.raw.quads_for_pattern(None, terms.MAY_NOT_ISSUE, None, None)}
    ):
        norm = _Norm(
            iri,
            frozenset(values(store, iri, terms.BODY_KIND)),
            value(store, iri, terms.LEVEL),
            value(store, iri, terms.VALID_FROM) or "",
            value(store, iri, terms.VALID_UNTIL) or _NEVER,
        )
        for kind in values(store, iri, terms.MAY_NOT_ISSUE):
            found.setdefault(tail(kind), []).append(norm)
    return found


def _kinds(store: GraphStore, iri: str, part: str) -> set[str]:
    """The kinds of the bodies that a part names as the issuer."""
    bodies = stated_in(store, part, iri, terms.ISSUER)
    return {kind for body in bodies for kind in stated_in(store, part, body, terms.CLASSIFICATION)}


def _forbidden(store: GraphStore, cluster: Cluster, member: Bearer, part: str, norm: _Norm) -> Contradiction:
    fact = fact_node(store, member.iri, terms.TYPE_DOCUMENT, part)
    return Contradiction(
        kind="type-not-allowed",
        document=cluster.iri,
        property=terms.TYPE_DOCUMENT,
        sides=(
            Side(ox.Literal(member.type or ""), 1, (fact,) if fact else ()),
            Side(ox.Literal(tail(norm.iri)), 1, (norm.iri,)),
        ),
        reason=f"the norm {tail(norm.iri)} does not let this body issue it on {cluster.date()}",
        other=f"{part} {norm.iri}",
    )


def not_existing(store: GraphStore, held: Iterable[Cluster]) -> Iterator[Contradiction]:
    """Documents whose issuer, or a body to which they assign a task, did not exist on their day.

    Kinds of bodies have a time (`ontology/vocab/body-kind.ttl`), and so has the level of districts; what is not known
    contradicts nothing.
    """
    vocabulary = load_vocabulary()
    for cluster in held:
        day = cluster.date()
        for member in cluster.members if is_day(day) else ():
            for part in sorted(member.held):
                yield from _missing(store, vocabulary, cluster, member, part)


def _missing(
    store: GraphStore, vocabulary: Vocabulary, cluster: Cluster, member: Bearer, part: str
) -> Iterator[Contradiction]:
    day = cluster.date() or ""
    for body, nodes in sorted(_named_bodies(store, member, part).items()):
        kinds = [tail(kind) for kind in stated_in(store, part, body, terms.CLASSIFICATION)]
        ended = [
            kind for kind in kinds if vocabulary.kind_valid_on(kind, day, _level_of_body(store, part, body)) is False
        ]
        if ended:
            named = next(iter(stated_in(store, part, body, terms.LABEL)), tail(body))
            date_fact = fact_node(store, member.iri, terms.DATE_DOCUMENT, part)
            yield Contradiction(
                kind="body-not-existing",
                document=cluster.iri,
                property=terms.ISSUER,
                sides=(
                    Side(date_literal(day), 1, (date_fact,) if date_fact else ()),
                    Side(ox.Literal(named), len(nodes), tuple(nodes[:5])),
                ),
                reason=f"there was no body of the kind {ended[0]} on {day}",
                other=f"{part} {body}",
            )


def _named_bodies(store: GraphStore, member: Bearer, part: str) -> dict[str, list[str]]:
    """The bodies that a part names as issuer or in its assignments, with the nodes that do."""
    graph, found = ox.NamedNode(part), dict[str, list[str]]()
    issuer = fact_node(store, member.iri, terms.ISSUER, part)
    for quad in store.raw.quads_for_pattern(ox.NamedNode(member.iri), terms.ISSUER, None, graph):
        found.setdefault(text(quad.object), []).extend([issuer] if issuer else [])
    for quad in store.raw.quads_for_pattern(None, terms.IS_ASSIGNED_TO, None, graph):
        found.setdefault(text(quad.object), []).append(text(quad.subject))
    return {body: sorted(nodes) for body, nodes in found.items()}


def _level_of_body(store: GraphStore, part: str, body: str) -> str | None:
    """The level of the locality that a body belongs to, where it is known."""
    locality = next(iter(stated_in(store, part, body, terms.JURISDICTION)), None)
    level = value(store, locality, terms.LEVEL) if locality else None
    return tail(level) if level else None


def stated_in(store: GraphStore, part: str, subject: str, predicate: ox.NamedNode) -> list[str]:
    """The values of a property as one part states them, in order."""
    quads = store.raw.quads_for_pattern(ox.NamedNode(subject), predicate, None, ox.NamedNode(part))
    return sorted({text(quad.object) for quad in quads})
