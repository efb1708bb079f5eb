from __future__ import annotations

import pytest

from api.sparql.guard import RefusedError, check_query
from ontology.errors import QueryError

REFUSED = [
    ("DELETE WHERE { ?s ?p ?o }", "update"),
    ("INSERT DATA { <http://e/a> <http://e/b> 1 }", "insert"),
    ("DROP ALL", "drop"),
    ("CLEAR GRAPH <http://e/g>", "clear"),
    ("LOAD <http://127.0.0.1:9/x>", "load"),
    ("load silent <file:///etc/passwd> into graph <http://e/g>", "load in small letters"),
    ("PREFIX e: <http://e/> DELETE DATA { e:a e:b e:c }", "update behind a prologue"),
    ("SELECT * { SERVICE <http://127.0.0.1:9/x> { ?s ?p ?o } }", "service"),
    ("SELECT * { sErViCe SILENT <http://127.0.0.1:9/x> { ?s ?p ?o } }", "service in any case"),
    ("SELECT * { ?x a ?y . SERVICE ?x { ?s ?p ?o } }", "service of a variable"),
    ("SELECT * { { SELECT * { OPTIONAL { SERVICE <http://127.0.0.1:9/x> { ?s ?p ?o } } } } }", "service in a subquery"),
    ("SELECT * { ?s ?p ?o FILTER NOT EXISTS { SERVICE <http://127.0.0.1:9/x> { ?s ?p ?o } } }", "service in a filter"),
    ("SELECT * { ?s ?p ?o BIND(EXISTS { SERVICE <http://e/x> { ?s ?p ?o } } AS ?z) }", "service in an expression"),
    ("ASK { GRAPH ?g { SERVICE <http://127.0.0.1:9/x> { ?s ?p ?o } } }", "service in a graph"),
    ("CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/x> { ?s ?p ?o } }", "service in construct"),
    ("SELECT * { SERVICE<http://127.0.0.1:9/x>{ ?s ?p ?o } }", "service without blanks"),
    ("SELECT * { SERVICESILENT<http://127.0.0.1:9/x>{ ?s ?p ?o } }", "one word: Oxigraph takes it, rdflib does not"),
    ("PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:x{ ?s ?p ?o } }", "looks like a prefixed name"),
    ("SELECT * { S\\u0045RVICE <http://127.0.0.1:9/x> { ?s ?p ?o } }", "an escape inside the word"),
    ("SELECT * { ?s ?p ?o # \r SERVICE <http://127.0.0.1:9/x> {}\n }", "behind a carriage return that ends a comment"),
    ("SELECT * { ?s ?p ?o } # \r\n SERVICE", "no query, and the word in it"),
]


@pytest.mark.parametrize("query", [row[0] for row in REFUSED], ids=[row[1] for row in REFUSED])
def test_refused(query: str) -> None:
    with pytest.raises(RefusedError):
        check_query(query)


ALLOWED = [
    ("SELECT * { ?s ?p ?o }", True, False),
    ("SELECT * { ?s ?p ?o } OFFSET 3", True, False),
    ("SELECT * { ?s ?p ?o } LIMIT 3 # three", False, False),
    ("SELECT * { ?s ?p ?o } VALUES ?s { 1 }", False, False),
    ("SELECT * { { SELECT * { ?s ?p ?o } LIMIT 3 } }", True, False),
    ("SELECT * FROM <http://e/g> { ?s ?p ?o }", True, True),
    ("SELECT ?from { ?from ?p 'from' }", True, False),
    ("ASK { ?s ?p ?o }", False, False),
    ("CONSTRUCT WHERE { ?s ?p ?o }", False, False),
    ("DESCRIBE <http://e/service>", False, False),
    ("SELECT ?service { ?service a 'SERVICE <http://x> {}' } # service", True, False),
    ('PREFIX s: <http://e/> SELECT * { ?x s:service ?y ; s:load """DROP ALL; SERVICE""" }', True, False),
    ("SELECT * { ?s eli:cites ?o }", True, False),
]


@pytest.mark.parametrize(("query", "can_add_limit", "has_dataset"), ALLOWED)
def test_allowed(query: str, can_add_limit: bool, has_dataset: bool) -> None:
    checked = check_query(query)
    assert (checked.text, checked.can_add_limit, checked.has_dataset) == (query, can_add_limit, has_dataset)


def test_what_rdflib_does_not_know_is_left_to_oxigraph() -> None:
    assert check_query("SELECT * { ?s ?p <<( ?a ?b ?c )>> }").can_add_limit is False


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        ("SELECT * " + "{" * 5000 + "}" * 5000, "nested too deeply"),
        ("SELECT * { ?s ?p '\\u005Cu0022' }", "escape inside another"),
        ("SELECT * { ?s ?p '\\UFFFFFFFF' }", "code point"),
    ],
)
def test_no_query(query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        check_query(query)


def test_both_parsers_see_the_same_text() -> None:
    """With the escape left in place, rdflib would see a comment where Oxigraph sees a SERVICE."""
    query = 'SELECT * { FILTER("\\u0022 # " != "") SERVICE <http://127.0.0.1:9/x> {} FILTER(""\n = "a") }'
    assert "\\u0022" not in check_query(query).text
