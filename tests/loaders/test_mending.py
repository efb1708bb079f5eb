"""Damaged words that their neighbours mend, and words that must stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.cleaning import clean
from loaders.mending import mend
from loaders.pipeline import Tools, extract_text, load_tools
from loaders.syllables import is_syllable, may_be_read

MENDED = [  # as scanned, as read
    ("cơ quan phối nợp: Sở Y tế", "cơ quan phối hợp: Sở Y tế"),
    ("Thương xuyên.\nThời gian thực hiện: Thưòng xuyên.", "Thương xuyên.\nThời gian thực hiện: Thường xuyên."),
    ("Nơi nậhn: như trên", "Nơi nậhn: như trên"),  # two letters are too many
    ("Nơi nận:", "Nơi nhận:"),
    ("các tồ chức chính trị - xã hội", "các tổ chức chính trị - xã hội"),
    ("CỘNG HÒA XÃ HỘI CHỦ NGIIĨA VIỆT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("B AN CHẤP HÀNH TRUNG ƯƠNG", "BAN CHẤP HÀNH TRUNG ƯƠNG"),
    ("Kính gử i: Sở Y tế", "Kính gửi: Sở Y tế"),
    ("Ủy ban nhân dân các hnyện, thị xã", "Ủy ban nhân dân các huyện, thị xã"),
    ("Mặt trậnTổ quốc Việt Nam", "Mặt trận Tổ quốc Việt Nam"),
    ("chủtrì, phối hợp", "chủ trì, phối hợp"),
    ("Cơ quan chủ trì\n\nThờigian thực hiện", "Cơ quan chủ trì\n\nThời gian thực hiện"),
    ("BAN CHẤP HÀNH TRUNG ƯƠNGSố 5", "BAN CHẤP HÀNH TRUNG ƯƠNG Số 5"),
    ("7hời gian thực hiện", "Thời gian thực hiện"),
    ("ngáy 26/3/2004", "ngày 26/3/2004"),
    ("HUYỆN ỦY CAT TIÊN", "HUYỆN ỦY CÁT TIÊN"),
    ("tỉnh Bình Đinh", "tỉnh Bình Định"),
]

KEPT = [
    "Ủy ban nhân dân huyện Mù Cang Chải",
    "tỉnh Bắc Cạn",
    "đồng chí Nguyễn Bình Thuân",
    "Trần Quốc Hội",
    "Các ông (bà): Chánh Văn phòng",
    "trả công cho thợ",
    "tổ chức đang hoạt động",
    "dừng thực hiện Chỉ thị",
    "Giao Đảng ủy Chính phủ",
    "Số 83-KH/TU ngày 21/6/2022",
    "TỈNH ỦY TÂY NINH\n*\nHỎA TỐC",
    "Ủy ban MTTQ VN xã",
    "Chương VII\nĐIỀU KHOẢN THI HÀNH",
    "Trung ương2 và",
    "Các huyện, thành phố\nQuý III/2021",
    "viện trợ phi chính phủ nước ngoài",
    "triển lãm ảnh về tình hữu nghị",
]


@pytest.mark.parametrize(("written", "read"), MENDED)
def test_mended(written: str, read: str, tools: Tools) -> None:
    mended, repairs = mend(clean(written), tools.known)
    assert mended.text == read
    assert bool(repairs) is (written != read)
    assert all(mended.text[item.start : item.end] == item.read for item in repairs)


@pytest.mark.parametrize("text", KEPT)
def test_kept(text: str, tools: Tools) -> None:
    mended, repairs = mend(clean(text), tools.known)
    assert (mended.text, repairs) == (clean(text).text, ())


def test_places_lead_to_the_source_where_lengths_change(tools: Tools) -> None:
    source = "## B AN CHẤP HÀNH, chủtrì ngày 5"
    mended, (joined, divided) = mend(clean(source), tools.known)
    assert source[slice(*mended.source_span(joined.start, joined.end))] == "B AN" == joined.written
    assert source[slice(*mended.source_span(divided.start, divided.end))] == "chủtrì" == divided.written
    at = mended.text.index("ngày")
    assert source[slice(*mended.source_span(at, at + 4))] == "ngày"


@given(st.text(alphabet="các tổ chức chúc Ban nhân dàn 12-CT/TW\n.,", max_size=80))
def test_every_character_keeps_a_place(text: str) -> None:
    source = clean(text)
    mended, repairs = mend(source, load_tools().known)
    assert len(mended.text) == len(mended.starts) == len(mended.ends)
    assert list(mended.starts) == sorted(mended.starts)
    assert (mended.text == source.text) is (not repairs)


@pytest.mark.parametrize("word", ["huyện", "quốc", "giêng", "nghiệp", "khuỷu", "gì", "các", "yêu"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["hnyện", "cảc", "ngiiĩa", "hợpcác", "tbực", "ngf", ""])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize(
    ("word", "written", "may"),
    [("đảng", "dang", True), ("ủy", "úy", True), ("của", "cửa", False), ("cấp", "cáp", True), ("ban", "bàn", False)],
)
def test_marks_get_lost_or_change_their_tone(word: str, written: str, may: bool) -> None:
    assert may_be_read(word, written) is may


def test_a_mended_document_says_so(tools: Tools) -> None:
    text = (
        "TỈNH ỦY TÂY NINH\n*\nSố 83-KH/TU\nĐẢNG CỘNG SẢN VIỆT NAM\n\nTây Ninh, ngày 11 tháng 6 năm 2022\n\n"
        "KẾ HOẠCH\nphát triển\n\n1. Ban Dân vận Tỉnh ủy chủtrì, phối nợp các cơ quan xây dựng báo cáo.\n"
    )
    (record,) = extract_text("t.txt", text, tools)
    assert [(item.agency, item.role) for item in record.assignments][:1] == [("Ban Dân vận Tỉnh ủy", "lead")]
    assert any("'chủtrì' as 'chủ trì'; 'nợp' as 'hợp'" in warning.message for warning in record.warnings)
