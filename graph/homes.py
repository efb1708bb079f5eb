"""Where a store is, and what it notes of itself there: in memory or in a directory; on a server, see `graph.remote`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Final, Protocol

import pyoxigraph as ox

from graph import journal
from graph.directory import UNDERIVED, remedy
from graph.engine import Engine
from graph.files import sync_folder
from graph.locks import StoreLock
from graph.marker import Marker, write_marker
from ontology.errors import StoreError


def closed() -> StoreError:
    """What to say of a store that was closed."""
    return StoreError("the store is closed", hint="open it again with open_store")


class Home(Protocol):
    """The quads of a store, and what it has beside them.

    What writes raises what the engine does: OSError or RuntimeError. After `close`, `raw` raises StoreError.
    """

    derived: bool
    """Whether the derived graph follows from the sources, as is noted here."""

    @property
    def raw(self) -> Engine:
        """The quads."""

    @property
    def name(self) -> str:
        """What to call the store in messages."""

    @property
    def path(self) -> Path | None:
        """The directory of the store; None where it has none."""

    @property
    def static(self) -> str:
        """The digest of the ontology, vocabularies and gazetteer that were loaded, as is noted here; "" for none."""

    def mark(self, derived: bool) -> bool:
        """Note whether the derived graph follows, so that it outlives a process that dies; False if somebody else
        changed the data meanwhile.
        """

    def note_static(self, digest: str) -> None:
        """Note what was loaded; by then it is kept."""

    def load(self, nquads: bytes, graphs: Collection[str]) -> bool:
        """Load graphs that the store does not have in bulk; whenever it breaks off, no source is taken for whole.

        False, and nothing is loaded, where the N-Quads do not parse or a statement lies in no graph.
        """

    def unwritable(self, error: Exception) -> StoreError:
        """What to say when it cannot be written."""

    def close(self) -> None:
        """Write what is pending and let go of the quads."""

    def release(self) -> None:
        """Let others write."""


class MemoryHome:
    """Nowhere: nothing outlives the process."""

    def __init__(self, raw: ox.Store) -> None:
        """The home of these quads."""
        self._raw: ox.Store | None = raw
        self.derived = True
        self.name: Final = "in memory"
        self.path: Final = None
        self.static: Final = ""

    @property
    def raw(self) -> ox.Store:
        """The quads."""
        return _open(self._raw)

    def mark(self, derived: bool) -> bool:
        """Note whether the derived graph follows."""
        self.derived = derived
        return True

    def note_static(self, digest: str) -> None:
        """Nothing is noted: what is loaded again is compared."""

    def load(self, nquads: bytes, graphs: Collection[str]) -> bool:
        """Load graphs in bulk."""
        return journal.load(self.raw, None, nquads, graphs)

    def unwritable(self, error: Exception) -> StoreError:
        """What to say when there is no memory left."""
        return StoreError(f"the store in memory cannot be written: {error}", hint=remedy(error))

    def close(self) -> None:
        """Forget the quads."""
        self._raw = None

    def release(self) -> None:
        """Nobody else can write."""


class DirectoryHome:
    """A directory (see `graph.directory`), open for writing where there is a lock."""

    def __init__(self, path: Path, raw: ox.Store, marker: Marker, lock: StoreLock | None) -> None:
        """The home of these quads, with the marker as it was read."""
        self._raw: ox.Store | None = raw
        self._marker = marker
        self._lock: Final = lock
        self.path: Final = path
        self.derived = not (path / UNDERIVED).exists()

    @property
    def name(self) -> str:
        """The directory."""
        return str(self.path)

    @property
    def static(self) -> str:
        """What the marker has."""
        return self._marker.static

    @property
    def raw(self) -> ox.Store:
        """The quads."""
        return _open(self._raw)

    def mark(self, derived: bool) -> bool:
        """Note it as a file that is there or is not."""
        if derived:
            self.raw.flush()
            (self.path / UNDERIVED).unlink(missing_ok=True)
        else:
            (self.path / UNDERIVED).touch()
            sync_folder(self.path)
        self.derived = derived
        return True

    def note_static(self, digest: str) -> None:
        """Note it in the marker; what was loaded before is on the disk by then."""
        if digest == self._marker.static:
            return
        marker = replace(self._marker, static=digest)
        self.raw.flush()
        write_marker(self.path, marker)
        self._marker = marker

    def load(self, nquads: bytes, graphs: Collection[str]) -> bool:
        """Load graphs in bulk, under the journal."""
        return journal.load(self.raw, self.path, nquads, graphs)

    def unwritable(self, error: Exception) -> StoreError:
        """That the directory is gone, or what to do about the disk."""
        if not self.path.is_dir():
            return StoreError(f"the store {self.path} is gone: {error}", hint="build it anew, or restore a backup")
        return StoreError(f"the store {self.path} cannot be written: {error}", hint=remedy(error))

    def close(self) -> None:
        """Write what is pending; the database is closed with the last who has it."""
        raw, self._raw = self._raw, None
        if raw is not None and self._lock is not None:
            raw.flush()

    def release(self) -> None:
        """Give the directory free."""
        if self._lock is not None:
            self._lock.release()


def _open(raw: ox.Store | None) -> ox.Store:
    if raw is None:
        raise closed()
    return raw
