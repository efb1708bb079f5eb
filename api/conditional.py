"""Answers that a client may still have: ETag, Last-Modified, 304 and 412 (RFC 9110, sections 8.8 and 13)."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime
from functools import cache, lru_cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from api.errors import ProtocolError
from api.language import language_of
from api.negotiation import HTML
from api.settings import Settings
from api.snapshots import Snapshot, time_of
from api.transport import accepts_gzip
from api.version import software_version

_TAGS = re.compile(r'(W/)?("[^"]*")')
_ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells one representation from all others of its address, and when it may last have changed."""

    tag: str
    changed: int
    """Seconds since 1970 that lie behind the last change, so that no other change can bear the same date."""
    spoken: bool = False
    """Whether it is a page, whose language a cookie may tell."""

    def sent(self, now: float | None = None) -> dict[str, str]:
        """The headers of an answer, and of the 304 in its place."""
        now = time.time() if now is None else now
        dated = {"Last-Modified": _http_date(self.changed)} if self.changed <= now else {}
        spoken = {"Vary": "Cookie"} if self.spoken else {}
        return {"ETag": self.tag, "Cache-Control": "no-cache", **dated, **spoken}


@lru_cache(maxsize=64)
def _http_date(seconds: int) -> str:
    return formatdate(seconds, usegmt=True)


def validators(request: Request, settings: Settings, snapshot: Snapshot, media_type: str) -> Validators:
    """The validators of the answer to *request* as *media_type*, from the versions of data and program.

    The tag is strong: it names the data, the program with its settings, the address, the media type, the coding and, of
    a page, its language.
    """
    coding = "gzip" if accepts_gzip(request.headers) else ""
    program = (software_version(), _program_time(), settings.model_dump_json(exclude={"store"}))
    spoken = language_of(request) if media_type == HTML else ""
    address = (str(request.url), request.scope.get("root_path", ""))
    parts = (snapshot.version, program, *address, media_type, coding, spoken)
    digest = hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()
    changed = max(time_of(snapshot), _program_time())
    return Validators(f'"{digest[:32]}"', int(changed) + 1, spoken != "")


def validators_of(request: Request, snapshot: Snapshot, body: bytes) -> Validators:
    """The validators of *body*, which follows from the data of *snapshot*; the tag is that of the bytes and coding."""
    coding = b"gzip" if accepts_gzip(request.headers) else b""
    changed = max(time_of(snapshot), _program_time())
    return Validators(f'"{hashlib.sha256(body + coding).hexdigest()[:32]}"', int(changed) + 1)


def knows(if_none_match: Sequence[str], tag: str) -> bool:
    """Whether a client that sends these headers ``If-None-Match`` has the representation of *tag*."""
    return bool(if_none_match) and _matches(", ".join(if_none_match), tag, weak=True)


def unchanged(request: Request, found: Validators) -> Response | None:
    """The 304 for a client that has this representation; ``None`` where it has to be sent.

    Raises: ProtocolError (412) when the client wants it only if it has another state than it has.
    """
    now = time.time()
    _check_preconditions(request.headers, found)
    known = request.headers.getlist("if-none-match")
    if known:
        fresh = knows(known, found.tag)
    else:
        since = _date(request.headers.get("if-modified-since"))
        fresh = since is not None and found.changed <= min(since, now)
    return Response(status_code=304, headers=found.sent(now)) if fresh else None


def _check_preconditions(headers: Headers, found: Validators) -> None:
    wanted = headers.getlist("if-match")
    unmodified = None if wanted else _date(headers.get("if-unmodified-since"))
    if wanted and not _matches(", ".join(wanted), found.tag, weak=False):
        raise ProtocolError(412, "The answer is not in the state that If-Match names", "Ask again without If-Match")
    if unmodified is not None and found.changed > unmodified:
        raise ProtocolError(412, "The answer has changed since that date", "Ask again without If-Unmodified-Since")


def _matches(header: str, tag: str, *, weak: bool) -> bool:
    """Whether a list of entity tags names *tag*, by weak or strong comparison (RFC 9110, section 8.8.3.2)."""
    if header.strip() == "*":
        return True
    return any(name == tag and (weak or not prefix) for prefix, name in _TAGS.findall(header))


def _date(header: str | None) -> float | None:
    """The seconds since 1970 of an HTTP date; ``None`` for what is none, which is as if it were not there."""
    if header is None:
        return None
    try:
        found = parsedate_to_datetime(header)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


@cache
def _program_time() -> float:
    """When the program was last changed: another template may be another answer from the same data."""
    folders = (_ROOT / name for name in ("api", "graph", "ontology"))
    files = (path for folder in folders for path in folder.rglob("*.*") if path.suffix != ".pyc")
    return max(path.stat().st_mtime for path in files)
