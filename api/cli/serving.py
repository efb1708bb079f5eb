"""``lineage serve`` and ``lineage token``: the HTTP server, and who may use it."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from api.access.roles import Role
from api.cli.app import app
from api.cli.options import StoreOption, note_outdated
from api.cli.output import say
from ontology.errors import InputError

if TYPE_CHECKING:
    from api.access.gate import Policy
    from api.settings import Settings

_GRACE_SECONDS: Final = 5
"""What an answer may take, beyond its query, after the server was told to stop."""


def _checked_port(port: int | None) -> int | None:
    if port is not None and not 0 <= port <= 65535:
        raise typer.BadParameter(f"{port} is no port; write a number from 0 to 65535")
    return port


@app.command()
def serve(
    host: Annotated[str | None, typer.Option("--host", help="Address (default: LINEAGE_HOST, else 127.0.0.1).")] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", callback=_checked_port, help="Port (default: LINEAGE_PORT, else 8000); 0: a free one."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, max=64, help="Processes that answer (default: LINEAGE_WORKERS, else 1)."),
    ] = None,
    restricted: Annotated[
        bool | None,
        typer.Option("--restricted", help="Also serve a store with documents marked MẬT or Lưu hành nội bộ."),
    ] = None,
    store: StoreOption = None,
) -> None:
    """Answer over HTTP: pages, a JSON API, SPARQL and pictures, until Ctrl-C; what is under way is finished first."""
    from api.access.gate import policy_of
    from api.places import open_to_read
    from api.settings import load_settings
    from api.snapshots import check_open

    settings = load_settings(host=host, port=port, workers=workers, store=store, restricted=restricted)
    policy = policy_of(settings)
    with open_to_read(settings) as opened:  # says what is wrong before the server starts
        note_outdated(opened)
        if not settings.restricted:
            check_open(opened)
    with _listening(settings) as listening:
        address, bound = listening.getsockname()[:2]
        shown = f"[{address}]" if ":" in address else address
        say(f"Serving {settings.store} at http://{shown}:{bound}{settings.root_path}/  (stop with Ctrl-C)")
        for warning in _warnings(settings, policy, loopback=ipaddress.ip_address(address).is_loopback):
            say(f"warning: {warning}")
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how a server ends
            _run(settings, listening)


@app.command()
def token(
    name: Annotated[str, typer.Argument(help="Name that the log shows, such as that of the office.", metavar="NAME")],
    may: Annotated[Role, typer.Option("--may", help="What its holder may do.")] = Role.read,
    file: Annotated[
        Path | None, typer.Option("--file", help="File of tokens (default: LINEAGE_TOKENS_FILE).", metavar="FILE")
    ] = None,
) -> None:
    """Make a token for the server, print it once, and add its digest to the file of tokens."""
    from api.access.tokens import add_token
    from api.settings import load_settings

    place = file or load_settings().tokens_file
    if place is None:
        raise typer.BadParameter("no file of tokens: give --file, or set LINEAGE_TOKENS_FILE")
    typer.echo(add_token(place, name, may))
    say(f"{place} knows its digest only: keep the token, it is not shown again")


def _run(settings: Settings, listening: socket.socket) -> None:
    """Answer until a signal says to stop."""
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from api.app import create_app
    from api.operation.logs import configure
    from api.operation.metrics import MULTIPROCESS
    from api.protocol import OneErrorProtocol

    many = settings.workers > 1
    config = uvicorn.Config(
        "api.app:from_environment" if many else create_app(settings, alone=True),
        factory=many,
        workers=settings.workers,
        http=OneErrorProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        root_path=settings.root_path,
        timeout_graceful_shutdown=round(settings.query_timeout_seconds + _GRACE_SECONDS),
    )
    configure(settings.log_format)
    if not many:
        uvicorn.Server(config).run(sockets=[listening])
        return
    with tempfile.TemporaryDirectory(prefix="lineage-counts-") as counts:
        os.environ |= {MULTIPROCESS: counts, **settings.as_environment()}
        Multiprocess(config, sockets=[listening]).run()


def _warnings(settings: Settings, policy: Policy, *, loopback: bool) -> Iterator[str]:
    """What an operator should know of how a server is set up."""
    if settings.restricted:
        yield "documents that are marked as secret or for internal use are shown, if the store holds any"
    if loopback:
        return
    if not policy.read_needs_token:
        yield "everybody who reaches this address can read the whole graph (LINEAGE_READ_NEEDS_TOKEN changes that)"
    if "*" in policy.hosts:
        yield "it answers under any name (LINEAGE_TRUSTED_HOSTS names those that are meant)"
    if not policy.per_minute:
        yield "nothing limits how often a client may ask (LINEAGE_RATE_PER_MINUTE)"
    if policy.tokens is not None:
        yield "tokens go over plain HTTP: let a proxy with TLS stand before it"
    if settings.cors_origins == "*":
        yield "scripts of any site may read it (LINEAGE_CORS_ORIGINS)"


def _listening(settings: Settings) -> socket.socket:
    """A socket that listens where *settings* say. Raises: InputError when that cannot be."""
    place = f"{settings.host}:{settings.port}"
    try:
        family, _, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.create_server(address[:2], family=family, backlog=512)
    except OSError as error:
        raise InputError(
            f"cannot listen on {place}: {error.strerror or error}", hint="Choose another --port or --host"
        ) from None
    listening.set_inheritable(True)
    # asyncio sets this on sockets of which it knows that they are TCP, not on those that come from this one; without
    # it an answer in two parts waits 40 ms for the client's acknowledgement of the first
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
