"""``lineage extract --explain``: documents with every fact marked, in the terminal, as text or as one HTML file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from api.cli.output import binary_output, output_file, say
from api.wording import counted

if TYPE_CHECKING:
    from api.explaining import Explained
    from loaders import FileResult


class ExtractFormat(StrEnum):
    """How what was read is written."""

    jsonl = "jsonl"
    text = "text"
    html = "html"


def chosen_format(explain: bool, format: ExtractFormat | None, output: Path | None) -> ExtractFormat:
    """What to write: as asked for, else by the name of the file, else JSON Lines, or text with ``--explain``.

    Raises: typer.BadParameter where the format does not go with the other options.
    """
    if not explain:
        if format not in (None, ExtractFormat.jsonl):
            raise typer.BadParameter(f"--format {format.value} explains documents: give --explain, too")
        return ExtractFormat.jsonl
    if format is ExtractFormat.jsonl:
        raise typer.BadParameter("--explain writes text or html; without it, extract prints JSON Lines")
    named_html = output is not None and output.suffix.lower() in (".html", ".htm")
    return format or (ExtractFormat.html if named_html else ExtractFormat.text)


def write_explained(results: Iterable[FileResult], format: ExtractFormat, output: Path | None) -> None:
    """Writes the documents of files that were read, with their texts, as text or as HTML."""
    documents = (document for result in results for document in _explained(result))
    if format is ExtractFormat.html:
        _write_html(documents, output)
    else:
        _write_text(documents, output)


def _explained(result: FileResult) -> Iterator[Explained]:
    from api.explaining import explain

    yield from (explain(record, result.text) for record in result.records)


def _write_text(documents: Iterable[Explained], output: Path | None) -> None:
    from rich.console import Console

    from api.cli.terminal import plain_lines, print_explained

    console = Console(highlight=False)
    if output is None and console.is_terminal and console.color_system and not console.no_color:
        for document in documents:
            print_explained(document, console)
        return
    if output is None:
        for document in documents:
            for line in plain_lines(document):
                typer.echo(line)
        return
    with output_file(output) as out:
        for document in documents:
            out.writelines(f"{line}\n".encode() for line in plain_lines(document))


def _write_html(documents: Iterable[Explained], output: Path | None) -> None:
    from api.explaining import MOST_DOCUMENTS, html_page

    shown: list[Explained] = []
    left_out = 0
    for document in documents:
        if len(shown) < MOST_DOCUMENTS:
            shown.append(document)
        else:
            left_out += 1
    if not shown:
        return
    if output is None:
        out = binary_output()
        out.writelines(piece.encode() for piece in html_page(shown, left_out))
        out.flush()
    else:
        with output_file(output) as out:
            out.writelines(piece.encode() for piece in html_page(shown, left_out))
        say(f"{output}: {counted(len(shown), 'document')}")
    if left_out:
        say(f"{counted(left_out, 'more document')} left out: a page shows {MOST_DOCUMENTS}. Give fewer files")
