"""``lineage gaps``: what others cite and nobody has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.checks import checked_citation_role, checked_level
from api.cli.app import app
from api.cli.listing import ListFormat
from api.cli.options import ProvinceOption, StoreOption, TypeOption, option_check, reading
from api.cli.output import say, write_json, write_table
from api.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.gaps import Gap, Gaps

_CITERS = 100


@app.command()
def gaps(
    type: TypeOption = None,
    province: ProvinceOption = None,
    level: Annotated[
        str | None,
        typer.Option("--level", callback=option_check(checked_level), help="central, province, district or commune."),
    ] = None,
    role: Annotated[
        str | None,
        typer.Option(
            "--role",
            callback=option_check(checked_citation_role),
            help="Only what is cited so, ranked by how often: implements, based-on, cites, ...",
        ),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="Most documents to show.")] = 50,
    format: Annotated[ListFormat, typer.Option("--format", help="How to write it.")] = ListFormat.table,
    citers: Annotated[
        bool, typer.Option("--citers", help="Also who cites each, in what role and with which sentence; json has that.")
    ] = False,
    store: StoreOption = None,
) -> None:
    """List the documents that others cite and whose text is not held, the most cited first: what to look for."""
    from graph.gaps import gaps as gaps_of

    most = _CITERS if citers or format is not ListFormat.table else 1
    with reading(store) as opened:
        found = gaps_of(opened, type=type, province=province, level=level, role=role, limit=limit, max_citers=most)
    _write(found, format, citers)
    if not found.total:
        say("no gap: every document that is cited and fits the filters is held")
    elif len(found.gaps) < found.total:
        say(f"{len(found.gaps)} of {counted(found.total, 'gap')}; --limit {found.total} shows all")


def _write(found: Gaps, format: ListFormat, citers: bool) -> None:
    from api.tables import GAP_COLUMNS, citers_csv, gap_row, gaps_csv

    if format is ListFormat.json:
        write_json(found.to_json())
    elif format is ListFormat.csv:
        typer.echo(citers_csv(found.gaps) if citers else gaps_csv(found.gaps), nl=False)
    elif citers:
        for gap in found.gaps:
            typer.echo("\n".join(_lines(gap)))
    elif found.gaps:
        write_table(GAP_COLUMNS, [gap_row(gap) for gap in found.gaps])


def _lines(gap: Gap) -> Iterator[str]:
    """A gap with all who cite it."""
    from api.labels import cited_as
    from api.tables import describe, gap_row

    yield f"{counted(gap.cited_by, 'citer')}: {describe(gap.document)}"
    if gap.between:
        yield f"  stands between {gap_row(gap)[-1]}"
    for citer in gap.citers:
        yield f"  {cited_as(citer.role)[1]} {describe(citer.document)}"
        for quotation in citer.quotations:
            place = f"{quotation.file or quotation.source}, {quotation.start}-{quotation.end}"
            yield f"    “{' '.join(quotation.sentence.split())}” ({place})"
    told = len({citer.document.iri for citer in gap.citers})
    if told < gap.cited_by:
        yield f"  and {gap.cited_by - told} more"
