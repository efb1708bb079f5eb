"""What HTTP asks of every route: HEAD, OPTIONS, 414, the whole ``Allow``, ``Vary`` and compression (RFC 9110)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipResponder, IdentityResponder
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import ProtocolError, answer_http_error
from api.negotiation import takes_gzip
from api.snapshots import data_date

DATA: Final = "Lineage-Data"
"""Version of the data that an answer is from."""
AS_OF: Final = "Lineage-As-Of"
"""When these data last changed."""
_DATA: Final = DATA.lower().encode()
_AS_OF: Final = AS_OF.lower().encode()
_SMALLEST = 1024
"""Bytes from which an answer is compressed; below, the headers of gzip eat the gain."""
_LEVEL = 5
_VARY = "Accept, Accept-Encoding"
_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


class Transport:
    """Stands before the routes: answers what needs none of them, and completes what they answer."""

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute], max_url_bytes: int) -> None:
        """Stand before *app*, which has these routes."""
        self._app = _Compressing(app)
        self._routes = routes
        self._max_url_bytes = max_url_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            asked = {**scope, "method": "GET"}
            await self._pass(asked, receive, _without_body(send))
            scope["route"] = asked.get("route")  # for the log and the counts
        else:
            await self._pass(scope, receive, send)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        send = _telling(send, scope.setdefault("state", {}), lambda: self._allowed(scope))
        early = await self._answer(scope)
        await (self._app if early is None else early)(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response | None:
        length = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        if length > self._max_url_bytes:
            return await answer_http_error(Request(scope), too_long(self._max_url_bytes))
        if scope["method"] == "OPTIONS" and (allowed := self._allowed(scope)):
            return Response(status_code=204, headers={"Allow": ", ".join(allowed)})
        return None

    def _allowed(self, scope: Scope) -> list[str]:
        """The methods of a path; none where there is no such path."""
        if scope["path"] == "*":
            return list(_METHODS[:4])
        found = {method for route in self._routes for method in _methods(route, scope)}
        if "GET" in found:
            found.add("HEAD")
        return [method for method in _METHODS if method in found or (found and method == "OPTIONS")]


def too_long(most: int) -> ProtocolError:
    """The error for an address that is longer than *most* bytes."""
    return ProtocolError(414, f"The address is longer than {most:,} bytes", "Send the query by POST")


def _methods(route: BaseRoute, scope: Scope) -> set[str]:
    if route.matches(scope)[0] is Match.NONE:
        return set()
    return set(getattr(route, "methods", None) or ())


def _without_body(send: Send) -> Send:
    """What answers a GET, as the answer to HEAD: the same headers, and no body."""

    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_head


def _telling(send: Send, state: Mapping[str, Any], allowed: Callable[[], Sequence[str]]) -> Send:
    """Says on every answer by which headers it, or the error in its place, was chosen, and from which data it is.

    On 405 it names all methods of the path, as routes know only their own.
    """

    async def send_varying(message: Message) -> None:
        if message["type"] == "http.response.start":
            varying = [value.decode("latin-1") for name, value in message["headers"] if name == b"vary"]
            named = ", ".join([_VARY, *varying]).split(", ") if varying else [_VARY]
            told = [(b"vary", ", ".join(dict.fromkeys(named)).encode("latin-1"))]
            if (snapshot := state.get("snapshot")) is not None:
                told += [(_DATA, snapshot.version.encode()), (_AS_OF, data_date(snapshot).isoformat().encode())]
            if message["status"] == 405 and (methods := allowed()):
                told.append((b"allow", ", ".join(methods).encode()))
            replaced = {name for name, _ in told}
            message["headers"] = [header for header in message["headers"] if header[0] not in replaced] + told
        await send(message)

    return send_varying


class _Compressing:
    """Starlette's compression, for those who accept it: its own middleware takes ``gzip;q=0`` for leave."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        responder: ASGIApp = IdentityResponder(self._app, _SMALLEST)
        if accepts_gzip(Headers(scope=scope)):
            responder = GZipResponder(self._app, _SMALLEST, _LEVEL)
        await responder(scope, receive, send)


def accepts_gzip(headers: Headers) -> bool:
    """Whether answers to a request with these headers are compressed."""
    return takes_gzip(", ".join(headers.getlist("accept-encoding")))
