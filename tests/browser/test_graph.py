"""The graph: moved about in with the pointer and without, drawn as a picture beside it, read out as an outline."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from api.cli import app
from tests.browser.kinds import CT12, KH83
from tests.browser.watching import Reader

LINEAGE = f"/embed/lineage/{CT12}"
PAINTED = """(place) => {
  const canvas = place.querySelector("canvas"), colours = new Set();
  const points = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  for (let at = 0; at < points.length; at += 4 * 97) colours.add(points.slice(at, at + 3).join());
  return colours.size;
}"""
SHOWN_AT = """(name) => {
  const data = JSON.parse(document.getElementById("view-data").textContent);
  const frame = document.getElementById("frame"), place = document.getElementById("network");
  const node = data.nodes.find((one) => one.name.includes(name)), scale = place.clientWidth / data.width;
  const x = (node.x + node.width / 2) * scale, y = (node.y + node.height / 2) * scale;
  frame.scrollTo(x - frame.clientWidth / 2, y - frame.clientHeight / 2);
  const box = place.getBoundingClientRect();
  return [box.x + x, box.y + y];
}"""
STROKE = "(link) => parseFloat(getComputedStyle(link.querySelector('.box')).strokeWidth)"


def focus_by_tab(page: Page, selector: str, most: int = 40) -> None:
    """Press Tab until something that fits has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    pytest.fail(f"Tab does not lead to {selector}")


def opened_by_enter(page: Page) -> Page:
    """What the link with the focus opens, here or in a window of its own."""
    if page.locator("a:focus").get_attribute("target") == "_blank":
        with page.context.expect_page() as opened:
            page.keyboard.press("Enter")
        opened.value.wait_for_load_state()
        return opened.value
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page


def test_the_keyboard_leads_through_the_interactive_graph(reader: Reader) -> None:
    page = reader.open(LINEAGE)
    frame, said = page.locator("#frame"), page.get_by_role("status")
    expect(frame).to_be_visible()
    assert frame.evaluate(PAINTED) > 5
    focus_by_tab(page, "#frame")
    assert frame.evaluate("(one) => getComputedStyle(one).outlineStyle") == "solid"
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("Chỉ thị 12-CT/TW")
    page.keyboard.press("ArrowDown")
    expect(said).not_to_contain_text(re.compile("^Chỉ thị 12-CT/TW"))
    expect(page.locator("#panel")).to_contain_text("12-CT/TW")
    page.keyboard.press("Home")
    expect(page.locator("#panel h2")).to_contain_text("Chỉ thị 12-CT/TW")
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("Chỉ thị 12-CT/TW")
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()


def test_the_pointer_tells_of_a_document_and_the_buttons_scale(reader: Reader) -> None:
    page = reader.open(LINEAGE)
    place = page.locator("#network")
    page.get_by_role("button", name="Xem toàn bộ").click()
    whole = place.evaluate("(one) => one.clientWidth")
    for _ in range(4):
        page.get_by_role("button", name="Phóng to").click()
    assert place.evaluate("(one) => one.clientWidth") > whole
    x, y = page.evaluate(SHOWN_AT, "Công văn 457/LĐLĐ")
    page.mouse.click(x, y)
    expect(page.locator("#panel h2")).to_contain_text("Công văn 457/LĐLĐ")
    expect(page.locator("#panel blockquote").first).to_be_visible()
    expect(page.locator("#panel").get_by_role("link")).to_have_attribute("href", re.compile("/documents/eli/tay-ninh/"))


def test_the_outline_has_every_document_of_the_graph(reader: Reader) -> None:
    page = reader.open(LINEAGE)
    page.get_by_text("Dạng danh sách").click()
    outline = page.locator("ul.outline").first
    expect(outline).to_be_visible()
    for name in ("Chỉ thị 04-CT/TW", "Kế hoạch 83-KH/TU", "Công văn 457/LĐLĐ", "Quyết định 1690/QĐ-UBND"):
        expect(outline.get_by_text(name).first).to_be_visible()


def test_without_scripts_the_picture_stands_in_its_place(reader: Reader) -> None:
    page = reader.open(LINEAGE, scripts=False)
    expect(page.locator("#frame")).to_be_hidden()
    picture = page.locator("#static svg.view")
    expect(picture).to_be_visible()
    focus_by_tab(page, "#static a")
    assert page.locator("#static a:focus").evaluate(STROKE) >= 3
    opened = opened_by_enter(page)
    expect(opened).to_have_url(re.compile("/documents/"))


@pytest.mark.parametrize("address", [f"/directive/{CT12}", f"{LINEAGE}?format=svg"], ids=["in a page", "a file"])
def test_boxes_of_the_picture_are_reached_by_tab_and_opened_by_enter(reader: Reader, address: str) -> None:
    page = reader.open(address)
    plain = page.locator("svg.view a").first.evaluate(STROKE)
    focus_by_tab(page, "svg.view a")
    page.keyboard.press("Tab")
    box = page.locator("svg.view a:focus")
    assert box.evaluate(STROKE) > plain
    name = (box.get_attribute("aria-label") or "").partition(" – ")[2].partition(",")[0]
    opened = opened_by_enter(page)
    expect(opened).to_have_url(re.compile("/documents/"))
    assert name in opened.locator("h1").inner_text()


@pytest.mark.parametrize("view", ["lineage", "citations", "cascade", "coverage"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_rendered_file_opens_from_the_disk(
    reader: Reader, built_store: Path, tmp_path: Path, view: str, scripts: bool
) -> None:
    file = tmp_path / "view.html"
    number = "https://directive-lineage.example/" + (KH83 if view == "citations" else CT12)
    arguments = ["render", number, "--view", view, "-o", str(file), "--store", str(built_store)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    page = reader.browse(scripts=scripts)
    page.goto(file.as_uri())
    drawn = "#network canvas" if scripts and view != "coverage" else "#static svg.view"
    expect(page.locator(drawn).first).to_be_visible()
    expect(page.locator("footer")).to_contain_text(
        re.compile(r"Dữ liệu phiên bản [0-9a-f]{12}: \d+ tệp, văn bản mới nhất ngày")
    )


def test_a_printed_view_is_its_picture(reader: Reader) -> None:
    page = reader.open(LINEAGE)
    expect(page.locator("#static")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator("#static svg.view")).to_be_visible()
    expect(page.locator("#frame")).to_be_hidden()
