"""The server as users run it: a process of its own, asked by clients that nobody here wrote."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from tests.api.conftest import build_store
from tests.graph.corpus import CT12, CT12_2007, held, nquads, sources

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    store: Path
    process: subprocess.Popen[str]

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path, timeout=20) as answer:
            text: str = answer.read().decode("utf-8")
            return text


@contextmanager
def serving(store: Path) -> Iterator[Server]:
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", "0", "--store", str(store)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "LINEAGE_QUERY_WORKERS": "1"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, text=True, cwd=store.parent) as process:
        assert process.stderr is not None
        drain = threading.Thread(target=process.stderr.read, daemon=True)
        try:
            url = _url(process)
            drain.start()  # the log is longer than a pipe
            yield Server(url, store, process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)
            if drain.ident is not None:
                drain.join(timeout=20)


def _url(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        found = re.search(r"at (http://127\.0\.0\.1:\d+)/", line)
        if found:
            return _ready(found[1])
    raise AssertionError(said)


def _ready(url: str) -> str:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{url}/health", timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return url
    raise AssertionError("the server never answers")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = tmp_path_factory.mktemp("server") / "store"
    build_store(store, sources())
    with serving(store) as opened:
        yield opened


def test_the_process_ends_well_and_leaves_nothing(tmp_path: Path) -> None:
    store = tmp_path / "store"
    build_store(store, nquads([held(CT12, "one.txt", 1, level="central")]))
    with serving(store) as opened:
        assert json.loads(opened.get("/health"))["status"] == "ok"
        process = opened.process
    assert process.returncode == 0
    assert sorted(path.name for path in store.iterdir()) == ["index", "lineage-store.json", "oxigraph"]


def test_what_is_built_beside_the_server_is_served(tmp_path: Path) -> None:
    store = tmp_path / "store"
    build_store(store, nquads([held(CT12, "one.txt", 1, level="central")]))
    count = "/sparql?format=json&query=SELECT(COUNT(DISTINCT%20%3Fd)AS%3Fn)%7B%3Fd%20lin%3AheldIn%20%3Fg%7D"
    with serving(store) as opened:
        assert '"value":"1"' in opened.get(count)
        build_store(store, nquads([held(CT12_2007, "two.txt", 1, level="central")]))
        for _ in range(100):
            if '"value":"2"' in opened.get(count):
                break
            time.sleep(0.05)
        assert '"value":"2"' in opened.get(count)
        assert json.loads(opened.get("/documents"))["total"] == 2


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_selects(server: Server, method: str) -> None:
    wrapper = _wrapper(server, method)
    wrapper.setQuery('SELECT DISTINCT ?label { ?d eli:id_local "457/LĐLĐ" ; rdfs:label ?label }')
    wrapper.setReturnFormat(JSON)
    answer: Any = wrapper.queryAndConvert()
    rows = answer["results"]["bindings"]
    assert [row["label"]["value"] for row in rows] == ["Công văn 457/LĐLĐ"]
    wrapper.setReturnFormat(CSV)
    assert "Công văn 457/LĐLĐ" in wrapper.queryAndConvert().decode()  # type: ignore[union-attr]
    wrapper.setReturnFormat(XML)
    assert "Công văn 457/LĐLĐ" in wrapper.queryAndConvert().toxml()  # type: ignore[union-attr]


def test_sparqlwrapper_constructs(server: Server) -> None:
    wrapper = _wrapper(server, "GET")
    wrapper.setQuery("CONSTRUCT { ?a lin:implements ?b } WHERE { ?r lin:fromDocument ?a ; lin:toDocument ?b }")
    wrapper.setReturnFormat(TURTLE)
    turtle = wrapper.queryAndConvert()
    assert isinstance(turtle, bytes)
    assert len(Graph().parse(data=turtle, format="turtle")) > 10


def test_sparqlwrapper_is_told_of_a_bad_query(server: Server) -> None:
    wrapper = _wrapper(server, "GET")
    wrapper.setQuery("SELECT nonsense")
    with pytest.raises(QueryBadFormed):
        wrapper.query()


def test_an_address_that_is_not_encoded_gets_the_one_body(server: Server) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as raw:
        raw.sendall("GET /documents?q=thị HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        answer = b"".join(iter(lambda: raw.recv(4096), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    error = json.loads(body)
    assert error["code"] == "input"
    assert "--data-urlencode" in error["hint"]


def test_curl(server: Server) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    command = [curl, "-sS", "--data-urlencode", "query=ASK { ?d eli:id_local '12-CT/TW' }", f"{server.url}/sparql"]
    assert json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["boolean"] is True


def _wrapper(server: Server, method: str) -> SPARQLWrapper:
    wrapper = SPARQLWrapper(f"{server.url}/sparql")
    wrapper.setMethod(method)
    return wrapper


PAGES = [  # path, what must be seen in the page as it stands after its scripts
    ("/", "Công văn 457/LĐLĐ"),
    ("/documents/457/L%C4%90L%C4%90", "Ban Thường vụ Liên đoàn Lao động huyện Dương Minh Châu"),
    ("/coverage/eli/trung-uong/chi-thi/12-CT_TW/k13", "Kế hoạch 83-KH/TU"),
    ("/embed/lineage/eli/trung-uong/chi-thi/12-CT_TW/k13", "<canvas"),
]


@pytest.mark.parametrize(("path", "seen"), PAGES)
def test_pages_in_a_browser_without_network(server: Server, tmp_path: Path, path: str, seen: str) -> None:
    """Any name but the loopback address resolves to nothing, and the browser's log must not name a failure."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=5000"]
    command += ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--enable-logging=stderr", "--dump-dom"]
    done = subprocess.run([*command, server.url + path], capture_output=True, timeout=120, check=True)
    dom, log = done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "replace")
    assert seen in dom
    assert "CONSOLE" not in log, log
