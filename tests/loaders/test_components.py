"""Components of a letterhead that share a line come on lines of their own."""

import pytest

from loaders.components import split_components
from loaders.layout import split_lines
from loaders.lexicon import Lexicon

LINES = [  # line, its components, why
    (
        "Số: 4/LĐLĐ V/v trồng tre Sơn La, ngày 3 tháng 2 năm 2021 Kính gửi: Sở Y tế",
        ["Số: 4/LĐLĐ", "V/v trồng tre", "Sơn La, ngày 3 tháng 2 năm 2021", "Kính gửi: Sở Y tế"],
        "all four",
    ),
    ("SỞ Y TẾ Số: 12/SYT", ["SỞ Y TẾ", "Số: 12/SYT"], "the number behind a name"),
    (
        "Số: 4/KH-UBND Sơn La, ngày 3 tháng 2 năm 2021",
        ["Số: 4/KH-UBND", "Sơn La, ngày 3 tháng 2 năm 2021"],
        "the date behind the number",
    ),
    (
        "Số: 4/KH-UBND Quận 3, ngày 03 tháng 12 năm 2021",
        ["Số: 4/KH-UBND", "Quận 3, ngày 03 tháng 12 năm 2021"],
        "a place with a number",
    ),
    (
        "V/v trồng tre TP. Hồ Chí Minh, ngày     tháng 2 năm 2021",
        ["V/v trồng tre", "TP. Hồ Chí Minh, ngày     tháng 2 năm 2021"],
        "the kind of the place belongs to it; the day is blank",
    ),
    (
        "Sơn La, ngày 3 tháng 2 năm 2021 KẾ HOẠCH",
        ["Sơn La, ngày 3 tháng 2 năm 2021", "KẾ HOẠCH"],
        "the type behind the date; a place of two words stays whole",
    ),
    (
        "Kính gửi: Sở Y tế Phúc đáp Công văn số 3/UBND, Sở báo cáo",
        ["Kính gửi: Sở Y tế", "Phúc đáp Công văn số 3/UBND, Sở báo cáo"],
        "the opening clause behind the addressees",
    ),
    (
        "Tại Sơn La, ngày 3 tháng 2 năm 2021, các xã đã họp",
        ["Tại Sơn La, ngày 3 tháng 2 năm 2021, các xã đã họp"],
        "a date within a sentence",
    ),
    ("Sơn La, ngày 3 tháng 2 năm 2021", ["Sơn La, ngày 3 tháng 2 năm 2021"], "one component"),
]


@pytest.mark.parametrize(("line", "components", "why"), LINES, ids=[row[2] for row in LINES])
def test_components(line: str, components: list[str], why: str, lexicon: Lexicon) -> None:
    text = f"ỦY BAN NHÂN DÂN\n\n  {line}\n"
    first, *found = split_components(split_lines(text), lexicon)
    assert first.text == "ỦY BAN NHÂN DÂN"
    assert [one.text for one in found] == components
    assert [text[one.start : one.end] for one in found] == components
    assert [one.gap for one in found] == [1] + [0] * (len(components) - 1)


def test_only_the_first_lines_are_looked_at(lexicon: Lexicon) -> None:
    line = "SỞ Y TẾ Số: 12/SYT"
    found = split_components(split_lines(f"{line}\n" * 40), lexicon)
    assert [one.text for one in found] == ["SỞ Y TẾ", "Số: 12/SYT"] * 30 + [line] * 10
