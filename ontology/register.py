"""Known documents of the centre whose numbers are used again in other terms (`register.ttl`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox

from ontology.turtle import package_file, parse_file

_ELI: Final = "http://data.europa.eu/eli/ontology#"
_DCTERMS: Final = "http://purl.org/dc/terms/"


@dataclass(frozen=True, slots=True)
class Entry:
    """A published document: type (slug), number and symbol, day of issue (ISO 8601) and subject."""

    type: str
    number: str
    date: str
    subject: str


Register = Mapping[tuple[str, str], tuple[Entry, ...]]
"""Type and number -> the documents that bear it, by date."""


@cache
def load_register() -> Register:
    """The register of this package, read once."""
    found: dict[str, dict[str, str]] = {}
    for triple in parse_file(package_file("register.ttl")):
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
            found.setdefault(triple.subject.value, {})[triple.predicate.value] = triple.object.value
    by_number: dict[tuple[str, str], list[Entry]] = {}
    for one in found.values():
        entry = Entry(
            type=one[f"{_ELI}type_document"].rpartition("/")[2],
            number=one[f"{_ELI}id_local"],
            date=one[f"{_ELI}date_document"],
            subject=one[f"{_DCTERMS}subject"],
        )
        by_number.setdefault((entry.type, entry.number), []).append(entry)
    return {key: tuple(sorted(entries, key=lambda entry: entry.date)) for key, entries in by_number.items()}
