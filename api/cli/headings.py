"""Files that were read, but in which no document shows by its heading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from loaders import FileResult

NO_HEADING: Final = "no document heading was recognized"
_MISSING: Final = frozenset({"no-number", "no-date", "no-type", "no-issuer"})


def shows_no_heading(result: FileResult) -> bool:
    """Whether a file was read and none of its records has a number, a date, a type or an issuer of its own."""
    return bool(result.records) and all(
        {warning.code for warning in record.warnings} >= _MISSING for record in result.records
    )
