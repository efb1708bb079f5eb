"""The store: named graphs, one for each part of each source, in an embedded Oxigraph database or on a SPARQL server.

What else is in the directory of a store is described in `graph.directory`, what is on a server in `graph.remote`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self, TypeAlias

import pyoxigraph as ox

from graph import journal, terms
from graph.changes import Changes, Noted
from graph.connection import Connection, is_url
from graph.directory import DATABASE as DATABASE
from graph.directory import UNDERIVED as UNDERIVED
from graph.directory import check_base, check_directory, finish_restore, locked, open_error, patiently, prepared
from graph.engine import Engine, QueryResults, change, remove_all
from graph.fingerprint import fingerprint
from graph.homes import DirectoryHome, Home, MemoryHome
from graph.locks import StoreLock
from graph.marker import LAYOUT as LAYOUT
from graph.marker import MARKER as MARKER
from graph.marker import UNKNOWN, Marker, read_marker
from graph.model import DocumentSummary
from graph.quads import parse_source
from graph.static import Turtle, fill, shipped_digest
from ontology.errors import InputError, QueryError, StoreError
from ontology.iris import Iris
from ontology.prefixes import PREFIXES as PREFIXES
from ontology.sparql import names_graphs

if TYPE_CHECKING:
    from rdflib import Dataset

    from graph.index.overlaid import Index
    from graph.search.files import Files

_PIECE: Final = 50_000
"""Quads of the derived graph that are written at once."""
_FORMATS: Final = {"nq": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG}

Place: TypeAlias = "Path | str | Connection"
"""Where a store is: its directory, or the URL of a SPARQL server or the connection to one."""


class GraphStore:
    """The knowledge graph in a store; use `open_store` or `memory_store` to get one.

    Example:
        >>> with memory_store() as store:
        ...     store.sources()
        {}
    """

    def __init__(self, home: Home, *, iris: Iris, read_only: bool = False) -> None:
        """The store that is at home there, and whose IRIs were made by `iris`."""
        self.home: Final = home
        self.iris: Final = iris
        self.path: Final = home.path
        self.read_only: Final = read_only
        self.summaries: Final[dict[str, DocumentSummary]] = {}
        """What `graph.documents.summarize` remembers of a store that is open for reading only."""
        self._is_open = True
        self._noted: Final = Noted(f"{iris.base}graph/", iris.corrections_graph, whole=not home.derived)
        self.index: Index | None = None
        """The index of the data as they were opened or last derived; None where there is none. It answers for a store
        that is open for reading only."""
        self.files: Files | None = None
        """What a store that is open for reading is searched in; None where there is nothing of these data."""
        self.logged: tuple[tuple[str, int], ...] = ()
        """The logs of the database when the index was found to be one of its data."""
        self.indexed = False
        """Whether the index is one of the data as they are now, as far as this process wrote them."""

    @property
    def raw(self) -> Engine:
        """The engine itself: a pyoxigraph store, or what stands for a server.

        Raises:
            StoreError: when the store was closed.
        """
        return self.home.raw

    def close(self) -> None:
        """Write what is pending and give the place free; closing twice does nothing.

        Raises:
            StoreError: when it cannot be written; the place is free all the same.
        """
        is_open, self._is_open = self._is_open, False
        try:
            self.home.close()
            if is_open and not self.read_only:
                self._seal()  # the database is closed: its files are those that are found next time
        except (OSError, RuntimeError) as error:
            raise self._unwritable(error) from error
        finally:
            self.home.release()

    def _seal(self) -> None:
        from graph.index.keeping import seal

        seal(self)

    @property
    def derived(self) -> bool:
        """Whether the derived graph follows from the sources as they are now; `graph.derive.derive` makes it so."""
        return self.home.derived

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
        """Note whether the derived graph follows from the sources, so that it outlives a process that dies.

        Raises:
            StoreError: when it cannot be noted, or somebody else changed the sources meanwhile.
        """
        if derived and not self.read_only:
            self._noted.clear()
        if derived == self.derived or self.read_only:
            return
        try:
            alone = self.home.mark(derived)
        except (OSError, RuntimeError) as error:
            raise self._unwritable(error) from error
        if not alone:
            self._noted.clear(whole=True)

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
            return self.home.load(nquads, graphs)
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
        if shipped and self.static == shipped_digest(self.iris):
            return False
        if self.static:
            self._note_static(UNKNOWN)
        changed = fill(self, ontology, vocabulary, gazetteer)
        self._note_static(shipped_digest(self.iris) if shipped else UNKNOWN)
        return changed

    @property
    def static(self) -> str:
        """The digest of the ontology, vocabularies and gazetteer that were loaded, as is noted; "" where none is."""
        return self.home.static

    @property
    def outdated(self) -> bool:
        """Whether ontology, vocabularies and gazetteer in the store are others than this version ships."""
        return self.static not in ("", shipped_digest(self.iris))

    def _note_static(self, digest: str) -> None:
        try:
            self.home.note_static(digest)
        except (OSError, RuntimeError) as error:
            raise self._unwritable(error) from error

    def fill_graph(self, graph: ox.NamedNode, turtle: Sequence[bytes], noted: ox.Quad) -> bool:
        """Make a large graph hold what Turtle says, in bulk, and a quad that says so; False if that quad is there.

        It is added last, so that a run that was broken off is healed by the next one.

        Raises:
            StoreError: when the store is read-only or cannot be written.
        """
        if noted in self.raw:
            return False
        self.mark_derived(False)
        self.indexed = False
        self._noted.clear(whole=True)
        stale = set(self.raw.quads_for_pattern(None, None, None, graph))
        if stale:
            shipped = (quad.triple for text in turtle for quad in ox.parse(text, ox.RdfFormat.TURTLE))
            stale -= {ox.Quad(one.subject, one.predicate, one.object, graph) for one in shipped}
        try:
            remove_all(self.raw, stale)
            for text in turtle:
                self.raw.bulk_load(text, ox.RdfFormat.TURTLE, to_graph=graph)
            self.raw.add(noted)
        except (OSError, RuntimeError) as error:
            raise self._unwritable(error) from error
        return True

    def replace_graph(self, graph: str, quads: set[ox.Quad]) -> bool:
        """Make one named graph hold exactly these quads, in one transaction; True if anything changed."""
        return self._replace((graph,), quads)

    def replace_derived(self, old: set[ox.Quad], new: set[ox.Quad]) -> bool:
        """Put some quads of the derived graph in the place of others; True if anything changed.

        Many are written piece by piece, and whoever opens the store before the last of them finds it not derived.
        """
        if old == new:
            return False
        removed, added = iter(old - new), iter(new - old)
        if len(old ^ new) > _PIECE:
            self.mark_derived(False)
        while any(pieces := (set(islice(removed, _PIECE)), set(islice(added, _PIECE)))):
            self._change(*pieces, set())
        graph = ox.NamedNode(self.iris.derived_graph)
        if not new and next(iter(self.raw.quads_for_pattern(None, None, None, graph)), None) is None:
            self._change(set(), set(), {graph.value})
        return True

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
        return self._change(old, new, set(graphs) - {str(_value(quad.graph_name)) for quad in new})

    def _change(self, old: set[ox.Quad], new: set[ox.Quad], gone: set[str]) -> bool:
        self.indexed = False
        try:
            change(self.raw, old, new, gone=gone)
        except (OSError, RuntimeError) as error:
            raise self._unwritable(error) from error
        return True

    def _unwritable(self, error: Exception) -> StoreError:
        if self.read_only:
            return StoreError(f"the store {self.home.name} is open for reading only", hint="open it without read_only")
        return self.home.unwritable(error)

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

        Raises:
            StoreError: for a store on a server.
        """
        from oxrdflib import OxigraphStore
        from rdflib import Dataset

        if not isinstance(self.raw, ox.Store):
            raise StoreError(
                "a store on a server is no rdflib Dataset", hint="use rdflib's SPARQLStore with the URL of the server"
            )
        dataset = Dataset(store=OxigraphStore(store=self.raw), default_union=True)
        for prefix, namespace in PREFIXES.items():
            dataset.bind(prefix, namespace)
        return dataset


def memory_store(iris: Iris | None = None) -> GraphStore:
    """An empty store in memory."""
    return GraphStore(MemoryHome(ox.Store()), iris=iris or Iris())


def open_store(place: Place, *, read_only: bool = False, iris: Iris | None = None) -> GraphStore:
    """Open the store in a directory, and make it there if the directory is missing or empty (not when `read_only`).

    The URL of a SPARQL 1.1 server, or a connection to one, opens the store that the server holds (see `graph.remote`).

    Without `iris` the base of the IRIs is the one that the store was made with. Opening for writing brings a store of
    an older layout up to date, and derives what a process that died left underived. One process writes at a time.

    Raises:
        StoreError: when the path is a file or a directory of something else, when the layout is too old or too new or
            the base of the IRIs is another one, when another process writes to the store, when there is none to read,
            or when a server does not answer.
    """
    if isinstance(place, Connection) or is_url(place):
        from graph.remote import open_remote

        connection = place if isinstance(place, Connection) else Connection(str(place))
        store = open_remote(connection, read_only=read_only, iris=iris)
    else:
        path = Path(place).resolve()  # the locks of a process know a directory by the path as written
        store = _open_directory(path, read_only, iris)
    if read_only:
        return store
    try:
        if not store.derived:
            from graph.derive import derive

            derive(store)
    except BaseException:
        with contextlib.suppress(StoreError):
            store.close()
        raise
    return store


def _open_directory(path: Path, read_only: bool, iris: Iris | None) -> GraphStore:
    check_directory(path, read_only=read_only)
    if read_only:
        finish_restore(path)
        return _whole(path, iris)
    lock = locked(path)
    try:
        return _opened(path, prepared(path, iris), iris, lock)
    except BaseException:
        lock.release()
        raise


def _opened(path: Path, marker: Marker, iris: Iris | None, lock: StoreLock | None) -> GraphStore:
    check_base(path, marker, iris)
    state = fingerprint(path / DATABASE)
    try:
        raw = ox.Store.read_only(str(path / DATABASE)) if lock is None else ox.Store(path / DATABASE)
        if lock is not None:
            journal.heal(path, raw, path / UNDERIVED)
    except (OSError, RuntimeError) as error:
        raise open_error(path, error) from error
    home = DirectoryHome(path, raw, marker, lock)
    store = GraphStore(home, iris=iris or Iris(marker.base), read_only=lock is None)
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
