"""The bodies that a record speaks of: (kind, jurisdiction, period), with what stands above them and came before them.

Where a whole name is that of one kind, the kind and the locality make the identity, however it is written. Any other
name stands for itself. Provinces were redrawn on 2025-07-01: from then on the jurisdiction begins with the edition of
the list of localities (``2025/tay-ninh``), so that a new body never merges with one of an old province of that name.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from ontology.gazetteer import Gazetteer, Locality
from ontology.iris import Iris, slug
from ontology.vocabulary import BodyKind, Change

from .dates import day_of
from .kinds import (
    Named,
    by_symbol,
    fitting,
    load_kinds,
    locality_word,
    named,
    prefix_kind,
    whole_of,
    without_localities,
    word_of,
)
from .layout import is_caps
from .lexicon import Lexicon
from .names import Place, expand, place_of, recase, with_locality, without_locality
from .records import one_line

_NEW_EDITION: Final = "2025"
_NEW_MONTH: Final = "2025-07"  # from its first day there are 34 provinces and no districts (Nghị quyết 202/2025/QH15)
_LAST_OLD_DAY: Final = "2025-06-30"
_UPWARDS: Final = ("commune", "district", "province", "central")

Scope = Callable[[Place, str | None], str | None]


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the graph: its IRI, its full name, its place, and the date for which it is looked at.

    ``named`` is there where the whole name is that of one kind. ``settled`` tells that the body is of ``place`` itself:
    else it has the jurisdiction of the document only, or none. ``edition`` is that of its province, from 2025 on.
    """

    iri: str
    label: str
    place: Place
    date: str | None
    named: Named | None = None
    settled: bool = False
    edition: str | None = None


class Bodies:
    """Makes the bodies of one record, whose place and date are its ``own``; ``local`` is the scope of its part only."""

    def __init__(
        self,
        iris: Iris,
        lexicon: Lexicon,
        gazetteer: Gazetteer,
        scope: Scope,
        own: tuple[Place, str | None],
        local: str,
    ) -> None:
        self.iris, self.lexicon, self.gazetteer, self.scope = iris, lexicon, gazetteer, scope
        (self.place, self.date), self.local = own, local
        self._known: dict[str, Body] = {}
        self._before: dict[str, tuple[Place, ...]] = {}

    def of(self, name: str) -> Body:
        """The body that the record means by ``name``, its locality filled in from the record's own."""
        if name not in self._known:
            self._known[name] = self._of(name)
        return self._known[name]

    def _of(self, name: str) -> Body:
        day = day_of(self.date)
        usual = recase(name, self.lexicon) if " " in name and is_caps(name) else name
        found = by_symbol(one_line(name), self.place, day, self.lexicon)
        full = with_locality(found.kind.label if found else expand(usual, self.lexicon), self.place)
        found = found or named(with_locality(usual, self.place), self.lexicon) or named(full, self.lexicon)
        stated = place_of(full, self.lexicon, day)
        if found and found.kind.level == "central":
            stated = Place("central")
        elif found and stated.level == "central" and found.kind.slug in load_kinds(self.lexicon).with_centre:
            stated = Place()  # *Ủy ban MTTQ Việt Nam*: that of the centre has a name of its own
        place = stated
        if place.level in ("district", "commune") or (place.level == "province" and not place.province):
            place = place.filled(self.place)
        place = self._with_kind(place)
        is_named = place.level in _UPWARDS[:3] and getattr(stated, place.level) is not None
        return self._body(found, full, place, self.date, is_named)

    def _body(self, found: Named | None, full: str, place: Place, date: str | None, is_named: bool) -> Body:
        """The body of ``place``; else one of the document's, or of none where the name gives a place that is not known
        well enough to tell it from others."""
        edition = self._edition(place, date)
        scope = self._scope(place, date, edition)
        settled = scope is not None
        label = self._label(found, place, settled or is_named) if found else full
        named_alone = found.kind.label if found and settled and found.kind.level else None
        single = without_localities(full) is not None
        own = named_alone or (found.name if found else without_locality(full) if single else full)
        if not settled:
            lost = is_named or (place.level == "province" and not place.province)
            edition = None if lost else self._edition(self.place, date)
            scope = None if lost else self._scope(self.place, date, edition)
            own = label if is_named else own
        return Body(self.iris.body(slug(own), scope or self.local), label, place, date, found, settled, edition)

    def _scope(self, place: Place, date: str | None, edition: str | None) -> str | None:
        scope = self.scope(place, date)
        return f"{edition}/{scope}" if scope and edition else scope

    def _edition(self, place: Place, date: str | None) -> str | None:
        """The edition of the list of localities to which the province of a body belongs, if it is not the first."""
        if not date or date < _NEW_MONTH or place.level not in ("province", "commune") or place.district:
            return None
        day = day_of(date) or datetime.date(int(date[:4]), 12, 31)
        known = self.gazetteer.find(place.province, "province", day) if place.province else ()
        return _NEW_EDITION if any(one.edition == _NEW_EDITION for one in known) else None

    def _with_kind(self, place: Place) -> Place:
        """``place`` with the kind of its locality, where its name alone stands in the text."""
        if place.kind or place.level not in ("district", "commune"):
            return place
        if place.level == self.place.level and place == replace(self.place, kind=None):
            return self.place
        found = self._districts(place) if place.level == "district" else ()
        return replace(place, kind=found[0].kind) if len(found) == 1 else place

    def _districts(self, place: Place) -> tuple[Locality, ...]:
        if not place.district or not place.province:
            return ()
        codes = {(one.code, one.edition) for one in self.gazetteer.find(place.province, "province")}
        found = self.gazetteer.find(place.district, "district")
        inside = tuple(one for one in found if (one.parent_code, one.edition) in codes)
        return inside if len({one.kind for one in inside}) > 1 else inside[:1]

    def _label(self, found: Named, place: Place, with_place: bool) -> str:
        """The full name: that of the kind and that of the locality."""
        value = self._name_of(place) if with_place else None
        if not value:
            return found.name
        if locality_word(found.name):
            return f"{found.name} {value}"
        word = word_of(place, day_of(self.date)) if found.kind.level else None
        return f"{found.name} {word} {value}" if word else found.name

    def _name_of(self, place: Place) -> str | None:
        """The name of the locality of ``place``, its province in one spelling."""
        value = getattr(place, place.level) if place.level in _UPWARDS[:3] else None
        if not value:
            return None
        if place.level == "province":
            names = {one.name for one in self.gazetteer.find(value, "province")}
            value = names.pop() if len(names) == 1 else value
        kind, _, number = value.partition(" ")
        if kind in ("Quận", "Phường") and number.isdigit():
            return str(number)
        return " ".join(word.capitalize() for word in value.split(" ")) if is_caps(value) else str(value)

    # What a body is

    def kind(self, body: Body, system: str | None) -> BodyKind | None:
        """The kind of a body, or the wider one with whose name its own begins.

        The name of a unit (*Văn phòng*) tells it only within the system to which that kind belongs.
        """
        found = body.named.kind if body.named else prefix_kind(body.label, self.lexicon)
        return found if found and (not found.named_with_whole or found.system == system) else None

    def system(self, body: Body, own: str | None) -> str | None:
        """The system of a body: that of its kind, or of the organization with which its name goes on.

        A name such as *Văn phòng* alone is of the document's ``own`` system.
        """
        if body.named:
            return own if body.named.kind.named_with_whole else body.named.kind.system
        whole = whole_of(body.label, self.lexicon)
        if whole and (found := named(whole, self.lexicon)):
            return found.kind.system
        prefix = prefix_kind(body.label, self.lexicon)
        return prefix.system if prefix and not prefix.named_with_whole else None

    # What stands above it

    def whole(self, body: Body) -> Body | None:
        """The organization of which a body is a unit, where its name or its kind says so."""
        if body.named is None:
            name = whole_of(body.label, self.lexicon)
            found = self.of(name) if name else None
            return found if found and found.settled else None
        if not body.settled:
            return None
        above = fitting(body.named.kind.units_of, body.place, day_of(body.date), self.lexicon)
        return self._of_kind(above, body.place, body.date) if above else None

    def superior(self, body: Body) -> Body | None:
        """The body under which a body stands: the nearest of those that the vocabulary names, if its place is known."""
        if body.named is None or not body.settled or body.place.level is None:
            return None
        below = body.named.kind.below
        date = body.date
        if body.place.level == "district" and date and date >= _NEW_MONTH:
            date = _LAST_OLD_DAY  # the districts lay in the provinces of their time
        for level in _UPWARDS[_UPWARDS.index(body.place.level) :] if below else ():
            place = self._at(body.place, level)
            if level == "district" and body.place.level == "commune":
                if date and date >= _NEW_MONTH:
                    continue
                if not date or place is None or place.kind is None:
                    return None
            found = fitting(below, place, day_of(date), self.lexicon) if place else None
            if found and place and (found.kind, found.word) != (body.named.kind, body.named.word):
                return self._of_kind(found, place, date)
        return None

    def _at(self, place: Place, level: str) -> Place | None:
        """The locality of a higher ``level`` in which ``place`` lies."""
        if level == place.level:
            return place
        if level == "district":
            return self._with_kind(Place("district", place.province, place.district)) if place.district else None
        if level == "province":
            return Place("province", place.province) if place.province else None
        return Place("central")

    def _of_kind(self, found: Named, place: Place, date: str | None) -> Body | None:
        body = self._body(found, found.name, place, date, is_named=False)
        return body if body.settled else None

    # What came before it

    def predecessors(self, body: Body) -> Iterator[tuple[Change, Body]]:
        """The bodies whose place a body took in a change, each with the change; none before that can have come."""
        if body.named is None or not body.settled or not body.date:
            return
        kind = body.named.kind
        for change in load_kinds(self.lexicon).changes.get(kind.slug, ()):
            if body.date < change.date or kind.period.holds_on(body.date) is False:
                continue
            goes_on = kind.slug in change.original_kinds
            if goes_on != (body.edition is not None):
                continue
            places = self._old_places(body.place) if goes_on else (body.place,)
            for place in places:
                yield from self._replaced(change, body, place)

    def _replaced(self, change: Change, body: Body, place: Place) -> Iterator[tuple[Change, Body]]:
        date = _LAST_OLD_DAY if body.edition else body.date
        for slug_of_kind in change.original_kinds:
            found = fitting((slug_of_kind,), place, day_of(date), self.lexicon)
            before = self._of_kind(found, place, date) if found else None
            if before:
                yield change, before

    def _old_places(self, place: Place) -> tuple[Place, ...]:
        """The provinces of which the new province ``place`` was made."""
        name = place.province or ""
        if name not in self._before:
            new = {one.code for one in self.gazetteer.find(name, "province") if one.edition == _NEW_EDITION}
            self._before[name] = tuple(
                Place("province", one.name)
                for one in self.gazetteer.localities
                if one.level == "province" and new & set(one.successors)
            )
        return self._before[name]
