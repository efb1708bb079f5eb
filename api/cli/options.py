"""Options that several commands share, and opening the store that they name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.checks import checked_date, checked_day
from api.cli.output import say, working
from ontology.errors import StoreError

if TYPE_CHECKING:
    from api.settings import Settings
    from graph.store import GraphStore
    from loaders.readers import Options, Progress
    from ontology.iris import Iris


def option_check(check: Callable[[str], str]) -> Callable[[str | None], str | None]:
    """A callback of an option that answers a value that *check* refuses as wrong use of the command."""

    def callback(given: str | None) -> str | None:
        try:
            return None if given is None else check(given)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None

    return callback


StoreOption = Annotated[
    Path | None, typer.Option("--store", help="Directory of the store (default: LINEAGE_STORE, else .lineage).")
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
def reading(store: Path | None, what: str = "reading") -> Iterator[GraphStore]:
    """The store to answer from, open for reading only; *what* is said when that takes long.

    Raises: StoreError when there is none.
    """
    from graph.store import open_store

    with working(what), open_store(store_to_read(store), read_only=True) as opened:
        note_outdated(opened)
        yield opened


def note_outdated(store: GraphStore) -> None:
    """Says that the vocabularies in a store are not those of this version, if they are not."""
    if store.outdated:
        say(
            f"note: the vocabularies and places in {store.path} are those of another version; the next lineage build "
            "brings them up to date"
        )


def store_to_read(store: Path | None) -> Path:
    """The directory of the store that the option or the settings name.

    Raises: StoreError when there is something else.
    """
    from api.settings import load_settings
    from graph.marker import MARKER, is_free, is_store

    path = load_settings(store=store).store
    if not is_store(path) and not is_free(path):
        raise StoreError(
            f"{path} is no store: it has no {MARKER} in it", hint="Name the directory that lineage build has made"
        )
    return path


def holds(path: Path) -> bool:
    """Whether there is something at *path* that is not an empty directory."""
    return path.exists() and (not path.is_dir() or any(path.iterdir()))


def chosen_iris(settings: Settings) -> Iris | None:
    """The base for IRIs to open the store with: that of the settings for a new store; None leaves it to the store."""
    from ontology.iris import Iris

    return Iris(settings.base) if "base" in settings.model_fields_set or not holds(settings.store) else None


def reading_options(settings: Settings, progress: Progress, keep_text: bool = False) -> Options:
    """How files are read: within the limits of the settings, with *progress* hearing of pages that take long."""
    from loaders.readers import Limits, Options

    return Options(Limits(file_bytes=settings.max_file_mb * 1024 * 1024), settings.ocr, keep_text, progress)
