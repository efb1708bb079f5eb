"""Stores of a few copies of the sample and of twice as many: what is built grows with the files, answers do not."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from pyoxigraph import QuerySolutions

from graph import coverage, list_documents, open_store, resolve_one, trace_document
from graph.derive import derive
from graph.store import GraphStore
from loaders import FileResult, to_nquads
from loaders.corpus import extract_paths
from loaders.pipeline import Tools, extract_text
from ontology.queries import NamedQuery, load_queries

from .corpora import build
from .measuring import Row, ratio
from .sample import SAMPLE

Document: TypeAlias = tuple[str, str]
"""Number and date."""
UPWARD: Final = frozenset({"ancestors", "citation-chains"})
_NUMBER = re.compile(r"\b(\d{1,4})(?=[-/][A-ZĐ])")


def rows(tools: Tools) -> Iterator[Row]:
    """Building, and one question of each kind."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _of_stores(Path(folder), tools)
        yield _of_one_document(Path(folder))


def _of_stores(folder: Path, tools: Tools) -> Iterator[Row]:
    """One store of a few copies of the sample, each with numbers of its own, and one of twice as many."""
    few, many = _copies(4, tools), _copies(8, tools)
    began = time.perf_counter()
    small = _build(folder / "few", few)
    middle = time.perf_counter()
    large = _build(folder / "many", many)
    built = time.perf_counter()
    with small, large:
        yield Row("build: time for twice the files", (built - middle) / (middle - began), 3.0)
        yield Row("build: statements for twice the files", len(large) / len(small), 2.1)
        both = (small, large)
        iri = resolve_one(small, "12-CT/TW", date="2022-01-05").iri
        yield _over(both, "trace: the same lineage in twice the store", lambda store: trace_document(store, iri), 2.0)
        yield _over(both, "coverage: the same directive in twice the store", lambda store: coverage(store, iri), 2.0)
        yield _over(both, "list: ten documents in twice the store", lambda store: list_documents(store, limit=10), 3.0)
        yield _over(both, "query: all named queries in twice the store", _ask_all, 3.0)


def _of_one_document(folder: Path) -> Row:
    """The named query about one document that grows most with the store; one that reads a column of it takes four times
    as long."""
    with build(folder / "some", 1_500) as small, build(folder / "more", 6_000) as large:
        about, bound = _documents(small, large), 2.0
        rows = [
            _over((small, large), f"query: {each.name} in four times the store", partial(_ask, each, about), bound)
            for each in load_queries()
            if "number" in {parameter.name for parameter in each.parameters}
        ]
    slowest = max(rows, key=lambda row: row.value)
    return replace(slowest, remark=f"the most of {len(rows)} queries about one document")


def _documents(small: GraphStore, large: GraphStore) -> tuple[Document, Document]:
    """The directive that most documents carry out, and one of these whose number the fewest others take as well.

    A number that is written on more documents has more of them to tell apart, which is no matter of the query.
    """
    tops = _solutions(
        small,
        """SELECT ?number ?date WHERE {
          ?document lin:implements ?directive . ?directive eli:id_local ?number ; eli:date_document ?date .
        } GROUP BY ?directive ?number ?date ORDER BY DESC(COUNT(DISTINCT ?document)) ?directive LIMIT 1""",
    )
    below = _solutions(
        small,
        """SELECT DISTINCT ?number ?date WHERE {
          ?document lin:implements ?directive ; eli:id_local ?number ; eli:date_document ?date .
        } ORDER BY ?number ?date""",
    )
    before, after = _bearers(small), _bearers(large)
    rarest = min(below, key=lambda document: after[document[0]] / before[document[0]])
    return tops[0], rarest


def _solutions(store: GraphStore, query: str) -> list[Document]:
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    return [(str(number.value), str(date.value)) for number, date in found]


def _bearers(store: GraphStore) -> dict[str, int]:
    """How many documents bear each number."""
    query = (
        "SELECT ?number (COUNT(DISTINCT ?document) AS ?all) WHERE { ?document eli:id_local ?number } GROUP BY ?number"
    )
    return {number: int(count) for number, count in _solutions(store, query)}


def _ask(query: NamedQuery, about: tuple[Document, Document], store: GraphStore) -> int:
    """The number of solutions of a query about a directive or, where it looks upwards, what carries it out."""
    number, day = about[query.name in UPWARD]
    dated = {"dated": day} if "dated" in {parameter.name for parameter in query.parameters} else {}
    answer = store.query(query.with_values({"number": number, **dated}))
    assert isinstance(answer, QuerySolutions)
    return sum(1 for _ in answer)


def _copies(count: int, tools: Tools) -> list[tuple[str, FileResult]]:
    """The sample *count* times: first as it is, then with another digit before each number of a document."""
    results = [result for result in extract_paths([SAMPLE.texts], tools) if not result.error]
    copies = [(result.source, result) for result in results]
    for copy in range(1, count):
        for result in results:
            source = f"{copy}/{result.source}"
            text = _NUMBER.sub(rf"{copy}\1", result.path.read_text(encoding="utf-8-sig"))
            records = extract_text(source, text, tools)
            copies.append((source, FileResult(result.path, source, f"{copy}{result.sha256[1:]}", records)))
    return copies


def _build(path: Path, results: list[tuple[str, FileResult]]) -> GraphStore:
    store = open_store(path)
    store.load_static()
    store.load_sources((store.iris.source(source), to_nquads(result, store.iris)) for source, result in results)
    derive(store)
    return store


def _ask_all(store: GraphStore) -> int:
    """The number of solutions of all named queries."""
    answers = (store.query(each.text) for each in load_queries())
    return sum(len(list(answer)) for answer in answers if isinstance(answer, QuerySolutions))


def _over(stores: tuple[GraphStore, GraphStore], name: str, ask: Callable[[GraphStore], object], bound: float) -> Row:
    few, many = stores
    return Row(name, ratio(ask, few, many), bound)
