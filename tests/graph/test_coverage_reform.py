"""Coverage across the reform of 2025-07-01: what is issued, what is inherited, whole or in part, and by whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph.coverage import Coverage, CoverageRow, coverage
from graph.places import Places
from ontology.errors import InputError
from ontology.gazetteer import Gazetteer, Locality, load_gazetteer
from tests.graph.corpus import LIN, Doc, Part, build_parts
from tests.graph.test_coverage import DIRECTIVE, plan

AFTER = date(2026, 1, 1)
CENTRE = Doc("huong-dan", "5-HD/TW", "trung-uong", "k13", "2022-02-01", level="central")


def ask(*parts: Part, day: date = AFTER, **options: Any) -> Coverage:
    return coverage(build_parts(*parts), DIRECTIVE.iri, as_of=day, **options)


def carried(number: str, **facts: Any) -> Part:
    return plan(number, **facts).cites(DIRECTIVE, "implements")


def cited(number: str, province: str, day: str) -> Part:
    """A central text that says of a province's plan that it implements the directive."""
    doc = Doc("ke-hoach", number, f"x/{number}", "nk2020", day, level="province", province=province)
    part = Part(f"c{number[0]}.txt", 1, f"{CENTRE.iri}-{number[0]}", "huong-dan", level="central")
    return part.cites(doc).cites(DIRECTIVE).states(doc.iri, "implements", DIRECTIVE.iri)


def row_of(found: Coverage, name: str) -> CoverageRow:
    (row,) = (row for row in found.rows if row.name == name)
    return row


def parts_of(row: CoverageRow) -> dict[str, str]:
    return {part.name: part.status for part in row.parts}


STATUSES: list[tuple[list[tuple[str, str | None]], str, str, bool, str]] = [
    # provinces and dates of plans that are held, province of 2025, status, in part, why
    ([("Bình Định", "2022-05-01")], "Gia Lai", "inherited", True, "one of two"),
    ([("Gia Lai", "2022-05-01")], "Gia Lai", "inherited", True, "its old namesake is one of two"),
    ([("Gia Lai", "2022-05-01"), ("Bình Định", "2022-05-01")], "Gia Lai", "inherited", False, "all of them"),
    ([("Gia Lai", "2025-09-01")], "Gia Lai", "issued", False, "of the new province"),
    ([("Gia Lai", "2025-07")], "Gia Lai", "issued", False, "of the first month of the new province"),
    ([("Gia Lai", "2025")], "Gia Lai", "inherited", True, "perhaps of the old province"),
    ([("Gia Lai", None)], "Gia Lai", "inherited", True, "undated: not taken for the new province"),
    ([("Bình Định", None)], "Gia Lai", "inherited", True, "undated, of a name that ended"),
    ([("Gia Lai", "2025-09-01"), ("Bình Định", "2022-05-01")], "Gia Lai", "issued", False, "its own counts"),
    ([("Hà Nội", "2022-05-01")], "Hà Nội", "issued", False, "its territory did not change"),
    ([("Thừa Thiên Huế", "2022-05-01")], "Huế", "issued", False, "only its name changed"),
    ([("Huế", "2025-03-01")], "Huế", "issued", False, "a city since 2025-01-01"),
    ([("Bình Định", "2025-09-01")], "Gia Lai", "none", False, "there was no Bình Định any more"),
    ([("Gia Lai", "2026-03-01")], "Gia Lai", "none", False, "later than the day"),
]


@pytest.mark.parametrize(
    ("plans", "name", "status", "partial"), [row[:4] for row in STATUSES], ids=[row[4] for row in STATUSES]
)
def test_statuses_after_the_reform(plans: list[tuple[str, str | None]], name: str, status: str, partial: bool) -> None:
    parts = [carried(f"{n}-KH/TU", province=place, date=day) for n, (place, day) in enumerate(plans, start=1)]
    found = ask(*parts)
    row = row_of(found, name)
    assert (row.status, row.partial) == (status, partial)
    assert (found.denominator, len(found.rows), sum(r.status != "none" for r in found.rows)) == (
        34, 34, int(status != "none"),
    )  # fmt: skip


def test_the_part_is_named_with_its_documents_and_those_that_have_nothing() -> None:
    row = row_of(ask(carried("1-KH/TU", province="Bình Thuận", date="2022-05-01")), "Lâm Đồng")
    assert [(part.name, part.status, [item.number for item in part.documents]) for part in row.parts] == [
        ("Bình Thuận", "issued", ["1-KH/TU"]),
        ("Đắk Nông", "none", []),
        ("Lâm Đồng", "none", []),
    ]
    assert row.described == "inherited in part"
    assert (row.parts[0].first_date, row.parts[0].delay_days) == ("2022-05-01", 485)
    assert (row.first_date, row.delay_days, row.documents) == ("2022-05-01", 485, row.parts[0].documents)


def test_what_a_predecessor_is_cited_for_is_inherited_as_such() -> None:
    row = row_of(ask(cited("1-KH/TU", "Bình Định", "2022-05-01")), "Gia Lai")
    assert (row.status, row.partial, parts_of(row)) == ("inherited", True, {"Bình Định": "cited", "Gia Lai": "none"})


def test_an_own_document_that_is_only_cited_stands_before_what_is_inherited() -> None:
    row = row_of(
        ask(cited("1-KH/TU", "Gia Lai", "2025-09-01"), carried("2-KH/TU", province="Bình Định", date="2022-05-01")),
        "Gia Lai",
    )
    assert (row.status, row.partial, parts_of(row)) == ("cited", False, {"Bình Định": "issued", "Gia Lai": "none"})
    assert [item.number for item in row.documents] == ["1-KH/TU"]


def test_an_undated_document_that_cites_a_younger_one_is_of_the_new_province() -> None:
    young = Doc("ke-hoach", "9-KH/TW", "trung-uong", "k13", "2025-08-01", level="central")
    part = carried("1-KH/TU", province="Gia Lai", date=None).cites(young)
    row = row_of(ask(part), "Gia Lai")
    assert (row.status, row.certain) == ("issued", False)


def test_counts_and_the_word_for_a_part() -> None:
    found = ask(
        carried("1-KH/TU", province="Hà Nội", date="2022-05-01"),
        carried("2-KH/TU", province="Bình Định", date="2022-05-01"),
        carried("3-KH/TU", province="Tây Ninh", date="2022-05-01"),
        carried("4-KH/TU", province="Long An", date="2022-05-01"),
        cited("5-KH/TU", "Cao Bằng", "2022-05-01"),
    )
    assert {s: found.count(s) for s in ("issued", "cited", "inherited", "none")} == {
        "issued": 1, "cited": 1, "inherited": 2, "none": 30,
    }  # fmt: skip
    assert (found.partial, row_of(found, "Tây Ninh").described) == (1, "inherited")
    assert [row.name for row in found.known] == ["Hà Nội", "Cao Bằng", "Gia Lai", "Tây Ninh"]


def test_before_the_reform_nothing_is_inherited() -> None:
    found = ask(carried("1-KH/TU", province="Gia Lai", date="2022-05-01"), day=date(2025, 6, 30))
    assert [(row.name, row.status, row.parts) for row in found.known] == [("Gia Lai", "issued", ())]


# -- what is known of the day ------------------------------------------------------------------------------------------

CERTAIN: list[tuple[str, str | None, str, bool, str]] = [
    ("Tây Ninh", "2022-05-01", "2022-05-01", True, "its date"),
    ("Tây Ninh", "2022-05", "2022-05-31", True, "the end of its month"),
    ("Tây Ninh", "2022-05", "2022-05-20", False, "a day in its month"),
    ("Tây Ninh", None, "2022-05-01", False, "no date"),
    ("Bình Định", None, "2025-12-01", True, "no date, but its province had ended"),
    ("Tây Ninh", None, "2026-06-01", True, "no date, but the text is here today"),
]


@pytest.mark.parametrize(("province", "written", "day", "sure"), [r[:4] for r in CERTAIN], ids=[r[4] for r in CERTAIN])
def test_whether_a_document_was_there_on_the_day(province: str, written: str | None, day: str, sure: bool) -> None:
    part = carried("1-KH/TU", province=province, date=written)
    (row,) = ask(part, day=date.fromisoformat(day), today=date(2026, 6, 1)).known
    assert row.certain is sure


def test_a_month_that_begins_after_the_day_is_later() -> None:
    found = ask(carried("1-KH/TU", province="Tây Ninh", date="2022-06"), day=date(2022, 5, 31))
    assert ([item.number for item in found.later], found.known) == (["1-KH/TU"], ())


def test_a_date_before_the_directive_is_noted() -> None:
    found = ask(carried("1-KH/TU", province="Tây Ninh", date="2020-05-01"), day=date(2022, 5, 31))
    assert found.notes == ("Kế hoạch 1-KH/TU bears a date before the directive's own: 2020-05-01",)
    assert found.known[0].delay_days == -245


# -- a province --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Gia Lai", "gia lai", "tỉnh Gia Lai", "GIA LAI"])
def test_one_province(name: str) -> None:
    found = ask(
        carried("1-KH/TU", province="Bình Định", date="2022-05-01"),
        carried("2-KH/TU", province="Hà Nội", date="2022-05-01"),
        carried("3-KH/TU", date="2022-05-01"),
        province=name,
    )
    assert [(row.name, row.described) for row in found.rows] == [("Gia Lai", "inherited in part")]
    assert (found.denominator, found.province) == (1, "Gia Lai")
    assert [item.number for item in found.elsewhere] == ["2-KH/TU"]
    assert [item.number for item in found.unplaced] == ["3-KH/TU"]


def test_the_districts_of_a_province() -> None:
    parts = [
        carried("1-KH/HU", province="Bình Định", level="district", district="Tây Sơn", date="2022-05-01"),
        carried("2-KH/HU", province="Tây Ninh", level="district", district="Dương Minh Châu", date="2022-05-01"),
    ]
    found = ask(*parts, day=date(2022, 12, 31), level="district", province="binh dinh")
    assert [row.name for row in found.known] == ["Tây Sơn"]
    assert (found.denominator, {row.parent for row in found.rows}) == (11, {"Bình Định"})
    assert [item.number for item in found.elsewhere] == ["2-KH/HU"]


def test_a_province_that_ended_is_refused_with_its_successor() -> None:
    with pytest.raises(InputError, match="no province 'Bình Định' as of 2026-01-01") as caught:
        ask(carried("1-KH/TU", province="Bình Định"), province="Bình Định")
    assert "Bình Định is part of Gia Lai since 2025-07-01" in caught.value.hint
    with pytest.raises(InputError, match="no province 'Atlantis'"):
        ask(carried("1-KH/TU", province="Bình Định"), province="Atlantis")


# -- communes ----------------------------------------------------------------------------------------------------------


def commune(code: str, name: str, edition: str, parent: str, kind: str = "xa", after: tuple[str, ...] = ()) -> Locality:
    new = edition == "2025"
    return Locality(
        code, name, kind, "commune", edition, parent,
        date(2025, 7, 1) if new else None, None if new else date(2025, 6, 30), after,
    )  # fmt: skip


COMMUNES = (
    commune("21808", "Tây Phú", "2008", "547", after=("21808",)),  # huyện Tây Sơn, Bình Định
    commune("21811", "Bình Tường", "2008", "547", after=("21808",)),
    commune("21814", "Vĩnh An", "2008", "547", after=("21814",)),
    commune("21808", "Bình Phú", "2025", "52"),
    commune("21814", "Vĩnh An", "2025", "52"),
    commune("25501", "Vĩnh An", "2025", "80"),  # a namesake in Tây Ninh
)
WITH_COMMUNES = Gazetteer.of((*load_gazetteer().localities, *COMMUNES))


def of_commune(number: str, name: str, province: str, day: str, district: str | None = None) -> Part:
    part = carried(number, province=province, level="commune", date=day, district=district)
    part.text(part.iri, LIN + "communeName", name)
    return part


def test_communes_of_today() -> None:
    found = ask(
        of_commune("1-KH/DU", "Vĩnh An", "Gia Lai", "2025-09-01"),
        of_commune("2-KH/DU", "Bình Tường", "Bình Định", "2022-09-01", "Tây Sơn"),
        carried("3-KH/HU", province="Bình Định", level="district", district="Tây Sơn", date="2022-05-01"),
        level="commune",
        gazetteer=WITH_COMMUNES,
    )
    assert [(row.code, row.name, row.parent, row.described) for row in found.rows] == [
        ("21814", "Vĩnh An", "Gia Lai", "issued"),
        ("21808", "Bình Phú", "Gia Lai", "inherited in part"),
        ("25501", "Vĩnh An", "Tây Ninh", "none"),
    ]
    assert parts_of(found.rows[1]) == {"Tây Phú": "none", "Bình Tường": "issued"}
    assert [item.number for item in found.other_levels] == ["3-KH/HU"]


def test_communes_before_the_reform_lie_in_districts() -> None:
    day = date(2022, 12, 31)
    part = of_commune("1-KH/DU", "Vĩnh An", "Bình Định", "2022-09-01", "Tây Sơn")
    found = ask(part, day=day, level="commune", gazetteer=WITH_COMMUNES, province="Bình Định")
    assert [(row.name, row.parent, row.status) for row in found.rows] == [
        ("Vĩnh An", "Tây Sơn, Bình Định", "issued"),
        ("Tây Phú", "Tây Sơn, Bình Định", "none"),
        ("Bình Tường", "Tây Sơn, Bình Định", "none"),
    ]
    other = of_commune("1-KH/DU", "Vĩnh An", "Bình Định", "2022-09-01", "Phù Cát")
    assert ask(other, day=day, level="commune", gazetteer=WITH_COMMUNES).known == ()


def test_every_province_of_2025_comes_from_those_before() -> None:
    places = Places(load_gazetteer())
    now = places.at("province", AFTER)
    before = [one for new in now for one in places.predecessors(new)]
    assert sorted(one.code for one in before) == sorted(one.code for one in places.at("province", date(2025, 6, 30)))
    assert sorted(new.name for new in now if places.unchanged(new)) == sorted(
        ["Hà Nội", "Cao Bằng", "Điện Biên", "Lai Châu", "Sơn La", "Lạng Sơn", "Quảng Ninh", "Thanh Hóa", "Nghệ An",
         "Hà Tĩnh", "Huế"]
    )  # fmt: skip
