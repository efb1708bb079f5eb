"""The package's public names are exactly those of `__all__`, and it imports none of the others."""

import ast
import types
from pathlib import Path

import pytest

import ontology
from ontology.turtle import package_file

MODULES = sorted(package_file().rglob("*.py"))


def test_all_is_exact() -> None:
    modules = {name for name, value in vars(ontology).items() if isinstance(value, types.ModuleType)}
    public = {name for name in vars(ontology) if not name.startswith("_")} - modules
    assert set(ontology.__all__) == public
    assert sorted(set(ontology.__all__)) == sorted(ontology.__all__)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_it_imports_none_of_the_other_packages(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {name.partition(".")[0] for name in names} & {"loaders", "graph", "api"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_modules_are_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 350
