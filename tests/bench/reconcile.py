"""What reconciliation costs: over a whole corpus, and for one document more."""

from __future__ import annotations

import time
from collections.abc import Iterator

from graph.derive import derive
from graph.store import GraphStore, memory_store
from loaders import to_nquads
from tests.cascades import corpus

from .measuring import Row, cpu_time

SIZES = (1_250, 2_500, 5_000, 10_000)
STRAIGHT = 1.5  # by how much a document of the largest corpus may take more time than one of the smallest
ONE_MORE = 0.01  # the most that one document more may cost, by the whole


def rows(quick: bool) -> Iterator[Row]:
    """Time of a document at each size, the largest by the smallest, and one more by the whole."""
    sizes = SIZES[:2] if quick else SIZES
    store, results = memory_store(), iter(list(corpus(sizes[-1] + 5, seed=1)))
    loaded, times, whole = 0, list[float](), 0.0
    for size in sizes:
        _load(store, (next(results) for _ in range(size - loaded)))
        loaded = size
        whole = min(cpu_time(lambda one: derive(one, whole=True), store) for _ in range(2))
        times.append(whole / size)
        found = derive(store, whole=True)
        yield Row(
            f"reconcile: µs a document at {size:,}",
            1e6 * times[-1],
            remark=f"{found.documents:,} documents named, {found.identified} joined, {found.undecided} open",
        )
    yield Row("reconcile: largest by smallest, a document", times[-1] / times[0], STRAIGHT)
    more = [_one_more(store, result) for result in results]
    bound = None if quick else ONE_MORE
    yield Row("reconcile: one document more by the whole", min(more) / whole, bound, f"{1e3 * min(more):.1f} ms")


def _load(store: GraphStore, results: Iterator[object]) -> None:
    store.load_sources(
        (store.iris.source(result.source), to_nquads(result, store.iris))  # type: ignore[attr-defined, arg-type]
        for result in results
    )


def _one_more(store: GraphStore, result: object) -> float:
    _load(store, iter([result]))
    began = time.process_time()
    derive(store)
    return time.process_time() - began
