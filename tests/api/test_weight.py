from __future__ import annotations

import time

import pytest

from api.sparql.quick import quick_check
from api.sparql.tokens import tokens
from api.sparql.weight import looks_heavy

ROWS = [  # query, whether it looks heavy, why
    ("SELECT * { <http://e/x> ?p ?o }", False, "the properties of a node"),
    ("SELECT ?n { ?d eli:id_local '12-CT/TW' ; rdfs:label ?n }", False, "a value leads to a node"),
    ("SELECT ?d { ?d lin:implements+ <http://e/x> }", False, "a path with one end"),
    ("SELECT ?d { ?x eli:id_local '12-CT/TW' . ?d (lin:implements|lin:cites)+ ?x }", False, "an end that is found"),
    ("SELECT ?d { VALUES ?n { '12' } ?x eli:id_local ?n . ?d lin:implements+ ?x }", False, "a value in a list"),
    ("SELECT ?d { VALUES (?n ?m) { ('12' 1) } ?x eli:id_local ?n . ?x lin:rank ?m }", False, "values in a table"),
    ("SELECT ?d { ?x lin:on '2022-01-05'^^xsd:date . ?d lin:cites ?x }", False, "a literal with a type"),
    ("SELECT * { ?s ?p ?o } LIMIT 10", False, "the first few of all"),
    ("ASK { ?s lin:cites [ lin:implements <http://e/x> ] }", False, "a node without a name"),
    ("DESCRIBE <http://e/x>", False, "no pattern"),
    ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }", True, "no variable in common"),
    ("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?d LIMIT 3", True, "the same, sorted"),
    ("SELECT * { ?a lin:cites <http://e/x> . ?b lin:cites <http://e/y> }", True, "each has a node, but not one"),
    ("SELECT ?a ?b { ?a lin:cites* ?b } LIMIT 5", True, "a path with open ends"),
    ("SELECT ?a ?b { ?a (lin:cites|lin:implements)+ ?b }", True, "a path with open ends and brackets"),
    ("SELECT ?a ?b { ?a (!a)* ?b }", True, "a path over everything"),
    ("SELECT ?t { ?d a eli:LegalResource ; rdfs:label ?t FILTER(REGEX(?t, 'a.*b')) }", True, "a class holds nothing"),
    ("SELECT ?t { ?d rdfs:label ?t FILTER regex(?t, 'a') } LIMIT 5", True, "a search in all texts"),
    ("SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p", True, "counts everything"),
    ("SELECT * { { SELECT * { ?a ?b ?c } } { SELECT * { ?d ?e ?f } } }", True, "in subqueries"),
    ("SELECT * { ?s ?p ?o } " + "#" * 30_000, True, "too long to look at"),
]


@pytest.mark.parametrize(("query", "heavy"), [row[:2] for row in ROWS], ids=[row[2] for row in ROWS])
def test_what_looks_heavy(query: str, heavy: bool) -> None:
    assert looks_heavy(query) is heavy


@pytest.mark.parametrize(
    "piece", ['"a', '\\"', "a", "a:", '"""', ".", "a.", "<a", "?", "'''\"", "-a", "{", "(", "?a ?b ?c ."]
)
def test_the_time_of_a_look_grows_with_the_text(piece: str) -> None:
    def seconds(size: int) -> float:
        text = "SELECT * { " + (piece * size)[:size]
        began = time.process_time()
        list(tokens(text))
        quick_check(text)
        looks_heavy(text)
        return time.process_time() - began

    assert min(seconds(16_000) for _ in range(3)) < 12 * max(min(seconds(4_000) for _ in range(3)), 1e-3)


QUICK = [  # query, (can add a limit, names its graphs); None: the guard has to look
    ("SELECT * { ?s ?p ?o }", (True, False)),
    ("SELECT * { ?s ?p ?o } LIMIT 3", (False, False)),
    ("SELECT * FROM <http://e/g> { ?s ?p ?o }", (True, True)),
    ("SELECT ?from { ?from ?p 'from' } # from", (True, False)),
    ("ASKFROM<http://e/g>{}", None),
    ("ASK {}", (False, False)),
    ("SELECT * { ?s ?p 'S\\u0045RVICE' }", None),
    ("SELECT * { ?s ?p 'service' }", None),
    ("SELECT * { ?s ?p ?o }\r", None),
    ("ASK " + "{" * 100 + "}" * 100, None),
    ("ASK { FILTER(" + "!" * 100 + "true) }", None),
    ("ASK { FILTER(1" + "+1" * 50_000 + " = 1) }", None),
    ("DELETE WHERE { ?s ?p ?o }", None),
    ("", None),
]


@pytest.mark.parametrize(("query", "expected"), QUICK)
def test_the_quick_check(query: str, expected: tuple[bool, bool] | None) -> None:
    found = quick_check(query)
    assert (found and (found.can_add_limit, found.has_dataset)) == expected
    assert found is None or found.text == query
