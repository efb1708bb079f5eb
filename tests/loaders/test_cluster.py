"""Reading on a Dask cluster: what its workers give is what this process gives, whatever becomes of some of them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import dask
import pytest
from typer.testing import CliRunner

from api.build import Build
from api.build_report import BuildReport
from api.cli import app
from graph.origins import Origins
from graph.store import open_store
from loaders.batches import Chunk, FileQuads, How, Task, Work, chunked, in_this_process, read_task
from loaders.cluster import Cluster
from loaders.corpus import FoundFile, find_files
from loaders.readers import Progress
from loaders.readers.protocol import no_progress
from ontology.errors import LineageError
from tests.documents import write_file

CORPUS = Path(__file__).parent.parent / "data" / "corpus"
ROOT = Path(__file__).parents[2]
SECONDS = 60


@dataclass
class Machines:
    """A scheduler and its workers, each a process of its own on this machine."""

    folder: Path
    stack: ExitStack
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    scheduler: subprocess.Popen[bytes] | None = None

    @property
    def file(self) -> Path:
        return self.folder / "scheduler.json"

    @property
    def address(self) -> str:
        return str(json.loads(self.file.read_text())["address"])

    def start(self) -> None:
        """Starts the scheduler."""
        self.scheduler = self._run("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file")
        wait(lambda: self.file.exists() and bool(self.file.read_text().strip()))

    def add(self, count: int) -> None:
        """Starts so many workers more, and waits until the scheduler has them."""
        from distributed import Client

        before = len(self.workers)
        options = ("--nthreads", "1", "--no-nanny", "--death-timeout", "30", "--local-directory", str(self.folder))
        self.workers += [self._run("worker", *options, "--scheduler-file") for _ in range(count)]
        with Client(self.address, set_as_default=False) as client:
            alive = sum(worker.poll() is None for worker in self.workers[:before])
            client.wait_for_workers(alive + count, timeout=SECONDS)

    def _run(self, kind: str, *options: str) -> subprocess.Popen[bytes]:
        program = f"import sys; from distributed.cli.dask_{kind} import main; sys.argv[0] = 'dask-{kind}'; main()"
        command = [sys.executable, "-c", program, "--no-dashboard", *options, str(self.file)]
        log = self.stack.enter_context((self.folder / f"{kind}-{len(self.workers)}.log").open("wb"))
        few = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}  # the second worker that a file ends is the last
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=os.environ | few)
        self.stack.callback(end, process)
        return process


def run(*words: str, code: int = 0) -> str:
    """What a command says on standard error."""
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == code, (done.output, done.exception)
    return done.stderr


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def wait(until: object) -> None:
    deadline = time.monotonic() + SECONDS
    while not until():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    with ExitStack() as stack:
        found = Machines(folder, stack)
        found.start()
        yield found


def pretend(task: Task, how: How, progress: Progress) -> Iterator[FileQuads]:
    """Reads nothing; what it does to its worker is said by the name of the file."""
    name = task.found.source
    if name.startswith("deadly"):
        os.kill(os.getpid(), signal.SIGKILL)
    if name.startswith("defect"):
        raise ZeroDivisionError(name)
    time.sleep(0.02)
    yield FileQuads(task.found.path, name, f"read by {os.getpid()}")


def files(folder: Path, *names: str) -> list[Task]:
    for name in names:
        (folder / name).write_text("nothing", encoding="utf-8")
    return [Task(FoundFile(folder / name, name)) for name in names]


def outcome(results: Iterator[FileQuads]) -> list[tuple[str, str, bytes, int, str]]:
    return sorted((one.source, one.sha256, one.nquads, one.documents, str(one.error)) for one in results)


def test_workers_give_what_this_process_gives(machines: Machines, tmp_path: Path) -> None:
    machines.add(2)
    (tmp_path / "empty.txt").write_bytes(b"")
    found = list(find_files([CORPUS, tmp_path / "empty.txt"]))
    alone = outcome(in_this_process(no_progress)(chunked(map(Task, found), How()), read_task))
    cluster = Cluster.connected(machines.address)
    assert cluster.workers == 2
    assert outcome(cluster(chunked(map(Task, found), How()), read_task)) == alone
    assert len(alone) > 10
    cluster.close()


def test_a_build_in_which_a_worker_is_killed_gives_the_graph_of_an_undisturbed_one(
    machines: Machines, tmp_path: Path
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    for number in range(30):
        (texts / f"{number:02}.txt").write_text(write_file(2000, number), encoding="utf-8")
    machines.add(2)
    cluster, killed = Cluster.connected(machines.address), []

    def some_die(chunks: Iterator[Chunk], work: Work) -> Iterator[FileQuads]:
        for count, result in enumerate(cluster((Chunk((task,)) for chunk in chunks for task in chunk.tasks), work)):
            if count == 6:
                machines.workers[0].send_signal(signal.SIGKILL)
                killed.append(machines.workers[0].wait())
            yield result

    run("build", str(texts), "--store", str(tmp_path / "alone"), "--jobs", "1")
    together = tmp_path / "together"
    report = BuildReport(together, cluster.workers)
    with Origins(together) as origins:
        make = lambda: open_store(together)  # noqa: E731
        Build(report, origins, None, make, How(), Unheard(), no_progress, some_die).run([texts])
    cluster.close()
    assert killed == [-signal.SIGKILL]
    assert (report.read, report.failed, report.jobs) == (30, 0, 2)
    with open_store(together, read_only=True) as one, open_store(tmp_path / "alone", read_only=True) as other:
        assert one.canonical_nquads() == other.canonical_nquads()


class Unheard:
    """Hears of a build and says nothing."""

    def found(self, files: int) -> None: ...

    def file(self, result: FileQuads, error: LineageError | None) -> None: ...

    def step(self, what: str) -> None: ...


def test_what_a_worker_cannot_read_fails_alone(machines: Machines, tmp_path: Path) -> None:
    """One file ends every worker that reads it, one shows a defect, one is nowhere: the others come back."""
    machines.add(5)
    tasks = files(tmp_path, "a.txt", "deadly.txt", "b.txt", "defect.txt", "c.txt")
    tasks.append(Task(FoundFile(tmp_path / "gone.txt", "gone.txt")))
    cluster = Cluster.connected(machines.address)
    results = {one.source: one for one in cluster(iter([Chunk((task,)) for task in tasks]), pretend)}
    cluster.close()
    assert {name for name, one in results.items() if one.error is None} == {"a.txt", "b.txt", "c.txt"}
    assert "deadly.txt cannot be read on the cluster: the workers that read it ended" in str(
        results["deadly.txt"].error
    )
    assert "ZeroDivisionError: defect.txt" in str(results["defect.txt"].error)
    assert "gone.txt is not there for the worker on" in str(results["gone.txt"].error)
    assert len(results) == 6


def test_of_a_chunk_that_fails_each_file_is_tried_alone(machines: Machines, tmp_path: Path) -> None:
    machines.add(1)
    tasks = files(tmp_path, "a.txt", "defect.txt", "b.txt")
    cluster = Cluster.connected(machines.address)
    results = list(cluster(iter([Chunk(tuple(tasks))]), pretend))
    cluster.close()
    assert sorted(one.source for one in results if one.error is None) == ["a.txt", "b.txt"]
    assert len(results) == 3


def test_without_workers_there_is_an_error(machines: Machines, tmp_path: Path) -> None:
    with pytest.raises(LineageError, match=r"has no worker.*dask worker tcp://"):
        Cluster.connected(machines.address)
    machines.add(1)
    cluster = Cluster.connected(machines.address)
    cluster.patience = 1.0
    end(machines.workers[0])
    with pytest.raises(LineageError, match="has no worker any more"):
        list(cluster(iter([Chunk(tuple(files(tmp_path, "a.txt")))]), pretend))
    machines.add(1)
    assert machines.scheduler is not None
    end(machines.scheduler)
    with dask.config.set({"distributed.comm.timeouts.connect": "1s"}), pytest.raises(LineageError, match="is lost"):
        list(cluster(iter([Chunk(tuple(files(tmp_path, "a.txt")))]), pretend))
    cluster.close()


def test_a_build_on_a_cluster_from_the_command_line(
    machines: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machines.add(2)
    report, command = tmp_path / "report.json", ["build", str(CORPUS), "--store", str(tmp_path / "store")]
    run(*command, "--scheduler", machines.address, "--report", str(report))
    found = json.loads(report.read_text())
    assert (found["complete"], found["jobs"], found["files"]["failed"]) == (True, 2, 0)
    assert "exclude each other" in run(*command, "--scheduler", machines.address, "--jobs", "2", code=1)
    monkeypatch.setattr("loaders.cluster.CONNECT_SECONDS", 0.5)
    said = run(*command, "--scheduler", "tcp://127.0.0.1:1", code=1)
    assert "the Dask scheduler tcp://127.0.0.1:1 does not answer" in said
    here = os.getpid()
    monkeypatch.setattr("loaders.cluster.reader_version", lambda: "another" if os.getpid() == here else "theirs")
    assert "does not have the version another of the software: theirs" in run(
        *command, "--scheduler", machines.address, code=1
    )
