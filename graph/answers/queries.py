"""Answers to SPARQL as rows of Python values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import Final

import pyoxigraph as ox

from graph.answers.base import Answer
from graph.answers.tables import Columns, Row
from graph.store import GraphStore
from graph.terms import XSD
from ontology.errors import InputError, NotFound
from ontology.queries import find_query, load_queries

MAX_ROWS: Final = 100_000
_WHOLE: Final = frozenset(f"{XSD}{name}" for name in ("integer", "int", "long", "short", "nonNegativeInteger"))
_BROKEN: Final = frozenset(f"{XSD}{name}" for name in ("decimal", "double", "float"))
_TRUE: Final = ("true", "1")


@dataclass(frozen=True, slots=True)
class Rows(Answer):
    """The rows of an answer to a query: IRIs and dates as texts, numbers and truths as such, None for what is unbound.

    A column whose values are of several kinds is one of texts. `truncated` tells that there are more rows.
    """

    title: str
    columns: Columns
    rows: tuple[Row, ...]
    truncated: bool = False


def ask(
    store: GraphStore, query: str, values: Mapping[str, object] | None = None, *, limit: int = MAX_ROWS
) -> Rows | bool:
    """The answer to a named query, with `values` for its parameters, or to a text in SPARQL: rows of a SELECT, the
    triples of a CONSTRUCT or DESCRIBE as rows, the truth of an ASK. It is evaluated in this process, without a limit of
    time.

    Raises:
        NotFound: for one word that names no query; the hint gives the names that are like it.
        InputError: for values that the query does not take, or a limit below 1.
        QueryError: for a query that does not parse or cannot be evaluated.
    """
    if limit < 1:
        raise InputError(f"no answer of {limit} rows", hint="give a limit of 1 or more")
    title, text = _text(query, values or {})
    found = store.query(text)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names: tuple[str, ...]
    answers: Iterable[Iterable[object]]
    if isinstance(found, ox.QuerySolutions):
        names, answers = tuple(variable.value for variable in found.variables), found
    else:
        names = ("subject", "predicate", "object")
        answers = ((triple.subject, triple.predicate, triple.object) for triple in found)
    rows = [tuple(map(_value, solution)) for solution in islice(answers, limit + 1)]
    return _rows(title, names, rows[:limit], truncated=len(rows) > limit)


def _text(query: str, values: Mapping[str, object]) -> tuple[str, str]:
    """What the rows are called, and the query itself."""
    named = find_query(query.strip())
    if named is not None:
        return named.title_en, named.with_values({name: str(value) for name, value in values.items()})
    if len(query.split()) == 1:
        known = [one.name for one in load_queries()]
        like = ", ".join(get_close_matches(query, known) or known)
        raise NotFound(f"no query is named {query.strip()}", hint=f"There are: {like}")
    if values:
        raise InputError("a text in SPARQL takes no values", hint="Write them into the query")
    return "Answer to a query", query


def _rows(title: str, names: tuple[str, ...], rows: list[Row], *, truncated: bool) -> Rows:
    kinds = [_kind([row[place] for row in rows]) for place in range(len(names))]
    typed = tuple(tuple(_typed(cell, kind) for cell, kind in zip(row, kinds, strict=True)) for row in rows)
    return Rows(title, dict(zip(names, kinds, strict=True)), typed, truncated)


def _kind(cells: Iterable[object]) -> type[str] | type[int] | type[float] | type[bool]:
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {bool}:
        return bool
    if kinds == {int}:
        return int
    return float if kinds and kinds <= {int, float} else str


def _typed(cell: object, kind: Callable[[object], object]) -> object:
    return None if cell is None else kind(cell)


def _value(term: object) -> object:
    """A term of RDF as a value; what is no number is left as it is written."""
    if term is None:
        return None
    if not isinstance(term, ox.Literal):
        return str(getattr(term, "value", term))
    kind = term.datatype.value
    try:
        if kind in _WHOLE:
            return int(term.value)
        if kind in _BROKEN:
            return float(term.value)
    except ValueError:
        return term.value
    return term.value in _TRUE if kind == f"{XSD}boolean" else term.value
