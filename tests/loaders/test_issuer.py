"""Who issued a document: joint issuers, and the organization that an acting body belongs to."""

import pytest

from loaders.issuer import organization_of
from loaders.lexicon import Lexicon
from loaders.pipeline import Tools, extract_text
from loaders.records import Issuer

MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"


def issuer(head: str, number: str, place: str, kind: str, tools: Tools) -> Issuer:
    text = (
        f"{head}\n-----\n{MOTTO}Số: {number}\n{place}, ngày 3 tháng 2 năm 2013\n\n{kind}\nTrồng tre\n\n1. Việc một.\n"
    )
    (record,) = extract_text("t.txt", text, tools)
    assert record.number == number
    assert record.issuer is not None
    return record.issuer


JOINT = {  # letterhead, number, place and type; names, level and province
    "two departments of a province": (
        ("SỞ NỘI VỤ - SỞ TÀI CHÍNH\nTỈNH SƠN LA", "12/HDLN-SNV-STC", "Sơn La", "HƯỚNG DẪN"),
        ("Sở Nội vụ tỉnh Sơn La; Sở Tài chính tỉnh Sơn La", "province", "Sơn La"),
    ),
    "three bodies of a province": (
        ("SỞ NỘI VỤ - CÔNG AN TỈNH - SỞ TÀI CHÍNH\nTỈNH SƠN LA", "12/KHLN-SNV-CAT-STC", "Sơn La", "KẾ HOẠCH"),
        ("Sở Nội vụ tỉnh Sơn La; Công an tỉnh Sơn La; Sở Tài chính tỉnh Sơn La", "province", "Sơn La"),
    ),
    "each with its province": (
        (
            "ỦY BAN MTTQ VIỆT NAM TỈNH HÀ NAM - LIÊN ĐOÀN LAO ĐỘNG TỈNH HÀ NAM",
            "12/KH-MTTQ-LĐLĐ",
            "Hà Nam",
            "KẾ HOẠCH",
        ),
        (
            "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Hà Nam; Liên đoàn Lao động tỉnh Hà Nam",
            "province",
            "Hà Nam",
        ),
    ),
    "two ministries with a dash": (
        ("BỘ NỘI VỤ - BỘ TÀI CHÍNH", "12/2013/TTLT-BNV-BTC", "Hà Nội", "THÔNG TƯ LIÊN TỊCH"),
        ("Bộ Nội vụ; Bộ Tài chính", "central", None),
    ),
    "two ministries, one below the other": (
        ("BỘ NỘI VỤ\nBỘ TÀI CHÍNH", "12/2013/TTLT-BNV-BTC", "Hà Nội", "THÔNG TƯ LIÊN TỊCH"),
        ("Bộ Nội vụ; Bộ Tài chính", "central", None),
    ),
    "a body below the one that it belongs to": (
        ("BỘ NỘI VỤ\nVỤ TỔ CHỨC CÁN BỘ", "12/TB-TCCB", "Hà Nội", "THÔNG BÁO"),
        ("Vụ Tổ chức cán bộ", "central", None),
    ),
    "one body with a dash in its name": (
        ("SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI\nTỈNH SƠN LA", "12/KH-SLĐTBXH", "Sơn La", "KẾ HOẠCH"),
        ("Sở Lao động - Thương binh và Xã hội tỉnh Sơn La", "province", "Sơn La"),
    ),
}


@pytest.mark.parametrize("name", JOINT)
def test_joint_issuers(name: str, tools: Tools) -> None:
    head, (names, level, province) = JOINT[name]
    found = issuer(*head, tools)
    assert (found.name.casefold(), found.level, found.province) == (names.casefold(), level, province)
    assert (found.district, found.commune) == (None, None)
    assert found.organization == found.name


ORGANIZATIONS = [  # body, its organization
    ("Ban Thường vụ Tỉnh ủy Sơn La", "Tỉnh ủy Sơn La"),
    ("Ban Chấp hành Đảng bộ tỉnh Sơn La", "Tỉnh ủy Sơn La"),
    ("Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam xã Tân Lập", "Ủy ban Mặt trận Tổ quốc Việt Nam xã Tân Lập"),
    ("Ban Dân vận Huyện ủy Vân Hồ", "Huyện ủy Vân Hồ"),
    ("Chủ tịch Ủy ban nhân dân tỉnh Sơn La", "Ủy ban nhân dân tỉnh Sơn La"),
    ("Bộ trưởng Bộ Nội vụ", "Bộ Nội vụ"),
    ("Bộ Chính trị", "Ban Chấp hành Trung ương Đảng"),
    ("Bộ Chính trị; Ban Bí thư Trung ương Đảng", "Ban Chấp hành Trung ương Đảng"),
    ("Ủy ban Thường vụ Quốc hội", "Quốc hội"),
    ("Sở Y tế tỉnh Sơn La", "Sở Y tế tỉnh Sơn La"),
]


@pytest.mark.parametrize(("body", "organization"), ORGANIZATIONS)
def test_the_organization_of_a_body(body: str, organization: str, lexicon: Lexicon) -> None:
    assert organization_of(body, None, lexicon) == organization
