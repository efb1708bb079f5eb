"""The gate before all routes: hosts that are trusted, clients that ask too often, tokens.

The rules are those of the settings; where a setting is silent, a server on loopback is open to whoever is there, and
one that others reach limits how often each of them may ask.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import anyio
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.rates import Rates
from api.access.roles import Role
from api.access.tokens import Token, TokenFile
from api.errors import ProtocolError, answer_http_error
from api.settings import Settings
from ontology.errors import LineageError

LIVE: Final = "/health/live"
"""What a watchdog asks: it needs no token and counts for no rate."""
RATE: Final = 600
"""Requests a minute for each client, where others than this machine can ask and the setting is silent."""
_COUNTS: Final = "rates"
_CHALLENGE: Final = 'Bearer realm="directive-lineage", Basic realm="directive-lineage", charset="UTF-8"'
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_LOG: Final = logging.getLogger("lineage.access")
_BROKEN: Final = ProtocolError(503, "Tokens cannot be checked now", "Ask the operator of this server")
_V6_PREFIX: Final = 64  # the addresses that one client has for itself (RFC 6177)


@dataclass(frozen=True, slots=True)
class Policy:
    """What the settings come to: trusted hosts (``*`` for any), requests a minute (0 for any number), who may read, and
    the seconds that a body may take.
    """

    hosts: frozenset[str]
    per_minute: int
    tokens: TokenFile | None
    read_needs_token: bool
    body_seconds: float = 30.0

    def trusts(self, host: str) -> bool:
        """Whether a ``Host`` header names this server.

        >>> policy = Policy(frozenset({"localhost", "*.gov.example"}), 0, None, False)
        >>> [policy.trusts(host) for host in ("LOCALHOST:8000", "a.gov.example", "gov.example", "evil.example", "")]
        [True, True, False, False, False]
        """
        if "*" in self.hosts:
            return True
        name = _name_of(host)
        parents = name.split(".")
        return name in self.hosts or any(
            f"*.{'.'.join(parents[start:])}" in self.hosts for start in range(1, len(parents))
        )


def is_loopback(host: str) -> bool:
    """Whether an address to listen on is reached from this machine only."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def policy_of(settings: Settings) -> Policy:
    """The policy that *settings* make. Raises: InputError when the file of tokens cannot be read."""
    loopback = is_loopback(settings.host)
    hosts = frozenset(settings.trusted_hosts.lower().split())
    if not hosts:
        own = (*_LOOPBACK, settings.host.lower().strip("[]"), urlsplit(settings.base).hostname or "")
        hosts = frozenset(filter(None, own)) if loopback else frozenset({"*"})
    rate = settings.rate_per_minute
    return Policy(
        hosts=hosts,
        per_minute=(0 if loopback else RATE) if rate is None else rate,
        tokens=TokenFile(settings.tokens_file) if settings.tokens_file else None,
        read_needs_token=settings.read_needs_token,
        body_seconds=settings.request_seconds,
    )


class Gate:
    """Stands before the routes: answers 401, 421, 429 and 503, and notes in ``state`` whose token a request bears.

    *shared* is the folder that all processes of the server have in common, where there are several.
    """

    def __init__(self, app: ASGIApp, policy: Policy, shared: Path | None = None) -> None:
        self._app = app
        self._policy = policy
        file = None if shared is None else shared / _COUNTS
        self._rates = Rates(policy.per_minute, file) if policy.per_minute else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request pass, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            self._check(request)
        except ProtocolError as error:
            answer = await answer_http_error(request, error)
        except LineageError as error:  # the file of tokens is broken: what is in it is for the log only
            _LOG.error("%s", error)
            answer = await answer_http_error(request, _BROKEN)
        else:
            await self._app(scope, _timely(receive, self._policy.body_seconds), send)
            return
        await answer(scope, receive, send)

    def _check(self, request: Request) -> None:
        if not self._policy.trusts(request.headers.get("host", "")):
            raise ProtocolError(
                421,
                "This server does not answer for the host that was asked",
                "Ask it by its own name, or let its operator set LINEAGE_TRUSTED_HOSTS",
            )
        if request.scope["path"].removeprefix(request.scope.get("root_path", "")) == LIVE:
            return
        if self._rates and not self._rates.admits(client_of(request)):
            raise ProtocolError(
                429,
                f"More than {self._policy.per_minute} requests in a minute",
                "Ask less often, or take the whole graph at once: lineage export, /store",
                {"Retry-After": "10"},
            )
        token = self._token(request.headers)
        request.state.token = token
        if self._policy.read_needs_token and token is None and request.method != "OPTIONS":
            raise _unauthorized("This server is read with a token only")

    def _token(self, headers: Headers) -> Token | None:
        """The token of a request, None where it shows none. Raises: ProtocolError (401) for one that is unknown."""
        secret = secret_in(headers)
        if secret is None or self._policy.tokens is None:
            return None
        token = self._policy.tokens.holder(secret)
        if token is None:
            raise _unauthorized("The token is unknown")
        return token


def _timely(receive: Receive, seconds: float) -> Receive:
    """What receives a body in so many seconds, and raises ProtocolError (408) where it does not come to its end."""
    end: float | None = None
    whole = False

    async def receiving() -> Message:
        nonlocal end, whole
        if whole:  # what follows is that the client leaves
            return await receive()
        end = anyio.current_time() + seconds if end is None else end
        with anyio.move_on_at(end):
            message = await receive()
            whole = not message.get("more_body", False)
            return message
        raise ProtocolError(408, f"The body did not come to its end in {seconds:g} seconds", "Send it again, faster")

    return receiving


def require(request: Request, role: Role) -> Token:
    """The token of a request that may do this. Raises: ProtocolError (401, 403) when it bears none that may.

    A token in the place of a password does not count: a browser sends it by itself, also for a form of another site.
    """
    token = getattr(request.state, "token", None)
    if not isinstance(token, Token) or not _is_bearer(request.headers):
        raise _unauthorized("This needs a token that is sent as Bearer")
    if not token.allows(role):
        raise ProtocolError(
            403, f"The token {token.name} may only {token.role.value}", f"Use one that may {role.value}"
        )
    return token


def client_of(request: Request) -> str:
    """What counts as one client: an address, or all those that one client has for itself in IPv6."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    mapped = getattr(address, "ipv4_mapped", None)
    if address.version == 4 or mapped is not None:
        return str(mapped or address)
    return str(ipaddress.ip_network((host, _V6_PREFIX), strict=False))


def _is_bearer(headers: Mapping[str, str]) -> bool:
    return headers.get("authorization", "").strip().lower().startswith("bearer ")


def secret_in(headers: Mapping[str, str]) -> str | None:
    """The token in ``Authorization``: as Bearer (RFC 6750), or as the password of Basic, for browsers (RFC 7617).

    >>> secret_in({"authorization": "Bearer dl_a"}), secret_in({"authorization": "Basic YTpkbF9i"}), secret_in({})
    ('dl_a', 'dl_b', None)
    """
    scheme, _, given = headers.get("authorization", "").strip().partition(" ")
    given = given.strip()
    match scheme.lower():
        case "bearer":
            return given
        case "basic":
            try:
                return base64.b64decode(given, validate=True).decode("utf-8").partition(":")[2]
            except (binascii.Error, UnicodeDecodeError):
                return ""
        case _:
            return None


def _unauthorized(message: str) -> ProtocolError:
    return ProtocolError(401, message, "Send the header Authorization: Bearer TOKEN", {"WWW-Authenticate": _CHALLENGE})


def _name_of(host: str) -> str:
    """A host without its port, in lower case."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""
