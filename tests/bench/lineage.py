"""What lineage and coverage cost with the index: against SPARQL on the same store, and rustworkx on the whole graph.

Above `MOST` documents no store is made: the tables alone are written, from generated relations of the same form, which
tells what opening and searching cost then.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import pyoxigraph as ox
import rustworkx as rx

from graph import coverage, derive, open_store, trace_document
from graph.documents import summarize
from graph.index.overlaid import Index
from graph.index.packing import NUMBER, Reader
from graph.index.sweep import NONE, Relation
from graph.index.tables import Tables, write_sections
from graph.model import DocumentSummary
from graph.steps import IndexSteps, steps_of
from graph.store import PREFIXES, GraphStore
from ontology.queries import find_query
from tests.bench.corpora import build, quads
from tests.cascades import BELOW

from .measuring import Row

MOST: Final = 200_000
MANY: Final = 100_000
"""Documents from which on `GOAL` is the bound: in a small store a property path costs little more than its answer."""
GOAL: Final = 0.05
IMPLEMENTS: Final = "implements"
_ROOTS: Final = 40
_LOOPS: Final = 10
_OPEN: Final = """
import os, pathlib, sys, time
from graph.index.packing import Reader
from graph.index.overlaid import Index
from graph.index.tables import Tables
def held():
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
path, before, began = pathlib.Path(sys.argv[1]), held(), time.perf_counter()
index = Index(Tables(Reader.of_file(path)))
opened = time.perf_counter() - began
index.reached(len(index.tables) // 2, ("implements",), upward=False)
print(opened, held() - before)
"""


def rows(counts: Sequence[int]) -> Iterator[Row]:
    """The rows for stores of some numbers of documents."""
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            yield from _of_store(Path(folder) / "store", count) if count <= MOST else _of_tables(Path(folder), count)


def _of_store(path: Path, count: int) -> Iterator[Row]:
    began = time.perf_counter()
    build(path, count).close()
    built = time.perf_counter() - began
    at = f"{count:,}: "
    (tables,) = path.glob("index/tables-*")
    yield Row(f"{at}disk of the index, kB per document", tables.stat().st_size / count / 1e3)
    yield from _opened(at, tables)
    with open_store(path, read_only=True) as store:
        assert store.index is not None
        yield from _searched(at, store, store.index)
    yield from _added(at, path, count, built)


def _searched(at: str, store: GraphStore, index: Index) -> Iterator[Row]:
    every = [one for one in range(len(index.tables)) if index.meant(one) == one]
    tops = [one for one in every if len(index.others(IMPLEMENTS, one, upward=False)) >= BELOW // 3]
    leaves = [one for one in every if index.others(IMPLEMENTS, one, upward=True)]
    chance, graph, many = random.Random(1), _whole(index), len(every) >= MANY
    for name, candidates, upward in (("descendants", tops, False), ("ancestors", leaves, True)):
        roots = chance.sample(candidates, min(_ROOTS, len(candidates)))
        iris = [index.iri(root) for root in roots]
        steps = IndexSteps(store, index)
        ours = _times(
            lambda iri, up=upward, steps=steps: steps.reached(iri, (IMPLEMENTS,), upward=up), iris, loops=_LOOPS
        )
        asked = _times(lambda iri, up=upward: _by_path(store, iri, upward=up), iris, loops=_LOOPS)
        bound = GOAL if many else 0.5
        yield Row(f"{at}{name}, p95 by p50 of SPARQL", _p95(ours) / median(asked), bound, _ms(ours, asked))
        numbers = _times(lambda root, up=upward: index.reached(root, (IMPLEMENTS,), upward=up), roots, loops=_LOOPS)
        whole = _times(rx.ancestors if not upward else rx.descendants, roots, graph, loops=_LOOPS)
        yield Row(
            f"{at}{name}, by rustworkx", median(numbers) / median(whole), 5.0 if many else 10.0, _ms(numbers, whole)
        )
    iris = [index.iri(root) for root in chance.sample(tops, min(_ROOTS, len(tops)))]
    ours = _times(lambda iri: coverage(store, iri), iris)
    asked = _times(lambda iri: _by_province(store, summarize(store, iri)), iris)
    bound = GOAL if many else 1.0
    yield Row(f"{at}coverage, p50 by p50 of SPARQL", median(ours) / median(asked), bound, _ms(ours, asked))
    told = _times(lambda iri: trace_document(store, iri), iris)
    yield Row(f"{at}trace with all quotations, p50 in ms", median(told) * 1e3)


def _added(at: str, path: Path, count: int, built: float) -> Iterator[Row]:
    with open_store(path) as store:
        source, data = next(iter(quads(1, store.iris)))
        data = data.replace(source.rpartition("/")[2].encode(), b"added.txt")
        began = time.perf_counter()
        store.replace_source(store.iris.source("added.txt"), data)
        derive(store)
        added = time.perf_counter() - began
    with open_store(path, read_only=True) as store:
        assert isinstance(steps_of(store), IndexSteps)
    bound = 0.01 if count >= 100_000 else None
    yield Row(f"{at}one document more, by the whole", added / built, bound, f"{added:.3f} s by {built:.0f} s")


def _opened(at: str, tables: Path) -> Iterator[Row]:
    done = subprocess.run([sys.executable, "-c", _OPEN, str(tables)], check=True, capture_output=True, text=True)
    seconds, megabytes = map(float, done.stdout.split())
    yield Row(f"{at}opening the index, s", seconds, 1.0)
    yield Row(f"{at}memory of the open index, MB", megabytes, 300.0)


def _of_tables(folder: Path, count: int) -> Iterator[Row]:
    at, path = f"{count:,}: ", folder / "tables"
    _write(path, count)
    yield from _opened(at, path)
    index = Index(Tables(Reader.of_file(path)))
    tops = list(range(0, count, BELOW + 1))
    graph = _whole(index)
    roots = random.Random(1).sample(tops, _ROOTS)
    numbers = _times(lambda root: index.reached(root, (IMPLEMENTS,), upward=False), roots)
    whole = _times(rx.ancestors, roots, graph)
    yield Row(f"{at}descendants, by rustworkx", median(numbers) / median(whole), 5.0, _ms(numbers, whole))
    yield Row(f"{at}descendants, p50 in ms", median(numbers) * 1e3)


def _write(path: Path, count: int) -> None:
    """Tables of so many documents, each a plan for the directive of its group and half of them for a plan before."""
    chance, same = random.Random(1), array(NUMBER, range(count))
    iris = [f"https://directive-lineage.example/eli/trung-uong/chi-thi/{one:09}-CT_TW/k13" for one in range(count)]
    relations = []
    for one in range(count):
        top = one - one % (BELOW + 1)
        for place, above in enumerate(sorted({top, chance.randrange(top, one)} if one > top else ())):
            key = f"https://directive-lineage.example/text/{one:09}.txt/1#relation-{place}"
            relations.append(Relation(key, IMPLEMENTS, one, above, NONE))
    text = "về việc tăng cường sự lãnh đạo của các cấp ủy đối với công tác này trong tình hình mới " * 3
    summaries = (
        DocumentSummary(iri, "Chỉ thị 1", "chi-thi", "1-CT/TW", "2022-01-05", text[:60], text, "held", None, None, None)
        for iri in iris
    )
    with path.open("wb") as file:
        write_sections(file, iris, bytearray(b"\1") * count, same, relations, summaries)


def _whole(index: Index) -> rx.PyDiGraph[int, None]:
    graph: rx.PyDiGraph[int, None] = rx.PyDiGraph()
    size = len(index.tables)
    graph.add_nodes_from(range(size))
    ends = ((one, other) for one in range(size) for other in index.others(IMPLEMENTS, one, upward=True))
    graph.add_edges_from_no_data(list(ends))
    return graph


def _by_path(store: GraphStore, iri: str, *, upward: bool) -> int:
    pattern = f"<{iri}> lin:{IMPLEMENTS}+ ?other" if upward else f"?other lin:{IMPLEMENTS}+ <{iri}>"
    return _read(store, f"SELECT DISTINCT ?other WHERE {{ {pattern} }}")


def _by_province(store: GraphStore, found: DocumentSummary) -> int:
    """The named query that gives the same table: identities, drafts, held and cited, the day of each province."""
    query = find_query("coverage-by-province")
    assert query is not None
    return _read(store, query.with_values({"number": found.number or "", "dated": found.date or "", "edition": "2008"}))


def _read(store: GraphStore, query: str) -> int:
    found = store.raw.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return sum(1 for row in found if row[0] is not None)


def _times(ask: Callable[..., object], questions: Sequence[object], *first: object, loops: int = 1) -> list[float]:
    """Seconds of the processor for each question, the least of three after a first one: a busy machine cancels out.

    What takes a few microseconds is asked in loops, as reading the clock takes a good part of one.
    """
    return [min(_time(ask, *first, question, loops=loops) for _ in range(4)) for question in questions]


def _time(ask: Callable[..., object], *given: object, loops: int) -> float:
    began = time.process_time()
    for _ in range(loops):
        ask(*given)
    return (time.process_time() - began) / loops


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1]


def _ms(ours: Sequence[float], theirs: Sequence[float]) -> str:
    return f"{median(ours) * 1e3:.3f} ms (p95 {_p95(ours) * 1e3:.3f}) by {median(theirs) * 1e3:.3f} ms"
