"""What the texts contradict each other on: the conflicts of a document, with what stands behind each side."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from graph import terms
from graph.clusters import Cluster
from graph.documents import fact_node
from graph.evidence import weigh
from graph.matching import subjects_agree
from graph.reading import tail, text
from graph.store import GraphStore
from ontology.iris import VOCABULARIES

MOST_NODES: Final = 50
"""Statements that are named behind one side; how many there are is counted all the same."""
_DAY: Final = len("2022-01-05")


@dataclass(frozen=True, slots=True)
class Side:
    """A value, how many texts stand behind it, and statements that give it (at most `MOST_NODES`)."""

    value: ox.Literal
    support: int
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Values that cannot all be right. `kind` is a concept of the vocabulary `conflict`; `against` is the document with
    which this one is in conflict, if not with itself; `other` tells apart those of one kind about one document.
    """

    kind: str
    document: str
    against: str | None = field(default=None, kw_only=True)
    property: ox.NamedNode
    sides: tuple[Side, ...]
    preferred: ox.Literal | None = None
    reason: str = ""
    other: str = ""


def contradictions(store: GraphStore, found: Collection[Cluster]) -> Iterator[Contradiction]:
    """The conflicts of some documents, in no order."""
    for cluster in found:
        yield from _dates(store, cluster)
    dated = {cluster.iri: cluster for cluster in found if _is_day(cluster.date())}
    older = list(_older(store, dated))
    yield from older
    yield from _later(store, dated, {item.other for item in older})
    yield from _not_allowed(store, [cluster for cluster in found if cluster.held])


def date_literal(value: str) -> ox.Literal:
    """A date as it is stored: a day, a month or a year."""
    kinds = {len("2022"): "gYear", len("2022-01"): "gYearMonth", _DAY: "date"}
    kind = kinds.get(len(value))
    return ox.Literal(value, datatype=ox.NamedNode(terms.XSD + kind)) if kind else ox.Literal(value)


def _is_day(date: str | None) -> bool:
    return date is not None and len(date) == _DAY


# -- dates -------------------------------------------------------------------------------------------------------------


def _dates(store: GraphStore, cluster: Cluster) -> Iterator[Contradiction]:
    weighed = weigh(cluster.counts(), dates=True)
    if len(weighed) < 2:
        return
    best, second = weighed[0], weighed[1]
    preferred, reason = None, ""
    identified = next((cluster.meant[value] for value, _, _ in weighed if value in cluster.meant), None)
    if best[1:] != second[1:]:
        preferred = best[0]
        reason = "the document's own text outweighs citations" if best[1] else "more documents cite it so"
    elif identified is not None:
        others = [value for value, _, _ in weighed if value not in cluster.meant]
        preferred = others[0] if len(others) == 1 else None
    reviewed = min((member.corrected_date for member in cluster.members if member.corrected_date), default=None)
    if reviewed is not None:
        preferred, reason = reviewed, "a reviewer's word"
    if identified is not None:
        reason = "; ".join(part for part in (reason, identified.reason) if part)
    yield Contradiction(
        kind="number" if _are_two(cluster) else "date",
        document=cluster.iri,
        property=terms.DATE_DOCUMENT,
        sides=tuple(
            Side(date_literal(value), headings + citing, _date_nodes(store, cluster, value))
            for value, headings, citing in weighed
        ),
        preferred=date_literal(preferred) if preferred else None,
        reason=reason,
    )


def _are_two(cluster: Cluster) -> bool:
    """Whether the own texts are of two documents: they have other days and other titles."""
    titles = sorted({title for member in cluster.members for title in member.titles})
    differ = any(not subjects_agree(one, other) for one in titles for other in titles[:1])
    return len([date for date in cluster.headings() if _is_day(date)]) > 1 and differ


def _date_nodes(store: GraphStore, cluster: Cluster, value: str) -> tuple[str, ...]:
    """The facts and citations that give a date, a month for the day that it stands for."""
    found: list[str] = []
    for date in sorted(date for date in cluster.counts() if value.startswith(date)):
        for part in sorted(cluster.headings().get(date, ())):
            facts = (fact_node(store, member.iri, terms.DATE_DOCUMENT, part) for member in cluster.members)
            found += [fact for fact in facts if fact]
        for iri, only in cluster.named():
            if only in (None, date) and (only is not None or (iri, date) not in cluster.elsewhere):
                found += citations_with(store, iri, date)
    return tuple(found[:MOST_NODES])


def citations_with(store: GraphStore, iri: str, date: str | None) -> list[str]:
    """The first citations of an identifier (with a date, if given), in order, at most `MOST_NODES`."""
    said = f"; {terms.DATE_AS_CITED} {date_literal(date)}" if date else ""
    rows = store.query(
        f"SELECT ?c WHERE {{ ?c {terms.CITED_DOCUMENT} <{iri}> {said} }} ORDER BY STR(?c) LIMIT {MOST_NODES}"
    )
    assert isinstance(rows, ox.QuerySolutions)
    return [text(row["c"]) for row in rows]


# -- order in time -----------------------------------------------------------------------------------------------------


def _older(store: GraphStore, dated: dict[str, Cluster]) -> Iterator[Contradiction]:
    """Documents that are older than what they carry out."""
    rows = _earlier(
        store,
        dated,
        f"""?node {terms.TO_DOCUMENT} ?named ; {terms.RELATION_TYPE} <{VOCABULARIES}relation/implements> ;
            {terms.FROM_DOCUMENT} ?by .
            {{ ?by {terms.DATE_DOCUMENT} ?when }} UNION
            {{ ?citation {terms.CITED_DOCUMENT} ?by ; {terms.DATE_AS_CITED} ?when }}""",
    )
    for cluster, part, node, by, when in rows:
        yield _order(store, "older-than-implemented", cluster, part, node, by, when)


def _later(store: GraphStore, dated: dict[str, Cluster], told: Collection[str]) -> Iterator[Contradiction]:
    """Documents whose own heading is later than a text that cites them."""
    held = {iri: cluster for iri, cluster in dated.items() if cluster.held and _cited_before(cluster)}
    rows = _earlier(
        store,
        held,
        f"?node {terms.CITED_DOCUMENT} ?named ; {terms.CITING_DOCUMENT} ?by . ?by {terms.DATE_DOCUMENT} ?when",
    )
    for cluster, part, node, by, when in rows:
        found = _order(store, "later-than-citation", cluster, part, node, by, when)
        if found.other not in told:
            yield found


def _cited_before(cluster: Cluster) -> bool:
    day = cluster.date() or ""
    bearers = [*cluster.members, *(bearer for bearer, _ in cluster.misdated)]
    return any(usage.earliest and usage.earliest < day for bearer in bearers for usage in bearer.usages)


def _earlier(
    store: GraphStore, dated: dict[str, Cluster], pattern: str
) -> Iterator[tuple[Cluster, str, str, str, str]]:
    """For each document what a part says of an earlier one that cites it: part, node, the other document, its date."""
    named = {
        iri: cluster for cluster in dated.values() for iri, date in cluster.named() if date is None
    }  # what is misdated is judged by its own identifier
    items = sorted(named)
    for start in range(0, len(items), 500):
        wanted = " ".join(f"(<{iri}> {date_literal(named[iri].date() or '')})" for iri in items[start : start + 500])
        rows = store.query(
            f"""SELECT DISTINCT ?named ?part ?node ?by ?when WHERE {{
                VALUES (?named ?day) {{ {wanted} }}
                GRAPH ?part {{ {pattern} }}
                FILTER(?by != ?named && DATATYPE(?when) = <{terms.XSD}date> && ?when < ?day)
              }}"""
        )
        assert isinstance(rows, ox.QuerySolutions)
        for row in rows:
            iri, part, node, by, when = (text(row[name]) for name in ("named", "part", "node", "by", "when"))
            if (iri, when) not in named[iri].elsewhere and by not in {member.iri for member in named[iri].members}:
                yield named[iri], part, node, by, when


def _order(store: GraphStore, kind: str, cluster: Cluster, part: str, node: str, by: str, when: str) -> Contradiction:
    day = cluster.date() or ""
    fact = fact_node(store, by, terms.DATE_DOCUMENT, part)
    return Contradiction(
        kind=kind,
        document=cluster.iri,
        against=by,
        property=terms.DATE_DOCUMENT,
        sides=(
            Side(date_literal(day), sum(cluster.counts().get(day, (1, 0))), _date_nodes(store, cluster, day)[:5]),
            Side(date_literal(when), 1, (fact, node) if fact else (node,)),
        ),
        reason=f"{by} is of {when}, {cluster.iri} of {day}",
        other=f"{part} {by} {cluster.iri}",
    )


# -- powers ------------------------------------------------------------------------------------------------------------


def _not_allowed(store: GraphStore, held: Iterable[Cluster]) -> Iterator[Contradiction]:
    """Documents of a type that the norm of their time does not let their issuer issue."""
    named = {member.iri: cluster for cluster in held for member in cluster.members if member.held}
    items = sorted(named)
    for start in range(0, len(items), 500):
        wanted = " ".join(f"<{iri}>" for iri in items[start : start + 500])
        rows = store.query(
            f"""SELECT DISTINCT ?named ?part ?type ?norm ?level ?from ?until ?own WHERE {{
                VALUES ?named {{ {wanted} }}
                GRAPH ?part {{
                  ?named {terms.HELD_IN} ?part ; {terms.TYPE_DOCUMENT} ?type ; {terms.ISSUER} ?body .
                  ?body {terms.CLASSIFICATION} ?kind . OPTIONAL {{ ?named {terms.LEVEL} ?own }}
                }}
                ?norm {terms.MAY_NOT_ISSUE} ?type ; {terms.BODY_KIND} ?kind .
                OPTIONAL {{ ?norm {terms.LEVEL} ?level }}
                OPTIONAL {{ ?norm {terms.VALID_FROM} ?from }} OPTIONAL {{ ?norm {terms.VALID_UNTIL} ?until }}
              }}"""
        )
        assert isinstance(rows, ox.QuerySolutions)
        for row in rows:
            iri, part, kind, norm = (text(row[name]) for name in ("named", "part", "type", "norm"))
            level, since, until, own = (
                None if row[name] is None else text(row[name]) for name in ("level", "from", "until", "own")
            )
            day = named[iri].date()
            if (level and own and level != own) or day is None:
                continue
            if (since and day < since) or (until and day > until):
                continue
            fact = fact_node(store, iri, terms.TYPE_DOCUMENT, part)
            yield Contradiction(
                kind="type-not-allowed",
                document=named[iri].iri,
                property=terms.TYPE_DOCUMENT,
                sides=(
                    Side(ox.Literal(tail(kind)), 1, (fact,) if fact else ()),
                    Side(ox.Literal(tail(norm)), 1, (norm,)),
                ),
                reason=f"the norm {tail(norm)} does not let this body issue it on {day}",
                other=f"{part} {norm}",
            )
