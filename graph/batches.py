"""Changes of a store as requests of a bounded size, in an order that a run that breaks off can be healed from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Final

import pyoxigraph as ox

from graph import terms

_MARKS: Final = {terms.SOFTWARE_VERSION: 1, terms.SHA256: 2}
"""What tells that a source is whole, in the order in which it is added."""
_NATIVE: Final = frozenset({"string", "integer", "decimal", "double", "boolean", "date", "dateTime"})


def tells_whole(quad: ox.Quad) -> bool:
    """Whether a quad tells that a source is loaded as it is: by its SHA-256, and by which version of the software.

    A build does not read a file again whose source has both.
    """
    return quad.predicate in _MARKS


def stages(quads: Iterable[ox.Quad]) -> list[list[ox.Quad]]:
    """Quads in the order in which they are added: what names the source of a graph, the rest, what tells that it is
    whole.

    So a source is known once anything of it is there, and known to be whole once all of it is.
    """
    found: tuple[list[ox.Quad], ...] = ([], [], [], [])
    for quad in quads:
        found[0 if quad.predicate == terms.SOURCE else 1 + _MARKS.get(quad.predicate, 0)].append(quad)
    for marks in found[2:]:
        marks.sort(key=_source)
    return [group for stage in found for group in apart(stage)]


def _source(quad: ox.Quad) -> str:
    """The source of a graph, by the form of its name."""
    return str(quad.graph_name).rpartition("/")[0]


def deletions(quads: Iterable[ox.Quad], most: int) -> Iterator[str]:
    """The operations of an update that remove quads, what tells that a source is whole first.

    Virtuoso forgets a value with a language in a DELETE DATA of several quads, if the store has the same without.
    """
    for some in reversed(stages(quads)):
        yield from _operations("DELETE", some, most, lambda value: value.language is not None or is_boxed(value))


def insertions(quads: Iterable[ox.Quad], most: int) -> Iterator[str]:
    """The operations of an update that add quads, what tells that a source is whole last.

    Virtuoso forgets a value of a type that it has no number for in an INSERT DATA of several quads, likewise.
    """
    for some in stages(quads):
        yield from _operations("INSERT", some, most, is_boxed)


def _operations(verb: str, quads: Iterable[ox.Quad], most: int, alone: Callable[[ox.Literal], bool]) -> Iterator[str]:
    together: list[ox.Quad] = []
    for quad in quads:
        if isinstance(quad.object, ox.Literal) and alone(quad.object):
            yield f"{verb} DATA {{ {_line(quad)} }}"
        else:
            together.append(quad)
    for block in batches(_lines(together), most):
        yield f"{verb} DATA {{\n{block}}}"


def _lines(quads: Iterable[ox.Quad]) -> Iterator[str]:
    """Each quad as a line; what tells of all parts of a source that they are whole as one, so that no request ends
    between them.
    """
    for (marks, _), some in groupby(quads, key=lambda quad: (tells_whole(quad), _source(quad))):
        lines = map(_line, some)
        if marks:
            yield "".join(lines)
        else:
            yield from lines


def is_boxed(value: ox.Literal) -> bool:
    """Whether a value is of a type that Virtuoso keeps as text beside a mark, and mixes up with others of that kind."""
    return value.language is None and value.datatype.value.removeprefix(terms.XSD) not in _NATIVE


def _line(quad: ox.Quad) -> str:
    return f"GRAPH {quad.graph_name} {{ {quad.subject} {quad.predicate} {quad.object} }}\n"


def apart(quads: Iterable[ox.Quad]) -> list[list[ox.Quad]]:
    """Quads in groups in which no two differ only in the language or the type of their value.

    Virtuoso takes such quads for one within an INSERT DATA or DELETE DATA.
    """
    groups: list[list[ox.Quad]] = []
    seen: dict[tuple[object, ...], int] = {}
    for quad in quads:
        key = (quad.graph_name, quad.subject, quad.predicate, str(getattr(quad.object, "value", quad.object)))
        place = seen[key] = seen.get(key, -1) + 1
        if place == len(groups):
            groups.append([])
        groups[place].append(quad)
    return groups


def batches(texts: Iterable[str], most: int, between: str = "") -> Iterator[str]:
    """Texts put together, with something between them, to at most so many bytes; one that is longer stands alone."""
    batch: list[str] = []
    size = 0
    for text in texts:
        length = len(text.encode())
        if batch and size + length > most:
            yield between.join(batch)
            batch, size = [], 0
        batch.append(text)
        size += length
    if batch:
        yield between.join(batch)
