"""Each IRI under the base answers at its own path: 303 or the description, by Accept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic, to_isomorphic

from api import Settings, create_app
from graph.store import open_store
from ontology.iris import TERMS, VOCABULARIES, Iris
from tests.api.client import HTML, Client, running
from tests.graph.corpus import CT12, IRIS, KH83

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's parser of JSON-LD
BASE = "https://directive-lineage.example/"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
FORMATS = {  # media type -> (short name, pyoxigraph's format, rdflib's)
    "text/turtle": ("ttl", ox.RdfFormat.TURTLE, "turtle"),
    "application/n-triples": ("nt", ox.RdfFormat.N_TRIPLES, "nt"),
    "application/ld+json": ("jsonld", ox.RdfFormat.JSON_LD, "json-ld"),
    "application/rdf+xml": ("rdf", ox.RdfFormat.RDF_XML, "xml"),
    "application/trig": ("trig", ox.RdfFormat.TRIG, "trig"),
    "application/n-quads": ("nq", ox.RdfFormat.N_QUADS, "nquads"),
}
PART = IRIS.graph("003.txt", 3)
RESOURCES = [  # IRI, a statement that its description holds (subject, predicate, object)
    (KH83.iri, (f"{PART}#relation-1", "fromDocument", f"<{KH83.iri}>"), "a document"),
    (f"{BASE}locality/2025/42-ha-tinh", (f"{BASE}locality/2025/42-ha-tinh", "prefLabel", '"Hà Tĩnh"@vi'), "a locality"),
    (f"{VOCABULARIES}type/chi-thi", (f"{VOCABULARIES}type/chi-thi", "prefLabel", '"Chỉ thị"@vi'), "a concept"),
    (f"{VOCABULARIES}type", (f"{VOCABULARIES}type/chi-thi", "inScheme", f"<{VOCABULARIES}type>"), "a scheme"),
    (f"{BASE}ns", (f"{TERMS}implements", "label", '"thực hiện"@vi'), "the namespace"),
    (PART, (PART, "type", f"<{TERMS}SourcePart>"), "a part of a file"),
    (IRIS.source("003.txt"), (PART, "source", f"<{IRIS.source('003.txt')}>"), "a file"),
    (IRIS.vocabulary_graph, (f"{VOCABULARIES}type/chi-thi", "prefLabel", '"Chỉ thị"@vi'), "a graph"),
]


@pytest.fixture(scope="module")
def usual(store_path: Path) -> Iterator[Client]:
    with running(create_app(Settings(store=store_path, query_workers=1))) as opened:
        yield opened


def _triples(client: Client, iri: str, accept: str = "application/n-triples") -> set[tuple[str, str, str]]:
    answer = client.get("/" + iri.removeprefix(BASE), headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == accept
    quads = list(ox.parse(answer.content, FORMATS[accept][1]))
    assert {quad.graph_name for quad in quads} <= {ox.DefaultGraph()}  # where clients look that follow IRIs
    return {(_bare(q.subject), q.predicate.value, str(q.object)) for q in quads}


def _bare(term: Any) -> str:
    return str(term.value)


@pytest.mark.parametrize(("iri", "statement", "what"), RESOURCES, ids=[row[2] for row in RESOURCES])
def test_a_resource_is_described(usual: Client, iri: str, statement: tuple[str, str, str], what: str) -> None:
    subject, predicate, value = statement
    found = [
        triple
        for triple in _triples(usual, iri)
        if triple[0] == subject and re.split("[#/]", triple[1])[-1] == predicate and triple[2] == value
    ]
    assert found, what


@pytest.mark.parametrize("accept", FORMATS)
@pytest.mark.parametrize(("iri", "statement", "what"), RESOURCES, ids=[row[2] for row in RESOURCES])
def test_all_formats_say_the_same(
    usual: Client, iri: str, statement: tuple[str, str, str], what: str, accept: str
) -> None:
    assert _triples(usual, iri, accept) == _triples(usual, iri)
    name, _, rdflib_name = FORMATS[accept]
    by_name = usual.get("/" + iri.removeprefix(BASE), {"format": name}, {"Accept": "text/html"})
    assert by_name.headers["content-type"].partition(";")[0] == accept
    if accept in ("text/turtle", "application/rdf+xml", "application/ld+json"):
        other = usual.get("/" + iri.removeprefix(BASE), headers={"Accept": "application/n-triples"})
        expected = Graph().parse(data=other.content, format="nt")
        assert isomorphic(Graph().parse(data=by_name.content, format=rdflib_name), expected), to_isomorphic(expected)


def test_a_browser_is_sent_to_the_page_of_a_document(usual: Client) -> None:
    answer = usual.get("/" + KH83.iri.removeprefix(BASE), headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/documents/{KH83.iri.removeprefix(BASE)}")
    page = usual.get(answer.headers["location"], headers=HTML)
    assert page.status_code == 200
    assert f'<{answer.url.path}?format=ttl>; rel="alternate"; type="text/turtle"' in page.headers["link"]
    assert f'href="/{KH83.iri.removeprefix(BASE)}?format=jsonld"' in page.text


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("locality/2025/42-ha-tinh", ("<h1>Tỉnh Hà Tĩnh <small>", ">địa phương</a>", 'href="/vocab/level/province"')),
        ("vocab/type", ("<h1>Loại văn bản</h1>", ">Chỉ thị</a>", 'href="/vocab/type/chi-thi"')),
        ("ns", ("Hệ văn bản chỉ đạo", 'href="/ns#implements"', ">thực hiện</a>")),
        ("graph/derived", ("graph/derived", 'href="?format=trig"')),
    ],
)
def test_other_resources_have_a_page(usual: Client, path: str, seen: tuple[str, ...]) -> None:
    answer = usual.get(f"/{path}", headers=HTML)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "script-src" not in answer.headers["content-security-policy"]
    for text in seen:
        assert text in answer.text


def test_the_links_of_a_page_lead_to_answers(usual: Client) -> None:
    for path in ("/locality/2025/42-ha-tinh", "/vocab/type/chi-thi", "/" + IRIS.source("003.txt").removeprefix(BASE)):
        links = re.findall(r'href="(/(?:eli|locality|vocab|text|body|ns)[^"]*)"', usual.get(path, headers=HTML).text)
        assert links
        for link in set(links):
            assert usual.get(link, headers=HTML).status_code in (200, 303), link


def test_a_description_names_what_leads_to_it_and_labels(usual: Client) -> None:
    found = _triples(usual, KH83.iri)
    assert (f"{PART}#citation-1", f"{TERMS}citingDocument", f"<{KH83.iri}>") in found
    assert (KH83.iri, LABEL, '"Kế hoạch 83-KH/TU"@vi') in found
    assert [value for subject, name, value in found if (subject, name) == (f"{TERMS}heldIn", LABEL) and "@vi" in value]


def test_json_ld_has_a_context_that_needs_nobody(usual: Client) -> None:
    answer = usual.get("/" + KH83.iri.removeprefix(BASE), headers={"Accept": "application/ld+json"})
    document = json.loads(answer.content)
    context = document["@context"]
    assert context["heldIn"] == {"@id": f"{TERMS}heldIn", "@type": "@id"}
    assert all(isinstance(term, str | dict) for term in context.values())  # nothing that would have to be fetched
    node = next(node for node in document["@graph"] if node["id"] == KH83.iri)
    assert node["heldIn"] == PART
    assert node["type"] == "Document"
    graph = Graph().parse(data=answer.content, format="json-ld")
    assert (URIRef(KH83.iri), URIRef(f"{TERMS}heldIn"), URIRef(PART)) in graph
    assert "Kế hoạch" in answer.content.decode("utf-8")


def test_a_graph_at_its_iri_is_the_graph(usual: Client) -> None:
    """Direct identification (Graph Store Protocol, section 4.1)."""
    for iri in (PART, IRIS.derived_graph, IRIS.ontology_graph):
        assert _triples(usual, iri) == {
            (_bare(q.subject), q.predicate.value, str(q.object))
            for q in ox.parse(usual.get("/store", {"graph": iri, "format": "nt"}).content, ox.RdfFormat.N_TRIPLES)
        }


def test_a_long_description_is_cut_and_says_so(store_path: Path) -> None:
    with running(create_app(Settings(store=store_path, query_workers=1, max_rows=20))) as client:
        path = "/" + CT12.iri.removeprefix(BASE)
        answer = client.get(path, headers={"Accept": "application/n-triples"})
        assert answer.headers["lineage-truncated"] == "true"
        assert 20 <= len(answer.text.splitlines()) <= 80
        page = client.get("/vocab/type", {"lang": "en"}, headers=HTML)
        assert page.headers["lineage-truncated"] == "true"
        assert "The lists are cut" in page.text


def test_the_start_page_leads_to_the_data(usual: Client) -> None:
    for accept, status in (("text/turtle", 303), ("application/ld+json, text/html;q=0.5", 303), ("*/*", 200)):
        assert usual.get("/", headers={"Accept": accept}).status_code == status
    assert usual.get("/", headers={"Accept": "text/turtle"}).headers["location"] == "/dataset"


ODD = [
    "Công văn số 1.txt",
    "a b/c&d=e.txt",
    "quote'\"<x>.txt",
    "100%.txt",
    "đ#?;,.txt",
    "x(1)+[2].md",
    "../up.txt",
    "🇻🇳.txt",
]


@pytest.mark.parametrize("base", ["https://directive-lineage.example/", "https://other.example/kg/"])
def test_odd_names_and_other_bases(tmp_path: Path, base: str) -> None:
    iris = Iris(base)
    label, name = ox.NamedNode(LABEL), ox.NamedNode
    with open_store(tmp_path / "store", iris=iris) as store:
        store.load_static()
        for odd in ODD:
            node = name(iris.source(odd))
            store.raw.add(ox.Quad(node, label, ox.Literal(odd, language="vi"), name(iris.graph(odd, 1))))
    root = "/kg" if base.endswith("/kg/") else ""
    with running(create_app(Settings(store=tmp_path / "store", query_workers=1)), root_path=root) as client:
        for odd in ODD:
            for iri in (iris.source(odd), iris.graph(odd, 1)):
                answer = client.get("/" + iri.removeprefix(base), {"format": "nt"})
                assert answer.status_code == 200, iri
                (quad,) = ox.parse(answer.content, ox.RdfFormat.N_TRIPLES)
                assert quad.object == ox.Literal(odd, language="vi")
            page = client.get("/" + iris.source(odd).removeprefix(base), headers=HTML)
            assert page.status_code == 200
            assert "<x>" not in page.text
        assert client.get("/vocab/type/chi-thi", {"format": "nt"}).status_code == 200
        assert client.get("/ns", {"format": "nt"}).status_code == 200
        assert client.get("/locality/2025/42-ha-tinh", headers=HTML).text.count(f'href="{root}/vocab/') >= 1


def test_hostile_labels_stay_text(tmp_path: Path) -> None:
    hostile = "</h1><script>alert(1)</script>"
    node, link = ox.NamedNode(f"{BASE}body/x/y"), ox.NamedNode("javascript:alert(1)")
    with open_store(tmp_path / "store", iris=Iris(BASE)) as store:
        graph = ox.NamedNode(f"{BASE}text/x/1")
        store.raw.add(ox.Quad(node, ox.NamedNode(LABEL), ox.Literal(hostile), graph))
        store.raw.add(ox.Quad(node, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#seeAlso"), link, graph))
        store.raw.add(ox.Quad(ox.NamedNode(f"{BASE}/evil.example"), ox.NamedNode(LABEL), node, graph))
    with running(create_app(Settings(store=tmp_path / "store", query_workers=1))) as client:
        page = client.get("/body/x/y", headers=HTML).text
        assert "<script>" not in page
        assert 'href="javascript' not in page
        assert 'href="//' not in page
        for accept in FORMATS:
            answer = client.get("/body/x/y", headers={"Accept": accept})
            triples = {quad.triple for quad in ox.parse(answer.content, FORMATS[accept][1])}
            assert ox.Triple(node, ox.NamedNode(LABEL), ox.Literal(hostile)) in triples
