"""Lines that were run together are divided again, and every character keeps its place."""

import pytest

from loaders.cleaning import clean
from loaders.lexicon import Lexicon
from loaders.pipeline import Tools, extract_text
from loaders.unrun import divide_lines

STATE, PARTY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "ĐẢNG CỘNG SẢN VIỆT NAM"
WHOLE = (
    f"UBND XÃ TÂN LẬP {STATE} Độc lập - Tự do - Hạnh phúc Số: 9/QĐ-UBND Tân Lập, ngày 07 tháng 8 năm 2023 QUYẾT ĐỊNH "
    "Về việc lập Tổ quản lý bến đò Cây Bàng Căn cứ Luật Giao thông đường thủy nội địa ngày 15 tháng 6 năm 2004; "
    "Xét đơn của các chủ đò, QUYẾT ĐỊNH: Điều 1. Lập Tổ quản lý bến đò. Điều 2. Công an xã hướng dẫn Tổ quản lý "
    "ghi sổ khách./. Nơi nhận: - Như Điều 2; - Lưu: VT. TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Thạch Sa Rết"
)
ROWS = {  # text, its lines
    "the motto of the State beside a name": (
        f"ỦY BAN NHÂN DÂN HUYỆN CẦU NGANG {STATE} Độc lập - Tự do - Hạnh phúc Số: 21/KH-UBND",
        ["ỦY BAN NHÂN DÂN HUYỆN CẦU NGANG", STATE, "Độc lập - Tự do - Hạnh phúc", "Số: 21/KH-UBND"],
    ),
    "the motto of the Party beside a name": (f"HUYỆN ỦY ĐÔNG HÒA {PARTY}", ["HUYỆN ỦY ĐÔNG HÒA", PARTY]),
    "a motto with a wrong letter": (
        "SỞ Y TẾ TỈNH BẮC KẠN CỘNG HÒA XÃ HỘI CHỦ NGHIA VIỆT NAM",
        ["SỞ Y TẾ TỈNH BẮC KẠN", "CỘNG HÒA XÃ HỘI CHỦ NGHIA VIỆT NAM"],
    ),
    "a name behind the sentence of a portal": (
        f"Bạn đang xem bản in. SỞ Y TẾ TỈNH BẮC KẠN\n{STATE}",
        ["Bạn đang xem bản in.", "SỞ Y TẾ TỈNH BẮC KẠN", STATE],
    ),
    "a sentence that names the motto": (
        f"Trang bìa in dòng {STATE} ở giữa",
        [f"Trang bìa in dòng {STATE} ở giữa"],
    ),
    "a motto in small letters": (
        "SỞ Y TẾ TỈNH BẮC KẠN Cộng hòa xã hội chủ nghĩa Việt Nam",
        ["SỞ Y TẾ TỈNH BẮC KẠN Cộng hòa xã hội chủ nghĩa Việt Nam"],
    ),
    "a document on one line": (
        WHOLE,
        [
            "UBND XÃ TÂN LẬP", STATE, "Độc lập - Tự do - Hạnh phúc", "Số: 9/QĐ-UBND",
            "Tân Lập, ngày 07 tháng 8 năm 2023", "QUYẾT ĐỊNH", "Về việc lập Tổ quản lý bến đò Cây Bàng",
            "Căn cứ Luật Giao thông đường thủy nội địa ngày 15 tháng 6 năm 2004;",
            "Xét đơn của các chủ đò, QUYẾT ĐỊNH:", "Điều 1. Lập Tổ quản lý bến đò.",
            "Điều 2. Công an xã hướng dẫn Tổ quản lý ghi sổ khách./.", "Nơi nhận:", "- Như Điều 2;", "- Lưu: VT.",
            "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Thạch Sa Rết",
        ],
    ),
    "a type and a subject that touch what is before them": (
        "Tân Lập, ngày 07 tháng 8 năm 2023QUYẾT ĐỊNHVề việc lập Tổ quản lý bến đò Cây Bàng cho hai bờ sông Hậu "
        "và các cồn nổi ở giữa sông trong mùa nước lớn. Nơi nhận: - Lưu: VT.",
        [
            "Tân Lập, ngày 07 tháng 8 năm 2023", "QUYẾT ĐỊNH",
            "Về việc lập Tổ quản lý bến đò Cây Bàng cho hai bờ sông Hậu và các cồn nổi ở giữa sông trong mùa nước lớn.",
            "Nơi nhận:", "- Lưu: VT.",
        ],
    ),
    "a long paragraph that names two parts": (
        "Căn cứ vào số liệu của trạm đo mưa đầu nguồn, người dân hai xã ven sông đã dời kho thóc lên "
        "gò cao từ đầu tháng bảy, còn đàn trâu thì gửi ở làng bên. "
        "Điều 1. là điều duy nhất của hương ước cũ còn được giữ lại đến nay.",
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_lines(name: str, lexicon: Lexicon) -> None:
    text, lines = ROWS[name]
    assert divide_lines(clean(text), lexicon).text.split("\n") == (lines or [text])


@pytest.mark.parametrize("name", ROWS)
def test_each_character_stands_for_its_own_place(name: str, lexicon: Lexicon) -> None:
    text, _ = ROWS[name]
    divided = divide_lines(clean(text), lexicon)
    for char, start, end in zip(divided.text, divided.starts, divided.ends, strict=True):
        assert end == start + 1
        assert char in (text[start:end], "\n")


def test_a_document_on_one_line_is_read_whole(tools: Tools) -> None:
    (record,) = extract_text("t.txt", WHOLE, tools)
    assert (record.type, record.number, record.date, record.place) == (
        "quyet-dinh",
        "9/QĐ-UBND",
        "2023-08-07",
        "Tân Lập",
    )
    assert record.title == "Về việc lập Tổ quản lý bến đò Cây Bàng"
    assert [item.name for item in record.recipients] == ["Như Điều 2", "VT"]
    assert [(item.name, item.position, item.on_behalf_of) for item in record.signers] == [
        ("Thạch Sa Rết", "Chủ tịch", "Ủy ban nhân dân")
    ]
    assert [(item.task, item.agency) for item in record.assignments] == [("2", "Công an xã")]
