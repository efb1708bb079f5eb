"""The end of a document: the list of recipients, and the signature beside it, below it or above it."""

import pytest

from loaders.ending import Ending, read_ending
from loaders.lexicon import Lexicon
from loaders.segment import Part

Recipients = list[tuple[str, str | None]]
ENDS: dict[str, tuple[str, Recipients, tuple[str | None, str | None] | None]] = {
    # lines behind the text; recipients, post and body of Thạch Ên, who signs
    "two columns apart": (
        "Nơi nhận:                    TM. ỦY BAN NHÂN DÂN\n- Sở Y tế (t/h);                   CHỦ TỊCH\n"
        "- Lưu: VT.                         (Đã ký)\n\n                                  Thạch Ên\n",
        [("Sở Y tế", "t/h"), ("VT", "lưu")],
        ("Chủ tịch", "Ủy ban nhân dân"),
    ),
    "two columns read across": (
        "Nơi nhận:\n- Sở Y tế (để thực hiện); TM. ỦY BAN NHÂN DÂN\n- Các xã; KT. CHỦ TỊCH\n- Lưu: VT. PHÓ CHỦ TỊCH\n"
        "Thạch Ên\n",
        [("Sở Y tế", "để thực hiện"), ("Các xã", None), ("VT", "lưu")],
        ("Phó Chủ tịch", "Ủy ban nhân dân"),
    ),
    "a column whose lines alternate": (
        "Nơi nhận:\nTM. ỦY BAN NHÂN DÂN\n- Sở Y tế;\nKT. CHỦ TỊCH\n- Các xã;\nPHÓ CHỦ TỊCH\n- Lưu: VT.\nThạch Ên\n",
        [("Sở Y tế", None), ("Các xã", None), ("VT", "lưu")],
        ("Phó Chủ tịch", "Ủy ban nhân dân"),
    ),
    "the signature above the list": (
        "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nThạch Ên\n\nNơi nhận:\n- Sở Y tế;\n- Lưu: VT.\n",
        [("Sở Y tế", None), ("VT", "lưu")],
        ("Chủ tịch", "Ủy ban nhân dân"),
    ),
    "the signature in the last line of the list": (
        "Nơi nhận:\n- Sở Y tế;\n- Lưu: VT. TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nThạch Ên\n",
        [("Sở Y tế", None), ("VT", "lưu")],
        ("Chủ tịch", "Ủy ban nhân dân"),
    ),
    "no list": ("CHỦ TỊCH\n\nThạch Ên\n", [], ("Chủ tịch", None)),
    "no signature": ("Nơi nhận:\n- Sở Y tế;\n- Lưu: VT.\n", [("Sở Y tế", None), ("VT", "lưu")], None),
    "an archive that names nobody": ("Nơi nhận:\n- Sở Y tế;\n- Lưu.\n\nCHỦ TỊCH\n\nThạch Ên\n", [("Sở Y tế", None)],
                                     ("Chủ tịch", None)),
    "a name over two lines": (
        "Nơi gửi:\n- Các huyện,\nthị xã (b/c)\n- Lưu VP\nCHỦ TỊCH\n\nThạch Ên\n",
        [("Các huyện, thị xã", "b/c"), ("VP", "lưu")],
        ("Chủ tịch", None),
    ),
    "one item with a semicolon inside": (
        "Nơi nhận:\n- Sở Y tế; Sở Nội vụ;\n- Lưu: VT.\n\nCHỦ TỊCH\n\nThạch Ên\n",
        [("Sở Y tế; Sở Nội vụ", None), ("VT", "lưu")],
        ("Chủ tịch", None),
    ),
    "brackets that name no purpose": (
        "Nơi nhận:\n- Sở Y tế (cơ sở 2);\n- Lưu: VT.\n\nCHỦ TỊCH\n\nThạch Ên\n",
        [("Sở Y tế (cơ sở 2)", None), ("VT", "lưu")],
        ("Chủ tịch", None),
    ),
    "an annex behind the signature": (
        "Nơi nhận:\n- Lưu: VT.\n\nCHỦ TỊCH\n\nThạch Ên\n\nPHỤ LỤC\n1. Tre ngà.\n",
        [("VT", "lưu")],
        ("Chủ tịch", None),
    ),
}  # fmt: skip
TEXT = "1. Sở Y tế mở lớp.\n\n"


def read(end: str, lexicon: Lexicon) -> tuple[str, Ending]:
    text = TEXT + end
    return text, read_ending(text, Part(0, len(text.rstrip())), 0, lexicon)


@pytest.mark.parametrize("name", ENDS)
def test_recipients_and_signature(name: str, lexicon: Lexicon) -> None:
    end, recipients, signed = ENDS[name]
    _, ending = read(end, lexicon)
    assert [(paragraph.text, purpose) for paragraph, purpose in ending.recipients if paragraph.text] == recipients
    found = [(signer.name, signer.position, signer.on_behalf_of) for signer in ending.signers]
    assert found == ([] if signed is None else [("Thạch Ên", *signed)])


@pytest.mark.parametrize("name", ENDS)
def test_where_the_end_begins_and_stops(name: str, lexicon: Lexicon) -> None:
    end, _, _ = ENDS[name]
    text, ending = read(end, lexicon)
    assert ending.start == len(TEXT)
    assert text[ending.stop :].strip() == ("PHỤ LỤC\n1. Tre ngà." if "PHỤ LỤC" in end else "")
