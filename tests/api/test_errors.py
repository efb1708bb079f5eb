"""One way to fail, one row: status, code, and always the one body."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api import Settings, create_app
from api.errors import problems, status_of, title_of
from ontology.errors import (
    Ambiguous,
    EmptyInput,
    InputError,
    LimitExceeded,
    LineageError,
    NotFound,
    QueryError,
    StoreError,
    UnsupportedFormat,
)
from tests.api.client import HTML, JSON, Client, running

QUERY = {"Content-Type": "application/sparql-query"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
UNSUPPORTED = "unsupported_media_type"
ROWS: list[tuple[str, str, dict[str, Any], int, str]] = [  # method, path, options, status, code
    ("GET", "/nowhere", {}, 404, "not_found"),
    ("DELETE", "/documents", {}, 405, "method_not_allowed"),
    ("GET", "/documents/999-CT/TW", {}, 404, "not_found"),
    ("GET", "/documents/https%3A%2F%2Felsewhere.example%2Fx", {}, 404, "not_found"),
    ("GET", "/documents/12-CT/TW", {}, 409, "ambiguous"),
    ("GET", "/documents/12-CT/TW?date=1999", {}, 404, "not_found"),
    ("GET", "/documents/12-CT/TW?date=yesterday", {}, 422, "invalid"),
    ("GET", "/documents/%3Cscript%3E%20%22%7B%7D", {}, 404, "not_found"),
    ("GET", "/documents/..%2F..%2Fetc%2Fpasswd", {}, 404, "not_found"),
    ("GET", "/documents?limit=0", {}, 422, "invalid"),
    ("GET", "/documents?offset=-1", {}, 422, "invalid"),
    ("GET", "/documents?status=lost", {}, 422, "invalid"),
    ("GET", "/documents?format=pdf", {}, 422, "invalid"),
    ("GET", "/documents", {"headers": {"Accept": "image/png"}}, 406, "not_acceptable"),
    ("GET", "/documents/457/LĐLĐ/lineage?direction=sideways", {}, 422, "invalid"),
    ("GET", "/documents/12-CT/TW/lineage", {}, 409, "ambiguous"),
    ("GET", "/coverage/999-CT/TW", {}, 404, "not_found"),
    ("GET", "/coverage/12-CT/TW", {}, 409, "ambiguous"),
    ("GET", "/coverage/04-CT/TW?level=village", {}, 422, "invalid"),
    ("GET", "/coverage/04-CT/TW?as_of=2022-02-30", {}, 422, "invalid"),
    ("GET", "/coverage/04-CT/TW?level=district&as_of=2025-07-01", {}, 400, "input"),
    ("GET", "/cascade/999-CT/TW", {}, 404, "not_found"),
    ("GET", "/cascade/12-CT/TW", {}, 409, "ambiguous"),
    ("GET", "/cascade/04-CT/TW?as_of=2022-02-30", {}, 422, "invalid"),
    ("GET", "/cascade/04-CT/TW?format=xlsx", {}, 422, "invalid"),
    ("GET", "/path", {}, 404, "not_found"),
    ("GET", "/path?from=457/LĐLĐ&to=999-CT/TW", {}, 404, "not_found"),
    ("GET", "/path?from=999-CT/TW&to=457/LĐLĐ", {}, 404, "not_found"),
    ("GET", "/path?from=457/LĐLĐ&to=12-CT/TW", {}, 409, "ambiguous"),
    ("GET", "/path?from=457/LĐLĐ&to=12-CT/TW&to_date=yesterday", {}, 422, "invalid"),
    ("GET", "/path?from=457/LĐLĐ&to=04-CT/TW&relations=obeys", {}, 422, "invalid"),
    ("GET", "/path?from=457/LĐLĐ&to=04-CT/TW&max_length=0", {}, 422, "invalid"),
    ("GET", "/path?from=457/LĐLĐ&to=04-CT/TW&max_length=21", {}, 422, "invalid"),
    ("GET", "/path?from=457/LĐLĐ&to=04-CT/TW&limit=101", {}, 422, "invalid"),
    ("GET", "/embed/lineage/999-CT/TW", {}, 404, "not_found"),
    ("GET", "/embed/lineage/12-CT/TW", {}, 409, "ambiguous"),
    ("GET", "/sparql", {"headers": {"Accept": "application/sparql-results+json"}}, 400, "input"),
    ("GET", "/sparql?query=%FF", {}, 400, "input"),
    ("GET", "/sparql?" + "&".join(["a=b"] * 1001), {"headers": {"Accept": "text/csv"}}, 400, "input"),
    ("GET", "/sparql?query=", {}, 400, "query"),
    ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", {}, 400, "input"),
    ("GET", "/sparql?query=SELECT%20nonsense", {}, 400, "query"),
    ("GET", "/sparql?update=DROP%20ALL", {}, 403, "refused"),
    ("GET", "/sparql?query=DROP%20ALL", {}, 403, "refused"),
    ("GET", "/sparql?query=LOAD%20%3Chttp%3A%2F%2F127.0.0.1%3A9%2F%3E", {}, 403, "refused"),
    ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=not%20an%20iri", {}, 400, "input"),
    ("GET", "/sparql?query=ASK%7B%7D&named-graph-uri=", {}, 400, "input"),
    ("GET", "/sparql?query=ASK%7B%7D", {"headers": {"Accept": "image/png"}}, 406, "not_acceptable"),
    ("GET", "/sparql?query=ASK%7B%7D", {"headers": {"Accept": "text/turtle"}}, 406, "not_acceptable"),
    ("GET", "/sparql?query=DESCRIBE%3Ca%3Ab%3E", {"headers": {"Accept": "text/csv"}}, 406, "not_acceptable"),
    (
        "POST",
        "/sparql",
        {"content": b"ASK{}", "headers": {"Content-Type": "text/plain"}},
        415,
        "unsupported_media_type",
    ),
    ("POST", "/sparql", {"content": b"ASK{}"}, 415, "unsupported_media_type"),
    ("POST", "/sparql", {"files": {"query": b"ASK{}"}}, 415, "unsupported_media_type"),
    ("POST", "/sparql", {"content": b"ASK{}", "headers": {**QUERY, "Content-Encoding": "gzip"}}, 415, UNSUPPORTED),
    (
        "POST",
        "/sparql",
        {"content": "ASK{}".encode("utf-16"), "headers": {"Content-Type": "application/sparql-query; charset=UTF-16"}},
        415,
        "unsupported_media_type",
    ),
    ("POST", "/sparql?query=ASK%7B%7D", {"content": b"ASK{}", "headers": QUERY}, 400, "input"),
    ("POST", "/sparql?query=ASK%7B%7D", {"content": b"query=ASK%7B%7D", "headers": FORM}, 400, "input"),
    ("POST", "/sparql", {"content": b"query=ASK%7B%7D&query=ASK%7B%7D", "headers": FORM}, 400, "input"),
    ("POST", "/sparql", {"content": b"query=ASK%7B%7D&update=DROP+ALL", "headers": FORM}, 403, "refused"),
    ("POST", "/sparql?update=DROP+ALL", {"content": b"ASK{}", "headers": QUERY}, 403, "refused"),
    ("POST", "/sparql", {"content": b"INSERT DATA { <a:b> <a:b> <a:b> }", "headers": QUERY}, 403, "refused"),
    ("GET", "/store", {}, 400, "input"),
    ("GET", "/store?graph=relative", {}, 400, "input"),
    ("GET", "/store?default&graph=https://a.example/", {}, 400, "input"),
    ("GET", "/store?graph=https://a.example/&graph=https://b.example/", {}, 400, "input"),
    ("GET", "/store?graph=https://directive-lineage.example/graph/nothing", {}, 404, "not_found"),
    ("GET", "/store?default", {"headers": {"Accept": "text/csv"}}, 406, "not_acceptable"),
    ("PUT", "/store?default", {"content": b""}, 405, "method_not_allowed"),
    ("GET", "/eli/nowhere", {}, 404, "not_found"),
    ("GET", "/text/%00%3Cscript%3E", {}, 404, "not_found"),
    ("GET", "/locality/2025/42-ha-tinh", {"headers": {"Accept": "image/png"}}, 406, "not_acceptable"),
    ("DELETE", "/eli/nowhere", {}, 405, "method_not_allowed"),
    ("GET", "/dataset", {"headers": {"Accept": "text/csv"}}, 406, "not_acceptable"),
    ("GET", "/documents?q=" + "x" * 40_000, {}, 414, "uri_too_long"),
    (
        "POST",
        "/sparql",
        {"content": b"DROP ALL", "headers": {"Content-Type": "application/sparql-update"}},
        403,
        "refused",
    ),
    ("POST", "/sparql", {"content": b"update=DROP+ALL", "headers": FORM}, 403, "refused"),
    ("POST", "/sparql", {"content": b"query=%FF", "headers": FORM}, 400, "input"),
    ("POST", "/sparql", {"content": b"\xff\xfe", "headers": QUERY}, 400, "input"),
    ("POST", "/sparql", {"content": b"#" * 5000, "headers": QUERY}, 413, "too_large"),
    ("POST", "/sparql", {"content": b"", "headers": QUERY}, 400, "query"),
    ("PUT", "/sparql", {"content": b"ASK{}", "headers": QUERY}, 405, "method_not_allowed"),
]


def _check_body(body: dict[str, Any], code: str) -> None:
    assert set(body) <= {"type", "title", "status", "detail", "code", "hint", "candidates", "request"}
    assert body["code"] == code
    assert body["type"] == f"/docs#problem-{code}"
    assert body["title"] == title_of(code) != "Something went wrong"
    assert body["detail"].strip()
    assert "\n" not in body["detail"]
    assert body["hint"].strip()
    assert ("candidates" in body) == (code == "ambiguous")


@pytest.mark.parametrize(
    ("method", "path", "options", "status", "code"),
    ROWS,
    ids=[f"{row[0]} {row[1][:60]} {number}" for number, row in enumerate(ROWS)],
)
def test_the_one_body(client: Client, method: str, path: str, options: dict[str, Any], status: int, code: str) -> None:
    answer = client.request(method, path, **options)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    _check_body(answer.json(), code)


def test_a_long_query_by_get(client: Client) -> None:
    answer = client.get("/sparql", {"query": "#" * 5000})
    assert answer.status_code == 414
    _check_body(answer.json(), "uri_too_long")


def test_the_candidates_of_an_ambiguous_number(client: Client) -> None:
    candidates = client.get("/documents/12-CT/TW").json()["candidates"]
    assert [candidate["date"] for candidate in candidates] == ["2007-05-03", "2017-01-05", "2022-01-05"]
    for candidate in candidates:
        assert client.get(f"/documents/{candidate['iri']}").status_code == 200


def test_a_browser_gets_a_page(client: Client) -> None:
    answer = client.get("/documents/12-CT/TW", headers=HTML)
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.count('href="/documents/eli/trung-uong/chi-thi/12-CT_TW/') == 3


def test_what_was_asked_for_is_escaped(client: Client) -> None:
    text = client.get("/documents/%3Cscript%3Ealert(1)%3C%2Fscript%3E", headers=HTML).text
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_a_defect_says_nothing_of_itself(store_path: Path) -> None:
    app = create_app(Settings(store=store_path, query_workers=1))

    @app.get("/defect")
    def defect() -> None:
        raise RuntimeError("secret")

    with running(app) as broken:
        answer = broken.get("/defect")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    _check_body(answer.json(), "internal")


def test_a_directory_that_is_something_else(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(StoreError, match="something else"), running(create_app(Settings(store=tmp_path))):
        pass
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


STATUSES = [
    (NotFound("x"), 404, "not_found"),
    (Ambiguous("x"), 409, "ambiguous"),
    (QueryError("x"), 400, "query"),
    (LimitExceeded("x"), 503, "limit"),
    (StoreError("x"), 503, "store"),
    (InputError("x"), 400, "input"),
    (EmptyInput("x"), 400, "input"),
    (UnsupportedFormat("x"), 400, "input"),
    (LineageError("x"), 500, "internal"),
]


@pytest.mark.parametrize(("error", "status", "code"), STATUSES)
def test_statuses(error: LineageError, status: int, code: str) -> None:
    assert status_of(error) == (status, code)


def test_accepting_nothing_still_gets_the_reason(client: Client) -> None:
    answer = client.get("/documents/999", headers={"Accept": "image/png"})
    assert (answer.status_code, answer.headers["content-type"]) == (406, "application/problem+json")
    assert "application/json" in answer.json()["hint"]
    assert JSON["Accept"] in answer.json()["hint"]


def test_the_list_of_routes_explains_every_problem(client: Client) -> None:
    text = client.get("/docs", headers=HTML).text
    for code, status in problems():
        assert f'id="problem-{code}"' in text
        assert f"<td>{status}</td>" in text
