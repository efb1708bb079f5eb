"""``lineage backup`` and ``lineage restore`` as they are used, and stores of other versions."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from graph.store import open_store
from tests.api.conftest import build_store
from tests.graph.corpus import CT12, held, nquads

RUNNER = CliRunner()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store"
    build_store(path, nquads([held(CT12, "one.txt", 1, level="central")]))
    return path


def run(*words: str, code: int = 0) -> str:
    """What a command says on standard error."""
    done = RUNNER.invoke(app, list(words))
    assert done.exit_code == code, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.stderr


def test_a_store_goes_into_a_file_and_comes_back(store: Path, tmp_path: Path) -> None:
    said = run("backup", "b.zip", "--store", str(store))
    count = re.search(rf"^b\.zip: (\d+) statements in \d+ graphs of {re.escape(str(store))}; \d+ bytes\n$", said, re.M)
    assert count, said
    said = run("restore", "b.zip", "--store", "other")
    assert f"other: {count[1]} statements in " in said
    with open_store(store, read_only=True) as one, open_store(tmp_path / "other", read_only=True) as two:
        assert one.canonical_nquads() == two.canonical_nquads()
    assert "no difference" in RUNNER.invoke(app, ["diff", str(store), "other", "--summary"]).output


def test_what_is_there_is_replaced_only_by_force(store: Path) -> None:
    run("backup", "b.zip", "--store", str(store))
    said = run("restore", "b.zip", "--store", str(store), code=1)
    assert f"error: the store {store} is not empty." in said
    assert "--force" in said
    run("restore", "b.zip", "--force", "--store", str(store))


def test_a_file_that_was_cut_off(store: Path, tmp_path: Path) -> None:
    run("backup", "b.zip", "--store", str(store))
    whole = (tmp_path / "b.zip").read_bytes()
    (tmp_path / "b.zip").write_bytes(whole[:1000])
    said = run("restore", "b.zip", "--store", "other", code=1)
    assert said.startswith("error: b.zip is no backup, or was cut off"), said
    assert "at byte 1000" in said
    assert not (tmp_path / "other").exists()


def test_work_that_takes_long_is_said(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = iter(range(0, 10**6, 3))
    monkeypatch.setattr("api.cli.output.monotonic", lambda: float(next(moment)))
    assert re.search(r"^Writing: \d+ MB \.\.\.$", run("backup", "b.zip", "--store", str(store)), re.MULTILINE)
    said = run("restore", "b.zip", "--store", "other")
    assert re.search(r"^Checking: \d+ MB of \d+ \.\.\.$", said, re.MULTILINE)


def test_vocabularies_of_another_version_are_said(store: Path) -> None:
    marker = store / "lineage-store.json"
    data = json.loads(marker.read_text(encoding="utf-8"))
    assert run("list", "--store", str(store)) == ""
    marker.write_text(json.dumps(data | {"static": "sha256:older"}), encoding="utf-8")
    assert "the next lineage build brings them up to date" in run("list", "--store", str(store))


def test_a_store_of_a_newer_layout(store: Path) -> None:
    marker = store / "lineage-store.json"
    data = json.loads(marker.read_text(encoding="utf-8"))
    marker.write_text(json.dumps(data | {"layout": 99}), encoding="utf-8")
    for command in ("list", "backup", "restore"):
        words = {"list": [], "backup": ["b.zip"], "restore": ["b.zip"]}[command]
        said = run(command, *words, "--store", str(store), code=1)
        if command != "restore":
            assert "has layout 99, of a newer version" in said
