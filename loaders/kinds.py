"""What a name of a body says of its kind: only a whole name counts, and only where the vocabulary has it for one kind.

*LĐLĐ tỉnh*, *LIÊN ĐOÀN LAO ĐỘNG TỈNH* and *Liên đoàn Lao động tỉnh Tây Ninh* are names of one kind.
*Văn phòng Tỉnh đoàn* is of none, although it begins like one: such a name stands for itself.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache

from ontology.iris import slug
from ontology.vocabulary import BodyKind, Change

from .cleaning import fold, fold_tones
from .lexicon import Lexicon
from .names import KIND_SLUGS, LEVELS, LOCALITY, Place, expand, is_central_city, place_of
from .records import one_line

_GAP = re.compile(r"[\s,\-–]+")  # what scans and writers drop or add between the words of a name
_WORDS = ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu")
_WIDTH = {"commune": 0, "district": 1, "city": 2, "province": 3}
_ENDING = re.compile(rf"^(?P<core>.+)\s(?P<word>{'|'.join(_WORDS)})$")
_WORD_OF_KIND = {slug(word): word for word in _WORDS if word not in ("tỉnh", "thị trấn")}


@dataclass(frozen=True, slots=True)
class Named:
    """What a name stands for: the kind, the word for its locality behind the kind's own name, and how it was told.

    ``form`` is ``name`` for a name, ``abbreviation`` for a symbol such as BĐNTW, ``misread`` for a damaged one.
    """

    kind: BodyKind
    word: str | None = None
    form: str = "name"

    @property
    def name(self) -> str:
        """The full name, without that of the locality."""
        return f"{self.kind.label} {self.word}" if self.word else self.kind.label


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """The kinds of bodies by slug, name and symbol, and the changes that led to each.

    Symbols of several kinds are told apart by the place; a name of several kinds is that of none. Those ``with_centre``
    have a name of their own at the centre.
    """

    by_slug: dict[str, BodyKind]
    by_name: dict[str, BodyKind]
    symbols: dict[str, tuple[BodyKind, ...]]
    misread: dict[str, tuple[BodyKind, ...]]
    wider: frozenset[str]
    with_centre: frozenset[str]
    changes: dict[str, tuple[Change, ...]]

    def find(self, name: str) -> Named | None:
        """The kind of which ``name``, the name of its locality left out, is a whole name."""
        whole = _key(name)
        if kind := self._one(whole):
            return Named(kind)
        match = _ENDING.match(whole)
        kind = self._one(match["core"]) if match else None
        if match is None or kind is None or kind.named_with_whole or locality_word(kind.label):
            return None
        level = LEVELS[match["word"]]
        return Named(kind, match["word"]) if kind.level in (None, level) or level == "city" else None

    def _one(self, name: str) -> BodyKind | None:
        """The kind that ``name`` names; not one such as *Sở*, which any of the narrower ones is called."""
        kind = self.by_name.get(name)
        return None if kind is None or (kind.slug in self.wider and " " not in name) else kind


@cache
def load_kinds(lexicon: Lexicon) -> Kinds:
    """The kinds of the vocabulary of ``lexicon``."""
    kinds = lexicon.vocabulary.body_kinds
    first: dict[str, set[str]] = defaultdict(set)
    other: dict[str, set[str]] = defaultdict(set)
    symbols: dict[str, list[BodyKind]] = defaultdict(list)
    misread: dict[str, list[BodyKind]] = defaultdict(list)
    wider = frozenset(slug for kind in kinds for slug in kind.broader)
    for kind in kinds:
        first[_key(kind.label)].add(kind.slug)
        for label in (kind.label, *kind.alt_labels):
            other[_key(label)].add(kind.slug)
            other[_key(expand(label, lexicon))].add(kind.slug)
        if kind.slug not in wider and not kind.named_with_whole:
            for table, forms in ((symbols, kind.abbreviations), (misread, kind.hidden_labels)):
                for form in forms:
                    table[form].append(kind)
    changes: dict[str, list[Change]] = defaultdict(list)
    for change in lexicon.vocabulary.changes:
        for result in change.resulting_kinds:
            changes[result].append(change)
    by_slug = {kind.slug: kind for kind in kinds}
    names = {name: found for name, found in other.items() if len(found) == 1} | first
    return Kinds(
        by_slug=by_slug,
        by_name={name: by_slug[min(found)] for name, found in names.items() if len(found) == 1},
        symbols={form: tuple(found) for form, found in symbols.items()},
        misread={form: tuple(found) for form, found in misread.items()},
        wider=wider,
        with_centre=frozenset(slug for kind in kinds if kind.level == "central" for slug in kind.broader),
        changes={slug: tuple(found) for slug, found in changes.items() if slug not in wider},
    )


def _key(name: str) -> str:
    return _GAP.sub(" ", fold(name)).strip()


@lru_cache(maxsize=4096)
def named(name: str, lexicon: Lexicon) -> Named | None:
    """What ``name`` stands for, if the whole of it without its locality is a name of one kind.

    Example: *BCH Đảng bộ tỉnh Bến Tre* is a *Ban Chấp hành Đảng bộ tỉnh*; *Văn phòng Sở Y tế* is nothing known.
    """
    bare = without_localities(name)
    return None if bare is None else load_kinds(lexicon).find(bare)


def without_localities(name: str) -> str | None:
    """``name`` up to the word for its locality, with that; ``None`` where more than the wider localities follow.

    Example: *Ủy ban nhân dân xã Phan, huyện Dương Minh Châu* is *Ủy ban nhân dân xã*; *Huyện ủy Cai Lậy, Huyện ủy Cái
    Bè* are two bodies.
    """
    text = fold_tones(name)
    first = next((match for match in LOCALITY.finditer(text) if match["name"]), None)
    if first is None:
        return text
    rest = text[first.end() :]
    order = _WIDTH[LEVELS[fold(one_line(first["kind"]))]]
    for match in LOCALITY.finditer(rest):
        word = fold(one_line(match["kind"]))
        if word not in _WORDS or _WIDTH[LEVELS[word]] <= order:
            return None
        order = _WIDTH[LEVELS[word]]
    return None if LOCALITY.sub("", rest).strip(" ,-–") else text[: first.end("kind")]


def by_symbol(name: str, place: Place, day: datetime.date | None, lexicon: Lexicon) -> Named | None:
    """What an abbreviation or a damaged one stands for at ``place``: BDVTU in a *tỉnh* is its Ban Dân vận Tỉnh ủy."""
    kinds = load_kinds(lexicon)
    for form, table in (("abbreviation", kinds.symbols), ("misread", kinds.misread)):
        found = [kind for kind in table.get(name, ()) if _is_of(name, kind, place, day)]
        if len(found) == 1:
            return Named(found[0], form=form)
    return None


def _is_of(symbol: str, kind: BodyKind, place: Place, day: datetime.date | None) -> bool:
    """Whether ``symbol`` in a document of ``place`` can be that of the one body of ``kind`` which that place has.

    BTC is a ministry in documents of the centre only: elsewhere it may be an organization commission.
    """
    word = locality_word(kind.label)
    if word:
        return fits(word, place, day)
    return kind.level == "central" and (place.level == "central" or symbol.endswith(("TW", "TƯ")))


@lru_cache(maxsize=1024)
def locality_word(name: str) -> str | None:
    """The word for a locality with which ``name`` ends, ``huyện ủy`` and ``tỉnh đoàn`` included."""
    found = [match for match in LOCALITY.finditer(name) if not match["name"] and match.end() == len(name)]
    return fold(one_line(found[-1]["kind"])) if found else None


def fits(word: str, place: Place, day: datetime.date | None) -> bool:
    """Whether a body whose name ends in the locality ``word`` can be of ``place``, by its level and kind."""
    first = word.removeprefix("đảng ủy ").split(" ")[0]
    if place.level == "province":
        city = place.province is not None and is_central_city(place.province, day)
        return first == ("thành" if city else "tỉnh")
    if place.level not in ("district", "commune") or LEVELS[word] not in (place.level, "city"):
        return False
    return place.kind is not None and KIND_SLUGS.get(first) == place.kind


def word_of(place: Place, day: datetime.date | None) -> str | None:
    """The word for the locality of ``place``: *tỉnh*, *thị xã*; ``None`` where it is not known."""
    if place.level == "province" and place.province:
        return "thành phố" if is_central_city(place.province, day) else "tỉnh"
    if place.level == "commune" and place.kind == KIND_SLUGS["thị"]:
        return "thị trấn"
    return _WORD_OF_KIND.get(place.kind or "") if place.level in ("district", "commune") else None


def fitting(slugs: tuple[str, ...], place: Place, day: datetime.date | None, lexicon: Lexicon) -> Named | None:
    """The one kind among ``slugs`` of which ``place`` has a body, its name as it is called there; else ``None``."""
    kinds = load_kinds(lexicon)
    found = {item.name: item for slug in slugs if (item := _at(kinds.by_slug[slug], place, day, kinds, lexicon))}
    exact = [item for item in found.values() if item.kind.level == place.level]
    return exact[0] if len(exact) == 1 else next(iter(found.values())) if len(found) == 1 else None


def _at(kind: BodyKind, place: Place, day: datetime.date | None, kinds: Kinds, lexicon: Lexicon) -> Named | None:
    word = locality_word(kind.label)
    if word:
        return Named(kind) if fits(word, place, day) else None
    if place.level == "central":
        level = kind.level or place_of(kind.label, lexicon).level
        return Named(kind) if level == "central" else None
    if kind.level:
        return Named(kind) if kind.level == place.level else None
    word = word_of(place, day)
    return kinds.find(f"{kind.label} {word}") if word else None


def whole_of(name: str, lexicon: Lexicon) -> str | None:
    """The name of the organization with which the name of its unit goes on: *Văn phòng Tỉnh đoàn* is of *Tỉnh đoàn*.

    Only where that is a whole name of one kind, and no unit again.
    """
    prefix = prefix_kind(name, lexicon)
    if prefix is None or not prefix.named_with_whole:
        return None
    begin = max(
        (len(label) for label in (prefix.label, *prefix.alt_labels) if fold(name).startswith(f"{fold(label)} ")),
        default=None,
    )
    rest = name[begin + 1 :] if begin else ""
    found = named(rest, lexicon) if rest else None
    return rest if found and not found.kind.named_with_whole else None


@lru_cache(maxsize=4096)
def prefix_kind(name: str, lexicon: Lexicon) -> BodyKind | None:
    """The kind with whose name ``name`` begins, the longest deciding; *Bộ phận Một cửa* begins with no *Bộ*."""
    found = lexicon.kind_of(name)
    if found is None:
        return None
    words = name.split(" ")
    first_only = len(words) > 1 and lexicon.kind_of(words[0]) == found and words[1][:1].islower()
    return None if first_only else load_kinds(lexicon).by_slug[found]
