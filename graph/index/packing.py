"""A file of named sections that is mapped into memory: numbers as arrays, texts one after another with their offsets.

The directory of the sections stands at the end, so that a file is written in one stream.
"""

from __future__ import annotations

import json
import mmap
import struct
import sys
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO, Final

_MAGIC: Final = b"lin-index"
_TAIL: Final = struct.Struct("<QQ")
_ALIGNED: Final = 8
NUMBER: Final = "I"
"""Array type of the numbers of documents and relations: 32 bits, no sign."""
OFFSET: Final = "Q"
"""Array type of offsets into texts: 64 bits, no sign."""
BYTE: Final = "B"


class Damaged(ValueError):
    """A file is not what was written: shorter, of another machine, or none of ours."""


class Writer:
    """Writes sections one after another."""

    def __init__(self, file: BinaryIO) -> None:
        """Write into this file, from its beginning."""
        self._file = file
        self._at = 0
        self._sections: dict[str, tuple[int, int, str]] = {}
        self._write(_MAGIC)

    def numbers(self, name: str, found: array[int] | bytearray) -> None:
        """A section of numbers."""
        kind = found.typecode if isinstance(found, array) else BYTE
        self._align()
        data = memoryview(found).cast("B")
        self._sections[name] = (self._at, len(data), kind)
        self._write(data)

    def texts(self, name: str, found: Iterable[bytes]) -> None:
        """A section of texts, and one of their offsets."""
        self._align()
        begin, ends = self._at, array(OFFSET, [0])
        for text in found:
            self._write(text)
            ends.append(self._at - begin)
        self._sections[name] = (begin, self._at - begin, BYTE)
        self.numbers(f"{name}@", ends)

    def close(self, **about: object) -> None:
        """The directory, with what is to be known of the whole."""
        directory = {"about": about, "order": sys.byteorder, "sections": self._sections}
        data = json.dumps(directory).encode()
        self._align()
        begin = self._at
        self._write(data)
        self._write(_TAIL.pack(begin, len(data)))
        self._write(_MAGIC)

    def _align(self) -> None:
        self._write(b"\0" * (-self._at % _ALIGNED))

    def _write(self, data: bytes | memoryview) -> None:
        self._file.write(data)
        self._at += len(data)


class Texts(Sequence[bytes]):
    """The texts of a section, each cut out when it is asked for."""

    def __init__(self, data: memoryview, ends: Sequence[int]) -> None:
        """Cut this memory at these offsets."""
        self._data = data
        self._ends = ends

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> bytes:  # type: ignore[override]
        return bytes(self._data[self._ends[place] : self._ends[place + 1]])

    def text(self, place: int) -> str:
        """The same as a string."""
        return str(self._data[self._ends[place] : self._ends[place + 1]], "utf-8")

    def find(self, wanted: bytes) -> int | None:
        """The place of a text among texts in order."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self[middle] < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and self[low] == wanted else None


class Reader:
    """Gives the sections of a file, which stays mapped as long as one of them is in use."""

    def __init__(self, data: bytes | mmap.mmap) -> None:
        """Read from this memory.

        Raises:
            Damaged: where it is not what a `Writer` wrote on a machine like this one.
        """
        self._data = memoryview(data)
        tail = _TAIL.size + len(_MAGIC)
        if len(data) < tail + len(_MAGIC) or bytes(self._data[-len(_MAGIC) :]) != _MAGIC:
            raise Damaged("no end")
        begin, length = _TAIL.unpack(self._data[-tail : -len(_MAGIC)])
        try:
            directory = json.loads(bytes(self._data[begin : begin + length]))
            self.about: Final[dict[str, object]] = directory["about"]
            self._sections: dict[str, tuple[int, int, str]] = directory["sections"]
            order = directory["order"]
        except (ValueError, KeyError, TypeError) as error:
            raise Damaged("no directory") from error
        if order != sys.byteorder:
            raise Damaged("of another machine")

    @classmethod
    def of_file(cls, path: Path) -> Reader:
        """The sections of a file.

        Raises:
            OSError: when it cannot be read.
            Damaged: as above.
        """
        with path.open("rb") as file:
            try:
                return cls(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            except ValueError as error:  # an empty file cannot be mapped
                raise Damaged(str(error)) from error

    def numbers(self, name: str) -> memoryview[int]:
        """A section of numbers."""
        begin, length, kind = self._sections[name]
        data = self._data[begin : begin + length]
        return data.cast("I") if kind == NUMBER else data.cast("Q") if kind == OFFSET else data

    def texts(self, name: str) -> Texts:
        """A section of texts."""
        return Texts(self.numbers(name), self.numbers(f"{name}@"))
