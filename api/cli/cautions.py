"""What must not pass unseen when files are read: secret documents, drafts, and files in which no document shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from api.cli.headings import NO_HEADING, shows_no_heading

if TYPE_CHECKING:
    from loaders import FileResult


def cautions(result: FileResult) -> Iterator[str]:
    """What to say of a file that was read, without its name; a file of several documents names them by their place."""
    from loaders.checks import MUST_BE_SEEN

    yield from result.warnings
    if shows_no_heading(result):
        yield NO_HEADING
    for record in result.records:
        for warning in record.warnings:
            if warning.code in MUST_BE_SEEN:
                yield warning.message if len(result.records) == 1 else f"document {record.part}: {warning.message}"
