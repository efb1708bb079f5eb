"""The answer to "which localities carry a directive out": its rows, its counts and what stands outside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from graph.answers.base import Answer
from graph.model import DocumentSummary, Json, to_json

CoverageStatus: TypeAlias = Literal["issued", "cited", "inherited", "none"]
STATUSES: Final[tuple[CoverageStatus, ...]] = ("issued", "cited", "inherited", "none")
"""In the order of the rows."""


@dataclass(frozen=True, slots=True)
class InheritedPart:
    """A locality that went into one of 2025-07-01, with what is known of it: "issued", "cited" or "none"."""

    code: str
    name: str
    status: CoverageStatus
    documents: tuple[DocumentSummary, ...]
    first_date: str | None
    delay_days: int | None


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A locality with what is known of it.

    `status`: "issued", a document of its own bodies that carries the directive out is held; "cited", such a document
    is known only because others cite it; "inherited", it has none of its own, but one of the localities from which it
    was made on 2025-07-01 has; "none", nothing is known. `partial` tells of an inherited status that some predecessor
    has nothing. `parts` names all predecessors where one of them has something.

    `documents` are its own, of an inherited status those of the predecessors; `first_date` and `delay_days` speak of
    the documents behind the status. `listed` is false for a locality that the gazetteer of the day no longer has (a
    district that was merged before); it does not count in the denominator. `certain` is false where no document behind
    the status has a date that shows that it was there on the day.
    """

    code: str
    name: str
    parent: str | None
    status: CoverageStatus
    documents: tuple[DocumentSummary, ...]
    first_date: str | None
    delay_days: int | None
    listed: bool = True
    partial: bool = False
    parts: tuple[InheritedPart, ...] = ()
    certain: bool = True

    @property
    def described(self) -> str:
        """The status in words: "inherited in part" where only some predecessors have something."""
        return "inherited in part" if self.partial else self.status


@dataclass(frozen=True, slots=True)
class SystemCount:
    """How many of the localities have which status if only documents of one system of bodies count.

    `system` is a slug of the vocabulary, or "unknown" for the documents whose issuer is of no known kind.
    """

    system: str
    issued: int
    cited: int
    inherited: int
    none: int
    documents: int


@dataclass(frozen=True, slots=True)
class Coverage(Answer):
    """The coverage of a directive at a level as of a day. Rows are ordered by status (issued, cited, inherited, none),
    then by code.

    `denominator` counts the localities of the gazetteer of that day (with `province`, those of that province);
    `as_of_reason` says why that day, and what is odd about it. Each document that carries the directive out stands in
    one place: in a row, or in `unplaced` (of this level, but naming no locality: it counts for none), `later` (dated
    after the day), `elsewhere` (outside the province asked for), `other_systems`, `unknown_system` (where a system is
    asked for), `other_levels` or `not_acting` (drafts, reports, invitations and proposals, which carry nothing out).
    `by_system` counts the same localities for each system of bodies.
    `notes` says what to know of single documents, a line each. Copies of one text are one document, whose label tells
    how many. `newest` is the latest date of the directive and of all that carry it out: so far reach the data.
    """

    directive: DocumentSummary
    level: str
    as_of: date
    as_of_reason: str
    denominator: int
    rows: tuple[CoverageRow, ...]
    unplaced: tuple[DocumentSummary, ...]
    later: tuple[DocumentSummary, ...]
    notes: tuple[str, ...] = ()
    system: str | None = None
    province: str | None = None
    elsewhere: tuple[DocumentSummary, ...] = ()
    other_systems: tuple[DocumentSummary, ...] = ()
    unknown_system: tuple[DocumentSummary, ...] = ()
    other_levels: tuple[DocumentSummary, ...] = ()
    not_acting: tuple[DocumentSummary, ...] = ()
    by_system: tuple[SystemCount, ...] = ()
    newest: str | None = None

    def count(self, status: CoverageStatus) -> int:
        """How many of the listed localities have this status."""
        return sum(row.status == status and row.listed for row in self.rows)

    @property
    def partial(self) -> int:
        """How many of the listed localities have inherited in part only."""
        return sum(row.partial and row.listed for row in self.rows)

    @property
    def known(self) -> tuple[CoverageRow, ...]:
        """The rows of which something is known."""
        return tuple(row for row in self.rows if row.status != "none")

    def to_json(self) -> Json:
        """The coverage as a JSON object, with the counts."""
        data = to_json(self)
        assert isinstance(data, dict)
        counts: Json = {status: self.count(status) for status in STATUSES}
        return {**data, "counts": counts, "inherited_in_part": self.partial}


def documents_of(row: CoverageRow) -> tuple[DocumentSummary, ...]:
    """All documents that a row shows, its own and those of its predecessors, each once."""
    shown: dict[str, DocumentSummary] = {}
    groups: Sequence[tuple[DocumentSummary, ...]] = (row.documents, *(part.documents for part in row.parts))
    for group in groups:
        for document in group:
            shown.setdefault(document.iri, document)
    return tuple(shown.values())
