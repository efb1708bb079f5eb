from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.documents import find_documents, fold_number, list_documents, resolve_one, summarize
from graph.listing import entries
from graph.store import GraphStore, memory_store
from ontology.errors import Ambiguous, InputError, NotFound
from tests.graph.corpus import (
    CT04,
    CT12,
    CT12_2007,
    CT12_2017,
    KH41,
    KH83,
    KL12,
    LD457,
    LD3000,
    NO_PROVINCE,
    TAY_SON,
    Doc,
    build_parts,
    held,
)

FOUND = [
    ("457/LĐLĐ", [LD457], "as it is"),
    (" 457 / lđlđ ", [LD457], "other case and blanks"),
    ("457/LĐLĐ", [LD457], "decomposed letters"),
    ("457/LDLD", [LD457], "D for Đ, as nothing else bears it"),
    ("83–KH/TU", [KH83], "an en dash"),
    ("Kế hoạch 83-KH/TU", [KH83], "the whole label"),
    ("12-CT/TW", [CT12_2007, CT12_2017, CT12], "three terms of the Party"),
    ("3000/LĐLĐ", [LD3000], "only cited"),
    ("99-CT/TW", [], "unknown"),
    ("", [], "empty"),
]


@pytest.mark.parametrize(("number", "found"), [row[:2] for row in FOUND], ids=[row[2] for row in FOUND])
def test_documents_by_number(store: GraphStore, number: str, found: list[Doc]) -> None:
    assert [item.iri for item in find_documents(store, number)] == [doc.iri for doc in found]


@pytest.mark.parametrize(
    ("date", "found"),
    [("2022-01-05", [CT12]), ("2022", [CT12]), ("2017-01", [CT12_2017]), ("2021", []), ("202", [])],
)
def test_a_date_tells_them_apart(store: GraphStore, date: str, found: list[Doc]) -> None:
    assert [item.iri for item in find_documents(store, "12-CT/TW", date=date)] == [doc.iri for doc in found]


@pytest.mark.parametrize("date", ["2022-06-11", "2022-06-21"], ids=["as headed", "as cited"])
def test_either_date_of_a_conflict_finds_the_document(store: GraphStore, date: str) -> None:
    assert resolve_one(store, "83-KH/TU", date=date).iri == KH83.iri


def test_an_exact_number_beats_the_one_without_strokes() -> None:
    store = build_parts(
        held(Doc("huong-dan", "02-HD/BĐNTW", "trung-uong", "k12"), "a.txt", 1),
        held(Doc("huong-dan", "02-HD/BDNTW", "trung-uong", "k12"), "b.txt", 1),
    )
    assert resolve_one(store, "02-HD/BDNTW").number == "02-HD/BDNTW"
    assert resolve_one(store, "02-HD/BĐNTW").number == "02-HD/BĐNTW"
    assert resolve_one(store, "02-hd/bđntw").number == "02-HD/BĐNTW"


def test_several_documents_with_a_number_are_ambiguous(store: GraphStore) -> None:
    with pytest.raises(Ambiguous, match="3 documents bear the number 12-CT/TW") as caught:
        resolve_one(store, "12-CT/TW")
    assert [item.date for item in caught.value.candidates] == ["2007-05-03", "2017-01-05", "2022-01-05"]
    assert [item.issuer for item in caught.value.candidates][2] == "Ban Bí thư Trung ương Đảng"


def test_the_same_number_of_two_provinces_is_ambiguous() -> None:
    parts = [
        held(Doc("ke-hoach", "83-KH/TU", scope, "nk2020"), f"{scope}.txt", 1, date="2022-06-11")
        for scope in ("tay-ninh", "binh-dinh")
    ]
    with pytest.raises(Ambiguous) as caught:
        resolve_one(build_parts(*parts), "83-KH/TU", date="2022-06-11")
    assert len(caught.value.candidates) == 2


UNKNOWN = [
    ("84-KH/TU", None, "83-KH/TU", "similar numbers"),
    ("12-CT/TW", "1999", "2022-01-05", "the dates that there are"),
    ("https://directive-lineage.example/eli/none", None, "number", "an unknown IRI"),
    ("https://bad iri", None, "number", "not an IRI"),
    ("qqq", None, "lineage list", "nothing like it"),
    ("457", None, "457/LĐLĐ", "a number without its symbol"),
    ("12", None, "12-CT/TW, 12-KL/TW", "a number that several begin with"),
]


@pytest.mark.parametrize(("number", "date", "hint"), [row[:3] for row in UNKNOWN], ids=[row[3] for row in UNKNOWN])
def test_unknown_documents_are_not_found(store: GraphStore, number: str, date: str | None, hint: str) -> None:
    with pytest.raises(NotFound) as caught:
        resolve_one(store, number, date=date)
    assert hint in caught.value.hint


@pytest.mark.parametrize("iri", [LD457.iri, TAY_SON, f" {CT04.iri} "])
def test_an_iri_is_always_one_document(store: GraphStore, iri: str) -> None:
    assert resolve_one(store, iri).iri == iri.strip()


def test_nothing_is_found_in_an_empty_store() -> None:
    store = memory_store()
    with pytest.raises(NotFound):
        resolve_one(store, "12-CT/TW")
    assert list_documents(store).total == 0


def test_summary_of_a_held_document(store: GraphStore) -> None:
    summary = summarize(store, LD457.iri)
    assert (summary.label, summary.type, summary.number) == ("Công văn 457/LĐLĐ", "cong-van", "457/LĐLĐ")
    assert (summary.status, summary.date, summary.level) == ("held", "2022-07-11", "district")
    assert summary.issuer == "Ban Thường vụ Liên đoàn Lao động huyện Dương Minh Châu"
    assert summary.place == "Dương Minh Châu, Tây Ninh"


def test_summary_of_a_document_that_is_only_cited(store: GraphStore) -> None:
    summary = summarize(store, KH41.iri)
    assert (summary.status, summary.date, summary.issuer) == ("cited", "2022-10-17", "Tỉnh ủy Bình Định")
    assert (summary.province, summary.level, summary.title) == ("Bình Định", "province", None)


def test_all_dates_are_kept_and_the_heading_comes_first(store: GraphStore) -> None:
    assert summarize(store, KH83.iri).dates == ("2022-06-11", "2022-06-21")
    assert summarize(store, KL12.iri).dates == ("2012-08-12", "2021-08-12")


def test_summary_of_an_unknown_iri_is_empty(store: GraphStore) -> None:
    summary = summarize(store, "https://a.example/nothing")
    assert (summary.label, summary.status, summary.date) == ("nothing", "cited", None)


def test_summary_as_json(store: GraphStore) -> None:
    data = summarize(store, KH83.iri).to_json()
    assert isinstance(data, dict)
    assert data["dates"] == ["2022-06-11", "2022-06-21"]


# -- lists -------------------------------------------------------------------------------------------------------------

LISTS: list[tuple[dict[str, str], int, str]] = [
    ({}, 15, "all"),
    ({"type": "chi-thi"}, 4, "by type"),
    ({"type": "thi"}, 0, "part of a type"),
    ({"status": "held"}, 9, "held"),
    ({"status": "cited"}, 6, "only cited"),
    ({"province": "Bình Định"}, 2, "by province"),
    ({"province": 'x" } #'}, 0, "a province that would break a query"),
    ({"q": "83-kh"}, 3, "words in number and title, in any case"),
    ({"q": "doi ngoai"}, 1, "an issuer without diacritics"),
    ({"q": "ĐỐI NGOẠI"}, 1, "an issuer in capitals"),
    ({"q": "LDLD"}, 2, "a number without its stroke"),
    ({"q": "tay ninh"}, 4, "a province without diacritics"),
    ({"q": "Tây Ninh"}, 4, "a province"),
    ({"q": "83–KH"}, 3, "another dash"),
    ({"q": "thi 2017 khong co"}, 0, "words of which some are missing"),
    ({"province": "binh dinh"}, 2, "a province without diacritics"),
    ({"province": "TỈNH BÌNH ĐỊNH"}, 2, "a province with its kind"),
    ({"q": 'a" || true || "'}, 0, "words that would break a query"),
    ({"type": "cong-van", "status": "cited"}, 2, "two filters"),
]


@pytest.mark.parametrize(("filters", "total"), [row[:2] for row in LISTS], ids=[row[2] for row in LISTS])
def test_lists(store: GraphStore, filters: dict[str, str], total: int) -> None:
    page = list_documents(
        store,
        type=filters.get("type"),
        province=filters.get("province"),
        status=filters.get("status"),
        q=filters.get("q"),
    )
    assert (page.total, len(page.documents)) == (total, total)
    assert len({item.iri for item in page.documents}) == total


ORDERS = [
    ("-date", ["2022-10-17", "2022-07-11", "2022-07-11"]),
    ("date", ["2007-05-03", "2011-07-06", "2012-08-12"]),
]


@pytest.mark.parametrize(("order", "first"), ORDERS)
def test_lists_are_ordered_by_date(store: GraphStore, order: str, first: list[str]) -> None:
    dates = [item.date for item in list_documents(store, order=order).documents]
    known = [date for date in dates if date is not None]
    assert known[:3] == first
    assert known == sorted(known, reverse=order == "-date")
    assert dates[len(known) :] == [None] * (len(dates) - len(known))  # unknown ones come last either way


def test_lists_are_ordered_by_the_value_of_the_number(store: GraphStore) -> None:
    numbers = [item.number for item in list_documents(store, order="number").documents]
    assert numbers.index("83-KH/TU") < numbers.index("457/LĐLĐ") < numbers.index("3000/LĐLĐ")


def test_the_entry_of_a_list_agrees_with_the_summary(store: GraphStore) -> None:
    for entry in entries(store):
        summary = summarize(store, entry.iri)
        assert (entry.date, entry.issuer, entry.number) == (
            summary.date or "",
            summary.issuer or "",
            summary.number or "",
        )
        assert (entry.held, entry.province) == (summary.status == "held", summary.province or "")


def test_pages_follow_each_other(store: GraphStore) -> None:
    whole = list_documents(store).documents
    pages = [list_documents(store, limit=4, offset=offset).documents for offset in range(0, 16, 4)]
    assert tuple(item for page in pages for item in page) == whole


@pytest.mark.parametrize(
    ("limit", "offset", "status"), [(0, 0, None), (10_001, 0, None), (5, -1, None), (5, 0, "lost")]
)
def test_impossible_pages_are_refused(store: GraphStore, limit: int, offset: int, status: str | None) -> None:
    with pytest.raises(InputError):
        list_documents(store, limit=limit, offset=offset, status=status)


@given(st.text())
def test_folding_twice_is_folding_once(number: str) -> None:
    for stroke in (False, True):
        once = fold_number(number, stroke=stroke)
        assert fold_number(once, stroke=stroke) == fold_number(fold_number(once, stroke=stroke), stroke=stroke)


def test_a_document_without_number_is_listed_by_its_label(store: GraphStore) -> None:
    assert resolve_one(store, "Kế hoạch của Ban Thường vụ Tỉnh ủy").iri == NO_PROVINCE
