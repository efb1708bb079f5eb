"""``lineage list``: which documents there are."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from api.checks import checked_order, checked_type
from api.cli.app import app
from api.cli.options import StoreOption, option_check, reading
from api.cli.output import say, write_json, write_table
from api.wording import counted

if TYPE_CHECKING:
    from graph.model import DocumentPage


class ListFormat(StrEnum):
    """How a list is written."""

    table = "table"
    csv = "csv"
    json = "json"


class Status(StrEnum):
    """Whether the text of a document is in the store."""

    held = "held"
    cited = "cited"


@app.command(name="list")
def list_(
    type: Annotated[
        str | None,
        typer.Option(
            "--type", callback=option_check(checked_type), help='Type of document: chi-thi, "Chỉ thị", ke-hoach, ...'
        ),
    ] = None,
    province: Annotated[
        str | None, typer.Option("--province", help="Province, with or without diacritics: Tây Ninh, tay ninh.")
    ] = None,
    status: Annotated[
        Status | None, typer.Option("--status", help="held: the text is in the store; cited: others cite it.")
    ] = None,
    q: Annotated[
        str | None,
        typer.Option("--q", help="Words in number, title, issuer or place; case and diacritics do not count."),
    ] = None,
    sort: Annotated[
        str,
        typer.Option(
            "--sort",
            callback=option_check(checked_order),
            help="date, number, label, issuer or province; with - before it for the reverse.",
        ),
    ] = "-date",
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="Most documents to show.")] = 50,
    format: Annotated[ListFormat, typer.Option("--format", help="How to write it.")] = ListFormat.table,
    store: StoreOption = None,
) -> None:
    """List the documents that fit all filters, the newest first."""
    from graph.documents import list_documents

    with reading(store) as opened:
        found = list_documents(
            opened, limit=limit, type=type, province=province, status=status and status.value, q=q, order=sort
        )
    _write(found, format)
    if not found.total:
        say("no document fits; give fewer words or filters: lineage list alone names them all")
    elif len(found.documents) < found.total:
        say(f"{len(found.documents)} of {counted(found.total, 'document')}; --limit {found.total} shows all")


def _write(found: DocumentPage, format: ListFormat) -> None:
    from api.tables import DOCUMENT_COLUMNS, documents_csv, short_row
    from graph.model import reviewers_words

    if format is ListFormat.json:
        write_json(found.to_json())
    elif format is ListFormat.csv:
        typer.echo(documents_csv(found.documents), nl=False)
    elif found.documents:
        write_table(DOCUMENT_COLUMNS, [short_row(document) for document in found.documents])
        for line in reviewers_words(found.documents):
            say(f"note: {line}")
