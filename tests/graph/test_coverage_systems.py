"""Coverage by system of bodies, what carries a directive out, and that each document stands in one place."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from graph.coverage import STATUSES, SYSTEMS, Coverage, carriers, coverage, documents_of
from graph.documents import summarize
from graph.systems import system_of_name
from graph.view import build_view
from ontology.errors import InputError
from ontology.vocabulary import load_vocabulary
from tests.graph.corpus import IRIS, RDFS, Doc, Part, build_parts
from tests.graph.test_coverage import DIRECTIVE, plan

DCT = "http://purl.org/dc/terms/"
ORG = "http://www.w3.org/ns/org#"
DAY = date(2022, 12, 31)


def issued(number: str, issuer: str | None, **facts: Any) -> Part:
    iri = Doc("ke-hoach", number, f"local/{number}", "nk2020").iri
    known = {"level": "province", "province": "Tây Ninh", "date": "2022-05-01", **facts}
    part = Part(f"{number.replace('/', '-')}.txt", 1, iri, "ke-hoach", number, issuer=issuer, **known)
    return part.cites(DIRECTIVE, "implements")


NAMES = [  # name, system, why
    ("Ban Thường vụ Tỉnh ủy Tây Ninh", "party", "committee"),
    ("Ban Dân vận Tỉnh uỷ Tây Ninh", "party", "another place of the tone"),
    ("Ủy ban nhân dân tỉnh Tây Ninh", "state", "council's committee"),
    ("Ban Thường vụ Liên đoàn Lao động tỉnh Tây Ninh", "front", "union"),
    ("Ban Chấp hành Hội Nông dân tỉnh Tây Ninh", "front", "an organ's name and whose it is"),
    ("Công an tỉnh Tây Ninh", "armed-forces", "police"),
    ("Tòa án nhân dân tỉnh Tây Ninh", "judiciary", "court"),
    ("Ban Thường vụ", None, "an organ, and nothing says whose"),
    ("Ban Chỉ đạo phòng cháy tỉnh", None, "a committee of whoever set it up"),
    ("Câu lạc bộ Thơ", None, "no known kind"),
    ("", None, "no name"),
]


@pytest.mark.parametrize(("name", "system"), [row[:2] for row in NAMES], ids=[row[2] for row in NAMES])
def test_the_system_of_a_body_by_its_name(name: str, system: str | None) -> None:
    assert system_of_name(name) == system


def test_the_systems_are_those_of_the_vocabulary() -> None:
    assert sorted(SYSTEMS) == [concept.slug for concept in load_vocabulary().systems]


def test_the_kind_of_the_body_decides_and_not_its_name() -> None:
    part = issued("1-KH", "Câu lạc bộ Thơ")
    part.link(part.body("Câu lạc bộ Thơ"), ORG + "classification", IRIS.concept("body-kind", "tinh-doan"))
    assert summarize(build_parts(part), part.iri).systems == ("front",)


def test_the_organization_tells_where_the_organ_does_not() -> None:
    part = issued("1-KH", "Ban Thường vụ")
    part.link(part.body("Ban Thường vụ"), ORG + "classification", IRIS.concept("body-kind", "ban-thuong-vu"))
    assert summarize(build_parts(part), part.iri).systems == ()
    part.link(part.iri, DCT + "publisher", part.body("Hội Nông dân tỉnh Tây Ninh"))
    assert summarize(build_parts(part), part.iri).systems == ("front",)


def test_joint_issuers_count_in_both_systems() -> None:
    part = issued("1-KH", "Ủy ban nhân dân tỉnh Tây Ninh")
    body = part.body("Liên đoàn Lao động tỉnh Tây Ninh")
    part.link(part.iri, "https://directive-lineage.example/ns#issuer", body)
    part.line(body, RDFS + "label", '"Liên đoàn Lao động tỉnh Tây Ninh"@vi')
    store = build_parts(part)
    assert summarize(store, part.iri).systems == ("front", "state")
    for system in ("front", "state"):
        assert coverage(store, DIRECTIVE.iri, as_of=DAY, system=system).count("issued") == 1


def test_what_citations_say_of_the_issuer_tells_the_system_of_a_cited_document() -> None:
    doc = Doc("ke-hoach", "9-KH/TU", "tay-ninh", "nk2020", "2022-05-01", "Tỉnh ủy Tây Ninh", "province", "Tây Ninh")
    part = plan("1-CV", level="central").cites(doc).cites(DIRECTIVE).states(doc.iri, "implements", DIRECTIVE.iri)
    found = coverage(build_parts(part), DIRECTIVE.iri, as_of=DAY, system="party")
    assert [(row.name, row.status) for row in found.known] == [("Tây Ninh", "cited")]


def test_only_documents_of_the_system_count() -> None:
    parts = [
        issued("1-KH", "Ban Thường vụ Tỉnh ủy Tây Ninh"),
        issued("2-KH", "Ủy ban nhân dân tỉnh Bình Định", province="Bình Định"),
        issued("3-KH", "Câu lạc bộ Thơ", province="Lâm Đồng"),
        issued("4-KH", None, province="Cao Bằng"),
    ]
    store = build_parts(*parts)
    for where in (store, build_view(store)):
        found = coverage(where, DIRECTIVE.iri, as_of=DAY, system="party")
        assert [row.name for row in found.known] == ["Tây Ninh"]
        assert [item.number for item in found.other_systems] == ["2-KH"]
        assert sorted(item.number or "" for item in found.unknown_system) == ["3-KH", "4-KH"]


def test_the_counts_of_all_systems() -> None:
    parts = [
        issued("1-KH", "Ban Thường vụ Tỉnh ủy Tây Ninh"),
        issued("2-KH", "Ban Dân vận Tỉnh ủy Tây Ninh"),
        issued("3-KH", "Ủy ban nhân dân tỉnh Tây Ninh"),
        issued("4-KH", "Ban Thường vụ Tỉnh ủy Bình Định", province="Bình Định"),
        issued("5-KH", "Câu lạc bộ Thơ", province="Lâm Đồng"),
    ]
    store = build_parts(*parts)
    found = coverage(store, DIRECTIVE.iri, as_of=DAY)
    assert [(one.system, one.issued, one.none, one.documents) for one in found.by_system] == [
        ("party", 2, 61, 3),
        ("state", 1, 62, 1),
        ("front", 0, 63, 0),
        ("armed-forces", 0, 63, 0),
        ("judiciary", 0, 63, 0),
        ("other", 0, 63, 0),
        ("unknown", 1, 62, 1),
    ]
    for system in SYSTEMS:
        asked = coverage(store, DIRECTIVE.iri, as_of=DAY, system=system)
        (one,) = (one for one in found.by_system if one.system == system)
        assert (asked.count("issued"), asked.count("none")) == (one.issued, one.none)
        assert asked.by_system == found.by_system


def test_an_unknown_system_is_refused() -> None:
    with pytest.raises(InputError, match="no system of bodies 'unknown'"):
        coverage(build_parts(issued("1-KH", None)), DIRECTIVE.iri, system="unknown")


# -- what carries out --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "counts"), [("luat", False), ("nghi-dinh", False), ("thong-tu", False), ("ke-hoach", True)]
)
def test_every_decision_is_based_on_laws(kind: str, counts: bool) -> None:
    middle = Doc("ke-hoach", "9/2021/X", "trung-uong", "2021", "2021-06-01", level="central")
    part = plan(province="Tây Ninh").cites(DIRECTIVE).states(middle.iri, "implements", DIRECTIVE.iri)
    part.cites(middle, "based-on")
    part.quads = [
        line.replace("vocab/type/ke-hoach", f"vocab/type/{kind}") if middle.iri in line else line for line in part.quads
    ]
    store = build_parts(part)
    assert (part.iri in carriers(store, DIRECTIVE.iri)) is counts
    assert carriers(store, DIRECTIVE.iri) == carriers(build_view(store), DIRECTIVE.iri)


def test_what_implements_a_law_carries_out_what_the_law_does() -> None:
    law = Doc("chi-thi", "9/2021/X", "trung-uong", "2021", "2021-06-01", level="central")
    part = plan(province="Tây Ninh").cites(law, "implements").cites(DIRECTIVE)
    part.states(law.iri, "implements", DIRECTIVE.iri)
    assert part.iri in carriers(build_parts(part), DIRECTIVE.iri)


def test_a_province_that_only_bases_a_decision_on_a_plan_is_noted() -> None:
    middle = Doc("ke-hoach", "9-KH/TW", "trung-uong", "k13", "2021-06-01", level="central")
    part = plan(province="Tây Ninh").cites(middle, "based-on").cites(DIRECTIVE)
    part.states(middle.iri, "implements", DIRECTIVE.iri)
    found = coverage(build_parts(part), DIRECTIVE.iri, as_of=DAY)
    assert found.notes == (
        "Tây Ninh: issued only in so far as Kế hoạch 1-KH/TU is based on what carries the directive out",
    )
    part.states(part.iri, "implements", middle.iri)
    assert coverage(build_parts(part), DIRECTIVE.iri, as_of=DAY).notes == ()


# -- properties --------------------------------------------------------------------------------------------------------

PROVINCES = ("Tây Ninh", "Long An", "Bình Định", "Gia Lai", "Hà Nội", "Huế", "Atlantis", None)
DATES = ("2021-06-01", "2022-05-01", "2022-05", "2025-06-30", "2025-07-01", "2025", "2025-11-05", None)
ISSUERS = ("Tỉnh ủy", "Ủy ban nhân dân tỉnh", "Hội Nông dân", "Câu lạc bộ Thơ", None)
FACTS = st.fixed_dictionaries(
    {
        "province": st.sampled_from(PROVINCES),
        "date": st.sampled_from(DATES),
        "issuer": st.sampled_from(ISSUERS),
        "level": st.sampled_from(("province", "province", "province", "district", "central", None)),
        "district": st.sampled_from(("Tây Sơn", None)),
    }
)
QUESTIONS = st.fixed_dictionaries(
    {
        "as_of": st.sampled_from((None, date(2022, 5, 15), date(2025, 6, 30), date(2025, 7, 1), date(2026, 1, 1))),
        "system": st.sampled_from((None, *SYSTEMS)),
        "province": st.sampled_from((None, "Gia Lai", "Hà Nội")),
    }
)


def store_of(facts: list[dict[str, Any]]) -> Any:
    parts = [issued(f"{n}-KH", fact.pop("issuer"), **fact) for n, fact in enumerate(map(dict, facts), start=1)]
    return build_parts(Part("d.txt", 1, DIRECTIVE.iri, "chi-thi", DIRECTIVE.number, date="2021-01-01"), *parts)


def shown(found: Coverage) -> Counter[str]:
    groups = [documents_of(row) for row in found.rows]
    groups += [found.unplaced, found.later, found.elsewhere]
    groups += [found.other_systems, found.unknown_system, found.other_levels]
    return Counter(document.iri for group in groups for document in group)


@given(st.lists(FACTS, max_size=6), QUESTIONS, st.sampled_from(("province", "district")))
@settings(max_examples=60)
def test_each_document_stands_in_one_place_and_counts_add_up(
    facts: list[dict[str, Any]], question: dict[str, Any], level: str
) -> None:
    if level == "district":
        question = {**question, "as_of": date(2022, 5, 15)}
    store = store_of(facts)
    found = coverage(store, DIRECTIVE.iri, level=level, **question)
    assert shown(found) == Counter(dict.fromkeys(carriers(store, DIRECTIVE.iri), 1))
    assert sum(found.count(status) for status in STATUSES) == found.denominator
    for one in found.by_system:
        assert one.issued + one.cited + one.inherited + one.none == found.denominator
    for row in found.rows:
        assert (row.status == "none") == (not row.documents)
        assert row.status != "inherited" or found.as_of >= date(2025, 7, 1)
        if row.status == "issued":
            assert any(document.status == "held" for document in row.documents)


RANK = {"none": 0, "inherited": 1, "cited": 2, "issued": 3}


@given(st.lists(FACTS, max_size=5), FACTS, st.sampled_from((DAY, date(2026, 1, 1))), st.sampled_from((None, "party")))
@settings(max_examples=40)
def test_one_more_document_never_takes_a_status_away(
    facts: list[dict[str, Any]], more: dict[str, Any], day: date, system: str | None
) -> None:
    before = coverage(store_of(facts), DIRECTIVE.iri, as_of=day, system=system)
    after = coverage(store_of([*facts, more]), DIRECTIVE.iri, as_of=day, system=system)
    statuses = {(row.code, row.name): RANK[row.status] for row in after.rows}
    assert all(statuses[row.code, row.name] >= RANK[row.status] for row in before.rows)
