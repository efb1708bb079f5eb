"""Heads and ends of documents in every layout: one row for each oddity."""

import pytest

from loaders.pipeline import Tools, extract_text
from loaders.records import Record

MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
END = "\n\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n\nTM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\n\nTrần Thị Bình\n"


def one(tools: Tools, text: str) -> Record:
    (record,) = extract_text("t.txt", text, tools)
    return record


def test_a_state_plan(tools: Tools) -> None:
    record = one(
        tools,
        f"ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NAM\n-------\n{MOTTO}\nSố: 12/KH-UBND | Quảng Nam, ngày 05 tháng 3 năm 2022\n\n"
        f"KẾ HOẠCH\nPhát triển du lịch\n\nỦy ban nhân dân tỉnh ban hành Kế hoạch như sau:\n\n1. Việc một.{END}",
    )
    assert (record.type, record.number, record.date, record.place) == (
        "ke-hoach",
        "12/KH-UBND",
        "2022-03-05",
        "Quảng Nam",
    )
    assert record.title == "Phát triển du lịch"
    assert record.issuer is not None
    assert record.issuer.name == record.issuer.organization == "Ủy ban nhân dân tỉnh Quảng Nam"
    assert (record.issuer.level, record.issuer.province) == ("province", "Quảng Nam")
    assert [(item.name, item.purpose) for item in record.recipients] == [("Như trên", None), ("VT", "lưu")]
    assert [(s.name, s.position, s.on_behalf_of) for s in record.signers] == [
        ("Trần Thị Bình", "Phó Chủ tịch", "Ủy ban nhân dân")
    ]


def test_a_stamp_is_not_a_letterhead(tools: Tools) -> None:
    record = one(
        tools,
        "TỈNH ỦY TÂY NINH\nBAN DÂN VẬN\n\nDẢNG CÔNG SẢN VIỆT NAM\n\nTây Ninh, ngày 27 tháng 6 "
        "năm 2022\n\nSố 578-CV/BDVTU\n\n"
        "V/v triển khai Kế hoạch\n\nLIÊN ĐOÀN LAO ĐỘNG TỈNH TÂY NINH\nSố : 999 .....\nĐẾN Ngày : "
        "28/6/2022\nChuyên : DTG\n\n"
        "Kính gửi: - Các hội quần chúng tỉnh,\n- Ban Dân vận các huyện.\n\nBan Dân vận Tỉnh ủy "
        "đề nghị các đơn vị phối hợp.\n",
    )
    assert (record.number, record.date, record.type) == ("578-CV/BDVTU", "2022-06-27", "cong-van")
    assert record.issuer is not None
    assert (record.issuer.name, record.issuer.organization) == ("Ban Dân vận Tỉnh ủy Tây Ninh", "Tỉnh ủy Tây Ninh")
    assert [item.name for item in record.addressees] == ["Các hội quần chúng tỉnh", "Ban Dân vận các huyện"]


def test_the_central_secretariat_acts_for_the_committee_of_the_heading(tools: Tools) -> None:
    record = one(
        tools,
        "BAN CHẤP HÀNH TRUNG ƯƠNG\n*\nĐẢNG CỘNG SẢN VIỆT NAM\n\nSố 12-CT/TW\nHà Nội, ngày 05 tháng 01 năm 2022\n\n"
        "**CHỈ THỊ**\n**CỦA BAN BÍ THƯ**\n**về tăng cường công tác**\n\n-----\n\nI- Thời gian qua, công tác tốt.\n",
    )
    assert record.issuer is not None
    assert record.issuer.name == "Ban Bí thư Trung ương Đảng"
    assert record.issuer.organization == "Ban Chấp hành Trung ương Đảng"
    assert record.title == "về tăng cường công tác"


def test_a_day_left_blank(tools: Tools) -> None:
    record = one(
        tools,
        f"UỶ BAN MTTQ VIỆT NAM\n\nXÃ AN PHÚ\n\nBAN THƯỜNG TRỰC\n\nSố:       /HD-MTTQ-BTT\n\n{MOTTO}\n"
        "An Phú, ngày     tháng 11 năm 2025\n\nHƯỚNG DẪN\n\nVề việc tham gia bầu cử\n\nCăn cứ Luật Bầu cử;\n",
    )
    assert (record.number, record.date, record.type) == (None, "2025-11", "huong-dan")
    assert record.issuer is not None
    assert record.issuer.name == "Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam xã An Phú"
    assert (record.issuer.level, record.issuer.commune) == ("commune", "An Phú")
    assert "no number found in the heading" in record.warnings


def test_a_decision_is_signed_for_by_the_chairman(tools: Tools) -> None:
    record = one(
        tools,
        f"ỦY BAN NHÂN DÂN\nTỈNH QUẢNG BÌNH\n{MOTTO}\nSố: 3218/QĐ-UBND\nQuảng Bình, ngày 18 tháng 11 năm 2024\n\n"
        "QUYẾT ĐỊNH\n\n"
        "VỀ VIỆC CÔNG BỐ DANH MỤC\n\nCHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH QUẢNG BÌNH\n\nCăn cứ Luật Giá ngày 19/6/2023;\n",
    )
    assert record.issuer is not None
    assert record.issuer.name == "Chủ tịch Ủy ban nhân dân tỉnh Quảng Bình"
    assert record.issuer.organization == "Ủy ban nhân dân tỉnh Quảng Bình"
    assert record.title == "VỀ VIỆC CÔNG BỐ DANH MỤC"


def test_components_on_one_line(tools: Tools) -> None:
    record = one(
        tools,
        "BỘ KẾ HOẠCH VÀ ĐẦU TƯ ----------- CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc ----------\n"
        "Số: 3397/BKHĐT-QLKTTW V/v hướng dẫn áp dụng quy định Hà Nội, ngày 23 tháng 5 năm 2019 "
        "Kính gửi: Tổng công ty X "
        "Phúc đáp Công văn số 615/KVN-PC ngày 3 tháng 4 năm 2019, Bộ có ý kiến như sau:\n",
    )
    assert (record.number, record.date, record.place) == ("3397/BKHĐT-QLKTTW", "2019-05-23", "Hà Nội")
    assert record.title == "hướng dẫn áp dụng quy định"
    assert [item.name for item in record.addressees] == ["Tổng công ty X"]


def test_a_document_without_its_letterhead(tools: Tools) -> None:
    record = one(
        tools,
        "## **KẾ HOẠCH**\n\n**thực hiện Chỉ thị số 12-CT/TW**\n\nThực hiện Kế hoạch số 41-KH/TU "
        "ngày 17/10/2022 của Tỉnh ủy "
        "Bình Định, Ban Thường vụ Huyện ủy ban hành Kế hoạch như sau:\n\n1. Tuyên truyền đến "
        "kiều bào người Tây Sơn - Bình Định.\n",
    )
    assert record.issuer is not None
    assert record.issuer.name == "Ban Thường vụ Huyện ủy Tây Sơn"
    assert (record.issuer.level, record.issuer.province, record.issuer.district) == ("district", "Bình Định", "Tây Sơn")
    assert record.number is None and record.date is None


def test_a_province_that_the_text_does_not_name_stays_unknown(tools: Tools) -> None:
    record = one(
        tools,
        "KẾ HOẠCH\n\nTiếp tục thực hiện Chỉ thị số 04-CT/TW ngày 06/7/2011\n\nThực hiện Hướng dẫn số 02-HD/BĐNTW ngày "
        "16/01/2017 của Ban Đối ngoại Trung ương, Ban Thường vụ Tỉnh ủy ban hành Kế hoạch như sau:\n\n1. Việc một.\n",
    )
    assert record.issuer is not None
    assert (record.issuer.level, record.issuer.province) == ("province", None)
    assert any("whose province" in warning for warning in record.warnings)


SIGNATURES = [  # end of the document, (name, position, on behalf of)
    ("T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\n\nTrần Đức An", ("Trần Đức An", "Phó Bí thư", "Ban Thường vụ")),
    ("KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG\n\nLê Văn Ba", ("Lê Văn Ba", "Thứ trưởng", "Bộ trưởng")),
    ("TL. BỘ TRƯỞNG\nCHÁNH VĂN PHÒNG\n(Đã ký)\nLê Văn Ba", ("Lê Văn Ba", "Chánh Văn phòng", "Bộ trưởng")),
    ("CHỦ TỊCH\n\nPhùng Thị Hà", ("Phùng Thị Hà", "Chủ tịch", None)),
    ("T/M BỘ CHÍNH TRỊ\n\nTrần Tú", ("Trần Tú", None, "Bộ Chính trị")),
    ("KT. BỘ TRƯỞNG, CHỦ NHIỆM\nPHÓ CHỦ NHIỆM\nMai Thị Vân", ("Mai Thị Vân", "Phó Chủ nhiệm", "Bộ trưởng, Chủ nhiệm")),
    ("Võ Văn Hai", ("Võ Văn Hai", None, None)),
]


@pytest.mark.parametrize(("end", "signer"), SIGNATURES, ids=[row[0][:20].replace("\n", " ") for row in SIGNATURES])
def test_signature(end: str, signer: tuple[str, str | None, str | None], tools: Tools) -> None:
    record = one(
        tools,
        f"BỘ NỘI VỤ\n{MOTTO}\nSố: 1/TB-BNV\n\nTHÔNG BÁO\nVề việc nghỉ lễ\n\nBộ thông báo.\n\n"
        f"Nơi nhận:\n- Lưu: VT.\n\n{end}\n",
    )
    assert [(s.name, s.position, s.on_behalf_of) for s in record.signers] == [signer]
