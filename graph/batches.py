"""Changes of a store as requests of a bounded size, in an order that a run that breaks off can be healed from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from graph import terms


def ordered(quads: Iterable[ox.Quad], *, last: bool = True) -> list[ox.Quad]:
    """Quads with those that name a graph's source first, and the SHA-256 of sources last; or the other way round."""
    place = {terms.SOURCE: 0, terms.SHA256: 2}
    return sorted(quads, key=lambda quad: place.get(quad.predicate, 1), reverse=not last)


def apart(quads: set[ox.Quad]) -> list[list[ox.Quad]]:
    """Quads in groups in which no two differ only in the language or the type of their value."""
    groups: list[list[ox.Quad]] = []
    seen: dict[tuple[object, ...], int] = {}
    for quad in quads:
        key = (quad.graph_name, quad.subject, quad.predicate, str(getattr(quad.object, "value", quad.object)))
        place = seen[key] = seen.get(key, -1) + 1
        if place == len(groups):
            groups.append([])
        groups[place].append(quad)
    return groups


def blocks(quads: Iterable[ox.Quad], most: int) -> Iterator[str]:
    """Quads as text for INSERT DATA and DELETE DATA, in blocks of about so many bytes."""
    lines = (f"GRAPH {quad.graph_name} {{ {quad.subject} {quad.predicate} {quad.object} }}\n" for quad in quads)
    return batches(lines, most)


def batches(lines: Iterable[str], most: int) -> Iterator[str]:
    """Lines put together, in texts of at most so many bytes; a line that is longer is a text of its own."""
    batch: list[str] = []
    size = 0
    for line in lines:
        length = len(line.encode())
        if batch and size + length > most:
            yield "".join(batch)
            batch, size = [], 0
        batch.append(line)
        size += length
    if batch:
        yield "".join(batch)


def joined(steps: list[str], most: int) -> Iterator[str]:
    """All steps in one update if that is not too large, else as many in each as fit."""
    batch: list[str] = []
    size = 0
    for step in steps:
        length = len(step.encode())
        if batch and size + length > most:
            yield " ;\n".join(batch)
            batch, size = [], 0
        batch.append(step)
        size += length
    if batch:
        yield " ;\n".join(batch)
