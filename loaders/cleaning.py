"""From the decoded text of a file to text that rules can read, with a map back to the source.

Cleaning removes what is not wording (Markdown marks, rules, soft characters) and composes to NFC; it never
repairs words. Every character of the result knows which characters of the source it stands for, so that spans
always speak of the source. Cleaning twice gives the same as cleaning once, where marks are not nested sixteen deep.
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

_LOWER_TONES = dict(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)
_TONES = {case(old): case(new) for old, new in _LOWER_TONES.items() for case in (str.lower, str.capitalize, str.upper)}
# The marked letter comes first, as it is rare; what stands before it is looked at afterwards.
_MARKED = re.compile(
    r"[àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸỳýỷỹỵỲÝỶỸỴ](?<=[oOuU].)(?!\w)(?<![qQ]..)",
)

# The capital and the small letters of Vietnamese, for use inside brackets of an expression; a range such as À-Ỹ holds
# both.
CAPITALS = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
SMALL = "a-zàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"

# One character for one character: eth is the usual wrong Đ of old fonts; the solidi appear in OCR of numbers.
_SINGLE = (
    *((char, " ") for char in "\u00a0\u2007\u202f\u3000"),
    *((char, "\n") for char in "\v\f\u2028\u2029\x85|"),
    *((char, "/") for char in "／∕⁄"),
    *((char, "-") for char in "\u2010\u2011"),
    ("Ð", "Đ"), ("ð", "đ"),
)  # fmt: skip
_FOREIGN_DIGIT = re.compile(r"\d(?<![0-9])")  # of full width, as programs for Chinese write them, or of another script
# Combining marks, and every digit but 0 to 9, are among these; a Vietnamese text has few of them.
_RARE = re.compile("[\u0300-\u036f\u0660-\u1e9f\u2070-\U0010ffff]")
_CACHED = 4000  # a paragraph is folded by several steps; whole files are not kept
_LEAST_COUNTED, _MOST_COUNTED = 16, 20  # powers of two: up to a million positions are kept
_MOST_ROUNDS = 16  # real text needs two; marks nested in marks ("a[1[1[1]]]") need one for each level, and no more


@dataclass(frozen=True, slots=True)
class Step:
    """What is replaced by what, in texts that hold one of ``signs``, which are quicker to look for."""

    signs: tuple[str, ...]
    pattern: re.Pattern[str]
    replacement: str | Callable[[re.Match[str]], str]


_LABEL = re.compile(r"\s*(?:Điều )?[\w.]{0,6}[.):/]?-?|\s*[-+•*]")
_BEGINS = re.compile(rf"[{CAPITALS}“]|ngày")


def _gap(match: re.Match[str]) -> str:
    """A wide gap between two columns of a page ends the line; behind a label, or inside a sentence, it is a space."""
    text, (start, end) = match.string, match.span()
    line = max(text.rfind("\n", max(0, start - 12), start) + 1, start - 12, 0)
    return " " if _LABEL.fullmatch(text, line, start) or not _BEGINS.match(text, end) else "\n"


def _formula(match: re.Match[str]) -> str:
    """The letters of what an OCR engine took for a formula: "$( \\mathsf { b } / \\mathsf { c } )$" is "(b/c)"."""
    return re.sub(r"\\[a-zA-Z]+|[{}$^_\s]", "", match[0])


def _composed(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match[0])


_COMBINING = re.compile("[\u0300-\u036f]")
_COMPOSED = Step((), re.compile("[^\u0300-\u036f]?[\u0300-\u036f]+"), _composed)
# Tags in Markdown, and in text taken from pages, that are no wording. Those of blocks end a line.
_BLOCK_TAGS = "br|p|div|t[dhr]|table|tbody|thead|caption|ul|ol|li|h[1-6]|hr|center|blockquote|section"
_INLINE_TAGS = "b|i|u|em|strong|span|font|a|mark|small|s|sub|img"
# The order matters: rules before emphasis (a row of asterisks is a rule), bullets before the other asterisks.
_STEPS = tuple(
    Step(signs, re.compile(pattern), replacement)
    for signs, pattern, replacement in (
        (("\r",), r"\r\n?", "\n"),
        (tuple("\u200b\u200c\u200d\u2060\ufeff\u00ad"), "[\u200b-\u200d\u2060\ufeff\u00ad]", ""),
        (("<sup>",), r"<sup>\s*(\d{1,3})\s*</sup>", r"[\1]"),
        (("<",), rf"</?(?:{_BLOCK_TAGS})(?:\s[^<>]{{0,300}}|/)?>|<!--[^<>]{{0,300}}-->", "\n"),
        (("<",), rf"</?(?:{_INLINE_TAGS})(?:\s[^<>]{{0,300}}|/)?>", ""),
        (("&",), r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#[xX][0-9a-fA-F]{1,6});", lambda match: html.unescape(match[0])),
        (("$",), r"\$[^$\n]{1,80}\$", _formula),
        (("](",), r"!\[[^\[\]\n]{0,200}\]\([^()\s]{1,300}\)", ""),
        (("](",), r"\[([^\[\]\n]{1,300})\]\([^()\s]{1,300}\)", r"\1"),
        (("`",), r"`+", ""),
        (("\\",), r"(?<!\\)\\+(?=[-.*_#>()\[\]])", ""),
        (("Trang ",), r"(?m)^Trang \d{1,3}(?=[A-ZĐ ]|$)", ""),
        (("# Page",), r"(?m)^[ ]*#{1,6}[ ]+Page \d+.*$", ""),
        (("#", ">"), r"(?m)^[ ]*(?:(?:#{1,6}|>)(?:[ ]+|$))+", ""),
        (("---",), r"(?m)^[ \t|:]*+(?::?-{3,}+:?[ \t|]*+)++$", "\n"),
        (("---",), r"-{3,}", "\n"),
        (("__",), r"_{2,}", "\n"),
        (("_",), r"_(?:(?<!\w_)(?=[^\W_])|(?<=[^\W_]_)(?!\w))", ""),
        (("===",), r"={3,}", "\n"),
        (("~~~",), r"~{3,}", "\n"),
        (("*",), r"(?m)^[ ]*\*[ ]{1,4}(?=\*{0,3}[^\s*])", "• "),
        (("*",), r"\*+", ""),
        (("[",), r"\[(?<=[^\s•]\[)\d{1,3}\]|[ ](?<=[^\s•][ ])[ ]*\[\d{1,3}\]", ""),
        (("ngày",), r"ngày(?=\s?\d)(?<=[^\W\d_]ngày)", " ngày"),
        (("    ", "\t"), r"[ ]{4,}|[ ]*\t[ \t]*", _gap),
        (("  ",), r"[ ]{2,}", " "),
        ((" ",), r"[ ](?:(?![^\n])|(?<![^\n].))", ""),
    )
)


# "Quyết định 435/QĐ-UBND năm 2020." before a heading of a document, and the name of an annex between both, where a
# data set puts them before each.
_REFERENCE = re.compile(
    r"(?m)^(?P<reference>[^\W\d_]+(?: [^\W\d_]+){0,4} \d+\S*/\S+ năm \d{4}\. )"
    rf"(?:[{CAPITALS}][{CAPITALS} ,-]{{5,80}}\. (?=[IVX]+\. |Điều \d))?"
)


def _without_references(current: CleanText) -> CleanText:
    """The text without the references that several of its lines begin with."""
    counts = Counter(match["reference"] for match in _REFERENCE.finditer(current.text))
    repeated = {reference for reference, count in counts.items() if count > 1}
    step = Step((), _REFERENCE, lambda match: "" if match["reference"] in repeated else match[0])
    return substitute(current, step) if repeated else current


def fold_tones(text: str) -> str:
    """``text`` with one placement of the tone mark (uỷ and ủy, hoà and hòa); its length does not change."""
    pieces: list[str] = []
    position = 0
    for match in _MARKED.finditer(text):
        start, end = match.start() - 1, match.end()
        new = _TONES.get(text[start:end])
        if new:
            pieces += (text[position:start], new)
            position = end
    return "".join(pieces) + text[position:] if pieces else text


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
    return fold_tones(_lowered(text))


def _lowered(text: str) -> str:
    lowered = text.lower()
    if len(lowered) != len(text):  # İ becomes two characters
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return lowered


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


def consecutive(start: int, end: int) -> array[int]:
    """The numbers from ``start`` up to ``end``, without it; most are copied, which takes a fraction of counting."""
    if end > 1 << _MOST_COUNTED:
        return array("L", range(start, end))
    return _counted(max(_LEAST_COUNTED, end.bit_length()))[start:end]


@cache
def _counted(bits: int) -> array[int]:
    return array("L", range(1 << bits))


def clean(source: str) -> CleanText:
    """Clean ``source``; linear in its length for each of a small, fixed number of rounds.

    Example:
        >>> cleaned = clean("## **KẾ HOẠCH**")
        >>> cleaned.text, cleaned.source_span(0, 8)
        ('KẾ HOẠCH', (5, 13))
    """
    current = CleanText(source, consecutive(0, len(source)), consecutive(1, len(source) + 1))
    if " năm " in source:
        current = _without_references(current)
    for _ in range(_MOST_ROUNDS):
        following = _round(current)
        if following.text == current.text:
            break
        current = following
    return current


def _round(current: CleanText) -> CleanText:
    rare = _RARE.search(current.text) is not None
    if rare and _COMBINING.search(current.text):
        current = substitute(current, _COMPOSED)
    text = current.text
    for char, plainer in _SINGLE:
        text = text.replace(char, plainer)
    if rare:
        text = _FOREIGN_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), text)
    current = CleanText(text, current.starts, current.ends)
    for step in _STEPS:
        if any(sign[0] in current.text and sign in current.text for sign in step.signs):
            current = substitute(current, step)
    return current


def substitute(current: CleanText, step: Step) -> CleanText:
    """Replace every match. What is put in stands for the whole match, or for the character before it."""
    pieces: list[str] = []
    starts, ends = array("L"), array("L")
    all_starts, all_ends, size = _octets(current.starts), _octets(current.ends), starts.itemsize
    position = 0
    for match in step.pattern.finditer(current.text):
        old = match[0]
        new = match.expand(step.replacement) if isinstance(step.replacement, str) else step.replacement(match)
        if new == old:
            continue
        begin, end = match.span()
        if new.endswith(old):  # something is put in before the match
            new, end = new[: -len(old)], begin
        first, last = (begin, end - 1) if end > begin else (begin - 1, begin - 1)
        pieces += (current.text[position:begin], new)
        starts.frombytes(all_starts[position * size : begin * size])
        ends.frombytes(all_ends[position * size : begin * size])
        starts.extend([current.starts[first]] * len(new))
        ends.extend([current.ends[last]] * len(new))
        position = end
    if not pieces:
        return current
    starts.frombytes(all_starts[position * size :])
    ends.frombytes(all_ends[position * size :])
    return CleanText("".join(pieces) + current.text[position:], starts, ends)


def _octets(numbers: array[int]) -> memoryview:
    """The octets of ``numbers``, a piece of which is added to another array without a copy between."""
    return memoryview(numbers).cast("B") if numbers else memoryview(b"")


_MARKS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
# The letters of the language and the signs that texts have beside ASCII, one byte for each; then marks are taken off.
_BYTES = ("".join(map(chr, range(128))) + _MARKS + "–—“”‘’«»…•·§°×").ljust(256, "\ufffe")
# What stands between words in plain text. A search that begins with it goes from word to word.
PLAIN_GAP = "[{}]".format("".join(re.escape(char) for char in dict.fromkeys(_BYTES) if not re.match(r"\w", char)))
_ENCODING = codecs.charmap_build(_BYTES)
_UNMARKED = bytes.maketrans(
    bytes(map(_BYTES.index, _MARKS)),
    "".join(unicodedata.normalize("NFD", char)[0] for char in _MARKS.replace("đ", "d")).encode("ascii"),
)


def plain(text: str) -> str:
    """``text`` in lower case without any mark, of the same length: what survives the worst scans.

    What is no letter of the language, nor one of its usual signs, becomes a question mark.

    Example:
        >>> plain("DẢNG CÔNG SẢN")
        'dang cong san'
    """
    encoded, _ = codecs.charmap_encode(_lowered(text), "replace", _ENCODING)
    return codecs.charmap_decode(encoded.translate(_UNMARKED), "strict", _BYTES)[0]
