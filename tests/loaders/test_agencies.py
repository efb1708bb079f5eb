"""Lists of bodies, spread out."""

import pytest

from loaders.agencies import load_agencies
from loaders.cleaning import fold

LISTS = [
    ("các huyện, thị, thành ủy", ["Các huyện ủy", "Các thị ủy", "Các thành ủy"]),
    ("Ban Dân vận các huyện, thị, thành uỷ", [f"Ban Dân vận các {kind} ủy" for kind in ("huyện", "thị", "thành")]),
    ("Các chi, đảng bộ trực thuộc Huyện ủy", ["Các chi bộ trực thuộc Huyện ủy", "Các đảng bộ trực thuộc Huyện ủy"]),
    (
        "các huyện ủy, thị ủy và đảng ủy trực thuộc Tỉnh ủy",
        ["Các huyện ủy", "Các thị ủy", "Các đảng ủy trực thuộc Tỉnh ủy"],
    ),
    ("sở, ban, ngành liên quan", ["Sở liên quan", "Ban liên quan", "Ngành liên quan"]),
    (
        "sở, ban, ngành, Ủy ban nhân dân xã, phường",
        ["Sở", "Ban", "Ngành", "Ủy ban nhân dân xã", "Ủy ban nhân dân phường"],
    ),
    ("Ủy ban nhân dân các tỉnh, thành phố", ["Ủy ban nhân dân các tỉnh", "Ủy ban nhân dân các thành phố"]),
    ("thủ trưởng cơ quan, đơn vị", ["Thủ trưởng cơ quan", "Thủ trưởng đơn vị"]),
    ("Sở Văn hóa, Thể thao và Du lịch; Sở Y tế", ["Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế"]),
    (
        "Các Đảng đoàn: Mặt trận Tổ quốc tỉnh, các tổ chức chính trị - xã hội và Ban Thường vụ Tỉnh đoàn",
        [
            "Đảng đoàn Mặt trận Tổ quốc tỉnh",
            "Đảng đoàn các tổ chức chính trị - xã hội",
            "Ban Thường vụ Tỉnh đoàn",
        ],
    ),
    ("các cơ quan tham mưu, giúp việc Huyện ủy", ["Các cơ quan tham mưu, giúp việc Huyện ủy"]),
    ("Huyện đoàn và Hội Nông dân huyện", ["Huyện đoàn", "Hội Nông dân huyện"]),
    ("Thủ trưởng các cơ quan, đơn vị liên quan",
     ["Thủ trưởng các cơ quan liên quan", "Thủ trưởng các đơn vị liên quan"]),
    ("Giám đốc Sở: Nông nghiệp và Phát triển nông thôn, Tài chính",
     ["Giám đốc Sở Nông nghiệp và Phát triển nông thôn", "Giám đốc Sở Tài chính"]),
    ("Ủy ban nhân dân các huyện/thành phố", ["Ủy ban nhân dân các huyện", "Ủy ban nhân dân các thành phố"]),
    ("Ban Dân vận huyện ủy, thị ủy", ["Ban Dân vận huyện ủy", "Ban Dân vận thị ủy"]),
    ("Phòng Tuyên truyền, Báo chí - Xuất bản và Văn phòng", ["Phòng Tuyên truyền, Báo chí - Xuất bản", "Văn phòng"]),
    ("Vụ Phát hành và Kho quỹ", ["Vụ Phát hành và Kho quỹ"]),
    ("Tiếp tục đổi mới nội dung", []),
    ("bà con, cô bác trong huyện", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names"), LISTS, ids=[row[0][:40] for row in LISTS])
def test_read(text: str, names: list[str]) -> None:
    assert list(load_agencies().read(text)) == names


ENDS = [  # text, the list that its subject is
    ("Ban Tổ chức Tỉnh ủy tổ chức thực hiện", "Ban Tổ chức Tỉnh ủy"),
    ("Các cơ quan tham mưu, giúp việc tham mưu cho", "Các cơ quan tham mưu, giúp việc"),
    ("Báo và Phát thanh, Truyền hình Cần Thơ đưa tin", "Báo và Phát thanh, Truyền hình Cần Thơ"),
    ("lãnh đạo tỉnh tổ chức gặp gỡ", "lãnh đạo tỉnh"),
    ("Tổ chức phổ biến, quán triệt", ""),
    ("Phòng Hậu cần bảo đảm xe", "Phòng Hậu cần"),  # "cần" inside of a name is no verb
    ("Phòng Cảnh sát giao thông phân luồng", "Phòng Cảnh sát giao thông"),
    ("Văn phòng Tổng Liên đoàn tổng hợp", "Văn phòng Tổng Liên đoàn"),
    ("Trạm Y tế phường hâm cháo cho các cụ.", "Trạm Y tế phường"),  # a verb that no list has
]


@pytest.mark.parametrize(("text", "subject"), ENDS)
def test_list_end(text: str, subject: str) -> None:
    end = load_agencies().list_end(text, fold(text), 0)
    assert text[:end].strip() == subject
