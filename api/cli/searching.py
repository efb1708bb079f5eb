"""``lineage search``: what fits some words."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.app import app
from api.cli.options import StoreOption, reading
from api.cli.output import say, write_json, write_table

if TYPE_CHECKING:
    from graph.search.search import FoundGroup


class SearchFormat(StrEnum):
    """How results are written."""

    table = "table"
    json = "json"


class GroupName(StrEnum):
    """What is searched."""

    documents = "documents"
    bodies = "bodies"
    localities = "localities"
    texts = "texts"


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="Words; case and diacritics do not count.", metavar="WORDS...")],
    group: Annotated[GroupName | None, typer.Option("--group", help="Search only these; else each group.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="Most results of each group.")] = 10,
    format: Annotated[SearchFormat, typer.Option("--format", help="How to write it.")] = SearchFormat.table,
    store: StoreOption = None,
) -> None:
    """Search numbers, titles, bodies, localities and texts; who bears the number that was given comes first."""
    from graph.search.search import GROUPS
    from graph.search.search import search as find

    with reading(store) as opened:
        found = find(opened, " ".join(words), groups=GROUPS if group is None else (group.value,), limit=limit)
    if format is SearchFormat.json:
        write_json(found.to_json())
        return
    shown = [one for one in found.groups if one.total]
    rows = [row for one in shown for row in _rows(one)]
    if rows:
        write_table(("group", "date", "what", "where"), rows)
    else:
        say("nothing fits; give fewer words")
    for one in shown:
        if len(one.items) < one.total:
            many = f"{one.total} {'or more ' if one.more else ''}{one.group}"
            say(f"{len(one.items)} of {many}; --group {one.group} --limit {min(one.total, 10_000)} shows all")
    if "texts" not in found.searched and group in (None, GroupName.bodies, GroupName.texts):
        say("note: bodies and texts cannot be searched here: the store is on a server, or of an older version")


def _rows(found: FoundGroup) -> list[tuple[str, str, str, str]]:
    from graph.search.search import FoundBody, FoundLocality, Passage

    rows: list[tuple[str, str, str, str]] = []
    for item in found.items:
        if isinstance(item, FoundBody):
            rows.append((found.group, "", item.label, item.iri))
        elif isinstance(item, FoundLocality):
            until = "until 2025-06-30" if item.edition == "2008" else "since 2025-07-01"
            rows.append((found.group, until, f"{item.name} ({item.level})", item.parent or ""))
        elif isinstance(item, Passage):
            said = "".join(piece.text for piece in item.pieces)
            rows.append((found.group, item.document.date or "", item.document.label, " ".join(said.split())))
        else:
            rows.append((found.group, item.date or "", item.label, item.issuer or ""))
    return rows
