"""Writing what is searched: all of a store, or what has changed in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from functools import partial
from itertools import chain, product
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from graph import terms
from graph.agencies import words_of
from graph.changes import Changes
from graph.conflicts import ConflictReader
from graph.copies import Copies
from graph.documents import exists, summarize
from graph.duty_rows import rows
from graph.identities import identities_of
from graph.index.changing import identifiers_of
from graph.index.overlaid import Index
from graph.listing import fold, places_of
from graph.model import DocumentSummary
from graph.reading import subjects, text, value, values
from graph.search import bodies, citing, owed, state
from graph.search.files import Files
from graph.search.owed import Owed
from graph.search.tables import SCHEMA, entry_of, number_key, sort_key
from graph.store import GraphStore

_OF_DOCUMENTS: Final = ("document", "passage", "duty", "shared", "number", "citation", "gap", "gap_role")
_AT_ONCE: Final = 1_000
"""Documents whose duties are held in memory while they are written."""


def write_all(store: GraphStore, index: Index, path: Path) -> None:
    """Write the tables of a whole store, whose index is up to date, into a new file.

    Raises:
        OSError: when the file cannot be written.
    """
    with closing(_opened(path)) as database, database:
        writer = _Writer(database)
        for number in _newest_first(index):
            summary = index.summary(number)
            assert summary is not None
            writer.document(summary)
        facts = bodies.all_facts(store)
        for iri, labels, others in bodies.all_names(store):
            writer.body(iri, labels, others, facts.get(iri, bodies.UNKNOWN))
        bodies.write_all_links(database, store)
        identities = identities_of(store)
        held = store.raw.quads_for_pattern(None, terms.HELD_IN, None, None)
        documents = {text(quad.object): identities.canonical(text(quad.subject)) for quad in held}
        for quad in store.raw.quads_for_pattern(None, terms.FULL_TEXT, None, None):
            document = documents.get(text(quad.subject))
            if document is not None:
                writer.passage(document, text(quad.subject), text(quad.object))
        _write_duties(store, writer)
        writer.conflicts(store, ConflictReader(store).all())
        state.write_sources(database, store)
        every, summarized = writer.known(), partial(_summary, store)
        for iri in every:
            writer.numbers(store, iri)
        cited = citing.write_citations(database, store, every, summarized)
        citing.write_gaps(database, store, cited, summarized, ["main.{0} AS {0}"])
        writer.finish()


def _write_duties(store: GraphStore, writer: _Writer) -> None:
    """The duties and milestones of all documents, some documents at a time, each with all that share a text with it."""
    links = (terms.ASSIGNED_IN, terms.MILESTONE_OF)
    found = {text(quad.object) for link in links for quad in store.raw.quads_for_pattern(None, link, None, None)}
    identities, copies, labels = identities_of(store), Copies(store), dict[str, str | None]()
    of_text: dict[str, list[str]] = {}
    keys: dict[str, list[str]] = {}
    for quad in store.raw.quads_for_pattern(None, terms.HELD_IN, None, None):
        document, key = identities.canonical(text(quad.subject)), copies.of_part(text(quad.object))
        if key is not None:
            of_text.setdefault(key, []).append(document)
            keys.setdefault(document, []).append(key)
    waiting, some = {identities.canonical(iri) for iri in found}, list[str]()
    for iri in sorted(waiting):
        group = [iri] if iri in waiting else []
        waiting.discard(iri)
        for one in group:  # grows while it is gone through
            fresh = {other for key in keys.get(one, ()) for other in of_text[key]} & waiting
            waiting -= fresh
            group += sorted(fresh)
        some += group
        if len(some) >= _AT_ONCE:
            writer.duties(*rows(store, some, partial(_summary, store), labels))
            some = []
    writer.duties(*rows(store, some, partial(_summary, store), labels))


def write_changes(
    store: GraphStore,
    before: Files,
    path: Path,
    documents: Collection[str],
    changes: Changes,
    derived: Collection[ox.Quad],
) -> None:
    """Write a new file of changes: that of before, with what is now said of some documents and of the bodies that the
    changed graphs name, and with what the derivation says that it did not say before.

    Of a body that was known, names and facts come and none goes: which graphs name it else is not asked, as they may be
    many.

    Raises:
        OSError: when the file cannot be written.
    """
    if before.changes is not None:
        path.write_bytes(before.changes.read_bytes())
    with closing(_opened(path, new=before.changes is None)) as database, database:
        writer = _Writer(database)
        identities = identities_of(store)
        documents = _with_copies(store, before, {*documents, *_citing_again(store, derived)})
        documents |= _with_texts(store, before, documents, changes.sources)
        cited = {*documents, *map(identities.canonical, changes.named), *citing.cited_by(before, documents)}
        cited |= _write_documents(store, writer, documents)
        missing = {iri for iri in _with_copies(store, before, cited) if _summary(store, iri).status == "cited"}
        _write_documents(store, writer, missing - documents)
        for iri in sorted({text(quad.subject) for quad in changes.bodies} - documents):
            _write_body(store, before, writer, iri, changes.graphs)
        nodes = {text(quad.subject) for quad in derived if "#" in text(quad.subject)}
        nodes |= _conflicts_of(store, documents)
        for node in sorted(nodes):
            writer.forget("conflict", node)
        writer.conflicts(store, nodes)
        state.write_changed_sources(database, store, before, changes.sources)
        database.commit()
        database.execute("ATTACH ? AS base", (f"file:{quote(str(before.base))}?mode=ro&immutable=1",))
        rest = "(SELECT * FROM base.{0} WHERE iri NOT IN (SELECT iri FROM main.gone)) AS {0}"
        citing.write_gaps(database, store, {*missing, *documents}, partial(_summary, store), ["main.{0} AS {0}", rest])


def _write_documents(store: GraphStore, writer: _Writer, documents: Collection[str]) -> set[str]:
    """Write all rows of some documents anew; what they cite is given back."""
    identities, summarized = identities_of(store), partial(_summary, store)
    for iri in sorted(documents):
        bodies.forget_links(writer.database, iri)
    for table, iri in product(_OF_DOCUMENTS, sorted(documents)):
        writer.forget(table, iri)
    told = sorted(iri for iri in documents if identities.canonical(iri) == iri and exists(store, iri))
    writer.duties(*rows(store, told, summarized, {}))
    for iri in told:
        writer.document(summarized(iri))
        bodies.write_links(writer.database, store, iri)
        writer.numbers(store, iri)
        for part in sorted({part for one in identities.members(iri) for part in values(store, one, terms.HELD_IN)}):
            for found in values(store, part, terms.FULL_TEXT):
                writer.passage(iri, part, found)
    return citing.write_citations(writer.database, store, told, summarized)


def _citing_again(store: GraphStore, derived: Collection[ox.Quad]) -> Iterator[str]:
    """The documents that cite by an identifier which may mean another document than before."""
    identities = identities_of(store)
    for iri in identifiers_of(store, derived):
        for node in subjects(store, terms.CITED_DOCUMENT, iri):
            if (by := identities.at(node, terms.CITING_DOCUMENT)) is not None:
                yield by


def _conflicts_of(store: GraphStore, documents: Iterable[str]) -> set[str]:
    """The conflicts that bear the name of one of some documents."""
    links = (terms.CONFLICT_OF, terms.IDENTIFIES)
    return {node for iri in documents for link in links for node in subjects(store, link, iri)}


def _with_copies(store: GraphStore, before: Files, documents: Collection[str]) -> set[str]:
    """Some documents with those of which they are copies, and with those of which they were."""
    keys = {key for iri in documents if (key := _summary(store, iri).copy_key)}
    return {*documents, *before.copies(documents), *before.having(keys)}


def _with_texts(store: GraphStore, before: Files, documents: Collection[str], sources: Iterable[str]) -> set[str]:
    """The documents that are held in files of the same bytes as some documents or sources, or as these were."""
    identities, seen, found, waiting = identities_of(store), set[str](), set[str](), set(documents)
    digests = {row[0] for row in before.of_each("SELECT sha256 FROM {}.source WHERE iri", sources)}
    changed = {*sources}
    while waiting or digests:
        parts = {
            part for iri in waiting for one in identities.members(iri) for part in values(store, one, terms.HELD_IN)
        }
        changed |= {source for part in parts for source in values(store, part, terms.SOURCE)}
        digests |= {digest for source in changed for digest in values(store, source, terms.SHA256)}
        same = {source for digest in digests - seen if digest for source in _with_digest(store, digest)}
        seen |= digests
        graphs = {graph for source in same for graph in store.graphs_of(source)}
        held = {identities.canonical(iri) for graph in graphs for iri in subjects(store, terms.HELD_IN, graph)}
        waiting, changed, digests = held - found - {*documents}, set(), set()
        found |= held
    return found


def _with_digest(store: GraphStore, digest: str) -> Iterator[str]:
    for quad in store.raw.quads_for_pattern(None, terms.SHA256, ox.Literal(digest), None):
        yield text(quad.subject)


def _summary(store: GraphStore, iri: str) -> DocumentSummary:
    """What is known of a document, as the index has it, which was brought up to date just before."""
    number = None if store.index is None else store.index.find(iri)
    found = None if store.index is None or number is None else store.index.summary(number)
    return summarize(store, iri) if found is None else found


def _write_body(store: GraphStore, before: Files, writer: _Writer, iri: str, graphs: Iterable[str]) -> None:
    known = before.body(iri)
    if not _is_body(store, iri):
        if known is not None:
            writer.forget("body", iri)
        return
    labels, others = (
        sorted(
            text(quad.object)
            for graph in graphs
            for quad in store.raw.quads_for_pattern(ox.NamedNode(iri), predicate, None, ox.NamedNode(graph))
        )
        for predicate in (terms.LABEL, bodies.ALT_LABEL)
    )
    names = [] if known is None else list(known)
    facts, told = bodies.facts_of(before, iri), bodies.stated(store, iri, graphs)
    if not {*labels, *others} <= set(names) or facts.joined(told) != facts:
        writer.forget("body", iri)
        first = min((*names[:1], *labels), default=None)  # as in a whole build, by what it is called comes first
        every = dict.fromkeys((*([] if first is None else [first]), *names, *labels))
        writer.body(iri, every, others, facts.joined(told))


def _opened(path: Path, *, new: bool = True) -> sqlite3.Connection:
    try:
        database = sqlite3.connect(path, uri=True)
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + (SCHEMA if new else ""))
    except sqlite3.Error as error:
        raise OSError(f"{path}: {error}") from error
    return database


class _Writer:
    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        self.agencies: dict[tuple[str, str], int] = {}

    def duties(self, rows: Iterable[Owed], shared: Iterable[str]) -> None:
        owed.write(self.database, rows, self.agencies)
        self.database.executemany("INSERT OR IGNORE INTO shared VALUES (?)", ((iri,) for iri in shared))

    def conflicts(self, store: GraphStore, nodes: Iterable[str]) -> None:
        """The conflicts at some nodes, whatever was said of them."""
        reader = ConflictReader(store)
        for node in sorted(set(nodes)):
            if value(store, node, terms.CONFLICT_KIND) or value(store, node, terms.MAY_BE):
                self.database.execute("INSERT INTO conflict VALUES (?, ?, ?)", (node, *reader.key(node)))

    def known(self) -> list[str]:
        """The documents that were written."""
        return [row[0] for row in self.database.execute("SELECT iri FROM document ORDER BY iri")]

    def numbers(self, store: GraphStore, iri: str) -> None:
        """What a document is called by, in whatever text."""
        members = identities_of(store).members(iri)
        named = {name for one in members for term in (terms.ID_LOCAL, terms.LABEL) for name in values(store, one, term)}
        keys = sorted({number_key(name) for name in named} - {""})
        self.database.executemany("INSERT INTO number VALUES (?, ?)", ((key, iri) for key in keys))

    def document(self, summary: DocumentSummary) -> None:
        entry = entry_of(summary)
        keys = (entry.date, entry.number, entry.label, entry.issuer, entry.province)
        place = " | ".join(sorted(entry.provinces))
        row = (
            summary.iri,
            number_key(entry.number),
            number_key(entry.label),
            summary.type or "",
            entry.held,
            place,
            entry.province,
            entry.words,
            *map(sort_key, keys),
            summary.copy_key or "",
            " | ".join(sorted(places_of(summary))),
        )
        number = self._insert("document", row)
        places = " ".join(name for name in (summary.province, summary.district, summary.commune) if name)
        # what has no number is called by its title, in which the numbers of others stand
        named, titled = (summary.label, summary.title) if summary.number else ("", summary.label)
        words = (named, f"{titled or ''} {summary.title or ''}".strip(), " ".join(summary.issuers), places)
        self._insert_text("document_text", number, words)

    def body(self, iri: str, labels: Iterable[str], others: Iterable[str], facts: bodies.Facts) -> None:
        names = list(labels)
        if names:
            more = list(dict.fromkeys(chain(names[1:], others)))
            every = "|".join(map(words_of, (names[0], *more)))
            named = (names[0], fold(names[0]), "\n".join((names[0], *more)), words_of(names[0]), every)
            row = (iri, *named, *map("\n".join, facts))
            number = self._insert("body", row)
            self._insert_text("body_text", number, (names[0], " ".join(more)))

    def passage(self, iri: str, part: str, found: str) -> None:
        number = self._insert("passage", (iri, part))
        self._insert_text("passage_text", number, (found,))

    def forget(self, table: str, iri: str) -> None:
        """The words of what is forgotten stay in the FTS table, and nothing names them any more."""
        self.database.execute(f"DELETE FROM {table} WHERE iri = ?", (iri,))
        self.database.execute("INSERT OR IGNORE INTO gone VALUES (?)", (iri,))

    def finish(self) -> None:
        for table in ("document_text", "body_text", "passage_text"):
            self.database.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")

    def _insert(self, table: str, row: tuple[object, ...]) -> int:
        """A number is never used twice: a word that is forgotten must not be another row's."""
        places = ", ".join("?" * len(row))
        top = f"(SELECT coalesce(max(id), 0) + 1 FROM {table}_text_docsize)"
        found = self.database.execute(f"INSERT INTO {table} VALUES ({top}, {places})", row)
        assert found.lastrowid is not None
        return found.lastrowid

    def _insert_text(self, table: str, number: int, words: Iterable[str]) -> None:
        folded = tuple(map(fold, words))
        places = ", ".join("?" * len(folded))
        columns = {4: "label, title, issuer, place", 2: "label, other", 1: "text"}[len(folded)]
        self.database.execute(f"INSERT INTO {table} (rowid, {columns}) VALUES (?, {places})", (number, *folded))


def _newest_first(index: Index) -> list[int]:
    """The documents, those that are held first and then the newest: in this order they are found."""
    keys = []
    for number in range(len(index.tables)):
        if index.known(number) and index.meant(number) == number:
            summary = index.summary(number)
            if summary is not None:
                keys.append((summary.status == "held", summary.date or "", number))
    return [number for *_, number in sorted(keys, key=lambda key: (not key[0], _reversed(key[1]), key[2]))]


def _reversed(date: str) -> tuple[int, ...]:
    """What orders later dates before earlier ones, and unknown ones last."""
    return tuple(-ord(char) for char in date) or (1,)


def _is_body(store: GraphStore, iri: str) -> bool:
    found = store.raw.quads_for_pattern(ox.NamedNode(iri), terms.TYPE, terms.BODY, None)
    return next(iter(found), None) is not None
