"""A record as facts and as marks on its source."""

from pathlib import Path

import pytest

from loaders.marks import FIELDS, facts_of, marks_of
from loaders.pipeline import Tools, extract_text
from loaders.records import Record
from ontology.vocabulary import load_vocabulary

SAMPLE = Path(__file__).parents[1] / "data" / "corpus"
TEXT = (
    "TỈNH ỦY TÂY NINH\n*\nSố 83-KH/TU\nĐẢNG CỘNG SẢN VIỆT NAM\n\nTây Ninh, ngay 11 tháng 6 năm 2022\n\nKẾ HOẠCH\n"
    "thực hiện Chỉ thị số 12-CT/TW ngày 05/01/2022 của Ban Bí thư\n\n1. Ban Dân vận Tỉnh ủy chủ trì, hoàn thành trong "
    "tháng 7/2022.\n\nNơi nhận:\n- Ban Bí thư (b/c),\n- Lưu VPTU.\n\nT/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\nPhạm Văn Hùng\n"
)
FACTS = [  # field, value, quotations
    ("type", "ke-hoach", ["KẾ HOẠCH"]),
    ("number", "83-KH/TU", ["83-KH/TU"]),
    ("date", "2022-06-11", ["Tây Ninh, ngày 11 tháng 6 năm 2022"]),
    ("place", "Tây Ninh", ["Tây Ninh"]),
    ("title", "thực hiện Chỉ thị số 12-CT/TW ngày 05/01/2022 của Ban Bí thư", [None]),
    ("issuer", "Ban Thường vụ Tỉnh ủy Tây Ninh", ["TỈNH ỦY TÂY NINH"]),
    ("province", "Tây Ninh", ["TÂY NINH"]),
    ("recipient", "Ban Bí thư (b/c)", ["Ban Bí thư"]),
    ("recipient", "VPTU (lưu)", ["VPTU"]),
    ("signer", "Phạm Văn Hùng, Phó Bí thư, for Ban Thường vụ", [None]),
    ("citation", "chi-thi 12-CT/TW, 2022-01-05, Ban Bí thư Trung ương Đảng", ["12-CT/TW"]),
    ("role", "implements 12-CT/TW", ["12-CT/TW"]),
    ("relation", "self implements 12-CT/TW", ["12-CT/TW"]),
    ("assignment", "Ban Dân vận Tỉnh ủy: lead in 1, 2022-07", ["Ban Dân vận Tỉnh ủy"]),
    ("milestone", "deadline 2022-07", ["tháng 7/2022"]),
]


def read(tools: Tools) -> Record:
    (record,) = extract_text("t.txt", TEXT, tools)
    return record


def test_facts_tell_every_field_in_order(tools: Tools) -> None:
    facts = facts_of(read(tools))
    assert [fact.index for fact in facts] == list(range(1, len(FACTS) + 1))
    assert [(fact.field, fact.value) for fact in facts] == [(field, value) for field, value, _ in FACTS]
    for fact, (_, _, quotations) in zip(facts, FACTS, strict=True):
        shown = [quote.exact for quote in fact.quotes]
        assert shown == quotations or quotations == [None]


def test_marks_cut_the_quotations_out_of_the_source(tools: Tools) -> None:
    record = read(tools)
    facts = {fact.index: fact for fact in facts_of(record)}
    marks = marks_of(record)
    assert [mark.start for mark in marks] == sorted(mark.start for mark in marks)
    for mark in marks:
        if mark.field == "warning":
            continue
        fact = facts[mark.index]
        assert (mark.field, mark.value, mark.rule) == (fact.field, fact.value, fact.reading.rule)
        assert (mark.start, mark.end) in {quote.span for quote in fact.quotes}
    (repaired,) = [mark for mark in marks if mark.field == "warning"]
    assert (TEXT[repaired.start : repaired.end], repaired.rule, repaired.index) == ("ngay", "repaired", 1)


@pytest.mark.parametrize("path", sorted(SAMPLE.iterdir()), ids=lambda path: path.stem)
def test_every_mark_lies_in_the_text_of_its_document(path: Path, tools: Tools) -> None:
    for record in extract_text(path.name, path.read_text(encoding="utf-8"), tools):
        for mark in marks_of(record):
            assert record.span[0] <= mark.start < mark.end <= record.span[1]
            assert mark.field in FIELDS
            assert 0 < mark.confidence <= 1


def test_the_fields_are_all_families_of_rules_and_more(tools: Tools) -> None:
    families = {rule.slug.split(".")[0] for rule in load_vocabulary().rules} - {"locality"}
    assert families | {"province", "district", "commune", "warning"} == set(FIELDS)
