"""Who signed, in which post, for whom: every form of a signature, and what is none."""

import re

import pytest

from loaders.layout import split_lines
from loaders.lexicon import Lexicon
from loaders.pipeline import Tools, extract_text
from loaders.signatures import read_signers, signature_at

ANNEX = re.compile("PHỤ LỤC")
Signed = tuple[str, str | None, str | None]
BLOCKS: list[tuple[str, list[Signed], str]] = [  # lines, (name, position, on behalf of), what is special
    (
        "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nĐàm Thị Sương",
        [("Đàm Thị Sương", "Phó Chủ tịch", "Ủy ban nhân dân")],
        "two forms: the deputy signs for the committee",
    ),
    (
        "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH Đàm Thị Sương",
        [("Đàm Thị Sương", "Phó Chủ tịch", "Ủy ban nhân dân")],
        "all on one line; the name begins behind the post, not in it",
    ),
    (
        "T.M. HỘI ĐỒNG BỘ TRƯỞNG\nK.T. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nĐàm Văn Sương",
        [("Đàm Văn Sương", "Phó Chủ tịch", "Hội đồng Bộ trưởng")],
        "forms with two full stops",
    ),
    (
        "T/L BAN THƯỜNG VỤ\nCHÁNH VĂN PHÒNG\n\nThạch Ên",
        [("Thạch Ên", "Chánh Văn phòng", "Ban Thường vụ")],
        "by order, as the Party writes it",
    ),
    (
        "TL. CHỦ TỊCH\nKT. CHÁNH VĂN PHÒNG\nPHÓ CHÁNH VĂN PHÒNG\nThạch Ên",
        [("Thạch Ên", "Phó Chánh Văn phòng", "Chủ tịch")],
        "by order and for another",
    ),
    (
        "TUQ. GIÁM ĐỐC\nTRƯỞNG PHÒNG TỔ CHỨC\n\nThạch Ên",
        [("Thạch Ên", "Trưởng phòng tổ chức", "Giám đốc")],
        "by authorization",
    ),
    ("Q. CHỦ TỊCH\n\nThạch Ên", [("Thạch Ên", "Q. Chủ tịch", None)], "the acting head"),
    ("CHỦ TỊCH\n(Đã ký)\nThạch Ên", [("Thạch Ên", "Chủ tịch", None)], "a note that it was signed"),
    ("CHỦ TỊCH\n[Đã ký và đóng dấu].\nThạch Ên", [("Thạch Ên", "Chủ tịch", None)], "and sealed"),
    ("CHỦ TỊCH\n\nĐÀM VĂN SƯƠNG", [("ĐÀM VĂN SƯƠNG", "Chủ tịch", None)], "a name in capitals"),
    ("GIÁM ĐỐC\n\nĐại tá Đàm Văn Sương", [("Đàm Văn Sương", "Giám đốc", None)], "a rank before the name"),
    ("GIÁM ĐỐC\n\nPGS.TS. Đàm Văn Sương", [("Đàm Văn Sương", "Giám đốc", None)], "degrees before the name"),
    ("CHỦ TỊCH\n\nK'Brơi", [("K'Brơi", "Chủ tịch", None)], "a name of one word"),
    ("CHỦ TỊCH\n\nH’Len Niê Kđăm", [("H’Len Niê Kđăm", "Chủ tịch", None)], "a name with an apostrophe"),
    (
        "TM. ỦY BAN NHÂN DÂN\nTỈNH BẮC KẠN\nCHỦ TỊCH\nThạch Ên",
        [("Thạch Ên", "Chủ tịch", "Ủy ban nhân dân tỉnh Bắc Kạn")],
        "a place keeps its capitals",
    ),
    (
        "TRƯỞNG PHÒNG VĂN HÓA - XÃ HỘI\nThạch Ên",
        [("Thạch Ên", "Trưởng phòng văn hóa - xã hội", None)],
        "xã that is no commune",
    ),
    (
        "T/M BAN CHỈ ĐẠO\nPHÓ TRƯỞNG BAN\nkiêm\nCHÁNH VĂN PHÒNG\n\nThạch Ên",
        [("Thạch Ên", "Phó Trưởng ban kiêm Chánh Văn phòng", "Ban Chỉ đạo")],
        "two posts of one person",
    ),
    (
        "KT. BỘ TRƯỞNG\nBỘ NỘI VỤ\nTHỨ TRƯỞNG\n\nThạch Ên\n\nKT. BỘ TRƯỞNG\nBỘ TÀI CHÍNH\nTHỨ TRƯỞNG\n\nĐàm Văn Sương",
        [("Thạch Ên", "Thứ trưởng", "Bộ trưởng Bộ Nội vụ"), ("Đàm Văn Sương", "Thứ trưởng", "Bộ trưởng Bộ Tài chính")],
        "two who sign, one below the other",
    ),
    (
        "THƯ KÝ\nCHỦ TRÌ\n\nThạch Ên\nĐàm Văn Sương",
        [("Thạch Ên", "Thư ký", None), ("Đàm Văn Sương", "Chủ trì", None)],
        "two who sign side by side, as under minutes",
    ),
    (
        "TM. BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\nThạch Ên\nNgười đánh máy: Lê Thị Hến",
        [("Thạch Ên", "Phó Bí thư", "Ban Thường vụ")],
        "a typist does not sign",
    ),
    ("CHỦ TỊCH\n\nThạch Ên\n\nPHỤ LỤC\nĐàm Văn Sương", [("Thạch Ên", "Chủ tịch", None)], "an annex begins"),
    ("1. Một dòng văn bản.\n\nThạch Ên", [("Thạch Ên", None, None)], "a name alone"),
    ("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n", [], "nobody has signed"),
    (
        "Hai bên đã đọc lại toàn bộ nội dung nêu trên và không có ý kiến gì khác.\nThạch Ên",
        [],
        "a sentence stands before the name",
    ),
]


@pytest.mark.parametrize(("text", "signed", "why"), BLOCKS, ids=[row[2] for row in BLOCKS])
def test_signatures(text: str, signed: list[Signed], why: str, lexicon: Lexicon) -> None:
    signers, stop = read_signers(list(split_lines(text)), lexicon, ANNEX)
    assert [(item.name, item.position, item.on_behalf_of) for item in signers] == signed
    for item in signers:
        assert item.at.text.endswith(item.name)
    assert text[:stop].endswith(signed[-1][0] if signed else "")


RULES = [
    ("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nThạch Ên", "signer.form"),
    ("CHỦ TỊCH\nThạch Ên", "signer.post"),
    ("Thạch Ên", "signer.name"),
]


@pytest.mark.parametrize(("text", "rule"), RULES)
def test_the_rule_says_by_what_a_signature_was_known(text: str, rule: str, lexicon: Lexicon) -> None:
    (signer,), _ = read_signers(list(split_lines(text)), lexicon, ANNEX)
    assert signer.rule == rule


STARTS = [  # line, the part of it in which a signature begins
    ("TM. ỦY BAN NHÂN DÂN", "TM. ỦY BAN NHÂN DÂN"),
    ("- Lưu: VT. TM. ỦY BAN NHÂN DÂN", "TM. ỦY BAN NHÂN DÂN"),
    ("- Như trên; CHỦ TỊCH", "CHỦ TỊCH"),
    ("(Đã ký)", "(Đã ký)"),
    ("Chủ tịch", None),
    ("Các phó chủ tịch;", None),
    ("- Lưu: VT, TMDV.", None),
]


@pytest.mark.parametrize(("line", "signature"), STARTS)
def test_where_a_signature_begins_in_a_line(line: str, signature: str | None, lexicon: Lexicon) -> None:
    start = signature_at(line, lexicon)
    assert (None if start is None else line[start:]) == signature


PLAN = (
    "{above}ỦY BAN NHÂN DÂN\nTỈNH BẮC KẠN\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 31/KH-UBND\n"
    "Bắc Kạn, ngày 3 tháng 2 năm 2021\n\nKẾ HOẠCH\nTrồng tre ven suối\n\n1. Sở Y tế mở lớp.\n{inside}\n"
    "Nơi nhận:\n- Lưu: VT.\n\nCHỦ TỊCH\n{seal}\nThạch Ên\n{below}"
)
BLANK = {"above": "", "inside": "", "seal": "", "below": ""}
SEAL = (
    "Ký bởi: Ủy ban nhân dân tỉnh Bắc Kạn\nEmail: vanthu@backan.vn\nCơ quan: Tỉnh Bắc Kạn\n"
    "Thời gian ký: 05/02/2021 16:20:11 +07:00\n"
)


@pytest.mark.parametrize("place", ["above", "inside", "below"])
def test_what_a_digital_signature_prints_is_no_wording(place: str, tools: Tools) -> None:
    (plain,) = extract_text("t.txt", PLAN.format(**BLANK), tools)
    (sealed,) = extract_text("t.txt", PLAN.format(**{**BLANK, place: SEAL}), tools)
    assert (sealed.number, sealed.date, sealed.title) == ("31/KH-UBND", "2021-02-03", "Trồng tre ven suối")
    assert sealed.issuer == plain.issuer
    assert [item.name for item in sealed.signers] == ["Thạch Ên"]
    assert [(item.task, item.agency) for item in sealed.assignments] == [("1", "Sở Y tế")]
    assert sealed.milestones == ()
