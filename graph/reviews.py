"""What corrections come to: which documents they mean, whether they apply, and what reconciliation makes of them.

A correction means a document by what the texts say of it, never by what other corrections say, so the result does not
depend on the order in which documents and corrections were loaded. Corrections that contradict each other do not
apply, none of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Final

import pyoxigraph as ox

from graph import terms
from graph.bearers import Bearer, bearing, numbers_of
from graph.corrections import (
    Correction,
    State,
    corrected_place,
    province_scope,
    read_corrections,
    texts_say,
    word_of,
)
from graph.reading import tail, text, value, values
from graph.reconcile import Identification, rank, reconcile, settled
from graph.statements import NOT_SAME, PLACES, SAME, Reference, reference
from graph.store import GraphStore
from ontology.cues import load_cues
from ontology.register import Register

_LINKS: Final = (terms.CORRECTION_OF, terms.CARRIES_OVER_TO, terms.MAY_BE)


@dataclass(slots=True)
class Finding:
    """A correction with what it means: `subjects` and, of same-as and not-same-as, `others`."""

    correction: Correction
    state: State
    subjects: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    also: set[str] = field(default_factory=set)

    @property
    def pairs(self) -> Iterator[tuple[str, str]]:
        """The identifiers that it joins or keeps apart."""
        return product(self.subjects, self.others)


@dataclass(frozen=True, slots=True)
class _Meant:
    """The documents (one with its copies) or bodies that a reference names; with `is_choice` it is one of them."""

    iris: tuple[str, ...]
    is_choice: bool


class Evidence:
    """Which identifiers stand for one document on the evidence of the texts alone, family by family."""

    def __init__(self, families: Mapping[str, list[Bearer]], key_of: Mapping[str, str], register: Register) -> None:
        """Look into these families of bearers of one number; `key_of` gives the family of an identifier."""
        self._families, self._key_of, self._register = families, key_of, register
        self._heads: dict[str, dict[str, str]] = {}

    def head(self, iri: str) -> str:
        """The identifier that stands for a document."""
        return self._of_family(iri).get(iri, iri)

    def members(self, iri: str) -> list[str]:
        """All identifiers of a document among those that are looked at, in order."""
        heads = self._of_family(iri)
        return sorted(other for other, head in heads.items() if head == heads[iri])

    def read(self, iris: Iterable[str]) -> None:
        """Weigh the evidence of the families of some documents now; it does not change afterwards."""
        for iri in iris:
            self._of_family(iri)

    def _of_family(self, iri: str) -> dict[str, str]:
        key = self._key_of.get(iri)
        if key is None:
            return {}
        if key not in self._heads:
            family = self._families[key]
            found = {bearer.iri: bearer.iri for bearer in family}
            for item in reconcile(family, self._register):
                if item.certain and item.date is None:
                    found[item.alias] = item.targets[0]
            self._heads[key] = found
        return self._heads[key]


class Reviews:
    """The corrections in a store, and which of them a derivation has to look at."""

    def __init__(self, store: GraphStore) -> None:
        """Read the corrections of this store, which must not change meanwhile."""
        self._store = store
        self.corrections: Final = read_corrections(store)
        self.concerned = self.corrections
        self._bearing: Final[dict[str, set[str]]] = {}

    def reach(self, documents: Iterable[str], touched: Iterable[str]) -> set[str]:
        """Some documents and all that corrections connect with them; from now on only those corrections count.

        `touched` may name corrections that came or went.
        """
        found, changed = set(documents), set(touched)
        by_document: dict[str, list[Correction]] = defaultdict(list)
        prints = {item.iri: self._footprint(item) for item in self.corrections}
        for item in self.corrections:
            for iri in prints[item.iri]:
                by_document[iri].append(item)
        start = {iri for node in changed for link in _LINKS for iri in values(self._store, node, link)}
        start |= {iri for item in self.corrections if item.iri in changed for iri in prints[item.iri]}
        found |= self._alike(start)
        waiting, taken = list(found), {item.iri for item in self.corrections if item.iri in changed}
        while waiting:
            for item in by_document.get(waiting.pop(), ()):
                if item.iri not in taken:
                    taken.add(item.iri)
                    waiting += prints[item.iri] - found
                    found |= prints[item.iri]
        self.concerned = tuple(item for item in self.corrections if item.iri in taken or _is_of_bodies(item))
        return found

    def _footprint(self, item: Correction) -> set[str]:
        """The documents that a correction may mean or touch, and all that bear their numbers."""
        named = {iri for link in _LINKS for iri in values(self._store, item.iri, link)}
        for found in _references(item):
            named |= set(self._named(found))
        if item.property == "province":
            named |= {iri for document in named for iri in _local_citations(self._store, document)}
        return self._alike(named)

    def _alike(self, iris: set[str]) -> set[str]:
        """Some documents and all that bear their numbers; each number is looked up once, as corrections share some."""
        numbers = {number for iri in iris for number in numbers_of(self._store, iri)}
        for number in numbers - self._bearing.keys():
            self._bearing[number] = bearing(self._store, number)
        return iris.union(*(self._bearing[number] for number in numbers))

    def _named(self, found: Reference) -> set[str]:
        """All identifiers that a reference can mean."""
        if found.number is not None:
            return bearing(self._store, found.number)
        return set(self._at(found))

    def _at(self, found: Reference) -> tuple[str, ...]:
        """The document at an IRI, or at a part of a source and in its copies."""
        if found.iri is not None:
            return (found.iri,) if _is_a(self._store, found.iri, terms.DOCUMENT) else ()
        if found.part is None:
            return ()
        return tuple(sorted(_in_parts(self._store, _copies(self._store, self._store.iris.graph(*found.part)))))

    # -- what they mean ------------------------------------------------------------------------------------------------

    def settle(self, bearers: Mapping[str, Bearer], evidence: Evidence) -> list[Finding]:
        """What the corrections in question mean among these documents, and what of it applies.

        The bearers are told their corrected places and dates, and whom they must not be joined with.
        """
        found = [self._find(item, bearers, evidence) for item in self.concerned]
        for one in found:
            evidence.read((*one.subjects, *one.others))  # before the bearers are changed
        _refuse_joins(found)
        together = _Sets()
        for one in _applying(found, SAME):
            for first, second in one.pairs:
                together.join(evidence.head(first), evidence.head(second))
        _refuse_values(found, lambda iri: together.find(evidence.head(iri)))
        self._place(found, bearers, evidence)
        for one in _applying(found, "date"):
            for iri in bearers.keys() & set(one.subjects):
                bearers[iri].corrected_date = one.correction.value
        for one in _applying(found, NOT_SAME):
            for first, second in one.pairs:
                for iri, other in ((first, second), (second, first)):
                    if iri in bearers:
                        bearers[iri].apart |= {other}
        return found

    def _find(self, item: Correction, bearers: Mapping[str, Bearer], evidence: Evidence) -> Finding:
        bodies = item.property in (SAME, NOT_SAME)
        sides = [self._meant(found, bearers, evidence, bodies=bodies) for found in _references(item)]
        kinds = {_is_a(self._store, iri, terms.BODY) for side in sides for iri in side.iris}
        if any(not side.iris for side in sides) or len(kinds) > 1:  # a document and a body are never one
            return Finding(item, "waiting")
        if any(side.is_choice for side in sides):
            candidates = {iri for side in sides if side.is_choice for iri in side.iris}
            return Finding(item, "ambiguous", candidates=tuple(sorted(candidates)))
        return Finding(item, "applies", sides[0].iris, sides[1].iris if len(sides) > 1 else ())

    def _meant(self, found: Reference, bearers: Mapping[str, Bearer], evidence: Evidence, *, bodies: bool) -> _Meant:
        if bodies and (named := _bodies(self._store, found)):
            return _Meant(named, len(named) > 1)
        if found.number is None:
            return _Meant(self._at(found), False)
        fitting = [bearers[iri] for iri in sorted(bearing(self._store, found.number)) if iri in bearers]
        exact = [one for one in fitting if one.number == found.number] or fitting
        dated = [one for one in exact if found.date is None or any(day.startswith(found.date) for day in one.dates())]
        typed = [one.iri for one in dated if found.type in (None, one.type)]
        meant = tuple(typed) if len(typed) < 2 else tuple(sorted(set(map(evidence.head, typed))))
        return _Meant(meant, len(meant) > 1)

    # -- places --------------------------------------------------------------------------------------------------------

    def _place(self, found: list[Finding], bearers: Mapping[str, Bearer], evidence: Evidence) -> None:
        said: dict[str, dict[str, str]] = defaultdict(dict)
        for one in found:
            if one.state == "applies" and one.correction.property in PLACES:
                for iri in one.subjects:
                    said[iri][one.correction.property] = one.correction.value
        for iri, names in sorted(said.items()):
            members = evidence.members(iri)
            days = {day for member in members for day in bearers[member].headings}
            place = corrected_place(self._store, members, names, min(days, default=None))
            for member in members:
                if place.scope is not None and (member == iri or member not in said):
                    bearers[member].scope, bearers[member].reviewed = place.scope, True
        for one in _applying(found, "province"):
            for iri in one.subjects:
                for local in _local_citations(self._store, iri):
                    if local in bearers and local not in said:
                        bearers[local].scope, bearers[local].reviewed = province_scope(one.correction.value), True
                        one.also.add(local)

    # -- joins ---------------------------------------------------------------------------------------------------------

    def bodies(self, found: Iterable[Finding]) -> Iterator[tuple[str, str]]:
        """The bodies that are one by a reviewer's word: an identifier and the one that stands for all."""
        sets = _Sets()
        for one in _applying(found, SAME):
            for first, second in one.pairs:
                if _is_a(self._store, first, terms.BODY) and _is_a(self._store, second, terms.BODY):
                    sets.join(first, second)
        for members in sets.members():
            first, *others = sorted(members)
            yield from ((other, first) for other in others)


def joined(
    bearers: Mapping[str, Bearer], items: Iterable[Identification], found: Iterable[Finding]
) -> list[Identification]:
    """The identifications of some documents together with what reviewers say of them.

    What evidence joins against a reviewer's word stays open; what a reviewer joins is certain.
    """
    findings = list(found)
    together = [(pair, one) for one in _applying(findings, SAME) for pair in one.pairs if set(pair) <= bearers.keys()]
    apart = [pair for one in _applying(findings, NOT_SAME) for pair in one.pairs if set(pair) <= bearers.keys()]
    if not together and not apart:
        return list(items)
    sets = _Sets()
    for pair, _ in together:
        sets.join(*pair)
    kept: list[Identification] = []
    for item in sorted(items, key=lambda item: (-item.confidence, item.alias, item.date or "")):
        if item.certain and item.date is None:
            if any(sets.would_meet(item.alias, item.targets[0], pair) for pair in apart):
                item = replace(item, certain=False, confidence=0.5, reason=f"{item.reason}; a reviewer says no")
            else:
                sets.join(item.alias, item.targets[0])
        kept.append(item)
    aliases = {item.alias for item in kept if item.certain and item.date is None}
    words: dict[str, set[str]] = defaultdict(set)
    for (first, _), one in together:
        words[sets.find(first)].add(word_of(one.correction))
    for members in sets.members():
        said = words.get(sets.find(next(iter(members))))
        heads = sorted((bearers[iri] for iri in members - aliases), key=rank)
        if said:
            reason = "; ".join(sorted(said))
            kept += [
                Identification(other.iri, (heads[0].iri,), True, ("reviewer",), 1.0, reason) for other in heads[1:]
            ]
    return sorted(settled(kept), key=lambda item: (item.alias, item.date or ""))


def joins_by_family(keys: Mapping[str, str], found: Iterable[Finding]) -> dict[str, list[Finding]]:
    """What says that documents are one or not, by the family of the first that it is about."""
    families: dict[str, list[Finding]] = defaultdict(list)
    for one in found:
        if one.state == "applies" and one.others and one.subjects[0] in keys:
            families[keys[one.subjects[0]]].append(one)
    return families


def kin(keys: Mapping[str, str], found: Iterable[Finding]) -> Callable[[str], str]:
    """Which families of numbers belong together, as corrections speak of documents of both: family -> one of them."""
    sets = _Sets()
    for one in found:
        if one.state == "applies":
            for first, second in one.pairs:
                if first in keys and second in keys:
                    sets.join(keys[first], keys[second])
    return sets.find


class _Sets:
    """Disjoint sets of names; each is known by its first name in order."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def find(self, name: str) -> str:
        root = name
        while (above := self._above.get(root, root)) != root:
            root = above
        while (above := self._above.get(name, name)) != root:
            self._above[name], name = root, above
        return root

    def join(self, one: str, other: str) -> None:
        first, second = sorted((self.find(one), self.find(other)))
        self._above.setdefault(first, first)
        self._above[second] = first

    def would_meet(self, one: str, other: str, pair: tuple[str, str]) -> bool:
        """Whether joining two sets would put a pair into one."""
        return {self.find(one), self.find(other)} == set(map(self.find, pair))

    def members(self) -> list[set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for name in self._above:
            found[self.find(name)].add(name)
        return [found[name] for name in sorted(found)]


def _applying(found: Iterable[Finding], property: str) -> Iterator[Finding]:
    return (one for one in found if one.state == "applies" and one.correction.property == property)


def _refuse_joins(found: list[Finding]) -> None:
    """Marks what says that two are one, and what says that they are not."""
    sets = _Sets()
    for one in _applying(found, SAME):
        for pair in one.pairs:
            sets.join(*pair)
    refused = set[str]()
    for one in list(_applying(found, NOT_SAME)):
        for first, second in one.pairs:
            if sets.find(first) == sets.find(second):
                one.state = "contradicted"
                refused.add(sets.find(first))
    for one in list(_applying(found, SAME)):
        if any(sets.find(first) in refused for first, _ in one.pairs):
            one.state = "contradicted"


def _refuse_values(found: list[Finding], root: Callable[[str], str]) -> None:
    """Marks what gives one property of one document different values."""
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for one in found:
        if one.state == "applies" and one.correction.property not in (SAME, NOT_SAME):
            for iri in one.subjects:
                groups[root(iri), one.correction.property].append(one)
    for group in groups.values():
        if len({one.correction.value for one in group}) > 1:
            for one in group:
                one.state = "contradicted"


# -- what references name ----------------------------------------------------------------------------------------------


def _references(item: Correction) -> tuple[Reference, ...]:
    about = reference(item.about)
    return (about, reference(item.value)) if item.property in (SAME, NOT_SAME) else (about,)


def _is_of_bodies(item: Correction) -> bool:
    """Whether a correction may be about bodies; these are few and looked up each time."""
    return any(one.name is not None or (one.iri or "").find("/body/") > 0 for one in _references(item))


def _is_a(store: GraphStore, iri: str, kind: ox.NamedNode) -> bool:
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return False
    return next(iter(store.raw.quads_for_pattern(node, terms.TYPE, kind, None)), None) is not None


def _bodies(store: GraphStore, found: Reference) -> tuple[str, ...]:
    """The bodies with an IRI or a name."""
    if found.iri is not None:
        return (found.iri,) if _is_a(store, found.iri, terms.BODY) else ()
    if found.name is None:
        return ()
    name = ox.Literal(found.name, language="vi")
    quads = store.raw.quads_for_pattern(None, terms.LABEL, name, None)
    return tuple(sorted({iri for quad in quads if _is_a(store, iri := text(quad.subject), terms.BODY)}))


def _copies(store: GraphStore, graph: str) -> Iterator[str]:
    """A part of a source, and the same part of all files that hold the same text."""
    yield graph
    source, number = value(store, graph, terms.SOURCE), value(store, graph, terms.PART)
    digest = value(store, source, terms.SHA256) if source else None
    if digest is None or number is None:
        return
    for quad in store.raw.quads_for_pattern(None, terms.SHA256, ox.Literal(digest), None):
        other = f"{text(quad.subject)}/{number}"
        if other != graph and value(store, other, terms.SOURCE) == text(quad.subject):
            yield other


def _in_parts(store: GraphStore, graphs: Iterable[str]) -> Iterator[str]:
    for graph in graphs:
        yield from (iri for iri in values(store, graph, terms.PRIMARY_TOPIC) if _is_a(store, iri, terms.DOCUMENT))


def _local_citations(store: GraphStore, document: str) -> tuple[str, ...]:
    """The documents that a text cites as those of a provincial body that it does not name, where it names no province
    itself ("Chỉ thị 15-CT/TU của Ban Thường vụ Tỉnh ủy"): they are of its own province.

    A symbol that many bodies of a province share (BCĐ, HĐ) tells no document, so it stays local.
    """
    if texts_say(store, document, "province"):
        return ()
    found = set[str]()
    for part in values(store, document, terms.HELD_IN):
        graph = ox.NamedNode(part)
        for quad in store.raw.quads_for_pattern(None, terms.CITED_DOCUMENT, None, graph):
            iri = text(quad.object)
            name = store.iris.document_name(iri)
            if name is not None and name.local and not _is_shared(name.number) and _is_provincial(store, iri):
                found.add(iri)
    return tuple(sorted(found - {document}))


def _is_provincial(store: GraphStore, iri: str) -> bool:
    level = value(store, iri, terms.LEVEL)
    return level is not None and tail(level) == "province" and not values(store, iri, terms.PROVINCE_NAME)


def _is_shared(number: str) -> bool:
    return not set(re.split(r"[-/]", number)[1:]).isdisjoint(load_cues()["shared-symbol"])
