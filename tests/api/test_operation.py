"""What an operator sees of a server: request ids, log lines, metrics, how it ends, several processes."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from prometheus_client.parser import text_string_to_metric_families

from api import Settings, create_app
from api.operation.logs import JsonLines, TextLines
from api.operation.metrics import MULTIPROCESS, Metrics
from tests.api.client import Client, running
from tests.api.test_server import ROOT

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HEX = re.compile(r"[0-9a-f]{32}")


def samples(text: str) -> dict[tuple[str, str, str], float]:
    """Values by name, route and status."""
    return {
        (sample.name, sample.labels.get("route", ""), sample.labels.get("status", "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


# -- ids and logs ------------------------------------------------------------------------------------------------------


def test_every_answer_bears_the_id_that_the_log_has(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "lineage.requests"):
        given = client.get("/documents?q=secret+words", headers={"X-Request-ID": "from-the-proxy.1"})
        made = client.get("/nowhere")
        forged = client.get("/nowhere", headers={"X-Request-ID": "a b\tc" + "x" * 99})
    assert given.headers["x-request-id"] == "from-the-proxy.1"
    assert HEX.fullmatch(made.headers["x-request-id"])
    assert HEX.fullmatch(forged.headers["x-request-id"])
    records = [vars(record) for record in caplog.records if record.name == "lineage.requests"]
    assert [record["request"] for record in records] == [
        answer.headers["x-request-id"] for answer in (given, made, forged)
    ]
    first, second, _ = records
    assert (first["path"], first["route"], first["status"], first["method"]) == ("/documents", "/documents", 200, "GET")
    assert first["bytes"] == len(given.content)
    assert first["milliseconds"] > 0
    assert (second["route"], second["status"]) == ("other", 404)
    assert "secret" not in repr(records)


def test_lines_of_the_log_cannot_be_forged() -> None:
    record = logging.LogRecord("lineage.requests", logging.INFO, "", 0, "request", (), None)
    vars(record).update(request="r1", path='/a\n2026-01-01 ERROR "b"', status=200, client=None)
    text = TextLines().format(record)
    assert "\n" not in text
    assert 'path="/a\\n2026-01-01 ERROR \\"b\\""' in text
    line = json.loads(JsonLines().format(record))
    assert (line["path"], line["status"], line["level"]) == ('/a\n2026-01-01 ERROR "b"', 200, "info")
    assert "client" not in line


def test_a_defect_is_answered_with_its_id_and_logged(store_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(Settings(store=store_path, query_workers=1))

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("what nobody outside should read")

    with caplog.at_level(logging.INFO), running(app) as client:
        answer = client.get("/broken")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert "nobody outside" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    failed = next(record for record in caplog.records if record.exc_info)
    assert vars(failed)["request"] == answer.headers["x-request-id"]
    assert "nobody outside" in str(failed.exc_info)


# -- health and metrics ------------------------------------------------------------------------------------------------


def test_health(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}
    ready = client.get("/health/ready").json()
    assert ready == client.get("/health").json()
    assert ready["status"] == "ok"
    assert ready["data"]


def test_metrics_count_requests_by_route_and_tell_of_the_store(store_path: Path) -> None:
    with running(create_app(Settings(store=store_path, query_workers=1))) as client:
        for path in ("/documents", "/documents?limit=1", "/documents/999-CT%2FTW", "/nowhere", "/elsewhere"):
            client.get(path)
        answer = client.get("/metrics")
        assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
        found = samples(answer.text)
        version = client.get("/health").json()["data"]
    assert found["lineage_requests_total", "/documents", "200"] == 2
    assert found["lineage_requests_total", "/documents/{id:path}", "404"] == 1
    assert found["lineage_requests_total", "other", "404"] == 2
    assert found["lineage_request_duration_seconds_count", "/documents", ""] == 2
    assert found["lineage_requests_under_way", "", ""] == 1
    assert found["lineage_store_up", "", ""] == 1
    assert found["lineage_store_bytes", "", ""] > 100_000
    assert f'data="{version}"' in answer.text


def test_metrics_tell_what_became_of_queries(store_path: Path) -> None:
    with running(create_app(Settings(store=store_path, query_workers=1))) as client:
        for query in ("ASK {}", "ASK {", "ASK { SERVICE <a:b> {} }"):
            client.get("/sparql", {"query": query})
        text = client.get("/metrics").text
    for end in ("ok", "query", "refused"):
        assert f'lineage_queries_total{{end="{end}"}} 1.0' in text
    assert 'lineage_query_lane{lane="light",of="places"} 1.0' in text
    assert 'lineage_queries_refused_total{lane="heavy",reason="full"} 0.0' in text
    assert "lineage_query_workers_killed_total 0.0" in text


# -- the process -------------------------------------------------------------------------------------------------------


class Running:
    """A server in a process of its own, with its log."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.log = io.StringIO()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.url = self._wait_for_url()

    def get(self, path: str, seconds: float = 30) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.url + path, timeout=seconds) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.log.write(line)

    def _wait_for_url(self) -> str:
        for _ in range(600):
            if found := re.search(r"at (http://127\.0\.0\.1:\d+)/", self.log.getvalue()):
                try:
                    urllib.request.urlopen(f"{found[1]}/health/ready", timeout=30).close()
                except OSError:
                    pass
                else:
                    return found[1]
            assert self.process.poll() is None, self.log.getvalue()
            time.sleep(0.1)
        raise AssertionError(self.log.getvalue())


@contextmanager
def server(store: Path, *arguments: str, **settings: str) -> Iterator[Running]:
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", "0", "--store", str(store)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LINEAGE_")}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "LINEAGE_QUERY_WORKERS": "1"}
    environment |= {f"LINEAGE_{name.upper()}": value for name, value in settings.items()}
    with subprocess.Popen([*command, *arguments], stderr=subprocess.PIPE, env=environment, text=True) as process:
        try:
            yield Running(process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def test_a_server_that_is_stopped_finishes_what_is_under_way(store_path: Path) -> None:
    """The slow query is stopped at its limit of time and answered, although the server was told to stop before."""
    with server(store_path, query_timeout_seconds="3", log_format="json") as running_server:
        found: list[tuple[int, str]] = []
        query = "/sparql?format=json&query=" + quote(SLOW)
        asking = threading.Thread(target=lambda: found.append(running_server.get(query)))
        asking.start()
        time.sleep(1)
        running_server.process.send_signal(signal.SIGTERM)
        asking.join(timeout=30)
        running_server.process.wait(timeout=30)
    assert found, "the connection was cut"
    assert found[0][0] == 503
    assert json.loads(found[0][1])["code"] == "limit"
    lines = [json.loads(line) for line in running_server.log.getvalue().splitlines() if line.startswith("{")]
    slow = next(line for line in lines if line.get("path") == "/sparql")
    assert (slow["status"], slow["route"]) == (503, "/sparql")
    assert slow["milliseconds"] > 2000
    assert not list((store_path / "serving").glob(f"{running_server.process.pid}-*"))


def test_several_processes_answer_and_count_together(store_path: Path) -> None:
    with server(store_path, "--workers", "2") as running_server:
        for _ in range(20):
            assert running_server.get("/documents?limit=1")[0] == 200
        found = samples(running_server.get("/metrics")[1])
        assert found["lineage_requests_total", "/documents", "200"] == 20
        assert found["lineage_requests_under_way", "", ""] == 1
    assert running_server.process.returncode == 0


def test_what_killed_processes_were_doing_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MULTIPROCESS, str(tmp_path))
    work = "import os; from api.operation.metrics import Metrics; Metrics().began(); os.kill(os.getpid(), 9)"
    killed = subprocess.run([sys.executable, "-c", work], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert list(tmp_path.glob("gauge_livesum_*.db"))
    assert b"lineage_requests_under_way 1.0" not in Metrics().text()
    assert not list(tmp_path.glob("gauge_livesum_*.db"))
