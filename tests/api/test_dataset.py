"""What the server says of itself and of its data: service description, VoID, DCAT, and the Graph Store Protocol."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, VOID

from api import Settings, create_app
from graph.store import open_store
from ontology.namespaces import LIN, SD
from tests.api.client import HTML, Client, running
from tests.graph.corpus import IRIS

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's parser of JSON-LD
DATASET = URIRef("https://directive-lineage.example/dataset")
ENDPOINT = URIRef("http://localhost/sparql")
FORMATS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
    "application/trig": "turtle",  # without a graph name both are what their plain siblings are
    "application/n-quads": "nt",
}
PYOXIGRAPH = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
}


@pytest.fixture(scope="module")
def usual(store_path: Path) -> Iterator[Client]:
    settings = Settings(store=store_path, query_workers=1, query_timeout_seconds=12.5, max_rows=77)
    with running(create_app(settings)) as opened:
        yield opened


def _graph(client: Client, path: str, accept: str = "text/turtle") -> Graph:
    answer = client.get(path, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, accept), answer.text
    return Graph().parse(data=answer.content, format=FORMATS[accept])


def _number(graph: Graph, subject: URIRef, predicate: URIRef) -> int:
    (value,) = graph.objects(subject, predicate)
    assert isinstance(value, Literal)
    return int(value)


@pytest.mark.parametrize("accept", FORMATS)
def test_the_service_describes_itself(usual: Client, accept: str) -> None:
    graph = _graph(usual, "/sparql", accept)
    assert (ENDPOINT, RDF.type, SD.Service) in graph
    assert list(graph.objects(ENDPOINT, SD.endpoint)) == [ENDPOINT]
    assert list(graph.objects(ENDPOINT, SD.supportedLanguage)) == [SD.SPARQL11Query]
    assert list(graph.objects(ENDPOINT, SD.feature)) == [SD.UnionDefaultGraph]
    assert list(graph.objects(ENDPOINT, SD.defaultEntailmentRegime)) == [
        URIRef("http://www.w3.org/ns/entailment/Simple")
    ]
    formats = {str(iri).rpartition("/")[2] for iri in graph.objects(ENDPOINT, SD.resultFormat)}
    assert formats == {
        *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
        *("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "TriG", "N-Quads"),
    }
    assert _number(graph, ENDPOINT, LIN.maxRows) == 77
    assert str(graph.value(ENDPOINT, LIN.maxQuerySeconds)) == "12.5"
    assert _number(graph, ENDPOINT, LIN.maxResultBytes) == 64 * 1024 * 1024


def test_the_service_names_its_graphs(usual: Client, store_path: Path) -> None:
    graph = _graph(usual, "/sparql")
    assert graph.value(ENDPOINT, SD.defaultDataset) == DATASET
    default = graph.value(DATASET, SD.defaultGraph)
    counts = {
        str(graph.value(entry, SD["name"])): _number(graph, URIRef(str(graph.value(entry, SD.graph))), VOID.triples)
        for entry in graph.objects(DATASET, SD.namedGraph)
    }
    with open_store(store_path, read_only=True) as store:
        assert _number(graph, URIRef(str(default)), VOID.triples) == len(store)
        assert IRIS.ontology_graph in counts
        assert IRIS.derived_graph in counts
        for name, count in counts.items():
            assert count == sum(1 for _ in store.raw.quads_for_pattern(None, None, None, ox.NamedNode(name)))


def test_without_a_query_a_browser_gets_the_form_and_others_the_description(usual: Client) -> None:
    assert "<textarea" in usual.get("/sparql", headers=HTML).text
    assert usual.get("/sparql", headers={"Accept": "*/*"}).headers["content-type"] == "text/turtle; charset=utf-8"
    assert usual.get("/sparql", {"format": "rdf"}, HTML).headers["content-type"] == "application/rdf+xml"
    assert usual.get("/sparql", headers={"Accept": "text/csv"}).status_code == 400
    head = usual.request("HEAD", "/sparql", headers={"Accept": "text/turtle"})
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize("accept", FORMATS)
def test_the_dataset_is_described(usual: Client, store_path: Path, accept: str) -> None:
    graph = _graph(usual, "/dataset", accept)
    with open_store(store_path, read_only=True) as store:
        quads = list(store.raw)
    kind = ox.NamedNode(str(RDF.type))
    typed = [quad for quad in quads if quad.predicate == kind]
    expected = {
        VOID.triples: len(quads),
        VOID.entities: len({quad.subject for quad in typed}),
        VOID.classes: len({quad.object for quad in typed}),
        VOID.properties: len({quad.predicate for quad in quads}),
        VOID.distinctSubjects: len({quad.subject for quad in quads}),
        VOID.distinctObjects: len({quad.object for quad in quads}),
        VOID.documents: 15,
    }
    assert {name: _number(graph, DATASET, name) for name in expected} == expected
    assert {VOID.Dataset, DCAT.Dataset} <= set(graph.objects(DATASET, RDF.type))
    assert str(graph.value(DATASET, URIRef(f"{DCAT}version"))) == usual.get("/health").json()["data"]
    assert str(graph.value(DATASET, DCTERMS.modified)).startswith("20")
    assert graph.value(DATASET, VOID.sparqlEndpoint) == ENDPOINT
    assert str(graph.value(DATASET, VOID.uriSpace)) == "https://directive-lineage.example/"


def test_the_partitions_count_what_a_query_counts(usual: Client) -> None:
    graph = _graph(usual, "/dataset")
    for part_of, of_what, counted, query in (
        (VOID.classPartition, VOID["class"], VOID.entities, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a <%s> }"),
        (VOID.propertyPartition, VOID.property, VOID.triples, "SELECT (COUNT(*) AS ?n) { ?s <%s> ?o }"),
    ):
        parts = list(graph.objects(DATASET, part_of))
        assert len(parts) > 10
        for part in parts[:5]:
            answer = usual.get("/sparql", {"query": query % graph.value(part, of_what)})
            assert answer.json()["results"]["bindings"][0]["n"]["value"] == str(graph.value(part, counted))


def test_the_distributions_can_be_downloaded(usual: Client) -> None:
    graph = _graph(usual, "/dataset")
    distributions = list(graph.objects(DATASET, DCAT.distribution))
    assert len(distributions) == 2
    for distribution in distributions:
        media_type = str(graph.value(distribution, DCAT.mediaType)).partition("media-types/")[2]
        answer = usual.get(str(graph.value(distribution, DCAT.downloadURL)).removeprefix("http://localhost"))
        assert answer.headers["content-type"].partition(";")[0] == media_type
        assert sum(1 for _ in ox.parse(answer.content, PYOXIGRAPH[media_type])) > 1000
    service = graph.value(distributions[0], DCAT.accessService)
    assert (service, RDF.type, DCAT.DataService) in graph
    assert graph.value(service, DCAT.servesDataset) == DATASET


def test_the_page_of_the_dataset(usual: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.statistics.PATIENCE_SECONDS", 60.0)
    text = usual.get("/dataset", headers=HTML).text
    assert usual.get("/health").json()["data"] in text
    assert f"{_number(_graph(usual, '/dataset'), DATASET, VOID.triples):,}".replace(",", ".") in text
    found = usual.get("/.well-known/void")
    assert (found.status_code, found.headers["location"]) == (302, "/dataset")


def test_a_page_does_not_wait_for_counts(store_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.statistics.PATIENCE_SECONDS", 0.0)
    with running(create_app(Settings(store=store_path, query_workers=1))) as fresh:
        early = fresh.get("/dataset", {"lang": "en"}, headers=HTML)
        assert "being counted" in early.text and "etag" not in early.headers
        triples = _number(_graph(fresh, "/dataset"), DATASET, VOID.triples)
        later = fresh.get("/dataset", {"lang": "en"}, headers=HTML)
        assert "being counted" not in later.text and f"{triples:,}" in later.text and later.headers["etag"]


def test_a_host_that_is_none_breaks_nothing(usual: Client, store_path: Path) -> None:
    answer = usual.get("/sparql", headers={"Accept": "text/turtle", "Host": "a b<c>"})
    assert answer.status_code == 421
    assert "b<c>" not in answer.text
    with running(create_app(Settings(store=store_path, query_workers=1, trusted_hosts="*"))) as trusting:
        answer = trusting.get("/sparql", headers={"Accept": "text/turtle", "Host": "a b<c>"})
    assert answer.status_code in (200, 400)
    assert "b<c>" not in answer.text


def test_what_cannot_be_counted_within_the_limits_is_left_out(store_path: Path) -> None:
    settings = Settings(store=store_path, query_workers=1, max_result_bytes=1024)
    with running(create_app(settings)) as small:
        graph = _graph(small, "/dataset")
        assert list(graph.objects(DATASET, VOID.propertyPartition)) == []
        assert list(graph.objects(DATASET, VOID.triples)) == []
        assert _number(graph, DATASET, VOID.distinctSubjects) > 100
        assert "not counted within the limits" in small.get("/dataset", {"lang": "en"}, headers=HTML).text
        assert small.get("/store?default").status_code == 503


GRAPHS = [IRIS.graph("003.txt", 3), IRIS.derived_graph, IRIS.vocabulary_graph]


@pytest.mark.parametrize(
    ("graph", "accept"), [*product(GRAPHS, FORMATS), (None, "text/turtle"), (None, "application/trig")]
)
def test_a_graph_by_name(usual: Client, store_path: Path, graph: str | None, accept: str) -> None:
    parameters = {"default": ""} if graph is None else {"graph": graph}
    answer = usual.get("/store", parameters, {"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, accept)
    with open_store(store_path, read_only=True) as store:
        name = None if graph is None else ox.NamedNode(graph)
        expected = {quad.triple for quad in store.raw.quads_for_pattern(None, None, None, name)}
    assert {quad.triple for quad in ox.parse(answer.content, PYOXIGRAPH[accept])} == expected


def test_head_of_a_graph(usual: Client) -> None:
    for path, status in (("/store?default", 200), (f"/store?graph={GRAPHS[0]}", 200), ("/store?graph=x:y", 404)):
        answer = usual.request("HEAD", path)
        assert (answer.status_code, answer.content) == (status, b"")


@pytest.mark.parametrize("method", ["PUT", "POST", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/store?default", f"/store?graph={GRAPHS[0]}", "/graph/derived"])
def test_graphs_are_not_written(usual: Client, method: str, path: str) -> None:
    answer = usual.request(method, path, content=b"<a:b> <a:b> <a:b> .", headers={"Content-Type": "text/turtle"})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
