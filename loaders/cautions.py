"""What is to be said of a file that was read: what must not pass unseen, and what is counted in reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .checks import MUST_BE_SEEN
from .corpus import FileResult

NO_HEADING: Final = "no document heading was recognized"
_MISSING: Final = frozenset({"no-number", "no-date", "no-type", "no-issuer"})


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a file: its kind (the code of a warning, "reading" or "no-heading"), and what it is in words.

    ``urgent`` is what people have to see at once: secret documents, drafts, and what may be wrong with the text.
    """

    kind: str
    message: str
    urgent: bool


def shows_no_heading(result: FileResult) -> bool:
    """Whether a file was read and none of its records has a number, a date, a type or an issuer of its own."""
    return bool(result.records) and all(
        {warning.code for warning in record.warnings} >= _MISSING for record in result.records
    )


def notes(result: FileResult) -> Iterator[Note]:
    """All there is to say of a file, without its name; a file of several documents names them by their place."""
    for message in result.warnings:
        yield Note("reading", message, True)
    if shows_no_heading(result):
        yield Note("no-heading", NO_HEADING, True)
    for record in result.records:
        where = "" if len(result.records) == 1 else f"document {record.part}: "
        for warning in record.warnings:
            yield Note(warning.code, where + warning.message, warning.code in MUST_BE_SEEN)
