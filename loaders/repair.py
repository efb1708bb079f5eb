"""Words whose marks a scan has lost or changed: the letters stay, the marks of a fixed phrase come back.

Only phrases of the list ``marked`` of the vocabulary are repaired: long ones that have no second reading without their
marks. Names of people and places never are. A repaired character stands for the character of the source in its
place, so that spans do not move. Quotations give the words as they were read; the record's warnings give them as they
were written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .cleaning import CleanText, fold, plain
from .lexicon import Lexicon

# Words that only their neighbours make certain: "ngay 05 thảng 01 năm 2022", "Chỉ thị sô 12-CT/TW".
_DATE = re.compile(r"(?<!\w)(ngay)\s+\d{1,2}\s+(thang)\s+\d{1,2}\s+(nam)(?=\s+\d{4}(?!\d))")
_NUMBER = re.compile(r"(?<!\w)(so)(?=\s?:?\s?\d{1,5}[a-zđ]?\s?[-/]\s?\d{0,4}/?[a-zđ])")
_IN_PLACE = {"ngay": "ngày", "thang": "tháng", "nam": "năm", "so": "số"}


@dataclass(frozen=True, slots=True)
class Repair:
    """A phrase that was repaired: its place in the cleaned text, and what stood there."""

    start: int
    end: int
    written: str
    read: str


def restore_marks(clean: CleanText, lexicon: Lexicon) -> tuple[CleanText, tuple[Repair, ...]]:
    """``clean`` with the marks of fixed phrases restored, and what was restored, in order; no length changes."""
    bare = plain(clean.text)
    phrases = _phrases(lexicon)
    wanted = [(match.start(), phrases[re.sub(r"\s", " ", match[0])]) for match in _pattern(lexicon).finditer(bare)]
    for pattern in (_DATE, _NUMBER):
        for match in pattern.finditer(bare):
            wanted += [(match.start(group + 1), _IN_PLACE[word]) for group, word in enumerate(match.groups())]
    text = list(clean.text)
    repairs: list[Repair] = []
    for start, phrase in sorted(wanted):
        end = start + len(phrase)
        written = clean.text[start:end]
        if re.sub(r"\s", " ", fold(written)) == phrase:
            continue
        for index, char in enumerate(phrase, start):
            if not char.isspace():
                text[index] = char.upper() if text[index].isupper() else char
        repairs.append(Repair(start, end, written, "".join(text[start:end])))
    if not repairs:
        return clean, ()
    return CleanText("".join(text), clean.starts, clean.ends), tuple(repairs)


@cache
def _phrases(lexicon: Lexicon) -> dict[str, str]:
    return {plain(phrase): fold(phrase) for phrase in lexicon.cues["marked"]}


@cache
def _pattern(lexicon: Lexicon) -> re.Pattern[str]:
    words = sorted(_phrases(lexicon), key=lambda word: (-len(word), word))
    spaced = "|".join(re.escape(word).replace(r"\ ", r"\s") for word in words)
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)")
