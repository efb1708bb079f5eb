"""Names that a document leaves short."""

import datetime

import pytest

from loaders.lexicon import load_lexicon
from loaders.names import Place
from loaders.short_names import in_full

DAY = datetime.date(2022, 3, 1)
PROVINCE = Place("province", "Nam Định")
DISTRICT = Place("district", "Hồ Chí Minh", "Tân Phú", kind="quan")

NAMES = [  # name, organization of the issuer, its place, the name in full
    ("Tổng Liên đoàn", "Tổng Liên đoàn Lao động Việt Nam", Place("central"), "Tổng Liên đoàn Lao động Việt Nam"),
    ("Ban Thường vụ Hội", "Hội Cựu chiến binh tỉnh Nam Định", PROVINCE,
     "Ban Thường vụ Hội Cựu chiến binh tỉnh Nam Định"),
    ("Hội đồng Trường", "Đảng ủy Trường Đại học Vinh", PROVINCE, "Hội đồng Trường Đại học Vinh"),
    ("Sở Nội vụ", "Ủy ban nhân dân tỉnh Nam Định", PROVINCE, "Sở Nội vụ tỉnh Nam Định"),
    ("Trưởng Phòng Tư pháp", "Ủy ban nhân dân quận Tân Phú", DISTRICT, "Trưởng Phòng Tư pháp quận Tân Phú"),
    ("Phòng Tư pháp", "Ủy ban nhân dân tỉnh Nam Định", PROVINCE, "Phòng Tư pháp"),  # of which district is not said
    ("Ban Chấp hành Trung ương", "Ban Chấp hành Trung ương Hội Nông dân Việt Nam", Place("central"),
     "Ban Chấp hành Trung ương"),  # that of the Party
    ("Ủy ban Mặt trận Tổ quốc Việt Nam", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Nam Định", PROVINCE,
     "Ủy ban Mặt trận Tổ quốc Việt Nam"),  # that of the whole country
    ("Hội Nông dân", None, Place(), "Hội Nông dân"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "organization", "place", "full"), NAMES, ids=[row[0] for row in NAMES])
def test_in_full(name: str, organization: str | None, place: Place, full: str) -> None:
    assert in_full(name, organization, place, DAY, load_lexicon()) == full
