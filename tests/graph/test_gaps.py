"""What is cited and not held, in which order, and why it matters."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from graph import terms
from graph.documents import summarize
from graph.gaps import Gap, gaps
from graph.model import DocumentSummary
from graph.store import GraphStore, memory_store, open_store
from ontology.errors import InputError
from tests.graph.corpus import (
    CT04,
    CT12,
    CT12_2007,
    CV1218,
    HD02,
    KH41,
    KH83,
    KL12,
    LD457,
    LD3000,
    Doc,
    Part,
    build,
    build_parts,
    held,
    sources,
)

SHARED = Path(__file__).parents[3] / "shared" / "corpus"

SAMPLE = [  # citers, document, date, roles, between held documents
    (3, "Chỉ thị 04-CT/TW", "2011-07-06", "implements 2, cites 1", False),
    (2, "Nghị định 30/2020/NĐ-CP", "2020-03-05", "based-on 1, cites 1", False),
    (1, "Nghị quyết 36-NQ/TW", "2004-03-26", "cites 1", False),
    (1, "Chỉ thị 12-CT/TW", "2007-05-03", "implements 1", False),
    (1, "Chỉ thị 15-CT/TU", "2012-05-04", "cites 1", False),
    (1, "Kết luận 12-KL/TW", "2012-08-12", "cites 1", False),
    (1, "Nghị quyết 28-NQ/TW", "2013-10-25", "cites 1", False),
    (1, "Luật 75/2015/QH13", "2015-06-09", "based-on 1", False),
    (1, "Luật không số: Luật Tổ chức chính quyền địa phương (2015-06-19)", "2015-06-19", "based-on 1", False),
    (1, "Quyết định 845/QĐ-UBND", "2017-04-10", "cites 1", False),
    (1, "Biên bản không số: Biên bản hội đàm (2019-03-14)", "2019-03-14", "cites 1", False),
    (1, "Bản ghi nhớ không số: Bản ghi nhớ hợp tác (2019-03-15)", "2019-03-15", "cites 1", False),
    (1, "Kết luận 12-KL/TW", "2021-08-12", "cites 1", False),
    (1, "Công văn 1218-CV/TU", "2022-01-25", "implements 1", True),
    (1, "Hướng dẫn 58-HD/TWĐTN-BQT", "2022-02-22", "based-on 1", True),
    (1, "Công văn 360-CV/TU", "2022-06-23", "cites 1", False),
    (1, "Công văn 244-CV/HU", "2022-07-08", "cites 1", False),
    (1, "Công văn 3000/LĐLĐ", "2022-07-11", "based-on 1", True),
    (1, "Tờ trình 452/TTr-SNgV", "2022-08-10", "cites 1", False),
    (1, "Kế hoạch 41-KH/TU", "2022-10-17", "implements 1", True),
    (1, "Chỉ thị 46-CT/TW", "2025-05-16", "implements 1", False),
    (1, "Thông tri 04/TT-MTTW-BTT", "2025-11-04", "based-on 1", False),
    (1, "Kế hoạch 29/KH-MTTQ-BTT", "2025-11-10", "implements 1", False),
]

Row = tuple[int, str, str | None, str, bool]


def row(gap: Gap) -> Row:
    roles = ", ".join(f"{count.role} {count.documents}" for count in gap.roles)
    return (gap.cited_by, gap.document.label, gap.document.date, roles, gap.between)


def numbers(store: GraphStore, **asked: Any) -> list[str | None]:
    return [gap.document.number for gap in gaps(store, **asked).gaps]


def only(store: GraphStore) -> Gap:
    (gap,) = gaps(store).gaps
    return gap


def test_the_sample_corpus(sample_store: Path) -> None:
    with open_store(sample_store, read_only=True) as store:
        found = gaps(store)
    assert [row(gap) for gap in found.gaps] == SAMPLE
    assert (found.total, found.limit, found.offset) == (23, 50, 0)
    assert {gap.document.status for gap in found.gaps} == {"cited"}


def test_the_sample_tells_who_cites_in_what_role_with_which_words(sample_store: Path) -> None:
    with open_store(sample_store, read_only=True) as store:
        first = gaps(store, limit=1).gaps[0]
    said = [(citer.document.label, citer.role, len(citer.quotations)) for citer in first.citers]
    assert said == [
        ("Hướng dẫn 02-HD/BĐNTW", "implements", 1),
        ("Chỉ thị 12-CT/TW", "cites", 1),
        ("Kế hoạch không số: Tiếp tục thực hiện Chỉ thị số 04-CT/TW ngày …", "implements", 3),
    ]
    assert all("04-CT/TW" in quotation.sentence for citer in first.citers for quotation in citer.quotations)
    assert first.carries_out == ()
    assert [document.number for document in first.carried_out_by] == ["02-HD/BĐNTW", None]


def test_the_hand_made_graph(store: GraphStore) -> None:
    found = {gap.document.iri: gap for gap in gaps(store).gaps}
    assert [(gap.document.number, gap.cited_by) for gap in found.values()] == [
        ("04-CT/TW", 2),
        ("12-KL/TW", 2),
        ("02-HD/BĐNTW", 1),
        ("1218-CV/TU", 1),
        ("3000/LĐLĐ", 1),
        ("41-KH/TU", 1),
    ]
    assert {iri for iri, gap in found.items() if gap.between} == {CV1218.iri, LD3000.iri, KH41.iri}
    link = found[LD3000.iri]
    assert [document.iri for document in link.carries_out] == [KH83.iri]
    assert [document.iri for document in link.carried_out_by] == [LD457.iri]
    assert [citer.document.iri for citer in link.citers] == [LD457.iri]
    assert link.citers[0].quotations[0].text == "3000/LĐLĐ"


FILTERS: list[tuple[dict[str, Any], list[str]]] = [
    ({"type": "ke-hoach"}, ["41-KH/TU"]),
    ({"province": "tỉnh tay ninh"}, ["3000/LĐLĐ"]),
    ({"level": "central"}, ["04-CT/TW", "12-KL/TW", "02-HD/BĐNTW"]),
    ({"level": "district"}, []),
    ({"role": "based-on"}, ["3000/LĐLĐ"]),
    ({"role": "implements"}, ["04-CT/TW", "02-HD/BĐNTW", "1218-CV/TU", "41-KH/TU"]),
    ({"level": "province", "role": "implements"}, ["1218-CV/TU", "41-KH/TU"]),
    ({"limit": 2, "offset": 1}, ["12-KL/TW", "02-HD/BĐNTW"]),
    ({"offset": 99}, []),
]


@pytest.mark.parametrize(("asked", "expected"), FILTERS, ids=[str(asked) for asked, _ in FILTERS])
def test_filters_and_pages(store: GraphStore, asked: dict[str, Any], expected: list[str]) -> None:
    assert numbers(store, **asked) == expected


WRONG: list[dict[str, Any]] = [
    {"limit": 0},
    {"limit": 10_001},
    {"offset": -1},
    {"max_citers": -1},
    {"type": "thu"},
    {"level": "village"},
    {"role": "leads"},
]


@pytest.mark.parametrize("asked", WRONG, ids=str)
def test_what_is_not_supported_is_refused(store: GraphStore, asked: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        gaps(store, **asked)


def test_a_role_ranks_by_how_many_cite_so() -> None:
    store = build_parts(
        held(LD457, "a.txt", 1).cites(CT04).cites(HD02, "implements"),
        held(CT12, "b.txt", 1).cites(CT04).cites(HD02, "implements"),
        held(KH83, "c.txt", 1).cites(CT04, "implements"),
    )
    assert numbers(store) == ["04-CT/TW", "02-HD/BĐNTW"]
    assert numbers(store, role="implements") == ["02-HD/BĐNTW", "04-CT/TW"]


def test_equal_ones_are_ordered_by_date_number_and_iri() -> None:
    undated = Doc("cong-van", "1-CV/TU", "tay-ninh", "nk2020")
    later = Doc("ke-hoach", "2-KH/TU", "tay-ninh", "nk2020", "2022-03-01")
    tenth, second = (Doc("ke-hoach", f"{number}-KH/HU", "tay-ninh/x", "nk2020", "2022-01-01") for number in (10, 2))
    part = held(LD457, "a.txt", 1)
    for doc in (undated, later, tenth, second):
        part.cites(doc)
    assert numbers(build_parts(part)) == ["2-KH/HU", "10-KH/HU", "2-KH/TU", "1-CV/TU"]


def test_an_empty_store_has_no_gaps() -> None:
    found = gaps(memory_store())
    assert (found.total, found.gaps) == (0, ())


def test_a_document_that_only_cites_itself_is_no_gap() -> None:
    assert gaps(build_parts(held(LD457, "a.txt", 1).cites(LD457))).total == 0


def test_a_document_that_is_cited_only_by_itself_is_no_gap_though_nobody_holds_it() -> None:
    part = Part("a.txt", 1, LD457.iri, "cong-van", "457/LĐLĐ").cites(LD457)
    part.quads = [quad for quad in part.quads if "heldIn" not in quad]
    assert gaps(build_parts(part)).total == 0


def test_copies_of_one_text_count_once() -> None:
    copies = [
        Part(f"{name}.txt", 1, f"https://directive-lineage.example/text/{name}.txt/1/document", "ke-hoach",
             issuer="Huyện ủy", sha256="ab" * 32).cites(CT04, "implements")
        for name in "ab"
    ]  # fmt: skip
    gap = only(build_parts(*copies))
    assert (gap.cited_by, [(count.role, count.documents) for count in gap.roles]) == (1, [("implements", 1)])
    (citer,) = gap.citers
    assert citer.document.copies == 2
    assert [(quotation.file, quotation.also_in) for quotation in citer.quotations] == [("a.txt", ("b.txt",))]


def test_what_copies_cite_by_place_alone_is_one_gap() -> None:
    """A plan whose province no text names has an identifier of its own in each of the copies."""
    parts = []
    for name in "ab":
        own = f"https://directive-lineage.example/text/{name}.txt/1/document"
        local = Doc("ke-hoach", "41-KH/TU", f"local/{name}.txt/1", "nk2020")
        parts.append(Part(f"{name}.txt", 1, own, "ke-hoach", issuer="Huyện ủy", sha256="ab" * 32).cites(local))
    gap = only(build_parts(*parts))
    assert (gap.cited_by, gap.document.copies, len(gap.identifiers)) == (1, 2, 2)


def identified(store: GraphStore, iri: str, one: str) -> GraphStore:
    """The store, in which an identifier was found to stand for another document."""
    graph = ox.NamedNode(store.iris.derived_graph)
    store.raw.add(ox.Quad(ox.NamedNode(iri), terms.SAME_DOCUMENT, ox.NamedNode(one), graph))
    return store


KL12_MISDATED = Doc("ket-luan", "12-KL/TW", "trung-uong", "k11", "2012-08-12", "Bộ Chính trị", "central")


def test_identifiers_of_one_document_are_one_gap() -> None:
    store = build_parts(held(LD457, "a.txt", 1).cites(KL12), held(CT12, "b.txt", 1).cites(KL12_MISDATED, "implements"))
    assert gaps(store).total == 2
    gap = only(identified(store, KL12_MISDATED.iri, KL12.iri))
    assert (gap.document.iri, gap.cited_by) == (KL12.iri, 2)
    assert set(gap.identifiers) == {KL12.iri, KL12_MISDATED.iri}
    assert {citer.document.iri for citer in gap.citers} == {LD457.iri, CT12.iri}


def test_a_document_is_no_gap_where_one_of_its_identifiers_is_held() -> None:
    store = build_parts(held(LD457, "a.txt", 1).cites(KL12_MISDATED), held(KL12, "b.txt", 1))
    assert [gap.document.iri for gap in gaps(store).gaps] == [KL12_MISDATED.iri]
    assert gaps(identified(store, KL12_MISDATED.iri, KL12.iri)).total == 0


def test_a_document_that_cites_itself_by_another_identifier_does_not_count() -> None:
    store = build_parts(held(KL12, "a.txt", 1).cites(KL12_MISDATED).cites(CT04))
    assert numbers(identified(store, KL12_MISDATED.iri, KL12.iri)) == ["04-CT/TW"]


def test_a_chain_of_gaps_stands_between_held_documents() -> None:
    store = build_parts(
        held(CT12, "a.txt", 1),
        held(LD457, "b.txt", 1)
        .cites(LD3000, "based-on")
        .cites(KH83)
        .states(LD3000.iri, "implements", KH83.iri)
        .states(KH83.iri, "implements", CT12.iri),
    )
    assert {gap.document.iri: gap.between for gap in gaps(store).gaps} == {LD3000.iri: True, KH83.iri: True}


def test_a_cycle_of_gaps_without_a_held_document_above_is_no_link() -> None:
    store = build_parts(
        held(LD457, "b.txt", 1)
        .cites(LD3000, "based-on")
        .cites(KH83)
        .states(LD3000.iri, "implements", KH83.iri)
        .states(KH83.iri, "implements", LD3000.iri),
    )
    assert [gap.between for gap in gaps(store).gaps] == [False, False]


def test_the_bound_is_of_what_is_told_not_of_what_is_counted() -> None:
    parts = [
        held(Doc("cong-van", f"{number}-CV/HU", f"x/{number}", "nk2020"), f"{number}.txt", 1).cites(CT04, "implements")
        for number in range(1, 6)
    ]
    store = build_parts(*parts)
    (some,) = gaps(store, max_citers=2).gaps
    assert (some.cited_by, len(some.citers), len(some.carried_out_by)) == (5, 2, 2)
    assert [citer.document.number for citer in some.citers] == ["1-CV/HU", "2-CV/HU"]
    (none,) = gaps(store, max_citers=0).gaps
    assert (none.cited_by, none.citers, none.carried_out_by) == (5, (), ())


def test_only_the_page_is_summarized(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("graph.gaps")
    asked: list[str] = []

    def counting(store: GraphStore, iri: str) -> DocumentSummary:
        asked.append(iri)
        return summarize(store, iri)

    monkeypatch.setattr(module, "summarize", counting)
    gaps(store, limit=1, max_citers=0)
    assert asked == [CT04.iri]


def test_the_order_of_loading_does_not_matter(store: GraphStore) -> None:
    turned = build(dict(reversed(list(sources().items()))))
    assert gaps(turned) == gaps(store)


def test_a_store_on_disk_answers_twice_the_same(tmp_path: Path, store: GraphStore) -> None:
    with open_store(tmp_path / "store") as written:
        written.load_sources(sources().items())
    with open_store(tmp_path / "store", read_only=True) as opened:
        assert gaps(opened) == gaps(opened, limit=50) == gaps(store)


def test_json(store: GraphStore) -> None:
    data = gaps(store, limit=1).to_json()
    assert isinstance(data, dict)
    assert json.loads(json.dumps(data))["gaps"][0]["document"]["iri"] == CT04.iri
    assert data["total"] == 6


def test_2007_is_held_here_and_no_gap(store: GraphStore) -> None:
    assert CT12_2007.iri not in {gap.document.iri for gap in gaps(store).gaps}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real documents are not here")
def test_the_real_documents() -> None:
    from loaders import extract_paths, to_nquads

    store = memory_store()
    store.load_sources(
        (store.iris.source(result.source), to_nquads(result, store.iris)) for result in extract_paths([SHARED])
    )
    found = {(gap.document.number, gap.document.date): gap for gap in gaps(store).gaps}
    citers = {
        ("41-KH/TU", "2022-10-17"): {("000", "implements")},
        ("1218-CV/TU", "2022-01-25"): {("004", "implements")},
        ("3000/LĐLĐ", "2022-07-11"): {("003", "based-on")},
        ("04-CT/TW", "2011-07-06"): {("001", "implements"), ("004", "cites")},
        ("36-NQ/TW", "2004-03-26"): {("001", "cites"), ("004", "cites")},
        ("12-KL/TW", "2021-08-12"): {("000", "cites")},
        ("15-CT/TU", "2012-05-04"): {("001", "cites")},
        ("02-HD/BĐNTW", "2017-01-16"): {("001", "implements")},
        ("360-CV/TU", "2022-06-23"): {("000", "cites")},
        ("244-CV/HU", "2022-07-08"): {("000", "cites")},
    }
    for key, expected in citers.items():
        told = found[key].citers
        assert {((citer.quotations[0].file or "")[:3], citer.role) for citer in told} == expected, key
        assert found[key].cited_by == len(expected)
    links = {number for (number, _), gap in found.items() if gap.between}
    assert links == {"41-KH/TU", "1218-CV/TU", "3000/LĐLĐ"}
