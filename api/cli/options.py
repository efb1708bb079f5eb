"""Options that several commands share, and opening the store that they name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from graph.store import GraphStore

StoreOption = Annotated[
    Path | None, typer.Option("--store", help="Directory of the store (default: LINEAGE_STORE, else .lineage).")
]
Number = Annotated[str, typer.Argument(help="Number of a document (12-CT/TW), or its IRI.", metavar="NUMBER")]
DateOption = Annotated[
    str | None,
    typer.Option("--date", help="Date of the document, where several bear the number: 2022-01-05, 2022-01 or 2022."),
]
Paths = Annotated[list[str], typer.Argument(help="Files and folders; folders are read recursively.", metavar="PATH...")]


@contextmanager
def reading(store: Path | None) -> Iterator[GraphStore]:
    """The store to answer from, open for reading only. Raises: StoreError when there is none."""
    from api.settings import load_settings
    from graph.store import open_store

    with open_store(load_settings(store=store).store, read_only=True) as opened:
        yield opened


def checked_date(date: str | None) -> str | None:
    """*date* if it has the form of one. Raises: typer.BadParameter."""
    from datetime import date as Date

    if date is None:
        return None
    padded = date + "-01-01"[len(date) - 4 :] if len(date) in (4, 7) else date
    try:
        Date.fromisoformat(padded)
    except ValueError:
        raise typer.BadParameter(f"{date!r} is no date; write 2022-01-05, 2022-01 or 2022") from None
    return date
