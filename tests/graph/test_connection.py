"""Requests to servers that are busy, slow, strict, or break off; the server is a script of answers."""

from __future__ import annotations

import base64
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from graph import terms
from graph.connection import Asked, Client, Connection, RemoteError, RemoteTimeout, RemoteTooLarge, endpoints_of, is_url
from graph.engine import Engine
from graph.remote_engine import RemoteEngine
from graph.store import open_store
from ontology.errors import InputError, StoreError
from tests.servers import free_port

TRUE = b'{"head":{},"boolean":true}'
JSON = "application/sparql-results+json"
Answer = Callable[[BaseHTTPRequestHandler, bytes], None]


@dataclass
class Script:
    """What the server answers, one after the other, the last again and again; and what it was sent."""

    url: str
    answers: list[Answer]
    seen: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)


def says(status: int, body: bytes = b"", **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def breaks_off(body: bytes, length: int | None) -> Answer:
    """A body that ends before the length that was said, or, without one, before its own end."""

    def answer(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(200)
        if length is not None:
            handler.send_header("Content-Length", str(length))
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = True

    return answer


def hangs_up(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    handler.close_connection = True


def sleeps(seconds: float, then: Answer) -> Answer:
    def answer(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        time.sleep(seconds)
        then(handler, body)

    return answer


def drips(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _step in range(20):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


@contextmanager
def serving(*answers: Answer) -> Iterator[Script]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            number = min(len(script.seen), len(script.answers) - 1)
            script.seen.append((self.command, self.path, dict(self.headers.items()), body))
            try:
                script.answers[number](self, body)
            except OSError:  # the client has gone
                self.close_connection = True

        do_GET = do_PUT = do_POST

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    script = Script(f"http://127.0.0.1:{server.server_port}/data", list(answers))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def client(script: Script, waits: list[float] | None = None, **options: Any) -> Iterator[Client]:
    opened = Client(
        Connection(script.url, **{"timeout_seconds": 5.0, **options}),
        sleep=(waits if waits is not None else []).append,
    )
    try:
        yield opened
    finally:
        opened.close()


def ask(client: Client, **options: Any) -> bytes:
    asked = Asked("POST", client.connection.url, form={"query": "ASK {}"}, ends=b"}", **options)
    with client.send(asked) as body:
        return body.read()


PASSING = [
    (says(429), "too many requests"),
    (says(502), "a proxy without its server"),
    (says(503), "busy"),
    (says(504), "a proxy that waited too long"),
    (hangs_up, "no answer"),
    (breaks_off(TRUE[:9], len(TRUE)), "less than was said"),
    (breaks_off(TRUE[:9], None), "less than a whole answer"),
]


@pytest.mark.parametrize(("fault", "why"), PASSING, ids=[why for _, why in PASSING])
def test_what_may_pass_is_tried_again(fault: Answer, why: str) -> None:
    waits: list[float] = []
    with serving(fault, fault, says(200, TRUE)) as script, client(script, waits) as opened:
        assert ask(opened) == TRUE
    assert len(script.seen) == 3
    assert 0.25 <= waits[0] <= 0.5 <= waits[1] <= 1.0  # doubles, less up to half by chance


@pytest.mark.parametrize(("fault", "why"), PASSING, ids=[why for _, why in PASSING])
def test_what_may_not_be_done_twice_is_tried_once(fault: Answer, why: str) -> None:
    with serving(fault, says(200, TRUE)) as script, client(script) as opened, pytest.raises(RemoteError):
        ask(opened, idempotent=False)
    assert len(script.seen) == 1


def test_a_server_that_is_not_there_is_tried_again_even_then() -> None:
    waits: list[float] = []
    script = Script(f"http://127.0.0.1:{free_port()}/data", [])
    with client(script, waits, tries=3) as opened, pytest.raises(RemoteError, match="cannot be reached") as caught:
        ask(opened, idempotent=False)
    assert len(waits) == 2
    assert script.url in str(caught.value) and "tried 3 times" in str(caught.value)


@pytest.mark.parametrize("fault", [says(503), hangs_up])
def test_tries_come_to_an_end(fault: Answer) -> None:
    with serving(fault) as script, client(script, tries=4) as opened, pytest.raises(RemoteError) as caught:
        ask(opened)
    assert len(script.seen) == 4
    assert script.url in str(caught.value) and "tried 4 times" in str(caught.value)


def test_the_server_says_how_long_to_wait() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    waits: list[float] = []
    answers = [says(503, Retry_After="7"), says(429, Retry_After=soon), says(503, Retry_After="?"), says(200, TRUE)]
    with serving(*answers) as script, client(script, waits) as opened:
        assert ask(opened) == TRUE
    assert waits[0] == 7.0
    assert 15.0 < waits[1] <= 20.0
    assert 1.0 <= waits[2] <= 2.0


def test_a_time_that_has_passed_is_no_wait() -> None:
    waits: list[float] = []
    with (
        serving(says(503, Retry_After=formatdate(0, usegmt=True)), says(200, TRUE)) as script,
        client(script, waits) as opened,
    ):
        ask(opened)
    assert waits == [0.0]


def test_nobody_waits_for_an_hour() -> None:
    waits: list[float] = []
    with (
        serving(says(503, Retry_After="3600"), says(200, TRUE)) as script,
        client(script, waits) as opened,
        pytest.raises(RemoteError, match="503"),
    ):
        ask(opened)
    assert (waits, len(script.seen)) == ([], 1)


FINAL = [
    (400, b"Parse error: line 1", "Parse error: line 1"),
    (401, b"", "LINEAGE_STORE_TOKEN"),
    (403, b"", "LINEAGE_STORE_USER"),
    (404, b"<html><title>Not found</title></html>", "name the URL of its SPARQL endpoint"),
    (405, b"", "LINEAGE_STORE_UPDATE_URL"),
    (413, b"", "LINEAGE_STORE_BATCH_BYTES"),
    (500, b"boom", "boom"),
    (500, b"Virtuoso 42000 Error SR186: No permission to execute", "LINEAGE_STORE_USER"),
]


@pytest.mark.parametrize(("status", "body", "told"), FINAL)
def test_what_will_not_pass_is_told_at_once(status: int, body: bytes, told: str) -> None:
    with serving(says(status, body)) as script, client(script) as opened, pytest.raises(StoreError) as caught:
        ask(opened)
    assert len(script.seen) == 1
    for part in (told, str(status), script.url):
        assert part in str(caught.value)
    assert "<" not in str(caught.value) and "\n" not in str(caught.value)


def test_a_login_does_not_follow_to_another_place() -> None:
    with serving(says(200, TRUE)) as other, serving(says(307, Location=other.url)) as script:
        with client(script, token="secret-token") as opened, pytest.raises(RemoteError) as caught:
            ask(opened)
        assert f"{other.url}: name that as the store" in str(caught.value)
    assert other.seen == []


@pytest.mark.parametrize("answer", [sleeps(1.0, says(200, TRUE)), drips], ids=["nothing", "drop by drop"])
def test_a_slow_server_is_given_up(answer: Answer) -> None:
    with (
        serving(answer) as script,
        client(script, timeout_seconds=0.3) as opened,
        pytest.raises(RemoteTimeout, match="did not answer within") as caught,
    ):
        ask(opened)
    assert len(script.seen) == 1
    assert "LINEAGE_STORE_TIMEOUT_SECONDS" in str(caught.value)


# -- who asks ----------------------------------------------------------------------------------------------------------


def test_an_answer_that_is_too_large_is_given_up() -> None:
    with serving(says(200, TRUE + b" " * 5000 + b"}")) as script, client(script) as opened:
        assert len(ask(opened.bounded(6000))) == len(TRUE) + 5001
        with pytest.raises(RemoteTooLarge, match="larger than 1,000 bytes"):
            ask(opened.bounded(1000))
        assert ask(opened).endswith(b"}")
    assert len(script.seen) == 3


def test_a_token_goes_with_each_request() -> None:
    with serving(says(200, TRUE)) as script, client(script, token="secret-token") as opened:
        ask(opened), ask(opened)
    assert [headers["Authorization"] for _, _, headers, _ in script.seen] == ["Bearer secret-token"] * 2


def test_a_password_is_sent_once_the_server_asks_for_it() -> None:
    challenge = says(401, WWW_Authenticate='Basic realm="store"')
    with serving(challenge, says(200, TRUE)) as script, client(script, user="an", password="bí mật") as opened:
        assert ask(opened) == ask(opened) == TRUE
    sent = [headers.get("Authorization") for _, _, headers, _ in script.seen]
    basic = "Basic " + base64.b64encode("an:bí mật".encode()).decode()
    assert sent == [None, basic, basic]


def test_digest_never_sends_the_password() -> None:
    challenge = says(401, WWW_Authenticate='Digest realm="store", nonce="abc", qop="auth", algorithm=MD5')
    answers = (challenge, challenge, says(200, TRUE))
    with serving(*answers) as script, client(script, user="an", password="secret-word") as opened:
        ask(opened)
    sent = script.seen[2][2]["Authorization"]
    assert sent.startswith("Digest ") and 'username="an"' in sent and "secret-word" not in sent


def test_no_secret_is_told_or_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secrets: list[dict[str, Any]] = [{"token": "secret-word"}, {"user": "an", "password": "secret-word"}]
    for secret in secrets:
        answer = says(401, b"no such token: secret-word", WWW_Authenticate='Basic realm="store"')
        with serving(answer) as script, client(script, **secret) as opened, pytest.raises(RemoteError) as caught:
            ask(opened)
        assert "secret-word" not in f"{caught.value} {opened.connection!r} {caplog.text}"
        assert "***" in str(caught.value)


BAD = [
    "http://an:secret-word@127.0.0.1/data",
    "http:///data",
    "http://127.0.0.1:x/data",
    "http://127.0.0.1/data?query=1",
    "ftp://127.0.0.1/",
]


@pytest.mark.parametrize("url", BAD)
def test_what_is_no_url_of_a_server_is_refused(url: str) -> None:
    with pytest.raises(InputError) as caught:
        Connection(url)
    assert "secret-word" not in str(caught.value)


def test_endpoints_can_be_named() -> None:
    connection = Connection("http://127.0.0.1/a/query", update_url="http://127.0.0.1/b")
    assert connection.endpoints.update == "http://127.0.0.1/b"
    assert connection.endpoints.graphs == endpoints_of("http://127.0.0.1/a/query").graphs == "http://127.0.0.1/a/store"


@pytest.mark.parametrize("place", ["HTTPS://data.example/", "http://127.0.0.1"])
def test_urls_are_told_from_directories(place: str) -> None:
    assert is_url(place) and not is_url(f"./{place}")


# -- answers that are none ---------------------------------------------------------------------------------------------


def table(rows: int, name: str = "s", value: str = "http://a.example/x") -> bytes:
    row = f'{{"{name}":{{"type":"uri","value":"{value}"}}}}'
    return f'{{"head":{{"vars":["{name}"]}},"results":{{"bindings":[{",".join([row] * rows)}]}}}}'.encode()


def number(count: int) -> bytes:
    row = f'{{"n":{{"type":"literal","datatype":"http://www.w3.org/2001/XMLSchema#integer","value":"{count}"}}}}'
    return f'{{"head":{{"vars":["n"]}},"results":{{"bindings":[{row}]}}}}'.encode()


@contextmanager
def engine(*answers: Answer) -> Iterator[tuple[Engine, Script]]:
    with serving(*answers) as script, client(script) as opened:
        yield RemoteEngine(opened, "http://a.example/", read_only=True), script


NONSENSE = [b"<html>{welcome}", b"{}", b'{"head":{"vars":["g"]},"results":{"bindings":[{"g":7}]}}', TRUE]


@pytest.mark.parametrize("body", NONSENSE)
def test_nonsense_is_a_store_error(body: bytes) -> None:
    with engine(says(200, body)) as (opened, script), pytest.raises(StoreError) as caught:
        len(opened)
    assert script.url in str(caught.value)


@pytest.mark.parametrize("rows", [1000, 10_000, 2048])
def test_an_answer_that_the_server_cuts_is_an_error(rows: int) -> None:
    body = (
        table(rows)
        .replace(b'"vars":["s"]', b'"vars":["s","o","g"]')
        .replace(
            b'"s":{"type":"uri","value":"http://a.example/x"}',
            b",".join(b'"%s":{"type":"uri","value":"http://a.example/x"}' % name for name in (b"s", b"o", b"g")),
        )
    )
    answers = says(200, body), says(200, number(rows + 1))
    with engine(*answers) as (opened, _), pytest.raises(StoreError, match="cuts its answers"):
        list(opened.quads_for_pattern(None, terms.TYPE, None))
    with engine(says(200, body), says(200, number(rows))) as (opened, _):
        assert len(list(opened.quads_for_pattern(None, terms.TYPE, None))) == rows
    answers = says(200, table(rows)), says(200, table(1))
    with engine(*answers) as (opened, _), pytest.raises(StoreError, match="cuts its answers"):
        opened.query("SELECT ?s { ?s ?p ?o }")
    with engine(says(200, table(rows)), says(200, table(0))) as (opened, script):
        opened.query("SELECT ?s { ?s ?p ?o }")
        opened.query(f"SELECT ?s {{ ?s ?p ?o }} LIMIT {rows}")
        assert len(script.seen) == 3


def test_a_server_that_does_not_run_is_a_store_error() -> None:
    with pytest.raises(StoreError, match="cannot be reached"):
        open_store(Connection(f"http://127.0.0.1:{free_port()}", tries=1))
