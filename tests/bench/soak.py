"""A server under many clients for minutes: nothing but right answers and stated limits, and memory that does not grow.

Each client asks what people and programs ask, light and heavy, over a connection that it keeps; some run away, some
leave before they have their answer. What is counted as an error is every answer that is neither right nor a limit that
says so (503), and every connection that ends of itself.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import random
import tempfile
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final

import psutil

from graph import open_store
from tests.api.served import PRODUCT, Server, serving
from tests.bench.corpora import build

from .endpoint import Questions, questions
from .measuring import Row

_SETTINGS: Final = {"query_timeout_seconds": 2, "log_format": "json"}
_WARM: Final = 0.3
"""Part of the time after which memory is looked at for the first time."""
_LIMITS: Final = ("busy", "limit", "timeout")
_JSON: Final = {"Accept": "application/json"}
_RESULTS: Final = {"Accept": "application/sparql-results+json"}


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks, and whether its body is what such an answer looks like."""

    kind: str
    path: str
    headers: dict[str, str]
    is_right: Callable[[bytes], bool]
    body: bytes | None = None
    leaves: bool = False


@dataclass
class Seen:
    """What the clients have seen."""

    answered: int = 0
    limited: int = 0
    left: int = 0
    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, seconds: float, outcome: str) -> None:
        """Counts one request."""
        with self.lock:
            match outcome:
                case "":
                    self.answered += 1
                    self.seconds.setdefault(kind, []).append(seconds)
                case "limit":
                    self.limited += 1
                case "left":
                    self.left += 1
                case _:
                    self.errors[f"{kind}: {outcome}"] += 1


def rows(seconds: float, clients: int, documents: int, store: Path | None = None) -> Iterator[Row]:
    """The rows of one run over a store that is there, or over a generated one."""
    with contextlib.ExitStack() as stack:
        if store is None:
            store = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "store"
            build(store, documents).close()
        with open_store(store, read_only=True) as opened:
            asked = tuple(_requests(questions(opened)))
        server = stack.enter_context(serving(store, **_SETTINGS))
        seen, memory = _run(server, asked, seconds, clients)
    what = f"soak, {clients} clients, {seconds:g} s"
    said = "; ".join(f"{error} ({number})" for error, number in seen.errors.most_common(3))
    counts = f"{seen.answered:,} answers, {seen.limited:,} limits, {seen.left:,} left"
    yield Row(f"{what}: errors that are no limit", seen.errors.total(), 0, said or counts)
    first, last = memory
    yield Row(f"{what}: memory by that after {_WARM:.0%}", last / first, 1.15, f"{last:,.0f} MB by {first:,.0f} MB")
    for kind, taken in sorted(seen.seconds.items()):
        ms = [1000 * sorted(taken)[int(part * len(taken))] for part in (0.5, 0.95)]
        yield Row(f"{what}: {kind}, p95 in ms", ms[1], None, f"p50 {ms[0]:.0f} ms, {len(taken):,} answers")


def _requests(asked: Questions) -> Iterator[Request]:
    """One of each kind that is rare, several of those that are usual."""
    for query in asked.light[:40]:
        yield Request("light query", _query(query), _RESULTS, _has_rows)
    for number, query in enumerate(asked.light[:8]):
        posted = {"Content-Type": "application/x-www-form-urlencoded", **_RESULTS}
        yield Request("posted query", "/sparql", posted, _has_rows, urllib.parse.urlencode({"query": query}).encode())
        yield Request("search", f"/documents?q={number}&limit=5", _JSON, _is_object)
    for path, _ in asked.views.values():
        yield Request("view as JSON", path, _JSON, _is_object)
        yield Request("page", path.partition("?")[0].removesuffix("/lineage"), {"Accept": "text/html"}, _is_page)
    yield Request("chain", _query(asked.heavy["chain of one directive"]), _RESULTS, _has_rows)
    yield Request("page", "/", {"Accept": "text/html"}, _is_page)
    yield Request("metrics", "/metrics", {}, lambda body: b"lineage_requests_total" in body)
    yield Request("runaway query", _query(PRODUCT), _RESULTS, _has_rows)
    yield Request("runaway query", _query(PRODUCT + " # left"), _RESULTS, _has_rows, leaves=True)
    yield Request("wrong query", _query("SELECT nothing"), _RESULTS, lambda body: json.loads(body)["code"] == "query")


def _query(text: str) -> str:
    return "/sparql?" + urllib.parse.urlencode({"query": text})


def _has_rows(body: bytes) -> bool:
    return bool(json.loads(body)["results"]["bindings"])


def _is_object(body: bytes) -> bool:
    return isinstance(json.loads(body), dict)


def _is_page(body: bytes) -> bool:
    return b"</html>" in body


def _run(server: Server, asked: tuple[Request, ...], seconds: float, clients: int) -> tuple[Seen, tuple[float, float]]:
    """What the clients saw, and the memory of the server in MB after the first part of the time and at the end."""
    seen, began = Seen(), time.monotonic()
    threads = [
        threading.Thread(target=_client, args=(server.port, asked, began + seconds, seen, number), daemon=True)
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    time.sleep(seconds * _WARM)
    first = _memory(server)
    for thread in threads:
        thread.join(seconds + 60)
        assert not thread.is_alive(), "a client never got its answer"
    return seen, (first, _memory(server))


def _memory(server: Server) -> float:
    """Megabytes of the server's process; workers come and go, and have a limit of their own."""
    return float(psutil.Process(server.process.pid).memory_info().rss) / 1e6


def _client(port: int, asked: tuple[Request, ...], until: float, seen: Seen, seed: int) -> None:
    chosen = random.Random(seed)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for number in count():
        if time.monotonic() >= until:
            break
        request = chosen.choice(asked)
        began = time.monotonic()
        try:
            outcome = _asked(connection, request)
        except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
            outcome = f"{type(error).__name__} {error}"
        if outcome or number % 100 == 99:
            connection.close()  # http.client connects again
        seen.note(request.kind, time.monotonic() - began, outcome)
    connection.close()


def _asked(connection: http.client.HTTPConnection, request: Request) -> str:
    """How a request ended: nothing where the answer is right, ``limit``, ``left``, or what is wrong."""
    connection.request("GET" if request.body is None else "POST", request.path, request.body, request.headers)
    if request.leaves:
        time.sleep(0.3)
        return "left"
    answer = connection.getresponse()
    body = answer.read()
    if answer.status == 503 and json.loads(body)["code"] in _LIMITS:
        return "limit"
    expected = 400 if request.kind == "wrong query" else 200
    if answer.status != expected:
        return f"{answer.status} {body[:200]!r}"
    return "" if request.is_right(body) else f"another body {body[:100]!r}"
