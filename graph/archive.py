"""The file of a backup: a ZIP archive that any tool can unpack, with a digest of each of its parts.

graph.nq             all statements as N-Quads, which every version of every RDF store reads
lineage-store.json   the marker of the store
origins.jsonl        where its files were read from
manifest.json        the last part: what made the backup and when, and of each part the digest, bytes and lines
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Final, TypeAlias
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from ontology.errors import InputError

FORMAT: Final = 1
GRAPH: Final = "graph.nq"
MANIFEST: Final = "manifest.json"
_PIECE: Final = 1 << 20
_LEVEL: Final = 4
"""Of the compression: a third more time would save a twentieth of the space."""
_MOST_MANIFEST: Final = 1 << 20
_DAMAGED: Final = "Take another backup, or a fresh copy of this one"

Progress: TypeAlias = Callable[[str, int, int | None], None]
"""Hears what is done, how many bytes of it, and of how many, if that is known."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a part of a backup has to be."""

    sha256: str
    bytes: int
    lines: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds; `derived` tells whether the derived graph follows from the sources in it."""

    software: str
    created: str
    layout: int
    derived: bool
    graphs: int
    parts: dict[str, Part]
    format: int = FORMAT

    @property
    def statements(self) -> int:
        """The number of statements, each a line of its own."""
        return self.parts[GRAPH].lines

    def to_json(self) -> str:
        """The text of the part.

        >>> made = Manifest("1", "2026-11-26T08:00:00+07:00", 2, True, 0, {"graph.nq": Part("e3", 0, 0)})
        >>> Manifest.parse(made.to_json()) == made
        True
        """
        return json.dumps(asdict(self), indent=2) + "\n"

    @staticmethod
    def parse(text: str | bytes) -> Manifest:
        """The manifest of a text.

        Raises:
            ValueError: when it is something else.
        """
        try:
            data = json.loads(text)
            parts = {
                str(name): Part(str(p["sha256"]), int(p["bytes"]), int(p["lines"])) for name, p in data["parts"].items()
            }
            made, numbers = (str(data["software"]), str(data["created"])), (int(data["layout"]), int(data["graphs"]))
            return Manifest(*made, numbers[0], bool(data["derived"]), numbers[1], parts, int(data["format"]))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(str(error)) from error


class Measured:
    """A file that is written, with the digest, bytes and lines of what was."""

    def __init__(self, out: IO[bytes], hear: Callable[[int], None]) -> None:
        self._out: Final = out
        self._hear: Final = hear
        self._digest: Final = sha256()
        self._bytes = self._lines = 0

    def write(self, data: bytes) -> int:
        """Write some bytes."""
        self._digest.update(data)
        self._bytes += len(data)
        self._lines += data.count(b"\n")
        self._hear(self._bytes)
        return self._out.write(data)

    def flush(self) -> None:
        """Nothing: a part is on the disk when all of the archive is."""

    def part(self) -> Part:
        """What was written."""
        return Part(self._digest.hexdigest(), self._bytes, self._lines)


def write_part(archive: ZipFile, name: str, write: Callable[[Measured], object], hear: Callable[[int], None]) -> Part:
    """Add a part to an archive as a function writes it, however large it becomes."""
    info = ZipInfo(name)  # without the time of day, which the manifest has
    info.compress_type = ZIP_DEFLATED
    info._compresslevel = _LEVEL  # type: ignore[attr-defined]  # no public name before Python 3.13
    with archive.open(info, "w", force_zip64=True) as out:
        measured = Measured(out, hear)
        write(measured)
    return measured.part()


@contextmanager
def opened(file: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """A backup with its manifest, open for reading.

    Raises:
        InputError: when it is no backup, of a newer format, or damaged where its parts are listed.
    """
    if not file.is_file():
        wrong = f"{file} is a folder" if file.is_dir() else f"no file {file}"
        raise InputError(wrong, hint="Name a file that lineage backup has made")
    try:
        archive = ZipFile(file)
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError(
            f"{file} is no backup, or was cut off: the list of its parts is not where it ends, at byte "
            f"{file.stat().st_size} ({error})",
            hint=_DAMAGED,
        ) from error
    with archive:
        yield archive, _manifest(file, archive)


def _manifest(file: Path, archive: ZipFile) -> Manifest:
    try:
        with archive.open(MANIFEST) as part:
            manifest = Manifest.parse(part.read(_MOST_MANIFEST))
    except KeyError:
        raise InputError(f"{file} is no backup: there is no {MANIFEST} in it", hint=_DAMAGED) from None
    except (ValueError, *_BROKEN) as error:
        raise InputError(f"{file} is damaged: {MANIFEST}: {error}", hint=_DAMAGED) from error
    if manifest.format > FORMAT:
        raise InputError(
            f"{file} has format {manifest.format}, of a newer version of this software, which reads up to {FORMAT}",
            hint=f"Install the version that made it ({manifest.software}), or a newer one",
        )
    return manifest


def pieces(file: Path, archive: ZipFile, name: str) -> Iterator[bytes]:
    """A part in pieces.

    Raises:
        InputError: when it is not there or damaged, with the place.
    """
    done = 0
    try:
        with archive.open(name) as part:
            while piece := part.read(_PIECE):
                done += len(piece)
                yield piece
    except KeyError:
        raise InputError(f"{file} is damaged: there is no {name} in it", hint=_DAMAGED) from None
    except _BROKEN as error:
        raise InputError(f"{file} is damaged: {name} behind byte {done}: {error}", hint=_DAMAGED) from error


def verify(file: Path, archive: ZipFile, manifest: Manifest, progress: Progress) -> None:
    """Read all parts of a backup and compare them with its manifest.

    Raises:
        InputError: when one is not what it has to be.
    """
    whole, before = sum(part.bytes for part in manifest.parts.values()), 0
    for name, wanted in manifest.parts.items():
        digest, size = sha256(), 0
        for piece in pieces(file, archive, name):
            digest.update(piece)
            size += len(piece)
            progress("Checking", before + size, whole)
        if (digest.hexdigest(), size) != (wanted.sha256, wanted.bytes):
            raise InputError(
                f"{file} is damaged: {name} has {size} bytes with the digest {digest.hexdigest()}, and had "
                f"{wanted.bytes} with {wanted.sha256}",
                hint=_DAMAGED,
            )
        before += size


_BROKEN: Final = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
"""What reading a part that is damaged may end in; RuntimeError says that it is encrypted."""
