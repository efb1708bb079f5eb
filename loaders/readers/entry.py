"""FileText a file of whatever kind: its documents out of an archive, and the text of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ontology.errors import EmptyInput, InputError

from .archive import Member, members
from .formats import FORMATS, kind_of
from .protocol import FileText, Limits, Options, Source, check_size

_IMPOSSIBLE = re.compile("[\x00\ud800-\udfff]")  # what no text can hold, but the tables of a font in a PDF file name


def unpack(source: Source) -> Iterator[Member]:
    """The documents in a file: those of an archive with their paths in it, or the file itself with none.

    Raises:
        UnsupportedFormat: there is no reader for the suffix, or for what the content is.
        InputError, LimitExceeded, EmptyInput: an archive is damaged, out of bounds, or holds no document.
    """
    if kind_of(source.name, source.data)[0] == "zip":
        yield from members(source)
    else:
        yield Member("", source.data)


def read_source(source: Source) -> FileText:
    """The text of one document.

    Raises:
        UnsupportedFormat: there is no reader for it, or what the reader needs is not installed.
        EmptyInput: there is no text.
        InputError: it cannot be read or decoded.
        LimitExceeded: it is larger, deeper or slower than allowed.
    """
    check_size(source.name, len(source.data), source.options.limits)
    if not source.data.strip():
        raise EmptyInput(f"{source.name} is empty", hint="Give a file with text, or remove it from the folder")
    kind, warning = kind_of(source.name, source.data)
    if kind == "zip":
        raise InputError(f"{source.name} is an archive, not a document", hint="Unpack it first")
    reading = FORMATS[kind].make().read(source)
    if not reading.text.strip():
        raise EmptyInput(f"{source.name} is empty", hint="Give a file with text, or remove it from the folder")
    text = _IMPOSSIBLE.sub("\ufffd", reading.text)
    return replace(reading, text=text, warnings=(warning, *reading.warnings) if warning else reading.warnings)


def read_file(path: Path, data: bytes | None = None, options: Options | None = None) -> FileText:
    """The text of the document at ``path``, whose bytes may be given. Raises: as `read_source`."""
    options = options or Options()
    return read_source(Source(str(path), read_bytes(path, options.limits) if data is None else data, options))


def read_bytes(path: Path, limits: Limits | None = None) -> bytes:
    """The bytes of a file.

    Raises:
        InputError: it cannot be read; the message has the reason.
        LimitExceeded: it is too large.
    """
    try:
        check_size(str(path), path.stat().st_size, limits or Limits())
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror or error}", hint="Check the path and its permissions"
        ) from error
