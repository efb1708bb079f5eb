"""Numbers as letters and Roman numerals, as lists are numbered with them."""

from __future__ import annotations

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def as_roman(number: int) -> str:
    """``number`` in Roman numerals; as it is where there are none for it.

    >>> as_roman(4), as_roman(19), as_roman(0)
    ('IV', 'XIX', '0')
    """
    if not 0 < number < 4000:
        return str(number)
    pieces = []
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        pieces.append(sign * count)
    return "".join(pieces)


def as_letters(number: int) -> str:
    """``number`` as a small letter; behind z they are doubled, as Word and browsers do nearly alike.

    >>> as_letters(1), as_letters(26), as_letters(27), as_letters(0)
    ('a', 'z', 'aa', '0')
    """
    if not 0 < number <= 26 * 5:
        return str(number)
    times, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (times + 1)
