"""Pages of documents with their texts, of bodies, of localities before and after 2025, and about the data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from api import Settings, create_app
from api.quality import SCORES
from api.source_text import Span, marked
from graph.derive import derive
from graph.store import open_store
from loaders.corpus import FileResult
from loaders.pipeline import extract_text
from loaders.triples import to_nquads
from ontology.iris import Iris
from tests.api.client import HTML, Client, running
from tests.api.test_pages import Balance

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
IRIS = Iris()
NAME = "tay-ninh-1690-qd-ubnd.txt"
DECISION = "/documents/1690/QĐ-UBND"


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client over a store of texts that were read, with one of them twice."""
    path = tmp_path_factory.mktemp("read") / "store"
    texts = {file.name: file.read_text(encoding="utf-8") for file in sorted(CORPUS.glob("*.*"))}
    texts["copy.txt"] = texts[NAME]
    texts["evil.txt"] = texts[NAME].replace("1690", "1691").replace("Công an", "<script>x</script></script>")
    with open_store(path) as store:
        store.load_static()
        for name, text in texts.items():
            result = FileResult(Path(name), name, f"{len(name):064x}", extract_text(name, text), text=text)
            store.replace_source(IRIS.source(name), to_nquads(result, IRIS))
        derive(store)
    with running(create_app(Settings(store=path, query_workers=1))) as opened:
        yield opened


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(quote(path, safe="/?=&"), headers=HTML)
    assert answer.status_code == status, answer.text[:300]
    parser = Balance()
    parser.feed(answer.text.replace("</p>", "").replace("<p>", "").replace("<p ", "<br "))
    assert (parser.wrong, parser.open) == ([], [])
    named = re.findall(r' id="([^"]+)"', answer.text)
    assert len(named) == len(set(named)), [name for name in named if named.count(name) > 1]
    assert len(answer.content) < 150_000
    return answer.text


def source(text: str) -> str:
    found = re.search(r'<div class="source-text" lang="vi">(.*?)</div>', text, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_text_stands_on_the_page_as_it_is(read: Client) -> None:
    shown = source(page(read, DECISION))
    plain = re.sub(r"<[^>]+>", "", shown)
    assert plain.strip() == (CORPUS / NAME).read_text(encoding="utf-8").strip()
    assert "copy.txt" in page(read, DECISION)


def test_marks_lead_to_facts_and_to_what_is_cited(read: Client) -> None:
    text = page(read, DECISION)
    shown = source(text)
    links = dict(re.findall(r'<a id="c(\d+)" href="([^"]+)"', shown))
    assert any(link.startswith("/documents/eli/") for link in links.values())
    assert {"#facts", "#assignments", "#milestones", "#recipients"} <= set(links.values())
    for anchor in {link for link in links.values() if link.startswith("#")}:
        assert f'id="{anchor[1:]}"' in text
    assert re.search(r'title="Viện dẫn: Kế hoạch 83-KH/TU"><mark>83-KH/TU</mark>', shown)


def test_quotations_lead_to_their_place_in_the_text(read: Client) -> None:
    text = page(read, DECISION)
    wanted = set(re.findall(r'<a href="#(c\d+)">tay-ninh-1690', text)) | set(
        re.findall(r'<a href="#(c\d+)">copy', text)
    )
    assert len(wanted) > 10
    assert wanted <= set(re.findall(r' id="(c\d+)"', source(text)))


def test_a_hostile_text_is_only_text(read: Client) -> None:
    text = page(read, "/documents/1691/QĐ-UBND")
    assert "<script>x" not in text and "&lt;script&gt;x" in source(text)
    assert text.count("<script") == 1


def test_the_page_has_the_document_as_legislation(read: Client) -> None:
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page(read, DECISION), re.DOTALL)
    found = json.loads(data)
    assert (found["@context"], found["@type"]) == ("https://schema.org", "Legislation")
    assert (found["legislationIdentifier"], found["legislationDate"]) == ("1690/QĐ-UBND", "2022-08-18")
    assert found["legislationPassedBy"]["name"] == "Chủ tịch Ủy ban nhân dân tỉnh Tây Ninh"
    assert re.match(r"http://[a-z]+/documents/eli/tay-ninh/quyet-dinh/", found["url"])
    based = {one.get("legislationIdentifier") for one in found["isBasedOn"]}
    assert "83-KH/TU" in based
    assert [one["legislationIdentifier"] for one in found["legislationChanges"]] == ["845/QĐ-UBND"]


def test_a_long_text_is_cut_and_can_be_had_whole(read: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routers.documents.MOST", 300)
    cut = page(read, DECISION)
    assert "?text=full#text" in cut and len(source(cut)) < 2_000
    assert "?text=full#text" not in page(read, f"{DECISION}?text=full")


SPANS = [  # spans, the markup of "abcdefghij" that begins at 100
    ([], "abcdefghij"),
    ([(102, 104)], 'ab<a id="c102" href="#x" title="n"><mark>cd</mark></a>efghij'),
    ([(102, 106), (103, 104)], 'ab<a id="c102" href="#x" title="n"><mark>c<span id="c103"></span>def</mark></a>ghij'),
    ([(102, 104), (103, 108)], 'ab<a id="c102" href="#x" title="n"><mark>c<span id="c103"></span>d</mark></a>efghij'),
    ([(90, 95), (108, 115), (104, 104)], "abcdefghij"),
    ([(100, 110)], '<a id="c100" href="#x" title="n"><mark>abcdefghij</mark></a>'),
]


@pytest.mark.parametrize(("found", "markup"), SPANS)
def test_marks(found: list[tuple[int, int]], markup: str) -> None:
    assert str(marked("abcdefghij", 100, [Span(start, -end, "n", "#x") for start, end in found])) == markup


PLACES = [  # position that is looked for, the markup with its anchor
    (101, 'a<span id="found"></span>b<a id="c102" href="#x" title="n"><mark>cd</mark></a>efghij'),
    (103, 'ab<span id="found"></span><a id="c102" href="#x" title="n"><mark>cd</mark></a>efghij'),
    (104, 'ab<a id="c102" href="#x" title="n"><mark>cd</mark></a><span id="found"></span>efghij'),
]


@pytest.mark.parametrize(("place", "markup"), PLACES)
def test_a_place_that_is_looked_for_has_an_anchor(place: int, markup: str) -> None:
    assert str(marked("abcdefghij", 100, [Span(102, -104, "n", "#x")], place)) == markup


def test_a_place_beyond_what_is_shown_brings_the_whole_text(read: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routers.documents.MOST", 300)
    near, far = page(read, f"{DECISION}?at=10"), page(read, f"{DECISION}?at=400")
    assert near.count("?text=full#text") == far.count("?text=full#text") + 1
    assert near.count('id="found"') == far.count('id="found"') == 1
    assert 'id="found"' not in page(read, f"{DECISION}?at=nowhere")


def test_a_body_has_a_page(read: Client) -> None:
    text = page(read, "/body/tay-ninh/tinh-uy")
    assert "<h1>Tỉnh ủy Tây Ninh</h1>" in text
    assert ">Kế hoạch 83-KH/TU</a>" in text
    assert 'href="/locality/2008/72-tay-ninh"' in text
    assert "hệ thống Đảng" in text
    assert "Bodies" not in text and "<h2>Documents of this body" in page(read, "/body/tay-ninh/tinh-uy?lang=en")


def test_a_locality_has_a_page_before_and_after_2025(read: Client) -> None:
    before, after = page(read, "/locality/2008/72-tay-ninh"), page(read, "/locality/2025/80-tay-ninh")
    assert "đến hết ngày 30/06/2025" in before and 'href="/locality/2025/80-tay-ninh"' in before
    assert "huyện Dương Minh Châu" in before
    for former in ("72-tay-ninh", "80-long-an"):
        assert f'href="/locality/2008/{former}"' in after
    assert "Tỉnh Tây Ninh <small>từ ngày 01/07/2025" in after
    district = page(read, "/locality/2008/707-duong-minh-chau")
    assert 'href="/locality/2008/72-tay-ninh"' in district and ">Công văn 457/LĐLĐ</a>" in district


def test_the_page_about_the_data_tells_dates_counts_and_scores(read: Client) -> None:
    text = page(read, "/dataset")
    assert "Văn bản mới nhất" in text and "0,979" in text
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    for score in SCORES:
        assert re.search(rf"all facts F1 {score.f1:.4f}\s+macro F1 {score.macro_f1:.4f}\s+facts {score.facts}", readme)
