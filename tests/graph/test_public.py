from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

import graph
import ontology.namespaces as namespaces
from graph import terms

MODULES = sorted(Path(terms.__file__).parent.rglob("*.py"))


def test_all_is_exact() -> None:
    """`__all__` names what `graph` offers and nothing else; submodules and private names apart."""
    modules = {path.stem for path in MODULES} | {path.parent.name for path in MODULES}
    public = {name for name in vars(graph) if not name.startswith("_")} - modules
    shadowed = {"cascade", "conflicts", "coverage", "derive", "diff", "duties", "export", "gaps", "paths", "validate"}
    assert set(graph.__all__) == public | shadowed
    assert list(graph.__all__) == sorted(graph.__all__)
    assert all(hasattr(graph, name) for name in graph.__all__)
    assert all(callable(getattr(graph, name)) for name in shadowed)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_graph_imports_only_ontology(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [item.name for item in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        assert not {name.split(".")[0] for name in names} & {"loaders", "api"}


@pytest.mark.parametrize(
    "iri",
    sorted(
        value.value
        for name, value in vars(terms).items()
        if name.isupper() and isinstance(value, NamedNode) and value.value.startswith(terms.NAMESPACE)
    ),
)
def test_every_own_term_is_declared(iri: str) -> None:
    """The closed namespace fails for a name that the ontology does not declare."""
    assert str(namespaces.LIN[iri.removeprefix(terms.NAMESPACE)]) == iri


@pytest.mark.parametrize(
    "iri", [terms.DATE_DOCUMENT, terms.ID_LOCAL, terms.TYPE_DOCUMENT, terms.JURISDICTION, terms.NUMBER]
)
def test_every_eli_term_is_declared(iri: NamedNode) -> None:
    assert str(namespaces.ELI[iri.value.rsplit("#")[-1]]) == iri.value


def test_importing_the_package_loads_no_heavy_library() -> None:
    """pyvis brings IPython, pyshacl and rdflib take a while: they are imported where they are used."""
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        tops = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
        names = {getattr(node, "module", None) or node.names[0].name for node in tops}
        assert not {name.split(".")[0] for name in names} & {"pyvis", "pyshacl", "rdflib", "oxrdflib"}


def test_submodules_are_importable_by_name() -> None:
    assert importlib.import_module("graph.coverage").LEVELS == ("province", "district", "commune")
