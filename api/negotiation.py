"""Media types as tables, and the choice among them by ``Accept`` (RFC 9110, section 12.5.1) as a pure function.

Libraries were looked at: werkzeug's ``best_match`` takes ``*/*, text/html;q=0`` for leave to send HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

JSON = "application/json"
HTML = "text/html"
CSV = "text/csv"
CALENDAR = "text/calendar"
GRAPHML = "application/graphml+xml"
PLAIN = "text/plain"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

SOLUTION_FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "application/sparql-results+json": "json",
        "application/json": "json",
        "application/sparql-results+xml": "xml",
        "application/xml": "xml",
        "text/xml": "xml",
        "text/csv": "csv",
        "text/tab-separated-values": "tsv",
    }
)
"""Media type of an answer to SELECT or ASK -> short name; the first is sent to those who do not care."""

GRAPH_FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "text/turtle": "ttl",
        "application/n-triples": "nt",
        "application/ld+json": "jsonld",
        "application/json": "jsonld",
        "application/rdf+xml": "rdf",
        "application/xml": "rdf",
        "text/plain": "nt",
        "application/trig": "trig",
        "application/n-quads": "nq",
    }
)
"""Media type of an answer to CONSTRUCT or DESCRIBE -> short name; the first is sent to those who do not care."""

SHORT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "turtle": "ttl",
        "ntriples": "nt",
        "n-triples": "nt",
        "json-ld": "jsonld",
        "rdf+xml": "rdf",
        "rdfxml": "rdf",
        "nquads": "nq",
        "n-quads": "nq",
    }
)
"""Other names of formats that clients put into ``format=``."""


_REMEMBERED = 1024
"""Characters of a header up to which the choice is remembered."""
_PARTS = re.compile(r'(?:[^",;]|"(?:[^"\\]|\\.)*"?)+|[,;]', re.DOTALL)
_QVALUE = re.compile(r"(?:0(?:\.\d*)?|1(?:\.0*)?)")


@dataclass(frozen=True, slots=True)
class Range:
    """One member of an ``Accept`` header: ``text/*;q=0.5``."""

    type: str
    subtype: str
    q: float

    def specificity(self, media_type: str) -> int:
        """How closely the range fits *media_type*: 3 exactly, 2 by type, 1 by ``*/*``, 0 not at all."""
        main, _, sub = media_type.partition("/")
        if (self.type, self.subtype) == (main, sub):
            return 3
        if (self.type, self.subtype) == (main, "*"):
            return 2
        return 1 if (self.type, self.subtype) == ("*", "*") else 0


def parse_accept(header: str) -> tuple[Range, ...]:
    """The ranges of an ``Accept`` header in their order; members that are not media ranges are left out.

    >>> parse_accept("text/csv;q=0.5, nonsense")
    (Range(type='text', subtype='csv', q=0.5),)
    """
    return tuple(found for member in _members(header) if (found := _parse_range(member)) is not None)


def choose(accept: str | None, offered: Sequence[str]) -> str | None:
    """The media type of *offered* that *accept* wants most, or ``None`` if it wants none of them.

    Among equals the earlier of *offered* wins. A header that is missing, empty or holds no media range at all
    accepts anything.

    >>> choose("text/turtle;q=0.2, application/json", ["text/turtle", "application/json"])
    'application/json'
    """
    return _chosen(accept or "", tuple(offered)) if len(accept or "") <= _REMEMBERED else _choice(accept or "", offered)


def _choice(accept: str, offered: Sequence[str]) -> str | None:
    ranges = parse_accept(accept)
    if not ranges:
        return offered[0] if offered else None
    best, best_q = None, 0.0
    for media_type in offered:
        q = _quality(media_type, ranges)
        if q > best_q:
            best, best_q = media_type, q
    return best


_chosen = lru_cache(maxsize=1024)(_choice)
"""Clients send the same few headers again and again."""


def choose_format(accept: str | None, formats: Mapping[str, str], asked: str | None = None) -> tuple[str, str] | None:
    """(media type, short name) of the answer by ``format=`` (*asked*) if the table knows it, else by *accept*.

    Clients send names of their own in ``format=`` beside a right ``Accept`` (SPARQLWrapper does), so a name that is
    unknown leaves the choice to the header.

    >>> choose_format("*/*", GRAPH_FORMATS, "json-ld")
    ('application/ld+json', 'jsonld')
    """
    if asked is not None:
        wanted = SHORT_NAMES.get(asked.lower(), asked.lower())
        for media_type, name in formats.items():
            if wanted in (name, media_type):
                return media_type, name
    chosen = choose(accept, list(formats))
    return None if chosen is None else (chosen, formats[chosen])


def _quality(media_type: str, ranges: Sequence[Range]) -> float:
    fits = [(found.specificity(media_type), found.q) for found in ranges]
    specificity, q = max(fits, key=lambda fit: (fit[0], fit[1]))
    return q if specificity else 0.0


def _members(header: str) -> list[list[str]]:
    """The members of a list, each as its parts; commas and semicolons within quotes are text."""
    members: list[list[str]] = [[""]]
    for token in _PARTS.findall(header):
        if token == ",":
            members.append([""])
        elif token == ";":
            members[-1].append("")
        else:
            members[-1][-1] = token.strip()
    return members


def _parse_range(member: Sequence[str]) -> Range | None:
    name, *parameters = member
    main, slash, sub = name.lower().partition("/")
    if not slash or not main or not sub or "/" in sub or (main == "*" and sub != "*"):
        return None
    q = _parse_q(parameters)
    return None if q is None else Range(main, sub, q)


def _parse_q(parameters: Sequence[str]) -> float | None:
    """The weight, 1 where none is given; ``None`` for one that is no ``qvalue`` (more than three digits are borne)."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            return float(value) if _QVALUE.fullmatch(value.strip()) else None
    return 1.0


def takes_gzip(header: str | None) -> bool:
    """Whether ``Accept-Encoding`` (RFC 9110, section 12.5.3) allows gzip.

    >>> takes_gzip("gzip, br"), takes_gzip("gzip;q=0, *"), takes_gzip("*;q=0.5"), takes_gzip(None)
    (True, False, True, False)
    """
    weights = {name.lower(): _parse_q(parameters) for name, *parameters in _members(header or "")}
    for name in ("gzip", "x-gzip", "*"):
        if (q := weights.get(name)) is not None:
            return q > 0
    return False
