"""Days and what a written date says of them: a date may be known to the month or to the year only."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Final

REFORM: Final = date(2025, 7, 1)
"""34 provinces and no districts from this day on (Nghị quyết 202/2025/QH15)."""
LAST_BEFORE_REFORM: Final = date(2025, 6, 30)
_DATE: Final = re.compile(r"\d{4}(-\d{2}){0,2}")


def day_span(written: str | None) -> tuple[date, date] | None:
    """The first and the last day that a date may mean; None for none, and for one that is no date.

    >>> [day.isoformat() for day in day_span("2024-02") or ()]
    ['2024-02-01', '2024-02-29']
    """
    if written is None or not _DATE.fullmatch(written):
        return None
    year, month, day = (*map(int, written.split("-")), 0, 0)[:3]
    try:
        first = date(year, month or 1, day or 1)
        last_month = month or 12
        return first, date(year, last_month, day or monthrange(year, last_month)[1])
    except ValueError:
        return None


def first_day(written: str | None) -> date | None:
    """The first day that a date may mean."""
    span = day_span(written)
    return span[0] if span else None


def last_day(written: str | None) -> date | None:
    """The last day that a date may mean."""
    span = day_span(written)
    return span[1] if span else None
