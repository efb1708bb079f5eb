"""The house keeps its shape: who imports whom, what each package offers, what stands at the top."""

import ast
import importlib
import re
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "ontology": set[str](),
    "loaders": {"ontology"},
    "graph": {"ontology"},
    "api": {"ontology", "loaders", "graph"},
}
TOP_LEVEL = {*MAY_IMPORT, "notebooks", "tests", "pyproject.toml", "README.md", "Makefile", "LICENSE"}
MODULES = [path.relative_to(ROOT) for package in MAY_IMPORT for path in sorted((ROOT / package).rglob("*.py"))]
SOURCES = [*MODULES, *(path.relative_to(ROOT) for path in sorted((ROOT / "tests").rglob("*.py")))]
MAX_LINES = 500
EXTRAS = {
    "graph/answers": ("notebooks",),
    "loaders/readers": ("docx", "html", "pdf"),
    "loaders/cluster.py": ("cluster",),
    "graph/views/png.py": ("png",),
}
"""Where the libraries of which extras are imported."""
IMPORTED_AS = {"python_docx": "docx", "pdfminer.six": "pdfminer", "pyyaml": "yaml"}


def syntax(module: Path) -> ast.Module:
    """Return the syntax tree of a module given by its path below the root."""
    return ast.parse((ROOT / module).read_text(encoding="utf-8"), str(module))


def imported_modules(tree: ast.Module) -> Iterator[str]:
    """Yield the dotted names of all modules that are imported absolutely, at any depth of the code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or ""


def ignored_names() -> list[str]:
    """Return the patterns of .gitignore as names, for what is made and never kept."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return [line.strip("/") for line in lines if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_imports_follow_the_direction_of_the_data(module: Path) -> None:
    package = module.parts[0]
    forbidden = MAY_IMPORT.keys() - MAY_IMPORT[package] - {package}
    wrong = [name for name in imported_modules(syntax(module)) if name.split(".")[0] in forbidden | {"tests"}]
    assert not wrong, f"{module} may import {sorted(MAY_IMPORT[package]) or 'no other package'}, not {wrong}"


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_imported_libraries_are_declared(module: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [extra for place, found in EXTRAS.items() if module.is_relative_to(place) for extra in found]
    optional = [line for extra in extras for line in project["optional-dependencies"][extra]]
    lines = [*project["dependencies"], *optional]
    declared = {
        IMPORTED_AS.get(name, name) for name in (re.split(r"[<>=]", line)[0].replace("-", "_") for line in lines)
    }
    known = declared | MAY_IMPORT.keys() | sys.stdlib_module_names | {"_typeshed"}
    missing = {name for name in imported_modules(syntax(module)) if name.split(".")[0] not in known}
    assert not missing


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_packages_are_imported_by_their_names(module: Path) -> None:
    # `graph` is what everyone calls an RDF graph: a bare `import graph` would be shadowed by the first variable.
    bare = [
        alias.name
        for node in ast.walk(syntax(module))
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name in MAY_IMPORT
    ]
    assert not bare, f"{module}: write `from {bare[0]} import ...`"


@pytest.mark.parametrize("module", SOURCES, ids=str)
def test_modules_hold_one_thing(module: Path) -> None:
    lines = (ROOT / module).read_text(encoding="utf-8").count("\n")
    assert lines <= MAX_LINES, f"{module} has {lines} lines: what is its second job?"


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_all_is_exact(package: str) -> None:
    tree = syntax(Path(package, "__init__.py"))
    offered = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.level == 1 or (node.module or "").split(".")[0] == package)
        for alias in node.names
    }
    module = importlib.import_module(package)
    names: list[str] = module.__all__
    assert sorted(offered) == sorted(names)
    assert len(set(names)) == len(names)
    missing = [name for name in names if not hasattr(module, name)]
    assert not missing


def test_top_level_holds_only_what_belongs_there() -> None:
    ignored = ignored_names()
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    strange = {name for name in found - TOP_LEVEL if not any(fnmatch(name, pattern) for pattern in ignored)}
    assert not strange
    assert found >= TOP_LEVEL


def test_every_package_is_built_with_its_types() -> None:
    assert all((ROOT / package / "py.typed").is_file() for package in MAY_IMPORT)
