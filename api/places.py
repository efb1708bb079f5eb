"""What the command and the web server do by where a store is: in a directory, or on a SPARQL server."""

from __future__ import annotations

from pathlib import Path

from api.remote import RemotePool, RemoteSnapshots
from api.settings import Settings
from api.snapshots import Serving, Snapshots
from api.sparql.lanes import PoolLimits
from api.sparql.pool import Answering, QueryPool
from graph.marker import MARKER, is_free, is_store
from graph.remote import holds_store
from graph.store import GraphStore, open_store
from ontology.errors import StoreError
from ontology.iris import Iris


def holds(settings: Settings) -> bool:
    """Whether there is something at the place of the store: a directory that is not empty, or a store on the server.

    Raises: StoreError when the server does not answer, or holds stores of other IRIs only.
    """
    place = settings.place
    if not isinstance(place, Path):
        return holds_store(place, settings.own_iris)
    return place.exists() and (not place.is_dir() or any(place.iterdir()))


def chosen_iris(settings: Settings) -> Iris | None:
    """The base for IRIs to open the store with: that of the settings for a new store; None leaves it to the store."""
    return settings.own_iris or (None if holds(settings) else Iris(settings.base))


def open_to_read(settings: Settings) -> GraphStore:
    """The store that the settings name, open for reading only; on a server that holds several, the one of their base.

    Raises: StoreError when there is none, or something else.
    """
    place = settings.place
    if not isinstance(place, Path):
        return open_store(place, read_only=True, iris=settings.own_iris)
    return open_store(_store_in(place), read_only=True)


def open_to_change(settings: Settings) -> GraphStore:
    """The store that the settings name, open for writing; it is not made where there is none.

    Raises: StoreError as `open_to_read`, and when it cannot be written.
    """
    with open_to_read(settings) as opened:
        iris = opened.iris
    return open_store(settings.place, iris=iris)


def directory(settings: Settings, what: str) -> Path:
    """The directory of the store, for *what* works on its files.

    Raises: StoreError for a store on a server, or when there is something else.
    """
    place = settings.place
    if not isinstance(place, Path):
        raise StoreError(
            f"{what} works on the files of a directory, and the store is on the server {place.url}",
            hint="use what the server has for it (oxigraph backup and oxigraph load, Virtuoso's backup_online), or "
            "lineage export --format nq and any program that loads N-Quads",
        )
    return place


def readable_directory(settings: Settings, what: str) -> Path:
    """The directory of a store that is there. Raises: as `directory`."""
    return _store_in(directory(settings, what))


def _store_in(path: Path) -> Path:
    if not is_store(path) and not is_free(path):
        raise StoreError(
            f"{path} is no store: it has no {MARKER} in it", hint="Name the directory that lineage build has made"
        )
    return path


def serving(settings: Settings, limits: PoolLimits) -> tuple[Serving, Answering]:
    """What hands out the newest data of the store, and what answers queries to it; nothing is started yet."""
    place = settings.place
    if isinstance(place, Path):
        return Snapshots(place, restricted=settings.restricted), QueryPool(limits)
    snapshots = RemoteSnapshots(place, settings.own_iris, restricted=settings.restricted)
    return snapshots, RemotePool(place, snapshots, limits)
