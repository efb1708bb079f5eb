"""Where an issuer belongs: what its name leaves out, and what must stay unknown."""

import pytest

from loaders.pipeline import Tools, extract_text

ONE = "Thực hiện Kế hoạch số 83-KH/TU ngày 01/6/2022 của Tỉnh ủy Lâm Đồng, Ban Thường vụ Huyện ủy ban hành Kế hoạch:"
TWO = (
    "Thực hiện Kế hoạch số 83-KH/TU ngày 01/6/2022 của Tỉnh ủy Lâm Đồng và Kế hoạch số 41-KH/TU ngày 02/6/2022 của "
    "Tỉnh ủy Bình Định, Ban Thường vụ Huyện ủy ban hành Kế hoạch như sau:"
)
LINE = "Lâm Hà, ngày 03 tháng 02 năm 2022"
HEADS = {  # letterhead, date line, opening clause, text; province and district
    "a district that the text names": (
        ("HUYỆN ỦY", "", ONE, "Nhân dân huyện Lâm Hà trồng tre."), ("Lâm Đồng", "Lâm Hà"),
    ),
    "a district named with its province": (
        ("HUYỆN ỦY", "", ONE, "Làng nghề ở Lâm Hà - Lâm Đồng trồng tre."), ("Lâm Đồng", "Lâm Hà"),
    ),
    "two districts that the text names": (
        ("HUYỆN ỦY", "", ONE, "Nhân dân huyện Lâm Hà và huyện Di Linh trồng tre."), ("Lâm Đồng", None),
    ),
    "a district of another province": (
        ("HUYỆN ỦY", "", ONE, "Nhân dân huyện Tây Sơn gửi giống tre."), ("Lâm Đồng", None),
    ),
    "superiors of two provinces": (
        ("HUYỆN ỦY", "", TWO, "Nhân dân huyện Lâm Hà trồng tre."), (None, None),
    ),
    "a named district whose superior is of its province": (
        ("HUYỆN ỦY LÂM HÀ", "", ONE, "Trồng tre."), ("Lâm Đồng", "Lâm Hà"),
    ),
    "a named district with superiors of two provinces": (
        ("HUYỆN ỦY LÂM HÀ", "", TWO, "Trồng tre."), (None, "Lâm Hà"),
    ),
    "a named district whose superior is of another province": (
        ("HUYỆN ỦY TÂY SƠN", "", ONE, "Trồng tre."), (None, "Tây Sơn"),
    ),
    "a district that the date line names": (
        ("HUYỆN ỦY", LINE, ONE, "Trồng tre."), ("Lâm Đồng", "Lâm Hà"),
    ),
    "a district whose letterhead names the province": (
        ("TỈNH ỦY LÂM ĐỒNG\nHUYỆN ỦY LÂM HÀ", LINE, "", "Trồng tre."), ("Lâm Đồng", "Lâm Hà"),
    ),
    "no superior and no date line": (
        ("HUYỆN ỦY LÂM HÀ", "", "", "Trồng tre."), (None, "Lâm Hà"),
    ),
    "a province that the date line names": (
        ("TỈNH ỦY", "Lâm Đồng, ngày 03 tháng 02 năm 2022", "", "Trồng tre."), ("Lâm Đồng", None),
    ),
    "a seat that bears another name than the province": (
        ("TỈNH ỦY", "Đà Lạt, ngày 03 tháng 02 năm 2022", "", "Trồng tre."), (None, None),
    ),
    "a province that has lost its marks": (
        ("TỈNH ỦY DAK LAK", "", "", "Trồng tre."), ("Đắk Lắk", None),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADS)
def test_province_and_district(name: str, tools: Tools) -> None:
    (head, line, base, body), (province, district) = HEADS[name]
    text = f"{head}\n*\nSố 12-KH/HU\nĐẢNG CỘNG SẢN VIỆT NAM\n{line}\n\nKẾ HOẠCH\ntrồng tre\n\n{base}\n1. {body}\n"
    (record,) = extract_text("t.txt", text, tools)
    assert record.issuer is not None
    assert record.issuer.level == ("province" if head.startswith("TỈNH ỦY") and "\n" not in head else "district")
    assert (record.issuer.province, record.issuer.district) == (province, district)


OF_SUPERIOR = [  # letterhead, level, province
    ("SỞ Y TẾ TỈNH SƠN LA\nTRUNG TÂM Y TẾ VÂN HỒ", "province", "Sơn La"),
    ("ỦY BAN NHÂN DÂN TỈNH SƠN LA\nTRƯỜNG CAO ĐẲNG NGHỀ", "province", "Sơn La"),
    ("SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI\nTỈNH SƠN LA", "province", "Sơn La"),
    ("BẢO HIỂM XÃ HỘI VIỆT NAM\nBẢO HIỂM XÃ HỘI TỈNH SƠN LA", "province", "Sơn La"),
    ("BẢO HIỂM XÃ HỘI VIỆT NAM", "central", None),
    ("ỦY BAN NHÂN DÂN\nXÃ HỘI SƠN", "commune", None),
]


@pytest.mark.parametrize(("head", "level", "province"), OF_SUPERIOR)
def test_the_level_of_a_state_body(head: str, level: str, province: str | None, tools: Tools) -> None:
    motto = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    text = (
        f"{head}\n{motto}\nSố: 12/KH-TT\nMộc Châu, ngày 03 tháng 02 năm 2022\n\nKẾ HOẠCH\nTrồng tre\n\n1. Trồng tre.\n"
    )
    (record,) = extract_text("t.txt", text, tools)
    assert record.issuer is not None
    assert (record.issuer.level, record.issuer.province) == (level, province)
    assert record.issuer.commune == ("Hội Sơn" if level == "commune" else None)
