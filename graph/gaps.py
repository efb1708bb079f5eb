"""Gaps: the documents that are known only because others cite them, those first that most documents cite.

A document is a gap where none of the identifiers that stand for it (`graph.identities`) has a part that holds its
text. The store is swept once for the ranking; only what stands on the page that is asked for is then read closely.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from graph import terms
from graph.answers.base import Answer
from graph.copies import Copies, counted, quotations_of
from graph.documents import exists, summarize
from graph.identities import identities_of, part_of
from graph.index.overlaid import Index
from graph.lineage import DOWN_RELATIONS, UP_RELATIONS
from graph.listing import Entry, entries, fold, fold_province, natural
from graph.model import DocumentSummary, Json, Quotation, to_json
from graph.places import level_of_scope
from graph.reading import tail, text, value
from graph.search import citing
from graph.search.citing import gaps_of
from graph.search.files import Files
from graph.store import GraphStore
from ontology.errors import InputError
from ontology.vocabulary import load_vocabulary

MAX_LIMIT: Final = 10_000
DEFAULT_CITERS: Final = 100


@dataclass(frozen=True, slots=True)
class RoleCount:
    """How many documents cite a gap in one role; one that cites it in two roles counts in both."""

    role: str
    documents: int


@dataclass(frozen=True, slots=True)
class Citer:
    """A document that cites a gap in a role (None where the text gives none), with every place where it does."""

    document: DocumentSummary
    role: str | None
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A document that is cited and not held.

    `cited_by` counts the documents that cite it, copies of one text once and itself never; `roles` counts them by
    role, the commonest first. `between` tells that it stands between held documents in a lineage: it carries out,
    directly or by way of others, one that is held, and so does one that is held with it. `carries_out` and
    `carried_out_by` are the next documents on both sides. They and `citers` hold no more than was asked for.
    """

    document: DocumentSummary
    identifiers: tuple[str, ...]
    cited_by: int
    roles: tuple[RoleCount, ...]
    between: bool
    carries_out: tuple[DocumentSummary, ...]
    carried_out_by: tuple[DocumentSummary, ...]
    citers: tuple[Citer, ...]

    def to_json(self) -> Json:
        """The gap as a JSON object."""
        return to_json(self)


@dataclass(frozen=True, slots=True)
class Gaps(Answer):
    """A page of the gaps: `total` counts all that fit the filters, `gaps` holds those from `offset` on."""

    total: int
    limit: int
    offset: int
    gaps: tuple[Gap, ...]

    def to_json(self) -> Json:
        """The page as a JSON object."""
        return to_json(self)


def gaps(
    store: GraphStore,
    *,
    type: str | None = None,
    province: str | None = None,
    level: str | None = None,
    role: str | None = None,
    limit: int = 50,
    offset: int = 0,
    max_citers: int = DEFAULT_CITERS,
) -> Gaps:
    """The documents of this type (slug), province and level that others cite and nobody has, the most cited first.

    With `role` those that at least one document cites so, ranked by how many do. Equal ones are ordered by date,
    number and IRI, those of unknown date or number last. `max_citers` bounds what is told of each gap: its citers, and
    the documents next to it; the counts are always of all.

    Raises:
        InputError: for a negative offset or bound, a limit outside 1..10000, or an unknown type, level or role.
    """
    _check(type, level, role, limit, offset, max_citers)
    place = None if province is None else fold_province(province)
    if store.read_only and store.files is not None and store.index is not None:
        filters = {"types": type, "provinces": place, "levels": level}
        total, listed = gaps_of(store.files, filters, role, limit, offset)
        near = Listed(store, store.files, store.index, max_citers)
        return Gaps(total, limit, offset, tuple(map(near.gap, listed)))
    index = _index(store)
    found = [
        row
        for row in index.rows
        if (type is None or type in row.types)
        and (place is None or place in row.provinces)
        and (level is None or level in row.levels)
        and (role is None or role in row.roles)
    ]
    if role is not None:
        found.sort(key=lambda row: -row.roles[role])  # stable: equal ones stay as they are
    reader = _Reader(store, index, max_citers)
    return Gaps(len(found), limit, offset, tuple(reader.gap(row) for row in found[offset : offset + limit]))


def _check(type: str | None, level: str | None, role: str | None, limit: int, offset: int, max_citers: int) -> None:
    if not 0 < limit <= MAX_LIMIT or offset < 0 or max_citers < 0:
        wrong = f"no page of {limit} from {offset} with {max_citers} citers each"
        raise InputError(wrong, hint=f"limit 1 to {MAX_LIMIT}, the others 0 or more")
    vocabulary = load_vocabulary()
    allowed = {
        "type": (type, [item.slug for item in vocabulary.document_types]),
        "level": (level, [item.slug for item in vocabulary.levels]),
        "role": (role, [item.slug for item in vocabulary.relations]),
    }
    for name, (given, slugs) in allowed.items():
        if given is not None and given not in slugs:
            raise InputError(f"no {name} {given!r}", hint="one of " + ", ".join(slugs))


# -- the ranking, from sweeps ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """A gap as the sweep sees it: what it is filtered and ranked by."""

    key: str
    members: tuple[str, ...]
    cited_by: int
    roles: Mapping[str, int]
    types: frozenset[str]
    provinces: frozenset[str]
    levels: frozenset[str]
    between: bool
    above: frozenset[str]
    below: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Index:
    """All gaps in their order, and what tells which identifiers are one document."""

    rows: tuple[_Row, ...]
    same: Mapping[str, str]
    copies: Mapping[str, str]
    groups: Mapping[str, tuple[str, ...]]

    def key(self, iri: str) -> str:
        """What stands for a document: the same for all its identifiers, and for all copies of it."""
        one = self.same.get(iri, iri)
        return self.copies.get(one, one)

    def copies_of(self, key: str) -> tuple[str, ...]:
        """The document that a key stands for, or the copies of it, in order."""
        return self.groups.get(key, (key,))


_indexes: WeakKeyDictionary[GraphStore, _Index] = WeakKeyDictionary()


def _index(store: GraphStore) -> _Index:
    """The ranking of a store; it is kept for one that is read-only, as it never changes."""
    known = _indexes.get(store)
    if known is None:
        known = _Sweep(store).index()
        if store.read_only:
            _indexes[store] = known
    return known


class _Sweep:
    """Reads each property once for all documents."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        same: dict[str, str] = {}
        for iri, one in self.pairs(terms.SAME_DOCUMENT):
            same[iri] = min(one, same.get(iri, one))
        self.identities = identities_of(store)
        copies = Copies(store).of_all()
        groups: dict[str, list[str]] = {}
        for iri in sorted(copies):
            groups.setdefault(copies[iri], []).append(iri)
        self.known = _Index((), same, copies, {key: tuple(group) for key, group in groups.items()})
        self.held = {self.known.key(iri) for iri, _ in self.pairs(terms.HELD_IN)}

    def pairs(self, predicate: ox.NamedNode) -> Iterator[tuple[str, str]]:
        """Subject and value of each statement of a property."""
        for quad in self.store.raw.quads_for_pattern(None, predicate, None, None):
            yield text(quad.subject), text(quad.object)

    def at(self, node: str, iri: str) -> str:
        """What stands for the document that a citation or a relation means by an identifier."""
        return self.known.key(self.identities.as_used(iri, part_of(node)))

    def index(self) -> _Index:
        """The gaps in their order."""
        cited = self.cited()
        members = self.members(cited)
        above, below = self.steps()
        from_held = _reached(self.held, self.turned(above)) & _reached(self.held, self.turned(below))
        listed = {entry.iri: entry for entry in entries(self.store)}
        levels = self.levels()
        rows = []
        for key, by in cited.items():
            found = [listed[iri] for iri in members.get(key, ()) if iri in listed]
            row = _Row(
                key=key,
                members=tuple(sorted(members.get(key, ()))),
                cited_by=len(by),
                roles=Counter(role for roles in by.values() for role in roles if role),
                types=frozenset(kind for entry in found for kind in entry.types),
                provinces=frozenset(name for entry in found for name in entry.provinces),
                levels=frozenset(level for entry in found for level in levels.get(entry.iri, ())),
                between=key in from_held,
                above=frozenset(above.get(key, ())),
                below=frozenset(below.get(key, ())),
            )
            rows.append((_rank(self.known, row, listed), row))
        rows.sort(key=lambda item: item[0])
        return _Index(tuple(row for _, row in rows), self.known.same, self.known.copies, self.known.groups)

    def cited(self) -> dict[str, dict[str, set[str]]]:
        """Gap -> document that cites it -> the roles in which it does."""
        citing = {node: self.at(node, iri) for node, iri in self.pairs(terms.CITING_DOCUMENT)}
        roles = {node: tail(role) for node, role in self.pairs(terms.CITATION_ROLE)}
        found: dict[str, dict[str, set[str]]] = {}
        for node, iri in self.pairs(terms.CITED_DOCUMENT):
            key, by = self.at(node, iri), citing.get(node)
            if by is not None and by != key and key not in self.held:
                found.setdefault(key, {}).setdefault(by, set()).add(roles.get(node, ""))
        return found

    def members(self, cited: Mapping[str, object]) -> dict[str, set[str]]:
        """The identifiers of each gap."""
        found: dict[str, set[str]] = {}
        for quad in self.store.raw.quads_for_pattern(None, terms.TYPE, terms.DOCUMENT, None):
            iri = text(quad.subject)
            if (key := self.known.key(iri)) in cited:
                found.setdefault(key, set()).add(iri)
        return found

    def steps(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """The documents that each carries out, and those that carry each out."""
        kinds = {node: kind for node, iri in self.pairs(terms.RELATION_TYPE) if (kind := tail(iri)) in UP_RELATIONS}
        sources = {node: self.at(node, iri) for node, iri in self.pairs(terms.FROM_DOCUMENT) if node in kinds}
        above: dict[str, set[str]] = {}
        below: dict[str, set[str]] = {}
        for node, iri in self.pairs(terms.TO_DOCUMENT):
            source, target = sources.get(node), self.at(node, iri)
            if source is None or source == target:
                continue
            above.setdefault(source, set()).add(target)
            if kinds[node] in DOWN_RELATIONS:
                below.setdefault(target, set()).add(source)
        return above, below

    @staticmethod
    def turned(steps: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
        """The steps the other way round."""
        found: dict[str, set[str]] = {}
        for start, ends in steps.items():
            for end in ends:
                found.setdefault(end, set()).add(start)
        return found

    def levels(self) -> dict[str, set[str]]:
        """The levels that the texts state of documents, else the level of their scope."""
        found: dict[str, set[str]] = {}
        for iri, level in self.pairs(terms.LEVEL):
            found.setdefault(iri, set()).add(tail(level))
        stated = frozenset(found)
        for iri, scope in self.pairs(terms.SCOPE):
            if iri not in stated and (level_found := level_of_scope(scope)):
                found.setdefault(iri, set()).add(level_found)
        return found


def _rank(index: _Index, row: _Row, listed: Mapping[str, Entry]) -> tuple[object, ...]:
    """What orders the gaps; what is unknown of the document that stands for a gap may be known of another spelling."""
    iris = (*index.copies_of(row.key), *row.members)
    known = [listed[iri] for iri in iris if iri in listed]
    date = next((entry.date for entry in known if entry.date), "")
    number = next((entry.number for entry in known if entry.number), "")
    return (-row.cited_by, not date, date, not number, natural(fold(number)), iris[0])


def _reached(starts: Iterable[str], steps: Mapping[str, Iterable[str]]) -> set[str]:
    """The nodes that one step or more lead to from any of the starts."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        for node in steps.get(waiting.pop(), ()):
            if node not in found:
                found.add(node)
                waiting.append(node)
    return found


# -- the page, read closely --------------------------------------------------------------------------------------------


class _Reader:
    """Reads the gaps of a page, each with no more neighbours than asked for."""

    def __init__(self, store: GraphStore, index: _Index, most: int) -> None:
        self.store, self.index, self.most = store, index, most
        self.copies = Copies(store)
        self.listed = {entry.iri: entry for entry in entries(store)} if most else {}

    def gap(self, row: _Row) -> Gap:
        """All that is told of a gap."""
        roles = sorted(row.roles.items(), key=lambda item: (-item[1], item[0]))
        return Gap(
            document=self.summary(row.key),
            identifiers=row.members,
            cited_by=row.cited_by,
            roles=tuple(RoleCount(role, count) for role, count in roles),
            between=row.between,
            carries_out=self.summaries(row.above),
            carried_out_by=self.summaries(row.below),
            citers=tuple(self.citers(row)),
        )

    def summary(self, key: str) -> DocumentSummary:
        """The summary of a document, counted with its copies."""
        copies = self.index.copies_of(key)
        return counted(summarize(self.store, copies[0]), len(copies))

    def summaries(self, keys: Iterable[str]) -> tuple[DocumentSummary, ...]:
        """The first of some documents, by date and number."""
        return tuple(self.summary(key) for key in sorted(keys, key=self.place)[: self.most])

    def place(self, key: str) -> tuple[object, ...]:
        """Where a document stands among others: by date, number and IRI."""
        iri = self.index.copies_of(key)[0]
        entry = self.listed.get(iri)
        date, number = (entry.date, entry.number) if entry else ("", "")
        return (not date, date, not number, natural(fold(number)), iri)

    def citers(self, row: _Row) -> Iterator[Citer]:
        """The documents that cite a gap, once for each role."""
        if not self.most:
            return
        found: dict[tuple[str, str], list[str]] = {}
        identities = identities_of(self.store)
        for member in self.index.copies_of(row.key):
            for node in identities.nodes(terms.CITED_DOCUMENT, member):
                citing = identities.at(node, terms.CITING_DOCUMENT)
                role = value(self.store, node, terms.CITATION_ROLE)
                if citing is not None and (key := self.index.key(citing)) != row.key:
                    found.setdefault((key, tail(role) if role else ""), []).append(node)
        first = sorted(found, key=lambda item: (*self.place(item[0]), item[1]))[: self.most]
        for key, role in first:
            yield Citer(self.summary(key), role or None, quotations_of(self.copies, found[key, role]))


class Listed:
    """Reads the gaps of a page of a store that has an index and files, each with no more neighbours than asked for."""

    def __init__(self, store: GraphStore, files: Files, index: Index, most: int) -> None:
        """Tell of each gap the first `most` documents next to it, and of those that cite it."""
        self.store, self.files, self.index, self.most = store, files, index, most
        self.copies = Copies(store)

    def gap(self, listed: citing.Gap) -> Gap:
        """All that is told of a gap."""
        group, identities = self.group(listed.iri), identities_of(self.store)
        members = sorted(member for one in group for member in identities.members(one) if exists(self.store, member))
        roles = sorted(listed.roles.items(), key=lambda item: (-item[1], item[0]))
        return Gap(
            document=counted(summarize(self.store, group[0]), len(group)),
            identifiers=tuple(members),
            cited_by=listed.cited_by,
            roles=tuple(RoleCount(role, count) for role, count in roles),
            between=self.leads_to_held(group, upward=True) and self.leads_to_held(group, upward=False),
            carries_out=self.summaries(self.next(group, upward=True)),
            carried_out_by=self.summaries(self.next(group, upward=False)),
            citers=tuple(self.citers(group)),
        )

    def group(self, iri: str) -> tuple[str, ...]:
        """A document with its copies, in order."""
        key = summarize(self.store, iri).copy_key
        return tuple(sorted(self.files.having([key]))) or (iri,) if key else (iri,)

    def next(self, group: tuple[str, ...], *, upward: bool) -> set[tuple[str, ...]]:
        """The documents that one carries out (upward), or that carry it out, each with its copies."""
        index, kinds = self.index, UP_RELATIONS if upward else DOWN_RELATIONS
        here = [index.meant(number) for one in group if (number := index.find(one)) is not None]
        ends = (other for one in here for kind in kinds for other in index.others(kind, one, upward=upward))
        return {self.group(iri) for iri in index.iris(set(ends))} - {group}

    def leads_to_held(self, group: tuple[str, ...], *, upward: bool) -> bool:
        """Whether it carries out a document that is held, or such a document carries it out, directly or by others."""
        seen, waiting = {group}, [group]
        while waiting:
            for found in self.next(waiting.pop(), upward=upward) - seen:
                if any(summarize(self.store, one).status == "held" for one in found):
                    return True
                seen.add(found)
                waiting.append(found)
        return False

    def summaries(self, groups: Iterable[tuple[str, ...]]) -> tuple[DocumentSummary, ...]:
        """The first of some documents, by date and number."""
        found = [counted(summarize(self.store, group[0]), len(group)) for group in groups]
        return tuple(sorted(found, key=lambda one: (*citing.place(one), one.iri))[: self.most])

    def citers(self, group: tuple[str, ...]) -> Iterator[Citer]:
        """The documents that cite a gap, once for each role."""
        known, own, most = dict[tuple[tuple[str, ...], str], list[str]](), set(group), self.most
        while most and len(known) < self.most:
            found = citing.citing(self.files, group, most)
            for one in found:
                by = self.group(one.iri)
                if own.isdisjoint(by):
                    known.setdefault((by, one.role), []).extend(one.nodes)
            if len(found) < most:
                break
            most, known = 2 * most, known if len(known) >= self.most else {}
        for (by, role), nodes in list(known.items())[: self.most]:
            every = citing.citations_by(self.files, by, group, role) if len(by) > 1 else nodes
            document = counted(summarize(self.store, by[0]), len(by))
            yield Citer(document, role or None, quotations_of(self.copies, every))
