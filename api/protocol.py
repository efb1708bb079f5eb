"""What the HTTP server answers to requests that never become one: broken or endless request lines and headers."""

from __future__ import annotations

import asyncio
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from httptools import HttpParserError, HttpParserInvalidMethodError, HttpParserUpgrade, HttpRequestParser
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from api.errors import PROBLEM, problem
from api.settings import load_settings

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application

_FAULTS = {
    400: (
        "Bad Request",
        "input",
        "the request is not HTTP: a character in the address or in a header is not encoded, or a line is broken",
        "encode the address as UTF-8 with percent signs, as curl -G --data-urlencode does",
    ),
    408: ("Request Timeout", "timeout", "the request did not come to its end in time", "send it again, faster"),
    414: ("URI Too Long", "uri_too_long", "the address is too long", "send the query by POST"),
    431: ("Request Header Fields Too Large", "too_large", "the headers are too long", "send fewer headers"),
    501: (
        "Not Implemented",
        "input",
        "the method, or the coding of the transfer, is none that this server knows",
        "use GET, HEAD, OPTIONS or POST, and no Transfer-Encoding but chunked",
    ),
    503: (
        "Service Unavailable",
        "unavailable",
        "too many requests wait for their answers on this connection",
        "send it again when the answers to those before it are there",
    ),
}
_VERSIONS: Final = ("1.0", "1.1")
_MOST_HEAD: Final = 64 * 1024
"""Bytes of the first line and the headers."""
_LINE: Final = 4
"""Bytes of a header's line beside its name and value."""
_MOST_WAITING: Final = 32
"""Requests on one connection that wait for the answers to those before them."""


class _HeadWithBody:
    """A transport that sends the head of an answer with its body, where that follows at once: one packet, not two."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._head = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Sends *data*, or holds it until what is running now has come to a halt."""
        if not self._head and data.startswith(b"HTTP/"):
            self._head = data
            self._loop.call_soon(self._send_head)
        elif data:
            head, self._head = self._head, b""
            self._transport.write(head + data)

    def close(self) -> None:
        """Sends what is held, and ends the connection."""
        self._send_head()
        self._transport.close()

    def _send_head(self) -> None:
        head, self._head = self._head, b""
        self._transport.write(head)


class _Unchunked:
    """A transport for the answer to a request of HTTP/1.0, which knows no chunks (RFC 9112, section 6.1).

    It takes what uvicorn writes for an answer in chunks, a head or one chunk at a time, and sends it without their
    sizes: the end of the connection ends the answer.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Sends a head as it is, and of a chunk the content."""
        if not data.startswith(b"HTTP/"):
            size, _, rest = data.partition(b"\r\n")
            data = rest[: int(size or b"0", 16)]
        self._transport.write(data)


class _RefusedError(Exception):
    """A head that is HTTP for the parser and no request for this server, with the status that says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class OneErrorProtocol(HttpToolsProtocol):
    """The protocol of uvicorn, but with the one body of errors also for such requests, and an end of patience.

    What could be read in two ways is refused (RFC 9112, sections 3.2, 6.1 and 11.2), and so is a head that is too long:
    the parser itself would hold any. Answers keep the order of their requests also where a later one is refused.
    """

    _late: asyncio.TimerHandle | None = None
    _fault: int | None = None
    """Why nothing more is read; said when the requests before it have been answered."""
    _in_head = False
    _in_body = False
    _begun = 0
    """Requests that have begun in the piece that is being read."""
    _has_moved = False
    """Whether a head has begun, or a part of a body has come, in the piece that is being read."""
    _head_bytes = 0
    _unended_bytes = 0
    """Bytes of a head, as far as is known of the piece in which it began; or of chunks' sizes and trailers, without a
    body."""
    _unanswered = 0
    """Requests that have come, with their heads at least, and are not answered yet."""
    _running: RequestResponseCycle | None = None
    """The request that is being answered, which others may follow already."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins to wait for a request."""
        super().connection_made(cast("asyncio.Transport", _HeadWithBody(transport, self.loop)))
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no longer, and tells the request that is being answered; uvicorn tells the last that came."""
        self._wait_no_longer()
        super().connection_lost(exc)
        if self._running is not None and not self._running.response_complete:
            self._running.disconnected = True
            self._running.message_event.set()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def data_received(self, data: bytes) -> None:
        """Takes what has come; where no request is under way after that, its end is waited for."""
        if self._fault is not None:
            return
        self._unset_keepalive_if_required()
        self._feed(data)
        if self._unanswered:
            self._wait_no_longer()
        elif self._late is None and self.timeout_keep_alive_task is None:
            self._wait()

    def _feed(self, data: bytes) -> None:
        is_first = not self._in_head and not self._in_body
        self._begun, self._has_moved = 0, False
        rest = data
        while rest and self._fault is None:
            try:
                self.parser.feed_data(rest)
                rest = b""
            except HttpParserUpgrade as asked:
                rest = self._head_without_upgrade() + rest[asked.args[0] :]
                self.parser = HttpRequestParser(self)
                self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn has it
            except HttpParserInvalidMethodError:
                self._refuse(501)
            except HttpParserError as error:
                cause = error.__context__
                self._refuse(cause.status if isinstance(cause, _RefusedError) else 400)
        if is_first and self._in_head and self._begun == 1:  # all of the piece is its head
            self._has_moved = False
        if (self._in_head or self._in_body) and not self._has_moved and self._fault is None:
            self._unended_bytes += len(data)
            if self._unended_bytes > _MOST_HEAD:
                self._refuse(431)  # an address has been refused while it came

    def _head_without_upgrade(self) -> bytes:
        """The head of a request that offers another protocol, as if it had not (RFC 9110, section 7.8).

        The parser takes what follows such a head for that protocol, though it may be a body, or the next request.
        """
        closes = any(name == b"connection" and b"close" in value.lower() for name, value in self.headers)
        kept = [(name, value) for name, value in self.headers if name not in (b"connection", b"upgrade")]
        kept += [(b"connection", b"close")] if closes else []
        lines = (b"%b: %b\r\n" % header for header in kept)
        version = self.parser.get_http_version().encode()
        return b"%b %b HTTP/%b\r\n%b\r\n" % (self.parser.get_method(), self.url, version, b"".join(lines))

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._in_head = self._has_moved = True
        self._begun += 1
        self._head_bytes = self._unended_bytes = 0

    def on_url(self, url: bytes) -> None:
        """A part of the address, which may have so many bytes."""
        super().on_url(url)
        self._grow(len(url), 414)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header or a trailer; all of them may have so many bytes, and trailers are no headers (RFC 9110, 6.5.1)."""
        self._grow(len(name) + len(value) + _LINE, 431)
        if self._in_head:
            super().on_header(name, value.rstrip(b" \t"))

    def _grow(self, more: int, status: int) -> None:
        self._head_bytes += more
        if self._head_bytes > _MOST_HEAD:
            raise _RefusedError(status)

    def on_headers_complete(self) -> None:
        """The head of a request is there, and is looked at before anybody else sees it."""
        if self.parser.get_method() == b"CONNECT":
            raise _RefusedError(501)
        if self.parser.should_upgrade():  # it comes again, without that
            return
        self._check_head()
        is_old = self.parser.get_http_version() == "1.0"
        self.expect_100_continue = self.expect_100_continue and not is_old
        super().on_headers_complete()  # raises where the address is none: then nobody answers this request
        self._unanswered += 1
        self._in_head, self._in_body, self._unended_bytes = False, True, 0
        if is_old:
            self.cycle.chunked_encoding = True
            self.cycle.transport = cast("asyncio.Transport", _Unchunked(self.transport))

    def _check_head(self) -> None:
        version = self.parser.get_http_version()
        hosts = [value.lower() for name, value in self.headers if name == b"host"]
        codings = [value.lower() for name, value in self.headers if name == b"transfer-encoding"]
        if version not in _VERSIONS or len(hosts) > 1 or (not hosts and version == "1.1"):
            raise _RefusedError(400)
        if codings and (version == "1.0" or codings != [b"chunked"]):
            raise _RefusedError(501 if version == "1.1" else 400)
        if self.url[:1] not in (b"/", b"*") and hosts != [_authority(self.url)]:
            raise _RefusedError(400)
        if len(self.pipeline) >= _MOST_WAITING:
            raise _RefusedError(503)

    def on_body(self, body: bytes) -> None:
        """A part of a body."""
        self._has_moved, self._unended_bytes = True, 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """A request is there with its body."""
        if self.parser.should_upgrade():
            return
        super().on_message_complete()
        self._in_body = False

    def on_response_complete(self) -> None:
        """Goes on with the next request, or says why there is none."""
        self._unanswered -= 1
        super().on_response_complete()
        if self._fault is not None and not self._unanswered:
            self._answer(self._fault)

    def _refuse(self, status: int) -> None:
        """Reads no more; says why as soon as what came before is answered."""
        self._fault = status
        if self._in_body and self.pipeline:  # it is in the last one that waits
            self.pipeline.popleft()
            self._unanswered -= 1
        elif self._in_body and self.cycle.response_started:
            self.transport.close()
        elif self._in_body or not self._unanswered:
            self._answer(status)

    def _wait(self) -> None:
        self._late = self.loop.call_later(_request_seconds(), self._answer, 408)

    def _wait_no_longer(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _answer(self, status: int) -> None:
        """Sends an error, and ends the connection."""
        self._wait_no_longer()
        if self.transport.is_closing():
            return
        reason, code, message, hint = _FAULTS[status]
        body = json.dumps(problem(status, code, message, hint)).encode()
        head = (
            f"HTTP/1.1 {status} {reason}\r\ncontent-type: {PROBLEM}\r\nx-content-type-options: nosniff\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode("ascii") + body)
        self.transport.close()


def _authority(url: bytes) -> bytes:
    """Host and port of a whole address, as `Host` names them; nothing for what is none."""
    scheme, found, rest = url.partition(b"://")
    return re.split(rb"[/?#]", rest, maxsplit=1)[0].lower() if found and scheme.lower() in (b"http", b"https") else b""


@cache
def _request_seconds() -> float:
    """What the environment of this process says."""
    return load_settings().request_seconds
