"""What the HTTP server answers to requests that never become one: broken request lines and headers."""

from __future__ import annotations

import json

from uvicorn.protocols.http.h11_impl import H11Protocol

from api.errors import error_body

_MESSAGE = "the request is not HTTP: a character in the address or in a header is not encoded, or a line is broken"
_HINT = "encode the address as UTF-8 with percent signs, as curl -G --data-urlencode does"


class OneErrorProtocol(H11Protocol):
    """The protocol of uvicorn, but with the one body of errors also for such requests."""

    def send_400_response(self, msg: str) -> None:
        """Answers 400 and ends the connection."""
        body = json.dumps(error_body("input", _MESSAGE, _HINT)).encode()
        head = (
            "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode("ascii") + body)
        self.transport.close()
