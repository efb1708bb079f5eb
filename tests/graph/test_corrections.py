"""Corrections: what they mean, what they change, and that neither order nor history leaves a trace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import coverage, list_documents, resolve_one, show
from graph.corrections import (
    CorrectionState,
    correction_files,
    list_corrections,
    load_corrections,
    problem_of,
    remove_corrections,
)
from graph.derive import derive
from graph.documents import find_documents, summarize
from graph.identities import canonical
from graph.reading import values
from graph.statements import Statement
from graph.store import GraphStore, memory_store
from graph.terms import SAME_BODY
from graph.validate import validate
from ontology.errors import Ambiguous, NotFound
from tests.graph.corpus import CT04, CT12, CV1218, IRIS, KH83, KL12, NO_PROVINCE, TAY_SON, Doc, Part, held, sources

LOCAL = "local/030.txt/1"
PLAN = Doc("ke-hoach", "90-KH/TU", LOCAL, "nk2020")
"""A held plan with a number, of an unknown province."""
PLAN_CITED = Doc("ke-hoach", "90-KH/TU", "tay-ninh", "nk2020", "2022-09-09", "Tỉnh ủy Tây Ninh", "province", "Tây Ninh")
CT15 = Doc("chi-thi", "15-CT/TU", LOCAL, "nk2010", "2012-05-04", "Ban Thường vụ Tỉnh ủy", "province")
CT15_CITED = replace(CT15, scope="tay-ninh", issuer="Ban Thường vụ Tỉnh ủy Tây Ninh", province="Tây Ninh")
BCD = Doc("ke-hoach", "7-KH/BCĐ", LOCAL, "2022", "2022-05-04", "Ban Chỉ đạo tỉnh", "province")
BCD_CITED = replace(BCD, scope="tay-ninh", province="Tây Ninh")
HU = Doc("ke-hoach", "9-KH/HU", LOCAL, "nk2020", "2022-05-04", "Ban Thường vụ Huyện ủy", "district")
KL12_2012 = Doc("ket-luan", "12-KL/TW", "trung-uong", "k11", "2012-08-12", "Bộ Chính trị", "central")
BODY = IRIS.body("ban-thuong-vu-tinh-uy", "001.txt-1")
BODIES = ("Ban Thường vụ Tỉnh ủy", "Ban Thường vụ Tỉnh ủy Tây Ninh")


def more_sources() -> dict[str, bytes]:
    """The sources of the small corpus, and some whose documents corrections join and part."""
    parts = [
        Part("030.txt", 1, PLAN.iri, "ke-hoach", "90-KH/TU", level="province", date="2022-09-10",
             title="đối ngoại nhân dân", issuer="Ban Thường vụ Tỉnh ủy")
        .cites(CT12, "implements").cites(CT15).cites(BCD).cites(HU),
        held(Doc("cong-van", "1-CV/HU", "tay-ninh/go-dau", "nk2020"), "031.txt", 1, level="district",
             province="Tây Ninh", date="2022-10-01")
        .cites(PLAN_CITED, "implements").cites(CT15_CITED).cites(BCD_CITED),
        held(Doc("cong-van", "2-CV/HU", "tay-ninh/go-dau", "nk2020"), "032.txt", 1, date="2023-10-01").cites(KL12_2012),
    ]  # fmt: skip
    found = sources()
    for part in parts:
        found[IRIS.source(part.source)] = "\n".join(part.quads).encode()
    return found


SOURCES = more_sources()
NAMES = sorted(SOURCES)


def says(about: str, property: str, value: str, line: int = 2, author: str = "Trần B") -> Statement:
    return Statement(about, property, value, author, "con dấu trên bản gốc", "2026-01-05", line)


FILES: dict[str, tuple[Statement, ...]] = {
    "places.csv": (
        says("001.txt#1", "province", "Lâm Đồng"),
        says("030.txt#1", "province", "Tây Ninh", 3),
        says("000.txt#1", "district", "Tuy Phước", 4),
    ),
    "same.csv": (
        says(KL12_2012.iri, "same-as", "12-KL/TW 2021-08-12"),
        says(CV1218.iri, "same-as", KH83.iri, 3),
        says("Tỉnh ủy Bình Định", "same-as", "Nobody at all", 4),
        says(*BODIES[:1], "same-as", BODIES[1], 5),
    ),
    "apart.csv": (says(KL12_2012.iri, "not-same-as", KL12.iri), says("12-CT/TW 2007", "type", "nghi-quyet", 3)),
    "facts.yaml": (
        says("83-KH/TU 2022-06-11", "date", "2022-06-21"),
        says("457/LĐLĐ", "title", "về đối ngoại nhân dân", 3),
        says("457/LĐLĐ", "number", "458/LĐLĐ", 4),
        says("030.txt#1", "issuer", "Tỉnh ủy Tây Ninh", 5),
        says("12-CT/TW 2007", "type", "chi-thi", 6),
    ),
}


def built(names: Iterable[str] = NAMES, files: Iterable[str] = ()) -> GraphStore:
    """A store made at one go: documents, then corrections."""
    store = memory_store()
    for name in names:
        store.replace_source(name, SOURCES[name])
    for file in files:
        load_corrections(store, file, FILES[file])
    derive(store)
    return store


def corrected(*statements: Statement) -> GraphStore:
    """All documents with these corrections."""
    store = built()
    load_corrections(store, "c.csv", statements)
    derive(store)
    return store


def states(store: GraphStore) -> list[str]:
    return [item.state for item in list_corrections(store)]


WITHOUT = built().canonical_nquads()
WITH_ALL = built(files=FILES).canonical_nquads()


# -- order and history -------------------------------------------------------------------------------------------------


@given(st.permutations([*NAMES, *FILES]), st.sets(st.integers(0, 12)))
@settings(max_examples=20, deadline=None)
def test_any_order_and_any_partition_give_the_same_graph(order: list[str], cuts: set[int]) -> None:
    store = memory_store()
    for number, name in enumerate(order):
        if name in FILES:
            load_corrections(store, name, FILES[name])
        else:
            store.replace_source(name, SOURCES[name])
        if number in cuts:
            derive(store)
    derive(store)
    assert store.canonical_nquads() == WITH_ALL


STEP = st.tuples(st.sampled_from([*NAMES, *FILES, *FILES]), st.booleans(), st.booleans())


@given(st.lists(STEP, max_size=14))
@settings(max_examples=25, deadline=None)
def test_what_is_derived_step_by_step_is_what_is_derived_at_once(history: list[tuple[str, bool, bool]]) -> None:
    store = built()
    for name, loads, derives in history:
        if name in FILES:
            load_corrections(store, name, FILES[name] if loads else ())
        else:
            store.replace_source(name, SOURCES[name]) if loads else store.remove_source(name)
        if derives:
            derive(store)
    derive(store)
    step_by_step = store.canonical_nquads()
    derive(store, whole=True)
    assert step_by_step == store.canonical_nquads()


NAMED = st.sampled_from(
    [f"{name}.txt#1" for name in ("000", "001", "030", "031")]
    + [one.iri for one in (KH83, CV1218, KL12, KL12_2012, PLAN, PLAN_CITED, CT15, CT15_CITED)]
    + ["12-CT/TW", "12-CT/TW 2022", "12-KL/TW 2012-08-12", "90-KH/TU", "15-CT/TU", "999-KH/TU", BODY, BODIES[0]]
)
STATEMENTS = st.one_of(
    st.tuples(NAMED, st.just("province"), st.sampled_from(["Tây Ninh", "Lâm Đồng"])),
    st.tuples(NAMED, st.just("district"), st.sampled_from(["Gò Dầu", "Tây Sơn"])),
    st.tuples(NAMED, st.just("date"), st.sampled_from(["2022-01-05", "2021"])),
    st.tuples(NAMED, st.sampled_from(["same-as", "not-same-as"]), NAMED),
).map(lambda said: says(*said))
LOADING = st.tuples(st.sampled_from(["a.csv", "b.csv"]), st.lists(STATEMENTS, max_size=4))
CHANGING = st.tuples(st.sampled_from(NAMES), st.booleans())


@given(st.lists(st.one_of(LOADING, CHANGING, st.none()), max_size=10))
@settings(max_examples=50, deadline=None)
def test_whatever_reviewers_say_is_derived_step_by_step_as_at_once(
    history: list[tuple[str, list[Statement] | bool] | None],
) -> None:
    store = built()
    for step in history:
        if step is None:
            derive(store)
        elif isinstance(step[1], list):
            load_corrections(store, step[0], step[1])
        else:
            store.replace_source(step[0], SOURCES[step[0]]) if step[1] else store.remove_source(step[0])
    derive(store)
    step_by_step = store.canonical_nquads()
    derive(store, whole=True)
    assert step_by_step == store.canonical_nquads()
    known = list_corrections(store)
    assert all((problem_of(item, known) is None) == (item.state in ("applies", "waiting")) for item in known)


@given(st.lists(st.sampled_from([*NAMES, *FILES]), max_size=8))
@settings(max_examples=15, deadline=None)
def test_what_was_loaded_and_removed_leaves_no_trace(history: list[str]) -> None:
    store = built()
    for name in history:
        if name in FILES:
            load_corrections(store, name, FILES[name])
        else:
            store.remove_source(name)
        derive(store)
    for name in correction_files(store):
        remove_corrections(store, name)
    for name in NAMES:
        store.replace_source(name, SOURCES[name])
    derive(store)
    assert store.canonical_nquads() == WITHOUT


def test_loading_documents_again_loses_no_correction() -> None:
    store = built(files=FILES)
    for name in NAMES:
        store.remove_source(name)
    derive(store)
    assert set(states(store)) == {"waiting"}
    for name in NAMES:
        store.replace_source(name, SOURCES[name])
    derive(store)
    assert store.canonical_nquads() == WITH_ALL


def test_a_file_replaces_what_it_said() -> None:
    store = corrected(says("001.txt#1", "province", "Lâm Đồng"), says("000.txt#1", "title", "x", 3))
    assert load_corrections(store, "c.csv", [says("001.txt#1", "province", "Cà Mau")])
    derive(store)
    assert [item.correction.value for item in list_corrections(store)] == ["Cà Mau"]
    assert not load_corrections(store, "c.csv", [says("001.txt#1", "province", "Cà Mau")])
    with pytest.raises(NotFound, match=r"d\.csv.*c\.csv"):
        remove_corrections(store, "d.csv")


def test_a_change_of_corrections_looks_only_at_what_it_concerns() -> None:
    store = built(files=["places.csv"])
    load_corrections(store, "facts.yaml", FILES["facts.yaml"][1:2])
    assert derive(store).documents < 3
    load_corrections(store, "facts.yaml", ())
    assert derive(store).documents < 3


def test_the_graph_conforms_with_corrections() -> None:
    store = built(files=FILES)
    store.load_static()
    derive(store)
    assert [line for line in validate(store).lines if "orrect" in line] == []


# -- places ------------------------------------------------------------------------------------------------------------


def test_a_province_that_the_text_does_not_name_counts_in_a_coverage() -> None:
    store = corrected(says("001.txt#1", "province", "Lâm Đồng"))
    found = coverage(store, CT04.iri)
    (row,) = [row for row in found.rows if row.name == "Lâm Đồng"]
    assert NO_PROVINCE not in [item.iri for item in coverage(built(), CT04.iri).rows[0].documents]
    assert (row.status, [item.iri for item in row.documents]) == ("issued", [NO_PROVINCE])
    said = "province Lâm Đồng is a reviewer's word (Trần B, 2026-01-05: con dấu trên bản gốc)"
    assert [note for note in found.notes if note.endswith(said)]
    (document,) = row.documents
    assert (document.corrected, document.reviews) == (("province",), (said,))
    assert (document.scope, document.province) == ("lam-dong", "Lâm Đồng")
    assert NO_PROVINCE in [item.iri for item in list_documents(store, province="lam dong").documents]
    (fact,) = show(store, NO_PROVINCE).corrections
    assert (fact.property, fact.value, fact.author, fact.texts_say) == ("province", "Lâm Đồng", "Trần B", ())


def test_what_the_texts_say_stays_visible() -> None:
    store = corrected(says("000.txt#1", "province", "Phú Yên"))
    found = show(store, TAY_SON)
    assert found.summary.province == "Phú Yên"
    assert found.corrections[0].texts_say == ("Bình Định",)
    assert [fact.value for fact in found.facts if fact.property == "province"] == ["Bình Định"]
    assert [item.texts_say for item in list_corrections(store)] == [("Bình Định",)]


def test_a_plan_of_an_unknown_province_is_joined_within_the_one_that_a_reviewer_gives() -> None:
    assert canonical(built(), PLAN_CITED.iri) == PLAN_CITED.iri
    store = corrected(says("030.txt#1", "province", "Tây Ninh"))
    assert canonical(store, PLAN_CITED.iri) == PLAN.iri
    rows = store.query(
        f"SELECT ?g WHERE {{ ?i lin:identifies <{PLAN_CITED.iri}> ; lin:identifiedAs <{PLAN.iri}> ; lin:ground ?g }}"
    )
    assert "reviewer" in str(list(rows))  # type: ignore[arg-type]
    other = corrected(says("030.txt#1", "province", "Lâm Đồng"))
    assert canonical(other, PLAN_CITED.iri) == PLAN_CITED.iri


def test_what_the_plan_cites_of_its_own_province_is_of_that_province() -> None:
    store = corrected(says("90-KH/TU 2022-09-10", "province", "Tây Ninh"))
    assert canonical(store, CT15_CITED.iri) == canonical(store, CT15.iri)
    found = summarize(store, CT15.iri)
    assert (found.province, found.scope, found.corrected) == ("Tây Ninh", "tay-ninh", ("province",))
    assert show(store, CT15.iri).corrections[0].carried_over
    assert list_corrections(store)[0].also == (CT15.iri,)
    # a symbol that many bodies share, and a body below the province, stay local
    assert canonical(store, BCD_CITED.iri) == BCD_CITED.iri != canonical(store, BCD.iri)
    assert summarize(store, HU.iri).corrected == ()


def test_a_copy_of_a_text_is_corrected_with_it() -> None:
    store = built()
    part = Part("b/001.txt", 1, IRIS.unnumbered_document("b/001.txt", 1), "ke-hoach", level="province", title="x",
                issuer="Ban Thường vụ Tỉnh ủy", sha256=store.sources()[IRIS.source("001.txt")])  # fmt: skip
    load_corrections(store, "c.csv", [says("001.txt#1", "province", "Lâm Đồng")])
    derive(store)
    store.replace_source(IRIS.source("b/001.txt"), "\n".join(part.quads).encode())
    derive(store)
    assert summarize(store, part.iri).province == "Lâm Đồng"
    store.remove_source(IRIS.source("b/001.txt"))
    derive(store)
    assert [item.subjects for item in list_corrections(store)] == [(NO_PROVINCE,)]


# -- other facts -------------------------------------------------------------------------------------------------------


def test_the_corrected_values_win() -> None:
    store = built(files=["facts.yaml"])
    plan = summarize(store, KH83.iri)
    assert (plan.date, plan.dates, plan.corrected) == ("2022-06-21", ("2022-06-21", "2022-06-11"), ("date",))
    (conflict,) = show(store, KH83.iri).conflicts
    assert conflict.better_supported == "2022-06-21"
    letter = resolve_one(store, "458/LĐLĐ")
    assert (letter.label, letter.title) == ("Công văn 458/LĐLĐ", "về đối ngoại nhân dân")
    assert letter.iri == resolve_one(store, "457/LĐLĐ").iri
    assert resolve_one(store, "90-KH/TU", date="2022-09-10").issuer == "Tỉnh ủy Tây Ninh"
    (listed,) = list_documents(store, q="458/LĐLĐ").documents
    assert listed.iri == letter.iri


# -- joins -------------------------------------------------------------------------------------------------------------


def test_a_reviewer_joins_and_parts() -> None:
    store = corrected(says(KL12_2012.iri, "same-as", "12-KL/TW 2021-08-12"))
    assert canonical(store, KL12_2012.iri) == canonical(store, KL12.iri)
    assert len(find_documents(store, "12-KL/TW")) == 1
    apart = corrected(says(CT15.iri, "not-same-as", CT15_CITED.iri), says("030.txt#1", "province", "Tây Ninh", 3))
    assert canonical(apart, CT15_CITED.iri) != canonical(apart, CT15.iri)


def test_two_held_texts_are_one_if_a_reviewer_says_so() -> None:
    store = corrected(says("000.txt#1", "same-as", "001.txt#1"))
    assert canonical(store, TAY_SON) == canonical(store, NO_PROVINCE)
    assert len(show(store, TAY_SON).copies) == 2


def test_bodies_are_joined() -> None:
    store = corrected(says(BODIES[0], "same-as", "Ban Dân vận Tỉnh ủy Tây Ninh"))
    assert states(store) == ["ambiguous"]  # two parts name a Tỉnh ủy of an unknown province
    first, second = (IRIS.body("ban-thuong-vu-tinh-uy", f"{name}-1") for name in ("001.txt", "030.txt"))
    store = corrected(says(first, "same-as", second), says(second, "same-as", "Ban Dân vận Tỉnh ủy Tây Ninh", 3))
    assert states(store) == ["applies", "applies"]
    assert values(store, second, SAME_BODY) == (first,)
    remove_corrections(store, "c.csv")
    derive(store)
    assert store.canonical_nquads() == WITHOUT


# -- what does not apply -----------------------------------------------------------------------------------------------

REFUSED = [  # statements, states, why
    ([says("83-KH/TU", "title", "x"), says("12-CT/TW", "title", "y", 3)], ["applies", "ambiguous"], "ambiguous"),
    ([says("999-KH/TU", "title", "x")], ["waiting"], "waiting"),
    ([says("https://a.example/ b", "title", "x")], ["waiting"], "no IRI"),
    ([says(BODY, "province", "Lâm Đồng")], ["waiting"], "a body for a document"),
    ([says(BODY, "same-as", NO_PROVINCE)], ["waiting"], "a body that is a document"),
    ([says(BODY, "not-same-as", BODY)], ["contradicted"], "not itself"),
    (
        [says("001.txt#1", "province", "Lâm Đồng"), says(NO_PROVINCE, "province", "Cà Mau", 3)],
        ["contradicted", "contradicted"],
        "two provinces",
    ),
    (
        [says("001.txt#1", "province", "Lâm Đồng"), says(NO_PROVINCE, "province", "Lâm Đồng", 3)],
        ["applies", "applies"],
        "twice the same",
    ),
    (
        [says(KH83.iri, "same-as", CV1218.iri), says(CV1218.iri, "not-same-as", KH83.iri, 3)],
        ["contradicted", "contradicted"],
        "one and not one",
    ),
    (
        [
            says(KH83.iri, "same-as", CV1218.iri),
            says(CV1218.iri, "same-as", CT12.iri, 3),
            says(CT12.iri, "not-same-as", KH83.iri, 4),
        ],
        ["contradicted"] * 3,
        "one and not one by way of a third",
    ),
    (
        [
            says(KH83.iri, "same-as", CV1218.iri),
            says(CV1218.iri, "title", "x", 3),
            says(KH83.iri, "title", "y", 4),
        ],
        ["applies", "contradicted", "contradicted"],
        "two titles of what is one",
    ),
]


@pytest.mark.parametrize(("statements", "expected", "why"), REFUSED, ids=[row[2] for row in REFUSED])
def test_what_does_not_apply(statements: list[Statement], expected: list[str], why: str) -> None:
    store = corrected(*statements)
    assert states(store) == expected
    if "applies" not in expected:
        assert all(not summarize(store, iri).corrected for iri in (NO_PROVINCE, KH83.iri, CV1218.iri))


def problems(store: GraphStore) -> list[str]:
    known: tuple[CorrectionState, ...] = list_corrections(store)
    return [str(found) for item in known if (found := problem_of(item, known))]


def test_a_contradiction_names_both_lines() -> None:
    store = corrected(says("001.txt#1", "province", "Lâm Đồng"), says(NO_PROVINCE, "province", "Cà Mau", 3))
    first, second = problems(store)
    assert "c.csv, line 2: " in first
    assert "is contradicted by c.csv, line 3. " in first
    assert "is contradicted by c.csv, line 2. " in second


def test_an_ambiguous_number_names_its_bearers() -> None:
    store = corrected(says("12-CT/TW", "title", "x"))
    (item,) = known = list_corrections(store)
    assert isinstance(problem_of(item, known), Ambiguous)
    assert item.candidates == tuple(sorted(document.iri for document in find_documents(store, "12-CT/TW")))
