"""``lineage path``: how one document leads to another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

import typer

from api.checks import checked_date, checked_relations
from api.cli.app import app
from api.cli.options import StoreOption, option_check, reading
from api.cli.output import write_json
from api.wording import counted

if TYPE_CHECKING:
    from graph.model import Quotation
    from graph.paths import Chain, Paths, PathStep


STATING = 3
"""How many of the documents that state a step are named."""


class PathFormat(StrEnum):
    """How paths are written."""

    text = "text"
    json = "json"


def _date_option(name: str, which: str) -> object:
    return typer.Option(
        name, callback=option_check(checked_date), help=f"Date of {which}, where several bear its number."
    )


@app.command()
def path(
    source: Annotated[str, typer.Argument(help="Number or IRI of the document to start from.", metavar="A")],
    target: Annotated[str, typer.Argument(help="Number or IRI of the document to arrive at.", metavar="B")],
    relations: Annotated[
        str | None,
        typer.Option(
            "--relations",
            callback=option_check(checked_relations),
            help="Kinds of relations to follow: implements,based-on,continues; else all.",
        ),
    ] = None,
    max_length: Annotated[int, typer.Option("--max-length", min=1, max=20, help="Most steps of a path.")] = 8,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="Most paths to show.")] = 20,
    format: Annotated[PathFormat, typer.Option("--format", help="How to write them.")] = PathFormat.text,
    from_date: Annotated[str | None, _date_option("--from-date", "A")] = None,
    to_date: Annotated[str | None, _date_option("--to-date", "B")] = None,
    store: StoreOption = None,
) -> None:
    """Show how one document leads to another: the shortest path and the others, with what states each step.

    Relations are followed as they are stated, from the document that carries out, cites or continues to the other one;
    where no path leads from A to B, those from B to A are shown, and that is said.
    """
    from api.identifiers import find_document
    from graph.paths import paths

    with reading(store) as opened:
        base = opened.iris.base
        ends = [find_document(opened, source, base, date=from_date), find_document(opened, target, base, date=to_date)]
        found = paths(
            opened,
            ends[0].iri,
            ends[1].iri,
            relations=None if relations is None else relations.split(","),
            max_length=max_length,
            limit=limit,
        )
    if format is PathFormat.json:
        write_json(found.to_json())
    else:
        typer.echo("\n".join(path_lines(found)))


def path_lines(found: Paths) -> Iterator[str]:
    """The paths as lines: each document below the one that leads to it, each step with one of its quotations.

    What is known of a document, and what states a step, stands where it is shown first.
    """
    from api.tables import describe

    yield f"from {describe(found.source)}"
    yield f"to   {describe(found.target)}"
    yield summary_line(found)
    told: set[str | tuple[str, str]] = set()
    for place, chain in enumerate(found.paths, 1):
        yield ""
        yield f"{place}. {counted(chain.length, 'step')}"
        yield from _chain_lines(found, chain, told)


def summary_line(found: Paths) -> str:
    """How many paths there are, in which direction, and what is not shown, in one line."""
    kinds = "" if found.relations is None else f" by {', '.join(found.relations)}"
    if found.shortest is None:
        return f"no path{kinds} leads from one to the other, in either direction"
    against = f"no path{kinds} leads there; in the other direction: " if found.reversed else ""
    shortest = counted(found.shortest, "step")
    if not found.paths:
        return f"{against}the shortest path{kinds} has {shortest}, more than the {found.max_length} asked for"
    number = counted(len(found.paths), "path")
    more = f"; there are more than the limit of {found.limit}" if found.truncated else ""
    bound = counted(found.max_length, "step")
    return f"{against}{number}{kinds} of up to {bound}, the shortest of {found.shortest}{more}"


def _chain_lines(found: Paths, chain: Chain, told: set[str | tuple[str, str]]) -> Iterator[str]:
    yield f"   {_document(found, chain.documents[0], told)}"
    for depth, pair in enumerate(pairwise(chain.documents), 1):
        indent = "   " * depth
        steps = found.between(*pair)
        yield f"{indent}└─ {relation_words(steps)}: {_document(found, pair[1], told)}"
        if pair not in told:
            told.add(pair)
            yield from (f"{indent}     {line}" for line in _evidence(found, steps))


def _document(found: Paths, iri: str, told: set[str | tuple[str, str]]) -> str:
    from graph.drawing import describe

    document = found.document(iri)
    if iri in told:
        return " ".join(document.label.split())
    told.add(iri)
    return describe(document)


def relation_words(steps: Sequence[PathStep]) -> str:
    """The relations of one document to the next, and the days between them: `cites, implements (30 days)`."""
    days = steps[0].days
    between = "" if days is None else f" ({days} day{'' if abs(days) == 1 else 's'})"
    return ", ".join(step.relation.replace("-", " ") for step in steps) + between


def _evidence(found: Paths, steps: Sequence[PathStep]) -> Iterator[str]:
    """Who states a step, with the shortest sentence that does; what states two relations alike stands once."""
    same: dict[tuple[tuple[str, ...], tuple[Quotation, ...]], list[str]] = {}
    for step in steps:
        shortest = tuple(sorted(step.quotations, key=lambda quotation: len(quotation.sentence))[:1])
        same.setdefault((step.stated_in, shortest), []).append(step.relation.replace("-", " "))
    for (stated_in, quotations), relations in same.items():
        stating = ", ".join(found.document(iri).label for iri in stated_in[:STATING]) or "a source that is not named"
        more = f" and {len(stated_in) - STATING} more" if len(stated_in) > STATING else ""
        yield " ".join(f"{', '.join(relations)}: stated in {stating}{more}".split())
        for quotation in quotations:
            sentence = " ".join(quotation.sentence.split())
            yield f'"{sentence}"  [{quotation.file or quotation.source} {quotation.start}-{quotation.end}]'
