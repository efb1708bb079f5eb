"""What of an index has to be read anew after some sources changed, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import Final

import pyoxigraph as ox

from graph import terms
from graph.changes import Changes
from graph.documents import exists, summarize
from graph.identities import held_still, identities_of
from graph.index.overlaid import Changed, Delta, Index
from graph.index.tables import packed
from graph.reading import subjects, text, values
from graph.store import GraphStore
from graph.view import relations_between

_ABOUT: Final = (
    terms.IDENTIFIES,
    terms.IDENTIFIED_AS,
    terms.CONFLICT_OF,
    terms.CORRECTION_OF,
    terms.CARRIES_OVER_TO,
)
"""What a node of the derived graph is about; what comes or goes there concerns the documents at these links."""


def changed_since(store: GraphStore, index: Index, changes: Changes, derived: Collection[ox.Quad]) -> Delta:
    """The delta of an index after the sources changed, and some quads of the derived graph came or went."""
    with held_still(store):
        aliases = identifiers_of(store, derived)
        keys = {*changes.relations, *_relations_at(store, aliases)}
        relations = {key: _relation(store, key) for key in sorted(keys)}
        concerned = {
            *changes.documents,
            *changes.named,
            *aliases,
            *_documents_of(store, derived),
            *_issued_by(store, changes),
            *(iri for changed in relations.values() if changed for iri in _ends(changed)),
        }
        return _with_documents(store, index, concerned, relations)


def _with_documents(
    store: GraphStore, index: Index, concerned: Iterable[str], relations: dict[str, Changed | None]
) -> Delta:
    identities, before = identities_of(store), index.delta
    same = {iri: identities.canonical(iri) for iri in concerned}
    documents = set(same.values())
    return Delta(
        known={**before.known, **{iri: exists(store, iri) for iri in sorted({*same, *documents})}},
        same={**before.same, **same, **{iri: iri for iri in documents}},
        summaries={**before.summaries, **{iri: packed(summarize(store, iri)) for iri in sorted(documents)}},
        relations={**before.relations, **relations},
    )


def _ends(changed: Changed) -> Iterator[str]:
    yield from (changed.source, changed.target)
    if changed.stated is not None:
        yield changed.stated


def _relation(store: GraphStore, key: str) -> Changed | None:
    for _, kind, source, target in relations_between(store, [key]):
        return Changed(kind, source, target, identities_of(store).at(key, terms.STATED_IN))
    return None


def identifiers_of(store: GraphStore, derived: Iterable[ox.Quad]) -> set[str]:
    """The identifiers that may mean another document than before some quads of the derived graph came or went."""
    found = {text(quad.subject) for quad in derived if quad.predicate == terms.SAME_DOCUMENT}
    nodes = {text(quad.subject) for quad in derived if quad.predicate in (terms.IN_PART, *_ABOUT)}
    found |= {text(quad.object) for quad in derived if quad.predicate == terms.IDENTIFIES}
    return found | {iri for node in nodes for iri in values(store, node, terms.IDENTIFIES)}


def _documents_of(store: GraphStore, derived: Iterable[ox.Quad]) -> set[str]:
    """The documents of which something else is derived than before."""
    links = (*_ABOUT, terms.SAME_DOCUMENT)
    found = {text(quad.object) for quad in derived if quad.predicate in links}
    nodes = {text(quad.subject) for quad in derived if "#" in text(quad.subject)}
    return found | {iri for node in nodes for link in _ABOUT for iri in values(store, node, link)}


def _relations_at(store: GraphStore, identifiers: Iterable[str]) -> Iterator[str]:
    ends = (terms.FROM_DOCUMENT, terms.TO_DOCUMENT, terms.STATED_IN)
    return chain.from_iterable(subjects(store, end, iri) for iri in identifiers for end in ends)


def _issued_by(store: GraphStore, changes: Changes) -> Iterator[str]:
    """The documents of bodies that are described otherwise than before: what another graph says too was said before."""
    quads = (quad for quad in changes.bodies if text(quad.subject) not in changes.documents)
    for body in {text(quad.subject) for quad in quads if not _said_elsewhere(store, quad, changes.graphs)}:
        for link in (terms.ISSUER, terms.PUBLISHER):
            yield from subjects(store, link, body)


def _said_elsewhere(store: GraphStore, quad: ox.Quad, changed: Collection[str]) -> bool:
    same = store.raw.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
    return any(text(one.graph_name) not in changed for one in same)
