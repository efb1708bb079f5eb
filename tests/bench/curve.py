"""What a build costs as a corpus grows: generated texts through `lineage build`, and the memory of its processes."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import psutil

from tests.documents import write_file

from .measuring import Row

MEMORY: Final = 2500.0
"""Megabytes that all processes of a build may hold together, up to 100,000 documents."""
GROWTH: Final = 2.0
"""How much longer a document may take in the largest build than in the smallest."""
_CHARACTERS: Final = 4000
_FOLDER: Final = 1000  # files
_EVERY: Final = 0.25
_COMMAND: Final = (sys.executable, "-c", "from api.cli import main; main()")


def rows(counts: Sequence[int]) -> Iterator[Row]:
    """The rows for corpora of some numbers of files."""
    first: float | None = None
    for count in sorted(counts):
        with tempfile.TemporaryDirectory() as folder:
            texts, store, report = (Path(folder) / name for name in ("texts", "store", "report.json"))
            size = _write(texts, count)
            seconds, most = _build(texts, store, report)
            said = json.loads(report.read_text(encoding="utf-8"))
            assert said["complete"] and not said["files"]["failed"]
            disk = sum(file.stat().st_size for file in store.rglob("*") if file.is_file())
        at, documents = f"{count:,} files: ", said["documents"]
        each = seconds / documents
        steps = ", ".join(f"{step} {said['seconds'][step]:.0f}" for step in ("extract", "load", "derive"))
        yield Row(f"{at}documents/s", 1 / each, None, f"{documents:,} documents in {seconds:.0f} s ({steps})")
        yield Row(f"{at}MB/s of text", size / seconds / 1e6)
        yield Row(f"{at}memory of all processes, MB", most / 1e6, MEMORY)
        yield Row(f"{at}disk, kB per document", disk / documents / 1e3, None, f"{said['statements']:,} statements")
        if first is not None:
            yield Row(f"{at}time per document by that of the first", each / first, GROWTH)
        first = each if first is None else first


def _write(folder: Path, count: int) -> int:
    size = 0
    for number in range(count):
        path = folder / f"{number // _FOLDER:04}" / f"{number:07}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        size += path.write_text(write_file(_CHARACTERS, number), encoding="utf-8")
    return size


def _build(texts: Path, store: Path, report: Path) -> tuple[float, float]:
    """The seconds of a build, and the most bytes that its processes held together: shared memory counts once."""
    began, most = time.perf_counter(), 0.0
    process = subprocess.Popen(
        [*_COMMAND, "build", str(texts), "--store", str(store), "--report", str(report)], stderr=subprocess.DEVNULL
    )
    try:
        while process.poll() is None:
            most = max(most, _held(process.pid))
            time.sleep(_EVERY)
    finally:
        process.kill()
    assert process.returncode == 0, "the build failed: call it by hand"
    return time.perf_counter() - began, most


def _held(pid: int) -> float:
    """The bytes of a process and its children; where the system does not share them out, what each has for itself."""
    total = 0.0
    with contextlib.suppress(psutil.NoSuchProcess):
        top = psutil.Process(pid)
        for process in (top, *top.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                found = process.memory_full_info()
                total += getattr(found, "pss", found.uss)
    return total
