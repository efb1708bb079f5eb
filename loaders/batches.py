"""What has to be read, cut into chunks that can be sent elsewhere, and what comes back: N-Quads and a summary.

A process that reads files is given paths and reads them itself; texts never travel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Final, Protocol, TypeAlias

from ontology.errors import InputError, LineageError
from ontology.iris import DEFAULT_BASE, Iris

from .cautions import Note, notes
from .corpus import FoundFile, ReadDocument, extract_document, read_documents
from .pipeline import Tools, load_tools
from .readers import SUFFIXES, Limits, Options, Progress
from .triples import to_nquads

CHUNK_FILES: Final = 16
CHUNK_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Task:
    """A file to be read; of an archive, ``known`` are the digests of the documents that need not be read again."""

    found: FoundFile
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class How:
    """How files are read, wherever that is: the limits, whether scans are recognised, and the base of the IRIs."""

    limits: Limits = field(default_factory=Limits)
    ocr: bool = True
    base: str = DEFAULT_BASE


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some files for one process to read, one after the other."""

    tasks: tuple[Task, ...]
    how: How = field(default_factory=How)


@dataclass(frozen=True, slots=True)
class Seconds:
    """The time that the steps took: reading the file, extracting its records, writing them as N-Quads."""

    read: float = 0.0
    extract: float = 0.0
    write: float = 0.0


@dataclass(frozen=True, slots=True)
class FileQuads:
    """What became of one file, or of one document of an archive: its N-Quads, or the error that says why it has none.

    ``unchanged`` says that its digest was known, so that it was not read.
    """

    path: Path
    source: str
    sha256: str
    nquads: bytes = b""
    documents: int = 0
    notes: tuple[Note, ...] = ()
    error: LineageError | None = None
    unchanged: bool = False
    seconds: Seconds = field(default_factory=Seconds)


Work: TypeAlias = Callable[[Task, How, Progress], Iterator[FileQuads]]
"""Reads one file. It can be sent to another process by its name."""


class Executor(Protocol):
    """Has chunks worked on somewhere: in this process, in others on this machine, or on a cluster.

    It takes chunks from the iterator only as fast as their results are taken from it, so that memory stays bounded, and
    gives the results as they come, in any order; a file whose process dies comes back with an error.
    """

    def __call__(self, chunks: Iterator[Chunk], work: Work) -> Iterator[FileQuads]:
        """The results of all files of the chunks."""


def chunked(tasks: Iterable[Task], how: How) -> Iterator[Chunk]:
    """The tasks in their order, as chunks of a few small texts, or of one file that may take long."""
    waiting: list[Task] = []
    size = 0
    for task in tasks:
        own = size_of(task.found.path) if is_plain(task.found.path) else CHUNK_BYTES
        if waiting and (size + own > CHUNK_BYTES or len(waiting) == CHUNK_FILES):
            yield Chunk(tuple(waiting), how)
            waiting, size = [], 0
        waiting.append(task)
        size += own
    if waiting:
        yield Chunk(tuple(waiting), how)


def size_of(path: Path) -> int:
    """The size of a file; 0 where it cannot be had, as who reads the file will say."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def is_plain(path: Path) -> bool:
    """Whether a file is read by Python alone, so that it cannot bring down its process."""
    return SUFFIXES.get(path.suffix.lower()) == "text"


def read_task(task: Task, how: How, progress: Progress) -> Iterator[FileQuads]:
    """Read one file, or each document of an archive, extract its records and write them as N-Quads.

    What is wrong with it, a defect of the program too, stands in the result.
    """
    options = Options(how.limits, how.ocr, progress=progress, keep_text=True)
    documents = read_documents(task.found, options, known=task.known)
    while True:
        began = perf_counter()
        document = next(documents, None)
        if document is None:
            return
        yield _quads(document, how, options, perf_counter() - began)


def in_this_process(progress: Progress) -> Executor:
    """An executor that works on one file after the other, in their order."""

    def run(chunks: Iterator[Chunk], work: Work) -> Iterator[FileQuads]:
        for chunk in chunks:
            for task in chunk.tasks:
                yield from work(task, chunk.how, progress)

    return run


def failed(task: Task, message: str, hint: str) -> FileQuads:
    """The result for a file that could not be worked on to its end."""
    found = task.found
    return FileQuads(found.path, found.source, "", error=InputError(f"{found.path} {message}", hint=hint))


def _quads(document: ReadDocument, how: How, options: Options, read: float) -> FileQuads:
    result = FileQuads(document.path, document.source, document.sha256, seconds=Seconds(read))
    if document.error:
        return replace(result, error=document.error)
    if document.reading is None:
        return replace(result, unchanged=True)
    began = perf_counter()
    extracted = extract_document(document, _tools(), options)
    middle = perf_counter()
    nquads = b"" if extracted.error else to_nquads(extracted, Iris(how.base))
    return replace(
        result,
        nquads=nquads,
        documents=len(extracted.records),
        notes=tuple(notes(extracted)),
        error=extracted.error,
        seconds=Seconds(read, middle - began, perf_counter() - middle),
    )


@cache
def _tools() -> Tools:
    return load_tools()
