from __future__ import annotations

import pyoxigraph as ox
import pytest

from api.sparql.syntax import syntax_fault
from graph.store import PREFIXES

ROWS = [  # query, what the line says, what the hint says
    ("SELECT nonsense", "line 1, column 8, at 'nonsense'", "Correct the query"),
    ("hello", "line 1, column 1, at 'hello'", "Correct"),
    ("SELECT * { ?s foo:bar ?o }", "column 15, at 'foo:bar': prefix not found", "PREFIX"),
    ("SELECT * WHERE {\n ?s a lin:Document .\n FILER(?x) }", "line 3, column 2, at 'FILER(?x)'", "Correct"),
    ("SELECT * { ?s ?p ?o", "at '?o'", "A } is missing"),
    ("SELECT ?a (COUNT(?b) AS ?n) { ?a ?p ?b }", "unbound", "GROUP BY"),
    ("SELECT * { ?s ?p ?o } ORDER ?s", "line 1, column 23, at 'ORDER'", "Correct"),
    ("SELECT * { ?s ?p 'a } b' . ?x }", "line 1, column 28, at '?x'", "Correct"),
    ("SELECT * {\n ?s ?p ?o\n FILTER(?o > )\n ?a ?b ?c .\n ?d ?e ?f }", "line 3, column 2, at 'FILTER(?o'", "Correct"),
    ("SELECT * {\n ?s a eli:X ;\n eli:p ?y ;\n eli:q .\n ?a ?b ?c }", "line 4, column 2, at 'eli:q'", "Correct"),
    ("SELECT * {\n ?s ?p ?o .\n BIND(1 AS x)\n ?a ?b ?c }", "line 3, column 12, at 'x)'", "Correct"),
    ("SELECT * {\n\t\t?s ?p ?o = 3\n }", "line 2, column 12, at '='", "Correct"),
    ("SELECT " + "x" * 500, "…", "Correct"),
]


@pytest.mark.parametrize(("query", "said", "hint"), ROWS, ids=[row[0][:30] for row in ROWS])
def test_a_syntax_error_is_one_clear_line(query: str, said: str, hint: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(query, prefixes=PREFIXES)
    message, advice = syntax_fault(query, str(caught.value))
    assert said in message
    assert hint in advice
    assert "expected" not in message
    assert "\n" not in message
    assert len(message) < 160


def test_another_message_keeps_its_first_line() -> None:
    assert syntax_fault("ASK {}", "odd\nmore")[0] == "The query is not SPARQL: odd"
