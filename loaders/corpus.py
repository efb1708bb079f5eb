"""A batch of files: found, read and extracted one by one. One bad file never stops the others."""

from __future__ import annotations

import hashlib
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ontology.errors import EmptyInput, InputError, LineageError

from .pipeline import Tools, extract_text, load_tools
from .readers import SUFFIXES, FileText, Options, Source, read_bytes, read_source, unpack
from .records import Record

_DEFECTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file: its records, or the error that says why there are none.

    ``source`` names the file in the graph: its path below the folder that was asked for, or its own name. A document in
    an archive is a file of its own below the archive (``letters.zip/a.txt``), in ``path`` as in ``source``. ``text``
    is there where the options asked for it.
    """

    path: Path
    source: str
    sha256: str
    records: tuple[Record, ...] = ()
    warnings: tuple[str, ...] = ()
    error: LineageError | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to be read, with its name in the graph, or the error that names what is wrong with a path."""

    path: Path
    source: str
    error: LineageError | None = None


def find_files(paths: Sequence[Path]) -> Iterator[FoundFile]:
    """Every file that ``paths`` name, folders searched to their depth, in the order of paths and then of names.

    In folders, hidden files and files of kinds that are not read are left out; a folder in which nothing is left is an
    error, which says what kinds were passed over.
    """
    seen: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found = list(_in_folder(path))
            if not found:
                yield FoundFile(path, path.name, _empty_folder(path))
            for item in found:
                if item.path.resolve() not in seen:
                    seen.add(item.path.resolve())
                    yield item
        elif not path.exists():
            yield FoundFile(path, path.name, InputError(f"{path} does not exist", hint="Check the path"))
        elif not path.is_file():
            yield FoundFile(
                path, path.name, InputError(f"{path} is neither a file nor a folder", hint="Check the path")
            )
        elif path.resolve() not in seen:
            seen.add(path.resolve())
            yield _named(path, path.name)


def extract_paths(
    paths: Sequence[Path], tools: Tools | None = None, options: Options | None = None
) -> Iterator[FileResult]:
    """Read and extract every file that ``paths`` name; errors come as results, never as exceptions."""
    ready = tools
    for found in find_files(paths):
        if found.error:
            yield FileResult(found.path, found.source, "", error=found.error)
            continue
        ready = ready or load_tools()
        yield from extract_file(found, ready, options)


def extract_file(found: FoundFile, tools: Tools, options: Options | None = None) -> Iterator[FileResult]:
    """Read and extract one file, or each document of an archive.

    What is wrong with it, a defect of the program too, stands in the result.
    """
    for document in read_documents(found, options):
        yield extract_document(document, tools, options)


def extract_document(document: ReadDocument, tools: Tools, options: Options | None = None) -> FileResult:
    """Extract the records of a document that was read. A defect of the program, too, stands in the result."""
    if document.reading is None:
        return FileResult(document.path, document.source, document.sha256, error=document.error)
    warnings = document.reading.warnings
    try:
        records = extract_text(document.source, document.reading.text, tools)
    except _DEFECTS as defect:
        broken = _broken(document.source, "understood", defect)
        return FileResult(document.path, document.source, document.sha256, (), warnings, broken)
    text = document.reading.text if options and options.keep_text else ""
    return FileResult(document.path, document.source, document.sha256, records, warnings, text=text)


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document of a file with its text and how it was read, or the error that says why there is none.

    It has neither where the digest of its bytes was known, or only that was asked for.
    """

    path: Path
    source: str
    sha256: str
    reading: FileText | None = None
    error: LineageError | None = None


def read_documents(
    found: FoundFile, options: Options | None = None, only: str | None = None, known: Mapping[str, str] | None = None
) -> Iterator[ReadDocument]:
    """The documents of one file: itself, or those of the archive that it is. Errors come as results.

    ``only`` is the path in the archive of the one that is wanted. Those whose digests are ``known``, by their names in
    the graph, are not read.
    """
    options, known = options or Options(), known or {}
    for document, data in _documents(found, options, only):
        is_known = document.sha256 and known.get(document.source) == document.sha256
        yield document if document.error or is_known else _read(document, data, options)


def digests(found: FoundFile, options: Options | None = None) -> Iterator[ReadDocument]:
    """The documents of one file with the digests of their bytes, without their text; errors come as results."""
    for document, _ in _documents(found, options or Options(), None):
        yield document


def _documents(found: FoundFile, options: Options, only: str | None) -> Iterator[tuple[ReadDocument, bytes]]:
    if found.error:
        yield ReadDocument(found.path, found.source, "", error=found.error), b""
        return
    digest = ""
    try:
        data = read_bytes(found.path, options.limits)
        digest = hashlib.sha256(data).hexdigest()
        for member in unpack(Source(str(found.path), data, options)):
            if only is not None and member.path != only:
                continue
            path = found.path / member.path if member.path else found.path
            source = f"{found.source}/{member.path}" if member.path else found.source
            inner = digest if not member.path else hashlib.sha256(member.data).hexdigest()
            yield ReadDocument(path, source, inner, error=member.error), member.data
    except LineageError as error:
        yield ReadDocument(found.path, found.source, digest, error=error), b""


def _read(document: ReadDocument, data: bytes, options: Options) -> ReadDocument:
    try:
        return replace(document, reading=read_source(Source(str(document.path), data, options)))
    except LineageError as error:
        return replace(document, error=error)
    except _DEFECTS as defect:
        return replace(document, error=_broken(document.source, "read", defect))


def _broken(source: str, verb: str, defect: Exception) -> InputError:
    """A defect of this program costs one file, not the batch; it is named so that it can be reported."""
    where = traceback.extract_tb(defect.__traceback__)[-1]
    at = f"{type(defect).__name__} in {Path(where.filename).name}, line {where.lineno}"
    return InputError(f"{source} cannot be {verb}: a defect of the program ({at})", hint="Report it with the file")


def _named(path: Path, source: str) -> FoundFile:
    """The file under its name in the graph, which has to be text."""
    try:
        source.encode("utf-8")
    except UnicodeEncodeError:
        shown = Path(str(path).encode("utf-8", "replace").decode("utf-8"))
        wrong = InputError(f"the name of {shown} is not valid UTF-8", hint="Rename the file")
        return FoundFile(shown, shown.name, wrong)
    return FoundFile(path, source)


def _in_folder(folder: Path) -> Iterator[FoundFile]:
    for path in sorted(folder.rglob("*"), key=lambda item: item.relative_to(folder).parts):
        parts = path.relative_to(folder).parts
        if path.is_file() and path.suffix.lower() in SUFFIXES and not any(part.startswith(".") for part in parts):
            yield _named(path, "/".join(parts))


def _empty_folder(folder: Path) -> EmptyInput:
    kinds = Counter(path.suffix.lower() or "no suffix" for path in folder.rglob("*") if path.is_file())
    passed = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return EmptyInput(
        f"{folder} holds no document that can be read" + (f" (passed over: {passed})" if passed else ""),
        hint=f"Give a folder with {', '.join(SUFFIXES)} files",
    )
