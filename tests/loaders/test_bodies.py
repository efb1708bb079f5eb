"""Bodies: one under all its names, two never as one, what stands above them, and the reform of 2025."""

import json

import pyoxigraph as ox
import pytest

from loaders import extract_text
from loaders.bodies import Body
from loaders.identify import Identifier
from loaders.pipeline import Tools
from ontology.iris import Iris
from tests.loaders.test_triples import rows, store_of

PLACES = {  # letterhead by the place of the document
    "tỉnh": "TỈNH ỦY TÂY NINH",
    "thành phố": "THÀNH ỦY HẢI PHÒNG",
    "huyện": "TỈNH ỦY TÂY NINH\nHUYỆN ỦY DƯƠNG MINH CHÂU",
    "quận": "THÀNH ỦY HẢI PHÒNG\nQUẬN ỦY HỒNG BÀNG",
    "trung ương": "BAN CHẤP HÀNH TRUNG ƯƠNG",
    "không rõ": "TỈNH ỦY",
}
BEFORE, AFTER = "ngày 20 tháng 01 năm 2022", "ngày 20 tháng 10 năm 2025"


def identifier_of(tools: Tools, place: str = "tỉnh", date: str = BEFORE) -> Identifier:
    symbol = {"huyện": "HU", "quận": "QU", "trung ương": "TW"}.get(place, "TU")
    head = f"{PLACES.get(place, place)}\nĐẢNG CỘNG SẢN VIỆT NAM\nSố 15-KH/{symbol}\n\nNơi này, {date}"
    (record,) = extract_text("t.txt", f"{head}\n\nKẾ HOẠCH\nvề công tác năm\n\nKế hoạch như sau.\n", tools)
    return Identifier(record, Iris(), tools.lexicon, tools.gazetteer)


def short(body: Body | None) -> str | None:
    return body.iri.removeprefix("https://directive-lineage.example/body/") if body else None


ONE = [  # place of the document, identity, full name, names
    (
        "tỉnh",
        "tay-ninh/lien-doan-lao-dong-tinh",
        "Liên đoàn Lao động tỉnh Tây Ninh",
        ["LĐLĐ tỉnh", "LĐLĐ tỉnh Tây Ninh", "Liên đoàn Lao động tỉnh", "LIÊN ĐOÀN LAO ĐỘNG TỈNH TÂY NINH"],
    ),
    (
        "huyện",
        "tay-ninh/huyen-duong-minh-chau/lien-doan-lao-dong-huyen",
        "Liên đoàn Lao động huyện Dương Minh Châu",
        ["LĐLĐ huyện", "Liên đoàn Lao động huyện Dương Minh Châu", "LIÊN ĐOÀN LAO ĐỘNG HUYỆN"],
    ),
    (
        "tỉnh",
        "tay-ninh/uy-ban-mat-tran-to-quoc-viet-nam-tinh",
        "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Tây Ninh",
        [
            "UBMTTQVN tỉnh",
            "UBMTTQ Việt Nam tỉnh",
            "Ủy ban MTTQ Việt Nam tỉnh",
            "Uỷ ban MTTQVN tỉnh",
            "Mặt trận Tổ quốc tỉnh",
            "MTTQ tỉnh",
            "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Tây Ninh",
        ],
    ),
    (
        "tỉnh",
        "tay-ninh/tinh-doan",
        "Tỉnh đoàn Tây Ninh",
        ["Tỉnh đoàn", "Tỉnh Đoàn", "Đoàn TNCS Hồ Chí Minh tỉnh", "Đoàn TNCS HCM tỉnh", "Đoàn Thanh niên tỉnh Tây Ninh"],
    ),
    (
        "tỉnh",
        "tay-ninh/tinh-uy",
        "Tỉnh ủy Tây Ninh",
        ["Tỉnh ủy", "Tỉnh uỷ", "TỈNH UỶ TÂY NINH", "TU"],
    ),
    ("tỉnh", "tay-ninh/ban-dan-van-tinh-uy", "Ban Dân vận Tỉnh ủy Tây Ninh", ["BDVTU", "BĐVTU", "Ban dân vận Tỉnh uỷ"]),
    ("thành phố", "hai-phong/so-y-te", "Sở Y tế thành phố Hải Phòng", ["Sở Y tế", "Sở Y tế thành phố", "SỞ Y TẾ"]),
    ("thành phố", "hai-phong/ban-dan-van-thanh-uy", "Ban Dân vận Thành ủy Hải Phòng", ["BDVTU"]),
    (
        "tỉnh",
        "trung-uong/ban-doi-ngoai-trung-uong",
        "Ban Đối ngoại Trung ương",
        ["BĐNTW", "BDNTW", "Ban Đối ngoại Trung ương Đảng", "BAN ĐỐI NGOẠI TRUNG ƯƠNG"],
    ),
    ("huyện", "tay-ninh/so-van-hoa-the-thao-va-du-lich", "Sở Văn hóa, Thể thao và Du lịch tỉnh Tây Ninh",
     ["Sở VHTT&DL", "Sở Văn hóa Thể thao và Du lịch", "Sở Văn hoá, Thể thao và Du lịch tỉnh Tây Ninh"]),
    (
        "tỉnh",
        "tay-ninh/huyen-duong-minh-chau/uy-ban-nhan-dan-huyen",
        "Ủy ban nhân dân huyện Dương Minh Châu",
        ["UBND huyện Dương Minh Châu", "Ủy ban nhân dân huyện Dương Minh Châu, tỉnh Tây Ninh"],
    ),
    ("huyện", "tay-ninh/huyen-duong-minh-chau/phong-noi-vu", "Phòng Nội vụ huyện Dương Minh Châu",
     ["Phòng Nội vụ", "Phòng Nội vụ huyện"]),
]  # fmt: skip


@pytest.mark.parametrize(("place", "iri", "label", "names"), ONE, ids=[row[2] for row in ONE])
def test_one_body_under_all_its_names(place: str, iri: str, label: str, names: list[str], tools: Tools) -> None:
    identify = identifier_of(tools, place)
    found = {name: (short(identify.body(name)), identify.body(name).label) for name in names}
    assert found == dict.fromkeys(names, (iri, label))


APART = [  # names in one document that are never one body
    ["Ban Thường vụ Tỉnh ủy", "Tỉnh ủy", "Thường trực Tỉnh ủy", "Văn phòng Tỉnh ủy", "Ban Chấp hành Đảng bộ tỉnh"],
    ["Sở", "Sở Y tế", "Sở Nội vụ", "Sở Giao thông công chính", "Các sở"],
    ["Liên đoàn Lao động tỉnh", "Liên đoàn Lao động huyện", "Văn phòng Liên đoàn Lao động tỉnh",
     "Ban Thường vụ Liên đoàn Lao động tỉnh", "Liên đoàn Lao động", "Công đoàn"],
    ["Hội Nông dân tỉnh", "Hội Nông dân huyện", "Hội Nông dân xã", "Hội Nông dân Việt Nam",
     "Ban Thường vụ Hội Nông dân tỉnh"],
    ["Tỉnh đoàn", "Huyện đoàn", "Quận đoàn", "Thị đoàn", "Thành đoàn", "Đoàn Thanh niên"],
    ["Đảng ủy Khối các cơ quan tỉnh", "Đảng ủy Khối doanh nghiệp tỉnh", "Đảng ủy Khối", "Đảng ủy"],
    ["Ủy ban nhân dân xã Suối Đá", "Ủy ban nhân dân xã Phan", "Ủy ban nhân dân xã"],
    ["Tỉnh ủy Tây Ninh", "Thành ủy Tây Ninh", "Tỉnh ủy Bình Dương"],
    ["Huyện ủy Gò Dầu", "Huyện ủy Gò Dầu, Huyện ủy Tân Biên", "Huyện ủy Tân Biên"],
    ["Ủy ban nhân dân huyện Gò Dầu", "Ủy ban nhân dân huyện Gò Dầu, huyện Tân Biên"],
    ["Ban Dân tộc", "Ban Dân tộc HĐND tỉnh", "Ban Pháp chế HĐND tỉnh"],
    ["Ban Quản lý các Khu công nghiệp", "Ban Quản lý Khu kinh tế"],
    ["Phòng Nội vụ", "Phòng Nội vụ Liên đoàn Lao động huyện", "Phòng"],
    ["Bộ Chỉ huy Quân sự tỉnh", "Ban Chỉ huy Quân sự", "Đảng ủy Quân sự tỉnh"],
    ["Ủy ban Trung ương MTTQ Việt Nam", "Ủy ban MTTQ Việt Nam", "Ủy ban MTTQ Việt Nam tỉnh"],
    ["BTC", "Bộ Tài chính", "Ban Tổ chức Tỉnh ủy"],
]  # fmt: skip


@pytest.mark.parametrize("names", APART, ids=[row[0] for row in APART])
@pytest.mark.parametrize("place", ["tỉnh", "huyện", "không rõ"])
def test_bodies_that_are_never_one(names: list[str], place: str, tools: Tools) -> None:
    identify = identifier_of(tools, place)
    iris = [identify.body(name).iri for name in names]
    assert len(set(iris)) == len(iris), dict(zip(names, iris, strict=True))


def test_a_front_committee_without_a_place_is_that_of_the_document(tools: Tools) -> None:
    names = {
        short(identifier_of(tools, place).body("Ủy ban MTTQ Việt Nam")) for place in ("tỉnh", "huyện", "thành phố")
    }
    assert len(names) == 3


ABOVE = [  # place of the document, name, unit of, below
    ("tỉnh", "Ban Dân vận Tỉnh ủy", "tay-ninh/tinh-uy", None),
    ("tỉnh", "Ban Thường vụ Tỉnh ủy", "tay-ninh/tinh-uy", None),
    ("tỉnh", "Tỉnh ủy", None, "trung-uong/ban-chap-hanh-trung-uong-dang"),
    ("tỉnh", "Sở Y tế", None, "tay-ninh/uy-ban-nhan-dan-tinh"),
    ("thành phố", "Sở Y tế", None, "hai-phong/uy-ban-nhan-dan-thanh-pho"),
    ("huyện", "Huyện ủy", None, "tay-ninh/tinh-uy"),
    ("quận", "Quận ủy", None, "hai-phong/thanh-uy"),
    ("quận", "Ủy ban nhân dân quận", None, "hai-phong/uy-ban-nhan-dan-thanh-pho"),
    ("tỉnh", "Thành ủy Tây Ninh", None, "tay-ninh/tinh-uy"),
    ("huyện", "Ủy ban nhân dân huyện", None, "tay-ninh/uy-ban-nhan-dan-tinh"),
    ("huyện", "LĐLĐ huyện", None, "tay-ninh/lien-doan-lao-dong-tinh"),
    ("huyện", "Ban Thường vụ Huyện đoàn", "tay-ninh/huyen-duong-minh-chau/huyen-doan", None),
    ("huyện", "Đảng ủy xã Suối Đá", None, "tay-ninh/huyen-duong-minh-chau/huyen-uy"),
    ("huyện", "Phòng Nội vụ", None, "tay-ninh/huyen-duong-minh-chau/uy-ban-nhan-dan-huyen"),
    ("tỉnh", "Liên đoàn Lao động tỉnh", None, "trung-uong/tong-lien-doan-lao-dong-viet-nam"),
    ("tỉnh", "Hội Nông dân tỉnh", None, "trung-uong/hoi-nong-dan-viet-nam"),
    ("tỉnh", "Bộ Y tế", None, "trung-uong/chinh-phu"),
    ("tỉnh", "Ban Pháp chế HĐND tỉnh", "tay-ninh/hoi-dong-nhan-dan-tinh", None),
    ("tỉnh", "Văn phòng Tỉnh đoàn", "tay-ninh/tinh-doan", None),
    ("tỉnh", "Văn phòng Sở Y tế", "tay-ninh/so-y-te", None),
    ("tỉnh", "Ban Tổ chức Đại hội", None, None),
    ("tỉnh", "Phòng Cảnh sát giao thông", None, None),
    ("tỉnh", "Phòng Nội vụ", None, None),  # of which district is not said
    ("tỉnh", "Hội Nông dân", None, None),
    ("tỉnh", "Huyện ủy", None, None),
    ("không rõ", "Ban Dân vận Tỉnh ủy", None, None),
    ("không rõ", "Sở Y tế", None, None),
]


@pytest.mark.parametrize(("place", "name", "whole", "superior"), ABOVE)
def test_what_stands_above(place: str, name: str, whole: str | None, superior: str | None, tools: Tools) -> None:
    identify = identifier_of(tools, place)
    body = identify.body(name)
    assert (short(identify.bodies.whole(body)), short(identify.bodies.superior(body))) == (whole, superior)


def test_a_commune_stands_below_its_district_and_from_the_reform_on_below_its_province(tools: Tools) -> None:
    for date, above in ((BEFORE, "tay-ninh/huyen-duong-minh-chau/huyen-uy"), (AFTER, "2025/tay-ninh/tinh-uy")):
        place = "huyện" if date == BEFORE else "tỉnh"
        identify = identifier_of(tools, place, date)
        assert short(identify.bodies.superior(identify.body("Đảng ủy xã Suối Đá"))) == above


SYSTEMS = [  # name, system
    ("Ban Dân vận Tỉnh ủy", "party"),
    ("Sở Y tế", "state"),
    ("Công an tỉnh", "armed-forces"),
    ("Ban Chỉ huy Quân sự huyện", "armed-forces"),
    ("Tòa án nhân dân tỉnh", "judiciary"),
    ("Viện kiểm sát nhân dân huyện", "judiciary"),
    ("Tỉnh đoàn", "front"),
    ("Văn phòng Tỉnh đoàn", "front"),
    ("Ủy ban Kiểm tra Liên đoàn Lao động tỉnh", "front"),
    ("Văn phòng", "party"),  # the document is the Tỉnh ủy's
    ("Văn phòng Điều phối nông thôn mới", None),
    ("Bộ phận Một cửa", None),
    ("Các địa phương", None),
]


@pytest.mark.parametrize(("name", "system"), SYSTEMS)
def test_systems(name: str, system: str | None, tools: Tools) -> None:
    identify = identifier_of(tools)
    assert identify.bodies.system(identify.body(name), identify.system) == system


KINDS = [  # name, its kind or the wider one with whose name it begins
    ("Sở Y tế", "so-y-te"),
    ("Sở Giao thông công chính", "so"),
    ("Ban Thường vụ Tỉnh ủy", "ban-thuong-vu-tinh-uy"),
    ("Văn phòng Tỉnh đoàn", None),
    ("Bộ phận Một cửa", None),
    ("Đoàn TNCS HCM tỉnh", "tinh-doan"),
]


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_kinds(name: str, kind: str | None, tools: Tools) -> None:
    identify = identifier_of(tools)
    body = identify.body(name)
    found = identify.bodies.kind(body, identify.bodies.system(body, identify.system))
    assert (found.slug if found else None) == kind


PERIODS = [  # name, identity from 2025-07-01 on
    ("Tỉnh ủy", "2025/tay-ninh/tinh-uy"),
    ("Sở Y tế", "2025/tay-ninh/so-y-te"),
    ("Ủy ban nhân dân xã Suối Đá", "2025/tay-ninh/xa-suoi-da/uy-ban-nhan-dan-xa"),
    ("Tỉnh ủy Bình Dương", "binh-duong/tinh-uy"),  # there is none in the new edition
    ("Huyện ủy Dương Minh Châu", "tay-ninh/huyen-duong-minh-chau/huyen-uy"),
    ("Ban Tổ chức Trung ương", "trung-uong/ban-to-chuc-trung-uong"),
]


@pytest.mark.parametrize(("name", "iri"), PERIODS)
def test_the_edition_of_its_province_is_part_of_a_body(name: str, iri: str, tools: Tools) -> None:
    assert short(identifier_of(tools, date=AFTER).body(name)) == iri
    assert short(identifier_of(tools, date="ngày 30 tháng 6 năm 2025").body(name)) == iri.removeprefix("2025/") or (
        "xa-suoi-da" in iri  # communes had no names of their own in a province
    )


BEFORE_IT = [  # letterhead, date, name, change, whose place it took
    (
        "TỈNH ỦY GIA LAI",
        AFTER,
        "Tỉnh ủy",
        "sap-xep-tinh-cap-uy",
        ["binh-dinh/tinh-uy", "gia-lai/tinh-uy"],
    ),
    (
        "THÀNH ỦY HỒ CHÍ MINH",
        AFTER,
        "Ủy ban nhân dân thành phố Hồ Chí Minh",
        "sap-xep-tinh-uy-ban-nhan-dan",
        ["ba-ria-vung-tau/uy-ban-nhan-dan-tinh", "binh-duong/uy-ban-nhan-dan-tinh",
         "ho-chi-minh/uy-ban-nhan-dan-thanh-pho"],
    ),
    (
        "TỈNH ỦY TÂY NINH",
        "ngày 20 tháng 3 năm 2025",
        "Ban Tuyên giáo và Dân vận Tỉnh ủy",
        "ban-tuyen-giao-va-dan-van-tinh-uy",
        ["tay-ninh/ban-dan-van-tinh-uy", "tay-ninh/ban-tuyen-giao-tinh-uy"],
    ),
    ("TỈNH ỦY TÂY NINH", BEFORE, "Ban Tuyên giáo và Dân vận Tỉnh ủy", None, []),
    ("TỈNH ỦY TÂY NINH", BEFORE, "Tỉnh ủy", None, []),
    ("TỈNH ỦY TÂY NINH", AFTER, "Sở Y tế", None, []),
    (
        "TỈNH ỦY TÂY NINH",
        AFTER,
        "Ban Tuyên giáo và Dân vận Trung ương",
        "ban-tuyen-giao-va-dan-van-trung-uong",
        ["trung-uong/ban-dan-van-trung-uong", "trung-uong/ban-tuyen-giao-trung-uong"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("letterhead", "date", "name", "change", "expected"), BEFORE_IT)
def test_whose_place_a_body_took(
    letterhead: str, date: str, name: str, change: str | None, expected: list[str], tools: Tools
) -> None:
    identify = identifier_of(tools, letterhead, date)
    found = list(identify.bodies.predecessors(identify.body(name)))
    assert sorted(short(before) or "" for _, before in found) == expected
    assert {one.slug for one, _ in found} == ({change} if change else set())


TEXT = (
    "TỈNH ỦY TÂY NINH\n\nĐẢNG CỘNG SẢN VIỆT NAM\n\nSố 83-KH/TU\n\nTây Ninh, ngày 11 tháng 6 năm 2022\n\nKẾ HOẠCH\n\n"
    "về công tác năm\n\n1. LĐLĐ tỉnh chủ trì việc thứ nhất.\n\n2. Ban Dân vận Tỉnh ủy chủ trì việc thứ hai.\n\n"
    "Nơi nhận:\n- BDNTW (b/c);\n- Liên đoàn Lao động tỉnh;\n- Lưu VPTU.\n\nT/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\n"
    "Phạm Văn Hùng\n"
)
SKOS = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
ORG = "PREFIX org: <http://www.w3.org/ns/org#> "


def asked(store: ox.Store, query: str) -> list[list[str]]:
    prefixes = f"{SKOS}{ORG}PREFIX lin: <https://directive-lineage.example/ns#> "
    answer = store.query(prefixes + query, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    found = json.loads(answer.serialize(format=ox.QueryResultsFormat.JSON) or b"")
    return [[row[name]["value"] for name in found["head"]["vars"]] for row in found["results"]["bindings"]]


def test_a_body_bears_its_full_name_and_those_as_written(tools: Tools) -> None:
    store, _ = store_of(TEXT, tools)
    query = "SELECT DISTINCT ?l ?w {{ ?b a lin:Body ; rdfs:label ?l ; skos:{} ?w }} ORDER BY ?l ?w"
    assert asked(store, query.format("altLabel")) == [
        ["Ban Dân vận Tỉnh ủy Tây Ninh", "Ban Dân vận Tỉnh ủy"],
        ["Liên đoàn Lao động tỉnh Tây Ninh", "Liên đoàn Lao động tỉnh"],
        ["Liên đoàn Lao động tỉnh Tây Ninh", "LĐLĐ tỉnh"],
        ["Văn phòng Tỉnh ủy Tây Ninh", "VPTU"],
    ]
    assert asked(store, query.format("hiddenLabel")) == [["Ban Đối ngoại Trung ương", "BDNTW"]]


def test_recipients_are_linked_to_the_bodies_that_they_are(tools: Tools) -> None:
    store, _ = store_of(TEXT, tools)
    query = "SELECT ?w ?l { ?r lin:recipientBody ?b ; rdfs:label ?w . ?b rdfs:label ?l } ORDER BY ?w"
    assert asked(store, query) == [
        ["BDNTW", "Ban Đối ngoại Trung ương"],
        ["Liên đoàn Lao động tỉnh", "Liên đoàn Lao động tỉnh Tây Ninh"],
        ["VPTU", "Văn phòng Tỉnh ủy Tây Ninh"],
    ]


def test_what_stands_above_a_body_is_described_too(tools: Tools) -> None:
    store, _ = store_of(TEXT, tools)
    above = (
        "SELECT ?l { ?b rdfs:label 'Ban Dân vận Tỉnh ủy Tây Ninh'@vi ; org:unitOf/org:subOrganizationOf/rdfs:label ?l }"
    )
    assert asked(store, above) == [["Ban Chấp hành Trung ương Đảng"]]
    assert rows(store, "SELECT ?s { ?b lin:system ?s FILTER NOT EXISTS { ?b a lin:Body } }") == []


def test_every_body_has_one_kind_one_system_and_one_place(tools: Tools) -> None:
    store, _ = store_of(TEXT, tools)
    for name in ("org:classification", "lin:system", "<http://data.europa.eu/eli/ontology#jurisdiction>"):
        assert (
            asked(store, f"SELECT ?b {{ ?b a lin:Body ; {name} ?x }} GROUP BY ?b HAVING (COUNT(DISTINCT ?x) > 1)") == []
        )
