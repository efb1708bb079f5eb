"""Bodies: which there are, what one of them is, what it issued and how many duties it has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import quote
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from graph import terms
from graph.agencies import readings, words_of
from graph.answers.base import Answer
from graph.gazetteer import LocalityName, locality_at, locality_named, province_names, upward
from graph.keyset import Order, by_count, by_words, check_page, page_of, place_in
from graph.linked import (
    MOST,
    DocumentsOf,
    Meant,
    Named,
    NamedList,
    document_counts,
    documents_of,
    duty_counts,
    files_of,
    leading,
    led_to,
    named,
    named_list,
)
from graph.listing import Place, fold, fold_place, fold_province, natural
from graph.model import Json, to_json
from graph.reading import tail
from graph.search import bodies as rows
from graph.store import GraphStore
from ontology.errors import Ambiguous, InputError, NotFound
from ontology.vocabulary import BodyKind, load_vocabulary

ORDERS: Final = ("label", "documents", "duties")
"""What lists of bodies can be ordered by; with - before it, from the last to the first."""
_ORG: Final = "http://www.w3.org/ns/org#"
_UNIT_OF: Final = ox.NamedNode(f"{_ORG}unitOf")
_BELOW: Final = ox.NamedNode(f"{_ORG}subOrganizationOf")
_SUCCEEDED: Final = ox.NamedNode(f"{terms.NAMESPACE}isSucceededBy")
_CANDIDATES: Final = 50
"""Bodies that are named where a name may mean several."""


@dataclass(frozen=True, slots=True)
class BodySummary:
    """What is known of a body in one line.

    `kinds` and `systems` are slugs of the vocabularies, in order; there is more than one only where texts differ, none
    where they do not tell. `places` are the localities that it is a body of; `province` is theirs, else the one that
    stands in its identifier. `documents` counts those that it issued, or that its organs did; `duties` its duties.
    """

    iri: str
    label: str
    kinds: tuple[str, ...]
    systems: tuple[str, ...]
    places: tuple[LocalityName, ...]
    province: str | None
    documents: int
    duties: int


@dataclass(frozen=True, slots=True)
class BodyPage(Answer):
    """A page of a list of bodies: `total` counts all that match, `bodies` holds those from `offset` on."""

    total: int
    limit: int
    offset: int
    bodies: tuple[BodySummary, ...]

    def to_json(self) -> Json:
        """The page as a JSON object."""
        return to_json(self)


@dataclass(frozen=True, slots=True)
class BodyDetails(Answer):
    """All that is known of a body.

    `names` are its other names, `kinds` the concepts of its kinds. `above` is what it is a unit of or stands below,
    `below` what is or stands so of it. `before` are the bodies whose place it took, `after` those that took its place.
    """

    summary: BodySummary
    names: tuple[str, ...]
    kinds: tuple[Named, ...]
    above: tuple[Named, ...]
    below: NamedList
    before: tuple[Named, ...]
    after: tuple[Named, ...]
    documents: DocumentsOf

    @property
    def truncated(self) -> bool:
        """Whether there are more bodies below it, or more documents, than these."""
        return self.below.truncated or self.documents.truncated

    def to_json(self) -> Json:
        """The details as a JSON object."""
        data = to_json(self)
        assert isinstance(data, dict)
        return {**data, "truncated": self.truncated}


# -- all bodies of a store ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Entry:
    """A body in a list, with what it is found and ordered by; `words` are those of its names, between bars."""

    summary: BodySummary
    names: tuple[str, ...]
    words: str
    key: tuple[tuple[int, str], ...]
    provinces: frozenset[str]
    lies_in: frozenset[str]

    @property
    def iri(self) -> str:
        return self.summary.iri


_ORDERED: Final[Mapping[str, Order[_Entry]]] = {
    "label": by_words(lambda entry: entry.key, lambda entry: entry.summary.label),
    "documents": by_count(lambda entry: entry.summary.documents),
    "duties": by_count(lambda entry: entry.summary.duties),
}


@dataclass(frozen=True, slots=True)
class _Directory:
    """All bodies by their IRIs, in the order of their names, and by their localities."""

    entries: Mapping[str, _Entry]
    at: Mapping[str, tuple[str, ...]]


_directories: WeakKeyDictionary[GraphStore, _Directory] = WeakKeyDictionary()


def _directory(store: GraphStore) -> _Directory:
    """The bodies of a store; they are kept for one that never changes."""
    known = _directories.get(store)
    if known is None:
        entries = {entry.iri: entry for entry in sorted(_made(store), key=lambda entry: (entry.key, entry.iri))}
        at: dict[str, list[str]] = {}
        for iri, entry in entries.items():
            for place in entry.summary.places:
                at.setdefault(place.iri, []).append(iri)
        known = _Directory(entries, {place: tuple(iris) for place, iris in at.items()})
        if store.read_only:
            _directories[store] = known
    return known


def _all(store: GraphStore) -> Mapping[str, _Entry]:
    return _directory(store).entries


def _made(store: GraphStore) -> Iterator[_Entry]:
    files = files_of(store)
    listed = _of_graph(store) if files is None else rows.listed(files)
    documents = document_counts(store)
    duties_of = duty_counts(store) if files is None else rows.duties_by_body(files)
    places = _Places(store)
    for row in listed:
        own, province, lies_in = places.of(row)
        label, (kinds, systems, _) = row.names[0], row.facts
        summary = BodySummary(row.iri, label, kinds, systems, own, province, documents[row.iri], duties_of[row.iri])
        provinces = frozenset({fold_province(province)} if province else ())
        yield _Entry(summary, row.names, row.words, natural(fold(label)), provinces, lies_in)


def _of_graph(store: GraphStore) -> Iterator[rows.Row]:
    """What the search files would tell, of the graph itself."""
    facts = rows.all_facts(store)
    for iri, labels, others in rows.all_names(store):
        if labels:
            names = tuple(dict.fromkeys((*labels, *others)))
            yield rows.Row(iri, names, "|".join(map(words_of, names)), facts.get(iri, rows.UNKNOWN))


class _Places:
    """Where bodies are, each locality looked up once."""

    def __init__(self, store: GraphStore) -> None:
        self.iris = store.iris
        self.known: dict[str, tuple[LocalityName, str, frozenset[str]] | None] = {}

    def of(self, row: rows.Row) -> tuple[tuple[LocalityName, ...], str | None, frozenset[str]]:
        """The localities of a body, its province, and the folded names by which its place is asked for."""
        found = [place for iri in row.facts.places if (place := self.at(iri))]
        path = self.path(row.iri)
        province = next((name for _, name, _ in found), None) or province_names().get(path[0] if path else "")
        folded = {fold_place(part.replace("-", " ")) for part in path}
        return tuple(one for one, _, _ in found), province, frozenset(folded).union(*(names for *_, names in found))

    def at(self, iri: str) -> tuple[LocalityName, str, frozenset[str]] | None:
        """A locality, the name of its province, and the folded names of what it lies in."""
        if iri not in self.known:
            one = locality_at(self.iris, iri)
            chain = [] if one is None else list(upward(one))
            names = frozenset(fold_place(name) for each in chain for name in (each.name, *each.alt_names))
            self.known[iri] = None if one is None else (locality_named(self.iris, one), chain[-1].name, names)
        return self.known[iri]

    def path(self, iri: str) -> list[str]:
        """The jurisdiction in the identifier of a body, without the edition; nothing of one that only a text names."""
        parts = iri.removeprefix(f"{self.iris.base}body/").split("/")[:-1]
        parts = parts[1:] if parts[:1] == ["2025"] else parts
        return [] if parts[:1] in (["local"], ["trung-uong"]) else parts


def bodies_by_locality(store: GraphStore) -> Mapping[str, tuple[str, ...]]:
    """The bodies of each locality itself, in the order of their names, by IRIs; nothing of one that has none."""
    return _directory(store).at


# -- lists -------------------------------------------------------------------------------------------------------------


def list_bodies(
    store: GraphStore,
    *,
    q: str | None = None,
    kind: str | None = None,
    system: str | None = None,
    province: str | None = None,
    locality: str | None = None,
    min_documents: int = 0,
    min_duties: int = 0,
    order: str = "label",
    limit: int = 50,
    offset: int = 0,
    after: Place | None = None,
) -> BodyPage:
    """A page of the bodies that fit all filters, by their names.

    All words of `q` must stand in the names of a body, as whole words or spelled out where they are abbreviations
    ("UBND Tây Ninh", "BDVTU"); neither case nor diacritics count. `kind` is the slug or a name of a kind of bodies, of
    which narrower kinds are a part; `system` is a slug. `province` is the name of one, `locality` names of what a body
    lies in ("Cát Tiên, Lâm Đồng"), or the IRI or id of a locality whose own bodies are meant. `order` is one of
    "label", "documents", "duties", with "-" before it from the last to the first; with `after` the page begins behind
    that place (`place_of_body`) of the order.

    Raises:
        InputError: for a negative offset, a limit outside 1..10000, or an unknown order, kind or system.
    """
    check_page(limit, offset, order, ORDERS)
    fits = _filter(store, q, kind, system, province, locality)
    found = [
        entry
        for entry in _all(store).values()
        if entry.summary.documents >= min_documents and entry.summary.duties >= min_duties and fits(entry)
    ]
    ordered = _ORDERED[order.removeprefix("-")]
    page = page_of(found, ordered, downward=order.startswith("-"), after=after, limit=limit, offset=offset)
    return BodyPage(len(found), limit, offset, tuple(entry.summary for entry in page))


def place_of_body(store: GraphStore, iri: str, order: str) -> Place:
    """The place that a body has in an order of lists, for `list_bodies` to go on behind it.

    Raises:
        NotFound: for a body that no list has.
    """
    return place_in(_entry(store, iri), _ORDERED[order.removeprefix("-")])


def _filter(
    store: GraphStore, q: str | None, kind: str | None, system: str | None, province: str | None, locality: str | None
) -> Callable[[_Entry], bool]:
    words = readings(q or "")
    kinds = None if kind is None else kinds_named(kind)
    if system is not None and system not in (known := [one.slug for one in load_vocabulary().systems]):
        raise InputError(f"no system {system!r}", hint="one of " + ", ".join(known))
    within = None if province is None else fold_province(province)
    itself = None if locality is None else _locality_meant(store, locality)
    names = {fold_place(part) for part in (locality or "").split(",")} - {""} if itself is None else set()

    def fits(entry: _Entry) -> bool:
        one = entry.summary
        return (
            (kinds is None or not kinds.isdisjoint(one.kinds))
            and (system is None or system in one.systems)
            and (within is None or within in entry.provinces)
            and (itself is None or any(place.iri == itself for place in one.places))
            and names <= entry.lies_in
            and _named_so(entry, words)
        )

    return fits


def place_of_bodies(store: GraphStore, locality: str | None) -> LocalityName | None:
    """The one locality whose own bodies `list_bodies` keeps with this filter; None where it is names, or nothing."""
    meant = None if locality is None else _locality_meant(store, locality)
    one = None if meant is None else locality_at(store.iris, meant)
    return None if one is None else locality_named(store.iris, one)


def _locality_meant(store: GraphStore, name: str) -> str | None:
    """The locality whose IRI, or the end of it, this is; None where it is something else."""
    possible = possible_iris(store.iris.base, "locality/", name.strip())
    return next((iri for iri in possible if "://" in name or locality_at(store.iris, iri) is not None), None)


def _named_so(entry: _Entry, words: tuple[frozenset[str], ...]) -> bool:
    return all(any(phrase in entry.words for phrase in phrases) for phrases in words)


def kinds_named(name: str) -> frozenset[str]:
    """The slugs of the kinds of bodies that a slug, a name or an abbreviation means, with all narrower kinds.

    Raises:
        InputError: when there is no such kind.
    """
    wanted = fold(name).replace("-", " ")
    found = {slug for slug, names in _names_of_kinds().items() if wanted in names}
    if not found:
        raise InputError(f"no kind of body {name!r}", hint="the kinds are the concepts of /vocab/body-kind")
    narrower = _narrower()
    waiting = list(found)
    for slug in waiting:  # grows while it is gone through
        fresh = narrower.get(slug, frozenset()) - found
        found |= fresh
        waiting += sorted(fresh)
    return frozenset(found)


@cache
def _names_of_kinds() -> Mapping[str, frozenset[str]]:
    return {kind.slug: frozenset(_names_of(kind)) for kind in load_vocabulary().body_kinds}


def _names_of(kind: BodyKind) -> Iterator[str]:
    for name in (kind.slug, kind.label, *kind.alt_labels, *kind.abbreviations):
        yield fold(name).replace("-", " ")


@cache
def _narrower() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for kind in load_vocabulary().body_kinds:
        for broader in kind.broader:
            found.setdefault(broader, set()).add(kind.slug)
    return {slug: frozenset(kinds) for slug, kinds in found.items()}


# -- one body ----------------------------------------------------------------------------------------------------------


def body_path(iri: str, base: str) -> str:
    """The name of a body in paths: its IRI behind `body/`.

    >>> body_path("https://example.org/body/tay-ninh/tinh-uy", "https://example.org/")
    'tay-ninh/tinh-uy'
    """
    return iri.removeprefix(f"{base}body/")


def find_body(store: GraphStore, name: str) -> BodySummary:
    """The one body that an IRI, the end of one or a name stands for.

    A name is first the one by which bodies are called, then any of their names, then words of them or an abbreviation.

    Raises:
        NotFound: when there is none.
        Ambiguous: when there are several, with the first of them as candidates; it never guesses.
    """
    known, wanted = _all(store), name.strip()
    for iri in possible_iris(store.iris.base, "body/", wanted):
        if iri in known:
            return known[iri].summary
    if "://" in wanted or not words_of(wanted).strip():
        raise NotFound(f"no body {wanted}", hint="the bodies are listed by lineage bodies, and at /bodies")
    found = _bearing(known, wanted)
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(
            f"no body with the name {wanted}", hint="the bodies are listed by lineage bodies, and at /bodies"
        )
    raise Ambiguous(
        f"{len(found)} bodies may be meant by {wanted}",
        hint="name one of them by its whole name or IRI",
        candidates=tuple(Meant(one.iri, one.label) for one in found[:_CANDIDATES]),
    )


def possible_iris(base: str, start: str, name: str) -> tuple[str, ...]:
    """The IRIs that a name can stand for, with and without the base and the start of their path; encoded again where a
    path was decoded once too often.
    """
    wholes = (name,) if "://" in name else (base + name, f"{base}{start}{name}")
    return tuple(dict.fromkeys(one for whole in wholes for one in (whole, quote(whole, safe=":/#%._-~"))))


def _bearing(known: Mapping[str, _Entry], name: str) -> list[BodySummary]:
    called, words = words_of(name), readings(name)
    ways: tuple[Callable[[_Entry], bool], ...] = (
        lambda entry: entry.words.partition("|")[0] == called,
        lambda entry: called in entry.words.split("|"),
        lambda entry: _named_so(entry, words),
    )
    found = ([entry.summary for entry in known.values() if way(entry)] for way in ways)
    return next(filter(None, found), [])


def show_body(store: GraphStore, iri: str, *, limit: int = MOST, offset: int = 0) -> BodyDetails:
    """All that is known of a body (IRI), with a page of its documents.

    Raises:
        NotFound: when the graph knows no such body.
        InputError: for a negative offset, or a limit outside 1..10000.
    """
    check_page(limit, offset, "label", ORDERS)
    entry = _entry(store, iri)
    above = dict.fromkeys(one for link in (_UNIT_OF, _BELOW) for one in led_to(store, iri, link))
    kinds = (one for one in led_to(store, iri, terms.CLASSIFICATION) if tail(one) in entry.summary.kinds)
    return BodyDetails(
        summary=entry.summary,
        names=tuple(sorted(set(entry.names[1:]))),
        kinds=named(store, kinds),
        above=named(store, above),
        below=named_list(store, {one for link in (_UNIT_OF, _BELOW) for one in leading(store, link, iri)}),
        before=named(store, sorted(leading(store, _SUCCEEDED, iri))),
        after=named(store, led_to(store, iri, _SUCCEEDED)),
        documents=documents_of(store, iri, limit=limit, offset=offset),
    )


def _entry(store: GraphStore, iri: str) -> _Entry:
    found = _all(store).get(iri)
    if found is None:
        raise NotFound(f"no body {iri} in the graph", hint="the bodies are listed by lineage bodies, and at /bodies")
    return found
