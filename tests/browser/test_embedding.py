"""A view inside a page of another origin: high enough, and only where it may be framed."""

from __future__ import annotations

import html

import pytest
from playwright.sync_api import expect

from tests.browser.hosts import Host
from tests.browser.kinds import CT12, KH83
from tests.browser.watching import Reader

PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Cổng nội bộ</title><link rel="icon" href="data:,">
<h1>Cổng nội bộ</h1>{frame}
<script>
addEventListener("message", (event) => {{
  if (event.origin === "{site}" && event.data.type === "lineage-height")
    document.querySelector("iframe").style.height = event.data.height + "px";
}});
</script>"""


def framed(address: str, site: str) -> str:
    frame = (
        f'<iframe src="{html.escape(site + address)}" title="Sơ đồ" style="width:100%;height:40px;border:0"></iframe>'
    )
    return PAGE.format(frame=frame, site=site)


@pytest.mark.parametrize("view", ["lineage", "citations", "cascade", "coverage"])
def test_a_page_gives_the_view_the_height_that_it_reports(reader: Reader, portal: Host, view: str) -> None:
    portal.page = framed(f"/embed/{view}/{CT12}?lang=vi&theme=light", reader.site)
    page = reader.browse()
    page.goto(portal.origin)
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("heading", level=1)).to_contain_text("Chỉ thị 12-CT/TW")
    body = inside.locator("body")
    expect(page.locator("iframe")).not_to_have_css("height", "40px")
    page.wait_for_function(
        "() => { const high = document.querySelector('iframe').clientHeight; return high > 300 && high === window.last"
        " || (window.last = high, false) }",
        polling=200,
    )
    assert body.evaluate("(one) => one.ownerDocument.documentElement.scrollHeight - innerHeight") <= 0
    before = page.locator("iframe").evaluate("(one) => one.clientHeight")
    inside.locator("details:not([open]) > summary").first.click()
    page.wait_for_function(f"document.querySelector('iframe').clientHeight > {before}")


def test_the_frame_to_copy_works_in_another_page(reader: Reader, portal: Host) -> None:
    page = reader.open(f"/documents/{KH83}#lineage")
    page.locator("#lineage summary", has_text="nhúng").click()
    copied = page.locator("#embed-lineage").input_value()
    portal.page = PAGE.format(frame=copied, site=reader.site)
    page.goto(portal.origin)
    frame = page.locator("iframe")
    frame.scroll_into_view_if_needed()
    assert "Kế hoạch 83-KH/TU" in (frame.get_attribute("title") or "")
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_contain_text("Kế hoạch 83-KH/TU")


def test_an_origin_that_is_not_named_may_not_frame_a_view(reader: Reader, stranger: Host) -> None:
    stranger.page = framed(f"/embed/lineage/{CT12}", reader.site)
    reader.expect("on the console: .*frame-ancestors")
    reader.expect("request failed .*BLOCKED_BY_RESPONSE")
    page = reader.browse()
    page.goto(stranger.origin)
    expect(page.get_by_role("heading", level=1)).to_have_text("Cổng nội bộ")
    page.wait_for_timeout(300)
    assert page.frames[1].locator("h1", has_text="Chỉ thị").count() == 0


def test_no_page_but_a_view_is_framed_by_others(reader: Reader, portal: Host) -> None:
    portal.page = framed(f"/documents/{CT12}", reader.site)
    reader.expect("on the console: .*frame-ancestors")
    reader.expect("request failed .*BLOCKED_BY_RESPONSE")
    page = reader.browse()
    page.goto(portal.origin)
    page.wait_for_timeout(300)
    assert page.frames[1].locator("h1", has_text="Chỉ thị").count() == 0


def test_a_page_shows_the_view_in_a_frame_of_its_own(reader: Reader) -> None:
    page = reader.open(f"/documents/{KH83}")
    page.locator("#lineage summary", has_text="Sơ đồ").first.click()
    inside = page.frame_locator("#lineage iframe")
    expect(inside.locator("#network canvas").first).to_be_visible()
