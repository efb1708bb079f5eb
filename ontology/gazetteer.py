"""The localities (`gazetteer/*.ttl`): which provinces and districts there were on a day, and what a name means.

Editions: `2008` holds the 63 provinces and their districts up to 2025-06-30, `2025` the 34 provinces from 2025-07-01,
when the district level ended (Nghị quyết 202/2025/QH15). Time before the first edition is answered from the first;
mergers of districts are known from 2019 on.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Final

import pyoxigraph as ox

from ontology.iris import TERMS
from ontology.turtle import package_files, parse_file

_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SEPARATORS: Final = re.compile(r"[\s\-\u2010-\u2015_]+")
_KIND_WORDS: Final = (
    (re.compile(r"(?:thành phố|tp\.?) +", re.IGNORECASE), "thanh-pho"),
    (re.compile(r"(?:thị xã|tx\.?) +", re.IGNORECASE), "thi-xa"),
    (re.compile(r"tỉnh +", re.IGNORECASE), "tinh"),
    (re.compile(r"huyện +", re.IGNORECASE), "huyen"),
    (re.compile(r"quận +(?!\d)", re.IGNORECASE), "quan"),
)

_LEVELS: Final = {"province": 0, "district": 1, "commune": 2}

Properties = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Locality:
    """A province or district of one edition of the official list.

    `code` is unique at one time within its level; a later district may bear the code of one that was merged into it, so
    name, code and edition together identify it. `successors` are codes of edition 2025 and stand on provinces;
    `merged_into` are codes of districts of the same edition that took a former district in.
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


Index = Mapping[tuple[str, str], tuple[Locality, ...]]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All localities, ordered by edition, level, code and name."""

    localities: tuple[Locality, ...]
    _by_name: Index = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", _index(self.localities))

    def provinces(self, as_of: date) -> tuple[Locality, ...]:
        """The provinces of that day: 63 until 2025-06-30, 34 from 2025-07-01."""
        return self._at("province", as_of)

    def districts(self, as_of: date) -> tuple[Locality, ...]:
        """The districts of that day; none from 2025-07-01."""
        return self._at("district", as_of)

    def find(self, name: str, level: str, as_of: date | None = None) -> tuple[Locality, ...]:
        """The localities of a level that bear the name, at any time or on one day, in the order of the gazetteer.

        Diacritics count; the place of the tone mark (`Hòa`, `Hoà`), case, hyphens and spaces do not. A word for the
        kind before the name ("huyện Cai Lậy", "TP. Hồ Chí Minh") narrows the answer where several bear the name and is
        else without effect, because localities change their rank.
        """
        bare, kind = _without_kind(name)
        found = self._by_name.get((level, fold_name(name))) or self._by_name.get((level, fold_name(bare)), ())
        valid = tuple(one for one in found if as_of is None or one.valid_on(as_of))
        return tuple(one for one in valid if one.kind == kind) or valid

    def _at(self, level: str, day: date) -> tuple[Locality, ...]:
        return tuple(one for one in self.localities if one.level == level and one.valid_on(day))


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
    """The gazetteer of this package, read once."""
    statements: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in package_files("gazetteer", ".ttl"):
        for triple in parse_file(path):
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
                statements[triple.subject.value][triple.predicate.value].append(triple.object.value)
    found: dict[str, Properties] = {
        iri: {name: tuple(values) for name, values in one.items()} for iri, one in statements.items()
    }
    localities = (_locality(properties, found) for properties in found.values())
    return Gazetteer(tuple(sorted(localities, key=lambda one: (one.edition, _LEVELS[one.level], one.code, one.name))))


def _index(localities: Iterable[Locality]) -> Index:
    """The localities by level and folded name."""
    index: dict[tuple[str, str], list[Locality]] = defaultdict(list)
    for one in localities:
        for name in dict.fromkeys(map(fold_name, (one.name, *one.alt_names))):
            index[one.level, name].append(one)
    return {key: tuple(found) for key, found in index.items()}


def _locality(properties: Properties, others: Mapping[str, Properties]) -> Locality:
    edition = _edition(properties)
    followers = [others[iri] for iri in properties.get(f"{TERMS}isSucceededBy", ())]
    parents = [others[iri] for iri in properties.get(f"{TERMS}isLocatedIn", ())]
    return Locality(
        code=_code(properties),
        name=properties[f"{_SKOS}prefLabel"][0],
        kind=properties[f"{TERMS}localityKind"][0],
        level=properties[f"{TERMS}level"][0].rpartition("/")[2],
        edition=edition,
        parent_code=next(map(_code, parents), None),
        valid_from=_day(properties, "validFrom"),
        valid_until=_day(properties, "validUntil"),
        successors=tuple(sorted(_code(other) for other in followers if _edition(other) != edition)),
        merged_into=tuple(sorted(_code(other) for other in followers if _edition(other) == edition)),
        alt_names=tuple(sorted(properties.get(f"{_SKOS}altLabel", ()))),
    )


def _edition(properties: Properties) -> str:
    return properties[f"{TERMS}edition"][0]


def _code(properties: Properties) -> str:
    return properties[f"{_DCTERMS}identifier"][0]


def _day(properties: Properties, name: str) -> date | None:
    return next(map(date.fromisoformat, properties.get(f"{TERMS}{name}", ())), None)
