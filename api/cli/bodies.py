"""``lineage bodies`` and ``lineage localities``: which bodies and places there are."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from api.checks import checked_day, checked_kind_of_body, checked_order_of_bodies, checked_order_of_localities
from api.cli.app import app
from api.cli.listing import ListFormat
from api.cli.options import ProvinceOption, StoreOption, option_check, reading
from api.cli.output import say, write_json, write_table

if TYPE_CHECKING:
    from graph.bodies import BodyPage
    from graph.localities import LocalityPage


class SystemName(StrEnum):
    """The system of a body."""

    party = "party"
    state = "state"
    front = "front"
    armed_forces = "armed-forces"
    judiciary = "judiciary"
    other = "other"


class LevelName(StrEnum):
    """The level of a locality."""

    province = "province"
    district = "district"
    commune = "commune"


class EditionName(StrEnum):
    """The edition of the list of localities: until 2025-06-30, or since 2025-07-01."""

    until_2025 = "2008"
    since_2025 = "2025"


Limit = Annotated[int, typer.Option("--limit", min=1, max=10_000, help="Most rows to show.")]
Format = Annotated[ListFormat, typer.Option("--format", help="How to write it.")]


@app.command()
def bodies(
    q: Annotated[
        str | None,
        typer.Option("--q", help='Words of a name, or abbreviations ("UBND Tây Ninh"); no diacritics needed.'),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            callback=option_check(checked_kind_of_body),
            help='Kind, with all narrower ones: tinh-uy, "Tỉnh ủy", ...',
        ),
    ] = None,
    system: Annotated[SystemName | None, typer.Option("--system", help="Only bodies of this system.")] = None,
    province: ProvinceOption = None,
    locality: Annotated[
        str | None,
        typer.Option("--locality", help='What they lie in ("Cát Tiên, Lâm Đồng"); by IRI just its own bodies.'),
    ] = None,
    min_documents: Annotated[
        int, typer.Option("--min-documents", min=0, help="Only those that issued so many documents, or more.")
    ] = 0,
    min_duties: Annotated[
        int, typer.Option("--min-duties", min=0, help="Only those that have so many duties, or more.")
    ] = 0,
    sort: Annotated[
        str,
        typer.Option(
            "--sort",
            callback=option_check(checked_order_of_bodies),
            help="label, documents or duties; with - before it for the reverse.",
        ),
    ] = "label",
    limit: Limit = 50,
    format: Format = ListFormat.table,
    store: StoreOption = None,
) -> None:
    """List the bodies that the documents name, with how many documents they issued and how many duties they have."""
    from graph.bodies import list_bodies

    with reading(store) as opened:
        found = list_bodies(
            opened,
            q=q,
            kind=kind,
            system=system and system.value,
            province=province,
            locality=locality,
            min_documents=min_documents,
            min_duties=min_duties,
            order=sort,
            limit=limit,
        )
    _write_bodies(found, format)
    _say_rest("bodies", len(found.bodies), found.total)


def _write_bodies(found: BodyPage, format: ListFormat) -> None:
    from api.tables import BODY_COLUMNS, bodies_csv, body_row

    if format is ListFormat.json:
        write_json(found.to_json())
    elif format is ListFormat.csv:
        typer.echo(bodies_csv(found.bodies), nl=False)
    elif found.bodies:
        write_table(BODY_COLUMNS, [body_row(one) for one in found.bodies])


@app.command()
def localities(
    q: Annotated[
        str | None, typer.Option("--q", help="Words of a name, and of what it lies in; no diacritics needed.")
    ] = None,
    level: Annotated[LevelName | None, typer.Option("--level", help="Only localities of this level.")] = None,
    province: ProvinceOption = None,
    edition: Annotated[
        EditionName | None, typer.Option("--edition", help="2008: until 2025-06-30; 2025: since 2025-07-01.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", callback=option_check(checked_day), help="Only those that there were on this day: 2025-06-30."
        ),
    ] = None,
    sort: Annotated[
        str,
        typer.Option(
            "--sort",
            callback=option_check(checked_order_of_localities),
            help="name, code, documents or bodies; with - before it for the reverse.",
        ),
    ] = "name",
    limit: Limit = 50,
    format: Format = ListFormat.table,
    store: StoreOption = None,
) -> None:
    """List provinces, districts and communes before and after 2025-07-01, with what became of them then."""
    from graph.localities import list_localities

    with reading(store) as opened:
        found = list_localities(
            opened,
            q=q,
            level=level and level.value,
            province=province,
            edition=edition and edition.value,
            as_of=date.fromisoformat(as_of) if as_of else None,
            order=sort,
            limit=limit,
        )
    _write_localities(found, format)
    _say_rest("localities", len(found.localities), found.total)


def _write_localities(found: LocalityPage, format: ListFormat) -> None:
    from api.tables import LOCALITY_COLUMNS, localities_csv, locality_row

    if format is ListFormat.json:
        write_json(found.to_json())
    elif format is ListFormat.csv:
        typer.echo(localities_csv(found.localities), nl=False)
    elif found.localities:
        write_table(LOCALITY_COLUMNS, [locality_row(one) for one in found.localities])


def _say_rest(what: str, shown: int, total: int) -> None:
    if not total:
        say(f"none of the {what} fits; give fewer words or filters")
    elif shown < total:
        say(f"{shown} of {total} {what}; --limit {min(total, 10_000)} shows {'all' if total <= 10_000 else 'more'}")
