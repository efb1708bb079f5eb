"""From line to line: each is offered to the readers of the components in turn; where none takes it, the head ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from ..cleaning import CAPITALS, plain
from ..components import ADDRESSED
from ..dates import match_date_line
from ..layout import Line, is_caps, join
from ..lexicon import Lexicon
from ..segment import Part
from .addressees import read_addressees
from .letterhead import NUMBER_CUE, read_date, read_mark, read_motto, read_number, read_organization, read_stamp
from .title import SUBJECT, read_issuer_line, read_subject, read_type
from .walk import ISSUER_LINE, OPENING, STAMP, TITLE_BEGINS, Heading, Walk

_DECIDES = {"QUYẾT ĐỊNH:": "quyet-dinh", "QUYẾT NGHỊ:": "nghi-quyet"}  # the clause below the bases
_CLAUSE_WITHIN = 40  # lines of bases above it
_SECTION = re.compile(rf"[IVX]{{1,5}}\s?[.\-–]\s*[^\W\d]|\d{{1,2}}\.\s+[^\W\d_][^\W\d_{CAPITALS}]")
_READERS: Final[tuple[Callable[[Walk, Line], bool], ...]] = (
    read_mark,
    read_motto,
    read_number,
    read_date,
    read_addressees,
    read_type,
    read_subject,
    read_stamp,
    read_organization,
)
"""Who takes a line, asked in this order."""


def read_heading(text: str, part: Part, lexicon: Lexicon) -> Heading:
    """Read the head of the document that stands at ``part`` of the cleaned ``text``."""
    walk = Walk(text, part, lexicon)
    while walk.index < len(walk.lines):
        line = walk.lines[walk.index]
        if _addressed_below(walk):
            continue
        if walk.head.title and (walk.head.type or walk.head.addressees) and not _expected(walk, line):
            break
        if not any(reader(walk, line) for reader in _READERS) and not _stepped_over(walk, line):
            break
    walk.end_here()
    read_issuer_line(walk)
    _type_of_clause(walk)
    if walk.head.addressees and not walk.head.title and not walk.head.type and walk.untitled:
        walk.head.title = join(walk.untitled)
    return walk.head


def _type_of_clause(walk: Walk) -> None:
    """The type and title of a decision whose head is lost: QUYẾT ĐỊNH: between the bases and the first article."""
    if walk.head.type or walk.head.number or walk.head.addressees:
        return
    for line in walk.lines[walk.index : walk.index + _CLAUSE_WITHIN]:
        if line.text in _DECIDES:
            walk.head.type, walk.head.type_at = _DECIDES[line.text], join([line]).cut(0, len(line.text) - 1)
            titles = [item for item in walk.head.organizations if TITLE_BEGINS.match(item.text)]
            if titles and not walk.head.title:
                walk.head.title = titles[-1]
                walk.head.organizations = tuple(item for item in walk.head.organizations if item not in titles)
            return


def _stepped_over(walk: Walk, line: Line) -> bool:
    """Step over a short line that is no component, while neither type nor subject was found; a few of them at
    most."""
    if walk.head.type or walk.head.title or walk.head.addressees or walk.unknown >= 4:
        return False
    if len(line.text) > 60 or line.text.endswith((".", ";", ":")):
        return False
    if OPENING.match(line.text) or _SECTION.match(line.text):
        return False
    if ISSUER_LINE.match(line.text) and is_caps(line.text) and walk.is_above_bases():
        return False
    walk.unknown += 1
    taken = walk.take()
    if walk.head.number or walk.head.symbol:
        walk.untitled.append(taken)
    return True


def _addressed_below(walk: Walk) -> bool:
    """Step over a line that is no component to the addressees near below it, where there is no type."""
    if walk.head.type or walk.head.addressees or not _is_foreign(walk, walk.lines[walk.index]):
        return False
    for distance, line in enumerate(walk.lines[walk.index + 1 : walk.index + 5], start=1):
        if ADDRESSED.match(line.text):
            taken = [walk.take() for _ in range(distance)]
            if not walk.head.title:
                walk.untitled += [one for one in taken if not walk.is_motto(one)]
            return True
    return False


def _is_foreign(walk: Walk, line: Line) -> bool:
    known = (NUMBER_CUE, SUBJECT, ADDRESSED)
    return not (
        is_caps(line.text)
        or any(pattern.match(line.text) for pattern in known)
        or match_date_line(walk.text, line.start)
        or walk.is_motto(line)
        or STAMP.match(plain(line.text))
    )


def _expected(walk: Walk, line: Line) -> bool:
    """Whether a component may still follow the title: addressees, or a date or number set below it."""
    missing_date = walk.head.date is None and match_date_line(walk.text, line.start) is not None
    return (
        bool(ADDRESSED.match(walk.text, line.start) and not walk.head.addressees)
        or missing_date
        or (walk.head.type is None and bool(STAMP.match(plain(line.text))))
    )
