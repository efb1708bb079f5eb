"""Readers: from the bytes of a file to its text. One table of suffixes chooses the reader."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from ontology.errors import EmptyInput, InputError, UnsupportedFormat

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS = bytes(range(9)) + bytes((11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31))


class Reader(Protocol):
    """Turns the bytes of one kind of file into text."""

    def read(self, data: bytes, name: str) -> str:
        """The text of ``data``; ``name`` is for messages. Raises: InputError."""


class TextReader:
    """Plain text and Markdown in UTF-8 (with or without a mark), or in UTF-16 with a mark."""

    def read(self, data: bytes, name: str) -> str:
        """The decoded text, line ends as they are.

        Raises:
            EmptyInput: there is nothing but white space.
            UnsupportedFormat: the bytes are no text.
            InputError: the bytes are text in another encoding.
        """
        if data.startswith(_UTF16):
            text = self._decode(data, "utf-16", name)
        elif b"\x00" in data or _share_of_controls(data) > 0.05:
            raise UnsupportedFormat(f"{name} is a binary file, not text", hint="Convert it to UTF-8 text (.txt or .md)")
        else:
            text = self._decode(data, "utf-8-sig", name)
        if not text.strip():
            raise EmptyInput(f"{name} is empty", hint="Give a file with text, or remove it from the folder")
        return text

    def _decode(self, data: bytes, encoding: str, name: str) -> str:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            raise InputError(
                f"{name} is not {encoding.upper().removesuffix('-SIG')} text "
                f"(byte {error.start} is 0x{data[error.start]:02x})",
                hint="Save it as UTF-8, for instance with iconv -f WINDOWS-1258 -t UTF-8",
            ) from error


READERS: Mapping[str, Reader] = {suffix: TextReader() for suffix in (".txt", ".md", ".markdown", ".text")}


def read_file(path: Path, data: bytes | None = None) -> str:
    """The text of the file at ``path``, whose bytes may be given.

    Raises:
        UnsupportedFormat: there is no reader for the suffix, or the bytes are no text.
        EmptyInput: the file has no text.
        InputError: the file cannot be read or decoded.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(READERS)
        raise UnsupportedFormat(
            f"{path}: files of the kind {path.suffix or 'without a suffix'!r} are not read", hint=f"Known are {known}"
        )
    return reader.read(read_bytes(path) if data is None else data, str(path))


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises: InputError, which names the file and the reason."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror or error}", hint="Check the path and its permissions"
        ) from error


def _share_of_controls(data: bytes) -> float:
    head = data[:65536]
    return (len(head) - len(head.translate(None, _CONTROLS))) / max(1, len(head))
