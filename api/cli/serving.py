"""``lineage serve``: the HTTP server."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.app import app
from api.cli.options import StoreOption, note_outdated
from api.cli.output import say
from ontology.errors import InputError

if TYPE_CHECKING:
    from api.settings import Settings


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
    store: StoreOption = None,
) -> None:
    """Answer over HTTP: pages, a JSON API, SPARQL and pictures, until Ctrl-C."""
    import uvicorn

    from api.app import create_app
    from api.places import open_to_read
    from api.protocol import OneErrorProtocol
    from api.settings import load_settings

    settings = load_settings(host=host, port=port, store=store)
    with open_to_read(settings) as opened:  # says what is wrong before the server starts
        note_outdated(opened)
    with _listening(settings) as listening:
        address, bound = listening.getsockname()[:2]
        shown = f"[{address}]" if ":" in address else address
        say(f"Serving {settings.store} at http://{shown}:{bound}{settings.root_path}/  (stop with Ctrl-C)")
        if not ipaddress.ip_address(address).is_loopback:
            say("warning: everybody who reaches this address can read the whole graph")
        config = uvicorn.Config(
            create_app(settings),
            http=OneErrorProtocol,
            log_level="info",
            server_header=False,
            root_path=settings.root_path,
        )
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how a server ends
            uvicorn.Server(config).run(sockets=[listening])


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
    return listening
