"""axe-core finds nothing against WCAG 2.1 AA on any kind of page, in both languages, light and dark."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page
from typer.testing import CliRunner

from api.cli import app
from tests.browser.kinds import PAGES, PROBLEMS
from tests.browser.watching import Lang, Reader, Scheme
from tests.conftest import SAMPLE_CORPUS

RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
UNFOLD = "for (const one of document.querySelectorAll('details')) one.open = true"
NARROWEST = 320
"""Pixels at which a page still has to be read without scrolling to the side (WCAG 2.1, 1.4.10 Reflow)."""

looks = pytest.mark.parametrize(("lang", "scheme"), [("vi", "light"), ("en", "dark")])
"""Words do not depend on colours, nor colours on words."""


def violations(page: Page) -> list[str]:
    """Each rule that is violated, with the first element that violates it, and why."""
    options = json.dumps({"runOnly": RULES, "resultTypes": ["violations"], "iframes": False})
    found = page.evaluate(f"axe.run({options}).then((answer) => answer.violations)")
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]} {one['nodes'][0]['failureSummary']}" for one in found]


def assert_accessible(page: Page) -> None:
    page.evaluate(UNFOLD)
    page.evaluate(AXE_SCRIPT)
    assert violations(page) == []
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST


@looks
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible(reader: Reader, name: str, lang: Lang, scheme: Scheme) -> None:
    assert_accessible(reader.open(PAGES[name], lang, scheme=scheme))


@looks
@pytest.mark.parametrize("name", PROBLEMS)
def test_a_problem_is_told_accessibly(reader: Reader, name: str, lang: Lang, scheme: Scheme) -> None:
    path, status = PROBLEMS[name]
    reader.expect(f"status {status}: ")
    reader.expect(f"on the console: .* {status} ")
    assert_accessible(reader.open(path, lang, scheme=scheme))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_how_a_document_was_read_is_told_accessibly(reader: Reader, tmp_path: Path, scheme: Scheme) -> None:
    file = tmp_path / "read.html"
    letter = str(SAMPLE_CORPUS / "duong-minh-chau-457-ldld.txt")
    assert CliRunner().invoke(app, ["extract", "--explain", "--output", str(file), letter]).exit_code == 0
    page = reader.browse(scheme=scheme)
    page.goto(file.as_uri())
    assert_accessible(page)


def test_what_is_wrong_is_found(reader: Reader) -> None:
    page = reader.open("/")
    page.evaluate(AXE_SCRIPT)
    page.evaluate("document.documentElement.lang = ''; document.querySelector('h1').style.color = '#999'")
    assert [one.split(":")[0] for one in violations(page)] == ["color-contrast", "html-has-lang"]
