"""Of which data a store is: a version that the same data always have, from the sources one by one.

The version is a sum over the sources, so that it follows from that of before when a few of them change.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final, NamedTuple

import pyoxigraph as ox

from graph import terms
from graph.reading import text
from graph.search.files import Files
from graph.store import GraphStore

_MODULUS: Final = 1 << 256
_LETTERS: Final = 12


class Source(NamedTuple):
    """A source with the SHA-256 of its bytes ("" if not stated) and the newest date in its graphs ("" for none)."""

    iri: str
    sha256: str
    newest: str


class State(NamedTuple):
    """The version of some data, the number of their sources and the newest date in them."""

    version: str
    sources: int
    newest: str


def read_state(store: GraphStore) -> State:
    """The state of a store, from the graph itself."""
    found = list(_all(store))
    newest = (text(quad.object) for quad in store.raw.quads_for_pattern(None, terms.DATE_DOCUMENT, None, None))
    return State(_version(_sum(found), corrections_of(store)), len(found), max(newest, default=""))


def listed_state(files: Files) -> State:
    """The same from the files."""
    counts = [
        files.ask(f"SELECT count(*), max(newest) FROM {schema}.source WHERE TRUE{rest}")[0]
        for schema, rest in files.schemas
    ]
    about = _about(files)
    version = _version(int(about["sources"], 16), about["corrections"])
    return State(version, sum(int(count) for count, _ in counts), max(newest or "" for _, newest in counts))


def write_sources(database: sqlite3.Connection, store: GraphStore) -> None:
    """Write all sources."""
    found = list(_all(store))
    database.executemany("INSERT INTO source VALUES (?, ?, ?)", found)
    _write_about(database, store, _sum(found))


def write_changed_sources(
    database: sqlite3.Connection, store: GraphStore, before: Files, changed: Iterable[str]
) -> None:
    """Write what became of some sources."""
    total = int(_about(before)["sources"], 16)
    for iri in sorted(changed):
        old = [Source(*row) for schema, rest in before.schemas for row in before.ask(_ONE.format(schema, rest), (iri,))]
        new = list(_one(store, iri))
        total += _sum(new) - _sum(old)
        database.execute("DELETE FROM source WHERE iri = ?", (iri,))
        database.execute("INSERT OR IGNORE INTO gone VALUES (?)", (iri,))
        database.executemany("INSERT INTO source VALUES (?, ?, ?)", new)
    _write_about(database, store, total)


_ONE: Final = "SELECT iri, sha256, newest FROM {}.source WHERE iri = ?{}"


def _about(files: Files) -> dict[str, str]:
    return {name: value for schema, _ in files.schemas for name, value in files.ask(f"SELECT * FROM {schema}.about")}


def _write_about(database: sqlite3.Connection, store: GraphStore, total: int) -> None:
    rows = (("sources", f"{total % _MODULUS:x}"), ("corrections", corrections_of(store)))
    database.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", rows)


def corrections_of(store: GraphStore) -> str:
    """A digest of the corrections."""
    graph = ox.NamedNode(store.iris.corrections_graph)
    return sha256(
        "\n".join(sorted(map(str, store.raw.quads_for_pattern(None, None, None, graph)))).encode()
    ).hexdigest()


def _all(store: GraphStore) -> Iterator[Source]:
    sources = store.sources()
    graphs: dict[str, str] = {}
    for quad in store.raw.quads_for_pattern(None, terms.SOURCE, None, None):
        graphs[text(quad.graph_name)] = text(quad.object)
    newest: dict[str, str] = {}
    for quad in store.raw.quads_for_pattern(None, terms.DATE_DOCUMENT, None, None):
        source, day = graphs.get(text(quad.graph_name), ""), text(quad.object)
        newest[source] = max(day, newest.get(source, ""))
    return (Source(iri, found, newest.get(iri, "")) for iri, found in sources.items())


def _one(store: GraphStore, iri: str) -> Iterator[Source]:
    graphs = store.graphs_of(iri)
    if graphs:
        hashes = store.raw.quads_for_pattern(ox.NamedNode(iri), terms.SHA256, None, None)
        named = map(ox.NamedNode, graphs)
        days = (quad for graph in named for quad in store.raw.quads_for_pattern(None, terms.DATE_DOCUMENT, None, graph))
        found = min((text(quad.object) for quad in hashes), default="")
        yield Source(iri, found, max((text(quad.object) for quad in days), default=""))


def _sum(sources: Iterable[Source]) -> int:
    return sum(int.from_bytes(sha256(f"{one.iri} {one.sha256}".encode()).digest(), "big") for one in sources) % _MODULUS


def _version(total: int, corrections: str) -> str:
    return sha256(f"{total % _MODULUS:x} {corrections}".encode()).hexdigest()[:_LETTERS]
