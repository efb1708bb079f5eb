"""SPARQL servers over one store for the benchmark of the endpoint, and a client that costs little beside them."""

from __future__ import annotations

import json
import os
import re
import selectors
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import cycle
from pathlib import Path
from typing import Final

from graph.store import DATABASE
from tests.servers import free_port

_START_SECONDS: Final = 120.0
_LONGEST_SECONDS: Final = 600.0
_END_SECONDS: Final = 10.0
_RESULTS: Final = "application/sparql-results+json"
_RDFLIB: Final = """
import sys, uvicorn
from oxrdflib import OxigraphStore
from pyoxigraph import Store
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
data = Dataset(store=OxigraphStore(store=Store.read_only(sys.argv[1])), default_union=True)
uvicorn.run(SparqlEndpoint(graph=data, path="/query"), port=int(sys.argv[2]), log_level="error")
"""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that answers queries at a path."""

    port: int
    path: str

    def ask(self, query: str, longest: float = _LONGEST_SECONDS) -> tuple[float, int]:
        """(seconds, rows) of the answer to a query. Raises: TimeoutError when none comes for the longest time."""
        request = urllib.request.Request(self._url(query), headers={"Accept": _RESULTS})
        began = time.perf_counter()
        with urllib.request.urlopen(request, timeout=longest) as answer:
            body = answer.read()
        seconds = time.perf_counter() - began
        return seconds, len(json.loads(body)["results"]["bindings"])

    def get(self, path: str) -> float:
        """The seconds of the answer to a request of another kind."""
        began = time.perf_counter()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Accept": "application/json"})
        with urllib.request.urlopen(request, timeout=_LONGEST_SECONDS) as answer:
            assert answer.read().startswith(b"{")
        return time.perf_counter() - began

    def rate(self, queries: Sequence[str], seconds: float, clients: int = 8) -> float:
        """Requests a second of clients that each ask the next query as soon as they have an answer."""
        asked = cycle([self._request(query) for query in queries])
        with selectors.DefaultSelector() as ready:
            for _ in range(clients):
                client = socket.create_connection(("127.0.0.1", self.port))
                client.sendall(next(asked))
                ready.register(client, selectors.EVENT_READ, bytearray())
            answered, began = 0, time.perf_counter()
            while (spent := time.perf_counter() - began) < seconds:
                for key, _ in ready.select(0.1):
                    assert isinstance(key.fileobj, socket.socket)
                    piece = key.fileobj.recv(1 << 18)
                    assert piece, "the server has ended the connection"
                    key.data.extend(piece)
                    if _is_whole(key.data):
                        assert key.data.startswith(b"HTTP/1.1 200 "), bytes(key.data[:300])
                        key.data.clear()
                        answered += 1
                        key.fileobj.sendall(next(asked))
            for key in list(ready.get_map().values()):
                assert isinstance(key.fileobj, socket.socket)
                key.fileobj.close()
        return answered / spent

    def _url(self, query: str) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}?{urllib.parse.urlencode({'query': query})}"

    def _request(self, query: str) -> bytes:
        target = f"{self.path}?{urllib.parse.urlencode({'query': query})}"
        return f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept: {_RESULTS}\r\n\r\n".encode()


def _is_whole(answer: bytearray) -> bool:
    """Whether an answer has come to its end, by its length or by its last chunk."""
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return False
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", answer[: end + 2])
    return len(answer) >= end + 4 + int(length[1]) if length else answer.endswith(b"\r\n0\r\n\r\n")


@contextmanager
def ours(store: Path, **settings: object) -> Iterator[Endpoint]:
    """`lineage serve` over a store, with settings of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LINEAGE_")}
    environment |= {f"LINEAGE_{name.upper()}": str(value) for name, value in settings.items()}
    port = free_port()
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--store", str(store)]
    with _running([*command, "--port", str(port)], port, environment):
        yield Endpoint(port, "/sparql")


@contextmanager
def oxigraph(store: Path) -> Iterator[Endpoint | None]:
    """`oxigraph serve` over the database of a store, where that program is installed; nothing is written."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if program is None:
        yield None
        return
    port = free_port()
    command = [program, "serve-read-only", "--location", str(store / DATABASE), "--union-default-graph"]
    with _running([*command, "--bind", f"127.0.0.1:{port}"], port):
        yield Endpoint(port, "/query")


@contextmanager
def rdflib(store: Path) -> Iterator[Endpoint | None]:
    """rdflib-endpoint over the database of a store, where it is installed."""
    if find_spec("rdflib_endpoint") is None:
        yield None
        return
    port = free_port()
    with _running([sys.executable, "-c", _RDFLIB, str(store / DATABASE), str(port)], port):
        yield Endpoint(port, "/query")


@contextmanager
def _running(command: list[str], port: int, environment: dict[str, str] | None = None) -> Iterator[None]:
    with (
        tempfile.TemporaryFile() as said,  # a pipe would have the client read the log while it measures
        subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said
        ) as process,
    ):
        try:
            began = time.monotonic()
            while not _listens(port):
                assert process.poll() is None, f"{command} has ended"
                assert time.monotonic() - began < _START_SECONDS, f"{command} does not listen"
                time.sleep(0.1)
            yield
        finally:
            process.terminate()
            try:
                process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:  # it goes on with a query that nobody waits for
                process.kill()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
