"""Coverage of a directive: which localities have a document of their own that carries it out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from graph.carrying import Carrier, carriers, carrying, is_act
from graph.covered import STATUSES, Coverage, CoverageRow, CoverageStatus, InheritedPart, SystemCount, documents_of
from graph.days import LAST_BEFORE_REFORM, REFORM, first_day, last_day
from graph.lineage import days_between
from graph.model import DocumentSummary, reviewers_words
from graph.places import LEVELS, Places, default_places, level_of
from graph.steps import steps_of
from graph.store import GraphStore
from graph.view import View
from ontology.errors import InputError, NotFound
from ontology.gazetteer import Gazetteer, Locality
from ontology.vocabulary import load_vocabulary

__all__ = [
    "LEVELS",
    "STATUSES",
    "SYSTEMS",
    "Coverage",
    "CoverageRow",
    "CoverageStatus",
    "InheritedPart",
    "SystemCount",
    "carriers",
    "coverage",
    "documents_of",
    "level_of",
    "system_name",
]

SYSTEMS: Final = ("party", "state", "front", "armed-forces", "judiciary", "other")
"""The systems of bodies, in the order in which they are shown; the slugs of the vocabulary `system`."""
_UNKNOWN: Final = "unknown"
_FIRST_KNOWN: Final[Mapping[str, date]] = {"province": date(2008, 8, 1), "district": date(2019, 1, 1)}
"""63 provinces since Hà Tây went into Hà Nội (Nghị quyết 15/2008/QH12); mergers of districts are known from 2019 on."""

Placed = Mapping[Locality, "list[Carrier]"]


def coverage(
    store_or_view: GraphStore | View,
    iri: str,
    *,
    level: str = "province",
    as_of: date | None = None,
    system: str | None = None,
    province: str | None = None,
    today: date | None = None,
    gazetteer: Gazetteer | None = None,
) -> Coverage:
    """The coverage of a directive among the localities of a level ("province", "district", "commune").

    A document carries the directive out if it implements it, or implements or is based on a document that does; a
    draft, a report, an invitation or a proposal never does (`graph.carrying.is_act`). With
    `system` only documents of bodies of that system count; with `province`, only localities of that province.
    Without `as_of`, provinces and communes are counted on 2025-06-30, the last day before the reform, if the directive
    and all that carry it out are older than the reform; else `today`, or on the newest of their dates where no `today`
    is passed in. Districts are counted on the day of the last document that carries it out, so that those that existed
    then count, at the latest on 2025-06-30.

    Raises:
        NotFound: when the graph does not know the directive.
        InputError: for an unknown level, system or province, and for a level of which there is no locality that day:
            districts ended on 2025-06-30.
    """
    _check(level, as_of, system)
    steps = steps_of(store_or_view)
    if iri not in steps:
        raise NotFound(f"no document {iri} in the graph", hint="look it up by its number")
    directive = steps.summary(iri)
    found = carrying(steps, directive)
    dates = [written for written in (directive.date, *(one.document.date or one.bound for one in found)) if written]
    day, reason = (as_of, "as asked") if as_of is not None else _default_day(level, dates, bool(found), today)
    reason += "".join(f"; {oddity}" for oddity in _oddities(level, day, directive))
    communes = level == "commune"
    places = default_places(communes=communes) if gazetteer is None else Places(gazetteer, communes=communes)
    localities = places.at(level, day)
    if not localities:
        raise InputError(f"no {level}s are known as of {day}", hint="ask for another day or level")
    within = places.province(province, day) if province is not None else None
    if within is not None:
        localities = tuple(one for one in localities if places.province_of(one) == within)
    count = _Count(places, directive, level, day, today, within, localities)
    return count.result(found, reason, system, max(dates, default=None))


def _check(level: str, as_of: date | None, system: str | None) -> None:
    if level not in LEVELS:
        raise InputError(f"no coverage by {level!r}", hint="one of " + ", ".join(LEVELS))
    if system is not None and system not in SYSTEMS:
        raise InputError(f"no system of bodies {system!r}", hint="one of " + ", ".join(SYSTEMS))
    if level == "district" and as_of is not None and as_of >= REFORM:
        raise InputError(
            f"there are no districts as of {as_of.isoformat()}", hint="ask for a day up to 2025-06-30 or for provinces"
        )


def _default_day(level: str, dates: Iterable[str], carried: bool, today: date | None) -> tuple[date, str]:
    newest = max((day for written in dates if (day := last_day(written))), default=date.min)
    if level == "district" and newest >= REFORM:
        return LAST_BEFORE_REFORM, "the last day on which there were districts"
    if level == "district" and carried and newest > date.min:
        return newest, "the day of the last document that carries it out"
    if newest < REFORM:
        return LAST_BEFORE_REFORM, "the last day before the reform of 2025-07-01, as every document is older"
    if today is not None:
        return today, "today, as a document is younger than the reform of 2025-07-01"
    return newest, "the date of the newest document"


def _oddities(level: str, day: date, directive: DocumentSummary) -> Iterator[str]:
    """What a reader has to know of a day that does not fit the directive or the gazetteer."""
    if directive.date is not None and directive.date > day.isoformat():
        yield f"the directive itself is later, of {directive.date}"
    known = _FIRST_KNOWN.get(level)
    if known is not None and day < known:
        yield f"counted are the {level}s of {known}, as changes before it are not known"


@dataclass(slots=True)
class _Sorted:
    """The documents that carry a directive out, each in its one place."""

    placed: dict[Locality, list[Carrier]] = field(default_factory=lambda: defaultdict(list))
    unplaced: list[Carrier] = field(default_factory=list)
    later: list[Carrier] = field(default_factory=list)
    elsewhere: list[Carrier] = field(default_factory=list)
    other_systems: list[Carrier] = field(default_factory=list)
    unknown_system: list[Carrier] = field(default_factory=list)
    other_levels: list[Carrier] = field(default_factory=list)
    not_acting: list[Carrier] = field(default_factory=list)

    @property
    def of_this_level(self) -> Iterator[Carrier]:
        """What the question is about, at whatever time and place."""
        for group in (*self.placed.values(), self.unplaced, self.later):
            yield from group


@dataclass(frozen=True, slots=True)
class _Count:
    """One count: the question, the localities that make the denominator, and the steps from documents to rows."""

    places: Places
    directive: DocumentSummary
    level: str
    day: date
    today: date | None
    within: Locality | None
    localities: tuple[Locality, ...]
    before: dict[Locality, tuple[Locality, ...]] = field(init=False)
    """The localities that went into each one."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "before", {one: self.places.predecessors(one) for one in self.localities})

    def result(self, carrying: Iterable[Carrier], reason: str, system: str | None, newest: str | None) -> Coverage:
        everything = list(carrying)
        found = self.sort(everything, system)
        rows = self.rows(found.placed)
        return Coverage(
            directive=self.directive,
            level=self.level,
            as_of=self.day,
            as_of_reason=reason,
            denominator=len(self.localities),
            rows=rows,
            unplaced=_documents(found.unplaced),
            later=_documents(found.later),
            notes=(*self.notes(found, rows), *reviewers_words(one.document for one in everything)),
            system=system,
            province=self.within.name if self.within else None,
            elsewhere=_documents(found.elsewhere),
            other_systems=_documents(found.other_systems),
            unknown_system=_documents(found.unknown_system),
            other_levels=_documents(found.other_levels),
            not_acting=_documents(found.not_acting),
            by_system=tuple(self.by_system(found.placed if system is None else self.sort(everything, None).placed)),
            newest=newest,
        )

    def sort(self, carrying: Iterable[Carrier], system: str | None) -> _Sorted:
        """Each document in its place."""
        found = _Sorted()
        for one in carrying:
            systems = one.document.systems
            if level_of(one.document) not in (self.level, None):
                found.other_levels.append(one)
            elif not is_act(one.document):
                found.not_acting.append(one)
            elif system is not None and not systems:
                found.unknown_system.append(one)
            elif system is not None and system not in systems:
                found.other_systems.append(one)
            elif one.later_than(self.day):
                found.later.append(one)
            elif (locality := self.places.place(one, self.level)) is None:
                found.unplaced.append(one)
            elif not self.asked(locality):
                found.elsewhere.append(one)
            else:
                found.placed[locality].append(one)
        return found

    def asked(self, locality: Locality) -> bool:
        """Whether a locality, or one that it went into, lies in the province asked for."""
        if self.within is None:
            return True
        above = self.places.province_of(locality)
        return above == self.within or (above is not None and above in self.places.predecessors(self.within))

    def rows(self, placed: Placed) -> tuple[CoverageRow, ...]:
        found = [self.row(one, placed) for one in self.localities]
        shown = {*self.before, *(old for before in self.before.values() for old in before)}
        found += [self.own_row(one, placed[one], (), listed=False) for one in placed if one not in shown]
        return tuple(sorted(found, key=lambda row: (STATUSES.index(row.status), row.code, row.name)))

    def row(self, locality: Locality, placed: Placed) -> CoverageRow:
        """A locality of the day: by its own documents, else by those of the localities that went into it."""
        own = placed.get(locality, [])
        before = self.before[locality]
        inherited = [one for part in before for one in placed.get(part, ())]
        if not own and not inherited:
            return self.empty_row(locality)
        if self.places.unchanged(locality):
            return self.own_row(locality, [*own, *inherited], ())
        parts = tuple(self.part(one, placed.get(one, [])) for one in before) if inherited else ()
        if own or not inherited:
            return self.own_row(locality, own, parts)
        first = self.first(inherited)
        return CoverageRow(
            code=locality.code,
            name=locality.name,
            parent=self.parent_name(locality),
            status="inherited",
            documents=_in_order(inherited),
            first_date=first,
            delay_days=days_between(self.directive.date, first),
            partial=any(part.status == "none" for part in parts) or self.split(before),
            parts=parts,
            certain=any(map(self.certain, inherited)),
        )

    def empty_row(self, locality: Locality) -> CoverageRow:
        """A locality of which nothing is known."""
        return CoverageRow(locality.code, locality.name, self.parent_name(locality), "none", (), None, None)

    def own_row(
        self, locality: Locality, own: list[Carrier], parts: tuple[InheritedPart, ...], *, listed: bool = True
    ) -> CoverageRow:
        first = self.first(own)
        deciding = [one for one in own if one.document.status == "held"] or own
        return CoverageRow(
            code=locality.code,
            name=locality.name,
            parent=self.parent_name(locality),
            status=_status(own),
            documents=_in_order(own),
            first_date=first,
            delay_days=days_between(self.directive.date, first),
            listed=listed,
            parts=parts,
            certain=not own or any(map(self.certain, deciding)),
        )

    def part(self, locality: Locality, documents: list[Carrier]) -> InheritedPart:
        first = self.first(documents)
        return InheritedPart(
            code=locality.code,
            name=locality.name,
            status=_status(documents),
            documents=_in_order(documents),
            first_date=first,
            delay_days=days_between(self.directive.date, first),
        )

    def split(self, before: Collection[Locality]) -> bool:
        """Whether a predecessor also went into other localities, so that its documents spoke of more than this one."""
        return any(len(one.successors) > 1 for one in before)

    def first(self, documents: list[Carrier]) -> str | None:
        """The first date of the documents that are held, else of those that are cited."""
        held = [one for one in documents if one.document.status == "held"] or documents
        return min((one.document.date for one in held if one.document.date), default=None)

    def certain(self, one: Carrier) -> bool:
        """Whether a document was there on the day: its date says so, the text is held by then, or its body ended."""
        if one.certainly_by(self.day) or (self.today is not None and self.day >= self.today):
            return True
        locality = self.places.place(one, self.level)
        return locality is not None and self.places.ended(locality, self.day)

    def parent_name(self, locality: Locality) -> str | None:
        """The province of a district; the district and the province of a commune."""
        names, one = [], self.places.parent(locality)
        while one is not None:
            names.append(one.name)
            one = self.places.parent(one)
        return ", ".join(names) or None

    def by_system(self, placed: Placed) -> Iterator[SystemCount]:
        """The counts for each system, and for the documents of which none is known, if there are any."""
        found: dict[str, dict[Locality, list[Carrier]]] = defaultdict(lambda: defaultdict(list))
        for locality, group in placed.items():
            for one in group:
                for system in one.document.systems or (_UNKNOWN,):
                    found[system][locality].append(one)
        for system in (*SYSTEMS, *((_UNKNOWN,) if _UNKNOWN in found else ())):
            kept = found[system]
            counts = self.statuses(kept)
            yield SystemCount(
                system,
                issued=counts["issued"],
                cited=counts["cited"],
                inherited=counts["inherited"],
                none=len(self.localities) - sum(counts.values()),
                documents=sum(map(len, kept.values())),
            )

    def statuses(self, placed: Placed) -> Counter[str]:
        """How many of the localities have which status, but for those of which nothing is known; as `row` gives it."""
        counts = Counter[str]()
        for locality, before in self.before.items() if placed else ():
            own = placed.get(locality, [])
            inherited = [one for part in before if part in placed for one in placed[part]]
            if inherited and self.places.unchanged(locality):
                own = [*own, *inherited]
            if own or inherited:
                counts[_status(own) if own else "inherited"] += 1
        return counts

    def notes(self, found: _Sorted, rows: Iterable[CoverageRow]) -> Iterator[str]:
        counted = sorted(found.of_this_level, key=lambda one: one.document.iri)
        begun = first_day(self.directive.date)
        for one in counted:
            if not one.dated and one.bound is not None:
                yield (
                    f"{one.document.label} has no date of its own; it is not older than {one.bound}, the latest that "
                    "it cites"
                )
            elif not one.dated:
                yield f"{one.document.label} has no date of its own, and nothing tells when it was issued"
            elif begun is not None and (last_day(one.document.date) or begun) < begun:
                yield f"{one.document.label} bears a date before the directive's own: {one.document.date}"
        based = {one.document.iri for one in counted if not one.implements}
        for row in rows:
            held = [item for item in row.documents if item.status == "held"]
            if row.status == "issued" and all(item.iri in based for item in held):
                names = "; ".join(item.label for item in held)
                yield f"{row.name}: issued only in so far as {names} is based on what carries the directive out"


def _status(documents: list[Carrier]) -> CoverageStatus:
    if any(one.document.status == "held" for one in documents):
        return "issued"
    return "cited" if documents else "none"


def _documents(found: Iterable[Carrier]) -> tuple[DocumentSummary, ...]:
    return tuple(one.document for one in found)


def _in_order(found: Iterable[Carrier]) -> tuple[DocumentSummary, ...]:
    """Held before cited, then by date."""
    return tuple(sorted(_documents(found), key=lambda item: (item.status != "held", item.date or "9999", item.iri)))


def system_name(slug: str) -> str:
    """The Vietnamese name of a system of bodies; the word itself where it has none.

    >>> system_name("party"), system_name("unknown")
    ('hệ thống Đảng', 'unknown')
    """
    return next((concept.label for concept in load_vocabulary().systems if concept.slug == slug), slug)
