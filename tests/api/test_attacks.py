"""What somebody who means harm would send: through parameters and headers, as bytes, slowly, too much of it."""

from __future__ import annotations

import json
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from api import Settings, create_app
from tests.api.client import HTML, JSON, Client, running
from tests.api.test_operation import Running, server

TAG = "<script>alert(1)</script>"
HOSTILE = {
    "a script": TAG,
    "an attribute": "\"><img src=x onerror=alert(1)> ' onload='alert(1)",
    "a template": "{{ 7*7 }}{% raw %}${7*7}",
    "SQL": "' OR 1=1; DROP TABLE documents; --",
    "SPARQL": '"} UNION { ?s ?p ?o } #',
    "an IRI": "https://directive-lineage.example/x> . ?s ?p ?o . <http://a",
    "a path": "../../../../../../etc/passwd",
    "an encoded path": "..%2f..%2fetc%2fpasswd",
    "a file": "file:///etc/passwd",
    "another host": "//evil.example/x",
    "lines": "a\r\nX-Injected: 1\r\n\r\n<html>",
    "a zero": "a\x00b",
    "directions": "\u202ecod.exe\u2066",
    "half a character": "\ufffd\u0301\u0301",
    "a formula": '=HYPERLINK("http://evil.example")',
    "much": "x" * 8000,
    "deep": "(" * 500,
    "a pattern": "(a+)+$" * 20,
    "numbers": "9" * 400,
    "less": "-1",
    "no number": "NaN",
}
SHOWN = ("a script", "lines")
"""What is tried in pages and in data; of the others, pages say as much."""
SECONDS = 20.0


def _routes(client: Client) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each path that is read, with the names and places of its parameters."""
    for path, methods in json.loads(client.get("/openapi.json").text)["paths"].items():
        if "get" in methods and path not in ("/metrics",):
            parameters = methods["get"].get("parameters", [])
            yield path, [(item["name"], item["in"]) for item in parameters]


@pytest.fixture(scope="module")
def target(store_path: Path) -> Iterator[Client]:
    settings = Settings(store=store_path, query_workers=1, query_timeout_seconds=20, max_rows=50)
    with running(create_app(settings)) as client:
        yield client


@pytest.fixture
def hurried(store_path: Path) -> Iterator[Client]:
    """A server whose queries are stopped after two seconds."""
    settings = Settings(store=store_path, query_workers=1, query_timeout_seconds=2, max_rows=50)
    with running(create_app(settings)) as client:
        yield client


@pytest.mark.parametrize("what", HOSTILE)
def test_nothing_gets_in_through_a_parameter(target: Client, what: str) -> None:
    value = HOSTILE[what]
    for path, parameters in _routes(target):
        filled = re.sub(r"\{[^}]*\}", "04-CT/TW", path)
        tried = [filled if "{" not in path else re.sub(r"\{[^}]*\}", quote(value, safe=""), path)]
        tried += [f"{filled}?{name}={quote(value, safe='')}" for name, place in parameters if place == "query"]
        for address in tried:
            for headers in (JSON, HTML) if what in SHOWN else (HTML,):
                _check(target, address, headers)


def _check(client: Client, address: str, headers: dict[str, str]) -> None:
    began = time.monotonic()
    answer = client.get(address, headers=headers)
    assert time.monotonic() - began < SECONDS, address
    assert answer.status_code < 500 or answer.status_code == 503, address
    assert "x-injected" not in answer.headers, address
    location = answer.headers.get("location", "")
    assert not re.match(r"(https?:)?//(?!localhost|directive-lineage\.example)", location), address
    assert "root:" not in answer.text, address
    assert "Traceback" not in answer.text, address
    if answer.headers.get("content-type", "").startswith(("text/html", "image/svg")):
        assert TAG not in answer.text, address
        assert "<img src=x" not in answer.text, address
        assert ">49{" not in answer.text, address


@pytest.mark.parametrize("what", ["a script", "an attribute", "lines", "much", "a path", "directions"])
@pytest.mark.parametrize(
    "header",
    ["Accept", "Accept-Language", "If-None-Match", "Referer", "X-Forwarded-Host", "X-Forwarded-Prefix", "Cookie"],
)
def test_nothing_gets_in_through_a_header(target: Client, header: str, what: str) -> None:
    value = HOSTILE[what].replace("\r", "").replace("\n", "").encode("utf-8")
    for path in ("/", "/documents", "/coverage/04-CT%2FTW", "/embed/lineage/457%2FL%C4%90L%C4%90", "/nowhere"):
        answer = target.request("GET", path, headers={**HTML, header: value})
        assert answer.status_code < 500, path
        assert TAG not in answer.text
        assert "evil.example" not in answer.text


# -- bytes on the wire -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wire(store_path: Path) -> Iterator[Running]:
    with server(store_path, request_seconds="1.5") as opened:
        yield opened


def _send(wire: Running, data: bytes, seconds: float = 15) -> bytes:
    """What the server answers until it ends the connection."""
    host, port = wire.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=seconds) as connection:
        connection.sendall(data)
        found = b""
        try:
            while chunk := connection.recv(65536):
                found += chunk
        except ConnectionResetError:
            pass
        return found


HEAD = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
ODD = {
    "two lengths": HEAD + b"Content-Length: 5\r\nContent-Length: 50\r\n\r\nASK{}" + SMUGGLED,
    "a length with a sign": HEAD + b"Content-Length: +5\r\n\r\nASK{}" + SMUGGLED,
    "a coding nobody knows": HEAD + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a hidden coding": HEAD + b"Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\nASK{}" + SMUGGLED,
    "a broken chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nASK{}\r\n0\r\n\r\n" + SMUGGLED,
    "a bare line feed in a name": b"GET / HTTP/1.1\r\nHost: localhost\r\nA\nContent-Length: 40\r\n\r\n" + SMUGGLED,
    "two hosts": b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "another host in the address": b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "zeroes": b"\x00" * 100 + b"\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 40 + b"\r\n\r\n",
}


@pytest.mark.parametrize("what", ODD)
def test_requests_that_could_be_read_in_two_ways_get_one_answer_and_no_second(wire: Running, what: str) -> None:
    data = ODD[what]
    if b"Connection" not in data:
        data = data.replace(b"Host: localhost\r\n", b"Host: localhost\r\nAccept: application/json\r\n", 1)
    found = _send(wire, data)
    statuses = re.findall(rb"HTTP/1\.1 (\d{3}) ", found)
    assert statuses, what
    assert statuses[0] in (b"400", b"408", b"421", b"501"), (what, found[:300])
    assert len(statuses) == 1, (what, found[:600])
    assert wire.get("/health/live")[0] == 200


@pytest.mark.parametrize("begun", [b"", b"GET", b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"GET / HTTP/1.1\r\nX: "])
def test_headers_that_never_end_are_waited_for_so_long_and_no_longer(wire: Running, begun: bytes) -> None:
    began = time.monotonic()
    found = _send(wire, begun)
    assert found.startswith(b"HTTP/1.1 408 ")
    assert 1 < time.monotonic() - began < 10


def test_a_body_that_never_ends_is_waited_for_so_long_and_no_longer(wire: Running) -> None:
    began = time.monotonic()
    found = _send(wire, HEAD + b"Accept: application/json\r\nContent-Length: 100\r\n\r\nASK")
    assert found.startswith(b"HTTP/1.1 408 "), found[:200]
    assert 1 < time.monotonic() - began < 10


def test_a_second_request_that_dawdles_on_a_connection(wire: Running) -> None:
    began = time.monotonic()
    found = _send(wire, b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\nGET /health/live HTTP")
    assert re.findall(rb"HTTP/1\.1 (\d{3}) ", found) == [b"200"]
    assert time.monotonic() - began < 10


def test_many_who_dawdle_do_not_keep_others_from_an_answer(wire: Running) -> None:
    host, port = wire.url.removeprefix("http://").split(":")
    held = [socket.create_connection((host, int(port)), timeout=15) for _ in range(150)]
    try:
        for connection in held:
            connection.sendall(b"GET /documents HTTP/1.1\r\nHost: ")
        began = time.monotonic()
        assert wire.get("/documents?limit=1")[0] == 200
        assert time.monotonic() - began < 5
        for connection in held:
            assert connection.recv(100).startswith(b"HTTP/1.1 408 ")
    finally:
        for connection in held:
            connection.close()


# -- bombs -------------------------------------------------------------------------------------------------------------


def test_a_body_that_is_packed_is_not_unpacked(target: Client) -> None:
    headers = {"Content-Type": "application/sparql-query", "Content-Encoding": "gzip", **JSON}
    assert target.post("/sparql", content=b"\x1f\x8b" + os.urandom(500), headers=headers).status_code == 415


def test_queries_that_are_deep_or_long_are_answered_and_end_no_process(target: Client) -> None:
    deep = "SELECT * { " + "{ " * 5000 + "?s ?p ?o" + " }" * 5000 + " }"
    brackets = "ASK { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }"
    path = "ASK { ?a " + "/".join(["eli:cites"] * 3000) + " ?b }"
    kind = {"Content-Type": "application/sparql-query", **JSON}
    for query in (deep, brackets, path):
        answer = target.post("/sparql", content=query.encode(), headers=kind)
        assert answer.status_code in (200, 400, 413, 503), answer.text[:200]
    assert target.get("/sparql?query=ASK%7B%7D").json()["boolean"] is True


def test_many_at_once_who_ask_for_everything(hurried: Client) -> None:
    """Whoever is turned away is told so, and the server answers the next."""
    found: list[int] = []

    def ask(number: int) -> None:
        query = quote(f"SELECT * {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != {number}) }} ORDER BY ?i ?c ?f")
        found.append(hurried.get(f"/sparql?query={query}").status_code)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(found) == 12
    assert set(found) <= {200, 503}
    assert hurried.get("/documents?limit=1").status_code == 200
