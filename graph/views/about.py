"""Of which data a view is: a version that the same data always have, and the date of the newest document."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from graph.search.state import listed_state, read_state
from graph.store import GraphStore
from graph.views.words import Lang, word


@dataclass(frozen=True, slots=True)
class DataState:
    """The version of the data (a digest of the bytes of all files and of the corrections), how many files there are,
    and the newest date that a text gives itself ("" where none does). It is the same wherever the same files are built.
    """

    version: str
    sources: int
    newest: str

    def lines(self, lang: Lang, software: str = "") -> tuple[str, ...]:
        """What a view prints of it, with the version of the software where that is given."""
        newest = self.newest or word("unknown", lang)
        data = word("data", lang, version=self.version, sources=self.sources, newest=newest)
        return (data, *([word("software", lang, version=software)] if software else ()))


_known: WeakKeyDictionary[GraphStore, DataState] = WeakKeyDictionary()


def data_state(store: GraphStore) -> DataState:
    """The state of a store's data; it is kept for a store that is read-only, as that never changes."""
    found = _known.get(store)
    if found is None:
        found = _read(store)
        if store.read_only:
            _known[store] = found
    return found


def _read(store: GraphStore) -> DataState:
    return DataState(*(listed_state(store.files) if store.read_only and store.files is not None else read_state(store)))
