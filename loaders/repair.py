"""Words whose marks a scan has lost or changed, and digits that it took for letters.

The letters of a phrase stay, its marks come back.

Only phrases of the list ``marked`` of the vocabulary are repaired: long ones that have no second reading without their
marks. Names of people and places never are. A repaired character stands for the character of the source in its
place, so that spans do not move. Quotations give the words as they were read; the record's warnings give them as they
were written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from .cleaning import PLAIN_GAP, CleanText, fold, plain
from .intervals import Intervals
from .lexicon import Lexicon, alternatives
from .people import rows_of_names

# Words that only their neighbours make certain: "ngay 05 thảng 01 năm 2022", "Chỉ thị sô 12-CT/TW".
_DATE = re.compile(r"(ngay)(?<!\wngay)\s+\d{1,2}\s+(thang)\s+\d{1,2}\s+(nam)(?=\s+\d{4}(?!\d))")
_DAY = re.compile(r"(ngay)(?<!\wngay)(?=\s+\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?!\d))")
_OF = re.compile(
    r"(cua)(?<!\wcua)"
    r"(?=\s(?:ban|bo|chinh phu|dang uy|hoi dong|quoc hoi|thanh uy|thu tuong|tinh uy|trung uong|uy ban)(?!\w))"
)
_NUMBER = re.compile(r"(so)(?<!\wso)(?=\s?:?\s?\d{1,5}[a-zđ]?\s?[-/]\s?\d{0,4}/?[a-zđ])")
# Letters that stand for digits where only digits can stand: dates, numbers behind "số", years and terms in symbols.
_DIGIT = "[0-9OolISB]"
_AFTER_CUE = re.compile(rf"[Ss]ố:?\s?({_DIGIT}{{1,5}})(?=[-/][0-9A-ZĐ])")
_DIGITS = (
    re.compile(rf"({_DIGIT}(?<!\w.){_DIGIT}?)[/.-]({_DIGIT}{{1,2}})[/.-]([12l]{_DIGIT}{{3}})(?!\w)"),
    re.compile(rf"[Nn]gày\s({_DIGIT}{{1,2}})\stháng\s({_DIGIT}{{1,2}})\snăm\s([12l]{_DIGIT}{{3}})(?!\w)"),
    _AFTER_CUE,
    re.compile(rf"([12l](?<=\d/.){_DIGIT}{{3}})(?=/[A-ZĐ])"),
    re.compile(rf"(?<=QH)([0-9lO]{_DIGIT}?)(?![^\W_])"),
)
_SUFFIX = "BSIl"  # what ends a number of its own: 12B
_BESIDE_DIGIT = re.compile(r"[OolISB](?:(?=\d)|(?<=\d.))")
_OTHER_SPACE = re.compile(r"[^\S ]")
_AS_DIGIT = str.maketrans("OolISB", "001158")
_IN_PLACE = {"cua": "của", "ngay": "ngày", "thang": "tháng", "nam": "năm", "so": "số"}


@dataclass(frozen=True, slots=True)
class Repair:
    """A word that was repaired: its place in the cleaned text, what stood there and how it was read."""

    start: int
    end: int
    written: str
    read: str


def restore(clean: CleanText, lexicon: Lexicon) -> tuple[CleanText, tuple[Repair, ...]]:
    """``clean`` with the marks of fixed phrases and the digits of dates and numbers restored, and what was restored.

    No length changes. Linear in the text.
    """
    marked = _applied(clean.text, _marks(clean.text, lexicon))
    text = _applied(marked, _digits(marked))
    if text == clean.text:
        return clean, ()
    found = [*_changes(clean.text, marked), *_changes(marked, text)]
    return CleanText(text, clean.starts, clean.ends), tuple(sorted(found, key=lambda item: item.start))


def _marks(text: str, lexicon: Lexicon) -> Iterator[tuple[int, str]]:
    """Where a phrase stands without its own marks, and the phrase in the capitals of the text."""
    bare, folded = plain(text), _OTHER_SPACE.sub(" ", fold(text))
    phrases, listed = _phrases(lexicon), _listed(lexicon)
    found = ((match.start(), _spaced(match[0][1:], phrases)) for match in _pattern(lexicon).finditer(f" {bare}"))
    # A name begins with a capital: "văn bản chỉ đạo" is no Ban Chỉ đạo.
    people = Intervals(rows_of_names(text))
    wanted = [
        (start, phrases[words])
        for start, words in found
        if (words in listed or text[start].isupper()) and not people.overlaps(start, start + len(words))
    ]
    for pattern in (_DATE, _DAY, _OF, _NUMBER):
        for match in pattern.finditer(bare):
            wanted += [(match.start(group + 1), _IN_PLACE[word]) for group, word in enumerate(match.groups())]
    for start, phrase in sorted(wanted):
        if not folded.startswith(phrase, start):
            yield start, "".join(map(_in_case, phrase, text[start : start + len(phrase)]))


def _spaced(words: str, phrases: dict[str, str]) -> str:
    return words if words in phrases else _OTHER_SPACE.sub(" ", words)


def _in_case(char: str, written: str) -> str:
    return written if char.isspace() else char.upper() if written.isupper() else char


def _digits(text: str) -> Iterator[tuple[int, str]]:
    if not _BESIDE_DIGIT.search(text):
        return
    for pattern in _DIGITS:
        for match in pattern.finditer(text):
            for group, token in enumerate(match.groups(), start=1):
                if not token.isdigit() and (len(match.groups()) > 1 or any(char.isdigit() for char in token)):
                    yield match.start(group), _as_digits(token) if pattern is _AFTER_CUE else token.translate(_AS_DIGIT)


def _as_digits(token: str) -> str:
    """``token`` in digits, but for a letter that ends it: 12B is a number of its own beside 12 and 12A."""
    return token[:-1].translate(_AS_DIGIT) + (token[-1] if token[-1] in _SUFFIX else token[-1].translate(_AS_DIGIT))


def _applied(text: str, changes: Iterable[tuple[int, str]]) -> str:
    pieces: list[str] = []
    position = 0
    for start, new in sorted(changes):
        if start >= position:
            pieces += (text[position:start], new)
            position = start + len(new)
    return "".join(pieces) + text[position:]


def _changes(before: str, after: str) -> Iterator[Repair]:
    """The words that differ in two texts of one length."""
    for match in re.finditer(r"\S+", after):
        start, end = match.span()
        if before[start:end] != match[0]:
            yield Repair(start, end, before[start:end], match[0])


@cache
def _phrases(lexicon: Lexicon) -> dict[str, str]:
    """The phrases by their letters: those listed, and names of kinds of bodies and posts of three words and more."""
    names = [name for name in (*lexicon.phrases.values(), *lexicon.cues["position"]) if len(name.split()) >= 3]
    types = [item.label for item in lexicon.vocabulary.document_types if " " in item.label]
    return {plain(name): fold(name) for name in (*types, *names)} | _listed(lexicon)


@cache
def _listed(lexicon: Lexicon) -> dict[str, str]:
    return {plain(phrase): fold(phrase) for phrase in lexicon.cues["marked"]}


@cache
def _pattern(lexicon: Lexicon) -> re.Pattern[str]:
    one_space = alternatives(_phrases(lexicon)).replace(r"\s+", r"\s")  # a repair keeps the length of the text
    return re.compile(rf"{PLAIN_GAP}(?:{one_space})(?!\w)")
