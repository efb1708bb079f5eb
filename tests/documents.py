"""Documents in the form of real ones, as many and as long as wanted: for measuring and for search of defects.

Numbers, dates, localities, types and bodies are drawn from the vocabulary and the gazetteer, wording from the lists
below. No two documents of a file are alike. The same seed always gives the same text.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from ontology.gazetteer import Locality, load_gazetteer
from ontology.vocabulary import DocumentType, load_vocabulary

SUBJECTS = (
    "công tác đối ngoại nhân dân", "chuyển đổi số trong cơ quan nhà nước", "phòng, chống lãng phí", "an toàn thực phẩm",
    "bảo vệ bí mật nhà nước", "giảm nghèo bền vững", "phát triển văn hóa đọc", "cải cách thủ tục hành chính",
    "phòng cháy, chữa cháy và cứu nạn", "chăm sóc người cao tuổi", "bảo vệ rừng đầu nguồn", "dạy nghề cho thanh niên",
    "quản lý đất đai ở đô thị", "trật tự, an toàn giao thông", "xây dựng nông thôn mới", "y tế học đường",
)  # fmt: skip
DUTIES = (
    "xây dựng kế hoạch chi tiết", "rà soát các quy định hiện hành", "tổ chức hội nghị quán triệt", "bố trí kinh phí",
    "tuyên truyền trên các phương tiện thông tin", "mở lớp bồi dưỡng cho cán bộ cơ sở", "kiểm tra việc thực hiện",
    "cập nhật cơ sở dữ liệu", "biên soạn tài liệu hỏi đáp", "hướng dẫn nghiệp vụ", "khảo sát nhu cầu của nhân dân",
    "tham mưu sửa đổi quy chế", "tổng hợp, báo cáo kết quả", "lựa chọn đơn vị làm điểm",
)  # fmt: skip
REASONS = (
    "Thời gian qua, nhiều nơi đã làm tốt việc này, song kết quả chưa đều", "Nhận thức của một số cấp ủy còn hạn chế",
    "Nguồn lực dành cho nhiệm vụ còn phân tán", "Sự phối hợp giữa các ngành có lúc chưa nhịp nhàng",
    "Việc kiểm tra chưa được tiến hành thường xuyên", "Nhiều cách làm hay chưa được nhân rộng",
    "Cơ sở vật chất ở vùng sâu còn thiếu", "Đội ngũ cán bộ chuyên trách còn mỏng",
)  # fmt: skip
BODIES = (
    "Ban Dân vận Tỉnh ủy", "Ban Tuyên giáo Tỉnh ủy", "Ban Tổ chức Tỉnh ủy", "Văn phòng Tỉnh ủy", "Sở Nội vụ",
    "Ban cán sự đảng Ủy ban nhân dân tỉnh", "Sở Tài chính", "Sở Y tế", "Sở Ngoại vụ", "Sở Giáo dục và Đào tạo",
    "Công an tỉnh", "Bộ Chỉ huy Quân sự tỉnh", "Đài Phát thanh và Truyền hình tỉnh", "Liên đoàn Lao động tỉnh",
    "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "Các huyện ủy, thị ủy, thành ủy", "Hội Nông dân tỉnh", "Tỉnh đoàn",
)  # fmt: skip
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý")
MIDDLE_NAMES = ("Văn", "Thị", "Minh", "Quốc", "Thanh", "Hữu", "Ngọc", "Đức", "Xuân", "Kim")
GIVEN_NAMES = ("Sông", "Núi", "Biển", "Rừng", "Suối", "Đồi", "Gió", "Mây", "Cát", "Sóng", "Đảo", "Vịnh")
CHAPTERS = ("MỤC ĐÍCH, YÊU CẦU", "NHIỆM VỤ, GIẢI PHÁP", "PHÂN CÔNG THỰC HIỆN", "TỔ CHỨC THỰC HIỆN", "KINH PHÍ")
ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
MOST_CHAPTERS = 39  # then the numbers begin anew, as in annexes
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"


@dataclass(frozen=True, slots=True)
class Writer:
    """Draws the parts of documents by chance; each method gives one part."""

    chance: random.Random

    def day(self) -> tuple[int, int, int]:
        """Day, month and year."""
        return self.chance.randint(1, 28), self.chance.randint(1, 12), self.chance.randint(2012, 2025)

    def date(self) -> str:
        """A date in the text."""
        day, month, year = self.day()
        forms = (f"{day:02}/{month}/{year}", f"{day}/{month}/{year}", f"{day:02} tháng {month:02} năm {year}")
        return self.chance.choice(forms)

    def province(self) -> Locality:
        """A province of any time."""
        return self.chance.choice(_provinces())

    def number(self, kind: DocumentType) -> str:
        """A number with the type's symbol, in the Party's order or in the State's."""
        seq = self.chance.randint(1, 2999)
        if kind.party_symbols and (not kind.state_symbols or self.chance.random() < 0.5):
            return f"{seq:02}-{self.chance.choice(kind.party_symbols)}/{self.chance.choice(('TW', 'TU', 'HU'))}"
        symbol, body = self.chance.choice(kind.state_symbols), self.chance.choice(("UBND", "HĐND", "BNV", "BYT"))
        return f"{seq}/{symbol}-{body}"

    def citation(self) -> str:
        """A cited document with its number, date and, mostly, its issuer."""
        kind = self.chance.choice(_types())
        issuer = self.chance.choice((" của Ban Bí thư", " của Ban Thường vụ Tỉnh ủy", " của Ủy ban nhân dân tỉnh", ""))
        number = self.chance.choice((" số ", " ")) + self.number(kind)
        return f"{kind.label}{number}{self.chance.choice((' ngày ', ', ngày '))}{self.date()}{issuer}"

    def subject(self) -> str:
        """What a document is about."""
        begin, end = self.chance.randint(2016, 2030), self.chance.randint(2031, 2045)
        return f"{self.chance.choice(SUBJECTS)} giai đoạn {begin} - {end}"

    def duty(self) -> str:
        """A sentence that gives a body something to do."""
        lead, other = self.chance.sample(BODIES, 2)
        verb = self.chance.choice((f" chủ trì, phối hợp với {other} ", " có trách nhiệm ", " theo dõi, đôn đốc, ", " "))
        day, month, year = self.day()
        limit = self.chance.choice(
            ("", "", f", hoàn thành trước ngày {day}/{month}/{year}", f", hoàn thành trong quý II/{year}")
        )
        return f"{lead}{verb}{self.chance.choice(DUTIES)} về {self.subject()}{limit}."

    def prose(self) -> str:
        """A few sentences without a duty, some with a citation."""
        said = [f"{sentence}." for sentence in self.chance.sample(REASONS, self.chance.randint(1, 4))]
        if self.chance.random() < 0.4:
            said.append(f"Tiếp tục thực hiện {self.citation()} về {self.subject()}.")
        return " ".join(said)

    def person(self) -> str:
        """The name of one who signs."""
        return " ".join(map(self.chance.choice, (SURNAMES, MIDDLE_NAMES, GIVEN_NAMES)))

    def chapter(self, number: int) -> str:
        """A chapter of prose and numbered duties."""
        head = f"{roman((number - 1) % MOST_CHAPTERS + 1)}. {self.chance.choice(CHAPTERS)}"
        items = [f"{index}. {self.duty()}" for index in range(1, self.chance.randint(3, 8))]
        bullets = [f"- {self.duty()}" for _ in range(self.chance.randint(0, 3))]
        return "\n\n".join((head, self.prose(), *items, *bullets))

    def recipients(self) -> str:
        """The list below the text."""
        named = self.chance.sample(BODIES, self.chance.randint(2, 5))
        purposes = (" (b/c)", " (để thực hiện)", "")
        return "\n".join(
            ("Nơi nhận:", *(f"- {name}{self.chance.choice(purposes)}," for name in named), "- Lưu Văn phòng.")
        )

    def place_and_date(self, place: str) -> str:
        """The line of the heading with the place and the date."""
        day, month, year = self.day()
        return f"{place}, ngày {day:02} tháng {month:02} năm {year}"

    def party_plan(self, chapters: Sequence[str]) -> str:
        """A plan of a provincial committee of the Party, with the chapters that are given."""
        place, basis = self.province().name, self.citation()
        parts = (
            f"TỈNH ỦY {place.upper()}\n*\nSố {self.chance.randint(1, 400)}-KH/TU",
            f"ĐẢNG CỘNG SẢN VIỆT NAM\n{self.place_and_date(place)}",
            f"KẾ HOẠCH\nthực hiện {basis}\nvề {self.subject()}\n-----",
            f"Thực hiện {basis}, Ban Thường vụ Tỉnh ủy ban hành Kế hoạch như sau:",
            *chapters,
            self.recipients(),
            f"T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\n\n{self.person()}",
        )
        return "\n\n".join(parts)

    def state_decision(self) -> str:
        """A decision of a province's chairman, with legal bases and articles."""
        place = self.province().name
        committee = f"ỦY BAN NHÂN DÂN\nTỈNH {place.upper()}\n-------\n{STATE}\n---------------"
        number = f"Số: {self.chance.randint(1, 4000)}/QĐ-UBND\n{self.place_and_date(place)}"
        parts = (
            f"{committee}\n{number}",
            f"QUYẾT ĐỊNH\nVề việc {self.subject()}",
            f"CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH {place.upper()}",
            *(f"Căn cứ {self.citation()} về {self.subject()};" for _ in range(self.chance.randint(2, 6))),
            "QUYẾT ĐỊNH:",
            *(f"Điều {number}. {self.duty()} {self.prose()}" for number in range(1, self.chance.randint(4, 30))),
            self.recipients(),
            f"KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\n{self.person()}",
        )
        return "\n\n".join(parts)

    def letter(self) -> str:
        """A công văn of a union."""
        place = self.province().name
        parts = (
            f"LIÊN ĐOÀN LAO ĐỘNG\nTỈNH {place.upper()}\n\n{STATE}",
            f"Số: {self.chance.randint(1, 900)}/LĐLĐ\nV/v {self.subject()}",
            self.place_and_date(place),
            "Kính gửi: Các công đoàn cơ sở trực thuộc.",
            f"Căn cứ {self.citation()}, Ban Thường vụ Liên đoàn Lao động tỉnh đề nghị như sau:",
            *(f"{number}. {self.duty()} {self.prose()}" for number in range(1, self.chance.randint(3, 24))),
            self.recipients(),
            f"TM. BAN THƯỜNG VỤ\nCHỦ TỊCH\n\n{self.person()}",
        )
        return "\n\n".join(parts)

    def plan(self) -> str:
        """A plan of one to six chapters."""
        return self.party_plan([self.chapter(number) for number in range(1, self.chance.randint(2, 7))])

    def document(self) -> str:
        """A document of any of the forms."""
        forms: tuple[Callable[[], str], ...] = (self.plan, self.state_decision, self.letter)
        return self.chance.choice(forms)()


def write_file(size: int, seed: int) -> str:
    """A file of ``size`` characters with documents of usual length; the last one may be cut off."""
    writer = Writer(random.Random(seed))
    return "\n\n\n".join(_until(size, lambda number: writer.document()))[:size]


def write_long_document(size: int, seed: int) -> str:
    """One document of ``size`` characters or a little more: a plan with as many chapters as that needs."""
    writer = Writer(random.Random(seed))
    return writer.party_plan(_until(size, writer.chapter))


def roman(number: int) -> str:
    """A Roman numeral as chapters have it.

    Example:
        >>> roman(4), roman(19), roman(39)
        ('IV', 'XIX', 'XXXIX')
    """
    numeral = ""
    for value, letters in ROMAN:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral


def _until(size: int, make: Callable[[int], str]) -> list[str]:
    """Pieces numbered from 1, until they are of that size together."""
    pieces: list[str] = []
    length = 0
    while length < size:
        pieces.append(make(len(pieces) + 1))
        length += len(pieces[-1]) + 2
    return pieces


@cache
def _types() -> tuple[DocumentType, ...]:
    return tuple(kind for kind in load_vocabulary().document_types if kind.party_symbols or kind.state_symbols)


@cache
def _provinces() -> tuple[Locality, ...]:
    return tuple(one for one in load_gazetteer().localities if one.level == "province")
