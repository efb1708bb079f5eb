"""Marks that are set on a document: secrecy, internal use, urgency, drafts and copies."""

import pytest

from loaders.pipeline import Tools, extract_text
from loaders.records import Record
from loaders.stamps import kind_of_mark

LINES = [  # line, kind, why
    ("MẬT", "secret", "the least mark"),
    ("TỐI MẬT", "secret", ""),
    ("TUYỆT MẬT", "secret", ""),
    ("( MẬT )", "secret", "in brackets"),
    ("[TỐI MẬT].", "secret", ""),
    ("Độ mật: Mật", "secret", "named"),
    ("Mật", None, "a word, not a mark"),
    ("mật", None, ""),
    ("BẢO MẬT", None, "security of data"),
    ("BÍ MẬT NHÀ NƯỚC", None, "State secrets, a subject"),
    ("MẬT ONG RỪNG", None, "honey"),
    ("(Lưu hành nội bộ)", "internal", ""),
    ("TÀI LIỆU LƯU HÀNH NỘI BỘ", "internal", ""),
    ("Chỉ lưu hành nội bộ.", "internal", ""),
    ("lưu hành nội bộ trong cơ quan", None, "a sentence goes on"),
    ("Quy chế nội bộ", None, "a subject"),
    ("HỎA TỐC", "urgent", ""),
    ("KHẨN", "urgent", ""),
    ("Khẩn", None, "a word"),
    ("Dự thảo", "draft", ""),
    ("DỰ THẢO LẦN 2", "draft", ""),
    ("(Dự thảo lần thứ hai)", "draft", ""),
    ("dự thảo nghị quyết đã được góp ý", None, "a sentence"),
    ("SAO Y", "copy", ""),
    ("SAO Y BẢN CHÍNH", "copy", ""),
    ("BẢN SAO LỤC", "copy", ""),
    ("TRÍCH SAO; Sở Y tế; 12/3/2023", "copy", "a digital copy names who made it"),
    ("Số: 15/SY-UBND", "copy", "the copying body's number"),
    ("Số: 15/TrS-VP", "copy", ""),
    ("Số: 15/QĐ-UBND", None, "a decision"),
    ("", None, ""),
    ("...", None, ""),
]


@pytest.mark.parametrize(("line", "kind", "why"), LINES)
def test_kind_of_a_line(line: str, kind: str | None, why: str) -> None:
    assert kind_of_mark(line) == kind


PLAN = (
    "TỈNH ỦY TÂY NINH\n*\nSố 83-KH/TU\nĐẢNG CỘNG SẢN VIỆT NAM\n\nTây Ninh, ngày 11 tháng 6 năm 2022\n\n"
    "KẾ HOẠCH\nphát triển du lịch\n\n1. Việc một: bảo vệ bí mật.\n\nT/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\nNguyễn Văn A\n"
)
TEXTS = [  # text, codes of these kinds, why
    (PLAN, [], "nothing is marked"),
    (f"TỐI MẬT\n\n{PLAN}", ["secret"], "over the letterhead"),
    (PLAN.replace("*\n", "*\nMẬT\n"), ["secret"], "inside the letterhead"),
    (f"LƯU HÀNH NỘI BỘ\n\n{PLAN}", ["internal"], "for internal use"),
    (PLAN.replace("KẾ HOẠCH\n", "(Dự thảo lần 3)\n\nKẾ HOẠCH\n"), ["draft"], "above the type"),
    (PLAN.replace("KẾ HOẠCH\n", "DỰ THẢO KẾ HOẠCH\n"), ["draft"], "before the type"),
    (PLAN.replace("du lịch\n", "du lịch\n(Dự thảo)\n"), ["draft"], "below the title"),
    (f"{PLAN}\nSAO Y BẢN CHÍNH\nSố: 15/SY-VPTU\n", ["copy"], "at the end, said once"),
    (PLAN.replace("1. Việc một", "1. Việc một\n\nMẬT\n\n2. Việc hai"), [], "a line of the text proper"),
    (PLAN.replace("*\n", "*\nHỎA TỐC\n"), [], "urgency is nothing to warn of"),
    (f"MẬT\n{PLAN}".replace("KẾ HOẠCH\n", "DỰ THẢO\nKẾ HOẠCH\n"), ["secret", "draft"], "both"),
]


def codes(record: Record) -> list[str]:
    return [warning.code for warning in record.warnings if warning.code in ("secret", "internal", "draft", "copy")]


@pytest.mark.parametrize(("text", "expected", "why"), TEXTS)
def test_marks_of_a_document(text: str, expected: list[str], why: str, tools: Tools) -> None:
    (record,) = extract_text("t.txt", text, tools)
    assert codes(record) == expected
    for warning in record.warnings:
        if warning.code in expected:
            assert warning.span is not None
            assert repr(text[slice(*warning.span)]) in warning.message


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "HỎA TỐC", "(Dự thảo lần 2)"])
def test_a_mark_is_no_part_of_a_name(mark: str, tools: Tools) -> None:
    plain, marked = (extract_text("t.txt", text, tools)[0] for text in (PLAN, PLAN.replace("*\nSố", f"*\n{mark}\nSố")))
    assert (marked.issuer, marked.number, marked.title) == (plain.issuer, plain.number, plain.title)
    assert plain.issuer is not None
    assert plain.issuer.name == "Ban Thường vụ Tỉnh ủy Tây Ninh"


COPIED = "\n\nTỈNH ỦY LAI CHÂU\nVĂN PHÒNG\n*\nSố 233-BS/VPTU\n\nSAO LỤC\nLai Châu, ngày 06 tháng 7 năm 2022\n"
BELOW = [COPIED, "\n\nSAO Y\nVĂN PHÒNG\nSố 31-BS/VPTU\nTây Ninh, ngày 06 tháng 7 năm 2022\n"]


@pytest.mark.parametrize("below", BELOW)
def test_the_note_of_a_copy_is_neither_a_document_nor_wording(below: str, tools: Tools) -> None:
    (plain,) = extract_text("t.txt", PLAN, tools)
    (copied,) = extract_text("t.txt", f"{PLAN}{below}", tools)
    assert codes(copied) == ["copy"]
    assert (copied.number, copied.date, copied.signers) == (plain.number, plain.date, plain.signers)
    assert copied.citations == ()


def test_a_stamp_between_two_documents_belongs_to_the_second(tools: Tools) -> None:
    first, second = extract_text("t.txt", f"{PLAN}\n\nTUYỆT MẬT\n\n{PLAN.replace('83-KH', '84-KH')}", tools)
    assert (codes(first), codes(second)) == ([], ["secret"])
