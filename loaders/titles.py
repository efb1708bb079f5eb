"""The references that the head of some prints puts before a title.

Collections of law print "CỦA THỦ TƯỚNG CHÍNH PHỦ SỐ 16/2001/CT-TTg NGÀY 21 THÁNG 6 NĂM 2001" between type and title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .dates import match_date
from .layout import Paragraph, is_caps
from .lexicon import Lexicon
from .numbers import DocumentNumber, find_numbers

_OF_ISSUER = re.compile(
    r"CỦA\s+((?:BAN|BỘ|CHÍNH PHỦ|CHỦ|HỘI ĐỒNG|QUỐC HỘI|THỦ|THÀNH|TỈNH|TỔNG|[UỦ][ỶY])(?!\w)[^,;:]{0,100}?)\s*"
    r"(?=SỐ\s*:?\s*\d|NGÀY\s+\d|(?:VỀ|V/V|Về|QUY ĐỊNH|BAN HÀNH|PHÊ DUYỆT)(?!\w)|$)"
)
_WITHIN = 400  # characters of one reference


@dataclass(slots=True)
class Titled:
    """A title, and what the references before it give."""

    title: Paragraph
    issuer: Paragraph | None = None
    number: DocumentNumber | None = None
    number_at: Paragraph | None = None
    date: str | None = None
    date_at: Paragraph | None = None


def references_before(whole: Paragraph, lexicon: Lexicon) -> Titled:
    """The title at the end of ``whole`` behind issuer, number and date, each of which stands there once at most."""
    found = Titled(whole)
    begin = 0
    for _ in range(4):
        rest = whole.text[begin : begin + _WITHIN]
        issuer = _OF_ISSUER.match(rest)
        cue = re.match(r"(?i:số)\s*:?\s*(?=\d)" if begin else r"(?:(?i:số)\s*:?\s*)?(?=\d)", rest)
        dated = match_date(rest, 0) if rest[:4].lower() == "ngày" else None
        number = next(find_numbers(rest, lexicon), None) if cue else None
        if issuer and is_caps(issuer[0]):
            found.issuer = found.issuer or whole.cut(begin + issuer.start(1), begin + issuer.end(1))
            begin += issuer.end()
        elif cue and number and number.start <= cue.end():
            if found.number is None:
                found.number, found.number_at = number.value, whole.cut(begin + cue.end(), begin + number.end)
            begin += number.end
        elif dated:
            if found.date is None:
                found.date, found.date_at = dated.value, whole.cut(begin, begin + dated.end)
            begin += dated.end
        else:
            break
        begin += len(whole.text[begin:]) - len(whole.text[begin:].lstrip())
    if begin:
        found.title = whole.cut(begin)
    return found
