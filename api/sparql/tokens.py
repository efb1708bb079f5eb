"""The words of a query, found in one pass whose time grows with the text and no faster, whatever the text is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_TOKEN: Final = re.compile(
    r"""
      (?P<iri><[^<>"{}|^`\\\x00-\x20]*+>)
    | (?P<text>\"\"\"(?:[^"\\]|\\.|"(?!""))*+(?:\"\"\"|\Z) | '''(?:[^'\\]|\\.|'(?!''))*+(?:'''|\Z)
        | "(?:[^"\\\n]|\\.)*+"? | '(?:[^'\\\n]|\\.)*+'?)
    | (?P<comment>\#[^\n]*+)
    | (?P<variable>[?$]\w++)
    | (?P<tag>@[A-Za-z][\w-]*+)
    | (?P<name>(?:_|[^\W\d][\w.-]{0,60}+)?:(?:[\w:%-]|\\.|\.(?=[\w:%\\]))*+)
    | (?P<number>\d[\w.]*+)
    | (?P<word>[^\W\d]\w*+)
    | (?P<sign>&&|\|\||\^\^|[<>!]=|[^\s])
    """,
    re.VERBOSE | re.DOTALL,
)
Token = tuple[str, str]
"""(kind, text): an iri, a text in quotes, a variable, a prefixed name, a number, a word in small letters, a sign."""


def tokens(query: str) -> Iterator[Token]:
    """The tokens of *query* without its comments; what is no SPARQL has tokens too.

    >>> list(tokens("ASK { ?s a 'x # y' } # all"))[2:5]
    [('variable', '?s'), ('word', 'a'), ('text', "'x # y'")]
    """
    for found in _TOKEN.finditer(query):
        kind = found.lastgroup or "sign"
        if kind == "word":
            yield kind, found[0].lower()
        elif kind != "comment":
            yield kind, found[0]
