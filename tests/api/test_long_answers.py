"""Answers that are long, cut or read while they are found: what clients make of them, and what they cost the server."""

from __future__ import annotations

import http.client
import io
import json
import os
import signal
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results
from rdflib.query import Result
from SPARQLWrapper import SPARQLWrapper

from api.sparql.lanes import PoolLimits
from tests.api.pools import pool_of
from tests.api.served import ENDLESS, LIGHT, LIMIT, MANY, MIB, WAIT, Server, generously, question_of, serving, until


@pytest.fixture(scope="module")
def server(store_path: Path) -> Iterator[Server]:
    settings = {"query_timeout_seconds": LIMIT, "query_wait_seconds": WAIT, "query_memory_mb": 2048, "query_queue": 40}
    with serving(store_path, max_rows=20_000, **settings) as running:
        yield running


@pytest.fixture(scope="module")
def patient(store_path: Path) -> Iterator[Server]:
    with serving(store_path, max_rows=20_000, query_timeout_seconds=60) as running:
        yield running


@pytest.fixture(scope="module")
def generous(store_path: Path) -> Iterator[Server]:
    with generously(store_path) as running:
        yield running


def test_a_long_answer_takes_the_memory_of_a_short_one(generous: Server) -> None:
    rows = 300_000
    short = _largest(generous, 20_000)[0]
    before = psutil.Process(generous.process.pid).memory_info().rss
    largest, most, size = _largest(generous, rows)
    assert size > 60 * MIB
    assert most - before < 24 * MIB
    assert largest - short < 24 * MIB


def _largest(server: Server, rows: int) -> tuple[int, int, int]:
    """(the most memory of a worker, that of the server, the bytes of the answer) while it sends so many rows."""
    worker = own = size = read = 0
    with server.open(MANY.format(rows=rows), format="tsv") as answer:
        while piece := answer.read(MIB):
            size, read = size + len(piece), read + piece.count(b"\n")
            own = max(own, psutil.Process(server.process.pid).memory_info().rss)
            worker = max([worker, *(each.memory_info().rss for each in server.workers())])
    assert read == rows + 1
    return worker, own, size


def test_a_long_answer_that_is_cut_says_so_at_its_end(patient: Server) -> None:
    status, headers, body = patient.ask(MANY.format(rows=50_000), format="xml")
    assert (status, headers["Lineage-Row-Limit"]) == (200, "20000")
    assert b"more than 20,000 rows" in body[-300:]
    assert body.count(b"<result>") == 20_000


@pytest.mark.parametrize(("asked", "rows", "cut"), [(10, 10, False), (19_999, 19_999, False), (50_000, 20_000, True)])
def test_json_of_any_length_is_read_by_every_client(patient: Server, asked: int, rows: int, cut: bool) -> None:
    query = MANY.format(rows=asked)
    status, _, body = patient.ask(query)
    head = json.loads(body)["head"]
    assert (status, head["vars"], head.get("truncated", False)) == (200, ["a", "b", "c", "d", "n"], cut)
    assert ("more than 20,000 rows" in head.get("message", "")) == cut
    solutions = parse_query_results(body, format=QueryResultsFormat.JSON)
    assert isinstance(solutions, QuerySolutions)
    assert sum(1 for _ in solutions) == rows
    assert len(Result.parse(io.BytesIO(body), format="json")) == rows
    wrapper = SPARQLWrapper(f"http://127.0.0.1:{patient.port}/sparql", returnFormat="json")
    wrapper.setMethod("POST")
    wrapper.setQuery(query)
    found = wrapper.queryAndConvert()
    assert isinstance(found, dict)
    assert len(found["results"]["bindings"]) == rows


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_a_long_answer_without_words_for_it_does_not_come_to_its_end(patient: Server, name: str) -> None:
    with (
        patient.open(MANY.format(rows=50_000), format=name) as answer,
        pytest.raises(http.client.IncompleteRead) as got,
    ):
        answer.read()
    assert got.value.partial.count(b"\n") == 20_001


@pytest.mark.parametrize("name", ["nt", "ttl", "rdf"])
def test_a_graph_that_meets_the_time_limit_says_so(server: Server, name: str) -> None:
    query = "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }"
    status, _, body = server.ask(query, format=name)
    assert status == 200
    assert b"longer than 2 seconds" in body[-200:]
    formats = {"nt": RdfFormat.N_TRIPLES, "ttl": RdfFormat.TURTLE, "rdf": RdfFormat.RDF_XML}
    assert sum(1 for _ in parse(body, format=formats[name])) > 1_000


def test_an_answer_that_meets_the_time_limit_midway(server: Server) -> None:
    first, then = MANY.format(rows=15_000), ENDLESS
    status, _, body = server.ask(f"SELECT * {{ {{ {first} }} UNION {{ {then} }} }}")
    answer = json.loads(body)
    assert status == 200
    assert 14_000 < len(answer["results"]["bindings"]) <= 15_000  # the last 64 KiB may be held back
    assert answer["head"]["truncated"] is True
    assert "longer than 2 seconds" in answer["head"]["message"]


@pytest.mark.parametrize("megabytes", [256, 1024])
def test_a_worker_starts_whatever_its_threads_set_aside(store_path: Path, megabytes: int) -> None:
    """RocksDB opens files in sixteen threads; what these set aside but do not use counts for nothing."""
    with pool_of(PoolLimits(1, 20.0, 20.0, megabytes * MIB)) as pool:
        for _ in range(5):
            assert b"bindings" in pool.ask(question_of(store_path, LIGHT, 20.0)).body
            for pid in pool.pids():
                os.kill(pid, signal.SIGKILL)
                until(lambda pid=pid: pid not in pool.pids(), 20)  # type: ignore[misc]


def test_a_graph_is_sent_while_it_is_read(patient: Server) -> None:
    url = f"http://127.0.0.1:{patient.port}/store?default&format="
    sent = {}
    for name in ("nt", "jsonld"):
        with urllib.request.urlopen(url + name, timeout=60) as answer:
            assert (answer.headers["Transfer-Encoding"], "ETag" in answer.headers) == ("chunked", True)
            sent[name] = answer.read()
    triples = set(parse(sent["nt"], format=RdfFormat.N_TRIPLES))
    assert len(triples) > 5_000
    assert {str(quad.predicate) for quad in parse(sent["jsonld"], format=RdfFormat.JSON_LD)} == {
        str(quad.predicate) for quad in triples
    }


def test_a_graph_that_is_cut_does_not_come_to_its_end(store_path: Path) -> None:
    """It has a validator: a part must not be kept as if it were all."""
    with serving(store_path, max_result_bytes=5 * MIB // 4) as server:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/store?default&format=nt", timeout=60) as answer:
            assert "ETag" in answer.headers
            with pytest.raises(http.client.IncompleteRead):
                answer.read()
        status, _, body = server.ask("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", format="nt")
        assert (status, body[-100:].count(b"larger than 1,310,720 bytes")) == (200, 1)


def test_a_page_shows_the_beginning(patient: Server) -> None:
    status, headers, body = patient.ask(MANY.format(rows=5_000), format="html")
    assert (status, headers["Lineage-Truncated"], headers["Lineage-Row-Limit"]) == (200, "true", "1000")
    assert "1000 dòng: dừng ở đây, còn nữa; CSV, JSON, XML và TSV có tới 20000</p>" in body.decode()
    status, _, body = patient.ask(MANY.format(rows=999), format="html")
    assert (status, "999 dòng</p>" in body.decode()) == (200, True)
    status, headers, body = patient.ask("CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }", format="html")
    assert (status, headers["Lineage-Truncated"]) == (200, "true")
    assert "Phần đầu; các định dạng khác có đủ" in body.decode()
    assert len(body) < 5 * MIB
