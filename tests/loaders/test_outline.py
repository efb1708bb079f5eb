"""The numbering of a text: the path of each paragraph, and what begins it anew."""

import pytest

from loaders.layout import paragraphs, split_lines
from loaders.outline import Item, outline, path_at
from loaders.pipeline import Tools, extract_text

ANNEX = "PHỤ LỤC"
TEXTS: dict[str, tuple[str, list[str]]] = {  # lines, the path of each
    "sections": ("I. TRỒNG\n1. Tre.\n2. Trúc.\nII. GIỮ\n1. Bờ.", ["I", "I.1", "I.2", "II", "II.1"]),
    "a numbering that begins again": ("I. TRỒNG\n1. Tre.\nI. GIỮ\n1. Bờ.", ["I", "I.1", "I", "I.1"]),
    "parts above sections": (
        "A. TRỒNG\nI. GIỐNG\n1. Tre.\nB. GIỮ\n1. Bờ.",
        ["A", "A.I", "A.I.1", "B", "B.1"],
    ),
    "articles": (
        "Điều 1. Trồng.\n1. Giống.\na) Tre.\nb) Trúc.\nĐiều 2. Giữ.\n1. Bờ.",
        ["1", "1.1", "1.1.a", "1.1.b", "2", "2.1"],
    ),
    "numbers within numbers": ("3. Trồng.\n3.1. Giống.\n3.2. Đất.\n4. Giữ.", ["3", "3.1", "3.2", "4"]),
    "bullets": ("1. Trồng.\n- Tre.\n- Trúc.\n2. Giữ.\n- Bờ.", ["1", "1.-1", "1.-2", "2", "2.-1"]),
    "bullets of two kinds": (
        "1. Trồng.\n- Tre.\n+ Ngà.\n+ Gai.\n- Trúc.\n+ Vàng.",
        ["1", "1.-1", "1.-1.-1", "1.-1.-2", "1.-2", "1.-2.-1"],
    ),
    "bullets without a number": ("- Tre.\n- Trúc.", ["-1", "-2"]),
    "an annex": (
        "I. TRỒNG\n1. Tre.\n- Ngà.\nPHỤ LỤC\n1. Giống.\n- Tre.\n2. Đất.",
        ["I", "I.1", "I.1.-1", "", "1", "1.-1", "2"],
    ),
}


def read(name: str) -> tuple[str, int | None, tuple[Item, ...]]:
    """The text of a row, where its annex begins, and its items."""
    text = TEXTS[name][0].replace("\n", "\n\n")
    annex = text.index(ANNEX) if ANNEX in text else None
    return text, annex, outline(paragraphs(split_lines(text)), annex)


@pytest.mark.parametrize("name", TEXTS)
def test_paths(name: str) -> None:
    _, _, items = read(name)
    assert [item.path for item in items] == TEXTS[name][1]


@pytest.mark.parametrize("name", TEXTS)
def test_what_stands_behind_an_item_is_below_it(name: str) -> None:
    _, annex, items = read(name)
    for item, path in zip(items, TEXTS[name][1], strict=True):
        below = ".".join(part for part in path.split(".") if not part.startswith("-"))
        assert path_at(items, item.paragraph.start + 1, annex) == below
    assert path_at(items, 0, annex) == ""


def test_an_annex_without_an_item_is_below_none() -> None:
    text, _, _ = read("sections")
    items = outline(paragraphs(split_lines(text)), len(text))
    assert path_at(items, len(text), len(text)) == ""
    assert path_at(items, len(text), None) == "II.1"


def test_duties_of_an_annex_are_numbered_for_themselves(tools: Tools) -> None:
    (record,) = extract_text(
        "t.txt",
        "ỦY BAN NHÂN DÂN\nTỈNH BẮC KẠN\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 31/KH-UBND\n"
        "Bắc Kạn, ngày 3 tháng 2 năm 2021\n\nKẾ HOẠCH\nTrồng tre\n\nIII. VIỆC\n\n1. Sở Y tế mở lớp.\n\n"
        "2. Sở Tài chính cấp vốn.\n\nNơi nhận:\n- Lưu: VT.\n\nCHỦ TỊCH\n\nThạch Ên\n\nPHỤ LỤC\n\n"
        "1. Sở Nội vụ lập danh sách.\n\n2. Công an tỉnh giữ trật tự.\n",
        tools,
    )
    assert [(item.task, item.agency) for item in record.assignments] == [
        ("III.1", "Sở Y tế"),
        ("III.2", "Sở Tài chính"),
        ("1", "Sở Nội vụ"),
        ("2", "Công an tỉnh"),
    ]
