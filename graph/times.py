"""When something falls due: the forms of time of the record as days of the calendar.

The forms are those of the extraction record: `2022-07-15`, `2022-07`, `2025-Q1`, `2032`, `--12`, `--12-25`, `yearly`,
`continuous`. What is to be done in a month, a quarter or a year is due on its last day. What recurs is due for the
first time on or after the day of the document that says so. Whatever is none of these, or no day of the calendar, has
no day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

Form: TypeAlias = Literal[
    "day", "month", "quarter", "year", "day-of-each-year", "month-of-each-year", "yearly", "continuous", "other"
]
RECURRING: Final = ("day-of-each-year", "month-of-each-year", "yearly")
"""The forms of what falls due every year."""

_FORMS: Final[tuple[tuple[Form, re.Pattern[str]], ...]] = (
    ("day", re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")),
    ("month", re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})")),
    ("quarter", re.compile(r"(?P<year>[0-9]{4})-Q(?P<quarter>[1-4])")),
    ("year", re.compile(r"(?P<year>[0-9]{4})")),
    ("day-of-each-year", re.compile(r"--(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")),
    ("month-of-each-year", re.compile(r"--(?P<month>[0-9]{2})")),
    ("yearly", re.compile(r"yearly")),
    ("continuous", re.compile(r"continuous")),
)
_LEAP_YEAR: Final = 2000
_FEBRUARY: Final = 2


@dataclass(frozen=True, slots=True)
class Time:
    """A time as stated, with its form; year, month and day of its last day, None where it names none.

    `day` is None for a recurrence on the last day of its month, which in February is not the same every year.
    """

    stated: str
    form: Form
    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def recurs(self) -> bool:
        """Whether it falls due every year."""
        return self.form in RECURRING

    def due(self, since: str | None) -> date | None:
        """The day on which it falls due, for what recurs the first one on or after `since`, the date of the document.

        None for what has no day, and for what recurs where the date of the document is unknown. Of a date without
        its day, or month, the first day counts: rather one day too many than one that is missed.

        >>> parse_time("2025-Q1").due(None), parse_time("--12").due("2022-06-11"), parse_time("continuous").due("2022")
        (datetime.date(2025, 3, 31), datetime.date(2022, 12, 31), None)
        """
        if self.month is None:
            return None
        if self.year is not None:
            return _day(self.year, self.month, self.day)
        start = first_day(since)
        if start is None:
            return None
        this_year = _day(start.year, self.month, self.day)
        return this_year if this_year is None or this_year >= start else _day(start.year + 1, self.month, self.day)


def parse_time(stated: str) -> Time:
    """The time that a text states; of the form "other" where it is none of the record's, or no day of the calendar.

    >>> parse_time("2022-02-30").form, parse_time("cuối quý").form, parse_time("--12-25").form
    ('other', 'other', 'day-of-each-year')
    """
    for form, pattern in _FORMS:
        match = pattern.fullmatch(stated)
        if match:
            return _time(stated, form, {name: int(digits) for name, digits in match.groupdict().items()})
    return Time(stated, "other")


def _time(stated: str, form: Form, found: dict[str, int]) -> Time:
    if form == "continuous":
        return Time(stated, form)
    year = found.get("year")
    month = found["quarter"] * 3 if "quarter" in found else found.get("month", 12)
    day = found.get("day")
    if form == "day-of-each-year" and (month, day) == (_FEBRUARY, 29):
        day = None  # three years of four have no such day: in them the last one
    if _day(_LEAP_YEAR if year is None else year, month, day) is None:
        return Time(stated, "other")
    return Time(stated, form, year, month, day)


def first_day(written: str | None) -> date | None:
    """The first day of a date that may lack its day or month; None where it is no date.

    >>> first_day("2026-02")
    datetime.date(2026, 2, 1)
    """
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?", written or "")
    return _day(int(match[1]), int(match[2] or 1), int(match[3] or 1)) if match else None


def _day(year: int, month: int, day: int | None) -> date | None:
    """A day, or the last one of the month; None where the calendar has no such day."""
    try:
        return date(year, month, monthrange(year, month)[1] if day is None else day)
    except ValueError:
        return None
