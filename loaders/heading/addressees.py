"""Kính gửi: to whom a document without a type is addressed."""

from __future__ import annotations

import re

from ..cleaning import fold
from ..components import ADDRESSED
from ..layout import Line, Paragraph, join, part_of
from .walk import OPENING, Walk


def read_addressees(walk: Walk, line: Line) -> bool:
    """Kính gửi with those named behind and below it, once."""
    match = ADDRESSED.match(walk.text, line.start)
    if not match or walk.head.addressees:
        return False
    last = walk.take()
    while walk.index < len(walk.lines) and walk.lines[walk.index].start < match.end():
        last = walk.take()
    rest = part_of(last, min(max(0, match.end() - last.start), len(last.text)))
    block = [rest] if rest.text else []
    while (following := walk.peek()) is not None and _still_addressed(walk, block, following):
        taken = walk.take()
        if not walk.is_motto(taken) and not ADDRESSED.fullmatch(taken.text):
            block.append(taken)
    walk.head.addressees = tuple(addressee_items(block)) or ()
    return True


def _still_addressed(walk: Walk, block: list[Line], line: Line) -> bool:
    if re.match(r"[-+•]", line.text):
        closed = block and line.gap and block[-1].text.endswith((".", "./."))
        body = walk.lexicon.pattern(r"[-+•]\s*(?:các\s+)?(?:«bodies»|«group»)(?!\w)").match(fold(line.text))
        return not closed and not OPENING.match(line.text) and (len(line.text) < 250 or body is not None)
    if not block:
        return True
    if OPENING.match(line.text) and line.text[:1].isupper():
        return False
    return line.gap == 0 and (not block[-1].text.endswith(".") or line.text[:1].islower()) and len(line.text) < 120


def addressee_items(block: list[Line]) -> list[Paragraph]:
    """The addressees that some lines name: one for each dash, or where there is none for each semicolon."""
    items: list[list[Line]] = []
    dashed = any(re.match(r"[-+•]", line.text) for line in block)
    for line in block if dashed else [part for whole in block for part in _semicolons(whole)]:
        mark = re.match(r"[-+•]\s*", line.text)
        if mark or not items or (not dashed and items[-1][-1].text.endswith(";")):
            items.append([part_of(line, mark.end() if mark else 0)])
        else:
            items[-1].append(line)
    found = [join(item) for item in items if item[0].text]
    return [item for item in found if not re.match(r"(?:Mã số thuế|Địa chỉ|Điện thoại|Email)(?!\w)", item.text)]


def _semicolons(line: Line) -> list[Line]:
    """The parts of ``line`` that semicolons divide."""
    return [
        Line(line.start + match.start(), line.start + match.end(), match[0], line.gap if match.start() == 0 else 0)
        for match in re.finditer(r"[^\s;][^;]*(?:;|$)", line.text)
    ]
