"""What bodies are, and which documents are linked to bodies and localities, as rows: a list of them reads no graph.

A link is a row of its document, so that a change of a document changes its own rows alone.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, Self

import pyoxigraph as ox

from graph import terms
from graph.identities import identities_of
from graph.reading import tail, text, values
from graph.search.files import Files
from graph.store import GraphStore

ALT_LABEL: Final = ox.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
LINKS: Final = (terms.ISSUER, terms.PUBLISHER, terms.JURISDICTION)
"""What links a document to the bodies that issued it, and to their locality."""


class Facts(NamedTuple):
    """The kinds and systems of a body (slugs) and its localities (IRIs), each in order."""

    kinds: tuple[str, ...]
    systems: tuple[str, ...]
    places: tuple[str, ...]

    def joined(self, other: Self) -> Facts:
        """What both say."""
        return Facts(*(tuple(sorted({*one, *two})) for one, two in zip(self, other, strict=True)))


UNKNOWN: Final = Facts((), (), ())
_STATED: Final = (terms.CLASSIFICATION, terms.SYSTEM, terms.JURISDICTION)


class Row(NamedTuple):
    """A body as it is listed: its names, that which it is called by first, and the words of each between bars."""

    iri: str
    names: tuple[str, ...]
    words: str
    facts: Facts


# -- asking ------------------------------------------------------------------------------------------------------------


def listed(files: Files) -> Iterator[Row]:
    """All bodies."""
    for schema, rest in files.schemas:
        sql = f"SELECT iri, names, all_words, kinds, systems, places FROM {schema}.body WHERE TRUE{rest}"
        for iri, names, words, *facts in files.ask(sql):
            yield Row(iri, tuple(names.split("\n")), words, _facts(facts))


def facts_of(files: Files, iri: str) -> Facts:
    """What is known of one body."""
    rows = files.of_each("SELECT kinds, systems, places FROM {}.body WHERE iri", [iri])
    return next((_facts(row) for row in rows), UNKNOWN)


def _facts(row: Iterable[str]) -> Facts:
    return Facts(*(tuple(each.split("\n")) if each else () for each in row))


def linked_documents(files: Files) -> Counter[str]:
    """How many documents are linked to each body, and to each locality."""
    found = Counter[str]()
    for schema, rest in files.schemas:
        gone = " AND document NOT IN (SELECT id FROM main.document WHERE iri IN (SELECT iri FROM changed.gone))"
        sql = (
            f"SELECT linked.iri, count(*) FROM {schema}.link JOIN {schema}.linked ON linked.id = link.linked "
            f"WHERE TRUE{gone if rest else ''} GROUP BY link.linked"
        )
        for iri, count in files.ask(sql):
            found[iri] += int(count)
    return found


def documents_of(files: Files, iri: str) -> set[str]:
    """The documents that are linked to a body or a locality."""
    sql = (
        "SELECT document.iri FROM {0}.linked JOIN {0}.link ON link.linked = linked.id "
        "JOIN {0}.document ON document.id = link.document WHERE linked.iri = ?{1}"
    )
    parts = [(schema, rest.replace("iri", "document.iri", 1)) for schema, rest in files.schemas]
    return {row[0] for schema, rest in parts for row in files.ask(sql.format(schema, rest), (iri,))}


def duties_by_body(files: Files) -> Counter[str]:
    """How many duties each body has."""
    found = Counter[str]()
    for schema, rest in files.schemas:
        sql = (
            f"SELECT agency.body, count(*) FROM {schema}.duty JOIN {schema}.agency ON agency.id = duty.agency "
            f"WHERE milestone = 0 AND agency.body <> ''{rest} GROUP BY agency.body"
        )
        for iri, count in files.ask(sql):
            found[iri] += int(count)
    return found


# -- the same of the graph ---------------------------------------------------------------------------------------------


def all_names(store: GraphStore) -> Iterator[tuple[str, list[str], list[str]]]:
    """The bodies with the names by which they are called, and with their other names; those without a name, too."""
    rows = store.query(f"SELECT DISTINCT ?node WHERE {{ ?node {terms.TYPE} {terms.BODY} }}")
    assert isinstance(rows, ox.QuerySolutions)
    bodies = {text(row["node"]) for row in rows}
    named: tuple[dict[str, set[str]], ...] = ({}, {})
    for found, predicate in zip(named, (terms.LABEL, ALT_LABEL), strict=True):
        for iri, name in pairs(store, predicate):
            if iri in bodies:
                found.setdefault(iri, set()).add(name)
    labels, others = named
    for iri in sorted(bodies):
        yield iri, sorted(labels.get(iri, ())), sorted(others.get(iri, ()))


def all_facts(store: GraphStore) -> dict[str, Facts]:
    """What the graph says of all bodies, and of what else has such properties."""
    found: dict[str, tuple[set[str], ...]] = {}
    for place, predicate in enumerate(_STATED):
        for subject, said in pairs(store, predicate):
            found.setdefault(subject, (set(), set(), set()))[place].add(_shown(predicate, said))
    return {iri: Facts(*(tuple(sorted(each)) for each in said)) for iri, said in found.items()}


def stated(store: GraphStore, iri: str, graphs: Iterable[str]) -> Facts:
    """What some graphs say of one body."""
    node, named = ox.NamedNode(iri), [ox.NamedNode(graph) for graph in graphs]
    said = (
        {
            _shown(predicate, text(quad.object))
            for graph in named
            for quad in store.raw.quads_for_pattern(node, predicate, None, graph)
        }
        for predicate in _STATED
    )
    return Facts(*(tuple(sorted(each)) for each in said))


def _shown(predicate: ox.NamedNode, said: str) -> str:
    return said if predicate == terms.JURISDICTION else tail(said)


def pairs(store: GraphStore, predicate: ox.NamedNode) -> Iterator[tuple[str, str]]:
    """Everything that has a property, with each value; told apart in the store, as very many graphs may say so."""
    rows = store.query(f"SELECT DISTINCT ?node ?value WHERE {{ ?node {predicate} ?value }}")
    assert isinstance(rows, ox.QuerySolutions)
    return ((text(row["node"]), text(row["value"])) for row in rows)


def links(store: GraphStore) -> dict[str, set[str]]:
    """Body or locality -> the documents that are linked to it, by the identifier that stands for each."""
    same = {text(quad.subject): text(quad.object) for quad in _same(store)}
    found: dict[str, set[str]] = {}
    for predicate in LINKS:
        for document, linked in pairs(store, predicate):
            found.setdefault(linked, set()).add(same.get(document, document))
    return found


def _same(store: GraphStore) -> Iterable[ox.Quad]:
    return store.raw.quads_for_pattern(None, terms.SAME_DOCUMENT, None, None)


# -- writing -----------------------------------------------------------------------------------------------------------


def write_all_links(database: sqlite3.Connection, store: GraphStore) -> None:
    """Write the links of all documents that were written."""
    numbers = dict(database.execute("SELECT iri, id FROM document"))
    for iri, documents in sorted(links(store).items()):
        rows = sorted(numbers[one] for one in documents if one in numbers)
        if rows:
            linked = _number(database, iri)
            database.executemany("INSERT INTO link VALUES (?, ?)", ((linked, document) for document in rows))


def write_links(database: sqlite3.Connection, store: GraphStore, iri: str) -> None:
    """Write the links of a document that was just written."""
    members = identities_of(store).members(iri)
    found = sorted({linked for one in members for link in LINKS for linked in values(store, one, link)})
    (number,) = database.execute("SELECT id FROM document WHERE iri = ?", (iri,)).fetchone()
    rows = [(_number(database, linked), number) for linked in found]
    database.executemany("INSERT INTO link VALUES (?, ?)", rows)


def forget_links(database: sqlite3.Connection, iri: str) -> None:
    """Remove the links of a document from a file, before the document itself is removed."""
    database.execute("DELETE FROM link WHERE document IN (SELECT id FROM document WHERE iri = ?)", (iri,))


def _number(database: sqlite3.Connection, iri: str) -> int:
    database.execute("INSERT OR IGNORE INTO linked (iri) VALUES (?)", (iri,))
    (number,) = database.execute("SELECT id FROM linked WHERE iri = ?", (iri,)).fetchone()
    return int(number)
