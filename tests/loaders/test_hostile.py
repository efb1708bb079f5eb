"""Texts that no office writes, each the smallest that once was misread, broke the program or took it too long."""

import pytest

from loaders.cleaning import clean
from loaders.heading import read_heading
from loaders.lexicon import Lexicon
from loaders.pipeline import Tools, extract_text
from loaders.segment import Part, segment
from loaders.times import find_times
from tests import invariants

FOUND = [  # text, what was wrong with it
    ("Bản ghi nhớ 0-BB-TW, ngày ngày 01 tháng 2 năm 1900", "a first line with a number was taken for a portal's"),
    ("Chỉ thị số ١٢-CT/TW ngày ٠٥/٠١/٢٠٢٢", "digits of another script stayed in numbers and dates"),
    ("hoàn thành trong tháng 7/20２２; báo cáo vào quý I/20２２", "digits of full width stayed in times"),
    ("Báo cáo trước ngày 31/2 hằng năm, ngày 99/99 hằng năm", "days that no year has"),
    ("a[1[1[1[1]]]]", "marks in marks"),
    ("Kế hoạch số 1KH/TUpppp", "a number that lost its hyphen took any letters for its body"),
]


@pytest.mark.parametrize("text", [text for text, _ in FOUND], ids=[why for _, why in FOUND])
def test_what_once_failed_holds(text: str, tools: Tools) -> None:
    invariants.all_hold(text, tools)
    invariants.writings_agree(text, tools)


def test_a_page_of_capitals_is_no_letterhead(lexicon: Lexicon) -> None:
    text = "I.\n" * 2000
    assert len(read_heading(text, Part(0, len(text)), lexicon).organizations) == 16


def test_a_page_may_open_with_a_number(lexicon: Lexicon) -> None:
    text = "Kế hoạch 83-KH/TU ngày 11/6/2022 của Ban Thường vụ Tỉnh ủy\nMột là, các huyện ủy làm trước."
    assert segment(text, lexicon) == (Part(0, len(text)),)


def test_digits_of_another_form_are_digits(tools: Tools) -> None:
    (record,) = extract_text("t.txt", "Thực hiện Chỉ thị số １２-CT/TW ngày ０５/０１/２０２２ của Ban Bí thư.", tools)
    assert [(one.number, one.date) for one in record.citations] == [("12-CT/TW", "2022-01-05")]


ROWS = [("ngày 25/12 hằng năm", ["--12-25"]), ("29/2 hằng năm", ["--02-29"]), ("31/2 hằng năm", ["yearly"])]


@pytest.mark.parametrize(("text", "times"), ROWS)
def test_a_day_of_each_year_is_one_of_the_calendar(text: str, times: list[str]) -> None:
    assert [value for value, _, _ in find_times(text)] == times


def test_marks_in_marks_are_taken_away_a_few_levels_deep() -> None:
    assert clean("a[1[1[1]]]").text == "a"
    assert len(clean("a" + "[" * 3000 + "1]" * 3000).text) > 3000
