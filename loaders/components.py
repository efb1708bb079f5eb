"""The lines of a letterhead where OCR put several of its components on one: each component on a line of its own."""

from __future__ import annotations

import itertools
import re
from functools import cache

from .cleaning import CAPITALS
from .layout import Line
from .lexicon import Lexicon

ADDRESSED = re.compile(r"k[íi]nh\s+(?:g[ửưở]i|trình)\s*:?\s*", re.IGNORECASE)
_DATE_LINE = re.compile(
    r"(?:(?:TP\.?|Thành phố|Tỉnh|Huyện|Quận|Thị xã|Xã|Phường)\s+)?"
    r"(?:[A-ZĐ][^\W\d_]*(?:\s[A-ZĐ][^\W\d_]*){0,3}|\d{1,2}), ngày\s+\d{0,2}\s*tháng"
)
_DATE_INSIDE = re.compile(rf"\s+(?={_DATE_LINE.pattern})")

_CLAUSE = re.compile(
    r"\s+(?=(?:Phúc đáp|Trả lời|Thực hiện|Căn cứ|Xét|Theo|Triển khai|Ngày \d|Vừa qua|(?:Trong )?[Tt]hời gian qua|"
    r"Hiện nay|Nhằm|Sau khi|Để)[\s,])"
)

_BEGINS_RUN = re.compile(r"Số\s*:|V/v")
# What a line holds that can be cut at a component: each way of `_component_pattern` has one of these.
_MAY_SHARE = re.compile(rf"Số\s*:|V/v|Kính gửi|năm \d{{4}}\s|\.\s+[{CAPITALS}][{CAPITALS} ]{{8}}")


@cache
def _component_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    types = "|".join(re.escape(item.label.upper()) for item in lexicon.vocabulary.document_types)
    return re.compile(
        rf"\s+(?=Số\s*:\s*\d)|\s+(?=V/v(?!\w))|\s+(?=Kính gửi\s*:)|(?<=năm \d{{4}})\s+(?=(?:{types})(?!\w))"
        # The title of a portal's page, and the letterhead behind it.
        rf"|(?<=[^\W_]\.)\s+(?=[{CAPITALS}][{CAPITALS} ]{{8,80}}$)"
    )


def split_components(lines: tuple[Line, ...], lexicon: Lexicon) -> tuple[Line, ...]:
    """Put components that share a line on lines of their own; only the first lines of a document can need it."""
    cut = _component_pattern(lexicon)
    out: list[Line] = []
    for index, line in enumerate(lines):
        if index >= 30:
            return (*out, *lines[index:])
        pieces = [line]
        for pattern in (cut, _DATE_INSIDE):
            if pattern is cut and not _MAY_SHARE.search(line.text):
                continue
            split: list[Line] = []
            for piece in pieces:
                whole = _DATE_LINE.match(piece.text) or (len(pieces) == 1 and not _BEGINS_RUN.match(piece.text))
                if pattern is not cut and whole:
                    split.append(piece)
                    continue
                split += _cut(piece, pattern, 9 if pattern is cut else 1)
            pieces = split
        out += [part for piece in pieces for part in _cut_opening(piece)]
    return tuple(out)


def _cut(line: Line, pattern: re.Pattern[str], most: int = 9) -> list[Line]:
    cuts = [match.end() for match in pattern.finditer(line.text)][:most]
    bounds = [0, *cuts, len(line.text)]
    pieces = []
    for begin, end in itertools.pairwise(bounds):
        text = line.text[begin:end].rstrip()
        if text:
            pieces.append(Line(line.start + begin, line.start + begin + len(text), text, line.gap if begin == 0 else 0))
    return pieces


def _cut_opening(line: Line) -> list[Line]:
    """Divide "Kính gửi: X Phúc đáp Công văn ..." before the opening clause."""
    if not ADDRESSED.match(line.text):
        return [line]
    return _cut(line, _CLAUSE)
