"""What is wrong with a query that does not parse, in one line."""

from __future__ import annotations

import re

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
    line, column, word = _word_at(query, max(1, int(found[1]) - before), int(found[2]))
    place = f"line {line}, column {column}, at {word!r}" if word else "at its end"
    reason = _SAID.search(found[3])
    because = f": {reason[1][0].lower()}{reason[1][1:]}" if reason else ""
    return f"The query is not SPARQL: {place}{because}", _hint(query, because)


def _hint(query: str, because: str) -> str:
    if "prefix not found" in because:
        return "Declare the prefix with PREFIX, or use one that needs no declaration: lin, eli, skos, dcterms, rdfs"
    if "unbound" in because:
        return "Name each variable of SELECT in GROUP BY or in an aggregate"
    plain = _COMMENTS_AND_STRINGS.sub(" ", query)
    for begin, end in ("{}", "()"):
        if plain.count(begin) != plain.count(end):
            missing = end if plain.count(begin) > plain.count(end) else begin
            return f"A {missing} is missing"
    return _HINT


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
