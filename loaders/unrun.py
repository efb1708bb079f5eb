"""Lines that were run together are divided again: a letterhead read straight across, a document on one line.

The ends of lines that are put in stand for the character before them, so that positions still lead to the source.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from functools import cache

from .cleaning import CAPITALS, CleanText, fold, plain
from .lexicon import Lexicon
from .segment import MOTTOES, mostly_caps

# With the space before a motto a search goes from word to word; the text gets one more in front.
_MOTTO = re.compile(rf"\s(?:{MOTTOES})(?!\S)")
_BEHIND_SENTENCE = re.compile(rf"[.!?:]\s(?=[{CAPITALS}])")
_SECOND = re.compile(r"(?<=[^\n] )doc lap\s?[-–.]\s?tu do\s?[-–.]\s?hanh phuc(?!\w)")
_LETTERHEAD = 400  # characters of a line within which a letterhead can stand
_LONG = 150  # characters of a line that may be several
_NAME = range(6, 122)  # characters of a name that stands behind a sentence
_MARKS = 3  # parts of a document that a line has to name before it is taken for several
_DATE = r"năm\s(?:19|20)\d\d"


def divide_lines(clean: CleanText, lexicon: Lexicon) -> CleanText:
    """``clean`` with the mottoes on lines of their own, and with the parts of a document that stands on one line.

    Linear in the text.
    """
    return _long_lines(_letterheads(clean, lexicon), lexicon)


def _letterheads(clean: CleanText, lexicon: Lexicon) -> CleanText:
    text = clean.text
    bare = plain(text)
    body = lexicon.pattern(r"(?:«organization-head»|«bodies»)(?!\w)")
    cuts: list[int] = []
    for match in _MOTTO.finditer(f" {bare}"):
        start, end = match.start(), match.end() - 1
        cuts += _name_above(text, start, body)
        line = text.rfind("\n", max(0, start - _LETTERHEAD), start) + 1
        if (
            line < start
            and mostly_caps(text[start:end])
            and body.match(fold(text[line:start]))
            and mostly_caps(text[line:start])
        ):
            cuts += (start - 1, end)
            second = _SECOND.search(bare, end, end + _LETTERHEAD)
            cuts += (second.start() - 1, second.end()) if second else ()
    if not cuts:
        return clean
    chars = list(text)
    for position in cuts:
        if chars[position : position + 1] == [" "]:
            chars[position] = "\n"
    return CleanText("".join(chars), clean.starts, clean.ends)


def _name_above(text: str, motto: int, body: re.Pattern[str]) -> tuple[int, ...]:
    """The space before a name in capitals that ends the line above the motto, behind a sentence of a portal."""
    above = text[max(0, motto - _LETTERHEAD) : motto].rstrip()
    line = above.rpartition("\n")[2]
    begin = max(0, motto - _LETTERHEAD) + len(above) - len(line)
    for found in _BEHIND_SENTENCE.finditer(line):
        name = line[found.end() :]
        if len(name) in _NAME and name.isupper():
            return (begin + found.end() - 1,) if body.match(fold(name)) else ()
    return ()


def _long_lines(clean: CleanText, lexicon: Lexicon) -> CleanText:
    breaks = _breaks(lexicon)
    edges: list[int] = []  # where the lines begin and end that are several
    position = 0
    for line in clean.text.split("\n"):
        if len(line) >= _LONG and len({mark[0].strip()[:4] for mark in breaks.finditer(line)} - {""}) >= _MARKS:
            edges += (position, position + len(line))
        position += len(line) + 1
    cuts = [match.start() for match in breaks.finditer(clean.text) if match.start()] if edges else []
    return _with_ends(clean, [cut for cut in cuts if bisect_right(edges, cut) % 2 == 1])


def _with_ends(clean: CleanText, cuts: list[int]) -> CleanText:
    """``clean`` with the end of a line for the space at each of ``cuts``, or before the letter that stands there."""
    pieces: list[str] = []
    starts, ends = array("L"), array("L")
    position = 0
    for cut in cuts:
        stands_for = cut if clean.text[cut] == " " else cut - 1
        pieces += (clean.text[position:cut], "\n")
        starts += clean.starts[position:cut] + clean.starts[stands_for : stands_for + 1]
        ends += clean.ends[position:cut] + clean.ends[stands_for : stands_for + 1]
        position = stands_for + 1
    text = "".join(pieces) + clean.text[position:]
    return CleanText(text, starts + clean.starts[position:], ends + clean.ends[position:])


@cache
def _breaks(lexicon: Lexicon) -> re.Pattern[str]:
    """Where a part of a document begins behind the end of another, with the space before it."""
    types = "|".join(sorted({item.label.upper() for item in lexicon.vocabulary.document_types}, key=len, reverse=True))
    bases = "Căn cứ|Xét|Theo đề nghị|Thực hiện"
    # Nothing else is tried where the text does not go on as one of the parts begins.
    begins = rf"(?=[ ]?[{CAPITALS}\-–]|[ ](?:[\d+]|[a-zđ]\)))"
    return re.compile(
        rf"{begins}(?:"
        r"[ ]?(?:CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM|ĐOÀN TNCS HỒ CHÍ MINH)"
        r"|[ ]?Độc lập\s?[-–]\s?Tự do"
        rf"|(?<=[{CAPITALS}*\d])[ ]?Số\s?:?\s?(?=\d{{1,5}}\s?[-/])"
        rf"|(?<=[{CAPITALS}\d])[ ][{CAPITALS}]\w+(?:\s[{CAPITALS}]\w+){{0,3}}, ngày(?=\s?\d{{1,2}}\stháng)"
        rf"|(?<={_DATE})[ ]?[{CAPITALS}](?=[{CAPITALS}])"
        rf"|[ ]?(?:{types})(?=\s?(?:Về|V/v|Điều\s\d|-))"
        rf"|(?<=[{CAPITALS}])[ ]?(?:Về việc|V/v)(?!\w)"
        rf"|(?<=[;:.\-–{CAPITALS}])[ ]?(?:[-–] )?(?:{bases})(?!\w)"
        r"|(?<=\w)[ ]Căn cứ (?=(?:Hiến pháp|Luật|Bộ luật|Pháp lệnh|Nghị|Quyết|Thông|Chỉ|Kế|Quy|Công)(?!\w))"
        rf"|(?<=[.;:/{CAPITALS}])[ ]Điều\s(?=\d{{1,3}}\s?[.:])"
        rf"|(?<=[.;:/])[ ][IVX]{{1,4}}\s?[.\-–]\s?(?=[{CAPITALS}]{{2}})"
        rf"|(?<=[.;:/])[ ](?:\d{{1,2}}\.|[-+]|[a-zđ]\))\s(?=[{CAPITALS}])"
        rf"|[ ]?(?:Nơi nhận|Kính gửi)\s?:"
        rf"|(?<=[.;])[ ](?:TM|KT|TL|TUQ|T/M|K/T|T/L)\.?\s?(?=[{CAPITALS}]{{2}}))"
    )
