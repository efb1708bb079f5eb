from __future__ import annotations

import csv
import io
import json

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    Variable,
    parse,
    parse_query_results,
    serialize,
)
from rdflib.query import Result

from api.sparql.rows import Cutter, HeadLast, closing, cut_rows, marked

FORMATS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\r\t\"',<>{}&"), max_size=8)


def _answer(values: list[str], name: str) -> bytes:
    rows = " ".join(f"({Literal(value)} {number})" for number, value in enumerate(values))
    result = Store().query(f"SELECT ?v ?n {{ VALUES (?v ?n) {{ {rows} }} }}")
    assert isinstance(result, QuerySolutions)
    body = result.serialize(format=FORMATS[name])
    assert body is not None
    return body


def _rows(body: bytes, name: str) -> list[tuple[str, str]]:
    if name == "csv":
        return [(row[0], row[1]) for row in csv.reader(io.StringIO(body.decode(), newline=""))][1:]
    result = parse_query_results(body, format=FORMATS[name])
    assert isinstance(result, QuerySolutions)
    return [(row[Variable("v")].value, row[Variable("n")].value) for row in result]


@pytest.mark.parametrize("name", FORMATS)
@given(values=st.lists(TEXTS, max_size=5), most=st.integers(1, 6))
def test_a_cut_answer_is_the_beginning_of_the_whole(name: str, values: list[str], most: int) -> None:
    body = _answer(values, name)
    cut, truncated = cut_rows(body, name, most)
    assert truncated == (len(values) > most)
    assert _rows(cut, name) == _rows(body, name)[:most]
    if not truncated:
        assert cut == body


def test_the_columns_stay() -> None:
    cut, truncated = cut_rows(_answer(["a", "b"], "json"), "json", 1)
    assert truncated
    assert json.loads(cut)["head"]["vars"] == ["v", "n"]


def test_an_unknown_format() -> None:
    with pytest.raises(ValueError, match="not a format"):
        cut_rows(b"", "yaml", 1)


def test_an_answer_that_ends_early_is_whole_and_says_so() -> None:
    assert closing("xml", "a--b") == b"</results><!-- a- -b --></sparql>"
    assert closing("nt", "too long") == b"# too long\n"
    assert [closing(name, "too long") for name in ("csv", "tsv", "jsonld", "json")] == [None] * 4


def test_a_remark_in_a_short_answer_is_passed_over_by_parsers() -> None:
    for name in ("json", "xml"):
        cut, _ = cut_rows(_answer(["a", "b"], name), name, 1)
        assert _rows(marked(cut, name, "cut"), name) == [("a", "0")]
        assert marked(cut, name, "cut") != cut


@given(values=st.lists(TEXTS, min_size=1, max_size=5), most=st.integers(1, 6), step=st.integers(1, 90))
def test_a_long_answer_in_json_has_its_head_at_the_end_for_every_parser(
    values: list[str], most: int, step: int
) -> None:
    body, cutter, turned = _answer(values, "json"), Cutter("json", most, step), HeadLast()
    pieces = [*(cutter.feed(body[at : at + step]) for at in range(0, len(body), step)), cutter.finish()]
    said = "there are more rows" if cutter.truncated else ""
    sent = b"".join(turned.feed(piece) for piece in pieces if piece) + turned.finish(said)
    rows = _rows(body, "json")[:most]
    assert _rows(sent, "json") == rows
    found = Result.parse(io.BytesIO(sent), format="json").bindings
    assert [tuple(str(row[rdflib.Variable(name)]) for name in "vn") for row in found] == rows
    head = {"vars": ["v", "n"]} | ({"truncated": True, "message": said} if said else {})
    assert json.loads(sent)["head"] == head
    assert json.loads(sent)["results"]["bindings"] == json.loads(body)["results"]["bindings"][:most]


def test_only_results_have_a_head_that_can_go_last() -> None:
    with pytest.raises(ValueError, match="no SPARQL results"):
        HeadLast().feed(b'{"head":{},"boolean":true}')


GRAPHS = {
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "rdf": RdfFormat.RDF_XML,
}
NODES = st.sampled_from([NamedNode(f"https://x.example/{name}") for name in "abc"])
VALUES = st.one_of(
    NODES,
    st.builds(Literal, TEXTS),
    st.sampled_from([Literal(text) for text in (" , ", " .\n", ' ;\n\t"', "\\", "\n\t\t<", "</rdf:Description>")]),
)


@pytest.mark.parametrize("name", GRAPHS)
@given(
    triples=st.lists(st.builds(Triple, NODES, NODES, VALUES), min_size=1, max_size=9),
    step=st.integers(1, 200),
    pieces=st.integers(1, 30),
)
def test_a_graph_that_ends_anywhere_is_whole_and_says_so(
    name: str, triples: list[Triple], step: int, pieces: int
) -> None:
    body = serialize(triples, format=GRAPHS[name])
    assert body is not None
    cutter = Cutter(name, 2**31, step)
    sent = b"".join(cutter.feed(body[at : at + step]) for at in range(0, len(body), step)[:pieces])
    assert body.startswith(sent)
    if sent:
        said = closing(name, "it took -- too long")
        assert said is not None
        assert b"too long" in said
        assert {quad.triple for quad in parse(sent + said, format=GRAPHS[name])} <= set(triples)


@pytest.mark.parametrize("name", GRAPHS)
def test_a_graph_of_one_subject_is_not_held_back(name: str) -> None:
    triples = [Triple(NamedNode("a:s"), NamedNode("a:p"), Literal(f'"{number} , ')) for number in range(9_000)]
    body = serialize(triples, format=GRAPHS[name])
    assert body is not None
    cutter = Cutter(name, 2**31)
    for at in range(0, len(body), 1000):
        cutter.feed(body[at : at + 1000])
        assert cutter.held < 66_000
