"""One server and one browser for all tests of pages, and for each test a reader whose browser is as new."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from typer.testing import CliRunner

from api.cli import app
from tests.api.served import serving
from tests.browser.hosts import Host, hosting
from tests.browser.watching import Reader
from tests.conftest import SAMPLE_CORPUS

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
]


@contextmanager
def _entered(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """The browser's event loop is the thread's while a test uses it, and else none: other tests run their own."""
    asyncio._set_running_loop(loop)
    try:
        yield
    finally:
        asyncio._set_running_loop(None)


@pytest.fixture(scope="session")
def opened() -> Iterator[tuple[Browser, asyncio.AbstractEventLoop]]:
    """Debian's Chromium, and the event loop that it is driven by."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium: install the Debian package of that name")
    with sync_playwright() as driver:
        loop = asyncio.get_running_loop()
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        asyncio._set_running_loop(None)
        yield browser, loop
        asyncio._set_running_loop(loop)
        browser.close()


@pytest.fixture(scope="session")
def portal() -> Iterator[Host]:
    """An origin that may frame views of the server."""
    with hosting() as host:
        yield host


@pytest.fixture(scope="session")
def stranger() -> Iterator[Host]:
    """An origin that may not."""
    with hosting() as host:
        yield host


@pytest.fixture(scope="session")
def built_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the sample corpus as `lineage build` makes it, with what is searched."""
    store = tmp_path_factory.mktemp("browser") / "store"
    done = CliRunner().invoke(app, ["build", str(SAMPLE_CORPUS), "--jobs", "1", "--store", str(store)])
    assert done.exit_code == 0, done.output
    return store


@pytest.fixture(scope="session")
def site(built_store: Path, portal: Host) -> Iterator[str]:
    """The address of a server of the sample corpus."""
    settings = {"frame_ancestors": f"'self' {portal.origin}", "query_workers": 1, "query_heavy_workers": 1}
    with serving(built_store, **settings) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture
def reader(
    opened: tuple[Browser, asyncio.AbstractEventLoop], site: str, portal: Host, stranger: Host
) -> Iterator[Reader]:
    """Who reads; the test fails if a page complained, or asked another host for anything."""
    browser, loop = opened
    with _entered(loop):
        reader = Reader(browser, site, (site, portal.origin, stranger.origin))
        yield reader
        left = reader.close()
    assert left == []
