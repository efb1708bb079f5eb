"""What the HTTP server answers to requests that never become one: broken request lines and headers."""

from __future__ import annotations

import json
import sys

from uvicorn.protocols.http.h11_impl import H11Protocol

from api.errors import error_body

_FAULTS = {
    400: (
        "Bad Request",
        "input",
        "the request is not HTTP: a character in the address or in a header is not encoded, or a line is broken",
        "encode the address as UTF-8 with percent signs, as curl -G --data-urlencode does",
    ),
    414: ("URI Too Long", "uri_too_long", "the address is too long", "send the query by POST"),
    431: ("Request Header Fields Too Large", "too_large", "the headers are too long", "send fewer headers"),
}


class OneErrorProtocol(H11Protocol):
    """The protocol of uvicorn, but with the one body of errors also for such requests."""

    def send_400_response(self, msg: str) -> None:
        """Answers 400, or 414 or 431 where it is the length that is at fault, and ends the connection."""
        status = getattr(sys.exc_info()[1], "error_status_hint", 400)
        if status == 431 and b"\n" not in self.conn.trailing_data[0]:  # not even the first line has ended
            status = 414
        reason, code, message, hint = _FAULTS.get(status, _FAULTS[400])
        body = json.dumps(error_body(code, message, hint)).encode()
        head = (
            f"HTTP/1.1 {status if status in _FAULTS else 400} {reason}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode("ascii") + body)
        self.transport.close()
