"""Each notebook runs without the network, uses public names only, is stored without outputs, and is exported as a page
that shows its pictures and asks no host for anything.
"""

from __future__ import annotations

import ast
import importlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from PIL import Image

from graph.views.palette import LIGHT

ROOT = Path(__file__).parent.parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PACKAGES = ("ontology", "loaders", "graph", "api")
CHROMIUM = shutil.which("chromium")
FETCHING = ("src", "href", "srcset", "action", "poster", "data", "xlink:href")
MOST_CODE_CELLS = 11

ANSWERS = {  # notebook: still pictures, frames to move about in, what is read in the page
    "first_steps": (
        1,
        0,
        ["2007-05-03 Chỉ thị 12-CT/TW Bộ Chính trị", "Công văn 457/LĐLĐ → Công văn 3000/LĐLĐ based-on"],
    ),
    "citation_chains": (
        2,
        1,
        ["Công văn 457/LĐLĐ → Công văn 3000/LĐLĐ → Kế hoạch 83-KH/TU → Chỉ thị 12-CT/TW → Chỉ thị 04-CT/TW"],
    ),
    "coverage_two_dates": (
        2,
        0,
        [
            "63 localities (province) as of 2025-06-30",
            "Quảng Nam: issued",
            "nothing is known here, not that nothing was",
        ],
    ),
    "duties": (0, 0, ["Who does what in Kế hoạch 83-KH/TU", "5 events", "Ban Dân vận Tỉnh ủy Tây Ninh"]),
    "sparql": (0, 0, ["Days from a directive to the first document of each province", "True"]),
    "measuring_cascades": (
        1,
        1,
        ["Delays of Chỉ thị 12-CT/TW by level", "directives that nobody here carries out: ", "Nghị quyết 36-NQ/TW"],
    ),
}


def read(path: Path) -> nbformat.NotebookNode:
    """Return a notebook, checked against the format."""
    text = path.read_text(encoding="utf-8")
    notebook: nbformat.NotebookNode = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    return notebook


def code_of(path: Path) -> ast.Module:
    """Return the syntax tree of all code of a notebook."""
    return ast.parse("\n".join(cell.source for cell in read(path).cells if cell.cell_type == "code"))


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text; what scripts and styles say is no text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.parts: list[str] = []
        self.styles: list[str] = []
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "style":
            self.styles.append(data)
        elif self._inside != "script":
            self.parts.append(data)

    @property
    def text(self) -> str:
        """What a reader reads, with single blanks."""
        return " ".join(" ".join(self.parts).split())

    @property
    def fetched(self) -> list[str]:
        """What the page would fetch from elsewhere, its frames included."""
        found = [
            f"{tag} {name}={value}"
            for tag, attributes in self.tags
            for name, value in attributes.items()
            if name in FETCHING and value is not None and not value.startswith(("#", "data:"))
        ]
        found += [
            link for style in self.styles for link in re.findall(r"url\((?!['\"]?(?:data:|#))[^)]*|@import", style)
        ]
        frames = [attributes.get("srcdoc") or "" for tag, attributes in self.tags if tag == "iframe"]
        return found + [link for frame in frames for link in Page(frame).fetched]


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """What `make notebooks` makes of a notebook, with a kernel that reaches no other host; each is run once."""
    folder = tmp_path_factory.mktemp("notebooks")

    @cache
    def export(name: str) -> Path:
        kernel = "--IPKernelApp.exec_lines=from tests.offline import go_offline; go_offline()"
        options = [
            "--config",
            "notebooks/nbconvert_config.py",
            "--execute",
            "--to",
            "html",
            "--output-dir",
            str(folder),
        ]
        guard = f"--ExecutePreprocessor.extra_arguments={kernel}"
        done = subprocess.run(
            [sys.executable, "-m", "nbconvert", *options, guard, f"notebooks/{name}.ipynb"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return folder / f"{name}.html"

    return export


def test_the_notebooks_are_those_that_are_known() -> None:
    assert [path.stem for path in NOTEBOOKS] == sorted(ANSWERS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_is_stored_without_outputs(path: Path) -> None:
    cells = [cell for cell in read(path).cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)
    assert 3 <= len(cells) <= MOST_CODE_CELLS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_uses_public_names_only(path: Path) -> None:
    tree = code_of(path)
    taken = [
        (node.module or "", alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in PACKAGES
        for alias in node.names
    ]
    assert taken
    assert [name for package, name in taken if name not in importlib.import_module(package).__all__] == []
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not {name for name in attributes if name.startswith("_")}


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_notebook_answers_its_question(name: str, exported: Callable[[str], Path]) -> None:
    text = Page(exported(name).read_text(encoding="utf-8")).text
    assert [words for words in ANSWERS[name][2] if words not in text] == []


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_exported_page_holds_its_pictures(name: str, exported: Callable[[str], Path]) -> None:
    page = Page(exported(name).read_text(encoding="utf-8"))
    pictures = [attributes for tag, attributes in page.tags if tag == "svg" and attributes.get("class")]
    frames = [attributes.get("srcdoc") or "" for tag, attributes in page.tags if tag == "iframe"]
    assert (len(pictures), len(frames)) == ANSWERS[name][:2]
    assert all('<svg class="view' in frame for frame in frames)
    names = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_exported_page_asks_no_host(name: str, exported: Callable[[str], Path]) -> None:
    assert Page(exported(name).read_text(encoding="utf-8")).fetched == []


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_the_pictures_are_seen_with_the_network_blocked(exported: Callable[[str], Path], tmp_path: Path) -> None:
    shot = tmp_path / "page.png"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--window-size=1200,1800", f"--screenshot={shot}"]
    blocked = ["--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={tmp_path}/profile"]
    page = exported("coverage_two_dates").as_uri()
    subprocess.run([str(CHROMIUM), *options, *blocked, page], capture_output=True, timeout=120, check=True)
    with Image.open(shot) as image:
        colours = {colour: count for count, colour in image.convert("RGB").getcolors(1 << 24) or ()}
    green = tuple(bytes.fromhex(LIGHT.looks["issued"].fill.removeprefix("#")))
    assert colours.get(green, 0) > 3 * 1000  # three provinces
