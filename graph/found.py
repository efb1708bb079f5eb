"""A contradiction between texts as reconciliation finds it, before it is written into the derived graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from graph import terms

MOST_NODES: Final = 50
"""Statements that are named behind one side; how many there are is counted all the same."""
_DAY: Final = len("2022-01-05")


@dataclass(frozen=True, slots=True)
class Side:
    """A value, how many texts stand behind it, and statements that give it (at most `MOST_NODES`)."""

    value: ox.Literal
    support: int
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Values that cannot all be right. `kind` is a concept of the vocabulary `conflict`; `against` is the document with
    which this one is in conflict, if not with itself; `other` tells apart those of one kind about one document.
    """

    kind: str
    document: str
    property: ox.NamedNode
    sides: tuple[Side, ...]
    preferred: ox.Literal | None = None
    reason: str = ""
    other: str = ""
    against: str | None = None


def date_literal(value: str) -> ox.Literal:
    """A date as it is stored: a day, a month or a year."""
    kinds = {len("2022"): "gYear", len("2022-01"): "gYearMonth", _DAY: "date"}
    kind = kinds.get(len(value))
    return ox.Literal(value, datatype=ox.NamedNode(terms.XSD + kind)) if kind else ox.Literal(value)


def is_day(date: str | None) -> bool:
    """Whether a date is known to the day."""
    return date is not None and len(date) == _DAY
