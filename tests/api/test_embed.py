"""Embedded views: what they show for which parameters, in which formats, and what they may do."""

from __future__ import annotations

import csv
import html
import importlib.util
import io
import re
from pathlib import Path

import pytest

from api import Settings, create_app
from graph.views.writing import FORMATS
from ontology.errors import InputError
from tests.api.client import HTML, Client, running
from tests.graph.corpus import CT12, LD457

CT12_ID = "eli/trung-uong/chi-thi/12-CT_TW/k13"
LD457_ID = LD457.iri.removeprefix("https://directive-lineage.example/")
VIEWS = ["lineage", "citations", "cascade", "coverage"]
HAS_PNG = importlib.util.find_spec("resvg_py") is not None
WRITTEN = [
    pytest.param(name, marks=pytest.mark.skipif(name == "png" and not HAS_PNG, reason="no resvg")) for name in FORMATS
]
SHOWN = {"html", "table", "outline", "svg", "png"}


@pytest.mark.parametrize("view", VIEWS)
def test_a_browser_gets_the_page(client: Client, view: str) -> None:
    answer = client.get(f"/embed/{view}/{CT12_ID}", headers=HTML)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "Chỉ thị 12-CT/TW" in answer.text
    assert f'class="{view}-page"' in answer.text
    assert re.search(r"Dữ liệu phiên bản [0-9a-f]{12}: \d+ tệp", answer.text)


@pytest.mark.parametrize("format", WRITTEN)
@pytest.mark.parametrize("view", VIEWS)
def test_every_format_is_answered(client: Client, view: str, format: str) -> None:
    answer = client.get(f"/embed/{view}/{CT12_ID}?format={format}")
    assert answer.status_code == 200, answer.text[:300]
    media_type = FORMATS[format].media_type
    assert answer.headers["content-type"].split(";")[0] == media_type
    disposition = "inline" if format in SHOWN else "attachment"
    ending = FORMATS[format].endings[0] if FORMATS[format].endings else ".html"
    assert answer.headers["content-disposition"] == f'{disposition}; filename="{view}-12-CT-TW{ending}"'
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; ")


ACCEPTED = [  # Accept, media type
    ("image/svg+xml", "image/svg+xml"),
    ("text/csv", "text/csv"),
    ("application/graphml+xml", "application/graphml+xml"),
    ("application/gexf+xml", "application/gexf+xml"),
    ("text/vnd.mermaid", "text/vnd.mermaid"),
    ("application/ld+json", "application/ld+json"),
    ("*/*", "text/html"),
    ("image/*;q=0.5, text/csv;q=0.4", "image/svg+xml"),
]


@pytest.mark.parametrize(("accept", "media_type"), ACCEPTED)
def test_the_format_follows_accept(client: Client, accept: str, media_type: str) -> None:
    answer = client.get(f"/embed/lineage/{CT12_ID}", headers={"Accept": accept})
    assert answer.headers["content-type"].split(";")[0] == media_type


def test_what_is_not_offered_is_refused(client: Client) -> None:
    assert client.get(f"/embed/lineage/{CT12_ID}", headers={"Accept": "application/pdf"}).status_code == 406
    assert client.get(f"/embed/lineage/{CT12_ID}?format=pdf").status_code == 422


@pytest.mark.parametrize("view", VIEWS)
def test_the_header_says_what_the_page_says_and_who_may_frame_it(client: Client, view: str) -> None:
    answer = client.get(f"/embed/{view}/{CT12_ID}?theme=dark", headers=HTML)
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', answer.text)
    assert found is not None
    policy = html.unescape(found[1])
    assert answer.headers["content-security-policy"] == f"{policy}; frame-ancestors 'self'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_language_and_theme(client: Client) -> None:
    english = client.get(f"/embed/lineage/{CT12_ID}?lang=en&theme=light", headers=HTML).text
    assert '<html lang="en">' in english
    assert "cited only" in english
    assert "chỉ được viện dẫn" not in english
    assert "prefers-color-scheme" not in re.sub(r"<script.*?</script>", "", english, flags=re.DOTALL)
    auto = client.get(f"/embed/lineage/{CT12_ID}?format=svg").text
    assert "prefers-color-scheme:dark" in auto


def test_depth_and_direction(client: Client) -> None:
    def rows(query: str) -> int:
        return len(client.get(f"/embed/lineage/{CT12_ID}?format=csv&{query}").text.splitlines()) - 1

    whole, near, up = rows(""), rows("depth=1"), rows("direction=up")
    assert up == 2
    assert up < near < whole
    assert rows("depth=0") == 1


def test_citations_go_one_step_unless_said(client: Client) -> None:
    def steps(query: str) -> set[str]:
        text = client.get(f"/embed/citations/{LD457_ID}?format=csv&direction=up&{query}").text
        return {row["step"] for row in csv.DictReader(io.StringIO(text))}

    assert steps("") == {"0", "1"}
    assert steps("depth=2") == {"0", "1", "2"}


@pytest.mark.parametrize("view", ["lineage", "citations", "cascade"])
def test_a_day_leaves_out_what_is_later(client: Client, view: str) -> None:
    whole = client.get(f"/embed/{view}/{CT12_ID}?format=csv").text
    before = client.get(f"/embed/{view}/{CT12_ID}?format=csv&as_of=2022-06-20").text
    assert "2022-10-17" in whole
    assert "2022-10-17" not in before
    assert client.get(f"/embed/{view}/{CT12_ID}?as_of=soon").status_code == 422


@pytest.mark.parametrize(("day", "count"), [("2025-06-30", 63), ("2025-07-01", 34)])
def test_the_map_has_the_provinces_of_its_day(client: Client, day: str, count: int) -> None:
    page = client.get(f"/embed/coverage/{CT12_ID}?as_of={day}&lang=en", headers=HTML).text
    tiles = re.findall(r'<(?:a|g) id="n\d+" class="k-(\w+)"[^>]*aria-label="([^"]+)"', page)
    assert len(tiles) == count
    assert all(", " in label for _, label in tiles)
    assert page.count('<th scope="row">') == count
    assert f"{count} provinces" in page


def test_a_view_that_was_cut_says_so(store_path: Path) -> None:
    with running(create_app(Settings(store=store_path, query_workers=1, max_nodes=3))) as client:
        answer = client.get(f"/embed/lineage/{CT12_ID}?format=csv")
        assert answer.headers["lineage-truncated"] == "true"
        assert len(answer.text.splitlines()) == 4
        page = client.get(f"/embed/lineage/{CT12_ID}?lang=en", headers=HTML).text
        assert "7 documents are left out: " in page
        assert "lineage-truncated" not in client.get(f"/embed/lineage/{CT12_ID}?depth=0", headers=HTML).headers


def test_boxes_lead_to_the_pages_of_the_documents_below_the_proxy(store_path: Path) -> None:
    with running(create_app(Settings(store=store_path, query_workers=1)), root_path="/lineage") as client:
        page = client.get(f"/lineage/embed/lineage/{CT12_ID}", headers=HTML)
        assert f'href="/lineage/documents/{CT12_ID}"' in page.text
        assert not re.search(r'href="(?!/lineage/documents/)', page.text)


def test_the_setting_says_who_may_frame(store_path: Path) -> None:
    settings = Settings(store=store_path, query_workers=1, frame_ancestors="'self'  https://portal.example:8443")
    with running(create_app(settings)) as client:
        policy = client.get(f"/embed/lineage/{CT12_ID}", headers=HTML).headers["content-security-policy"]
        assert policy.endswith("; frame-ancestors 'self' https://portal.example:8443")
        assert "https://portal.example:8443" in client.get(f"/documents/{CT12.iri}", headers=HTML).text


WRONG = [
    "",
    "portal.example",
    "javascript:alert(1)",
    "https://a.example; script-src *",
    "https://a.example/path",
    "'unsafe-inline'",
]


@pytest.mark.parametrize("ancestors", WRONG)
def test_nothing_but_origins_may_frame(ancestors: str) -> None:
    with pytest.raises(ValueError, match="frame_ancestors"):
        Settings(frame_ancestors=ancestors)


def test_an_ambiguous_number_leads_to_the_same_view(client: Client) -> None:
    answer = client.get("/embed/coverage/12-CT/TW?as_of=2025-07-01", headers=HTML)
    assert answer.status_code == 409
    assert answer.text.count("/embed/coverage/eli") == 3


@pytest.mark.parametrize(
    ("page", "view"),
    [("documents", "lineage"), ("documents", "citations"), ("coverage", "coverage"), ("cascade", "cascade")],
)
def test_pages_have_a_box_to_embed_their_view(client: Client, page: str, view: str) -> None:
    text = client.get(f"/{page}/{CT12_ID}", headers=HTML).text
    box = re.search(rf'<textarea id="embed-{view}"[^>]*>(.*?)</textarea>', text, re.DOTALL)
    assert box is not None
    code = html.unescape(box[1])
    source = re.match(r'<iframe src="http://localhost(/embed/[^"]+)" title="([^"]*)"', code)
    assert source is not None
    address = html.unescape(source[1])
    assert address == f"/embed/{view}/{CT12_ID}?lang=vi&theme=auto"
    assert client.get(address, headers=HTML).status_code == 200
    for format in FORMATS:
        assert f'href="/embed/{view}/{CT12_ID}?lang=vi&amp;format={format}"' in text


def test_a_cascade_has_no_depth() -> None:
    from api.views import Question, make_view
    from graph.store import memory_store

    with pytest.raises(InputError, match="neither direction nor depth"):
        make_view(memory_store(), Question("cascade", CT12.iri, depth=2))
