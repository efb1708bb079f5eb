"""What is doubtful about a record is said, with the place; what is right is not doubted."""

import pytest

from loaders.pipeline import Tools, extract_text
from loaders.records import Record, RecordWarning
from ontology.vocabulary import load_vocabulary

PARTY = (
    "{body}\n*\n{number}\nĐẢNG CỘNG SẢN VIỆT NAM\n\n{line}\n\n{type}\nphát triển du lịch\n\n{text}\n\n"
    "1. Việc một.\n{sign}"
)
STANDING = "\nT/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\nNguyễn Văn A\n"


def party(
    body: str = "TỈNH ỦY TÂY NINH",
    number: str = "Số 83-KH/TU",
    line: str = "Tây Ninh, ngày 11 tháng 6 năm 2022",
    type: str = "KẾ HOẠCH",
    text: str = "",
    sign: str = STANDING,
) -> str:
    return PARTY.format(body=body, number=number, line=line, type=type, text=text, sign=sign)


def read(text: str, tools: Tools) -> Record:
    (record,) = extract_text("t.txt", text, tools)
    return record


MERGED = "Quy Nhơn, ngày 11 tháng 7 năm 2025"
CASES = [  # text, codes, why
    (party(), [], "nothing is wrong"),
    (party(number=""), ["no-number"], "no number"),
    (party(line=""), ["no-date"], "no date"),
    (party(body="TỈNH ỦY", line="ngày 11 tháng 6 năm 2022"), ["province-unnamed"], "nothing names the province"),
    ("Thông tin về du lịch năm 2022.\n", ["no-number", "no-date", "no-type", "no-issuer"], "no heading"),
    (
        party(text="Căn cứ Chỉ thị số 12-CT/TW ngày 05/9/2022 của Ban Bí thư về du lịch;"),
        ["cited-later"],
        "a directive of three months later",
    ),
    (
        party(text="Căn cứ Chỉ thị số 12-CT/TW ngày 25/6/2022 của Ban Bí thư về du lịch;"),
        [],
        "two weeks later in one month: a typing error",
    ),
    (
        party(text="Căn cứ Chỉ thị số 12-CT/TW ngày 05/01/2022 của Ban Bí thư về du lịch;"),
        [],
        "earlier, as it should be",
    ),
    (
        party(line="Tây Ninh, ngày    tháng 6 năm 2022", text="Căn cứ Chỉ thị số 12-CT/TW ngày 25/6/2022;"),
        [],
        "the own day is not known",
    ),
    (
        party(text="Căn cứ Kế hoạch số 41-KH/TU ngày 11/5/2022; triển khai Kế hoạch số 41-KH/TU ngày 21/5/2022."),
        ["cited-under-two-dates"],
        "two dates of one term",
    ),
    (
        party(text="Căn cứ Kế hoạch số 41-KH/TU ngày 11/5/2022; triển khai Kế hoạch số 41-KH/TU ngày 11/5/2022."),
        [],
        "one date twice",
    ),
    (
        party(text="Căn cứ Chỉ thị số 12-CT/TW ngày 05/01/2017; thực hiện Chỉ thị số 12-CT/TW ngày 05/01/2022."),
        [],
        "two terms: two documents",
    ),
    (party(type="CHỈ THỊ", number="Số 12-CT/TU"), [], "a Standing Committee issues directives"),
    (
        party(type="CHỈ THỊ", number="Số 12-CT/TU", sign=""),
        ["type-not-issued"],
        "66-QĐ/TW, Điều 7(2): the committee itself does not",
    ),
    (
        party(type="HƯỚNG DẪN", number="Số 12-HD/TU", sign=""),
        ["type-not-issued"],
        "nor guidance",
    ),
    (
        party(type="CHỈ THỊ", number="Số 12-CT/TU", sign="", line="Tây Ninh, ngày 05 tháng 02 năm 2017"),
        [],
        "the day before 66-QĐ/TW",
    ),
    (
        party(type="CHỈ THỊ", number="Số 12-CT/TU", sign="", line="Tây Ninh, ngày 09 tháng 01 năm 2026"),
        [],
        "66-QĐ/TW has ended, and what follows for the province was not seen",
    ),
    (party(type="THÔNG CÁO", number="Số 12-TC/TU"), ["type-not-issued"], "66-QĐ/TW, Điều 7(3)"),
    (
        party(
            body="ĐẢNG ỦY XÃ TÂN HÀ",
            type="HƯỚNG DẪN",
            number="Số 2-HD/ĐU",
            sign="",
            line="Tân Hà, ngày 11 tháng 3 năm 2026",
        ),
        ["type-not-issued"],
        "399-QĐ/TW",
    ),
    (
        party(
            body="ĐẢNG ỦY XÃ TÂN HÀ",
            type="HƯỚNG DẪN",
            number="Số 2-HD/ĐU",
            sign="",
            line="Tân Hà, ngày 11 tháng 3 năm 2025",
        ),
        [],
        "before 399-QĐ/TW nothing is known",
    ),
    (
        party(body="ĐẢNG ỦY XÃ TÂN HÀ", type="HƯỚNG DẪN", number="Số 2-HD/ĐU", line="Tân Hà, ngày 11 tháng 3 năm 2026"),
        [],
        "its Standing Committee may",
    ),
    (party(type="CHỈ THỊ", number="Số 83-KH/TU"), ["symbol-disagrees"], "KH is no directive"),
    (party(type="THÔNG TRI", number="Số: 11/TT-MTTQ-BTT"), [], "a type of the Party in the State's order"),
    (party(type="QUY ĐỊNH", number="Số 9-QĐ/TU"), [], "QĐ stands for two types"),
    (party(line="Cần Thơ, ngày 11 tháng 6 năm 2022"), ["place-outside"], "another province"),
    (party(line="Cái Răng, ngày 11 tháng 6 năm 2022"), ["place-outside"], "a district of another province"),
    (party(line="Tân Châu, ngày 11 tháng 6 năm 2022"), [], "one of the two districts of that name is in Tây Ninh"),
    (party(line="Nơi Nào Đó, ngày 11 tháng 6 năm 2022"), [], "a place that the gazetteer does not know"),
    (party(body="TỈNH ỦY GIA LAI", line=MERGED), [], "Quy Nhơn lies in Gia Lai from 2025-07-01 on"),
    (
        party(body="TỈNH ỦY GIA LAI", line=MERGED.replace("7 năm 2025", "6 năm 2022")),
        ["place-outside"],
        "and did not before",
    ),
]


@pytest.mark.parametrize(("text", "expected", "why"), CASES)
def test_warnings(text: str, expected: list[str], why: str, tools: Tools) -> None:
    assert [warning.code for warning in read(text, tools).warnings] == expected


PLACES = [  # text, code, field, quotation, words of the message
    (
        party(text="Căn cứ Chỉ thị số 12-CT/TW ngày 05/9/2022 của Ban Bí thư về du lịch;"),
        "citations",
        "12-CT/TW",
        "12-CT/TW is cited under 2022-09-05, after the document's own date 2022-06-11",
    ),
    (
        party(text="Căn cứ Kế hoạch số 41-KH/TU ngày 11/5/2022; triển khai Kế hoạch số 41-KH/TU ngày 21/5/2022."),
        "citations",
        "41-KH/TU",
        "41-KH/TU is cited under two dates: 2022-05-11 and 2022-05-21",
    ),
    (
        party(type="CHỈ THỊ", number="Số 12-CT/TU", sign=""),
        "type",
        "CHỈ THỊ",
        "Chỉ thị is no type that Tỉnh ủy Tây Ninh may issue (Quy định 66-QĐ/TW, Điều 7, khoản 2)",
    ),
    (
        party(
            body="ĐẢNG ỦY XÃ TÂN HÀ",
            type="HƯỚNG DẪN",
            number="Số 2-HD/ĐU",
            sign="",
            line="Tân Hà, ngày 11 tháng 3 năm 2026",
        ),
        "type",
        "HƯỚNG DẪN",
        "Hướng dẫn is no type that Đảng ủy xã Tân Hà may issue (Quy định 399-QĐ/TW, Điều 11, 13, as a secondary source "
        "reports it)",
    ),
    (
        party(line="Cần Thơ, ngày 11 tháng 6 năm 2022"),
        "place",
        "Cần Thơ",
        "the date line says Cần Thơ, which lies in Cần Thơ and not in Tây Ninh",
    ),
    (
        party(type="CHỈ THỊ", number="Số 83-KH/TU"),
        "number",
        "83-KH/TU",
        "the symbol of 83-KH/TU does not stand for Chỉ thị, the type that is read",
    ),
]


@pytest.mark.parametrize(("text", "field", "quotation", "message"), PLACES)
def test_a_warning_says_what_and_where(text: str, field: str, quotation: str, message: str, tools: Tools) -> None:
    (warning,) = read(text, tools).warnings
    assert (warning.field, warning.message) == (field, message)
    assert warning.span is not None
    assert text[slice(*warning.span)] == quotation


def test_repairs_are_told_in_one_warning(tools: Tools) -> None:
    text = party(line="Tây Ninh, ngay 11 thảng 6 năm 2022")
    (warning,) = read(text, tools).warnings
    assert (warning.code, warning.message) == (
        "repaired",
        "marks restored in 2 places: 'ngay' as 'ngày'; 'thảng' as 'tháng'",
    )
    assert warning.span is not None
    assert text[slice(*warning.span)] == "ngay"


def test_every_code_is_in_the_vocabulary_and_is_met(tools: Tools) -> None:
    known = {item.slug for item in load_vocabulary().warnings}
    met = {code for _, codes, _ in CASES for code in codes}
    assert met <= known
    tested_elsewhere = {"secret", "internal", "draft", "copy", "ambiguous-mention", "repaired"}
    assert known - met == tested_elsewhere


def test_a_warning_as_json() -> None:
    assert RecordWarning("no-date", "no date found in the heading", None, "date").to_json() == {
        "code": "no-date",
        "message": "no date found in the heading",
        "span": None,
        "field": "date",
    }
    assert RecordWarning("secret", "marked", (3, 6)).to_json()["span"] == [3, 6]
