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
        ("Việc", "task"),
        ("Công trình", "task"),
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


FLAT_HEADS = "TT\nNội dung công việc\nĐơn vị chủ trì\nĐơn vị phối hợp\nThời hạn hoàn thành\n"
FLAT = {  # the cells behind the heads, and what they give
    "all cells filled": (
        "1\nƯơm giống tre\nSở Nội vụ\nCông an tỉnh\nTháng 3/2021\n2\nĐào hố\nSở Y tế\nTỉnh đoàn\nThường xuyên\n",
        [("II.1", "coordinate", "Công an tỉnh", "2021-03"), ("II.1", "lead", "Sở Nội vụ", "2021-03"),
         ("II.2", "coordinate", "Tỉnh đoàn", "continuous"), ("II.2", "lead", "Sở Y tế", "continuous")],
    ),
    "an empty cell and the number of a page": (
        "1\nĐào hố\nSở Y tế\nQuý II/2021\n- 3 -\n2\nLàm cỏ\n4\nSở Tài chính\nTỉnh đoàn\nNăm 2022\n",
        [("II.1", "lead", "Sở Y tế", "2021-Q2"), ("II.2", "coordinate", "Tỉnh đoàn", "2022"),
         ("II.2", "lead", "Sở Tài chính", "2022")],
    ),
    "sections, whose rows go on counting": (
        "I\nTrồng\n1\nƯơm giống tre\nSở Nội vụ\nTháng 3/2021\nII\nGiữ\n2\nĐào hố\nSở Y tế\nHằng năm\n",
        [("II.I.1", "lead", "Sở Nội vụ", "2021-03"), ("II.II.2", "lead", "Sở Y tế", "yearly")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FLAT)
def test_a_table_that_has_lost_its_rules(name: str, tools: Tools) -> None:
    cells, wanted = FLAT[name]
    text = f"{HEAD}II. NHIỆM VỤ\n\n{FLAT_HEADS}{cells}\nNơi nhận:\n- Sở Y tế;\n- Lưu: VT.\n\nCHỦ TỊCH\n\nThạch Ên\n"
    (record,) = extract_text("t.txt", text, tools)
    found = [(item.task, item.role, item.agency, item.deadline) for item in record.assignments]
    assert sorted(found, key=str) == sorted(wanted, key=str)
    dated = {when for *_, when in wanted if when and when not in ("continuous", "yearly")}
    assert [(item.kind, item.when) for item in record.milestones] == [("deadline", when) for when in sorted(dated)]
    assert [item.name for item in record.recipients] == ["Sở Y tế", "VT"]
    assert {item.reading.rule for item in record.assignments} == {"assignment.table"}
    assert {item.reading.rule for item in record.milestones} <= {"milestone.table"}


def test_a_table_in_an_annex_is_below_no_item_of_the_text(tools: Tools) -> None:
    signed = "\nNơi nhận:\n- Lưu: VT.\n\nCHỦ TỊCH\n\nThạch Ên\n\nPHỤ LỤC\n"
    (record,) = extract_text("t.md", f"{HEAD}II. NHIỆM VỤ\n\n1. Việc một.\n{signed}{ROWS}", tools)
    found = {(item.task, item.role, item.agency, item.deadline) for item in record.assignments}
    assert found == {(task.removeprefix("II."), *rest) for task, *rest in WANTED}


SECTIONS = [  # heading above the table, number of its row, task
    ("II. NHIỆM VỤ\n\n2. Trồng", "2.1", "II.2.1"),
    ("II. NHIỆM VỤ\n\n2. Trồng", "1", "II.2.1"),
    ("II. NHIỆM VỤ\n\n1. Giữ\n\n1.2. Bờ", "2.1", "II.2.1"),
    ("2. Trồng", "2.3", "2.3"),
]


@pytest.mark.parametrize(("heading", "number", "task"), SECTIONS)
def test_a_number_that_holds_that_of_its_section(heading: str, number: str, task: str, tools: Tools) -> None:
    rows = PLAIN.replace("| 1 |", f"| {number} |").format("Sở Y tế", "")
    (record,) = extract_text("t.md", f"{HEAD}{heading}\n{rows}", tools)
    assert [item.task for item in record.assignments] == [task]


PLAIN = "\n| TT | Nội dung | Đơn vị thực hiện | Thời gian thực hiện |\n|---|---|---|---|\n| 1 | Ươm tre | {} | {} |\n"
CELLS = [  # cell of the bodies, cell of the time; assignments, milestones
    ("Sở Y tế", "Tháng 3/2021", [("implement", "Sở Y tế", "2021-03")], []),
    ("Sở Y tế", "Trước ngày 15/4/2021", [("implement", "Sở Y tế", "2021-04-15")], ["2021-04-15"]),
    ("Sở Y tế", "Hằng năm", [("implement", "Sở Y tế", "yearly")], []),
    ("Sở Y tế", "", [("implement", "Sở Y tế", None)], []),
    ("", "Tháng 3/2021", [], []),
    (
        "Chủ trì: Sở Y tế<br>Phối hợp: Sở Nội vụ<br>Công an tỉnh",
        "Tháng 3/2021",
        [
            ("lead", "Sở Y tế", "2021-03"),
            ("coordinate", "Sở Nội vụ", "2021-03"),
            ("coordinate", "Công an tỉnh", "2021-03"),
        ],
        [],
    ),
    ("Sở Văn hóa,<br>Thể thao và Du lịch", "", [("implement", "Sở Văn hóa, Thể thao và Du lịch", None)], []),
]


@pytest.mark.parametrize(("bodies", "time", "assigned", "dated"), CELLS)
def test_cells(
    bodies: str, time: str, assigned: list[tuple[str, str, str | None]], dated: list[str], tools: Tools
) -> None:
    (record,) = extract_text("t.md", f"{HEAD}II. NHIỆM VỤ\n{PLAIN.format(bodies, time)}", tools)
    assert [(item.role, item.agency, item.deadline) for item in record.assignments] == assigned
    assert {item.task for item in record.assignments} <= {"II.1"}
    assert [item.when for item in record.milestones] == dated
