from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse

from api import Settings, create_app
from api.sparql.frames import Question
from api.sparql.lanes import BusyError, PoolLimits
from graph.store import DATABASE
from ontology.errors import LimitExceeded, QueryError, StoreError
from ontology.queries import NamedQuery, load_queries
from tests.api.client import HTML, Client, running
from tests.api.pools import Pool, pool_of
from tests.graph.corpus import CT12, IRIS, KH83, LD457

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"  # takes time
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g"  # takes memory
NUMBERS = f"SELECT DISTINCT ?number {{ <{LD457.iri}> eli:id_local ?number }}"
RDF = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
}


def _post(client: Client, query: str, **headers: str) -> Any:
    return client.post(
        "/sparql", content=query.encode(), headers={"Content-Type": "application/sparql-query", **headers}
    )


WAYS = ["get", "form", "body"]


@pytest.mark.parametrize("way", WAYS)
def test_the_three_ways_to_ask(client: Client, way: str) -> None:
    if way == "get":
        answer = client.get("/sparql", {"query": NUMBERS})
    elif way == "form":
        answer = client.post("/sparql", data={"query": NUMBERS})
    else:
        answer = _post(client, NUMBERS, **{"Content-Type": "application/sparql-query; charset=utf-8"})
    assert answer.status_code == 200
    assert answer.json()["results"]["bindings"] == [{"number": {"type": "literal", "value": "457/LĐLĐ"}}]


def test_select_in_each_format(client: Client) -> None:
    as_json = client.get("/sparql", {"query": NUMBERS}, {"Accept": "application/sparql-results+json"})
    assert as_json.headers["content-type"] == "application/sparql-results+json"
    assert json.loads(as_json.text)["results"]["bindings"][0]["number"]["value"] == "457/LĐLĐ"
    as_csv = client.get("/sparql", {"query": NUMBERS}, {"Accept": "text/csv"})
    assert as_csv.headers["content-type"] == "text/csv; charset=utf-8"
    assert list(csv.reader(io.StringIO(as_csv.text))) == [["number"], ["457/LĐLĐ"]]
    as_tsv = client.get("/sparql", {"query": NUMBERS, "format": "tsv"})
    assert as_tsv.text == '?number\n"457/LĐLĐ"\n'
    as_xml = client.get("/sparql", {"query": NUMBERS}, {"Accept": "application/sparql-results+xml"})
    assert "<literal>457/LĐLĐ</literal>" in as_xml.text
    as_page = client.get("/sparql", {"query": NUMBERS}, HTML)
    assert "<td>457/LĐLĐ</td>" in as_page.text


def test_ask(client: Client) -> None:
    yes, no = (f"ASK {{ <{iri}> a lin:Document }}" for iri in (LD457.iri, "https://elsewhere.example/"))
    assert client.get("/sparql", {"query": yes}).json()["boolean"] is True
    assert client.get("/sparql", {"query": no}).json()["boolean"] is False


@pytest.mark.parametrize("media_type", RDF)
def test_construct_and_describe(client: Client, media_type: str) -> None:
    for query in (f"DESCRIBE <{LD457.iri}>", f"CONSTRUCT WHERE {{ <{LD457.iri}> ?p ?o }}"):
        answer = client.get("/sparql", {"query": query}, {"Accept": media_type})
        assert answer.headers["content-type"].partition(";")[0] == media_type
        triples = {str(quad.triple) for quad in parse(answer.content, RDF[media_type], base_iri="https://e.example/")}
        assert any("457/LĐLĐ" in triple for triple in triples)


def test_the_default_graph_is_the_union_and_graphs_have_names(client: Client) -> None:
    graph = IRIS.graph("003.txt", 3)
    of_part = f"SELECT DISTINCT ?d FROM <{graph}> {{ ?d lin:heldIn ?g }}"
    named = f"SELECT DISTINCT ?d FROM NAMED <{graph}> {{ GRAPH ?g {{ ?d lin:heldIn ?p }} }}"
    everywhere = "SELECT DISTINCT ?d { ?d lin:heldIn ?g }"
    for query, extra, number in (
        (everywhere, {}, 9),
        (of_part, {}, 1),
        (named, {}, 1),
        (everywhere, {"default-graph-uri": graph}, 1),
        ("SELECT DISTINCT ?d { GRAPH ?g { ?d lin:heldIn ?p } }", {"named-graph-uri": graph}, 1),
        (everywhere, {"default-graph-uri": "https://elsewhere.example/"}, 0),
        ("SELECT DISTINCT ?d FROM <http://127.0.0.1:9/never-fetched> { ?d lin:heldIn ?g }", {}, 0),
    ):
        rows = client.get("/sparql", {"query": query, **extra}).json()["results"]["bindings"]
        assert len(rows) == number, query


def test_the_way_up_by_a_property_path(client: Client) -> None:
    query = f"SELECT DISTINCT ?to {{ ?r lin:fromDocument <{KH83.iri}> ; lin:toDocument ?to }}"
    rows = client.get("/sparql", {"query": query}).json()["results"]["bindings"]
    assert [row["to"]["value"] for row in rows] == [CT12.iri]


def _rows(text: str, name: str) -> int:
    match name:
        case "json":
            return len(json.loads(text)["results"]["bindings"])
        case "xml":
            return text.count("<result>")
        case "csv":
            return len(list(csv.reader(io.StringIO(text, newline="")))) - 1
    return text.count("\n") - 1


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_a_long_answer_is_cut_and_says_so(client: Client, name: str) -> None:
    answer = client.get("/sparql", {"query": "SELECT * { ?s ?p ?o }", "format": name})
    assert answer.headers["lineage-truncated"] == "true"
    assert answer.headers["lineage-row-limit"] == "50"
    assert _rows(answer.text, name) == 50


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o } LIMIT 50", "SELECT * { ?s ?p ?o } LIMIT 3"])
def test_an_answer_that_fits_is_not_cut(client: Client, query: str) -> None:
    assert "lineage-truncated" not in client.get("/sparql", {"query": query}).headers


def test_a_limit_of_the_query_does_not_lift_ours(client: Client) -> None:
    answer = client.get("/sparql", {"query": "SELECT * { ?s ?p ?o } LIMIT 1000"})
    assert len(answer.json()["results"]["bindings"]) == 50
    assert answer.headers["lineage-truncated"] == "true"


def test_a_runaway_query_is_stopped_and_the_next_one_answered(client: Client) -> None:
    started = time.monotonic()
    answer = client.get("/sparql", {"query": ENDLESS})
    assert time.monotonic() - started < 6
    assert answer.status_code == 503
    assert answer.json()["code"] == "limit"
    assert "1.5 seconds" in answer.json()["detail"]
    assert client.get("/sparql", {"query": NUMBERS}).status_code == 200


def test_other_routes_answer_while_a_query_runs(client: Client) -> None:
    with ThreadPoolExecutor(1) as threads:
        running_query = threads.submit(client.get, "/sparql", {"query": ENDLESS})
        time.sleep(0.2)
        started = time.monotonic()
        assert client.get("/health").status_code == 200
        assert time.monotonic() - started < 1
        assert running_query.result().status_code == 503


def test_busy_workers_turn_queries_away(store_path: Path) -> None:
    settings = Settings(store=store_path, query_heavy_workers=1, query_timeout_seconds=2, query_wait_seconds=0.1)
    with running(create_app(settings)) as busy, ThreadPoolExecutor(1) as threads:
        first = threads.submit(busy.get, "/sparql", {"query": ENDLESS})
        time.sleep(0.3)
        second = busy.get("/sparql", {"query": ENDLESS})
        assert (second.status_code, second.json()["code"]) == (503, "busy")
        assert second.headers["retry-after"]
        assert busy.get("/sparql", {"query": NUMBERS}).status_code == 200
        assert first.result().status_code == 503


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<http://127.0.0.1:%d/>{ ?s ?p ?o } }",
        "SELECT * { BIND(<http://127.0.0.1:%d/> AS ?x) SERVICE ?x { ?s ?p ?o } }",
        "SELECT * FROM <http://127.0.0.1:%d/> { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:%d/>",
    ],
)
def test_no_query_makes_a_request(client: Client, query: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        client.get("/sparql", {"query": query % listener.getsockname()[1]})
        with pytest.raises(TimeoutError):
            listener.accept()


def _question(path: Path, query: str, seconds: float | None = 5.0, most: int = 10**9) -> Question:
    return Question(query, str(path / DATABASE), "json", "ttl", (), (), 100, most, seconds)


def _pool(
    workers: int = 1, wait: float = 5.0, memory: int = 2 * 1024**3, *, start: bool = False
) -> AbstractContextManager[Pool]:
    return pool_of(PoolLimits(workers, 5.0, wait, memory), start=start)


def test_a_pool_says_each_fault(store_path: Path, tmp_path: Path) -> None:
    with _pool() as pool:
        with pytest.raises(QueryError, match="line 1, column 8, at 'nothing'"):
            pool.ask(_question(store_path, "SELECT nothing"))
        with pytest.raises(LimitExceeded, match="larger"):
            pool.ask(_question(store_path, "SELECT * { ?s ?p ?o }", most=100))
        with pytest.raises(StoreError):
            pool.ask(_question(tmp_path, "ASK {}"))
        assert pool.ask(_question(store_path, "ASK {}")).kind == "boolean"


def test_a_query_that_needs_too_much_memory_is_stopped(store_path: Path) -> None:
    with _pool(memory=1024**3) as pool:
        with pytest.raises(LimitExceeded, match="memory"):
            pool.ask(_question(store_path, GREEDY, seconds=30.0))
        assert pool.ask(_question(store_path, "ASK {}")).kind == "boolean"


def test_a_worker_that_cannot_start(store_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.sparql.process.sys.executable", shutil.which("false"))
    with _pool() as pool:
        for _ in range(2):
            with pytest.raises(LimitExceeded, match="No query worker can be started"):
                pool.ask(_question(store_path, "ASK {}"))


def test_a_pool_without_a_free_worker(store_path: Path) -> None:
    with _pool(wait=0.05) as pool:
        pool.ask(_question(store_path, "ASK {}"))
        with ThreadPoolExecutor(1) as threads:
            endless = threads.submit(pool.ask, _question(store_path, ENDLESS, 1.0))
            time.sleep(0.3)
            with pytest.raises(BusyError):
                pool.ask(_question(store_path, "ASK {}"))
            with pytest.raises(LimitExceeded):
                endless.result()


def test_closing_a_pool_ends_its_processes(store_path: Path) -> None:
    with _pool(workers=2, start=True) as pool:
        pids = pool.pids()
        assert len(pids) == 2
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_the_named_queries_are_listed(client: Client) -> None:
    answer = client.get("/queries")
    assert answer.status_code == 200
    assert answer.json() == [each.to_json() for each in load_queries()]


def test_the_form_links_to_the_named_queries(client: Client) -> None:
    text = client.get("/sparql", headers=HTML).text
    english = client.get("/sparql", {"lang": "en"}, headers=HTML).text
    for each in load_queries():
        assert f'href="/sparql?named={each.name}#form"' in text
        assert escape(each.title_vi) in text
        assert escape(each.title_en) in english


@pytest.fixture(scope="module")
def usual(store_path: Path) -> Iterator[Client]:
    """A client of the application with the limits that it has when nobody sets others."""
    with running(create_app(Settings(store=store_path))) as opened:
        yield opened


@pytest.mark.parametrize("query", load_queries(), ids=lambda query: str(query.name))
def test_a_named_query_fills_the_form_and_is_answered(usual: Client, query: NamedQuery) -> None:
    page = usual.get("/sparql", {"named": query.name}, HTML).text
    form = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert form is not None
    assert unescape(form[1]) == query.text
    assert f'<h2 lang="vi">{escape(query.title_vi)}</h2>' in page
    answer = usual.post("/sparql", data={"query": unescape(form[1]), "format": "html"}, headers=HTML)
    assert answer.status_code == 200
    assert " dòng" in answer.text


def test_a_named_query_that_does_not_exist(client: Client) -> None:
    answer = client.get("/sparql", {"named": "nonsense"}, HTML)
    assert answer.status_code == 404
    assert "nonsense" in answer.text


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT (<http://a.example/f>(1) AS ?x) (2 AS ?y) {}", [{"y": "2"}]),
        ("SELECT ?y { VALUES ?y { 1 2 } FILTER(?y = 2 || <http://a.example/f>(?y)) }", [{"y": "2"}]),
        (
            "SELECT ?y { VALUES ?y { 1 } BIND(COALESCE(<u:f>(1), <u:g>(?y), 'none') AS ?z) FILTER(?z = 'none') }",
            [{"y": "1"}],
        ),
        ("SELECT ?y { VALUES ?y { 1 2 } FILTER(NOT EXISTS { FILTER(<u:f>(?y)) }) }", [{"y": "1"}, {"y": "2"}]),
    ],
)
def test_a_function_that_nobody_knows_gives_no_value(client: Any, query: str, rows: list[dict[str, str]]) -> None:
    answer = client.get("/sparql", params={"query": query, "format": "json"})
    assert answer.status_code == 200, answer.text
    found = answer.json()["results"]["bindings"]
    assert [{name: value["value"] for name, value in row.items()} for row in found] == rows
