from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from graph.coverage import Coverage, carriers, coverage, level_of
from graph.documents import summarize
from graph.lineage import days_between
from graph.store import GraphStore, memory_store
from graph.view import build_view
from ontology.errors import InputError, NotFound
from ontology.gazetteer import Gazetteer, load_gazetteer
from tests.graph.corpus import (
    CT04,
    CT12,
    CT12_2017,
    IRIS,
    KH83,
    LD457,
    NO_PROVINCE,
    TAY_SON,
    Doc,
    Part,
    build_parts,
    held,
)


def known(found: Coverage) -> dict[str, str]:
    return {row.name: row.status for row in found.known}


def test_provinces_of_the_directive(store: GraphStore) -> None:
    found = coverage(store, CT12.iri)
    assert known(found) == {"Tây Ninh": "issued", "Bình Định": "cited", "Lâm Đồng": "cited"}
    assert (found.denominator, found.count("issued"), found.count("cited"), found.count("none")) == (63, 1, 2, 60)
    assert (found.as_of, len(found.rows), found.unplaced, found.later) == (date(2025, 6, 30), 63, (), ())
    assert "reform" in found.as_of_reason


def test_documents_dates_and_delays_of_a_province(store: GraphStore) -> None:
    row = coverage(store, CT12.iri).rows[0]
    assert (row.name, row.first_date, row.delay_days) == ("Tây Ninh", "2022-06-11", 157)
    assert [(item.number, item.status) for item in row.documents] == [
        ("83-KH/TU", "held"),
        ("578-CV/BDVTU", "held"),
        ("3000/LĐLĐ", "cited"),
    ]


def test_districts_of_the_directive(store: GraphStore) -> None:
    found = coverage(store, CT12.iri, level="district")
    assert known(found) == {"Dương Minh Châu": "issued", "Tây Sơn": "issued", "Cát Tiên": "issued"}
    assert {row.name: row.parent for row in found.known}["Cát Tiên"] == "Lâm Đồng"


def test_districts_are_counted_on_the_day_of_the_last_document(store: GraphStore) -> None:
    found = coverage(store, CT12.iri, level="district")
    assert (found.as_of, found.denominator, found.count("issued")) == (date(2022, 10, 17), 705, 3)
    assert "last document" in found.as_of_reason
    assert all(row.listed for row in found.rows)


def test_a_district_that_was_merged_before_a_later_day_is_shown_outside_the_denominator(store: GraphStore) -> None:
    found = coverage(store, CT12.iri, level="district", as_of=date(2025, 6, 30))
    outside = [row for row in found.rows if not row.listed]
    assert [row.name for row in outside] == ["Cát Tiên"]
    assert (found.denominator, found.count("issued")) == (len(found.rows) - 1, 2)


@pytest.mark.parametrize(("day", "counted"), [("1970-01-01", False), ("2022-10-16", False), ("2022-10-17", True)])
def test_an_undated_document_is_not_older_than_what_it_cites(store: GraphStore, day: str, counted: bool) -> None:
    for where in (store, build_view(store)):
        found = coverage(where, CT12.iri, level="district", as_of=date.fromisoformat(day))
        assert (known(found).get("Tây Sơn") == "issued", TAY_SON in {item.iri for item in found.later}) == (
            counted,
            not counted,
        )
        assert "not older than 2022-10-17" in found.notes[0]


ODD_DAYS = [
    ("province", "2021-01-01", "the directive itself is later, of 2022-01-05"),
    ("province", "1975-04-30", "counted are the provinces of 2008-08-01"),
    ("district", "2010-01-01", "counted are the districts of 2019-01-01"),
]


@pytest.mark.parametrize(("level", "day", "said"), ODD_DAYS)
def test_a_day_that_does_not_fit_is_said(store: GraphStore, level: str, day: str, said: str) -> None:
    assert said in coverage(store, CT12.iri, level=level, as_of=date.fromisoformat(day)).as_of_reason


def test_districts_after_the_reform_are_counted_on_their_last_day() -> None:
    part = plan(province="Gia Lai", date="2025-11-05").cites(DIRECTIVE, "implements")
    found = coverage(build_parts(part), DIRECTIVE.iri, level="district")
    assert (found.as_of, found.denominator) == (date(2025, 6, 30), 696)


def test_copies_of_one_text_count_once() -> None:
    parts = [
        Part(
            f"{name}.txt", 1, IRIS.unnumbered_document(f"{name}.txt", 1), "ke-hoach", None, "tay-ninh", sha256="ab" * 32
        ).cites(DIRECTIVE, "implements")
        for name in ("a", "b", "c", "d")
    ]
    (row,) = coverage(build_parts(*parts), DIRECTIVE.iri).known
    assert [(item.copies, item.label.endswith(" (4 copies)")) for item in row.documents] == [(4, True)]


def test_a_plan_without_a_province_counts_for_none(store: GraphStore) -> None:
    found = coverage(store, CT04.iri)
    assert known(found) == {}
    assert [item.iri for item in found.unplaced] == [NO_PROVINCE]


def test_a_directive_that_nothing_carries_out(store: GraphStore) -> None:
    found = coverage(store, CT12_2017.iri)
    assert (known(found), found.count("none"), found.unplaced) == ({}, 63, ())


def test_a_view_gives_the_same_as_the_store(store: GraphStore) -> None:
    assert coverage(build_view(store), CT12.iri) == coverage(store, CT12.iri)


def test_who_carries_it_out(store: GraphStore) -> None:
    found = carriers(build_view(store), CT12.iri)
    assert {KH83.iri, LD457.iri} <= found
    assert not {CT12.iri, CT04.iri, NO_PROVINCE} & found


def test_as_of_a_day_only_what_was_there(store: GraphStore) -> None:
    found = coverage(store, CT12.iri, as_of=date(2022, 6, 10))
    assert known(found) == {"Lâm Đồng": "cited"}
    assert {item.number for item in found.later} == {"3000/LĐLĐ", "41-KH/TU", "578-CV/BDVTU", "83-KH/TU"}
    assert found.as_of_reason == "as asked"


def test_after_the_reform_the_old_provinces_count_for_their_successors(store: GraphStore) -> None:
    found = coverage(store, CT12.iri, as_of=date(2025, 7, 1))
    assert (found.denominator, known(found)) == (34, dict.fromkeys(("Tây Ninh", "Gia Lai", "Lâm Đồng"), "inherited"))
    with pytest.raises(InputError, match="no districts"):
        coverage(store, CT12.iri, level="district", as_of=date(2025, 7, 1))


def test_a_level_of_which_no_locality_is_known_is_refused(store: GraphStore) -> None:
    provinces = Gazetteer.of(load_gazetteer().provinces(date(2022, 1, 1)))
    with pytest.raises(InputError, match="no communes are known as of 2022-01-01"):
        coverage(store, CT12.iri, level="commune", as_of=date(2022, 1, 1), gazetteer=provinces)


@pytest.mark.parametrize("level", ["village", "central", ""])
def test_other_levels_are_refused(store: GraphStore, level: str) -> None:
    with pytest.raises(InputError):
        coverage(store, CT12.iri, level=level)


def test_an_unknown_directive_is_not_found(store: GraphStore) -> None:
    for where in (store, memory_store(), build_view(store)):
        with pytest.raises(NotFound):
            coverage(where, "https://directive-lineage.example/eli/none")


def test_coverage_is_json(store: GraphStore) -> None:
    data = json.loads(json.dumps(coverage(store, CT12.iri).to_json()))
    assert data["counts"] == {"issued": 1, "cited": 2, "inherited": 0, "none": 60}
    assert (data["as_of"], data["rows"][0]["name"]) == ("2025-06-30", "Tây Ninh")


# -- one document at a time --------------------------------------------------------------------------------------------

DIRECTIVE = Doc("chi-thi", "1-CT/TW", "trung-uong", "k13", "2021-01-01", level="central")


def plan(
    number: str = "1-KH/TU",
    *,
    scope: str | None = None,
    level: str | None = "province",
    date: str | None = "2022-01-01",
    province: str | None = None,
    district: str | None = None,
) -> Part:
    iri = Doc("ke-hoach", number, scope or f"local/{number}", "nk2020").iri
    return Part(f"{number[0]}.txt", 1, iri, "ke-hoach", number, scope, level, province, district, date)


PLACES: list[tuple[dict[str, Any], str, dict[str, str], str]] = [
    ({"province": "Tây Ninh"}, "province", {"Tây Ninh": "issued"}, "by name"),
    ({"scope": "binh-dinh"}, "province", {"Bình Định": "issued"}, "by scope"),
    ({"scope": "binh-dinh", "level": None}, "province", {"Bình Định": "issued"}, "level by scope"),
    ({"province": "Thừa Thiên Huế"}, "province", {"Thừa Thiên Huế": "issued"}, "a name that changed"),
    ({"province": "TP. Hồ Chí Minh"}, "province", {"Hồ Chí Minh": "issued"}, "with its kind"),
    ({"province": "Hoà Bình"}, "province", {"Hòa Bình": "issued"}, "another place of the tone"),
    ({"province": "Atlantis"}, "province", {}, "no such province"),
    ({}, "province", {}, "no province named"),
    (
        {"province": "Bình Định", "level": "district", "district": "Tây Sơn"},
        "province",
        {},
        "a district is no province",
    ),
    ({"province": "Tây Ninh"}, "district", {}, "a province is no district"),
    ({"level": "district", "district": "Tây Sơn"}, "district", {}, "a district of no named province"),
    ({"level": "district", "scope": "binh-dinh/tay-son"}, "district", {"Tây Sơn": "issued"}, "a district by scope"),
    ({"level": "district", "scope": "tay-ninh/tay-son"}, "district", {}, "a district that the province has not"),
]


@pytest.mark.parametrize(("facts", "level", "rows"), [row[:3] for row in PLACES], ids=[row[3] for row in PLACES])
def test_where_a_document_counts(facts: dict[str, Any], level: str, rows: dict[str, str]) -> None:
    found = coverage(build_parts(plan(**facts).cites(DIRECTIVE, "implements")), DIRECTIVE.iri, level=level)
    names = {row.name.removeprefix("Thành phố "): row.status for row in found.known}
    assert names == rows


def test_a_plan_of_no_named_place_is_listed_as_such() -> None:
    found = coverage(build_parts(plan().cites(DIRECTIVE, "implements")), DIRECTIVE.iri)
    assert [item.number for item in found.unplaced] == ["1-KH/TU"]


@pytest.mark.parametrize("role", ["based-on", "cites", "attaches", "continues"])
def test_only_implementing_carries_a_directive_out(role: str) -> None:
    part = plan(province="Tây Ninh").cites(DIRECTIVE, role)
    assert known(coverage(build_parts(part), DIRECTIVE.iri)) == {}


def test_based_on_a_document_that_implements_carries_it_out() -> None:
    middle = Doc("ke-hoach", "9-KH/TW", "trung-uong", "k13", level="central")
    part = plan(province="Tây Ninh").cites(middle, "based-on").states(middle.iri, "implements", DIRECTIVE.iri)
    part.cites(DIRECTIVE)
    assert known(coverage(build_parts(part), DIRECTIVE.iri)) == {"Tây Ninh": "issued"}


def test_a_district_does_not_make_its_province_cited() -> None:
    part = plan(province="Bình Định", level="district", district="Tây Sơn").cites(DIRECTIVE, "implements")
    assert known(coverage(build_parts(part), DIRECTIVE.iri)) == {}


def test_a_cycle_of_documents_ends() -> None:
    first, second = plan("1-KH/TU", province="Tây Ninh"), plan("2-KH/TU", province="Bình Định")
    first.cites(DIRECTIVE, "implements").states(first.iri, "implements", second.iri)
    second.states(second.iri, "implements", first.iri).states(DIRECTIVE.iri, "implements", second.iri)
    assert set(known(coverage(build_parts(first, second), DIRECTIVE.iri))) == {"Tây Ninh", "Bình Định"}


def test_documents_after_the_reform_are_counted_today() -> None:
    part = plan(province="Gia Lai", date="2025-11-05").cites(DIRECTIVE, "implements")
    found = coverage(build_parts(part), DIRECTIVE.iri, today=date(2026, 1, 2))
    assert (found.as_of, found.denominator, known(found)) == (date(2026, 1, 2), 34, {"Gia Lai": "issued"})
    assert coverage(build_parts(part), DIRECTIVE.iri).as_of == date(2025, 11, 5)


@pytest.mark.parametrize(("newest", "day"), [("2025-11", date(2025, 11, 30)), ("2026", date(2026, 12, 31))])
def test_a_date_that_is_not_known_to_the_day_counts_to_its_end(newest: str, day: date) -> None:
    part = plan(province="Gia Lai", date=newest).cites(DIRECTIVE, "implements")
    found = coverage(build_parts(part), DIRECTIVE.iri)
    assert (found.as_of, known(found)) == (day, {"Gia Lai": "issued"})


@pytest.mark.parametrize(
    ("scope", "level"),
    [
        ("trung-uong", "central"),
        ("tay-ninh", "province"),
        ("tay-ninh/a", "district"),
        ("tay-ninh/a/b", "commune"),
        (None, None),
    ],
)
def test_the_level_by_scope(scope: str | None, level: str | None) -> None:
    part = plan(scope=scope, level=None)
    assert level_of(summarize(build_parts(part), part.iri)) == level


def test_delays_need_both_dates() -> None:
    assert days_between(None, "2022-01-01") is None
    undated = plan(province="Tây Ninh", date=None).cites(DIRECTIVE, "implements")
    row = coverage(build_parts(undated), DIRECTIVE.iri).known[0]
    assert (row.first_date, row.delay_days, row.status) == (None, None, "issued")


def test_held_twice_counts_once() -> None:
    doc = Doc("ke-hoach", "1-KH/TU", "tay-ninh", "nk2020")
    parts = [
        held(doc, name, 1, level="province", province="Tây Ninh").cites(DIRECTIVE, "implements") for name in ("a", "b")
    ]
    assert len(coverage(build_parts(*parts), DIRECTIVE.iri).known[0].documents) == 1
