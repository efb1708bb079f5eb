"""Which document a mention belongs to, what this document does with it, and what the cited ones do with each other."""

import pytest

from loaders.pipeline import Tools, extract_text
from loaders.records import Record

HEAD = (
    "TỈNH ỦY TÂY NINH\nĐẢNG CỘNG SẢN VIỆT NAM\nSố 5-KH/TU\nTây Ninh, ngày 10 tháng 6 năm 2022\n\nKẾ HOẠCH\n{title}\n\n"
    "{body}\n\nNơi nhận:\n- Lưu: VT.\n\nT/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\nNguyễn Văn An\n"
)


def read(tools: Tools, body: str, title: str = "phát triển phong trào") -> Record:
    (record,) = extract_text("t.txt", HEAD.format(title=title, body=body), tools)
    return record


ROLES = [  # opening, {number: role}, why
    ("Thực hiện Chỉ thị số 12-CT/TW ngày 05/01/2022 của Ban Bí thư, Ban Thường vụ Tỉnh ủy ban hành Kế hoạch.",
     {"12-CT/TW": "implements"}, "the opening clause"),
    ("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ;", {"30/2020/NĐ-CP": "based-on"}, "a base"),
    ("Căn cứ Công văn số 30/UBND-NC ngày 05/3/2022 về việc triển khai thực hiện Kế hoạch số 8/KH-UBND ngày 01/3/2022;",
     {"30/UBND-NC": "based-on", "8/KH-UBND": "implements"}, "a chain that opens with căn cứ"),
    ("Căn cứ Luật Tổ chức số 72/2025/QH15 được sửa đổi, bổ sung bởi Luật số 87/2025/QH15;",
     {"72/2025/QH15": "based-on", "87/2025/QH15": "based-on"}, "an amending law among the bases"),
    ("Căn cứ Luật Tổ chức số 72/2025/QH15 và Luật sửa đổi, bổ sung một số điều của Luật Tổ chức số 87/2025/QH15;",
     {"72/2025/QH15": "based-on", "87/2025/QH15": "based-on"}, "a law that amends the base before it"),
    ("Căn cứ Nghị định số 7/2024/NĐ-CP về giảm thuế theo Nghị quyết số 14/2024/QH15 của Quốc hội;",
     {"7/2024/NĐ-CP": "based-on", "14/2024/QH15": "cites"}, "what the base follows is only cited"),
    ("Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 32/TTr-SNV ngày 12/11/2021;", {"32/TTr-SNV": "cites"},
     "the paper of a proposal"),
    ("Xét Tờ trình số 32/TTr-SNV ngày 12/11/2021 của Sở Nội vụ;", {"32/TTr-SNV": "based-on"},
     "what is itself considered"),
    ("Thực hiện Nghị quyết Đại hội; Chỉ thị số 45-CT/TW ngày 14/4/2025 của Bộ Chính trị;", {"45-CT/TW": "implements"},
     "a cue holds on behind a semicolon"),
    ("Phúc đáp Công văn số 615/KVN-PC ngày 03/4/2019 của Công ty;", {"615/KVN-PC": "cites"}, "an answer"),
    ("Sau 10 năm thực hiện Chỉ thị số 04-CT/TW ngày 06/7/2011 của Ban Bí thư, phong trào đã lớn mạnh.",
     {"04-CT/TW": "cites"}, "a look back"),
    ("I. YÊU CẦU\n\n1. Tiếp tục thực hiện Kết luận số 12-KL/TW ngày 12/8/2021 của Bộ Chính trị.", {"12-KL/TW": "cites"},
     "thực hiện in the body"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "roles", "why"), ROLES, ids=[row[2] for row in ROLES])
def test_role(body: str, roles: dict[str, str], why: str, tools: Tools) -> None:
    record = read(tools, body)
    assert {citation.number: citation.role for citation in record.citations} == roles, why


EDGES = [
    ("Thực hiện Kế hoạch số 41-KH/TU ngày 17/10/2021 của Tỉnh ủy về việc thực hiện Chỉ thị số "
     "12-CT/TW ngày 05/01/2022.",
     {("self", "implements", "41-KH/TU"), ("self", "implements", "12-CT/TW"), ("41-KH/TU", "implements", "12-CT/TW")}),
    ("Sau 10 năm thực hiện Chỉ thị số 04-CT/TW ngày 06/7/2011 của Ban Bí thư, phong trào đã lớn mạnh.",
     {("self", "continues", "04-CT/TW")}),
    ("Thực hiện Kế hoạch số 8/KH-UBND ngày 01/3/2022 của Ủy ban nhân dân tỉnh (Gửi kèm Kế hoạch).",
     {("self", "implements", "8/KH-UBND"), ("self", "attaches", "8/KH-UBND")}),
    ("Căn cứ Kế hoạch số 8/KH-UBND ngày 01/3/2022 về thực hiện Nghị quyết số 1/NQ-CP ngày 05/01/2022 của Chính phủ và "
     "Chương trình số 3-CTr/TU ngày 09/02/2022 của Tỉnh ủy;",
     {("self", "based-on", "8/KH-UBND"), ("self", "implements", "1/NQ-CP"), ("self", "implements", "3-CTr/TU"),
      ("8/KH-UBND", "implements", "1/NQ-CP"), ("8/KH-UBND", "implements", "3-CTr/TU")}),
    ("Điều 3. Kế hoạch này thay thế Kế hoạch số 8/KH-UBND ngày 01/3/2020 của Ủy ban nhân dân tỉnh.",
     {("self", "replaces", "8/KH-UBND")}),
    ("Danh mục ban hành kèm theo Quyết định số 43/2018/QĐ-TTg ngày 01/11/2018 của Thủ tướng Chính phủ.", set()),
]  # fmt: skip


@pytest.mark.parametrize(("body", "edges"), EDGES)
def test_relations(body: str, edges: set[tuple[str, str, str]], tools: Tools) -> None:
    record = read(tools, body)
    assert {(edge.source, edge.relation, edge.target) for edge in record.relations} == edges


def test_the_title_carries_out(tools: Tools) -> None:
    title = "thực hiện Chỉ thị số 12-CT/TW ngày 05/01/2022\ncủa Ban Bí thư về đối ngoại"
    record = read(tools, "Ban Thường vụ Tỉnh ủy ban hành Kế hoạch.", title)
    (citation,) = record.citations
    assert (citation.role, citation.issuer) == ("implements", "Ban Bí thư Trung ương Đảng")


JOINS = [  # body, (number, date, mentions) of each cited document
    ("Chỉ thị số 12-CT/TW ngày 05/01/2022 của Ban Bí thư. Theo Chỉ thị số 12-CT/TW.", [("12-CT/TW", "2022-01-05", 2)]),
    ("Theo Chỉ thị số 12-CT/TW, nêu lại Chỉ thị số 12-CT/TW ngày 05/01/2022.", [("12-CT/TW", "2022-01-05", 2)]),
    ("Kết luận số 12-KL/TW ngày 12/8/2021. Kết luận số 12-KL/TW ngày 12/8/2012.",
     [("12-KL/TW", "2021-08-12", 1), ("12-KL/TW", "2012-08-12", 1)]),
    ("Kết luận số 12-KL/TW ngày 12/8/2021. Kết luận số 12-KL/TW ngày 24/10/2011. Theo Kết luận số 12-KL/TW.",
     [("12-KL/TW", "2021-08-12", 1), ("12-KL/TW", "2011-10-24", 1), ("12-KL/TW", None, 1)]),
    ("Hướng dẫn số 02-HD/BĐNTW ngày 16/01/2017 của Ban Đối ngoại Trung ương. Hướng dẫn số 02-HD/BDNTW.",
     [("02-HD/BĐNTW", "2017-01-16", 2)]),
    ("Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015.", [(None, "2015-06-19", 1)]),
    ("Kế hoạch này có hiệu lực từ ngày 01/7/2022.", []),
    ("Theo Kế hoạch số 5-KH/TU ngày 10/6/2022.", []),
]  # fmt: skip


@pytest.mark.parametrize(("body", "cited"), JOINS)
def test_mentions_join(body: str, cited: list[tuple[str | None, str | None, int]], tools: Tools) -> None:
    record = read(tools, body)
    assert [(item.number, item.date, len(item.quotes)) for item in record.citations] == cited


def test_a_mention_that_fits_two_documents_stays_open_and_is_reported(tools: Tools) -> None:
    record = read(tools, JOINS[3][0])
    assert record.citations[-1].reading.rule == "citation.ambiguous"
    assert any("fits several" in warning.message for warning in record.warnings)


ISSUERS = [
    ("Kế hoạch số 8-KH/TU ngày 01/3/2022 của Ban Thường vụ Tỉnh uỷ về việc", "Ban Thường vụ Tỉnh ủy Tây Ninh"),
    ("Kế hoạch số 8/KH-UBND ngày 01/3/2022 của UBND tỉnh về việc", "Ủy ban nhân dân tỉnh Tây Ninh"),
    ("Chỉ thị số 4-CT/TW ngày 06/7/2011 của Ban Bí thư khóa XI về", "Ban Bí thư Trung ương Đảng"),
    ("Nghị quyết số 21-NQ/TW ngày 25/10/2017 của Hội nghị lần thứ sáu Ban Chấp hành Trung ương khóa XII về",
     "Ban Chấp hành Trung ương Đảng"),
    ("Kết luận số 183-KL/TW ngày 01/8/2025 của Bộ Chính trị, Ban Bí thư;", "Bộ Chính trị; Ban Bí thư Trung ương Đảng"),
    ("Nghị định số 30/2020/NĐ-CP ngày 05/3/2020", "Chính phủ"),
    ("Nghị quyết số 29-NQ/TW của Hội nghị Trung ương lần thứ sáu khóa XIII về", "Ban Chấp hành Trung ương Đảng"),
    ("Thông tư liên tịch số 11/2004/TTLT-BNN-BNV của Bộ Nông nghiệp và Phát triển nông thôn và Bộ Nội vụ",
     "Bộ Nông nghiệp và Phát triển nông thôn; Bộ Nội vụ"),
    ("Tờ trình số 5/TTr-SNV ngày 01/3/2022 của Giám đốc Sở Nội vụ", "Giám đốc Sở Nội vụ tỉnh Tây Ninh"),
    ("các Quyết định của Chủ tịch Ủy ban nhân dân tỉnh: số 15/QĐ-UBND ngày 01/3/2022",
     "Chủ tịch Ủy ban nhân dân tỉnh Tây Ninh"),
    ("Nghị quyết số 7-NQ/TW ngày 01/3/2022", None),
    ("Kế hoạch số 9-KH/TU ngày 01/3/2022 của Tỉnh ủy Bình Định về", "Tỉnh ủy Bình Định"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "issuer"), ISSUERS)
def test_issuer_of_a_citation(body: str, issuer: str | None, tools: Tools) -> None:
    (citation,) = read(tools, body).citations
    assert citation.issuer == issuer


def test_the_next_body_that_speaks_is_no_part_of_the_issuer(tools: Tools) -> None:
    record = read(
        tools,
        "Thực hiện Kế hoạch số 16/KH-HĐTĐKT ngày 31/8/2021 của Hội đồng Thi đua - Khen thưởng Trung ương, Ủy ban nhân "
        "dân tỉnh Tây Ninh ban hành Kế hoạch như sau:",
    )
    assert [citation.issuer for citation in record.citations] == ["Hội đồng Thi đua - Khen thưởng Trung ương"]
