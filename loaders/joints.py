"""What a scan damages between words: ends of pages inside sentences, stray marks, and the joints of numbers.

All of it is found by its form; words are mended by their neighbours (``mending``). Linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache

from .cleaning import CAPITALS, SMALL, CleanText, fold
from .known import Known
from .layout import is_wrapped, split_lines
from .lexicon import Lexicon
from .mending import Mending, applied
from .repair import Repair

_PAGE = r"[-–—] ?\d{1,3} ?[-–—]|\d{1,3}/\d{1,3}|\d{1,3} CÔNG BÁO/Số [^\n]{1,40}|\d{1,3}\n+Lưu hành nội bộ"
# Expressions begin with what is rare, and look back from there. Cleaning leaves no space at the end of a line.
_PAGE_END = re.compile(rf"\n(?<!\n\n)\n*+(?:(?P<sure>{_PAGE})|(?<=\n\n)\d{{1,3}}(?=\n\n))\n++(?=\S)")
_LINE_END = re.compile(rf"\n(?<=[^\W\d_]\n)\n*+(?=[{CAPITALS}])")
_LAST = re.compile(r"[^\W_]+$")
_FIRST = re.compile(r"([^\W_]+)(?:[ ]([^\W_]+))?")
_NEAR = 40  # characters within which the words beside a break are looked for
_OFTEN = 3  # times that a document has a symbol by which another is mended
_TELLING = 5  # characters of a symbol that tell it from others
_COUNTED = frozenset(("số", "ngày", "tháng", "năm", "quý", "điều", "khoản"))
_ALIKE = frozenset(map(frozenset, ("OQ", "OƠ", "OC", "UƯ", "UV", "DĐ", "IL", "IT", "CG", "EF", "BR", "HN", "KX", "MN")))
_STRAY = re.compile(r"[.,:'`~·_](?= \w)(?<=\w [^\w\s]|\w _)")
_STRAY_LINE = re.compile(r"(?m)^(?:[.,'`~_](?:\n| (?=\w))|·\n)")
_NO_STOP = re.compile(rf"\.(?= [{SMALL}][{SMALL}])(?<=[{SMALL}][{SMALL}]\.)")
_LABEL = re.compile(rf"(?m)^\d{{1,2}}(?P<mark>,)(?= [{CAPITALS}])")
_GLUED = re.compile(r"[ốgymýun](?=\d)")
_COUNT = re.compile(r"(?:số|tháng|ngày|năm|quý|điều|khoản)$")
_YEAR = re.compile(r"năm (?=0[0-3]\d(?!\d))(?:(?<=háng \d năm )|(?<=áng \d\d năm ))")
_BEFORE_DATE = re.compile(rf"[.;](?= ?\n? ?ngày \d)(?<=[{CAPITALS}].)")
_SYMBOL = re.compile(rf"[-/](?<=\d.)(?P<symbol>[{CAPITALS}][{CAPITALS}a-zđ]{{0,5}}/[{CAPITALS}]{{1,12}})(?!\w)")


def mend_joints(clean: CleanText, known: Known, lexicon: Lexicon) -> tuple[CleanText, tuple[Repair, ...]]:
    """``clean`` with what was put in between words taken out, and with the joints of numbers mended."""
    text = clean.text
    found = [*_breaks(text, known), *_marks(text, known), *_numbers(text, lexicon), *_symbols(text, lexicon)]
    return applied(clean, sorted(found, key=lambda item: item.start)) if found else (clean, ())


def _breaks(text: str, known: Known) -> Iterator[Mending]:
    """Ends of pages, and of lines inside the name of a body, where a sentence goes on behind them."""
    ends = list(_PAGE_END.finditer(text))
    for match in ends:
        if _goes_on(text, match.start(), match.end(), known, match["sure"] is not None):
            yield Mending(match.start(), match.end(), " ", told=False)
    found = [match.span() for match in _LINE_END.finditer(text) if _is_one_name(text, *match.span(), known)]
    if found and not is_wrapped(split_lines(text)):  # where they are, sentences go on over the ends of all lines
        yield from (_moved(text, start, end) for start, end in found)


def _moved(text: str, start: int, end: int) -> Mending:
    """The end of a line behind the next word, where a small letter tells that the sentence goes on; else a space.

    So the lines keep their width, by which broken sentences are known.
    """
    first = _FIRST.match(text, end)
    if first and first[2] and first[2][0].islower():
        return Mending(start, first.end(1) + 1, f" {first[1]}\n", told=False)
    return Mending(start, end, " ", told=False)


def _goes_on(text: str, start: int, end: int, known: Known, sure: bool) -> bool:
    """Whether the sentence before a break goes on behind it."""
    last, following = text[max(0, start - 1) : start], text[end]
    if not last:
        return False
    if last in ",-–/":
        return True
    if following in "-–+•(“" or last in ".:!?…":
        return False
    if last == ";":
        return sure and following.isalpha()
    word, first = _LAST.search(text, max(0, start - _NEAR), start), _FIRST.match(text, end)
    if not word or not first:
        return False
    before = fold(word[0])
    if following.isdigit():
        goes_on = first[2] is not None and first[2].islower()
        return before in _COUNTED or goes_on
    if before in _COUNTED and not sure:
        return False  # the number that it counts
    return following.islower() or before in known.free or (before, fold(first[1])) in known.pairs


def _is_one_name(text: str, start: int, end: int, known: Known) -> bool:
    """Whether three words of a known phrase stand around the end of a line; of a motto where they are capitals."""
    words, first = text[max(0, start - _NEAR) : start].split()[-2:], _FIRST.match(text, end)
    if len(words) < 2 or not first:
        return False
    far, near, one, two = (fold(word or "") for word in (*words, first[1], first[2]))
    if words[1].isupper() and len(words[1]) > 1:
        return (far, near, one) in (("sản", "việt", "nam"), ("nghĩa", "việt", "nam"))
    if first[1].isupper() and len(first[1]) > 1:
        return False
    return "\n\n" not in text[start:end] and ((far, near, one) in known.triples or (near, one, two) in known.triples)


def _marks(text: str, known: Known) -> Iterator[Mending]:
    """Dirt that was taken for marks, and marks that were taken for others."""
    for match in _STRAY.finditer(text):
        start = match.start() - 1  # the space before it
        word = _LAST.search(text, max(0, start - _NEAR), start)
        first = _FIRST.match(text, match.end() + 1)
        pair = (fold(word[0]), fold(first[1])) if word and first else ("", "")
        if match[0] in "'`~·_" or pair in known.pairs:
            yield Mending(start, match.end(), "", told=False)
    for match in _STRAY_LINE.finditer(text):
        yield Mending(match.start(), match.end(), "", told=False)
    for match in _NO_STOP.finditer(text):
        yield Mending(match.start(), match.end(), ",")
    for match in _LABEL.finditer(text):
        above = text[max(0, match.start() - _NEAR) : match.start()].rstrip("\n")
        if above[-1:].isalnum() or above.endswith(","):
            continue  # the sentence above goes on
        yield Mending(match.start("mark"), match.end("mark"), ".")
    for match in _GLUED.finditer(text):
        before = fold(text[max(0, match.end() - 7) : match.end()])
        count = _COUNT.search(before)
        if count and not before[: count.start()][-1:].isalnum():
            yield Mending(match.start(), match.end(), f"{match[0]} ")
    for match in _YEAR.finditer(text):
        yield Mending(match.start(), match.end(), f"{match[0]}2")
    for match in _BEFORE_DATE.finditer(text):
        yield Mending(match.start(), match.end(), ",")


def _numbers(text: str, lexicon: Lexicon) -> Iterator[Mending]:
    """Numbers whose joints were broken, lost or taken for letters: *12-⏎CT/TW*, *12-CTlTW*, *12-K L/TW*."""
    broken, solidus, spaced = _joint_patterns(lexicon)
    for match in broken.finditer(text):
        yield Mending(match.start(), match.end(), re.sub(r"\s+", "", match[0]))
    for match in solidus.finditer(text):
        if match[0][1:] in lexicon.abbreviations:
            continue  # a body: 12-TTCP
        yield Mending(match.start() + 1, match.end(), f"{match['symbol']}/{match['body']}")
    for match in spaced.finditer(text):
        if " " not in match[0]:
            continue
        joined = match[0].replace(" ", "")
        symbol, _, body = joined[1:].partition("/")
        if symbol in lexicon.party and (body in lexicon.abbreviations or " " not in match[0].partition("/")[2]):
            yield Mending(match.start() + 1, match.end(), joined[1:])


@cache
def _joint_patterns(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    symbols = "|".join(sorted(map(re.escape, lexicon.party), key=len, reverse=True))
    bodies = "|".join(sorted(map(re.escape, lexicon.abbreviations), key=len, reverse=True))
    broken = rf"-(?<=\d-)(?:\n+(?:{symbols})/(?:{bodies})|(?:{symbols})/\n+(?:{bodies}))(?!\w)"
    solidus = rf"-(?<=\d-)(?P<symbol>{symbols})[lI1]?(?P<body>{bodies})(?!\w)"
    spaced = r"-(?<=\d-)[A-ZĐ]{1,3}(?: [A-ZĐ]{1,3})?/[A-ZĐ]{1,8}(?: [A-ZĐ]{1,6})?(?![\w/])"
    return re.compile(broken), re.compile(solidus), re.compile(spaced)


def _symbols(text: str, lexicon: Lexicon) -> Iterator[Mending]:
    """Symbols that differ by one letter from one that the document has often, or by the tone of a capital."""
    found = [(match.start("symbol"), match["symbol"]) for match in _SYMBOL.finditer(text)]
    counts = Counter(symbol for _, symbol in found)
    often: dict[str, list[str]] = {}
    for symbol in (symbol for symbol, count in counts.items() if count >= _OFTEN):
        for mask in _masks(symbol):
            often.setdefault(mask, []).append(symbol)
    for start, symbol in found:
        sign, _, body = symbol.partition("/")
        if counts[symbol] > 1 or (sign in lexicon.party and body in lexicon.abbreviations):
            continue
        toneless = "".join(map(_without_tone, symbol))
        read = toneless if toneless != symbol else _often_like(symbol, often)
        if read:
            yield Mending(start, start + len(symbol), read)


def _often_like(symbol: str, often: dict[str, list[str]]) -> str | None:
    """The one symbol that the document has often and that has just one letter other than ``symbol``."""
    alike = {other for mask in _masks(symbol) for other in often.get(mask, ()) if _may_be(symbol, other)}
    return alike.pop() if len(alike) == 1 and len(symbol) >= _TELLING else None


def _may_be(written: str, read: str) -> bool:
    """Whether a scan takes the one letter of ``read`` that differs for the other."""
    return all(one == other or frozenset((one, other)) in _ALIKE for one, other in zip(written, read, strict=True))


def _masks(symbol: str) -> tuple[str, ...]:
    """``symbol`` with each of its letters left open in turn."""
    return tuple(f"{symbol[:at]}*{symbol[at + 1 :]}" for at, char in enumerate(symbol) if char != "/")


def _without_tone(char: str) -> str:
    decomposed = unicodedata.normalize("NFD", char)
    return char if len(decomposed) == 1 or char in "ƯĐ" else decomposed[0]
