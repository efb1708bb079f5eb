"""Provinces, districts and communes, before and after 2025-07-01: lists, and what is known of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from graph.answers.base import Answer
from graph.bodies import bodies_by_locality, possible_iris
from graph.gazetteer import LocalityName, locality_at, locality_iri, locality_named, upward
from graph.keyset import Order, by_count, by_words, check_page, page_of, place_in
from graph.linked import MOST, DocumentsOf, Meant, NamedList, document_counts, documents_of, named_list
from graph.listing import Place, fold, fold_province, natural
from graph.model import Json, to_json
from graph.places import LEVELS
from graph.search.search import localities_named
from graph.search.tables import tokens
from graph.store import GraphStore
from graph.views.words import locality_called, word
from ontology.errors import Ambiguous, InputError, NotFound
from ontology.gazetteer import Gazetteer, Locality, load_gazetteer
from ontology.iris import Iris

EDITIONS: Final = ("2008", "2025")
ORDERS: Final = ("name", "code", "documents", "bodies")
"""What lists of localities can be ordered by; with - before it, from the last to the first."""
_CANDIDATES: Final = 50
"""Localities that are named where a name may mean several."""
_HINT: Final = "the localities are listed by lineage localities, and at /localities"


@dataclass(frozen=True, slots=True)
class LocalitySummary:
    """A locality of one edition of the official list: 2008 (until 2025-06-30) or 2025, and when there was it.

    `lies_in` is what it lies in, on its last day, `province` the name of its province. `predecessors` went into it,
    whole or in part, on 2025-07-01; `successors` took its territory over then. `documents` and `bodies` count those of
    the locality itself, not of what lies in it.
    """

    iri: str
    code: str
    name: str
    kind: str
    level: str
    edition: str
    valid_from: date | None
    valid_until: date | None
    lies_in: LocalityName | None
    province: str | None
    predecessors: tuple[LocalityName, ...]
    successors: tuple[LocalityName, ...]
    documents: int
    bodies: int


@dataclass(frozen=True, slots=True)
class LocalityPage(Answer):
    """A page of a list of localities: `total` counts all that match, `localities` holds those from `offset` on."""

    total: int
    limit: int
    offset: int
    localities: tuple[LocalitySummary, ...]

    def to_json(self) -> Json:
        """The page as a JSON object."""
        return to_json(self)


@dataclass(frozen=True, slots=True)
class LocalityDetails(Answer):
    """All that is known of a locality: its other names, those of the other edition that are called as it is, what lies
    directly in it, and the bodies and documents of itself, not of what lies in it.
    """

    summary: LocalitySummary
    names: tuple[str, ...]
    namesakes: tuple[LocalityName, ...]
    below: tuple[LocalityName, ...]
    bodies: NamedList
    documents: DocumentsOf

    @property
    def truncated(self) -> bool:
        """Whether there are more bodies or documents of it than these."""
        return self.bodies.truncated or self.documents.truncated

    def to_json(self) -> Json:
        """The details as a JSON object."""
        data = to_json(self)
        assert isinstance(data, dict)
        return {**data, "truncated": self.truncated}


# -- lists -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Entry:
    """A locality in a list, with what it is found and ordered by."""

    iri: str
    one: Locality
    key: tuple[tuple[int, str], ...]
    province: str


@cache
def _entries(iris: Iris) -> tuple[_Entry, ...]:
    """All localities of all times, by their names."""
    gazetteer = load_gazetteer()
    every = (*gazetteer.localities, *gazetteer.all_communes)
    made = (_Entry(locality_iri(iris, one), one, natural(fold(one.name)), _province(one) or "") for one in every)
    return tuple(sorted(made, key=lambda entry: (entry.key, entry.iri)))


def _province(one: Locality) -> str | None:
    *_, top = upward(one)
    return top.name if top.level == "province" else None


def _by_code(entry: _Entry) -> str:
    """Provinces before districts and communes, each by code, those of the older edition first."""
    return f"{LEVELS.index(entry.one.level)} {entry.one.code} {entry.one.edition}"


def _orders(store: GraphStore, name: str) -> Order[_Entry]:
    if name == "name":
        return by_words(lambda entry: entry.key, lambda entry: entry.one.name)
    if name == "code":
        return Order(_by_code, _by_code, lambda value: value)
    if name == "documents":
        counts = document_counts(store)
        return by_count(lambda entry: counts[entry.iri])
    bodies = bodies_by_locality(store)
    return by_count(lambda entry: len(bodies.get(entry.iri, ())))


def list_localities(
    store: GraphStore,
    *,
    q: str | None = None,
    level: str | None = None,
    province: str | None = None,
    edition: str | None = None,
    as_of: date | None = None,
    order: str = "name",
    limit: int = 50,
    offset: int = 0,
    after: Place | None = None,
) -> LocalityPage:
    """A page of the localities that fit all filters, by their names.

    All words of `q` must stand in the name of a locality, in the word for its kind or in the name of what it lies in,
    one of them in its own name; neither case nor diacritics count. `level` is "province", "district" or "commune",
    `province` the name of one, `edition` "2008" (until 2025-06-30) or "2025"; `as_of` keeps those that there were on a
    day. `order` is one of "name", "code", "documents", "bodies", with "-" before it from the last to the first; with
    `after` the page begins behind that place (`place_of_locality`) of the order.

    Raises:
        InputError: for a negative offset, a limit outside 1..10000, or an unknown order, level or edition.
    """
    check_page(limit, offset, order, ORDERS)
    for what, given, known in (("level", level, LEVELS), ("edition", edition, EDITIONS)):
        if given is not None and given not in known:
            raise InputError(f"no {what} {given!r}", hint="one of " + ", ".join(known))
    within = None if province is None else fold_province(province)
    worded = set(localities_named(q)) if q and tokens(q) else None
    found = [
        entry
        for entry in _entries(store.iris)
        if (level is None or entry.one.level == level)
        and (edition is None or entry.one.edition == edition)
        and (as_of is None or entry.one.valid_on(as_of))
        and (within is None or fold_province(entry.province) == within)
        and (worded is None or entry.one in worded)
    ]
    ordered = _orders(store, order.removeprefix("-"))
    page = page_of(found, ordered, downward=order.startswith("-"), after=after, limit=limit, offset=offset)
    return LocalityPage(len(found), limit, offset, tuple(_summary(store, entry.one) for entry in page))


def place_of_locality(store: GraphStore, iri: str, order: str) -> Place:
    """The place that a locality has in an order of lists, for `list_localities` to go on behind it.

    Raises:
        NotFound: for a locality that no list has.
    """
    one = _known(store, iri)
    entry = _Entry(iri, one, natural(fold(one.name)), "")
    return place_in(entry, _orders(store, order.removeprefix("-")))


def _summary(store: GraphStore, one: Locality) -> LocalitySummary:
    gazetteer, iri = load_gazetteer(), locality_iri(store.iris, one)
    above = gazetteer.parent(one)
    return LocalitySummary(
        iri=iri,
        code=one.code,
        name=one.name,
        kind=one.kind,
        level=one.level,
        edition=one.edition,
        valid_from=one.valid_from,
        valid_until=one.valid_until,
        lies_in=None if above is None else locality_named(store.iris, above),
        province=_province(one),
        predecessors=_named(store, gazetteer.predecessors(one)),
        successors=_named(store, gazetteer.successors(one)),
        documents=document_counts(store)[iri],
        bodies=len(bodies_by_locality(store).get(iri, ())),
    )


def _named(store: GraphStore, found: Iterable[Locality]) -> tuple[LocalityName, ...]:
    return tuple(locality_named(store.iris, one) for one in found)


# -- one locality ------------------------------------------------------------------------------------------------------


def locality_path(iri: str, base: str) -> str:
    """The name of a locality in paths: its IRI behind `locality/`.

    >>> locality_path("https://example.org/locality/2025/80-tay-ninh", "https://example.org/")
    '2025/80-tay-ninh'
    """
    return iri.removeprefix(f"{base}locality/")


def find_locality(store: GraphStore, name: str, *, as_of: date | None = None) -> LocalitySummary:
    """The one locality that an IRI, the end of one or a name stands for; `as_of` keeps those that there were on a day.

    Raises:
        NotFound: when there is none.
        Ambiguous: when there are several, with the first of them as candidates; it never guesses.
    """
    wanted = name.strip()
    for iri in possible_iris(store.iris.base, "locality/", wanted):
        if (one := locality_at(store.iris, iri)) is not None:
            return _summary(store, one)
    found = [] if "://" in wanted or not tokens(wanted) else _bearing(wanted, as_of)
    if len(found) == 1:
        return _summary(store, found[0])
    if not found:
        raise NotFound(f"no locality {wanted}", hint=_HINT)
    candidates = (Meant(locality_iri(store.iris, one), _described(one)) for one in found[:_CANDIDATES])
    raise Ambiguous(
        f"{len(found)} localities may be meant by {wanted}",
        hint="name one of them by its IRI, or give a day on which there was only one",
        candidates=tuple(candidates),
    )


def _bearing(name: str, as_of: date | None) -> list[Locality]:
    """The localities with just this name, with or without the word for its kind; else those with all of its words."""
    found = [one for one in localities_named(name) if as_of is None or one.valid_on(as_of)]
    folded = fold(name)
    same = [
        one
        for one in found
        if any(folded in (fold(known), f"{one.kind.replace('-', ' ')} {fold(known)}") for known in _names(one))
    ]
    return same or found


def _names(one: Locality) -> tuple[str, ...]:
    return (one.name, *one.alt_names)


def _described(one: Locality) -> str:
    """A locality in one line, as it is told from others of its name."""
    *_, top = upward(one)
    place = locality_called(one.kind, one.name, "vi")
    return f"{place} ({_when(one)})" if top == one else f"{place}, {top.name} ({_when(one)})"


def _when(one: Locality) -> str:
    if one.valid_until is not None:
        return word("valid-until", "vi", day=f"{one.valid_until:%d/%m/%Y}")
    return word("valid-from", "vi", day=f"{one.valid_from:%d/%m/%Y}") if one.valid_from else one.edition


def show_locality(store: GraphStore, iri: str, *, limit: int = MOST, offset: int = 0) -> LocalityDetails:
    """All that is known of a locality (IRI), with a page of its documents.

    Raises:
        NotFound: when the gazetteer has no such locality.
        InputError: for a negative offset, or a limit outside 1..10000.
    """
    check_page(limit, offset, "name", ORDERS)
    gazetteer, one = load_gazetteer(), _known(store, iri)
    others = (other for other in gazetteer.find(one.name, one.level) if other.edition != one.edition)
    return LocalityDetails(
        summary=_summary(store, one),
        names=one.alt_names,
        namesakes=_named(store, others),
        below=_named(store, _below(gazetteer, one)),
        bodies=named_list(store, bodies_by_locality(store).get(iri, ())),
        documents=documents_of(store, iri, limit=limit, offset=offset),
    )


def _known(store: GraphStore, iri: str) -> Locality:
    found = locality_at(store.iris, iri)
    if found is None:
        raise NotFound(f"no locality {iri}", hint=_HINT)
    return found


def _below(gazetteer: Gazetteer, one: Locality) -> list[Locality]:
    """What lies directly in a locality on its last day."""
    if one.level == "commune":
        return []
    level = "district" if one.level == "province" and one.edition == "2008" else "commune"
    every = gazetteer.localities if level == "district" else gazetteer.all_communes
    return [
        other
        for other in every
        if other.level == level and other.edition == one.edition and other.parent_code == one.code
    ]
