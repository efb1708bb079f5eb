"""Texts in which many documents bear one number: directives of several terms, plans of provinces and districts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ontology.gazetteer import Locality, load_gazetteer
from ontology.register import load_register

MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
TYPES = {"chi-thi": "Chỉ thị", "nghi-quyet": "Nghị quyết", "ket-luan": "Kết luận"}
DIRECTIVE = (
    "Chỉ thị số 12-CT/TW ngày 05/01/2022 của Ban Bí thư về tăng cường sự lãnh đạo của Đảng, nâng cao hiệu quả đối "
    "ngoại nhân dân trong tình hình mới"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan of a provincial or district Party committee."""

    number: str
    date: str
    organization: str
    place: str
    title: str

    @property
    def text(self) -> str:
        day, month, year = (int(part) for part in reversed(self.date.split("-")))
        return (
            f"{self.organization.upper()}\n*\nSố {self.number}\n\nĐẢNG CỘNG SẢN VIỆT NAM\n"
            f"{self.place}, ngày {day:02} tháng {month:02} năm {year}\n\nKẾ HOẠCH\n{self.title}\n-----\n\n"
            f"Thực hiện {DIRECTIVE}, Ban Thường vụ {self.organization} ban hành Kế hoạch như sau:\n\n"
            "I. MỤC ĐÍCH, YÊU CẦU\n1. Tạo chuyển biến trong nhận thức của cán bộ, đảng viên.\n\n"
            f"Nơi nhận:\n- Như trên,\n- Lưu Văn phòng {self.organization}.\n\n"
            "T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\nTrần Văn Núi\n"
        )


def letter(number: int, day: str, sentence: str, province: str = "Cà Mau") -> str:
    """A letter of a provincial Party committee that says one sentence."""
    date = "/".join(reversed(day.split("-")))
    return (
        f"TỈNH ỦY {province.upper()}\n*\nSố {number}-CV/TU\nV/v nghiên cứu văn bản\n\nĐẢNG CỘNG SẢN VIỆT NAM\n"
        f"{province}, ngày {date[:2]} tháng {date[3:5]} năm {date[6:]}\n\n"
        f"Kính gửi: Các huyện ủy, thành ủy.\n\n{sentence}\n\nNơi nhận:\n- Như trên,\n- Lưu Văn phòng Tỉnh ủy.\n\n"
        "T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\nLê Thị Biển\n"
    )


def citing_letters() -> dict[str, tuple[str, str]]:
    """Name -> text and date of the cited document: letters that cite each entry of the register, twice each."""
    found: dict[str, tuple[str, str]] = {}
    for (kind, number), entries in sorted(load_register().items()):
        for entry in entries:
            written = "/".join(reversed(entry.date.split("-")))
            issuer = "Ban Bí thư" if kind == "chi-thi" else "Bộ Chính trị"
            cited = f"{TYPES[kind]} số {number} ngày {written} của {issuer} về {entry.subject}"
            for turn in (1, 2):
                name = f"{number.replace('/', '_')}-{entry.date}-{turn}.txt"
                sentence = f"Đề nghị các đồng chí nghiên cứu {cited}."
                found[name] = (letter(len(found) + 101, "2024-03-15", sentence), entry.date)
    return found


def plans(count: int) -> list[tuple[str, Plan, Locality]]:
    """Plans of all provinces and of districts, all with the number 83 and dates that many of them share."""
    gazetteer = load_gazetteer()
    day = date(2022, 6, 11)
    provinces = [one for one in gazetteer.provinces(day) if one.kind == "tinh"]
    names = {one.code: one.name for one in gazetteer.provinces(day)}
    districts = [one for one in gazetteer.districts(day) if one.kind == "huyen"]
    found: list[tuple[str, Plan, Locality]] = []
    for place in [*provinces, *districts[:: len(districts) // count or 1]]:
        if len(found) == count:
            break
        turn = len(found)
        date_of = f"2022-{6 + turn % 3:02}-{11 + turn % 5:02}"
        if place.level == "province":
            plan = Plan("83-KH/TU", date_of, f"Tỉnh ủy {place.name}", place.name, f"thực hiện {DIRECTIVE}")
        else:
            above = names[place.parent_code or ""]
            organization = f"Huyện ủy {place.name}"
            text = Plan("83-KH/HU", date_of, organization, place.name, f"thực hiện {DIRECTIVE}")
            plan = Plan(text.number, text.date, organization, place.name, f"{text.title} tại tỉnh {above}")
        found.append((f"plan-{turn}.txt", plan, place))
    return found
