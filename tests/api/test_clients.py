"""Clients that nobody here wrote, against the server as users run it: SPARQLWrapper, rdflib's SPARQLStore, curl."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, Literal, URIRef, Variable
from rdflib.namespace import RDF, RDFS
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, URITooLong

from ontology.namespaces import ELI, LIN
from tests.api.conftest import build_store
from tests.api.test_server import Server, serving
from tests.graph.corpus import CT12, IRIS, KH83, LD457, sources

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # SPARQLWrapper's own
PART = IRIS.graph("003.txt", 3)
PATH = KH83.iri.removeprefix("https://directive-lineage.example")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = tmp_path_factory.mktemp("clients") / "store"
    build_store(store, sources())
    with serving(store) as opened:
        yield opened


def _wrapper(server: Server, query: str, **options: str) -> SPARQLWrapper:
    wrapper = SPARQLWrapper(f"{server.url}/sparql")
    wrapper.setQuery(query)
    for name, value in options.items():
        getattr(wrapper, name)(value)
    return wrapper


@pytest.mark.parametrize(("method", "way"), [("GET", URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
def test_sparqlwrapper_names_the_dataset(server: Server, method: str, way: str) -> None:
    wrapper = _wrapper(server, "SELECT DISTINCT ?d { ?d lin:heldIn ?g }", setMethod=method, setRequestMethod=way)
    wrapper.setReturnFormat(JSON)
    wrapper.addDefaultGraph(PART)
    answer: Any = wrapper.queryAndConvert()
    assert [row["d"]["value"] for row in answer["results"]["bindings"]] == [KH83.iri]
    wrapper.clearParameter("default-graph-uri")
    wrapper.addNamedGraph(PART)
    empty: Any = wrapper.queryAndConvert()
    assert empty["results"]["bindings"] == []


@pytest.mark.parametrize("format", [TURTLE, N3, RDFXML, XML])
@pytest.mark.parametrize("query", [f"DESCRIBE <{KH83.iri}>", f"CONSTRUCT WHERE {{ <{KH83.iri}> ?p ?o }}"])
def test_sparqlwrapper_reads_graphs(server: Server, query: str, format: str) -> None:
    found: Any = _wrapper(server, query, setReturnFormat=format).queryAndConvert()
    graph = found if isinstance(found, Graph) else Graph().parse(data=found, format="turtle")
    assert (URIRef(KH83.iri), ELI.id_local, Literal("83-KH/TU")) in graph


def test_sparqlwrapper_reads_json_ld(server: Server) -> None:
    found: Any = _wrapper(server, f"DESCRIBE <{KH83.iri}>", setReturnFormat=JSONLD).queryAndConvert()
    assert (URIRef(KH83.iri), ELI.id_local, Literal("83-KH/TU")) in found


def test_sparqlwrapper_asks_and_reads_tsv(server: Server) -> None:
    asked: Any = _wrapper(server, f"ASK {{ <{KH83.iri}> a lin:Document }}", setReturnFormat=JSON).queryAndConvert()
    assert asked["boolean"] is True
    rows: Any = _wrapper(server, f"SELECT DISTINCT ?n {{ <{LD457.iri}> eli:id_local ?n }}", setReturnFormat=TSV)
    assert rows.queryAndConvert().decode() == '?n\n"457/LĐLĐ"\n'


def test_sparqlwrapper_knows_the_errors(server: Server) -> None:
    with pytest.raises(QueryBadFormed, match="line 1, column 8"):
        _wrapper(server, "SELECT nonsense").query()
    with pytest.raises(URITooLong):
        _wrapper(server, "ASK { } # " + "x" * 40_000).query()
    assert _wrapper(server, "ASK { } # " + "x" * 40_000, setMethod=POST).query().response.status == 200


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks(server: Server, method: Any) -> None:
    graph = Graph(SPARQLStore(f"{server.url}/sparql", method=method))
    subject = URIRef(KH83.iri)
    assert (subject, RDF.type, LIN.Document) in graph
    assert (subject, RDF.type, LIN.Body) not in graph
    assert set(graph.objects(subject, ELI.id_local)) == {Literal("83-KH/TU")}
    assert set(graph.objects(subject, RDFS.label)) == {Literal("Kế hoạch 83-KH/TU", lang="vi")}
    assert subject in set(graph.subjects(ELI.id_local, Literal("83-KH/TU")))
    rows = graph.query("SELECT DISTINCT ?d { ?d eli:id_local ?n }", initBindings={"n": Literal("457/LĐLĐ")})
    assert [row[Variable("d")] for row in rows.bindings] == [URIRef(LD457.iri)]
    assert graph.query(f"ASK {{ <{CT12.iri}> ?p ?o }}").askAnswer is True
    made = graph.query(f"CONSTRUCT WHERE {{ <{KH83.iri}> eli:id_local ?o }}").graph
    assert made is not None
    assert len(made) == 1


@pytest.mark.parametrize("format", ["xml", "json", "csv", "tsv"])
def test_rdflib_reads_each_format(server: Server, format: str) -> None:
    store = SPARQLStore(f"{server.url}/sparql", returnFormat=format)
    rows = list(Graph(store).query(f"SELECT DISTINCT ?l ?m {{ <{KH83.iri}> eli:id_local ?l OPTIONAL {{ ?l ?m ?x }} }}"))
    assert len(rows) == 1
    assert str(rows[0][0]) == "83-KH/TU"  # type: ignore[index]


def test_rdflib_reads_one_graph(server: Server) -> None:
    store = SPARQLStore(f"{server.url}/sparql")
    part = Graph(store, URIRef(PART))
    assert set(part.subjects(RDF.type, LIN.SourcePart)) == {URIRef(PART)}
    assert len(set(Graph(store).subjects(RDF.type, LIN.SourcePart))) > 3


def test_rdflib_follows_an_iri(server: Server) -> None:
    """What `Graph.parse` sends is an Accept header with all that rdflib can read."""
    graph = Graph().parse(server.url + PATH)
    assert (URIRef(KH83.iri), ELI.id_local, Literal("83-KH/TU")) in graph
    assert (URIRef(f"{PART}#citation-1"), LIN.citingDocument, URIRef(KH83.iri)) in graph


def curl(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("curl")
    if program is None:
        pytest.skip("curl is not installed")
    return subprocess.run([program, "-sS", "--max-time", "20", *arguments], capture_output=True, check=True)


def _status(*arguments: str) -> str:
    return (
        curl("-o", "/dev/null", "-w", "%{http_code} %{content_type} %{redirect_url}", *arguments)
        .stdout.decode()
        .strip()
    )


def test_curl_follows_an_iri(server: Server) -> None:
    assert _status("-H", "Accept: text/html", server.url + PATH) == f"303  {server.url}/documents{PATH}"
    assert _status("-L", "-H", "Accept: text/html", server.url + PATH).startswith("200 text/html; charset=utf-8")
    assert _status(server.url + PATH) == "200 text/turtle; charset=utf-8"


def test_curl_keeps_a_copy(server: Server, tmp_path: Path) -> None:
    tag, body = tmp_path / "tag", tmp_path / "body.ttl"
    first = curl("--compressed", "--etag-save", str(tag), "-o", str(body), "-w", "%{http_code}", server.url + PATH)
    assert first.stdout == b"200"
    assert "83-KH/TU" in body.read_text(encoding="utf-8")
    arguments = ("--compressed", "--etag-compare", str(tag), "-o", str(tmp_path / "new"), "-w", "%{http_code}")
    assert curl(*arguments, server.url + PATH).stdout == b"304"
    assert _status("-z", formatdate(usegmt=True), server.url + PATH).startswith("304")


def test_curl_compresses(server: Server) -> None:
    plain = curl(server.url + PATH).stdout
    packed = curl("-H", "Accept-Encoding: gzip", server.url + PATH).stdout
    assert packed[:2] == b"\x1f\x8b"
    assert len(packed) < len(plain) / 2
    assert curl("--compressed", server.url + PATH).stdout == plain
    assert curl("-H", "Accept-Encoding: gzip;q=0", server.url + PATH).stdout == plain


def test_curl_asks_for_the_head_and_the_options(server: Server) -> None:
    head = curl("-I", f"{server.url}/sparql?query=ASK%7B%7D").stdout.decode().lower()
    assert head.startswith("http/1.1 200 ")
    assert "content-type: application/sparql-results+json" in head
    options = curl("-i", "-X", "OPTIONS", f"{server.url}/sparql").stdout.decode().lower()
    assert options.startswith("http/1.1 204 ")
    assert "allow: get, head, options, post" in options
    assert curl("-i", "-X", "OPTIONS", "--request-target", "*", server.url).stdout.startswith(b"HTTP/1.1 204 ")


def test_curl_sends_a_query_as_the_body(server: Server, tmp_path: Path) -> None:
    query = tmp_path / "query.rq"
    query.write_text("ASK { ?d eli:id_local '457/LĐLĐ' }", encoding="utf-8")
    kind = "Content-Type: application/sparql-query"
    answer = curl("-H", kind, "--data-binary", f"@{query}", f"{server.url}/sparql").stdout
    assert json.loads(answer) == {"head": {}, "boolean": True}
    query.write_bytes(b"#" * (1024 * 1024 + 1))
    assert _status("-H", kind, "--data-binary", f"@{query}", f"{server.url}/sparql").startswith("413 ")
    assert _status("-F", "query=ASK{}", f"{server.url}/sparql").startswith("415 ")
    assert _status("-T", str(query), f"{server.url}/store?default").startswith("405 ")


def _raw(server: Server, request: bytes) -> tuple[bytes, dict[str, Any]]:
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.partition(b"\r\n")[0], json.loads(body)


LONG = [  # what, the bytes, the answer
    (
        "an address beyond the limit",
        b"GET /sparql?query=" + b"x" * 40_000 + b" HTTP/1.1",
        b"HTTP/1.1 414 ",
        "uri_too_long",
    ),
    ("an address that does not end", b"GET /sparql?query=" + b"x" * 70_000, b"HTTP/1.1 414 ", "uri_too_long"),
    ("headers that do not end", b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000, b"HTTP/1.1 431 ", "too_large"),
]


@pytest.mark.parametrize(("what", "request_", "status", "code"), LONG, ids=[row[0] for row in LONG])
def test_what_is_too_long(server: Server, what: str, request_: bytes, status: bytes, code: str) -> None:
    complete = request_ + b"\r\nHost: localhost\r\nConnection: close\r\nAccept: application/json\r\n\r\n"
    line, error = _raw(server, complete if request_.endswith(b"HTTP/1.1") else request_)
    assert line.startswith(status), what
    assert error["code"] == code
    assert error["hint"]
