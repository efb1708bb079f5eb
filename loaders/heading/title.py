"""The type of a document, its trích yếu, and the body that is named above or below it as the one that acts."""

from __future__ import annotations

import itertools
import re

from ..cleaning import fold, plain
from ..components import ADDRESSED
from ..dates import PLACE_DATE, match_date_line
from ..layout import Line, Paragraph, is_caps, join, part_of
from ..titles import references_before
from .addressees import addressee_items
from .walk import ISSUER_LINE, OPENING, STAMP, TITLE_BEGINS, Walk

SUBJECT = re.compile(r"(?:[Vv]\s?[/.]\s?[vV]|Vv|[Vv]ề việc|Về)(?!\w)\s*[:.]?\s*")
_TELEGRAM = re.compile(rf"({ISSUER_LINE.pattern}[^a-zđ]*?)\s+(?i:điện)\s*:?$")  # above the addressees of a công điện
_TRAILING_ISSUER = re.compile(
    r"(?<!CỦA)\s(?=(?:BỘ TRƯỞNG BỘ|CHỦ TỊCH [UỦ][ỶY] BAN|GIÁM ĐỐC SỞ|THỦ TƯỚNG CHÍNH PHỦ|"
    r"TỔNG GIÁM ĐỐC|CHỦ NHIỆM [UỦ][ỶY] BAN)(?!\w)(?:(?!\sVỀ\s)[^,;.])*$)"
)


def read_type(walk: Walk, line: Line) -> bool:
    """The name of the type, with the body that acts and the title below it."""
    if walk.head.type or STAMP.match(plain(line.text)):
        return False
    match = walk.types.match(fold(line.text))
    if not match or not (is_caps(line.text[: match.end()]) or match.end() == len(line.text)):
        return False
    if match.end() == len(line.text) or is_caps(line.text):
        walk.head.type = walk.lexicon.type_words[re.sub(r"\s+", " ", match[0])]
        whole = join([walk.take()])
        walk.head.type_at = whole.cut(0, match.end())
        rest = line.text[match.end() :].lstrip(" :.-")
        _issued_by(walk)
        _read_title(walk, [part_of(line, len(line.text) - len(rest))] if rest else [])
        return True
    return False


def read_subject(walk: Walk, line: Line) -> bool:
    """V/v or Về việc, with the lines that go on with it: the title of a letter."""
    match = SUBJECT.match(line.text)
    if not match or walk.head.type or walk.head.title or (match[0].strip() == "Về" and not walk.head.number):
        return False
    block = [part_of(walk.take(), match.end())]
    block += [walk.take() for _ in range(_lines_before_motto(walk))]
    while (following := walk.peek()) is not None and _title_goes_on(walk, block, following):
        block.append(walk.take())
    whole = join(block)
    walk.head.title = whole if whole.text else None
    return True


def read_issuer_line(walk: Walk) -> None:
    """A line in capitals between the title and the bases: CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH X."""
    line = walk.peek()
    telegram = _TELEGRAM.match(line.text) if line and walk.head.type == "cong-dien" else None
    if line and telegram:
        walk.head.issuer_line = join([walk.take()]).cut(0, telegram.end(1))
        block = list(itertools.takewhile(lambda item: item.text[0] in "-+•", walk.lines[walk.index :]))
        walk.index += len(block)
        walk.head.addressees = walk.head.addressees or tuple(addressee_items(block))
        walk.end_here()
        return
    if not line or not is_caps(line.text) or not ISSUER_LINE.match(line.text) or not walk.is_above_bases():
        return
    block = [walk.take()]
    while (line := walk.peek()) is not None and is_caps(line.text) and not line.gap and len(block) < 3:
        block.append(walk.take())
    walk.head.issuer_line = join(block)
    walk.end_here()


def _issued_by(walk: Walk) -> None:
    """ "CỦA BAN BÍ THƯ" under the type: the body that acts."""
    block: list[Line] = []
    index = walk.index
    while index < len(walk.lines) and index - walk.index < 3:
        line = walk.lines[index]
        if not block and not plain(line.text).startswith("cua "):
            return
        if block and (plain(line.text).startswith("ve ") or not is_caps(line.text)):
            break
        block.append(line)
        index += 1
        names = plain(join(block).text).removeprefix("cua ")
        if not _is_body(walk, names) and len(block) > 1:
            block.pop()
            index -= 1
            break
    names = plain(join(block).text).removeprefix("cua ") if block else ""
    if block and _is_body(walk, names):
        walk.index = index
        walk.head.issuer_line = join(block).cut(4)
    else:
        _issued_by_local(walk)


def _issued_by_local(walk: Walk) -> None:
    """ "của Ban Chấp hành Đảng bộ tỉnh" between the type and the title, which begins with a word of its own."""
    body = walk.lexicon.pattern(r"của\s+(?:«organization-head»|«bodies»|«position»)(?!\w)")
    block: list[Line] = []
    for line in walk.lines[walk.index : walk.index + 4]:
        if block and TITLE_BEGINS.match(line.text):
            walk.head.issuer_line = join(block).cut(4)
            walk.index += len(block)
            return
        if (not block and not body.match(fold(line.text))) or line.text.endswith((".", ";", ":")):
            return
        block.append(line)


def _is_body(walk: Walk, names: str) -> bool:
    pieces = [piece.strip() for piece in re.split(r",| va ", names) if piece.strip()]
    central = {plain(name) for name in walk.lexicon.central}
    return bool(pieces) and all(piece in central for piece in pieces)


def _read_title(walk: Walk, block: list[Line], following: bool = True) -> None:
    while (line := walk.peek()) is not None:
        if not block:
            if ADDRESSED.match(line.text) or re.match(r"(?:- )?Căn cứ\s", line.text) or line.text.startswith("("):
                break
        elif not _title_goes_on(walk, block, line) or _is_issuer_line(walk, block):
            break
        block.append(walk.take())
    if not block:
        return
    whole = _without_references(walk, join(block))
    if not whole.text:  # the head gave its references on a line of their own; the title stands below
        if following:
            _read_title(walk, [], following=False)
        return
    trailing = _TRAILING_ISSUER.search(whole.text) if is_caps(whole.text) else None
    if trailing:
        walk.head.issuer_line = whole.cut(trailing.end())
        whole = whole.cut(0, trailing.start())
    walk.head.title = whole


def _is_issuer_line(walk: Walk, block: list[Line]) -> bool:
    """Whether the next lines name the issuer in capitals right above the bases: they end the title."""
    if block[-1].text.endswith(("CỦA", "của", ",", "-")) or not ISSUER_LINE.match(walk.lines[walk.index].text):
        return False
    following = walk.lines[walk.index : walk.index + 3]
    names = list(itertools.takewhile(lambda line: is_caps(line.text), following))
    return len(names) < len(following) and bool(OPENING.match(following[len(names)].text))


def _without_references(walk: Walk, title: Paragraph) -> Paragraph:
    """The title behind the references of its head, which are taken where the letterhead did not give them."""
    found = references_before(title, walk.lexicon)
    walk.head.issuer_line = walk.head.issuer_line or found.issuer
    if walk.head.number is None and found.number is not None:
        walk.head.number, walk.head.number_at = found.number, found.number_at
    if walk.head.date is None and found.date is not None:
        walk.head.date, walk.head.date_at = found.date, found.date_at
    return found.title


def _title_goes_on(walk: Walk, block: list[Line], line: Line) -> bool:
    last = block[-1].text
    if ADDRESSED.match(walk.text, line.start) or re.match(r"(?:[-•]|\(|\d+\.|[IVX]+[.\-–]\s|Điều \d)", line.text):
        return False
    if PLACE_DATE.match(walk.text, line.start) or (walk.head.type is None and STAMP.match(plain(line.text))):
        return False
    wrapped = not line.gap and len(line.text) <= 8
    if is_caps(line.text) and not wrapped and (not is_caps(last) or (line.gap and ISSUER_LINE.match(line.text))):
        return False
    if line.gap:
        return line.text[:1].islower() or last.endswith((",", "-", "và", "của", "của Ban"))
    if last.endswith((".", ":")) and not last.endswith(".."):
        return False
    if is_caps(last) and not is_caps(line.text):
        return line.text[:1].islower()
    return not (OPENING.match(line.text) and (len(line.text) > 70 or line.text.endswith(";")))


def _lines_before_motto(walk: Walk) -> int:
    """How many lines of a V/v block stand before the motto that is printed below it, whatever their distance."""
    for count, line in enumerate(walk.lines[walk.index : walk.index + 4]):
        if walk.is_motto(line):
            return count
        if is_caps(line.text) or match_date_line(walk.text, line.start) or ADDRESSED.match(line.text):
            return 0
    return 0
