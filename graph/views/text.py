"""Text as a picture may show it: no characters that act, and lines that fit a box whatever font a reader has."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_BLANKS: Final = re.compile(r"\s+")
_NARROW: Final = dict.fromkeys("iljI.,:;'|!()[] -·", 0.4) | dict.fromkeys('frt/1"', 0.5)
_WIDE: Final = dict.fromkeys("mwMW@%&…—", 1.0) | dict.fromkeys("QOGDHNUĐ", 0.83)
_CAPITAL: Final = 0.74
_SMALL: Final = 0.62
_EAST_ASIAN: Final = 1.05
_BOLD: Final = 1.1
_STEEP: Final = 3
"""A word that is cut has at least so many letters before the cut."""


def clean(text: str) -> str:
    """Text on one line, in NFC, without control and format characters: none of it turns writing round or ends a line.

    >>> clean("Kế  hoạch\\u2028số \\u202e12\\u202c")
    'Kế hoạch số 12'
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    spaced = _BLANKS.sub(" ", text)
    kept = "".join(char for char in spaced if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", kept)).strip()


@lru_cache(maxsize=4096)
def _advance(char: str) -> float:
    """About how wide a character is, in ems of a wide face (DejaVu Sans), so that others fit as well."""
    plain = unicodedata.normalize("NFD", char)[0]
    if plain in _NARROW:
        return _NARROW[plain]
    if plain in _WIDE:
        return _WIDE[plain]
    if unicodedata.east_asian_width(char) in ("W", "F"):
        return _EAST_ASIAN
    if unicodedata.combining(char):
        return 0.0
    return _CAPITAL if plain.isupper() else _SMALL


def width(text: str, size: float, *, bold: bool = False) -> float:
    """About how many pixels wide a line is at a size; rather too many than too few."""
    return sum(map(_advance, text)) * size * (_BOLD if bold else 1.0)


def wrap(text: str, room: float, size: float, *, most: int, bold: bool = False) -> tuple[str, ...]:
    """Text in at most so many lines, none of them wider than there is room; what does not fit ends in "…".

    >>> wrap("Ban Thường vụ Tỉnh ủy Tây Ninh", 110, 12, most=2)
    ('Ban Thường vụ', 'Tỉnh ủy Tây Ni…')
    """
    lines: list[str] = []
    words = [part for one in text.split(" ") for part in _parts(one, room, size, bold=bold)]
    line = ""
    for place, one in enumerate(words):
        longer = f"{line} {one}" if line else one
        if line and width(longer, size, bold=bold) > room:
            lines.append(line)
            if len(lines) == most:
                return (*lines[:-1], _cut(f"{line} {' '.join(words[place : place + 3])}", room, size, bold=bold))
            line = one
        else:
            line = longer
    return (*lines, line) if line else tuple(lines)


def _parts(one: str, room: float, size: float, *, bold: bool) -> list[str]:
    """A word, in pieces where it is wider than a line: behind a stroke or a hyphen where there is one."""
    if width(one, size, bold=bold) <= room:
        return [one]
    parts, part = [], ""
    for char in one:
        if part and width(part + char, size, bold=bold) > room:
            found = max(part.rfind("/"), part.rfind("-")) + 1
            end = found if found >= _STEEP else len(part)
            parts.append(part[:end])
            part = part[end:]
        part += char
    return [*parts, part]


def _cut(text: str, room: float, size: float, *, bold: bool) -> str:
    if width(text, size, bold=bold) <= room:
        return text
    kept = text
    while kept and width(kept + "…", size, bold=bold) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,;·-") + "…"


def shortened(text: str, most: int) -> str:
    """Text of at most so many characters.

    >>> shortened("Thực hiện Chỉ thị", 10)
    'Thực hiện…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
