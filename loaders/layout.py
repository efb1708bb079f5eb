"""Lines and paragraphs: what the page broke apart is joined again, and items get their labels.

A paragraph is one line of text with a map to the cleaned text. Line ends of a hard-wrapped page, page breaks inside
sentences and footnotes that cut a list in two are healed here, so that no later step needs to know of them.
"""

from __future__ import annotations

import re
import threading
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .cleaning import consecutive

# A small letter that no scan mistakes for its capital, as their shapes differ: all but c k o p s u v w x z ô ơ.
_SHAPED = re.compile("[abd-jl-nqrtyàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụưừứửữựỳýỷỹỵ]")
_BULLET = re.compile(r"[-+•–](?=\s|[^\W\d_])\s*")
_LABEL = re.compile(
    r"(?P<article>Điều \d{1,3}[a-zđ]?)\s*(?:[.:]-?|-)?(?=\s|$)"
    r"|(?P<chapter>(?:Chương|CHƯƠNG|Phần|PHẦN) [IVXLC]{1,6})(?=\W|$)"
    r"|(?P<part>[A-H])\.(?=\s+[A-ZĐÀ-Ỹ]{2})"
    r"|(?:(?:Mục|MỤC) )?(?P<roman>[IVX]{1,5})\s?[-–.:)](?=\s|[^\W\d]|$)"
    r"|(?P<decimal>\d{1,2}(?:\.\d{1,2})+)(?:[.)](?=\s|$)|(?=\s))"
    r"|(?P<arabic>\d{1,2})(?:[.)]-?(?=\s|[^\W\d]|$)|[-/](?=\s))"
    r"|(?P<letter>[a-zđ])[).](?=\s|[^\W\d]|$)"
    r"|\((?P<paren>[ivx]{1,4}|\d{1,2}|[a-zđ])\)(?=\s)"
)
_PAGE = re.compile(r"[-–—]\s*\d{1,3}\s*[-–—]|(?:Trang|Page)\s+\d{1,3}(?:\s*/\s*\d{1,3})?")
_SENTENCE_BEGINS = re.compile(r"[.!?;]\s+(?=\S)")
_SENTENCE_ENDS = re.compile(r"[.!?;](?=\s|$)")
_FOOTNOTE = re.compile(r"\[(\d{1,3})\]")
_NO_NOTE = (
    "part",
    "chapter",
    "roman",
    "article",
    "arabic",
    "decimal",
)  # what numbers a text, and never the lines of a note
_TERMINAL = re.compile(r"[.;:!?…][\"”’')\]]*$|[\"”]$")
_ADDRESSES = re.compile(r"(?:Nơi nhận|NƠI NHẬN|Kính gửi)\s*:")
_CUT_OFF = re.compile(r"\w[-/]$|\bsố$")
_UNFINISHED = re.compile(r"\w-$|/$")
_HANGING = re.compile(r"(?:[-/,(“\"]|\b(?:số|ngày|tháng|năm|của|và|các|Số|về))$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the cleaned text: ``text[start:end]`` without white space at its ends; ``gap`` blank lines before."""

    start: int
    end: int
    text: str
    gap: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text on one line, the cleaned positions of its characters, and its label in the numbering of the document."""

    text: str
    positions: array[int]
    kind: str | None = None
    label: str = ""
    gap: int = 0
    footnote: bool = False

    @property
    def start(self) -> int:
        """Position in the cleaned text of the first character."""
        return self.positions[0]

    def clean_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the cleaned text from ``text[start]`` to ``text[end - 1]``."""
        return self.positions[start], self.positions[end - 1] + 1

    def cut(self, start: int, end: int | None = None) -> Paragraph:
        """The piece from ``start`` to ``end`` as a paragraph without a label."""
        return Paragraph(self.text[start:end], self.positions[start:end], footnote=self.footnote)


def split_lines(text: str, start: int = 0, end: int | None = None) -> tuple[Line, ...]:
    """The lines of ``text[start:end]`` that are not blank."""
    stop = len(text) if end is None else min(end, len(text))
    lines, starts, ends = _lines(text)
    first, last = bisect_right(ends, start), bisect_left(starts, stop)
    if first < last and not text[max(start, lines[first].start) : min(stop, lines[first].end)].strip():
        first += 1  # of a line that is cut at both ends, or at its beginning, only a blank is left
    if first >= last:
        return ()
    found = list(lines[first:last])
    found[-1] = _within(found[-1], text, found[-1].start, stop)
    head = _within(found[0], text, start, stop)
    found[0] = replace(head, gap=text.count("\n", start, head.start))
    return tuple(found)


_Lines = tuple[tuple[Line, ...], list[int], list[int]]  # with where they begin and where they end


class _Kept(threading.local):
    """The text that a thread has read last: each step asks for the lines of its part."""

    text = ""
    lines: _Lines = ((), [], [])


_KEPT = _Kept()


def _lines(text: str) -> _Lines:
    if _KEPT.text is not text:
        _KEPT.text, _KEPT.lines = text, _all_lines(text)
    return _KEPT.lines


def _all_lines(text: str) -> _Lines:
    lines: list[Line] = []
    gap = position = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            begin = position + raw.index(stripped[0])
            lines.append(Line(begin, begin + len(stripped), stripped, gap))
            gap = 0
        else:
            gap += 1
        position += len(raw) + 1
    return tuple(lines), [line.start for line in lines], [line.end for line in lines]


def _within(line: Line, text: str, start: int, stop: int) -> Line:
    """What of ``line`` stands in ``text[start:stop]``, which it shares a character with that is not blank."""
    begin, end = max(line.start, start), min(line.end, stop)
    if (begin, end) == (line.start, line.end):
        return line
    piece = text[begin:end]
    begin += len(piece) - len(piece.lstrip())
    piece = piece.strip()
    return Line(begin, begin + len(piece), piece, line.gap)


def is_caps(text: str) -> bool:
    """True where every letter of ``text`` is a capital, and there is one.

    In each twelve letters one may be small that has the shape of its capital, which scans mistake.

    Example:
        >>> is_caps("I. MỤC ĐÍCH"), is_caps("Mục"), is_caps("15"), is_caps("CHUYỂN ĐỔI SỐ cHO CÁC XÃ")
        (True, False, False, True)
    """
    if text.isupper() or _SHAPED.search(text):
        return text.isupper()
    small = sum(char.islower() for char in text)
    return small > 0 and 12 * small <= sum(char.isalpha() for char in text)


def paragraphs(lines: tuple[Line, ...], tables: tuple[tuple[int, int], ...] = ()) -> tuple[Paragraph, ...]:
    """Join ``lines`` to paragraphs, with footnotes marked and put behind the sentence that they cut.

    A line inside one of the spans ``tables`` stays a paragraph of its own, of the kind ``cell``.
    """
    lines = tuple(_without_pages(lines))
    wrapped = is_wrapped(lines)
    found: list[Paragraph] = []
    position = 0
    for start, end in tables:
        first = bisect_left(lines, start, lo=position, key=lambda line: line.start)
        last = bisect_left(lines, end, lo=first, key=lambda line: line.start)
        found += _running(lines[position:first], wrapped)
        found += (replace(join([line]), kind="cell") for line in lines[first:last])
        position = last
    found += _running(lines[position:], wrapped)
    return tuple(found)


def _without_pages(lines: tuple[Line, ...]) -> Iterator[Line]:
    """``lines`` without those that only number a page; one that a sentence goes on behind may be a bare number."""
    for index, line in enumerate(lines):
        around = lines[index - 1 : index + 2] if index else ()
        if not (_PAGE.fullmatch(line.text) or (len(around) == 3 and _cuts_sentence(*around))):
            yield line


def _cuts_sentence(before: Line, line: Line, behind: Line) -> bool:
    """Whether a line is the number of a page, set off inside a sentence that goes on behind it."""
    number = line.text.isdigit() and len(line.text) <= 3 and line.gap > 0 and behind.gap > 0
    goes_on = behind.text[0].islower() or before.text[-1] in "-/,"
    return number and goes_on and not _TERMINAL.search(before.text)


def _running(lines: tuple[Line, ...], wrapped: bool) -> Iterator[Paragraph]:
    return _heal(_build(block, footnote) for block, footnote in _blocks(lines, wrapped))


def part_of(line: Line, start: int, end: int | None = None) -> Line:
    """The characters ``start`` to ``end`` of ``line``, without the space around them; empty where they are blank."""
    piece = line.text[start:end]
    text = piece.strip()
    begin = line.start + start + len(piece) - len(piece.lstrip())
    return Line(begin, begin + len(text), text, line.gap if start == 0 else 0)


def join(lines: tuple[Line, ...] | list[Line]) -> Paragraph:
    """One paragraph of all ``lines``, without looking for a label."""
    positions = array("L")
    pieces: list[str] = []
    for line in lines:
        if not line.text:
            continue
        if pieces and not _UNFINISHED.search(pieces[-1], len(pieces[-1]) - 2):
            pieces.append(" ")
            positions.append(positions[-1])
        pieces.append(line.text)
        positions += consecutive(line.start, line.end)
    return Paragraph("".join(pieces), positions, gap=lines[0].gap)


def sentence_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the sentence of ``text`` around ``start`` and ``end``, at most 600 characters to each side."""
    far = max(0, start - 600)
    begin = max((match.end() for match in _SENTENCE_BEGINS.finditer(text, far, start)), default=far)
    after = _SENTENCE_ENDS.search(text, end, end + 600)
    return begin, after.end() if after else min(len(text), end + 600)


def is_wrapped(lines: tuple[Line, ...]) -> bool:
    """Whether sentences were broken into lines of one width, so that the end of a line ends nothing."""
    lengths = sorted(len(line.text) for line in lines if len(line.text) >= 40)
    return len(lengths) >= 8 and lengths[int(len(lengths) * 0.95)] <= 125


def _starts_item(line: str) -> bool:
    return bool(_LABEL.match(line) or _BULLET.match(line) or _FOOTNOTE.match(line))


def _continues(before: str, line: Line, wrapped: bool) -> bool:
    """Whether ``line`` goes on with the sentence that ends, so far, with ``before``."""
    text = line.text
    bullet = _BULLET.match(text)
    if bullet and not _TERMINAL.search(before) and not before.endswith(",") and text[bullet.end() :][:1].islower():
        return line.gap == 0 or (text[0] in "-–" and len(before) > 40)
    if _starts_item(text) or _ADDRESSES.match(text):
        return False
    lower = text[:1].islower() or (text[:1] in ",;.)" and not text.startswith("./."))
    if line.gap:
        return not _TERMINAL.search(before) and (lower or bool(_CUT_OFF.search(before)))
    if lower:
        return True
    if is_caps(before) != is_caps(text) and not text[:1].isdigit():
        return False
    return not _TERMINAL.search(before) and (wrapped or bool(_HANGING.search(before)))


def _blocks(lines: tuple[Line, ...], wrapped: bool) -> Iterator[tuple[list[Line], bool]]:
    block: list[Line] = []
    footnote = False
    for line in lines:
        opens_note = bool(_FOOTNOTE.match(line.text))
        if block and not opens_note and not (footnote and line.gap >= 2) and _continues(block[-1].text, line, wrapped):
            block.append(line)
            continue
        if block:
            yield block, footnote
        if opens_note:
            footnote = True
        elif footnote and (line.gap >= 2 or (line.gap and _label(line.text)[0] in _NO_NOTE)):
            footnote = False
        block = [line]
    if block:
        yield block, footnote


def _build(block: list[Line], footnote: bool) -> Paragraph:
    whole = join(block)
    note = _FOOTNOTE.match(whole.text) if footnote else None
    offset = note.end() if note else 0
    while whole.text[offset : offset + 1] == " ":
        offset += 1
    kind, label, size = _label(whole.text[offset:])
    cut = offset + size
    while whole.text[cut : cut + 1] == " ":
        cut += 1
    if cut >= len(whole.text):
        cut = offset = 0
        if kind not in ("article", "chapter", "roman", "arabic", "decimal"):
            kind, label = None, ""
    return Paragraph(whole.text[cut:], whole.positions[cut:], kind, label, block[0].gap, footnote)


def _label(text: str) -> tuple[str | None, str, int]:
    bullet = _BULLET.match(text)
    if bullet:
        return ("plus" if text[0] == "+" else "star" if text[0] == "•" else "bullet"), "", bullet.end()
    match = _LABEL.match(text)
    if not match:
        return None, "", 0
    kind = match.lastgroup or "letter"
    return kind, match[kind].split()[-1], match.end()


def _heal(blocks: Iterator[Paragraph]) -> Iterator[Paragraph]:
    """Join a sentence that a footnote cut in two, and put the footnote behind it."""
    held: Paragraph | None = None
    notes: list[Paragraph] = []
    for block in blocks:
        if block.footnote:
            notes.append(block)
            continue
        cut = block.text[:1].islower() or (block.gap >= 2 and held is not None and len(held.text) > 40)
        if held and notes and block.kind is None and cut and not _TERMINAL.search(held.text):
            gap = array("L", [held.positions[-1]])
            held = Paragraph(
                f"{held.text} {block.text}", held.positions + gap + block.positions, held.kind, held.label, held.gap
            )
            continue
        if held:
            yield held
        yield from notes
        held, notes = block, []
    if held:
        yield held
    yield from notes
