"""A batch of files: found, read and extracted one by one. One bad file never stops the others."""

from __future__ import annotations

import hashlib
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ontology.errors import EmptyInput, InputError, LineageError

from .pipeline import Tools, extract_text, load_tools
from .read import READERS, read_bytes, read_file
from .records import Record


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file: its records, or the error that says why there are none.

    ``source`` names the file in the graph: its path below the folder that was asked for, or its own name.
    """

    path: Path
    source: str
    sha256: str
    records: tuple[Record, ...] = ()
    warnings: tuple[str, ...] = ()
    error: LineageError | None = None


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to be read, with its name in the graph, or the error that names what is wrong with a path."""

    path: Path
    source: str
    error: LineageError | None = None


def find_files(paths: Sequence[Path]) -> Iterator[FoundFile]:
    """Every file that ``paths`` name, folders searched to their depth, in the order of paths and then of names.

    In folders, hidden files and files of kinds that are not read are left out; a folder in which nothing is left
    is an error,
    which says what kinds were passed over.
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


def extract_paths(paths: Sequence[Path], tools: Tools | None = None) -> Iterator[FileResult]:
    """Read and extract every file that ``paths`` name; errors come as results, never as exceptions."""
    ready = tools
    for found in find_files(paths):
        if found.error:
            yield FileResult(found.path, found.source, "", error=found.error)
            continue
        ready = ready or load_tools()
        yield extract_file(found, ready)


def extract_file(found: FoundFile, tools: Tools) -> FileResult:
    """Read and extract one file. What is wrong with it, a defect of the program too, stands in the result."""
    digest = ""
    try:
        data = read_bytes(found.path)
        digest = hashlib.sha256(data).hexdigest()
        text = read_file(found.path, data)
    except LineageError as error:
        return FileResult(found.path, found.source, digest, error=error)
    try:
        records = extract_text(found.source, text, tools)
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as defect:
        # A defect of this program costs one file, not the batch; it is named so that it can be reported.
        where = traceback.extract_tb(defect.__traceback__)[-1]
        at = f"{type(defect).__name__} in {Path(where.filename).name}, line {where.lineno}"
        broken = InputError(
            f"{found.source} cannot be understood: a defect of the program ({at})", hint="Report it with the file"
        )
        return FileResult(found.path, found.source, digest, error=broken)
    return FileResult(found.path, found.source, digest, records)


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
        if path.is_file() and path.suffix.lower() in READERS and not any(part.startswith(".") for part in parts):
            yield _named(path, "/".join(parts))


def _empty_folder(folder: Path) -> EmptyInput:
    kinds = Counter(path.suffix.lower() or "no suffix" for path in folder.rglob("*") if path.is_file())
    passed = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return EmptyInput(
        f"{folder} holds no document that can be read" + (f" (passed over: {passed})" if passed else ""),
        hint=f"Give a folder with {', '.join(READERS)} files",
    )
