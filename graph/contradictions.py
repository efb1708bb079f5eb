"""What the texts contradict each other on: the conflicts of a document, with what stands behind each side."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

import pyoxigraph as ox

from graph import terms
from graph.clusters import Cluster
from graph.documents import fact_node
from graph.evidence import weigh
from graph.found import MOST_NODES, Contradiction, Side, date_literal, is_day
from graph.matching import subjects_agree
from graph.powers import not_allowed, not_existing
from graph.reading import text
from graph.store import GraphStore
from ontology.iris import VOCABULARIES


def contradictions(store: GraphStore, found: Collection[Cluster], *, whole: bool) -> Iterator[Contradiction]:
    """The conflicts of some documents, in no order; with `whole` these are all documents of the store."""
    for cluster in found:
        yield from _dates(store, cluster)
    dated = {cluster.iri: cluster for cluster in found if is_day(cluster.date())}
    older = list(_older(store, dated, whole=whole))
    yield from older
    yield from _later(store, dated, {item.other for item in older})
    held = [cluster for cluster in found if cluster.held]
    yield from not_allowed(store, held)
    yield from not_existing(store, held)


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
    return len([date for date in cluster.headings() if is_day(date)]) > 1 and differ


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


def _older(store: GraphStore, dated: dict[str, Cluster], *, whole: bool) -> Iterator[Contradiction]:
    """Documents that are older than what they carry out."""
    for pattern in (_IMPLEMENTED_BY, _IMPLEMENTED_BY_CITED):
        iris = None if whole else [iri for one in dated.values() for iri, _ in one.named()]
        first = _first_to_implement(store, pattern, iris)
        for cluster in dated.values():
            for iri, only in cluster.named():
                if only is None and first.get(iri, _NEVER) < (cluster.date() or ""):
                    for part, node, by, when in _earlier(store, cluster, iri, pattern):
                        yield _order(store, "older-than-implemented", cluster, part, node, by, when)


def _first_to_implement(store: GraphStore, pattern: str, iris: Collection[str] | None) -> dict[str, str]:
    """For each identifier the earliest date of what implements it, as one text gives both."""
    named = [("", "?named")] if iris is None else [(f"BIND(<{iri}> AS ?named)", f"<{iri}>") for iri in iris]
    found: dict[str, str] = {}
    for bound, one in named:
        rows = store.query(
            f"SELECT ?named (MIN(STR(?when)) AS ?first) "
            f"WHERE {{ GRAPH ?part {{ {pattern.format(named=one)} }} {bound} }} GROUP BY ?named"
        )
        assert isinstance(rows, ox.QuerySolutions)
        found.update((text(row["named"]), text(row["first"])) for row in rows if row["first"] is not None)
    return found


def _later(store: GraphStore, dated: dict[str, Cluster], told: Collection[str]) -> Iterator[Contradiction]:
    """Documents whose own heading is later than a text that cites them."""
    for cluster in dated.values():
        if not cluster.held or not _cited_before(cluster):
            continue
        for iri, only in cluster.named():
            for part, node, by, when in _earlier(store, cluster, iri, _CITED_BY) if only is None else ():
                found = _order(store, "later-than-citation", cluster, part, node, by, when)
                if found.other not in told:
                    yield found


def _cited_before(cluster: Cluster) -> bool:
    day = cluster.date() or ""
    bearers = [*cluster.members, *(bearer for bearer, _ in cluster.misdated)]
    return any(usage.earliest and usage.earliest < day for bearer in bearers for usage in bearer.usages)


_NEVER: Final = "9999"
_BY: Final = (
    f"?node {terms.TO_DOCUMENT} {{named}} ; {terms.RELATION_TYPE} <{VOCABULARIES}relation/implements> ; "
    f"{terms.FROM_DOCUMENT} ?by . "
)
_IMPLEMENTED_BY: Final = f"{_BY} ?by {terms.DATE_DOCUMENT} ?when"
_IMPLEMENTED_BY_CITED: Final = f"{_BY} ?citation {terms.CITED_DOCUMENT} ?by ; {terms.DATE_AS_CITED} ?when"
_CITED_BY: Final = (
    f"?node {terms.CITED_DOCUMENT} {{named}} ; {terms.CITING_DOCUMENT} ?by . ?by {terms.DATE_DOCUMENT} ?when"
)


def _earlier(store: GraphStore, cluster: Cluster, iri: str, pattern: str) -> Iterator[tuple[str, str, str, str]]:
    """What parts say of earlier documents that cite an identifier: part, node, the other document, its date."""
    day = date_literal(cluster.date() or "")
    rows = store.query(
        f"""SELECT DISTINCT ?part ?node ?by ?when WHERE {{
            GRAPH ?part {{ {pattern.format(named=f"<{iri}>")} }}
            FILTER(DATATYPE(?when) = <{terms.XSD}date> && ?when < {day})
          }}"""
    )
    assert isinstance(rows, ox.QuerySolutions)
    own = {member.iri for member in cluster.members}
    for row in rows:
        part, node, by, when = (text(row[name]) for name in ("part", "node", "by", "when"))
        if by not in own and not any(item == iri and _stands(store, node, date) for item, date in cluster.elsewhere):
            yield part, node, by, when


def _stands(store: GraphStore, node: str, date: str) -> bool:
    """Whether the part of a node cites with a date, so that the node speaks of another document."""
    graph = ox.NamedNode(node.partition("#")[0])
    dated = store.raw.quads_for_pattern(None, terms.DATE_AS_CITED, date_literal(date), graph)
    return next(iter(dated), None) is not None


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
        reason=f"{when} is before {day}",
        other=f"{part} {by} {cluster.iri}",
    )
