"""The documents of a store with what lists filter, search and order by, gathered in one sweep over its indexes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from graph import terms
from graph.corrections import corrected, corrected_documents
from graph.evidence import by_support
from graph.identities import identities_of, part_of
from graph.model import DocumentSummary
from graph.reading import tail, text
from graph.store import GraphStore

ORDERS: Final = ("date", "number", "label", "issuer", "province")
"""What lists can be ordered by; with - before it, from the last to the first."""

_SEARCHED: Final = ("province", "district", "number", "issuer", "title")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_KINDS_OF_LOCALITY: Final = ("tinh ", "thanh pho ", "tp. ", "tp ", "huyen ", "quan ", "thi xa ", "tx. ", "tx ")
_KINDS_OF_PROVINCE: Final = re.compile(r"^(tinh|thanh pho|tp\.?)\s+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in a list: the values that it is found and ordered by, "" where nothing is known."""

    iri: str
    types: frozenset[str]
    held: bool
    provinces: frozenset[str]
    words: str
    date: str
    number: str
    label: str
    issuer: str
    province: str


class Place(NamedTuple):
    """A place in an order of documents: what a document is ordered by, "" where that is unknown, and its IRI."""

    value: str
    iri: str


def fold(words: str) -> str:
    """Words for comparison: without case, diacritics, kinds of dashes and runs of blanks.

    >>> fold("Tỉnh ủy  Tây Ninh"), fold("457/LĐLĐ")
    ('tinh uy tay ninh', '457/ldld')
    """
    plain = unicodedata.normalize("NFD", words.translate(_DASHES).casefold().replace("đ", "d"))
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())


def fold_province(name: str) -> str:
    """The name of a province for comparison, without the word for its kind.

    >>> fold_province("TỈNH Tây Ninh"), fold_province("TP. Hồ Chí Minh")
    ('tay ninh', 'ho chi minh')
    """
    return _KINDS_OF_PROVINCE.sub("", fold(name))


def fold_place(name: str) -> str:
    """The name of a province or a district for comparison, without the word for its kind; "Quận 8" keeps its word.

    >>> fold_place("huyện Dương Minh Châu"), fold_place("Quận 8")
    ('duong minh chau', 'quan 8')
    """
    folded = fold(name)
    kind = next((kind for kind in _KINDS_OF_LOCALITY if folded.startswith(kind)), "")
    bare = folded.removeprefix(kind)
    return folded if bare.isdigit() else bare


def places_of(document: DocumentSummary) -> frozenset[str]:
    """The places that a document is asked for by: its province and district, and what its scope names, folded."""
    scope = (name.replace("-", " ") for name in (document.scope or "").split("/"))
    names = (document.province, document.district, *scope)
    return frozenset(fold_place(name) for name in names if name)


def matches(entry: Entry, wanted: str) -> bool:
    """Whether all of the folded words occur in what is known of a document."""
    return all(word in entry.words for word in wanted.split())


def ordered(found: list[Entry], order: str) -> list[Entry]:
    """The documents in an order of `ORDERS`; those of which the value is unknown come last, equal ones by IRI."""
    key: Callable[[Entry], str] = attrgetter(order.removeprefix("-"))
    known, unknown = [item for item in found if key(item)], [item for item in found if not key(item)]
    known.sort(key=attrgetter("iri"))
    known.sort(key=lambda item: natural(fold(key(item))), reverse=order.startswith("-"))
    return known + sorted(unknown, key=attrgetter("iri"))


def is_after(entry: Entry, place: Place, order: str) -> bool:
    """Whether a document comes behind a place in an order; whether the place still has a document does not count."""
    value = getattr(entry, order.removeprefix("-"))
    if not (value and place.value):
        return entry.iri > place.iri if value == place.value else not value
    own, other = natural(fold(value)), natural(fold(place.value))
    if own == other:
        return entry.iri > place.iri
    return own < other if order.startswith("-") else own > other


def natural(words: str) -> tuple[tuple[int, str], ...]:
    """What orders "9-KH" before "83-KH": each number by its value."""
    return tuple((int(digits or 0), rest) for digits, rest in re.findall(r"(\d*)(\D+|$)", words[:200]))


_indexes: WeakKeyDictionary[GraphStore, tuple[Entry, ...]] = WeakKeyDictionary()


def entries(store: GraphStore) -> tuple[Entry, ...]:
    """All documents of a store, ordered by IRI. They are kept for a store that is read-only, as it never changes."""
    known = _indexes.get(store)
    if known is None:
        known = tuple(_with_corrections(store, _Sweep(store).entries()))
        if store.read_only:
            _indexes[store] = known
    return known


Stated = dict[str, dict[str, set[str]]]
"""Document -> value -> the graphs or documents that state it."""


class _Sweep:
    """Reads each property once for all documents."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self.identities = identities_of(store)
        same = store.raw.quads_for_pattern(None, terms.SAME_DOCUMENT, None, None)
        self.same = {text(quad.subject): text(quad.object) for quad in same}
        self.names = {iri: next(iter(sorted(found))) for iri, found in self.stated(terms.LABEL).items()}
        self.citing = {iri: next(iter(sorted(found))) for iri, found in self.stated(terms.CITING_DOCUMENT).items()}
        self.cited = {
            node: sorted({self.meant(iri, part_of(node)) for iri in found})
            for node, found in self.stated(terms.CITED_DOCUMENT).items()
        }

    def stated(self, predicate: ox.NamedNode) -> Stated:
        found: Stated = {}
        for quad in self.store.raw.quads_for_pattern(None, predicate, None, None):
            subject = text(quad.subject)
            values = found.setdefault(self.same.get(subject, subject), {})
            values.setdefault(text(quad.object), set()).add(text(quad.graph_name))
        return found

    def meant(self, iri: str, part: str) -> str:
        """The document that an identifier means in a part."""
        used = self.identities.as_used(iri, part)
        return self.same.get(used, used)

    def as_cited(self, predicate: ox.NamedNode) -> Stated:
        """The values that citations give to the documents that they cite."""
        found: Stated = {}
        for citation, values in self.stated(predicate).items():
            for document in self.cited.get(citation, ()):
                for value in values:
                    by = self.citing.get(citation, citation)
                    found.setdefault(document, {}).setdefault(value, set()).add(by)
        return found

    def entries(self) -> Iterator[Entry]:
        numbers, titles, types = (self.stated(term) for term in (terms.ID_LOCAL, terms.TITLE, terms.TYPE_DOCUMENT))
        provinces, districts = self.stated(terms.PROVINCE_NAME), self.stated(terms.DISTRICT_NAME)
        held, dates, issuers = (self.stated(term) for term in (terms.HELD_IN, terms.DATE_DOCUMENT, terms.ISSUER))
        cited_dates, cited_issuers = self.as_cited(terms.DATE_AS_CITED), self.as_cited(terms.ISSUER_AS_CITED)
        documents = {text(q.subject) for q in self.store.raw.quads_for_pattern(None, terms.TYPE, terms.DOCUMENT, None)}
        for iri in sorted(documents - self.same.keys()):
            own = self.named(issuers.get(iri, {}))
            issuer = _best(own, cited_issuers.get(iri, {}))
            number, province = _most(numbers.get(iri, {})), _most(provinces.get(iri, {}))
            words = [self.names.get(iri, ""), *own, *cited_issuers.get(iri, {})]
            for values in (numbers, titles, provinces, districts):
                words += values.get(iri, {})
            yield Entry(
                iri=iri,
                types=frozenset(tail(kind) for kind in types.get(iri, ())),
                held=iri in held,
                provinces=frozenset(fold_province(name) for name in provinces.get(iri, ())),
                words=" | ".join(fold(part) for part in words if part),
                date=_best(dates.get(iri, {}), cited_dates.get(iri, {}), dates=True),
                number=number,
                label=self.names.get(iri, ""),
                issuer=issuer,
                province=province,
            )

    def named(self, bodies: dict[str, set[str]]) -> dict[str, set[str]]:
        """The names of bodies with the graphs that name them."""
        found: dict[str, set[str]] = {}
        for body, graphs in bodies.items():
            found.setdefault(self.names.get(body) or tail(body), set()).update(graphs)
        return found


def _with_corrections(store: GraphStore, found: Iterable[Entry]) -> Iterator[Entry]:
    """The documents, with what reviewers say in the place of what the texts say; words of the texts are still found."""
    identities = identities_of(store)
    concerned = {identities.canonical(iri) for iri in corrected_documents(store)}
    for entry in found:
        if entry.iri not in concerned:
            yield entry
            continue
        said = {item.property: item.value for item in corrected(store, identities.members(entry.iri))}
        words = (fold(said[name]) for name in _SEARCHED if name in said)
        yield replace(
            entry,
            types=frozenset({said["type"]}) if "type" in said else entry.types,
            provinces=frozenset({fold_province(said["province"])}) if "province" in said else entry.provinces,
            words=" | ".join((entry.words, *words)),
            date=said.get("date", entry.date),
            number=said.get("number", entry.number),
            issuer=said.get("issuer", entry.issuer),
            province=said.get("province", entry.province),
        )


def _best(own: dict[str, set[str]], cited: dict[str, set[str]], *, dates: bool = False) -> str:
    counts = {value: (len(own.get(value, ())), len(cited.get(value, ()))) for value in sorted({*own, *cited})}
    return next(iter(by_support(counts, dates=dates)), "")


def _most(stated: dict[str, set[str]]) -> str:
    return min(stated, key=lambda item: (-len(stated[item]), item), default="")
