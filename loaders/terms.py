"""Terms of office, which decide what a number identifies.

Party documents are numbered by the term of the committee (Hướng dẫn 36-HD/VPTW, II.1), State documents by the year
(Nghị định 30/2020/NĐ-CP, Điều 15). The first day of the month in which a congress began separates terms here,
which is exact enough to tell terms apart, not to date their edges.
"""

from __future__ import annotations

import re

# First month of each khóa of the national congress, from the sixth.
_NATIONAL = (
    (6, "1986-12"), (7, "1991-06"), (8, "1996-06"), (9, "2001-04"), (10, "2006-04"), (11, "2011-01"), (12, "2016-01"),
    (13, "2021-01"), (14, "2026-01"),
)  # fmt: skip
# Committees below the centre hold their congresses in the year before, each on its own day, most of them by October.
_LOCAL_YEARS = (1990, 1995, 2000, 2005, 2010, 2015, 2020, 2025, 2030)


def national_term(date: str) -> int | None:
    """The khóa of the Central Committee on ``date`` (ISO 8601), or ``None`` before the sixth.

    Example:
        >>> national_term("2022-01-05"), national_term("2012-08-12"), national_term("2017-01-05")
        (13, 11, 12)
    """
    return max((term for term, start in _NATIONAL if start <= date), default=None)


def local_term(date: str) -> int | None:
    """The year in which the term of a local committee that covers ``date`` began.

    Example:
        >>> local_term("2022-06-11"), local_term("2020-03-01")
        (2020, 2015)
    """
    return max((year for year in _LOCAL_YEARS if f"{year}-10" <= date), default=None)


def is_party(number: str) -> bool:
    """True for a number of the Party's order: 12-CT/TW.

    Example:
        >>> is_party("12-CT/TW"), is_party("457/LĐLĐ")
        (True, False)
    """
    return re.match(r"\d+[^\W\d_]?-", number) is not None


def period_of(number: str, date: str | None) -> str | None:
    """The period in which ``number`` is unique: ``k13`` and ``nk2020`` for the Party, a year for all others."""
    inside = re.match(r"[^/]+/((?:19|20)\d\d)/", number)
    if inside:
        return inside[1]
    if not date:
        return None
    if not is_party(number):
        return date[:4]
    if re.search(r"/[^/-]*TW", number):
        term = national_term(date)
        return f"k{term}" if term else None
    if len(date) < 7 and int(date[:4]) in _LOCAL_YEARS:
        return None  # the congress of that year divides it
    year = local_term(date)
    return f"nk{year}" if year else None


def same_period(number: str, first: str, second: str) -> bool:
    """True where two dates of a citation of ``number`` can be of one document: one term, or one year."""
    return period_of(number, first) == period_of(number, second)
