"""Rules, doubts and confidence: every rule that the code names is described, and the numbers mean what they say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import loaders
from loaders.confidence import Repaired, confidence_of
from loaders.pipeline import Tools, extract_text
from loaders.records import Reading, Record
from ontology.vocabulary import load_vocabulary
from tests.bench.calibrate import Count, Verdict, count, judged, verdicts
from tests.bench.sample import pairs

CODE = Path(loaders.__file__).parent
SAMPLE = Path(__file__).parents[1] / "data" / "corpus"
RULES = {item.slug: item for item in load_vocabulary().rules}
DOUBTS = {item.slug: item for item in load_vocabulary().doubts}
FAMILIES = "|".join(sorted({slug.split(".")[0] for slug in RULES}))


def texts_of_code() -> Iterator[str]:
    """Every string literal of the package."""
    for path in sorted(CODE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_the_code_names_the_rules_of_the_vocabulary_and_no_others() -> None:
    named = {text for text in texts_of_code() if re.fullmatch(rf"(?:{FAMILIES})\.[a-z-]+", text)}
    assert named == set(RULES)


def test_the_code_names_the_doubts_of_the_vocabulary() -> None:
    assert set(DOUBTS) <= set(texts_of_code())


@pytest.mark.parametrize("item", [*RULES.values(), *DOUBTS.values()], ids=lambda item: item.slug)
def test_a_rule_has_both_descriptions_and_a_share(item: object) -> None:
    assert all(getattr(item, name).strip() for name in ("label", "english", "definition"))
    assert 0 < getattr(item, "confidence") < 1  # noqa: B009


def readings(record: Record) -> list[Reading]:
    lists = (record.evidence, record.addressees, record.recipients, record.signers, record.citations, record.relations)
    found = [item.reading for items in (*lists, record.assignments, record.milestones) for item in items]
    return [*found, *(item.role_reading for item in record.citations)]


@pytest.mark.parametrize("path", sorted(SAMPLE.iterdir()), ids=lambda path: path.stem)
def test_every_fact_of_the_sample_corpus_has_a_rule_and_the_confidence_that_follows(path: Path, tools: Tools) -> None:
    for record in extract_text(path.name, path.read_text(encoding="utf-8"), tools):
        assert readings(record)
        for reading in readings(record):
            assert reading.rule in RULES
            assert reading.confidence == confidence_of(reading.rule, reading.doubts)
        fields = {"type", "number", "date", "place", "title", "issuer"}
        read = {field for field in fields if getattr(record, field) is not None}
        assert {item.field for item in record.evidence} & fields == read


@given(st.sampled_from(sorted(RULES)), st.lists(st.sampled_from(sorted(DOUBTS)), unique=True))
def test_a_doubt_never_makes_a_fact_surer(rule: str, doubts: list[str]) -> None:
    with_all = confidence_of(rule, doubts)
    assert 0 < with_all <= 1
    assert all(with_all <= confidence_of(rule, doubts[:cut]) for cut in range(len(doubts)))


def test_an_unknown_rule_is_an_error() -> None:
    with pytest.raises(KeyError):
        confidence_of("number.by-magic")


HEADING = (
    "TỈNH ỦY TÂY NINH\n*\n{number}\nĐẢNG CỘNG SẢN VIỆT NAM\n\n{line}\n\n{type}\nphát triển du lịch\n\n1. Việc một.\n"
)
PLAIN = {"number": "Số 83-KH/TU", "line": "Tây Ninh, ngày 11 tháng 6 năm 2022", "type": "KẾ HOẠCH"}
DOUBTFUL = [  # what is changed, field, doubt
    ({"line": "Tây Ninh, ngày    tháng 6 năm 2022"}, "date", "incomplete"),
    ({"line": "Tây Ninh, ngay 11 thảng 6 năm 2022"}, "date", "repaired"),
    ({"number": "Số 83 – KH/TU"}, "number", None),
    ({"number": "Số 83-KH/TƯ"}, "number", "mended"),
    ({"type": "CHỈ THỊ"}, "type", "contradicted"),
    ({"type": "", "number": "Số 83-QĐ/TU"}, "type", "several-types"),
    ({"type": "", "number": "Số 83-KH/TU"}, "type", None),
    ({"type": "CHỈ THỊ"}, "number", "contradicted"),
    ({}, "number", None),
    ({}, "type", None),
]


@pytest.mark.parametrize(("changed", "field", "doubt"), DOUBTFUL)
def test_what_lowers_the_confidence_of_a_field(
    changed: dict[str, str], field: str, doubt: str | None, tools: Tools
) -> None:
    (record,) = extract_text("t.txt", HEADING.format(**{**PLAIN, **changed}), tools)
    reading = next(item.reading for item in record.evidence if item.field == field)
    assert reading.doubts == ((doubt,) if doubt else ())
    assert (reading.confidence < confidence_of(reading.rule)) == bool(doubt)


CITED = [  # text, rule, doubts
    ("Quyết định số 12-QĐ/TU ngày 05/01/2022", "citation.full", ()),
    ("văn bản số 12-QĐ/TU ngày 05/01/2022", "citation.full", ("several-types",)),
    ("văn bản số 12-KH/TU ngày 05/01/2022", "citation.full", ()),
    ("Kế hoạch số 12-KH/TU", "citation.short", ()),
    ("Kế hoạch số 12-KH/TU tháng 01/2022", "citation.short", ()),
    ("Nghị định số 96/2023/ND-CP ngày 05/01/2023", "citation.full", ("mended",)),
    ("Luật Du lịch ngày 19/6/2017", "citation.unnumbered", ()),
]


@pytest.mark.parametrize(("cited", "rule", "doubts"), CITED)
def test_what_lowers_the_confidence_of_a_citation(cited: str, rule: str, doubts: tuple[str, ...], tools: Tools) -> None:
    text = HEADING.format(**PLAIN).replace("1. Việc một.", f"Căn cứ {cited} về du lịch;\n\n1. Việc một.")
    (record,) = extract_text("t.txt", text, tools)
    (citation,) = record.citations
    assert (citation.reading.rule, citation.reading.doubts) == (rule, doubts)
    assert (citation.role, citation.role_reading.rule) == ("based-on", "role.opening")


RULED = [  # text, field, rule, quotation
    (HEADING.format(**PLAIN), "issuer", "issuer.letterhead", "TỈNH ỦY TÂY NINH"),
    (HEADING.format(**PLAIN), "province", "locality.named", "TÂY NINH"),
    (HEADING.format(**PLAIN), "title", "title.below-type", "phát triển du lịch"),
    (
        HEADING.format(**PLAIN) + "\nT/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\nNguyễn Văn A\n",
        "issuer",
        "issuer.signature",
        "TỈNH ỦY TÂY NINH",
    ),
    (
        HEADING.format(**PLAIN).replace("TỈNH ỦY TÂY NINH", "TỈNH ỦY"),
        "province",
        "locality.date-line",
        "Tây Ninh",
    ),
    (
        "HUYỆN ỦY CÁT TIÊN\n*\nSố 49-KH/HU\nĐẢNG CỘNG SẢN VIỆT NAM\n\nCát Tiên, ngày 11 tháng 6 năm 2022\n\nKẾ HOẠCH\n"
        "thực hiện Kế hoạch số 83-KH/TU ngày 01/6/2022 của Tỉnh ủy Lâm Đồng về du lịch\n\n1. Việc một.\n",
        "province",
        "locality.superiors",
        "83-KH/TU ngày 01/6/2022 của Tỉnh ủy Lâm Đồng",
    ),
    (
        "UBND TỈNH TÂY NINH\nSố: 457/UBND\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTây Ninh, ngày 11 tháng 6 năm 2022\n"
        "V/v thực hiện du lịch\n\nKính gửi: Sở Y tế\n\nĐề nghị Sở Y tế thực hiện.\n",
        "type",
        "type.by-symbol",
        "457/UBND",
    ),
    (
        "UBND TỈNH TÂY NINH\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTây Ninh, ngày 11 tháng 6 năm 2022\n"
        "V/v thực hiện du lịch\n\nKính gửi: Sở Y tế\n\nĐề nghị Sở Y tế thực hiện.\n",
        "type",
        "type.letter",
        "thực hiện du lịch",
    ),
]


@pytest.mark.parametrize(("text", "field", "rule", "quotation"), RULED)
def test_a_field_says_by_which_rule_and_where_it_was_read(
    text: str, field: str, rule: str, quotation: str, tools: Tools
) -> None:
    (record,) = extract_text("t.txt", text, tools)
    found = next(item for item in record.evidence if item.field == field)
    assert (found.reading.rule, found.quote.exact) == (rule, quotation)
    start, end = found.quote.span
    assert text[start:end] == quotation


def test_the_record_tells_rules_and_doubts(tools: Tools) -> None:
    text = HEADING.format(**{**PLAIN, "line": "Tây Ninh, ngày    tháng 6 năm 2022"})
    (record,) = extract_text("t.txt", text, tools)
    date = record.to_json()["evidence"]["date"]
    assert date["rule"] == "date.line"
    assert date["doubts"] == ["incomplete"]
    assert "doubts" not in record.to_json()["evidence"]["number"]


@pytest.mark.parametrize(
    ("span", "expected"), [((0, 3), False), ((0, 4), True), ((4, 5), True), ((5, 9), False), ((11, 20), True)]
)
def test_repaired_places(span: tuple[int, int], expected: bool) -> None:
    assert Repaired([(12, 14), (3, 5)]).within(span) is expected


def test_rules_and_doubts_are_counted_against_what_their_rules_promise() -> None:
    plain, doubted = Reading("number.letterhead"), Reading("number.letterhead", ("mended",))
    rules, doubts = count([Verdict(plain, True)] * 8 + [Verdict(doubted, False)] * 2)
    assert rules["number.letterhead"] == Count(10, 8)
    assert rules["number.letterhead"].share == pytest.approx(16 / 20)
    assert doubts["mended"].left == pytest.approx(8 / (10 + 2 * 16 / 20))


def test_a_record_is_judged_against_the_one_that_a_person_wrote(tools: Tools) -> None:
    (record,) = extract_text("t.txt", HEADING.format(**PLAIN), tools)
    gold: dict[str, object] = {
        "number": "83-KH/TU",
        "date": "2022-06-12",
        "type": "ke-hoach",
        "citations": [],
        "recipients": None,
    }
    judged = {one.reading.rule: one.right for one in verdicts(record, gold)}
    assert (judged["number.letterhead"], judged["date.line"], judged["type.printed"]) == (True, False, True)


MANY = 40


def test_the_confidence_of_common_rules_is_what_the_documents_of_the_project_show(tools: Tools) -> None:
    found, _ = count(verdict for pair in pairs() for verdict in judged(pair.expected, pair.texts, tools))
    common = {rule: seen.right / seen.read for rule, seen in found.items() if seen.read >= MANY}
    assert len(common) > 10
    assert {rule: share for rule, share in common.items() if abs(share - RULES[rule].confidence) > 0.1} == {}
