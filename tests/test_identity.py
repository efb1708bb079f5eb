"""Which document is which, from texts to the graph: bearers of one number stay apart, misdated citations find home."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import GraphStore, derive, find_documents, list_documents, memory_store, show
from graph.conflicts import conflicts
from graph.lineage import trace_document
from loaders import FileResult, extract_text, to_nquads
from ontology.iris import Iris
from ontology.register import load_register
from tests.cascades import corpus
from tests.identity_texts import Plan, citing_letters, letter, plans

IRIS = Iris()
MISDATED = (
    "Kết luận số 12-KL/TW ngày 12/8/2012 của Bộ Chính trị về công tác đối với người Việt Nam ở nước ngoài trong tình "
    "hình mới"
)
K11, K13 = (IRIS.document("trung-uong", "ket-luan", "12-KL/TW", term) for term in ("k11", "k13"))


@cache
def quads(name: str, text: str) -> bytes:
    """What is loaded for a text."""
    return to_nquads(FileResult(Path(name), name, sha256(text.encode()).hexdigest(), extract_text(name, text)), IRIS)


def load(texts: dict[str, str], store: GraphStore | None = None) -> GraphStore:
    """A store with these texts, derived at the end."""
    store = memory_store() if store is None else store
    store.load_sources((IRIS.source(name), quads(name, text)) for name, text in texts.items())
    derive(store)
    return store


def register_texts() -> dict[str, str]:
    return {name: text for name, (text, _) in citing_letters().items()}


def test_all_bearers_of_the_reused_numbers_stay_apart() -> None:
    store = load(register_texts())
    for (kind, number), entries in load_register().items():
        found = find_documents(store, number)
        assert {item.type for item in found} == {kind}
        assert sorted(item.date or "" for item in found) == [entry.date for entry in entries]
        for item in found:
            citers = {citation.citing.iri for citation in show(store, item.iri).cited_by}
            assert len(citers) == 2, f"{number} of {item.date}"
    assert conflicts(store).total == 0


def test_two_hundred_plans_that_share_numbers_stay_apart() -> None:
    found = plans(200)
    store = load({name: plan.text for name, plan, _ in found})
    listed = list_documents(store, status="held", limit=1000).documents
    assert len(listed) == len({item.iri for item in listed}) == 200
    by_place = {(item.province, item.district): item for item in listed}
    for _, plan, place in found:
        if place.level == "province":
            item = by_place[place.name, None]
            assert (item.number, item.date, item.also) == (plan.number, plan.date, ())
    assert conflicts(store, kind="date").total == 0, "no plan takes another one's date"


def test_a_misdated_citation_is_joined_and_the_date_is_in_conflict() -> None:
    name, right = next((name, text) for name, (text, date) in citing_letters().items() if date == "2021-08-12")
    store = load({name: right, "wrong.txt": letter(7, "2022-02-14", f"Đề nghị quán triệt {MISDATED}.")})
    (item,) = find_documents(store, "12-KL/TW")
    assert (item.iri, item.date, item.also) == (K13, "2021-08-12", (K11,))
    (conflict,) = conflicts(store).conflicts
    assert (conflict.kind, conflict.better_supported) == ("date", "2021-08-12")
    assert "2012-08-12 and 2021-08-12 look alike" in conflict.reason
    assert {side.value for side in conflict.sides} == {"2021-08-12", "2012-08-12"}
    assert all(side.quotations for side in conflict.sides)


def test_a_misdated_citation_does_not_drag_the_bearer_of_its_term_along() -> None:
    wrong = letter(7, "2022-02-14", f"Đề nghị quán triệt {MISDATED}.")
    store = load({**register_texts(), "wrong.txt": wrong})
    found = {item.iri: item for item in find_documents(store, "12-KL/TW")}
    assert {iri: item.date for iri, item in found.items()} == {K11: "2011-10-24", K13: "2021-08-12"}
    assert found[K11].dates == ("2011-10-24",)
    assert len({citation.citing.iri for citation in show(store, K11).cited_by}) == 2
    citers = {citation.citing.number or "" for citation in show(store, K13).cited_by}
    assert min(citers, key=len) == "7-CV/TU"
    (conflict,) = conflicts(store).conflicts
    assert (conflict.document.iri, conflict.better_supported) == (K13, "2021-08-12")
    (wrong_one,) = find_documents(
        store, next(number for number in citers if number and "7-CV" in number and len(number) < 9)
    )
    assert K13 in {node.document.iri for node in trace_document(store, wrong_one.iri, relations=("cites",)).nodes}


ELDERS = "chăm sóc người cao tuổi ở các xã vùng sâu, vùng xa trong tình hình mới"
FORESTS = "phát triển hợp tác xã nông nghiệp và bảo vệ rừng ở các tỉnh miền núi phía Bắc"


@pytest.mark.parametrize(("many", "few"), [(3, 3), (3, 1), (1, 3)])
def test_one_wrong_citation_makes_no_one_document_of_two(many: int, few: int) -> None:
    said = {f"a{n}": f"ngày 09/02/2013 của Ban Bí thư về {ELDERS}" for n in range(many)}
    said |= {f"b{n}": f"ngày 09/02/2018 của Ban Bí thư về {FORESTS}" for n in range(few)}
    said["wrong"] = f"ngày 09/02/2018 của Ban Bí thư về {ELDERS}"
    texts = {
        name: letter(20 + n, "2023-06-02", f"Đề nghị nghiên cứu Chỉ thị số 77-CT/TW {words}.")
        for n, (name, words) in enumerate(said.items())
    }
    store = load(texts)
    assert [item.also for item in find_documents(store, "77-CT/TW")] == [(), ()]
    assert conflicts(store, kind="identity").total == 1


@pytest.mark.parametrize("written", ["4-CT/TW", "04/CT-TW", "4/CT-TW", "04 - CT/TW"])
def test_other_ways_to_write_a_number(written: str) -> None:
    said = {"right.txt": "04-CT/TW", "other.txt": written}
    texts = {
        name: letter(n, "2023-06-02", f"Đề nghị nghiên cứu Chỉ thị số {number} ngày 06/7/2011 của Ban Bí thư.")
        for n, (name, number) in enumerate(said.items(), start=20)
    }
    store = load(texts)
    (item,) = find_documents(store, "04-CT/TW")
    assert len({citation.citing.iri for citation in show(store, item.iri).cited_by}) == 2
    assert {one.iri for one in find_documents(store, "4-CT/TW")} == {item.iri}
    parts = load({"other.txt": texts["other.txt"]})
    assert load({"right.txt": texts["right.txt"]}, parts).canonical_nquads() == store.canonical_nquads()


RULES, MOVE = "về phân cấp quản lý cán bộ", "về việc điều động đồng chí Nguyễn Văn Sông"


def test_a_decision_and_a_regulation_of_one_number_stay_apart_and_a_wrong_type_word_is_seen_through() -> None:
    def own(kind: str, day: str, title: str) -> str:
        text = Plan("83-QĐ/TU", day, "Tỉnh ủy Tây Ninh", "Tây Ninh", title).text
        return text.replace("KẾ HOẠCH", kind).replace("ban hành Kế hoạch như sau", "quyết nghị")

    said = "Đề nghị nghiên cứu Quyết định số 83-QĐ/TU ngày 11/6/2022 của Ban Thường vụ Tỉnh ủy Tây Ninh"
    texts = {
        "rules.txt": own("QUY ĐỊNH", "2022-06-11", RULES),
        "move.txt": own("QUYẾT ĐỊNH", "2023-06-11", MOVE),
        "with.txt": letter(10, "2023-05-02", f"{said} {RULES}."),
        "without.txt": letter(11, "2023-07-02", f"{said}."),
    }
    store = load(texts)
    held = {item.type: item for item in find_documents(store, "83-QĐ/TU")}
    assert {kind: item.dates for kind, item in held.items()} == {
        "quy-dinh": ("2022-06-11",),
        "quyet-dinh": ("2023-06-11",),
    }
    citers = {citation.citing.number for citation in show(store, held["quy-dinh"].iri).cited_by}
    assert citers == {"10-CV/TU", "11-CV/TU"}
    assert not [item for item in conflicts(store).conflicts if item.document.number == "83-QĐ/TU"]


OPEN = [  # what is said of 04-CT/TW, the term that is meant (None: it stays open), why
    ("Chỉ thị số 04-CT/TW của Ban Bí thư khóa XI", "k11", "the khóa tells"),
    (
        "Chỉ thị số 04-CT/TW của Ban Bí thư về tăng cường sự lãnh đạo của Đảng đối với công tác thu hồi tài sản bị "
        "thất thoát",
        "k13",
        "the subject tells",
    ),
    ("Chỉ thị số 04-CT/TW của Ban Bí thư", None, "nothing tells"),
]


@pytest.mark.parametrize(("said", "term"), [row[:2] for row in OPEN], ids=[row[2] for row in OPEN])
def test_a_citation_without_date(said: str, term: str | None) -> None:
    store = load({**register_texts(), "short.txt": letter(9, "2024-05-06", f"Đề nghị nghiên cứu {said}.")})
    found = {item.iri: item for item in find_documents(store, "04-CT/TW")}
    known = {one: IRIS.document("trung-uong", "chi-thi", "04-CT/TW", one) for one in ("k11", "k13")}
    undecided = conflicts(store, kind="identity").conflicts
    if term is None:
        assert len(found) == 3
        assert [{side.value for side in item.sides} for item in undecided] == [set(known.values())]
        return
    assert found.keys() == set(known.values())
    assert len({citation.citing.iri for citation in show(store, known[term]).cited_by}) == 3
    assert not undecided


def test_a_plan_of_an_unknown_province_is_nobody_elses() -> None:
    _, plan, _ = plans(1)[0]
    date = "/".join(reversed(plan.date.split("-")))
    nameless = letter(3, "2023-01-09", f"Thực hiện Kế hoạch số 83-KH/TU ngày {date} của Ban Thường vụ Tỉnh ủy.")
    nameless = nameless.replace("TỈNH ỦY CÀ MAU", "TỈNH ỦY").replace("Cà Mau, ngày", "ngày")
    store = load({"plan.txt": plan.text, "nameless.txt": nameless})
    assert len(find_documents(store, "83-KH/TU")) == 2
    (undecided,) = conflicts(store, kind="identity").conflicts
    assert "the place of its issuer is not known" in undecided.reason


# -- any order, any partition ------------------------------------------------------------------------------------------


def texts() -> dict[str, str]:
    """Some of everything: misdated, undated, nameless, plans."""
    found = {name: text for name, text in register_texts().items() if "KL" in name or "04-CT" in name}
    found["wrong.txt"] = letter(7, "2022-02-14", f"Đề nghị quán triệt {MISDATED}.")
    found |= {
        f"short-{n}.txt": letter(20 + n, "2024-05-06", f"Đề nghị nghiên cứu {row[0]}.") for n, row in enumerate(OPEN)
    }
    return found | {name: plan.text for name, plan, _ in plans(200)[55:62]}


TEXTS = texts()
WHOLE = load(TEXTS).canonical_nquads()


@given(st.permutations(sorted(TEXTS)), st.lists(st.integers(1, len(TEXTS)), max_size=5))
@settings(max_examples=12, deadline=None)
def test_any_order_and_any_partition_give_the_same_graph(order: list[str], cuts: list[int]) -> None:
    store = memory_store()
    for part in parts_of(order, cuts):
        load({name: TEXTS[name] for name in part}, store)
    assert store.canonical_nquads() == WHOLE


@given(st.lists(st.sampled_from(sorted(TEXTS)), min_size=1, max_size=6, unique=True))
@settings(max_examples=12, deadline=None)
def test_what_is_loaded_and_removed_leaves_no_trace(names: list[str]) -> None:
    store = load({name: text for name, text in TEXTS.items() if name not in names})
    before = store.canonical_nquads()
    load({name: TEXTS[name] for name in names}, store)
    for name in names:
        store.remove_source(IRIS.source(name))
        derive(store)
    assert store.canonical_nquads() == before


@given(st.integers(0, 10**6), st.lists(st.integers(1, 60), max_size=4), st.randoms(use_true_random=False))
@settings(max_examples=5, deadline=None)
def test_corpora_derived_step_by_step_and_at_once(seed: int, cuts: list[int], random: Random) -> None:
    texts = {result.source: to_nquads(result, IRIS) for result in corpus(60, seed)}
    order, gone = sorted(texts), sorted(texts)[::7]
    random.shuffle(order)
    store = memory_store()
    for part in parts_of(order, cuts):
        store.load_sources((IRIS.source(name), texts[name]) for name in part)
        derive(store)
    for name in gone:
        store.remove_source(IRIS.source(name))
        derive(store)
    at_once = memory_store()
    at_once.load_sources((IRIS.source(name), texts[name]) for name in texts if name not in gone)
    derive(at_once, whole=True)
    assert store.canonical_nquads() == at_once.canonical_nquads()


def parts_of(order: list[str], cuts: Iterable[int]) -> Iterable[list[str]]:
    """A list cut at some places."""
    bounds = sorted({0, *cuts, len(order)})
    return [order[start:end] for start, end in pairwise(bounds) if start < end]
