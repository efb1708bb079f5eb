"""`lineage render`: one file for each view and format, named by its ending, which opens from disk."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from api.cli.rendering import Language, Theme, ViewFormat, ViewKind, Way
from api.version import software_version
from graph.lineage import DIRECTIONS
from graph.views.model import KINDS
from graph.views.options import THEMES
from graph.views.words import LANGUAGES
from graph.views.writing import FORMATS

CT12 = ("12-CT/TW", "--date", "2022-01-05")
HAS_PNG = importlib.util.find_spec("resvg_py") is not None


def render(store: Path, *arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, ["render", *map(str, arguments), "--store", str(store)])
    assert result.exit_code == code, (result.stdout[:300], result.stderr, result.exception)
    return result


def test_the_command_knows_what_the_library_knows() -> None:
    assert [one.value for one in ViewKind] == ["lineage", "coverage", "citations", "cascade"]
    assert {one.value for one in ViewKind} == set(KINDS)
    assert [one.value for one in ViewFormat] == list(FORMATS)
    assert [one.value for one in Theme] == list(THEMES)
    assert [one.value for one in Language] == list(LANGUAGES)
    assert [one.value for one in Way] == list(DIRECTIONS)


BEGINNINGS = [  # name of the file, how it begins
    ("v.html", b"<!DOCTYPE html>"),
    ("v.svg", b'<svg xmlns="http://www.w3.org/2000/svg"'),
    pytest.param("v.png", b"\x89PNG", marks=pytest.mark.skipif(not HAS_PNG, reason="no resvg")),
    ("v.csv", b"label,"),
    ("v.graphml", b"<?xml"),
    ("v.gexf", b"<?xml"),
    ("v.mmd", b"flowchart BT"),
    ("v.jsonld", b"{"),
]


@pytest.mark.parametrize(("name", "beginning"), BEGINNINGS)
def test_the_name_of_the_file_tells_the_format(store_path: Path, tmp_path: Path, name: str, beginning: bytes) -> None:
    render(store_path, *CT12, "-o", tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(beginning)


def test_the_page_says_version_and_date_of_the_data(store_path: Path) -> None:
    for view in KINDS:
        text = render(store_path, *CT12, "--view", view, "--lang", "en").stdout
        assert "Data version " in text
        assert f"software directive-lineage {software_version()}" in text


def test_the_same_data_give_the_same_file(store_path: Path, tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        render(store_path, *CT12, "-o", tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_options_reach_the_view(store_path: Path) -> None:
    text = render(store_path, *CT12, "--format", "csv", "--direction", "up", "--depth", "1").stdout
    assert len(text.splitlines()) == 3
    assert "2022-10-17" not in render(store_path, *CT12, "--format", "csv", "--as-of", "2022-06-20").stdout
    dark = render(store_path, *CT12, "--format", "svg", "--theme", "dark").stdout
    assert "#14171c" in dark
    assert "prefers-color-scheme" not in dark


def test_what_is_left_out_is_said(store_path: Path) -> None:
    result = render(store_path, *CT12, "--format", "csv", "--limit", "4", "--lang", "en")
    assert len(result.stdout.splitlines()) == 5
    assert "note: 6 documents are left out: " in result.stderr


REFUSED = [  # arguments, what is said, exit code
    (("-o", "v.pdf"), "the name v.pdf does not tell a format", 1),
    (("--view", "cascade", "--depth", "2"), "a cascade has neither direction nor depth", 1),
    (("--view", "coverage", "--direction", "up"), "a coverage has neither direction nor depth", 1),
    (("--as-of", "soon"), "is no day", 2),
    (("--limit", "0"), "--limit", 2),
]


@pytest.mark.parametrize(("arguments", "said", "code"), REFUSED)
def test_what_does_not_fit_is_refused(store_path: Path, arguments: tuple[str, ...], said: str, code: int) -> None:
    assert said in render(store_path, *CT12, *arguments, code=code).stderr
