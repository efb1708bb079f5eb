from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from api.snapshots import SERVING, Snapshot, Snapshots, _fingerprint, _Look
from graph.derive import derive
from graph.directory import INDEX
from graph.documents import list_documents
from graph.gaps import gaps
from graph.index.keeping import STATE
from graph.steps import IndexSteps, steps_of
from graph.store import DATABASE, open_store
from ontology.errors import StoreError
from tests.api.conftest import build_store
from tests.api.served import until
from tests.graph.corpus import CT12, CT12_2007, IRIS, held, nquads


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store"
    build_store(path, nquads([held(CT12, "one.txt", 1, level="central")]))
    return path


def _settled(snapshots: Snapshots, version: str) -> str:
    """The version after the next change, waited for as long as it may take."""
    for _ in range(100):
        found = snapshots.current().version
        if found != version:
            return found
        time.sleep(0.05)
    raise AssertionError("the change is never seen")


def test_what_is_built_later_is_seen(store: Path) -> None:
    snapshots = Snapshots(store)
    before = snapshots.current()
    assert snapshots.current() is before
    assert list_documents(before.store).total == 1
    build_store(store, nquads([held(CT12_2007, "two.txt", 1, level="central")]))
    _settled(snapshots, before.version)
    assert list_documents(snapshots.current().store).total == 2
    assert list_documents(before.store).total == 1  # who still has the old one goes on with it
    snapshots.close()


def test_the_index_comes_with_the_data(store: Path) -> None:
    snapshots = Snapshots(store)
    before = snapshots.current()
    assert isinstance(steps_of(before.store), IndexSteps)
    build_store(store, nquads([held(CT12_2007, "two.txt", 1, level="central")]))
    _settled(snapshots, before.version)
    assert isinstance(steps_of(snapshots.current().store), IndexSteps)
    assert CT12_2007.iri in steps_of(snapshots.current().store)
    snapshots.close()


def test_reading_goes_on_while_much_is_written(store: Path) -> None:
    """Oxigraph's read-only mode fails here: compaction removes files that it has not opened yet."""
    snapshots = Snapshots(store)
    try:
        with open_store(store) as writing:
            for number in range(12):
                part = held(CT12_2007, f"{number}.txt", 1, level="central")
                for source, data in nquads([part]).items():
                    writing.replace_source(source, data)
                writing.raw.flush()
                assert list_documents(snapshots.current().store).total >= 1
    finally:
        snapshots.close()


def test_who_asks_while_another_looks_gets_what_is_known(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshots = Snapshots(store)
    before = snapshots.current()
    looks, ends = threading.Event(), threading.Event()

    def look(_: Snapshot) -> bool:
        looks.set()
        return not ends.wait(30)

    monkeypatch.setattr(snapshots, "_has_new_data", look)
    until(lambda: snapshots.known() is None, 5)  # a look is due
    looking = threading.Thread(target=snapshots.current)
    looking.start()
    try:
        assert looks.wait(30)
        time.sleep(0.3)  # another would be due by now
        assert snapshots.known() is before
    finally:
        ends.set()
        looking.join(30)
        snapshots.close()


def test_building_again_without_change_keeps_the_snapshot_useful(store: Path) -> None:
    snapshots = Snapshots(store)
    quads = len(snapshots.current().store)
    build_store(store, {})
    assert len(snapshots.current().store) == quads
    snapshots.close()


def test_nothing_is_left_behind(store: Path) -> None:
    snapshots = Snapshots(store)
    version = snapshots.current().version
    for number in range(3):
        build_store(store, nquads([held(CT12_2007, f"{number}.txt", 1, level="central")]))
        version = _settled(snapshots, version)
    assert len(list((store / SERVING).iterdir())) <= 2
    snapshots.close()
    assert not (store / SERVING).exists()


def test_a_store_on_a_medium_that_only_reads(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.snapshots.os.access", lambda path, mode: False)
    snapshots = Snapshots(store)
    assert list_documents(snapshots.current().store).total == 1
    assert not (store / SERVING).exists()
    snapshots.close()
    assert (store / "oxigraph").is_dir()


def test_what_a_dead_server_left_is_removed(store: Path) -> None:
    left = store / SERVING / "999999999-abc-1"
    left.mkdir(parents=True)
    alive = store / SERVING / f"{os.getppid()}-abc-1"
    alive.mkdir()
    snapshots = Snapshots(store)
    snapshots.current()
    assert not left.exists()
    assert alive.exists()
    snapshots.close()


def test_a_store_with_frozen_copies_is_still_a_store(store: Path) -> None:
    snapshots = Snapshots(store)
    snapshots.current()
    with open_store(store, read_only=True) as opened:
        assert list(opened.sources()) == [IRIS.source("one.txt")]
    snapshots.close()


BAD = ["missing", "file", "directory"]


@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_store(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "place"
    if kind == "file":
        path.write_text("mine", encoding="utf-8")
    if kind == "directory":
        path.mkdir()
        (path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(StoreError):
        Snapshots(path).current()
    assert path.exists() == (kind != "missing")


def test_a_store_that_vanishes(store: Path) -> None:
    snapshots = Snapshots(store)
    snapshots.current()
    (store / "oxigraph").rename(store / "elsewhere")
    with pytest.raises(StoreError):
        snapshots.current()
    snapshots.close()


def test_a_build_that_has_not_ended_is_not_shown(store: Path) -> None:
    snapshots = Snapshots(store)
    before = snapshots.current()
    with open_store(store) as writing:
        for source, data in nquads([held(CT12_2007, "two.txt", 1, level="central")]).items():
            writing.replace_source(source, data)
        writing.raw.flush()
        time.sleep(0.6)
        assert snapshots.current() is before
        derive(writing)
    _settled(snapshots, before.version)
    assert list_documents(snapshots.current().store).total == 2
    snapshots.close()


def test_data_that_cannot_be_copied_leave_what_there_is(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, target: Path) -> str:
        raise OSError("no space left on device")

    snapshots = Snapshots(store)
    before = snapshots.current()
    build_store(store, nquads([held(CT12_2007, "two.txt", 1, level="central")]))
    time.sleep(0.6)
    with monkeypatch.context() as patched:
        patched.setattr("api.snapshots._copy", fail)
        assert snapshots.current() is before
    assert list_documents(snapshots.current().store).total == 2
    snapshots.close()


def test_a_copy_lives_as_long_as_who_reads_it(store: Path) -> None:
    snapshots = Snapshots(store)
    before = snapshots.current()
    version, database = before.version, Path(before.database)
    for number in range(4):
        build_store(store, nquads([held(CT12_2007, f"{number}.txt", 1, level="central")]))
        version = _settled(snapshots, version)
    assert (database / "CURRENT").is_file()
    assert list_documents(before.store).total == 1
    gaps(before.store)
    del before
    gc.collect()
    assert not database.exists()
    snapshots.close()


def test_a_look_at_the_files_sees_each_kind_of_change(tmp_path: Path) -> None:
    """Nothing is opened here: the files only bear the names of a database's."""
    database, state = tmp_path / DATABASE, tmp_path / INDEX / STATE
    for path in (database / "CURRENT", database / "000012.log", database / "000010.sst", state):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"1")
    look = _Look()
    changes: list[Callable[[], object]] = [
        lambda: None,
        lambda: (database / "000012.log").write_bytes(b"12"),
        lambda: (database / "000013.sst").write_bytes(b"1"),
        lambda: (database / "000010.sst").unlink(),
        lambda: (database / "000012.log").rename(database / "000014.log"),
        lambda: state.write_bytes(b"12"),
        state.unlink,
    ]
    for change in changes:
        change()
        assert look.fingerprint(database)[0] == _fingerprint(database)[0]
        for path in (*database.iterdir(), *state.parent.iterdir(), database):
            os.utime(path, ns=(1, path.stat().st_mtime_ns - 10**9))  # as if a second had passed
        for _ in range(2):
            assert look.fingerprint(database)[0] == _fingerprint(database)[0]


def test_files_that_never_change_are_not_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = tmp_path / DATABASE
    database.mkdir()
    for path in (database / "CURRENT", database / "000010.sst", database):
        if path != database:
            path.write_bytes(b"1")
        os.utime(path, (1, 1))
    look = _Look()
    version = look.fingerprint(database)[0]
    monkeypatch.setattr("api.snapshots._fingerprint", lambda _: pytest.fail("all files were looked at again"))
    assert look.fingerprint(database)[0] == version
