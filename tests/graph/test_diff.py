"""What came, went and changed between two stores; what only stands elsewhere is no difference."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph import terms
from graph.derive import derive
from graph.diff import LISTS, Difference, diff
from graph.store import GraphStore, memory_store, open_store
from ontology.errors import InputError
from ontology.iris import Iris
from tests.graph.corpus import (
    CT04,
    CT12,
    HD02,
    KH83,
    KL12,
    LD457,
    LD3000,
    Part,
    build,
    build_parts,
    held,
    nquads,
    sources,
)


def letter(**facts: str) -> Part:
    """A letter as each of the tests changes it."""
    known = {"date": "2022-07-11", "title": "triển khai Kế hoạch", "province": "Tây Ninh"}
    return held(LD457, "a.txt", 1, **{**known, **facts})


def lists(found: Difference) -> set[str]:
    """The lists in which there is something."""
    return {name for name in LISTS if getattr(found, name)}


def test_equal_stores_do_not_differ(store: GraphStore) -> None:
    found = diff(store, build(dict(reversed(list(sources().items())))))
    assert not found
    assert lists(found) == set()
    assert (found.quads.before, found.quads.after) == (len(store), len(store))
    assert (found.quads.came, found.quads.went) == (0, 0)


def test_empty_stores_do_not_differ() -> None:
    assert not diff(memory_store(), memory_store())


def test_everything_comes_to_an_empty_store(store: GraphStore) -> None:
    found = diff(memory_store(), store)
    assert found
    assert lists(found) == {
        *("sources", "documents", "relations", "citations", "assignments", "milestones", "conflicts")
    }
    assert [change.source for change in found.sources] == [f"00{number}.txt" for number in (0, 1, 3, 4, 5, 6)]
    assert len(found.documents) == 15
    assert {change.change for name in lists(found) for change in getattr(found, name)} == {"came"}
    assert (found.quads.before, found.quads.came, found.quads.went) == (0, len(store), 0)


def test_the_other_way_round_all_signs_are_turned(store: GraphStore) -> None:
    less = build({source: data for source, data in sources().items() if not source.endswith("003.txt")})
    there, back = diff(store, less), diff(less, store)
    turned = {"came": "went", "went": "came", "became held": "became cited only", "became cited only": "became held"}
    for name in ("sources", "documents", "relations", "citations", "assignments", "milestones", "conflicts"):
        said = [turned[item.change] for item in getattr(back, name)]
        assert [item.change for item in getattr(there, name)] == said, name
    assert {item.change for item in there.documents} == {"went"}
    assert (there.quads.came, there.quads.went) == (back.quads.went, back.quads.came)


def test_numbers_of_nodes_and_positions_are_no_difference() -> None:
    before = letter().cites(CT04).cites(HD02, "implements").assigns("1", "Văn phòng", "lead").due("report", "2022-08")
    after = letter().due("report", "2022-08").assigns("1", "Văn phòng", "lead").cites(HD02, "implements").cites(CT04)
    found = diff(build_parts(before), build_parts(after))
    assert not found
    assert found.quads.came == found.quads.went > 0


def test_a_moved_text_is_a_changed_source_and_no_changed_fact() -> None:
    found = diff(build_parts(letter().cites(CT04)), build_parts(letter(sha256="ab" * 32).cites(CT04)))
    assert lists(found) == {"sources"}
    (change,) = found.sources
    assert (change.change, change.source, change.after) == ("changed", "a.txt", "ab" * 32)


FACTS: list[tuple[dict[str, str], str, tuple[str, ...], tuple[str, ...]]] = [
    ({"date": "2022-07-12"}, "date", ("2022-07-11",), ("2022-07-12",)),
    ({"title": "khác"}, "title", ("triển khai Kế hoạch",), ("khác",)),
    ({"province": "Tiền Giang"}, "province", ("Tây Ninh",), ("Tiền Giang",)),
    ({"province": ""}, "province", ("Tây Ninh",), ()),
    ({"issuer": "Công đoàn"}, "issuer", (), ("Công đoàn",)),
    ({"level": "district"}, "level", (), ("district",)),
]


@pytest.mark.parametrize(("facts", "property", "old", "new"), FACTS, ids=[str(row[0]) for row in FACTS])
def test_a_fact_changes(facts: dict[str, str], property: str, old: tuple[str, ...], new: tuple[str, ...]) -> None:
    found = diff(build_parts(letter()), build_parts(letter(**facts)))
    assert lists(found) == {"facts"}
    (change,) = found.facts
    assert (change.document.iri, change.document.label) == (LD457.iri, "Công văn 457/LĐLĐ")
    assert (change.property, change.before, change.after) == (property, old, new)


def test_type_and_number_of_a_document_change() -> None:
    before = Part("a.txt", 1, LD457.iri, "cong-van", "457/LĐLĐ")
    after = Part("a.txt", 1, LD457.iri, "ke-hoach", "457/LDLD")
    found = diff(build_parts(before), build_parts(after))
    assert [(change.property, change.before, change.after) for change in found.facts] == [
        ("type", ("cong-van",), ("ke-hoach",)),
        ("number", ("457/LĐLĐ",), ("457/LDLD",)),
    ]


def test_who_signed_is_a_fact() -> None:
    found = diff(build_parts(letter()), build_parts(letter().signed("Nguyễn Văn A", "Chủ tịch", "Ban")))
    assert [(change.property, change.after) for change in found.facts] == [
        ("signer", ("Nguyễn Văn A (Chủ tịch)",)),
        ("addressee", ("Các công đoàn cơ sở",)),
        ("recipient", ("VP (lưu)",)),
    ]


def test_the_date_of_a_document_that_is_only_cited_changes() -> None:
    found = diff(build_parts(letter().cites(KL12)), build_parts(letter().cites(KL12, date="2021-08-21")))
    assert [(change.document.iri, change.property, change.after) for change in found.facts] == [
        (KL12.iri, "date", ("2021-08-21",))
    ]


def test_a_relation_and_a_citation_come_and_go() -> None:
    before = letter().cites(CT04)
    after = letter().cites(CT04, "implements")
    found = diff(build_parts(before), build_parts(after))
    assert lists(found) == {"relations", "citations"}
    said = [
        (item.change, item.source.iri, item.relation, item.target.iri, item.stated_in.iri) for item in found.relations
    ]
    assert said == [
        ("went", LD457.iri, "cites", CT04.iri, LD457.iri),
        ("came", LD457.iri, "implements", CT04.iri, LD457.iri),
    ]
    cited = [(item.change, item.citing.iri, item.role, item.cited.label) for item in found.citations]
    assert cited == [
        ("went", LD457.iri, "cites", "Chỉ thị 04-CT/TW"),
        ("came", LD457.iri, "implements", "Chỉ thị 04-CT/TW"),
    ]
    assert all("04-CT/TW" in (item.sentence or "") for item in found.citations)


def test_who_states_a_relation_is_part_of_it() -> None:
    other = held(LD3000, "b.txt", 1)
    before = letter().cites(CT12).cites(KH83).states(KH83.iri, "implements", CT12.iri)
    after = letter().cites(CT12).cites(KH83)
    found = diff(build_parts(before, other), build_parts(after, replace_states(other)))
    said = [(item.change, item.stated_in.iri) for item in found.relations if item.relation == "implements"]
    assert said == [("came", LD3000.iri), ("went", LD457.iri)]


def replace_states(part: Part) -> Part:
    """The same part with a relation that it states."""
    return replace(part).states(KH83.iri, "implements", CT12.iri)


Change = tuple[str, Callable[[Part], Part], Callable[[Part], Part]]
DUTIES: list[Change] = [
    ("assignments", lambda part: part.assigns("1", "A", "lead"), lambda part: part.assigns("2", "A", "lead")),
    ("assignments", lambda part: part.assigns("1", "A", "lead"), lambda part: part.assigns("1", "B", "lead")),
    ("assignments", lambda part: part.assigns("1", "A", "lead"), lambda part: part.assigns("1", "A", "monitor")),
    ("assignments", lambda part: part.assigns("1", "A", "lead"), lambda part: part.assigns("1", "A", "lead", "2022")),
    ("milestones", lambda part: part.due("report", "2022-07"), lambda part: part.due("report", "2022-08")),
    ("milestones", lambda part: part.due("report", "2022-07"), lambda part: part.due("deadline", "2022-07")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after"), DUTIES)
def test_a_duty_changes(name: str, before: Callable[[Part], Part], after: Callable[[Part], Part]) -> None:
    found = diff(build_parts(before(letter())), build_parts(after(letter())))
    assert lists(found) == {name}
    assert sorted(item.change for item in getattr(found, name)) == ["came", "went"]
    assert {item.document.iri for item in getattr(found, name)} == {LD457.iri}


def test_a_document_becomes_held_and_cited_only() -> None:
    citing, own = letter().cites(CT04), held(CT04, "b.txt", 1, date="2011-07-06")
    without, with_it = build_parts(citing), build_parts(citing, own)
    there, back = diff(without, with_it), diff(with_it, without)
    assert [(item.change, item.document.iri) for item in there.documents] == [("became held", CT04.iri)]
    assert [(item.change, item.document.status) for item in back.documents] == [("became cited only", "held")]


def test_a_document_that_is_still_cited_elsewhere_does_not_go() -> None:
    one, other = letter().cites(CT04), held(LD3000, "b.txt", 1).cites(CT04)
    found = diff(build_parts(one, other), build_parts(other))
    assert [item.document.iri for item in found.documents] == [LD457.iri]
    assert [item.citing.iri for item in found.citations] == [LD457.iri]


def test_what_a_copy_still_says_does_not_go() -> None:
    copies = [held(LD457, f"{name}.txt", 1, sha256="ab" * 32).cites(CT04).assigns("1", "A", "lead") for name in "ab"]
    found = diff(build_parts(*copies), build_parts(copies[0]))
    assert lists(found) == {"sources"}


def test_conflicts_come_go_and_change() -> None:
    none = build_parts(letter().cites(KH83))
    one = build_parts(letter().cites(KH83), held(KH83, "b.txt", 1, date="2022-06-11"))
    more = build_parts(
        letter().cites(KH83), held(KH83, "b.txt", 1, date="2022-06-11"), held(LD3000, "c.txt", 1).cites(KH83)
    )
    (came,), (went,), (changed,) = (diff(*both).conflicts for both in ((none, one), (one, none), (one, more)))
    assert (came.change, came.before, [item.iri for item in came.documents]) == ("came", None, [KH83.iri])
    assert came.after is not None
    assert (came.property, came.after.preferred) == ("date_document", "2022-06-11")
    assert came.after.sides == (("2022-06-11", 1), ("2022-06-21", 1))
    assert (went.change, went.after) == ("went", None)
    assert changed.change == "changed"
    assert changed.after is not None
    assert changed.after.sides == (("2022-06-21", 2), ("2022-06-11", 1))


def test_identifications_come_and_go() -> None:
    plain, found_same = (build_parts(letter().cites(KL12).cites(CT04)) for _ in range(2))
    graph = ox.NamedNode(found_same.iris.derived_graph)
    found_same.raw.add(ox.Quad(ox.NamedNode(KL12.iri), terms.SAME_DOCUMENT, ox.NamedNode(CT04.iri), graph))
    found = diff(plain, found_same)
    assert lists(found) == {"identifications"}
    (change,) = found.identifications
    assert (change.change, change.identifier.iri, change.document.iri) == ("came", KL12.iri, CT04.iri)
    assert [item.change for item in diff(found_same, plain).identifications] == ["went"]


def test_other_graphs_are_told_by_their_numbers() -> None:
    plain, more = memory_store(), memory_store()
    for store, turtle in ((plain, b""), (more, b"<https://a.example/x> <https://a.example/p> 1 .")):
        store.load_static(ontology=turtle, vocabulary=b"", gazetteer=b"")
    found = diff(plain, more)
    assert lists(found) == {"graphs"}
    assert [(item.graph, item.came, item.went) for item in found.graphs] == [(plain.iris.ontology_graph, 1, 0)]


def test_stores_with_different_bases_are_refused(store: GraphStore) -> None:
    with pytest.raises(InputError, match=r"https://other\.example/") as error:
        diff(store, memory_store(Iris("https://other.example/")))
    assert "LINEAGE_BASE" in error.value.hint


def test_stores_on_disk(tmp_path: Path, store: GraphStore) -> None:
    """The order of what is stored differs between memory and disk, which is no difference."""
    with open_store(tmp_path / "one") as written:
        written.load_sources(sources().items())
        derive(written)
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    with open_store(tmp_path / "two") as written:
        written.remove_source(written.iris.source("006.txt"))
        derive(written)
    with (
        open_store(tmp_path / "one", read_only=True) as one,
        open_store(tmp_path / "two", read_only=True) as two,
    ):
        assert not diff(one, store)
        assert not diff(one, one)
        found = diff(one, two)
    assert lists(found) == {"sources", "documents"}
    assert found == diff(store, build({name: data for name, data in sources().items() if "006" not in name}))


def test_it_is_frozen_ordered_and_json(store: GraphStore) -> None:
    found = diff(memory_store(), store)
    assert found == diff(memory_store(), build(dict(reversed(list(sources().items())))))
    with pytest.raises(AttributeError):
        found.sources = ()  # type: ignore[misc]
    data = found.to_json()
    assert isinstance(data, dict)
    assert json.loads(json.dumps(data))["different"] is True
    assert diff(store, store).to_json() == {
        "different": False,
        "quads": {"before": len(store), "after": len(store), "came": 0, "went": 0},
        **{name: [] for name in LISTS},
    }


def test_only_parts_that_differ_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    from graph.contents import Contents

    read: list[str] = []
    stating_in = Contents.stating_in

    def counting(self: Contents, graph: str) -> object:
        read.append(graph)
        return stating_in(self, graph)

    monkeypatch.setattr(Contents, "stating_in", counting)
    parts = [held(LD3000, "b.txt", 1).cites(CT04), held(KH83, "c.txt", 1).cites(CT12)]
    diff(build(nquads([letter(), *parts])), build(nquads([letter().cites(CT04), *parts])))
    assert set(read) == {letter().graph}
