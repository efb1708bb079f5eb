"""The SPARQL 1.1 Protocol, query part: a row for each thing that the recommendation requires of a service."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest

from api import Settings, create_app
from graph.store import GraphStore, open_store
from ontology.iris import Iris
from tests.api.client import HTML, Client, running

E = "https://directive-lineage.example/text/"
G1, G2, G3 = (f"{E}g{number}.txt/1" for number in (1, 2, 3))
"""Three graphs: the first and the second each say one thing of :a, the third another of :z."""
UNKNOWN = f"{E}unknown.txt/1"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BODY = {"Content-Type": "application/sparql-query"}


def _fill(store: GraphStore) -> None:
    name = ox.NamedNode
    for graph, subject, value in ((G1, "a", "một"), (G2, "a", "hai"), (G3, "z", "ba")):
        quad = ox.Quad(name(f"{E}{subject}"), name(f"{E}p"), ox.Literal(value, language="vi"), name(graph))
        store.raw.add(quad)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A client of a store that holds three graphs of one statement each, and nothing else."""
    path: Path = tmp_path_factory.mktemp("protocol") / "store"
    with open_store(path, iris=Iris()) as store:
        _fill(store)
    with running(create_app(Settings(store=path, query_workers=1))) as opened:
        yield opened


def _send(client: Client, way: str, query: str, **dataset: list[str]) -> httpx.Response:
    """The query by one of the ways of section 2.1, its dataset where that way has it."""
    graphs = [(name.replace("_", "-"), iri) for name, iris in dataset.items() for iri in iris]
    parameters = "&".join(f"{name}={quote(value, safe='')}" for name, value in [("query", query), *graphs])
    if way == "get":
        return client.get(f"/sparql?{parameters}")
    if way == "form":
        return client.post("/sparql", content=parameters.encode(), headers=FORM)
    address = "&".join(f"{name}={quote(value, safe='')}" for name, value in graphs)
    return client.post(f"/sparql?{address}", content=query.encode(), headers=BODY)


def _values(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return sorted(row["x"]["value"] for row in answer.json()["results"]["bindings"])


DEFAULT = f"SELECT ?x {{ ?s <{E}p> ?x }}"
NAMED = f"SELECT ?x {{ GRAPH ?g {{ ?s <{E}p> ?x }} }}"
BOTH = f"SELECT ?x {{ {{ ?s <{E}p> ?x }} UNION {{ GRAPH ?g {{ ?s <{E}p> ?x }} }} }}"
FROM = f"SELECT ?x FROM <{G3}> {{ ?s <{E}p> ?x }}"
FROM_NAMED = f"SELECT ?x FROM NAMED <{G3}> {{ GRAPH ?g {{ ?s <{E}p> ?x }} }}"
DATASETS = [  # why, query, default graphs, named graphs, values
    ("no dataset: the union is the default graph", DEFAULT, [], [], ["ba", "hai", "một"]),
    ("no dataset: all graphs have names", NAMED, [], [], ["ba", "hai", "một"]),
    ("one default graph", DEFAULT, [G1], [], ["một"]),
    ("several default graphs are one", DEFAULT, [G1, G2], [], ["hai", "một"]),
    ("a default graph named twice is one", DEFAULT, [G1, G1], [], ["một"]),
    ("a default graph has no name", NAMED, [G1], [], []),
    ("one named graph", NAMED, [], [G1], ["một"]),
    ("several named graphs", NAMED, [], [G1, G3], ["ba", "một"]),
    ("named graphs only: the default graph is empty", DEFAULT, [], [G1], []),
    ("default and named graphs", BOTH, [G1, G2], [G3], ["ba", "hai", "một"]),
    ("a graph may be both", BOTH, [G1], [G1], ["một", "một"]),
    ("a graph that is not there is empty", DEFAULT, [UNKNOWN], [], []),
    ("FROM is the dataset", FROM, [], [], ["ba"]),
    ("FROM NAMED is the dataset", FROM_NAMED, [], [], ["ba"]),
    ("FROM leaves no named graphs", NAMED.replace("{", f"FROM <{G1}> {{", 1), [], [], []),
    ("FROM NAMED leaves an empty default graph", DEFAULT.replace("{", f"FROM NAMED <{G1}> {{", 1), [], [], []),
    ("the protocol's default graph wins over FROM", FROM, [G1], [], ["một"]),
    ("the protocol's named graph wins over FROM", FROM, [], [G1], []),
    ("the protocol's named graph wins over FROM NAMED", FROM_NAMED, [], [G1], ["một"]),
    ("the protocol's default graph wins over FROM NAMED", FROM_NAMED, [G1], [], []),
]


@pytest.mark.parametrize("way", ["get", "form", "body"])
@pytest.mark.parametrize(("why", "query", "default", "named", "values"), DATASETS, ids=[row[0] for row in DATASETS])
def test_datasets(
    small: Client, way: str, why: str, query: str, default: list[str], named: list[str], values: list[str]
) -> None:
    answer = _send(small, way, query, default_graph_uri=default, named_graph_uri=named)
    assert _values(answer) == values


def test_the_graphs_of_a_form_may_stand_in_its_address(small: Client) -> None:
    address = f"/sparql?default-graph-uri={quote(G1, safe='')}"
    form = f"query={quote(DEFAULT)}&default-graph-uri={quote(G2, safe='')}"
    assert _values(small.post(address, content=form.encode(), headers=FORM)) == ["hai", "một"]


def test_a_relative_iri_is_below_the_base(small: Client) -> None:
    assert _values(_send(small, "get", "SELECT ?x FROM <text/g1.txt/1> { <text/a> <text/p> ?x }")) == ["một"]
    base = f"BASE <{E}> SELECT ?x {{ <z> <p> ?x }}"
    assert _values(_send(small, "get", base)) == ["ba"]


@pytest.mark.parametrize("way", ["get", "form", "body"])
def test_text_is_utf_8_on_its_way_in_and_out(small: Client, way: str) -> None:
    query = 'SELECT ?x { VALUES ?x { "Chỉ thị 12 của Đảng 🇻🇳" } }'
    assert _values(_send(small, way, query)) == ["Chỉ thị 12 của Đảng 🇻🇳"]
    for name in ("json", "xml", "csv", "tsv"):
        answer = small.get("/sparql", {"query": query, "format": name})
        assert "Chỉ thị 12 của Đảng 🇻🇳" in answer.content.decode("utf-8")


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "us-ascii"])
def test_charsets_of_a_body(small: Client, charset: str) -> None:
    kind = f"application/sparql-query;charset={charset}"
    assert small.post("/sparql", content=b"ASK {}", headers={"Content-Type": kind}).json()["boolean"] is True


RESULTS = [  # Accept, media type of the answer to SELECT or ASK
    ("*/*", "application/sparql-results+json"),
    ("application/*", "application/sparql-results+json"),
    ("application/json", "application/json"),
    ("application/sparql-results+xml", "application/sparql-results+xml"),
    ("application/xml", "application/xml"),
    ("text/xml", "text/xml; charset=utf-8"),
    ("text/csv", "text/csv; charset=utf-8"),
    ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    ("text/html", "text/html; charset=utf-8"),
    ("text/csv;q=0.3, application/sparql-results+xml;q=0.7, */*;q=0.1", "application/sparql-results+xml"),
    ("application/sparql-results+json;q=0, application/json;q=0, */*", "application/sparql-results+xml"),
    ("image/png, text/*;q=0.2", "text/xml; charset=utf-8"),
]


@pytest.mark.parametrize(("accept", "media_type"), RESULTS)
@pytest.mark.parametrize("query", [DEFAULT, "ASK { ?s ?p ?o }"], ids=["SELECT", "ASK"])
def test_formats_of_results(small: Client, query: str, accept: str, media_type: str) -> None:
    answer = small.get("/sparql", {"query": query}, {"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)


GRAPHS = [  # Accept, media type of the answer to CONSTRUCT or DESCRIBE, its format
    ("*/*", "text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
    ("text/turtle", "text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
    ("application/n-triples", "application/n-triples", ox.RdfFormat.N_TRIPLES),
    ("application/ld+json", "application/ld+json", ox.RdfFormat.JSON_LD),
    ("application/rdf+xml", "application/rdf+xml", ox.RdfFormat.RDF_XML),
    ("application/trig", "application/trig", ox.RdfFormat.TRIG),
    ("application/n-quads", "application/n-quads", ox.RdfFormat.N_QUADS),
    ("text/csv, application/rdf+xml;q=0.1", "application/rdf+xml", ox.RdfFormat.RDF_XML),
]


@pytest.mark.parametrize(("accept", "media_type", "format"), GRAPHS)
@pytest.mark.parametrize(
    "query", [f"CONSTRUCT WHERE {{ <{E}z> ?p ?o }}", f"DESCRIBE <{E}z>"], ids=["CONSTRUCT", "DESCRIBE"]
)
def test_formats_of_graphs(small: Client, query: str, accept: str, media_type: str, format: ox.RdfFormat) -> None:
    answer = small.get("/sparql", {"query": query}, {"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    triples = [quad.triple for quad in ox.parse(answer.content, format)]
    assert triples == [ox.Triple(ox.NamedNode(f"{E}z"), ox.NamedNode(f"{E}p"), ox.Literal("ba", language="vi"))]


def test_the_results_are_what_their_recommendations_say(small: Client) -> None:
    query = f"SELECT ?x ?y ?z {{ <{E}z> ?p ?x BIND(<{E}z> AS ?y) OPTIONAL {{ <{E}z> <{E}none> ?z }} }}"
    head, bindings = small.get("/sparql", {"query": query, "format": "json"}).json().values()
    assert head == {"vars": ["x", "y", "z"]}
    bound = {"x": {"type": "literal", "value": "ba", "xml:lang": "vi"}, "y": {"type": "uri", "value": f"{E}z"}}
    assert bindings == {"bindings": [bound]}
    tree = ElementTree.fromstring(small.get("/sparql", {"query": query, "format": "xml"}).content)
    space = "{http://www.w3.org/2005/sparql-results#}"
    assert [item.get("name") for item in tree.iter(f"{space}variable")] == ["x", "y", "z"]
    assert [item.get("name") for item in tree.iter(f"{space}binding")] == ["x", "y"]
    text = small.get("/sparql", {"query": query, "format": "csv"}).content.decode()
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["x", "y", "z"], ["ba", f"{E}z", ""]]
    assert text.count("\r\n") == 2
    assert small.get("/sparql", {"query": query, "format": "tsv"}).text == f'?x\t?y\t?z\n"ba"@vi\t<{E}z>\t\n'
    page = small.get("/sparql", {"query": query}, HTML).text
    assert '<th scope="col">x</th><th scope="col">y</th><th scope="col">z</th>' in page
    assert '<td><a href="/text/z">text/z</a></td>' in page


@pytest.mark.parametrize("accept", ["text/turtle", "image/png", "application/n-quads;q=0.5, image/*"])
def test_406_lists_what_there_is(small: Client, accept: str) -> None:
    answer = small.get("/sparql", {"query": "ASK {}"}, {"Accept": accept})
    assert answer.status_code == 406
    for media_type in ("application/sparql-results+json", "text/csv", "text/html"):
        assert media_type in answer.json()["error"]["hint"]


def test_several_accept_headers_are_one(small: Client) -> None:
    headers = [("Accept", "text/turtle;q=0.9"), ("Accept", "text/csv;q=0.8")]
    answer = small.request("GET", "/sparql", params={"query": "SELECT * {}"}, headers=headers)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


FAULTS = [  # query, line, column
    ("SELECT nonsense", 1, 8),
    ("SELECT *\nWHERE {\n  ?s ?p\n}", 3, 3),
    ('ASK { ?s ?p "Chỉ thị 🇻🇳" = }', 1, 26),
    ("SELECT *\r\nWHERE { ?s ?p ?o\r\n = }", 3, 2),
    ("SELECT *\rWHERE { ?s ?p ?o\r = }", 3, 2),
    ("SELECT * WHERE { <relative> ?p = }", 1, 32),
    ("SELECT * { ?s unknown:name ?o }", 1, 15),
]


@pytest.mark.parametrize(("query", "line", "column"), FAULTS)
@pytest.mark.parametrize("way", ["get", "form", "body"])
def test_400_names_the_place(small: Client, way: str, query: str, line: int, column: int) -> None:
    answer = _send(small, way, query)
    assert answer.status_code == 400
    assert f"line {line}, column {column}" in answer.json()["error"]["message"]


UPDATES = [
    "INSERT DATA { <a:b> <a:b> <a:b> }",
    "insert data { <a:b> <a:b> <a:b> }",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE DATA { GRAPH <a:g> { <a:b> <a:b> 1 } }",
    "# SELECT\nDROP ALL",
    "CLEAR SILENT DEFAULT",
    "PREFIX select: <a:> DELETE { ?s ?p ?o } INSERT { ?s ?p 'ASK {}' } WHERE { ?s ?p ?o }",
    "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "CREATE GRAPH <a:g>; COPY DEFAULT TO <a:g>",
    "LOAD SILENT <http://127.0.0.1:9/> INTO GRAPH <a:g>",
    "INS\\u0045RT DATA { <a:b> <a:b> <a:b> }",
    "BASE <a:> MOVE <g> TO <h>",
]


@pytest.mark.parametrize("update", UPDATES)
@pytest.mark.parametrize("way", ["get", "form", "body"])
def test_an_update_in_the_place_of_a_query_is_refused(small: Client, way: str, update: str) -> None:
    answer = _send(small, way, update)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "refused")
    assert _values(_send(small, way, DEFAULT)) == ["ba", "hai", "một"]


NO_UPDATES = [
    'SELECT ?x { VALUES ?x { "INSERT DATA { }" } }',
    "SELECT ?x { VALUES ?x { 'DROP ALL' } } # DELETE WHERE { ?s ?p ?o }",
    "PREFIX insert: <a:> SELECT ?x { VALUES ?x { insert:delete } }",
    "SELECT ?x { VALUES (?x ?drop ?service) { ('1' '2' '3') } }",
    'SELECT ?x { BIND("SERVICE <http://127.0.0.1:9/> {}" AS ?x) }',
]


@pytest.mark.parametrize("query", NO_UPDATES)
def test_the_words_of_updates_are_no_updates(small: Client, query: str) -> None:
    assert len(_values(_send(small, "get", query))) == 1


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "BREW"])
def test_other_methods_are_told_which_there_are(small: Client, method: str) -> None:
    answer = small.request(method, "/sparql", params={"query": "ASK {}"})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_head_is_get_without_the_body(small: Client) -> None:
    got = small.get("/sparql", {"query": DEFAULT})
    head = small.request("HEAD", "/sparql", params={"query": DEFAULT}, headers={"Accept": "application/json"})
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length", "vary"):
        assert head.headers[name] == got.headers[name]
    bad = small.request("HEAD", "/sparql", params={"query": "SELECT nonsense"})
    assert (bad.status_code, bad.content) == (400, b"")


def test_options(small: Client) -> None:
    answer = small.request("OPTIONS", "/sparql")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize(
    "format", ["json", "JSON", "application/sparql-results+json", "sparql-results+json", "nonsense"]
)
def test_a_format_by_name_or_else_by_accept(small: Client, format: str) -> None:
    answer = small.get("/sparql", {"query": "ASK {}", "format": format}, {"Accept": "*/*"})
    assert json.loads(answer.text)["boolean"] is True
