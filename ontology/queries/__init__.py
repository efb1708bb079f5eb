"""The named queries (`*.rq` beside this file): analysts' questions as SPARQL, to run as they are or to start from.

Each begins with a header of comments: its titles, what it answers, and its parameters. A longer text goes on in lines
that are indented behind their `#`::

    # title@vi: Ai viện dẫn một văn bản
    # title@en: Who cites a document
    # description: Every document that cites it, the newest first.
    # parameter number: its number and symbol

The value of a parameter stands in the query itself, in a line such as `VALUES ?number { "12-CT/TW" }`, which a reader
changes by hand and `NamedQuery.with_values` changes safely.

They are written for a store in which the default graph is the union of all graphs. A triple that many texts state
comes once for each of them there, so what is matched is made distinct before it meets something else.

A query about one document, directive or agency costs what its answer costs, however many documents the store holds.
Oxigraph evaluates a sub-select, GROUP BY, DISTINCT or MINUS on its own, as a whole column, before it joins it; only
patterns, paths and OPTIONALs are looked up for each row on their left. So such a query is an onion:

- The innermost sub-select finds the documents by their number. Each layer around it takes the rows of the one inside,
  adds one OPTIONAL with one fact, and aggregates it: GROUP BY what is known, MIN of what is new. One layer for each
  fact, as facts that many texts state would multiply each other. No layer joins a second sub-select that reads a
  property of all documents.
- What a layer adds to a sub-select is an OPTIONAL, where needed with FILTER(BOUND(?new)) behind it: a pattern that is
  required may be taken for the smaller side, and be read first. Around a sub-select that finds few rows by a constant
  (the one of the number) patterns may be required.
- A variable that an OPTIONAL may leave unbound matches everything in the next one. COALESCE(?next, rdf:nil) stands in.
- The planner knows no statistics: it multiplies guesses, and with a path in them the product runs over, upon which an
  OPTIONAL of several patterns is read whole. LIMIT 1000000 on the sub-select with the path tells it that the rows are
  few (it is no page of the answer); one path with an alternative at its top, as in a|(b/c), is one step to it, and
  a/b/c or `?x a ?y . ?y b ?z` several. Joins within EXISTS and within UNION are not planned at all: a nested FILTER
  EXISTS or such a path does without, and in UNION the pattern of the bound variable stands first.

A query about everything does the reverse, as a look-up for each row costs some ten times what reading a row of a
column does, and a label, date or number that many texts state comes dozens of times:

- Each pattern stands in a sub-select of its own, `{ SELECT DISTINCT ?a ?b WHERE { ?a lin:p ?b } }`, and these are
  joined as columns. The rarer pattern may narrow what is then looked up: `SELECT DISTINCT ?body` of those with duties,
  and beside it the pattern of their labels.
- What is missing is found by MINUS of a pattern, a column as well, where FILTER NOT EXISTS is a look-up for each row.
- Text is made distinct before STR, MIN or LCASE reads it; of what is grouped the label is read after that.
- BIND ends a group of patterns, and what follows is a column of its own: where few rows are meant, it stands last.

`oxigraph query --explain-file` shows how a query is evaluated, with the rows of each step. The benchmark `stores` fails
when one of these queries grows with the store.

They give the same rows on Virtuoso 7, which silently loses rows or mixes up values where a query has one of these, so
that they do without: a triple pattern behind several sub-selects that it joins, or an OPTIONAL or MINUS around a
sub-select with a path in it (FILTER EXISTS, or UNION and SUM, find the same); EXISTS within a BIND (FILTER NOT EXISTS
does); the comparison of a computed string that STR does not enclose. It refuses a select expression that has both an
aggregate and a column of its group (COALESCE(?own, MIN(?cited)): the next layer out can do that), and in a sub-select
BIND of an IRI in a branch of a UNION (VALUES does).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from ontology.errors import InputError

_ENTRY: Final = re.compile(r"# (title@vi|title@en|description|parameter ([a-z]+)): (\S.*)")
_LITERAL: Final = r'"[^"\\\n]*"(?:\^\^xsd:date)?|[0-9]+(?:\.[0-9]+)?'
_VALUES: Final = re.compile(rf"VALUES \?([a-z]+) \{{ ({_LITERAL}) \}}")
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


@dataclass(frozen=True, slots=True)
class QueryParameter:
    """What a named query can be asked for: `kind` is string, date, integer or decimal."""

    name: str
    kind: str
    default: str
    description: str

    def literal(self, value: str) -> str:
        """A value as a literal of SPARQL, whatever characters it has.

        Raises:
            InputError: when the value is no date or number, where the query needs one.

        >>> QueryParameter("number", "string", "12-CT/TW", "").literal('a" } #')
        '"a\\\\" } #"'
        """
        match self.kind:
            case "date":
                return f'"{self._checked_date(value)}"^^xsd:date'
            case "integer":
                return self._checked(value, r"[0-9]{1,9}", "a whole number such as 3")
            case "decimal":
                return self._checked(value, r"[0-9]{1,9}(?:\.[0-9]{1,9})?", "a number such as 0.8")
        return f'"{value.translate(_ESCAPES)}"'

    def _checked_date(self, value: str) -> str:
        written = self._checked(value, r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date such as 2022-01-05")
        try:
            return date.fromisoformat(written).isoformat()
        except ValueError:
            raise InputError(f"{self.name}={value}: there is no such day", hint="Write it as 2022-01-05") from None

    def _checked(self, value: str, form: str, wanted: str) -> str:
        if not re.fullmatch(form, value, re.ASCII):
            raise InputError(f"{self.name}={value}: not {wanted}", hint=f"Give {wanted}")
        return value


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question of analysts: `text` is the whole file, the header included, with the defaults of its parameters."""

    name: str
    title_vi: str
    title_en: str
    description: str
    parameters: tuple[QueryParameter, ...]
    text: str

    def with_values(self, values: Mapping[str, str]) -> str:
        """The text with other values of some parameters, each as a literal: no value becomes a part of the query.

        Raises:
            InputError: when the query has no parameter of that name, or a value does not have its form.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                some = f"It has: {', '.join(known)}" if known else "It has no parameters"
                raise InputError(f"the query {self.name} has no parameter {name}", hint=some)
        literals = {name: known[name].literal(value) for name, value in values.items()}

        def put(found: re.Match[str]) -> str:
            name, default = found.groups()
            return f"VALUES ?{name} {{ {literals.get(name, default)} }}"

        return _VALUES.sub(put, self.text)

    def to_json(self) -> dict[str, object]:
        """All of the query, for programs."""
        parameters = [
            {"name": each.name, "kind": each.kind, "default": each.default, "description": each.description}
            for each in self.parameters
        ]
        title = {"vi": self.title_vi, "en": self.title_en}
        return {
            "name": self.name,
            "title": title,
            "description": self.description,
            "parameters": parameters,
            "text": self.text,
        }


@cache
def load_queries() -> tuple[NamedQuery, ...]:
    """The named queries, ordered by name.

    >>> next(query.title_en for query in load_queries() if query.name == "conflicts")
    'Contradictions between texts, with both sides'
    """
    files = sorted(Path(__file__).parent.glob("*.rq"))
    return tuple(parse_query(path.stem, path.read_text(encoding="utf-8")) for path in files)


def find_query(name: str) -> NamedQuery | None:
    """The named query of that name, if there is one."""
    return next((query for query in load_queries() if query.name == name), None)


def parse_query(name: str, text: str) -> NamedQuery:
    """A query with its header and the defaults of its parameters read.

    Raises:
        InputError: when a line of the header is missing, stands twice or has another form, or the parameters of the
            header are not those of the VALUES lines.
    """
    header: dict[str, str] = {}
    described: dict[str, str] = {}
    for key, parameter, said in _entries(name, text):
        kept, key = (described, parameter) if parameter else (header, key)
        if key in kept:
            raise InputError(f"{name}.rq: {key} stands twice", hint="Leave one line of them")
        kept[key] = said
    for key in ("title@vi", "title@en", "description"):
        if key not in header:
            raise InputError(f"{name}.rq: no line '# {key}: ...'", hint="Add it to the comments at the beginning")
    defaults = _defaults(name, text, described)
    parameters = tuple(_parameter(each, defaults[each], described[each]) for each in described)
    return NamedQuery(name, header["title@vi"], header["title@en"], header["description"], parameters, text)


def _entries(name: str, text: str) -> Iterator[tuple[str, str, str]]:
    """The lines of the header as (key, name of the parameter or nothing, text), continued lines joined."""
    found: list[tuple[str, str, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#"):
            break
        entry = _ENTRY.fullmatch(line)
        if entry is not None:
            found.append((entry[1], entry[2] or "", entry[3].rstrip()))
        elif line.startswith("#   ") and found:
            key, parameter, said = found[-1]
            found[-1] = (key, parameter, f"{said} {line[1:].strip()}")
        else:
            raise InputError(f"{name}.rq:{number}: {line!r} is no line of a header", hint="See ontology/queries")
    yield from found


def _defaults(name: str, text: str, described: Mapping[str, str]) -> dict[str, str]:
    """The literal of each parameter; one that stands in several places has one value in all of them."""
    found: dict[str, str] = {}
    for parameter, literal in _VALUES.findall(text):
        if found.setdefault(parameter, literal) != literal:
            raise InputError(f"{name}.rq: ?{parameter} has two values", hint="Give it one")
    if found.keys() != described.keys():
        wrong = ", ".join(sorted(found.keys() ^ described.keys()))
        raise InputError(
            f"{name}.rq: {wrong} is not both described and given a value",
            hint='Write # parameter NAME: ... and VALUES ?NAME { "..." }',
        )
    return found


def _parameter(name: str, literal: str, description: str) -> QueryParameter:
    if literal.endswith("^^xsd:date"):
        kind = "date"
    elif literal.startswith('"'):
        kind = "string"
    else:
        kind = "decimal" if "." in literal else "integer"
    return QueryParameter(name, kind, literal.split('"')[1] if '"' in literal else literal, description)
