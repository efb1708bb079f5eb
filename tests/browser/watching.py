"""A reader whose browser reaches the servers of the tests alone, and who complains of all that goes wrong on a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, Route

Lang: TypeAlias = Literal["vi", "en"]
Scheme: TypeAlias = Literal["light", "dark"]
VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))"""


@dataclass
class Reader:
    """Opens pages in browsers of its own; `complaints` are what a test must not end with."""

    browser: Browser
    site: str
    origins: Sequence[str]
    complaints: list[str] = field(default_factory=list)
    _expected: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def browse(self, *, scheme: Scheme = "light", width: int = 1280, scripts: bool = True) -> Page:
        """An empty page of a browser that nobody has used before; one without scripts runs none."""
        context = self.browser.new_context(
            color_scheme=scheme,
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            service_workers="block",
            base_url=self.site,
        )
        context.set_default_timeout(15_000)
        context.add_init_script(VIOLATIONS)
        context.route(re.compile(".*"), self._route)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"error of a script: {error.error}"))
        context.on("response", self._response)
        context.on("requestfailed", self._failed)
        self._contexts.append(context)
        return context.new_page()

    def open(
        self, path: str, lang: Lang | None = None, *, scheme: Scheme = "light", width: int = 1280, scripts: bool = True
    ) -> Page:
        """A page of the server in a browser as `browse` says."""
        page = self.browse(scheme=scheme, width=width, scripts=scripts)
        page.goto(path if lang is None else f"{path}{'&' if '?' in path else '?'}lang={lang}")
        return page

    def expect(self, pattern: str) -> None:
        """That there will be complaints that fit: they are part of what the test is about."""
        self._expected.append(pattern)

    def close(self) -> list[str]:
        """The complaints that nobody expected, and the expectations that nothing met."""
        for context in self._contexts:
            context.close()
        unmet = [one for one in self._expected if not any(re.search(one, each) for each in self.complaints)]
        others = [one for one in self.complaints if not any(re.search(each, one) for each in self._expected)]
        return [*others, *(f"there was no complaint like {one}" for one in unmet)]

    def forget(self) -> None:
        """Complain of nothing that was, and expect nothing."""
        self.complaints.clear()
        self._expected.clear()
        self._contexts.clear()

    def _route(self, route: Route) -> None:
        asked = route.request
        parts = urlsplit(asked.url)
        opened = parts.scheme == "file" and asked.is_navigation_request()
        if opened or parts.scheme in ("data", "blob") or f"{parts.scheme}://{parts.netloc}" in self.origins:
            route.continue_()
        else:
            self.complaints.append(f"something else was asked for: {asked.url}")
            route.abort()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type} on the console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"status {response.status}: {response.url}")

    def _failed(self, request: Request) -> None:
        if request.is_navigation_request() and request.failure == "net::ERR_ABORTED":
            return  # it became a download, or the page was left before a frame of it was there
        self.complaints.append(f"a request failed ({request.failure}): {request.url}")
