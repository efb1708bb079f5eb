from __future__ import annotations

import pytest

from graph import Rows, ask
from graph.store import GraphStore
from ontology.errors import InputError, NotFound, QueryError
from tests.graph.corpus import CT12

VALUES = """
SELECT ?text ?whole ?broken ?truth ?mixed ?none ?day ?iri ?wrong {
  { BIND("a" AS ?text) BIND(1 AS ?whole) BIND(1.5 AS ?broken) BIND(true AS ?truth) BIND(2 AS ?mixed)
    BIND("2022-01-05"^^xsd:date AS ?day) BIND(lin:Document AS ?iri) BIND("x"^^xsd:integer AS ?wrong) }
  UNION { BIND("b"@vi AS ?text) BIND(-2 AS ?whole) BIND(2 AS ?broken) BIND(false AS ?truth) BIND("two" AS ?mixed) }
} ORDER BY ?text
"""


def rows(store: GraphStore, query: str, **values: object) -> Rows:
    found = ask(store, query, values)
    assert isinstance(found, Rows)
    return found


def test_terms_are_values_of_python(store: GraphStore) -> None:
    found = rows(store, VALUES)
    assert dict(found.columns) == {
        **{"text": str, "whole": int, "broken": float, "truth": bool, "mixed": str},
        **{"none": str, "day": str, "iri": str, "wrong": str},
    }
    first, second = found.rows
    assert first[:6] == ("a", 1, 1.5, True, "2", None)
    assert first[6:] == ("2022-01-05", "https://directive-lineage.example/ns#Document", "x")
    assert second == ("b", -2, 2.0, False, "two", None, None, None, None)


def test_the_frame_has_the_types_of_the_values(store: GraphStore) -> None:
    dtypes = rows(store, VALUES).to_frame().dtypes.astype(str).to_dict()
    assert [dtypes[name] for name in ("text", "whole", "broken", "truth", "mixed")] == [
        *("string", "Int64", "Float64", "boolean", "string")
    ]


def test_all_columns_of_a_query_are_shown(store: GraphStore) -> None:
    page = rows(store, "SELECT (1 AS ?type) (2 AS ?iri) (3 AS ?number) {}")._repr_html_()
    assert [f">{name}<" in page for name in ("type", "iri", "number")] == [True, True, True]


def test_a_named_query_takes_values(store: GraphStore) -> None:
    found = rows(store, "bearers-of-a-number", number="12-CT/TW")
    assert found.title == "All documents that bear one number"
    assert len(found.rows) == 3
    assert rows(store, "bearers-of-a-number", number='" } #').rows == ()


def test_a_truth_is_a_truth(store: GraphStore) -> None:
    assert ask(store, f"ASK {{ <{CT12.iri}> a lin:Document }}") is True
    assert ask(store, "ASK { lin:nothing a lin:Document }") is False


@pytest.mark.parametrize("query", [f"DESCRIBE <{CT12.iri}>", f"CONSTRUCT WHERE {{ <{CT12.iri}> ?p ?o }}"])
def test_triples_are_rows(store: GraphStore, query: str) -> None:
    found = rows(store, query)
    assert list(found.columns) == ["subject", "predicate", "object"]
    assert {row[0] for row in found.rows} == {CT12.iri}


def test_a_long_answer_is_cut_and_says_so(store: GraphStore) -> None:
    query = "SELECT ?s { ?s ?p ?o }"
    found = ask(store, query, limit=5)
    assert isinstance(found, Rows)
    assert (len(found.rows), found.truncated) == (5, True)
    assert "cut after 5 rows" in found._repr_html_()
    assert not rows(store, "SELECT (1 AS ?one) {}").truncated


def test_what_is_wrong_is_said(store: GraphStore) -> None:
    with pytest.raises(NotFound, match=r"no query is named most-citd\. There are: most-cited"):
        ask(store, "most-citd")
    with pytest.raises(InputError, match="no parameter nummer"):
        ask(store, "bearers-of-a-number", {"nummer": "1"})
    with pytest.raises(InputError, match="takes no values"):
        ask(store, "ASK { ?s ?p ?o }", {"s": "1"})
    with pytest.raises(QueryError, match="does not parse"):
        ask(store, "SELECT WHERE nothing")
    with pytest.raises(InputError, match="0 rows"):
        ask(store, "ASK { ?s ?p ?o }", limit=0)
