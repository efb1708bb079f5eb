"""One table of prefixes: queries, files and descriptions mean the same by a name, and it is there without rdflib."""

import subprocess
import sys
from pathlib import Path

import pytest

from ontology.iris import TERMS
from ontology.prefixes import FILE_PREFIXES, PREFIXES
from ontology.queries import NamedQuery, load_queries
from ontology.turtle import declared_prefixes, package_file

PACKAGE = package_file()
FILES = sorted(str(file.relative_to(PACKAGE)) for file in PACKAGE.rglob("*.ttl"))


def test_prefixes_are_namespaces() -> None:
    assert all(namespace.endswith(("#", "/")) for namespace in FILE_PREFIXES.values())
    assert FILE_PREFIXES["lin"] == TERMS
    assert len(set(FILE_PREFIXES.values())) == len(FILE_PREFIXES)
    assert PREFIXES.items() < FILE_PREFIXES.items()


@pytest.mark.parametrize("name", FILES)
def test_files_declare_the_prefixes_of_the_table(name: str) -> None:
    declared = declared_prefixes((PACKAGE / name).read_text(encoding="utf-8"))
    assert declared
    assert declared.items() <= FILE_PREFIXES.items()


@pytest.mark.parametrize("query", load_queries(), ids=lambda query: query.name)
def test_queries_declare_the_prefixes_of_the_table(query: NamedQuery) -> None:
    declared = declared_prefixes(query.text.replace("PREFIX", "@prefix"))
    assert declared
    assert declared.items() <= FILE_PREFIXES.items()


def test_prefixes_and_the_reading_of_queries_need_no_rdflib() -> None:
    code = "import sys, ontology.prefixes, ontology.sparql; sys.exit('rdflib' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
