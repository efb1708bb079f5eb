from __future__ import annotations

import json
from itertools import product
from typing import get_args

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.lineage import DIRECTIONS, Direction, Lineage, days_between, trace, trace_document
from graph.model import DocumentSummary
from graph.store import GraphStore, memory_store
from graph.view import View, build_view
from ontology.errors import InputError, NotFound
from tests.graph.corpus import (
    CT04,
    CT12,
    CV492,
    CV578,
    CV1218,
    HD02,
    IRIS,
    KH41,
    KH83,
    LD457,
    LD3000,
    NO_PROVINCE,
    TAY_SON,
    Doc,
    Part,
    build_parts,
    held,
)


def steps(lineage: Lineage, *, cascade: bool = True) -> set[tuple[str, str, str]]:
    return {(edge.source, edge.relation, edge.target) for edge in (lineage.cascade if cascade else lineage.edges)}


def members(lineage: Lineage) -> set[str]:
    return {node.document.iri for node in lineage.nodes}


def test_up_from_the_letter_over_the_letter_and_the_plan_to_both_directives(store: GraphStore) -> None:
    lineage = trace_document(store, LD457.iri, direction="up")
    assert steps(lineage) == {
        (LD457.iri, "based-on", LD3000.iri),
        (LD3000.iri, "implements", KH83.iri),
        (KH83.iri, "implements", CT12.iri),
        (CT12.iri, "continues", CT04.iri),
    }
    shortcuts = {edge.target for edge in lineage.edges if not edge.in_cascade}
    assert shortcuts == {KH83.iri, CT12.iri}
    assert {node.document.iri: node.depth for node in lineage.nodes}[CT04.iri] == 2


def test_the_days_of_each_step(store: GraphStore) -> None:
    lineage = trace_document(store, LD457.iri, direction="up")
    days = {(edge.source, edge.target): edge.days for edge in lineage.cascade}
    assert days[LD457.iri, LD3000.iri] == 0
    assert days[LD3000.iri, KH83.iri] == 30
    assert days[KH83.iri, CT12.iri] == 157


def test_down_from_the_directive_to_three_provinces_and_their_districts(store: GraphStore) -> None:
    lineage = trace_document(store, CT12.iri, direction="down")
    places = {node.document.iri: (node.document.place, node.document.status) for node in lineage.nodes}
    assert places == {
        CT12.iri: (None, "held"),
        KH83.iri: ("Tây Ninh", "held"),
        CV578.iri: ("Tây Ninh", "held"),
        LD3000.iri: ("Tây Ninh", "cited"),
        LD457.iri: ("Dương Minh Châu, Tây Ninh", "held"),
        KH41.iri: ("Bình Định", "cited"),
        TAY_SON: ("Tây Sơn, Bình Định", "held"),
        CV1218.iri: ("Lâm Đồng", "cited"),
        CV492.iri: ("Cát Tiên, Lâm Đồng", "held"),
    }
    assert (TAY_SON, "implements", KH41.iri) in steps(lineage)
    assert (CV492.iri, "implements", CV1218.iri) in steps(lineage)


def test_down_does_not_follow_continues(store: GraphStore) -> None:
    assert members(trace_document(store, CT04.iri, direction="down")) == {CT04.iri, NO_PROVINCE, HD02.iri}
    wider = trace_document(store, CT04.iri, direction="down", relations=("implements", "based-on", "continues"))
    assert {CT12.iri, KH83.iri, LD457.iri} <= members(wider)


def test_both_sides_know_which_they_are(store: GraphStore) -> None:
    lineage = trace_document(store, KH83.iri)
    sides = {node.document.iri: (node.side, node.depth) for node in lineage.nodes}
    assert sides[KH83.iri] == ("root", 0)
    assert sides[CT12.iri] == ("up", 1)
    assert sides[CT04.iri] == ("up", 2)
    assert sides[LD457.iri] == ("down", 1)
    assert TAY_SON not in sides


def test_every_step_has_its_evidence(store: GraphStore) -> None:
    for edge in trace_document(store, CT12.iri).edges:
        assert edge.sentence.startswith("Thực hiện ")
        assert edge.stated_in


def test_one_step_stated_by_three_texts_is_one_step(store: GraphStore) -> None:
    lineage = trace_document(store, KH83.iri, direction="up")
    (step,) = [edge for edge in lineage.edges if edge.source == KH83.iri]
    assert step.stated_in == (CV578.iri, LD457.iri, KH83.iri)
    assert len(step.quotations) == 3


@pytest.mark.parametrize("direction", get_args(Direction))
@pytest.mark.parametrize("doc", [CT04, CT12, KH83, LD457, CV492, HD02], ids=lambda doc: doc.number)
def test_the_whole_view_and_the_reachable_part_give_the_same(store: GraphStore, doc: Doc, direction: Direction) -> None:
    assert trace(build_view(store), doc.iri, direction=direction) == trace_document(store, doc.iri, direction=direction)


def test_other_relations_on_request(store: GraphStore) -> None:
    lineage = trace_document(store, LD457.iri, direction="up", relations=("attaches",))
    assert steps(lineage) == {(LD457.iri, "attaches", KH83.iri)}


def test_depth_is_a_limit_that_is_told(store: GraphStore) -> None:
    lineage = trace_document(store, CT12.iri, direction="up", max_depth=0)
    assert (members(lineage), lineage.deeper, lineage.truncated) == ({CT12.iri}, True, True)
    lineage = trace_document(store, CT12.iri, direction="up", max_depth=1)
    assert (members(lineage), lineage.deeper, lineage.truncated) == ({CT12.iri, CT04.iri}, False, False)


def test_the_number_of_documents_is_a_limit_that_is_told(store: GraphStore) -> None:
    lineage = trace_document(store, CT12.iri, direction="down", limit=3)
    assert (len(lineage.nodes), lineage.omitted, lineage.truncated) == (3, 6, True)
    assert lineage.nodes[0].document.iri == CT12.iri
    assert all({edge.source, edge.target} <= members(lineage) for edge in lineage.edges)


def test_a_document_alone(store: GraphStore) -> None:
    doc = Doc("ke-hoach", "1-KH/TU", "tay-ninh", "nk2020")
    lineage = trace_document(build_parts(held(doc, "a.txt", 1)), doc.iri)
    assert (members(lineage), lineage.edges, lineage.cycles) == ({doc.iri}, (), ())


@pytest.mark.parametrize("iri", ["https://directive-lineage.example/eli/none", ""])
def test_an_unknown_document_has_no_lineage(store: GraphStore, iri: str) -> None:
    with pytest.raises(NotFound):
        trace(build_view(store), iri)
    if iri:
        with pytest.raises(NotFound):
            trace_document(memory_store(), iri)


def test_impossible_questions_are_refused(store: GraphStore) -> None:
    view = build_view(store)
    with pytest.raises(InputError, match="sideways"):
        trace(view, CT12.iri, direction="sideways")  # type: ignore[arg-type]
    for limit, depth in ((0, None), (1, -1)):
        with pytest.raises(InputError):
            trace(view, CT12.iri, limit=limit, max_depth=depth)


def test_a_lineage_is_json(store: GraphStore) -> None:
    data = json.loads(json.dumps(trace_document(store, CT12.iri).to_json()))
    assert data["truncated"] is False
    assert data["root"]["iri"] == CT12.iri


def test_a_node_by_its_iri(store: GraphStore) -> None:
    lineage = trace_document(store, CT12.iri)
    assert lineage.document(KH83.iri).number == "83-KH/TU"
    with pytest.raises(KeyError):
        lineage.document(LD457.iri + "x")


@pytest.mark.parametrize(
    ("earlier", "later", "days"),
    [
        ("2022-01-05", "2022-07-11", 187),
        ("2022-07-11", "2022-01-05", -187),
        ("2022-01", "2022-07-11", None),
        (None, "2022-07-11", None),
        ("2022-02-30", "2022-07-11", None),
    ],
)
def test_days_between(earlier: str | None, later: str | None, days: int | None) -> None:
    assert days_between(earlier, later) == days


# -- cycles and other shapes -------------------------------------------------------------------------------------------


def view_of(pairs: set[tuple[int, int]] | list[tuple[int, int]], relation: str = "implements") -> View:
    view: View = nx.MultiDiGraph()
    for number in {end for pair in pairs for end in pair} | {0}:
        iri = f"d{number}"
        view.add_node(iri, summary=DocumentSummary(iri, iri, None, None, None, None, None, "held", None, None, None))
    for place, (source, target) in enumerate(pairs):
        view.add_edge(f"d{source}", f"d{target}", key=str(place), relation=relation, stated_in="", quotations=())
    return view


def test_a_cycle_is_reported_and_not_followed_for_ever() -> None:
    lineage = trace(view_of([(0, 1), (1, 2), (2, 0), (2, 3)]), "d0")
    assert lineage.cycles == (("d0", "d1", "d2"),)
    assert members(lineage) == {"d0", "d1", "d2", "d3"}
    assert steps(lineage) == steps(lineage, cascade=False)


def test_the_shortest_cycle_stands_for_its_knot() -> None:
    lineage = trace(view_of([(0, 1), (1, 2), (2, 0), (1, 0), (3, 3), (0, 3)]), "d0")
    assert lineage.cycles == (("d0", "d1"), ("d3",))


def test_two_kinds_of_step_between_one_pair_are_two_steps() -> None:
    view = view_of([(0, 1)])
    view.add_edge("d0", "d1", key="second", relation="based-on", stated_in="", quotations=())
    assert len(trace(view, "d0").cascade) == 2


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=24))
def test_the_cascade_reaches_what_all_steps_reach_with_no_step_to_spare(pairs: set[tuple[int, int]]) -> None:
    lineage = trace(view_of(pairs), "d0", direction="down")
    every: nx.DiGraph[str] = nx.DiGraph((edge.source, edge.target) for edge in lineage.edges)
    cascade: nx.DiGraph[str] = nx.DiGraph((edge.source, edge.target) for edge in lineage.cascade)
    assert set(nx.transitive_closure(every).edges) == set(nx.transitive_closure(cascade).edges)
    if nx.is_directed_acyclic_graph(every):
        assert set(cascade.edges) == set(nx.transitive_reduction(every).edges)
        assert lineage.cycles == ()
    else:
        assert lineage.cycles
    for cycle in lineage.cycles:
        assert all(every.has_edge(first, second) for first, second in zip(cycle, (*cycle[1:], cycle[0]), strict=True))


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=24), st.randoms(use_true_random=False))
def test_the_order_of_the_edges_does_not_matter(pairs: list[tuple[int, int]], random: object) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for direction in DIRECTIONS:
        assert trace(view_of(pairs), "d0", direction=direction) == trace(view_of(shuffled), "d0", direction=direction)


def test_a_very_long_chain_is_no_problem() -> None:
    lineage = trace(view_of([(place + 1, place) for place in range(3000)]), "d0", direction="down", limit=5000)
    assert len(lineage.cascade) == 3000


def test_a_large_knot_of_documents_is_told_at_once() -> None:
    view: View = nx.MultiDiGraph()
    layers = [[f"d{layer:02}-{place}" for place in range(6)] for layer in range(40)]
    for layer, after in zip(layers, [*layers[1:], layers[0]], strict=True):
        for number, (one, other) in enumerate(product(layer, after)):
            view.add_edge(one, other, key=f"{one}-{number}", relation="implements", stated_in="", quotations=())
    for iri in view:
        view.nodes[iri]["summary"] = DocumentSummary(iri, iri, None, None, None, None, None, "held", None, None, None)
    (cycle,) = trace(view, "d00-0").cycles
    assert cycle == tuple(layer[0] for layer in layers)


def test_copies_of_one_text_are_one_document_of_a_lineage() -> None:
    copies = [
        Part(
            f"{name}.txt",
            1,
            IRIS.unnumbered_document(f"{name}.txt", 1),
            "ke-hoach",
            issuer="Huyện ủy",
            sha256="ab" * 32,
        ).cites(CT12, "implements")
        for name in ("a", "b", "c")
    ]
    other = Part("d.txt", 1, IRIS.unnumbered_document("d.txt", 1), "ke-hoach", issuer="Huyện ủy").cites(
        CT12, "implements"
    )
    store = build_parts(*copies, other)
    found = trace_document(store, CT12.iri, direction="down")
    assert [(node.document.label, node.document.copies) for node in found.nodes[1:]] == [
        ("Kế hoạch của Huyện ủy (3 copies)", 3),
        ("Kế hoạch của Huyện ủy", 1),
    ]
    assert found.edges[0].quotations[0].also_in == ("b.txt", "c.txt")
    assert trace(build_view(store), CT12.iri, direction="down") == found
    assert trace_document(store, copies[1].iri).root.iri == copies[1].iri
