"""What is marked as secret or for internal use is neither loaded nor served, unless somebody says so."""

from __future__ import annotations

import json
import logging
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api import Settings, create_app
from api.cli import app
from api.snapshots import RestrictedError, Snapshots
from graph.store import open_store
from tests.api.client import running
from tests.api.conftest import build_store
from tests.safety.builds import letter

MARKS = ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "LƯU HÀNH NỘI BỘ", "(Lưu hành nội bộ)"]


def lineage(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def write(folder: Path, number: int, mark: str = "") -> None:
    folder.mkdir(exist_ok=True)
    text = letter(number, 1)
    (folder / f"{number:02}.txt").write_text(f"{mark}\n\n{text}" if mark else text, encoding="utf-8")


def files_in(store: Path) -> set[str]:
    with open_store(store, read_only=True) as opened:
        return {source.rpartition("/")[2] for source in opened.sources()}


@pytest.mark.parametrize("mark", MARKS)
def test_a_marked_file_is_left_out_and_said_to_be(tmp_path: Path, mark: str) -> None:
    write(tmp_path / "letters", 1)
    write(tmp_path / "letters", 2, mark)
    report = tmp_path / "report.json"
    done = lineage("build", "letters", "--store", "store", "--report", str(report))
    assert done.exit_code == 0, done.stderr
    assert "1 file not loaded: marked as secret or for internal use; --restricted loads such files" in done.stderr
    assert "02.txt" in done.stderr
    assert files_in(tmp_path / "store") == {"01.txt"}
    found = json.loads(report.read_text())["files"]
    assert (found["found"], found["read"], found["withheld"], found["failed"]) == (2, 1, 1, 0)


def test_the_switch_loads_and_serves_it(tmp_path: Path) -> None:
    write(tmp_path / "letters", 1)
    write(tmp_path / "letters", 2, "MẬT")
    assert lineage("build", "letters", "--restricted", "--store", "store").exit_code == 0
    assert files_in(tmp_path / "store") == {"01.txt", "02.txt"}
    assert lineage("validate", "--store", "store").exit_code == 0
    refused = lineage("serve", "--port", "0", "--store", "store")
    assert refused.exit_code == 1
    assert "marked as secret or for internal use, such as one of 02.txt" in refused.stderr
    assert "--restricted" in refused.stderr
    with pytest.raises(RestrictedError), running(create_app(Settings(store=tmp_path / "store", query_workers=1))):
        pass
    settings = Settings(store=tmp_path / "store", query_workers=1, restricted=True)
    with running(create_app(settings)) as client:
        assert client.get("/documents").json()["total"] > 1
    # what the switch has loaded stays until the file changes
    assert lineage("build", "letters", "--store", "store").exit_code == 0
    assert files_in(tmp_path / "store") == {"01.txt", "02.txt"}


def test_what_is_marked_later_is_taken_out(tmp_path: Path) -> None:
    write(tmp_path / "letters", 1)
    write(tmp_path / "letters", 2)
    assert lineage("build", "letters", "--store", "store").exit_code == 0
    assert files_in(tmp_path / "store") == {"01.txt", "02.txt"}
    write(tmp_path / "letters", 2, "TỐI MẬT")
    assert lineage("build", "letters", "--store", "store").exit_code == 0
    assert files_in(tmp_path / "store") == {"01.txt"}


def test_what_is_marked_later_is_taken_out_under_its_other_name(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    write(tmp_path / "corpus" / "letters", 1)
    write(tmp_path / "corpus" / "letters", 2)
    assert lineage("build", "corpus", "--store", "store").exit_code == 0
    write(tmp_path / "corpus" / "letters", 2, "TỐI MẬT")
    assert lineage("build", "corpus/letters", "--store", "store").exit_code == 0
    assert files_in(tmp_path / "store") == {"01.txt"}


def test_a_running_server_goes_on_with_what_it_had(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path / "letters", 1)
    assert lineage("build", "letters", "--store", "store").exit_code == 0
    snapshots = Snapshots(tmp_path / "store")
    try:
        before = snapshots.current()
        write(tmp_path / "letters", 2, "MẬT")
        assert lineage("build", "letters", "--restricted", "--store", "store").exit_code == 0
        time.sleep(0.5)
        with caplog.at_level(logging.ERROR, "lineage.store"):
            assert snapshots.current() is before
            assert snapshots.current() is before
        assert len(caplog.records) == 1
        assert "goes on with what it had" in caplog.text
        assert lineage("remove", "02.txt", "--store", "store").exit_code == 0
        time.sleep(0.5)
        assert snapshots.current() is not before
    finally:
        snapshots.close()


def test_a_store_that_the_server_may_not_write_is_served_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "letters", 1)
    assert lineage("build", "letters", "--store", "store").exit_code == 0
    monkeypatch.setattr("api.snapshots.os.access", lambda *_: False)
    snapshots = Snapshots(tmp_path / "store")
    try:
        assert len(snapshots.current().store) > 0
        monkeypatch.undo()
        write(tmp_path / "letters", 2, "MẬT")
        monkeypatch.chdir(tmp_path)
        assert lineage("build", "letters", "--restricted", "--store", "store").exit_code == 0
        time.sleep(0.5)
        monkeypatch.setattr("api.snapshots.os.access", lambda *_: False)
        for _ in range(3):
            with pytest.raises(RestrictedError):
                snapshots.current()
    finally:
        snapshots.close()


def test_a_store_without_any_is_open(tmp_path: Path) -> None:
    build_store(tmp_path / "store", {})
    snapshots = Snapshots(tmp_path / "store")
    assert len(snapshots.current().store) > 0
    snapshots.close()
