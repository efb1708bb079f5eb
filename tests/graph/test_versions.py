"""Stores of other versions: brought up to date, or refused with what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.files import PARTIAL
from graph.marker import LAYOUT, MARKER, UNKNOWN, read_marker
from graph.store import GraphStore, open_store
from ontology.errors import StoreError
from ontology.iris import Iris
from ontology.static import static_digest
from tests.graph.corpus import sources

VOCABULARY = ox.NamedNode(Iris().vocabulary_graph)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with open_store(tmp_path / "s") as store:
        store.load_static()
        store.load_sources(sources().items())
    return tmp_path / "s"


def mark(path: Path, **data: object) -> None:
    """Change what the marker says; None takes it out."""
    text = json.loads((path / MARKER).read_text(encoding="utf-8")) | data
    (path / MARKER).write_text(json.dumps({name: value for name, value in text.items() if value is not None}))


def test_a_new_store_has_layout_and_digest(path: Path) -> None:
    marker = read_marker(path)
    assert (marker.layout, marker.static) == (LAYOUT, static_digest())


def test_an_older_layout_is_read_and_brought_up_to_date_by_whoever_writes(path: Path) -> None:
    mark(path, layout=1, static=None)
    with open_store(path, read_only=True) as store:
        assert (len(store.sources()), store.static, store.outdated) == (len(sources()), UNKNOWN, True)
    assert read_marker(path).layout == 1
    with open_store(path) as store:
        assert store.static == UNKNOWN
        assert not store.load_static(), "it was the same all the time"
        assert store.static == static_digest()
    assert read_marker(path) == read_marker(path).migrated()


REFUSED = [
    (LAYOUT + 1, "newer version of this software", "install the version"),
    (0, "too old", "lineage build"),
]


@pytest.mark.parametrize("read_only", [True, False], ids=["reading", "writing"])
@pytest.mark.parametrize(("layout", "message", "hint"), REFUSED, ids=["newer", "too old"])
def test_other_layouts_are_refused_with_what_to_do(
    path: Path, layout: int, message: str, hint: str, read_only: bool
) -> None:
    mark(path, layout=layout)
    before = {entry.name: entry.stat().st_mtime_ns for entry in path.iterdir()}
    with pytest.raises(StoreError, match=f"layout {layout}.*{message}") as caught:
        open_store(path, read_only=read_only)
    assert hint in caught.value.hint
    assert str(path) in caught.value.message
    assert {entry.name: entry.stat().st_mtime_ns for entry in path.iterdir()} == before


def test_vocabularies_of_another_version_are_said_and_replaced(path: Path) -> None:
    with open_store(path) as store:
        whole = store.canonical_nquads()
        gone = next(iter(store.raw.quads_for_pattern(None, None, None, VOCABULARY)))
        store.raw.remove(gone)
        store.raw.add(ox.Quad(VOCABULARY, ox.NamedNode("http://a.example/p"), ox.Literal("old"), VOCABULARY))
        assert not store.load_static(), "the digest says that there is nothing to do"
    mark(path, static="sha256:of another version")
    with open_store(path, read_only=True) as store:
        assert store.outdated
    with open_store(path) as store:
        assert store.load_static()
        assert not store.outdated
        assert store.canonical_nquads() == whole
        assert not store.load_static()


def test_loading_that_broke_off_is_not_taken_for_done(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Version A, then half of version B, then A again: the digest of A must not stand there any more."""
    mark(path, static="sha256:of another version")

    def fail(store: GraphStore, graph: str, quads: set[ox.Quad]) -> bool:
        raise StoreError("no space")

    with monkeypatch.context() as patched, open_store(path) as store:
        patched.setattr(GraphStore, "replace_graph", fail)
        with pytest.raises(StoreError, match="no space"):
            store.load_static()
    assert read_marker(path).static == UNKNOWN
    with open_store(path) as store:
        store.load_static()
    assert read_marker(path).static == static_digest()


def test_what_was_given_is_not_taken_for_what_is_shipped(path: Path) -> None:
    with open_store(path) as store:
        store.load_static(vocabulary=b"<http://a.example/s> <http://a.example/p> 1 .")
        assert store.static == UNKNOWN
        assert store.load_static()
        assert store.static == static_digest()


def test_a_marker_that_was_half_written_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / (MARKER + PARTIAL)).write_text('{"layout"')
    with open_store(tmp_path) as store:
        assert store.sources() == {}
    with open_store(tmp_path, read_only=True) as store:
        assert store.iris == Iris()
