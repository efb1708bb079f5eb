"""A server that answers while builds change the store under it."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.store import open_store
from tests.api.test_server import Server, serving
from tests.safety.builds import commands, write_corpus

SECONDS = 5.0
BUILDS = 6
ASKED = (
    "/health",
    "/documents?limit=500",
    "/documents?q=cv",
    "/gaps?format=json",
    "/sparql?format=json&query=SELECT(COUNT(DISTINCT%20%3Fd)AS%3Fn)%7B%3Fd%20lin%3AheldIn%20%3Fg%7D",
)


class Asking:
    """Asks a server without pause, and keeps what failed and how many documents it named, in their order."""

    def __init__(self, server: Server) -> None:
        self.failed: list[str] = []
        self.totals: list[int] = []
        self.answers = 0
        self._server = server
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(path,)) for path in ASKED]

    @contextmanager
    def going_on(self) -> Iterator[None]:
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in self._threads:
                thread.join()

    def _ask(self, path: str) -> None:
        while not self._stop.is_set():
            try:
                with urllib.request.urlopen(self._server.url + path, timeout=30) as answer:
                    body = json.loads(answer.read())
            except (OSError, ValueError) as error:
                said = error.read().decode() if isinstance(error, urllib.error.HTTPError) else ""
                self.failed.append(f"{path}: {error} {said}")
            else:
                self.answers += 1
                if path.startswith("/documents?limit"):
                    self.totals.append(sum(item["status"] == "held" for item in body["documents"]))
            time.sleep(0.02)

    def wait_for(self, total: int) -> float:
        """The seconds until the server names so many documents."""
        began = time.monotonic()
        while not self.totals or self.totals[-1] != total:
            assert time.monotonic() - began < 60, f"{total} documents are never seen, only {self.totals[-1:]}"
            time.sleep(0.02)
        return time.monotonic() - began


def test_builds_beside_a_server(tmp_path: Path) -> None:
    store = tmp_path / "store"
    letters = [1] * 4
    write_corpus(tmp_path / "letters", letters)
    with commands() as runner:
        assert runner.run(tmp_path, ("build", "letters", "--store", "store")).code == 0
        with serving(store) as server:
            asking = Asking(server)
            waited = []
            with asking.going_on():
                asking.wait_for(4)
                for _ in range(BUILDS):
                    letters = [2 if version == 1 else 1 for version in letters] + [1]
                    write_corpus(tmp_path / "letters", letters)
                    ended = runner.run(tmp_path, ("build", "letters", "--store", "store"))
                    assert ended.code == 0, ended.said
                    waited.append(asking.wait_for(len(letters)))
    assert not asking.failed, asking.failed[:3]
    assert asking.answers > 10 * BUILDS
    assert max(waited) < SECONDS, f"new data after {waited} seconds"
    assert asking.totals == sorted(asking.totals), "documents came and went"


def test_a_build_that_is_under_way_is_not_shown(tmp_path: Path) -> None:
    """Nor is one that died: its sources are whole, but nothing follows from them yet."""
    store = tmp_path / "store"
    write_corpus(tmp_path / "letters", [1, 1])
    with commands() as runner:
        assert runner.run(tmp_path, ("build", "letters", "--store", "store")).code == 0
        with serving(store) as server:
            asking = Asking(server)
            with asking.going_on():
                asking.wait_for(2)
                write_corpus(tmp_path / "letters", [2, 2, 1])
                ended = runner.run(tmp_path, ("build", "letters", "--store", "store"), kill_at_write=3)
                assert ended.code == -9, ended.said
                assert (store / "underived").exists()
                time.sleep(1.5)
                assert runner.run(tmp_path, ("build", "letters", "--store", "store")).code == 0
                assert asking.wait_for(3) < SECONDS
    assert not asking.failed, asking.failed[:3]
    assert set(asking.totals) == {2, 3}


def test_a_server_that_starts_while_a_store_is_written(tmp_path: Path) -> None:
    store = tmp_path / "store"
    write_corpus(tmp_path / "letters", [1, 1])
    with commands() as runner:
        assert runner.run(tmp_path, ("build", "letters", "--store", "store")).code == 0
    end = threading.Event()

    def write() -> None:
        with open_store(store) as opened:
            source, number = next(iter(opened.sources())), 0
            while not end.is_set():
                number += 1
                graph = opened.graphs_of(source)[0]
                line = f'<{graph}> <http://purl.org/dc/terms/description> "{number}" <{graph}> .\n'
                part = f"<{graph}> <http://purl.org/dc/terms/source> <{source}> <{graph}> .\n"
                opened.replace_source(source, (part + line).encode())
                opened.raw.flush()
                time.sleep(0.05)

    writing = threading.Thread(target=write)
    writing.start()
    try:
        with serving(store) as server:
            assert json.loads(server.get("/health"))["status"] == "ok"
    finally:
        end.set()
        writing.join()
