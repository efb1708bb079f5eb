"""What stands between words: ends of pages, dirt, and the joints of numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.cleaning import clean
from loaders.joints import mend_joints
from loaders.mending import mend, relocated
from loaders.pipeline import Tools, extract_text, load_tools

MENDED = [  # as scanned, as read
    ("của Ban Bí thư và\n\n3\n\nBan Dân vận các huyện", "của Ban Bí thư và Ban Dân vận các huyện"),
    ("định kỳ vào tháng\n\n4\n\n12 hằng năm", "định kỳ vào tháng 12 hằng năm"),
    ("hữu nghị;\n\n7\nLưu hành nội bộ\n\nLiên hiệp các hội", "hữu nghị; Liên hiệp các hội"),
    ("ĐẢNG CỘNG SẢN VIỆT\n\n2\n\nNAM", "ĐẢNG CỘNG SẢN VIỆT NAM"),
    ("do Ban\nThường vụ Tỉnh ủy", "do Ban Thường\nvụ Tỉnh ủy"),
    ("Ban Bí . thư Trung ương", "Ban Bí thư Trung ương"),
    ("các cơ quan ~ có liên quan", "các cơ quan có liên quan"),
    ("năm 2022\n.\nSố 5", "năm 2022\nSố 5"),
    ("các huyện ủy. thị ủy", "các huyện ủy, thị ủy"),
    ("3, Ban Tuyên giáo", "3. Ban Tuyên giáo"),
    ("Chỉ thị số12-CT/TW, tháng12", "Chỉ thị số 12-CT/TW, tháng 12"),
    ("ngày 27 tháng 6 năm 022", "ngày 27 tháng 6 năm 2022"),
    ("số 04-CT/TW. ngày 06/7/2011", "số 04-CT/TW, ngày 06/7/2011"),
    ("Số 12-\nCT/TW", "Số 12-CT/TW"),
    ("số 83-KH/\n\nTU, ngày", "số 83-KH/TU, ngày"),
    ("số 02-HDlBĐNTW", "số 02-HD/BĐNTW"),
    ("số 12-CTTW", "số 12-CT/TW"),
    ("số 12-KL/T W ngày", "số 12-KL/TW ngày"),
    ("Số 212-K L/TW", "Số 212-KL/TW"),
    ("số 41-KH/TỤ ngày", "số 41-KH/TU ngày"),
    ("số 12-CT/TW, số 12-CT/TW, số 12-CT/TW, số 12-CI/TW", "số 12-CT/TW, số 12-CT/TW, số 12-CT/TW, số 12-CT/TW"),
]

KEPT = [
    "12\nSở Y tế",
    "Tổng số cán bộ được đào tạo là\n25\nngười",
    "Họp ngày 12 tháng\n3\nnăm 2022",
    "Chỉ thị số\n\n12\n\ncủa Ban Bí thư",
    "báo cáo trước tháng\n12, Sở Ngoại vụ tổng hợp",
    "Công văn số 12-TTCP",
    "số 12-BC/ĐUVP, số 13-BC/ĐUVP, số 14-BC/ĐUVP, số 15-BC/ĐUVT",
    "số 12-CT/TW, số 12-CT/TW, số 12-CT/TW, số 15-CT/TU",
    "Kế hoạch.\n\n2\n\nBan Dân vận",
    "BAN CHẤP HÀNH\nTRUNG ƯƠNG",
    "Sở Y tế;\n- Sở Tài chính",
    "1. Sở Y tế. Ban Dân vận",
    "số 41-KH/TƯ",
    "Nơi nhận:\n- Như trên;",
    "(028) 3930.3279 - 0906.229966",
    "năm 2022, 3 tháng",
]


@pytest.mark.parametrize(("written", "read"), MENDED)
def test_mended(written: str, read: str, tools: Tools) -> None:
    mended, _ = mend_joints(clean(written), tools.known, tools.lexicon)
    assert mended.text == read


@pytest.mark.parametrize("text", KEPT)
def test_kept(text: str, tools: Tools) -> None:
    mended, repairs = mend_joints(clean(text), tools.known, tools.lexicon)
    assert (mended.text, repairs) == (clean(text).text, ())


def test_lines_and_dirt_are_not_told(tools: Tools) -> None:
    _, repairs = mend_joints(clean("Ban Bí . thư và\n\n3\n\nBan Dân vận, số 12-CTTW"), tools.known, tools.lexicon)
    assert [(item.written, item.read) for item in repairs] == [("CTTW", "CT/TW")]


def test_repairs_are_found_again_behind_later_ones(tools: Tools) -> None:
    jointed, (number,) = mend_joints(clean("do Sở Y tế chủtrì, số 12-CTTW"), tools.known, tools.lexicon)
    mended, words = mend(jointed, tools.known)
    (moved,) = relocated((number,), jointed, mended)
    assert [item.read for item in words] == ["chủ trì"]
    assert mended.text[moved.start : moved.end] == "CT/TW"


@given(st.text(alphabet="Ban Bí thư.,~\n312-CT/TW năm;", max_size=80))
def test_every_character_keeps_a_place(text: str) -> None:
    tools = load_tools()
    mended, _ = mend_joints(clean(text), tools.known, tools.lexicon)
    assert len(mended.text) == len(mended.starts) == len(mended.ends)
    assert list(mended.starts) == sorted(mended.starts)


def test_spans_are_those_of_the_source(tools: Tools) -> None:
    text = (
        "TỈNH ỦY TÂY NINH\n*\nSố 83-\nKH/TU\nĐẢNG CỘNG SẢN VIỆT NAM\n\nTây Ninh, ngày 11 tháng 6 năm 2022\n\n"
        "KẾ HOẠCH\nphát triển\n\nThực hiện Chỉ thị số 12-CTlTW, ngày 05/01/2022 của Ban Bí . thư, Tỉnh ủy yêu cầu:\n"
    )
    (record,) = extract_text("t.txt", text, tools)
    assert record.number == "83-KH/TU"
    (citation,) = record.citations
    assert (citation.number, citation.issuer) == ("12-CT/TW", "Ban Bí thư Trung ương Đảng")
    assert [text[slice(*span)] for span in citation.to_json()["spans"]] == ["12-CTlTW"]
