"""Requests to a SPARQL server: its endpoints, who asks, what is tried again, and errors that say what to do.

Only what may be done twice is tried again: on a connection that breaks, an answer that is cut short, and the statuses
429, 502, 503 and 504, after a time that doubles, or the time that the server asks for (`Retry-After`).
"""

from __future__ import annotations

import random
import re
import ssl
import time
from collections.abc import Callable, Generator, Mapping
from copy import copy
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cache
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Final
from urllib.parse import urlsplit

from ontology.errors import InputError, StoreError

if TYPE_CHECKING:
    import httpx

TRY_AGAIN: Final = frozenset({429, 502, 503, 504})
_LONGEST_WAIT: Final = 60.0
_FIRST_WAIT: Final = 0.25
_IN_MEMORY: Final = 8 << 20
_SHOWN: Final = 300
_DENIED: Final = re.compile(r"no permission|permission denied|access denied", re.IGNORECASE)
_CREDENTIALS: Final = "set LINEAGE_STORE_USER and LINEAGE_STORE_PASSWORD, or LINEAGE_STORE_TOKEN, to what it accepts"


def is_url(place: object) -> bool:
    """Whether the place of a store is the URL of a server.

    >>> is_url("https://data.example/sparql"), is_url("build/store")
    (True, False)
    """
    return isinstance(place, str) and place.lower().startswith(("http://", "https://"))


class RemoteError(StoreError):
    """A request to a SPARQL server that failed; `status` is that of its answer, None where there was none."""

    default_hint = "See that the server runs and answers at this URL"

    def __init__(self, message: str, *, hint: str = "", status: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.status: Final = status


class RemoteTooLarge(RemoteError):
    """The server's answer has more bytes than were to be read."""


class RemoteTimeout(RemoteError):
    """A server that does not answer in time."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The URLs for SPARQL Query, SPARQL Update and the Graph Store Protocol."""

    query: str
    update: str
    graphs: str


@dataclass(frozen=True, slots=True)
class Connection:
    """How a SPARQL server is reached: its URL, who asks, and what one request may cost.

    Raises:
        InputError: for what is no URL of a server, or one with a password in it.
    """

    url: str
    update_url: str = ""
    graphs_url: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    timeout_seconds: float = 60.0
    tries: int = 5
    batch_bytes: int = 1_000_000

    def __post_init__(self) -> None:
        for url in (self.url, self.update_url, self.graphs_url):
            _check(url)

    @property
    def endpoints(self) -> Endpoints:
        """The endpoints that were named, else those that a server with such a URL has."""
        guess = endpoints_of(self.url)
        return Endpoints(guess.query, self.update_url or guess.update, self.graphs_url or guess.graphs)


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        named = not url or (is_url(url) and parts.hostname is not None and parts.port != 0)
    except ValueError:
        named, parts = False, urlsplit("")
    if "@" in parts.netloc:
        raise InputError(
            "the URL of a store has a user or a password in it, which logs would show",
            hint="set LINEAGE_STORE_USER and LINEAGE_STORE_PASSWORD (or _PASSWORD_FILE) instead",
        )
    if not named or parts.query or parts.fragment:
        raise InputError(f"{url} is no URL of a server", hint="write http://HOST:PORT/PATH or https://HOST/PATH")


def endpoints_of(url: str) -> Endpoints:
    """The endpoints of a server by the form of its URL, as the servers' manuals give them.

    >>> endpoints_of("http://127.0.0.1:7878")  # oxigraph serve
    Endpoints(query='http://127.0.0.1:7878/query', update='http://127.0.0.1:7878/update', graphs='http://127.0.0.1:7878/store')
    >>> endpoints_of("http://127.0.0.1:8890/sparql-auth").graphs  # Virtuoso
    'http://127.0.0.1:8890/sparql-graph-crud-auth'
    >>> endpoints_of("https://data.example/repositories/lineage").update  # RDF4J, GraphDB
    'https://data.example/repositories/lineage/statements'
    >>> endpoints_of("https://data.example/lineage").graphs  # Fuseki
    'https://data.example/lineage'
    """
    url = url.rstrip("/")
    path = urlsplit(url).path
    above, _, last = url.rpartition("/")
    if not path:
        return Endpoints(f"{url}/query", f"{url}/update", f"{url}/store")
    if last == "query":
        return Endpoints(url, f"{above}/update", f"{above}/store")
    if last in ("sparql", "sparql-auth"):
        return Endpoints(url, url, f"{above}/sparql-graph-crud{last.removeprefix('sparql')}")
    if above.endswith("/repositories"):
        return Endpoints(url, f"{url}/statements", f"{url}/rdf-graphs/service")
    return Endpoints(url, url, url)


class _Again(Exception):
    """A failure that may pass; `unsent` says that the server cannot have seen the request."""

    def __init__(self, error: RemoteError, *, unsent: bool = False, wait: float | None = None) -> None:
        self.error = error
        self.unsent = unsent
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; `ends` is what a whole answer ends in, and `idempotent` whether it may be sent twice."""

    method: str
    url: str
    params: Mapping[str, str] | None = None
    form: Mapping[str, str | list[str]] | None = None
    body: bytes | None = None
    headers: Mapping[str, str] | None = None
    ends: bytes = b""
    may_be_empty: bool = False
    idempotent: bool = True
    bounded: bool = True
    """Whether all of the answer has to come within the timeout, and not each piece of it."""


class Client:
    """Sends requests to one server; safe to use from many threads. Close it when done."""

    def __init__(self, connection: Connection, *, sleep: Callable[[float], None] = time.sleep) -> None:
        """Reach the server as the connection says; nothing is sent yet."""
        import httpx

        self.connection: Final = connection
        self._sleep = sleep
        self._most_bytes: int | None = None
        seconds = connection.timeout_seconds
        self._http: Final = httpx.Client(
            timeout=httpx.Timeout(seconds, connect=min(seconds, 10.0)),
            auth=_auth(connection),
            verify=_authorities(),
            follow_redirects=False,  # a login is for the server that was named
            trust_env=False,
        )

    def bounded(self, most_bytes: int) -> Client:
        """The same, through the same connections, but answers of more bytes are given up with RemoteTooLarge."""
        bounded = copy(self)
        bounded._most_bytes = most_bytes
        return bounded

    def close(self) -> None:
        """Give the connections free."""
        self._http.close()

    def send(self, asked: Asked) -> IO[bytes]:
        """The body of the answer, as a file at its beginning.

        Raises:
            RemoteError: when the server cannot be reached, refuses, or answers with nonsense, after as many tries as
                the connection allows.
        """
        tries = max(1, self.connection.tries)
        for number in range(1, tries + 1):
            try:
                return self._once(asked)
            except _Again as fault:
                wait = _wait(number, fault.wait)
                if number == tries or not (asked.idempotent or fault.unsent) or wait > _LONGEST_WAIT:
                    raise _after(fault.error, number) from fault.__cause__
                self._sleep(wait)
        raise AssertionError("unreachable")

    def _once(self, asked: Asked) -> IO[bytes]:
        import httpx

        began = time.monotonic()
        try:
            with self._http.stream(
                asked.method,
                asked.url,
                params=asked.params,
                data=asked.form,
                content=asked.body,
                headers=asked.headers,
            ) as response:
                if response.status_code >= 300:
                    self._refuse(asked, response)
                return self._body(asked, response, began)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            fault = RemoteError(f"the server {asked.url} cannot be reached: {_said(error)}")
            raise _Again(fault, unsent=True) from error
        except httpx.TimeoutException as error:
            raise self._late(asked) from error
        except httpx.TransportError as error:
            raise _Again(RemoteError(f"the connection to {asked.url} broke: {_said(error)}")) from error
        except (httpx.DecodingError, httpx.InvalidURL) as error:
            raise RemoteError(f"the answer of {asked.url} cannot be read: {error}") from error

    def _body(self, asked: Asked, response: httpx.Response, began: float) -> IO[bytes]:
        """The whole body. Raises: _Again when it is cut short."""
        out: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  the caller reads it
        try:
            self._copy(asked, response, began, out)
        except BaseException:
            out.close()
            raise
        out.seek(0)
        return out

    def _copy(self, asked: Asked, response: httpx.Response, began: float, out: IO[bytes]) -> None:
        tail, size = b"", 0
        for chunk in response.iter_bytes():
            size += len(chunk)
            if self._most_bytes is not None and size > self._most_bytes:
                raise RemoteTooLarge(f"the answer of {asked.url} is larger than {self._most_bytes:,} bytes")
            out.write(chunk)
            tail = (tail + chunk)[-64:]
            if asked.bounded and time.monotonic() - began > self.connection.timeout_seconds:
                raise self._late(asked)
        if not tail.rstrip().endswith(asked.ends) and (tail or not asked.may_be_empty):
            raise _Again(RemoteError(f"the answer of {asked.url} is cut short or is not what was asked for"))

    def _late(self, asked: Asked) -> RemoteTimeout:
        return RemoteTimeout(
            f"the server {asked.url} did not answer within {self.connection.timeout_seconds:g} seconds",
            hint="ask for less, or raise LINEAGE_STORE_TIMEOUT_SECONDS",
        )

    def _refuse(self, asked: Asked, response: httpx.Response) -> None:
        """Raise what an answer that is none means."""
        response.read()
        status, said = response.status_code, self._excerpt(response)
        if _DENIED.search(said):  # Virtuoso answers 500
            status = 403
        error = RemoteError(
            f"{asked.method} {asked.url}: status {response.status_code}{said and f': {said}'}",
            hint=_hint(status, response.headers.get("location", "")),
            status=status,
        )
        if status in TRY_AGAIN:
            raise _Again(error, wait=_retry_after(response.headers.get("retry-after", "")))
        raise error

    def _excerpt(self, response: httpx.Response) -> str:
        """The beginning of what the server says, on one line, without markup and without what logs may not show."""
        text = " ".join(re.sub(r"<[^<>]{0,200}>", " ", response.text[:4000]).split())
        for secret in (self.connection.password, self.connection.token):
            text = text.replace(secret, "***") if secret else text
        return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__


def _hint(status: int, location: str) -> str:
    if status in (401, 403, 407):
        return f"the server refuses who asks: {_CREDENTIALS}"
    if status in (404, 405, 410, 415, 501):
        return (
            "it offers this nowhere or elsewhere: name the URL of its SPARQL endpoint as the store, "
            "or set LINEAGE_STORE_UPDATE_URL and LINEAGE_STORE_GRAPHS_URL"
        )
    if status < 400:
        return f"it sends to {location or 'another place'}: name that as the store"
    if status == 413:
        return "lower LINEAGE_STORE_BATCH_BYTES, or let the server take larger requests"
    if status in TRY_AGAIN:
        return "the server is busy or going down: try again later, or raise LINEAGE_STORE_TRIES"
    return "the log of the server tells more"


def _after(error: RemoteError, tries: int) -> RemoteError:
    """The error with the number of tries that were made."""
    if tries > 1:
        return RemoteError(f"{error.message} (tried {tries} times)", hint=error.hint, status=error.status)
    return error


def _wait(number: int, asked: float | None) -> float:
    """Seconds until the next try: as the server asks, else a time that doubles, less up to half by chance."""
    if asked is not None:
        return asked
    return min(_LONGEST_WAIT, _FIRST_WAIT * 2.0**number) * random.uniform(0.5, 1.0)


def _retry_after(said: str) -> float | None:
    """The seconds of a Retry-After, which gives them or a date (RFC 9110, section 10.2.3)."""
    if said.strip().isdigit():
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time()) if said else None
    except ValueError:
        return None


@cache
def _authorities() -> ssl.SSLContext:
    """Whose certificates are trusted; read once, as that takes longer than most requests."""
    import httpx

    return httpx.create_ssl_context(trust_env=False)


def _auth(connection: Connection) -> httpx.Auth | None:
    import httpx

    class Login(httpx.Auth):
        """A token with each request; a user's password once the server asks for it, in the way in which it asks."""

        chosen: httpx.Auth | None = None

        def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
            if connection.token:
                request.headers["Authorization"] = f"Bearer {connection.token}"
                yield request
                return
            if self.chosen is None:
                response = yield request
                self.chosen = self.scheme(response)
                if self.chosen is None:
                    return
            yield from self.chosen.auth_flow(request)

        def scheme(self, response: httpx.Response) -> httpx.Auth | None:
            if response.status_code not in (401, 403):
                return None
            ways = ", ".join(response.headers.get_list("www-authenticate")).lower()
            if "digest" in ways:
                return httpx.DigestAuth(connection.user, connection.password)
            return httpx.BasicAuth(connection.user, connection.password) if "basic" in ways or not ways else None

    return Login() if connection.token or connection.user else None
