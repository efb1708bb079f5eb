from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.agencies import means, phrases

ROWS = [  # question, name of a body, whether it is meant, why
    ("Ban Dân vận Tỉnh ủy", "Ban Dân vận Tỉnh ủy", True, "the same"),
    ("ban dan van", "Ban Dân vận Tỉnh ủy", True, "without diacritics, in part"),
    ("BAN DÂN VẬN", "Ban Dân vận Tỉnh uỷ", True, "capitals, uỷ for ủy"),
    ("dan van", "Ban Dân vận các huyện ủy", True, "words in the middle"),
    ("van", "Ban Dân vận Tỉnh ủy", True, "a whole word"),
    ("ba", "Ban Dân vận Tỉnh ủy", False, "a part of a word"),
    ("van dan", "Ban Dân vận Tỉnh ủy", False, "another order"),
    ("BDVTU", "Ban Dân vận Tỉnh ủy Tây Ninh", True, "an abbreviation of the vocabulary"),
    ("bdvtu", "Ban Dân vận Tỉnh ủy Tây Ninh", True, "without capitals"),
    ("BDVTU", "Ban Dân vận Thành ủy Đà Nẵng", True, "all kinds that the abbreviation stands for"),
    ("BDVTU", "Ban Dân vận Huyện ủy", False, "another level"),
    ("BDVTU", "Ban Đối ngoại Trung ương", False, "Đ is not D"),
    ("BĐNTW", "Ban Đối ngoại Trung ương", True, "with its stroke"),
    ("bdntw", "Ban Đối ngoại Trung ương", True, "without it"),
    ("BDVTU", "BDVTU", True, "a name that is written as an abbreviation"),
    ("BTGHU", "Ban Tuyên giáo Huyện ủy", True, "an abbreviation"),
    ("UBND huyện", "Ủy ban nhân dân huyện Tây Sơn", True, "an abbreviation among words"),
    ("UBND huyện", "Ủy ban nhân dân tỉnh", False, "the words beside it count"),
    ("BCS đảng", "Ban cán sự đảng Ủy ban nhân dân tỉnh", True, "another name of the kind"),
    ("Sở Ngoại vụ", "Giám đốc Sở Ngoại vụ", True, "its head"),
    ("xã hội", "Các tổ chức chính trị - xã hội", True, "a dash is no word"),
    ("chinh tri xa hoi", "Các tổ chức chính trị - xã hội", True, "nor has it to be written"),
    ("mttq", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", True, "a short name"),
]


@pytest.mark.parametrize(("question", "name", "meant", "why"), ROWS, ids=[f"{row[0]}: {row[3]}" for row in ROWS])
def test_which_bodies_a_question_means(question: str, name: str, meant: bool, why: str) -> None:
    assert means(phrases(question), (name, None)) is meant


@pytest.mark.parametrize("question", ["", "  ", "--", "?!"])
def test_a_question_without_a_word_means_none(question: str) -> None:
    assert phrases(question) == frozenset()
    assert not means(phrases(question), ("Ban Dân vận Tỉnh ủy",))


@given(st.text(max_size=60))
def test_each_name_means_itself(name: str) -> None:
    wanted = phrases(name)
    assert means(wanted, (name,)) is bool(wanted)


def test_many_abbreviations_are_not_spelled_out_without_end() -> None:
    assert len(phrases("UBND " * 40)) < 2000
