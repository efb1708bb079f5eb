"""Dates, months and quarters as documents write them, to ISO 8601."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

# Its first digit stands for itself, so that a search for a date goes from digit to digit.
_DAY = r"[0-9](?:(?<=0)[1-9]|(?<=[12])\d|(?<=3)[01]|(?<=[1-9]))"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19[3-9]\d|20\d\d)"

# "ngày 05 tháng 01 năm 2022", "ngày 5/1/2022", "28-5-2013", "ngày 14.3.2019"
_FROM_DAY = re.compile(
    rf"(?P<day>{_DAY})\s*(?:[/.\-–]\s*(?P<month>{_MONTH})\s*[/.\-–]\s*(?P<year>{_YEAR})(?!\d)"
    rf"|tháng\s*(?P<month2>{_MONTH})\s*(?:,\s*)?năm\s*(?P<year2>{_YEAR})(?!\d))",
    re.IGNORECASE,
)
DATE = re.compile(rf"(?:ngày\s*)?{_FROM_DAY.pattern}", re.IGNORECASE)
# The date line of a heading: place, then a date whose day (or day and month) may have been left blank.
_NAMES_PLACE = re.compile(r"(?:(?:[^\W\d_a-zđ]\S*|tỉnh|thành phố|huyện|quận|thị xã|xã|phường|\d{1,2}|-)\s?){0,7}")
_GAP = r"\s{0,12}"  # bounded: a page of blank lines is no part of a date
_LONG_DATE = (
    rf"ngày{_GAP}(?P<day>\d{{1,2}})?[.…_\s]{{0,30}}tháng{_GAP}(?P<month>\d{{1,2}})?[.…_\s]{{0,30}}năm{_GAP}"
    rf"(?P<year>{_YEAR})"
)
PLACE_DATE = re.compile(rf"(?P<place>[^\W\d_](?:[^\n,;:]|\n(?!\n)){{1,48}}?){_GAP},{_GAP}{_LONG_DATE}", re.IGNORECASE)
# The same without a comma, with a short date, or without a place; each takes its whole line.
_LOOSE_DATES = (
    re.compile(rf"(?P<place>[A-ZĐ][^\n,;:\d]{{1,40}}?)\s{{1,12}}{_LONG_DATE}(?={_GAP}(?:\n|$))"),
    re.compile(
        rf"(?P<place>[A-ZĐ][^\n,;:]{{1,40}}?){_GAP},?{_GAP}(?:ngày{_GAP})?(?P<day>{_DAY}){_GAP}[/.\-]{_GAP}(?P<month>{_MONTH})"
        rf"{_GAP}[/.\-]{_GAP}(?P<year>{_YEAR})(?={_GAP}(?:\n|$))"
    ),
    re.compile(rf"(?P<place>){_LONG_DATE}(?={_GAP}(?:\n|$))", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: ``value`` in ISO 8601 and where it stands."""

    value: str
    start: int
    end: int


def iso_date(year: int | str, month: int | str, day: int | str | None) -> str | None:
    """``YYYY-MM-DD``, or ``YYYY-MM`` without a day; ``None`` for a day that no calendar has.

    Example:
        >>> iso_date(2022, "1", "05"), iso_date(2026, 2, None), iso_date(2022, 2, 30)
        ('2022-01-05', '2026-02', None)
    """
    try:
        if day is None:
            return datetime.date(int(year), int(month), 1).isoformat()[:7]
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def match_date_line(text: str, position: int) -> re.Match[str] | None:
    """The date line of a heading that begins at ``position``, with the groups place, day, month and year."""
    match = PLACE_DATE.match(text, position)
    found = (pattern.match(text, position) for pattern in _LOOSE_DATES)
    return match or next((loose for loose in found if loose and _NAMES_PLACE.fullmatch(loose["place"])), None)


def match_date(text: str, position: int) -> FoundDate | None:
    """The date that begins at ``position`` of ``text``."""
    match = DATE.match(text, position)
    return _found(match, match.start()) if match else None


def find_dates(text: str, start: int = 0, end: int | None = None) -> tuple[FoundDate, ...]:
    """Every full date of ``text[start:end]``, in order."""
    stop = len(text) if end is None else end
    found: list[FoundDate] = []
    for match in _FROM_DAY.finditer(text, start, stop):
        begin = _with_its_word(text, start, match.start())
        date = _found(match, begin) if _stands_alone(text, begin) else None
        if date:
            found.append(date)
    return tuple(found)


def _with_its_word(text: str, floor: int, day: int) -> int:
    """Where a date begins whose digits begin at ``day``: at the word *ngày* before them, if it stands there."""
    begin = day
    while begin > floor and text[begin - 1].isspace():
        begin -= 1
    return begin - 4 if begin - floor >= 4 and text[begin - 4 : begin].lower() == "ngày" else day


def _stands_alone(text: str, begin: int) -> bool:
    before = text[begin - 1 : begin] if begin else ""
    return not before or not (before.isdigit() or before in "/-.")


def _found(match: re.Match[str], begin: int) -> FoundDate | None:
    value = iso_date(match["year"] or match["year2"], match["month"] or match["month2"], match["day"])
    return FoundDate(value, begin, match.end()) if value else None


def day_of(date: str | None) -> datetime.date | None:
    """The day of an ISO date, the first of its month where the day is not known; ``None`` for less."""
    if not date or len(date) < 7:
        return None
    return datetime.date.fromisoformat(date if len(date) == 10 else f"{date}-01")
