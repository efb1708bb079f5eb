"""The store: an embedded Oxigraph database of named graphs, one for each part of each source.

What else is in the directory of a store is described in `graph.directory`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self, TypeAlias

import pyoxigraph as ox

from graph import journal, terms
from graph.changes import Changes, Noted
from graph.directory import DATABASE as DATABASE
from graph.directory import UNDERIVED as UNDERIVED
from graph.directory import (
    check_base,
    check_directory,
    finish_restore,
    locked,
    open_error,
    patiently,
    prepared,
    remedy,
)
from graph.files import sync_folder
from graph.fingerprint import fingerprint
from graph.locks import StoreLock
from graph.marker import LAYOUT as LAYOUT
from graph.marker import MARKER as MARKER
from graph.marker import UNKNOWN, Marker, read_marker, write_marker
from graph.model import DocumentSummary
from graph.quads import difference, parse_source, parse_turtle, skolemized
from graph.sparql import PREFIXES as PREFIXES
from graph.sparql import names_graphs
from ontology.errors import InputError, QueryError, StoreError
from ontology.iris import Iris

if TYPE_CHECKING:
    from rdflib import Dataset

    from graph.index.overlaid import Index

_FORMATS: Final = {"nq": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG}

Turtle: TypeAlias = "bytes | Sequence[bytes] | None"
QueryResults: TypeAlias = "ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples"


class GraphStore:
    """The knowledge graph in a store; use `open_store` or `memory_store` to get one.

    Example:
        >>> with memory_store() as store:
        ...     store.sources()
        {}
    """

    def __init__(
        self,
        raw: ox.Store,
        *,
        iris: Iris,
        path: Path | None = None,
        read_only: bool = False,
        marker: Marker | None = None,
        lock: StoreLock | None = None,
    ) -> None:
        """Wrap an open pyoxigraph store whose IRIs were made by `iris`."""
        self._raw: ox.Store | None = raw
        self.iris: Final = iris
        self.path: Final = path
        self.read_only: Final = read_only
        self._marker = marker
        self._lock: Final = lock
        self.summaries: Final[dict[str, DocumentSummary]] = {}
        """What `graph.documents.summarize` remembers of a store that is open for reading only."""
        self._derived = path is None or not (path / UNDERIVED).exists()
        self._noted: Final = Noted(f"{iris.base}graph/", iris.corrections_graph, whole=not self._derived)
        self.index: Index | None = None
        """The index of the data as they were opened or last derived; None where there is none. It answers for a store
        that is open for reading only."""
        self.logged: tuple[tuple[str, int], ...] = ()
        """The logs of the database when the index was found to be one of its data."""
        self.indexed = False
        """Whether the index is one of the data as they are now, as far as this process wrote them."""

    @property
    def raw(self) -> ox.Store:
        """The pyoxigraph store itself.

        Raises:
            StoreError: when the store was closed.
        """
        if self._raw is None:
            raise StoreError("the store is closed", hint="open it again with open_store")
        return self._raw

    def close(self) -> None:
        """Write what is pending and give the directory free; closing twice does nothing.

        Raises:
            StoreError: when it cannot be written; the directory is free all the same.
        """
        raw, self._raw = self._raw, None
        try:
            if raw is not None and self.path is not None and not self.read_only:
                raw.flush()
                raw = None  # the database is closed: its files are those that are found next time
                self._seal()
        except (OSError, RuntimeError) as error:
            raise self._unwritable(error) from error
        finally:
            del raw
            if self._lock is not None:
                self._lock.release()

    def _seal(self) -> None:
        from graph.index.keeping import seal

        seal(self)

    @property
    def derived(self) -> bool:
        """Whether the derived graph follows from the sources as they are now; `graph.derive.derive` makes it so."""
        return self._derived

    @property
    def touched(self) -> frozenset[str] | None:
        """The documents that the sources changed since the last derivation name, and the corrections that came or went;
        None where all may have to be looked at: too many changed, a graph of the project did, or a process died.
        """
        return None if self._noted.whole else frozenset(self._noted.documents | self._noted.corrections)

    @property
    def changes(self) -> Changes | None:
        """What the sources changed since the last derivation; None where all may have to be looked at."""
        for graph in self._noted.unread():
            self._noted.add(self.raw.quads_for_pattern(None, None, None, ox.NamedNode(graph)))
        return self._noted.changes()

    def mark_derived(self, derived: bool) -> None:
        """Note whether the derived graph follows from the sources; on disk, so that it outlives a process that dies.

        Raises:
            StoreError: when the store's directory cannot be written.
        """
        if derived and not self.read_only:
            self._noted.clear()
        if derived == self._derived or self.read_only:
            return
        try:
            if self.path is not None and derived:
                self.raw.flush()
                (self.path / UNDERIVED).unlink(missing_ok=True)
            elif self.path is not None:
                (self.path / UNDERIVED).touch()
                sync_folder(self.path)
        except OSError as error:
            raise self._unwritable(error) from error
        self._derived = derived

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with contextlib.suppress(StoreError) if error is not None else contextlib.nullcontext():
            self.close()  # what went wrong first is what is said

    def __len__(self) -> int:
        """The number of quads."""
        return len(self.raw)

    # -- sources ---------------------------------------------------------------------------------------------------

    def sources(self) -> dict[str, str]:
        """The sources that are loaded, by IRI in order, with the SHA-256 of their bytes ("" if not stated)."""
        hashes = {
            str(_value(quad.subject)): str(_value(quad.object))
            for quad in self.raw.quads_for_pattern(None, terms.SHA256, None, None)
        }
        found = {str(_value(quad.object)) for quad in self.raw.quads_for_pattern(None, terms.SOURCE, None, None)}
        return {iri: hashes.get(iri, "") for iri in sorted(found)}

    def graphs_of(self, source_iri: str) -> tuple[str, ...]:
        """The IRIs of the named graphs that hold what a source states, in order."""
        quads = self.raw.quads_for_pattern(None, terms.SOURCE, ox.NamedNode(source_iri), None)
        return tuple(sorted({str(_value(quad.graph_name)) for quad in quads}))

    def replace_source(self, source_iri: str, nquads: bytes) -> bool:
        """Put the graphs of a source in the place of those it had, in one transaction; True if anything changed.

        Only the difference is written, so loading the same thing twice leaves the store as it is.

        Raises:
            InputError: for N-Quads that do not parse, or that name a graph which is not declared as a part of the
                source.
            StoreError: when the store is read-only or cannot be written.
        """
        return self._replace(self.graphs_of(source_iri), parse_source(source_iri, nquads))

    def remove_source(self, source_iri: str) -> bool:
        """Remove all graphs of a source; False if the store held none."""
        return self._replace(self.graphs_of(source_iri), set())

    def load_sources(self, items: Iterable[tuple[str, bytes]]) -> int:
        """Load many sources, new ones in bulk, known ones as `replace_source` does; the number of sources that changed.

        Whenever the process dies, each source is wholly loaded or not at all for who opens the store after it.

        Raises:
            InputError: as `replace_source`; what came before is loaded.
            StoreError: when the store is read-only or cannot be written.
        """
        from graph.loading import Loader

        return Loader(self).load(items)

    def load_bulk(self, nquads: bytes, graphs: Collection[str], documents: Iterable[str]) -> bool:
        """Load graphs that the store does not have from N-Quads in bulk; `documents` are those that they describe.

        False, and nothing is loaded, where the N-Quads do not parse or a statement lies in no graph.

        Raises:
            StoreError: when the store is read-only or cannot be written.
        """
        self.mark_derived(False)
        self.indexed = False
        self._noted.add_bulk(graphs, documents)
        try:
            return journal.load(self.raw, self.path, nquads, graphs)
        except (OSError, RuntimeError) as error:
            raise self._unwritable(error) from error

    def load_static(self, ontology: Turtle = None, vocabulary: Turtle = None, gazetteer: Turtle = None) -> bool:
        """Load ontology, vocabularies and gazetteer from Turtle, each into its graph; None takes what `ontology` ships.

        With the gazetteer of `ontology` come its communes, in a graph of their own. The digest of what was shipped is
        noted in the marker, and nothing is loaded where the marker has the same.

        Raises:
            InputError: for Turtle that does not parse.
            StoreError: when the store is read-only or cannot be written.
        """
        shipped = ontology is None and vocabulary is None and gazetteer is None
        if shipped and self.static == self._shipped_static():
            return False
        if self.static:
            self._note_static(UNKNOWN)
        changed = self._load_static(ontology, vocabulary, gazetteer)
        self._note_static(self._shipped_static() if shipped else UNKNOWN)
        return changed

    @property
    def static(self) -> str:
        """The digest of the ontology, vocabularies and gazetteer that were loaded, as the marker has it."""
        return self._marker.static if self._marker is not None else ""

    @property
    def outdated(self) -> bool:
        """Whether ontology, vocabularies and gazetteer in the store are others than this version ships."""
        return self.static not in ("", self._shipped_static())

    def _shipped_static(self) -> str:
        from ontology.static import static_digest

        return static_digest(self.iris)

    def _note_static(self, digest: str) -> None:
        """Note in the marker what is loaded; what was loaded before is on the disk by then."""
        if self._marker is None or self.path is None or digest == self._marker.static:
            return
        marker = replace(self._marker, static=digest)
        try:
            self.raw.flush()
            write_marker(self.path, marker)
        except (OSError, RuntimeError) as error:
            raise self._unwritable(error) from error
        self._marker = marker

    def _load_static(self, ontology: Turtle, vocabulary: Turtle, gazetteer: Turtle) -> bool:
        given = {
            self.iris.ontology_graph: ontology,
            self.iris.vocabulary_graph: vocabulary,
            self.iris.gazetteer_graph: gazetteer,
        }
        quads = {graph: set(parse_turtle(graph, texts)) for graph, texts in given.items() if texts is not None}
        if len(quads) < len(given):
            from ontology.static import static_quads

            shipped = set(skolemized(static_quads(self.iris)))
            for graph in given.keys() - quads.keys():
                quads[graph] = {quad for quad in shipped if _value(quad.graph_name) == graph}
        changed = [self.replace_graph(graph, found) for graph, found in sorted(quads.items())]
        return any([*changed, gazetteer is None and self._load_communes()])

    def _load_communes(self) -> bool:
        """Load the communes in bulk if the digest that was noted with them is another one; True if it was.

        The digest is noted last, so that a run that was broken off is healed by the next one.
        """
        from ontology.static import commune_turtle

        texts, graph = commune_turtle(self.iris), ox.NamedNode(self.iris.communes_graph)
        digest = ox.Literal(f"sha256:{sha256(b''.join(texts)).hexdigest()}")
        noted = ox.Quad(graph, terms.IDENTIFIER, digest, graph)
        if noted in self.raw:
            return False
        self.mark_derived(False)
        self.indexed = False
        self._noted.clear(whole=True)
        stale = set(self.raw.quads_for_pattern(None, None, None, graph))
        if stale:
            shipped = (quad.triple for text in texts for quad in ox.parse(text, ox.RdfFormat.TURTLE))
            stale -= {ox.Quad(one.subject, one.predicate, one.object, graph) for one in shipped}
        try:
            for quad in stale:
                self.raw.remove(quad)
            for text in texts:
                self.raw.bulk_load(text, ox.RdfFormat.TURTLE, to_graph=graph)
            self.raw.add(noted)
        except (OSError, RuntimeError) as error:
            raise self._unwritable(error) from error
        return True

    def replace_graph(self, graph: str, quads: set[ox.Quad]) -> bool:
        """Make one named graph hold exactly these quads, in one transaction; True if anything changed."""
        return self._replace((graph,), quads)

    def replace_quads(self, old: set[ox.Quad], new: set[ox.Quad]) -> bool:
        """Put some quads of the derived graph in the place of others, in one transaction; True if anything changed."""
        changed = old != new and self._update(difference(old, new, gone=set()))
        graph = ox.NamedNode(self.iris.derived_graph)
        if changed and not new and next(iter(self.raw.quads_for_pattern(None, None, None, graph)), None) is None:
            self._update(f"DROP SILENT GRAPH {graph}")
        return changed

    def _replace(self, graphs: Sequence[str], new: set[ox.Quad]) -> bool:
        old = {quad for graph in graphs for quad in self.raw.quads_for_pattern(None, None, None, ox.NamedNode(graph))}
        if old == new:
            return False
        if self.iris.derived_graph not in graphs:
            self.mark_derived(False)
            # A correction is named by what it says: one that stays is the same as before.
            corrections = self.iris.corrections_graph in graphs
            for changed in (old ^ new,) if corrections else (old, new):
                self._noted.add(changed)
        return self._update(difference(old, new, gone=set(graphs) - {str(_value(quad.graph_name)) for quad in new}))

    def _update(self, update: str) -> bool:
        self.indexed = False
        try:
            self.raw.update(update)
        except (OSError, RuntimeError) as error:
            raise self._unwritable(error) from error
        return True

    def _unwritable(self, error: Exception) -> StoreError:
        if self.read_only:
            return StoreError(f"the store {self.path} is open for reading only", hint="open it without read_only")
        if self.path is not None and not self.path.is_dir():
            return StoreError(f"the store {self.path} is gone: {error}", hint="build it anew, or restore a backup")
        return StoreError(f"the store {self.path or 'in memory'} cannot be written: {error}", hint=remedy(error))

    # -- reading ---------------------------------------------------------------------------------------------------

    def query(self, sparql: str) -> QueryResults:
        """Evaluate a SPARQL query over the union of all graphs, or over those that its FROM clauses name.

        Equal triples of two graphs are two solutions, as Oxigraph does not merge them: ask for DISTINCT.

        Raises:
            QueryError: for a query that does not parse or cannot be evaluated.
        """
        try:
            union = not names_graphs(sparql)  # the union would override FROM
            return self.raw.query(sparql, prefixes=PREFIXES, use_default_graph_as_union=union)
        except SyntaxError as error:
            raise QueryError(f"the query does not parse: {error}", hint="write a SPARQL 1.1 query") from error
        except (ValueError, OSError, RuntimeError) as error:
            raise QueryError(f"the query cannot be evaluated: {error}") from error

    def dump(self, fmt: str = "nq") -> bytes:
        """The whole dataset as N-Quads ("nq") or TriG ("trig").

        Raises:
            InputError: for another format.
        """
        if fmt not in _FORMATS:
            raise InputError(f"no dataset format {fmt!r}", hint="one of " + ", ".join(sorted(_FORMATS)))
        return self.raw.dump(format=_FORMATS[fmt], prefixes=PREFIXES) or b""

    def canonical_nquads(self) -> bytes:
        """The dataset as sorted N-Quads: equal bytes for equal stores (there are no blank nodes)."""
        lines = sorted(self.dump("nq").splitlines(keepends=True))
        return b"".join(lines)

    def rdflib_dataset(self) -> Dataset:
        """An rdflib Dataset over this very store, by oxrdflib; its default graph is the union.

        It writes through: what rdflib changes is changed here.
        """
        from oxrdflib import OxigraphStore
        from rdflib import Dataset

        dataset = Dataset(store=OxigraphStore(store=self.raw), default_union=True)
        for prefix, namespace in PREFIXES.items():
            dataset.bind(prefix, namespace)
        return dataset


def memory_store(iris: Iris | None = None) -> GraphStore:
    """An empty store in memory."""
    return GraphStore(ox.Store(), iris=iris or Iris())


def open_store(path: Path, *, read_only: bool = False, iris: Iris | None = None) -> GraphStore:
    """Open the store in a directory, and make it there if the directory is missing or empty (not when `read_only`).

    Without `iris` the base of the IRIs is the one that the store was made with. Opening for writing brings a store of
    an older layout up to date, and derives what a process that died left underived. One process writes at a time.

    Raises:
        StoreError: when the path is a file or a directory of something else, when the layout is too old or too new or
            the base of the IRIs is another one, when another process writes to the store, or when there is none to
            read.
    """
    path = path.resolve()  # the locks of a process know a directory by the path as written
    check_directory(path, read_only=read_only)
    if read_only:
        finish_restore(path)
        return _whole(path, iris)
    lock = locked(path)
    try:
        store = _opened(path, prepared(path, iris), iris, lock)
    except BaseException:
        lock.release()
        raise
    try:
        if not store.derived:
            from graph.derive import derive

            derive(store)
    except BaseException:
        with contextlib.suppress(StoreError):
            store.close()
        raise
    return store


def _opened(path: Path, marker: Marker, iris: Iris | None, lock: StoreLock | None) -> GraphStore:
    check_base(path, marker, iris)
    state = fingerprint(path / DATABASE)
    try:
        raw = ox.Store.read_only(str(path / DATABASE)) if lock is None else ox.Store(path / DATABASE)
        if lock is not None:
            journal.heal(path, raw, path / UNDERIVED)
    except (OSError, RuntimeError) as error:
        raise open_error(path, error) from error
    used = iris or Iris(marker.base)
    store = GraphStore(raw, iris=used, path=path, read_only=lock is None, marker=marker, lock=lock)
    if lock is not None or fingerprint(path / DATABASE) == state:
        from graph.index.keeping import attach

        attach(store, state)
    return store


def _whole(path: Path, iris: Iris | None) -> GraphStore:
    """The store in a directory, open for reading, without a source that is half loaded."""
    while True:
        try:
            journal.settle(path, path / DATABASE, path / UNDERIVED)
        except (OSError, RuntimeError) as error:
            raise open_error(path, error) from error
        store = patiently(lambda: _opened(path, read_marker(path), iris, None))
        if not journal.is_loading(path):
            return store
        store.close()


def _value(term: object) -> str:
    return str(getattr(term, "value", term))
