from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, QueryResultsFormat, QuerySolutions, Store, Variable, parse_query_results

from api.sparql.rows import closing, cut_rows, marked

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
    begun = b'{"head":{"vars":["v"]},"results":{"bindings":[{}'
    said = closing("json", "it took too long")
    assert said is not None
    assert json.loads(begun + said)["lineage"] == {"truncated": True, "message": "it took too long"}
    assert closing("xml", "a--b") == b"</results><!-- a- -b --></sparql>"
    assert closing("nt", "too long") == b"# too long\n"
    assert [closing(name, "too long") for name in ("csv", "tsv", "jsonld")] == [None, None, None]


def test_a_remark_in_a_short_answer_is_passed_over_by_parsers() -> None:
    for name in ("json", "xml"):
        cut, _ = cut_rows(_answer(["a", "b"], name), name, 1)
        assert _rows(marked(cut, name, "cut"), name) == [("a", "0")]
        assert marked(cut, name, "cut") != cut
