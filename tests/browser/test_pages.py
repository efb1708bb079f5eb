"""Readers find, filter, follow and take away what they came for: with scripts and without, on paper and on a phone."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import icalendar
import openpyxl
import pdfplumber
import pytest
from playwright.sync_api import Page, expect

from tests.browser.kinds import CT12, KH83, PAGES
from tests.browser.watching import Reader, Scheme

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def path_of(page: Page) -> str:
    return urlsplit(page.url).path


@SCRIPTS
def test_search_finds_the_directive_without_diacritics(reader: Reader, scripts: bool) -> None:
    page = reader.open("/", scripts=scripts)
    box = page.get_by_role("searchbox")
    box.focus()
    page.keyboard.type("chi thi 12")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=chi\+thi\+12$"))
    first = page.locator("section.card", has_text="Văn bản").get_by_role("link").first
    expect(first).to_have_text("Chỉ thị 12-CT/TW")
    expect(page.get_by_role("heading", level=2)).to_contain_text(["Văn bản", "Trong toàn văn"])
    first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Chỉ thị 12-CT/TW")


def test_a_passage_found_leads_to_its_place_in_the_text(reader: Reader) -> None:
    page = reader.open("/search?q=doi+ngoai+nhan+dan&group=texts")
    found = page.locator("li", has=page.locator("blockquote mark")).first
    words = found.locator("mark").first.inner_text()
    found.get_by_role("link").click()
    place = page.locator(".source-text #found")
    expect(place).to_be_in_viewport(ratio=0)
    assert words.casefold() in page.locator(".source-text").first.inner_text().casefold()


def test_a_number_of_several_is_chosen_from_all_that_bear_it(reader: Reader) -> None:
    page = reader.open("/directive")
    page.get_by_label("Số, ký hiệu").fill("12-CT/TW")
    page.get_by_role("button", name="Xem").click()
    rows = page.locator("main table tbody tr")
    expect(rows).to_have_count(3)
    rows.filter(has_text="05/01/2022").get_by_role("link").click()
    assert path_of(page) == f"/directive/{CT12}"


def test_the_page_of_a_directive_shows_the_cascade(reader: Reader) -> None:
    page = reader.open(f"/directive/{CT12}")
    graph = page.locator("#graph svg.view")
    expect(graph).to_be_visible()
    boxes = graph.locator("a")
    expect(boxes).to_have_count(15)
    assert graph.locator("path.e").count() >= 14
    expect(page.locator("#clock svg.wide")).to_be_visible()
    expect(page.locator("#coverage svg a, #coverage svg g[tabindex]")).to_have_count(63)
    for part in ("graph", "clock", "coverage", "duties", "downloads"):
        page.locator(f'a[href="#{part}"]').first.click()
        expect(page.locator(f"#{part}")).to_be_in_viewport()
    page.get_by_role("link", name="Trang văn bản").click()
    assert path_of(page) == f"/documents/{CT12}"


def rows_of(text: bytes) -> int:
    return len(list(csv.reader(io.StringIO(text.decode("utf-8-sig")))))


ENDINGS = {"CSV": ".csv", "XLSX": ".xlsx", "iCalendar": ".ics", "GraphML": ".graphml", "GEXF": ".gexf"}
DOWNLOADS: list[tuple[str, str, Callable[[bytes], object]]] = [  # what, in which format, something that it has to hold
    ("Mức độ triển khai", "CSV", lambda got: rows_of(got) == 64),
    ("Mức độ triển khai", "XLSX", lambda got: openpyxl.load_workbook(io.BytesIO(got)).worksheets[0].max_row > 63),
    ("Tiến độ triển khai", "CSV", lambda got: rows_of(got) == 7),
    ("Nhiệm vụ", "CSV", lambda got: b"1690" in got),
    ("Lịch của chỉ thị", "iCalendar", lambda got: icalendar.Calendar.from_ical(got.decode()).walk("VEVENT")),
    ("Chuỗi thực hiện", "GraphML", lambda got: ElementTree.fromstring(got).tag.endswith("graphml")),
    ("Chuỗi thực hiện", "GEXF", lambda got: ElementTree.fromstring(got).tag.endswith("gexf")),
]


@pytest.mark.parametrize(("what", "format", "holds"), DOWNLOADS, ids=[f"{what} {form}" for what, form, _ in DOWNLOADS])
def test_what_is_downloaded_opens(
    reader: Reader, tmp_path: Path, what: str, format: str, holds: Callable[[bytes], object]
) -> None:
    page = reader.open(f"/directive/{CT12}")
    with page.expect_download() as started:
        page.locator("#downloads tr", has_text=what).get_by_role("link", name=format).click()
    name = started.value.suggested_filename
    assert name.endswith(ENDINGS[format]) and ("12-CT-TW" in name or format == "iCalendar")
    started.value.save_as(tmp_path / "got")
    assert holds((tmp_path / "got").read_bytes())


def test_json_is_shown(reader: Reader) -> None:
    page = reader.open(f"/directive/{CT12}")
    page.locator("#downloads tr", has_text="Mức độ triển khai").get_by_role("link", name="JSON").click()
    assert json.loads(page.locator("body").inner_text())["denominator"] == 63


@SCRIPTS
@pytest.mark.parametrize("start", [f"/directive/{CT12}", f"/coverage/{CT12}"], ids=["directive", "coverage"])
def test_a_coverage_is_filtered(reader: Reader, start: str, scripts: bool) -> None:
    page = reader.open(start, scripts=scripts)
    form = page.locator("form.ask", has=page.locator("select[name=level]"))
    table = page.locator("table.stack").filter(has=page.get_by_role("columnheader", name="Địa phương"))
    expect(table.locator("tbody tr")).to_have_count(5)
    form.locator("[name=as_of]").fill("2026-01-01")
    form.get_by_role("button").click()
    expect(page.locator(".figures").filter(has_text="tỉnh, thành phố").last).to_contain_text("34")
    expect(table.locator(".tag.partial")).to_have_count(5)
    form.locator("[name=as_of]").fill("2025-06-30")
    form.locator("[name=system]").select_option("state")
    form.get_by_role("button").click()
    expect(table.locator("tbody tr")).to_have_count(2)
    form.locator("[name=system]").select_option("")
    form.locator("[name=level]").select_option("district")
    form.locator("[name=province]").fill("tay ninh")
    form.get_by_role("button").click()
    expect(table.locator("tbody tr")).to_contain_text(["Dương Minh Châu"])
    assert "province=tay+ninh" in page.url


@SCRIPTS
def test_a_fact_leads_to_its_words_in_the_text(reader: Reader, scripts: bool) -> None:
    page = reader.open(f"/documents/{KH83}", scripts=scripts)
    text = page.locator(".source-text").first
    expect(text.locator("mark", has_text="83-KH/TU").first).to_be_visible()
    painted = "(one) => getComputedStyle(one).backgroundColor"
    assert text.locator("mark").first.evaluate(painted) != text.evaluate(painted)
    fact = page.locator("#facts dd", has_text="83-KH/TU").first
    fact.locator("cite a").first.click()
    place = page.locator(".source-text :target")
    expect(place).to_be_in_viewport()
    expect(place).to_contain_text("83-KH/TU")
    assert place.evaluate("(one) => getComputedStyle(one).outlineStyle") == "solid"
    place.click()
    assert page.url.endswith("#facts")


def test_a_citation_in_the_text_leads_to_the_document(reader: Reader) -> None:
    page = reader.open(f"/documents/{KH83}")
    page.locator(f'.source-text a[href$="/documents/{CT12}"]').first.click()
    assert path_of(page) == f"/documents/{CT12}"
    told = json.loads(page.locator('script[type="application/ld+json"]').text_content() or "")
    assert told["@type"] == "Legislation"


def test_the_language_is_switched_and_kept(reader: Reader) -> None:
    page = reader.open(f"/coverage/{CT12}?level=district")
    html = page.locator("html")
    expect(html).to_have_attribute("lang", "vi")
    page.get_by_role("link", name="English").click()
    assert path_of(page) == f"/coverage/{CT12}"
    assert "level=district" in page.url
    expect(html).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Coverage of Chỉ thị 12-CT/TW")
    page.get_by_role("link", name="Gaps").click()
    expect(html).to_have_attribute("lang", "en")
    back = page.get_by_role("link", name="Tiếng Việt")
    expect(back).to_have_attribute("lang", "vi")
    back.click()
    expect(html).to_have_attribute("lang", "vi")
    assert path_of(page) == "/gaps"
    expect(page.get_by_role("heading", level=1)).to_have_text("Văn bản còn thiếu")


def test_the_first_tab_leads_past_the_menu(reader: Reader) -> None:
    page = reader.open("/documents")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)


GROUND = "getComputedStyle(document.body).backgroundColor"


def brightness(colour: str) -> int:
    return sum(int(part) for part in re.findall(r"\d+", colour)[:3])


@pytest.mark.parametrize("name", ["start", "directive", "document", "lineage", "coverage, embedded"])
def test_pages_are_light_or_dark_as_the_system_is(reader: Reader, name: str) -> None:
    page = reader.open(PAGES[name])
    light = brightness(page.evaluate(GROUND))
    page.emulate_media(color_scheme="dark")
    assert brightness(page.evaluate(GROUND)) < 200 < 600 < light


@pytest.mark.parametrize(("theme", "scheme"), [("dark", "light"), ("light", "dark")])
def test_a_view_keeps_the_theme_that_its_address_names(reader: Reader, theme: Scheme, scheme: Scheme) -> None:
    page = reader.open(f"/embed/lineage/{CT12}?theme={theme}", scheme=scheme)
    assert (brightness(page.evaluate(GROUND)) < 200) is (theme == "dark")


@pytest.mark.parametrize("name", ["directive", "document", "query", "lineage", "cascade, embedded"])
def test_without_scripts_a_page_is_no_wider_than_a_phone(reader: Reader, name: str) -> None:
    page = reader.open(PAGES[name], width=360, scripts=False)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_tables_stand_as_lists_on_a_phone(reader: Reader) -> None:
    page = reader.open(f"/coverage/{CT12}", width=360)
    row = page.locator("table.places tbody tr", has_text="Tây Ninh").first
    boxes = [box for cell in row.locator("td").all() if (box := cell.bounding_box())]
    assert all(box["x"] < 60 for box in (boxes[0], *boxes[3:]))
    assert boxes[0]["y"] < boxes[3]["y"] < boxes[4]["y"] < boxes[5]["y"]
    label = "(cell) => getComputedStyle(cell, '::before').content"
    assert "Số ngày" in row.locator("td").last.evaluate(label)


@pytest.mark.parametrize("frame", ["#graph .picture-box", "#coverage .picture-box"])
def test_a_picture_on_a_phone_begins_where_the_directive_is(reader: Reader, frame: str) -> None:
    page = reader.open(f"/directive/{CT12}", width=360, scripts=False)
    box = page.locator(frame)
    wide, high = box.evaluate("(one) => [one.scrollWidth - one.clientWidth, one.scrollLeft]")
    assert 0 < high < wide
    if "graph" in frame:
        root = page.locator("#graph svg .k-root")
        around, found = box.bounding_box(), root.bounding_box()
        assert around and found
        assert around["x"] < found["x"] and found["x"] + found["width"] < around["x"] + around["width"]
    box.evaluate("(one) => one.scrollTo(0, 0)")
    page.wait_for_timeout(300)
    assert box.evaluate("(one) => one.scrollLeft") == 0


def test_the_clock_on_a_phone_is_one_of_its_own(reader: Reader) -> None:
    page = reader.open(f"/directive/{CT12}", width=360)
    expect(page.locator("#clock svg.wide")).to_be_hidden()
    clock = page.locator("#clock svg.narrow")
    box = clock.bounding_box()
    assert box and 250 < box["width"] <= 320
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(clock).to_be_hidden()


def test_paper_has_the_content_alone(reader: Reader, tmp_path: Path) -> None:
    page = reader.open(f"/directive/{CT12}", scheme="dark")
    page.emulate_media(media="print", color_scheme="light")
    for gone in ("header nav", "a.language", "form", "footer"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator("#graph svg.view")).to_be_visible()
    page.pdf(path=tmp_path / "page.pdf")
    with pdfplumber.open(tmp_path / "page.pdf") as paper:
        text = "".join(sheet.extract_text() for sheet in paper.pages)
    assert "Chỉ thị 12-CT/TW" in text
    assert "Quảng Nam" in text
