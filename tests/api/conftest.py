from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api import Settings, create_app
from graph.derive import derive
from graph.store import open_store
from tests.api.client import Client, running
from tests.graph.corpus import sources

HOSTILE = "<script>alert('x')</script>"


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of whoever runs the tests, and a working directory of the test's own."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"LINEAGE_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def build_store(path: Path, items: dict[str, bytes]) -> None:
    """A store at *path* with these sources."""
    with open_store(path) as store:
        store.load_static()
        store.load_sources(items.items())
        derive(store)


@pytest.fixture(scope="session")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand-made graph on disk; read it, do not change it."""
    path = tmp_path_factory.mktemp("api") / "store"
    build_store(path, sources())
    return path


@pytest.fixture(scope="session")
def client(store_path: Path) -> Iterator[Client]:
    """A client of the application over the hand-made graph."""
    settings = Settings(store=store_path, query_workers=1, query_timeout_seconds=1.5, max_rows=50, max_body_bytes=2048)
    with running(create_app(settings)) as opened:
        yield opened
