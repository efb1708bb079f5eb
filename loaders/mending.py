"""Words that a scan damaged, mended by the words beside them.

A word is mended where no known phrase has it beside its neighbours, and exactly one word that a scan may have damaged
into it makes a known phrase with them. Known are the phrases of the vocabulary, the names of the gazetteer, and what
the document itself says again elsewhere. A word that the vocabulary has too must fit on both sides, or in three words.
Names of people stay as they are written. Linear in the text.
"""

from __future__ import annotations

import itertools
import operator
import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from .cleaning import CleanText, fold, plain
from .intervals import Intervals
from .known import NUMBER, Known
from .people import rows_of_names
from .repair import Repair
from .syllables import is_syllable, may_be_read

_TOKEN = re.compile(r"([^\W_]+|[^\w\s])")
_ROMAN = re.compile("[ivxlcdm]+")
_SURNAMES = frozenset(
    (
        "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô", "dương",
        "lý", "đinh", "trương", "đoàn", "lâm", "mai", "tô", "trịnh", "đào", "lương", "hà", "cao", "tạ", "quách", "thái",
        "phùng", "chu", "tống", "vương", "lưu", "đàm", "nông", "triệu", "kiều",
    )
)  # fmt: skip
_PERSON = frozenset(("chí", "ông", "bà"))  # đồng chí, ông, bà: a name follows
_PAIRS_OF_LETTERS = (("rn", "m"), ("ri", "n"), ("ii", "h"), ("ii", "u"), ("cl", "d"), ("m", "rn"), ("li", "u"))
_LONGEST = 16  # letters of what two words may have become that lost the space between them; longer ones are no words
_COMMON = 5  # times that a known word stands in a document in which two of its neighbours do not make it another
_OFTEN = 2  # times that a document has to say what its own words are mended by


@dataclass(frozen=True, slots=True)
class Mending:
    """What stands at ``start`` to ``end`` of the text, and what is read instead; ``told`` where it is a repair of words
    or numbers, not of lines and dirt."""

    start: int
    end: int
    read: str
    told: bool = True


def mend(clean: CleanText, known: Known) -> tuple[CleanText, tuple[Repair, ...]]:
    """``clean`` with damaged words mended, and what was mended."""
    people = Intervals(rows_of_names(clean.text))
    found = tuple(item for item in _Mender(clean.text, known).find() if not people.overlaps(item.start, item.end))
    return applied(clean, found) if found else (clean, ())


def applied(clean: CleanText, mendings: Sequence[Mending]) -> tuple[CleanText, tuple[Repair, ...]]:
    """``clean`` with ``mendings``, in their order, carried out. Where lengths differ, each new character stands for
    all that was written."""
    pieces: list[str] = []
    starts, ends = array("L"), array("L")
    repairs: list[Repair] = []
    position = length = 0
    for item in mendings:
        if item.start < position:
            continue
        kept, written = clean.text[position : item.start], clean.text[item.start : item.end]
        pieces += (kept, item.read)
        length += len(kept)
        if item.told:
            repairs.append(Repair(length, length + len(item.read), written, item.read))
        length += len(item.read)
        starts += clean.starts[position : item.start]
        ends += clean.ends[position : item.start]
        if len(written) == len(item.read):
            starts += clean.starts[item.start : item.end]
            ends += clean.ends[item.start : item.end]
        else:
            starts += array("L", [clean.starts[item.start]] * len(item.read))
            ends += array("L", [clean.ends[item.end - 1]] * len(item.read))
        position = item.end
    pieces.append(clean.text[position:])
    return CleanText("".join(pieces), starts + clean.starts[position:], ends + clean.ends[position:]), tuple(repairs)


def relocated(repairs: Iterable[Repair], before: CleanText, after: CleanText) -> Iterator[Repair]:
    """``repairs``, whose places are those of ``before``, with their places in ``after``, by the source of both."""
    for item in repairs:
        start, end = before.source_span(item.start, item.end) if item.start < len(before.starts) else (0, 0)
        first = bisect_left(after.starts, start)
        yield replace(item, start=first, end=max(first + 1, bisect_left(after.starts, end)))


class _Mender:
    """The words of one text, and those among them that no neighbour knows."""

    def __init__(self, text: str, known: Known) -> None:
        self.text, self.known = text, known
        folded = fold(text)
        pieces = _TOKEN.split(folded)  # what stands between the words, and the words, in turn
        self.pieces = pieces
        words = [NUMBER if piece.isdigit() else piece for piece in pieces[1::2]]
        self.tokens = ["", "", *words, "", "", ""]
        pairs = list(itertools.pairwise(self.tokens))
        self.counts = Counter(itertools.filterfalse(known.pairs.__contains__, pairs))
        self.words = Counter(self.tokens)
        strange = {pair for pair, count in self.counts.items() if count < _OFTEN}
        self.strange = list(map(strange.__contains__, pairs))
        self.own = self._own_words()

    def _own_words(self) -> dict[str, list[str]]:
        """The words that the document says often, by their letters."""
        found: dict[str, list[str]] = {}
        for word, count in self.words.items():
            if count >= _OFTEN and word not in self.known.words and word.isalpha():
                found.setdefault(_letters(word), []).append(word)
        return found

    def find(self) -> Iterator[Mending]:
        """What is to be mended, in the order of the text."""
        strange, tokens, words, free = self.strange, self.tokens, self.known.words, self.known.free
        both = list(map(operator.and_, strange[1:], strange))  # the pairs before and behind the next word
        halves = {
            index
            for index in itertools.compress(range(len(strange)), strange)
            if tokens[index] + tokens[index + 1] in words
        }
        alone = [index for index in itertools.compress(range(1, len(strange)), both) if tokens[index] not in free]
        taken = -1
        for index in sorted(halves.union(alone)) if halves else alone:
            token = tokens[index]
            if index <= taken:
                continue
            if index in halves and (joined := self._joined(index)):
                start, end = self._span(index)[0], self._span(index + 1)[1]
                taken = index + 1
                yield Mending(start, end, in_case(joined, self.text[start:end]))
            elif (
                strange[index - 1]
                and token not in free
                and len(token) <= _LONGEST
                and token[-1:].isalpha()
                and not _ROMAN.fullmatch(token)
            ):
                yield from self._read(index)

    @cached_property
    def _bounds(self) -> list[int]:
        return list(itertools.accumulate(map(len, self.pieces)))

    def _span(self, index: int) -> tuple[int, int]:
        """Where the word number ``index`` stands; an empty place at either end of the text for what is beyond it."""
        at = 2 * (index - 2)
        if at < 0:
            return 0, 0
        return (
            (self._bounds[at], self._bounds[at + 1]) if at + 1 < len(self._bounds) else (len(self.text), len(self.text))
        )

    def _pair(self, one: str, two: str) -> bool:
        pair = one, two
        if pair in self.known.pairs:
            return True
        return self.counts.get(pair, 0) >= _OFTEN and one.isalnum() and two.isalnum()

    def _strong(self, index: int, word: str) -> bool:
        """Whether three words of a known phrase stand here with ``word``, or just two that nothing goes on from."""
        far, before, _, after, last = self.tokens[index - 2 : index + 3]
        triples, pairs = self.known.triples, self.known.pairs
        whole = (before, word) in pairs and self._ends_phrase(index)
        return (
            whole
            or (far, before, word) in triples
            or (before, word, after) in triples
            or (word, after, last) in triples
        )

    def _ends_phrase(self, index: int) -> bool:
        """Whether the word at ``index`` is the second of two that stand alone between marks."""
        return not self.tokens[index - 2].isalnum() and not self.tokens[index + 1].isalnum()

    def _is_place(self, index: int) -> bool:
        """Whether just two words with capitals stand at ``index`` and before it."""
        capitals = [
            self.text[self._span(other)[0] : self._span(other)[0] + 1].isupper()
            for other in range(index - 2, index + 2)
        ]
        return capitals == [False, True, True, False]

    def _read(self, index: int) -> Iterator[Mending]:
        """The word that was written at ``index``; nothing where none or several can have been."""
        word = self.tokens[index]
        unknown = word not in self.known.words and self.words[word] < _OFTEN
        least = 1 if unknown else 2 if self.words[word] < _COMMON else 3
        valid = is_syllable(word)
        best = self._best(index, self._alike(word), least, may_be_read if valid else _any)
        if best is None and unknown and len(word) >= 2:
            best = self._best(index, self._near(word), 1 if len(word) >= 3 and not valid else 2, is_near)
            if best is None and not valid:
                best = self._best(index, self._paired(word), 1, _any) or self._divided(index)
        if best is None:
            return
        start, end = self._span(index)
        written = self.text[start:end]
        if not (self._is_name(index, written) or self._is_short_form(index, written)):
            inside = " " in best or self.tokens[index - 1].isalnum()
            yield Mending(start, end, in_case(best, written, inside))

    def _best(self, index: int, candidates: Iterable[str], least: int, suits: Callable[[str, str], bool]) -> str | None:
        """The one of ``candidates`` that fits best and well enough beside its neighbours, and suits what is written."""
        before, word, after = self.tokens[index - 1 : index + 2]
        pair = self._pair
        found: dict[str, int] = {}
        for one in candidates:
            if one == word:
                continue
            sides = pair(before, one) + pair(one, after)
            if not sides or not suits(one, word):
                continue
            value = sides + self._strong(index, one)
            if value >= least:
                found[one] = value
        most = max(found.values(), default=0)
        best = [one for one, value in found.items() if value == most]
        return best[0] if len(best) == 1 else None

    def _alike(self, word: str) -> tuple[str, ...]:
        """The words with the letters of ``word``, whatever their marks."""
        letters = _letters(word)
        return (*self.known.alike.get(letters, ()), *self.own.get(letters, ()))

    def _near(self, word: str) -> set[str]:
        """The known words that are ``word`` but for two letters at most."""
        return {one for piece in (word, *shortened(word)) for one in self.known.near.get(piece, ())}

    def _paired(self, word: str) -> set[str]:
        """The known words in which a scan may have taken two letters for one of ``word``, or one for two."""
        found: set[str] = set()
        for written, read in _PAIRS_OF_LETTERS:
            at = word.find(written)
            while at >= 0:
                other = word[:at] + read + word[at + len(written) :]
                found |= {other} if other in self.known.words else set()
                found |= set(self.known.alike.get(other, ())) if other.isascii() else set()
                at = word.find(written, at + 1)
        return found

    def _divided(self, index: int) -> str | None:
        """Two words that lost the space between them."""
        word = self.tokens[index]
        before, after = self.tokens[index - 1], self.tokens[index + 1]
        found: dict[str, int] = {}
        if len(word) < 4 or not word.isalpha():
            return None
        written = self.text[slice(*self._span(index))]
        for cut in range(2, len(word) - 1):
            one, two = word[:cut], word[cut:]
            if self._is_word(one) and self._is_word(two):
                inner = self._pair(one, two) + (written[cut].isupper() and written[cut - 1].islower())
                sides = self._pair(before, one) + self._pair(two, after)
                if inner or sides:
                    found[f"{one} {two}"] = 2 * inner + sides
        most = max(found.values(), default=0)
        best = [one for one, value in found.items() if value == most]
        return best[0] if len(best) == 1 else None

    def _is_word(self, word: str) -> bool:
        return word in self.known.words or self.words[word] >= _OFTEN

    def _joined(self, index: int) -> str | None:
        """One word that a space was put in: its halves stand at ``index`` and behind it."""
        one, two = self.tokens[index], self.tokens[index + 1]
        words = self.known.words
        if (
            not (one.isalpha() and two.isalpha())
            or len(one) + len(two) < 3
            or one + two not in words
            or not is_syllable(one + two)
        ):
            return None
        if (one in words and len(one) > 1) and (two in words and len(two) > 1):
            return None
        between = self.text[self._span(index)[1] : self._span(index + 1)[0]]
        if len(between) != 1:
            return None
        before, after = self.tokens[index - 1], self.tokens[index + 2]
        if not self._pair(before, one + two) and not self._pair(one + two, after):
            return None
        return one + two

    def _is_short_form(self, index: int, written: str) -> bool:
        """Whether a word in capitals is a part of a number, or an abbreviation among words in small letters."""
        if not written.isupper():
            return False
        start, end = self._span(index)
        if self.text[start - 1 : start] in ("/", "-") or self.text[end : end + 1] in ("/", "-"):
            return True
        around = [
            self.text[slice(*self._span(other))] for other in (index - 1, index + 1) if self.tokens[other].isalpha()
        ]
        return len(written) > 1 and bool(around) and not any(other.isupper() for other in around)

    def _is_name(self, index: int, written: str) -> bool:
        """Whether a word may be part of the name of a person: in a row of capitalized words that a surname begins."""
        if not written[:1].isupper() or (written.isupper() and len(written) > 1):
            return False
        for other in range(index, max(index - 4, 1), -1):
            token = self.tokens[other]
            start, end = self._span(other)
            row = "\n" not in self.text[end : self._span(other + 1)[0]]
            if not self.text[start : start + 1].isupper() or (other < index and not row):
                return token in _PERSON
            following = self._span(other + 1)[0]
            known = (token, self.tokens[other + 1]) in self.known.pairs
            if token in _SURNAMES and not known and row and self.text[following : following + 1].isupper():
                return True
        return False


def _any(one: str, two: str) -> bool:
    """Any word suits."""
    return True


@lru_cache(maxsize=1 << 14)
def _letters(word: str) -> str:
    return plain(word)


def in_case(word: str, written: str, inside: bool = True) -> str:
    """``word`` in the capitals of what was ``written``; ``inside`` a line, a digit for a letter tells of no capital."""
    if " " in word and " " not in written:
        cut = word.index(" ")
        return f"{written[:cut]} {written[cut:]}"
    letters = [char for char in written if char.isalpha()]
    if len(letters) > 1 and sum(char.isupper() for char in letters) > len(letters) / 2:
        return word.upper()
    if len(word) == len(written) and word[0] == fold(written[0]):
        return "".join(one.upper() if other.isupper() else one for one, other in zip(word, written, strict=True))
    capital = written[0].isupper() and not (written[0] == "I" and word[0] == "l")
    return word.capitalize() if capital or (written[0].isdigit() and not inside) else word


def shortened(word: str) -> tuple[str, ...]:
    """``word`` without one of its letters, each in turn."""
    return tuple({word[:index] + word[index + 1 :] for index in range(len(word))})


def is_near(one: str, two: str) -> bool:
    """Whether one letter changed, lost or put in makes ``two`` of ``one``."""
    if abs(len(one) - len(two)) > 1 or one == two:
        return False
    lead = next((index for index, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    return one[lead + 1 :] == two[lead + 1 :] or one[lead:] == two[lead + 1 :] or one[lead + 1 :] == two[lead:]
