"""Lines become paragraphs: what the page broke is joined, what it set apart stays apart."""

import pytest

from loaders.cleaning import clean
from loaders.layout import paragraphs, split_lines
from loaders.outline import outline

JOINED = [  # lines, paragraphs, why
    (["của Trung", "", "ương Đảng."], ["của Trung ương Đảng."], "a page break inside a sentence"),
    (["Hướng dẫn số 02-", "", "HD/BĐNTW ngày"], ["Hướng dẫn số 02-HD/BĐNTW ngày"], "a page break inside a number"),
    (["Câu một.", "", "Câu hai."], ["Câu một.", "Câu hai."], "two paragraphs"),
    (["phát triển kinh tế", "- xã hội của tỉnh."], ["phát triển kinh tế - xã hội của tỉnh."], "a dash is no bullet"),
    (["- Việc một;", "- Việc hai."], ["Việc một;", "Việc hai."], "bullets"),
    (["MỤC ĐÍCH", "Nâng cao nhận thức"], ["MỤC ĐÍCH", "Nâng cao nhận thức"], "a heading in capitals"),
    (
        ["Các huyện ủy, kể cả các", "", "[1] Biên bản cũ.", "", "", "", "huyện giáp biên."],
        ["Các huyện ủy, kể cả các huyện giáp biên.", "Biên bản cũ."],
        "a footnote that cuts a sentence goes behind it",
    ),
]


@pytest.mark.parametrize(("lines", "expected", "why"), JOINED, ids=[row[2] for row in JOINED])
def test_paragraphs(lines: list[str], expected: list[str], why: str) -> None:
    cleaned = clean("\n".join(lines))
    assert [paragraph.text for paragraph in paragraphs(split_lines(cleaned.text))] == expected, why


PATHS = [
    (["I. MỤC ĐÍCH", "1. Một", "- a", "- b", "2. Hai", "II - NỘI DUNG", "1. Ba", "1.1. Bốn", "- c"],
     ["I", "I.1", "I.1.-1", "I.1.-2", "I.2", "II", "II.1", "II.1.1", "II.1.1.-1"]),
    (["1. Sở Y tế", "a) Một;", "b) Hai.", "2. Sở Nội vụ", "a) Ba."], ["1", "1.a", "1.b", "2", "2.a"]),
    (["Điều 1. Ban hành", "1. Một", "2. Hai", "Điều 2. Hiệu lực"], ["1", "1.1", "1.2", "2"]),
    (["4. Phân công", "4.1. Một", "4.2. Hai"], ["4", "4.1", "4.2"]),
    (["1. Một", "1.1. Hai", "[1] Ghi chú.", "1.2. Ba", "2. Bốn"], ["1", "1.1", "1.2", "2"]),
    (["1. Một", "[1] Ghi chú.", "Vẫn là ghi chú.", "2. Hai"], ["1", "2"]),
    (["I. MỤC ĐÍCH", "[1] Ghi chú.", "II. NỘI DUNG"], ["I", "II"]),
    (["3. Báo cáo:", "- Chế độ:", "+ tháng 8;", "+ tháng 12."], ["3", "3.-1", "3.-1.-1", "3.-1.-2"]),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "paths"), PATHS)
def test_outline(lines: list[str], paths: list[str]) -> None:
    cleaned = clean("\n\n".join(lines))
    assert [item.path for item in outline(paragraphs(split_lines(cleaned.text)))] == paths


def test_a_paragraph_knows_where_it_stands() -> None:
    source = "**1. Ban Dân**\n\nvận Tỉnh ủy  \n\n\nchủ trì."
    cleaned = clean(source)
    paragraph = paragraphs(split_lines(cleaned.text))[0]
    start = paragraph.text.index("vận Tỉnh ủy")
    span = cleaned.source_span(*paragraph.clean_span(start, start + len("vận Tỉnh ủy")))
    assert source[slice(*span)] == "vận Tỉnh ủy"
