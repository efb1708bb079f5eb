"""Tables as lines of text: Markdown's pipe rows, which keep rows and columns and are read by people, too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

BREAK: Final = "<br>"
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\s*\n\s*")
_LONG_CELL: Final = 4_000


def pipe_row(cells: Sequence[str]) -> str:
    r"""One row of a table; line breaks within a cell become ``<br>``, a bar becomes ``¦``.

    >>> pipe_row(["Sở Nội vụ\nphối hợp", "a|b", ""])
    '| Sở Nội vụ<br>phối hợp | a¦b |  |'
    """
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def pipe_rows(rows: Iterable[Sequence[str]]) -> list[str]:
    """The rows of a table that hold anything, each of the same number of cells; empty columns are left out."""
    kept = [list(row) for row in rows if any(cell.strip() for cell in row)]
    used = sorted({column for row in kept for column, cell in enumerate(row) if cell.strip()})
    return [pipe_row([row[column] if column < len(row) else "" for column in used]) for row in kept]


def table_lines(rows: Sequence[Sequence[str]], nested: bool = False) -> list[str]:
    """The lines for a table of any source: pipe rows, or its cells one after the other where it only places blocks.

    That is one with a single column, one with a cell as long as a document, and a small one with tables within
    (``nested``).
    """
    widest = max((sum(1 for cell in row if cell.strip()) for row in rows), default=0)
    long = any(len(cell) > _LONG_CELL for row in rows for cell in row)
    if widest > 1 and not long and not (nested and (len(rows) < 3 or widest < 3)):
        return pipe_rows(rows)
    lines: list[str] = []
    for cell in (cell for row in rows for cell in row if cell.strip()):
        lines += [*cell.strip("\n").split("\n"), ""]
    return lines[:-1]


def _cell(text: str) -> str:
    return _BREAKS.sub(BREAK, _SPACES.sub(" ", text).strip()).replace("|", "¦")
