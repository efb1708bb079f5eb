"""ZIP: the documents in an archive, and archives in it, within limits against what was packed to do harm."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from ontology.errors import EmptyInput, InputError, LimitExceeded, LineageError

from .formats import ARCHIVES, SUFFIXES
from .protocol import Limits, Source, check_size

_MEGABYTE = 1024 * 1024
_SMALL = 8 * _MEGABYTE  # what a member may unpack to, however well it is packed
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Member:
    """A document in an archive: its path there, made harmless, and its bytes, or the error that says what is wrong."""

    path: str
    data: bytes = b""
    error: LineageError | None = None


@dataclass(slots=True)
class _Budget:
    """What may still be unpacked, in an archive and all that are in it."""

    bytes: int
    members: int


def members(source: Source) -> Iterator[Member]:
    """The documents in an archive, in the order of their paths; one that is bad does not stop the others.

    Raises:
        InputError: the archive is damaged.
        LimitExceeded: it holds more, or is packed more tightly, than any archive of documents.
        EmptyInput: it holds no document.
    """
    limits = source.options.limits
    yield from _members(source, _Budget(limits.unpacked_bytes, limits.members), 1)


def checked_archive(source: Source) -> zipfile.ZipFile:
    """The archive, whose directory was found to be within the limits. Raises: InputError, LimitExceeded."""
    archive = _opened(source)
    limits = source.options.limits
    _check_directory(source.name, archive.infolist(), _Budget(limits.unpacked_bytes, limits.members))
    for info in archive.infolist():
        _check_ratio(f"{source.name}/{info.filename[:200]}", info, limits)
    return archive


def _opened(source: Source) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(source.data))
    except BROKEN as error:
        raise InputError(
            f"{source.name} is damaged: {error}", hint="Check that it was copied or downloaded whole"
        ) from error


def _members(source: Source, budget: _Budget, depth: int) -> Iterator[Member]:
    archive = _opened(source)
    with archive:
        _check_directory(source.name, archive.infolist(), budget)
        named = [(_harmless(_name(info)), info) for info in archive.infolist() if not info.is_dir()]
        named.sort(key=lambda item: item[0].split("/"))
        wanted = [(name, info) for name, info in named if _is_wanted(name)]
        if not wanted:
            kinds = Counter(PurePosixPath(name).suffix.lower() or "no suffix" for name, _ in named)
            passed = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
            raise EmptyInput(
                f"{source.name} holds no document that can be read" + (f" (passed over: {passed})" if passed else ""),
                hint=f"Known are {', '.join(SUFFIXES)}",
            )
        for name, info in wanted:
            yield from _member(source, archive, info, name, budget, depth)


def _member(
    source: Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, budget: _Budget, depth: int
) -> Iterator[Member]:
    """One member, or those of the archive that it is, with their paths in ``source``."""
    full = f"{source.name}/{name}"
    try:
        data = _unpacked(archive, info, full, source.options.limits)
        if not name.lower().endswith(ARCHIVES):
            yield Member(name, data)
            return
        if depth >= source.options.limits.depth:
            raise LimitExceeded(f"{full} is an archive, nested too deeply", hint="Unpack the outer ones first")
        for member in _members(Source(full, data, source.options), budget, depth + 1):
            yield replace(member, path=f"{name}/{member.path}")
    except LineageError as error:
        yield Member(name, error=error)


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, limits: Limits) -> bytes:
    if info.flag_bits & _ENCRYPTED:
        raise InputError(f"{name} is locked with a password", hint="Unpack the archive, and give the folder")
    check_size(name, info.file_size, limits)
    _check_ratio(name, info, limits)
    try:
        return archive.read(info)
    except BROKEN as error:
        raise InputError(f"{name} cannot be unpacked: {error}", hint="Check that the archive is whole") from error


def _check_directory(name: str, infos: list[zipfile.ZipInfo], budget: _Budget) -> None:
    budget.members -= len(infos)
    budget.bytes -= sum(info.file_size for info in infos)
    if budget.members < 0:
        raise LimitExceeded(f"{name} holds too many files", hint="Unpack it, and give the folder")
    if budget.bytes < 0:
        raise LimitExceeded(
            f"{name} unpacks to more than is read from one archive", hint="Unpack it, and give the folder"
        )


def _check_ratio(name: str, info: zipfile.ZipInfo, limits: Limits) -> None:
    if info.file_size > _SMALL and info.file_size > limits.ratio * max(1, info.compress_size):
        raise LimitExceeded(
            f"{name} unpacks to {info.file_size / max(1, info.compress_size):.0f} times its size, as no document does",
            hint="Unpack it by hand if you trust it",
        )


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a member; many programs write UTF-8 without saying so, which is then read as code page 437."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _harmless(name: str) -> str:
    r"""A name as a path below the archive, never beside or above it.

    >>> _harmless("/../../etc/x.txt"), _harmless("C:\\a\\..\\b.txt"), _harmless("./a//b.txt")
    ('etc/x.txt', 'a/b.txt', 'a/b.txt')
    """
    parts = re.sub(r"[\x00-\x1f\x7f]", "_", name).replace("\\", "/").split("/")
    kept = [part for part in parts if part not in ("", ".", "..") and not re.fullmatch("[A-Za-z]:", part)]
    return "/".join(kept) or "_"


def _is_wanted(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in path.parts)
    return path.suffix.lower() in SUFFIXES and not hidden and not path.name.startswith("~$")
