"""Processes that read files: the same results as without them, and one that dies takes only its file with it."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from loaders.batches import CHUNK_FILES, Chunk, FileQuads, How, Task, chunked, in_this_process, read_task
from loaders.corpus import FoundFile, find_files
from loaders.parallel import AHEAD, Pool
from loaders.readers import Progress
from loaders.readers.protocol import no_progress
from ontology.errors import LineageError

CORPUS = Path(__file__).parent.parent / "data" / "corpus"


def tasks(count: int, *deadly: int) -> Iterator[Task]:
    """So many files that are not there; those with a number in *deadly* bring down who reads them."""
    for number in range(count):
        name = f"deadly-{number}.txt" if number in deadly else f"{number}.txt"
        yield Task(FoundFile(Path(name), name))


def pretend(task: Task, how: How, progress: Progress) -> Iterator[FileQuads]:
    """Reads nothing; what it does to its process is said by the name of the file."""
    name = task.found.source
    if name.startswith("deadly"):
        os.kill(os.getpid(), signal.SIGKILL)
    if name.startswith("slow"):
        progress(name, 1, 2)
        time.sleep(60)
    yield FileQuads(task.found.path, name, f"read by {os.getpid()}", how.base.encode() * 1000)


def never(task: Task, how: How, progress: Progress) -> Iterator[FileQuads]:
    """Work with a defect."""
    yield from (FileQuads(task.found.path, "", "") for _ in range(1) if _die())


def outcome(results: Iterator[FileQuads]) -> list[tuple[str, str, bytes, int, str]]:
    return sorted((one.source, one.sha256, one.nquads, one.documents, str(one.error)) for one in results)


def no_children() -> bool:
    """Whether no process that reads is left; they may take a moment to go."""
    for _ in range(100):
        if not multiprocessing.active_children():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("start", [None, "spawn", "fork"])
def test_processes_give_what_this_one_gives(start: str | None, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    found = list(find_files([CORPUS, tmp_path, tmp_path / "missing.txt"]))
    alone = outcome(in_this_process(no_progress)(chunked(map(Task, found), How()), read_task))
    chunks = (Chunk((Task(one),)) for one in found)
    assert outcome(Pool(2, no_progress, start)(chunks, read_task)) == alone
    assert len(alone) == len(found) > 10
    assert sum(error != "None" for *_, error in alone) == 2
    assert no_children()


def test_a_file_that_ends_its_process_fails_alone() -> None:
    chunks = chunked(tasks(3 * CHUNK_FILES, 0, 5, CHUNK_FILES, CHUNK_FILES + 1, 40), How())
    results = list(Pool(2, no_progress)(chunks, pretend))
    failed = sorted(int(one.source[7:-4]) for one in results if one.error)
    assert failed == [0, 5, CHUNK_FILES, CHUNK_FILES + 1, 40]
    assert len({one.source for one in results}) == len(results) == 3 * CHUNK_FILES
    (error,) = (str(one.error) for one in results if one.source == "deadly-5.txt")
    assert "deadly-5.txt cannot be read" in error
    assert "SIGKILL" in error


def test_only_a_few_chunks_are_under_way() -> None:
    """Who takes the results slowly holds up the reading: what is read and not taken stays in bounds."""
    drawn = itertools.count(1)
    taken = most = 0

    def chunks() -> Iterator[Chunk]:
        nonlocal most
        for task in tasks(60):
            most = max(most, next(drawn) - taken)
            yield Chunk((task,))

    for _ in Pool(2, no_progress)(chunks(), pretend):
        taken += 1
        if taken < 10:
            time.sleep(0.02)
    assert taken == 60
    assert 2 < most <= AHEAD * 2 + 1


def test_work_that_is_broken_off_leaves_no_process(tmp_path: Path) -> None:
    heard: list[tuple[str, int, int]] = []
    slow = (Task(FoundFile(Path(f"slow-{number}.txt"), f"slow-{number}.txt")) for number in range(2))
    results = Pool(2, lambda *news: heard.append(news))(
        (Chunk((task,)) for task in itertools.chain(tasks(1), slow)), pretend
    )
    began = time.monotonic()
    assert next(results).source == "0.txt"
    while not heard:
        time.sleep(0.05)
    results.close()  # type: ignore[attr-defined]
    assert no_children()
    assert time.monotonic() - began < 30
    assert heard[0][1:] == (1, 2)
    assert heard[0][0].startswith("slow")


def test_processes_that_cannot_start_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.parallel._work_on", _die)
    with pytest.raises(LineageError, match=r"cannot be started \(exit code 7\).*--jobs 1"):
        list(Pool(2, no_progress)(chunked(tasks(4), How()), pretend))
    assert no_children()


def _die(*_: object) -> bool:
    raise SystemExit(7)


def test_a_defect_in_the_work_costs_one_file() -> None:
    (result,) = Pool(1, no_progress)(chunked(tasks(1), How()), never)
    assert "exit code 7" in str(result.error)


def test_chunks_hold_few_files_and_those_that_take_long_alone(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number:02}.txt").write_text("x" * 100, encoding="utf-8")
    for number in (50, 51):
        (tmp_path / f"{number}.pdf").write_bytes(b"%PDF")
    (tmp_path / "60.txt").write_text("x" * 300_000, encoding="utf-8")
    cut = list(chunked(map(Task, find_files([tmp_path])), How()))
    assert [len(chunk.tasks) for chunk in cut] == [16, 16, 8, 1, 1, 1]
    assert [task.found.source for chunk in cut for task in chunk.tasks] == [
        one.source for one in find_files([tmp_path])
    ]
