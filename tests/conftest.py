"""What holds for every test: no network beyond this machine, and properties that do not depend on its speed."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.offline import guarded

if TYPE_CHECKING:
    from graph.connection import Connection
    from graph.store import GraphStore
    from tests.servers import Servers

settings.register_profile("project", deadline=None, database=None, print_blob=True)
settings.load_profile("project")

SAMPLE_CORPUS = Path(__file__).parent / "data" / "corpus"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuse each connection of this process to another host, naming the host."""
    monkeypatch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
    yield


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a store that holds the sample corpus; open it read-only."""
    from graph import open_store

    directory = tmp_path_factory.mktemp("sample") / "store"
    with open_store(directory) as store:
        _load_sample(store)
    return directory


def _load_sample(store: GraphStore) -> None:
    from graph import derive
    from loaders import extract_paths, to_nquads

    store.load_static()
    results = extract_paths([SAMPLE_CORPUS])
    store.load_sources((store.iris.source(result.source), to_nquads(result, store.iris)) for result in results)
    derive(store)


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """SPARQL servers, each started for the first who asks for it."""
    from tests.servers import Servers

    with ExitStack() as stack:
        yield Servers(tmp_path_factory.mktemp, stack)


@pytest.fixture(scope="session")
def sample_servers(servers: Servers) -> dict[str, Connection]:
    """The sample corpus on each server that is asked for; read it, do not change it."""
    from graph import open_store

    class Filled(dict[str, "Connection"]):
        def __missing__(self, engine: str) -> Connection:
            self[engine] = servers.started(engine, "sample")
            with open_store(self[engine]) as store:
                _load_sample(store)
            return self[engine]

    return Filled()
