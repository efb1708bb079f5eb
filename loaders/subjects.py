"""What a citation says its document is about, and of which term (*khóa*): the words behind number, date and issuer.

"Kết luận số 12-KL/TW ngày 12/8/2021 của Bộ Chính trị khóa XIII về công tác ..." names its subject and its term. They
are what tells the bearers of one number apart where the date is missing or wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .cleaning import CAPITALS
from .records import Citation, one_line

_DATE = r"[,\s]*(?:[Nn]gày\s+[\d/.\-]+(?:\s+tháng\s+\d+\s+năm\s+\d+)?[,\s]*)?"
_VERBS = r"(?:quy\s+định|phê\s+duyệt|sửa\s+đổi|ban\s+hành|hướng\s+dẫn|thực\s+hiện|triển\s+khai)\s"
_KHOA = r"\(\s*[Kk]h(?:óa|oá)\s+[\dIVX]{1,6}\s*\)"
_ISSUER = rf"(?:của\s+(?:(?!về\s|V/v|{_VERBS})[^,;:.()“\"«]){{2,160}}(?:{_KHOA})?)?"
_BEHIND = re.compile(
    rf"{_DATE}{_ISSUER}[,\s“\"«(]*(?<!\w)"
    r"(?P<subject>(?:[Vv]ề(?:\s+việc)?|[Vv]/[Vv]|quy\s+định|phê\s+duyệt|ban\s+hành|sửa\s+đổi|hướng\s+dẫn|công\s+bố|"
    r"thành\s+lập|(?:(?:quán\s+triệt|tổ\s+chức|triển\s+khai|tiếp\s+tục)[,\s]+(?:và\s+)?)*thực\s+hiện)\s+.*)",
    re.DOTALL,
)
_ABOUT = re.compile(r"(?:về(?:\s+việc)?|v/v)\s+", re.IGNORECASE)
_END = re.compile(
    rf"[;.”\"»()\[\]]|,\s+(?=[{CAPITALS}])|\s+và\s+(?=(?:các\s+)?[{CAPITALS}]\w*\s+(?:\w+\s+){{0,4}}?(?:số|này)\b)"
    r"|,\s+(?:tạo|làm|nhằm|để|đến|trong đó|cụ thể|đồng thời|xét|căn cứ)\s"
)
_TERM = re.compile(rf"{_DATE}của\s+[^,;:.()“\"«]{{2,120}}?\s\(?[Kk]h(?:óa|oá)\s+(?P<term>[IVX]{{1,6}}|\d{{1,2}})(?!\w)")
_TITLED = re.compile(r"\s(?:về|V/v|quy\s+định|phê\s+duyệt|ban\s+hành|thực\s+hiện)\s")
_ROMAN = {"I": 1, "V": 5, "X": 10}
_MIN_WORDS = 3


def subject_of(citation: Citation) -> str | None:
    """The longest subject that a mention of the document gives, on one line; ``None`` where none does."""
    found = [subject for quote in citation.quotes if (subject := _subject(quote.suffix))]
    return max(found, key=lambda subject: (len(subject), subject), default=None)


def khoa_of(citation: Citation) -> int | None:
    """The khóa that mentions name for the issuer; ``None`` where none does, or where they name several.

    That of the subject ("bầu cử đại biểu Quốc hội khóa XVI") is none of the document's.
    """
    found = set(_terms(citation))
    return found.pop() if len(found) == 1 else None


def _subject(after: str) -> str | None:
    match = _BEHIND.match(after)
    if match is None:
        return None
    text = _ABOUT.sub("", match["subject"], count=1) if _ABOUT.match(match["subject"]) else match["subject"]
    end = _END.search(text)
    text = one_line(text[: end.start()] if end else text).strip(" ,:-–“”\"'")
    return text if len(text.split()) >= _MIN_WORDS else None


def _terms(citation: Citation) -> Iterator[int]:
    for quote in citation.quotes:
        match = _TERM.match(quote.suffix)
        if match and not _TITLED.search(match[0]):
            yield _number(match["term"])


def _number(term: str) -> int:
    """The value of a Roman or an Arabic number.

    >>> _number("XIII"), _number("XIV"), _number("9")
    (13, 14, 9)
    """
    if term.isdecimal():
        return int(term)
    values = [_ROMAN[letter] for letter in term]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
