from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.lineage import Lineage, trace, trace_document
from graph.model import DocumentSummary, Quotation
from graph.page import lineage_html, picture_height
from graph.store import GraphStore
from tests.graph.corpus import CT12, LD457
from tests.graph.test_lineage import view_of

CHROMIUM = shutil.which("chromium")
HOSTILE = (
    '</script><script>document.title="owned"</script><img src=x onerror=\'document.title="owned"\'>&lt; ${x} $title'
)


def data(page: str, name: str) -> list[dict[str, object]]:
    found = re.search(rf"^  var {name} = (.*);$", page, re.MULTILINE)
    assert found is not None
    value: list[dict[str, object]] = json.loads(found[1])
    return value


class Tags(HTMLParser):
    """Every tag with its attributes, and the text of the page outside scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] not in ("script", "style"):
            self.text += data


def hostile() -> Lineage:
    view = view_of([(0, 1)])
    view.nodes["d0"]["summary"] = DocumentSummary(
        "d0", HOSTILE, None, HOSTILE, "2022-01-05", HOSTILE, HOSTILE, "held", HOSTILE, HOSTILE, None, (HOSTILE,)
    )
    quotation = Quotation(HOSTILE, HOSTILE, HOSTILE, HOSTILE, 0, 1)
    view.edges["d0", "d1", "0"].update(relation="implements", stated_in="d0", quotations=(quotation,))
    return trace(view, "d0")


def test_the_page_asks_nothing_of_any_host(store: GraphStore) -> None:
    page = lineage_html(trace_document(store, CT12.iri))
    parser = Tags()
    parser.feed(page)
    for tag, attributes in parser.tags:
        assert tag not in ("link", "img", "iframe", "base", "object", "embed", "form")
        assert not attributes.keys() & {"src", "href", "srcset", "action"}
    assert {link.partition(":")[0].strip("'\"") for link in re.findall(r"url\(([^)]*)\)", page)} <= {"data"}
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", page)
    assert "@import" not in page
    assert "sourceMappingURL" not in page
    assert "default-src 'none'" in page


def test_the_page_has_every_document_and_every_step_of_the_cascade(store: GraphStore) -> None:
    lineage = trace_document(store, CT12.iri)
    page = lineage_html(lineage)
    boxes = {str(box["id"]): box for box in data(page, "nodes")}
    assert set(boxes) == {node.document.iri for node in lineage.nodes}
    assert {box["kind"] for box in boxes.values()} == {"root", "held", "cited"}
    arrows = data(page, "edges")
    assert {(arrow["from"], arrow["to"]) for arrow in arrows} == {
        (edge.source, edge.target) for edge in lineage.cascade
    }
    assert {words[0] for arrow in arrows if isinstance(words := arrow["words"], list)} == {
        "thực hiện · implements",
        "căn cứ · based on",
        "tiếp tục · continues",
    }
    assert all("label" not in arrow for arrow in arrows)  # drawn by the page, above all arrows
    assert all("Thực hiện " in str(arrow["title"]) for arrow in arrows)
    assert "10 documents: 6 held, 4 cited only" in page


def test_the_picture_needs_no_physics(store: GraphStore) -> None:
    page = lineage_html(trace_document(store, CT12.iri))
    options = re.search(r"^  var options = (.*);$", page, re.MULTILINE)
    assert options is not None
    assert json.loads(options[1])["physics"] == {"enabled": False}
    assert all(isinstance(box["x"], int) and isinstance(box["y"], int) for box in data(page, "nodes"))


def test_text_stays_text() -> None:
    page = lineage_html(hostile())
    assert page.count("<script") == page.count("</script>") == 2
    assert "<img" not in page
    parser = Tags()
    parser.feed(page)
    assert HOSTILE in parser.text
    assert data(page, "nodes")[0]["heading"] == " ".join(HOSTILE.split())


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@settings(max_examples=25)
def test_any_label_stays_text(label: str) -> None:
    view = view_of([])
    view.nodes["d0"]["summary"] = DocumentSummary("d0", label, None, None, None, None, None, "held", None, None, None)
    page = lineage_html(trace(view, "d0"))
    assert f"<h1>{html.escape(label)}</h1>" in page
    assert data(page, "nodes")[0]["heading"] == " ".join(label.split())


def test_a_cap_is_told(store: GraphStore) -> None:
    page = lineage_html(trace_document(store, CT12.iri), max_nodes=4)
    assert len(data(page, "nodes")) == 4
    assert "left out: 6 of 10 documents" in page
    assert "left out: 7 of 10 documents" in lineage_html(trace_document(store, CT12.iri, limit=3))
    assert "left out" not in lineage_html(trace_document(store, CT12.iri))


def test_a_cycle_is_told() -> None:
    assert "cycle: d0 -&gt; d1 -&gt; d0" in lineage_html(trace(view_of([(0, 1), (1, 0)]), "d0"))


def test_the_page_is_the_same_every_time(store: GraphStore) -> None:
    lineage = trace_document(store, LD457.iri)
    assert lineage_html(lineage) == lineage_html(lineage)


def test_the_height_follows_the_rows(store: GraphStore) -> None:
    alone = picture_height(trace_document(store, CT12.iri, max_depth=0))
    assert alone < picture_height(trace_document(store, CT12.iri)) <= 1000


def browse(page: Path, *flags: str) -> str:
    """The page as it stands in headless Chromium after its scripts."""
    always = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    always += ["--disable-background-networking", "--disable-component-update"]
    command = [str(CHROMIUM), *always, f"--user-data-dir={page.parent / 'profile'}", *flags]
    command += ["--virtual-time-budget=3000", "--dump-dom", page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=90, check=True).stdout


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
@pytest.mark.parametrize("width", [1300, 500])
def test_the_text_stays_readable_and_the_frame_scrolls(store: GraphStore, tmp_path: Path, width: int) -> None:
    """The picture keeps at least 0.93 of its size (11 pixels for the smallest text), however narrow the window is."""
    lineage = trace_document(store, CT12.iri)
    (tmp_path / "page.html").write_text(lineage_html(lineage), encoding="utf-8")
    dom = browse(tmp_path / "page.html", f"--window-size={width},900")
    style = re.search(r'id="network"[^>]*style="[^"]*?width: (\d+)px', dom)
    assert style is not None
    columns = [int(str(box["x"])) for box in data(lineage_html(lineage), "nodes")]
    assert int(style[1]) >= 0.93 * (max(columns) - min(columns) + 228)


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
@pytest.mark.parametrize("which", ["real", "hostile"])
def test_a_browser_draws_the_page(store: GraphStore, tmp_path: Path, which: str) -> None:
    """The canvas is there and no text of a document runs as script (headless Chromium, no network needed)."""
    lineage = trace_document(store, CT12.iri) if which == "real" else hostile()
    page = tmp_path / "page.html"
    page.write_text(lineage_html(lineage), encoding="utf-8")
    dom = browse(page)
    assert "<canvas" in dom
    assert "vis-network" in dom
    assert "<title>owned</title>" not in dom
