"""Measures of cascades: how long each level took, which documents hold the cascade together, and what stands alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Final

import networkx as nx

from graph.answers.base import Answer
from graph.carrying import is_act
from graph.cascade import CASCADE_LEVELS, CascadeNetwork, Quartiles, quartiles
from graph.copies import collapsed
from graph.lineage import UP_RELATIONS, days_between
from graph.model import DocumentSummary, Json, to_json
from graph.places import level_of
from graph.store import GraphStore
from graph.view import View, build_view, summary_of
from ontology.errors import InputError
from ontology.vocabulary import load_vocabulary

DIRECTIVE_TYPES: Final = ("chi-thi", "ket-luan", "nghi-quyet")
"""Chỉ thị, kết luận, nghị quyết: what the Party directs with, and what others "triển khai, quán triệt" (Quy định
399-QĐ/TW)."""


# -- delays ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Timed:
    """How many documents or steps were timed, with quartiles of the days (None where none was).

    `undated` counts those without a date to the day on one side, `older` those whose document is older than what the
    days count from, which cannot be right; neither counts for any time.
    """

    timed: int
    undated: int
    older: int
    days: Quartiles | None


@dataclass(frozen=True, slots=True)
class DelayLevel:
    """The documents of one level: days since the directive, and of each step since the document above."""

    level: str
    documents: int
    since_directive: Timed
    since_above: Timed


@dataclass(frozen=True, slots=True)
class Delays(Answer):
    """How long a directive took on its way down: the levels in their order, without the directive itself."""

    directive: DocumentSummary
    levels: tuple[DelayLevel, ...]

    def to_json(self) -> Json:
        """The delays as a JSON object."""
        return to_json(self)


def delays(network: CascadeNetwork) -> Delays:
    """How many days each level took: since the directive, and since the documents that it carries out directly.

    The first tells when a level was reached, the second what the level itself took of that time. A document that
    carries out two others counts with a step for each.
    """
    directive = network.directive
    documents = [found for found in network.documents if found.iri != directive.iri]
    steps = [(_level(one.source), one.days) for one in network.steps if one.source.iri != directive.iri]
    since = [(_level(found), days_between(directive.date, found.date)) for found in documents]
    return Delays(
        directive,
        tuple(
            DelayLevel(
                level,
                sum(found == level for found, _ in since),
                _timed(days for found, days in since if found == level),
                _timed(days for found, days in steps if found == level),
            )
            for level in CASCADE_LEVELS
        ),
    )


def _level(document: DocumentSummary) -> str:
    found = level_of(document)
    return found if found in CASCADE_LEVELS else "unknown"


def _timed(found: Iterable[int | None]) -> Timed:
    days = list(found)
    known = sorted(one for one in days if one is not None)
    timed = [one for one in known if one >= 0]
    return Timed(len(timed), len(days) - len(known), len(known) - len(timed), quartiles(timed))


# -- centrality --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Central:
    """A document with its place in a cascade.

    `carried_out_by` and `carries_out` count the documents next to it below and above; `degree` is their sum as a share
    of all other documents. `betweenness` is, of each ordered pair of others, the share of the shortest ways up from
    one to the other that pass it, as a mean over all these pairs (0 where no way leads up).
    """

    document: DocumentSummary
    level: str
    carried_out_by: int
    carries_out: int
    degree: float
    betweenness: float


@dataclass(frozen=True, slots=True)
class CentralityLevel:
    """The documents of one level: means and greatest values (None where there are none), and which documents most
    ways pass (none where no way passes any).
    """

    level: str
    documents: int
    degree_mean: float | None
    degree_most: float | None
    betweenness_mean: float | None
    betweenness_most: float | None
    most_between: tuple[DocumentSummary, ...]


@dataclass(frozen=True, slots=True)
class Centrality(Answer):
    """The documents, those first that most ways pass, and the levels in their order.

    `pairs` counts the documents next to each other; `pivots` is None where betweenness was counted from all documents.
    """

    levels: tuple[CentralityLevel, ...]
    documents: tuple[Central, ...]
    pairs: int
    pivots: int | None

    def to_json(self) -> Json:
        """The centrality as a JSON object."""
        return to_json(self)


def centrality(
    found: CascadeNetwork | View, *, relations: Collection[str] = UP_RELATIONS, pivots: int | None = None
) -> Centrality:
    """Degree and betweenness of the documents of a cascade, or of a view over these kinds of relations.

    To count from all documents takes time that grows with documents times steps; `pivots` estimates betweenness from
    so many of them, always the same ones.

    Raises:
        InputError: for fewer pivots than 1.
    """
    if pivots is not None and pivots < 1:
        raise InputError(f"no centrality from {pivots} documents", hint="give 1 or more pivots")
    documents, pairs = _of_network(found) if isinstance(found, CascadeNetwork) else _of_view(found, relations)
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(documents))
    graph.add_edges_from(sorted(pairs))
    estimated = pivots if pivots is not None and pivots < len(graph) else None
    degree = nx.degree_centrality(graph) if len(graph) > 1 else dict.fromkeys(graph, 0.0)
    between = nx.betweenness_centrality(graph, k=estimated, seed=0) if len(graph) else {}
    rows = [
        Central(documents[iri], _level(documents[iri]), below, above, degree[iri], between[iri])
        for iri in graph
        for below, above in ((graph.in_degree(iri), graph.out_degree(iri)),)
    ]
    rows.sort(key=lambda row: (-row.betweenness, -row.degree, row.document.iri))
    return Centrality(tuple(_levels(rows)), tuple(rows), graph.number_of_edges(), estimated)


Documents = Mapping[str, DocumentSummary]


def _of_network(network: CascadeNetwork) -> tuple[Documents, set[tuple[str, str]]]:
    documents = {document.iri: document for document in network.documents}
    return documents, {(one.source.iri, one.target.iri) for one in network.steps if one.source.iri != one.target.iri}


def _of_view(view: View, relations: Collection[str]) -> tuple[Documents, set[tuple[str, str]]]:
    """The documents of a view, copies of one text as one, and the pairs of those that are next to each other."""
    documents, first = _without_copies(summary_of(view, iri) for iri in view)
    pairs = {
        (first[source], first[target])
        for source, target, found in view.edges(data=True)
        if found["relation"] in relations and first[source] != first[target]
    }
    return documents, pairs


def _without_copies(found: Iterable[DocumentSummary]) -> tuple[Documents, Mapping[str, str]]:
    """One document for all copies of a text, and for each identifier that of the document that stands for it."""
    every = list(found)
    kept = collapsed(every)
    standing = {document.copy_key or document.iri: document.iri for document in kept}
    first = {document.iri: standing[document.copy_key or document.iri] for document in every}
    return {document.iri: document for document in kept}, first


def _levels(rows: Collection[Central]) -> Iterator[CentralityLevel]:
    for level in CASCADE_LEVELS:
        here = [row for row in rows if row.level == level]
        degrees, ways = [row.degree for row in here], [row.betweenness for row in here]
        most = max(ways, default=0.0)
        yield CentralityLevel(
            level=level,
            documents=len(here),
            degree_mean=fmean(degrees) if here else None,
            degree_most=max(degrees, default=None),
            betweenness_mean=fmean(ways) if here else None,
            betweenness_most=most if here else None,
            most_between=tuple(row.document for row in here if most and row.betweenness == most),
        )


# -- orphans -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Orphans(Answer):
    """What stands alone. `documents` are the held ones that are no directives and from which no stated relation of any
    kind leads to one, directly or by way of others; `indirect` those that name none themselves, but something that
    leads to one. `directives`, held or cited, are those that nothing here implements. `types` are what counts as a
    directive. All are ordered by date and IRI, those of unknown date last; copies of one text are one document.
    """

    types: tuple[str, ...]
    documents: tuple[DocumentSummary, ...]
    indirect: tuple[DocumentSummary, ...]
    directives: tuple[DocumentSummary, ...]

    def to_json(self) -> Json:
        """The orphans as a JSON object."""
        return to_json(self)


def orphans(store_or_view: GraphStore | View, *, types: Collection[str] = DIRECTIVE_TYPES) -> Orphans:
    """The documents that lead to no directive, and the directives that nobody here carries out.

    A draft, a report, an invitation or the like implements nothing. Only what the texts state is seen: a document may
    carry out something that it does not name, and a directive be carried out by documents that are not here.

    Raises:
        InputError: for a type that the vocabulary does not have.
    """
    unknown = sorted(set(types) - {known.slug for known in load_vocabulary().document_types})
    if unknown:
        raise InputError(f"no type of document {unknown[0]!r}", hint="a slug such as chi-thi or ket-luan")
    view = build_view(store_or_view) if isinstance(store_or_view, GraphStore) else store_or_view
    documents, first = _without_copies(summary_of(view, iri) for iri in view)
    directives = {iri for iri, document in documents.items() if document.type in types}
    citing: dict[str, set[str]] = {}
    implemented = set[str]()
    for source, target, found in view.edges(data=True):
        if first[source] != first[target]:
            citing.setdefault(first[target], set()).add(first[source])
            if found["relation"] == "implements" and is_act(documents[first[source]]):
                implemented.add(first[target])
    direct = {iri for directive in directives for iri in citing.get(directive, ())}
    leading = _leading(directives, citing)
    held = {iri for iri, document in documents.items() if document.status == "held"} - directives
    return Orphans(
        types=tuple(sorted(types)),
        documents=_ordered(documents, held - leading),
        indirect=_ordered(documents, (held & leading) - direct),
        directives=_ordered(documents, directives - implemented),
    )


def _leading(directives: Iterable[str], citing: Mapping[str, Collection[str]]) -> set[str]:
    """The documents from which some way leads to a directive."""
    found, waiting = set[str](), list(directives)
    while waiting:
        fresh = set(citing.get(waiting.pop(), ())) - found
        found |= fresh
        waiting += fresh
    return found


def _ordered(documents: Documents, chosen: Iterable[str]) -> tuple[DocumentSummary, ...]:
    return tuple(sorted((documents[iri] for iri in chosen), key=lambda item: (item.date or "9999", item.iri)))
