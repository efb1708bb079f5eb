"""Each notebook runs over the sample corpus, uses public names only and is stored without outputs."""

import ast
import importlib
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PACKAGES = ("ontology", "loaders", "graph", "api")


def read(path: Path) -> nbformat.NotebookNode:
    """Return a notebook, checked against the format."""
    text = path.read_text(encoding="utf-8")
    notebook: nbformat.NotebookNode = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    return notebook


def printed(notebook: nbformat.NotebookNode) -> str:
    """Return all that the cells of a notebook printed."""
    return "".join(
        output.text for cell in notebook.cells for output in cell.get("outputs", []) if output.output_type == "stream"
    )


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_is_stored_without_outputs(path: Path) -> None:
    cells = [cell for cell in read(path).cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_uses_public_names_only(path: Path) -> None:
    code = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "code")
    taken = [
        (node.module or "", alias.name)
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in PACKAGES
        for alias in node.names
    ]
    assert taken
    assert [name for package, name in taken if name not in importlib.import_module(package).__all__] == []


def test_citation_chains_answers_its_question(sample_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINEAGE_STORE", str(sample_store))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook = read(ROOT / "notebooks" / "citation_chains.ipynb")
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    text = printed(notebook)
    assert "Công văn 457/LĐLĐ based-on Công văn 3000/LĐLĐ" in text
    assert "Chỉ thị 12-CT/TW continues Chỉ thị 04-CT/TW" in text
    assert (
        "Công văn 457/LĐLĐ -> Công văn 3000/LĐLĐ -> Kế hoạch 83-KH/TU -> Chỉ thị 12-CT/TW -> Chỉ thị 04-CT/TW" in text
    )
    assert "12-CT/TW is 2007-05-03 Bộ Chính trị; 2017-01-05 Bộ Chính trị; 2022-01-05 Ban Bí thư Trung ương Đảng" in text
