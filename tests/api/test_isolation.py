"""Queries that run away, workers that are killed, clients that leave or dawdle: what others notice of them."""

from __future__ import annotations

import http.client
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

import psutil
import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results
from rdflib.query import Result
from SPARQLWrapper import SPARQLWrapper

from api.sparql.frames import Question
from api.sparql.guard import RefusedError
from api.sparql.lanes import PoolLimits
from graph.store import DATABASE, PREFIXES
from ontology.errors import LimitExceeded, QueryError
from tests.api.pools import pool_of
from tests.graph.corpus import CT12, LD457

ROOT = Path(__file__).resolve().parents[2]
MIB = 1024 * 1024
LIMIT = 2.0
WAIT = 1.0
LIGHT = f"SELECT ?p ?o {{ <{LD457.iri}> ?p ?o }}"
PRODUCT = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g"
PATHS = "SELECT (COUNT(*) AS ?n) { ?a (!rdf:type)* ?b . ?b (!rdf:type)* ?c . ?c (!rdf:type)* ?d }"
TEXTS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(REGEX(CONCAT(STR(?c), STR(?f), STR(?i)), '(x+x+)+y{7}')) }"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONCAT(STR(?c), STR(?f), STR(?i)) = 'none') }"
MANY = "SELECT ?a ?b ?c ?d ?n {{ ?a ?b ?c . ?d ?e ?f . ?n ?p ?o }} LIMIT {rows}"
SEEMS_LIGHT = f"SELECT (COUNT(*) AS ?n) {{ <{CT12.iri}> ?p ?x . ?a ?p ?b . ?c ?p ?d . ?e ?p ?f . ?g ?p ?h . ?i ?p ?j }}"


@dataclass(frozen=True)
class Server:
    """A server in a process of its own."""

    port: int
    process: subprocess.Popen[str]

    def ask(self, query: str, **parameters: str) -> tuple[int, Any, bytes]:
        """(status, headers, body) of the answer to a query."""
        try:
            with urllib.request.urlopen(self._request(query, **parameters), timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    def open(self, query: str, **parameters: str) -> Any:
        """An answer that is read by the test."""
        return urllib.request.urlopen(self._request(query, **parameters), timeout=60)

    def _request(self, query: str, **parameters: str) -> urllib.request.Request:
        data = urllib.parse.urlencode({"query": query, "format": "json", **parameters}).encode()
        return urllib.request.Request(f"http://127.0.0.1:{self.port}/sparql", data, {"Accept": "*/*"})

    def workers(self) -> list[psutil.Process]:
        """The processes that evaluate queries."""
        return [each for each in psutil.Process(self.process.pid).children() if "api.sparql.worker" in _words(each)]

    def busy(self) -> list[psutil.Process]:
        """The workers that compute now."""
        workers = self.workers()
        before = {each.pid: _seconds(each) for each in workers}
        time.sleep(0.3)
        return [each for each in workers if _seconds(each) - before[each.pid] > 0.02]


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _seconds(process: psutil.Process) -> float:
    try:
        return float(process.cpu_times().user)
    except psutil.Error:
        return 0.0


@contextmanager
def serving(store: Path, **settings: object) -> Iterator[Server]:
    """A server with these settings, until the test is done."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LINEAGE_")}
    environment |= {f"LINEAGE_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", "0", "--store", str(store)]
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, text=True, cwd=store.parent) as process:
        assert process.stderr is not None
        said = ""
        while (found := re.search(r"at http://127\.0\.0\.1:(\d+)/", said)) is None:
            line = process.stderr.readline()
            assert line, said
            said += line
        server = Server(int(found[1]), process)
        drain = threading.Thread(target=process.stderr.read, daemon=True)
        drain.start()
        try:
            until(lambda: _answers(server), 30)
            yield server
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
            drain.join(5)


def _answers(server: Server) -> bool:
    try:
        return server.ask("ASK {}")[0] == 200
    except OSError:
        return False


def until(holds: Callable[[], bool], seconds: float) -> float:
    """The seconds until something holds; a failure where it does not."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, "it never came"
        time.sleep(0.02)
    return time.monotonic() - began


@pytest.fixture(scope="module")
def server(store_path: Path) -> Iterator[Server]:
    settings = {"query_timeout_seconds": LIMIT, "query_wait_seconds": WAIT, "query_memory_mb": 2048, "query_queue": 40}
    with serving(store_path, max_rows=20_000, **settings) as running:
        yield running


@pytest.fixture(scope="module")
def generous(store_path: Path) -> Iterator[Server]:
    """A server that sends answers of any length."""
    with serving(
        store_path, max_rows=10**9, max_result_bytes=10**12, query_timeout_seconds=120, client_wait_seconds=2
    ) as running:
        yield running


def test_runaways_are_stopped_and_delay_no_light_query(store_path: Path) -> None:
    """A hundred at once. Memory: what each of the five workers may have, and the server itself.

    Where the machine is so busy with other things that light queries are slow without the runaways, that counts.
    """
    limit = 2 * LIMIT
    settings = {"query_timeout_seconds": limit, "query_wait_seconds": WAIT, "query_memory_mb": 512}
    ended: list[tuple[int, float]] = []
    queries = [f"{query} # {number}" for number in range(34) for query in (PRODUCT, PATHS, TEXTS)][:100]
    with serving(store_path, **settings) as server:

        def run(query: str) -> None:
            began = time.monotonic()
            status, _, _ = server.ask(query)
            ended.append((status, time.monotonic() - began))

        with Light(server.port) as other:
            time.sleep(1)
            alone = other.stop()
        with ThreadPoolExecutor(1) as watcher, Light(server.port) as other:
            over = threading.Event()
            most = watcher.submit(_most_memory, server, over)
            try:
                with ThreadPoolExecutor(len(queries)) as threads:
                    tasks = [threads.submit(run, query) for query in queries]
                    while not all(task.done() for task in tasks):
                        time.sleep(0.05)
                for task in tasks:
                    task.result()
            finally:
                over.set()
            waited = other.stop()
        assert {status for status, _ in ended} == {503}
        assert max(seconds for _, seconds in ended) < WAIT + limit + 1.0
        assert len(waited) > 20
        assert quantiles(waited, n=20)[-1] < max(0.1, 4 * quantiles(alone, n=20)[-1])
        assert most.result() < 5 * 512 * MIB + 300 * MIB
        until(lambda: not server.busy(), 3)
        assert len(server.workers()) <= 5


class Light:
    """A client in a process of its own that asks a light query again and again, and notes how long each takes."""

    def __init__(self, port: int) -> None:
        self._command = [sys.executable, "-c", _LIGHT_CLIENT, str(port), LIGHT]

    def __enter__(self) -> Light:
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"
        return self

    def stop(self) -> list[float]:
        """The seconds that each took."""
        said, _ = self._process.communicate("")
        return [float(each) for each in said.split()]

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()


_LIGHT_CLIENT = """
import http.client, select, sys, time, urllib.parse
port, query = sys.argv[1:]
connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=30)
print("ready", flush=True)
while not select.select([sys.stdin], [], [], 0.02)[0]:
    began = time.monotonic()
    connection.request("GET", "/sparql?" + urllib.parse.urlencode({"query": query, "format": "json"}))
    answer = connection.getresponse()
    body = answer.read()
    took = time.monotonic() - began
    assert (answer.status, b"bindings" in body) == (200, True), (answer.status, body)
    print(took)
"""


def _most_memory(server: Server, over: threading.Event) -> int:
    most = 0
    while not over.wait(0.1):
        most = max(most, _memory(server))
    return most


def _memory(server: Server) -> int:
    total = 0
    for process in (psutil.Process(server.process.pid), *server.workers()):
        try:
            total += process.memory_info().rss
        except psutil.Error:
            continue
    return total


def test_what_seems_light_is_moved_and_remembered(store_path: Path) -> None:
    limits = PoolLimits(1, 2.0, 0.5, 2048 * MIB, heavy_workers=1, budget_seconds=0.2, standby=1)
    with pool_of(limits, start=True) as pool, ThreadPoolExecutor(1) as threads:
        pool.ask(_question(store_path, LIGHT))
        began = time.monotonic()
        runaway = threads.submit(pool.ask, _question(store_path, SEEMS_LIGHT))
        for _ in range(20):  # the one light place is free again when the budget is spent
            pool.ask(_question(store_path, LIGHT))
        assert time.monotonic() - began < 1.5
        assert not runaway.done()
        with pytest.raises(LimitExceeded, match="stopped"):
            runaway.result()
        counts = pool.inner.counts()
        assert (counts.moved, counts.ended, counts.killed) == (1, {"ok": 21, "timeout": 1}, 1)
        assert [(lane.places, lane.busy) for lane in counts.lanes.values()] == [(1, 0), (1, 0)]
        assert _question(store_path, SEEMS_LIGHT) in pool.inner._proved
        assert _question(store_path, LIGHT) not in pool.inner._proved


def test_what_finds_no_heavy_place_begins_again_there(store_path: Path) -> None:
    limits = PoolLimits(1, 2.0, 5.0, 2048 * MIB, heavy_workers=1, budget_seconds=0.1, standby=1)
    with pool_of(limits, start=True) as pool, ThreadPoolExecutor(2) as threads:
        pool.ask(_question(store_path, LIGHT))
        first = threads.submit(pool.ask, _question(store_path, ENDLESS, 1.0))
        time.sleep(0.2)
        second = threads.submit(pool.ask, _question(store_path, SEEMS_LIGHT))
        time.sleep(0.3)
        began = time.monotonic()
        assert pool.ask(_question(store_path, LIGHT)).kind == "solutions"
        assert time.monotonic() - began < 1.0
        for task in (first, second):
            with pytest.raises(LimitExceeded, match="stopped"):
                task.result()
        counts = pool.inner.counts()
        assert (counts.ended["restarted"], counts.ended["timeout"], counts.stopped) == (1, 2, 3)


def test_what_is_turned_away_and_what_fails_is_counted(store_path: Path) -> None:
    limits = PoolLimits(1, 2.0, 0.3, 2048 * MIB, heavy_workers=1, budget_seconds=5.0, queue=1)
    with pool_of(limits) as pool, ThreadPoolExecutor(3) as threads:
        for query, error in (("SELECT {", QueryError), ("ASK { SERVICE <a:b> {} }", RefusedError)):
            with pytest.raises(error):
                pool.ask(_question(store_path, query))
        tasks = [threads.submit(pool.ask, _question(store_path, f"{TEXTS} # {number}")) for number in range(3)]
        for task in tasks:
            with pytest.raises(LimitExceeded):
                task.result()
        counts = pool.inner.counts()
        assert (counts.lanes["heavy"].full, counts.lanes["heavy"].waited, counts.refused) == (1, 1, 2)
        assert counts.ended == {"query": 1, "refused": 1, "timeout": 1}


def _question(path: Path, query: str, seconds: float = 2.0) -> Question:
    return Question(query, str(path / DATABASE), dict(PREFIXES), "json", "ttl", (), (), 10**9, 10 * 1024 * MIB, seconds)


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


def test_a_long_answer_that_is_cut_says_so_at_its_end(server: Server) -> None:
    status, headers, body = server.ask(MANY.format(rows=50_000), format="xml")
    assert (status, headers["Lineage-Row-Limit"]) == (200, "20000")
    assert b"more than 20,000 rows" in body[-300:]
    assert body.count(b"<result>") == 20_000


@pytest.mark.parametrize(("asked", "rows", "cut"), [(10, 10, False), (19_999, 19_999, False), (50_000, 20_000, True)])
def test_json_of_any_length_is_read_by_every_client(server: Server, asked: int, rows: int, cut: bool) -> None:
    query = MANY.format(rows=asked)
    status, _, body = server.ask(query)
    head = json.loads(body)["head"]
    assert (status, head["vars"], head.get("truncated", False)) == (200, ["a", "b", "c", "d", "n"], cut)
    assert ("more than 20,000 rows" in head.get("message", "")) == cut
    solutions = parse_query_results(body, format=QueryResultsFormat.JSON)
    assert isinstance(solutions, QuerySolutions)
    assert sum(1 for _ in solutions) == rows
    assert len(Result.parse(io.BytesIO(body), format="json")) == rows
    wrapper = SPARQLWrapper(f"http://127.0.0.1:{server.port}/sparql", returnFormat="json")
    wrapper.setMethod("POST")
    wrapper.setQuery(query)
    found = wrapper.queryAndConvert()
    assert isinstance(found, dict)
    assert len(found["results"]["bindings"]) == rows


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_a_long_answer_without_words_for_it_does_not_come_to_its_end(server: Server, name: str) -> None:
    with server.open(MANY.format(rows=50_000), format=name) as answer, pytest.raises(http.client.IncompleteRead) as got:
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
            assert b"bindings" in pool.ask(_question(store_path, LIGHT, 20.0)).body
            for pid in pool.pids():
                os.kill(pid, signal.SIGKILL)
                until(lambda pid=pid: pid not in pool.pids(), 5)  # type: ignore[misc]


def test_a_graph_is_sent_while_it_is_read(server: Server) -> None:
    url = f"http://127.0.0.1:{server.port}/store?default&format="
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


def test_a_page_shows_the_beginning(server: Server) -> None:
    status, headers, body = server.ask(MANY.format(rows=5_000), format="html")
    assert (status, headers["Lineage-Truncated"], headers["Lineage-Row-Limit"]) == (200, "true", "1000")
    assert b'<p class="soft">1000 rows: cut here, there are more; CSV, JSON, XML and TSV have up to 20000</p>' in body
    status, _, body = server.ask(MANY.format(rows=999), format="html")
    assert (status, b"999 rows</p>" in body) == (200, True)
    status, headers, body = server.ask("CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }", format="html")
    assert (status, headers["Lineage-Truncated"]) == (200, "true")
    assert b"The beginning; the other formats have all of it." in body
    assert len(body) < 5 * MIB


def test_a_worker_that_is_killed_from_outside(server: Server) -> None:
    with ThreadPoolExecutor(2) as threads:
        victim = threads.submit(server.ask, ENDLESS)
        busy: list[psutil.Process] = []

        def is_busy() -> bool:
            busy[:] = server.busy()
            return bool(busy)

        until(is_busy, 2)
        others = threads.submit(lambda: [server.ask(LIGHT)[0] for _ in range(30)])
        for process in busy:
            process.kill()
        status, _, body = victim.result()
        assert (status, json.loads(body)["error"]["code"]) == (503, "limit")
        assert "ended from outside" in json.loads(body)["error"]["message"]
        assert set(others.result()) == {200}
    assert server.ask(MANY.format(rows=10))[0] == 200
    until(lambda: len(server.workers()) >= 3, 5)


def test_a_client_that_goes_away_frees_its_worker(generous: Server) -> None:
    query = urllib.parse.quote(ENDLESS)
    with socket.create_connection(("127.0.0.1", generous.port)) as client:
        client.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        until(lambda: bool(generous.busy()), 5)
    gone = time.monotonic()
    until(lambda: not generous.busy(), 3)
    assert time.monotonic() - gone < 1.0 + 0.4  # looking takes 0.3 s


@pytest.mark.parametrize("reads", [False, True], ids=["before it reads", "while it reads"])
def test_a_client_that_leaves_a_long_answer(generous: Server, reads: bool) -> None:
    answer = generous.open(MANY.format(rows=10**8))
    if reads:
        answer.read(5 * MIB)
    answer.close()
    until(lambda: not generous.busy(), 3)


def test_a_client_that_dawdles_is_cut(generous: Server) -> None:
    """It may let its worker wait for two seconds; then others get the worker's place."""
    with generous.open(MANY.format(rows=10**8)) as answer:
        answer.read(MIB)
        known = {each.pid for each in generous.workers()}
        until(lambda: bool(known - {each.pid for each in generous.workers()}), 6)
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            while answer.read(MIB):
                pass


def test_a_full_queue_turns_away_at_once(store_path: Path) -> None:
    with serving(
        store_path, query_timeout_seconds=3, query_heavy_workers=1, query_queue=2, query_wait_seconds=10
    ) as server, ThreadPoolExecutor(6) as threads:  # fmt: skip
        began = time.monotonic()
        tasks = [threads.submit(server.ask, f"{TEXTS} # {number}") for number in range(6)]
        time.sleep(0.5)
        turned = [task.result() for task in tasks if task.done()]
        assert len(turned) == 3
        assert time.monotonic() - began < 2
        for status, headers, body in turned:
            assert (status, json.loads(body)["error"]["code"]) == (503, "busy")
            assert int(headers["Retry-After"]) > 0
        assert server.ask(LIGHT)[0] == 200
        assert {task.result()[0] for task in tasks} == {503}


CALLS = [
    "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ {{ SELECT * {{ OPTIONAL {{ sErViCe SILENT <{url}> {{ ?s ?p ?o }} }} }} }} }}",
    "SELECT * {{ ?s ?p ?o FILTER NOT EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ S\\u0045RVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVIC\\U00000045 <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ BIND(IRI('{url}') AS ?x) SERVICE SILENT ?x {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p ?o # \r SERVICE <{url}> {{}}\n }}",
    "DESCRIBE ?s {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("twice", [False, True], ids=["once", "percent signs twice"])
def test_no_query_ever_calls_another_endpoint(generous: Server, call: str, twice: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        query = call.format(url=f"http://127.0.0.1:{listener.getsockname()[1]}/")
        status, _, _ = generous.ask(urllib.parse.quote(query) if twice else query)
        assert status in (400, 403)
        with pytest.raises(TimeoutError):
            listener.accept()
