"""The tables that an answer consists of: names, columns with the type of their values, and rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import singledispatch
from typing import Final, TypeAlias

from graph.model import DocumentSummary, Quotation
from graph.places import level_of
from ontology.errors import InputError

Columns: TypeAlias = Mapping[str, type[str] | type[int] | type[float] | type[bool]]
Row: TypeAlias = tuple[object, ...]

DOCUMENT: Final[Columns] = {
    "document": str,
    "type": str,
    "number": str,
    "date": str,
    "issuer": str,
    "title": str,
    "province": str,
    "district": str,
    "level": str,
    "status": str,
    "iri": str,
}
"""What a table tells of a document."""
STEP: Final[Columns] = {
    "document": str,
    "relation": str,
    "above": str,
    "days": int,
    "sentence": str,
    "file": str,
    "start": int,
    "end": int,
    "iri": str,
    "above_iri": str,
}
"""What a table tells of a step from a document to the one that it carries out."""
PLACE: Final[Columns] = {"sentence": str, "file": str, "start": int, "end": int}
HIDDEN: Final = frozenset({"iri", "above_iri", "type", "number", "start", "end"})
"""Columns that a frame has and a page leaves out: names for programs, and what the label says already."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of an answer: `title` says what a row is; a cell is None where the value is not known. A page leaves out
    the columns that are `hidden`.
    """

    title: str
    columns: Columns
    rows: tuple[Row, ...]
    hidden: frozenset[str] = HIDDEN

    @property
    def shown(self) -> tuple[int, ...]:
        """The places of the columns that a page shows."""
        return tuple(place for place, name in enumerate(self.columns) if name not in self.hidden)


Tables: TypeAlias = Mapping[str, Table]
"""The tables of an answer by their names, the most important first."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What is said above the tables of an answer: a heading, lines of facts, and notes on what is odd or left out."""

    title: str
    facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@singledispatch
def tables(answer: object) -> Tables:
    """The tables of an answer.

    Raises:
        InputError: for what is no answer of this package.
    """
    raise InputError(f"{type(answer).__name__} has no tables", hint="Ask the store something")


@singledispatch
def outline(answer: object) -> Outline:
    """What is said above the tables of an answer."""
    return Outline(type(answer).__name__)


def table_of(answer: object, name: str | None) -> Table:
    """The table of an answer with that name, or the first.

    Raises:
        InputError: for a table that the answer does not have.
    """
    found = all_tables(answer)
    if name is None:
        return next(iter(found.values()))
    if name not in found:
        raise InputError(f"{type(answer).__name__} has no table {name!r}", hint="One of " + ", ".join(found))
    return found[name]


def all_tables(answer: object) -> Tables:
    """The tables of an answer; the modules that know them are loaded first."""
    import graph.answers.of_answers
    import graph.answers.of_bodies
    import graph.answers.of_documents  # noqa: F401

    return tables(answer)


def outline_of(answer: object) -> Outline:
    """What is said above the tables of an answer; the modules that know it are loaded first."""
    all_tables(answer)
    return outline(answer)


def document_cells(document: DocumentSummary) -> Row:
    """A document under `DOCUMENT`."""
    known = {**{name: getattr(document, name, None) for name in DOCUMENT}, "document": document.label}
    return tuple({**known, "level": level_of(document)}.values())


def place_cells(quotations: Iterable[Quotation]) -> Row:
    """The first of some quotations under `PLACE`."""
    first = next(iter(quotations), None)
    if first is None:
        return (None,) * len(PLACE)
    return (" ".join(first.sentence.split()), first.file or first.source, first.start, first.end)


def step_cells(
    source: DocumentSummary, target: DocumentSummary, relation: str, days: int | None, quotations: Iterable[Quotation]
) -> Row:
    """A step under `STEP`."""
    return (source.label, relation, target.label, days, *place_cells(quotations), source.iri, target.iri)


def documents_table(title: str, documents: Iterable[DocumentSummary]) -> Table:
    """A table of documents."""
    return Table(title, DOCUMENT, tuple(map(document_cells, documents)))


def labels(documents: Iterable[DocumentSummary]) -> str | None:
    """The labels of some documents on one line; None for none."""
    return "; ".join(document.label for document in documents) or None


def described(document: DocumentSummary) -> str:
    """A document on one line: label, date, issuer, status."""
    facts = (document.label, document.date or "no date", document.issuer, _status(document))
    return " · ".join(" ".join(fact.split()) for fact in facts if fact)


def _status(document: DocumentSummary) -> str:
    return "text held" if document.status == "held" else "known by citation only"


def counts(pairs: Iterable[tuple[str, int]]) -> Iterator[str]:
    """Numbers with what they count, those that are 0 left out."""
    return (f"{words}: {number}" for words, number in pairs if number)
