"""What is done with every request and answer: an id, a line in the log, counts, and headers that browsers heed."""

from __future__ import annotations

import re
from itertools import count
from time import perf_counter
from typing import Final
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import answer_defect
from api.operation.logs import REQUESTS
from api.operation.metrics import Metrics

REQUEST_ID: Final = "X-Request-ID"
SECURITY: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""Headers of every answer that does not set its own: what is no page may show and frame nothing."""
_SECURITY: Final = [(name.lower().encode(), value.encode()) for name, value in SECURITY.items()]
_REQUEST_ID: Final = REQUEST_ID.lower().encode()
_GIVEN_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


class Observing:
    """Stands before everything else."""

    def __init__(self, app: ASGIApp, metrics: Metrics, *, private: bool) -> None:
        """Watch over *app*; *private* says that answers are for who shows a token, and no cache may share them."""
        self._app = app
        self._metrics = metrics
        self._private = private
        self._process = uuid4().hex[:16]
        self._numbers = count()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID, "")
        request_id = given if _GIVEN_ID.fullmatch(given) else f"{self._process}{next(self._numbers):016x}"
        scope.setdefault("state", {})["request_id"] = request_id
        seen = _Seen()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.started, seen.status = True, message["status"]
                self._complete(message, request_id)
            else:
                seen.sent += len(message.get("body", b""))
            await send(message)

        self._metrics.began()
        began = perf_counter()
        try:
            await self._app(scope, receive, sending)
        except Exception as error:
            REQUESTS.exception("the server failed", extra={"request": request_id})
            if seen.started:
                raise
            await (await answer_defect(Request(scope), error))(scope, receive, sending)
        finally:
            self._note(scope, seen, perf_counter() - began, request_id)

    def _complete(self, message: Message, request_id: str) -> None:
        raw = message["headers"] = list(message["headers"])
        known = {name for name, _ in raw}
        raw += [header for header in _SECURITY if header[0] not in known]
        raw.append((_REQUEST_ID, request_id.encode()))
        if self._private:
            headers = MutableHeaders(scope=message)
            headers.setdefault("Cache-Control", "private, no-cache")
            headers.add_vary_header("Authorization")

    def _note(self, scope: Scope, seen: _Seen, seconds: float, request_id: str) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = str(getattr(scope.get("route"), "path", "other"))  # never the path: it has no end of values
        self._metrics.ended(method, route, seen.status, seconds)
        token = getattr(scope["state"].get("token"), "name", None)
        client = scope["client"][0] if scope.get("client") else None
        fields = {
            "request": request_id,
            "method": method,
            "path": scope["path"],
            "route": route,
            "status": seen.status,
            "milliseconds": round(1000 * seconds, 1),
            "bytes": seen.sent,
            "client": client,
            "token": token,
        }
        REQUESTS.info("request", extra=fields)


class _Seen:
    """What has been sent of an answer; without a first line the connection ends, which counts as 500."""

    def __init__(self) -> None:
        self.started = False
        self.status = 500
        self.sent = 0
