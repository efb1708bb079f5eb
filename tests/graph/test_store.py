from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import URIRef

from graph import terms
from graph.derive import derive
from graph.store import LAYOUT, MARKER, GraphStore, memory_store, open_store
from ontology.errors import InputError, QueryError, StoreError
from ontology.iris import Iris
from tests.graph.corpus import CT12, IRIS, KH83, LD457, LIN, build, digest, sources

SOURCES = sources()
NAMES = sorted(SOURCES)
FILES = [name.rpartition("/")[2] for name in NAMES]
WHOLE = build().canonical_nquads()


def ask(store: GraphStore, sparql: str) -> bool:
    return bool(store.query(sparql))


@given(st.permutations(NAMES))
@settings(max_examples=15, deadline=None)
def test_any_order_of_loading_gives_the_same_graph(order: list[str]) -> None:
    assert build({name: SOURCES[name] for name in order}).canonical_nquads() == WHOLE


@given(st.lists(st.sampled_from(NAMES), max_size=8), st.sampled_from(NAMES))
@settings(max_examples=15, deadline=None)
def test_whatever_was_loaded_and_removed_before_leaves_no_trace(history: list[str], removed: str) -> None:
    store = memory_store()
    for name in history:
        store.replace_source(name, SOURCES[name])
        derive(store)
    store.remove_source(removed)
    for name in NAMES:
        store.replace_source(name, SOURCES[name])
    derive(store)
    assert store.canonical_nquads() == WHOLE


def test_loading_twice_changes_nothing() -> None:
    store = build()
    assert [store.replace_source(name, SOURCES[name]) for name in NAMES] == [False] * len(NAMES)
    assert not derive(store).changed
    assert store.canonical_nquads() == WHOLE


def test_removing_everything_leaves_an_empty_store() -> None:
    store = build()
    assert all(store.remove_source(name) for name in NAMES)
    derive(store)
    assert (len(store), store.sources(), list(store.raw.named_graphs())) == (0, {}, [])
    assert not store.remove_source(NAMES[0])


def test_replacing_a_source_drops_the_parts_it_no_longer_has() -> None:
    store = build()
    source = IRIS.source("003.txt")
    kept = [line for line in SOURCES[source].splitlines() if f"<{IRIS.graph('003.txt', 1)}> .".encode() in line]
    assert store.replace_source(source, b"\n".join(kept))
    assert store.graphs_of(source) == (IRIS.graph("003.txt", 1),)
    assert not store.raw.contains_named_graph(ox.NamedNode(IRIS.graph("003.txt", 2)))


def test_bulk_and_single_loading_agree() -> None:
    store = memory_store()
    assert store.load_sources(SOURCES.items()) == len(NAMES)
    assert store.load_sources(SOURCES.items()) == 0
    derive(store)
    assert store.canonical_nquads() == WHOLE


def test_sources_have_their_hashes(store: GraphStore) -> None:
    assert store.sources() == {IRIS.source(name): digest(name) for name in FILES}


SOURCE = IRIS.source("a.txt")
GRAPH = IRIS.graph("a.txt", 1)
DECLARED = f"<{GRAPH}> <http://purl.org/dc/terms/source> <{SOURCE}> <{GRAPH}> .\n"
REFUSED = [
    ("<a", "do not parse", "syntax"),
    ("<http://a/s> <http://a/p> <http://a/o> <http://a/g> .", "not declared", "a graph that no part declares"),
    ("<http://a/s> <http://a/p> <http://a/o> .", "not declared", "the default graph"),
    (f"_:b <http://a/p> <http://a/o> <{GRAPH}> .", "blank node", "a blank node as subject"),
    (f"<http://a/s> <http://a/p> _:b <{GRAPH}> .", "blank node", "a blank node as object"),
]


@pytest.mark.parametrize(("text", "message"), [row[:2] for row in REFUSED], ids=[row[2] for row in REFUSED])
def test_bad_quads_are_refused_and_nothing_is_lost(text: str, message: str) -> None:
    store = memory_store()
    store.replace_source(SOURCE, DECLARED.encode())
    before = store.canonical_nquads()
    with pytest.raises(InputError, match=message):
        store.replace_source(SOURCE, (DECLARED + text).encode())
    assert store.canonical_nquads() == before


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.sampled_from(["", "vi", "xsd"]))
@settings(max_examples=60, deadline=None)
def test_every_literal_survives_the_update(text: str, kind: str) -> None:
    literal = ox.Literal(text, language="vi") if kind == "vi" else ox.Literal(text)
    quad = ox.Quad(ox.NamedNode("http://a/s"), ox.NamedNode("http://a/p"), literal, ox.NamedNode(GRAPH))
    data = ox.serialize([quad], format=ox.RdfFormat.N_QUADS) or b""
    store = memory_store()
    store.replace_source(SOURCE, DECLARED.encode() + data)
    assert quad in store.raw


def test_queries_see_the_union_of_the_graphs(store: GraphStore) -> None:
    assert ask(store, f"ASK {{ <{KH83.iri}> lin:status lin:Held ; lin:heldIn ?part . ?part dcterms:source ?source }}")


@pytest.mark.parametrize("text", ["", "SELEC", "SELECT * {", "INSERT DATA { <a:b> <a:b> 1 }"])
def test_a_broken_query_is_a_query_error(store: GraphStore, text: str) -> None:
    with pytest.raises(QueryError):
        store.query(text)


def test_rdflib_reads_the_same_store(store: GraphStore) -> None:
    dataset = store.rdflib_dataset()
    rows = dataset.query("SELECT DISTINCT ?n WHERE { ?d a lin:Document ; lin:heldIn ?p ; eli:id_local ?n } ORDER BY ?n")
    assert [str(row[0]) for row in rows] == ["12-CT/TW", "457/LĐLĐ", "492-CV/HU", "578-CV/BDVTU", "83-KH/TU"]  # type: ignore[index]
    held = dataset.quads((URIRef(LD457.iri), URIRef(LIN + "heldIn"), None, None))
    assert [str(quad[2]) for quad in held] == [IRIS.graph("003.txt", 1)]


def test_a_dump_can_be_read_again(store: GraphStore) -> None:
    for fmt, kind in (("nq", ox.RdfFormat.N_QUADS), ("trig", ox.RdfFormat.TRIG)):
        assert set(ox.parse(store.dump(fmt), kind)) == set(store.raw)
    with pytest.raises(InputError, match="'csv'"):
        store.dump("csv")


# -- ontology, vocabularies, gazetteer ---------------------------------------------------------------------------------

LIST = b"@prefix : <http://a/> . :a :p ( :b :c ) ; :q [ :r 1 ] ."


def test_static_turtle_loads_the_same_every_time() -> None:
    first, second = memory_store(), memory_store()
    assert first.load_static(LIST, [LIST, LIST], b"")
    assert second.load_static(LIST, [LIST, LIST], b"")
    assert first.canonical_nquads() == second.canonical_nquads()
    assert b"_:" not in first.canonical_nquads()
    assert not first.load_static(LIST, [LIST, LIST], b"")


def test_what_ontology_ships_loads_beside_the_sources() -> None:
    store = build()
    assert store.load_static()
    assert not store.load_static()
    for graph in (IRIS.ontology_graph, IRIS.vocabulary_graph, IRIS.gazetteer_graph):
        assert store.raw.contains_named_graph(ox.NamedNode(graph))
    assert sorted(store.sources()) == NAMES


def test_communes_are_loaded_once_and_again_after_a_run_that_broke_off() -> None:
    communes, store = ox.NamedNode(IRIS.communes_graph), memory_store()
    assert store.load_static()
    whole = set(store.raw.quads_for_pattern(None, None, None, communes))
    assert len({quad.subject for quad in whole}) == 10035 + 3321 + 1, "and the graph itself with its digest"
    derive(store)
    assert not store.load_static()
    assert store.derived
    for quad in [quad for quad in whole if quad.subject == communes or "tan-lap" in str(quad.subject)]:
        store.raw.remove(quad)
    store.raw.add(ox.Quad(communes, terms.IDENTIFIER, ox.Literal("sha256:of another version"), communes))
    store.raw.add(ox.Quad(ox.NamedNode("http://a.example/gone"), terms.IDENTIFIER, ox.Literal("1"), communes))
    assert store.load_static()
    assert set(store.raw.quads_for_pattern(None, None, None, communes)) == whole


def test_a_gazetteer_that_is_given_brings_no_communes() -> None:
    store = memory_store()
    store.load_static(gazetteer=LIST)
    assert not store.raw.contains_named_graph(ox.NamedNode(IRIS.communes_graph))


def test_communes_stand_below_the_base_of_the_store() -> None:
    iris = Iris("https://archive.example/")
    store = memory_store(iris)
    store.load_static()
    tan_lap = ox.NamedNode(iris.locality("2025", "25489", "Tân Lập"))
    parents = store.raw.quads_for_pattern(tan_lap, ox.NamedNode(LIN + "isLocatedIn"), None, None)
    assert [quad.object for quad in parents] == [ox.NamedNode(iris.locality("2025", "80", "Tây Ninh"))]


def test_broken_turtle_is_an_input_error() -> None:
    with pytest.raises(InputError, match="does not parse"):
        memory_store().load_static(b"<a", b"", b"")


# -- on disk -----------------------------------------------------------------------------------------------------------


def test_a_store_on_disk_keeps_what_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "store"
    with open_store(path) as store:
        store.load_sources(SOURCES.items())
        derive(store)
    with open_store(path, read_only=True) as store:
        assert store.canonical_nquads() == WHOLE
        assert store.sources().keys() == SOURCES.keys()
    assert json.loads((path / MARKER).read_text(encoding="utf-8"))["layout"] == LAYOUT


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = open_store(tmp_path / "s")
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.query("ASK {}")


def test_the_base_of_the_iris_is_that_of_the_store(tmp_path: Path) -> None:
    other = Iris("https://archive.example/")
    open_store(tmp_path / "s", iris=other).close()
    with open_store(tmp_path / "s") as store:
        assert store.iris == other
    with pytest.raises(StoreError, match=r"archive\.example"):
        open_store(tmp_path / "s", iris=Iris())


def test_a_read_only_store_cannot_be_changed(tmp_path: Path) -> None:
    open_store(tmp_path / "s").close()
    with open_store(tmp_path / "s", read_only=True) as store:
        with pytest.raises(StoreError, match="reading only"):
            store.replace_source(NAMES[0], SOURCES[NAMES[0]])
        with pytest.raises(StoreError, match="reading only"):
            store.load_sources(SOURCES.items())


def _foreign(path: Path) -> None:
    path.mkdir()
    (path / "thesis.txt").write_text("x", encoding="utf-8")


def _file(path: Path) -> None:
    path.write_text("x", encoding="utf-8")


def _marker(text: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.mkdir()
        (path / MARKER).write_text(text, encoding="utf-8")

    return make


BAD_DIRECTORIES: list[tuple[Callable[[Path], None], str, str]] = [
    (_foreign, "something else", "a directory with other files"),
    (_file, "is a file", "a file"),
    (_marker("{"), "damaged", "a damaged marker"),
    (_marker("[]"), "damaged", "a marker of another form"),
    (
        _marker('{"layout": 3, "base": "https://a.example/", "ontology": ""}'),
        "layout 3.*newer version",
        "a later layout",
    ),
]


@pytest.mark.parametrize("read_only", [True, False], ids=["reading", "writing"])
@pytest.mark.parametrize(
    ("make", "message"), [row[:2] for row in BAD_DIRECTORIES], ids=[row[2] for row in BAD_DIRECTORIES]
)
def test_a_directory_of_something_else_is_refused_and_left_alone(
    tmp_path: Path, make: Callable[[Path], None], message: str, read_only: bool
) -> None:
    path = tmp_path / "x"
    make(path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(StoreError, match=message):
        open_store(path, read_only=read_only)
    assert sorted(tmp_path.rglob("*")) == before


def test_reading_makes_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store"):
        open_store(tmp_path / "none", read_only=True)
    assert not (tmp_path / "none").exists()


def test_an_empty_directory_becomes_a_store(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        assert len(store) == 0


def test_a_store_in_use_is_refused(tmp_path: Path) -> None:
    with open_store(tmp_path / "s"), pytest.raises(StoreError, match="in use"):
        open_store(tmp_path / "s")


def test_a_store_in_use_is_refused_under_another_spelling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with open_store(tmp_path / "s"), pytest.raises(StoreError, match="in use"):
        open_store(Path("s"))


def test_a_damaged_database_is_a_store_error(tmp_path: Path) -> None:
    open_store(tmp_path / "s").close()
    for file in (tmp_path / "s" / "oxigraph").iterdir():
        if file.name == "CURRENT":
            file.write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path / "s")


def test_one_document_held_twice_has_two_copies() -> None:
    store = build()
    again = SOURCES[IRIS.source("004.txt")].replace(b"/text/004.txt", b"/text/copy.txt")
    store.replace_source(IRIS.source("copy.txt"), again)
    derive(store)
    assert ask(store, f"ASK {{ <{CT12.iri}> lin:heldIn ?a, ?b FILTER(?a != ?b) }}")


def test_a_store_that_was_left_underived_is_derived_when_it_is_opened(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        store.load_sources(SOURCES.items())
        assert not store.derived
    with open_store(tmp_path / "s", read_only=True) as store:
        assert not ask(store, "ASK { ?d lin:status ?s }")
    with open_store(tmp_path / "s") as store:
        assert store.derived
        assert store.canonical_nquads() == WHOLE
    assert not (tmp_path / "s" / "underived").exists()


def test_removing_a_source_leaves_the_store_underived_until_it_is_derived() -> None:
    store = build()
    known = [store.derived]
    store.remove_source(NAMES[0])
    known.append(store.derived)
    derive(store)
    assert [*known, store.derived] == [True, False, True]
    assert next(store.raw.quads_for_pattern(None, terms.STATUS, None, None), None) is not None


@pytest.mark.parametrize("clause", ["FROM", "from", "FROM NAMED"])
def test_a_query_that_names_its_graphs_sees_no_others(store: GraphStore, clause: str) -> None:
    graph = IRIS.graph("003.txt", 3)
    where = "GRAPH ?g { ?d lin:heldIn ?part }" if "NAMED" in clause else "?d lin:heldIn ?part"
    rows = store.query(f"SELECT DISTINCT ?d {clause} <{graph}> WHERE {{ {where} }}")
    assert [row["d"].value for row in rows] == [KH83.iri]  # type: ignore[union-attr]
    assert not ask(store, f"ASK {clause} <{graph}> {{ ?d lin:status ?s }}")
