"""Marks that come back, and words that must stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.cleaning import clean, fold, plain
from loaders.lexicon import Lexicon, load_lexicon
from loaders.pipeline import Tools, extract_text
from loaders.repair import restore

LOOKALIKES = str.maketrans("olisb", "01158")

RESTORED = [  # as scanned, as read
    ("QUYET DINH", "QUYẾT ĐỊNH"),
    ("CHÍ THI số 5", "CHỈ THỊ số 5"),
    ("Uy ban nhân dàn tỉnh", "Ủy ban nhân dân tỉnh"),
    ("Kinh gưi: Sở Y tế", "Kính gửi: Sở Y tế"),
    ("ngay 05 thảng 01 nằm 2022", "ngày 05 tháng 01 năm 2022"),
    ("Sô: 457/LĐLĐ", "Số: 457/LĐLĐ"),
    ("ngày O5/0l/2022", "ngày 05/01/2022"),
    ("ngày l5 tháng 8 năm 2O24", "ngày 15 tháng 8 năm 2024"),
    ("số l2-CT/TW", "số 12-CT/TW"),
    ("Luật số 85/2O15/QHl3", "Luật số 85/2015/QH13"),
    ("kế hoach\nsô 83-KH/TU", "kế hoạch\nsố 83-KH/TU"),
]

KEPT = [
    "tiêu chí thi đua",
    "Văn bản hành chính",
    "Số: 12B/KH-UBND",
    "Nghị quyết số 10B/2021/NQ-HĐND",
    "số 20S-KH/TU",
    "TRƯỞNG BAN\nĐan Văn Hải",
    "xu hướng dân chủ hóa",
    "trên cơ sở kết luận",
    "bảo vệ việc làm",
    "Thủ trưởng các đơn vị",
    "Ủy ban nhân dân",
    "Uỷ ban nhân dân",
    "so 5 tỉnh",
    "năm 2022 ngay sau đó",
    "ông Ngô Văn Kế",
]


@pytest.mark.parametrize(("written", "read"), RESTORED)
def test_restored(written: str, read: str, lexicon: Lexicon) -> None:
    cleaned, repairs = restore(clean(written), lexicon)
    assert cleaned.text == read
    assert repairs


@pytest.mark.parametrize("text", KEPT)
def test_kept(text: str, lexicon: Lexicon) -> None:
    cleaned, repairs = restore(clean(text), lexicon)
    assert (cleaned.text, repairs) == (text, ())


def test_no_phrase_of_the_list_has_a_second_reading_in_it(lexicon: Lexicon) -> None:
    phrases = lexicon.cues["marked"]
    assert len({plain(phrase) for phrase in phrases}) == len({fold(phrase) for phrase in phrases})


@given(st.text(alphabet="KẾ HOẠCHkehoạch sốSô5lO-/TUngay thang nam 2022\n", max_size=120))
def test_letters_and_places_stay_and_twice_is_once(text: str) -> None:
    lexicon = load_lexicon()
    before = clean(text)
    after, _ = restore(before, lexicon)
    assert plain(after.text).translate(LOOKALIKES) == plain(before.text).translate(LOOKALIKES)
    assert restore(after, lexicon) == (after, ())


def test_a_repaired_document_says_so_and_its_spans_stay(tools: Tools) -> None:
    text = (
        "TỈNH ỦY TÂY NINH\n*\nSô 83-KH/TU\nĐẢNG CỘNG SẢN VIỆT NAM\n\nTây Ninh, ngay 11 thảng 6 năm 2022\n\nKÊ HOẠCH\n"
        "phát triển\n\n1. Việc một.\n"
    )
    (record,) = extract_text("t.txt", text, tools)
    assert (record.type, record.number, record.date) == ("ke-hoach", "83-KH/TU", "2022-06-11")
    assert any("'KÊ' as 'KẾ'" in warning.message for warning in record.warnings)
    quotes = {item.field: item.quote for item in record.evidence}
    assert quotes["type"].exact == "KẾ HOẠCH"
    assert text[slice(*quotes["type"].span)] == "KÊ HOẠCH"
