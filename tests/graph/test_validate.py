from __future__ import annotations

import pyoxigraph as ox
import pytest

from graph import terms
from graph.store import GraphStore, memory_store
from graph.validate import validate
from tests.graph.corpus import build

SHAPES = b"""
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix lin: <https://directive-lineage.example/ns#> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix : <http://a.example/> .
:Shape a sh:NodeShape ; sh:targetClass lin:Document ;
  sh:property [ sh:path eli:id_local ; sh:minCount 1 ; sh:severity %s ; sh:message "a document needs a number" ] .
"""


def test_a_graph_that_does_not_conform_says_where(store: GraphStore) -> None:
    report = validate(store, shapes=[SHAPES % b"sh:Violation"])
    assert not report.conforms
    assert [finding.node.rsplit("/", 3)[1] for finding in report.findings] == ["000.txt", "001.txt"]
    assert "a document needs a number" in report.lines[0]
    assert report.lines[0].startswith("Violation: https://directive-lineage.example/text/000.txt/1/document")
    assert "\n" not in "".join(report.lines)


def test_a_warning_is_told_and_conforms(store: GraphStore) -> None:
    report = validate(store, shapes=[SHAPES % b"sh:Warning"])
    assert (report.conforms, len(report.findings)) == (True, 2)
    assert report.lines[0].startswith("Warning: ")


@pytest.mark.parametrize("shapes", [[], [SHAPES % b"sh:Violation"]])
def test_an_empty_graph_conforms(shapes: list[bytes]) -> None:
    report = validate(memory_store(), shapes=shapes)
    assert (report.conforms, report.findings, report.checked) == (True, (), 0)


def test_what_loaders_write_and_what_follows_from_it_conform() -> None:
    """The hand-made graph has the layout that the shipped shapes ask of loaders; so have the derived statements."""
    store = build()
    store.load_static()
    report = validate(store)
    assert report.lines == ()
    assert report.conforms


ONE_KIND = b"""
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix lin: <https://directive-lineage.example/ns#> .
<http://a.example/OneKind> a sh:NodeShape ; sh:targetClass lin:Locality ;
  sh:property [ sh:path lin:localityKind ; sh:maxCount 1 ] .
"""


def test_communes_that_nothing_names_are_not_checked_again() -> None:
    store, shapes = memory_store(), [ONE_KIND]
    store.load_static(ontology=b"", vocabulary=b"")
    before = validate(store, shapes=shapes)
    assert before.conforms
    assert before.checked < len(store) / 10
    tan_lap = ox.NamedNode(store.iris.locality("2008", "09820", "Tân Lập"))
    document = ox.NamedNode("http://a.example/document")
    store.raw.add(ox.Quad(document, terms.JURISDICTION, tan_lap, ox.NamedNode("http://a.example/graph")))
    assert validate(store, shapes=shapes).checked == before.checked + 1 + 10 + 2 * 8, "it and two heirs"
    kind = ox.NamedNode("https://directive-lineage.example/ns#localityKind")
    store.raw.add(ox.Quad(tan_lap, kind, ox.Literal("lang"), ox.NamedNode(store.iris.communes_graph)))
    assert not validate(store, shapes=shapes).conforms
