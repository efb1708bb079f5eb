"""Cleaning: what is removed, what stays, and the way back to the source."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.cleaning import clean, fold, plain

MARKUP = st.text(alphabet="ab1 *#|_-\n\\[]<sup>/`>.u\u0309\u0301ỷÐ\t\r=~•ĐoàHỦ", max_size=60)

ROWS = [  # source, cleaned, why
    ("## **KẾ HOẠCH**", "KẾ HOẠCH", "heading and emphasis of Markdown"),
    ("*Hà Nội, ngày 5*", "Hà Nội, ngày 5", "emphasis"),
    ("\\* *Cơ quan chủ trì:* A", "• Cơ quan chủ trì: A", "an escaped asterisk is a bullet"),
    ("**4. ***Về phân công*", "4. Về phân công", "emphasis that closes and opens at once"),
    ("CHÍNH PHỦ -------\nX", "CHÍNH PHỦ\n\nX", "a rule behind a name"),
    ("Số: 1 | Hà Nội", "Số: 1\nHà Nội", "a cell of a table is a line"),
    ("Campuchia<sup>1</sup>.", "Campuchia.", "a footnote's mark inside a sentence"),
    ("<sup>1</sup> - Biên bản", "[1] - Biên bản", "the footnote itself"),
    ("chương trình[12] để", "chương trình để", "a footnote's mark in brackets"),
    ("số\u202f296\u2011QĐ/TW", "số 296-QĐ/TW", "narrow space and non-breaking hyphen"),
    ("Ðảng bộ", "Đảng bộ", "eth for Đ"),
    ("Tỉnh   uỷ \n", "Tỉnh uỷ\n", "spaces are folded, the place of the tone mark stays"),
    ("a\u200bb\ufeff", "ab", "zero-width characters"),
    ("# Page 3 (scan)\nBỘ Y TẾ", "\nBỘ Y TẾ", "a page mark of an OCR engine"),
]


@pytest.mark.parametrize(("source", "cleaned", "why"), ROWS, ids=[row[2] for row in ROWS])
def test_clean(source: str, cleaned: str, why: str) -> None:
    assert clean(source).text == cleaned, why


@given(MARKUP)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once


@given(MARKUP)
def test_the_map_is_monotonous_and_inside_the_source(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned.starts) == len(cleaned.ends) == len(cleaned.text)
    assert all(0 <= start < end <= len(text) for start, end in zip(cleaned.starts, cleaned.ends, strict=True))
    assert list(cleaned.starts) == sorted(cleaned.starts)


@given(st.text(alphabet="abcĐđƠơuỷ 12/", min_size=1, max_size=40))
def test_each_kept_character_stands_for_itself(text: str) -> None:
    cleaned = clean(text)
    for index, char in enumerate(cleaned.text):
        start, end = cleaned.source_span(index, index + 1)
        assert text[start:end].strip() == char.strip() or char == " "


def test_decomposed_text_maps_to_all_of_its_code_points() -> None:
    source = unicodedata.normalize("NFD", "Tỉnh ủy")
    cleaned = clean(source)
    assert cleaned.text == "Tỉnh ủy"
    assert cleaned.source_span(0, 7) == (0, len(source))


@given(st.text(max_size=60))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text) == len(
        plain(unicodedata.normalize("NFC", text))
    ) or not unicodedata.is_normalized("NFC", text)


def test_folding_joins_the_two_tone_placements() -> None:
    assert fold("UỶ BAN Hoà thoả quý") == "ủy ban hòa thỏa quý"


def test_references_that_a_data_set_puts_before_each_heading_are_left_out() -> None:
    prefix = "Quyết định 435/QĐ-UBND năm 2020. "
    text = (
        f"{prefix}Điều 1. Ban hành.\n{prefix}CHƯƠNG TRÌNH HÀNH ĐỘNG. II. NỘI DUNG\nQuyết định 7/QĐ-UBND năm 2019. Xong."
    )
    cleaned = clean(text)
    assert cleaned.text == "Điều 1. Ban hành.\nII. NỘI DUNG\nQuyết định 7/QĐ-UBND năm 2019. Xong."
    start = cleaned.text.index("NỘI DUNG")
    assert text[slice(*cleaned.source_span(start, start + 8))] == "NỘI DUNG"
