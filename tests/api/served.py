"""Servers in processes of their own, their query workers, and queries that run away."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from api.sparql.frames import Question
from graph.store import DATABASE
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
        """The workers that compute now, or are just starting; first who computes most."""
        workers = self.workers()
        before = {each.pid: _seconds(each) for each in workers}
        time.sleep(0.3)
        spent = {each: _seconds(each) - before[each.pid] for each in workers}
        return sorted((each for each in workers if spent[each] > 0.02), key=lambda each: -spent[each])


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
    with contextlib.suppress(OSError):
        return server.ask("ASK {}")[0] == 200
    return False


def generously(store: Path) -> contextlib.AbstractContextManager[Server]:
    """A server that sends answers of any length."""
    limits = {"max_rows": 10**9, "max_result_bytes": 10**12, "query_timeout_seconds": 120, "client_wait_seconds": 2}
    return serving(store, **limits)


def until(holds: Callable[[], bool], seconds: float) -> float:
    """The seconds until something holds; a failure where it does not."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, "it never came"
        time.sleep(0.02)
    return time.monotonic() - began


def question_of(path: Path, query: str, seconds: float = 2.0) -> Question:
    """A question to the store in a directory, with limits of its own."""
    return Question(query, str(path / DATABASE), "json", "ttl", (), (), 10**9, 10 * 1024 * MIB, seconds)
