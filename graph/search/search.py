"""What a store is searched for, and what is found: documents, bodies, localities, and passages of texts."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, TypeAlias
from weakref import WeakKeyDictionary

from graph import terms
from graph.documents import summarize
from graph.identities import identities_of
from graph.listing import entries, fold
from graph.model import DocumentSummary, Json, to_json
from graph.reading import integer, subjects, value
from graph.search.files import MOST, Files, Found
from graph.search.tables import number_key, tokens
from graph.store import GraphStore
from ontology.errors import InputError
from ontology.gazetteer import Locality, load_gazetteer

Group: TypeAlias = Literal["documents", "bodies", "localities", "texts"]
GROUPS: Final[tuple[Group, ...]] = ("documents", "bodies", "localities", "texts")
_BEFORE: Final = 60
_AFTER: Final = 160
_PLACES: Final = 6
_KINDS: Final = ("tinh", "thanh pho", "huyen", "quan", "thi xa", "thi tran", "xa", "phuong", "dac khu")


@dataclass(frozen=True, slots=True)
class FoundBody:
    """A body that was found."""

    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class FoundLocality:
    """A locality that was found: of edition 2008 (until 2025-06-30) or 2025, with what it lies in."""

    iri: str
    name: str
    kind: str
    level: str
    edition: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a passage, and whether it is one of the words that were asked for."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in the text of a document where the words stand; `start` and `end` count in the decoded file."""

    document: DocumentSummary
    part: str
    pieces: tuple[Piece, ...]
    start: int
    end: int


Item: TypeAlias = DocumentSummary | FoundBody | FoundLocality | Passage


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """A page of what was found of one kind; `total` counts all, `more` tells that there are more than it counts."""

    group: Group
    total: int
    more: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, by groups; `searched` names those of the groups asked for that this store can be searched for."""

    words: str
    limit: int
    offset: int
    groups: tuple[FoundGroup, ...]
    searched: tuple[Group, ...]

    def of(self, group: str) -> FoundGroup | None:
        """What was found of a group; None where it was not looked for."""
        return next((one for one in self.groups if one.group == group), None)

    def to_json(self) -> Json:
        """The answer as a JSON object."""
        return to_json(self)


def search(
    store: GraphStore,
    words: str,
    *,
    groups: Sequence[Group] = GROUPS,
    limit: int = 10,
    offset: int = 0,
) -> Answer:
    """What fits all of the words, each group by itself: a page of documents, bodies, localities and passages.

    Neither case nor diacritics count. A document whose number or label the words are comes first. A store without
    search files (on a server, or of an older version) is searched for documents and localities only.

    Raises:
        InputError: for a limit or an offset that is none, or an unknown group.
    """
    if not 0 < limit <= MOST or offset < 0:
        raise InputError(f"no page of {limit} from {offset}", hint=f"limit 1 to {MOST}, offset 0 or more")
    if unknown := set(groups) - set(GROUPS):
        raise InputError(f"no group {min(unknown)!r}", hint="one of " + ", ".join(GROUPS))
    files = store.files if store.read_only else None
    possible: tuple[Group, ...] = GROUPS if files is not None else ("documents", "localities")
    searched = tuple(group for group in GROUPS if group in groups and group in possible)
    wanted = searched if tokens(words) else ()
    found = tuple(_group(store, files, group, words, slice(offset, offset + limit)) for group in wanted)
    return Answer(words, limit, offset, found, searched)


def _group(store: GraphStore, files: Files | None, group: Group, words: str, page: slice) -> FoundGroup:
    if group == "localities":
        places = localities_named(words)
        items: tuple[Item, ...] = tuple(_locality(store, one) for one in places[page])
        return FoundGroup(group, len(places), False, items)
    if files is None:
        listed = _without_files(store, words)
        return FoundGroup(group, len(listed), False, tuple(summarize(store, iri) for iri in listed[page]))
    asked: dict[Group, tuple[Callable[[str], Found], Callable[[str], Item | None]]] = {
        "documents": (files.documents, lambda iri: summarize(store, iri)),
        "bodies": (files.bodies, lambda iri: FoundBody(iri, files.label_of_body(iri))),
        "texts": (files.passages, lambda part: _passage(store, part, words)),
    }
    ask, shown = asked[group]
    found = ask(words)
    made = (shown(iri) for iri in found.iris[page])
    return FoundGroup(group, len(found.iris), found.more, tuple(item for item in made if item is not None))


def _without_files(store: GraphStore, words: str) -> list[str]:
    wanted, key = tokens(words), number_key(words)
    found = [entry for entry in entries(store) if all(word in entry.words for word in wanted)]
    found.sort(key=lambda entry: (entry.held, entry.date), reverse=True)
    found.sort(key=lambda entry: key not in (number_key(entry.number), number_key(entry.label)))
    return [entry.iri for entry in found]


# -- localities --------------------------------------------------------------------------------------------------------


@cache
def _names() -> tuple[tuple[frozenset[str], tuple[str, ...], Locality], ...]:
    """Each locality with the words of its names and kind, and its folded names."""
    gazetteer = load_gazetteer()
    found = []
    for one in (*gazetteer.localities, *gazetteer.all_communes):
        names = tuple(fold(name) for name in (one.name, *one.alt_names))
        above = gazetteer.parent(one)
        words = " ".join((*names, one.kind.replace("-", " "), fold(above.name) if above else ""))
        found.append((frozenset(tokens(words)), names, one))
    return tuple(found)


def localities_named(words: str) -> list[Locality]:
    """The localities with all of the words in name, kind or what they lie in: first those of just this name, then
    provinces before districts and communes, those of today before those of the past.
    """
    wanted = tokens(words)
    bare = fold(words)
    for kind in _KINDS:
        bare = bare.removeprefix(f"{kind} ")
    found = [
        (bare not in names, _rank(one), one.edition != "2025", one.name, one.code, one)
        for known, names, one in _names()
        if known.issuperset(wanted) and any(word in name.split() for name in names for word in wanted)
    ]
    return [row[-1] for row in sorted(found, key=lambda row: row[:-1])]


def _rank(one: Locality) -> int:
    return ("province", "district", "commune").index(one.level)


def _locality(store: GraphStore, one: Locality) -> FoundLocality:
    above = load_gazetteer().parent(one)
    iri = store.iris.locality(one.edition, one.code, one.name)
    return FoundLocality(iri, one.name, one.kind, one.level, one.edition, above.name if above else None)


# -- passages ----------------------------------------------------------------------------------------------------------


def _passage(store: GraphStore, part: str, words: str) -> Passage | None:
    found = value(store, part, terms.FULL_TEXT)
    documents = subjects(store, terms.HELD_IN, part)
    if found is None or not documents:
        return None
    begin = integer(value(store, part, terms.START)) or 0
    first, last, pieces = cut_out(found, tokens(words))
    iri = identities_of(store).canonical(documents[0])
    return Passage(summarize(store, iri), part, pieces, begin + first, begin + last)


def cut_out(found: str, wanted: Sequence[str]) -> tuple[int, int, tuple[Piece, ...]]:
    """The passage of a text in which most of the words stand closest together, with the words marked.

    >>> cut_out("Về công tác đối ngoại nhân dân", ("doi", "ngoai"))[2][1:4]
    (Piece(text='đối', found=True), Piece(text=' ', found=False), Piece(text='ngoại', found=True))
    """
    hits = list(_hits(found, wanted))
    if not hits:
        return 0, min(len(found), _AFTER), (Piece(found[:_AFTER], False),)
    start = hits[_densest(hits)][0]
    first, last = _at_blank(found, max(0, start - _BEFORE)), min(len(found), start + _AFTER)
    while last < len(found) and not found[last].isspace():
        last += 1
    pieces, at = list[Piece](), first
    for begin, end, _ in hits:
        if begin >= at and end <= last:
            pieces += [Piece(found[at:begin], False), Piece(found[begin:end], True)]
            at = end
    pieces.append(Piece(found[at:last], False))
    return first, last, tuple(piece for piece in pieces if piece.text)


def _hits(found: str, wanted: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Where the words stand in a text: begin, end, word."""
    folded, places = _folded(found)
    looked_for, at = set(wanted), 0
    while at < len(folded):
        if not folded[at].isalnum():
            at += 1
            continue
        end = at
        while end < len(folded) and folded[end].isalnum():
            end += 1
        word = folded[at:end]
        if word in looked_for or any(word.startswith(one) for one in wanted if not one.isdigit() and len(one) > 2):
            yield places[at], places[end - 1] + 1, word
        at = end


def _folded(found: str) -> tuple[str, list[int]]:
    """A text without case and diacritics, and for each of its letters the place in the text."""
    letters, places = [], []
    for place, char in enumerate(found):
        for letter in unicodedata.normalize("NFD", char.casefold().replace("đ", "d")):
            if not unicodedata.combining(letter):
                letters.append(letter)
                places.append(place)
    return "".join(letters), places


def _densest(hits: Sequence[tuple[int, int, str]]) -> int:
    """The hit from which on most different words stand within a passage, the first of these."""
    best, chosen, counts, last = 0, 0, dict[str, int](), 0
    for first, (begin, _, _) in enumerate(hits):
        while last < len(hits) and hits[last][1] <= begin + _AFTER:
            counts[hits[last][2]] = counts.get(hits[last][2], 0) + 1
            last += 1
        if len(counts) > best:
            best, chosen = len(counts), first
        word = hits[first][2]
        counts[word] = counts.get(word, 1) - 1
        if not counts[word]:
            del counts[word]
    return chosen


def _at_blank(found: str, place: int) -> int:
    while place > 0 and not found[place - 1].isspace():
        place -= 1
    return place


_provinces: WeakKeyDictionary[GraphStore, list[str]] = WeakKeyDictionary()


def provinces_of(store: GraphStore) -> list[str]:
    """The provinces that documents name, in the order of the alphabet; kept for a store that is open for reading."""
    known = _provinces.get(store)
    if known is None:
        named = (
            store.files.provinces()
            if store.read_only and store.files
            else {one.province for one in entries(store) if one.province}
        )
        known = sorted(named, key=fold)
        if store.read_only:
            _provinces[store] = known
    return known
