"""What is wrong with a query that does not parse, in one line."""

from __future__ import annotations

import re

from pyparsing import ParseBaseException
from rdflib.plugins.sparql.parser import parseQuery

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SAID = re.compile(r"(?:^|, )([A-Z][a-z]+ [A-Za-z][\w ]+?)(?=,|$)")
_COMMENTS_AND_STRINGS = re.compile(r"#[^\n]*|<[^<>\s]*>|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")
_HINT = "Correct the query there; ontology/queries has examples"
_LONGEST = 40


def syntax_fault(query: str, said: str, before: int = 0) -> tuple[str, str]:
    """(message, hint) about a query that does not parse, from what Oxigraph says of it.

    Of the long list of what could stand there, only what is a sentence is kept. Oxigraph saw so many lines *before* it.

    >>> syntax_fault("SELECT nonsense", "error at 1:16: expected DISTINCT")[0]
    "The query is not SPARQL: line 1, column 8, at 'nonsense'"
    """
    found = _PLACE.match(said)
    if found is None:
        return f"The query is not SPARQL: {said.splitlines()[0]}", _HINT
    line, column, word = _word_at(query, *_place(query, max(1, int(found[1]) - before), int(found[2])))
    place = f"line {line}, column {column}, at {word!r}" if word else "at its end"
    reason = _SAID.search(found[3])
    because = f": {reason[1][0].lower()}{reason[1][1:]}" if reason else ""
    return f"The query is not SPARQL: {place}{because}", _hint(query, because)


def _hint(query: str, because: str) -> str:
    if "prefix not found" in because:
        return "Declare the prefix with PREFIX, or use one that needs no declaration: lin, eli, skos, dcterms, rdfs"
    if "unbound" in because:
        return "Name each variable of SELECT in GROUP BY or in an aggregate"
    missing = _missing_bracket(query)
    return f"A {missing} is missing" if missing else _HINT


def _missing_bracket(query: str) -> str:
    plain = _COMMENTS_AND_STRINGS.sub(" ", query)
    for begin, end in ("{}", "()"):
        if plain.count(begin) != plain.count(end):
            return end if plain.count(begin) > plain.count(end) else begin
    return ""


def _place(query: str, line: int, column: int) -> tuple[int, int]:
    """(line, column) of a fault that Oxigraph found there.

    Its parser looks ahead, and for many a fault it names a later line or the end of the query; rdflib's then knows
    where the part begins that is wrong. Where a bracket is missing, the end is the place.
    """
    if _missing_bracket(query):
        return line, column
    lines = query.rstrip().split("\n")
    begin = _place_by_rdflib(query) or (line, column)
    return begin if line > begin[0] or (line, column) >= (len(lines), len(lines[-1])) else (line, column)


def _place_by_rdflib(query: str) -> tuple[int, int] | None:
    try:
        parseQuery(query)
    except ParseBaseException as error:
        return (error.lineno, _column(query.split("\n")[error.lineno - 1], error.column)) if error.loc else None
    except RecursionError:
        return None
    return None


def _column(text: str, shown: int) -> int:
    """The column in *text* of a column that counts a tab as the blanks up to the next eighth one, as pyparsing does."""
    seen = 0
    for at, char in enumerate(text):
        if seen >= shown - 1:
            return at + 1
        seen += 8 - seen % 8 if char == "\t" else 1
    return len(text) + 1


def _word_at(query: str, line: int, column: int) -> tuple[int, int, str]:
    """(line, column, word) at a place, or before it where nothing stands there."""
    lines = query.split("\n")
    before = "\n".join([*lines[: line - 1], lines[line - 1][:column] if line <= len(lines) else ""])
    at = len(before.rstrip())
    start = max(before.rfind(blank, 0, at) for blank in " \t\n") + 1
    rest = re.match(r"\S*", query[start:])
    word = rest[0] if rest else ""
    shown = word if len(word) <= _LONGEST else word[:_LONGEST] + "…"
    return query.count("\n", 0, start) + 1, start - query.rfind("\n", 0, start), shown
