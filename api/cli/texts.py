"""``lineage text``: what a file says to the program, letter for letter as positions count it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.app import app
from api.cli.options import reading_options
from api.cli.output import PageProgress, say, with_progress, write_bytes
from ontology.errors import InputError


@app.command()
def text(
    path: Annotated[Path, typer.Argument(help="A file; one in an archive is letters.zip/a.txt.", metavar="PATH")],
) -> None:
    """Print the decoded text of one file, in which the positions of its records count.

    Which reader made it, and what may be wrong with it, is said on standard error. An archive with several documents
    takes the path of one of them: letters.zip/a.txt.
    """
    from api.settings import load_settings
    from loaders.corpus import FoundFile, read_documents

    archive, inner = _split(path)
    if archive.is_dir():
        raise InputError(f"{path} is a folder", hint="Name one file")
    pages = PageProgress()
    found = read_documents(FoundFile(archive, archive.name), reading_options(load_settings(), pages), inner or None)
    documents = list(with_progress(found, None, "Reading", pages))
    if not documents:
        raise InputError(
            f"{archive} holds no document {inner}", hint=f"See what it holds with: lineage extract {archive}"
        )
    if len(documents) > 1:
        named = ", ".join(str(document.path) for document in documents[:3])
        raise InputError(f"{path} holds {len(documents)} documents", hint=f"Name one of them: {named}")
    (document,) = documents
    if document.error or document.reading is None:
        raise document.error or InputError(f"{path} has no text")
    say(f"{path}: {document.reading.described}")
    for warning in document.reading.warnings:
        say(f"warning: {path}: {warning}")
    write_bytes(document.reading.text.encode("utf-8"))


def _split(path: Path) -> tuple[Path, str]:
    """The file of a path, and the path in it where the file is an archive."""
    for above in path.parents:
        if above.is_file():
            return above, path.relative_to(above).as_posix()
    return path, ""
