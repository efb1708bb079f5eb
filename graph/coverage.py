"""Coverage of a directive: which localities have a document of their own that carries it out."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from graph.copies import collapsed
from graph.lineage import days_between
from graph.model import DocumentSummary, Json, reviewers_words, to_json
from graph.steps import Steps, steps_of
from graph.store import GraphStore
from graph.view import View
from ontology.errors import InputError, NotFound
from ontology.gazetteer import Gazetteer, Locality, load_gazetteer
from ontology.iris import slug

CoverageStatus: TypeAlias = Literal["issued", "cited", "none"]
LEVELS: Final = ("province", "district")
REFORM: Final = date(2025, 7, 1)
"""34 provinces and no districts from this day on (Nghị quyết 202/2025/QH15)."""
LAST_BEFORE_REFORM: Final = date(2025, 6, 30)
FIRST_EDITION: Final = date(2008, 8, 1)
"""63 provinces from this day on, when Hà Tây went into Hà Nội (Nghị quyết 15/2008/QH12)."""
FIRST_DISTRICTS: Final = date(2019, 1, 1)
"""From this year on the gazetteer knows which districts were merged."""
_DATE: Final = re.compile(r"\d{4}(-\d{2}){0,2}")
_LOCALITY: Final = re.compile(r"/locality/(?P<edition>[^/]+)/(?P<name>[^/]+)$")
_RANK: Final = {"issued": 0, "cited": 1, "none": 2}


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A locality with what is known of it.

    `status`: "issued", a document of its own bodies that carries the directive out is held; "cited", such a document
    is known only because others cite it; "none", nothing is known. `listed` is false for a locality that the
    gazetteer of the day no longer has (a district that was merged before); it does not count in the denominator.
    `first_date` and `delay_days` speak of the status' documents.
    """

    code: str
    name: str
    parent: str | None
    status: CoverageStatus
    documents: tuple[DocumentSummary, ...]
    first_date: str | None
    delay_days: int | None
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of a directive at a level as of a day. Rows are ordered by status (issued, cited, none), then by
    code.

    `denominator` counts the localities of the gazetteer of that day; `as_of_reason` says why that day, and what is odd
    about it. `unplaced` holds the documents of this level that carry the directive out but name no locality (they
    count for none), `later` those dated after the day; a document without a date is not older than what it cites.
    `notes` says so of each such document, a line each. Copies of one text are one document, whose label tells how many.
    """

    directive: DocumentSummary
    level: str
    as_of: date
    as_of_reason: str
    denominator: int
    rows: tuple[CoverageRow, ...]
    unplaced: tuple[DocumentSummary, ...]
    later: tuple[DocumentSummary, ...]
    notes: tuple[str, ...] = ()

    def count(self, status: CoverageStatus) -> int:
        """How many of the listed localities have this status."""
        return sum(row.status == status and row.listed for row in self.rows)

    @property
    def known(self) -> tuple[CoverageRow, ...]:
        """The rows of which something is known: issued or cited."""
        return tuple(row for row in self.rows if row.status != "none")

    def to_json(self) -> Json:
        """The coverage as a JSON object, with the counts."""
        data = to_json(self)
        assert isinstance(data, dict)
        counts: Json = {status: self.count(status) for status in ("issued", "cited", "none")}
        return {**data, "counts": counts}


def coverage(
    store_or_view: GraphStore | View,
    iri: str,
    *,
    level: str = "province",
    as_of: date | None = None,
    today: date | None = None,
    gazetteer: Gazetteer | None = None,
) -> Coverage:
    """The coverage of a directive among the localities of a level ("province" or "district").

    A document carries the directive out if it implements it, or implements or is based on a document that does.
    Without `as_of`, provinces are counted on 2025-06-30, the last day before the reform, if the directive and all that
    carry it out are older than the reform; else `today`, or on the newest of their dates where no `today` is passed
    in. Districts are counted on the day of the last document that carries it out, so that those that existed then
    count, at the latest on 2025-06-30.

    Raises:
        NotFound: when the graph does not know the directive.
        InputError: for an unknown level, or when districts are asked for after 2025-06-30, when there were none.
    """
    if level not in LEVELS:
        raise InputError(f"no coverage by {level!r}", hint="one of " + ", ".join(LEVELS))
    steps = steps_of(store_or_view)
    if iri not in steps:
        raise NotFound(f"no document {iri} in the graph", hint="look it up by its number")
    if level == "district" and as_of is not None and as_of >= REFORM:
        raise InputError(
            f"there are no districts as of {as_of.isoformat()}", hint="ask for a day up to 2025-06-30 or for provinces"
        )
    directive = steps.summary(iri)
    carrying = collapsed(steps.summary(found) for found in sorted(_carriers(steps, iri)))
    bounds = _bounds(steps, directive, carrying)
    dates = [date for item in (directive, *carrying) if (date := item.date or bounds.get(item.iri))]
    day, reason = (as_of, "as asked") if as_of is not None else _default_day(level, dates, bool(carrying), today)
    reason += "".join(f"; {oddity}" for oddity in _oddities(level, day, directive))
    return _Count(gazetteer or load_gazetteer(), directive, level, day, bounds).result(carrying, reason)


def carriers(view: View, iri: str) -> set[str]:
    """The documents that carry a directive out: all that implement it, and all that implement or are based on one of
    these.
    """
    return _carriers(steps_of(view), iri)


def _carriers(steps: Steps, iri: str) -> set[str]:
    found = {step.source for step in steps.at(iri, upward=False) if step.relation == "implements"} - {iri}
    waiting = sorted(found)
    while waiting:
        for step in steps.at(waiting.pop(), upward=False):
            if step.relation in ("implements", "based-on") and step.source != iri and step.source not in found:
                found.add(step.source)
                waiting.append(step.source)
    return found


def _bounds(steps: Steps, directive: DocumentSummary, carrying: Iterable[DocumentSummary]) -> dict[str, str]:
    """The day before which each document without a date cannot be: the latest of what it cites, and of the
    directive.
    """
    found: dict[str, str] = {}
    for document in carrying:
        if document.date is None:
            cited = {step.target for step in steps.at(document.iri, upward=True)} - {document.iri}
            dates = [date for date in (directive.date, *(steps.summary(iri).date for iri in cited)) if date]
            if dates:
                found[document.iri] = max(dates)
    return found


def _default_day(level: str, dates: Iterable[str], carried: bool, today: date | None) -> tuple[date, str]:
    newest = max(map(_last_day, dates), default=date.min)
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
    known = FIRST_EDITION if level == "province" else FIRST_DISTRICTS
    if day < known:
        yield f"counted are the {level}s of {known}, as changes before it are not known"


def _last_day(written: str) -> date:
    """The day of a date, or the last one of a month or a year; the first day of time where it is none of these."""
    year, month, day = (*map(int, written.split("-")), 12, 31, 0)[:3] if _DATE.fullmatch(written) else (1, 1, 1)
    try:
        return date(year, month, day if written.count("-") == 2 else monthrange(year, month)[1])
    except ValueError:
        return date.min


@dataclass(frozen=True, slots=True)
class _Count:
    """One count: the gazetteer, the question, and the steps from documents to rows."""

    gazetteer: Gazetteer
    directive: DocumentSummary
    level: str
    day: date
    bounds: Mapping[str, str]

    def result(self, carrying: Collection[DocumentSummary], reason: str) -> Coverage:
        placed: dict[Locality, list[DocumentSummary]] = {}
        unplaced, later, notes = [], [], []
        for document in carrying:
            if level_of(document) not in (self.level, None):
                continue
            bound = self.bounds.get(document.iri)
            if bound is not None:
                said = (
                    f"{document.label} has no date of its own; it is not older than {bound}, the latest that it cites"
                )
                notes.append(said)
            earliest = document.date or bound
            if earliest is not None and earliest > self.day.isoformat():
                later.append(document)
            elif localities := self.place(document):
                for locality in localities:
                    placed.setdefault(locality, []).append(document)
            else:
                unplaced.append(document)
        listed = self.listed()
        rows = [self.row(locality, placed.get(locality, []), True) for locality in listed]
        rows += [self.row(locality, found, False) for locality, found in placed.items() if locality not in set(listed)]
        return Coverage(
            directive=self.directive,
            level=self.level,
            as_of=self.day,
            as_of_reason=reason,
            denominator=len(listed),
            rows=tuple(sorted(rows, key=lambda row: (_RANK[row.status], row.code, row.name))),
            unplaced=tuple(unplaced),
            later=tuple(later),
            notes=(*notes, *reviewers_words(carrying)),
        )

    def listed(self) -> tuple[Locality, ...]:
        """The denominator: the localities of the level on the day."""
        return tuple(
            self.gazetteer.provinces(self.day) if self.level == "province" else self.gazetteer.districts(self.day)
        )

    def place(self, document: DocumentSummary) -> tuple[Locality, ...]:
        """The locality of a document's own bodies, on the day asked for; none where the texts do not name it."""
        if level_of(document) != self.level:
            return ()
        found = tuple(self.named(document))
        return found if len(found) == 1 else ()

    def named(self, document: DocumentSummary) -> Iterator[Locality]:
        """The localities that a document may mean: by its jurisdiction, else by the names it gives."""
        stated = [item for item in (self.stated(document),) if item is not None and item.level == self.level]
        if self.level == "province":
            yield from (self.current(item) for item in stated or self.provinces(document))
            return
        parents = {item.code for item in self.provinces(document)}
        yield from stated or (item for item in self.districts(document) if item.parent_code in parents)

    def stated(self, document: DocumentSummary) -> Locality | None:
        """The locality of the gazetteer that the graph gives as the jurisdiction."""
        found = _LOCALITY.search(document.jurisdiction or "")
        if found is None:
            return None
        return next(
            (item for item in self.gazetteer.localities if _key(item) == (found["edition"], found["name"])), None
        )

    def provinces(self, document: DocumentSummary) -> tuple[Locality, ...]:
        """The province that a document names, in the edition of its own time."""
        edition = "2025" if (_last_day(document.date) if document.date else self.day) >= REFORM else "2008"
        if document.province is not None:
            found = self.gazetteer.find(document.province, "province")
        else:
            found = self.by_slug("province", _scope(document)[:1])
        return tuple(item for item in found if item.edition == edition)

    def districts(self, document: DocumentSummary) -> tuple[Locality, ...]:
        """The districts of the name that a document gives, in all provinces."""
        if document.district is not None:
            return self.gazetteer.find(document.district, "district")
        return self.by_slug("district", _scope(document)[1:2])

    def by_slug(self, level: str, wanted: list[str]) -> tuple[Locality, ...]:
        """The localities of a level whose name has one of these slugs."""
        return tuple(item for item in self.gazetteer.localities if item.level == level and slug(item.name) in wanted)

    def current(self, locality: Locality) -> Locality:
        """The province that stands in the place of one of the former edition on the day asked for."""
        if self.day < REFORM or locality.edition == "2025":
            return locality
        after = [
            item for item in self.gazetteer.localities if item.edition == "2025" and item.code in locality.successors
        ]
        return after[0] if len(after) == 1 else locality

    def row(self, locality: Locality, documents: list[DocumentSummary], listed: bool) -> CoverageRow:
        held = [item for item in documents if item.status == "held"]
        status: CoverageStatus = "issued" if held else "cited" if documents else "none"
        first = min((item.date for item in held or documents if item.date), default=None)
        return CoverageRow(
            code=locality.code,
            name=locality.name,
            parent=self.parent_name(locality),
            status=status,
            documents=tuple(sorted(documents, key=lambda item: (item.status != "held", item.date or "9999", item.iri))),
            first_date=first,
            delay_days=days_between(self.directive.date, first),
            listed=listed,
        )

    def parent_name(self, locality: Locality) -> str | None:
        """The province of a district."""
        if locality.level == "province" or locality.parent_code is None:
            return None
        same = (
            item for item in self.gazetteer.localities if item.level == "province" and item.edition == locality.edition
        )
        return next((item.name for item in same if item.code == locality.parent_code), None)


def _key(locality: Locality) -> tuple[str, str]:
    """Edition and last segment of a locality's IRI; the code alone may have passed from a merged district to its
    successor.
    """
    return (locality.edition, f"{locality.code}-{slug(locality.name)}")


def _scope(document: DocumentSummary) -> list[str]:
    """The slugs of the jurisdiction ("tay-ninh/duong-minh-chau"); empty for the centre and for an unknown one."""
    names = (document.scope or "").split("/")
    return [] if names[0] in ("", "trung-uong", "local") else names


def level_of(document: DocumentSummary) -> str | None:
    """The level of a document: as stated, else by the depth of its scope; None where neither is known."""
    if document.level is not None:
        return document.level
    if document.scope == "trung-uong":
        return "central"
    names = _scope(document)
    return ("province", "district", "commune")[min(len(names), 3) - 1] if names else None
