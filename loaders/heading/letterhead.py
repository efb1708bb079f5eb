"""What stands above the title: marks, mottoes, names of organizations, number, place and date, stamps of receipt."""

from __future__ import annotations

import re

from ..cleaning import fold, plain
from ..dates import iso_date, match_date_line
from ..layout import Line, is_caps, join
from ..numbers import find_numbers
from ..stamps import kind_of_mark
from .walk import ISSUER_LINE, OPENING, STAMP, Walk

# What the Youth Union prints where others have the motto.
_UNION_MOTTO = re.compile(r"doan (?:tncs|thanh nien cong san) ho chi minh")
NUMBER_CUE = re.compile(r"s[ốo]\s*[:.]?\s*", re.IGNORECASE)
_ITEM = re.compile(r"(?:[IVX]{1,5}|\d{1,2})\s?[.\-–]\s*[^\W\d]")
_MOST_ORGANIZATIONS = 16  # lines of a letterhead; a page of capitals is none


def read_mark(walk: Walk, line: Line) -> bool:
    """A mark of secrecy, internal use, urgency, drafts or copies, which is no part of a name."""
    return kind_of_mark(line.text) is not None and bool(walk.take())


def read_motto(walk: Walk, line: Line) -> bool:
    """A line of the motto, or what the Youth Union prints in its place."""
    if _UNION_MOTTO.fullmatch(plain(line.text)) and not walk.head.type:
        walk.head.of_youth_union = True
    elif not walk.is_motto(line) or walk.head.type:
        return False
    walk.take()
    return True


def read_number(walk: Walk, line: Line) -> bool:
    """The number behind its cue, on this line or the next; only the symbol where the number was left blank."""
    cue = NUMBER_CUE.match(line.text) or walk.typed_cue.match(fold(line.text))
    if not cue or walk.head.type or walk.head.number or walk.head.symbol or walk.head.addressees:
        return False
    following = walk.lines[walk.index + 1 : walk.index + 2]
    if cue.end() == len(line.text) and following and not following[0].gap:
        return _number_below(walk, following[0])
    rest = line.text[cue.end() :]
    cues = [match.start() for match in re.finditer("s[ốo]", line.text[: cue.end()], re.IGNORECASE)]
    written = cues[-1]  # with its "số", without which numbers of the old form are none
    blank = re.match(r"[\s.…]*([-/]\s*[A-ZĐ][\w\-–/ ]*)", rest)
    found = next(find_numbers(line.text[written:], walk.lexicon), None)
    if found and written + found.start <= cue.end() + 2:
        walk.head.number = found.value
        walk.head.number_at = join([walk.take()]).cut(written + found.start, written + found.end)
    elif blank:
        walk.head.symbol = blank[1].lstrip("-/ ").strip()
        walk.take()
    else:
        return False
    return True


def _number_below(walk: Walk, line: Line) -> bool:
    """The number alone on the line after its "Số:"."""
    found = next(find_numbers(line.text, walk.lexicon), None)
    if not found or found.start or found.end < len(line.text):
        return False
    walk.take()
    walk.head.number = found.value
    walk.head.number_at = join([walk.take()])
    return True


def read_date(walk: Walk, line: Line) -> bool:
    """The place and date, which may run over several lines."""
    match = match_date_line(walk.text, line.start)
    if not match or walk.head.date or match.end() > walk.part.end or not _is_place(match["place"]):
        return False
    above, broken, _ = match["place"].partition("\n")
    if broken and is_caps(above):  # a name of the letterhead stands above the place
        return False
    month, day = match["month"], match["day"]
    value = iso_date(match["year"], month, day) if month else match["year"]
    block = [walk.take()]
    while walk.index < len(walk.lines) and walk.lines[walk.index].start < match.end():
        block.append(walk.take())
    whole = join(block)
    walk.head.date, walk.head.date_at = value, whole
    if match["place"]:
        walk.head.place = whole.cut(0, len(re.sub(r"\s+", " ", match["place"])))
    return True


def read_stamp(walk: Walk, line: Line) -> bool:
    """The receiving office's stamp, which looks like another letterhead with another number."""
    if walk.head.type or not (walk.head.number or walk.head.title):
        return False
    if STAMP.match(plain(line.text)):
        walk.head.stamps.append(join([walk.take()]))
        return True
    following = walk.lines[walk.index + 1 : walk.index + 4]
    if is_caps(line.text) and any(STAMP.match(plain(other.text)) for other in following):
        walk.head.stamps.append(join([walk.take()]))
        return True
    return False


def read_organization(walk: Walk, line: Line) -> bool:
    """A line that names a body, or a name in small letters that stands among them and is gone past."""
    if walk.head.type or walk.head.title or walk.head.addressees:
        return False
    if len(walk.head.organizations) >= _MOST_ORGANIZATIONS or _ITEM.match(line.text):
        return False
    if walk.head.number and walk.head.organizations:
        printed = not OPENING.match(line.text) and is_caps(line.text)
        return printed and not (ISSUER_LINE.match(line.text) and walk.is_above_bases()) and bool(walk.take())
    if not is_caps(line.text) and (len(line.text) > 60 or OPENING.match(line.text)):
        return False
    if not is_caps(line.text) and (walk.head.organizations or not re.match(r"[A-ZĐỦU]", line.text)):
        if walk.head.number or walk.head.date:
            return False
        walk.take()
        return True
    if not is_caps(line.text):
        return False
    walk.head.organizations = (*walk.head.organizations, join([walk.take()]))
    return True


def _is_place(text: str) -> bool:
    """False for what a date line can begin with but no place is; a numbered quận or phường is one."""
    return not re.search(r"[\d/]", re.sub(r"(?i)(?:quận|phường)\s+\d{1,2}", "", text)) and not STAMP.match(plain(text))
