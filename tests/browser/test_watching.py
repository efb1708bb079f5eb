"""A reader complains of what goes wrong, so that the tests of pages can fail."""

from __future__ import annotations

import re

import pytest

from tests.browser.hosts import Host
from tests.browser.watching import Reader

WRONG = [  # what a page does, the complaint
    ('<img src="http://other.example/x.png" alt="">', r"something else was asked for: http://other\.example/x\.png"),
    ("<script>fetch('https://other.example:1/').catch(() => 0)</script>", r"asked for: https://other\.example:1/"),
    ('<iframe src="file:///etc/hostname" title="a file"></iframe>', "on the console: Not allowed to load local"),
    ("<script>console.error('a defect')</script>", "error on the console: a defect"),
    ("<script>console.warn('a doubt')</script>", "warning on the console: a doubt"),
    ("<script>nowhere()</script>", "error of a script: .*nowhere is not defined"),
    ("<script>new WebSocket('ws://other.example/')</script>", "on the console: WebSocket connection"),
    (
        "<meta http-equiv=Content-Security-Policy content=\"img-src 'none'\"><img src=/x.png alt=''>",
        "on the console: policy: img-src",
    ),
]


@pytest.mark.parametrize(("markup", "complaint"), WRONG, ids=[complaint[:40] for _, complaint in WRONG])
def test_a_page_that_does_wrong_is_complained_of(reader: Reader, stranger: Host, markup: str, complaint: str) -> None:
    stranger.page = f'<!doctype html><html lang="en"><title>wrong</title><link rel=icon href="data:,">{markup}'
    page = reader.browse()
    page.goto(stranger.origin)
    page.wait_for_timeout(150)
    assert any(re.search(complaint, one) for one in reader.complaints), reader.complaints
    assert reader.close()
    reader.forget()


def test_a_page_that_was_expected_to_do_wrong_and_does_not_is_complained_of(reader: Reader, stranger: Host) -> None:
    stranger.page = '<!doctype html><html lang="en"><title>right</title><link rel=icon href="data:,">'
    reader.browse().goto(stranger.origin)
    reader.expect("a defect")
    assert reader.close() == ["there was no complaint like a defect"]
    reader.forget()
