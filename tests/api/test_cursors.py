"""Reading a list to its end: each document once, whatever is added in the meantime; cursors that are none."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import Settings, create_app
from api.cursors import Cursor, digest_of, parse_cursor
from api.errors import ProtocolError
from graph.listing import ORDERS, Place
from tests.api.client import Client, running
from tests.api.conftest import build_store
from tests.api.served import until
from tests.graph.corpus import Doc, held, nquads

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def add(path: Path, *numbers: int) -> None:
    """Loads plans of these numbers, each with a directive that it carries out; some share their date, one has none."""
    parts = []
    for number in numbers:
        dated = {} if number % 5 == 0 else {"date": f"2024-03-{number % 3 + 1:02d}"}
        issuer = f"Ban Thường vụ Huyện ủy {'Tân Châu' if number % 2 else 'Bến Cầu'}"
        plan = Doc("ke-hoach", f"{number}-KH/TU", "tay-ninh", "nk2020")
        directive = Doc("chi-thi", f"{number}-CT/TW", "trung-uong", "k13", f"2023-02-{number % 28 + 1:02d}")
        part = held(plan, f"{number}.txt", 1, province="Tây Ninh", issuer=issuer, **dated)
        parts.append(part.cites(directive, "implements"))
    build_store(path, nquads(parts))


def settled(client: Client, version: str) -> None:
    """Waits until the server has seen the change."""
    until(lambda: client.get("/documents", {"limit": 1}).headers["lineage-data"] != version, 20)


def pages(client: Client, **asked: Any) -> Iterator[dict[str, Any]]:
    """The pages of a list, one after the other; the test goes on between them."""
    cursor: str | None = None
    while True:
        answer = client.get("/documents", {**asked, **({"cursor": cursor} if cursor else {})})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        yield page
        cursor = page["next"]
        link = answer.headers.get("link")
        if cursor is None:
            assert link is None
            return
        assert link is not None
        found = re.fullmatch(r'<(/documents\?[^>]*)>; rel="next"', link)
        assert found is not None
        assert (
            client.get(found[1]).json()["documents"]
            == client.get("/documents", {**asked, "cursor": cursor}).json()["documents"]
        )


def iris(page: dict[str, Any]) -> list[str]:
    return [document["iri"] for document in page["documents"]]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "store"
    add(path, *range(100, 109))
    return path


@pytest.mark.parametrize("sort", [*ORDERS, *(f"-{order}" for order in ORDERS)])
@pytest.mark.parametrize("limit", [1, 5, 14, 100])
def test_the_pages_of_a_list_are_the_list(client: Client, sort: str, limit: int) -> None:
    whole = client.get("/documents", {"sort": sort, "limit": 500}).json()
    assert whole["next"] is None
    found = list(pages(client, sort=sort, limit=limit))
    assert [iri for page in found for iri in iris(page)] == iris(whole)
    assert {(page["total"], page["data_changed"]) for page in found} == {(whole["total"], False)}
    assert all(len(page["documents"]) == limit for page in found[:-1])
    assert found[-1]["documents"]


def test_filters_hold_on_all_pages(client: Client) -> None:
    whole = client.get("/documents", {"province": "tay ninh"}).json()
    found = list(pages(client, province="tay ninh", limit=1))
    assert len(found) == whole["total"] > 1
    assert [iri for page in found for iri in iris(page)] == iris(whole)


@pytest.mark.parametrize("sort", ["-date", "number", "-issuer"])
def test_documents_that_are_added_meanwhile_move_nothing(place: Path, sort: str) -> None:
    with running(create_app(Settings(store=place, query_workers=1))) as client:
        before = iris(client.get("/documents", {"sort": sort, "limit": 500}).json())
        seen: list[str] = []
        changed = []
        for number, page in enumerate(pages(client, sort=sort, limit=4)):
            seen += iris(page)
            changed.append(page["data_changed"])
            if number < 2:
                version = client.get("/documents", {"limit": 1}).headers["lineage-data"]
                add(place, 11 + number, 204 + 100 * number, 900 + number)
                settled(client, version)
        after = iris(client.get("/documents", {"sort": sort, "limit": 500}).json())
    assert len(after) > len(before)
    assert len(seen) == len(set(seen))
    assert [iri for iri in seen if iri in before] == before
    assert changed[:3] == [False, True, True]
    assert set(seen) <= set(after)


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_a_cursor_is_what_was_put_into_it(asked: str, version: str, value: str, iri: str) -> None:
    cursor = Cursor(asked, version, Place(value, iri))
    assert re.fullmatch("[A-Za-z0-9_-]+", str(cursor))
    assert parse_cursor(str(cursor), asked) == cursor


@given(st.text())
def test_other_texts_are_no_cursors(text: str) -> None:
    with pytest.raises(ProtocolError):
        parse_cursor(text, "asked")


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


WRONG = [
    ("nonsense", "no base64"),
    ("AAAA", "no JSON"),
    (encoded({"asked": 1}), "another thing"),
    (encoded(["a", "b", "c"]), "too few values"),
    (encoded([digest_of(), "v", 2022, "iri"]), "no text"),
    (encoded([digest_of(), "v", "\ud800", "iri"]), "half a character"),
    (encoded([[[[[[]]]]]]), "a nest"),
    ("W" * 4000, "a long one"),
]


@pytest.mark.parametrize("cursor", [row[0] for row in WRONG], ids=[row[1] for row in WRONG])
def test_a_wrong_cursor_is_refused(client: Client, cursor: str) -> None:
    answer = client.get("/documents", {"cursor": cursor})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert "next" in answer.json()["hint"]


@pytest.mark.parametrize("other", [{"sort": "date"}, {"type": "chi-thi"}, {"q": "ninh"}])
def test_the_cursor_of_another_question_is_refused(client: Client, other: dict[str, str]) -> None:
    cursor = client.get("/documents", {"limit": 2}).json()["next"]
    assert client.get("/documents", {"limit": 3, "cursor": cursor}).status_code == 200
    answer = client.get("/documents", {**other, "cursor": cursor})
    assert answer.status_code == 400
    assert "filters" in answer.json()["hint"]


def test_a_cursor_and_an_offset_are_refused_together(client: Client) -> None:
    cursor = client.get("/documents", {"limit": 2}).json()["next"]
    assert client.get("/documents", {"cursor": cursor, "offset": 2}).status_code == 400
    assert client.get("/documents", {"cursor": "", "offset": 2}).status_code == 200


def test_links_of_a_server_below_a_path_lead_there(store_path: Path) -> None:
    with running(create_app(Settings(store=store_path, query_workers=1)), root_path="/lineage") as client:
        link = client.get("/documents", {"limit": 2, "q": "ninh"}).headers["link"]
    assert link.startswith("</lineage/documents?limit=2&q=ninh&cursor=")
