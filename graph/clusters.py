"""A document with all its identifiers: what headings and citations give it, pooled over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graph.bearers import Bearer
from graph.evidence import weigh
from graph.reconcile import Identification


@dataclass(slots=True)
class Cluster:
    """A document: the identifier that stands for it, all whole identifiers, and the dates that texts give it.

    `cited` counts by date, None for citations without one; `misdated` are dates of citations under another identifier
    that mean this document; `elsewhere` are dates under its identifiers whose citations mean another one.
    """

    iri: str
    members: list[Bearer] = field(default_factory=list)
    misdated: tuple[tuple[Bearer, str], ...] = ()
    elsewhere: frozenset[tuple[str, str]] = frozenset()
    meant: dict[str, Identification] = field(default_factory=dict)

    @property
    def held(self) -> bool:
        """Whether a part of a source is the document's own text."""
        return any(member.held for member in self.members)

    def headings(self) -> dict[str, set[str]]:
        """The dates of its own texts, with the parts that give them."""
        found: dict[str, set[str]] = defaultdict(set)
        for member in self.members:
            for date, parts in member.headings.items():
                found[date] |= parts
        return dict(found)

    def cited(self) -> dict[str, int]:
        """The dates that citations give it, with the number of documents that do."""
        found: dict[str, int] = defaultdict(int)
        for member in self.members:
            for usage in member.usages:
                if usage.date and (member.iri, usage.date) not in self.elsewhere:
                    found[usage.date] += usage.citing
        for bearer, date in self.misdated:
            found[date] += bearer.citing(date)
        return dict(found)

    def counts(self) -> Mapping[str, tuple[int, int]]:
        """The dates with the number of headings and of citing documents behind each."""
        headings, cited = self.headings(), self.cited()
        return {date: (len(headings.get(date, ())), cited.get(date, 0)) for date in sorted({*headings, *cited})}

    def date(self) -> str | None:
        """The date that a reviewer gives, else the best supported one, the earliest of equals; None where none is."""
        reviewed = min((member.corrected_date for member in self.members if member.corrected_date), default=None)
        return reviewed or next((value for value, _, _ in weigh(self.counts(), dates=True)), None)

    def named(self) -> list[tuple[str, str | None]]:
        """Identifier and date of the citations that mean it; the date is None where all of the identifier do."""
        return [(member.iri, None) for member in self.members] + [(bearer.iri, date) for bearer, date in self.misdated]


def clusters(bearers: Iterable[Bearer], identifications: Iterable[Identification]) -> list[Cluster]:
    """The documents that some bearers are, by identifier."""
    by_iri = {bearer.iri: bearer for bearer in bearers}
    certain = [item for item in identifications if item.certain]
    whole = {item.alias: item for item in certain if item.date is None}
    found = {iri: Cluster(iri) for iri in sorted(by_iri) if iri not in whole}
    for iri, bearer in sorted(by_iri.items()):
        alias = whole.get(iri)
        cluster = found[alias.targets[0] if alias else iri]
        cluster.members.append(bearer)
        if alias:
            for date in bearer.dates():
                cluster.meant[date] = alias
    for item in certain:
        if item.date is not None:
            found[item.targets[0]].misdated += ((by_iri[item.alias], item.date),)
            found[item.targets[0]].meant[item.date] = item
            owner = whole.get(item.alias)
            found[owner.targets[0] if owner else item.alias].elsewhere |= {(item.alias, item.date)}
    for cluster in found.values():
        cluster.members.sort(key=lambda member: (member.iri != cluster.iri, member.iri))
    return list(found.values())
