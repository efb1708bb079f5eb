"""What the texts say of a property of a document, and which value has more behind it.

The rule: the document's own heading outweighs any citation; else the value that more documents cite outweighs the
others; a date to the month supports a day of that month and is not in conflict with it. Two values with equal support
are left undecided.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping


def weigh(counts: Mapping[str, tuple[int, int]], *, dates: bool = False) -> tuple[tuple[str, int, int], ...]:
    """The values, the best supported first (equal support: by value).

    Each comes with the number of headings and of citing documents behind it.
    """
    finer = _finer(counts) if dates else {}
    totals: dict[str, tuple[int, int]] = {}
    for value, (headings, citing) in counts.items():
        kept = finer.get(value, value)
        before = totals.get(kept, (0, 0))
        totals[kept] = (before[0] + headings, before[1] + citing)
    found = [(value, headings, citing) for value, (headings, citing) in totals.items()]
    return tuple(sorted(found, key=lambda item: (-item[1], -item[2], item[0])))


def by_support(counts: Mapping[str, tuple[int, int]], *, dates: bool = False) -> tuple[str, ...]:
    """The values in the order of `weigh`, from the number of headings and of citing documents behind each."""
    return tuple(value for value, _, _ in weigh(counts, dates=dates))


def _finer(values: Collection[str]) -> dict[str, str]:
    """A month (2025-11) counts for the one day of it that is known; it stays alone where several days are."""
    found: dict[str, str] = {}
    for value in sorted(values, reverse=True):
        known = {found.get(other, other) for other in values if other.startswith(value + "-")}
        if len(known) == 1:
            found[value] = known.pop()
    return found
