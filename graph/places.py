"""The locality of a document's own bodies, in the division of the country of the document's own time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final

from graph.carrying import Carrier
from graph.days import LAST_BEFORE_REFORM, REFORM, day_span
from graph.model import DocumentSummary
from ontology.errors import InputError
from ontology.gazetteer import Gazetteer, Locality, fold_name, load_gazetteer
from ontology.iris import slug

LEVELS: Final = ("province", "district", "commune")
_LOCALITY: Final = re.compile(r"/locality/(?P<edition>[^/]+)/(?P<name>[^/]+)$")


class Places:
    """The localities of a gazetteer, arranged so that each look-up takes the same time however many there are."""

    def __init__(self, gazetteer: Gazetteer, *, communes: bool = False) -> None:
        """Arrange the provinces and districts of this gazetteer, and its communes if asked for."""
        self._gazetteer = gazetteer
        self._by_iri: dict[tuple[str, str], Locality] = {}
        self._by_slug: dict[tuple[str, str], list[Locality]] = defaultdict(list)
        self._by_code: dict[tuple[str, str, str], list[Locality]] = defaultdict(list)
        self._before: dict[tuple[str, str, str], list[Locality]] = defaultdict(list)
        for one in (*gazetteer.localities, *(gazetteer.all_communes if communes else ())):
            # The code alone may have passed from a merged district to its successor; code and name have not.
            self._by_iri[one.edition, f"{one.code}-{slug(one.name)}"] = one
            self._by_code[one.level, one.edition, one.code].append(one)
            for name in {slug(name) for name in (one.name, *one.alt_names)}:
                for written in {name, f"{one.kind}-{name}"}:
                    self._by_slug[one.level, written].append(one)
            for code in one.successors:
                self._before[one.level, "2025", code].append(one)

    def at(self, level: str, day: date) -> tuple[Locality, ...]:
        """The localities of a level on a day, in the order of the gazetteer."""
        return self._gazetteer.at(level, day)

    def predecessors(self, locality: Locality) -> tuple[Locality, ...]:
        """The localities of the same level that went into one of 2025-07-01, by code; none for an older one."""
        return tuple(self._before.get((locality.level, locality.edition, locality.code), ()))

    def unchanged(self, locality: Locality) -> bool:
        """Whether a locality of 2025-07-01 is one former locality, whole and alone (Hà Nội, Huế)."""
        before = self.predecessors(locality)
        return len(before) == 1 and before[0].successors == (locality.code,)

    def parent(self, locality: Locality) -> Locality | None:
        """The locality that one lies in: of a commune the district, where there are districts, else the province."""
        if locality.level == "province" or locality.parent_code is None:
            return None
        above = ("district", "province") if locality.level == "commune" else ("province",)
        found = (self._by_code.get((level, locality.edition, locality.parent_code), ()) for level in above)
        candidates = next(filter(None, found), [])
        return next((one for one in candidates if _overlap(one, locality)), next(iter(candidates), None))

    def province_of(self, locality: Locality) -> Locality | None:
        """The province of a locality, which may be the locality itself."""
        one: Locality | None = locality
        while one is not None and one.level != "province":
            one = self.parent(one)
        return one

    def province(self, name: str, day: date) -> Locality:
        """The province of a day that a name means; neither capitals nor diacritics are needed.

        Raises:
            InputError: when there was none; the hint tells what became of a former one.
        """
        exact = self._gazetteer.find(name, "province", day)
        found = exact or tuple(one for one in self._slugs("province", slug(name)) if one.valid_on(day))
        if len(found) == 1:
            return found[0]
        former = self._gazetteer.find(name, "province") or self._slugs("province", slug(name))
        hint = "; ".join(
            f"{before.name} is part of {one.name} since {REFORM}"
            for before in former
            for one in self.at("province", day)
            if before in self.predecessors(one)
        )
        raise InputError(
            f"no province {name!r} as of {day.isoformat()}", hint=hint or "the provinces are listed without --province"
        )

    def ended(self, locality: Locality, day: date) -> bool:
        """Whether there was nothing of a locality's name any more on a day, so that all its documents are older."""
        bearers = self._gazetteer.find(locality.name, locality.level)
        return all(one.valid_until is not None and one.valid_until <= day for one in bearers)

    def place(self, carrier: Carrier, level: str) -> Locality | None:
        """The locality of a level whose bodies issued a document; None where the texts do not tell exactly one.

        Which division of the country holds follows from the document's own date. A document without a date is of the
        new one only where it cites something that is: names such as Gia Lai stand in both.
        """
        document = carrier.document
        if level_of(document) != level:
            return None
        new = carrier.earliest is not None and carrier.earliest >= REFORM
        found = [one for one in self._named(document, level, new) if _is_new(one) == new]
        probe = _probe(document, new)
        found = [one for one in found if one.valid_on(probe)] or found
        return found[0] if len(set(found)) == 1 else None

    def _named(self, document: DocumentSummary, level: str, new: bool) -> Iterator[Locality]:
        stated = self._stated(document)
        if stated is not None and stated.level == level and _is_new(stated) == new:
            yield stated
            return
        provinces = [one for one in self._provinces(document) if _is_new(one) == new]
        if level == "province":
            yield from provinces
            return
        codes = {one.code for one in provinces}
        for one in self._below(document, level):
            above = self.province_of(one)
            if above is not None and above.code in codes and self._in_district(one, document):
                yield one

    def _stated(self, document: DocumentSummary) -> Locality | None:
        """The locality of the gazetteer that the graph gives as the jurisdiction."""
        found = _LOCALITY.search(document.jurisdiction or "")
        return self._by_iri.get((found["edition"], found["name"])) if found else None

    def _provinces(self, document: DocumentSummary) -> tuple[Locality, ...]:
        if document.province is not None:
            return self._gazetteer.find(document.province, "province")
        return self._slugs("province", *_scope(document)[:1])

    def _below(self, document: DocumentSummary, level: str) -> tuple[Locality, ...]:
        name = document.district if level == "district" else document.commune
        if name is not None:
            return self._gazetteer.find(name, level)
        scope = _scope(document)
        return self._slugs(level, *(scope[1:2] if level == "district" else scope[1:][-1:]))

    def _in_district(self, locality: Locality, document: DocumentSummary) -> bool:
        """Whether a commune lies in the district that a document names, if it names one."""
        above = self.parent(locality)
        if locality.level != "commune" or above is None or above.level != "district":
            return True
        if document.district is not None:
            return fold_name(above.name) in {fold_name(one.name) for one in self._find_districts(document.district)}
        scope = _scope(document)
        return len(scope) < 3 or above in self._slugs("district", scope[1])

    def _find_districts(self, name: str) -> tuple[Locality, ...]:
        return self._gazetteer.find(name, "district")

    def _slugs(self, level: str, *wanted: str) -> tuple[Locality, ...]:
        return tuple(one for name in wanted for one in self._by_slug.get((level, name), ()))


@cache
def default_places(*, communes: bool = False) -> Places:
    """The places of the gazetteer of this package, with its communes if asked for, arranged once."""
    return Places(load_gazetteer(), communes=communes)


def level_of(document: DocumentSummary) -> str | None:
    """The level of a document: as stated, else by the depth of its scope; None where neither is known."""
    return document.level if document.level is not None else level_of_scope(document.scope)


def level_of_scope(scope: str | None) -> str | None:
    """The level of the bodies of a scope ("trung-uong", "tay-ninh/duong-minh-chau"); None for one that is unknown.

    >>> level_of_scope("trung-uong"), level_of_scope("tay-ninh/tan-chau"), level_of_scope("local/a.txt/1")
    ('central', 'district', None)
    """
    if scope == "trung-uong":
        return "central"
    names = _names(scope)
    return LEVELS[min(len(names), 3) - 1] if names else None


def _scope(document: DocumentSummary) -> list[str]:
    """The slugs of the jurisdiction ("tay-ninh/duong-minh-chau"); empty for the centre and for an unknown one."""
    return _names(document.scope)


def _names(scope: str | None) -> list[str]:
    names = (scope or "").split("/")
    return [] if names[0] in ("", "trung-uong", "local") else names


def _is_new(locality: Locality) -> bool:
    return locality.valid_from is not None and locality.valid_from >= REFORM


def _probe(document: DocumentSummary, new: bool) -> date:
    """The day on which a locality that issued a document should be on the list."""
    span = day_span(document.date)
    if span is None:
        return REFORM if new else LAST_BEFORE_REFORM
    return span[0] if new else min(span[1], LAST_BEFORE_REFORM)


def _overlap(one: Locality, other: Locality) -> bool:
    begins, ends = (one.valid_from or date.min), (one.valid_until or date.max)
    return begins <= (other.valid_until or date.max) and (other.valid_from or date.min) <= ends
