"""Stores of any number of generated documents, loaded in bulk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from graph.derive import derive
from graph.store import GraphStore, open_store
from loaders import to_nquads
from ontology.iris import Iris
from tests.cascades import BELOW, corpus

BLOCK = (BELOW + 1) * 160
"""Documents that are made one by one; a larger corpus repeats them under other numbers, which takes a tenth of the
time."""
_NUMBER = re.compile(rb"\b(\d+)(?=-[A-Z]+[/_])")


def quads(count: int, iris: Iris) -> Iterator[tuple[str, bytes]]:
    """The sources of so many documents with their N-Quads."""
    block = [(result.source, to_nquads(result, iris)) for result in corpus(min(count, BLOCK))]
    for number in range(count):
        copy, place = divmod(number, len(block))
        source, data = block[place]
        if copy:
            name = f"{copy}-{source}"
            data = _NUMBER.sub(b"%d0\\g<1>" % copy, data.replace(source.encode(), name.encode()))
            before, after = (sha256(one.encode()).hexdigest().encode() for one in (source, name))
            data = data.replace(before, after)
            source = name
        yield iris.source(source), data


def build(path: Path, count: int) -> GraphStore:
    """A store of so many documents with all that follows from them, open for writing."""
    store = open_store(path)
    store.load_static()
    store.load_sources(quads(count, store.iris))
    derive(store)
    return store
