"""Where documents begin and end in a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.pipeline import Tools, extract_text, load_tools

LETTER = (
    "LIÊN ĐOÀN LAO ĐỘNG\nHUYỆN X\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\nSố: 4/LĐLĐ\n\n"
    "V/v triển khai\n\nKính gửi: Các công đoàn.\n\nĐề nghị các công đoàn thực hiện.\n\nNơi nhận:\n- Lưu: VP.\n\n"
    "TM. BAN THƯỜNG VỤ\nCHỦ TỊCH\n\nLê Thị Lan\n"
)
PLAN = (
    "TỈNH ỦY TÂY NINH\n\nDẢNG CÔNG SẢN VIỆT NAM\n\nSố 83-KH/TU\n\nTây Ninh, ngày 11 tháng 6 năm 2022\n\nKẾ HOẠCH\n\n"
    "Thực hiện công tác\n\n1. Việc một.\n\nNơi nhận:\n- Lưu VPTU.\n\nT/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\nPhạm Văn Hùng\n"
)
BARE = "KẾ HOẠCH\n\nTiếp tục thực hiện công tác\n\n1. Việc hai.\n"


def test_a_bundle_is_taken_apart(tools: Tools) -> None:
    text = f"{LETTER}\n\n\n{PLAN}\n\n{BARE}"
    records = extract_text("b.txt", text, tools)
    assert [(record.part, record.type, record.number) for record in records] == [
        (1, "cong-van", "4/LĐLĐ"), (2, "ke-hoach", "83-KH/TU"), (3, "ke-hoach", None)
    ]  # fmt: skip
    for record, piece in zip(records, (LETTER, PLAN, BARE), strict=True):
        assert text[slice(*record.span)] == piece.strip()


def test_a_letterhead_without_a_motto_belongs_to_the_document_below_it(tools: Tools) -> None:
    second = f"TỈNH ỦY BÌNH ĐỊNH\n\nSố 84-KH/TU\n\n{BARE}"
    first, other = extract_text("b.txt", f"{PLAN}\n\n{second}", tools)
    assert (first.number, other.number) == ("83-KH/TU", "84-KH/TU")
    assert first.signers[0].name == "Phạm Văn Hùng"


def test_a_motto_with_a_lowered_letter_still_opens_a_document(tools: Tools) -> None:
    damaged = LETTER.replace("CỘNG HÒA XÃ HỘI", "CỘNG HoÀ XÃ HỌI")
    assert len(extract_text("b.txt", f"{LETTER}\n\n{damaged}", tools)) == 2


def test_a_motto_with_one_wrong_letter_still_opens_a_document(tools: Tools) -> None:
    damaged = PLAN.replace("DẢNG CÔNG SẢN VIỆT NAM", "ĐẢNG CỘNG\nSẢN VIỆT N,M")
    assert damaged != PLAN
    assert [record.number for record in extract_text("b.txt", f"{LETTER}\n\n{damaged}", tools)] == [
        "4/LĐLĐ",
        "83-KH/TU",
    ]


def test_what_a_decision_promulgates_belongs_to_it(tools: Tools) -> None:
    decision = (
        "BỘ TƯ PHÁP\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 17/QĐ-BTP\n\nQUYẾT ĐỊNH\nBan hành Kế hoạch công tác\n\n"
        "Điều 1. Ban hành kèm theo Quyết định này Kế hoạch.\n\nNơi nhận:\n- Lưu: VT.\n\nBỘ TRƯỞNG\n\nLê Long\n\n"
        "KẾ HOẠCH\nCông tác năm 2022\n(Ban hành kèm theo Quyết định số 17/QĐ-BTP)\n\nI. MỤC ĐÍCH\n"
    )
    assert len(extract_text("d.txt", decision, tools)) == 1


def test_the_text_of_a_portal_is_left_out(tools: Tools) -> None:
    page = (
        f"Đang tải văn bản...\n**Số hiệu:**\n83-KH/TU\n{PLAN}\nKế hoạch 83-KH/TU năm 2022 thực hiện công tác\n"
        "Văn bản này chưa cập nhật nội dung Tiếng Anh\nTHÔNG BÁO\nvề lưu trữ thông tin khách "
        "hàng\nKính gửi: Quý Thành viên,\n"
    )
    (record,) = extract_text("p.txt", page, tools)
    assert page[slice(*record.span)] == PLAN.strip()


LOST = {  # what stands above the first heading, and whether it is a document that has lost its own
    "bases": ("Căn cứ Luật Đê điều;\nCăn cứ Luật Đất đai;\nGiao các xã trồng tre.", True),
    "recipients": ("Các xã trồng tre từ tháng ba.\n\nNơi nhận:\n- Lưu: VP.", True),
    "a signature": ("Các xã trồng tre từ tháng ba.\n\nT/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\nThạch Ên", True),
    "a line of a scan": ("Trang 3 của tập tài liệu.", False),
    "one base": ("Căn cứ Luật Đê điều;\nGiao các xã trồng tre.", False),
    "long items": (f"1. Trồng tre {'dọc theo bờ suối ' * 9}.\n2. Trông coi {'từ cầu treo đến đập ' * 7}.", False),
    "short items": ("1. Trồng tre.\n2. Trông coi.", False),
}


@pytest.mark.parametrize("name", LOST)
def test_what_stands_above_the_first_heading(name: str, tools: Tools) -> None:
    above, kept = LOST[name]
    text = f"{above}\n\n\n{PLAN}"
    records = extract_text("t.txt", text, tools)
    assert [record.number for record in records] == ([None, "83-KH/TU"] if kept else ["83-KH/TU"])
    assert text[slice(*records[-1].span)] == PLAN.strip()
    assert text[slice(*records[0].span)] == (above if kept else PLAN.strip())


def test_a_text_without_any_heading_is_one_document_of_which_nothing_is_known(tools: Tools) -> None:
    (record,) = extract_text("x.txt", "Một đoạn văn bất kỳ, không có tiêu đề.", tools)
    assert (record.type, record.number, record.date, record.issuer) == (None, None, None, None)
    assert len(record.warnings) == 4


@given(st.text(alphabet="KẾHOẠCH \nNơi nhận:.số12-/CTTW,Đảngủy*#", max_size=300))
def test_no_text_breaks_the_pipeline_and_spans_lie_inside_it(text: str) -> None:
    for record in extract_text("h.txt", text, load_tools()):
        start, end = record.span
        assert 0 <= start < end <= len(text)
        for citation in record.citations:
            for quote in citation.quotes:
                assert start <= quote.span[0] < quote.span[1] <= end
