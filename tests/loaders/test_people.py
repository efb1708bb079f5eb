"""Where the names of people stand."""

import pytest

from loaders.people import rows_of_names
from loaders.pipeline import Tools, extract_text

HEAD = (
    "ỦY BAN NHÂN DÂN TỈNH TÂY NINH\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 12/KH-UBND\n"
    "Tây Ninh, ngày 12 tháng 3 năm 2022\n\nKẾ HOẠCH\nphát triển du lịch\n\nThực hiện nhiệm vụ.\n\n"
)

ROWS = [  # text, the names in it
    ("CHỦ TỊCH\n\nTòng Thị Phóng\n", ["Tòng Thị Phóng"]),
    ("TRƯỞNG BAN Bành Kim Hoa\n", ["Bành Kim Hoa"]),
    ("giao đồng chí Điêu Văn Mông phụ trách", ["Điêu Văn Mông"]),
    ("Ủy ban nhân dân tỉnh", []),
    ("KẾ HOẠCH", []),
]


@pytest.mark.parametrize(("text", "names"), ROWS)
def test_rows_of_names(text: str, names: list[str]) -> None:
    assert list(dict.fromkeys(text[slice(*span)] for span in rows_of_names(text))) == names


@pytest.mark.parametrize(
    "name", ["Tòng Thị Phóng", "Lò Thị Uy", "Mông Văn Hải", "Điêu Kim Bình", "Cáp Trọng Tuấn", "Đan Văn Hải"]
)
def test_no_repair_touches_a_signer(name: str, tools: Tools) -> None:
    (record,) = extract_text("t.txt", f"{HEAD}TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\n{name}\n", tools)
    assert [signer.name for signer in record.signers] == [name]
