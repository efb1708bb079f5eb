"""What must never be read as carrying out: negations, other speakers, other matters. A false "implements" is the
worst error."""

import pytest

from loaders.pipeline import Tools, extract_text
from loaders.records import Record

HEAD = (
    "TỈNH ỦY TÂY NINH\n*\nSố 90-KH/TU\nĐẢNG CỘNG SẢN VIỆT NAM\n\nTây Ninh, ngày 11 tháng 6 năm 2022\n\nKẾ HOẠCH\n"
    "{title}\n\n{body}\n"
)
CT = "Chỉ thị số 12-CT/TW, ngày 05/01/2022 của Ban Bí thư"


def read(tools: Tools, body: str, title: str = "về công tác cán bộ") -> Record:
    (record,) = extract_text("t.txt", HEAD.format(title=title, body=body), tools)
    return record


TITLES = [
    f"dừng thực hiện {CT}",
    f"khắc phục hạn chế trong thực hiện {CT}",
    f"về việc chưa triển khai {CT}",
    f"bãi bỏ Kế hoạch triển khai thực hiện {CT}",
    f"góp ý dự thảo kế hoạch thực hiện {CT}",
    f"kiểm tra, giám sát việc thực hiện {CT}",
    f"kiểm toán việc thực hiện {CT}",
    f"tổng kết 05 năm thực hiện {CT}",
    f"báo cáo kết quả thực hiện {CT}",
]


@pytest.mark.parametrize("title", TITLES)
def test_titles_that_do_not_carry_out(title: str, tools: Tools) -> None:
    record = read(tools, "Tỉnh ủy có ý kiến như sau.", title)
    assert [citation.role for citation in record.citations] == ["cites"]
    assert not [edge for edge in record.relations if edge.relation == "implements"]


def test_a_title_that_begins_with_the_cue_carries_out_all_that_it_names(tools: Tools) -> None:
    record = read(tools, "Việc một.", f"Triển khai Nghị quyết số 8-NQ/TW, ngày 22/10/2018 và {CT}")
    assert [citation.role for citation in record.citations] == ["implements", "implements"]


OPENINGS = [
    f"Kế hoạch này không thực hiện {CT}.",
    f"Trong khi tỉnh Bình Định ban hành Kế hoạch triển khai thực hiện {CT}, tỉnh ta chưa có.",
    "Theo báo cáo của Sở Y tế, huyện Tân Biên chưa thực hiện Kế hoạch số 10-KH/TU, ngày 01/3/2022 của Tỉnh ủy.",
    f"Ban Thường vụ Tỉnh ủy yêu cầu các huyện ủy báo cáo kết quả thực hiện {CT}.",
    f"Sở Y tế được khen vì thực hiện {CT}.",
    f"Để hoàn thành kế hoạch năm nay, Tỉnh ủy yêu cầu thực hiện tốt {CT}.",
    f"Thực hiện quy định “người nào không chấp hành {CT} thì bị xử lý”.",
    f"Thực hiện {CT} hết hiệu lực.",
    "Thực hiện nhiệm vụ được giao, sau khi nghiên cứu Công văn số 12-CV/BTGTW, ngày 03/02/2022, Tỉnh ủy có ý kiến.",
    f"Căn cứ tình hình thực tế của đơn vị. Toàn ngành tiếp tục thực hiện {CT};",
    f"Thực hiện chế độ báo cáo theo {CT}.",
    f"Tỉnh ủy Bình Định đã thực hiện {CT}.",
    f"Ban Thường vụ Tỉnh ủy mời các đồng chí dự Hội nghị quán triệt, triển khai thực hiện {CT}.",
    f"Tỉnh ủy nhận được Công văn số 33-CV/HU, ngày 01/3/2022 của Huyện ủy Tân Biên xin ý kiến thực hiện {CT}.",
]


@pytest.mark.parametrize("body", OPENINGS, ids=[body[:40] for body in OPENINGS])
def test_openings_that_do_not_carry_out(body: str, tools: Tools) -> None:
    record = read(tools, body)
    assert record.citations
    assert {citation.role for citation in record.citations} == {"cites"}


CARRIED = [
    f"Thực hiện {CT}, Tỉnh ủy ban hành Kế hoạch.",
    f"Ban Thường vụ Tỉnh ủy ban hành Kế hoạch thực hiện {CT} như sau:",
    f"Để triển khai thực hiện {CT}, các cấp ủy làm các việc sau:",
    f"Thực hiện Nghị quyết số 8-NQ/TW, ngày 22/10/2018 và {CT};",
]


@pytest.mark.parametrize("body", CARRIED, ids=[body[:30] for body in CARRIED])
def test_openings_that_carry_out(body: str, tools: Tools) -> None:
    record = read(tools, body)
    assert [citation.role for citation in record.citations if citation.number == "12-CT/TW"] == ["implements"]


def test_a_clause_of_the_issuer_is_no_link_between_the_cited(tools: Tools) -> None:
    record = read(
        tools,
        "Thực hiện Kế hoạch số 41-KH/BCĐTW, ngày 01/3/2022, Ban Thường vụ Tỉnh ủy ban hành Kế "
        "hoạch thực hiện " + CT + ":",
    )
    edges = {(edge.source, edge.relation, edge.target) for edge in record.relations}
    assert edges == {("self", "implements", "41-KH/BCĐTW"), ("self", "implements", "12-CT/TW")}


def test_what_is_not_attached_and_what_another_province_did(tools: Tools) -> None:
    record = read(tools, "Tỉnh ủy không gửi kèm Kế hoạch số 6-KH/TU, ngày 01/3/2022.")
    assert not record.relations
    record = read(tools, f"Sau 10 năm tỉnh Cà Mau thực hiện {CT}, kết quả tốt.")
    assert not [edge for edge in record.relations if edge.relation == "continues"]


YOUNGER = [
    f"Báo cáo kết quả thực hiện {CT} theo Công văn số 9-CV/VPTW, ngày 01/3/2032.",
    f"Công văn số 36/UBND-NC, ngày 01/02/2022 đề nghị hướng dẫn thực hiện {CT}.",
]


@pytest.mark.parametrize("body", YOUNGER)
def test_what_no_link_joins(body: str, tools: Tools) -> None:
    """No document stands on what came after it, and who asks for guidance guides nobody."""
    assert not read(tools, body).relations
