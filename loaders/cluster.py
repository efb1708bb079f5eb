"""Reading on the workers of a Dask cluster: chunks travel to them, N-Quads come back, texts stay where they are.

The workers need this version of the software, and the files under the same paths as here.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final, Self, TypeAlias

from ontology.errors import LineageError

from .batches import Chunk, FileQuads, Task, Work, failed
from .readers.extras import how_to_install
from .readers.protocol import no_progress
from .triples import reader_version

if TYPE_CHECKING:
    from distributed import Client, Future

AHEAD: Final = 2
"""Chunks of each worker that are being worked on or whose results are waiting."""
CONNECT_SECONDS: Final = 10.0
_START: Final = "dask worker {address} --nthreads 1 --nworkers -1"
_ONE: Final = threading.Lock()
"""Held by who reads in a process: some of the libraries must not be used by two threads."""

_Ended: TypeAlias = "tuple[Chunk, Future]"


@dataclass(slots=True)
class Cluster:
    """An executor on the workers of a Dask scheduler; workers may come and go while it runs.

    What a worker was doing when it ended is done again by another. A file that ends several workers fails, and so does
    no other. ``patience`` is how long a cluster without workers is waited for, in seconds.
    """

    address: str
    client: Client
    workers: int
    """How many there were at the beginning."""
    patience: float = 60.0

    @classmethod
    def connected(cls, address: str) -> Self:
        """A cluster by the address of its scheduler, as in "tcp://HOST:8786".

        Raises:
            LineageError: Dask is not installed here, nobody answers, there is no worker, or one has another version.
        """
        try:
            from distributed import Client
        except ImportError as error:
            raise LineageError(
                "reading on a cluster needs the library distributed, which is not installed",
                hint=how_to_install("cluster"),
            ) from error
        try:
            client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise LineageError(
                f"the Dask scheduler {address} does not answer: {error}",
                hint="Start one with: dask scheduler; and name it as it says, as in tcp://HOST:8786",
            ) from error
        try:
            return cls(address, client, _checked(address, client))
        except BaseException:
            _close(client)
            raise

    def close(self) -> None:
        """Gives up the connection; what was handed out is called back."""
        _close(self.client)

    def __call__(self, chunks: Iterator[Chunk], work: Work) -> Iterator[FileQuads]:
        """The results of all files of the chunks, as they come.

        Raises:
            LineageError: the scheduler or all workers are gone, or a worker has another version.
        """
        yield from _Run(self, work).results(chunks)


def _close(client: Client) -> None:
    """Closes a connection. Where the scheduler is gone Dask may stumble over its own timeouts, which does no harm."""
    with contextlib.suppress(OSError, RuntimeError):
        client.close()


def _checked(address: str, client: Client) -> int:
    """The number of the workers. Raises: LineageError when there is none, or one of them has another version."""
    if not client.nthreads():
        raise LineageError(
            f"the Dask scheduler {address} has no worker", hint=f"Start some with: {_START.format(address=address)}"
        )
    versions: dict[str, object] = client.run(reader_version, on_error="return")
    for worker, version in sorted(versions.items()):
        if version != reader_version():
            raise LineageError(
                f"the worker {worker} does not have the version {reader_version()} of the software: {version}",
                hint="Install the same version for the workers, and start them anew",
            )
    return len(versions)


@dataclass(slots=True)
class _Run:
    """One run: what is under way, what has come to its end, and the files to try alone.

    Dask blames the end of a worker on all that it was given. So what failed is done again file by file, when nothing
    else is under way, and only a file that fails then has failed.
    """

    cluster: Cluster
    work: Work
    ended: SimpleQueue[_Ended] = field(default_factory=SimpleQueue)
    suspects: deque[Chunk] = field(default_factory=deque)
    under_way: int = 0

    def results(self, chunks: Iterator[Chunk]) -> Iterator[FileQuads]:
        """Hands out chunks while there is room, and gives what arrives. Raises: LineageError."""
        for chunk in chunks:
            self._hand_out(chunk)
            while self.under_way >= AHEAD * max(1, self._workers()):
                yield from self._next(alone=False)
        while self.under_way:
            yield from self._next(alone=False)
        while self.suspects:
            self._hand_out(self.suspects.popleft())
            yield from self._next(alone=True)

    def _hand_out(self, chunk: Chunk) -> None:
        self.under_way += 1
        absolute = replace(chunk, tasks=tuple(map(_absolute, chunk.tasks)))
        self._watch(chunk, self.cluster.client.submit(_read, absolute, self.work, reader_version(), pure=False))

    def _watch(self, chunk: Chunk, future: Future) -> None:
        future.add_done_callback(lambda done: self.ended.put((chunk, done)))

    def _next(self, *, alone: bool) -> Iterator[FileQuads]:
        """The results of the next chunk that comes to its end. Raises: LineageError."""
        chunk, future = self._ended()
        self.under_way -= 1
        error = future.exception()
        if error is None:
            yield from self._fetched(future)
        elif isinstance(error, LineageError):
            raise error
        elif alone:
            yield failed(
                chunk.tasks[0],
                f"cannot be read on the cluster: {_in_words(error)}",
                "Give it to lineage build alone, without --scheduler; if that fails too, convert it or report it",
            )
        else:
            self.suspects.extend(replace(chunk, tasks=(task,)) for task in chunk.tasks)

    def _ended(self) -> _Ended:
        """The next chunk that has come to its end, whatever that is. Raises: LineageError when there are no workers."""
        while True:
            try:
                chunk, future = self.ended.get(timeout=self.cluster.patience)
            except Empty:
                self._expect_workers()
                continue
            if future.cancelled():
                raise self._gone("")
            if future.status == "lost":  # its worker ended with the results; another is doing it again
                self._watch(chunk, future)
                continue
            return chunk, future

    def _fetched(self, future: Future) -> list[FileQuads]:
        """The results of a chunk, which Dask has done again where they are lost on the way. Raises: LineageError."""
        while True:
            try:
                found: list[FileQuads] = future.result(timeout=self.cluster.patience)
            except TimeoutError:
                self._expect_workers()
            except CancelledError as error:
                raise self._gone("") from error
            else:
                return found

    def _expect_workers(self) -> None:
        if not self._workers():
            raise LineageError(
                f"the Dask scheduler {self.cluster.address} has no worker any more",
                hint=f"Start some with: {_START.format(address=self.cluster.address)}; then go on as before",
            )

    def _workers(self) -> int:
        """How many workers there are now. Raises: LineageError when the scheduler is gone."""
        try:
            return len(self.cluster.client.nthreads())
        except (OSError, ValueError) as error:
            raise self._gone(f": {error}") from error

    def _gone(self, why: str) -> LineageError:
        return LineageError(
            f"the connection to the Dask scheduler {self.cluster.address} is lost{why}",
            hint="What was loaded stays; start the scheduler, then go on with the same command",
        )


def _absolute(task: Task) -> Task:
    return replace(task, found=replace(task.found, path=task.found.path.absolute()))


def _in_words(error: BaseException) -> str:
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return "the workers that read it ended, one after the other"
    return f"{type(error).__name__}: {error}"


def _read(chunk: Chunk, work: Work, version: str) -> list[FileQuads]:
    """What a worker does with a chunk. Raises: LineageError when it has another version than who asks."""
    if reader_version() != version:
        raise LineageError(
            f"the worker on {socket.gethostname()} has the version {reader_version()}, not {version}",
            hint="Install the same version for the workers, and start them anew",
        )
    with _ONE:
        return [result for task in chunk.tasks for result in _results(task, chunk, work)]


def _results(task: Task, chunk: Chunk, work: Work) -> Iterator[FileQuads]:
    if _is_there(task.found.path):
        return work(task, chunk.how, no_progress)
    return iter([_not_there(task)])


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return True  # who reads it says what is wrong


def _not_there(task: Task) -> FileQuads:
    return failed(
        task,
        f"is not there for the worker on {socket.gethostname()}",
        "Workers need the files under the same path as here: use a folder that all of them share",
    )
