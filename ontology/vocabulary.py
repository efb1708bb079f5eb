"""The controlled vocabularies (SKOS, `vocab/*.ttl`) as plain values, for code that composes its patterns from them.

A new type, symbol, organ or abbreviation is a change of a Turtle file only. Labels and symbols come sorted; an
expression made of them should try the longer ones first.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

import pyoxigraph as ox

from ontology.iris import TERMS, VOCABULARIES
from ontology.turtle import package_file, parse_file

SCHEMES: Final = (
    "type",
    "relation",
    "role",
    "milestone",
    "level",
    "system",
    "body-kind",
    "rule",
    "doubt",
    "warning",
    "competence",
    "ground",
    "conflict",
    "change",
)
"""The schemes, each in `vocab/{scheme}.ttl`."""

_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_DAY: Final = len("2025-07-01")

Properties = Mapping[str, tuple[ox.NamedNode | ox.Literal, ...]]


@dataclass(frozen=True, slots=True)
class Period:
    """From when and until when there is something: a day, or the month or year where no more is known (ISO 8601).

    A bound that is not given is open.
    """

    first: str | None = None
    last: str | None = None

    def holds_on(self, day: str) -> bool | None:
        """Whether a day, or all days of a month or a year, lie in the period; None where that is not known.

        >>> Period(last="2025-06-30").holds_on("2025-07-01"), Period(first="2025").holds_on("2025-03-01")
        (False, None)
        """
        begins, ends = _span(day)
        if (self.first and ends < _span(self.first)[0]) or (self.last and begins > _span(self.last)[1]):
            return False
        # The end of a month or year of which only that is known may have come on any of its days.
        known = (not self.first or begins >= _span(self.first)[1]) and (
            not self.last or (ends <= self.last if len(self.last) == _DAY else ends < self.last)
        )
        return known or None

    def __bool__(self) -> bool:
        return bool(self.first or self.last)


def _span(date: str) -> tuple[str, str]:
    """The first and the last day of a day, month or year, for comparison only."""
    return f"{date}-01-01"[:_DAY], f"{date}-99-99"[:_DAY]


@dataclass(frozen=True, slots=True)
class Concept:
    """An entry of a vocabulary: its slug, the last part of its IRI; its Vietnamese label; its time, if it has one; its
    English label.
    """

    slug: str
    label: str
    period: Period = Period()
    english: str = ""


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type of document with the symbols that stand for it in numbers of the Party's and of the State's order.

    A symbol can stand for several types (`QĐ`: Quyết định and Quy định in the Party's numbers).
    """

    slug: str
    label: str
    party_symbols: tuple[str, ...]
    state_symbols: tuple[str, ...]
    alt_labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BodyKind:
    """A kind of body: names, abbreviations, the system that it belongs to and its level (None: any level).

    `hidden_labels` are misreadings (OCR) and misspellings of names or abbreviations, never to be shown. `broader` are
    the wider kinds. A body of the kind is a unit of those of `units_of` in its own jurisdiction and stands below those
    of `below` at its level or the nearest higher one. `named_with_whole`: the name goes on with that of an
    organization, which decides the system (*Văn phòng Tỉnh đoàn*).
    """

    slug: str
    label: str
    alt_labels: tuple[str, ...]
    abbreviations: tuple[str, ...]
    system: str
    level: str | None
    hidden_labels: tuple[str, ...]
    broader: tuple[str, ...] = ()
    units_of: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    named_with_whole: bool = False
    period: Period = Period()


@dataclass(frozen=True, slots=True)
class Graded:
    """A rule of reading or a doubt about what was read: its labels, its descriptions, and its confidence.

    The confidence of a rule is how often what it reads is right; that of a doubt is the part of it that is left.
    """

    slug: str
    label: str
    english: str
    definition: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Competence:
    """What a norm says that bodies may not issue: their kinds, their level (None: any), the types, and when it held.

    `confidence` tells whether the norm itself was read or a secondary source reports it.
    """

    slug: str
    norm: str
    valid_from: date
    valid_until: date | None
    body_kinds: tuple[str, ...]
    level: str | None
    types: tuple[str, ...]
    confidence: float

    def holds_on(self, day: str) -> bool:
        """Whether the norm held on a day, or on all days of a month or a year (ISO 8601)."""
        first, last = f"{day}-01-01"[:10], f"{day}-99-99"[:10]
        return self.valid_from.isoformat() <= first and (
            self.valid_until is None or last <= self.valid_until.isoformat()
        )


@dataclass(frozen=True, slots=True)
class Change:
    """A change of organizations: the kinds that it ended or that others followed, those it led to, and when.

    `date` is a day, or the month or year where no more is known. `confidence` is lower where general knowledge alone
    stands behind it. A kind among both the original and the resulting ones goes on in another jurisdiction.
    """

    slug: str
    label: str
    date: str
    original_kinds: tuple[str, ...]
    resulting_kinds: tuple[str, ...]
    source: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All vocabularies, each ordered by slug."""

    document_types: tuple[DocumentType, ...]
    body_kinds: tuple[BodyKind, ...]
    roles: tuple[Concept, ...]
    relations: tuple[Concept, ...]
    milestones: tuple[Concept, ...]
    levels: tuple[Concept, ...]
    systems: tuple[Concept, ...]
    rules: tuple[Graded, ...]
    doubts: tuple[Graded, ...]
    warnings: tuple[Concept, ...]
    competences: tuple[Competence, ...]
    grounds: tuple[Concept, ...]
    conflicts: tuple[Concept, ...]
    changes: tuple[Change, ...]

    def kind_valid_on(self, kind: str, day: str, level: str | None = None) -> bool | None:
        """Whether there were bodies of a kind, at a level if one is given, on a day (or in all of a month or a year).

        None where it is not known: the kind has no period, or the day lies where its bounds are known by month or year
        only. `kind` and `level` are slugs; an unknown one is not known either.

        >>> load_vocabulary().kind_valid_on("huyen-uy", "2025-07-01")
        False
        >>> load_vocabulary().kind_valid_on("hoi-nong-dan-viet-nam", "2025-08-01", "district")
        False
        """
        periods = [one.period for one in self.body_kinds if one.slug == kind]
        periods += [one.period for one in self.levels if one.slug == level]
        held = [period.holds_on(day) for period in periods if period]
        if False in held:
            return False
        return True if held and None not in held else None


@cache
def load_vocabulary() -> Vocabulary:
    """The vocabularies of this package, read once."""
    return Vocabulary(
        document_types=tuple(_document_type(slug, found) for slug, found in _scheme("type")),
        body_kinds=tuple(_body_kind(slug, found) for slug, found in _scheme("body-kind")),
        roles=_concepts("role"),
        relations=_concepts("relation"),
        milestones=_concepts("milestone"),
        levels=_concepts("level"),
        systems=_concepts("system"),
        rules=_graded("rule"),
        doubts=_graded("doubt"),
        warnings=_concepts("warning"),
        competences=tuple(_competence(slug, found) for slug, found in _scheme("competence")),
        grounds=_concepts("ground"),
        conflicts=_concepts("conflict"),
        changes=tuple(_change(slug, found) for slug, found in _scheme("change")),
    )


def _scheme(scheme: str) -> list[tuple[str, Properties]]:
    """The concepts of a scheme as (slug, values by property), ordered by slug."""
    prefix = f"{VOCABULARIES}{scheme}/"
    concepts: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    for triple in parse_file(package_file("vocab", f"{scheme}.ttl")):
        subject, value = triple.subject, triple.object
        if not isinstance(subject, ox.NamedNode) or not isinstance(value, ox.NamedNode | ox.Literal):
            continue
        if subject.value.startswith(prefix):
            concepts[subject.value.removeprefix(prefix)][triple.predicate.value].append(value)
    return [(slug, {name: tuple(values) for name, values in concepts[slug].items()}) for slug in sorted(concepts)]


def _concepts(scheme: str) -> tuple[Concept, ...]:
    return tuple(
        Concept(slug, _label(found), _period(found), next(iter(_texts(found[f"{_SKOS}prefLabel"], "en")), ""))
        for slug, found in _scheme(scheme)
    )


def _graded(scheme: str) -> tuple[Graded, ...]:
    return tuple(
        Graded(
            slug=slug,
            label=_label(found),
            english=_texts(found[f"{_SKOS}prefLabel"], "en")[0],
            definition=_texts(found[f"{_SKOS}definition"], "en")[0],
            confidence=float(_texts(found[f"{TERMS}confidence"])[0]),
        )
        for slug, found in _scheme(scheme)
    )


def _competence(slug: str, found: Properties) -> Competence:
    first, last = (
        next(map(date.fromisoformat, _texts(found.get(f"{TERMS}{name}", ()))), None)
        for name in ("validFrom", "validUntil")
    )
    assert first is not None, f"{slug} has no first day"
    return Competence(
        slug=slug,
        norm=_texts(found[f"{_DCTERMS}bibliographicCitation"])[0],
        valid_from=first,
        valid_until=last,
        body_kinds=_slugs(found[f"{TERMS}bodyKind"]),
        level=next(iter(_slugs(found.get(f"{TERMS}level", ()))), None),
        types=_slugs(found[f"{TERMS}mayNotIssue"]),
        confidence=float(_texts(found[f"{TERMS}confidence"])[0]),
    )


def _document_type(slug: str, found: Properties) -> DocumentType:
    return DocumentType(
        slug=slug,
        label=_label(found),
        party_symbols=_texts(found.get(f"{TERMS}partySymbol", ())),
        state_symbols=_texts(found.get(f"{TERMS}stateSymbol", ())),
        alt_labels=_texts(found.get(f"{_SKOS}altLabel", ()), "vi"),
    )


def _body_kind(slug: str, found: Properties) -> BodyKind:
    return BodyKind(
        slug=slug,
        label=_label(found),
        alt_labels=_texts(found.get(f"{_SKOS}altLabel", ()), "vi"),
        abbreviations=_texts(found.get(f"{_SKOS}notation", ())),
        system=_slugs(found[f"{TERMS}system"])[0],
        level=next(iter(_slugs(found.get(f"{TERMS}level", ()))), None),
        hidden_labels=_texts(found.get(f"{_SKOS}hiddenLabel", ())),
        broader=_slugs(found.get(f"{_SKOS}broader", ())),
        units_of=_slugs(found.get(f"{TERMS}isUnitOfKind", ())),
        below=_slugs(found.get(f"{TERMS}isBelowKind", ())),
        named_with_whole="true" in _texts(found.get(f"{TERMS}isNamedWithWhole", ())),
        period=_period(found),
    )


def _change(slug: str, found: Properties) -> Change:
    return Change(
        slug=slug,
        label=_label(found),
        date=_texts(found[f"{_DCTERMS}date"])[0],
        original_kinds=_slugs(found.get(f"{TERMS}originalKind", ())),
        resulting_kinds=_slugs(found.get(f"{TERMS}resultingKind", ())),
        source=_texts(found[f"{_DCTERMS}bibliographicCitation"])[0],
        confidence=float(_texts(found[f"{TERMS}confidence"])[0]),
    )


def _period(found: Properties) -> Period:
    first, last = (next(iter(_texts(found.get(f"{TERMS}{name}", ()))), None) for name in ("validFrom", "validUntil"))
    return Period(first, last)


def _label(found: Properties) -> str:
    return _texts(found[f"{_SKOS}prefLabel"], "vi")[0]


def _texts(values: Iterable[ox.NamedNode | ox.Literal], language: str | None = None) -> tuple[str, ...]:
    """The texts of the literals (of one language, if one is given), ordered."""
    literals = (value for value in values if isinstance(value, ox.Literal))
    return tuple(sorted(text.value for text in literals if language in (None, text.language)))


def _slugs(values: Iterable[ox.NamedNode | ox.Literal]) -> tuple[str, ...]:
    return tuple(sorted(value.value.rpartition("/")[2] for value in values if isinstance(value, ox.NamedNode)))
