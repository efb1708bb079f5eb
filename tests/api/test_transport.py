"""What RFC 9110 asks of every route: methods, choice of the representation, compression, conditional requests."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path

import pytest

from api import Settings, create_app
from tests.api.client import HTML, Client, running
from tests.api.conftest import build_store
from tests.api.served import until
from tests.graph.corpus import CT12, CT12_2007, KH83, held, nquads

TURTLE = {"Accept": "text/turtle"}
PATH = KH83.iri.removeprefix("https://directive-lineage.example")
ROUTES = [  # path, Accept
    (PATH, "text/turtle"),
    (PATH, "application/ld+json"),
    (f"/documents{PATH}", "text/html"),
    (f"/documents{PATH}", "application/json"),
    ("/dataset", "application/rdf+xml"),
    ("/dataset", "text/html"),
    ("/sparql", "application/n-triples"),
    ("/store?graph=https://directive-lineage.example/graph/derived", "application/trig"),
    ("/vocab/type/chi-thi", "text/html"),
    ("/ns", "text/turtle"),
]


@pytest.fixture(scope="module")
def usual(store_path: Path) -> Iterator[Client]:
    """A client once the data have been counted, and are old enough for a date that no other change can bear."""
    with running(create_app(Settings(store=store_path, query_workers=1))) as opened:
        until(lambda: {"etag", "last-modified"} <= opened.get("/dataset", headers=HTML).headers.keys(), 60)
        yield opened


@pytest.mark.parametrize(("path", "accept"), ROUTES)
def test_a_client_that_has_it_is_told_so(usual: Client, path: str, accept: str) -> None:
    first = usual.get(path, headers={"Accept": accept})
    tag = first.headers["etag"]
    assert first.status_code == 200
    assert tag.startswith('"')
    for known in (tag, f'"other", W/{tag}', "*"):
        again = usual.get(path, headers={"Accept": accept, "If-None-Match": known})
        assert (again.status_code, again.content) == (304, b""), known
        for name in ("etag", "vary", "cache-control"):
            assert again.headers[name] == first.headers[name]
    other = usual.get(path, headers={"Accept": accept, "If-None-Match": '"other"'})
    assert (other.status_code, other.content) == (200, first.content)


@pytest.mark.parametrize(("path", "accept"), ROUTES)
def test_dates(usual: Client, path: str, accept: str) -> None:
    first = usual.get(path, headers={"Accept": accept})
    changed = parsedate_to_datetime(first.headers["last-modified"]).timestamp()
    assert changed <= parsedate_to_datetime(formatdate(usegmt=True)).timestamp()
    for seconds, status in ((0, 304), (1, 304), (-1, 200)):
        since = formatdate(changed + seconds, usegmt=True)
        assert usual.get(path, headers={"Accept": accept, "If-Modified-Since": since}).status_code == status
    ignored = {"Accept": accept, "If-Modified-Since": formatdate(changed, usegmt=True), "If-None-Match": '"other"'}
    assert usual.get(path, headers=ignored).status_code == 200  # RFC 9110, 13.2.2: the tag alone counts
    assert usual.get(path, headers={"Accept": accept, "If-Modified-Since": "yesterday"}).status_code == 200


def test_preconditions(usual: Client) -> None:
    tag = usual.get(PATH, headers=TURTLE).headers["etag"]
    for name, value, status in (
        ("If-Match", tag, 200),
        ("If-Match", "*", 200),
        ("If-Match", '"other"', 412),
        ("If-Match", f"W/{tag}", 412),  # weak tags are never strongly equal
        ("If-Unmodified-Since", "Mon, 01 Jan 2001 00:00:00 GMT", 412),
        ("If-Unmodified-Since", formatdate(usegmt=True), 200),
    ):
        assert usual.get(PATH, headers={**TURTLE, name: value}).status_code == status, (name, value)


def test_each_representation_has_a_tag_of_its_own(usual: Client) -> None:
    accepts = ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml", "application/trig"]
    codings = ["identity", "gzip"]
    tags = {
        usual.get(path, headers={"Accept": accept, "Accept-Encoding": coding}).headers["etag"]
        for accept in accepts
        for coding in codings
        for path in (PATH, f"{PATH}?x=1")
    }
    assert len(tags) == 2 * len(accepts) * len(codings)


def test_what_is_not_there_has_no_state(usual: Client) -> None:
    for path in ("/eli/nowhere", "/documents/999-CT/TW", "/store?graph=https://a.example/"):
        for name, value in (("If-None-Match", "*"), ("If-Modified-Since", formatdate(usegmt=True))):
            assert usual.get(path, headers={**TURTLE, name: value}).status_code in (404, 406)


def test_other_data_have_other_tags(tmp_path: Path) -> None:
    store = tmp_path / "store"
    address = CT12.iri.removeprefix("https://directive-lineage.example")
    build_store(store, nquads([held(CT12, "one.txt", 1, level="central")]))
    with running(create_app(Settings(store=store, query_workers=1))) as client:
        first = client.get(address, headers=TURTLE)
    build_store(store, nquads([held(CT12_2007, "two.txt", 1, level="central")]))
    with running(create_app(Settings(store=store, query_workers=1))) as client:
        second = client.get(address, headers={**TURTLE, "If-None-Match": first.headers["etag"]})
        assert second.status_code == 200
        assert second.headers["etag"] != first.headers["etag"]
        since = {**TURTLE, "If-Modified-Since": first.headers.get("last-modified", formatdate(0, usegmt=True))}
        assert client.get(address, headers=since).status_code == 200


def test_the_same_data_have_the_same_tag_and_bytes_in_another_process_start(store_path: Path) -> None:
    answers = []
    for _ in range(2):
        with running(create_app(Settings(store=store_path, query_workers=1))) as client:
            answers.append([client.get(path, headers={"Accept": accept}) for path, accept in ROUTES])
    for first, second in zip(*answers, strict=True):
        assert first.headers["etag"] == second.headers["etag"]
        assert first.content == second.content


CODINGS = [  # Accept-Encoding, compressed
    ("gzip", True),
    ("GZIP", True),
    ("x-gzip", True),
    ("br, gzip;q=0.1", True),
    ("*", True),
    ("gzip;q=0", False),
    ("gzip;q=0.000, *", False),
    ("*;q=0, gzip", True),
    ("identity", False),
    ("br, zstd", False),
    ("nogzip", False),
    ("", False),
]


@pytest.mark.parametrize(("header", "compressed"), CODINGS)
def test_compression(usual: Client, header: str, compressed: bool) -> None:
    plain = usual.get(PATH, headers={**TURTLE, "Accept-Encoding": "identity"})
    async_answer = usual.get(PATH, headers={**TURTLE, "Accept-Encoding": header})
    assert ("content-encoding" in async_answer.headers) is compressed
    assert async_answer.text == plain.text  # httpx undoes the coding
    assert "Accept-Encoding" in async_answer.headers["vary"]
    if compressed:
        assert async_answer.headers["content-encoding"] == "gzip"
        assert int(async_answer.headers["content-length"]) < len(plain.content)


def test_what_is_small_is_sent_as_it_is(usual: Client) -> None:
    answer = usual.get("/sparql", {"query": "ASK {}"}, {"Accept": "*/*", "Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["vary"]


def test_compressed_bytes_are_the_same_each_time(usual: Client) -> None:
    """A strong tag promises that, and the header of gzip has room for a date."""

    async def raw() -> bytes:
        request = usual.inner.build_request("GET", PATH, headers={**TURTLE, "Accept-Encoding": "gzip"})
        answer = await usual.inner.send(request, stream=True)
        return b"".join([chunk async for chunk in answer.aiter_raw()])

    first = usual.portal.call(raw)
    assert first == usual.portal.call(raw)
    assert first[4:8] == b"\0\0\0\0"
    assert gzip.decompress(first) == usual.get(PATH, headers=TURTLE).content
    with pytest.raises(zlib.error):
        zlib.decompress(gzip.decompress(first), 47)  # once, not twice


EVERYWHERE = [  # path, its methods
    ("/", "GET, HEAD, OPTIONS"),
    ("/sparql", "GET, HEAD, OPTIONS, POST"),
    ("/documents", "GET, HEAD, OPTIONS"),
    (f"/documents{PATH}", "GET, HEAD, OPTIONS"),
    (PATH, "GET, HEAD, OPTIONS"),
    ("/store", "GET, HEAD, OPTIONS"),
    ("/health", "GET, HEAD, OPTIONS"),
    ("/openapi.json", "GET, HEAD, OPTIONS"),
]


@pytest.mark.parametrize(("path", "methods"), EVERYWHERE)
def test_options_and_405_name_the_methods(usual: Client, path: str, methods: str) -> None:
    options = usual.request("OPTIONS", path)
    assert (options.status_code, options.headers["allow"], options.content) == (204, methods, b"")
    refused = usual.request("DELETE", path)
    assert (refused.status_code, refused.headers["allow"]) == (405, methods)
    assert refused.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT"])
def test_405_names_the_methods_of_a_path_that_cannot_be_read(usual: Client, method: str) -> None:
    refused = usual.request(method, "/sources")
    assert (refused.status_code, refused.headers["allow"]) == (405, "OPTIONS, POST")


def test_options_of_the_server_and_of_nothing(usual: Client) -> None:
    assert usual.request("OPTIONS", "/nowhere").status_code == 404


@pytest.mark.parametrize("path", ["/", "/documents", "/docs", "/openapi.json", "/health", "/nowhere", PATH])
@pytest.mark.parametrize("headers", [HTML, {"Accept": "application/json"}], ids=["html", "json"])
def test_head_has_the_headers_of_get(usual: Client, path: str, headers: dict[str, str]) -> None:
    got, head = usual.get(path, headers=headers), usual.request("HEAD", path, headers=headers)
    assert head.content == b""
    assert head.status_code == got.status_code
    for name in ("content-type", "content-length", "etag", "vary"):
        assert head.headers.get(name) == got.headers.get(name)


@pytest.mark.parametrize("path", ["/documents", "/nowhere", "/documents/999", "/sparql?query=x", PATH])
def test_every_answer_names_what_it_was_chosen_by(usual: Client, path: str) -> None:
    for accept in ("text/html", "application/json", "text/turtle"):
        answer = usual.get(path, headers={"Accept": accept})
        is_page = answer.headers.get("content-type", "").startswith("text/html")  # whose language a cookie may tell
        assert answer.headers["vary"] == "Accept, Accept-Encoding" + (", Cookie" if is_page else "")


def test_a_long_address(store_path: Path) -> None:
    with running(create_app(Settings(store=store_path, query_workers=1, max_url_bytes=1024))) as client:
        for path, status in (
            ("/documents?q=" + "x" * 150, 200),
            ("/documents?q=" + "x" * 1024, 414),
            ("/" + "x" * 1024, 414),
        ):
            answer = client.get(path)
            assert answer.status_code == status
            page = client.get(path, headers=HTML)
            assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/documents",
        "/documents/457%2FL%C4%90L%C4%90",
        "/documents/457%2FL%C4%90L%C4%90/lineage",
        "/coverage/04-CT%2FTW",
        "/duties",
        "/gaps",
        "/bodies",
        "/localities",
        "/localities/2008/72-tay-ninh",
        "/conflicts",
        "/dataset",
        "/sparql?query=ASK%7B%7D",
        "/search?q=12",
        "/documents/999-CT%2FTW",
        "/store?graph=https%3A%2F%2Fdirective-lineage.example%2Fgraph%2Fderived",
    ],
)
def test_every_answer_says_from_which_data_it_is(client: Client, path: str) -> None:
    ready = client.get("/health/ready")
    version = ready.json()["data"]
    for _ in range(2):  # the second may be one that was kept
        answer = client.get(path)
        assert answer.headers["lineage-data"] == version
        assert datetime.fromisoformat(answer.headers["lineage-as-of"]) <= datetime.now(UTC)
    assert "lineage-data" not in client.get("/health/live").headers
