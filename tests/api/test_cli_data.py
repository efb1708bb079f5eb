"""``lineage query``, ``lineage export`` and ``lineage validate``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.store import open_store
from ontology.queries import load_queries
from tests.api.test_cli import ask, error_line, run
from tests.graph.corpus import CT12, IRIS

SELECT = 'SELECT DISTINCT ?label { ?d eli:id_local "457/LĐLĐ" ; rdfs:label ?label }'


def test_query_from_a_file_and_from_standard_input(store_path: Path, tmp_path: Path) -> None:
    file = tmp_path / "query.rq"
    file.write_text(SELECT, encoding="utf-8")
    assert ask(store_path, "query", file).stdout == "label\nCông văn 457/LĐLĐ\n"
    assert run("query", "-", "--store", store_path, stdin=SELECT.encode()).stdout == "label\nCông văn 457/LĐLĐ\n"


def test_a_named_query_and_its_values(store_path: Path) -> None:
    bearers = ask(store_path, "query", "bearers-of-a-number").stdout
    assert bearers.splitlines()[0].split("\t")[:2] == ["document", "label"]
    assert CT12.iri in bearers
    other = ask(store_path, "query", "bearers-of-a-number", "--set", "number=457/LĐLĐ", "--format", "csv").stdout
    assert "Công văn 457/LĐLĐ" in other
    assert CT12.iri not in other


def test_a_value_is_never_a_part_of_the_query(store_path: Path) -> None:
    value = 'number=x" } ?document lin:status ?status { VALUES ?number { "x'
    assert len(ask(store_path, "query", "bearers-of-a-number", "--set", value).stdout.splitlines()) == 1


def test_the_named_queries_are_listed() -> None:
    lines = run("query", "--list").stdout.splitlines()
    assert lines[0] == "name\ttitle (vi)\ttitle (en)\tparameters"
    assert [line.partition("\t")[0] for line in lines[1:]] == [each.name for each in load_queries()]
    assert "\tfrom=2022-07-01 until=2022-12-31" in next(line for line in lines if line.startswith("deadlines\t"))
    assert json.loads(run("query", "--list", "--format", "json").stdout) == [each.to_json() for each in load_queries()]


def test_the_text_of_a_query_is_shown(tmp_path: Path) -> None:
    shown = run("query", "--show", "evidence", "--set", "number=36-NQ/TW").stdout
    assert 'VALUES ?number { "36-NQ/TW" }' in shown
    file = tmp_path / "query.rq"
    file.write_text(SELECT, encoding="utf-8")
    assert run("query", "--show", file).stdout == f"{SELECT}\n"


WRONG_NAMES = [  # arguments, exit code, what standard error says
    (("nonsense",), 1, "no named query and no file nonsense"),
    (("conflicts", "--set", "a=b"), 1, "the query conflicts has no parameter a"),
    (("evidence", "--set", "number"), 1, "no NAME=VALUE"),
    (("evidence", "--set", "number=1", "--set", "number=2"), 1, "--set number stands twice"),
    (("-", "--set", "number=1"), 1, "it is no named query"),
    ((), 2, "--list for the names"),
    (("evidence", "--list"), 2, "--list takes no query"),
    (("--list", "--format", "csv"), 2, "writes a table or json"),
]


@pytest.mark.parametrize(("arguments", "code", "message"), WRONG_NAMES)
def test_names_and_values_that_are_wrong(arguments: tuple[str, ...], code: int, message: str) -> None:
    assert message in run("query", *arguments, code=code).stderr


ANSWERS = [
    (SELECT, "json", '"value":"Công văn 457/LĐLĐ"'),
    (SELECT, "csv", "label\r\nCông văn 457/LĐLĐ\r\n"),
    (SELECT, "tsv", '"Công văn 457/LĐLĐ"'),
    (SELECT, "xml", ">Công văn 457/LĐLĐ</literal>"),
    ("ASK {}", "auto", "true\n"),
    ("ASK {}", "json", '"boolean":true'),
    (f"DESCRIBE <{CT12.iri}>", "auto", '"12-CT/TW"'),
    (f"DESCRIBE <{CT12.iri}>", "jsonld", '"@id"'),
    (f"DESCRIBE <{CT12.iri}>", "nt", f"<{CT12.iri}> "),
]


@pytest.mark.parametrize(("query", "name", "holds"), ANSWERS)
def test_query_formats(store_path: Path, query: str, name: str, holds: str) -> None:
    result = run("query", "-", "--format", name, "--store", store_path, stdin=query.encode())
    assert holds in result.stdout_bytes.decode()


def test_an_answer_is_never_cut(store_path: Path) -> None:
    result = run("query", "-", "--store", store_path, stdin=b"SELECT ?s { ?s ?p ?o }")
    with open_store(store_path, read_only=True) as store:
        assert len(result.stdout.splitlines()) == len(store) + 1


FAULTS = [
    ("SELECT nonsense", "not SPARQL"),
    ("", "empty"),
    ("DROP ALL", "refused"),
    ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "refused"),
]


@pytest.mark.parametrize(("query", "message"), FAULTS)
def test_a_query_that_is_wrong(store_path: Path, query: str, message: str) -> None:
    result = run("query", "-", "--store", store_path, stdin=query.encode(), code=1)
    assert message in error_line(result)
    assert result.stdout == ""


def test_a_query_that_cannot_be_read(store_path: Path, tmp_path: Path) -> None:
    assert "missing.rq" in error_line(ask(store_path, "query", "missing.rq", code=1))
    (tmp_path / "latin.rq").write_bytes(b"# \xff\nASK {}")
    assert "UTF-8" in error_line(ask(store_path, "query", "latin.rq", code=1))


def test_a_format_that_does_not_fit(store_path: Path) -> None:
    error_line(run("query", "-", "--format", "ttl", "--store", store_path, stdin=b"ASK {}", code=1))


def test_a_query_that_takes_too_long(store_path: Path) -> None:
    endless = b"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    result = run("query", "-", "--timeout", "0.5", "--store", store_path, stdin=endless, code=1)
    assert "0.5 seconds" in error_line(result)


@pytest.mark.parametrize("name", ["trig", "nq", "turtle", "graphml"])
def test_export(store_path: Path, tmp_path: Path, name: str) -> None:
    to_standard_output = ask(store_path, "export", "--format", name).stdout_bytes
    ask(store_path, "export", "--format", name, "--output", tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == to_standard_output
    assert "457/LĐLĐ" in to_standard_output.decode()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_export_into_nowhere(store_path: Path, tmp_path: Path) -> None:
    assert "out" in error_line(ask(store_path, "export", "--output", tmp_path / "missing" / "out", code=1))


def test_validate_says_what_does_not_conform(tmp_path: Path) -> None:
    with open_store(tmp_path / "bad") as store:
        store.replace_source(
            IRIS.source("x.txt"),
            (
                f"<{IRIS.graph('x.txt', 1)}> <http://purl.org/dc/terms/source> <{IRIS.source('x.txt')}> "
                f"<{IRIS.graph('x.txt', 1)}> .\n"
                "<https://e.example/d> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
                f"<https://directive-lineage.example/ns#Document> <{IRIS.graph('x.txt', 1)}> .\n"
            ).encode(),
        )
    result = run("validate", "--store", tmp_path / "bad", code=1)
    assert "does not conform" in result.stdout
    assert "https://e.example/d" in result.stdout
