"""Answers of `oxigraph serve` and of Virtuoso, both really started, are row by row those of the embedded engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph import (
    build_view,
    cascade,
    find_documents,
    gaps,
    list_documents,
    show,
    trace_document,
)
from graph.conflicts import conflicts
from graph.connection import Connection
from graph.coverage import coverage
from graph.duties import duties
from graph.store import GraphStore, open_store
from ontology.errors import StoreError
from ontology.queries import find_query, load_queries
from tests.servers import PROGRAMS

TODAY = date(2025, 11, 1)


@pytest.fixture(scope="module", params=PROGRAMS)
def sample(request: pytest.FixtureRequest, sample_servers: dict[str, Connection]) -> Iterator[GraphStore]:
    """The sample corpus on each server; read it, do not change it."""
    with open_store(sample_servers[request.param], read_only=True) as store:
        yield store


@pytest.fixture(scope="module")
def peer(sample_store: Path) -> Iterator[GraphStore]:
    """The embedded store that all are compared with."""
    with open_store(sample_store, read_only=True) as store:
        yield store


def directive(store: GraphStore) -> str:
    return next(item.iri for item in find_documents(store, "12-CT/TW") if (item.date or "").startswith("2007"))


ANSWERS: dict[str, Callable[[GraphStore], object]] = {
    "list": lambda store: list_documents(store, limit=500),
    "find": lambda store: find_documents(store, "12-CT/TW"),
    "show": lambda store: [show(store, item.iri) for item in list_documents(store, limit=500).documents],
    "trace": lambda store: trace_document(store, directive(store)),
    "coverage": lambda store: coverage(store, directive(store), today=TODAY),
    "coverage by district": lambda store: coverage(store, directive(store), level="district", today=TODAY),
    "cascade": lambda store: cascade(store, directive(store)),
    "duties": duties,
    "gaps": gaps,
    "conflicts": conflicts,
    "view": lambda store: sorted(map(str, build_view(store).edges(keys=True, data=True))),
    "sources": lambda store: store.sources(),
    "size": len,
    "graphs": lambda store: sorted(map(str, store.raw.named_graphs())),
    "dump": lambda store: store.canonical_nquads(),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_agree(sample: GraphStore, peer: GraphStore, name: str) -> None:
    assert ANSWERS[name](sample) == ANSWERS[name](peer)


def rows(store: GraphStore, query: str) -> list[tuple[str, ...]]:
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    names = sorted(variable.value for variable in found.variables)
    return [tuple(str(row[name]) for name in names) for row in found]


VALUES: list[tuple[str, dict[str, str]]] = [
    *((query.name, {}) for query in load_queries()),
    *((query.name, {"dated": ""}) for query in load_queries() if "dated" in {each.name for each in query.parameters}),
    ("coverage-by-province", {"edition": "2025"}),
    ("deadlines", {"from": "2007-01-01"}),
    ("doubtful-facts", {"below": "0.95"}),
    ("most-cited", {"least": "1"}),
]


@pytest.mark.parametrize(("name", "values"), VALUES, ids=lambda value: value if isinstance(value, str) else str(value))
def test_named_queries_agree_row_by_row(
    sample: GraphStore, peer: GraphStore, name: str, values: dict[str, str]
) -> None:
    query = find_query(name)
    assert query is not None
    found, expected = (rows(store, query.with_values(values)) for store in (sample, peer))
    assert sorted(found) == sorted(expected)  # engines order strings by different rules, and equal keys by none


def test_reading_needs_no_password_where_the_server_asks_for_none(sample_servers: dict[str, Connection]) -> None:
    url = sample_servers["virtuoso"].url.replace("sparql-auth", "sparql")
    with open_store(url, read_only=True) as store:
        assert list_documents(store).total
    with open_store(url) as store, pytest.raises(StoreError, match="LINEAGE_STORE_USER"):
        store.remove_source(next(iter(store.sources())))


def test_an_order_with_a_large_limit_is_that_of_the_embedded_engine(sample: GraphStore, peer: GraphStore) -> None:
    query = "SELECT ?s WHERE { ?s a lin:Locality } ORDER BY ?s LIMIT"
    assert rows(sample, f"{query} 20001") == rows(peer, f"{query} 20001")
    found = rows(sample, f"{query} 10001")
    assert found == rows(peer, f"{query} 10001") and len(found) == 10_001
