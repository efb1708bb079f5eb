"""Cursors: where the next page of a list begins, by value, so that what comes in the meantime moves nothing.

A cursor holds which list was asked for (filters and order, as a digest), of which version of the data, and the place
behind which to go on. It is base64url of JSON, which clients send back as it is. It grants nothing that its sender
could not ask for otherwise, and so bears no signature; what is in it is checked.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from api.errors import ProtocolError
from graph.listing import Place

_SURROGATE = re.compile(r"[\ud800-\udfff]")
LONGEST = 4096
"""Characters of a cursor: the value that documents are ordered by may be a long name."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list that was asked for in one way."""

    asked: str
    version: str
    place: Place

    def __str__(self) -> str:
        """The text that stands for it."""
        values = [self.asked, self.version, *self.place]
        made = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def digest_of(*question: object) -> str:
    """What tells one question from others, whose places it does not share."""
    return hashlib.sha256(repr(question).encode("utf-8", "backslashreplace")).hexdigest()[:12]


def parse_cursor(text: str, asked: str) -> Cursor:
    """The cursor of a question that *text* stands for. Raises: ProtocolError (400) for another text.

    >>> parse_cursor(str(Cursor("a", "1", Place("2022", "https://example.org/1"))), "a").place.value
    '2022'
    """
    try:
        made = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
        values = json.loads(made)
    except (ValueError, RecursionError):
        raise _wrong() from None
    if not isinstance(values, list) or len(values) != 4 or not all(_is_text(value) for value in values):
        raise _wrong()
    found = Cursor(values[0], values[1], Place(values[2], values[3]))
    if str(found) != text:
        raise _wrong()
    if found.asked != asked:
        raise ProtocolError(
            400, "The cursor is that of another question", "Ask with the filters and the order of the page before"
        )
    return found


def resumed(text: str | None, asked: str, offset: int) -> Cursor | None:
    """The cursor behind which a page of a question begins, if one was sent.

    Raises: ProtocolError (400) for a text that is none of the question, or where an offset was sent, too.
    """
    before = None if text is None else parse_cursor(text, asked)
    if before is not None and offset:
        raise ProtocolError(400, "A cursor and an offset say two things", "Send one of them")
    return before


def _is_text(value: object) -> bool:
    """Whether it is a text that can be encoded: JSON may name halves of characters."""
    return isinstance(value, str) and not _SURROGATE.search(value)


def _wrong() -> ProtocolError:
    return ProtocolError(400, "The cursor is none of this server", "Send the `next` of an answer as it is, or none")


@dataclass(frozen=True, slots=True)
class Following:
    """What leads from a page to the next one: the cursor, None on the last page, and the header; `data_changed` tells
    that this page is of other data than the one before.
    """

    next: str | None
    data_changed: bool
    headers: dict[str, str]

    def members(self) -> dict[str, str | bool | None]:
        """What the body of an answer says of it."""
        return {"next": self.next, "data_changed": self.data_changed}


def following(
    request: Request, path: str, asked: str, version: str, before: Cursor | None, place: Place | None
) -> Following:
    """What leads on from a page of the list at a path, of data of a version; `place` is that of its last row, None
    where no row comes behind it.
    """
    cursor = None if place is None else str(Cursor(asked, version, place))
    return Following(cursor, before is not None and before.version != version, next_link(request, path, cursor))


def next_link(request: Request, path: str, cursor: str | None) -> dict[str, str]:
    """The header that leads to the next page of the list at a path (RFC 8288); none where there is no such page."""
    if cursor is None:
        return {}
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in ("cursor", "offset")]
    root = str(request.scope.get("root_path", "")).rstrip("/")
    address = f"{root}{path}?{urlencode([*kept, ('cursor', cursor)])}"
    return {"Link": f'<{address}>; rel="next"'}
