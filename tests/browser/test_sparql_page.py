"""The SPARQL page: the plain form, and the editor where it was bundled."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from api import yasgui
from tests.browser.watching import Reader

EDITOR = pytest.mark.skipif(not yasgui.bundled(), reason="the editor is not bundled: make yasgui")
QUERY = "SELECT DISTINCT ?body ?name WHERE { ?body org:classification ?kind ; rdfs:label ?name } ORDER BY ?name LIMIT 7"


def test_a_named_query_is_run_from_the_plain_form(reader: Reader) -> None:
    page = reader.open("/sparql", "en", scripts=False)
    page.get_by_role("link", name="The most cited documents").first.click()
    box = page.get_by_role("textbox", name="Query")
    assert "SELECT" in box.input_value()
    page.get_by_role("button", name="Run").click()
    rows = page.locator("main table tbody tr")
    expect(rows.first).to_be_visible()
    assert rows.count() >= 5
    rows.locator("a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_query_of_ones_own_is_run_from_the_plain_form(reader: Reader) -> None:
    page = reader.open("/sparql", scripts=False)
    page.get_by_role("textbox", name="Truy vấn").fill(QUERY)
    page.get_by_role("button", name="Chạy truy vấn").click()
    expect(page.locator("main table tbody tr")).to_have_count(7)
    expect(page.get_by_role("textbox", name="Truy vấn")).to_have_value(QUERY)


def test_a_wrong_query_is_explained(reader: Reader) -> None:
    page = reader.open("/sparql", scripts=False)
    reader.expect("status 400: ")
    reader.expect("on the console: .* 400 ")
    page.get_by_role("textbox", name="Truy vấn").fill("SELECT * {")
    page.get_by_role("button", name="Chạy truy vấn").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Truy vấn không hợp lệ")


@EDITOR
def test_the_editor_runs_a_query_and_shows_its_rows(reader: Reader) -> None:
    page = reader.open("/sparql")
    editor = page.locator("#yasgui .CodeMirror")
    expect(editor).to_be_visible()
    expect(page.locator("#plain-form")).to_be_hidden()
    expect(editor).to_contain_text("PREFIX lin: <https://directive-lineage.example/ns#>")
    expect(page.locator("#yasgui .parseErrorIcon")).to_have_count(0)
    editor.evaluate("(one, query) => one.CodeMirror.setValue(query)", QUERY)
    page.locator("#yasgui .yasqe_queryButton").click()
    expect(page.locator("#yasgui .yasr table tbody tr")).to_have_count(7)


@EDITOR
def test_the_editor_starts_with_the_named_query_and_runs_it_by_keyboard(reader: Reader) -> None:
    page = reader.open("/sparql?named=days-to-provinces", "en")
    editor = page.locator("#yasgui .CodeMirror")
    expect(editor).to_contain_text("Days from a directive to the first document of each province")
    editor.click()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#yasgui .yasr table tbody tr").first).to_be_visible()
