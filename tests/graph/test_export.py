from __future__ import annotations

from io import BytesIO

import networkx as nx
import pyoxigraph as ox
import pytest

from graph.export import FORMATS, export, lineage_graphml
from graph.lineage import trace, trace_document
from graph.model import DocumentSummary
from graph.store import GraphStore, memory_store
from ontology.errors import InputError
from tests.graph.corpus import CT12, KH83, build, sources
from tests.graph.test_lineage import view_of


def written(store: GraphStore, fmt: str) -> bytes:
    out = BytesIO()
    export(store, fmt, out)
    return out.getvalue()


@pytest.mark.parametrize(("fmt", "kind"), [("trig", ox.RdfFormat.TRIG), ("nq", ox.RdfFormat.N_QUADS)])
def test_the_dataset_survives(store: GraphStore, fmt: str, kind: ox.RdfFormat) -> None:
    assert set(ox.parse(written(store, fmt), kind)) == set(store.raw)


def test_turtle_is_the_union_with_each_triple_once(store: GraphStore) -> None:
    text = written(store, "turtle")
    triples = [quad.triple for quad in ox.parse(text, ox.RdfFormat.TURTLE)]
    assert len(triples) == len(set(triples))
    assert set(triples) == {quad.triple for quad in store.raw}
    assert text == written(build(dict(reversed(sources().items()))), "turtle")


def test_graphml_is_the_view(store: GraphStore) -> None:
    graph = nx.read_graphml(BytesIO(written(store, "graphml")), force_multigraph=True)
    assert graph.nodes[KH83.iri]["number"] == "83-KH/TU"
    relations = {data["relation"] for _, target, data in graph.edges(data=True) if target == CT12.iri}
    assert relations == {"implements", "attaches"}


@pytest.mark.parametrize("fmt", FORMATS)
def test_an_empty_store_can_be_exported(fmt: str) -> None:
    assert isinstance(written(memory_store(), fmt), bytes)


@pytest.mark.parametrize("fmt", ["", "json", "TRIG"])
def test_other_formats_are_refused(store: GraphStore, fmt: str) -> None:
    with pytest.raises(InputError, match="no export format"):
        written(store, fmt)


def test_a_lineage_as_graphml(store: GraphStore) -> None:
    graph = nx.read_graphml(BytesIO(lineage_graphml(trace_document(store, KH83.iri)).encode()), force_multigraph=True)
    assert graph.nodes[KH83.iri]["side"] == "root"
    steps = [data for source, _, data in graph.edges(data=True) if source == KH83.iri]
    assert [(data["relation"], data["days"], data["in_cascade"]) for data in steps] == [("implements", 157, True)]


def test_characters_that_xml_forbids_are_replaced() -> None:
    view = view_of([])
    view.nodes["d0"]["summary"] = DocumentSummary(
        "d0", "a\x00\x0b<b>", None, None, None, None, None, "held", None, None, None
    )
    graph = nx.read_graphml(BytesIO(lineage_graphml(trace(view, "d0")).encode()))
    assert graph.nodes["d0"]["label"] == "a\ufffd\ufffd<b>"
