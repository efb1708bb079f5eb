"""The communes of the gazetteer: how many, where, what became of them, and that nobody pays who needs none."""

import subprocess
import sys
from collections import Counter
from datetime import date

import pytest

from ontology.gazetteer import Locality, fold_name, load_gazetteer

G = load_gazetteer()
OLD = date(2025, 6, 30)
NEW = date(2025, 7, 1)
BEFORE = G.communes(OLD)
AFTER = G.communes(NEW)

COUNTS = """
01 75 51 0
04 53 3 0
08 117 7 0
11 42 3 0
12 36 2 0
14 67 8 0
15 89 10 0
19 77 15 0
20 61 4 0
22 22 30 2
24 66 33 0
25 133 15 0
31 67 45 2
33 93 11 0
37 97 32 0
38 147 19 0
40 119 11 0
42 60 9 0
44 69 8 1
46 19 21 0
48 70 23 1
51 86 9 1
52 110 25 0
56 48 16 1
66 88 14 0
68 103 20 1
75 72 23 0
79 54 113 1
80 82 14 0
82 82 20 0
86 105 19 0
91 85 14 3
92 72 31 0
96 55 9 0
"""
"""Province, xã, phường, đặc khu: vietnamese-documents.md, 15a."""


@pytest.mark.parametrize("line", COUNTS.strip().splitlines())
def test_counts_per_province(line: str) -> None:
    code, *numbers = line.split()
    (province,) = (one for one in G.provinces(NEW) if one.code == code)
    kinds = Counter(one.kind for one in G.communes(NEW, province))
    assert [kinds["xa"], kinds["phuong"], kinds["dac-khu"]] == list(map(int, numbers))


def test_counts() -> None:
    assert Counter(one.kind for one in AFTER) == {"xa": 2621, "phuong": 687, "dac-khu": 13}
    assert (len(AFTER), len(BEFORE), len(G.communes(date(2022, 1, 1)))) == (3321, 10035, 10035)
    assert Counter(one.kind for one in BEFORE) == {"xa": 7692, "phuong": 1726, "thi-tran": 617}
    assert G.at("commune", NEW) == AFTER
    assert sum(len(G.communes(OLD, one)) for one in G.provinces(OLD)) == 10035


def test_codes_are_unique_and_each_commune_has_its_parent() -> None:
    for communes, parents in ((BEFORE, G.districts(OLD)), (AFTER, G.provinces(NEW))):
        assert len({one.code for one in communes}) == len(communes)
        assert {G.parent(one) for one in communes} <= set(parents)


def test_only_five_island_districts_have_no_communes() -> None:
    empty = [one for one in G.districts(OLD) if not G.communes(OLD, one)]
    assert [one.name for one in empty] == ["Bạch Long Vĩ", "Cồn Cỏ", "Hoàng Sa", "Lý Sơn", "Côn Đảo"]
    assert [[heir.kind for heir in G.successors(one)] for one in empty] == [["dac-khu"]] * 5


def test_names_of_one_place_stay_apart_by_code_or_kind() -> None:
    per_province = Counter((one.parent_code, fold_name(one.name)) for one in AFTER)
    assert set(per_province.values()) == {1}
    per_district = Counter((one.parent_code, one.kind, fold_name(one.name)) for one in BEFORE)
    assert set(per_district.values()) == {1}
    twice = Counter((one.parent_code, fold_name(one.name)) for one in BEFORE)
    assert sum(number > 1 for number in twice.values()) == 19, "a xã and a thị trấn of one name"


def test_every_commune_went_somewhere_and_every_new_one_came_from_somewhere() -> None:
    assert min(len(one.successors) for one in BEFORE) == 1
    codes = {code for one in (*BEFORE, *G.districts(OLD)) for code in one.successors if len(code) == 5}
    assert codes == {one.code for one in AFTER}
    assert not any(one.successors for one in AFTER)


def test_a_commune_goes_into_the_province_that_its_own_went_into() -> None:
    def homes(one: Locality) -> set[Locality | None]:
        return {G.parent(heir) for heir in G.successors(one)}

    assert [one.name for one in BEFORE if homes(one) != set(G.successors(one, "province"))] == []


def test_no_new_commune_reaches_across_two_of_the_63_provinces() -> None:
    """So the source's mistakes with namesakes are out (`gazetteer_build.is_mistaken`)."""

    def home(one: Locality) -> Locality | None:
        above = G.parent(one)
        return above if above is None or above.level == "province" else home(above)

    assert [one.name for one in AFTER if len({home(old) for old in G.predecessors(one)}) != 1] == []


HEIRS = [  # commune, district or province, its kind or "", communes of 2025
    ("Phường 4", "Tây Ninh", ["Tân Ninh"]),
    ("Phường 4", "Tân An", ["Long An"]),
    ("Phường 4", "Sa Đéc", ["Sa Đéc"]),
    ("Phường 4", "Quận 3", ["Xuân Hòa", "Bàn Cờ"]),
    ("Hồng Phong", "Bình Gia", ["Hồng Phong"]),
    ("Điện Biên", "Ba Đình", ["Hoàn Kiếm", "Ba Đình", "Văn Miếu - Quốc Tử Giám", "Ô Chợ Dừa"]),
    ("Phú Phong", "Tây Sơn", ["Tây Sơn"]),
    ("Thạnh Đức", "Gò Dầu", ["Thạnh Đức"]),
    ("Thạnh Đức", "Bến Lức", ["Bình Đức"]),
]


@pytest.mark.parametrize(("name", "above", "heirs"), HEIRS, ids=[f"{row[0]}-{row[1]}" for row in HEIRS])
def test_successors(name: str, above: str, heirs: list[str]) -> None:
    (district,) = G.find(above, "district", OLD)
    (commune,) = G.find(name, "commune", OLD, within=district)
    found = G.successors(commune)
    assert sorted(one.name for one in found) == sorted(heirs)
    assert all(commune in G.predecessors(heir) for heir in found)


TERRITORIES = [  # name, level, level of the answer, names or how many, why
    ("Tây Sơn", "district", None, ["Tây Sơn", "Bình Hiệp", "Bình Khê", "Bình An", "Bình Phú"], "communes"),
    ("Tây Sơn", "district", "province", ["Gia Lai"], "the province"),
    ("Tây Sơn", "district", "district", [], "no districts any more"),
    ("Côn Đảo", "district", None, ["Côn Đảo"], "an island without communes"),
    ("Cát Tiên", "district", None, [], "merged before: which communes were its own is not known"),
    ("Cát Tiên", "district", "province", ["Lâm Đồng"], "merged before"),
    ("Bình Định", "province", None, ["Gia Lai"], "a province"),
    ("Bình Định", "province", "commune", 58, "its communes"),
    ("Đà Nẵng", "province", "commune", 16, "its communes and Hoàng Sa"),
]


@pytest.mark.parametrize(("name", "level", "asked", "heirs", "why"), TERRITORIES)
def test_who_took_a_territory_over(name: str, level: str, asked: str | None, heirs: list[str] | int, why: str) -> None:
    (place,) = (one for one in G.find(name, level) if one.edition == "2008")
    found = G.successors(place, asked)
    assert (len(found) if isinstance(heirs, int) else [one.name for one in found]) == heirs, why


def test_communes_of_gia_lai_came_from_two_provinces() -> None:
    (gia_lai,) = G.find("Gia Lai", "province", NEW)
    assert [one.name for one in G.predecessors(gia_lai)] == ["Bình Định", "Gia Lai"]
    before = [one for old in G.predecessors(gia_lai) for one in G.communes(OLD, old)]
    assert {code for one in before for code in one.successors} == {one.code for one in G.communes(NEW, gia_lai)}


FOUND = [  # name, day, within, codes, why
    ("Thạnh Đức", NEW, None, ["25657"], "one in the country"),
    ("Thạnh Đức", OLD, None, ["25657", "28027"], "two in the country"),
    ("Thạnh Đức", None, None, ["25657", "28027", "25657"], "at any time"),
    ("xã Thạnh Đức", OLD, "Bến Lức", ["28027"], "by its district"),
    ("Thạnh Đức", OLD, "Tây Ninh", ["25657"], "by its province"),
    ("Thạnh Đức", OLD, "Cà Mau", [], "another province"),
    ("Yên Viên", OLD, "Gia Lâm", ["00526", "00532"], "two of one name in a district"),
    ("thị trấn Yên Viên", OLD, "Gia Lâm", ["00526"], "the kind decides"),
    ("TT. Yên Viên", OLD, "Gia Lâm", ["00526"], "the kind, shortened"),
    ("XÃ YÊN VIÊN", OLD, "Gia Lâm", ["00532"], "capitals"),
    ("Phường 04", OLD, "Quận 3", ["27148"], "a zero"),
    ("phường III", OLD, "Vị Thanh", ["31321"], "a Roman number"),
    ("đặc khu Phú Quốc", NEW, None, ["31078"], "a special zone"),
    ("Đồng Nai Thượng", OLD, "Cát Tiên", ["25192"], "in a district that was merged later"),
    ("Thanh Duc", OLD, None, [], "diacritics count"),
    ("Nơi Nào Đó", OLD, None, [], "no such commune"),
    ("", OLD, None, [], "nothing"),
]


@pytest.mark.parametrize(("name", "day", "within", "codes", "why"), FOUND, ids=[row[-1] for row in FOUND])
def test_find(name: str, day: date | None, within: str | None, codes: list[str], why: str) -> None:
    places: list[Locality | None] = [None]
    if within is not None:
        places = [*(G.find(within, "province", OLD) or G.find(within, "district"))]
    assert [one.code for place in places for one in G.find(name, "commune", day, place)] == codes, why


@pytest.mark.parametrize("one", [*BEFORE[::101], *AFTER[::53]], ids=lambda one: f"{one.edition}-{one.code}")
def test_each_commune_is_found_by_its_name_in_its_place(one: Locality) -> None:
    day, place = (OLD if one.edition == "2008" else NEW), G.parent(one)
    found = G.find(one.name.upper(), "commune", day, place)
    assert [other for other in found if other.kind == one.kind] == [one]


def test_communes_are_read_only_when_they_are_asked_for() -> None:
    code = (
        "from ontology import gazetteer; from datetime import date; found = gazetteer.load_gazetteer(); "
        "found.provinces(date(2022, 1, 1)), found.find('Tây Sơn', 'district'), found.find('Tây Ninh', 'province'); "
        "read = gazetteer._load_communes.cache_info().currsize; "
        "found.find('Tân Lập', 'commune'); print(read, gazetteer._load_communes.cache_info().currsize)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["0", "1"]
