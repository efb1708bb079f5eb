"""Comunica, an engine in JavaScript that asks a SPARQL endpoint as it sees fit, finds what the store holds.

`make comunica` installs it to build/comunica; where it is not, and not on the path either, these tests are skipped.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import QuerySolutions

from graph.store import GraphStore, open_store
from ontology.namespaces import ELI, LIN
from tests.api.conftest import build_store
from tests.api.test_server import serving
from tests.graph.corpus import sources

ROOT = Path(__file__).resolve().parents[2]
_LOCAL = ROOT / "build" / "comunica" / "node_modules" / ".bin" / "comunica-sparql"
PROGRAM = str(_LOCAL) if _LOCAL.exists() else shutil.which("comunica-sparql")

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="Comunica is not installed: make comunica")


@dataclass(frozen=True)
class Served:
    """A server, and what its store says without it."""

    url: str
    store: GraphStore

    def rows(self, query: str) -> list[dict[str, str]]:
        """The solutions of a query."""
        found = self.store.query(query)
        assert isinstance(found, QuerySolutions)
        names = [variable.value for variable in found.variables]
        return [{name: row[name].value for name in names} for row in found]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store = tmp_path_factory.mktemp("comunica") / "store"
    build_store(store, sources())
    with serving(store) as server, open_store(store, read_only=True) as opened:
        yield Served(server.url, opened)


def _ask(source: str, query: str, kind: str = "application/sparql-results+json") -> bytes:
    assert PROGRAM is not None
    prefixes = f"PREFIX eli: <{ELI}> PREFIX lin: <{LIN}> "
    done = subprocess.run([PROGRAM, source, prefixes + query, "-t", kind], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def _rows(source: str, query: str) -> list[dict[str, str]]:
    found: dict[str, Any] = json.loads(_ask(source, query))
    return [{name: value["value"] for name, value in row.items()} for row in found["results"]["bindings"]]


STEPS = "SELECT DISTINCT ?d ?t { ?r lin:fromDocument ?d ; lin:toDocument ?t } ORDER BY ?d ?t"
PATHS = "SELECT DISTINCT ?d ?t { ?d (^lin:fromDocument/lin:toDocument)+ ?t } ORDER BY ?d ?t"
NUMBERS = "SELECT ?d (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?d eli:id_local ?number } } GROUP BY ?d ORDER BY ?d"


@pytest.mark.parametrize("kind", ["sparql@", ""], ids=["told what it is", "finds out"])
@pytest.mark.parametrize("query", [STEPS, PATHS, NUMBERS], ids=["steps", "paths", "numbers"])
def test_rows(served: Served, kind: str, query: str) -> None:
    expected = served.rows(query)
    assert len(expected) > 1
    assert _rows(f"{kind}{served.url}/sparql", query) == expected


def test_an_answer_of_yes_or_no(served: Served) -> None:
    step = served.rows(STEPS)[0]
    for end, said in ((step["t"], True), (step["d"], False)):
        query = f"ASK {{ ?r lin:fromDocument <{step['d']}> ; lin:toDocument <{end}> }}"
        assert json.loads(_ask(f"sparql@{served.url}/sparql", query))["boolean"] is said


def test_a_graph(served: Served) -> None:
    query = "CONSTRUCT { ?t <x:done-by> ?d } WHERE { ?r lin:fromDocument ?d ; lin:toDocument ?t }"
    triples = _ask(f"sparql@{served.url}/sparql", query, "application/n-triples").decode().splitlines()
    expected = {f"<{row['t']}> <x:done-by> <{row['d']}> ." for row in served.rows(STEPS)}
    assert set(filter(None, triples)) == expected != set()


def test_a_description_of_linked_data_is_a_source(served: Served) -> None:
    number = served.rows("SELECT DISTINCT ?d ?n { ?d lin:heldIn ?g ; eli:id_local ?n } ORDER BY ?d LIMIT 1")[0]
    page = served.url + number["d"].removeprefix("https://directive-lineage.example")
    assert _rows(page, f"SELECT DISTINCT ?n {{ <{number['d']}> eli:id_local ?n }}") == [{"n": number["n"]}]
