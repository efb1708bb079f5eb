"""Identity: what is one document, what are two, and where a body belongs. A wrong merge cannot be undone later."""

from pathlib import Path

import pytest

from loaders import FileResult, extract_text
from loaders.identify import Identifier
from loaders.names import Place, place_of
from loaders.pipeline import Tools
from loaders.records import Record
from ontology.iris import Iris

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM\n"


def record_of(
    tools: Tools, heading: str, number: str, date: str = "ngày 20 tháng 01 năm 2022", body: str = ""
) -> Record:
    motto = PARTY if "-" in number.split("/")[0] else STATE
    head = f"{heading}\n{motto}\nSố: {number}\n\nNơi này, {date}\n\nKẾ HOẠCH\nvề công tác năm"
    text = f"{head}\n\n{body or 'Kế hoạch như sau.'}\n"
    (record,) = extract_text("t.txt", text, tools)
    return record


def iri_of(tools: Tools, record: Record) -> str:
    return (
        Identifier(record, Iris(), tools.lexicon, tools.gazetteer)
        .own()
        .removeprefix("https://directive-lineage.example/")
    )


APART = [  # (letterhead, number) of two documents of one period that are never one
    (("TỈNH ỦY TÂY NINH", "83-KH/TU"), ("THÀNH ỦY TÂY NINH", "83-KH/TU")),
    (("ỦY BAN NHÂN DÂN TỈNH CÀ MAU", "5/KH-UBND"), ("ỦY BAN NHÂN DÂN THÀNH PHỐ CÀ MAU", "5/KH-UBND")),
    (
        ("TỈNH TIỀN GIANG\nỦY BAN NHÂN DÂN HUYỆN CAI LẬY", "15/KH-UBND"),
        ("TỈNH TIỀN GIANG\nỦY BAN NHÂN DÂN THỊ XÃ CAI LẬY", "15/KH-UBND"),
    ),
    (("ĐẢNG ỦY CHÍNH PHỦ", "12-KH/ĐU"), ("ĐẢNG ỦY QUỐC HỘI", "12-KH/ĐU")),
    (("TỈNH ỦY TÂY NINH", "83-KH/TU"), ("TỈNH ỦY QUẢNG NAM", "83-KH/TU")),
]


@pytest.mark.parametrize(("one", "other"), APART, ids=[row[1][0].replace("\n", " ") for row in APART])
def test_two_documents_stay_apart(one: tuple[str, str], other: tuple[str, str], tools: Tools) -> None:
    assert iri_of(tools, record_of(tools, *one)) != iri_of(tools, record_of(tools, *other))


def test_communes_of_one_name_have_no_scope_before_the_reform_and_one_after(tools: Tools) -> None:
    heading = "TỈNH BẮC KẠN\nỦY BAN NHÂN DÂN XÃ TÂN LẬP"
    assert "/local/" in iri_of(tools, record_of(tools, heading, "15/KH-UBND"))
    after = record_of(tools, "TỈNH THÁI NGUYÊN\nỦY BAN NHÂN DÂN XÃ TÂN LẬP", "15/KH-UBND", "ngày 20 tháng 10 năm 2025")
    assert iri_of(tools, after) == "eli/thai-nguyen/xa-tan-lap/ke-hoach/15_KH-UBND/2025"


COMMUNES = [  # letterhead, date, locality (None: stays open), why
    ("TỈNH TÂY NINH\nHUYỆN GÒ DẦU\nUBND XÃ THẠNH ĐỨC", "2022", "2008/25657-thanh-duc", "its district is known"),
    ("HUYỆN GÒ DẦU\nUBND XÃ THẠNH ĐỨC", "2022", "2008/25657-thanh-duc", "one district of the name"),
    ("THỊ XÃ CAI LẬY\nUBND XÃ NHỊ QUÝ", "2022", "2008/28477-nhi-quy", "two districts of one province"),
    ("HUYỆN CHÂU THÀNH\nUBND XÃ LONG VĨNH", "2022", None, "districts of many provinces"),
    ("TỈNH TÂY NINH\nHUYỆN CHÂU THÀNH\nUBND XÃ LONG VĨNH", "2022", "2008/25627-long-vinh", "the province decides"),
    ("TỈNH TÂY NINH\nUBND XÃ THẠNH ĐỨC", "2022", None, "merged communes are not known: no district, no answer"),
    ("UBND XÃ THẠNH ĐỨC", "2022", None, "a name alone"),
    ("TỈNH TÂY NINH\nUBND XÃ THẠNH ĐỨC", "2025", "2025/25657-thanh-duc", "unique in its province from 2025-07-01"),
    ("UBND XÃ THẠNH ĐỨC", "2025", "2025/25657-thanh-duc", "the only one in the country"),
    ("UBND PHƯỜNG THẠNH ĐỨC", "2025", None, "the only one is no phường"),
    ("UBND XÃ TÂN LẬP", "2025", None, "several in the country"),
    ("TỈNH QUẢNG TRỊ\nUBND XÃ TÂN LẬP", "2025", "2025/19462-tan-lap", "one in the province"),
    ("TỈNH CÀ MAU\nUBND XÃ TÂN LẬP", "2025", None, "none in the province"),
    ("ĐẢNG ỦY XÃ THẠNH ĐỨC", "2025", "2025/25657-thanh-duc", "a committee of the Party"),
    ("THÀNH PHỐ HỒ CHÍ MINH\nQUẬN 3\nUBND PHƯỜNG 04", "2022", "2008/27148-phuong-4", "a number"),
    ("THÀNH PHỐ HÀ NỘI\nHUYỆN GIA LÂM\nUBND XÃ YÊN VIÊN", "2022", "2008/00532-yen-vien", "the kind: not the town"),
    ("HÀ NỘI\nHUYỆN GIA LÂM\nUBND THỊ TRẤN YÊN VIÊN", "2022", "2008/00526-yen-vien", "the kind: not the xã"),
    ("TỈNH LÂM ĐỒNG\nHUYỆN CÁT TIÊN\nUBND XÃ ĐỒNG NAI THƯỢNG", "2022", "2008/25192-dong-nai-thuong", "merged district"),
]


@pytest.mark.parametrize(("heading", "year", "wanted", "why"), COMMUNES, ids=[row[-1] for row in COMMUNES])
def test_communes_are_found_by_their_context_or_stay_open(
    heading: str, year: str, wanted: str | None, why: str, tools: Tools
) -> None:
    record = record_of(tools, heading.replace("UBND", "ỦY BAN NHÂN DÂN"), "15/KH-UBND", f"ngày 20 tháng 10 năm {year}")
    issuer = record.issuer
    assert issuer is not None
    kind = place_of(issuer.organization, tools.lexicon).kind
    place = Place(issuer.level, issuer.province, issuer.district, issuer.commune, kind)
    found = Identifier(record, Iris(), tools.lexicon, tools.gazetteer).locality(place, record.date)
    assert (found and found.partition("/locality/")[2]) == wanted, (place, why)


PLACES = [  # letterhead, level, province, district
    ("THÀNH ỦY TÂY NINH", "district", None, "Tây Ninh"),
    ("TỈNH ỦY TÂY NINH\nTHÀNH ỦY TÂY NINH", "district", "Tây Ninh", "Tây Ninh"),
    ("THÀNH ỦY CẦN THƠ", "province", "Cần Thơ", None),
    ("ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH\nỦY BAN NHÂN DÂN QUẬN 8", "district", "Hồ Chí Minh", "Quận 8"),
    ("TỈNH ỦY BÀ RỊA-VŨNG TÀU", "province", "Bà Rịa-Vũng Tàu", None),
]


@pytest.mark.parametrize(("heading", "level", "province", "district"), PLACES, ids=[row[0] for row in PLACES])
def test_places(heading: str, level: str, province: str | None, district: str | None, tools: Tools) -> None:
    issuer = record_of(tools, heading, "15/KH-UBND").issuer
    assert issuer is not None
    assert (issuer.level, issuer.province, issuer.district) == (level, province, district)


def test_spellings_of_a_province_share_a_scope(tools: Tools) -> None:
    dashed = iri_of(tools, record_of(tools, "TỈNH ỦY BÀ RỊA-VŨNG TÀU", "8-KH/TU"))
    spaced = iri_of(tools, record_of(tools, "TỈNH ỦY BÀ RỊA - VŨNG TÀU", "8-KH/TU"))
    assert dashed == spaced == "eli/ba-ria-vung-tau/ke-hoach/8-KH_TU/nk2020"


def test_a_province_that_is_only_mentioned_is_not_that_of_the_issuer(tools: Tools) -> None:
    body = (
        "Qua nghiên cứu kinh nghiệm tại Kế hoạch số 41-KH/TU, ngày 17/10/2021 của Tỉnh ủy Bình Định, Tỉnh ủy ban hành:"
    )
    issuer = record_of(tools, "TỈNH ỦY", "15-KH/TU", body=body).issuer
    assert issuer is not None
    assert issuer.province is None


def test_a_district_is_not_put_into_a_province_that_has_none_of_its_name(tools: Tools) -> None:
    body = "Thực hiện Kế hoạch số 10-KH/TU, ngày 01/10/2021 của Tỉnh ủy Cà Mau, Huyện ủy ban hành Kế hoạch:"
    issuer = record_of(tools, "HUYỆN ỦY TÂY SƠN", "15-KH/HU", body=body).issuer
    assert issuer is not None
    assert (issuer.district, issuer.province) == ("Tây Sơn", None)


def test_a_central_city_is_the_seat_not_the_province_of_a_body_of_a_tinh(tools: Tools) -> None:
    text = (
        f"LIÊN ĐOÀN LAO ĐỘNG TỈNH\n{STATE}\nSố: 5/LĐLĐ\n\nHà Nội, ngày 20 tháng 01 năm 2022\n\nV/v nghỉ lễ\n\n"
        "Kính gửi: Các công đoàn cơ sở.\n\nThông báo.\n"
    )
    (record,) = extract_text("t.txt", text, tools)
    assert record.issuer is not None
    assert record.issuer.province is None


def test_the_same_number_of_the_superior_is_a_citation(tools: Tools) -> None:
    body = "Thực hiện Kế hoạch số 15/KH-UBND ngày 10/01/2022 của Ủy ban nhân dân tỉnh Tiền Giang;"
    record = record_of(tools, "TỈNH TIỀN GIANG\nỦY BAN NHÂN DÂN HUYỆN CHỢ GẠO", "15/KH-UBND", body=body)
    assert [(item.number, item.role, item.issuer) for item in record.citations] == [
        ("15/KH-UBND", "implements", "Ủy ban nhân dân tỉnh Tiền Giang")
    ]


CITED_APART = [
    "Căn cứ Kế hoạch số 15/KH-UBND ngày 20/01/2022 của UBND tỉnh Tây Ninh; Kế hoạch số "
    "15/KH-UBND ngày 03/02/2022 của UBND "
    "huyện Tân Biên;",
    "Căn cứ Quyết định số 66-QĐ/TW, ngày 06/02/2017 của Ban Bí thư; Quy định số 66-QĐ/TW, "
    "ngày 07/02/2017 của Ban Bí thư;",
]


@pytest.mark.parametrize("body", CITED_APART)
def test_cited_documents_that_share_a_number_stay_apart(body: str, tools: Tools) -> None:
    record = record_of(tools, "HỘI NÔNG DÂN TỈNH TÂY NINH", "7/KH-HND", body=body)
    assert len(record.citations) == 2
    identify = Identifier(record, Iris(), tools.lexicon, tools.gazetteer)
    assert len({identify.cited(citation) for citation in record.citations}) == 2


def test_an_edge_goes_to_the_document_that_is_meant_where_two_bear_the_number(tools: Tools) -> None:
    body = "Căn cứ Chỉ thị số 12-CT/TW, ngày 05/01/2022 của Ban Bí thư;"
    text = (
        f"TỈNH ỦY TÂY NINH\n{PARTY}\nSố 9-BC/TU\n\nTây Ninh, ngày 11 tháng 6 năm 2022\n\nBÁO CÁO\n"
        f"đánh giá Chỉ thị số 12-CT/TW, ngày 05/01/2017 của Bộ Chính trị\n\n{body}\n"
    )
    records = extract_text("t.txt", text, tools)
    (edge,) = records[0].relations
    assert (edge.relation, edge.target) == ("based-on", "12-CT/TW")
    assert records[0].citations[edge.target_index].date == "2022-01-05"


def test_results_are_values(tools: Tools) -> None:
    record = record_of(tools, "TỈNH ỦY TÂY NINH", "83-KH/TU")
    assert FileResult(Path("a"), "a", "", (record,)) == FileResult(Path("a"), "a", "", (record,))


REFORM = [  # letterhead, number, date, end of the IRI, why
    ("TỈNH ỦY GIA LAI", "5-KH/TU", "ngày 20 tháng 6 năm 2025", "gia-lai/ke-hoach/5-KH_TU/nk2020", "the old province"),
    ("TỈNH ỦY GIA LAI", "5-KH/TU", "ngày 20 tháng 7 năm 2025", "gia-lai/ke-hoach/5-KH_TU/nk2020-07", "the new one"),
    (
        "TỈNH ỦY GIA LAI",
        "5-KH/TU",
        "ngày 20 tháng 11 năm 2025",
        "gia-lai/ke-hoach/5-KH_TU/nk2025",
        "after its congress",
    ),
    ("THÀNH ỦY HÀ NỘI", "5-KH/TU", "ngày 20 tháng 7 năm 2025", "ha-noi/ke-hoach/5-KH_TU/nk2020", "one that stayed"),
    (
        "ỦY BAN NHÂN DÂN TỈNH GIA LAI",
        "5/KH-UBND",
        "ngày 20 tháng 7 năm 2025",
        "gia-lai/ke-hoach/5_KH-UBND/2025-07",
        "the State's numbers of a new province",
    ),
]


@pytest.mark.parametrize(
    ("heading", "number", "date", "iri"), [row[:4] for row in REFORM], ids=[row[4] for row in REFORM]
)
def test_a_new_province_begins_its_numbers_anew(heading: str, number: str, date: str, iri: str, tools: Tools) -> None:
    assert iri_of(tools, record_of(tools, heading, number, date)) == f"eli/{iri}"


def test_a_district_that_has_its_name_alone_tells_its_province(tools: Tools) -> None:
    assert iri_of(tools, record_of(tools, "HUYỆN ỦY SÓC SƠN", "5-KH/HU")).startswith("eli/ha-noi/huyen-soc-son/")
    assert "/local/" in iri_of(tools, record_of(tools, "HUYỆN ỦY CHÂU THÀNH", "5-KH/HU"))
