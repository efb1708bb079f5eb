"""What every reader shares: what it is given, what it returns, and what it must not exceed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from ontology.errors import LimitExceeded

Progress = Callable[[str, int, int], None]
"""Called with the name of a file, the steps done and the steps in all, by readers that take their time."""

_MEGABYTE = 1024 * 1024


def no_progress(name: str, done: int, total: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost. The defaults hold every document of an office and stop what was made to do harm."""

    file_bytes: int = 200 * _MEGABYTE
    unpacked_bytes: int = 1024 * _MEGABYTE  # of all members of an archive, or of the parts of a DOCX file
    ratio: int = 200  # unpacked to packed; text packs to a tenth, rarely to a fiftieth
    members: int = 10_000
    depth: int = 2  # an archive in an archive; deeper ones are refused
    pages: int = 5_000
    program_seconds: float = 180.0  # one run of LibreOffice, or one page of Tesseract


@dataclass(frozen=True, slots=True)
class Options:
    """How files are read: within which limits, whether scans are recognised, and who hears of the progress.

    ``keep_text`` keeps the text of each file with its records, for who has to show it.
    """

    limits: Limits = field(default_factory=Limits)
    ocr: bool = True
    keep_text: bool = False
    progress: Progress = no_progress


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one file, with the name that messages call it."""

    name: str
    data: bytes
    options: Options = field(default_factory=Options)

    def with_data(self, data: bytes) -> Source:
        """The same file in another form, as a converter has made it."""
        return replace(self, data=data)


@dataclass(frozen=True, slots=True)
class FileText:
    """The text of a file, and how it was come by.

    ``steps`` say what was done to the file (``text layer of 3 pages``); ``warnings`` say what may be wrong or missing
    in the text, or which step was a judgement that a person should know of.
    """

    text: str
    reader: str
    steps: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def described(self) -> str:
        """Reader and steps in one phrase.

        >>> FileText("", "pdf", ("text layer of 2 pages", "1 page by OCR")).described
        'read as pdf: text layer of 2 pages, 1 page by OCR'
        """
        return f"read as {self.reader}" + (f": {', '.join(self.steps)}" if self.steps else "")


class Reader(Protocol):
    """Turns the bytes of one kind of file into text."""

    def read(self, source: Source) -> FileText:
        """The text of ``source``. Raises: InputError, which names the file and says what to do."""


def check_size(name: str, size: int, limits: Limits) -> None:
    """Raises: LimitExceeded where a file is larger than allowed."""
    if size > limits.file_bytes:
        raise LimitExceeded(
            f"{name} has {size / _MEGABYTE:.0f} MB, more than the {limits.file_bytes / _MEGABYTE:.0f} MB that are read",
            hint="Split the file, or raise LINEAGE_MAX_FILE_MB",
        )
