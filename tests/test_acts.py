"""From texts to coverage: a paper that speaks of a directive and does not carry it out makes no province `issued`."""

from __future__ import annotations

from datetime import date

import pytest

from graph import find_documents
from graph.coverage import Coverage, coverage
from tests.identity_texts import DIRECTIVE, Plan
from tests.test_identity import load

PLAN = Plan("15-KH/TU", "2022-03-01", "Tỉnh ủy Yên Bái", "Yên Bái", f"thực hiện {DIRECTIVE}").text
LETTER = PLAN.replace("KẾ HOẠCH\n", "").replace("15-KH/TU", "15-CV/TU")

PAPERS = [  # why, the text
    ("report", PLAN.replace("KẾ HOẠCH\n", "BÁO CÁO\nkết quả ").replace("15-KH", "15-BC")),
    ("invitation", PLAN.replace("KẾ HOẠCH\n", "GIẤY MỜI\ndự hội nghị ").replace("15-KH", "15-GM")),
    ("proposal", PLAN.replace("KẾ HOẠCH\n", "TỜ TRÌNH\nvề việc ").replace("15-KH", "15-TTr")),
    ("agenda", PLAN.replace("KẾ HOẠCH\n", "CHƯƠNG TRÌNH\nHội nghị ").replace("15-KH", "15-CTr")),
    ("letter that reports", LETTER.replace("\nthực hiện", "\nV/v báo cáo tình hình thực hiện")),
    ("draft", PLAN.replace("KẾ HOẠCH\n", "(Dự thảo lần 2)\nKẾ HOẠCH\n").replace("Số 15-KH/TU", "Số     -KH/TU")),
]


def counted(text: str) -> Coverage:
    store = load({"a.txt": text})
    (directive,) = find_documents(store, "12-CT/TW")
    return coverage(store, directive.iri, as_of=date(2023, 12, 31))


@pytest.mark.parametrize("text", [PLAN, LETTER.replace("\nthực hiện", "\nV/v thực hiện")], ids=["plan", "letter"])
def test_what_carries_out_counts(text: str) -> None:
    found = counted(text)
    assert (found.count("issued"), found.not_acting) == (1, ())


@pytest.mark.parametrize("text", [row[1] for row in PAPERS], ids=[row[0] for row in PAPERS])
def test_what_only_speaks_of_it_does_not(text: str) -> None:
    found = counted(text)
    assert (found.count("issued"), found.count("cited"), len(found.not_acting)) == (0, 0, 1)
