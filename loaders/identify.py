"""Identifiers: which document and which body a record speaks of, as far as its own text says.

A document is (type, number, scope, period): Party documents are numbered by term, State documents by year, each within
one committee or body. What cannot be derived stays local to the part, so that no two strangers are ever taken for one.
"""

from __future__ import annotations

import datetime
from functools import cache

from ontology.gazetteer import Gazetteer, Locality
from ontology.iris import Iris, slug

from .bodies import Bodies, Body
from .dates import day_of
from .issuer import organization_of
from .lexicon import Lexicon
from .names import Place, place_of, without_locality
from .numbers import parse_number
from .records import Citation, Record
from .subjects import khoa_of
from .terms import is_party, period_of

_LAST_DAY_OF_DISTRICTS = datetime.date(2025, 6, 30)


class Identifier:
    """Makes the identifiers of one record."""

    def __init__(self, record: Record, iris: Iris, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self.record, self.iris, self.lexicon, self.gazetteer = record, iris, lexicon, gazetteer
        issuer = record.issuer
        day = day_of(record.date)
        kind = place_of(issuer.organization, lexicon, day).kind if issuer else None
        self.place = Place(issuer.level, issuer.province, issuer.district, issuer.commune, kind) if issuer else Place()
        self.local = f"local/{record.source}/{record.part}"
        self.bodies = Bodies(iris, lexicon, gazetteer, self.scope, (self.place, record.date), self.local)

    @property
    def system(self) -> str | None:
        """The system of the organization that issued the document."""
        issuer = self.record.issuer
        return self.bodies.system(self.body(issuer.organization.split("; ")[0]), None) if issuer else None

    def own(self) -> str:
        """The IRI of the document that the record is of."""
        record = self.record
        if not record.number:
            return self.iris.unnumbered_document(record.source, record.part)
        organization = record.issuer.organization if record.issuer else None
        return self._document(
            record.type, record.number, record.date, self.scope(self.place, record.date), organization
        )

    def cited(self, citation: Citation) -> str:
        """The IRI of a cited document."""
        kind = place_of(citation.issuer, self.lexicon, day_of(citation.date)).kind if citation.issuer else None
        place = Place(citation.level, citation.province, citation.district, citation.commune, kind)
        scope = self.scope(place, citation.date)
        if citation.number:
            organization = organization_of(citation.issuer, None, self.lexicon) if citation.issuer else None
            term = self._term(citation, scope)
            return self._document(citation.type, citation.number, citation.date, scope, organization, term)
        name = f"{citation.date}-{slug(citation.quotes[0].exact)[:60]}"
        return self.iris.document(
            scope or self.local, citation.type or "van-ban", name, (citation.date or "undated")[:4]
        )

    def scope(self, place: Place, date: str | None) -> str | None:
        """The jurisdiction as a path of slugs: ``trung-uong``, ``tay-ninh``, ``tay-ninh/huyen-duong-minh-chau``.

        Communes of one province share names until the reform of 2025-07-01 made them unique: before it, one whose
        district is
        not known has no scope of its own.
        """
        if place.level == "central":
            return "trung-uong"
        name = place.province or self._province_of(place, date)
        if not name:
            return None
        province = self._province_slug(name)
        if place.level == "province":
            return province
        if place.level == "district" and place.district:
            return f"{province}/{_kind_slug(place.kind, place.district)}"
        if place.level == "commune" and place.commune:
            below = _kind_slug(place.kind, place.commune)
            if place.district:
                return f"{province}/{slug(place.district)}/{below}"
            return f"{province}/{below}" if date and date >= "2025-07" else None
        return None

    def _province_of(self, place: Place, date: str | None) -> str | None:
        """The province of a district or commune whose name no other one of that day bears (Sóc Sơn; not Châu Thành)."""
        found = self._localities(place, date) if place.level in ("district", "commune") else []
        above = self.gazetteer.parent(found[0]) if len(found) == 1 else None
        while above is not None and above.level != "province":
            above = self.gazetteer.parent(above)
        return above.name if above else None

    def _province_slug(self, name: str) -> str:
        """One slug for all spellings of a province that the gazetteer knows (Đắc Lắc, Đắk Lắk)."""
        names = {item.name for item in self.gazetteer.find(name, "province")}
        return slug(names.pop() if len(names) == 1 else name)

    def _term(self, citation: Citation, scope: str | None) -> str | None:
        """The term that the citation names ("của Ban Bí thư khóa XI") where no date does."""
        if citation.date or scope != "trung-uong" or not is_party(citation.number or ""):
            return None
        khoa = khoa_of(citation)
        return f"k{khoa}" if khoa else None

    def _document(
        self,
        type_slug: str | None,
        number: str,
        date: str | None,
        scope: str | None,
        organization: str | None,
        term: str | None = None,
    ) -> str:
        period = period_of(number, date) or term
        if period and date and scope and self._is_of_new_province(scope, date):
            # Its sequences began on 2025-07-01; those of the old province of the same name end within the same term.
            period = f"{period}-07" if period in ("2025", "nk2020") else period
        if scope is not None and self._is_shared(number):
            # Many bodies of one scope sign with this symbol: the body itself is part of the identity.
            scope = f"{scope}/{slug(without_locality(organization))}" if organization else None
        if scope is None or period is None:
            scope = self.local
        return self.iris.document(scope, type_slug or "van-ban", number, period or "undated")

    def _is_of_new_province(self, scope: str, date: str) -> bool:
        """Whether on that date the bodies of a province are those of one that was put together on 2025-07-01."""
        province, _, below = scope.partition("/")
        if date < "2025-07" or below or province == "trung-uong":
            return False
        return province in _joined_provinces(self.gazetteer)

    def _is_shared(self, number: str) -> bool:
        parsed = parse_number(number, self.lexicon)
        return parsed is not None and parsed.body.split("-")[0] in self.lexicon.cues["shared-symbol"]

    def body(self, name: str) -> Body:
        """The body that the document means by ``name``, its locality filled in from the document's own."""
        return self.bodies.of(name)

    def locality(self, place: Place, date: str | None) -> str | None:
        """The IRI of the locality in the gazetteer, if exactly one answers to it on the day of the document."""
        found = self._localities(place, date)
        return self.iris.locality(found[0].edition, found[0].code, found[0].name) if len(found) == 1 else None

    def _localities(self, place: Place, date: str | None) -> list[Locality]:
        day = day_of(date)
        if place.level == "commune" and place.commune:
            return self._communes(place, place.commune, day)
        if place.level == "district" and place.district:
            return self._districts(place, place.district, day)
        if place.level == "province" and place.province:
            return list(self.gazetteer.find(place.province, "province", day))
        return []

    def _districts(self, place: Place, name: str, day: datetime.date | None) -> list[Locality]:
        found = self.gazetteer.find(name, "district", day or _LAST_DAY_OF_DISTRICTS) or self.gazetteer.find(
            name, "district"
        )
        if place.province:
            codes = {(item.code, item.edition) for item in self.gazetteer.find(place.province, "province")}
            found = tuple(item for item in found if (item.parent_code, item.edition) in codes)
        return list(found)

    def _communes(self, place: Place, name: str, day: datetime.date | None) -> list[Locality]:
        """The communes that are meant: until 2025-06-30 in a known district, from then on in a known province, or in
        the whole country the only one of the name, which has to be of the kind that the text says.

        Before the reform a province does not do, nor a name alone, nor a district whose name several provinces have:
        the gazetteer lacks the communes that were merged before 2025-06-30, so a name that stands in it once may have
        been borne twice.
        """
        if day is None or day <= _LAST_DAY_OF_DISTRICTS:
            above = self._districts(place, place.district, day) if place.district else []
            day = _LAST_DAY_OF_DISTRICTS
            if len({one.parent_code for one in above}) > 1:
                return []
        elif place.province:
            above = list(self.gazetteer.find(place.province, "province", day))
        else:
            found = self.gazetteer.find(name, "commune", day)
            return list(found) if [item.kind for item in found] == [place.kind] else []
        below = [item for one in above for item in self.gazetteer.find(name, "commune", day, within=one)]
        return [item for item in below if item.kind == place.kind] or below


@cache
def _joined_provinces(gazetteer: Gazetteer) -> frozenset[str]:
    """The slugs of the provinces that were put together of several on 2025-07-01 (Nghị quyết 202/2025/QH15)."""
    new = (one for one in gazetteer.provinces(_LAST_DAY_OF_DISTRICTS + datetime.timedelta(days=1)))
    return frozenset(slug(one.name) for one in new if len(gazetteer.predecessors(one)) > 1)


def _kind_slug(kind: str | None, name: str) -> str:
    """``huyen-cai-lay`` and ``thi-xa-cai-lay`` are two localities; a name that holds its kind (Quận 8) stays as it
    is."""
    base = slug(name)
    return base if kind is None or base.startswith(f"{kind}-") else f"{kind}-{base}"
