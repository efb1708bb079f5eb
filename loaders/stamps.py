"""Marks that are set on a document and are no part of its wording: secrecy, internal use, urgency, drafts and copies.

Forms: Nghị định 30/2020/NĐ-CP, phụ lục I (urgency) and phụ lục III (SAO Y, SAO LỤC, TRÍCH SAO); secrecy is marked MẬT,
TỐI MẬT or TUYỆT MẬT. A mark stands on a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .cleaning import fold
from .layout import Line, is_caps, split_lines

if TYPE_CHECKING:
    from .segment import Part

_EDGE = " .,;:-–()[]<>“”\"'"
_SECRET = re.compile(r"(?:độ mật\s*:\s*)?(?:tuyệt mật|tối mật|mật)")
_INTERNAL = re.compile(r"(?:tài liệu\s+)?(?:chỉ\s+)?lưu hành nội bộ|tài liệu nội bộ")
_URGENT = re.compile(r"(?:thượng khẩn|hỏa tốc|khẩn)(?:\s+hẹn giờ)?")
_DRAFT = re.compile(r"(?:bản\s+)?dự thảo(?:\s+(?:lần\s+(?:thứ\s+)?)?(?:\d{1,2}|[ivx]{1,4}|một|hai|ba|bốn|cuối))?")
_DRAFT_OF = re.compile(r"dự thảo\s+\S")
_COPY = re.compile(
    r"(?:bản\s+)?(?:sao y(?:\s+bản chính)?|sao lục|trích sao)(?:\s*[;:,].*)?"
    r"|số\s*:?\s*\d{1,5}\s*/\s*(?:sy|sl|trs)\s*-\s*\S+"
)
_LONGEST = 80
_ABOVE, _BELOW = 4, 2  # lines over the letterhead, and lines under the title, that a mark may be set on


@dataclass(frozen=True, slots=True)
class Stamp:
    """A mark with its place in the cleaned text and its kind: secret, internal, urgent, draft or copy."""

    kind: str
    text: str
    start: int
    end: int


def kind_of_mark(line: str) -> str | None:
    """The kind of mark that ``line`` is, or ``None`` where it is wording.

    Example:
        >>> kind_of_mark("TỐI MẬT"), kind_of_mark("(Dự thảo lần 2)"), kind_of_mark("bí mật"), kind_of_mark("Mật")
        ('secret', 'draft', None, None)
    """
    text = line.strip(_EDGE)
    if not text or len(text) > _LONGEST:
        return None
    folded = fold(text)
    if _SECRET.fullmatch(folded) and (is_caps(text) or folded.startswith("độ")):
        return "secret"
    if _INTERNAL.fullmatch(folded):
        return "internal"
    if _URGENT.fullmatch(folded) and is_caps(text):
        return "urgent"
    if _DRAFT.fullmatch(folded):
        return "draft"
    return "copy" if _COPY.fullmatch(folded) else None


def find_stamps(text: str, above: int, part: Part, body: int) -> tuple[Stamp, ...]:
    """The marks on the document at ``part`` of the cleaned ``text``, whose text proper begins at ``body``.

    Secrecy, internal use, urgency and drafts are marked in the heading, or on the last lines between ``above`` and the
    part, as a stamp may stand over the letterhead. Copies are marked in the heading and at the end, where the copying
    body signs.
    """
    over = [line for line in split_lines(text, above, part.start)[-_ABOVE:] if kind_of_mark(line.text) != "copy"]
    head = split_lines(text, part.start, body)
    rest = split_lines(text, body, part.end)
    return (
        *_marks((*over, *head), of_type=True),
        *(item for item in _marks(rest[:_BELOW]) if item.kind == "draft"),
        *(item for item in _marks(rest) if item.kind == "copy"),
    )


def _marks(lines: tuple[Line, ...], *, of_type: bool = False) -> Iterator[Stamp]:
    for line in lines:
        kind = kind_of_mark(line.text)
        if kind is None and of_type and is_caps(line.text) and _DRAFT_OF.match(fold(line.text.strip(_EDGE))):
            kind = "draft"  # DỰ THẢO NGHỊ QUYẾT
        if kind:
            yield Stamp(kind, line.text, line.start, line.end)
