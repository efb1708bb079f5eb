"""The gazetteer: how many localities there were on a day, and what a name means."""

from collections import Counter
from datetime import date

import pytest

from ontology.gazetteer import Locality, fold_name, load_gazetteer

G = load_gazetteer()
OLD = date(2022, 6, 11)
NEW = date(2025, 7, 1)

COUNTS = [  # day, provinces, districts, why
    (date(2011, 7, 6), 63, 713, "before the mergers that are recorded"),
    (date(2019, 12, 31), 63, 713, "last day before the mergers of 2020"),
    (date(2020, 6, 1), 63, 707, "six districts fewer in 2020"),
    (date(2021, 1, 1), 63, 705, "three districts become the city of Thủ Đức"),
    (date(2024, 8, 31), 63, 705, "unchanged"),
    (date(2025, 6, 30), 63, 696, "the last day of 63"),
    (date(2025, 7, 1), 34, 0, "the first day of 34"),
    (date(2030, 1, 1), 34, 0, "from then on"),
]


@pytest.mark.parametrize(("day", "provinces", "districts", "why"), COUNTS)
def test_counts(day: date, provinces: int, districts: int, why: str) -> None:
    assert (len(G.provinces(day)), len(G.districts(day))) == (provinces, districts), why


def test_all_localities() -> None:
    count = Counter((one.edition, one.level) for one in G.localities)
    assert count == {("2008", "province"): 63, ("2008", "district"): 720, ("2025", "province"): 34}


def test_kinds_of_provinces() -> None:
    assert Counter(one.kind for one in G.provinces(NEW)) == {"tinh": 28, "thanh-pho": 6}
    assert Counter(one.kind for one in G.provinces(OLD)) == {"tinh": 58, "thanh-pho": 5}


def test_each_old_province_has_one_successor_and_each_new_one_a_predecessor() -> None:
    assert {len(one.successors) for one in G.provinces(OLD)} == {1}
    assert {one.successors[0] for one in G.provinces(OLD)} == {one.code for one in G.provinces(NEW)}


def test_every_district_has_a_province() -> None:
    codes = {one.code for one in G.provinces(OLD)}
    assert {one.parent_code for one in G.localities if one.level == "district"} == codes


def test_a_former_district_goes_into_districts_of_its_province() -> None:
    former = [one for one in G.localities if one.merged_into]
    current = {one.code: one.parent_code for one in G.districts(date(2025, 6, 30))}
    assert len(former) == 24
    assert all(current[code] == one.parent_code for one in former for code in one.merged_into)


def test_a_code_is_unique_on_any_day() -> None:
    for day in (row[0] for row in COUNTS):
        for found in (G.provinces(day), G.districts(day)):
            assert len({one.code for one in found}) == len(found)


SUCCESSORS = [  # old, its code, new, its code: vietnamese-documents.md, 15a
    ("Tây Ninh", "72", "Tây Ninh", "80"),
    ("Bình Định", "52", "Gia Lai", "52"),
    ("Lâm Đồng", "68", "Lâm Đồng", "68"),
    ("Hà Giang", "02", "Tuyên Quang", "08"),
    ("Yên Bái", "15", "Lào Cai", "15"),
    ("Lào Cai", "10", "Lào Cai", "15"),
    ("Vĩnh Phúc", "26", "Phú Thọ", "25"),
    ("Bà Rịa - Vũng Tàu", "77", "Hồ Chí Minh", "79"),
    ("Sóc Trăng", "94", "Cần Thơ", "92"),
    ("Thừa Thiên Huế", "46", "Huế", "46"),
    ("Kiên Giang", "91", "An Giang", "91"),
]


@pytest.mark.parametrize(("old", "code", "new", "new_code"), SUCCESSORS)
def test_successors(old: str, code: str, new: str, new_code: str) -> None:
    (before,) = G.find(old, "province", OLD)
    (after,) = G.find(new, "province", NEW)
    assert (before.code, before.successors, after.code) == (code, (new_code,), new_code)


FOUND = [  # name, level, day, codes, why
    ("Tây Ninh", "province", OLD, ["72"], "old"),
    ("Tây Ninh", "province", NEW, ["80"], "new"),
    ("Tây Ninh", "province", None, ["72", "80"], "any time: two"),
    ("TÂY NINH", "province", OLD, ["72"], "capitals"),
    ("tỉnh Tây Ninh", "province", OLD, ["72"], "with its kind"),
    ("Tay Ninh", "province", None, [], "diacritics count"),
    ("TP. Hồ Chí Minh", "province", OLD, ["79"], "TP."),
    ("TP.Hồ Chí Minh", "province", OLD, ["79"], "no space"),
    ("Thành phố Hồ Chí Minh", "province", NEW, ["79"], "in full"),
    ("TP.HCM", "province", NEW, ["79"], "short"),
    ("Huế", "province", OLD, ["46"], "later name"),
    ("Thừa Thiên Huế", "province", OLD, ["46"], "earlier name"),
    ("Thừa Thiên - Huế", "province", OLD, ["46"], "hyphen"),
    ("Hoà Bình", "province", OLD, ["17"], "old place of the tone mark"),
    ("Bà Rịa – Vũng Tàu", "province", OLD, ["77"], "dash"),
    ("Bình Định", "province", NEW, [], "ended"),
    ("Dương Minh Châu", "district", OLD, ["707"], "corpus"),
    ("huyện Tây Sơn", "district", OLD, ["547"], "corpus"),
    ("Cát Tiên", "district", OLD, ["683"], "corpus; merged in 2024"),
    ("Cát Tiên", "district", date(2025, 1, 1), [], "merged"),
    ("Hòa Thành", "district", OLD, ["709"], "thị xã"),
    ("huyện Hòa Thành", "district", OLD, ["709"], "an earlier rank"),
    ("Châu Thành", "district", OLD, 10, "in many provinces"),
    ("Cai Lậy", "district", OLD, ["817", "820"], "a town and a district"),
    ("huyện Cai Lậy", "district", OLD, ["820"], "the kind decides"),
    ("thị xã Cai Lậy", "district", OLD, ["817"], "the kind decides"),
    ("Quận 8", "district", OLD, ["776"], "numbered"),
    ("quận Tân Bình", "district", OLD, ["766"], "named quận"),
    ("Quận 2", "district", OLD, [], "became Thủ Đức"),
    ("Ia H' Drai", "district", OLD, ["618"], "apostrophe"),
    ("Dương Minh Châu", "province", OLD, [], "level"),
    ("", "province", OLD, [], "nothing"),
    ("Tây Ninh", "planet", OLD, [], "no such level"),
]


@pytest.mark.parametrize(("name", "level", "day", "codes", "why"), FOUND)
def test_find(name: str, level: str, day: date | None, codes: list[str] | int, why: str) -> None:
    found = G.find(name, level, day)
    if isinstance(codes, int):
        assert len(found) >= codes, why
    else:
        assert [one.code for one in found] == codes, why


def test_cat_tien_became_part_of_da_huoai() -> None:
    (cat_tien,) = G.find("Cát Tiên", "district")
    (da_huoai,) = G.find("Đạ Huoai", "district", date(2025, 1, 1))
    assert (cat_tien.valid_until, cat_tien.merged_into) == (date(2024, 11, 30), (da_huoai.code,))


@pytest.mark.parametrize("one", G.localities[::7], ids=lambda one: f"{one.edition}-{one.code}-{one.name}")
def test_each_locality_is_found_by_its_names(one: Locality) -> None:
    names = (one.name, *one.alt_names, one.name.upper())
    assert all(one in G.find(name, one.level) for name in names)


def test_folding_twice_is_folding_once() -> None:
    assert {fold_name(fold_name(one.name)) == fold_name(one.name) for one in G.localities} == {True}
