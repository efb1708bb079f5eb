"""What is known of a head so far, and where the reading of its lines stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..cleaning import plain
from ..components import split_components
from ..layout import Line, Paragraph, split_lines
from ..lexicon import Lexicon
from ..numbers import DocumentNumber
from ..segment import Part, find_mottoes

_HEAD = 6000  # characters within which a letterhead ends
TITLE_BEGINS = re.compile(
    r"(?:về|nhân|v/v|quy định|ban hành|phê duyệt|tăng cường|triển khai|thực hiện)(?!\w)", re.IGNORECASE
)
STAMP = re.compile(r"(?:(?:cong van\s+)?den(?!\w)|ngay\s*:|chuyen\s*:|so\s*:\s*\d+\s*[.…]*$|so va ky hieu)")
OPENING = re.compile(
    r"^(?:[-+•]\s*)?(?:Căn cứ|Thực hiện|Triển khai|Theo|Xét|Quán triệt|Tiếp tục|Trả lời|"
    r"Phúc đáp|Để|Ngày|Sau|Tại|Nhằm|Trên cơ sở|"
    r"Thi hành|Trong|Vừa qua|Thời gian)(?!\w)"
)
ISSUER_LINE = re.compile(
    r"(?:CHÍNH PHỦ|HỘI ĐỒNG CHÍNH PHỦ|HỘI ĐỒNG BỘ TRƯỞNG|QUỐC HỘI|ỦY BAN THƯỜNG VỤ QUỐC HỘI|"
    r"THỦ TƯỚNG CHÍNH PHỦ|BỘ TRƯỞNG|CHỦ TỊCH|"
    r"CHỦ NHIỆM|TỔNG KIỂM TOÁN|TỔNG GIÁM ĐỐC|GIÁM ĐỐC|CHÁNH|"
    r"VIỆN TRƯỞNG|THỐNG ĐỐC|TỔNG THANH TRA|CỤC TRƯỞNG|TỔNG CỤC TRƯỞNG|HỘI ĐỒNG NHÂN DÂN|"
    r"U[ỶY] BAN NHÂN DÂN|[UỦ][ỶY] BAN NHÂN DÂN|"
    r"BAN THƯỜNG VỤ|BAN CHẤP HÀNH|BAN BÍ THƯ|BỘ CHÍNH TRỊ|HIỆU TRƯỞNG|ĐOÀN CHỦ TỊCH|BAN THƯỜNG TRỰC)(?!\w)"
)


@dataclass(slots=True)
class Heading:
    """What stands above the text proper. Paragraphs keep their positions, so that evidence can be shown."""

    organizations: tuple[Paragraph, ...] = ()
    number: DocumentNumber | None = None
    number_at: Paragraph | None = None
    symbol: str | None = None
    date: str | None = None
    date_at: Paragraph | None = None
    place: Paragraph | None = None
    type: str | None = None
    type_at: Paragraph | None = None
    issuer_line: Paragraph | None = None
    title: Paragraph | None = None
    addressees: tuple[Paragraph, ...] = ()
    body: int = 0
    of_youth_union: bool = False
    stamps: list[Paragraph] = field(default_factory=list)


class Walk:
    """The way down the lines of one heading: `head` is what was found above line `index`."""

    def __init__(self, text: str, part: Part, lexicon: Lexicon) -> None:
        self.text, self.part, self.lexicon = text, part, lexicon
        self.lines = split_components(split_lines(text, part.start, part.end), lexicon)
        self.mottoes = find_mottoes(plain(text[part.start : min(part.end, part.start + _HEAD)]))
        self.types = lexicon.pattern(r"(?:«types»)(?!\w)")
        self.typed_cue = lexicon.pattern(r"(?:«types»)\s+số\s*:\s*")
        self.head = Heading(body=part.start)
        self.index = 0
        self.unknown = 0
        self.untitled: list[Line] = []  # lines behind the number that no cue calls the subject

    def take(self) -> Line:
        """The next line, which is gone past."""
        self.index += 1
        return self.lines[self.index - 1]

    def peek(self) -> Line | None:
        """The next line; None at the end."""
        return self.lines[self.index] if self.index < len(self.lines) else None

    def end_here(self) -> None:
        """The text proper begins at the next line."""
        self.head.body = self.lines[self.index].start if self.index < len(self.lines) else self.part.end

    def is_motto(self, line: Line) -> bool:
        """Whether a line is part of the motto."""
        start, end = line.start - self.part.start, line.end - self.part.start
        return any(begin <= start < stop or begin < end <= stop for begin, stop in self.mottoes)

    def is_above_bases(self) -> bool:
        """Whether an issuer may stand on the line: below a type, or right above bases where no type was printed."""
        below = self.lines[self.index + 1 : self.index + 2]
        return self.head.type is not None or any(line.text.startswith("Căn cứ") for line in below)
