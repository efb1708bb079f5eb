"""Identifiers: which document and which body a record speaks of, as far as its own text says.

A document is (type, number, scope, period): Party documents are numbered by term, State documents by year, each
within one
committee or body. What cannot be derived stays local to the part, so that no two strangers are ever taken for one.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from ontology.gazetteer import Gazetteer, Locality
from ontology.iris import Iris, slug

from .lexicon import Lexicon
from .names import Place, expand, place_of, with_locality
from .records import Citation, Record
from .terms import period_of

_LOCALITY_NAME = re.compile(
    r"(?P<kind>(?i:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu|tỉnh ủy|"
    r"thành ủy|huyện ủy|thị ủy|quận ủy|tỉnh đoàn|thành đoàn|huyện đoàn))\s+[A-ZĐ0-9].*$"
)
_LAST_DAY_OF_DISTRICTS = datetime.date(2025, 6, 30)


@dataclass(frozen=True, slots=True)
class BodyIdentity:
    """A body of the graph: its IRI, its full name and its place."""

    iri: str
    label: str
    place: Place


class Identifier:
    """Makes the identifiers of one record."""

    def __init__(self, record: Record, iris: Iris, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self.record, self.iris, self.lexicon, self.gazetteer = record, iris, lexicon, gazetteer
        issuer = record.issuer
        self.place = Place(issuer.level, issuer.province, issuer.district, issuer.commune) if issuer else Place()
        self.local = f"local/{record.source}/{record.part}"

    def own(self) -> str:
        """The IRI of the document that the record is of."""
        record = self.record
        if not record.number:
            return self.iris.unnumbered_document(record.source, record.part)
        return self._document(record.type, record.number, record.date, self.scope(self.place))

    def cited(self, citation: Citation) -> str:
        """The IRI of a cited document."""
        scope = self.scope(Place(citation.level, citation.province, citation.district))
        if citation.number:
            return self._document(citation.type, citation.number, citation.date, scope)
        name = f"{citation.date}-{slug(citation.quotes[0].exact)[:60]}"
        return self.iris.document(
            scope or self.local, citation.type or "van-ban", name, (citation.date or "undated")[:4]
        )

    def scope(self, place: Place) -> str | None:
        """The jurisdiction as a path of slugs: ``trung-uong``, ``tay-ninh``, ``tay-ninh/duong-minh-chau``."""
        if place.level == "central":
            return "trung-uong"
        if not place.province:
            return None
        province = slug(place.province)
        if place.level == "province":
            return province
        if place.level == "district" and place.district:
            return f"{province}/{slug(place.district)}"
        if place.level == "commune" and place.commune:
            return f"{province}/cap-xa/{slug(place.commune)}"
        return None

    def _document(self, type_slug: str | None, number: str, date: str | None, scope: str | None) -> str:
        period = period_of(number, date)
        if scope is None or period is None:
            scope = self.local
        return self.iris.document(scope, type_slug or "van-ban", number, period or "undated")

    def body(self, name: str) -> BodyIdentity:
        """The body that the document means by ``name``, its locality filled in from the document's own."""
        full = with_locality(expand(name, self.lexicon), self.place)
        place = place_of(full, self.lexicon, self.gazetteer)
        if place.level in ("district", "commune") or (place.level == "province" and not place.province):
            place = place.filled(self.place)
        scope = self.scope(place) or self.scope(self.place) or self.local
        if place.level == "province" and not place.province:
            scope = self.local
        base = _LOCALITY_NAME.sub(lambda match: match["kind"], full)
        return BodyIdentity(self.iris.body(slug(base), scope), full, place)

    def locality(self, place: Place, date: str | None) -> str | None:
        """The IRI of the locality in the gazetteer, if exactly one answers to it on the day of the document."""
        found = self._localities(place, date)
        return self.iris.locality(found[0].edition, found[0].code, found[0].name) if len(found) == 1 else None

    def _localities(self, place: Place, date: str | None) -> list[Locality]:
        day = _day(date)
        if place.level == "district" and place.district:
            found = self.gazetteer.find(
                place.district, "district", day or _LAST_DAY_OF_DISTRICTS
            ) or self.gazetteer.find(place.district, "district")
            if place.province:
                codes = {(item.code, item.edition) for item in self.gazetteer.find(place.province, "province")}
                found = tuple(item for item in found if (item.parent_code, item.edition) in codes)
            return list(found)
        if place.level == "province" and place.province:
            return list(self.gazetteer.find(place.province, "province", day))
        return []


def _day(date: str | None) -> datetime.date | None:
    if not date or len(date) < 7:
        return None
    return datetime.date.fromisoformat(date if len(date) == 10 else f"{date}-01")
