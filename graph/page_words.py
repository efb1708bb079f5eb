"""What pages and pictures call relations and numbers of days: Vietnamese first, then English."""

from __future__ import annotations

from typing import Final

UP: Final = {
    "implements": "thực hiện · implements",
    "based-on": "căn cứ · based on",
    "continues": "tiếp tục · continues",
}
DOWN: Final = {
    "implements": "được thực hiện bởi · implemented by",
    "based-on": "là căn cứ của · basis of",
    "continues": "được tiếp tục bởi · continued by",
}


def days_in_words(days: int | None) -> str:
    """A number of days, "" where it is not known.

    >>> days_in_words(1), days_in_words(30), days_in_words(None)
    ('1 ngày · day', '30 ngày · days', '')
    """
    return "" if days is None else f"{days} ngày · day{'' if abs(days) == 1 else 's'}"
