"""Where the names of people stand, which no repair touches: by their form, as no list holds all surnames."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .cleaning import CAPITALS, SMALL

_WORD = rf"[{CAPITALS}][{SMALL}'’]*"
_ROWS = (
    # alone on a line below a post, or behind a post in capitals on its line
    re.compile(rf"(?m)^({_WORD}(?:[ ]{_WORD}){{1,4}})$"),
    re.compile(rf"(?m)[{CAPITALS}]{{2}}[ ]({_WORD}(?:[ ]{_WORD}){{1,3}})$"),
    # anywhere, by the middle name
    re.compile(rf"(?<!\w)({_WORD}[ ](?:Văn|Thị|Bá|A)(?:[ ]{_WORD}){{1,3}})(?!\w)"),
)


def rows_of_names(text: str) -> Iterator[tuple[int, int]]:
    """The spans of what has the form of a person's name. Linear in the text."""
    for pattern in _ROWS:
        for match in pattern.finditer(text):
            yield match.span(1)
