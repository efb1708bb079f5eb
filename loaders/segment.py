"""Where the documents of a file begin and end.

A document begins at its letterhead, found by the motto of the State or of the Party, or, where the page has lost its
letterhead, at the name of its type in capitals behind the end of another document. It ends before the next one, or
where the text of a web portal begins. What a decision promulgates belongs to the decision.
"""

from __future__ import annotations

import bisect
import itertools
import re
from dataclasses import dataclass

from .cleaning import fold, plain
from .layout import Line, is_caps, split_lines
from .lexicon import Lexicon

_MOTTO = re.compile(
    r"(?m)^(?:c[oô]ng\s+h[oi]a\s+xa\s*h[oi]i\s+chu\s+nghia\s+viet\s+nam|dang\s+cong\s+san\s+viet\s+nam)(?=\s|$)"
)
_NUMBER_LINE = re.compile(r"^s[oố]\s*[:.]?\s*[\d/…. ]", re.IGNORECASE)
_ATTACHED = re.compile(r"\(\s*(?:ban\s+hanh\s+)?(?:kem\s+theo|dinh\s+kem)|ban\s+hanh\s+kem\s+theo")
_HEADING_LINES = 9
_DIGIT = re.compile(r"(?<!QUẬN )(?<!PHƯỜNG )(?<!QUẬN \d)(?<!PHƯỜNG \d)\d")


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a file: positions in the cleaned text, first to last non-blank character."""

    start: int
    end: int


def segment(text: str, lexicon: Lexicon) -> tuple[Part, ...]:
    """The documents of ``text``, in order; one for a text without any letterhead, none for a blank text."""
    lines = split_lines(text)
    if not lines:
        return ()
    letterheads = set(_letterheads(text, lines))
    starts = sorted(letterheads | set(_bare_headings(text, lines, lexicon)))
    if not starts:
        starts = [lines[0].start]
    portals = _Portals(text, lexicon)
    kept: list[int] = []
    for start in starts:
        if not kept or start in letterheads or portals.after(kept[-1], len(text)) > start:
            kept.append(start)  # a heading in what a portal put behind a document needs a letterhead to count
    bounds = [*kept, len(text)]
    parts = (_trim(text, begin, portals.after(begin, end)) for begin, end in itertools.pairwise(bounds))
    return tuple(part for part in parts if part.end > part.start)


class _Portals:
    """Where the text of a portal begins behind a document: its phrases, or the line that names the document anew."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        folded = fold(text)
        pattern = lexicon.pattern(r"(?m)^(?:(?:«portal»)|(?:«types»)(?:\s+(?!số\W)\S+){0,2}\s+\d+[-/]\S+\s)")
        self.found = [match.start() for match in pattern.finditer(folded)]
        self.notes = [match.start() for match in re.finditer("nơi nhận", folded)]

    def after(self, begin: int, end: int) -> int:
        """The first portal text behind the recipients of the document that begins at ``begin``, or ``end``."""
        note = bisect.bisect_left(self.notes, begin)
        floor = self.notes[note] if note < len(self.notes) and self.notes[note] < end else begin
        index = bisect.bisect_left(self.found, floor)
        return min(self.found[index], end) if index < len(self.found) else end


def _letterheads(text: str, lines: tuple[Line, ...]) -> list[int]:
    """Where each letterhead begins: at its motto, or at the lines in capitals above it."""
    starts: list[int] = []
    index_of = {line.start: index for index, line in enumerate(lines)}
    previous_end = 0
    for match in _MOTTO.finditer(plain(text)):
        original = text[match.start() : match.end()]
        index = index_of.get(match.start())
        if not is_caps(original) or index is None:
            continue
        first = _first_heading_line(lines, index, previous_end)
        starts.append(lines[first].start)
        previous_end = match.end()
    return starts


def _first_heading_line(lines: tuple[Line, ...], motto: int, floor: int) -> int:
    first = motto
    for index in range(motto - 1, max(-1, motto - _HEADING_LINES), -1):
        line = lines[index]
        below = lines[index + 1]
        if line.start < floor or below.gap > 4:
            break
        if _NUMBER_LINE.match(line.text):
            first = index
            continue
        if not is_caps(line.text) or _DIGIT.search(line.text) or line.text.endswith((".", ";")):
            break
        first = index
    return first


def _bare_headings(text: str, lines: tuple[Line, ...], lexicon: Lexicon) -> list[int]:
    """Type names in capitals, alone on their line, that open a document without a letterhead."""
    first_motto = next((match.start() for match in _MOTTO.finditer(plain(text))), None)
    types = lexicon.pattern("(?:«types»)")
    starts: list[int] = []
    ended = False
    for index, line in enumerate(lines):
        folded = fold(line.text)
        if re.match(r"nơi nhận\s*:", folded):
            ended = True
        elif _MOTTO.match(plain(line.text)):
            ended = False
        elif is_caps(line.text) and types.fullmatch(folded):
            after = plain(" ".join(other.text for other in lines[index + 1 : index + 9]))
            if (not starts and (first_motto is None or (not ended and line.start < first_motto))) or (
                ended and not _ATTACHED.search(after)
            ):
                starts.append(line.start)
                ended = False
    return [start for start in starts if first_motto is None or start > first_motto or start == lines[0].start]


def _trim(text: str, begin: int, stop: int) -> Part:
    piece = text[begin:stop]
    stripped = piece.strip()
    if not stripped:
        return Part(begin, begin)
    start = begin + piece.index(stripped[0])
    return Part(start, start + len(stripped))
