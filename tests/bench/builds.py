"""How fast a store is built: on two cores by one, again by the first time, and loading by Oxigraph's own program."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from api.build import Build
from api.build_report import BuildReport
from graph.loading import Loader
from graph.origins import Origins
from graph.store import open_store
from loaders import to_nquads
from loaders.batches import Executor, FileQuads, How, Task, chunked, in_this_process, read_task
from loaders.corpus import find_files
from loaders.parallel import Pool
from loaders.readers.protocol import no_progress
from ontology.errors import LineageError
from ontology.iris import Iris
from tests.cascades import corpus
from tests.documents import write_file

from .measuring import Row

TWO_CORES = 1 / 1.6
AGAIN = 0.05
LOAD = 1 / 0.9
ROUNDS = 3


class Unheard:
    """Hears of a build and says nothing."""

    def found(self, files: int) -> None: ...

    def file(self, result: FileQuads, error: LineageError | None) -> None: ...

    def step(self, what: str) -> None: ...


def rows(quick: bool) -> Iterator[Row]:
    """Reading in processes, building again, loading."""
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts"
        _write(texts, 100 if quick else 1000)
        yield from _again(texts, Path(folder) / "store")
        yield _two_cores(texts)
        yield _load(Path(folder), 600 if quick else 4000)


def _write(folder: Path, count: int) -> None:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:04}.txt").write_text(write_file(4000, number), encoding="utf-8")


def _two_cores(texts: Path) -> Row:
    """The best of some rounds of each, in turns, so that what else the machine does counts for both."""
    alone = two = float("inf")
    for _ in range(ROUNDS):
        alone = min(alone, _reading(texts, in_this_process(no_progress)))
        two = min(two, _reading(texts, Pool(2, no_progress)))
    remark = f"{alone / two:.2f} times as fast; {two:.1f} s, start of the processes included"
    return Row("build: reading on two cores by one", two / alone, TWO_CORES, remark)


def _reading(texts: Path, executor: Executor) -> float:
    began = time.perf_counter()
    for result in executor(chunked(map(Task, find_files([texts])), How()), read_task):
        assert result.error is None
    return time.perf_counter() - began


def _again(texts: Path, store: Path) -> Iterator[Row]:
    first = _build(texts, store)
    second = min((_build(texts, store) for _ in range(ROUNDS)), key=lambda report: report.seconds["total"])
    assert (first.unchanged, second.read) == (0, 0)
    spent = second.seconds["total"]
    yield Row("build: nothing changed, by the first time", spent / first.seconds["total"], AGAIN, f"{spent:.2f} s")
    yield Row("build: ms a file that has not changed", 1e3 * spent / second.files, remark="read, hashed, looked up")


def _build(texts: Path, store: Path) -> BuildReport:
    report = BuildReport(store, jobs=1)
    with open_store(store) as opened, Origins(store) as origins:
        Build(report, origins, opened, lambda: opened, How(), Unheard(), no_progress).run([texts])
    return report


def _load(folder: Path, documents: int) -> Row:
    """Loading quads that are there, as those that read give them, beside `oxigraph load`, which checks them as well."""
    iris = Iris()
    sources = [(iris.source(result.source), to_nquads(result, iris)) for result in corpus(documents)]
    count = sum(nquads.count(b"\n") for _, nquads in sources)
    file = folder / "all.nq"
    file.write_bytes(b"".join(nquads for _, nquads in sources))
    own = others = float("inf")
    for turn in range(ROUNDS):
        with open_store(folder / f"own-{turn}") as store:
            began = time.perf_counter()
            Loader(store).load(sources)
            own = min(own, time.perf_counter() - began)
            assert len(store) == count
        began = time.perf_counter()
        program = Path(sys.executable).with_name("oxigraph")
        subprocess.run(
            [program, "load", "--location", folder / f"other-{turn}", "--file", file], check=True, capture_output=True
        )
        others = min(others, time.perf_counter() - began)
    remark = f"{count / own / 1e3:.0f}k quads/s, oxigraph load {count / others / 1e3:.0f}k"
    return Row("load: time by that of oxigraph load", own / others, LOAD, remark)
