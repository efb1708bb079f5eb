"""Where the documents of a file begin and end.

A document begins at its letterhead, found by the motto of the State or of the Party (one letter of which may be wrong),
or, where the page has lost its letterhead, at the name of its type in capitals behind the end of another document. It
ends before the next one, or where the text of a web portal begins. What a decision promulgates belongs to the decision.
"""

from __future__ import annotations

import bisect
import itertools
import re
from dataclasses import dataclass

from .cleaning import CAPITALS, PLAIN_GAP, fold, plain
from .dates import match_date_line
from .layout import Line, is_caps, split_lines
from .lexicon import Lexicon
from .stamps import kind_of_mark


def _with_one_wrong_letter(phrase: str) -> str:
    """An expression for ``phrase``, any one letter of which a scan may have mistaken.

    What is right so far is shared: a place of the text that begins with other letters is left at its second one.
    """
    expression = rest = ""
    for char in reversed(phrase):
        letter = r"\s*" if char == " " else char
        expression = letter + expression if char == " " else rf"(?:{letter}{expression}|\S{rest})"
        rest = letter + rest
    return expression


# The mottoes of the State and of the Party in text without marks.
MOTTOES = "|".join(map(_with_one_wrong_letter, ("cong hoa xa hoi chu nghia viet nam", "dang cong san viet nam")))
_MOTTO = re.compile(rf"(?m)^(?:{MOTTOES})(?=\s|$)")
_IS_MOTTO = re.compile(rf"(?:{MOTTOES})(?=\s|$)")
# With the sign before a motto a search goes from word to word; the text gets one more in front.
_MOTTO_INSIDE = re.compile(rf"{PLAIN_GAP}(?:{MOTTOES})(?!\w)")
_SECOND_LINE = re.compile(r"doc lap\s*[-–.]\s*tu do\s*[-–.]\s*hanh phuc")
_NUMBER_LINE = re.compile(r"^s[oố]\s*[:.]?\s*[\d/…. ]", re.IGNORECASE)
_ATTACHED = re.compile(r"\(\s*(?:ban\s+hanh\s+)?(?:kem\s+theo|dinh\s+kem)|ban\s+hanh\s+kem\s+theo")
_SIGNED_FOR = re.compile(rf"^(?:T/?M|K/?T|T/?L)[.:]?\s+[{CAPITALS}]{{2,}}\s[{CAPITALS}]{{2,}}", re.MULTILINE)
_RECIPIENTS = re.compile(r"nơi\s+nhận\s*:", re.IGNORECASE)
_COPY = re.compile(r"(?m)^(?:ban\s+)?(?:sao y|sao luc|trich sao)(?:\s+ban\s+\w+)?$")
_PROMULGATED = re.compile(r"\(\s*ban\s+hanh\s+(?:kem\s+)?theo\s")
_PROMULGATION = 600  # characters of a letterhead and a title, behind which stands what promulgates the document
_BASE = re.compile(r"(?m)^(?:[-+•]\s*)?Căn cứ\s")
_HEADING_LINES = 9
_PROMULGATED_BELOW = re.compile(r"\((?:ban hành )?kèm theo")
_TITLE = 900  # characters within which the title of an annex says that it is one
_HEADING_SEARCH = 60  # lines of a portal's page above a letterhead
_DIGIT = re.compile(r"(?<!QUẬN )(?<!PHƯỜNG )(?<!QUẬN \d)(?<!PHƯỜNG \d)\d(?!\d?$)")


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
    bare = plain(text)
    letterheads = set(_letterheads(text, bare, lines))
    starts = sorted(letterheads | set(_bare_headings(text, bare, lines, lexicon)))
    if not starts:
        starts = [_first_name(text, lines, lexicon).start]
    elif _is_document(text[: starts[0]]):
        starts.insert(0, lines[0].start)
    portals = _Portals(text, lexicon)
    kept: list[int] = []
    for start in starts:
        if not kept or start in letterheads or portals.after(kept[-1], len(text)) > start:
            kept.append(start)  # a heading in what a portal put behind a document needs a letterhead to count
    bounds = [*kept, len(text)]
    parts = (_trim(text, begin, portals.after(begin, end)) for begin, end in itertools.pairwise(bounds))
    return tuple(part for part in parts if part.end > part.start)


def find_mottoes(bare: str) -> tuple[tuple[int, int], ...]:
    """Where the mottoes and their second lines stand in the plain text ``bare``, on lines of their own or not."""
    first = ((match.start(), match.end() - 1) for match in _MOTTO_INSIDE.finditer(f" {bare}"))
    return (*first, *(match.span() for match in _SECOND_LINE.finditer(bare)))


class _Portals:
    """Where the text of a portal begins behind a document: its phrases, or the line that names the document anew."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        folded = fold(text)
        pattern = lexicon.pattern(r"(?m)^(?:(?:«portal»)|(?:«types»)(?:\s+(?!số\W)\S+){0,2}\s+\d+[-/]\S+\s)")
        self.found = [
            match.start()
            for match in pattern.finditer(folded)
            if not _PROMULGATED_BELOW.search(folded, match.start(), match.start() + _TITLE)
        ]
        self.notes = [match.start() for match in re.finditer("nơi nhận", folded)]

    def after(self, begin: int, end: int) -> int:
        """The first portal text behind the recipients of the document that begins at ``begin``, or ``end``.

        What begins the document is no portal's text: a page that has lost its letterhead may open with its number.
        """
        note = bisect.bisect_left(self.notes, begin)
        floor = self.notes[note] if note < len(self.notes) and self.notes[note] < end else begin
        index = bisect.bisect_right(self.found, floor)
        return min(self.found[index], end) if index < len(self.found) else end


def _letterheads(text: str, bare: str, lines: tuple[Line, ...]) -> list[int]:
    """Where each letterhead begins: at its motto, or at the lines in capitals above it."""
    starts: list[int] = []
    index_of = {line.start: index for index, line in enumerate(lines)}
    previous_end = 0
    for match in _MOTTO.finditer(bare):
        original = text[match.start() : match.end()]
        index = index_of.get(match.start())
        if not mostly_caps(original) or index is None:
            continue
        if starts and _COPY.search(bare, match.end(), match.end() + _PROMULGATION):
            continue  # the page of a copy: who copied it, not who issued it
        if starts and _PROMULGATED.search(bare, match.end(), match.end() + _PROMULGATION):
            continue  # the regulation that a decision promulgates may have a letterhead of its own
        first = _first_heading_line(text, lines, index, previous_end)
        starts.append(lines[first].start)
        previous_end = match.end()
    return starts


def mostly_caps(text: str) -> bool:
    """Whether at least four letters of five are capitals; OCR lowers one here and there."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) >= 0.8 * len(letters)


def _first_heading_line(text: str, lines: tuple[Line, ...], motto: int, floor: int) -> int:
    """The first line of the letterhead around the motto: names in capitals, the number, the date and the V/v block."""
    first = motto
    for index in range(motto - 1, max(-1, motto - _HEADING_LINES), -1):
        line = lines[index]
        mark = kind_of_mark(line.text)
        if line.start < floor or lines[index + 1].gap > 4 or mark == "copy":  # a copy is marked at its end
            break
        name = is_caps(line.text) and not _DIGIT.search(line.text) and not line.text.endswith((".", ";"))
        if name or _NUMBER_LINE.match(line.text):
            first = index
        elif not (mark or match_date_line(text, line.start) or _under_subject(lines, index)):
            break
    return first


def _under_subject(lines: tuple[Line, ...], index: int) -> bool:
    """Whether a line stands in the block that begins with V/v, which some layouts print above the motto."""
    above = lines[max(0, index - 3) : index + 1]
    starts = [offset for offset, line in enumerate(above) if line.text.startswith(("V/v", "Về việc", "về việc"))]
    return bool(starts) and not any(line.gap > 1 or line.text.endswith((".", ";")) for line in above[starts[-1] + 1 :])


def _bare_headings(text: str, bare: str, lines: tuple[Line, ...], lexicon: Lexicon) -> list[int]:
    """Type names in capitals, alone on their line, that open a document without a letterhead."""
    first_motto = next((match.start() for match in _MOTTO.finditer(bare)), None)
    types = lexicon.pattern("(?:«types»)")
    starts: list[int] = []
    ended = False
    for index, line in enumerate(lines):
        if _RECIPIENTS.match(line.text):
            ended = True
        elif _IS_MOTTO.match(bare, line.start, line.end):
            ended = False
        elif is_caps(line.text) and types.fullmatch(fold(line.text)) and kind_of_mark(line.text) != "copy":
            after = plain(" ".join(other.text for other in lines[index + 1 : index + 9]))
            first = not starts and (first_motto is None or (not ended and line.start < first_motto))
            if (first or ended) and not _ATTACHED.search(after):
                starts.append(_letterhead_above(text, lines, index))
                ended = False
    return [start for start in starts if first_motto is None or start > first_motto or start == lines[0].start]


def _letterhead_above(text: str, lines: tuple[Line, ...], heading: int) -> int:
    """Where the document of a bare heading begins: at its letterhead, if the lines above give a number."""
    floor = next(
        (
            lines[index].end
            for index in range(heading - 1, max(-1, heading - _HEADING_LINES), -1)
            if _RECIPIENTS.match(lines[index].text)
        ),
        0,
    )
    first = _first_heading_line(text, lines, heading, floor)
    numbered = any(_NUMBER_LINE.match(line.text) for line in lines[first:heading])
    return lines[first if numbered else heading].start


def _is_document(text: str) -> bool:
    """Whether the text above the first heading is a document that has lost its own: it has bases, recipients, or a
    signature."""
    if len(_BASE.findall(text)) >= 2 or _SIGNED_FOR.search(text):
        return True
    return any(_RECIPIENTS.match(line) for line in text.splitlines())


def _first_name(text: str, lines: tuple[Line, ...], lexicon: Lexicon) -> Line:
    """Where a text without motto and type begins: at the name in capitals above its number or date, if it has them."""
    name = lexicon.pattern(r"(?:«organization-head»|«bodies»)(?!\w)")
    for index, line in enumerate(lines[:_HEADING_SEARCH]):
        if is_caps(line.text) and name.match(fold(line.text)):
            below = lines[index + 1 : index + _HEADING_LINES]
            if any(_NUMBER_LINE.match(one.text) or match_date_line(text, one.start) for one in below):
                return line
    return lines[0]


def _trim(text: str, begin: int, stop: int) -> Part:
    piece = text[begin:stop]
    stripped = piece.strip()
    if not stripped:
        return Part(begin, begin)
    start = begin + piece.index(stripped[0])
    return Part(start, start + len(stripped))
