"""The localities (`gazetteer/`): which provinces, districts and communes there were on a day, and what a name means.

Editions: `2008` holds the 63 provinces with their districts and communes up to 2025-06-30, `2025` the 34 provinces and
their communes from 2025-07-01, when the district level ended (Nghị quyết 202/2025/QH15). Time before the first edition
is answered from the first; mergers of districts are known from 2019 on, those of communes before 2025-06-30 are not.
The communes have files of their own, which are read when they are first asked for.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain, groupby
from pathlib import Path
from sys import intern
from typing import Final, Self, TypeVar

import pyoxigraph as ox

from ontology.iris import DEFAULT_BASE, TERMS
from ontology.turtle import package_files, parse_file

_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SEPARATORS: Final = re.compile(r"[\s\-\u2010-\u2015_]+")
_LEADING_ZEROS: Final = re.compile(r"(?<!\d)0+(?=\d)")
_KIND_WORDS: Final = (
    (re.compile(r"(?:thành phố|tp\.?) +", re.IGNORECASE), "thanh-pho"),
    (re.compile(r"(?:thị xã|tx\.?) +", re.IGNORECASE), "thi-xa"),
    (re.compile(r"(?:thị trấn|tt\.?) +", re.IGNORECASE), "thi-tran"),
    (re.compile(r"đặc khu +", re.IGNORECASE), "dac-khu"),
    (re.compile(r"xã +", re.IGNORECASE), "xa"),
    (re.compile(r"phường +(?!\d|[IVX]+$)", re.IGNORECASE), "phuong"),
    (re.compile(r"tỉnh +", re.IGNORECASE), "tinh"),
    (re.compile(r"huyện +", re.IGNORECASE), "huyen"),
    (re.compile(r"quận +(?!\d)", re.IGNORECASE), "quan"),
)

_LEVELS: Final = {"province": 0, "district": 1, "commune": 2}
_COMMUNE_CODE: Final = 5  # digits

COMMUNES: Final = "gazetteer/communes"
"""The folder of this package with the files of the communes."""

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Locality:
    """A province, district or commune of one edition of the official list.

    `code` is unique at one time within its level; a later district may bear the code of one that was merged into it, so
    name, code and edition together identify it. `parent_code` is that of the district of a commune or of the province
    of a district; a commune of edition 2025 lies in its province. `successors` are codes of edition 2025: of the
    province that took a province in, of the communes that took a commune in, whole or in part, and of the commune that
    an island district without communes became. `merged_into` are codes of districts of the same edition that took a
    former district in.
    """

    code: str
    name: str
    kind: str
    level: str
    edition: str
    parent_code: str | None
    valid_from: date | None
    valid_until: date | None
    successors: tuple[str, ...] = ()
    merged_into: tuple[str, ...] = ()
    alt_names: tuple[str, ...] = ()

    def valid_on(self, day: date) -> bool:
        """Whether there was such a locality on that day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True, eq=False)
class _Index:
    """Localities by what they are asked for, each list in the order of the gazetteer."""

    localities: tuple[Locality, ...]
    by_name: Mapping[tuple[str, str], tuple[Locality, ...]]
    """Level and folded name."""
    by_code: Mapping[tuple[str, str, str], tuple[Locality, ...]]
    """Level, edition and code."""
    by_parent: Mapping[tuple[str, str, str], tuple[Locality, ...]]
    """Level and edition of the child, code of the parent."""
    by_successor: Mapping[str, tuple[Locality, ...]]
    """Code of edition 2025; those of provinces have two digits, those of communes five."""


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """All localities; `localities` are the provinces and districts, ordered by edition, level, code and name.

    Levels are `province`, `district` and `commune`; of another one there is nothing.
    """

    _districts: _Index
    _communes: Callable[[], _Index]

    @classmethod
    def of(cls, localities: Iterable[Locality]) -> Self:
        """A gazetteer of some localities."""
        ordered = sorted(localities, key=_order)
        communes = _index([one for one in ordered if one.level == "commune"])
        return cls(_index([one for one in ordered if one.level != "commune"]), lambda: communes)

    @property
    def localities(self) -> tuple[Locality, ...]:
        """The provinces and districts of all times."""
        return self._districts.localities

    @property
    def all_communes(self) -> tuple[Locality, ...]:
        """The communes of all times that are known."""
        return self._communes().localities

    def at(self, level: str, as_of: date) -> tuple[Locality, ...]:
        """The localities of a level on that day."""
        return tuple(one for one in self._of(level).localities if one.level == level and one.valid_on(as_of))

    def provinces(self, as_of: date) -> tuple[Locality, ...]:
        """The provinces of that day: 63 until 2025-06-30, 34 from 2025-07-01."""
        return self.at("province", as_of)

    def districts(self, as_of: date) -> tuple[Locality, ...]:
        """The districts of that day; none from 2025-07-01."""
        return self.at("district", as_of)

    def communes(self, as_of: date, within: Locality | None = None) -> tuple[Locality, ...]:
        """The communes of that day, all or those within a province or district of the time: 3,321 from 2025-07-01.

        Until 2025-06-30 they are the 10,035 of that day, on whichever day before; a district that had been merged
        before then has none.
        """
        found = self.at("commune", as_of) if within is None else self._communes_below(within)
        return tuple(one for one in found if one.valid_on(as_of))

    def find(
        self, name: str, level: str, as_of: date | None = None, within: Locality | None = None
    ) -> tuple[Locality, ...]:
        """The localities of a level that bear the name, at any time or on one day, in the order of the gazetteer.

        With `within` only those that lie in that district or province. Diacritics count; the place of the tone mark
        (`Hòa`, `Hoà`), case, hyphens, spaces and zeros before a number do not. A word for the kind before the name
        ("huyện Cai Lậy", "TP. Hồ Chí Minh") narrows the answer where several bear the name and is else without effect,
        because localities change their rank.
        """
        name = _LEADING_ZEROS.sub("", name)
        bare, kind = _without_kind(name)
        by_name = self._of(level).by_name
        found = by_name.get((level, fold_name(name))) or by_name.get((level, fold_name(bare)), ())
        valid = tuple(one for one in found if as_of is None or one.valid_on(as_of))
        if within is not None:
            valid = tuple(one for one in valid if self.lies_in(one, within))
        return tuple(one for one in valid if one.kind == kind) or valid

    def parent(self, one: Locality) -> Locality | None:
        """The locality one level up: the district or province that `one` lies in, on its last day; None of provinces.

        >>> gazetteer = load_gazetteer()
        >>> gazetteer.parent(gazetteer.find("Cát Tiên", "district")[0]).name
        'Lâm Đồng'
        """
        level = "district" if one.level == "commune" and one.edition == "2008" else "province"
        above = self._districts.by_code.get((level, one.edition, one.parent_code or ""), ())
        return max(above, key=lambda other: other.valid_until or date.max, default=None)

    def lies_in(self, one: Locality, place: Locality) -> bool:
        """Whether a locality lies in a district or province, at one or more steps, of the same edition.

        A commune of 2025-06-30 also lies in a former district that was merged into its own, as far as is known: which
        part of the new district that one was is not recorded.
        """
        if one.edition != place.edition or (above := self.parent(one)) is None:
            return False
        if above == place or (place.level == above.level == "district" and above.code in place.merged_into):
            return True
        return self.lies_in(above, place)

    def successors(self, one: Locality, level: str | None = None) -> tuple[Locality, ...]:
        """The localities of 2025 that took over territory of an older one, by code: of its own level, or of `level`.

        Those of a district are the communes (or, with `level`, the provinces) that its communes went into, since no
        district came after it. Communes after a district that had been merged before 2025-06-30 are not known: none.
        Localities of 2025 have no successors.

        >>> gazetteer = load_gazetteer()
        >>> (district,) = gazetteer.find("Tây Sơn", "district")
        >>> [one.name for one in gazetteer.successors(district)]
        ['Tây Sơn', 'Bình Hiệp', 'Bình Khê', 'Bình An', 'Bình Phú']
        """
        level = level or ("commune" if one.level == "district" else one.level)
        if one.edition == "2025" or level == "district":
            return ()
        if level == "province":
            province: Locality | None = one
            while province is not None and province.level != "province":
                province = self.parent(province)
            codes = set(province.successors if province else ())
        else:
            codes = {code for old in self._territory(one) for code in old.successors if len(code) == _COMMUNE_CODE}
        by_code = self._of(level).by_code
        return tuple(found for code in sorted(codes) for found in by_code.get((level, "2025", code), ()))

    def predecessors(self, one: Locality) -> tuple[Locality, ...]:
        """The older localities that went into one of 2025, whole or in part; before an island that was a district,
        that district."""
        if one.edition != "2025":
            return ()
        older = self._of(one.level).by_successor.get(one.code, ())
        return older or self._districts.by_successor.get(one.code, ())

    def _of(self, level: str) -> _Index:
        return self._communes() if level == "commune" else self._districts

    def _territory(self, place: Locality) -> tuple[Locality, ...]:
        """A locality and what lies in it, in the order of the levels."""
        if place.level == "commune":
            return (place,)
        districts = self._districts.by_parent.get(("district", place.edition, place.code), ())
        return (place, *(districts if place.level == "province" else ()), *self._communes_below(place))

    def _communes_below(self, place: Locality) -> tuple[Locality, ...]:
        """The communes of a province or district that stand in its edition."""
        if place.level == "province" and place.edition == "2008":
            districts = self._districts.by_parent.get(("district", place.edition, place.code), ())
            return tuple(one for district in districts for one in self._communes_below(district))
        if place.level == "district" and place.merged_into:
            return ()  # its code may have passed to the district that took it in
        return self._communes().by_parent.get(("commune", place.edition, place.code), ())


def fold_name(name: str) -> str:
    """A name for comparison: one case, one place for the tone marks, one kind of gap; letters and tones still count.

    >>> fold_name("KHÁNH HOÀ") == fold_name("Khánh Hòa"), fold_name("Bình Định") == fold_name("Binh Dinh")
    (True, False)
    """
    plain = unicodedata.normalize("NFD", name.translate(str.maketrans("Ðð", "Đđ")).casefold())
    words = _SEPARATORS.sub(" ", plain.replace("’", "'").replace("' ", "'")).strip().split(" ")
    return " ".join(_tone_last(word) for word in words)


def _tone_last(word: str) -> str:
    return "".join(sorted(word, key=_TONES.__contains__))


def _without_kind(name: str) -> tuple[str, str | None]:
    """The name without a leading word for its kind, and that kind."""
    text = re.sub(r"\.(?=\S)", ". ", unicodedata.normalize("NFC", name.strip()))
    for pattern, kind in _KIND_WORDS:
        if match := pattern.match(text):
            return text[match.end() :], kind
    return text, None


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer of this package, read once; its communes are read when they are first asked for."""
    return Gazetteer(_index(_read(package_files("gazetteer", ".ttl"))), _load_communes)


@cache
def _load_communes() -> _Index:
    return _index(_read(package_files(COMMUNES, ".ttl")))


def _read(files: Iterable[Path]) -> list[Locality]:
    """The localities of canonical Turtle files, in the order of the gazetteer."""
    described = chain.from_iterable(groupby(parse_file(path), key=lambda triple: triple.subject) for path in files)
    localities = (_locality(triples) for _, triples in described)
    return sorted(localities, key=_order)


def _order(one: Locality) -> tuple[str, int, str, str]:
    return (one.edition, _LEVELS[one.level], one.code, one.name)


def _index(localities: list[Locality]) -> _Index:
    by_name: dict[tuple[str, str], list[Locality]] = defaultdict(list)
    by_code: dict[tuple[str, str, str], list[Locality]] = defaultdict(list)
    by_parent: dict[tuple[str, str, str], list[Locality]] = defaultdict(list)
    by_successor: dict[str, list[Locality]] = defaultdict(list)
    for one in localities:
        for name in dict.fromkeys(map(fold_name, (one.name, *one.alt_names))):
            by_name[one.level, name].append(one)
        by_code[one.level, one.edition, one.code].append(one)
        if one.parent_code is not None:
            by_parent[one.level, one.edition, one.parent_code].append(one)
        for code in one.successors:
            by_successor[code].append(one)
    return _Index(tuple(localities), _frozen(by_name), _frozen(by_code), _frozen(by_parent), _frozen(by_successor))


def _frozen(found: Mapping[_Key, list[Locality]]) -> dict[_Key, tuple[Locality, ...]]:
    return {key: tuple(localities) for key, localities in found.items()}


def _locality(triples: Iterable[ox.Triple]) -> Locality:
    properties: dict[str, list[str]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple.object, ox.NamedNode | ox.Literal):
            properties[triple.predicate.value].append(triple.object.value)
    edition = intern(properties[f"{TERMS}edition"][0])
    followers = sorted(map(_place, properties[f"{TERMS}isSucceededBy"]))
    parents = map(_place, properties[f"{TERMS}isLocatedIn"])
    return Locality(
        code=properties[f"{_DCTERMS}identifier"][0],
        name=properties[f"{_SKOS}prefLabel"][0],
        kind=intern(properties[f"{TERMS}localityKind"][0]),
        level=intern(properties[f"{TERMS}level"][0].rpartition("/")[2]),
        edition=edition,
        parent_code=next((intern(code) for _, code in parents), None),
        valid_from=_day(properties[f"{TERMS}validFrom"]),
        valid_until=_day(properties[f"{TERMS}validUntil"]),
        successors=tuple(intern(code) for other, code in followers if other != edition),
        merged_into=tuple(code for other, code in followers if other == edition),
        alt_names=tuple(sorted(properties[f"{_SKOS}altLabel"])),
    )


def _place(iri: str) -> tuple[str, str]:
    """Edition and code in the IRI of a locality (`Iris.locality`)."""
    edition, _, name = iri.removeprefix(f"{DEFAULT_BASE}locality/").partition("/")
    return edition, name.partition("-")[0]


def _day(values: list[str]) -> date | None:
    return _parsed(values[0]) if values else None


_parsed = cache(date.fromisoformat)
