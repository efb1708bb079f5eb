from __future__ import annotations

import pytest

from graph.store import GraphStore, memory_store
from graph.view import build_view, summary_of
from tests.graph.corpus import CT04, CT12, IRIS, KH83, LD457, TAY_SON, Doc, build_parts, held


def test_nodes_carry_their_summary(store: GraphStore) -> None:
    view = build_view(store)
    assert len(view) == 15
    node = view.nodes[KH83.iri]
    assert (node["number"], node["status"], node["province"], node["date"]) == (
        "83-KH/TU",
        "held",
        "Tây Ninh",
        "2022-06-11",
    )
    assert summary_of(view, TAY_SON).number is None


def test_edges_lead_upward_and_carry_their_evidence(store: GraphStore) -> None:
    view = build_view(store)
    key = IRIS.node("003.txt", 1, "relation", 1)
    edge = view.edges[LD457.iri, KH83.iri, key]
    assert (edge["relation"], edge["stated_in"]) == ("implements", LD457.iri)
    assert edge["sentence"] == "Thực hiện 83-KH/TU (câu 4)."
    assert edge["source"] == IRIS.source("003.txt")
    assert edge["end"] - edge["start"] == len("83-KH/TU")


def test_two_edges_between_one_pair_are_both_there(store: GraphStore) -> None:
    edges = build_view(store).get_edge_data(LD457.iri, KH83.iri)
    assert sorted(edge["relation"] for edge in edges.values()) == ["attaches", "implements"]


def test_relations_can_be_chosen(store: GraphStore) -> None:
    view = build_view(store, relations=("continues",))
    assert [(source, target) for source, target in view.edges()] == [(CT12.iri, CT04.iri)]


def test_around_a_document_only_what_can_be_reached(store: GraphStore) -> None:
    view = build_view(store, around=LD457.iri, relations=("implements",))
    assert set(view) == {LD457.iri, KH83.iri, CT12.iri}


@pytest.mark.parametrize("around", [None, CT12.iri])
def test_an_empty_store_has_an_empty_view(around: str | None) -> None:
    assert build_view(memory_store(), around=around).number_of_edges() == 0


def test_a_document_that_relates_to_itself_is_a_loop() -> None:
    doc = Doc("ke-hoach", "1-KH/TU", "tay-ninh", "nk2020")
    part = held(doc, "a.txt", 1).states(doc.iri, "implements", doc.iri)
    assert list(build_view(build_parts(part)).edges()) == [(doc.iri, doc.iri)]
