"""Loading in bulk: the same graph as source by source, nothing that does not belong there, and each source whole."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pyoxigraph as ox
import pytest

from graph import journal, loading, terms
from graph.derive import derive
from graph.files import write_whole
from graph.loading import Loader, Stated, documents_in, parts_of, stated
from graph.locks import StoreLock
from graph.store import DATABASE, UNDERIVED, GraphStore, memory_store, open_store
from ontology.errors import InputError, StoreError
from tests.graph.corpus import CT12, IRIS, KH83, build, digest, sources

SOURCES = sources()
NAMES = sorted(SOURCES)
WHOLE = build().canonical_nquads()
SOURCE = IRIS.source("a.txt")
GRAPH = IRIS.graph("a.txt", 1)
OTHER = IRIS.graph("b.txt", 1)
DECLARED = f"<{GRAPH}> <http://purl.org/dc/terms/source> <{SOURCE}> <{GRAPH}> .\n"


@pytest.fixture(autouse=True)
def bulks(monkeypatch: pytest.MonkeyPatch) -> None:
    """However little it is, it is loaded in bulk."""
    monkeypatch.setattr(loading, "FEW_STATEMENTS", 0)


def test_a_bulk_gives_the_graph_of_single_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[int] = []
    load_bulk = GraphStore.load_bulk

    def counted(self: GraphStore, nquads: bytes, *rest: object) -> bool:
        used.append(nquads.count(b"\n"))
        return load_bulk(self, nquads, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(GraphStore, "load_bulk", counted)
    monkeypatch.setattr(loading, "BULK_STATEMENTS", 150)
    store = memory_store()
    assert store.load_sources(SOURCES.items()) == len(NAMES)
    derive(store)
    assert store.canonical_nquads() == WHOLE
    assert len(used) > 1
    assert sum(used) == sum(data.count(b"\n") for data in SOURCES.values())


def test_a_few_statements_are_loaded_in_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "FEW_STATEMENTS", 10**6)
    monkeypatch.setattr(GraphStore, "load_bulk", None)
    store = memory_store()
    store.load_sources(SOURCES.items())
    derive(store)
    assert store.canonical_nquads() == WHOLE


def test_a_source_that_comes_twice_is_the_second_one() -> None:
    store = memory_store()
    later = DECLARED + f"<http://a/s> <http://a/p> <http://a/o> <{GRAPH}> .\n"
    assert store.load_sources([(SOURCE, DECLARED.encode()), (SOURCE, later.encode())]) == 2
    assert len(store) == 2


def test_what_a_bulk_describes_is_what_is_derived_anew() -> None:
    store = memory_store()
    store.load_sources(SOURCES.items())
    assert store.touched is not None
    assert {CT12.iri, KH83.iri} <= store.touched
    one_by_one = memory_store()
    for name in NAMES:
        one_by_one.replace_source(name, SOURCES[name])
    assert store.touched == one_by_one.touched


LINES = [
    ("", True, "only the declaration"),
    (f'<http://a/s> <http://a/p> "x # y. z <{OTHER}> ."@vi <{GRAPH}> .\n', True, "a literal that looks like an end"),
    ("<http://a/s> <http://a/p> <http://a/o> .\n", False, "a triple in no graph"),
    (f"<http://a/s> <http://a/p> <http://a/o> <{OTHER}> .\n", False, "a graph of another source"),
    (f"<http://a/s> <http://a/p> <http://a/o> <{OTHER}> . # <{GRAPH}> .\n", False, "a comment that looks like an end"),
    (f"_:b <http://a/p> <http://a/o> <{GRAPH}> .\n", False, "a blank node"),
    (f"<http://a/s> <http://a/p> _:b <{GRAPH}> .\n", False, "a blank node as a value"),
    (f"<http://a/s> <http://a/p> <http://a/o> <{GRAPH}> .", False, "no end of line"),
]


@pytest.mark.parametrize(("line", "seen"), [row[:2] for row in LINES], ids=[row[2] for row in LINES])
def test_what_is_seen_without_parsing(line: str, seen: bool) -> None:
    assert parts_of(SOURCE, (DECLARED + line).encode()) == ((GRAPH,) if seen else ())


def test_real_quads_are_seen_without_parsing() -> None:
    for name in NAMES:
        assert parts_of(name, SOURCES[name]) != ()
    text = f'<{GRAPH}> <http://a/p> "> {terms.TYPE} {terms.DOCUMENT} <" <{GRAPH}> .\n'
    assert list(documents_in(text.encode())) == []


REFUSED = [
    ("<http://a/s> <http://a/p> <http://a/o> <http://a/g> .\n", "not declared", "another graph"),
    (f"<http://a/s> <http://a/p> <{GRAPH}> .\n", "not declared", "a triple that looks like a quad"),
    (f"<http://a/s> <http://a/p> <http://a/o o> <{GRAPH}> .\n", "do not parse", "an IRI with a blank"),
    (f"_:b <http://a/p> <http://a/o> <{GRAPH}> .\n", "blank node", "a blank node"),
]


@pytest.mark.parametrize(("line", "message"), [row[:2] for row in REFUSED], ids=[row[2] for row in REFUSED])
@pytest.mark.parametrize("tolerant", [True, False])
def test_bad_quads_are_refused_and_the_others_loaded(line: str, message: str, tolerant: bool, tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        loader = Loader(store, tolerant=tolerant)
        items = [*SOURCES.items(), (SOURCE, (DECLARED + line).encode())]
        if tolerant:
            assert loader.load(items) == len(NAMES)
            assert message in str(loader.refused[SOURCE])
        else:
            with pytest.raises(InputError, match=message):
                loader.load(items)
        derive(store)
        assert store.canonical_nquads() == WHOLE
        assert not journal.is_loading(tmp_path / "s")


def test_what_somebody_put_into_the_default_graph_stays() -> None:
    store = memory_store()
    own = ox.Quad(ox.NamedNode("http://a/s"), ox.NamedNode("http://a/p"), ox.NamedNode("http://a/o"))
    store.raw.add(own)
    store.load_sources(SOURCES.items())
    derive(store)
    assert own in store.raw
    store.raw.remove(own)
    assert store.canonical_nquads() == WHOLE


# -- a process that dies in a bulk -------------------------------------------------------------------------------------


def _nothing(raw: ox.Store, nquads: bytes) -> None:
    """It dies before the first statement."""


def _half(raw: ox.Store, nquads: bytes) -> None:
    lines = nquads.splitlines(keepends=True)
    raw.bulk_load(b"".join(lines[::2]), ox.RdfFormat.N_QUADS)


def _all(raw: ox.Store, nquads: bytes) -> None:
    raw.bulk_load(nquads, ox.RdfFormat.N_QUADS)


class PowerCutError(Exception):
    """The process dies here."""


def break_off(path: Path, how: Callable[[ox.Store, bytes], None]) -> None:
    """A store with one source, in which the bulk of the others breaks off."""

    def dies(raw: ox.Store, store: Path | None, nquads: bytes, graphs: list[str]) -> bool:
        assert store is not None
        write_whole(store / journal.LOADING, "".join(f'"{graph}"\n' for graph in graphs).encode())
        how(raw, nquads)
        raise PowerCutError

    with open_store(path) as store:
        store.replace_source(NAMES[0], SOURCES[NAMES[0]])
        derive(store)
    with pytest.MonkeyPatch.context() as patch, open_store(path) as store:
        patch.setattr(journal, "load", dies)
        with pytest.raises(PowerCutError):
            store.load_sources((name, SOURCES[name]) for name in NAMES[1:])
    assert journal.is_loading(path)


@pytest.mark.parametrize("how", [_nothing, _half, _all], ids=["nothing", "half", "all"])
@pytest.mark.parametrize("read_only", [True, False], ids=["reading", "writing"])
def test_who_opens_the_store_finds_no_source_half_loaded(
    tmp_path: Path, how: Callable[[ox.Store, bytes], None], read_only: bool
) -> None:
    break_off(tmp_path / "s", how)
    with open_store(tmp_path / "s", read_only=read_only) as store:
        assert list(store.sources()) == NAMES[:1]
        graphs = {graph.value for graph in store.raw.named_graphs() if isinstance(graph, ox.NamedNode)}
        assert graphs - {IRIS.derived_graph} == set(store.graphs_of(NAMES[0]))
    assert not journal.is_loading(tmp_path / "s")
    with open_store(tmp_path / "s") as store:
        assert store.derived
        store.load_sources(SOURCES.items())
        derive(store)
        assert store.canonical_nquads() == WHOLE


def test_reading_waits_for_the_process_that_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "s"
    break_off(path, _half)
    monkeypatch.setattr(journal, "StoreLock", _Held)
    monkeypatch.setattr(journal, "_PATIENCE", 0.2)
    with pytest.raises(StoreError, match="in use"):
        open_store(path, read_only=True)
    monkeypatch.setattr(journal, "_PATIENCE", 20.0)
    timer = threading.Timer(0.3, lambda: journal.heal(path, ox.Store(path.resolve() / DATABASE), path / UNDERIVED))
    timer.start()
    with open_store(path, read_only=True) as store:
        assert list(store.sources()) == NAMES[:1]
    timer.join()


class _Held(StoreLock):
    """A lock that another process holds."""

    def __init__(self, store: Path) -> None:
        raise StoreError("the store is in use by process 1")


def test_a_disk_that_is_full_leaves_no_source_half_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(tmp_path / "s") as store:
        raw = cast(ox.Store, store.raw)

        class Full:
            def __getattr__(self, name: str) -> object:
                return self.bulk_load if name == "bulk_load" else getattr(raw, name)

            def bulk_load(self, nquads: bytes, fmt: ox.RdfFormat) -> None:
                _half(raw, nquads)
                raise OSError("No space left on device")

        monkeypatch.setattr(store.home, "_raw", Full())
        with pytest.raises(StoreError, match="No space left"):
            store.load_sources(SOURCES.items())
        assert store.sources() == {}
        assert not journal.is_loading(tmp_path / "s")


def test_what_is_known_of_a_source() -> None:
    store = build()
    source = IRIS.source("003.txt")
    assert stated(store, source) == Stated(digest("003.txt"), "0.1.0", len(store.graphs_of(source)))
    assert stated(store, IRIS.source("none.txt")) is None
    graph = ox.NamedNode(store.graphs_of(source)[0])
    store.raw.add(ox.Quad(ox.NamedNode(source), terms.SHA256, ox.Literal("another"), graph))
    assert stated(store, source) is None
