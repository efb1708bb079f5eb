"""Deadlines and recurrences in the form of the record: `2022-07`, `2025-Q1`, `--12`, `yearly`, `continuous`."""

from __future__ import annotations

import re
from functools import lru_cache

from .dates import find_dates, iso_date
from .intervals import Intervals

_MONTH = re.compile(r"tháng\s+(0?[1-9]|1[0-2])\s*(?:[/\-.]\s*|\s+năm\s+|,\s*năm\s+)((?:19|20)\d\d)(?!\d)")
_QUARTER = re.compile(r"qu[ýí]\s+(i{1,3}|iv|[1-4])\s*(?:[/\-–,]\s*|\s+năm\s+|\s+)((?:19|20)\d\d)")
_EVERY_DAY = re.compile(r"(?:ngày\s+)?(?<!\d)(\d{1,2})\s*(?:/|\s*tháng\s+)\s*(\d{1,2})\s*(?:hằng|hàng|mỗi)\s+năm")
_EVERY_MONTH = re.compile(r"tháng\s+(0?[1-9]|1[0-2])\s*(?:hằng|hàng|mỗi)\s+năm")
_YEARLY = re.compile(r"(?:hằng|hàng|mỗi)\s+năm|cuối\s+năm(?!\s+\d)")
_EACH_YEAR = re.compile(r"(?:định\s+kỳ,?\s+)?(?:hằng|hàng|mỗi)\s+năm\s*[;,.]?\s*riêng(?!\w)")
_CONTINUOUS = re.compile(r"thường\s+xuyên")
_IN_YEAR = re.compile(r"(?:vào|trong|đến hết)\s+năm\s+((?:19|20)\d\d)(?!\d)")
_YEAR = re.compile(r"(?:trong\s+)?(?:cả\s+)?năm\s+((?:19|20)\d\d)(?!\d)")
_YEARS = re.compile(r"(?:(?:19|20)\d\d\s*[-–]\s*)?((?:19|20)\d\d)")
_NUMERIC = re.compile(r"\d\s*[/.\-–]\s*\d")
_CACHED = 4000  # a paragraph is asked for its deadlines and for its milestones; whole files are not kept
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def find_times(folded: str) -> tuple[tuple[str, int, int], ...]:
    """Every time that ``folded`` (lower case) names, as (value, start, end), in order, without overlaps."""
    return _find_short(folded) if len(folded) <= _CACHED else _find(folded)


@lru_cache(maxsize=1024)
def _find_short(folded: str) -> tuple[tuple[str, int, int], ...]:
    return _find(folded)


def _find(folded: str) -> tuple[tuple[str, int, int], ...]:
    yearly, monthly, quarterly = "năm" in folded, "tháng" in folded, "quý" in folded or "quí" in folded
    if not (yearly or monthly or quarterly or "ngày" in folded or _NUMERIC.search(folded)):
        return ()
    every = yearly and ("hằng" in folded or "hàng" in folded or "mỗi" in folded)
    found: list[tuple[str, int, int]] = [(date.value, date.start, date.end) for date in find_dates(folded)]
    taken = Intervals((start, end) for _, start, end in found)
    for may_stand, pattern, value in (
        (every, _EVERY_DAY, _every_day),
        (every, _EVERY_MONTH, lambda m: f"--{int(m[1]):02d}"),
        (quarterly, _QUARTER, lambda m: f"{m[2]}-Q{_ROMAN[m[1]]}"),
        (monthly, _MONTH, lambda m: f"{m[2]}-{int(m[1]):02d}"),
        (yearly, _IN_YEAR, lambda m: m[1]),
        (yearly, _YEARLY, lambda m: "yearly"),
    ):
        for match in pattern.finditer(folded) if may_stand else ():
            when = value(match)
            if when and taken.add(*match.span()):
                found.append((when, match.start(), match.end()))
    return tuple(sorted(found, key=lambda item: item[1]))


def _every_day(match: re.Match[str]) -> str | None:
    """``--12-25``; ``None`` for a day that no year has."""
    day = iso_date(2000, match[2], match[1])  # a leap year
    return day and f"-{day[4:]}"


def duration(folded: str) -> str | None:
    """The value of a line "Thời gian thực hiện: ...": a time, ``yearly``, ``continuous`` or a year."""
    text = re.sub(r"^(?:thực hiện|triển khai|tổ chức)\s+", "", folded.strip(" .;,"))
    years = _YEARS.fullmatch(text)  # a cell of a table that says no more
    if years:
        return years[1]
    if _CONTINUOUS.match(text):
        return "continuous"
    if _EACH_YEAR.match(text):  # what follows is of one year only
        return "yearly"
    times = find_times(text)
    if times:
        return times[-1][0]
    if _CONTINUOUS.search(text):
        return "continuous"
    year = _YEAR.search(text)
    return year[1] if year else None
