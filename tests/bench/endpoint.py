"""The SPARQL endpoint beside `oxigraph serve` and rdflib-endpoint over the same store, and beside the JSON API.

The servers are asked the same queries in turns, so that what else the machine does meets all of them, and have to give
as many rows. A ratio of rates is that of the other by ours, a ratio of times ours by the other's: less is better.
"""

from __future__ import annotations

import tempfile
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from pyoxigraph import NamedNode, QuerySolutions

from graph import open_store
from graph.store import PREFIXES, GraphStore
from ontology.queries import find_query
from tests.bench.corpora import build

from .endpoints import Endpoint, ours, oxigraph, rdflib
from .measuring import Row


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound for heavy queries: one that the other server answers in less than so many seconds is none."""

    ratio: float
    from_seconds: float

    def of(self, seconds: float) -> float | None:
        """The bound for a query that takes the other so long; none for a light one, which the rates are about."""
        return self.ratio if seconds >= self.from_seconds else None


_SETTINGS: Final = {"max_rows": 10_000_000, "max_result_bytes": 10**10, "query_timeout_seconds": 600}
_HEAVY: Final = Bound(1.15, from_seconds=0.02)
_BY_RDFLIB: Final = Bound(0.1, from_seconds=0.1)
_PATIENCE: Final = 120.0
"""Seconds after which nobody waits for the other's answer any longer."""
_LIGHT: Final = 200
_ROUNDS: Final = 3
_SECONDS: Final = 2.0
_TURNS: Final = 7
_RDFLIB_TURNS: Final = 2
"""Some queries take it most of a minute."""
_HEADER: Final = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
_CHAIN: Final = (
    "SELECT ?top (COUNT(DISTINCT ?other) AS ?documents) { ?other lin:implements+ ?top } "
    "GROUP BY ?top ORDER BY DESC(?documents) LIMIT 20"
)
_TEXT: Final = 'SELECT ?d ?t { ?d dcterms:title ?t FILTER(CONTAINS(STR(?t), "công tác")) }'


@dataclass(frozen=True, slots=True)
class Questions:
    """What the servers are asked: light queries, heavy ones by their names, and requests with the same as a query."""

    light: tuple[str, ...]
    heavy: dict[str, str]
    views: dict[str, tuple[str, str]]


def rows(counts: Sequence[int], store: Path | None = None) -> Iterator[Row]:
    """The rows for a store that is there, or for generated ones of some numbers of documents."""
    if store is not None:
        yield from _of_store(store)
        return
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            build(Path(folder) / "store", count).close()
            yield from _of_store(Path(folder) / "store")


def _of_store(store: Path) -> Iterator[Row]:
    with open_store(store, read_only=True) as opened:
        asked = questions(opened)
    with oxigraph(store) as other:
        if other is None:
            yield Row("endpoint, by oxigraph serve", 0.0, None, "left out: there is no program oxigraph")
        else:
            for cache, bound, what in ((0, 1 / 0.5, "not cached"), (64, 1 / 0.9, "cached")):
                with ours(store, query_cache_mb=cache, **_SETTINGS) as own:
                    yield _rate(f"light queries, {what}, by oxigraph serve", own, other, asked, bound)
            with ours(store, query_cache_mb=0, **_SETTINGS) as own:
                for name, query in asked.heavy.items():
                    yield _time(f"{name}, p50 by oxigraph serve", own, other, query, _HEAVY, _TURNS)
    with ours(store, query_cache_mb=0, **_SETTINGS) as own:
        with rdflib(store) as other:
            if other is None:
                yield Row("endpoint, by rdflib-endpoint", 0.0, None, "left out: rdflib-endpoint is not installed")
            else:
                yield _rate("light queries, by rdflib-endpoint", own, other, asked, 1 / 3)
                for name in ("text", "chain", "aggregate"):  # the last takes it longest, and cannot be stopped
                    query = asked.heavy[name]
                    yield _time(f"{name}, p50 by rdflib-endpoint", own, other, query, _BY_RDFLIB, _RDFLIB_TURNS)
        yield from _views("not remembered", None, own, own, asked)
        with ours(store, **_SETTINGS) as remembering:
            yield from _views("remembered", 0.2, remembering, own, asked)


def _views(what: str, bound: float | None, asked_as_json: Endpoint, own: Endpoint, asked: Questions) -> Iterator[Row]:
    """Coverage and lineage over the JSON API by the same questions as SPARQL, whose answers are never remembered."""
    for name, (path, query) in asked.views.items():
        asked_as_json.get(path)
        views, queries = _turns(lambda at=path: asked_as_json.get(at), lambda text=query: own.ask(text)[0], _TURNS)  # type: ignore[misc]
        yield Row(f"{name} as JSON, {what}, p50 by SPARQL", median(views) / median(queries), bound, _ms(views, queries))


def questions(store: GraphStore) -> Questions:
    """Questions about the documents of *store*; the directive is one that most documents carry out."""
    tops = _column(
        store,
        "SELECT ?top { ?d lin:implements ?top . ?top eli:id_local ?n ; eli:date_document ?on } "
        "GROUP BY ?top ORDER BY DESC(COUNT(DISTINCT ?d)) ?top LIMIT 1",
    )
    documents = _column(store, f"SELECT ?d {{ ?d eli:id_local ?n ; eli:date_document ?on }} LIMIT {_LIGHT}")
    top = tops[0]
    number, day = (
        _column(store, f"SELECT ?x {{ <{top}> {name} ?x }}")[0] for name in ("eli:id_local", "eli:date_document")
    )
    coverage = _named("coverage-by-province", number=number, dated=day, edition="2008")
    path = urllib.parse.quote(top.removeprefix(store.iris.base))
    return Questions(
        tuple(f"SELECT ?p ?o {{ <{iri}> ?p ?o }}" for iri in documents),
        {
            "chain": _HEADER + _CHAIN,
            "chain of one directive": f"{_HEADER}SELECT DISTINCT ?other {{ ?other lin:implements+ <{top}> }}",
            "coverage": coverage,
            "text": _HEADER + _TEXT,
            "aggregate": _named("agencies-by-assignments"),
        },
        {
            "coverage": (f"/coverage/{path}?format=json", coverage),
            "lineage": (
                f"/documents/{path}/lineage?direction=down&format=json",
                _named("descendants", number=number, dated=day),
            ),
        },
    )


def _named(name: str, **values: str) -> str:
    query = find_query(name)
    assert query is not None
    known = {parameter.name for parameter in query.parameters}
    return query.with_values({key: value for key, value in values.items() if key in known})


def _column(store: GraphStore, query: str) -> list[str]:
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    return [row[0].value for row in found if not isinstance(row[0], NamedNode) or row[0].value.startswith("http")]


def _rate(name: str, own: Endpoint, other: Endpoint, asked: Questions, bound: float) -> Row:
    for query in asked.light:  # the caches of the files, and that of the answers where there is one
        assert own.ask(query)[1] == other.ask(query)[1], query
    rates = _turns(lambda: own.rate(asked.light, _SECONDS), lambda: other.rate(asked.light, _SECONDS), _ROUNDS)
    first, second = map(max, rates)
    return Row(name, second / first, bound, f"{first:,.0f}/s by {second:,.0f}/s")


def _time(name: str, own: Endpoint, other: Endpoint, query: str, bound: Bound, turns: int) -> Row:
    found = own.ask(query)[1]
    try:
        assert 0 < found == other.ask(query, _PATIENCE)[1], query
    except TimeoutError:
        spent = median(own.ask(query)[0] for _ in range(turns))
        return Row(name, spent / _PATIENCE, bound.ratio, f"{spent * 1e3:.1f} ms, and no answer in {_PATIENCE:g} s")
    first, second = _turns(lambda: own.ask(query)[0], lambda: other.ask(query)[0], turns)
    return Row(name, median(first) / median(second), bound.of(median(second)), _ms(first, second))


def _turns(own: Callable[[], float], other: Callable[[], float], turns: int) -> tuple[list[float], list[float]]:
    values = [(own(), other()) for _ in range(turns)]
    return [each for each, _ in values], [each for _, each in values]


def _ms(first: Sequence[float], second: Sequence[float]) -> str:
    return f"{median(first) * 1e3:.1f} ms by {median(second) * 1e3:.1f} ms"
