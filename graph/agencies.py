"""Which names of bodies a question means: words without diacritics, or abbreviations of the vocabulary (`BDVTU`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice, product
from typing import Final

from graph.listing import fold
from ontology.vocabulary import BodyKind, load_vocabulary

_NO_WORD: Final = re.compile(r"[^\w/]+")
_MOST_PHRASES: Final = 500
"""A question of many abbreviations, each of several kinds, is not spelled out further."""


def words_of(name: str) -> str:
    """The words of a name for comparison, between blanks: without case, diacritics and marks between them.

    >>> words_of("Mặt trận, các đoàn thể - xã hội")
    ' mat tran cac doan the xa hoi '
    """
    return f" {' '.join(_NO_WORD.sub(' ', fold(name)).split())} "


def phrases(agency: str) -> frozenset[str]:
    """The phrases of which one must stand, as whole words, in the name of a body that a question means.

    These are its own words, the other names of the kinds of bodies that bear them, and the names of all kinds that
    the whole or one of its words abbreviates, in one piece or in two (`BDV` of a `TU`). An abbreviation of several
    kinds means all of them. Đ is not D where it is written; a question without diacritics may leave the stroke out.

    >>> " ban dan van tinh uy " in phrases("BDVTU"), " uy ban nhan dan tinh " in phrases("ubnd tỉnh")
    (True, True)
    """
    whole = words_of(agency)
    if not whole.strip():
        return frozenset()
    each = [(words_of(word), *_spelled_out(word)) for word in agency.split()]
    found = ("".join(choice) for choice in islice(product(*each), _MOST_PHRASES))
    spelled = {f" {' '.join(phrase.split())} " for phrase in found}
    return frozenset({whole, *_spelled_out(agency), *_same_kind().get(whole, ()), *spelled})


def readings(words: str) -> tuple[frozenset[str], ...]:
    """For each word of a question the phrases of which one must stand, as whole words, in a name of a body.

    These are the word itself and what it abbreviates; where the whole abbreviates something, that alone may stand, too.

    >>> [" uy ban nhan dan " in each for each in readings("UBND Tây Ninh")]
    [True, False, False]
    """
    given = words.split()
    each = [frozenset({words_of(word), *_spelled_out(word)}) for word in given]
    whole = _spelled_out(words) if len(given) > 1 else ()
    return tuple(found | frozenset(whole) for found in each if any(phrase.strip() for phrase in found))


def means(wanted: Iterable[str], names: Iterable[str | None]) -> bool:
    """Whether one of some names of a body has one of the phrases in it, as whole words."""
    known = [words_of(name) for name in names if name]
    return any(phrase in name for phrase in wanted for name in known)


def _spelled_out(abbreviation: str) -> tuple[str, ...]:
    """The names of the kinds that an abbreviation stands for; none where it stands for none."""
    exact, folded = _abbreviations()
    key = abbreviation.strip().casefold()
    table, wanted = (exact, key) if key in exact or "đ" in key else (folded, fold(abbreviation))
    return table.get(wanted) or tuple(sorted(set(_in_two(table, wanted))))


def _in_two(table: Mapping[str, tuple[str, ...]], wanted: str) -> Iterator[str]:
    for cut in range(2, len(wanted) - 1) if len(wanted) <= 12 else ():
        for body, above in product(table.get(wanted[:cut], ()), table.get(wanted[cut:], ())):
            yield f"{body.rstrip()}{above}"


@cache
def _abbreviations() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """Abbreviation -> the names of the kinds that bear it; with the stroke of Đ, and without."""
    exact: dict[str, set[str]] = {}
    folded: dict[str, set[str]] = {}
    for kind in load_vocabulary().body_kinds:
        for abbreviation in (*kind.abbreviations, *kind.hidden_labels):
            exact.setdefault(abbreviation.casefold(), set()).update(_names(kind))
            folded.setdefault(fold(abbreviation), set()).update(_names(kind))
    return _in_order(exact), _in_order(folded)


@cache
def _same_kind() -> Mapping[str, tuple[str, ...]]:
    """Name -> all names of the kinds that bear it."""
    found: dict[str, set[str]] = {}
    for kind in load_vocabulary().body_kinds:
        names = _names(kind)
        for name in names:
            found.setdefault(name, set()).update(names)
    return _in_order(found)


def _names(kind: BodyKind) -> tuple[str, ...]:
    return tuple(words_of(name) for name in (kind.label, *kind.alt_labels))


def _in_order(found: Mapping[str, set[str]]) -> Mapping[str, tuple[str, ...]]:
    return {key: tuple(sorted(names)) for key, names in found.items()}
