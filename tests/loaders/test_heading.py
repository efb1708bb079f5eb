"""Heads and ends of documents in every layout: one row for each oddity."""

import pytest

from loaders.cleaning import fold
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
    assert "no-number" in [warning.code for warning in record.warnings]


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
    assert any("whose province" in warning.message for warning in record.warnings)


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


# The same head in the prints of different years and portals: text, then number, date, title and issuer.
HEADS = {
    "references in the head": (
        "CHỈ THỊ\nCỦA THỦ\nTƯỚNG CHÍNH PHỦ SỐ 9/2003/CT-TTG\nNGÀY 4 THÁNG 3 NĂM 2003 VỀ VIỆC PHÒNG CHỐNG LŨ\n"
        "Trong thời gian qua, lũ gây thiệt hại lớn.\n1. Các bộ lập kế hoạch.\n",
        ("9/2003/CT-TTg", "2003-03-04", "Về việc phòng chống lũ", "Thủ tướng Chính phủ"),
    ),
    "references on a line of their own": (
        "NGHỊ ĐỊNH\n\nSỐ 36/2007/NĐ-CP NGÀY 7 THÁNG 8 NĂM 2007\n\nVỀ ĐĂNG KÝ CƯ TRÚ\n\nCHÍNH PHỦ\n\n"
        "Căn cứ Luật Tổ chức Chính phủ ngày 25 tháng 12 năm 2001;\n\nChương I\nQUY ĐỊNH CHUNG\n",
        ("36/2007/NĐ-CP", "2007-08-07", "Về đăng ký cư trú", "Chính phủ"),
    ),
    "the type before the number": (
        f"QUỐC HỘI\n-------\n{MOTTO}\nLuật số: 41/2019/QH14\nHà Nội, ngày 22 tháng 11 năm 2019\n\nLUẬT\nTHƯ VIỆN\n\n"
        "Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;\n\nĐiều 1. Phạm vi\n",
        ("41/2019/QH14", "2019-11-22", "Thư viện", "Quốc hội"),
    ),
    "the number below its Số": (
        f"ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NAM\n{MOTTO}\nSố:\n12/KH-UBND\nQuảng Nam, ngày 05 tháng 3 năm 2022\n\n"
        "KẾ HOẠCH\nPhát triển du lịch\n\n1. Việc một.\n",
        ("12/KH-UBND", "2022-03-05", "Phát triển du lịch", "Ủy ban nhân dân tỉnh Quảng Nam"),
    ),
    "the issuer between title and bases": (
        f"ỦY BAN NHÂN DÂN\n{MOTTO}\nSố: 31/2018/QĐ-UBND\nHải Phòng, ngày 06 tháng 12 năm 2018\n\nQUYẾT ĐỊNH\n"
        "BAN HÀNH QUY ĐỊNH VỀ BẾN XE\nỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG\nCăn cứ Luật Tổ chức chính quyền;\n\n"
        "Điều 1. Ban hành.\n",
        ("31/2018/QĐ-UBND", "2018-12-06", "Ban hành quy định về bến xe", "Ủy ban nhân dân thành phố Hải Phòng"),
    ),
    "a letterhead that names no province": (
        f"ỦY BAN NHÂN DÂN\n{MOTTO}\nSố: 35/KH-UBND\nPhú Thọ, ngày 10 tháng 02 năm 2023\n\nKẾ HOẠCH\nTuyển sinh\n\n"
        "UBND tỉnh ban hành Kế hoạch như sau:\n\n1. Việc một.\n",
        ("35/KH-UBND", "2023-02-10", "Tuyển sinh", "Ủy ban nhân dân tỉnh Phú Thọ"),
    ),
    "capitals that a scan made small": (
        f"ỦY BAN NHÂN DÂN\nTỈNH ĐỒNG THÁP\n{MOTTO}\nSố: 67/KH-UBND\nĐồng Tháp, ngày 01 tháng 12 năm 2025\n\nKẾ HOẠCH.\n"
        "CHUYỂN ĐỔI SỐ cHO CÁC DOANH NGHIỆP\nNHỎ VÀ VỪA\n\n1. Việc một.\n",
        ("67/KH-UBND", "2025-12-01", "CHUYỂN ĐỔI SỐ cHO CÁC DOANH NGHIỆP NHỎ VÀ VỪA", "Ủy ban nhân dân tỉnh Đồng Tháp"),
    ),
    "a number of the old form": (
        f"HỘI ĐỒNG BỘ TRƯỞNG\n********\n{MOTTO}\nSố: 195-HĐBT\nHà Nội, ngày 09 tháng 12 năm 1982\n\nQUYẾT ĐỊNH\n\n"
        "CỦA HỘI ĐỒNG BỘ TRƯỞNG SỐ 195-HĐBT NGÀY 9 THÁNG 12 NĂM 1982 VỀ VIỆC LẬP HUYỆN\n\nHỘI ĐỒNG BỘ TRƯỞNG\n\n"
        "Căn cứ Hiến pháp;\n\nĐiều 1. Lập huyện.\n",
        ("195-HĐBT", "1982-12-09", "Về việc lập huyện", "Hội đồng Bộ trưởng"),
    ),
    "a short base right below the title": (
        f"ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NAM\n{MOTTO}\nSố: 12/KH-UBND\nQuảng Nam, ngày 05 tháng 3 năm 2022\n\nKẾ HOẠCH\n"
        "Trồng tre\nCăn cứ Luật Giá ngày 19/6/2023;\n1. Việc một.\n",
        ("12/KH-UBND", "2022-03-05", "Trồng tre", "Ủy ban nhân dân tỉnh Quảng Nam"),
    ),
    "TƯ of a province is TU": (
        "TỈNH ỦY TÂY NINH\n*\nSố 90-KH/TƯ\nĐẢNG CỘNG SẢN VIỆT NAM\n\nTây Ninh, ngày 11 tháng 6 năm 2022\n\nKẾ HOẠCH\n"
        "Phát triển du lịch\n\n1. Việc một.\n",
        ("90-KH/TU", "2022-06-11", "Phát triển du lịch", "Tỉnh ủy Tây Ninh"),
    ),
}


@pytest.mark.parametrize("name", HEADS)
def test_prints_of_one_head(name: str, tools: Tools) -> None:
    text, expected = HEADS[name]
    record = one(tools, text)
    issuer = record.issuer.name if record.issuer else None
    number, date, *names = expected
    assert (record.number, record.date) == (number, date)
    assert [fold(name or "") for name in (record.title, issuer)] == [fold(name) for name in names]


def test_a_letter_that_only_folds_to_s_breaks_nothing(tools: Tools) -> None:
    record = one(
        tools, "TỈNH ỦY TÂY NINH\nĐẢNG CỘNG SẢN VIỆT NAM\n\nſố: 12-KH/TU\n\nKẾ HOẠCH\nphát triển\n\n1. Việc một.\n"
    )
    assert record.type == "ke-hoach"


def test_a_seat_alone_makes_no_province(tools: Tools) -> None:
    text, _ = HEADS["a letterhead that names no province"]
    record = one(tools, text.replace("UBND tỉnh", "UBND huyện"))
    assert record.issuer is not None
    assert (record.issuer.name, record.issuer.province) == ("Ủy ban nhân dân", None)


def test_recipients_on_one_line_and_without_a_dash(tools: Tools) -> None:
    head = (
        f"ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NAM\n{MOTTO}\nSố: 12/KH-UBND\n\nKẾ HOẠCH\nDu lịch\n\n1. Việc một.\n\nNơi nhận: "
    )
    signed = "\n\nCHỦ TỊCH\n\nTrần Thị Bình\n"
    together = one(tools, head + "- Như Điều 4; - Sở Y tế; - Lưu: VT, TH." + signed)
    assert [item.name for item in together.recipients] == ["Như Điều 4", "Sở Y tế", "VT, TH"]
    bare = one(tools, head + "\n- Như Điều 4;\n\nỦy ban MTTQ tỉnh;\n\nĐại biểu HĐND tỉnh;\n- Lưu: VT." + signed)
    assert [item.name for item in bare.recipients] == ["Như Điều 4", "Ủy ban MTTQ tỉnh", "Đại biểu HĐND tỉnh", "VT"]


def test_two_posts_of_one_signer(tools: Tools) -> None:
    record = one(
        tools,
        "TỈNH ỦY QUẢNG NINH\n*\nSố 9-BC/TU\nĐẢNG CỘNG SẢN VIỆT NAM\n\nBÁO CÁO\nkết quả\n\n1. "
        "Việc một.\n\nNơi nhận:\n- Lưu.\n\n"
        "T/M BAN CHỈ ĐẠO\nPHÓ TRƯỞNG BAN THƯỜNG TRỰC\nkiêm\nTRƯỞNG BAN NỘI CHÍNH TỈNH ỦY\n\nNguyễn Văn An\n",
    )
    signer = record.signers[0]
    assert (signer.name, signer.on_behalf_of) == ("Nguyễn Văn An", "Ban Chỉ đạo")
    assert signer.position == "Phó Trưởng ban Thường trực kiêm Trưởng ban nội chính Tỉnh ủy"


@pytest.mark.parametrize("sends", ["điện:", "điện", "ĐIỆN:"])
def test_who_sends_a_telegram_and_to_whom(sends: str, tools: Tools) -> None:
    record = one(
        tools,
        f"ỦY BAN NHÂN DÂN\nTỈNH HÀ TĨNH\n_______\nSố: 21/CĐ-UBND\n{MOTTO}_______\nHà Tĩnh, ngày 18 tháng 9 năm 2024\n\n"
        "CÔNG ĐIỆN\nVề việc ứng phó với bão\n\nCHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH "
        f"{sends}\n\n- Các sở, ngành cấp tỉnh;\n"
        "- Ủy ban nhân dân các huyện.\n\n1. Sở Y tế chuẩn bị thuốc.\n",
    )
    assert record.issuer is not None
    assert record.issuer.name == "Chủ tịch Ủy ban nhân dân tỉnh Hà Tĩnh"
    assert [item.name for item in record.addressees] == ["Các sở, ngành cấp tỉnh", "Ủy ban nhân dân các huyện"]
