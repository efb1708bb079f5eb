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


_FORM: Final = re.compile(r"\b(select|ask|construct|describe)\b")
_LIMIT: Final = re.compile(r"\blimit\s+(\d+)\s*\Z", re.IGNORECASE)


def query_form(sparql: str) -> str:
    """Which kind of query it is: the first of the words SELECT, ASK, CONSTRUCT and DESCRIBE; "" without any.

    >>> query_form('PREFIX select: <http://a/> # ask' + chr(10) + 'Construct { ?s ?p "ask" } WHERE { ?s ?p ?o }')
    'construct'
    """
    found = _FORM.search(_TERMINALS.sub(" ", sparql).lower())
    return found[1] if found else ""


def limit_of(sparql: str) -> tuple[str | None, int | None]:
    """A query without the LIMIT at its end, and that limit; no query where an OFFSET or VALUES might stand there.

    >>> limit_of("SELECT * { ?s ?p ?o } LIMIT 10"), limit_of("SELECT * { ?s ?p ?o } OFFSET 3 LIMIT 10")
    (('SELECT * { ?s ?p ?o } ', 10), (None, None))
    """
    plain = _TERMINALS.sub(lambda found: " " * len(found[0]), sparql)
    if "offset" in plain.lower() or "values" in plain.lower():
        return None, None
    found = _LIMIT.search(plain)
    return (sparql, None) if found is None else (sparql[: found.start()], int(found[1]))
