"""The one body of every error that the server answers, and the status of each.

It is a problem of RFC 9457: ``{"type": "/docs#problem-ambiguous", "title": "...", "status": 409, "detail": "...",
"code": "ambiguous", "hint": "...", "candidates": [...], "request": "..."}``; a browser gets the same as a page. What
the client can mend is 4xx; a limit of the server is 503, a defect of ours 500. A query that takes too long is 503 too,
as it is this server that cannot handle it; 504 is for the SPARQL server of a store behind it that does not answer in
time (RFC 9110, sections 15.6.4 and 15.6.5).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from api.negotiation import HTML, JSON, choose
from api.pages import page
from api.sparql.guard import RefusedError
from api.sparql.lanes import BusyError, UpstreamTimeout
from api.sparql.pool import UnacceptableError
from api.wording import fault_of, sentence
from graph.views.words import words
from ontology.errors import (
    Ambiguous,
    Candidate,
    InputError,
    LimitExceeded,
    LineageError,
    NotFound,
    QueryError,
    StoreError,
)

_STATUSES: tuple[tuple[type[LineageError], int, str], ...] = (
    (RefusedError, 403, "refused"),
    (UnacceptableError, 406, "not_acceptable"),
    (QueryError, 400, "query"),
    (BusyError, 503, "busy"),
    (UpstreamTimeout, 504, "limit"),
    (LimitExceeded, 503, "limit"),
    (NotFound, 404, "not_found"),
    (Ambiguous, 409, "ambiguous"),
    (StoreError, 503, "store"),
    (InputError, 400, "input"),
)
PROBLEM = "application/problem+json"
_HTTP_CODES: Mapping[int, tuple[str, str]] = {
    400: ("input", "Correct the request"),
    401: ("unauthorized", "Send the header Authorization: Bearer TOKEN"),
    403: ("forbidden", "Ask the operator of this server"),
    404: ("not_found", "The routes are listed at /docs"),
    405: ("method_not_allowed", "The routes are listed at /docs"),
    406: ("not_acceptable", "Send another Accept header"),
    408: ("timeout", "Send it again, faster"),
    412: ("precondition", "Ask again without the condition"),
    413: ("too_large", "Send less"),
    414: ("uri_too_long", "Send the query by POST"),
    415: ("unsupported_media_type", "Send another Content-Type"),
    421: ("misdirected", "Ask this server by its own name"),
    429: ("too_many_requests", "Ask less often"),
    499: ("gone", "Send it again"),
    503: ("unavailable", "Ask again later"),
}


class ProtocolError(HTTPException):
    """A request whose form this server does not answer: 400, 406, 412 to 415, with what to do about it."""

    def __init__(self, status: int, message: str, hint: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, message, dict(headers or {}))
        self.hint = hint


def not_acceptable(offered: Sequence[str]) -> ProtocolError:
    """The error for a client that accepts none of *offered*."""
    return ProtocolError(
        406, "None of the accepted media types can be answered", f"Accept one of: {', '.join(offered)}"
    )


def accepted(request: Request) -> str | None:
    """The ``Accept`` header of a request; several of them are one (RFC 9110, section 5.3)."""
    found = request.headers.getlist("accept")
    return ", ".join(found) if found else None


def asked_type(request: Request, format: str | None, formats: Mapping[str, str]) -> str:
    """The media type of an answer: that of *formats* which ``format=`` names, else the best by ``Accept``.

    Raises: ProtocolError (406) when the client accepts none of them.
    """
    if format is not None:
        return formats[format]
    offered = list(formats.values())
    chosen = choose(accepted(request), offered)
    if chosen is None:
        raise not_acceptable(offered)
    return chosen


def candidate_json(candidate: Candidate) -> dict[str, str | None]:
    """One bearer of an ambiguous number, as it stands in error bodies."""
    return {
        "iri": candidate.iri,
        "label": candidate.label,
        "date": candidate.date,
        "issuer": candidate.issuer,
    }


def problem(
    status: int, code: str, detail: str, hint: str, candidates: Sequence[Candidate] | None = None
) -> dict[str, Any]:
    """The body of an error: the members of RFC 9457, section 3.1, and of our own what to do and what could be meant."""
    body: dict[str, Any] = {
        "type": f"/docs#problem-{code}",
        "title": title_of(code),
        "status": status,
        "detail": sentence(detail),
        "code": code,
        "hint": sentence(hint),
    }
    if candidates is not None:
        body["candidates"] = [candidate_json(candidate) for candidate in candidates]
    return body


def title_of(code: str) -> str:
    """What all problems of one code have in common, in English."""
    return words().get(f"error-{code}", words()["error"])[1]


def problems() -> list[tuple[str, int]]:
    """All codes with their statuses, in the order of the statuses."""
    known = {(code, status) for _, status, code in _STATUSES}
    known |= {(code, status) for status, (code, _) in _HTTP_CODES.items()}
    return sorted({*known, ("invalid", 422), ("internal", 500)}, key=lambda entry: (entry[1], entry[0]))


def status_of(error: LineageError) -> tuple[int, str]:
    """(HTTP status, code) of *error*; what the tables do not know is the server's fault.

    >>> status_of(NotFound("no such document"))
    (404, 'not_found')
    """
    for kind, status, code in _STATUSES:
        if isinstance(error, kind):
            return status, code
    return 500, "internal"


def install(app: FastAPI) -> None:
    """Makes *app* answer every error with the one body."""
    app.add_exception_handler(LineageError, answer_lineage_error)
    app.add_exception_handler(HTTPException, answer_http_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(ClientDisconnect, _on_gone)
    app.add_exception_handler(Exception, answer_defect)


_NUMBER = re.compile(r"\d[^\s,]*[/-][^\s,]+")


@dataclass(frozen=True, slots=True)
class _Links:
    """Where a page of an error leads: which page of a candidate was meant, and words to search for.

    `parameter` is the one that named a document, where a question names several.
    """

    route: str
    query: str
    words: str
    parameter: str = ""

    def query_for(self, iri: str) -> str:
        """The question with a candidate in the place of the ambiguous number."""
        others = [pair for pair in parse_qsl(self.query) if pair[0] not in (self.parameter, f"{self.parameter}_date")]
        return urlencode([(self.parameter, iri), *others])

    @staticmethod
    def numbers(hint: str) -> list[str]:
        """The numbers that a hint names.

        >>> _Links.numbers("Numbers that begin so: 12-CT/TW, 12-KL/TW and 3 more")
        ['12-CT/TW', '12-KL/TW']
        """
        head, _, named = hint.partition(": ")
        return _NUMBER.findall(named) if head.lower() in ("numbers that begin so", "similar numbers") else []


def _links(request: Request) -> _Links:
    path = request.url.path.removeprefix(str(request.scope.get("root_path", "")).rstrip("/"))
    route, _, rest = path.lstrip("/").partition("/")
    if route == "embed":
        view, _, rest = rest.partition("/")
        route = f"embed/{view}"
    kept = [(name, value) for name, value in request.query_params.items() if name not in ("date", "number")]
    parameter = str(getattr(request.state, "parameter", ""))
    words = rest.removesuffix("/lineage") or request.query_params.get(parameter or "number", "")
    if "eli/" in words or "://" in words:  # an identifier, not words
        words = ""
    return _Links(route, urlencode(kept), words, parameter)


async def answer_lineage_error(request: Request, error: Exception) -> Response:
    """The answer that an error of the project stands for."""
    assert isinstance(error, LineageError)
    status, code = status_of(error)
    candidates = error.candidates if isinstance(error, Ambiguous) else None
    headers = {"Retry-After": "5"} if isinstance(error, BusyError) else {}
    return _answer(request, problem(status, code, error.message, error.hint, candidates), headers)


async def answer_http_error(request: Request, error: Exception) -> Response:
    """The answer that an HTTPException stands for."""
    assert isinstance(error, HTTPException)
    code, hint = _HTTP_CODES.get(error.status_code, ("http", "The routes are listed at /docs"))
    hint = error.hint if isinstance(error, ProtocolError) else hint
    return _answer(request, problem(error.status_code, code, str(error.detail), hint), dict(error.headers or {}))


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [
        f"the parameter {'.'.join(str(part) for part in fault['loc'][1:])}: {fault_of(fault)}"
        for fault in error.errors()
    ]
    return _answer(request, problem(422, "invalid", "; ".join(faults), "The parameters are listed at /docs"))


async def _on_gone(request: Request, error: Exception) -> Response:
    """Nobody reads this: the client left before its body had come. The log and the counts have the status."""
    return _answer(request, problem(499, "gone", "The client has left", "Send it again"))


async def answer_defect(request: Request, error: Exception) -> Response:
    """The answer to a defect: its text is in the server's log, as it may hold what a stranger should not see."""
    return _answer(request, problem(500, "internal", "The server failed", "Look into the server's log"))


def _answer(request: Request, body: dict[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    status = body["status"]
    if choose(accepted(request), [JSON, HTML]) == HTML:
        values = {"status": status, "links": _links(request), "problem": body}
        return page(request, "error.html", values, status=status, headers=headers)
    if request_id := getattr(request.state, "request_id", None):
        body["request"] = request_id
    root = str(request.scope.get("root_path", "")).rstrip("/")
    return JSONResponse({**body, "type": root + body["type"]}, status, headers=dict(headers or {}), media_type=PROBLEM)
