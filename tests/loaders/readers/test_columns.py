"""The reading order of a page, from glyphs and lines that are put where they belong."""

import pytest

from loaders.readers.columns import reading_order
from loaders.readers.glyphs import Atom, Glyph, lines_of

SIZE = 12.0
WIDTH = 4.0


def glyphs(text: str, x: float, y: float, size: float = SIZE, base: float | None = None) -> list[Glyph]:
    """Letters of one width from ``x`` on the line ``y``; ^ is a gap as wide as a letter without a blank."""
    found = []
    for letter in text:
        if letter != "^":
            found.append(Glyph(letter, x, x + WIDTH, y - size, y, y if base is None else base, size))
        x += WIDTH
    return found


def atom(text: str, x: float, y: float) -> Atom:
    return Atom(text, x, x + WIDTH * len(text), y - SIZE, y, SIZE)


def texts(found: list[list[Atom]]) -> list[list[str]]:
    return [[item.text for item in row] for row in found]


# -- glyphs -----------------------------------------------------------------------------------------------------------


def test_a_gap_is_a_blank_also_where_none_is_stated() -> None:
    found = [*glyphs("ban", 0, 100), Glyph("h", 15, 19, 88, 100, 100, SIZE), Glyph("à", 19, 23, 88, 100, 100, SIZE)]
    assert texts(lines_of(found)) == [["ban hà"]]


def test_a_blank_without_a_gap_splits_no_syllable() -> None:
    line = glyphs("Quảng Nam và Tây Ninh họp", 0, 100)
    split = [*line[:2], Glyph(" ", 8, 8.2, 88, 100, 100, SIZE), *line[2:]]
    assert texts(lines_of(split)) == [["Quảng Nam và Tây Ninh họp"]]


def test_where_the_widths_are_wrong_the_blanks_of_the_layer_count() -> None:
    wide = [
        Glyph(letter, place * WIDTH, place * WIDTH + (2 * WIDTH if letter != " " else 0), 88, 100, 100, SIZE)
        for place, letter in enumerate("ủy ban nhân dân tỉnh đã họp")
    ]
    assert texts(lines_of(wide)) == [["ủy ban nhân dân tỉnh đã họp"]]


def test_letters_drawn_twice_to_look_bold_are_read_once() -> None:
    bold = [glyph for letter in glyphs("QUYẾT", 0, 100) for glyph in (letter, Glyph(letter.text, letter.x0 + 0.4,
            letter.x1 + 0.4, letter.top, letter.bottom, letter.base, SIZE))]  # fmt: skip
    assert texts(lines_of(bold)) == [["QUYẾT"]]


def test_marks_drawn_apart_join_their_letters() -> None:
    found = [Glyph("e", 0, 6, 88, 100, 100, SIZE), Glyph("\u0302", 1, 5, 88, 100, 100, SIZE),
             Glyph("\u0301", 1, 5, 88, 100, 100, SIZE)]  # fmt: skip
    assert texts(lines_of(found)) == [["ế"]]


@pytest.mark.parametrize(("before", "expected"), [("tỉnh", "tỉnh[2]"), ("5 km", "5 km2"), ("", "[2]")])
def test_small_raised_numbers_are_notes_but_no_units(before: str, expected: str) -> None:
    line = glyphs(before, 0, 100) + glyphs("2", WIDTH * len(before), 95, 7) + glyphs(" xa", 200, 100)
    assert "".join(item for row in texts(lines_of(line)) for item in row).removesuffix("xa").strip() == expected


def test_lines_come_from_the_top_down_whatever_their_order() -> None:
    assert texts(lines_of(glyphs("hai", 0, 120) + glyphs("một", 0, 100))) == [["một"], ["hai"]]


# -- columns ----------------------------------------------------------------------------------------------------------

LETTERHEAD = [
    [atom("UBND TỈNH X", 60, 100), atom("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 260, 100)],
    [atom("SỞ NỘI VỤ", 66, 116), atom("Độc lập - Tự do - Hạnh phúc", 280, 116)],
    [atom("Số: 5/KH-SNV", 60, 140), atom("X, ngày 5 tháng 6 năm 2022", 280, 140)],
    [atom("KẾ HOẠCH", 270, 180)],
    [atom("về công tác dân vận năm 2022 của toàn tỉnh trong tình hình mới ấy", 60, 196)],
]


def order(rows: list[list[Atom]]) -> list[str]:
    return [line for line in reading_order(rows) if line]


def test_a_letterhead_is_read_block_by_block() -> None:
    assert order(LETTERHEAD) == [
        "UBND TỈNH X", "SỞ NỘI VỤ", "Số: 5/KH-SNV",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "X, ngày 5 tháng 6 năm 2022",
        "KẾ HOẠCH", "về công tác dân vận năm 2022 của toàn tỉnh trong tình hình mới ấy",
    ]  # fmt: skip


def test_a_motto_close_to_the_issuer_is_told_by_its_words() -> None:
    rows = [[atom("ỦY BAN NHÂN DÂN TỈNH", 60, 100), atom("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 185, 100)],
            [atom("X", 100, 116), atom("Độc lập - Tự do - Hạnh phúc", 200, 116)]]  # fmt: skip
    assert order(rows) == [
        "ỦY BAN NHÂN DÂN TỈNH", "X", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
    ]  # fmt: skip


def test_columns_half_a_line_apart() -> None:
    rows = [[atom("TM. BAN THƯỜNG VỤ", 320, 100)], [atom("Nơi nhận:", 60, 107)], [atom("PHÓ BÍ THƯ", 340, 116)],
            [atom("- Như trên;", 60, 122)], [atom("- Lưu.", 60, 137)]]  # fmt: skip
    assert order(rows) == ["Nơi nhận:", "- Như trên;", "- Lưu.", "TM. BAN THƯỜNG VỤ", "PHÓ BÍ THƯ"]


def test_columns_whose_lines_are_spaced_differently() -> None:
    rows = [
        [atom("UBND TỈNH", 60, 100), atom("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT", 260, 100)],
        [atom("NAM", 330, 122)],
        [atom("QUẢNG NAM", 60, 134)],
        [atom("Độc lập - Tự do - Hạnh phúc", 280, 156)],
        [atom("Số: 2718/KH-UBND", 60, 168)],
        [atom("Quảng Nam, ngày 17 tháng 5 năm 2022", 270, 190)],
        [atom("Triển khai thực hiện Kế hoạch của Ban Thường vụ Tỉnh ủy về đối ngoại", 60, 240)],
    ]
    assert order(rows)[:3] == ["UBND TỈNH", "QUẢNG NAM", "Số: 2718/KH-UBND"]
    assert order(rows)[3:] == [item.text for row in rows for item in row if item.x0 > 200] + [rows[-1][0].text]


LINES = [  # rows that stay lines
    [[atom("1.", 60, 100), atom("Một việc", 110, 100)], [atom("2.", 60, 116), atom("Hai việc", 110, 116)]],
    [[atom("-", 60, 100), atom("Một việc", 110, 100)], [atom("-", 60, 116), atom("Hai việc", 110, 116)]],
    [[atom("các sở,", 60, 100), atom("ban, ngành", 110, 100)], [atom("của tỉnh đã họp nhiều lần", 60, 116)]],
]


@pytest.mark.parametrize("rows", LINES)
def test_stretched_lines_and_labels_are_no_columns(rows: list[list[Atom]]) -> None:
    assert order(rows) == [" ".join(item.text for item in row) for row in rows]


def test_three_columns_without_rules_are_a_table() -> None:
    rows = [
        [atom("TT", 60, 100), atom("Nội dung", 120, 100), atom("Cơ quan", 320, 100)],
        [atom("1", 60, 116), atom("Tập huấn cán bộ", 120, 116), atom("Sở Nội vụ", 320, 116)],
        [atom("cấp huyện", 120, 132)],
        [atom("2", 60, 148), atom("Gặp mặt", 120, 148), atom("Sở Ngoại vụ", 320, 148)],
    ]
    assert order(rows) == [
        "| TT | Nội dung | Cơ quan |", "| 1 | Tập huấn cán bộ<br>cấp huyện | Sở Nội vụ |",
        "| 2 | Gặp mặt | Sở Ngoại vụ |",
    ]  # fmt: skip


def test_more_room_than_usual_is_a_blank_line() -> None:
    rows = [[atom("a", 60, y)] for y in (100, 116, 132, 160, 176)]
    assert reading_order(rows) == ["a", "a", "a", "", "a", "a"]
    assert reading_order([[atom("II.NHIỆM VỤ", 60, 100)]]) == ["II. NHIỆM VỤ"]
