"""The named queries: each has a header that reads well, and gives its whole answer on the sample corpus.

The answers stand in `tests/data/queries`, one file for each query. After a change that is meant to change them:
`REWRITE_QUERY_ANSWERS=1 python -m pytest tests/ontology/test_queries.py`, and read the difference before it is kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import derive
from graph.store import DATABASE, memory_store
from loaders import extract_paths, to_nquads
from ontology.errors import InputError
from ontology.iris import TERMS
from ontology.namespaces import LIN
from ontology.queries import NamedQuery, find_query, load_queries, parse_query

DATA = Path(__file__).parents[1] / "data" / "queries"
REWRITE = "REWRITE_QUERY_ANSWERS" in os.environ
NAMES = [query.name for query in load_queries()]

IDENTITIES: list[tuple[str, Mapping[str, str]]] = [  # asked of texts of which one misdates what it carries out
    ("bearers-of-a-number", {"number": "12-KL/TW"}),
    ("cited-not-held", {}),
    ("conflicts", {}),
    ("coverage-by-province", {"number": "12-KL/TW", "dated": ""}),
    ("descendants", {"number": "12-KL/TW", "dated": "2012"}),
    ("identified-documents", {}),
    ("implementing-documents", {"number": "12-KL/TW", "dated": "2021"}),
    ("most-cited", {}),
    ("open-identities", {}),
]


def query(name: str) -> NamedQuery:
    found = find_query(name)
    assert found is not None
    return found


def answer(store: ox.Store, text: str) -> str:
    """The solutions as lines of cells between tabs, with the names of the columns first."""
    solutions = store.query(text, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    lines = [[variable.value for variable in solutions.variables]]
    lines += [[" ".join(str(getattr(cell, "value", "")).split()) for cell in solution] for solution in solutions]
    return "".join("\t".join(cells) + "\n" for cells in lines)


def check(found: str, file: Path) -> None:
    """Compare an answer with the file that holds it, or write that file where the switch is on."""
    if REWRITE:
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sample(sample_store: Path) -> ox.Store:
    return ox.Store.read_only(str(sample_store / DATABASE))


@pytest.fixture(scope="module")
def twice(sample: ox.Store) -> ox.Store:
    """The sample with each statement of a text in two graphs, as if a second text said the same."""
    store, again = ox.Store(), ox.NamedNode("https://a.example/again")
    store.bulk_extend(sample)
    texts = (quad for quad in sample if "/text/" in str(quad.graph_name))
    store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object, again) for quad in texts)
    return store


@pytest.fixture(scope="module")
def misdated() -> ox.Store:
    store = memory_store()
    store.load_static()
    results = extract_paths([DATA / "identities"])
    store.load_sources((store.iris.source(result.source), to_nquads(result, store.iris)) for result in results)
    derive(store)
    assert isinstance(store.raw, ox.Store)
    return store.raw


def test_answers_are_compared_and_not_written() -> None:
    assert not REWRITE, "unset REWRITE_QUERY_ANSWERS: with it every answer is taken to be right"


@pytest.mark.parametrize("name", NAMES)
def test_whole_answer_on_the_sample_corpus(sample: ox.Store, name: str) -> None:
    check(answer(sample, query(name).text), DATA / f"{name}.tsv")


@pytest.mark.parametrize(("name", "values"), IDENTITIES, ids=[name for name, _ in IDENTITIES])
def test_whole_answer_where_a_document_has_two_identifiers(
    misdated: ox.Store, name: str, values: Mapping[str, str]
) -> None:
    check(answer(misdated, query(name).with_values(values)), DATA / "identities" / f"{name}.tsv")


@pytest.mark.parametrize("name", NAMES)
def test_what_two_texts_state_is_found_once(twice: ox.Store, name: str) -> None:
    assert answer(twice, query(name).text) == (DATA / f"{name}.tsv").read_text(encoding="utf-8")


def test_every_answer_belongs_to_a_query() -> None:
    assert sorted(file.stem for file in DATA.glob("*.tsv")) == NAMES


def test_every_query_finds_something() -> None:
    files = [*DATA.glob("*.tsv"), *(DATA / "identities").glob("*.tsv")]
    found = {file.stem for file in files if file.read_text(encoding="utf-8").count("\n") > 1}
    assert found == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_term_is_one_of_the_ontology(name: str) -> None:
    used = set(re.findall(r"\blin:(\w+)", query(name).text))
    assert used
    assert not {term for term in used if term not in LIN}
    assert f"PREFIX lin: <{TERMS}>" in query(name).text


@pytest.mark.parametrize("name", NAMES)
def test_every_query_names_its_order(name: str) -> None:
    assert re.search(r"^ORDER BY .+\n\Z", query(name).text, re.MULTILINE), "two runs have to print the same"


def test_there_are_enough_and_no_title_stands_twice() -> None:
    assert len(NAMES) >= 20
    for titles in ([each.title_vi for each in load_queries()], [each.title_en for each in load_queries()]):
        assert len(set(titles)) == len(NAMES)


HEAD = "# title@vi: Gì\n# title@en: What\n# description: All of\n#   it.\n"


def test_a_header_is_read() -> None:
    found = parse_query("x", f'{HEAD}# parameter day: the day\nSELECT * {{ VALUES ?day {{ "2022-01-05"^^xsd:date }} }}')
    assert (found.title_vi, found.title_en, found.description) == ("Gì", "What", "All of it.")
    [parameter] = found.parameters
    assert (parameter.name, parameter.kind, parameter.default) == ("day", "date", "2022-01-05")


WRONG = [  # text, what the error says
    ("SELECT * {}", "no line '# title@vi: ...'"),
    ("# title@vi: Gì\n# title@en: What\nSELECT * {}", "no line '# description: ...'"),
    (f"{HEAD}# title@en: Again\nSELECT * {{}}", "title@en stands twice"),
    (f"{HEAD}# remark\nSELECT * {{}}", "x.rq:5: '# remark' is no line of a header"),
    (f"{HEAD}# parameter a: missing\nSELECT * {{}}", "a is not both described and given a value"),
    (f"{HEAD}SELECT * {{ VALUES ?a {{ 1 }} }}", "a is not both described and given a value"),
    (f"{HEAD}# parameter a: two\nSELECT * {{ VALUES ?a {{ 1 }} VALUES ?a {{ 2 }} }}", "?a has two values"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_a_header_that_is_wrong(text: str, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        parse_query("x", text)


@given(st.text(st.characters(codec="utf-8")))
def test_a_value_is_a_literal_whatever_it_holds(value: str) -> None:
    asked = parse_query("x", f'{HEAD}# parameter a: any\nSELECT ?a {{ VALUES ?a {{ "b" }} }}')
    found = ox.Store().query(asked.with_values({"a": value}))
    assert isinstance(found, ox.QuerySolutions)
    assert [solution["a"] for solution in found] == [ox.Literal(value)]


VALUES = [  # query, values, part of the text that it then has
    ("most-cited", {"least": "3"}, "VALUES ?least { 3 }"),
    ("doubtful-facts", {"below": "0.95"}, "VALUES ?below { 0.95 }"),
    ("deadlines", {"from": "2025-01-01"}, 'VALUES ?from { "2025-01-01"^^xsd:date }'),
    ("evidence", {"number": '" } DROP ALL #'}, 'VALUES ?number { "\\" } DROP ALL #" }'),
]


@pytest.mark.parametrize(("name", "values", "part"), VALUES)
def test_values_take_the_place_of_defaults(name: str, values: dict[str, str], part: str) -> None:
    changed = query(name).with_values(values)
    assert part in changed
    assert query(name).with_values({}) == query(name).text != changed


REFUSED = [  # query, values, what the error says
    ("most-cited", {"least": "many"}, "least=many: not a whole number"),
    ("most-cited", {"least": "1 }"}, "not a whole number"),
    ("doubtful-facts", {"below": "0,8"}, "not a number such as 0.8"),
    ("deadlines", {"from": "1/7/2022"}, "not a date such as 2022-01-05"),
    ("deadlines", {"from": "2022-02-30"}, "there is no such day"),
    ("deadlines", {"number": "1"}, "has no parameter number. It has: from, until"),
    ("warnings", {"number": "1"}, "It has no parameters"),
]


@pytest.mark.parametrize(("name", "values", "message"), REFUSED)
def test_values_that_are_refused(name: str, values: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        query(name).with_values(values)


def test_a_name_that_is_none() -> None:
    assert find_query("nonsense") is None
