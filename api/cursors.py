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
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from starlette.requests import Request

from api.errors import ProtocolError
from graph.listing import Place

Row = TypeVar("Row")
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


@dataclass(frozen=True, slots=True)
class Paging:
    """A page of the list at a path, of data of a version: at most `most` rows, behind the place of `before`."""

    request: Request
    path: str
    version: str
    asked: str
    before: Cursor | None
    most: int

    @property
    def after(self) -> Place | None:
        """The place behind which the page begins, if it was asked for by a cursor."""
        return None if self.before is None else self.before.place

    def following(self, ahead: Sequence[Row], place_of: Callable[[Row], Place]) -> Following:
        """What leads on from the page, of which *ahead* has one row more if there is one."""
        goes_on = len(ahead) > self.most
        cursor = str(Cursor(self.asked, self.version, place_of(ahead[self.most - 1]))) if goes_on else None
        changed = self.before is not None and self.before.version != self.version
        return Following(cursor, changed, next_link(self.request, self.path, cursor))


def paging(
    request: Request, path: str, version: str, question: tuple[object, ...], cursor: str | None, offset: int, most: int
) -> Paging:
    """The page of the list at a path that a request asks for; *question* is its order and its filters.

    Raises: ProtocolError (400) for a cursor that is none of the question, or where an offset was sent, too.
    """
    asked = digest_of(path.removeprefix("/"), *question)
    before = None if cursor is None else parse_cursor(cursor, asked)
    if before is not None and offset:
        raise ProtocolError(400, "A cursor and an offset say two things", "Send one of them")
    return Paging(request, path, version, asked, before, most)


def next_link(request: Request, path: str, cursor: str | None) -> dict[str, str]:
    """The header that leads to the next page of the list at a path (RFC 8288); none where there is no such page."""
    if cursor is None:
        return {}
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in ("cursor", "offset")]
    root = str(request.scope.get("root_path", "")).rstrip("/")
    address = f"{root}{path}?{urlencode([*kept, ('cursor', cursor)])}"
    return {"Link": f'<{address}>; rel="next"'}
