"""Stores in a directory, on `oxigraph serve` and on Virtuoso, all really started, are written by the same tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zlib import crc32

import httpx
import pyoxigraph as ox
import pytest

from graph import (
    diff,
    export,
    terms,
)
from graph.connection import Asked, Client, Connection
from graph.derive import derive
from graph.documents import exists
from graph.loading import parts_of, stated
from graph.quads import parse_source
from graph.remote import ServerHome
from graph.store import LAYOUT, GraphStore, memory_store, open_store
from ontology.errors import QueryError, StoreError
from ontology.iris import Iris
from tests.graph.corpus import CT12, IRIS, KH83, build, sources
from tests.servers import PROGRAMS, Servers, virtuoso_server

SOURCES = sources()
NAMES = sorted(SOURCES)
FIRST = next(name for name in NAMES if b'"12-CT/TW"' in SOURCES[name])
SHA256 = re.compile(rb"[0-9a-f]{64}")
REVISED = SHA256.sub(b"0" * 64, SOURCES[FIRST].replace(b'"12-CT/TW"', b'"13-CT/TW"'))
TWO_PARTS = next(name for name in NAMES if len(parts_of(name, SOURCES[name])) == 2)
WHOLE = build().canonical_nquads()


@pytest.fixture(params=["embedded", *PROGRAMS])
def empty(request: pytest.FixtureRequest, tmp_path: Path, servers: Servers) -> Path | Connection:
    """An empty place for a store in each engine."""
    return tmp_path / "store" if request.param == "embedded" else servers.emptied(request.param)


@pytest.fixture(params=PROGRAMS)
def server(request: pytest.FixtureRequest, servers: Servers) -> Connection:
    """Each server, without a store."""
    return servers.emptied(request.param)


# -- writing -----------------------------------------------------------------------------------------------------------


def load(store: GraphStore, items: dict[str, bytes] = SOURCES) -> None:
    store.load_sources(items.items())
    derive(store)


def test_sources_loaded_in_bulk_or_one_by_one_give_one_graph(empty: Path | Connection) -> None:
    with open_store(empty) as store:
        load(store)
        assert store.canonical_nquads() == WHOLE
        assert [store.replace_source(name, SOURCES[name]) for name in NAMES] == [False] * len(NAMES)
        for name in NAMES:
            assert store.remove_source(name)
            derive(store)
        assert store.sources() == {}
        for name in NAMES:
            store.replace_source(name, SOURCES[name])
            derive(store)
        assert store.canonical_nquads() == WHOLE


def test_an_export_and_a_difference_are_those_of_memory(empty: Path | Connection) -> None:
    expected = memory_store()
    load(expected, SOURCES | {FIRST: REVISED})
    with open_store(empty) as store:
        load(store)
        exported = []
        for one in (store, build()):
            export(one, "trig", out := BytesIO())
            exported.append(set(ox.parse(out.getvalue(), ox.RdfFormat.TRIG)))
        assert exported[0] == exported[1]
        assert not diff(store, build())
        assert diff(store, expected) == diff(build(), expected)


def test_a_source_is_replaced_by_what_it_says_now(empty: Path | Connection) -> None:
    expected = memory_store()
    load(expected, SOURCES | {FIRST: REVISED})
    with open_store(empty) as store:
        load(store)
        assert store.replace_source(FIRST, REVISED)
        derive(store)
        assert store.canonical_nquads() == expected.canonical_nquads()


XSD = terms.XSD
ODD: list[ox.NamedNode | ox.Literal] = [
    ox.Literal("một\ntrang\x0c"),
    ox.Literal("  lead\n\ttrail \r\n "),
    *(ox.Literal("same"), ox.Literal("same", language="vi"), ox.Literal("same", language="en")),
    ox.Literal("2022", datatype=ox.NamedNode(XSD + "gYear")),
    *(ox.Literal("5"), ox.Literal("5", datatype=ox.NamedNode(XSD + "integer"))),
    ox.Literal("2022-01", datatype=ox.NamedNode(XSD + "gYearMonth")),
    ox.Literal("1945-09-02", datatype=ox.NamedNode(XSD + "date")),
    ox.Literal("0.9", datatype=ox.NamedNode(XSD + "decimal")),
    ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean")),
    ox.Literal("<&>\"'\\ \\u0041"),
    ox.Literal("Đ 😀 ư\u0300"),
    ox.Literal(""),
    ox.Literal("dài " * 5000),
    ox.NamedNode("http://a.example/Đường?x=1&y=%C4%90#a"),
]


def test_every_value_comes_back_as_it_was_and_goes(empty: Path | Connection) -> None:
    graph, predicate = ox.NamedNode(IRIS.derived_graph), ox.NamedNode("http://a.example/p")
    quads = [  # the values that read the same are values of one node
        ox.Quad(ox.NamedNode(f"http://a.example/{crc32(value.value.encode())}"), predicate, value, graph)
        for value in ODD
    ]
    with open_store(empty) as store:
        store.raw.bulk_extend(quads)
        assert set(store.raw) == set(store.raw.quads_for_pattern(None, predicate, None)) == set(quads)
        assert all(quad in store.raw for quad in quads)
        for quad in quads:
            found = store.raw.quads_for_pattern(None, quad.predicate, quad.object, None)
            assert list(found) == [quad]
        store.replace_derived(set(quads), set(quads[::2]))
        assert set(store.raw) == set(quads[::2])
        store.replace_derived(set(quads[::2]), set())
        assert (list(store.raw), list(store.raw.named_graphs())) == ([], [])
        assert not store.raw.contains_named_graph(graph)


def triples(store: GraphStore, query: str) -> list[ox.Triple]:
    found = store.query(query)
    assert isinstance(found, ox.QueryTriples)
    return list(found)


def test_a_query_sees_the_union_or_the_graphs_that_it_names(empty: Path | Connection) -> None:
    with open_store(empty) as store:
        load(store)
        a_document = f"<{KH83.iri}> a <{terms.DOCUMENT.value}>"
        graph = store.graphs_of(NAMES[0])[0]
        assert bool(store.query(f"ASK {{ {a_document} }}"))
        assert not bool(store.query(f"ASK FROM <{IRIS.derived_graph}> {{ {a_document} }}"))
        assert bool(store.query(f"ASK FROM <{graph}> {{ ?s <{terms.SOURCE.value}> ?o }}"))
        query = f"{{ ?s <{terms.STATUS.value}> ?o }}"
        assert {triple.predicate for triple in triples(store, f"CONSTRUCT {query} WHERE {query}")} == {terms.STATUS}
        assert bool(store.query("ASK { lin:nobody lin:implements lin:nothing }")) is False
        for wrong in ("SELECT", "SELEC ?s {}", "ASK { ?s ?p }", "DELETE WHERE { ?s ?p ?o }"):
            with pytest.raises(QueryError):
                store.query(wrong)
        assert store.canonical_nquads() == WHOLE


def test_a_store_that_is_open_for_reading_is_not_changed(empty: Path | Connection) -> None:
    with open_store(empty) as store:
        load(store)
    with open_store(empty, read_only=True) as store:
        with pytest.raises(StoreError, match="for reading only"):
            store.remove_source(NAMES[0])
        with pytest.raises(StoreError, match="for reading only"):
            store.replace_source(NAMES[1], b"")
        assert store.canonical_nquads() == WHOLE


def test_a_store_that_was_left_underived_is_derived_when_it_is_opened(empty: Path | Connection) -> None:
    with open_store(empty) as store:
        store.load_sources(SOURCES.items())
        assert not store.derived
    with open_store(empty, read_only=True) as store:
        assert not store.derived
    with open_store(empty) as store:
        assert store.derived
        assert store.canonical_nquads() == WHOLE


# -- servers only ------------------------------------------------------------------------------------------------------


def test_reading_makes_no_store(server: Connection) -> None:
    with pytest.raises(StoreError, match="holds no store") as caught:
        open_store(server, read_only=True)
    assert f"lineage build PATH... --store {server.url}" in str(caught.value)


def test_the_base_of_the_iris_is_that_of_the_store(server: Connection) -> None:
    open_store(server).close()
    with open_store(server) as store:
        assert store.iris.base == IRIS.base
    with pytest.raises(StoreError, match="with IRIs under"):
        open_store(server, iris=Iris("http://other.example/"))


def test_a_store_of_another_layout_is_refused(server: Connection) -> None:
    with open_store(server) as store:
        engine = store.raw
        own = f"{IRIS.base}graph/store"
        engine.update(
            f"DELETE {{ GRAPH <{own}> {{ ?s ?p '{LAYOUT}' }} }} INSERT {{ GRAPH <{own}> {{ ?s ?p '99' }} }} "
            f"WHERE {{ GRAPH <{own}> {{ ?s ?p '{LAYOUT}' }} }}"
        )
    with pytest.raises(StoreError, match="has layout 99"):
        open_store(server)


def test_other_graphs_of_the_server_are_neither_seen_nor_touched(server: Connection) -> None:
    other = ox.Quad(*(ox.NamedNode(f"http://other.example/{name}") for name in "spog"))
    with open_store(server) as store:
        store.raw.add(other)
        assert (len(store), list(store.raw), list(store.raw.named_graphs())) == (0, [], [])
        assert list(store.raw.quads_for_pattern(other.subject, None, None)) == []
        load(store)
        assert store.canonical_nquads() == WHOLE
        for name in NAMES:
            store.remove_source(name)
        assert other in store.raw
        store.raw.remove(other)


@pytest.mark.parametrize("size", [1000, 20_000])
def test_small_batches_give_the_same_graph(server: Connection, size: int) -> None:
    with open_store(replace(server, batch_bytes=size)) as store:
        load(store)
        assert store.canonical_nquads() == WHOLE
        for name in NAMES[:2]:
            store.remove_source(name)
            store.replace_source(name, SOURCES[name])
        derive(store)
        assert store.canonical_nquads() == WHOLE


@pytest.mark.parametrize("statements", [0, 5_000], ids=["in bulk", "one by one"])
def test_a_load_that_broke_off_is_healed_by_the_next(
    servers: Servers, statements: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each of its requests in turn the process is gone: no source is taken for whole that is not, and the next
    load, in which one says something else, gives the graph of an undisturbed one.
    """
    monkeypatch.setattr("graph.loading.FEW_STATEMENTS", statements)
    expected = memory_store()
    few = {name: SOURCES[name] for name in (FIRST, TWO_PARTS, NAMES[-1])}
    load(expected, few | {FIRST: REVISED})
    for requests in range(1, 60):
        server = servers.emptied("oxigraph")
        open_store(server).close()
        broke_off = not lives(replace(server, batch_bytes=40_000), requests, lambda store: load(store, few))
        with open_store(server, read_only=True) as store:
            check_whole(store)
        broke_off |= not lives(
            replace(server, batch_bytes=40_000), requests, lambda store: load(store, few | {FIRST: REVISED})
        )
        with open_store(server) as store:
            check_whole(store)
            load(store, few | {FIRST: REVISED})
            assert store.canonical_nquads() == expected.canonical_nquads(), requests
        if not broke_off:
            break
    assert 6 < requests < 59


def test_each_request_of_a_change_leaves_a_source_whole_or_taken_for_none(servers: Servers) -> None:
    """Each operation is a request of its own here: the last ones of loading, and all of removing."""
    whole_requests = servers.emptied("oxigraph")
    server = replace(whole_requests, batch_bytes=100)
    open_store(server).close()
    with counting() as seen, open_store(server) as store:
        store.replace_source(TWO_PARTS, SOURCES[TWO_PARTS])
    needed = len([asked for asked in seen if writes(asked)])
    for requests in range(needed - 4, needed + 1):
        servers.emptied("oxigraph")
        open_store(server).close()
        whole = lives(server, requests, lambda store: store.replace_source(TWO_PARTS, SOURCES[TWO_PARTS]))
        with open_store(server, read_only=True) as store:
            check_whole(store)
            assert (stated(store, TWO_PARTS) is not None) == whole == (requests == needed)
    for requests in range(20):
        with open_store(whole_requests) as store:
            store.replace_source(TWO_PARTS, SOURCES[TWO_PARTS])
            store.mark_derived(True)
        removed = lives(server, requests, lambda store: store.remove_source(TWO_PARTS))
        with open_store(server, read_only=True) as store:
            check_whole(store)
        if removed:
            break
    assert 4 < requests < 19


def writes(asked: Asked) -> bool:
    return bool(asked.headers and "Content-Type" in asked.headers)


def lives(connection: Connection, requests: int, work: Callable[[GraphStore], object]) -> bool:
    """Work with so many requests that write, of which the next is the end; whether that was enough."""
    send, left = Client.send, requests

    def dying(self: Client, asked: Asked) -> Any:
        nonlocal left
        if writes(asked):
            left -= 1
            if left < 0:
                raise ConnectionAbortedError("gone")
        return send(self, asked)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "send", dying)
        try:
            with open_store(connection) as store:
                work(store)
        except (ConnectionAbortedError, StoreError):
            return False
    return True


def check_whole(store: GraphStore) -> None:
    """A source that a build would not read again is one of those that were loaded, to the last statement."""
    for name in store.sources():
        if (known := stated(store, name)) is None:
            continue
        [loaded] = [text for text in (SOURCES[name], REVISED) if known.sha256.encode() in text]
        graphs = map(ox.NamedNode, store.graphs_of(name))
        held = {quad for graph in graphs for quad in store.raw.quads_for_pattern(None, None, None, graph)}
        assert held == parse_source(name, loaded)


def test_two_that_write_at_once_are_told(server: Connection) -> None:
    with open_store(server) as one, open_store(server) as two:
        one.load_sources([(NAMES[0], SOURCES[NAMES[0]])])
        two.load_sources([(NAMES[1], SOURCES[NAMES[1]])])
        with pytest.raises(StoreError, match="another process changed the store"):
            derive(one)
    with open_store(server) as store:  # derives
        store.load_sources(SOURCES.items())
        derive(store)
        assert store.canonical_nquads() == WHOLE


def test_a_reader_remembers_and_another_store_knows_what_changed(server: Connection) -> None:
    with open_store(server) as writing, open_store(server, read_only=True) as early:
        assert not exists(early, CT12.iri)
        load(writing)
        with open_store(server, read_only=True) as late:
            assert exists(late, CT12.iri)
            homes = [store.home for store in (writing, late, early)]
            known = [home.data for home in homes if isinstance(home, ServerHome)]
            assert known[0] == known[1] != known[2]


def test_a_wrong_password_is_told_without_it(servers: Servers) -> None:
    connection = replace(servers.started("virtuoso", "writing"), password="wrong-word")
    with pytest.raises(StoreError, match="LINEAGE_STORE_PASSWORD") as caught:
        open_store(connection)
    assert "wrong-word" not in str(caught.value)


def test_virtuoso_with_a_low_limit_of_rows_is_refused_by_name(tmp_path: Path) -> None:
    """It says nothing when it cuts an answer."""
    with virtuoso_server(tmp_path, sparql="ResultSetMaxRows = 1000") as connection, open_store(connection) as store:
        store.load_static(gazetteer=b"")
        with pytest.raises(StoreError, match="ResultSetMaxRows"):
            list(store.raw.quads_for_pattern(None, terms.PREF_LABEL, None))
        with pytest.raises(StoreError, match="ResultSetMaxRows"):
            store.query("SELECT ?s WHERE { ?s skos:prefLabel ?label }")


@contextmanager
def counting() -> Iterator[list[Asked]]:
    send, seen = Client.send, list[Asked]()

    def counted(self: Client, asked: Asked) -> Any:
        seen.append(asked)
        return send(self, asked)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "send", counted)
        yield seen


def test_a_source_changes_in_one_request(server: Connection) -> None:
    with open_store(server) as store:
        load(store)
        store.replace_source(FIRST, REVISED)
        with counting() as seen:
            assert store.replace_source(FIRST, SOURCES[FIRST])
        assert len([asked for asked in seen if writes(asked)]) == 1


def test_the_server_is_reached_by_the_three_protocols(server: Connection) -> None:
    lines = (f"<http://a.example/{number}> a <http://a.example/Thing> .\n" for number in range(500))
    with counting() as seen, open_store(server) as store:
        load(store)
        store.raw.bulk_load("".join(lines).encode(), ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(IRIS.derived_graph))
        store.dump()
    ends = server.endpoints
    used = {(asked.method, asked.url) for asked in seen}
    assert used >= {("POST", ends.query), ("POST", ends.update), ("POST", ends.graphs), ("GET", ends.graphs)}
    assert max(len(asked.body or b"") for asked in seen) <= server.batch_bytes + 10_000


def test_a_server_without_graph_store_protocol_is_served_by_updates(server: Connection) -> None:
    nowhere = httpx.URL(server.url).copy_with(path="/nowhere")
    with open_store(replace(server, graphs_url=str(nowhere))) as store:
        store.load_static(gazetteer=b"")
        load(store)
        static = memory_store()
        static.load_static(gazetteer=b"")
        load(static)
        assert store.canonical_nquads() == static.canonical_nquads()
