"""Builds with real documents: what is read again and what is not, in how many processes, and what is said of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api import build as building
from api.cli import app
from api.cli.progress import BuildProgress
from graph import journal
from graph.store import open_store
from loaders import batches
from loaders.batches import FileQuads, How, Task
from loaders.readers import Progress
from ontology.errors import InputError
from tests.safety.builds import letter, sources_of, write_corpus

ROOT = Path(__file__).resolve().parents[2]
COUNT = 12


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "letters", [1] * COUNT)
    return tmp_path / "letters"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The graph of the letters, built without any disturbance."""
    folder = tmp_path_factory.mktemp("whole")
    write_corpus(folder / "letters", [1] * COUNT)
    run("build", folder / "letters", "--jobs", 1, "--store", folder / "store")
    return graph_of(folder / "store")


def run(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == code, (result.stderr, result.exception)
    return result


def graph_of(store: Path) -> bytes:
    with open_store(store, read_only=True) as opened:
        return opened.canonical_nquads()


def report_of(*arguments: object, code: int = 0) -> dict[str, Any]:
    """Builds, and gives the report."""
    run("build", *arguments, "--report", "report.json", code=code)
    found: dict[str, Any] = json.loads(Path("report.json").read_text(encoding="utf-8"))
    return found


def files(report: dict[str, Any]) -> tuple[int, int, int, int]:
    """How many files were read, as before, failed, and changed something."""
    counts = report["files"]
    assert counts["found"] == sum(counts[name] for name in ("read", "unchanged", "failed", "withheld"))
    return counts["read"], counts["unchanged"], counts["failed"], counts["changed"]


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few files there are, they are read in processes."""
    monkeypatch.setattr(building, "FEW_FILES", 0)
    monkeypatch.setattr(batches, "CHUNK_FILES", 2)


def deadly(task: Task, how: How, progress: Progress) -> Iterator[FileQuads]:
    """Reads files, but one ends its process, as a defect of a library in C does."""
    if task.found.source == "05.txt":
        os.abort()
    yield from batches.read_task(task, how, progress)


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_the_graph_does_not_depend_on_the_number_of_processes(
    letters: Path, whole: bytes, many: None, jobs: int
) -> None:
    report = report_of(letters, "--jobs", jobs)
    assert files(report) == (COUNT, 0, 0, COUNT)
    assert report["jobs"] == jobs
    assert graph_of(Path(".lineage")) == whole


def test_few_small_texts_are_read_without_other_processes(letters: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "Pool", None)
    run("build", letters, "--jobs", 2)


def test_a_file_that_ends_its_process_fails_and_the_others_are_loaded(
    letters: Path, whole: bytes, many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(building, "read_task", deadly)
        report = report_of(letters, "--jobs", 2, code=1)
    assert files(report) == (COUNT - 1, 0, 1, COUNT - 1)
    (example,) = report["errors"]["InputError"]["examples"]
    assert example["file"] == "05.txt"
    assert "SIGABRT" in example["message"]
    assert files(report_of(letters)) == (1, COUNT - 1, 0, 1)
    assert graph_of(Path(".lineage")) == whole


# -- what is not read again --------------------------------------------------------------------------------------------


def test_what_has_not_changed_is_not_read(letters: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = report_of(letters)
    assert files(first) == (COUNT, 0, 0, COUNT)
    before = graph_of(Path(".lineage"))
    with monkeypatch.context() as patch:
        patch.setattr(building, "read_task", None)
        again = report_of(letters)
    assert files(again) == (0, COUNT, 0, 0)
    assert again["documents"] == first["documents"] == COUNT
    assert graph_of(Path(".lineage")) == before
    (letters / "03.txt").write_text(letter(3, 2), encoding="utf-8")
    assert files(report_of(letters)) == (1, COUNT - 1, 0, 1)
    assert graph_of(Path(".lineage")) != before
    assert files(report_of(letters, "--again")) == (COUNT, 0, 0, 0)


def test_another_version_reads_again(letters: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("build", letters)
    monkeypatch.setattr(building, "reader_version", lambda: "0.1.0+of-another-vocabulary")
    report = report_of(letters)
    assert files(report) == (COUNT, 0, 0, 0)
    assert report["versions"]["reader"] == "0.1.0+of-another-vocabulary"


def test_a_file_that_failed_is_read_again(letters: Path) -> None:
    (letters / "02.txt").write_bytes(b"")
    assert files(report_of(letters, code=1)) == (COUNT - 1, 0, 1, COUNT - 1)
    assert files(report_of(letters, code=1)) == (0, COUNT - 1, 1, 0)


def pack(archive: Path, *versions: int) -> None:
    with zipfile.ZipFile(archive, "w") as packed:
        for number, version in enumerate(versions, 1):
            packed.writestr(f"{number}.txt", letter(number, version))


def test_of_an_archive_only_what_has_changed_is_read(tmp_path: Path) -> None:
    archive = tmp_path / "letters.zip"
    pack(archive, 1, 1, 1)
    assert files(report_of(archive)) == (3, 0, 0, 3)
    os.utime(archive)
    assert files(report_of(archive)) == (0, 3, 0, 0)
    pack(archive, 1, 2, 1, 1)
    assert files(report_of(archive)) == (2, 2, 0, 2)
    pack(archive, 1, 2)
    report = report_of(archive, "--prune")
    assert (files(report), report["files"]["removed"]) == ((0, 2, 0, 0), 2)


def test_a_file_under_another_path_is_noted_without_being_read(letters: Path, tmp_path: Path) -> None:
    run("build", letters)
    moved = tmp_path / "moved"
    letters.rename(moved)
    assert files(report_of(moved)) == (0, COUNT, 0, 0)
    (moved / "01.txt").unlink()
    assert report_of(moved, "--prune")["files"]["removed"] == 1


def test_two_files_of_one_name_that_say_the_same_are_one(letters: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "01.txt").write_bytes((letters / "01.txt").read_bytes())
    (other / "02.txt").write_text(letter(2, 2), encoding="utf-8")
    report = report_of(letters, other, code=1)
    assert files(report) == (COUNT, 1, 1, COUNT)
    assert "same name" in report["errors"]["InputError"]["examples"][0]["message"]


# -- the report and what is said ---------------------------------------------------------------------------------------


def test_the_report(letters: Path) -> None:
    (letters / "00.txt").write_text("MẬT\n" + letter(40, 1), encoding="utf-8")
    (letters / "90.txt").write_bytes(b"")
    (letters / "91.txt").write_bytes(b"\x00\x01")
    report = report_of(letters, code=1)
    assert report["complete"]
    assert files(report) == (COUNT, 0, 2, COUNT)
    assert report["files"]["withheld"] == 1
    assert report["errors"]["EmptyInput"]["examples"][0]["file"] == "90.txt"
    assert sum(kind["count"] for kind in report["errors"].values()) == 2
    assert all(kind["count"] >= len(kind["examples"]) > 0 for kind in report["warnings"].values())
    with open_store(Path(".lineage"), read_only=True) as store:
        assert report["statements"] == len(store)
    seconds = report["seconds"]
    assert set(seconds) == {"check", "read", "extract", "write", "load", "derive", "total"}
    assert seconds["extract"] > 0 < seconds["load"]
    assert seconds["total"] < sum(seconds.values()) < 2.5 * seconds["total"]
    assert {"software", "reader", "python", "pyoxigraph"} <= report["versions"].keys()


def test_a_report_that_cannot_be_written_is_said_before_the_work(letters: Path) -> None:
    assert "no folder" in run("build", letters, "--report", "none/report.json", code=1).stderr
    assert not Path(".lineage").exists()


def test_a_long_build_says_now_and_then_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    from api.cli.output import PageProgress

    with BuildProgress(PageProgress(), every=0.0) as progress:
        progress.found(200)
        for number in range(50):
            path = Path(f"{number}.txt")
            progress.file(FileQuads(path, path.name, ""), InputError("it is damaged") if number == 3 else None)
    said = capsys.readouterr().err.splitlines()
    assert said[3] == "error: 3.txt: it is damaged. Check that the path or value exists and is readable"
    assert said[-1].startswith("50 of 200 files, ")
    assert said[-1].endswith("left, 1 failed ...")


# -- what is broken off ------------------------------------------------------------------------------------------------

_BROKEN_OFF = """
import os, signal, sys
import pyoxigraph as ox
from api import build
from api.cli import main
from graph import journal, loading

point, takes, bulks = sys.argv.pop(1), [], []
loading.FEW_STATEMENTS, loading.BULK_STATEMENTS = 0, 300
build.FEW_FILES = 0

def end():
    os.killpg(0, signal.SIGINT) if point == "ctrl-c" else os.kill(os.getpid(), signal.SIGKILL)

def take(self, result, whole=build.Build._take):
    whole(self, result)
    takes.append(result)
    if len(takes) == 5 and point in ("read", "ctrl-c"):
        end()

def load(raw, store, nquads, graphs, whole=journal.load):
    bulks.append(nquads)
    if len(bulks) < 2 or point not in ("noted", "half", "loaded"):
        return whole(raw, store, nquads, graphs)
    class Deadly:
        def __getattr__(self, name):
            return getattr(raw, name)
        def bulk_load(self, nquads, fmt):
            lines = nquads.splitlines(keepends=True)
            raw.bulk_load(b"".join({"noted": [], "half": lines[::2], "loaded": lines}[point]), fmt)
            end()
    return whole(Deadly(), store, nquads, graphs)

signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background
if point in ("read", "ctrl-c"):
    build.Build._take = take
journal.load = load
if __name__ == "__main__":
    main()
"""


def broken_off(point: str, folder: Path, jobs: int) -> subprocess.CompletedProcess[str]:
    """A build in a process of its own that is ended at some point."""
    script = folder / "broken_off.py"
    script.write_text(_BROKEN_OFF, encoding="utf-8")
    return subprocess.run(
        [sys.executable, script, point, "build", "letters", "--jobs", str(jobs)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
        start_new_session=True,
        check=False,
    )


@pytest.mark.parametrize(("point", "jobs"), [("noted", 1), ("half", 2), ("loaded", 1), ("read", 2)])
def test_a_build_that_is_killed_goes_on(letters: Path, tmp_path: Path, whole: bytes, point: str, jobs: int) -> None:
    assert broken_off(point, tmp_path, jobs).returncode == -9
    run("list")  # what is there can be read
    with open_store(Path(".lineage"), read_only=True) as store:
        found = sources_of(store)
    assert len(found) < COUNT
    assert not journal.is_loading(Path(".lineage"))
    report = report_of(letters)
    assert files(report) == (COUNT - len(found), len(found), 0, COUNT - len(found))
    assert graph_of(Path(".lineage")) == whole
    with open_store(Path(".lineage"), read_only=True) as store:
        now = sources_of(store)
    assert {name: now[name] for name in found} == found


def test_ctrl_c_ends_a_build_which_then_goes_on(letters: Path, tmp_path: Path, whole: bytes) -> None:
    ended = broken_off("ctrl-c", tmp_path, 2)
    assert ended.returncode == 130, ended.stderr
    assert "the same command goes on from here" in ended.stderr
    assert "Traceback" not in ended.stderr
    report = report_of(letters)
    read, unchanged, *_ = files(report)
    assert unchanged >= 5
    assert read + unchanged == COUNT
    assert graph_of(Path(".lineage")) == whole
