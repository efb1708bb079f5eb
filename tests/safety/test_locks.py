"""Two who want to write: the second is told who holds the store, and what died holds nothing."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.locks import LOCK, StoreLock
from graph.store import open_store
from ontology.errors import StoreError
from tests.safety.builds import ROOT, Commands, commands, copy_store, sources_of, state, write_corpus

HOLD = """
import sys, time
from pathlib import Path
from graph.store import open_store
with open_store(Path(sys.argv[1])) as store:
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holding(store: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the store open for writing."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(store)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        if process.poll() is None:
            process.communicate("")


@pytest.fixture(scope="module")
def runner() -> Iterator[Commands]:
    with commands() as made:
        yield made


@pytest.fixture(scope="module")
def made(runner: Commands, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of two letters and a backup of it."""
    folder = tmp_path_factory.mktemp("locks")
    write_corpus(folder / "letters", [1, 1])
    assert runner.run(folder, ("build", "letters", "--store", "store")).code == 0
    assert runner.run(folder, ("backup", "first.zip", "--store", "store")).code == 0
    return folder


@pytest.mark.parametrize(
    "words",
    [
        ("build", "letters"),
        ("remove", "01.txt"),
        ("backup", "b.zip"),
        ("restore", "first.zip", "--force"),
    ],
    ids=lambda words: words[0],
)
def test_the_second_is_told_who_holds_the_store(
    made: Path, runner: Commands, tmp_path: Path, words: tuple[str, ...]
) -> None:
    copy_store(made / "store", tmp_path / "store")
    shutil.copy2(made / "first.zip", tmp_path)
    before = state(tmp_path / "store")
    write_corpus(tmp_path / "letters", [2, 2, 1])
    with holding(tmp_path / "store") as holder:
        ended = runner.run(tmp_path, (*words, "--store", "store"))
        assert ended.code == 1
        assert ended.said.count("\n") == 1, ended.said
        since = r"since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
        assert re.search(rf"in use by process {holder.pid} \(.*\), which writes to it {since}.*Wait until", ended.said)
        assert runner.run(tmp_path, ("list", "--store", "store")).code == 0
    assert state(tmp_path / "store") == before
    assert not (tmp_path / "b.zip").exists()
    assert runner.run(tmp_path, ("build", "letters", "--store", "store")).code == 0


def test_two_builds_at_once(tmp_path: Path) -> None:
    """However they meet: one of them may be refused, and what is in the store then is what one build makes of it."""
    write_corpus(tmp_path / "letters", [1] * 8)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", "from api.cli import main; main()", "build", "letters", "--store", "store"]
    both = [
        subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[1] for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes in ([0, 0], [0, 1]), said
    for process, words in zip(both, said, strict=True):
        assert process.returncode == 0 or re.search(r"^error: the store .* is in use by process \d+ ", words), words
    with commands() as runner:
        assert runner.run(tmp_path, ("build", "letters", "--store", "alone")).code == 0
        assert state(tmp_path / "store") == state(tmp_path / "alone")


def test_what_was_killed_holds_nothing(tmp_path: Path) -> None:
    with holding(tmp_path / "store") as holder:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        assert json.loads((tmp_path / "store" / LOCK).read_text(encoding="utf-8"))["pid"] == holder.pid
        with open_store(tmp_path / "store") as store:
            assert sources_of(store) == {}
    assert not (tmp_path / "store" / LOCK).exists()


def test_children_of_what_was_killed_hold_nothing(tmp_path: Path) -> None:
    """A build reads with many processes; they may live a moment longer than it."""
    script = f"""
import os, signal, time
from pathlib import Path
from graph.locks import StoreLock
lock = StoreLock(Path({str(tmp_path)!r}))
if not os.fork():
    time.sleep(30)
    os._exit(0)
os.kill(os.getpid(), signal.SIGKILL)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", script], env=environment, start_new_session=True) as process:
        process.wait()
        try:
            StoreLock(tmp_path).release()
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def test_a_child_does_not_give_free_what_its_parent_holds(tmp_path: Path) -> None:
    lock = StoreLock(tmp_path)
    child = multiprocessing.get_context("fork").Process(target=lock.release)
    child.start()
    child.join()
    assert (tmp_path / LOCK).exists()
    code = f"from graph.locks import StoreLock; from pathlib import Path; StoreLock(Path({str(tmp_path)!r}))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert f"in use by process {os.getpid()} " in done.stderr
    lock.release()
    lock.release()
    assert list(tmp_path.iterdir()) == []


def test_one_process_does_not_open_a_store_twice_nor_lose_its_lock_by_trying(tmp_path: Path) -> None:
    with open_store(tmp_path / "s"):
        for _ in range(2):
            with pytest.raises(StoreError, match="in use by this very process"):
                open_store(tmp_path / "s")
        code = (
            f"from graph.store import open_store; from pathlib import Path; open_store(Path({str(tmp_path / 's')!r}))"
        )
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
        )
        assert f"in use by process {os.getpid()} " in done.stderr
    open_store(tmp_path / "s").close()


def test_a_store_that_nobody_closed_is_free_when_it_is_forgotten(tmp_path: Path) -> None:
    store = open_store(tmp_path / "s")
    assert (tmp_path / "s" / LOCK).exists()
    del store
    open_store(tmp_path / "s").close()


def test_many_who_come_and_go_are_never_two(tmp_path: Path) -> None:
    """The file goes when its holder does; whoever has just opened it must not take it for the lock."""
    script = f"""
import os, sys, time
from pathlib import Path
from graph.locks import StoreLock
from ontology.errors import StoreError
place, end, held = Path({str(tmp_path)!r}), time.monotonic() + 3, 0
while time.monotonic() < end:
    try:
        lock = StoreLock(place)
    except StoreError:
        continue
    within = os.open(place / "within", os.O_CREAT | os.O_EXCL)
    os.unlink(place / "within")
    os.close(within)
    lock.release()
    held += 1
print(held)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script]
    many = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for process in many:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        assert int(out) > 10
