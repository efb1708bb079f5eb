"""The cue phrases (`vocab/cue.ttl`) that the rules of extraction look for: wording as data, not code."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox

from ontology.iris import VOCABULARIES
from ontology.turtle import package_file, parse_file

_ALT_LABEL: Final = "http://www.w3.org/2004/02/skos/core#altLabel"


@dataclass(frozen=True, slots=True)
class Cues:
    """Lists of phrases by the slug of their concept."""

    phrases: Mapping[str, tuple[str, ...]]

    def __getitem__(self, slug: str) -> tuple[str, ...]:
        """The phrases of the concept ``slug``, sorted. Raises KeyError where there is no such concept."""
        return self.phrases[slug]

    def pairs(self, slug: str) -> dict[str, str]:
        """The phrases of ``slug`` that are written ``SHORT=long``, as a mapping."""
        return dict(phrase.split("=", 1) for phrase in self[slug] if "=" in phrase)


@cache
def load_cues() -> Cues:
    """The cue phrases of this package, read once."""
    prefix = f"{VOCABULARIES}cue/"
    found: dict[str, set[str]] = defaultdict(set)
    for triple in parse_file(package_file("vocab", "cue.ttl")):
        subject, value = triple.subject, triple.object
        if isinstance(subject, ox.NamedNode) and isinstance(value, ox.Literal) and triple.predicate.value == _ALT_LABEL:
            found[subject.value.removeprefix(prefix)].add(value.value)
    return Cues({slug: tuple(sorted(phrases)) for slug, phrases in sorted(found.items())})
