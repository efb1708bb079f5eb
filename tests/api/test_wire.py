"""Bytes on the wire: what is read as a request, what is refused with which status, and the order of the answers."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.sparql.pool import HOLD_BYTES
from tests.api.served import MANY, until
from tests.api.test_operation import SLOW, Running, server

HOST = b"Host: localhost\r\nAccept: application/json\r\n"
LIVE = b"GET /health/live HTTP/1.1\r\n" + HOST + b"\r\n"
LAST = b"GET /health/live HTTP/1.1\r\nConnection: close\r\n" + HOST + b"\r\n"
NOWHERE = b"GET /nowhere HTTP/1.1\r\n" + HOST + b"\r\n"
ASK = b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\n"
"""The head of a query, which lacks how long it is."""


@pytest.fixture(scope="module")
def wire(store_path: Path) -> Iterator[Running]:
    with server(store_path, request_seconds="2") as opened:
        yield opened


def exchange(wire: Running, *pieces: bytes) -> bytes:
    """What is answered to some pieces, until the server ends the connection."""
    host, port = wire.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=15) as connection:
        found = b""
        try:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(0.05)
            while chunk := connection.recv(65536):
                found += chunk
        except (ConnectionResetError, BrokenPipeError):
            pass
        return found


def statuses(found: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", found)]


REFUSED = {
    "a method nobody knows": (b"BREW / HTTP/1.1\r\n" + HOST + b"\r\n", 501),
    "a tunnel": (b"CONNECT localhost:80 HTTP/1.1\r\n" + HOST + b"\r\n", 501),
    "a version that is not spoken": (b"GET / HTTP/2.0\r\n" + HOST + b"\r\n", 400),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two hosts": (b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n", 400),
    "another host in the address": (b"GET http://evil.example/ HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "another place without a path": (b"GET http://localhost HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "an address that is none": (b"GET localhost HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a packed transfer": (ASK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
    "chunks in HTTP/1.0": (b"POST /sparql HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "a length and chunks": (ASK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "bare line feeds": (b"GET / HTTP/1.1\nHost: localhost\n\n", 400),
    "a folded header": (b"GET / HTTP/1.1\r\n" + HOST + b"A: b\r\n c\r\n\r\n", 400),
    "a broken chunk": (ASK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nASK{}\r\n", 400),
    "a long address": (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
    "a long header": (b"GET / HTTP/1.1\r\n" + HOST + b"A: " + b"a" * 70_000 + b"\r\n\r\n", 431),
    "many headers": (b"GET / HTTP/1.1\r\n" + HOST + b"A: b\r\n" * 12_000 + b"\r\n", 431),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_gets_one_problem_and_ends_the_connection(wire: Running, what: str) -> None:
    data, status = REFUSED[what]
    found = exchange(wire, data + LIVE)
    assert statuses(found) == [status], found[:300]
    assert b"content-type: application/problem+json\r\n" in found
    assert b"connection: close\r\n" in found


@pytest.mark.parametrize(("begun", "status"), [(b"GET /", 414), (b"GET / HTTP/1.1\r\n" + HOST + b"A: ", 431)])
def test_a_head_that_grows_without_an_end_is_refused_before_it_has_one(
    wire: Running, begun: bytes, status: int
) -> None:
    assert statuses(exchange(wire, begun, *[b"a" * 40_000] * 2)) == [status]
    assert statuses(exchange(wire, begun + b"a" * 70_000)) == [status]


@pytest.mark.parametrize("begun", [b"5;", b"5\r\nASK{}\r\n0\r\nA: ", b"5\r\nASK{}\r\n0\r\n"])
def test_chunks_that_bring_no_body_are_refused_like_headers(wire: Running, begun: bytes) -> None:
    """Neither what is said of a chunk nor a trailer may grow without an end, nor may trailers be without number."""
    more = b"A: b\r\n" * 7_000 if begun.endswith(b"\n") else b"a" * 40_000
    found = exchange(wire, ASK + b"Transfer-Encoding: chunked\r\n\r\n" + begun, *[more] * 2)
    assert statuses(found) == [431]


def test_a_body_in_many_small_pieces_is_no_head(wire: Running) -> None:
    chunk = b"1;" + b"a" * 30_000 + b"\r\n"
    pieces = [piece for char in b"ASK{}" for piece in (chunk, b"%c\r\n" % char)]
    head = ASK + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert statuses(exchange(wire, head, *pieces, b"0\r\n\r\n")) == [200]


def test_trailers_are_no_headers(wire: Running) -> None:
    """Else who stands before the server, and looks at headers, could be passed by (RFC 9110, section 6.5.1)."""
    head = ASK + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    found = exchange(wire, head + b"5\r\nASK{}\r\n0\r\nX-Request-ID: trailing\r\nAccept: text/csv\r\n\r\n")
    assert statuses(found) == [200]
    assert b"content-type: application/json\r\n" in found
    assert b"trailing" not in found


def test_white_space_behind_a_header_is_none_of_it(wire: Running) -> None:
    data = b"GET /health/live HTTP/1.1\r\nHost: localhost \t\r\nX-Request-ID: spaced \r\nConnection: close\r\n\r\n"
    found = exchange(wire, data)
    assert statuses(found) == [200]
    assert b"x-request-id: spaced\r\n" in found


def test_a_long_answer_in_http_1_0_ends_with_the_connection_and_has_no_chunks(wire: Running) -> None:
    query = MANY.format(rows=8_000).encode()
    old = ASK.replace(b"HTTP/1.1", b"HTTP/1.0") + b"Content-Length: %d\r\n\r\n" % len(query) + query
    head, _, body = exchange(wire, old).partition(b"\r\n\r\n")
    assert statuses(head) == [200]
    assert b"content-length" not in head
    assert b"transfer-encoding" not in head
    assert len(body) > HOLD_BYTES
    assert len(json.loads(body)["results"]["bindings"]) == 8_000


def test_http_1_0_knows_no_leave_to_send_a_body(wire: Running) -> None:
    old = ASK.replace(b"HTTP/1.1", b"HTTP/1.0") + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\nASK{}"
    assert statuses(exchange(wire, old)) == [200]


def test_a_query_ends_when_the_client_leaves_though_another_request_waits_behind_it(wire: Running) -> None:
    slow = ASK + b"X-Request-ID: given-up\r\nContent-Length: %d\r\n\r\n" % len(SLOW) + SLOW.encode()
    host, port = wire.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=15) as connection:
        connection.sendall(slow + LIVE)
        time.sleep(0.5)
    until(lambda: "request=given-up" in wire.log.getvalue(), 5)
    line = next(line for line in wire.log.getvalue().splitlines() if "request=given-up" in line)
    assert "status=499" in line


def test_answers_come_in_the_order_of_their_requests(wire: Running) -> None:
    assert statuses(exchange(wire, LIVE + NOWHERE + LIVE + NOWHERE + LAST)) == [200, 404, 200, 404, 200]


def test_a_request_that_is_refused_does_not_answer_the_one_before_it(wire: Running) -> None:
    assert statuses(exchange(wire, NOWHERE + LIVE + b"GET / HTTP/1.1\r\n\r\n" + LIVE)) == [404, 200, 400]


def test_an_address_without_a_path_is_refused_in_its_turn(wire: Running) -> None:
    nowhere = b"GET http://localhost?x HTTP/1.1\r\n" + HOST + b"\r\n"
    assert statuses(exchange(wire, NOWHERE + LIVE + nowhere + LIVE)) == [404, 200, 400]


def test_a_body_that_is_broken_after_other_requests_is_refused_after_their_answers(wire: Running) -> None:
    broken = ASK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"
    assert statuses(exchange(wire, NOWHERE + LIVE + broken + LIVE)) == [404, 200, 400]


def test_more_requests_at_once_than_a_connection_may_hold(wire: Running) -> None:
    found = statuses(exchange(wire, LIVE * 60))
    assert found[-1] == 503
    assert found[:-1] == [200] * len(found[:-1])
    assert 30 < len(found) < 60


def test_what_asks_for_another_protocol_is_answered_in_this_one(wire: Running) -> None:
    """As some clients do with every request: RFC 9110, section 7.8, lets a server go on as if they had not."""
    other = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n"
    whole = ASK + other + b"Content-Length: 5\r\n\r\nASK{}"
    chunks = ASK + other + b"Transfer-Encoding: chunked\r\n\r\n3\r\nASK\r\n2\r\n{}\r\n0\r\n\r\n"
    found = exchange(wire, whole + NOWHERE, chunks, b"GET /health/live HTTP/1.1\r\n" + other + HOST + b"\r\n", LAST)
    assert statuses(found) == [200, 404, 200, 200, 200]
    assert found.count(b'"boolean":true') == 2


def test_a_request_in_pieces(wire: Running) -> None:
    data = ASK + b"Connection: close\r\nContent-Length: 5\r\n\r\nASK{}"
    found = exchange(wire, data[:3], data[3:20], data[20:60], data[60:-3], data[-3:])
    assert statuses(found) == [200]
    assert b'"boolean":true' in found


def test_a_whole_address_that_names_this_host(wire: Running) -> None:
    data = b"GET http://localhost/health/live?x=1 HTTP/1.1\r\nConnection: close\r\n" + HOST + b"\r\n"
    assert statuses(exchange(wire, data)) == [200]


def test_what_follows_the_end_of_a_connection_is_not_answered(wire: Running) -> None:
    assert statuses(exchange(wire, LAST + LIVE)) == [200]


def test_a_client_that_waits_for_leave_to_send_its_body(wire: Running) -> None:
    head = ASK + b"Connection: close\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
    assert statuses(exchange(wire, head, b"ASK{}")) == [100, 200]
