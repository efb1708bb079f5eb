"""What the texts say of each document, read for reconciliation: its own headings, and how others cite it.

Many documents are read in a few sweeps, some by look-ups; what is known of one takes space in the number of different
ways to cite it, not of citations. Most of the documents of a large store are only cited, and there are millions: a set
that has nothing in it is shared, and so are short texts that many have.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby, product
from operator import attrgetter
from sys import intern
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from graph import terms
from graph.engine import GraphName, Subject, is_far
from graph.matching import loose_scope
from graph.reading import subjects, tail, text, value, values
from graph.store import GraphStore

_PROPERTIES: Final = (
    terms.TYPE_DOCUMENT,
    terms.ID_LOCAL,
    terms.SCOPE,
    terms.HELD_IN,
    terms.DATE_DOCUMENT,
    terms.TITLE,
)
_AS_CITED: Final = (terms.DATE_AS_CITED, terms.SUBJECT_AS_CITED, terms.TERM_AS_CITED)
_STROKES: Final = {"D": "DĐ", "Đ": "DĐ", "d": "dđ", "đ": "dđ"}
_MOST_STROKES: Final = 6
_BELOW_TEN: Final = re.compile(r"0?(?=[1-9](?!\d))")


_NOTHING: Final[Mapping[str, frozenset[str]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Usage:
    """One way to cite a document: the date, the subject and the khóa that citations give, how many documents cite it
    so, and the earliest of their own dates.
    """

    date: str | None
    subject: str | None
    khoa: int | None
    citing: int
    earliest: str | None


@dataclass(slots=True)
class Bearer:
    """A document as one identifier names it.

    `scope` is a path of slugs, None where no text tells it; `period` is the term or year of a numbered document.
    `local` is true where the identifier holds for one part of one source only.
    `headings` are the dates of its own texts with the parts that give them. What reviewers say of it: `reviewed` tells
    that the scope is their word, `apart` names documents that it is not, and `corrected_date` is its date.
    """

    iri: str
    type: str | None
    number: str | None
    scope: str | None
    period: str | None
    local: bool
    held: frozenset[str] = frozenset()
    headings: Mapping[str, frozenset[str]] = field(default_factory=lambda: _NOTHING)
    titles: frozenset[str] = frozenset()
    usages: list[Usage] = field(default_factory=list)
    reviewed: bool = False
    apart: frozenset[str] = frozenset()
    corrected_date: str | None = None

    def dates(self) -> set[str]:
        """Every date that a heading or a citation gives it."""
        return {*self.headings, *(usage.date for usage in self.usages if usage.date)}

    def subjects(self, date: str | None = None) -> set[str]:
        """Every subject that a title or a citation (one with this date, if given) gives it."""
        cited = {usage.subject for usage in self.usages if usage.subject and date in (None, usage.date)}
        return cited | (self.titles if date is None or date in self.headings else set())

    def citing(self, date: str | None = None) -> int:
        """How many documents cite it (with this date, if given)."""
        return sum(usage.citing for usage in self.usages if date in (None, usage.date))


def bearing(store: GraphStore, number: str) -> set[str]:
    """The identifiers of all documents that bear a number, each of its D and Đ read either way, padded or not."""
    return {
        text(quad.subject)
        for spelling in spellings(number)
        for quad in store.raw.quads_for_pattern(None, terms.ID_LOCAL, ox.Literal(spelling), None)
    }


def numbers_of(store: GraphStore, iri: str) -> set[str]:
    """The numbers that a document bears, by its identifier and by what texts say."""
    name = store.iris.document_name(iri)
    found = {text(quad.object) for quad in store.raw.quads_for_pattern(ox.NamedNode(iri), terms.ID_LOCAL, None, None)}
    return found if name is None else {*found, name.number}


def alike(store: GraphStore, iris: Iterable[str]) -> set[str]:
    """Some documents, and all that reconciliation compares with them or with one of those.

    These bear the same number, in any spelling, in the same place; and those of which the place is not known, with
    what bears the number on the same day.
    """
    found, by_number = set(iris), defaultdict[str, set[str]](set)
    for iri in found:
        for number in numbers_of(store, iri):
            by_number[number].add(iri)
    return found.union(*(_family(store, number, some) for number, some in by_number.items()))


def _family(store: GraphStore, number: str, some: Collection[str]) -> set[str]:
    by_scope, unplaced = defaultdict[str, set[str]](set), set[str]()
    for iri in bearing(store, number):
        name = store.iris.document_name(iri)
        scope = name.scope if name and not name.local else value(store, iri, terms.SCOPE)
        (by_scope[loose_scope(scope)] if scope else unplaced).add(iri)
    names = (store.iris.document_name(iri) for iri in some)  # that of a document that is gone is all that is left of it
    wanted = {loose_scope(name.scope) for name in names if name and not name.local}
    wanted |= {scope for scope, members in by_scope.items() if not members.isdisjoint(some)}
    days = {day for iri in unplaced for day in _days(store, iri)}
    same_day = {iri for day in days for iri in _of_day(store, day)} if by_scope else set()
    wanted |= {scope for scope, members in by_scope.items() if not members.isdisjoint(same_day)}
    return unplaced.union(*(by_scope.get(scope, ()) for scope in wanted))


def _days(store: GraphStore, iri: str) -> Iterator[ox.Literal]:
    """The dates of a document by its own text and by citations."""
    for quad in store.raw.quads_for_pattern(ox.NamedNode(iri), terms.DATE_DOCUMENT, None, None):
        if isinstance(quad.object, ox.Literal):
            yield quad.object
    for node in subjects(store, terms.CITED_DOCUMENT, iri):
        for quad in store.raw.quads_for_pattern(ox.NamedNode(node), terms.DATE_AS_CITED, None, None):
            if isinstance(quad.object, ox.Literal):
                yield quad.object


def _of_day(store: GraphStore, day: ox.Literal) -> Iterator[str]:
    """The documents to which any text gives a date."""
    for quad in store.raw.quads_for_pattern(None, terms.DATE_DOCUMENT, day, None):
        yield text(quad.subject)
    for quad in store.raw.quads_for_pattern(None, terms.DATE_AS_CITED, day, None):
        yield from values(store, text(quad.subject), terms.CITED_DOCUMENT)


def spellings(number: str) -> Iterator[str]:
    """A number with each of its D and Đ read either way, and with or without the zero before one digit.

    All of them have the same spellings, so that whoever starts from one finds the others.
    """
    bare = _BELOW_TEN.match(number)
    padded = (number,) if bare is None else tuple(zero + number[bare.end() :] for zero in ("", "0"))
    choices = [_STROKES.get(letter, letter) for letter in padded[0]]
    if sum(len(choice) > 1 for choice in choices) > _MOST_STROKES:
        yield from padded
        return
    for letters in product(*choices):
        spelling = "".join(letters)
        yield from (spelling,) if bare is None else (spelling, f"0{spelling}")


def read_bearers(store: GraphStore, iris: Collection[str] | None = None) -> dict[str, Bearer]:
    """The documents with these identifiers, or all of the store; unknown identifiers are left out."""
    derived = store.iris.derived_graph
    quads = _all(store) if iris is None else _some(store, iris)
    found: dict[str, Bearer] = {}
    for quad in quads:
        if text(quad.graph_name) != derived:
            _take(store, found, quad)
    for iri, usage in _usages(store, None if iris is None else sorted(found)):
        if iri in found:
            found[iri].usages.append(usage)
    return found


def _all(store: GraphStore) -> Iterator[ox.Quad]:
    yield from store.raw.quads_for_pattern(None, terms.TYPE, terms.DOCUMENT, None)
    for predicate in _PROPERTIES:
        yield from store.raw.quads_for_pattern(None, predicate, None, None)


def _some(store: GraphStore, iris: Iterable[str]) -> Iterator[ox.Quad]:
    for iri in iris:
        known = list(store.raw.quads_for_pattern(ox.NamedNode(iri), None, None, None))
        yield from (quad for quad in known if quad.predicate == terms.TYPE and quad.object == terms.DOCUMENT)
        yield from (quad for quad in known if quad.predicate in _PROPERTIES)


def _take(store: GraphStore, found: dict[str, Bearer], quad: ox.Quad) -> None:
    iri, value = text(quad.subject), text(quad.object)
    if quad.predicate == terms.TYPE:
        if iri not in found:
            name = store.iris.document_name(iri)
            if name is None:
                found[iri] = Bearer(iri, None, None, None, None, True)
            else:
                scope = None if name.local else intern(name.scope)
                found[iri] = Bearer(iri, intern(name.type), None, scope, intern(name.period), name.local)
        return
    bearer = found.get(iri)
    if bearer is None:  # a concept or a register entry has a number, too
        return
    if quad.predicate == terms.TYPE_DOCUMENT:
        bearer.type = min(tail(value), bearer.type or tail(value)) if bearer.period is None else bearer.type
    elif quad.predicate == terms.ID_LOCAL:
        bearer.number = min(value, bearer.number or value)
    elif quad.predicate == terms.SCOPE:
        bearer.scope = min(value, bearer.scope or value) if bearer.local else bearer.scope
    elif quad.predicate == terms.HELD_IN:
        bearer.held |= {value}
    elif quad.predicate == terms.DATE_DOCUMENT:
        parts = bearer.headings.get(value, frozenset()) | {text(quad.graph_name)}
        bearer.headings = {**bearer.headings, value: parts}
    else:
        bearer.titles |= {value}


def _usages(store: GraphStore, iris: list[str] | None) -> Iterator[tuple[str, Usage]]:
    if iris is None:
        yield from _grouped(store, "?document", "") if is_far(store.raw) else _swept(store)
        return
    for iri in iris:  # one by one, as the store joins a list of them with all citations
        yield from _grouped(store, f"<{iri}>", f"BIND(<{iri}> AS ?document)")


def _swept(store: GraphStore) -> Iterator[tuple[str, Usage]]:
    """As `_grouped` for all documents: the citations of one come together, and what is held are those alone.

    A query over all of them would join and group them in memory as a whole.
    """
    citations = store.raw.quads_for_pattern(None, terms.CITED_DOCUMENT, None, None)
    for document, group in groupby(citations, key=attrgetter("object")):
        ways: dict[tuple[str | None, ...], tuple[set[str], list[str]]] = {}
        for quad in group:
            said = [_objects(store, quad.subject, term, quad.graph_name) or (None,) for term in _AS_CITED]
            for one in _objects(store, quad.subject, terms.CITING_DOCUMENT, quad.graph_name):
                when = _objects(store, ox.NamedNode(one), terms.DATE_DOCUMENT, quad.graph_name)
                for way in product(*said):
                    citing, days = ways.setdefault(way, (set(), []))
                    citing.add(one)
                    days += when
        for (date, subject, khoa), (citing, days) in ways.items():
            yield (
                text(document),
                Usage(date and intern(date), subject, int(khoa) if khoa else None, len(citing), _first(days)),
            )


def _first(days: list[str]) -> str | None:
    return intern(min(days)) if days else None


def _objects(store: GraphStore, subject: Subject, predicate: ox.NamedNode, graph: GraphName) -> list[str]:
    """What one graph says of a node."""
    return [text(quad.object) for quad in store.raw.quads_for_pattern(subject, predicate, None, graph)]


def _grouped(store: GraphStore, cited: str, bound: str) -> Iterator[tuple[str, Usage]]:
    """One row for each way to cite a document; the store counts who does."""
    rows = store.query(
        f"""SELECT ?document ?date ?subject ?khoa (COUNT(DISTINCT ?by) AS ?n) (MIN(?when) AS ?earliest) WHERE {{
            GRAPH ?graph {{
              ?citation {terms.CITED_DOCUMENT} {cited} ; {terms.CITING_DOCUMENT} ?by . {bound}
              OPTIONAL {{ ?citation {terms.DATE_AS_CITED} ?date }}
              OPTIONAL {{ ?citation {terms.SUBJECT_AS_CITED} ?subject }}
              OPTIONAL {{ ?citation {terms.TERM_AS_CITED} ?khoa }}
              OPTIONAL {{ ?by {terms.DATE_DOCUMENT} ?when }}
            }}
          }} GROUP BY ?document ?date ?subject ?khoa"""
    )
    assert isinstance(rows, ox.QuerySolutions)
    for row in rows:
        iri, date, subject, khoa, count, earliest = (
            None if value is None else text(value)
            for value in (row[name] for name in ("document", "date", "subject", "khoa", "n", "earliest"))
        )
        if iri is not None:
            yield iri, Usage(date, subject, int(khoa) if khoa else None, int(count or 0), earliest)
