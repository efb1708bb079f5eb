"""A client that talks to an application in this process, its lifespan included, from code that is not asynchronous."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI

JSON = {"Accept": "application/json"}
HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@dataclass(frozen=True)
class Client:
    """Sends requests to one application."""

    portal: BlockingPortal
    inner: httpx.AsyncClient

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            self.inner.cookies.clear()  # each request is that of somebody who comes for the first time
            return await self.inner.request(method, path, **options)

        return self.portal.call(send)

    def get(
        self, path: str, params: Mapping[str, Any] | None = None, headers: Mapping[str, str] = JSON
    ) -> httpx.Response:
        return self.request("GET", path, params=params, headers=headers)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)


@contextmanager
def running(app: FastAPI, root_path: str = "") -> Iterator[Client]:
    """A client of *app* while it runs."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, root_path=root_path)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        inner = httpx.AsyncClient(transport=transport, base_url="http://localhost")
        yield Client(portal, inner)
        portal.call(inner.aclose)
