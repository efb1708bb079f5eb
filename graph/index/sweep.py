"""Reads a store once, property by property: every document with its summary, every relation with its ends.

A look-up for each document would take a hundred times as long. What is held at once are numbers and texts, no quads.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final, NamedTuple

import pyoxigraph as ox

from graph import terms
from graph.copies import Copies
from graph.corrections import corrected, corrected_documents, with_corrections
from graph.documents import SINGLE, compose, with_preferred
from graph.evidence import by_support
from graph.identities import identities_of, part_of
from graph.index.packing import NUMBER
from graph.model import DocumentSummary
from graph.reading import label_of, tail, text
from graph.store import GraphStore
from graph.systems import systems_of_bodies, systems_of_names

NONE: Final = 0xFFFFFFFF
"""The number that stands for no document."""
_SHIFT: Final = 32
_LOW: Final = (1 << _SHIFT) - 1


class Relation(NamedTuple):
    """A relation: its kind, the numbers of its ends and of the document that states it (`NONE` where none does)."""

    key: str
    kind: str
    source: int
    target: int
    stated: int


class Sweep:
    """The documents of a store, numbered in the order of their IRIs, and the relations in the order of theirs.

    Other identifiers of a document have numbers, too; `same` gives the one of the document.
    """

    def __init__(self, store: GraphStore) -> None:
        """Read this store, which must not change meanwhile."""
        self.store = store
        self.identities = identities_of(store)
        self._aliases = self._read_aliases()
        self.known = self._documents()
        self._relations = _Relations(store)
        self.iris = sorted({*self.known, *self._aliases, *self._aliases.values(), *self._ends()})
        self.numbers = {iri: number for number, iri in enumerate(self.iris)}
        self.same = array(NUMBER, (self.numbers[self._aliases.get(iri, iri)] for iri in self.iris))
        self._also: dict[int, list[str]] = {}
        for alias, iri in sorted(self._aliases.items()):
            self._also.setdefault(self.numbers[iri], []).append(alias)
        meant = (self.numbers.get(self._aliases.get(iri, iri)) for iri in self.identities.in_part.values())
        self.several = {*self._also, *(number for number in meant if number is not None)}
        """Documents that have several identifiers, everywhere or in some parts."""

    # -- relations -----------------------------------------------------------------------------------------------------

    def relations(self) -> Iterator[Relation]:
        """The relations between documents, in the order of their IRIs; none between identifiers of one document.

        They can be asked for once, as what was read of them takes much space.
        """
        read, number = self._relations, self.numbers
        del self._relations
        for place in sorted(range(len(read.keys)), key=read.keys.__getitem__):
            kind, begin, end, stated = read.of(place)
            if not (kind and begin and end):
                continue
            key = read.keys[place]
            part = part_of(key)
            source, target = self._meant(begin, part), self._meant(end, part)
            if source != target or begin == end:
                by = number[self._meant(stated, part)] if stated else NONE
                yield Relation(key, tail(kind), number[source], number[target], by)

    def _ends(self) -> Iterator[str]:
        read = self._relations
        for place, key in enumerate(read.keys):
            part = part_of(key)
            for iri in read.of(place)[1:]:
                if iri:
                    yield iri
                    yield self._meant(iri, part)

    # -- identities ----------------------------------------------------------------------------------------------------

    def _read_aliases(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for quad in self.store.raw.quads_for_pattern(None, terms.SAME_DOCUMENT, None, None):
            alias, iri = text(quad.subject), text(quad.object)
            found[alias] = min(iri, found.get(alias, iri))
        return found

    def _meant(self, iri: str, part: str) -> str:
        """The document that an identifier means in a part."""
        used = self.identities.as_used(iri, part)
        return self._aliases.get(used, used)

    def _documents(self) -> set[str]:
        return {text(quad.subject) for quad in self.store.raw.quads_for_pattern(None, terms.TYPE, terms.DOCUMENT, None)}

    # -- summaries -----------------------------------------------------------------------------------------------------

    def summaries(self) -> Iterator[DocumentSummary | None]:
        """The summary of each document by its number, as `graph.documents.summarize` gives it.

        None stands for another identifier of a document.
        """
        held = self._held()
        single = [_Best(self, predicate, held) for predicate in SINGLE]
        drafts, reviewed = self._drafts(), self._reviewed()
        dates = _Counts(_stated(self, terms.DATE_DOCUMENT))
        named = _Counts(self._named())
        cited_dates, cited_issuers = self._cited(terms.DATE_AS_CITED), self._cited(terms.ISSUER_AS_CITED)
        acting, organizations = (_Bodies(self, term) for term in (terms.ISSUER, terms.PUBLISHER))
        copies = Copies(self.store).of_all()
        systems: dict[tuple[object, object, object], tuple[str, ...]] = {}
        for number, iri in enumerate(self.iris):
            if self.same[number] != number:
                yield None
                continue
            issuers = _best_first(named, cited_issuers, number)
            bodies = acting.of(number), organizations.of(number)
            asked = (*bodies, issuers[:1])
            if asked not in systems:
                systems[asked] = systems_of_bodies(self.store, *bodies) or systems_of_names(issuers[:1])
            also, parts = tuple(self._also.get(number, ())), held.get(number, ())
            summary = compose(
                iri,
                {best.predicate: best.of(number) for best in single},
                held=bool(parts),
                dates=with_preferred(self.store, iri, _best_first(dates, cited_dates, number, dates=True)),
                issuers=issuers,
                copy_key=copies.get(iri),
                also=also,
                systems=systems[asked],
                draft=bool(parts) and drafts.issuperset(parts),
            )
            if number in reviewed:
                summary = with_corrections(self.store, summary, corrected(self.store, (iri, *also)))
            yield summary

    def _held(self) -> dict[int, set[str]]:
        """The parts that are a document's own text, of each that is held."""
        found: dict[int, set[str]] = {}
        for number, part, _ in self.stated(terms.HELD_IN):
            found.setdefault(number, set()).add(part)
        return found

    def _drafts(self) -> set[str]:
        """The parts that are marked as drafts."""
        marks: dict[str, str] = {}
        for quad in self.store.raw.quads_for_pattern(None, terms.DRAFT, None, None):
            part, mark = text(quad.subject), text(quad.object)
            marks[part] = min(mark, marks.get(part, mark))
        return {part for part, mark in marks.items() if mark == "true"}

    def _reviewed(self) -> set[int]:
        """The documents of which reviewers say something; these are few."""
        meant = (self._aliases.get(iri, iri) for iri in corrected_documents(self.store))
        return {self.numbers[iri] for iri in meant if iri in self.numbers}

    def stated(self, predicate: ox.NamedNode) -> Iterator[tuple[int, str, str]]:
        """What the sources say of documents: the document, the value, and the graph that states it."""
        derived, number = self.store.iris.derived_graph, self.numbers
        for quad in self.store.raw.quads_for_pattern(None, predicate, None, None):
            iri = text(quad.subject)
            if iri not in number:
                continue
            graph = text(quad.graph_name)
            if graph != derived:
                meant = number.get(self._meant(iri, graph))
                if meant is not None:
                    yield meant, text(quad.object), graph

    def _named(self) -> Iterator[tuple[int, str]]:
        """The names of the bodies that issued documents, one for each graph that gives it."""
        names: dict[str, str] = {}
        seen: set[tuple[int, str, str]] = set()
        for number, body, graph in self.stated(terms.ISSUER):
            if body not in names:
                names[body] = label_of(self.store, body) or tail(body)
            said = (number, names[body], graph)
            if said not in seen:
                seen.add(said)
                yield number, names[body]

    def _cited(self, said: ox.NamedNode) -> _Counts:
        """How many documents cite each document with each value."""
        rows = self.store.query(
            f"SELECT ?part ?document ?value ?by WHERE {{ GRAPH ?part {{ ?citation {terms.CITED_DOCUMENT} ?document }} "
            f"?citation {said} ?value ; {terms.CITING_DOCUMENT} ?by }}"
        )
        assert isinstance(rows, ox.QuerySolutions)
        return _Counts(self._citing(rows))

    def _citing(self, rows: ox.QuerySolutions) -> Iterator[tuple[int, str]]:
        texts: dict[str, str] = {}
        seen: set[tuple[int, str, str]] = set()
        for row in rows:
            part, iri, value, by = (text(term) for term in row)
            number = self.numbers.get(self._meant(iri, part))
            said = (-1 if number is None else number, texts.setdefault(value, value), texts.setdefault(by, by))
            if number is not None and said not in seen:
                seen.add(said)
                yield number, value


class _Relations:
    """The relations as they stand in the store, in no order: what each says is a number, its text stands once."""

    def __init__(self, store: GraphStore) -> None:
        self.keys: list[str] = []
        self._texts = [""]
        places: dict[str, int] = {}
        numbers = {"": 0}
        self._columns: list[array[int]] = []
        for term in (terms.FROM_DOCUMENT, terms.RELATION_TYPE, terms.TO_DOCUMENT, terms.STATED_IN):
            column = array(NUMBER, bytes(4 * len(self.keys)))
            for quad in store.raw.quads_for_pattern(None, term, None, None):
                key, said = text(quad.subject), text(quad.object)
                place = places.get(key)
                if place is None:
                    if self._columns:  # a relation that begins nowhere
                        continue
                    place = places[key] = len(self.keys)
                    self.keys.append(key)
                    column.append(0)
                number = numbers.setdefault(said, len(numbers))
                if number == len(self._texts):
                    self._texts.append(said)
                if not column[place] or said < self._texts[column[place]]:
                    column[place] = number
            self._columns.append(column)

    def of(self, place: int) -> tuple[str, str, str, str]:
        """The kind, the ends and the stating document of a relation; "" where there is none."""
        begin, kind, end, stated = (self._texts[column[place]] for column in self._columns)
        return kind, begin, end, stated


def _stated(sweep: Sweep, predicate: ox.NamedNode) -> Iterator[tuple[int, str]]:
    """The document and the value for each graph that states it, once for each."""
    return ((number, value) for number, value, _ in _stated_in(sweep, predicate))


def _stated_in(sweep: Sweep, predicate: ox.NamedNode) -> Iterator[tuple[int, str, str]]:
    """The document, the value and the graph that states it, each once."""
    seen: set[tuple[int, str, str]] = set()
    for number, value, graph in sweep.stated(predicate):
        if number in sweep.several:  # two identifiers of one document may say the same in one graph
            if (number, value, graph) in seen:
                continue
            seen.add((number, value, graph))
        yield number, value, graph


class _Counts:
    """How often each value is stated of each document."""

    def __init__(self, stated: Iterator[tuple[int, str]]) -> None:
        self.values: list[str] = []
        places: dict[str, int] = {}
        counts: dict[int, int] = {}
        for number, value in stated:
            place = places.setdefault(value, len(places))
            if place == len(self.values):
                self.values.append(value)
            packed = number << _SHIFT | place
            counts[packed] = counts.get(packed, 0) + 1
        self._packed = array("Q", sorted(counts))
        self._counts = array(NUMBER, map(counts.__getitem__, self._packed))
        self._place = 0

    def of(self, number: int) -> dict[str, int]:
        """The values of a document, which is asked for in the order of the numbers."""
        found, packed, place = {}, self._packed, self._place
        while place < len(packed) and packed[place] >> _SHIFT < number:
            place += 1
        while place < len(packed) and packed[place] >> _SHIFT == number:
            found[self.values[packed[place] & _LOW]] = self._counts[place]
            place += 1
        self._place = place
        return found


class _Best:
    """The value of one property that most of the document's own texts state, then most graphs; of equal ones the first
    in order.
    """

    def __init__(self, sweep: Sweep, predicate: ox.NamedNode, held: Mapping[int, set[str]]) -> None:
        self.predicate: Final = predicate
        own: list[tuple[int, str]] = []

        def told() -> Iterator[tuple[int, str]]:
            for number, value, graph in _stated_in(sweep, predicate):
                if graph in held.get(number, ()):
                    own.append((number, value))
                yield number, value

        self._counts = _Counts(told())
        self._own = _Counts(iter(own))

    def of(self, number: int) -> str | None:
        found, own = self._counts.of(number), self._own.of(number)
        return min(found, key=lambda value: (-own.get(value, 0), -found[value], value), default=None)


class _Bodies:
    """The bodies that documents name in one property."""

    def __init__(self, sweep: Sweep, predicate: ox.NamedNode) -> None:
        self._counts = _Counts(_stated(sweep, predicate))

    def of(self, number: int) -> tuple[str, ...]:
        return tuple(sorted(self._counts.of(number)))


def _best_first(own: _Counts, cited: _Counts, number: int, *, dates: bool = False) -> tuple[str, ...]:
    headings, citing = own.of(number), cited.of(number)
    counts = {value: (headings.get(value, 0), citing.get(value, 0)) for value in sorted({*headings, *citing})}
    return by_support(counts, dates=dates)


def by_kind(relations: list[Relation]) -> Iterator[tuple[str, list[int]]]:
    """The kinds of some relations with the places of those that are of each."""
    places = sorted(range(len(relations)), key=lambda place: relations[place].kind)
    for kind, group in groupby(places, key=lambda place: relations[place].kind):
        yield kind, list(group)
