"""What the package ships, as quads."""

from collections import Counter
from datetime import date

import pyoxigraph as ox

from ontology.gazetteer import load_gazetteer
from ontology.iris import Iris
from ontology.static import commune_turtle, static_quads
from ontology.vocabulary import load_vocabulary

OTHER = Iris("https://other.example/")


def localities(iris: Iris) -> set[str]:
    return {
        quad.subject.value
        for quad in static_quads(iris)
        if quad.graph_name == ox.NamedNode(iris.gazetteer_graph) and isinstance(quad.subject, ox.NamedNode)
    }


def test_three_graphs() -> None:
    count = Counter(str(quad.graph_name) for quad in static_quads())
    iris = Iris()
    assert set(count) == {f"<{graph}>" for graph in (iris.ontology_graph, iris.vocabulary_graph, iris.gazetteer_graph)}


def test_localities_have_the_identifiers_that_iris_makes() -> None:
    for iris in (Iris(), OTHER):
        made = {iris.locality(one.edition, one.code, one.name) for one in load_gazetteer().localities}
        assert localities(iris) == made


def test_only_localities_and_graphs_move_with_the_base() -> None:
    def moved(iris: Iris) -> set[str]:
        return {str(quad.triple).replace(f"{iris.base}locality/", "locality/") for quad in static_quads(iris)}

    assert moved(OTHER) == moved(Iris())
    assert all("directive-lineage.example/locality/" not in str(quad) for quad in static_quads(OTHER))


def test_communes_have_the_identifiers_that_iris_makes() -> None:
    found = load_gazetteer()
    communes = [*found.communes(date(2025, 6, 30)), *found.communes(date(2025, 7, 1))]
    for iris in (Iris(), OTHER):
        triples = [quad.triple for text in commune_turtle(iris) for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
        made = {iris.locality(one.edition, one.code, one.name) for one in communes}
        assert {getattr(triple.subject, "value", "") for triple in triples} == made
        if iris == OTHER:
            assert not any("directive-lineage.example/locality/" in str(triple) for triple in triples)


def test_concepts_have_the_identifiers_that_iris_makes() -> None:
    subjects = {quad.subject for quad in static_quads()}
    vocabulary = load_vocabulary()
    assert {ox.NamedNode(Iris().concept("type", one.slug)) for one in vocabulary.document_types} <= subjects
    assert {ox.NamedNode(Iris().concept("body-kind", one.slug)) for one in vocabulary.body_kinds} <= subjects
    assert {ox.NamedNode(Iris().concept("relation", one.slug)) for one in vocabulary.relations} <= subjects


def test_no_blank_nodes() -> None:
    assert not any(isinstance(term, ox.BlankNode) for quad in static_quads() for term in (quad.subject, quad.object))
