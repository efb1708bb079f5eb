"""Duties as tables: agencies by tasks for each document, and agencies by roles over all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.answers.base import Answer
from graph.listing import fold
from graph.model import DocumentSummary

if TYPE_CHECKING:
    from graph.duty import Duty

ROLES: Final = ("lead", "implement", "monitor", "advise", "coordinate")
"""The roles of bodies in the order of the record, the strongest first."""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An agency, as the document writes it, with its roles in each task of the matrix; most cells are empty."""

    agency: str
    body: str | None
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Matrix(Answer):
    """Who does what in one document: `tasks` are the columns in the order of the text, "" for what has no number."""

    document: DocumentSummary
    tasks: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class AgencyCounts:
    """How many duties an agency has in each of its roles, over all documents."""

    agency: str
    body: str | None
    roles: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many duties it has."""
        return sum(self.roles.values())


def matrices_of(duties: Iterable[Duty]) -> tuple[Matrix, ...]:
    """A matrix for each document, in the order of the duties."""
    by_document: dict[str, list[Duty]] = {}
    for duty in duties:
        by_document.setdefault(duty.document.iri, []).append(duty)
    return tuple(map(_matrix, by_document.values()))


def counts_of(duties: Iterable[Duty]) -> tuple[AgencyCounts, ...]:
    """The counts of each agency, those with the most duties first."""
    found: dict[str, tuple[Duty, Counter[str]]] = {}
    for duty in duties:
        found.setdefault(_identity(duty), (duty, Counter()))[1][duty.role or ""] += 1
    counts = [
        AgencyCounts(first.body_label or first.agency, first.body, {role: roles[role] for role in _in_order(roles)})
        for first, roles in found.values()
    ]
    return tuple(sorted(counts, key=lambda item: (-item.total, fold(item.agency), item.body or "")))


def _matrix(duties: list[Duty]) -> Matrix:
    tasks = tuple(dict.fromkeys(duty.task or "" for duty in duties))
    rows: dict[str, tuple[Duty, dict[str, set[str]]]] = {}
    for duty in duties:
        cells = rows.setdefault(_identity(duty), (duty, {}))[1]
        cells.setdefault(duty.task or "", set()).add(duty.role or "")
    return Matrix(
        document=duties[0].document,
        tasks=tasks,
        rows=tuple(
            MatrixRow(first.agency, first.body, tuple(_in_order(cells.get(task, ())) for task in tasks))
            for first, cells in rows.values()
        ),
    )


def _identity(duty: Duty) -> str:
    """The body that a name was taken for; else the name, without regard to how it is written."""
    return duty.body or fold(duty.agency)


def _in_order(roles: Iterable[str]) -> tuple[str, ...]:
    """Roles in the order of the record, others after them."""
    return tuple(sorted(roles, key=lambda role: (ROLES.index(role) if role in ROLES else len(ROLES), role)))
