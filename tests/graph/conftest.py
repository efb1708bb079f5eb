from __future__ import annotations

import pytest

from graph.store import GraphStore
from tests.graph.corpus import build


@pytest.fixture(scope="session")
def store() -> GraphStore:
    """The hand-made graph; read it, do not change it."""
    return build()
