"""Duties and milestones: who, in which role, by when."""

import pytest

from loaders.pipeline import Tools, extract_text

HEAD = (
    "TỈNH ỦY TÂY NINH\nĐẢNG CỘNG SẢN VIỆT NAM\nSố 5-KH/TU\nTây Ninh, ngày 10 tháng 6 năm "
    "2022\n\nKẾ HOẠCH\nphát triển phong trào\n\n"
)

DUTIES = [  # body, assignments as (task, agency, role, deadline)
    ("1. Ban Dân vận Tỉnh ủy chủ trì, phối hợp với Văn phòng Tỉnh ủy theo dõi việc thực hiện.",
     [("1", "Ban Dân vận Tỉnh ủy", "lead", None), ("1", "Văn phòng Tỉnh ủy", "coordinate", None)]),
    ("1. Văn phòng Tỉnh ủy theo dõi, đôn đốc việc thực hiện; định kỳ tham mưu Ban Thường vụ sơ kết.",
     [("1", "Văn phòng Tỉnh ủy", "monitor", None), ("1", "Văn phòng Tỉnh ủy", "advise", None)]),
    ("1. Tuyên truyền\n\n* Cơ quan chủ trì: Ban Tuyên giáo Tỉnh ủy.\n\n* Cơ quan phối hợp: Các huyện ủy, thị ủy.\n\n"
     "* Thời gian thực hiện: Thường xuyên.",
     [("1", "Ban Tuyên giáo Tỉnh ủy", "lead", "continuous"), ("1", "Các huyện ủy", "coordinate", "continuous"),
      ("1", "Các thị ủy", "coordinate", "continuous")]),
    ("1. Sở Y tế\n\na) Phối hợp với Sở Nội vụ tham mưu chính sách.\n\nb) Kiểm tra, giám sát việc thực hiện.",
     [("1.a", "Sở Y tế", "advise", None), ("1.a", "Sở Nội vụ", "coordinate", None),
      ("1.b", "Sở Y tế", "monitor", None)]),
    ("Ban Thường vụ Tỉnh ủy yêu cầu các huyện ủy, thị ủy thực hiện một số nội dung sau:\n\n1. Tổ chức học tập.\n\n"
     "2. Xây dựng kế hoạch, hoàn thành trong tháng 7/2022.",
     [("1", "Các huyện ủy", "implement", None), ("1", "Các thị ủy", "implement", None),
      ("2", "Các huyện ủy", "implement", "2022-07"), ("2", "Các thị ủy", "implement", "2022-07")]),
    ("4. Giao Đảng ủy Chính phủ lãnh đạo việc xây dựng đề án (hoàn thành trong tháng 11/2025).",
     [("4", "Đảng ủy Chính phủ", "implement", "2025-11")]),
    ("1. Tuyên truyền\n\n- Cơ quan thực hiện: Sở Y tế chủ trì, phối hợp với Sở Nội vụ; các huyện ủy.\n\n"
     "- Thời gian thực hiện: Thực hiện thường xuyên.",
     [("1", "Sở Y tế", "lead", "continuous"), ("1", "Sở Nội vụ", "coordinate", "continuous"),
      ("1", "Các huyện ủy", "coordinate", "continuous")]),
    ("2. Tuyên truyền\n\n2.1.\n\nTổ chức hội thi.\n\n- Cơ quan thực hiện: Sở Y tế.\n\n"
     "- Thời gian thực hiện: Định kỳ hằng năm; riêng năm 2022 hoàn thành trong quý IV/2022.",
     [("2.1", "Sở Y tế", "implement", "yearly")]),
    ("Sở Nội vụ có trách nhiệm:\n\n1. Lập danh sách.\n\n2. Kiểm tra hồ sơ.",
     [("1", "Sở Nội vụ", "implement", None), ("2", "Sở Nội vụ", "implement", None)]),
    ("3. Đ/c Chủ tịch Hội Nông dân tỉnh tổ chức thực hiện.",
     [("3", "Chủ tịch Hội Nông dân tỉnh", "implement", None)]),
    ("1. Khuyến khích các đoàn thể vận động viện trợ.", []),
    ("1. Tổ chức tuyên truyền sâu rộng trong nhân dân.", []),
    ("1. Ban Thường vụ Tỉnh ủy đề nghị các cấp cùng suy nghĩ.", []),
]  # fmt: skip


@pytest.mark.parametrize(("body", "duties"), DUTIES, ids=[row[0][:40].replace("\n", " ") for row in DUTIES])
def test_duties(body: str, duties: list[tuple[str, str, str, str | None]], tools: Tools) -> None:
    (record,) = extract_text("t.txt", f"{HEAD}{body}\n", tools)
    assert [(item.task, item.agency, item.role, item.deadline) for item in record.assignments] == duties


def test_a_duty_shows_the_words_that_it_was_read_from(tools: Tools) -> None:
    text = f"{HEAD}1. **Ban Dân**\n\nvận Tỉnh ủy chủ trì việc này.\n"
    (record,) = extract_text("t.txt", text, tools)
    quote = record.assignments[0].quote
    assert quote is not None
    assert "".join((quote.prefix, quote.exact, quote.suffix)).startswith("Ban Dân vận Tỉnh ủy chủ trì việc này.")
    assert text[slice(*quote.span)].replace("*", "").split() == ["Ban", "Dân", "vận", "Tỉnh", "ủy"]


MILESTONES = [
    ("- Báo cáo kết quả: lồng ghép trong báo cáo tháng 8/2022.", [("report", "2022-08")]),
    ("- Báo cáo định kỳ: tháng 12 hằng năm.", [("report", "--12")]),
    ("- Sơ kết 03 năm vào quý I/2025; tổng kết 10 năm vào quý I/2032.",
     [("preliminary-review", "2025-Q1"), ("final-review", "2032-Q1")]),
    ("- Hoàn thành trước ngày 15/7/2022.", [("deadline", "2022-07-15")]),
    ("1. Các đơn vị hằng năm tổng kết, báo cáo Ban Thường vụ Tỉnh ủy.", [("report", "yearly")]),
    ("1. Thời gian: 08 giờ 00 ngày 26/6/2022 (Chủ nhật).", [("deadline", "2022-06-26")]),
    ("- Trong tháng 12 năm 2022, tổ chức tổng kết việc thực hiện Kế hoạch.", [("final-review", "2022-12")]),
    ("1. Đại hội cấp huyện hoàn thành trong tháng 9/2022.", [("deadline", "2022-09")]),
    ("1. Các đơn vị gửi báo cáo về Ban Kinh tế - Ngân sách, chậm nhất ngày 15/8/2022.", [("report", "2022-08-15")]),
    ("- Định kỳ sơ, tổng kết các chương trình.", []),
    ("- Cụ thể hóa vào chương trình công tác hằng năm; chú trọng kiểm tra.", []),
    ("- Theo Công văn số 3/UBND-NC ngày 15/7/2022.", []),
    ("- Chính sách trước thời điểm ngày 01 tháng 7 năm 2025.", []),
]  # fmt: skip


@pytest.mark.parametrize(("body", "milestones"), MILESTONES, ids=[row[0][:40] for row in MILESTONES])
def test_milestones(body: str, milestones: list[tuple[str, str]], tools: Tools) -> None:
    (record,) = extract_text("t.txt", f"{HEAD}{body}\n", tools)
    assert [(item.kind, item.when) for item in record.milestones] == milestones
