"""The index on disk is one of the data as they are, or it is none."""

from __future__ import annotations

import gc
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.backup import backup, restore
from graph.corrections import load_corrections
from graph.coverage import coverage
from graph.derive import derive
from graph.directory import INDEX
from graph.documents import summarize
from graph.fingerprint import fingerprint
from graph.index import keeping
from graph.index.keeping import STATE
from graph.lineage import trace_document
from graph.statements import Statement
from graph.steps import IndexSteps, StoreSteps, steps_of
from graph.store import DATABASE, GraphStore, open_store
from ontology.errors import StoreError
from tests.graph.corpus import CT12, IRIS, KH83, Doc, held, nquads, sources

NODE = ox.NamedNode("http://a.example/g")
NEW = Doc("ke-hoach", "77-KH/TU", "lam-dong", "nk2020", "2022-03-04", "Tỉnh ủy Lâm Đồng", "province", "Lâm Đồng")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with open_store(tmp_path / "store") as store:
        store.load_sources(sources().items())
        derive(store)
    return tmp_path / "store"


def add(store: GraphStore, doc: Doc = NEW, name: str = "new.txt") -> None:
    part = held(doc, name, 1, level="province", province="Lâm Đồng", date="2022-03-04").cites(CT12, "implements")
    for source, data in nquads([part]).items():
        store.replace_source(source, data)


def asked(path: Path) -> type:
    """What answers for a store."""
    with open_store(path, read_only=True) as store:
        return type(steps_of(store))


def agrees(path: Path) -> None:
    with open_store(path, read_only=True) as store:
        assert isinstance(steps_of(store), IndexSteps)
        known = [doc.iri for doc in (CT12, KH83) if doc.iri in steps_of(store)]
        found = [(trace_document(store, iri), coverage(store, iri)) for iri in known]
        store.indexed = False
        assert isinstance(steps_of(store), StoreSteps)
        assert found == [(trace_document(store, iri), coverage(store, iri)) for iri in known]
        assert CT12.iri in known


def test_a_store_that_was_built_has_an_index(path: Path) -> None:
    agrees(path)


def test_opening_for_writing_without_a_change_keeps_it(path: Path) -> None:
    for _ in range(3):
        with open_store(path) as store:
            assert isinstance(steps_of(store), StoreSteps)  # a writer may write past the store's methods
    assert asked(path) is IndexSteps
    with open_store(path) as store:
        derive(store)
    assert asked(path) is IndexSteps


def test_a_copy_of_the_directory_keeps_it(path: Path, tmp_path: Path) -> None:
    shutil.copytree(path, tmp_path / "copy")
    agrees(tmp_path / "copy")


def _by_rdflib(store: GraphStore) -> None:
    from rdflib import URIRef

    dataset = store.rdflib_dataset()
    iri = URIRef(CT12.iri)
    dataset.graph(URIRef("http://a.example/graph")).add((iri, iri, iri))
    del dataset
    gc.collect()  # it holds the database open


WRITES: dict[str, Callable[[GraphStore], object]] = {
    "a source": add,
    "a source that goes": lambda store: store.remove_source(IRIS.source("003.txt")),
    "sources in bulk": lambda store: store.load_sources(
        nquads([held(NEW, "new.txt", 1).cites(CT12, "implements")]).items()
    ),
    "a graph": lambda store: store.replace_graph(NODE.value, {ox.Quad(NODE, NODE, NODE, NODE)}),
    "a quad": lambda store: store.raw.add(ox.Quad(NODE, NODE, NODE, NODE)),
    "an update": lambda store: store.raw.update("INSERT DATA { <http://a.example/g> a <http://a.example/g> }"),
    "rdflib": _by_rdflib,
}  # fmt: skip


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_after_a_change_it_is_not_used(path: Path, write: Callable[[GraphStore], object]) -> None:
    store = open_store(path)
    derive(store)
    write(store)
    store.close()
    assert asked(path) is StoreSteps


def copied(path: Path, target: Path) -> bool:
    """Whether all files could be copied as they were at one moment: those that a compaction replaces go at any time."""
    shutil.rmtree(target, ignore_errors=True)
    before = fingerprint(path / DATABASE)
    try:
        shutil.copytree(path, target)
    except shutil.Error:
        return False
    return fingerprint(path / DATABASE) == before


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_after_a_change_and_a_death_it_is_not_used(
    path: Path, tmp_path: Path, write: Callable[[GraphStore], object]
) -> None:
    """The files as a process that dies leaves them."""
    with open_store(path) as store:
        write(store)
        while not copied(path, tmp_path / "left"):
            pass
    assert asked(tmp_path / "left") is StoreSteps
    (tmp_path / "left" / "underived").touch()
    open_store(tmp_path / "left").close()
    agrees(tmp_path / "left")


def test_a_new_document_is_a_small_change(path: Path) -> None:
    before = sorted(found.name for found in (path / INDEX).glob("tables-*"))
    with open_store(path) as store:
        add(store)
        derive(store)
    agrees(path)
    assert sorted(found.name for found in (path / INDEX).glob("tables-*")) == before
    assert len(list((path / INDEX).glob("delta-*"))) == 1
    with open_store(path) as store:
        add(store, KH83)
        store.remove_source(IRIS.source("003.txt"))
        derive(store)
    agrees(path)
    with open_store(path, read_only=True) as store:
        assert NEW.iri not in steps_of(store)
        assert steps_of(store).reached(KH83.iri, ("implements",), upward=True) == {CT12.iri}


def test_a_backup_keeps_it_and_a_restore_drops_it(path: Path, tmp_path: Path) -> None:
    backup(path, tmp_path / "b.zip", software="1", created="2026-11-26T08:00:00+07:00")
    agrees(path)
    with open_store(path) as store:
        add(store)
        derive(store)
    restore(tmp_path / "b.zip", path, force=True)
    assert not (path / INDEX).exists()
    assert asked(path) is StoreSteps
    with open_store(path) as store:
        derive(store)
    agrees(path)


def test_a_correction_is_a_small_change(path: Path) -> None:
    before = sorted(found.name for found in (path / INDEX).glob("tables-*"))
    for said in ((Statement(KH83.iri, "title", "về việc khác", "Trần B", "bản gốc", "2026-01-05", 2),), ()):
        with open_store(path) as store:
            assert load_corrections(store, "c.csv", said)
            derive(store)
        agrees(path)
        with open_store(path, read_only=True) as store:
            assert steps_of(store).summary(KH83.iri) == summarize(store, KH83.iri)
            assert steps_of(store).summary(KH83.iri).corrected == (("title",) if said else ())
    assert sorted(found.name for found in (path / INDEX).glob("tables-*")) == before


def test_many_changes_are_put_into_the_tables(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_LEAST", 8)
    before = sorted(found.name for found in (path / INDEX).glob("tables-*"))
    for number in range(4):
        with open_store(path) as store:
            add(store, Doc("ke-hoach", f"{number}-KH/TU", "lam-dong", "nk2020"), f"{number}.txt")
            derive(store)
        agrees(path)
    assert sorted(found.name for found in (path / INDEX).glob("tables-*")) != before
    assert len(list((path / INDEX).iterdir())) <= 3


def _truncated(path: Path) -> None:
    (tables,) = path.glob("tables-*")
    tables.write_bytes(tables.read_bytes()[:-100])


def _of_another_format(path: Path) -> None:
    data = json.loads((path / STATE).read_bytes())
    (path / STATE).write_text(json.dumps({**data, "format": 0}), encoding="utf-8")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "tables cut off": _truncated,
    "empty tables": lambda path: next(iter(path.glob("tables-*"))).write_bytes(b""),
    "no tables": lambda path: next(iter(path.glob("tables-*"))).unlink(),
    "no state": lambda path: (path / STATE).unlink(),
    "no JSON": lambda path: (path / STATE).write_bytes(b"{"),
    "another JSON": lambda path: (path / STATE).write_bytes(b"[]"),
    "another format": _of_another_format,
    "nothing": shutil.rmtree,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_is_damaged_is_made_anew(path: Path, damage: Callable[[Path], object]) -> None:
    damage(path / INDEX)
    assert asked(path) is StoreSteps
    with open_store(path) as store:
        derive(store)
    agrees(path)


def test_a_full_disk_leaves_no_half_of_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    before = sorted(found.name for found in (path / INDEX).iterdir())
    with open_store(path) as store:
        add(store)
        monkeypatch.setattr("graph.index.keeping.os.fsync", full)
        with pytest.raises(StoreError, match="cannot be written"):
            derive(store)
        assert store.derived
    assert sorted(found.name for found in (path / INDEX).iterdir()) == before
    assert asked(path) is StoreSteps
    monkeypatch.undo()
    with open_store(path) as store:
        derive(store)
    agrees(path)
