"""Tables: what is one, its rows and columns, and the duties that a table of tasks gives."""

import pytest

from loaders.cleaning import clean
from loaders.lexicon import Lexicon
from loaders.pipeline import Tools, extract_text
from loaders.tables import column_use, find_tables

HEAD = (
    "ỦY BAN NHÂN DÂN\nTỈNH BẮC KẠN\n\nSố: 12/KH-UBND\n\nBắc Kạn, ngày 3 tháng 2 năm 2021\n\n"
    "KẾ HOẠCH\nVề chuyển đổi số\n\n"
)
ROWS = """
| TT | **Nội dung công việc** | Đơn vị chủ trì | Phối hợp | Thời hạn hoàn thành |
|----|:---|---|---|---|
| I | Hạ tầng | | | |
| 1 | Mở rộng mạng truyền số liệu | Sở Thông tin và Truyền thông | Sở Tài chính<br>Các huyện, thành phố | Quý III/2021 |
| 2 | Đào tạo cán bộ | - Chủ trì: Sở Nội vụ<br>- Phối hợp: Trường Chính trị tỉnh | | Thường xuyên |
"""
HTML = (
    "<table><tr><td>TT</td><td>Nội dung công việc</td><td>Đơn vị chủ trì</td><td>Phối hợp</td>"
    "<td>Thời hạn hoàn thành</td></tr><tr><td>I</td><td>Hạ tầng</td><td></td><td></td><td></td></tr>"
    "<tr><td>1</td><td>Mở rộng mạng truyền số liệu</td><td>Sở Thông tin và Truyền thông</td>"
    "<td>Sở Tài chính<br/>Các huyện, thành phố</td><td>Quý III/2021</td></tr>"
    "<tr><td>2</td><td>Đào tạo cán bộ</td><td>- Chủ trì: Sở Nội vụ<br/>- Phối hợp: Trường Chính trị tỉnh</td><td></td>"
    "<td>Thường xuyên</td></tr></table>"
)
WANTED = {
    ("II.I.1", "lead", "Sở Thông tin và Truyền thông", "2021-Q3"),
    ("II.I.1", "coordinate", "Sở Tài chính", "2021-Q3"),
    ("II.I.1", "coordinate", "Các huyện", "2021-Q3"),
    ("II.I.1", "coordinate", "Các thành phố", "2021-Q3"),
    ("II.I.2", "lead", "Sở Nội vụ", "continuous"),
    ("II.I.2", "coordinate", "Trường Chính trị tỉnh", "continuous"),
}


@pytest.mark.parametrize(
    "table", [ROWS, HTML, ROWS.replace("\n|", "\n\n|")], ids=["pipes", "html", "blank lines between rows"]
)
def test_a_table_of_tasks(table: str, tools: Tools) -> None:
    (record,) = extract_text("t.md", f"{HEAD}II. NHIỆM VỤ\n{table}\n\nNơi nhận:\n- Lưu: VT.", tools)
    found = {(item.task, item.role, item.agency, item.deadline) for item in record.assignments}
    assert found == WANTED
    assert [(item.kind, item.when) for item in record.milestones] == [("deadline", "2021-Q3")]


def test_the_words_of_an_assignment_are_those_of_its_cell(tools: Tools) -> None:
    text = f"{HEAD}II. NHIỆM VỤ\n{ROWS}"
    (record,) = extract_text("t.md", text, tools)
    for item in record.assignments:
        assert item.quote is not None
        start, end = item.quote.span
        assert text[start:end] in text[text.index("| I |") :]
        assert item.agency.split()[-1] in text[start:end]


def test_a_repeated_head_gives_nothing(tools: Tools) -> None:
    rows = ROWS.rstrip("\n").split("\n")
    again = "\n".join([*rows[:5], rows[1], *rows[5:]])
    (record,) = extract_text("t.md", f"{HEAD}II. NHIỆM VỤ\n{again}", tools)
    assert {(item.task, item.role, item.agency, item.deadline) for item in record.assignments} == WANTED


def test_a_letterhead_in_two_columns_is_no_table_of_data(lexicon: Lexicon) -> None:
    left, right = "ỦY BAN NHÂN DÂN<br>TỈNH BẮC KẠN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    text = f"| {left} | {right} |\n|---|---|\n| Số: 5/KH-UBND | Bắc Kạn |\n"
    assert find_tables(text, clean(text), lexicon) == ()


@pytest.mark.parametrize(
    ("words", "use"),
    [
        ("STT", "number"),
        ("Nội dung\ncông việc", "task"),
        ("Cơ quan chủ trì", "lead"),
        ("Đơn vị phối hợp", "coordinate"),
        ("Thời gian thực hiện", "deadline"),
        ("Ghi chú", "other"),
        ("Kinh phí (triệu đồng)", "other"),
        ("Ông Nguyễn Văn A", None),
    ],
)
def test_column_use(words: str, use: str | None, lexicon: Lexicon) -> None:
    assert column_use(words, lexicon) == use
