"""The system that a document belongs to (Party, State, Front, ...): that of the body that issued it.

The kind of a body decides (`ontology/vocab/body-kind.ttl`); a body of no known kind has no known system.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from graph import terms
from graph.reading import label_of, tail, values
from graph.store import GraphStore
from ontology.gazetteer import fold_name
from ontology.vocabulary import load_vocabulary

_ORGANS: Final = frozenset({"ban-chap-hanh", "ban-thuong-vu"})
"""Kinds that name an organ, after which stands whose it is: the Party has an executive committee, so have unions."""
_UNDECIDED: Final = _ORGANS | {"ban-chi-dao"}
"""Kinds that alone do not tell the system: a steering committee is named by its task, not by who set it up."""


def systems_of_bodies(store: GraphStore, acting: Iterable[str], organizations: Iterable[str]) -> tuple[str, ...]:
    """The systems of the bodies that issued a document, in order; of the organizations they act for, where their own
    kind does not tell.
    """
    for bodies in (acting, organizations):
        if found := {system for body in bodies if (system := _of_body(store, body))}:
            return tuple(sorted(found))
    return ()


def systems_of_names(names: Iterable[str]) -> tuple[str, ...]:
    """The systems of the bodies that are named so, in order; the names of joint issuers stand between semicolons.

    >>> systems_of_names(["Ban Thường vụ Tỉnh ủy Lâm Đồng"]), systems_of_names(["Ban Thường vụ"])
    (('party',), ())
    """
    found = (system_of_name(single) for name in names for single in name.split("; "))
    return tuple(sorted({system for system in found if system}))


def system_of_name(name: str) -> str | None:
    """The system of a body by its name, the longest name of a kind with which it begins deciding.

    >>> system_of_name("Ban Chấp hành Hội Nông dân tỉnh Tây Ninh"), system_of_name("Tổ giúp việc")
    ('front', None)
    """
    rest = fold_name(name)
    while match := _kind_at_the_beginning(rest):
        kind, length = match
        if kind not in _ORGANS:
            return None if kind in _UNDECIDED else _systems()[kind]
        rest = rest[length:].strip()
    return None


def _of_body(store: GraphStore, body: str) -> str | None:
    stated = {tail(system) for system in values(store, body, terms.SYSTEM)}
    kinds = {tail(kind) for kind in values(store, body, terms.CLASSIFICATION)} - _UNDECIDED
    found = stated or {_systems()[kind] for kind in kinds if kind in _systems()}
    if len(found) == 1:
        return found.pop()
    return None if found else system_of_name(label_of(store, body) or "")


def _kind_at_the_beginning(folded: str) -> tuple[str, int] | None:
    kinds, longest = _names()
    end = min(len(folded), longest)
    while end > 0:
        at_word = end == len(folded) or folded[end] == " "
        if at_word and (slug := kinds.get(folded[:end])):
            return slug, end
        end = folded.rfind(" ", 0, end)
    return None


@cache
def _systems() -> dict[str, str]:
    return {kind.slug: kind.system for kind in load_vocabulary().body_kinds}


@cache
def _names() -> tuple[dict[str, str], int]:
    """The kinds of bodies by their folded names, and the length of the longest."""
    found: dict[str, str] = {}
    for kind in load_vocabulary().body_kinds:
        for label in (kind.label, *kind.alt_labels):
            found.setdefault(fold_name(label), kind.slug)
    return found, max(map(len, found), default=0)
