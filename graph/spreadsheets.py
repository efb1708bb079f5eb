"""Rows for spreadsheets, in which no text of a document is ever a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_RECURRENCE: Final = re.compile(r"--\d\d(-\d\d)?")
"""A time that comes back each year, `--12-25`: programs read it back, and nothing is computed of it."""


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV (RFC 4180) of *rows* under *columns*; ``None`` is an empty cell.

    Text that a spreadsheet would take for a formula has an apostrophe before it, so that no document can make a
    reader's program compute something.

    >>> csv_text(["number", "days"], [("=1+1", -3)])
    "number,days\\r\\n'=1+1,-3\\r\\n"
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(map(_csv_cell, row) for row in rows)
    return out.getvalue()


def _csv_cell(cell: object) -> object:
    if cell is None:
        return ""
    computes = isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) and not _RECURRENCE.fullmatch(cell)
    return f"'{cell}" if computes else cell
