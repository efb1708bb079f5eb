"""Loading many sources: new ones in bulk as the text that they are, known ones as the difference, each whole or not.

The bulk loader of the database is no transaction. Its graphs are noted beforehand (`graph.journal`), so that whoever
opens the store after a process has died there finds each source wholly loaded or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

import pyoxigraph as ox

from graph import terms
from graph.reading import text
from graph.store import GraphStore
from ontology.errors import InputError

BULK_STATEMENTS: Final = 300_000
"""Statements of one bulk: enough for files of a good size, few enough for memory (about 300 MB)."""
PATIENCE: Final = 30.0
"""Seconds after which what waits is loaded, so that a process that dies does not take the work of hours with it."""
FEW_STATEMENTS: Final = 5_000
"""Up to so many statements of new sources are loaded in transactions, which costs less than a bulk."""
_PART_OF: Final = re.compile(rb" <http://purl\.org/dc/terms/source> <([^<>\n]*)> <([^<>\n]*)> \.\n")
_TYPED: Final = f"> {terms.TYPE} {terms.DOCUMENT} <".encode()
_COMMENT: Final = re.compile(rb"\.[ \t]*#")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a store knows of a source: the SHA-256 of its bytes, the version of the software that read it, and how many
    documents it found there.
    """

    sha256: str
    version: str
    documents: int


def stated(store: GraphStore, source_iri: str) -> Stated | None:
    """What the store knows of a source, by look-ups; None where it does not hold it, or its parts do not agree.

    Example:
        >>> from graph.store import memory_store
        >>> stated(memory_store(), "https://a.example/text/a.txt") is None
        True
    """
    parts = list(store.raw.quads_for_pattern(ox.NamedNode(source_iri), terms.SHA256, None, None))
    runs = [
        run.object
        for part in parts
        for run in store.raw.quads_for_pattern(None, terms.SOFTWARE_VERSION, None, part.graph_name)
    ]
    hashes, versions = {text(part.object) for part in parts}, {text(version) for version in runs}
    if len(hashes) != 1 or len(versions) != 1:
        return None
    return Stated(hashes.pop(), versions.pop(), len(parts))


@dataclass(slots=True)
class Loader:
    """Takes sources one by one and loads them; `finish` loads what is still waiting.

    `changed` counts the sources that were new or another than before. With `tolerant`, a source whose statements are
    not as they must be does not stop the others: it stands in `refused`.
    """

    store: GraphStore
    tolerant: bool = False
    changed: int = 0
    seconds: float = 0.0
    refused: dict[str, InputError] = field(default_factory=dict)
    _waiting: dict[str, bytes] = field(default_factory=dict)
    _graphs: list[str] = field(default_factory=list)
    _statements: int = 0
    _since: float = 0.0

    def load(self, items: Iterable[tuple[str, bytes]]) -> int:
        """Load sources, each given by its IRI and its N-Quads; the number of those that changed anything.

        Raises:
            InputError: for N-Quads that are not as `parse_source` wants them; not if `tolerant`. What came before is
                loaded.
            StoreError: when the store is read-only or cannot be written.
        """
        for source_iri, nquads in items:
            self.add(source_iri, nquads)
        self.finish()
        return self.changed

    def add(self, source_iri: str, nquads: bytes) -> None:
        """Load a source, or let it wait for the bulk. Raises: as `load`."""
        began = perf_counter()
        if source_iri in self._waiting:
            self.finish()
        graphs = () if self.store.graphs_of(source_iri) else parts_of(source_iri, nquads)
        if not graphs:
            self._replace(source_iri, nquads)
        else:
            self._since = self._since if self._waiting else began
            self._waiting[source_iri] = nquads
            self._graphs += graphs
            self._statements += nquads.count(b"\n")
        self.seconds += perf_counter() - began
        if self._statements >= BULK_STATEMENTS or (self._waiting and perf_counter() - self._since > PATIENCE):
            self.finish()

    def finish(self) -> None:
        """Load what is waiting. Raises: as `load`."""
        began = perf_counter()
        waiting, self._waiting = self._waiting, {}
        graphs, self._graphs = self._graphs, []
        few, self._statements = self._statements <= FEW_STATEMENTS, 0
        if few or not self._bulk(waiting, graphs):
            for source_iri, nquads in waiting.items():
                self._replace(source_iri, nquads)
        self.seconds += perf_counter() - began

    def _replace(self, source_iri: str, nquads: bytes) -> None:
        try:
            self.changed += self.store.replace_source(source_iri, nquads)
        except InputError as error:
            if not self.tolerant:
                self.finish()
                raise
            self.refused[source_iri] = error

    def _bulk(self, sources: dict[str, bytes], graphs: list[str]) -> bool:
        """Load sources in one bulk; False, and none of them loaded, where the text of one of them is not as it must be.

        Raises:
            StoreError: when the store cannot be written.
        """
        documents = (iri for nquads in sources.values() for iri in documents_in(nquads))
        loaded = self.store.load_bulk(b"".join(sources.values()), graphs, documents)
        self.changed += len(sources) if loaded else 0
        return loaded


def parts_of(source_iri: str, nquads: bytes) -> tuple[str, ...]:
    """The graphs of a source, if it can be seen without parsing that its N-Quads all lie in parts of it, and that
    no node is blank; else nothing, which says that it has to be parsed.

    That each line ends in one of the graphs leaves open whether it is a triple about that graph: these are found in
    the default graph once they are loaded.
    """
    if b"_:" in nquads or _COMMENT.search(nquads) or not nquads.endswith(b" .\n"):
        return ()
    source = source_iri.encode()
    graphs = {match[2] for match in _PART_OF.finditer(nquads) if match[1] == source}
    within = sum(nquads.count(b" <" + graph + b"> .\n") for graph in graphs)
    if within != nquads.count(b"\n") or any(b"\\" in graph for graph in graphs):
        return ()
    return tuple(sorted(graph.decode("utf-8") for graph in graphs))


def documents_in(nquads: bytes) -> Iterator[str]:
    """The documents that are described in N-Quads which `parts_of` has seen."""
    at = nquads.find(_TYPED)
    while at >= 0:
        start = nquads.rfind(b"<", 0, at)
        if start == 0 or nquads[start - 1 : start] == b"\n":  # else it is in the text of a literal
            yield nquads[start + 1 : at].decode("utf-8")
        at = nquads.find(_TYPED, at + 1)
