"""What the text of a SPARQL query says outside its strings, names and comments."""

from __future__ import annotations

import re
from typing import Final

_TERMINALS: Final = re.compile(
    r"""
    <[^<>"{}|^`\\\x00-\x20]*>                                     # IRI
    | \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''   # long strings
    | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'                   # short strings
    | \#[^\n]*                                                    # comment
    | [?$]\w+                                                     # variable
    | [\w.-]*:[\w.%\\:-]*                                         # prefixed name
    """,
    re.VERBOSE | re.DOTALL,
)


def names_graphs(sparql: str) -> bool:
    """Whether a query names its graphs itself, with FROM or FROM NAMED.

    >>> names_graphs("ASK FROM <http://a/> {}"), names_graphs('ASK { ?from :from "FROM" } # from')
    (True, False)
    """
    return says("from", sparql)


def says(keyword: str, sparql: str) -> bool:
    """Whether a keyword stands anywhere outside strings, IRIs, names and comments, also within a longer word."""
    return keyword in sparql.lower() and keyword in _TERMINALS.sub(" ", sparql).lower()
