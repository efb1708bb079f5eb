"""The words that documents are made of, and which of them stand beside each other: what damaged words are mended by.

They are those of the vocabulary (kinds of bodies, types, cues) and of the gazetteer.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ontology.gazetteer import Gazetteer

from .cleaning import fold, plain
from .lexicon import Lexicon

NUMBER = "0"  # stands for every number
_WORD = re.compile(r"[^\W_]+")
_KINDS = {
    "tinh": ("tỉnh", "tỉnh ủy"), "thanh-pho": ("thành phố", "thành ủy"), "huyen": ("huyện", "huyện ủy"),
    "quan": ("quận", "quận ủy"), "thi-xa": ("thị xã", "thị ủy"),
}  # fmt: skip
_NO_PHRASES = frozenset(("abbreviation", "shared-symbol", "portal"))


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Words, and pairs and triples of them that stand beside each other, all folded.

    ``alike`` gives the words by their letters without marks, ``near`` the words by themselves and by themselves
    without one letter. The ``free`` words stand beside any other, so that no neighbour tells whether they are damaged;
    ``places`` are the localities of two words.
    """

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    triples: frozenset[tuple[str, str, str]]
    alike: dict[str, tuple[str, ...]]
    near: dict[str, tuple[str, ...]]
    free: frozenset[str]
    places: frozenset[tuple[str, str]]


def gather_words(lexicon: Lexicon, gazetteer: Gazetteer) -> Known:
    """The words of ``lexicon`` and ``gazetteer``."""
    words: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    triples: set[tuple[str, str, str]] = set()
    for phrase in _phrases(lexicon, gazetteer):
        for piece in re.split(r"[^\w\s]+", phrase):
            tokens = [NUMBER if token.isdigit() else token for token in _WORD.findall(fold(piece))]
            words.update(tokens)
            pairs.update(itertools.pairwise(tokens))
            triples.update(zip(tokens, tokens[1:], tokens[2:], strict=False))
    names = (tuple(fold(name).split(" ")) for one in gazetteer.localities for name in (one.name, *one.alt_names))
    places = frozenset((name[0], name[1]) for name in names if len(name) == 2)
    free = frozenset(map(fold, lexicon.cues["free-word"]))
    alike: dict[str, list[str]] = defaultdict(list)
    near: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        if not word.isalpha():
            continue
        alike[plain(word)].append(word)
        if len(word) > 1:
            for piece in {word, *(word[:index] + word[index + 1 :] for index in range(len(word)))}:
                near[piece].append(word)
    return Known(frozenset(words), frozenset(pairs), frozenset(triples), _tuples(alike), _tuples(near), free, places)


def _tuples(found: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in found.items()}


def _phrases(lexicon: Lexicon, gazetteer: Gazetteer) -> Iterator[str]:
    yield from lexicon.phrases
    yield from lexicon.type_words
    for slug, phrases in lexicon.cues.phrases.items():
        if slug == "abbreviation":
            yield from lexicon.cues.pairs(slug).values()
        elif slug not in _NO_PHRASES:
            yield from phrases
    for one in gazetteer.localities:
        for kind, name in itertools.product(_KINDS.get(one.kind, ("",)), (one.name, *one.alt_names)):
            yield f"{kind} {name}"
