"""``lineage text``, and the formats of files from the command line: what is read, what is said, what a build keeps."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from api.cli.output import PageProgress
from loaders.readers import ocr
from tests.api.test_cli import error_line, run
from tests.loaders.readers.documents import DATA, as_docx, as_html, as_text
from tests.loaders.readers.test_encodings import SENTENCE, to_tcvn3

OCR = pytest.mark.skipif(ocr.unavailable() is not None, reason="tesseract with Vietnamese is not installed")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def packed(**members: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.txt", (2022, 1, 5, 0, 0, 0)), text)
    return made.getvalue()


def written(name: str, data: bytes) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


FILES = [
    ("plan.txt", as_text().encode(), "read as text: decoded as UTF-8"),
    ("plan.html", as_html().encode(), "read as html: decoded as UTF-8"),
    ("plan.docx", as_docx(), "read as docx"),
    ("plan.pdf", (DATA / "plan.pdf").read_bytes(), "read as pdf: text layer of 2 pages"),
]


@pytest.mark.parametrize(("name", "data", "said"), FILES, ids=[row[0] for row in FILES])
def test_positions_of_a_record_count_in_what_text_prints(name: str, data: bytes, said: str) -> None:
    path = written(name, data)
    printed = run("text", path)
    text = printed.stdout_bytes.decode()
    assert printed.stderr == f"{path}: {said}\n"
    record = json.loads(run("extract", path).stdout)
    assert record["number"] == "2718/KH-UBND"
    start, end = record["span"]
    assert text[start:end].strip() == text[start:end]
    for citation in record["citations"]:
        for first, last in citation["spans"]:
            number, _, _ = citation["number"].partition("/")
            assert number in text[first:last]


def test_text_says_which_encoding_was_judged() -> None:
    path = written("old.txt", to_tcvn3(SENTENCE[3:]).encode("latin-1"))
    result = run("text", path)
    assert result.stdout_bytes.decode() == SENTENCE[3:]
    assert "read as text: decoded as TCVN3" in result.stderr
    assert "warning: old.txt: decoded as TCVN3, judged by the spelling of its words" in result.stderr
    assert "warning: old.txt: decoded as TCVN3" in run("extract", path).stderr


def test_a_document_in_an_archive_has_to_be_named() -> None:
    path = written("letters.zip", packed(a="một", b="hai"))
    assert "holds 2 documents. Name one of them: letters.zip/a.txt, letters.zip/b.txt" in error_line(
        run("text", path, code=1)
    )
    assert run("text", "letters.zip/b.txt").stdout == "hai"
    assert "holds no document c.txt" in error_line(run("text", "letters.zip/c.txt", code=1))
    assert run("text", written("one.zip", packed(a="một"))).stdout == "một"


WRONG = [("missing.txt", "missing.txt"), (".", "is a folder"), ("x.xlsx", "are not read")]


@pytest.mark.parametrize(("path", "words"), WRONG)
def test_what_has_no_text(path: str, words: str) -> None:
    written("x.xlsx", b"x")
    result = run("text", path, code=1)
    assert words in error_line(result)
    assert result.stdout == ""


def test_a_build_of_every_format_and_its_archive() -> None:
    for name, data, _ in FILES[1:3]:
        written(f"corpus/{name}", data)
    written(
        "corpus/letters.zip", packed(a=as_text(), b=(DATA.parent / "corpus" / "bdntw-02-hd.txt").read_text("utf-8"))
    )
    said = run("build", "corpus").stderr
    assert "4 files with 4 documents, 4 files new or changed" in said
    assert "0 files new or changed" in run("build", "corpus").stderr
    assert "Kế hoạch 2718/KH-UBND" in run("list").stdout

    written("corpus/letters.zip", packed(a=as_text()))
    assert "1 file of earlier builds is gone from these folders" in run("build", "corpus").stderr
    assert "1 removed whose files are gone" in run("build", "corpus", "--prune").stderr
    assert "gone" not in run("build", "corpus").stderr

    written("corpus/letters.zip", b"PK\x03\x04 damaged")
    assert "letters.zip is damaged" in error_line(run("build", "corpus", "--prune", code=1))
    assert "letters.zip/a.txt" in Path(".lineage/origins.jsonl").read_text("utf-8")
    Path("corpus/letters.zip").unlink()
    assert "1 removed whose files are gone" in run("build", "corpus", "--prune").stderr
    assert run("validate").stdout == "conforms\n"


def test_an_archive_is_removed_with_all_its_documents() -> None:
    run("build", written("corpus/letters.zip", packed(a=as_text(), b="một cái khác")).parent)
    assert "2 files removed" in run("remove", "letters.zip").stderr
    assert "no file 'letters.zip'" in error_line(run("remove", "letters.zip", code=1))


def test_archives_of_one_name_do_not_overwrite_each_other() -> None:
    run("build", written("a/letters.zip", packed(a=as_text())).parent)
    run("build", written("c/letters.zip", packed(a=as_text())).parent)
    said = error_line(run("build", written("b/letters.zip", packed(a="một cái khác")).parent, code=1))
    assert "has the same name 'letters.zip/a.txt' in the store and says something else" in said


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    path = written("a.txt", b"x" * 1_100_000)
    monkeypatch.setenv("LINEAGE_MAX_FILE_MB", "1")
    assert "raise LINEAGE_MAX_FILE_MB" in error_line(run("extract", path, code=1))
    assert "more than the 1 MB" in error_line(run("text", path, code=1))
    monkeypatch.setenv("LINEAGE_MAX_FILE_MB", "0")
    assert "LINEAGE_MAX_FILE_MB" in error_line(run("extract", path, code=1))


@OCR
def test_a_scan_from_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    path = written("scan.pdf", (DATA / "scan.pdf").read_bytes())
    result = run("extract", path)
    assert json.loads(result.stdout)["number"] == "2718/KH-UBND"
    assert "warning: scan.pdf: pages 1-2 were recognised by OCR" in result.stderr
    monkeypatch.setenv("LINEAGE_OCR", "false")
    assert "LINEAGE_OCR is off" in error_line(run("extract", path, code=1))


def test_pages_that_take_long_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    hears = PageProgress(patience=0)
    for done in range(4):
        hears("scan.pdf", done, 3)
    assert capsys.readouterr().err.splitlines() == [
        "scan.pdf: 0 of 3 pages recognised ...",
        "scan.pdf: 1 of 3 pages recognised ...",
        "scan.pdf: 2 of 3 pages recognised ...",
    ]
    patient = PageProgress(patience=60)
    patient("scan.pdf", 1, 3)
    assert capsys.readouterr().err == ""


def test_pages_have_a_bar_of_their_own_on_a_terminal() -> None:
    from rich.console import Console
    from rich.progress import Progress

    shown = io.StringIO()
    with Progress(console=Console(file=shown, force_terminal=True, width=100)) as bars:
        hears = PageProgress()
        hears.show_in(bars)
        hears("corpus/scan.pdf", 1, 3)
        (task,) = bars.tasks
        assert (task.description, task.completed, task.total, task.visible) == ("scan.pdf", 1, 3, True)
        hears("corpus/scan.pdf", 3, 3)
        assert not bars.tasks[0].visible
