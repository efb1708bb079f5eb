"""The localities of the gazetteer by their IRIs, and how they are named where something else is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from ontology.gazetteer import Locality, load_gazetteer
from ontology.iris import Iris, slug


@dataclass(frozen=True, slots=True)
class LocalityName:
    """A locality with what it is called: of edition 2008 (until 2025-06-30) or 2025."""

    iri: str
    name: str
    kind: str
    level: str
    edition: str


def locality_at(iris: Iris, iri: str) -> Locality | None:
    """The locality that an IRI stands for; None where the gazetteer has none such."""
    start = f"{iris.base}locality/"
    path = iri.removeprefix(start)
    if path == iri:
        return None
    return _districts().get(path) or _communes().get(path)


def locality_iri(iris: Iris, one: Locality) -> str:
    """The IRI of a locality."""
    return iris.locality(one.edition, one.code, one.name)


def locality_named(iris: Iris, one: Locality) -> LocalityName:
    """A locality as it is named."""
    return LocalityName(locality_iri(iris, one), one.name, one.kind, one.level, one.edition)


def upward(one: Locality) -> Iterator[Locality]:
    """A locality, and what it lies in, up to the province."""
    found: Locality | None = one
    while found is not None:
        yield found
        found = load_gazetteer().parent(found)


@cache
def province_names() -> Mapping[str, str]:
    """The names of the provinces of all times by their slugs, as they stand in the IRIs of bodies."""
    return {slug(one.name): one.name for one in load_gazetteer().localities if one.level == "province"}


@cache
def _districts() -> Mapping[str, Locality]:
    return _by_path(load_gazetteer().localities)


@cache
def _communes() -> Mapping[str, Locality]:
    return _by_path(load_gazetteer().all_communes)


def _by_path(localities: Iterable[Locality]) -> Mapping[str, Locality]:
    start = len(f"{Iris().base}locality/")
    return {locality_iri(Iris(), one)[start:]: one for one in localities}
