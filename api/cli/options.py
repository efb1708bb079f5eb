"""Options that several commands share, and opening the store that they name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from api.checks import checked_date, checked_day, checked_type
from api.cli.output import say, working

if TYPE_CHECKING:
    from api.settings import Settings
    from graph.store import GraphStore
    from loaders.readers import Options, Progress


def option_check(check: Callable[[str], str]) -> Callable[[str | None], str | None]:
    """A callback of an option that answers a value that *check* refuses as wrong use of the command."""

    def callback(given: str | None) -> str | None:
        try:
            return None if given is None else check(given)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None

    return callback


TypeOption = Annotated[
    str | None,
    typer.Option(
        "--type", callback=option_check(checked_type), help='Type of document: chi-thi, "Chỉ thị", ke-hoach, ...'
    ),
]
ProvinceOption = Annotated[
    str | None, typer.Option("--province", help="Province, with or without diacritics: Tây Ninh, tay ninh.")
]
StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store", help="Directory of the store, or URL of its SPARQL server (default: LINEAGE_STORE, else .lineage)."
    ),
]
Number = Annotated[str, typer.Argument(help="Number of a document (12-CT/TW), or its IRI.", metavar="NUMBER")]
DateOption = Annotated[
    str | None,
    typer.Option(
        "--date",
        callback=option_check(checked_date),
        help="Date of the document, where several bear the number: 2022-01-05, 2022-01 or 2022.",
    ),
]
DayOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        callback=option_check(checked_day),
        help="Day whose localities count: 2025-06-30; else derived.",
    ),
]
Paths = Annotated[list[str], typer.Argument(help="Files and folders; folders are read recursively.", metavar="PATH...")]


@contextmanager
def reading(store: str | None, what: str = "reading") -> Iterator[GraphStore]:
    """The store to answer from, open for reading only; *what* is said when that takes long.

    Raises: StoreError when there is none.
    """
    from api.places import open_to_read
    from api.settings import load_settings

    with working(what), open_to_read(load_settings(store=store)) as opened:
        note_outdated(opened)
        yield opened


def note_outdated(store: GraphStore) -> None:
    """Says that the vocabularies in a store are not those of this version, if they are not."""
    if store.outdated:
        say(
            f"note: the vocabularies and places in {store.home.name} are those of another version; the next lineage "
            "build brings them up to date"
        )


def reading_options(settings: Settings, progress: Progress, keep_text: bool = False) -> Options:
    """How files are read: within the limits of the settings, with *progress* hearing of pages that take long."""
    from loaders.readers import Limits, Options

    return Options(Limits(file_bytes=settings.max_file_mb * 1024 * 1024), settings.ocr, keep_text, progress)
