"""``lineage backup`` and ``lineage restore``: all of a store in one file, and back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.app import app
from api.cli.options import StoreOption
from api.cli.output import counting_bytes, say
from api.version import software_version
from api.wording import counted

if TYPE_CHECKING:
    from graph.archive import Manifest


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="File to write; one that is there is replaced.", metavar="FILE")],
    store: StoreOption = None,
) -> None:
    """Write all of the store to one file, with digests: a ZIP archive with the graph as N-Quads.

    Builds and a server may go on meanwhile. The file appears when it is complete.
    """
    from api.places import readable_directory
    from api.settings import load_settings
    from graph.backup import backup as back_up

    path = readable_directory(load_settings(store=store), "lineage backup")
    created = datetime.now().astimezone().isoformat(timespec="seconds")
    with counting_bytes() as progress:
        manifest = back_up(path, file, software=software_version(), created=created, progress=progress)
    say(f"{file}: {_contents(manifest)} of {path}; {counted(file.stat().st_size, 'byte')}")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="File that lineage backup has written.", metavar="FILE")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace a store that is not empty; nothing of it is left.")
    ] = False,
    store: StoreOption = None,
) -> None:
    """Make the store from a backup. Nothing is touched before all of the file has been verified."""
    from api.places import directory
    from api.settings import load_settings
    from graph.backup import restore as bring_back

    path = directory(load_settings(store=store), "lineage restore")
    with counting_bytes() as progress:
        manifest = bring_back(file, path, force=force, progress=progress)
    say(f"{path}: {_contents(manifest)} from {file}, which was made on {manifest.created}")


def _contents(manifest: Manifest) -> str:
    return f"{counted(manifest.statements, 'statement')} in {counted(manifest.graphs, 'graph')}"
