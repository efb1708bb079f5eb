"""From the decoded text of a file to text that rules can read, with a map back to the source.

Cleaning removes what is not wording (Markdown marks, rules, soft characters) and composes to NFC; it never
repairs words. Every character of the result knows which characters of the source it stands for, so that spans
always speak of the source. Cleaning twice gives the same as cleaning once, where marks are not nested sixteen deep.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache

_LOWER_TONES = dict(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)
_TONES = {case(old): case(new) for old, new in _LOWER_TONES.items() for case in (str.lower, str.capitalize, str.upper)}
_TONE = re.compile(r"(?<![qQ])(?:[oO][àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ]|[uU][ỳýỷỹỵỲÝỶỸỴ])(?!\w)")

# The capital letters of Vietnamese, for use inside brackets of an expression (a range such as À-Ỹ holds small
# letters, too).
CAPITALS = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"

# One character for one character: eth is the usual wrong Đ of old fonts; the solidi appear in OCR of numbers.
_SINGLE = str.maketrans(
    {"Ð": "Đ", "ð": "đ", "\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u3000": " ", "\t": " ", "\v": "\n",
     "\f": "\n", "\u2028": "\n", "\u2029": "\n", "\x85": "\n", "／": "/", "∕": "/", "⁄": "/", "|": "\n",
     "\u2010": "-", "\u2011": "-"}
)  # fmt: skip
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")  # of full width, as programs for Chinese write them, or of another script
_CACHED = 4000  # a paragraph is folded by several steps; whole files are not kept
_MOST_ROUNDS = 16  # real text needs two; marks nested in marks ("a[1[1[1]]]") need one for each level, and no more
_COMBINED = re.compile("[^\u0300-\u036f]?[\u0300-\u036f]+")

# The order matters: rules before emphasis (a row of asterisks is a rule), bullets before the other asterisks.
_STEPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\r\n?"), "\n"),
    (re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]"), ""),
    (re.compile(r"<sup>\s*(\d{1,3})\s*</sup>"), r"[\1]"),
    (re.compile(r"<br\s*/?>"), "\n"),
    (re.compile(r"`+"), ""),
    (re.compile(r"(?<!\\)\\+(?=[-.*_#>()\[\]])"), ""),
    (re.compile(r"(?m)^[ ]*#{1,6}[ ]+Page \d+.*$"), ""),
    (re.compile(r"(?m)^[ ]*(?:(?:#{1,6}|>)(?:[ ]+|$))+"), ""),
    (re.compile(r"-{3,}|_{2,}|={3,}|~{3,}"), "\n"),
    (re.compile(r"(?m)^[ ]*\*[ ]+(?=\*{0,3}[^\s*])"), "• "),
    (re.compile(r"\*+"), ""),
    (re.compile(r"(?<=[^\s•])[ ]*\[\d{1,3}\]"), ""),
    (re.compile(r"([^\W\d_])(?=ngày\s?\d)"), r"\1 "),
    (re.compile(r"[ ]{2,}"), " "),
    (re.compile(r"(?m)^[ ]+|[ ]+$"), ""),
)


def fold_tones(text: str) -> str:
    """``text`` with one placement of the tone mark (uỷ and ủy, hoà and hòa); its length does not change."""
    return _TONE.sub(lambda match: _TONES.get(match[0], match[0]), text)


def fold(text: str) -> str:
    """``text`` in lower case with one tone placement, of the same length, for matching only.

    Example:
        >>> fold("Tỉnh uỷ Hoà Bình")
        'tỉnh ủy hòa bình'
    """
    return _fold_short(text) if len(text) <= _CACHED else _fold(text)


@lru_cache(maxsize=4096)
def _fold_short(text: str) -> str:
    return _fold(text)


def _fold(text: str) -> str:
    lowered = text.lower()
    if len(lowered) != len(text):  # İ becomes two characters
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return fold_tones(lowered)


@dataclass(frozen=True, slots=True)
class CleanText:
    """Cleaned text with, for each character, the span of the source that it stands for."""

    text: str
    starts: array[int]
    ends: array[int]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source behind ``text[start:end]``, which must not be empty."""
        return self.starts[start], self.ends[end - 1]

    def part(self, start: int, end: int) -> CleanText:
        """The piece ``text[start:end]`` with its own map."""
        return CleanText(self.text[start:end], self.starts[start:end], self.ends[start:end])


def clean(source: str) -> CleanText:
    """Clean ``source``; linear in its length for each of a small, fixed number of rounds.

    Example:
        >>> cleaned = clean("## **KẾ HOẠCH**")
        >>> cleaned.text, cleaned.source_span(0, 8)
        ('KẾ HOẠCH', (5, 13))
    """
    current = CleanText(source, array("L", range(len(source))), array("L", range(1, len(source) + 1)))
    for _ in range(_MOST_ROUNDS):
        following = _round(current)
        if following.text == current.text:
            break
        current = following
    return current


def _round(current: CleanText) -> CleanText:
    if not unicodedata.is_normalized("NFC", current.text):
        current = _substitute(current, _COMBINED, None)
    text = _FOREIGN_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), current.text.translate(_SINGLE))
    current = CleanText(text, current.starts, current.ends)
    for pattern, replacement in _STEPS:
        current = _substitute(current, pattern, replacement)
    return current


def _substitute(current: CleanText, pattern: re.Pattern[str], replacement: str | None) -> CleanText:
    """Replace every match; ``None`` composes it to NFC. What is put in stands for the whole match."""
    pieces: list[str] = []
    starts, ends = array("L"), array("L")
    position = 0
    for match in pattern.finditer(current.text):
        new = unicodedata.normalize("NFC", match[0]) if replacement is None else match.expand(replacement)
        if new == match[0]:
            continue
        begin, end = match.span()
        pieces += (current.text[position:begin], new)
        starts += current.starts[position:begin] + array("L", [current.starts[begin]] * len(new))
        ends += current.ends[position:begin] + array("L", [current.ends[end - 1]] * len(new))
        position = end
    if not pieces:
        return current
    return CleanText(
        "".join(pieces) + current.text[position:], starts + current.starts[position:], ends + current.ends[position:]
    )


_PLAIN = str.maketrans(
    {
        char: unicodedata.normalize("NFD", char)[0]
        for char in "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
    }
    | {"đ": "d"}
)


def plain(text: str) -> str:
    """``text`` in lower case without any mark, of the same length: what survives the worst scans.

    Example:
        >>> plain("DẢNG CÔNG SẢN")
        'dang cong san'
    """
    return fold(text).translate(_PLAIN)
