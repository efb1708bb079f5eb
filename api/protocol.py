"""What the HTTP server answers to requests that never become one: broken or endless request lines and headers."""

from __future__ import annotations

import asyncio
import json
import sys
from functools import cache
from typing import Any, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

from api.errors import PROBLEM, problem
from api.settings import load_settings

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
}


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


class OneErrorProtocol(H11Protocol):
    """The protocol of uvicorn, but with the one body of errors also for such requests, and an end of patience."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins to wait for a request."""
        super().connection_made(cast("asyncio.Transport", _HeadWithBody(transport, self.loop)))
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no longer."""
        self._wait_no_longer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Takes what has come; where no request is under way after that, its end is waited for."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:  # type: ignore[redundant-expr]
            self._wait_no_longer()
        elif self._late is None and self.timeout_keep_alive_task is None:
            self._wait()

    def _wait(self) -> None:
        self._late = self.loop.call_later(_request_seconds(), self._answer, 408)

    def _wait_no_longer(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def send_400_response(self, msg: str) -> None:
        """Answers 400, or 414 or 431 where it is the length that is at fault, and ends the connection."""
        status = getattr(sys.exc_info()[1], "error_status_hint", 400)
        if status == 431 and b"\n" not in self.conn.trailing_data[0]:  # not even the first line has ended
            status = 414
        self._answer(status if status in _FAULTS else 400)

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


@cache
def _request_seconds() -> float:
    """What the environment of this process says."""
    return load_settings().request_seconds
