"""The commands, with a stand-in for the loaders: each file's name says which of the hand-made sources it is."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from graph.loading import Loader
from graph.store import open_store
from loaders.corpus import ReadDocument
from ontology.errors import EmptyInput, InputError, LineageError, UnsupportedFormat
from ontology.iris import Iris
from tests.graph.corpus import CT12, IRIS, sources

NAMES = ["000.txt", "001.txt", "003.txt", "004.txt", "005.txt", "006.txt"]


@dataclass(frozen=True)
class StandInRecord:
    source: str
    warnings: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"source": self.source, "type": "ke-hoach", "title": "thực hiện Chỉ thị"}


@dataclass(frozen=True)
class StandInResult:
    path: Path
    source: str
    sha256: str
    records: tuple[StandInRecord, ...]
    warnings: tuple[str, ...]
    error: LineageError | None


def _read(path: Path) -> StandInResult:
    data = path.read_bytes()
    error: LineageError | None = None
    if not data:
        error = EmptyInput(f"{path} is empty")
    elif b"\0" in data:
        error = UnsupportedFormat(f"{path} is not text")
    records = () if error else (StandInRecord(path.name),)
    warnings = ("heading without a date",) if path.name == "001.txt" else ()
    return StandInResult(path, path.name, hashlib.sha256(data).hexdigest(), records, warnings, error)


def _extract(paths: Sequence[Path], options: object = None) -> Iterator[StandInResult]:
    for path in paths:
        if not path.exists():
            raise InputError(f"no file or folder {path}")
        yield from (_read(file) for file in (sorted(path.rglob("*.txt")) if path.is_dir() else [path]))


def _extract_document(document: ReadDocument, *_: object) -> StandInResult:
    return _read(document.path)


def _nquads(result: StandInResult, iris: Iris) -> bytes:
    data = sources()[IRIS.source(result.source)]
    return data.replace(IRIS.base.encode() + b"eli", iris.base.encode() + b"eli").replace(
        IRIS.base.encode() + b"text", iris.base.encode() + b"text"
    )


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.extract_paths", _extract, raising=False)
    monkeypatch.setattr("loaders.batches.extract_document", _extract_document)
    monkeypatch.setattr("loaders.batches.to_nquads", _nquads)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_text(f"văn bản {name}", encoding="utf-8")
    return folder


def run(*arguments: object, code: int = 0, stdin: str | bytes | None = None) -> Result:
    """Runs the command and checks its exit code, and that it never shows a traceback."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    assert "Traceback" not in result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def error_line(result: Result) -> str:
    """The one line of the error."""
    lines = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert len(lines) == 1, result.stderr
    return lines[0]


def ask(store: Path, *arguments: object, code: int = 0) -> Result:
    return run(*arguments, "--store", store, code=code)


# -- extract and build -------------------------------------------------------------------------------------------------


def test_extract_prints_a_line_for_each_document(corpus: Path) -> None:
    result = run("extract", corpus)
    assert [json.loads(line)["source"] for line in result.stdout.splitlines()] == NAMES
    assert "Chỉ thị" in result.stdout  # not as escapes
    assert "warning" in result.stderr
    assert "warning" not in result.stdout


def test_a_bad_file_does_not_stop_the_others(corpus: Path) -> None:
    (corpus / "000.txt").write_bytes(b"")
    (corpus / "002.txt").write_bytes(b"\0\1\2")
    result = run("extract", corpus, code=1)
    assert len(result.stdout.splitlines()) == 5
    assert [line for line in result.stderr.splitlines() if "000.txt" in line]
    assert [line for line in result.stderr.splitlines() if "002.txt" in line]
    assert "2 of 7 files failed" in result.stderr


@pytest.mark.parametrize("command", ["extract", "build"])
def test_nothing_to_read(tmp_path: Path, command: str) -> None:
    (tmp_path / "nothing").mkdir()
    assert "no document" in error_line(run(command, tmp_path / "nothing", code=1))
    assert "missing" in error_line(run(command, tmp_path / "missing", code=1))
    run(command, code=2)
    assert not (tmp_path / ".lineage").exists()


def test_building_again_changes_nothing(corpus: Path, tmp_path: Path) -> None:
    first = run("build", corpus)
    assert "6 files new or changed" in first.stderr
    assert first.stdout == ""
    once = run("export", "--format", "nq").stdout
    again = run("build", corpus)
    assert "0 files new or changed" in again.stderr
    assert sorted(run("export", "--format", "nq").stdout.splitlines()) == sorted(once.splitlines())
    assert (tmp_path / ".lineage" / "lineage-store.json").is_file()


def test_a_file_that_cannot_be_read_any_more_keeps_what_it_said(corpus: Path) -> None:
    run("build", corpus)
    before = run("show", "457/LĐLĐ").stdout
    (corpus / "003.txt").write_bytes(b"")
    result = run("build", corpus, code=1)
    assert "003.txt" in error_line(result)
    assert run("show", "457/LĐLĐ").stdout == before


def test_a_build_in_which_all_files_fail_makes_no_store(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    assert "empty" in error_line(run("build", tmp_path / "empty.txt", code=1))
    assert not (tmp_path / ".lineage").exists()


def test_a_build_that_breaks_off_leaves_a_graph_that_conforms(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(self: Loader, name: str, quads: bytes) -> None:
        self.store.replace_source(name, quads)
        if len(self.store.sources()) == 3:
            raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(Loader, "add", breaks)
        result = CliRunner().invoke(app, ["build", str(corpus)])
    assert isinstance(result.exception, RuntimeError)
    assert run("validate").stdout == "conforms\n"


def test_a_file_of_another_folder_does_not_overwrite_one_of_the_same_name(corpus: Path, tmp_path: Path) -> None:
    run("build", corpus)
    other = tmp_path / "other"
    other.mkdir()
    (other / "003.txt").write_text("another text", encoding="utf-8")
    (other / "004.txt").write_bytes((corpus / "004.txt").read_bytes())
    said = error_line(run("build", other, code=1))
    assert str(corpus / "003.txt") in said
    assert str(other / "003.txt") in said
    assert "Give the folder that holds both, or rename one" in said
    (corpus / "003.txt").unlink()
    run("build", other)
    assert str(tmp_path) not in run("export").stdout


def test_files_that_are_gone_are_told_and_pruned(corpus: Path) -> None:
    run("build", corpus)
    (corpus / "003.txt").unlink()
    assert "1 file of earlier builds is gone from these folders; --prune removes it" in run("build", corpus).stderr
    assert run("trace", "457/LĐLĐ").stdout
    assert "1 removed whose files are gone" in run("build", corpus, "--prune").stderr
    error_line(run("trace", "457/LĐLĐ", code=1))
    assert "--prune" not in run("build", corpus).stderr
    assert run("validate").stdout == "conforms\n"


def test_remove(corpus: Path) -> None:
    run("build", corpus)
    assert "Similar names: 003.txt" in error_line(run("remove", "03.txt", code=1))
    assert "1 file removed" in run("remove", "003.txt").stderr
    error_line(run("trace", "457/LĐLĐ", code=1))
    assert run("validate").stdout == "conforms\n"
    assert "lineage build" in error_line(run("remove", "003.txt", "--store", "none", code=1))


def test_two_files_of_one_name(corpus: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "003.txt").write_text("another text", encoding="utf-8")
    result = run("build", corpus, other, code=1)
    assert "same name" in error_line(result)
    assert "457/LĐLĐ" in run("show", "457/LĐLĐ").stdout


def test_the_store_of_the_environment(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINEAGE_STORE", str(tmp_path / "mine"))
    run("build", corpus)
    assert (tmp_path / "mine" / "lineage-store.json").is_file()
    assert "457/LĐLĐ" in run("show", "457/LĐLĐ").stdout


def test_another_base(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINEAGE_BASE", "https://graph.example.org/data/")
    run("build", corpus)
    assert "https://graph.example.org/data/eli/" in run("show", "457/LĐLĐ").stdout
    monkeypatch.setenv("LINEAGE_BASE", "https://other.example.org/")
    assert "https://graph.example.org/data/" in error_line(run("build", corpus, code=1))
    monkeypatch.delenv("LINEAGE_BASE")
    run("build", corpus)


@pytest.mark.parametrize("kind", ["file", "directory"])
def test_a_store_that_is_something_else(corpus: Path, tmp_path: Path, kind: str) -> None:
    place = tmp_path / "place"
    if kind == "file":
        place.write_text("mine", encoding="utf-8")
    else:
        place.mkdir()
        (place / "mine.txt").write_text("mine", encoding="utf-8")
    for command in (["build", corpus], ["show", "457/LĐLĐ"], ["serve", "--port", "0"], ["validate"], ["export"]):
        assert "place" in error_line(ask(place, *command, code=1))
    kept = place if kind == "file" else place / "mine.txt"
    assert kept.read_text(encoding="utf-8") == "mine"
    assert place.is_file() or list(place.iterdir()) == [kept]


@pytest.mark.parametrize(
    "command",
    [
        ["show", "457/LĐLĐ"],
        ["trace", "457/LĐLĐ"],
        ["path", "1", "2"],
        ["cascade", "1"],
        ["coverage", "1"],
        ["validate"],
        ["export"],
    ],
)
def test_a_store_that_is_missing(tmp_path: Path, command: list[str]) -> None:
    assert "lineage build" in error_line(run(*command, code=1))
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_is_being_written(corpus: Path, tmp_path: Path) -> None:
    run("build", corpus)
    with open_store(tmp_path / ".lineage"):
        assert "in use" in error_line(ask(tmp_path / ".lineage", "build", corpus, code=1))


# -- trace -------------------------------------------------------------------------------------------------------------


def test_trace_up(store_path: Path) -> None:
    lines = ask(store_path, "trace", "457/LĐLĐ", "--up").stdout.splitlines()
    way = [line for line in lines if "─" in line]
    assert ["3000/LĐLĐ" in way[0], "83-KH/TU" in way[1], "12-CT/TW" in way[2], "04-CT/TW" in way[3]] == [True] * 4
    assert [line.index("─") for line in way] == sorted({line.index("─") for line in way})


def test_trace_down_from_an_iri(store_path: Path) -> None:
    text = ask(store_path, "trace", CT12.iri, "--down").stdout
    for place in ("Tây Ninh", "Bình Định", "Lâm Đồng", "Dương Minh Châu", "Tây Sơn", "Cát Tiên"):
        assert place in text
    assert "[held]" in text
    assert "[cited only]" in text
    assert "04-CT/TW" not in text


def test_trace_formats(store_path: Path) -> None:
    number = ["trace", "12-CT/TW", "--date", "2022-01-05"]
    assert json.loads(ask(store_path, *number, "--format", "json").stdout)["root"]["iri"] == CT12.iri
    assert ask(store_path, *number, "--format", "graphml").stdout.startswith("<?xml")
    assert ask(store_path, *number, "--format", "mermaid").stdout.startswith("flowchart")


def test_a_lineage_that_is_cut_says_so(store_path: Path) -> None:
    tree = ask(store_path, "trace", CT12.iri, "--down", "--limit", "2").stdout
    assert "left out" in tree
    assert "goes on" in ask(store_path, "trace", CT12.iri, "--depth", "1", "--format", "json").stderr


WRONG = [
    ["trace", "457/LĐLĐ", "--up", "--down"],
    ["trace", "457/LĐLĐ", "--format", "pdf"],
    ["trace", "457/LĐLĐ", "--date", "yesterday"],
    ["trace", "457/LĐLĐ", "--depth", "-1"],
    ["trace"],
    ["coverage", "04-CT/TW", "--level", "village"],
    ["path", "457/LĐLĐ"],
    ["path", "457/LĐLĐ", "04-CT/TW", "--relations", "obeys"],
    ["path", "457/LĐLĐ", "04-CT/TW", "--relations", ""],
    ["path", "457/LĐLĐ", "04-CT/TW", "--max-length", "0"],
    ["path", "457/LĐLĐ", "04-CT/TW", "--limit", "0"],
    ["path", "457/LĐLĐ", "04-CT/TW", "--to-date", "yesterday"],
    ["cascade"],
    ["cascade", "04-CT/TW", "--as-of", "2022-02-30"],
    ["cascade", "04-CT/TW", "--format", "xlsx"],
    ["coverage", "04-CT/TW", "--as-of", "2022-02-30"],
    ["show"],
    ["export", "--format", "pdf"],
    ["query"],
    ["query", "-", "--timeout", "0"],
    ["nonsense"],
    ["--nonsense"],
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_usage(store_path: Path, arguments: list[str]) -> None:
    result = run(*arguments, code=2)
    assert result.stdout == ""
    assert result.stderr


@pytest.mark.parametrize("command", ["trace", "cascade", "coverage", "show"])
def test_a_number_that_several_bear(store_path: Path, command: str) -> None:
    result = ask(store_path, command, "12-CT/TW", code=2)
    assert result.stdout == ""
    assert "3 documents" in error_line(result)
    listed = result.stderr.splitlines()[1:]
    assert [line.split()[0] for line in listed] == ["2007-05-03", "2017-01-05", "2022-01-05"]
    for line in listed:
        assert ask(store_path, command, line.split()[-1]).stdout


@pytest.mark.parametrize("command", ["trace", "cascade", "coverage", "show"])
@pytest.mark.parametrize("number", ["999-CT/TW", "https://elsewhere.example/x", "", "<script>"])
def test_a_number_that_nothing_bears(store_path: Path, command: str, number: str) -> None:
    result = ask(store_path, command, number, code=1)
    assert result.stdout == ""
    assert error_line(result)


# -- coverage and show -------------------------------------------------------------------------------------------------


def test_coverage_by_province(store_path: Path) -> None:
    text = ask(store_path, "coverage", CT12.iri).stdout
    statuses = {line.split("\t")[1]: line.split("\t")[2] for line in text.splitlines() if "\t" in line}
    assert statuses == {"locality": "status", "Tây Ninh": "issued", "Bình Định": "cited", "Lâm Đồng": "cited"}
    assert "63 provinces as of 2025-06-30" in text
    assert "issued 1, cited 2, none 60" in text


def test_coverage_by_district(store_path: Path) -> None:
    rows = csv.DictReader(
        io.StringIO(ask(store_path, "coverage", CT12.iri, "--level", "district", "--format", "csv").stdout)
    )
    assert {row["name"] for row in rows if row["status"] == "issued"} == {"Dương Minh Châu", "Tây Sơn", "Cát Tiên"}


def test_coverage_as_of_a_day(store_path: Path) -> None:
    found = json.loads(ask(store_path, "coverage", CT12.iri, "--as-of", "2025-07-01", "--format", "json").stdout)
    assert (found["denominator"], found["as_of"]) == (34, "2025-07-01")
    late = ask(store_path, "coverage", CT12.iri, "--level", "district", "--as-of", "2025-07-01", code=1)
    assert "no districts" in error_line(late)


def test_a_plan_without_a_province_is_listed_apart(store_path: Path) -> None:
    text = ask(store_path, "coverage", "04-CT/TW").stdout
    assert "issued 0" in text
    assert "names no locality" in text


def test_show(store_path: Path) -> None:
    text = ask(store_path, "show", "457/lđlđ").stdout
    assert text.startswith("Công văn 457/LĐLĐ · 2022-07-11")
    for part in ("facts:", "cites:", "assignments:", "milestones:", "signers:", "[003.txt "):
        assert part in text
    assert '"Thực hiện ngày 2022-07-11' in text
    assert json.loads(ask(store_path, "show", "457/LĐLĐ", "--format", "json").stdout)["summary"]["status"] == "held"


def test_show_a_document_that_is_only_cited(store_path: Path) -> None:
    text = ask(store_path, "show", "3000/LĐLĐ").stdout
    assert "cited only; not held" in text
    assert "cited by:" in text


def test_show_a_conflict(store_path: Path) -> None:
    text = ask(store_path, "show", "83-KH/TU").stdout
    assert "conflict: the texts disagree" in text
    assert "2022-06-11 (its own heading" in text
    assert "2022-06-21 (as cited" in text


def test_relations_name_documents_by_their_labels(store_path: Path) -> None:
    text = ask(store_path, "show", "83-KH/TU").stdout
    assert "  Công văn 3000/LĐLĐ implements Kế hoạch 83-KH/TU  (stated in Công văn 457/LĐLĐ)\n" in text
    assert text.count("https://") == 1  # its own


# -- the rest ----------------------------------------------------------------------------------------------------------


def test_version_and_help() -> None:
    assert run("--version").stdout.startswith("lineage ")
    text = run("--help").stdout
    for command in ("extract", "build", "list", "trace", "coverage", "show", "query", "export", "validate", "serve"):
        assert command in text
        assert run(command, "--help").stdout


def test_serve_at_an_address_that_cannot_be(store_path: Path) -> None:
    assert "cannot listen" in error_line(ask(store_path, "serve", "--host", "192.0.2.1", "--port", "0", code=1))


def test_a_setting_that_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINEAGE_PORT", "nonsense")
    assert "LINEAGE_PORT" in error_line(run("show", "1", code=1))


def test_conflicts(store_path: Path) -> None:
    text = ask(store_path, "conflicts").stdout
    assert text.startswith("date 2\n")
    assert "better supported: 2022-06-11" in text
    assert "reason: the document's own text outweighs citations" in text
    found = json.loads(ask(store_path, "conflicts", "83-KH/TU", "--format", "json").stdout)
    assert [side["value"] for side in found["conflicts"][0]["sides"]] == ["2022-06-11", "2022-06-21"]
    assert ask(store_path, "conflicts", "--kind", "number").stdout == "no conflicts\n"
    assert len(ask(store_path, "conflicts", "--format", "csv").stdout.splitlines()) == 5
    assert "1 of 2 conflicts" in ask(store_path, "conflicts", "--limit", "1").stderr
