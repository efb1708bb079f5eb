"""``lineage diff``: what differs between two stores."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.app import USAGE, app, error_line
from api.cli.options import reading
from api.cli.output import say, write_json
from ontology.errors import LineageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.diff import CitationChange, ConflictState, Difference, DocumentChange, RelationChange

DIFFERENT = 1
_SIGNS = {"came": "+", "went": "-", "became held": "~", "became cited only": "~", "changed": "~"}


class DiffFormat(StrEnum):
    """How a difference is written."""

    text = "text"
    json = "json"


@app.command()
def diff(
    store_a: Annotated[str, typer.Argument(help="Directory or server of the store before.", metavar="STORE_A")],
    store_b: Annotated[str, typer.Argument(help="Directory or server of the store after.", metavar="STORE_B")],
    format: Annotated[DiffFormat, typer.Option("--format", help="How to write it.")] = DiffFormat.text,
    summary: Annotated[bool, typer.Option("--summary", help="Only the numbers.")] = False,
) -> None:
    """Show what came, went and changed from one store to another.

    Sources, documents, facts and statements are compared by what they say; where only positions and the numbers of
    nodes differ, there is no difference. Exit code 0: no difference; 1: they differ; 2: they cannot be compared.
    """
    found = _compared(store_a, store_b)
    if format is DiffFormat.json:
        write_json(_counts(found) if summary else found.to_json())
    else:
        lines = list(_summary(found) if summary else _lines(found))
        if lines:
            typer.echo("\n".join(lines))
    quads = found.quads
    say(
        f"{'different' if found else 'no difference'}; of {quads.before} and {quads.after} statements "
        f"{quads.went} went and {quads.came} came"
    )
    if found:
        raise typer.Exit(DIFFERENT)


def _compared(store_a: str, store_b: str) -> Difference:
    """The difference; what went wrong is no difference and has the exit code 2, as with diff(1)."""
    from graph.diff import diff as difference_of

    try:
        with reading(store_a, "comparing the stores") as before, reading(store_b, "comparing the stores") as after:
            return difference_of(before, after)
    except LineageError as error:
        say(error_line(error))
        raise typer.Exit(USAGE) from None


def _changes(found: Difference) -> Iterator[tuple[str, Counter[str]]]:
    """Each list of a difference that is not empty, with how many of each change it holds."""
    from graph.diff import LISTS

    for name in LISTS:
        items = getattr(found, name)
        if items:
            yield name, Counter(getattr(item, "change", "changed") for item in items)


def _counts(found: Difference) -> dict[str, object]:
    """The numbers of a difference for programs."""
    quads = found.quads
    counted = {name: dict(_ordered(counts)) for name, counts in _changes(found)}
    told = {"before": quads.before, "after": quads.after, "came": quads.came, "went": quads.went}
    return {"different": bool(found), "quads": told, **counted}


def _ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    """The changes that there are in the order in which they are told."""
    return [(change, counts[change]) for change in _SIGNS if change in counts]


def _summary(found: Difference) -> Iterator[str]:
    for name, counts in _changes(found):
        yield f"{name}: " + ", ".join(f"{count} {change}" for change, count in _ordered(counts))


def _lines(found: Difference) -> Iterator[str]:
    """A difference for people: a heading with the numbers of each list, and a line or two for each item."""
    parts: dict[str, Sequence[str]] = {
        "sources": [f"{_SIGNS[item.change]} {item.source}" for item in found.sources],
        "documents": [_document(item) for item in found.documents],
        "facts": [
            f"~ {item.document.label} <{item.document.iri}> {item.property}: {_values(item.before)} -> "
            f"{_values(item.after)}"
            for item in found.facts
        ],
        "relations": [_relation(item) for item in found.relations],
        "citations": [_citation(item) for item in found.citations],
        "assignments": [
            f"{_SIGNS[item.change]} {item.document.label}: "
            + " · ".join(part for part in (item.task, item.agency, item.role, item.deadline) if part)
            for item in found.assignments
        ],
        "milestones": [
            f"{_SIGNS[item.change]} {item.document.label}: {item.kind or ''} {item.when}" for item in found.milestones
        ],
        "conflicts": [
            f"{_SIGNS[item.change]} {', '.join(document.label for document in item.documents)} {item.property}: "
            f"{_state(item.before)} -> {_state(item.after)}"
            for item in found.conflicts
        ],
        "identifications": [
            f"{_SIGNS[item.change]} {item.identifier.label} <{item.identifier.iri}> is {item.document.label} "
            f"<{item.document.iri}>"
            for item in found.identifications
        ],
        "graphs": [f"~ {item.graph}: {item.came} came, {item.went} went" for item in found.graphs],
    }
    for name, heading in zip((name for name, _ in _changes(found)), _summary(found), strict=True):
        yield heading
        yield from (f"  {line}" for line in parts[name])


def _document(item: DocumentChange) -> str:
    from api.tables import describe

    became = f"{item.change}: " if item.change.startswith("became") else ""
    return f"{_SIGNS[item.change]} {became}{describe(item.document)} <{item.document.iri}>"


def _relation(item: RelationChange) -> str:
    by = "" if item.stated_in == item.source else f", says {item.stated_in.label}"
    said = f"{_SIGNS[item.change]} {item.source.label} {item.relation} {item.target.label}{by}"
    return said + _quoted(item.sentence)


def _citation(item: CitationChange) -> str:
    said = f"{_SIGNS[item.change]} {item.citing.label} {item.role or 'cites'} {item.cited.label}"
    return said + _quoted(item.sentence)


def _quoted(sentence: str | None) -> str:
    return f"\n      “{sentence}”" if sentence else ""


def _values(values: Sequence[str]) -> str:
    return " | ".join(values) or "(none)"


def _state(state: ConflictState | None) -> str:
    if state is None:
        return "(none)"
    return ", ".join(
        f"{value} ({support}{', preferred' if value == state.preferred else ''})" for value, support in state.sides
    )
