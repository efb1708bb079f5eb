"""Options that several commands share, and opening the store that they name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from graph.store import GraphStore


def _checked_date(date: str | None) -> str | None:
    """*date* if it is a day, a month or a year. Raises: typer.BadParameter."""
    if date is not None:
        try:
            Date.fromisoformat(date + {4: "-01-01", 7: "-01"}.get(len(date), ""))
        except ValueError:
            raise typer.BadParameter(f"{date!r} is no date; write 2022-01-05, 2022-01 or 2022") from None
    return date


def _checked_day(day: str | None) -> str | None:
    """*day* if it is one. Raises: typer.BadParameter."""
    if day is not None:
        try:
            Date.fromisoformat(day)
        except ValueError:
            raise typer.BadParameter(f"{day!r} is no day; write 2025-06-30") from None
    return day


StoreOption = Annotated[
    Path | None, typer.Option("--store", help="Directory of the store (default: LINEAGE_STORE, else .lineage).")
]
Number = Annotated[str, typer.Argument(help="Number of a document (12-CT/TW), or its IRI.", metavar="NUMBER")]
DateOption = Annotated[
    str | None,
    typer.Option(
        "--date",
        callback=_checked_date,
        help="Date of the document, where several bear the number: 2022-01-05, 2022-01 or 2022.",
    ),
]
DayOption = Annotated[
    str | None,
    typer.Option(
        "--as-of", callback=_checked_day, help="Day whose localities count, 2025-06-30; else derived, and said."
    ),
]
Paths = Annotated[list[str], typer.Argument(help="Files and folders; folders are read recursively.", metavar="PATH...")]


@contextmanager
def reading(store: Path | None) -> Iterator[GraphStore]:
    """The store to answer from, open for reading only. Raises: StoreError when there is none."""
    from api.settings import load_settings
    from graph.store import open_store

    with open_store(load_settings(store=store).store, read_only=True) as opened:
        yield opened
