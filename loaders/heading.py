"""The head of a document: letterhead, number, place and date, type, trích yếu and addressees.

The layouts are those of Hướng dẫn 36-HD/VPTW (Party) and of Nghị định 30/2020/NĐ-CP, phụ lục I (State), in any order
that OCR gives them, on lines of their own or run together.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from .cleaning import CAPITALS, fold, plain
from .components import ADDRESSED, split_components
from .dates import PLACE_DATE, iso_date, match_date_line
from .layout import Line, Paragraph, is_caps, join, part_of, split_lines
from .lexicon import Lexicon
from .numbers import DocumentNumber, find_numbers
from .segment import Part, find_mottoes
from .stamps import kind_of_mark
from .titles import references_before

_HEAD = 6000  # characters within which a letterhead ends
# What the Youth Union prints where others have the motto.
_UNION_MOTTO = re.compile(r"doan (?:tncs|thanh nien cong san) ho chi minh")
_TITLE_BEGINS = re.compile(
    r"(?:về|nhân|v/v|quy định|ban hành|phê duyệt|tăng cường|triển khai|thực hiện)(?!\w)", re.IGNORECASE
)
_NUMBER_CUE = re.compile(r"s[ốo]\s*[:.]?\s*", re.IGNORECASE)
_SUBJECT = re.compile(r"(?:[Vv]\s?[/.]\s?[vV]|Vv|[Vv]ề việc|Về)(?!\w)\s*[:.]?\s*")
_STAMP = re.compile(r"(?:(?:cong van\s+)?den(?!\w)|ngay\s*:|chuyen\s*:|so\s*:\s*\d+\s*[.…]*$|so va ky hieu)")
_OPENING = re.compile(
    r"^(?:[-+•]\s*)?(?:Căn cứ|Thực hiện|Triển khai|Theo|Xét|Quán triệt|Tiếp tục|Trả lời|"
    r"Phúc đáp|Để|Ngày|Sau|Tại|Nhằm|Trên cơ sở|"
    r"Thi hành|Trong|Vừa qua|Thời gian)(?!\w)"
)
_ISSUER_LINE = re.compile(
    r"(?:CHÍNH PHỦ|HỘI ĐỒNG CHÍNH PHỦ|HỘI ĐỒNG BỘ TRƯỞNG|QUỐC HỘI|ỦY BAN THƯỜNG VỤ QUỐC HỘI|"
    r"THỦ TƯỚNG CHÍNH PHỦ|BỘ TRƯỞNG|CHỦ TỊCH|"
    r"CHỦ NHIỆM|TỔNG KIỂM TOÁN|TỔNG GIÁM ĐỐC|GIÁM ĐỐC|CHÁNH|"
    r"VIỆN TRƯỞNG|THỐNG ĐỐC|TỔNG THANH TRA|CỤC TRƯỞNG|TỔNG CỤC TRƯỞNG|HỘI ĐỒNG NHÂN DÂN|"
    r"U[ỶY] BAN NHÂN DÂN|[UỦ][ỶY] BAN NHÂN DÂN|"
    r"BAN THƯỜNG VỤ|BAN CHẤP HÀNH|BAN BÍ THƯ|BỘ CHÍNH TRỊ|HIỆU TRƯỞNG|ĐOÀN CHỦ TỊCH|BAN THƯỜNG TRỰC)(?!\w)"
)
_TELEGRAM = re.compile(rf"({_ISSUER_LINE.pattern}[^a-zđ]*?)\s+(?i:điện)\s*:?$")  # above the addressees of a công điện
_DECIDES = {"QUYẾT ĐỊNH:": "quyet-dinh", "QUYẾT NGHỊ:": "nghi-quyet"}  # the clause below the bases
_CLAUSE_WITHIN = 40  # lines of bases above it
_SECTION = re.compile(rf"[IVX]{{1,5}}\s?[.\-–]\s*[^\W\d]|\d{{1,2}}\.\s+[^\W\d_][^\W\d_{CAPITALS}]")
_ITEM = re.compile(r"(?:[IVX]{1,5}|\d{1,2})\s?[.\-–]\s*[^\W\d]")
_MOST_ORGANIZATIONS = 16  # lines of a letterhead; a page of capitals is none
_TRAILING_ISSUER = re.compile(
    r"(?<!CỦA)\s(?=(?:BỘ TRƯỞNG BỘ|CHỦ TỊCH [UỦ][ỶY] BAN|GIÁM ĐỐC SỞ|THỦ TƯỚNG CHÍNH PHỦ|"
    r"TỔNG GIÁM ĐỐC|CHỦ NHIỆM [UỦ][ỶY] BAN)(?!\w)(?:(?!\sVỀ\s)[^,;.])*$)"
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


def read_heading(text: str, part: Part, lexicon: Lexicon) -> Heading:
    """Read the head of the document that stands at ``part`` of the cleaned ``text``."""
    return _Reader(text, part, lexicon).read()


class _Reader:
    """Walks down the lines of one heading; each line is offered to the readers of its components in turn."""

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

    def read(self) -> Heading:
        readers: tuple[Callable[[Line], bool], ...] = (
            self._mark, self._motto, self._number, self._date, self._addressees, self._type, self._subject, self._stamp,
            self._organization,
        )  # fmt: skip
        while self.index < len(self.lines):
            line = self.lines[self.index]
            if self._addressed_below():
                continue
            if self.head.title and (self.head.type or self.head.addressees) and not self._expected(line):
                break
            if not any(reader(line) for reader in readers) and not self._stepped_over(line):
                break
        self._body_begins()
        self._issuer_line()
        self._type_of_clause()
        if self.head.addressees and not self.head.title and not self.head.type and self.untitled:
            self.head.title = join(self.untitled)
        return self.head

    def _type_of_clause(self) -> None:
        """The type and title of a decision whose head is lost: QUYẾT ĐỊNH: between the bases and the first article."""
        if self.head.type or self.head.number or self.head.addressees:
            return
        for line in self.lines[self.index : self.index + _CLAUSE_WITHIN]:
            if line.text in _DECIDES:
                self.head.type, self.head.type_at = _DECIDES[line.text], join([line]).cut(0, len(line.text) - 1)
                titles = [item for item in self.head.organizations if _TITLE_BEGINS.match(item.text)]
                if titles and not self.head.title:
                    self.head.title = titles[-1]
                    self.head.organizations = tuple(item for item in self.head.organizations if item not in titles)
                return

    def _body_begins(self) -> None:
        self.head.body = self.lines[self.index].start if self.index < len(self.lines) else self.part.end

    def _stepped_over(self, line: Line) -> bool:
        """Step over a short line that is no component, while neither type nor subject was found; a few of them at
        most."""
        if self.head.type or self.head.title or self.head.addressees or self.unknown >= 4:
            return False
        if len(line.text) > 60 or line.text.endswith((".", ";", ":")):
            return False
        if _OPENING.match(line.text) or _SECTION.match(line.text):
            return False
        if _ISSUER_LINE.match(line.text) and is_caps(line.text) and self._above_bases():
            return False
        self.unknown += 1
        taken = self._take()
        if self.head.number or self.head.symbol:
            self.untitled.append(taken)
        return True

    def _addressed_below(self) -> bool:
        """Step over a line that is no component to the addressees near below it, where there is no type."""
        if self.head.type or self.head.addressees or not self._is_foreign(self.lines[self.index]):
            return False
        for distance, line in enumerate(self.lines[self.index + 1 : self.index + 5], start=1):
            if ADDRESSED.match(line.text):
                taken = [self._take() for _ in range(distance)]
                if not self.head.title:
                    self.untitled += [one for one in taken if not self._is_motto(one)]
                return True
        return False

    def _is_foreign(self, line: Line) -> bool:
        known = (_NUMBER_CUE, _SUBJECT, ADDRESSED)
        return not (
            is_caps(line.text)
            or any(pattern.match(line.text) for pattern in known)
            or match_date_line(self.text, line.start)
            or self._is_motto(line)
            or _STAMP.match(plain(line.text))
        )

    def _take(self) -> Line:
        self.index += 1
        return self.lines[self.index - 1]

    def _peek(self) -> Line | None:
        return self.lines[self.index] if self.index < len(self.lines) else None

    def _expected(self, line: Line) -> bool:
        """Whether a component may still follow the title: addressees, or a date or number set below it."""
        missing_date = self.head.date is None and match_date_line(self.text, line.start) is not None
        return (
            bool(ADDRESSED.match(self.text, line.start) and not self.head.addressees)
            or missing_date
            or (self.head.type is None and bool(_STAMP.match(plain(line.text))))
        )

    def _mark(self, line: Line) -> bool:
        """A mark of secrecy, internal use, urgency, drafts or copies, which is no part of a name."""
        return kind_of_mark(line.text) is not None and bool(self._take())

    def _motto(self, line: Line) -> bool:
        if _UNION_MOTTO.fullmatch(plain(line.text)) and not self.head.type:
            self.head.of_youth_union = True
        elif not self._is_motto(line) or self.head.type:
            return False
        self._take()
        return True

    def _is_motto(self, line: Line) -> bool:
        start, end = line.start - self.part.start, line.end - self.part.start
        return any(begin <= start < stop or begin < end <= stop for begin, stop in self.mottoes)

    def _number(self, line: Line) -> bool:
        cue = _NUMBER_CUE.match(line.text) or self.typed_cue.match(fold(line.text))
        if not cue or self.head.type or self.head.number or self.head.symbol or self.head.addressees:
            return False
        following = self.lines[self.index + 1 : self.index + 2]
        if cue.end() == len(line.text) and following and not following[0].gap:
            return self._number_below(following[0])
        rest = line.text[cue.end() :]
        cues = [match.start() for match in re.finditer("s[ốo]", line.text[: cue.end()], re.IGNORECASE)]
        written = cues[-1]  # with its "số", without which numbers of the old form are none
        blank = re.match(r"[\s.…]*([-/]\s*[A-ZĐ][\w\-–/ ]*)", rest)
        found = next(find_numbers(line.text[written:], self.lexicon), None)
        if found and written + found.start <= cue.end() + 2:
            self.head.number = found.value
            self.head.number_at = join([self._take()]).cut(written + found.start, written + found.end)
        elif blank:
            self.head.symbol = blank[1].lstrip("-/ ").strip()
            self._take()
        else:
            return False
        return True

    def _number_below(self, line: Line) -> bool:
        """The number alone on the line after its "Số:"."""
        found = next(find_numbers(line.text, self.lexicon), None)
        if not found or found.start or found.end < len(line.text):
            return False
        self._take()
        self.head.number = found.value
        self.head.number_at = join([self._take()])
        return True

    def _date(self, line: Line) -> bool:
        match = match_date_line(self.text, line.start)
        if not match or self.head.date or match.end() > self.part.end or not _is_place(match["place"]):
            return False
        above, broken, _ = match["place"].partition("\n")
        if broken and is_caps(above):  # a name of the letterhead stands above the place
            return False
        month, day = match["month"], match["day"]
        value = iso_date(match["year"], month, day) if month else match["year"]
        block = [self._take()]
        while self.index < len(self.lines) and self.lines[self.index].start < match.end():
            block.append(self._take())
        whole = join(block)
        self.head.date, self.head.date_at = value, whole
        if match["place"]:
            self.head.place = whole.cut(0, len(re.sub(r"\s+", " ", match["place"])))
        return True

    def _type(self, line: Line) -> bool:
        if self.head.type or _STAMP.match(plain(line.text)):
            return False
        match = self.types.match(fold(line.text))
        if not match or not (is_caps(line.text[: match.end()]) or match.end() == len(line.text)):
            return False
        if match.end() == len(line.text) or is_caps(line.text):
            self.head.type = self.lexicon.type_words[re.sub(r"\s+", " ", match[0])]
            whole = join([self._take()])
            self.head.type_at = whole.cut(0, match.end())
            rest = line.text[match.end() :].lstrip(" :.-")
            self._issued_by()
            self._title([part_of(line, len(line.text) - len(rest))] if rest else [])
            return True
        return False

    def _issued_by(self) -> None:
        """ "CỦA BAN BÍ THƯ" under the type: the body that acts."""
        block: list[Line] = []
        index = self.index
        while index < len(self.lines) and index - self.index < 3:
            line = self.lines[index]
            if not block and not plain(line.text).startswith("cua "):
                return
            if block and (plain(line.text).startswith("ve ") or not is_caps(line.text)):
                break
            block.append(line)
            index += 1
            names = plain(join(block).text).removeprefix("cua ")
            if not self._is_body(names) and len(block) > 1:
                block.pop()
                index -= 1
                break
        names = plain(join(block).text).removeprefix("cua ") if block else ""
        if block and self._is_body(names):
            self.index = index
            self.head.issuer_line = join(block).cut(4)
        else:
            self._issued_by_local()

    def _issued_by_local(self) -> None:
        """ "của Ban Chấp hành Đảng bộ tỉnh" between the type and the title, which begins with a word of its own."""
        body = self.lexicon.pattern(r"của\s+(?:«organization-head»|«bodies»|«position»)(?!\w)")
        block: list[Line] = []
        for line in self.lines[self.index : self.index + 4]:
            if block and _TITLE_BEGINS.match(line.text):
                self.head.issuer_line = join(block).cut(4)
                self.index += len(block)
                return
            if (not block and not body.match(fold(line.text))) or line.text.endswith((".", ";", ":")):
                return
            block.append(line)

    def _is_body(self, names: str) -> bool:
        pieces = [piece.strip() for piece in re.split(r",| va ", names) if piece.strip()]
        central = {plain(name) for name in self.lexicon.central}
        return bool(pieces) and all(piece in central for piece in pieces)

    def _title(self, block: list[Line], following: bool = True) -> None:
        while (line := self._peek()) is not None:
            if not block:
                if ADDRESSED.match(line.text) or re.match(r"(?:- )?Căn cứ\s", line.text) or line.text.startswith("("):
                    break
            elif not self._title_goes_on(block, line) or self._is_issuer_line(block):
                break
            block.append(self._take())
        if not block:
            return
        whole = self._without_references(join(block))
        if not whole.text:  # the head gave its references on a line of their own; the title stands below
            if following:
                self._title([], following=False)
            return
        trailing = _TRAILING_ISSUER.search(whole.text) if is_caps(whole.text) else None
        if trailing:
            self.head.issuer_line = whole.cut(trailing.end())
            whole = whole.cut(0, trailing.start())
        self.head.title = whole

    def _is_issuer_line(self, block: list[Line]) -> bool:
        """Whether the next lines name the issuer in capitals right above the bases: they end the title."""
        if block[-1].text.endswith(("CỦA", "của", ",", "-")) or not _ISSUER_LINE.match(self.lines[self.index].text):
            return False
        following = self.lines[self.index : self.index + 3]
        names = list(itertools.takewhile(lambda line: is_caps(line.text), following))
        return len(names) < len(following) and bool(_OPENING.match(following[len(names)].text))

    def _without_references(self, title: Paragraph) -> Paragraph:
        """The title behind the references of its head, which are taken where the letterhead did not give them."""
        found = references_before(title, self.lexicon)
        self.head.issuer_line = self.head.issuer_line or found.issuer
        if self.head.number is None and found.number is not None:
            self.head.number, self.head.number_at = found.number, found.number_at
        if self.head.date is None and found.date is not None:
            self.head.date, self.head.date_at = found.date, found.date_at
        return found.title

    def _title_goes_on(self, block: list[Line], line: Line) -> bool:
        last = block[-1].text
        if ADDRESSED.match(self.text, line.start) or re.match(r"(?:[-•]|\(|\d+\.|[IVX]+[.\-–]\s|Điều \d)", line.text):
            return False
        if PLACE_DATE.match(self.text, line.start) or (self.head.type is None and _STAMP.match(plain(line.text))):
            return False
        wrapped = not line.gap and len(line.text) <= 8
        if is_caps(line.text) and not wrapped and (not is_caps(last) or (line.gap and _ISSUER_LINE.match(line.text))):
            return False
        if line.gap:
            return line.text[:1].islower() or last.endswith((",", "-", "và", "của", "của Ban"))
        if last.endswith((".", ":")) and not last.endswith(".."):
            return False
        if is_caps(last) and not is_caps(line.text):
            return line.text[:1].islower()
        return not (_OPENING.match(line.text) and (len(line.text) > 70 or line.text.endswith(";")))

    def _subject(self, line: Line) -> bool:
        match = _SUBJECT.match(line.text)
        if not match or self.head.type or self.head.title or (match[0].strip() == "Về" and not self.head.number):
            return False
        block = [part_of(self._take(), match.end())]
        block += [self._take() for _ in range(self._lines_before_motto())]
        while (following := self._peek()) is not None and self._title_goes_on(block, following):
            block.append(self._take())
        whole = join(block)
        self.head.title = whole if whole.text else None
        return True

    def _lines_before_motto(self) -> int:
        """How many lines of a V/v block stand before the motto that is printed below it, whatever their distance."""
        for count, line in enumerate(self.lines[self.index : self.index + 4]):
            if self._is_motto(line):
                return count
            if is_caps(line.text) or match_date_line(self.text, line.start) or ADDRESSED.match(line.text):
                return 0
        return 0

    def _addressees(self, line: Line) -> bool:
        match = ADDRESSED.match(self.text, line.start)
        if not match or self.head.addressees:
            return False
        last = self._take()
        while self.index < len(self.lines) and self.lines[self.index].start < match.end():
            last = self._take()
        rest = part_of(last, min(max(0, match.end() - last.start), len(last.text)))
        block = [rest] if rest.text else []
        while (following := self._peek()) is not None and self._still_addressed(block, following):
            taken = self._take()
            if not self._is_motto(taken) and not ADDRESSED.fullmatch(taken.text):
                block.append(taken)
        self.head.addressees = tuple(_addressee_items(block)) or ()
        return True

    def _still_addressed(self, block: list[Line], line: Line) -> bool:
        if re.match(r"[-+•]", line.text):
            closed = block and line.gap and block[-1].text.endswith((".", "./."))
            body = self.lexicon.pattern(r"[-+•]\s*(?:các\s+)?(?:«bodies»|«group»)(?!\w)").match(fold(line.text))
            return not closed and not _OPENING.match(line.text) and (len(line.text) < 250 or body is not None)
        if not block:
            return True
        if _OPENING.match(line.text) and line.text[:1].isupper():
            return False
        return line.gap == 0 and (not block[-1].text.endswith(".") or line.text[:1].islower()) and len(line.text) < 120

    def _stamp(self, line: Line) -> bool:
        """The receiving office's stamp, which looks like another letterhead with another number."""
        if self.head.type or not (self.head.number or self.head.title):
            return False
        if _STAMP.match(plain(line.text)):
            self.head.stamps.append(join([self._take()]))
            return True
        following = self.lines[self.index + 1 : self.index + 4]
        if is_caps(line.text) and any(_STAMP.match(plain(other.text)) for other in following):
            self.head.stamps.append(join([self._take()]))
            return True
        return False

    def _organization(self, line: Line) -> bool:
        if self.head.type or self.head.title or self.head.addressees:
            return False
        if len(self.head.organizations) >= _MOST_ORGANIZATIONS or _ITEM.match(line.text):
            return False
        if self.head.number and self.head.organizations:
            printed = not _OPENING.match(line.text) and is_caps(line.text)
            return printed and not (_ISSUER_LINE.match(line.text) and self._above_bases()) and bool(self._take())
        if not is_caps(line.text) and (len(line.text) > 60 or _OPENING.match(line.text)):
            return False
        if not is_caps(line.text) and (self.head.organizations or not re.match(r"[A-ZĐỦU]", line.text)):
            if self.head.number or self.head.date:
                return False
            self._take()
            return True
        if not is_caps(line.text):
            return False
        self.head.organizations = (*self.head.organizations, join([self._take()]))
        return True

    def _above_bases(self) -> bool:
        """Whether an issuer may stand on the line: below a type, or right above bases where no type was printed."""
        below = self.lines[self.index + 1 : self.index + 2]
        return self.head.type is not None or any(line.text.startswith("Căn cứ") for line in below)

    def _issuer_line(self) -> None:
        """A line in capitals between the title and the bases: CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH X."""
        line = self._peek()
        telegram = _TELEGRAM.match(line.text) if line and self.head.type == "cong-dien" else None
        if line and telegram:
            self.head.issuer_line = join([self._take()]).cut(0, telegram.end(1))
            block = list(itertools.takewhile(lambda item: item.text[0] in "-+•", self.lines[self.index :]))
            self.index += len(block)
            self.head.addressees = self.head.addressees or tuple(_addressee_items(block))
            self._body_begins()
            return
        if not line or not is_caps(line.text) or not _ISSUER_LINE.match(line.text) or not self._above_bases():
            return
        block = [self._take()]
        while (line := self._peek()) is not None and is_caps(line.text) and not line.gap and len(block) < 3:
            block.append(self._take())
        self.head.issuer_line = join(block)
        self._body_begins()


def _is_place(text: str) -> bool:
    """False for what a date line can begin with but no place is; a numbered quận or phường is one."""
    return not re.search(r"[\d/]", re.sub(r"(?i)(?:quận|phường)\s+\d{1,2}", "", text)) and not _STAMP.match(plain(text))


def _addressee_items(block: list[Line]) -> list[Paragraph]:
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
