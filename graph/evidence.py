"""What the texts say of a property of a document, and which value has more behind it.

The rule: the document's own heading outweighs any citation; else the value that more documents cite outweighs the
others; a date to the month supports a day of that month and is not in conflict with it. Two values with equal support
are left undecided.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Side:
    """A value with what supports it: headings that state it, documents that cite it, and the nodes that say so."""

    value: str
    headings: frozenset[str]
    citing: frozenset[str]
    nodes: frozenset[str]

    @property
    def weight(self) -> tuple[int, int]:
        """Headings before citations, then the number of each."""
        return (len(self.headings), len(self.citing))

    @property
    def support(self) -> int:
        """How many texts state the value."""
        return len(self.headings) + len(self.citing)


@dataclass(frozen=True, slots=True)
class Statement:
    """One text saying a value: in the heading of the graph `by`, or in a citation of the document `by`."""

    value: str
    heading: bool
    by: str
    node: str | None


def sides(statements: Iterable[Statement], *, dates: bool = False) -> tuple[Side, ...]:
    """The distinct values with their support, the best supported first (equal support: by value)."""
    statements = tuple(statements)
    by_value: dict[str, list[Statement]] = {}
    for statement in statements:
        by_value.setdefault(statement.value, []).append(statement)
    merged = _merge_partial(by_value) if dates else by_value
    found = [_side(value, items) for value, items in merged.items()]
    return tuple(sorted(found, key=lambda side: (-side.weight[0], -side.weight[1], side.value)))


def best(found: tuple[Side, ...]) -> str | None:
    """The value with more support than every other; None where there is none or two are equal."""
    if not found:
        return None
    if len(found) > 1 and found[0].weight == found[1].weight:
        return None
    return found[0].value


def by_support(counts: Mapping[str, tuple[int, int]], *, dates: bool = False) -> tuple[str, ...]:
    """The values in the order of `sides`, from the number of headings and of citing documents behind each."""
    finer = _finer(counts) if dates else {}
    totals: dict[str, tuple[int, int]] = {}
    for value, (headings, citing) in counts.items():
        kept = finer.get(value, value)
        before = totals.get(kept, (0, 0))
        totals[kept] = (before[0] + headings, before[1] + citing)
    return tuple(sorted(totals, key=lambda value: (-totals[value][0], -totals[value][1], value)))


def _merge_partial(by_value: dict[str, list[Statement]]) -> dict[str, list[Statement]]:
    merged: dict[str, list[Statement]] = {}
    finer = _finer(by_value)
    for value, items in by_value.items():
        merged.setdefault(finer.get(value, value), []).extend(items)
    return merged


def _finer(values: Collection[str]) -> dict[str, str]:
    """A month (2025-11) counts for the one day of it that is known; it stays alone where several days are."""
    found: dict[str, str] = {}
    for value in sorted(values, reverse=True):
        known = {found.get(other, other) for other in values if other.startswith(value + "-")}
        if len(known) == 1:
            found[value] = known.pop()
    return found


def _side(value: str, items: list[Statement]) -> Side:
    return Side(
        value=value,
        headings=frozenset(item.by for item in items if item.heading),
        citing=frozenset(item.by for item in items if not item.heading),
        nodes=frozenset(item.node for item in items if item.node is not None),
    )
