"""Answers that are sent again for as long as the data are the same: light queries that came whole, and JSON.

They are found by the request as it was sent, before anything is read or parsed, and are the bytes that the routes gave
for it. They stand within the gate: who may not ask gets none of them.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.conditional import knows, unchanged, validators_of
from api.negotiation import JSON
from api.snapshots import Snapshot
from api.transport import accepts_gzip
from graph.model import Json
from ontology.errors import StoreError

_NOTE: Final = "lineage.remember"
_VARIES: Final = re.compile(r"\b(?:now|rand|uuid|struuid)\b|\\u", re.IGNORECASE)
"""Words of what is another thing each time, and an escape that may hide one."""
_REMEMBERED: Final = re.compile(r"/sparql$|/coverage/|/documents/.+/lineage$")
"""Paths of which an answer may be remembered; others need not ask which data there are."""
_OVERHEAD: Final = 1024
_OTHER_CONDITIONS: Final = ("if-match", "if-modified-since", "if-unmodified-since", "range")
_OF_304: Final = frozenset({b"etag", b"cache-control", b"last-modified", b"vary", b"lineage-data", b"lineage-as-of"})

Key = tuple[str, bytes, str, bool]


def is_stable(query: str) -> bool:
    """Whether the answer to *query* follows from the data alone.

    >>> is_stable("ASK { ?s ?p 'x' }"), is_stable("SELECT (NOW() AS ?t) {}")
    (True, False)
    """
    return _VARIES.search(query) is None


def answer_json(request: Request, snapshot: Snapshot, found: Json) -> Response:
    """*found* as JSON, which is remembered; or 304. It follows from the data, the address and the day.

    Raises: ProtocolError (412).
    """
    body = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
    tags = validators_of(request, snapshot, body)
    if (fresh := unchanged(request, tags)) is not None:
        return fresh
    remember(request)
    return Response(body, media_type=JSON, headers=tags.sent())


def remember(request: Request) -> None:
    """Notes that the answer to *request* is one to be sent again."""
    note = request.scope.get(_NOTE)
    if isinstance(note, _Note):
        note.wanted = True


@dataclass(slots=True)
class _Note:
    """What a route says of its answer."""

    wanted: bool = False


@dataclass(frozen=True, slots=True)
class _Remembered:
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    tag: str
    route: object

    async def send(self, scope: Scope, send: Send) -> None:
        """Answers a request, with 304 where the client has the answer."""
        scope["route"] = self.route  # for the log and the counts
        fresh = knows(Headers(scope=scope).getlist("if-none-match"), self.tag)
        headers = [each for each in self.headers if each[0] in _OF_304] if fresh else list(self.headers)
        await send({"type": "http.response.start", "status": 304 if fresh else 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if fresh else self.body})


class Answers:
    """The answers to one version of the data that were asked for last, up to a number of bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._version = ""
        self._known: OrderedDict[Key, _Remembered] = OrderedDict()
        self.size = 0
        """Bytes that are held."""
        self.found = 0
        """Requests that were answered from here."""

    def get(self, version: str, key: Key) -> _Remembered | None:
        """What is known of these data, and of no others."""
        if version != self._version:
            self._version, self.size = version, 0
            self._known.clear()
        answer = self._known.get(key)
        if answer is not None:
            self._known.move_to_end(key)
            self.found += 1
        return answer

    def add(self, version: str, key: Key, answer: _Remembered) -> None:
        """Holds an answer to the data of a version, unless there are newer ones by now."""
        if version != self._version or key in self._known:
            return
        self._known[key] = answer
        self.size += _size(key, answer)
        while self.size > self._most:
            self.size -= _size(*self._known.popitem(last=False))


def _size(key: Key, answer: _Remembered) -> int:
    return len(answer.body) + len(key[1]) + len(key[2]) + _OVERHEAD


class Remembering:
    """Stands before the routes, and answers requests by GET that it remembers."""

    def __init__(self, app: ASGIApp, *, answers: Answers, newest: Callable[[], Awaitable[Snapshot]]) -> None:
        """Remember what *app* answers in *answers*; *newest* gives the newest data."""
        self._app = app
        self._answers = answers
        self._newest = newest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _REMEMBERED.search(scope["path"]):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        version = await self._version()
        if not version or any(name in headers for name in _OTHER_CONDITIONS):
            await self._app(scope, receive, send)
            return
        key = (
            f"{date.today()} {scope['path']}",
            scope["query_string"],
            ", ".join(headers.getlist("accept")),
            accepts_gzip(headers),
        )
        answer = self._answers.get(version, key)
        if answer is not None:
            await answer.send(scope, send)
            return
        seen = scope[_NOTE] = _Note()
        keeping = _Keeping(send, seen)
        await self._app(scope, receive, keeping)
        if keeping.whole and keeping.tag and version == await self._version():
            kept = _Remembered(tuple(keeping.headers), keeping.body, keeping.tag, scope.get("route"))
            self._answers.add(version, key, kept)

    async def _version(self) -> str:
        """That of the newest data; nothing where there are none to be read, which the route says."""
        try:
            return (await self._newest()).version
        except StoreError:
            return ""


class _Keeping:
    """Passes an answer on, and keeps it where its route has said so."""

    def __init__(self, send: Send, note: _Note) -> None:
        self._send = send
        self._note = note
        self._parts: list[bytes] = []
        self._ended = False
        self.headers: list[tuple[bytes, bytes]] = []
        self.tag = ""

    @property
    def whole(self) -> bool:
        """Whether all of it is here."""
        return self._ended and self._note.wanted

    @property
    def body(self) -> bytes:
        """What was sent."""
        return b"".join(self._parts)

    async def __call__(self, message: Message) -> None:
        """Passes a message on."""
        if self._note.wanted and message["type"] == "http.response.start" and message["status"] == 200:
            self.headers = list(message["headers"])  # others add theirs to the message
            self.tag = Headers(raw=self.headers).get("etag", "")
        elif self._note.wanted and self.tag and message["type"] == "http.response.body":
            self._parts.append(message.get("body", b""))
            self._ended = not message.get("more_body", False)
        await self._send(message)
