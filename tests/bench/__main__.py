"""Measures how time and memory grow, prints a table, and exits with 1 where a ratio passes its bound.

Every row divides two measurements of the same run, so that the speed of the machine cancels out. Work that grows with
its input in proportion has a ratio of 2 for twice the input; the bounds leave room for noise, not for a square.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from graph import coverage, list_documents, open_store, resolve_one, trace_document
from graph.derive import derive
from graph.store import GraphStore
from loaders import FileResult, to_nquads
from loaders.corpus import extract_paths
from loaders.pipeline import Tools, extract_text, load_tools

Input = TypeVar("Input")
SAMPLE = Path(__file__).parents[1] / "data" / "corpus"
_NUMBER = re.compile(r"\b(\d{1,4})(?=[-/][A-ZĐ])")

# Texts that a careless expression or loop takes a square of their length for; each grows with its argument.
HOSTILE: dict[str, Callable[[int], str]] = {
    "directives on one line": lambda n: " ".join(
        f"Chỉ thị số {i}-CT/TW ngày 05/01/2022 của Ban Bí thư" for i in range(n)
    ),
    "numbers of headings": lambda n: "Số: 12/KH-UBND\n" * n,
    "a token without end": lambda n: "Xem tệp 12-" + "ABCDEFGH" * n + ".pdf",
    "clauses of bases": lambda n: "Căn cứ Luật Tổ chức ngày 19/6/2015; " * n,
    "assignments": lambda n: "".join(f"{i}. Sở Y tế chủ trì, phối hợp với Sở Nội vụ thực hiện.\n\n" for i in range(n)),
    "orders in orders": lambda n: "1. Sở Y tế " + "chỉ đạo Sở Nội vụ làm, " * n,
    "open quotes": lambda n: "“Điều 1\n\n" * n,
    "blank lines in a subject": lambda n: "V/v" + " \n" * n * 4,
    "headings": lambda n: "KẾ HOẠCH\nSố 5-KH/TU\nNơi nhận:\n- Lưu;\n\n" * (n // 4),
}


def main() -> int:
    """Runs all benchmarks; 1 when a bound is passed."""
    passed = True
    print(f"{'benchmark':52} {'ratio':>6} {'bound':>6}")
    for name, ratio, bound in _benchmarks():
        ok = ratio <= bound
        passed &= ok
        print(f"{name:52} {ratio:6.2f} {bound:6.2f}{'' if ok else '  TOO MUCH'}", flush=True)
    return 0 if passed else 1


def _benchmarks() -> Iterator[tuple[str, float, float]]:
    tools = load_tools()
    text = "\n\n\n".join(path.read_text(encoding="utf-8-sig") for path in sorted(SAMPLE.glob("*.txt"))[:6])
    yield "extract: time for twice the text", _ratio(lambda n: extract_text("t.txt", text * n, tools), 4, 8), 3.0
    yield "extract: memory for twice the text", _peak(text * 8, tools) / _peak(text * 4, tools), 2.5
    for name, make in HOSTILE.items():
        ratio = _ratio(lambda n, make=make: extract_text("t.txt", make(n), tools), 2000, 4000)  # type: ignore[misc]
        yield f"extract, twice as many: {name}", ratio, 3.0
    with tempfile.TemporaryDirectory() as folder:
        yield from _of_stores(Path(folder), tools)


def _of_stores(folder: Path, tools: Tools) -> Iterator[tuple[str, float, float]]:
    """One store of a few copies of the sample, each with numbers of its own, and one of twice as many."""
    few, many = _copies(4, tools), _copies(8, tools)
    began = time.perf_counter()
    small = _build(folder / "few", few)
    middle = time.perf_counter()
    large = _build(folder / "many", many)
    built = time.perf_counter()
    with small, large:
        yield "build: time for twice the files", (built - middle) / (middle - began), 3.0
        yield "build: statements for twice the files", len(large) / len(small), 2.1
        both = (small, large)
        iri = resolve_one(small, "12-CT/TW", date="2022-01-05").iri
        yield "trace: the same lineage in twice the store", _over(both, lambda store: trace_document(store, iri)), 2.0
        yield "coverage: the same directive in twice the store", _over(both, lambda store: coverage(store, iri)), 2.0
        yield "list: ten documents in twice the store", _over(both, lambda store: list_documents(store, limit=10)), 3.0


def _copies(count: int, tools: Tools) -> list[tuple[str, FileResult]]:
    """The sample *count* times: first as it is, then with another digit before each number of a document."""
    results = [result for result in extract_paths([SAMPLE], tools) if not result.error]
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


def _over(stores: tuple[GraphStore, GraphStore], ask: Callable[[GraphStore], object]) -> float:
    few, many = stores
    return _ratio(ask, few, many)


def _ratio(work: Callable[[Input], object], small: Input, large: Input, rounds: int = 5) -> float:
    """The processor time of the larger input by that of the smaller: the best of some rounds of each, in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for measured, given in zip(times, (small, large), strict=True):
            began = time.process_time()
            work(given)
            measured.append(time.process_time() - began)
    return min(times[1]) / min(times[0])


def _peak(text: str, tools: Tools) -> float:
    """The most bytes that are held at once while *text* is read."""
    tracemalloc.start()
    extract_text("t.txt", text, tools)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return float(peak)


if __name__ == "__main__":
    sys.exit(main())
