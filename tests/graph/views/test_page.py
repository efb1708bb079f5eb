"""The page needs nothing from any host, runs its own scripts alone, and shows every text as text."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.drawing import lineage_html
from graph.lineage import trace
from graph.model import DocumentSummary
from graph.store import GraphStore
from graph.views.lineage import lineage_view
from graph.views.model import KINDS, Kind, View
from graph.views.options import THEMES, Options, Theme
from graph.views.page import html_page, policy_of
from graph.views.writing import FORMATS, write
from tests.graph.test_lineage import view_of
from tests.graph.views.made import HOSTILE, hostile_documents, hostile_lineage, made

CHROMIUM = shutil.which("chromium")
browser = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_asks_nothing_of_any_host(store: GraphStore, kind: Kind) -> None:
    page = html_page(made(store, kind))
    for tag, attributes in Tags(page).tags:
        assert tag not in ("link", "img", "iframe", "base", "object", "embed", "form")
        assert not attributes.keys() & {"src", "srcset", "action", "style"}
        assert tag == "a" or "href" not in attributes
        assert not any(name.startswith("on") for name in attributes)
    assert "@import" not in page
    assert "sourceMappingURL" not in page
    assert not re.search(r"url\(", page)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_policy_names_each_script_and_style_by_its_digest(store: GraphStore, kind: Kind, theme: Theme) -> None:
    page = html_page(made(store, kind), theme)
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert found is not None
    policy = html.unescape(found[1])
    assert "unsafe" not in policy
    assert policy == policy_of("html", kind, theme)
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert (len(scripts), len(styles)) == (1 if kind == "coverage" else 3, 1)
    for text in [*scripts, *styles]:
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_the_policy_of_a_picture_names_its_style(store: GraphStore) -> None:
    svg = write(made(store, "lineage"), "svg").decode()
    (style,) = re.findall(r"<style>(.*?)</style>", svg)
    digest = b64encode(sha256(html.unescape(style).encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy_of("svg", "lineage", "auto")


@pytest.mark.parametrize("format", [name for name in FORMATS if name != "png"])
def test_text_stays_text(format: str) -> None:
    view = lineage_view(hostile_lineage())
    text = write(view, format).decode()
    assert not {"\u2028", "\u202e", "\u0000"} & set(text)
    assert format == "csv" or "<img" not in text
    assert format == "csv" or "<script>document" not in text
    if format in ("svg", "graphml", "gexf"):
        ElementTree.fromstring(text)
    if format == "html":
        assert text.count("<script") == text.count("</script>") == 4
    if format == "mermaid":
        assert not any(
            set(line.split('["')[-1].removesuffix('"]:::root').replace("<br/>", "")) & set('"<>[]')
            for line in text.splitlines()
            if line.startswith("  n0[")
        )


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@settings(max_examples=20)
def test_any_label_stays_text(label: str) -> None:
    documents = view_of([])
    documents.nodes["d0"]["summary"] = DocumentSummary(
        "d0", label, None, None, None, None, None, "held", None, None, None
    )
    view = lineage_view(trace(documents, "d0"))
    page = html_page(view)
    assert f"<h1>{html.escape(view.title)}</h1>" in page
    assert data(page)["nodes"][0]["name"] == view.nodes[0].name
    ElementTree.fromstring(write(view, "svg").decode())


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//other.example/", "/\\other", "https://a\n.example"]
)
def test_no_address_but_of_the_web_or_of_this_host_is_a_link(address: str) -> None:
    view = lineage_view(hostile_lineage(), Options(link=lambda iri: address))
    assert {node.link for node in view.nodes} == {None}
    for format in ("html", "svg", "table", "outline"):
        assert "href=" not in write(view, format).decode()


def test_a_javascript_iri_is_no_link() -> None:
    view = lineage_view(trace(hostile_documents(), "d0"))
    assert 'href="javascript' not in html_page(view)


def data(page: str) -> dict[str, list[dict[str, object]]]:
    found = re.search(r'id="view-data">(.*?)</script>', page)
    assert found is not None
    value: dict[str, list[dict[str, object]]] = json.loads(found[1])
    return value


def test_the_picture_needs_no_physics(store: GraphStore) -> None:
    page = data(lineage_html(trace(hostile_documents("d0"), "d0")))
    assert page["options"]["physics"] == {"enabled": False}  # type: ignore[call-overload]
    assert all(isinstance(node["x"], int) for node in page["nodes"])


@pytest.mark.parametrize("kind", KINDS)
def test_the_picture_stands_without_scripts(store: GraphStore, kind: Kind) -> None:
    page = html_page(made(store, kind))
    tags = Tags(page).tags
    frames = [attributes for tag, attributes in tags if attributes.get("id") in ("frame", "tools", "panel")]
    assert all("hidden" in attributes for attributes in frames)
    assert len(frames) == (0 if kind == "coverage" else 3)
    assert [attributes for tag, attributes in tags if attributes.get("id") == "static" and "hidden" not in attributes]


# -- in a browser ------------------------------------------------------------------------------------------------------

_ALWAYS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync")
_QUIET = ("--disable-background-networking", "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND")


def browse(page: Path, *flags: str) -> tuple[str, str]:
    """The page as it stands in headless Chromium after its scripts, and what the console said."""
    command = [str(CHROMIUM), *_ALWAYS, *_QUIET, f"--user-data-dir={page.parent / 'profile'}", *flags]
    command += ["--enable-logging=stderr", "--virtual-time-budget=3000", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=True)
    return done.stdout, "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


@browser
@pytest.mark.parametrize("which", [*KINDS, "hostile"])
def test_a_browser_draws_the_page(store: GraphStore, tmp_path: Path, which: str) -> None:
    """The canvas is there, nothing is refused or fails, and no text of a document runs as script."""
    view = lineage_view(hostile_lineage()) if which == "hostile" else made(store, which)  # type: ignore[arg-type]
    page = tmp_path / "page.html"
    page.write_bytes(write(view, "html"))
    dom, console = browse(page)
    assert console == ""
    assert ("<canvas" in dom) is (which != "coverage")
    assert "<title>owned</title>" not in dom
    assert re.search(r'<div id="static"[^>]*hidden', dom) or which == "coverage"


@browser
@pytest.mark.parametrize("width", [1300, 500])
def test_the_text_stays_readable_and_the_frame_scrolls(store: GraphStore, tmp_path: Path, width: int) -> None:
    """The picture keeps at least 0.92 of its size (11 pixels for most text), however narrow the window is."""
    view = made(store, "lineage")
    (tmp_path / "page.html").write_bytes(write(view, "html"))
    dom, _ = browse(tmp_path / "page.html", f"--window-size={width},900")
    style = re.search(r'id="network"[^>]*style="[^"]*?width: (\d+)px', dom)
    assert style is not None
    assert int(style[1]) >= 0.92 * view.width


_WALK = """<!DOCTYPE html><title>walk</title><iframe src="page.html" width="1200" height="900"></iframe>
<p id="found"></p><script>
window.onmessage = function (event) { document.title = "height " + event.data.height + " " + event.data.type; };
document.querySelector("iframe").onload = function () {
  var inner = this.contentDocument, frame = inner.getElementById("frame"), found = [];
  function press(key) {
    frame.dispatchEvent(new KeyboardEvent("keydown", { key: key, bubbles: true }));
    found.push(inner.getElementById("said").textContent.split(",")[0]);
  }
  ["Home", "ArrowUp", "ArrowDown", "ArrowDown", "Escape"].forEach(press);
  document.getElementById("found").textContent = found.join("|");
};
</script>"""


@browser
def test_keys_go_from_document_to_document_and_the_height_is_told(store: GraphStore, tmp_path: Path) -> None:
    view = made(store, "lineage")
    (tmp_path / "page.html").write_bytes(write(view, "html"))
    (tmp_path / "walk.html").write_text(_WALK, encoding="utf-8")
    dom, console = browse(tmp_path / "walk.html", "--disable-web-security", "--allow-file-access-from-files")
    found = re.search(r'<p id="found">(.*?)</p>', dom)
    assert found is not None, console
    root, above, back, below, gone = found[1].split("|")
    assert root == back == "Chỉ thị 12-CT/TW"
    assert above == "Chỉ thị 04-CT/TW"
    assert below in {node.name for node in view.nodes if node.group == "down"}
    assert gone == ""
    height = re.search(r"<title>height (\d+) lineage-height</title>", dom)
    assert height is not None
    assert 400 < int(height[1]) < 1400


def test_hostile_words_are_shown_and_not_lost() -> None:
    view: View = lineage_view(hostile_lineage())
    assert "<img src=x onerror=" in view.nodes[0].fact("title")
    assert HOSTILE.startswith("</script>")
    assert view.title.startswith("</script>")
