"""Damage such as a scanner does, at a given rate, with a map from the clean text to the damaged one.

    python -m tests.noise FILE --rate 0.01 --seed 3

``rate`` is the share of characters that are damaged: 0.005 is a good scan, 0.01 a usual one, 0.03 a bad one. What can
happen to a character, and how likely, is in ``tests/confusions.py``. Pages end in the midst of sentences and bring
their numbers and running heads along. The same text, rate and seed always give the same damage.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests import confusions as table

PAGE = 2400  # characters on a page of A4, about
_UNIT = re.compile("\r\n|(?s:.)[\u0300-\u036f]*")
_VOWELS = frozenset("aeiouyAEIOUY")


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that can happen to a character: what is put before it, in its place and behind it, and how likely.

    ``width`` is the number of characters that the new one stands for: 2 where *rn* becomes *m*.
    """

    kind: str
    weight: float
    new: str
    before: str = ""
    behind: str = ""
    width: int = 1


@dataclass(frozen=True, slots=True)
class Noisy:
    """A damaged text. ``starts`` and ``ends`` say for each code point of the clean text where it stands now.

    A character that was lost has an empty place. ``damages`` counts what was done, by kind.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    damages: Mapping[str, int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the piece ``start`` to ``end`` of the clean text stands: from its first to its last seen character."""
        seen = [index for index in range(start, end) if self.starts[index] < self.ends[index]]
        if not seen:
            return self.starts[start], self.starts[start]
        return self.starts[seen[0]], self.ends[seen[-1]]

    def record(self, expected: Mapping[str, Any]) -> dict[str, Any]:
        """An expected record with its places in the damaged text; all that it says stays as in the clean one."""
        citations = [
            {**citation, "spans": [list(self.span(*span)) for span in citation.get("spans") or []]}
            for citation in expected.get("citations") or []
        ]
        return {**expected, "span": list(self.span(*expected["span"])), "citations": citations}


def add_noise(text: str, rate: float, seed: int, page: int | None = PAGE) -> Noisy:
    """``text`` with a share of ``rate`` of its characters damaged, and a page end about every ``page`` characters.

    Raises:
        ValueError: the rate is no share.
    """
    if not 0 <= rate <= 1:
        raise ValueError(f"a rate of noise is a share from 0 to 1, not {rate}")
    chance = random.Random(f"{seed}:{rate}:{len(text)}")
    units = _UNIT.findall(text)
    ends = _page_ends(units, page, chance) if page else {}
    return _Writer(text).write(units, rate, ends, chance)


class _Writer:
    """The damaged text as it grows, and the place of each character of the clean text in it."""

    def __init__(self, text: str) -> None:
        # A decomposed text stays decomposed: the scanner's program writes one form throughout.
        self.composed = unicodedata.is_normalized("NFC", text)
        self.pieces: list[str] = []
        self.length = 0
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.damages: Counter[str] = Counter()

    def write(self, units: list[str], rate: float, pages: Mapping[int, str], chance: random.Random) -> Noisy:
        choices = [_damages(unit, following) for unit, following in zip(units, [*units[1:], ""], strict=True)]
        weights = [sum(damage.weight for damage in choice) for choice in choices]
        unit_rate = rate * len(units) / max(sum(weights), 1e-9)
        index = 0
        while index < len(units):
            damage = None
            if index in pages:
                damage = Damage("page", 0.0, "", before=pages[index])
            elif chance.random() < weights[index] * unit_rate:
                (damage,) = chance.choices(choices[index], [damage.weight for damage in choices[index]])
            index += self._put(units[index], units[index + 1 : index + 2], damage)
        return Noisy("".join(self.pieces), tuple(self.starts), tuple(self.ends), dict(self.damages))

    def _put(self, unit: str, following: list[str], damage: Damage | None) -> int:
        """Write one character or, where two were taken for one, two of them; returns how many."""
        if damage is None:
            self._place(unit, len(unit))
            return 1
        self.damages[damage.kind] += 1
        self._write(damage.before)
        covered = len(unit) + sum(map(len, following[: damage.width - 1]))
        self._place(damage.new, covered)
        self._write(damage.behind)
        return damage.width

    def _write(self, piece: str) -> None:
        written = piece if self.composed else unicodedata.normalize("NFD", piece)
        self.pieces.append(written)
        self.length += len(written)

    def _place(self, piece: str, covered: int) -> None:
        start = self.length
        self._write(piece)
        self.starts += [start] * covered
        self.ends += [self.length] * covered


def _page_ends(units: list[str], page: int, chance: random.Random) -> dict[int, str]:
    """The spaces and line ends at which a page ends, with what stands there; the first page is begun anywhere."""
    (form,) = chance.choices(list(table.PAGE_FORMS), list(table.PAGE_FORMS.values()))
    places: list[int] = []
    goal = chance.randrange(page)
    for index, unit in enumerate(units):
        if index >= goal and unit in (" ", "\n", "\r\n"):
            places.append(index)
            goal = index + page + chance.randrange(-page // 10, page // 10 + 1)
    return {index: form.format(page=number + 2, pages=len(places) + 1) for number, index in enumerate(places)}


@lru_cache(maxsize=65536)
def _damages(unit: str, following: str) -> tuple[Damage, ...]:
    """All that can happen to a character, given the one behind it."""
    letter = unicodedata.normalize("NFC", unit)
    return (*_of_marks(letter), *_of_shape(letter, following), *_of_spaces(letter, following))


def _of_marks(letter: str) -> Iterator[Damage]:
    decomposed = unicodedata.normalize("NFD", letter)
    base, marks = decomposed[:1], decomposed[1:]
    if not marks and base in _VOWELS:
        yield from (Damage("speck", weight, _with(base, mark)) for mark, weight in table.SPECK.items())
    worse = (table.STACKED if len(marks) > 1 else 1.0) * (table.CAPITAL if letter.isupper() else 1.0)
    for mark in marks:
        for other, weight in table.MARKS.get(mark, {}).items():
            if other != table.CIRCUMFLEX or base in "aA":
                yield Damage("mark", weight * worse, _with(base, marks.replace(mark, other)))
    if marks == table.CIRCUMFLEX:
        yield Damage("mark", table.CIRCUMFLEX_AS_ACUTE * worse, _with(base, table.ACUTE))
    if len(marks) > 1:
        yield Damage("mark", table.ALL_MARKS_LOST * worse, base)


def _with(base: str, marks: str) -> str:
    return unicodedata.normalize("NFC", base + marks)


def _of_shape(letter: str, following: str) -> Iterator[Damage]:
    for new, weight in table.SHAPES.get(letter, {}).items():
        yield Damage(_kind_of(letter), weight, new)
    for new, weight in table.PAIRS.get(letter + following, {}).items():
        yield Damage("shape", weight, new, width=2)
    if letter.isalnum():
        yield Damage("dropped", table.DROPPED, "")


def _kind_of(letter: str) -> str:
    if letter in "đĐ":
        return "mark"
    return "digit" if letter.isdigit() else "shape" if letter.isalpha() else "punctuation"


def _of_spaces(letter: str, following: str) -> Iterator[Damage]:
    if letter == " ":
        for new, weight in table.SPACE.items():
            yield Damage("line" if "\n" in new else "space", weight, new)
        yield from _stray(letter, table.STRAY_AT_SPACE)
    elif letter in ("\n", "\r\n"):
        if following not in ("\n", "\r\n", ""):
            yield from (Damage("line", weight, new) for new, weight in table.LINE_END.items())
        yield from _stray(letter, table.STRAY_AT_LINE_END)
    elif letter in "-/" and following[:1].isalnum():
        yield Damage("space", table.SPACE_AT_JOINT / 2, letter, before=" ")
        yield Damage("space", table.SPACE_AT_JOINT / 2, letter, behind=" ")
        yield from (Damage("line", weight, letter, behind=new) for new, weight in table.BREAK_AT_JOINT.items())
    elif letter.isalnum() and following[:1].isalnum():
        weight = table.SPACE_IN_CAPITALS if letter.isupper() else table.SPACE_IN_WORD
        yield Damage("space", weight, letter, behind=" ")


def _stray(space: str, weight: float) -> Iterator[Damage]:
    """A mark between two words, or at the right or the left margin."""
    whole = sum(table.STRAY.values())
    for mark, share in table.STRAY.items():
        own = weight * share / whole
        if space == " ":
            yield Damage("stray", own, space, before=f" {mark}")
        else:
            yield Damage("stray", own / 2, space, before=f" {mark}")
            yield Damage("stray", own / 2, space, behind=f"{mark} ")


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the text of a file as a bad scan would give it."""
    parser = argparse.ArgumentParser(prog="python -m tests.noise", description="Print a text with OCR-like damage.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--rate", type=float, default=0.01, help="share of characters that are damaged")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-pages", action="store_true", help="put in no page ends")
    options = parser.parse_args(arguments)
    text = options.file.read_bytes().decode("utf-8-sig")
    noisy = add_noise(text, options.rate, options.seed, None if options.no_pages else PAGE)
    sys.stdout.write(noisy.text)
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(noisy.damages.items(), key=lambda item: -item[1]))
    print(f"{sum(noisy.damages.values())} damages: {kinds}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
