"""Answers to light queries are sent again while the data are the same, and no others are."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from api import Settings, create_app
from api.remembered import Answers, _Remembered
from tests.api.client import HTML, Client, running
from tests.api.conftest import build_store
from tests.graph.corpus import CT12, CT12_2007, held, nquads

QUERY = f"SELECT ?p ?o {{ <{CT12.iri}> ?p ?o }}"
JSON = {"Accept": "application/sparql-results+json", "Accept-Encoding": "identity"}


@pytest.fixture
def client(store_path: Path) -> Iterator[Client]:
    with running(
        create_app(Settings(store=store_path, query_workers=1, query_light_seconds=5, max_rows=300))
    ) as opened:
        yield opened


def _answers(client: Client) -> Answers:
    found = client.inner._transport.app.state.answers  # type: ignore[attr-defined]
    assert isinstance(found, Answers)
    return found


def test_an_answer_is_sent_again(client: Client) -> None:
    first = client.get("/sparql", {"query": QUERY}, JSON)
    again = client.get("/sparql", {"query": QUERY}, JSON)
    assert (first.status_code, again.content) == (200, first.content)
    assert {name: again.headers[name] for name in ("etag", "content-type", "content-length", "vary")} == {
        name: first.headers[name] for name in ("etag", "content-type", "content-length", "vary")
    }
    assert _answers(client).found == 1
    metrics = client.get("/metrics").text
    assert 'lineage_requests_total{method="GET",route="/sparql",status="200"} 2.0' in metrics
    assert 'lineage_queries_total{end="ok"} 1.0' in metrics


@pytest.mark.parametrize("known", [False, True], ids=["evaluated", "remembered"])
def test_a_client_that_has_it_is_told_so(client: Client, known: bool) -> None:
    query = {"query": f"{QUERY} # {known}"}
    tag = client.get("/sparql", query, JSON).headers["etag"]
    conditions = {"If-None-Match": f'"other", {tag}'} | ({} if known else {"If-Modified-Since": "nonsense"})
    found = client.get("/sparql", query, {**JSON, **conditions})
    assert (found.status_code, found.content, found.headers["etag"]) == (304, b"", tag)
    assert found.headers["vary"]
    assert _answers(client).found == known
    assert client.get("/sparql", query, {**JSON, "If-None-Match": '"other"'}).status_code == 200
    assert client.get("/sparql", query, {**JSON, "If-Match": '"other"'}).status_code == 412


def test_each_form_of_an_answer_is_its_own(client: Client) -> None:
    forms = [JSON, {**JSON, "Accept": "text/csv"}, {**JSON, "Accept-Encoding": "gzip"}]
    for _ in range(2):
        found = [client.get("/sparql", {"query": QUERY}, form) for form in forms]
        assert len({answer.headers["etag"] for answer in found}) == 3
        assert [answer.headers.get("content-encoding") for answer in found] == [None, None, "gzip"]
        assert found[0].content == found[2].content != found[1].content
    assert _answers(client).found == 3


NOT_KEPT = [
    ("SELECT (NOW() AS ?t) {}", JSON, "another each time"),
    ("SELECT (sTrUuId () AS ?t) {}", JSON, "another each time, in other letters"),
    ("SELECT (R\\u0041ND() AS ?t) {}", JSON, "another each time, hidden by an escape"),
    ("SELECT * { ?s ?p ?o } LIMIT 301", JSON, "cut at the limit of rows"),
    ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", JSON, "heavy"),
    ("SELECT {", JSON, "wrong"),
    (QUERY, HTML, "a page"),
]


@pytest.mark.parametrize(("query", "headers", "why"), NOT_KEPT, ids=[why for _, _, why in NOT_KEPT])
def test_other_answers_are_not_kept(client: Client, query: str, headers: dict[str, str], why: str) -> None:
    for _ in range(2):
        answer = client.get("/sparql", {"query": query}, headers)
        assert ("etag" in answer.headers) == (why in ("cut at the limit of rows", "heavy"))
    assert (_answers(client).found, _answers(client).size) == (0, 0)


def test_what_is_posted_is_not_kept(client: Client) -> None:
    for _ in range(2):
        assert client.post("/sparql", data={"query": QUERY}, headers=JSON).status_code == 200
    assert _answers(client).size == 0


def test_other_data_are_asked_anew(tmp_path: Path) -> None:
    store = tmp_path / "store"
    build_store(store, nquads([held(CT12, "one.txt", 1, level="central")]))
    with running(create_app(Settings(store=store, query_workers=1, query_light_seconds=5))) as client:
        query = {"query": f"SELECT ?p ?o {{ <{CT12_2007.iri}> ?p ?o }} LIMIT 30"}
        before = [client.get("/sparql", query, JSON).content for _ in range(2)]
        assert (before[0], _answers(client).found) == (before[1], 1)
        build_store(store, nquads([held(CT12_2007, "two.txt", 1, level="central")]))
        began = time.monotonic()
        while len(client.get("/sparql", query, JSON).content) <= len(before[0]):
            assert time.monotonic() - began < 10
            time.sleep(0.05)


def test_no_more_bytes_are_held_than_were_allowed() -> None:
    answers = Answers(5_000)
    keys = [("/sparql", f"query={number}".encode(), "*/*", False) for number in range(9)]
    assert answers.get("1", keys[0]) is None
    for key in keys:
        answers.add("1", key, _Remembered((), b"x" * 500, '"tag"', None))
        answers.get("1", keys[0])
        assert answers.size <= 5_000
    assert [answers.get("1", key) is not None for key in keys] == [True, *[False] * 6, True, True]
    answers.add("2", keys[0], _Remembered((), b"", '"tag"', None))
    assert answers.get("2", keys[0]) is None
    assert answers.size == 0


def test_nothing_is_kept_where_that_is_wanted(store_path: Path) -> None:
    with running(create_app(Settings(store=store_path, query_workers=1, query_cache_mb=0))) as client:
        for _ in range(2):
            assert client.get("/sparql", {"query": QUERY}, JSON).status_code == 200
        assert _answers(client).size == 0


@pytest.mark.parametrize("path", [f"/coverage/{CT12.iri}", f"/documents/{CT12.iri}/lineage"])
def test_lineage_and_coverage_are_sent_again(client: Client, path: str) -> None:
    first = client.get(path, {}, {"Accept": "application/json"})
    again = client.get(path, {}, {"Accept": "application/json"})
    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    assert _answers(client).found == 1
    assert client.get(path, {"format": "json"}, {"If-None-Match": first.headers["etag"]}).status_code == 304
    other = client.get(path, {"as_of": "2007-12-31", "direction": "up"}, {"Accept": "application/json"})
    assert (other.status_code, other.json() == first.json()) == (200, False)
    assert _answers(client).found == 1
