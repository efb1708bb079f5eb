"""SPARQL servers that tests start: on free loopback ports, with files of their own, stopped by their number."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx
import pytest

from graph.connection import Client, Connection
from graph.remote_engine import RemoteEngine
from ontology.iris import Iris

_START_SECONDS: Final = 90.0
_INI: Final = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
Striping = 0
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
Striping = 0
[Parameters]
ServerPort = 127.0.0.1:{port}
DisableUnixSocket = 1
ServerThreads = 10
CaseMode = 2
NumberOfBuffers = 8000
MaxDirtyBuffers = 6000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 8
MaxClientConnections = 8
[SPARQL]
DefaultQuery = ASK {{}}
{sparql}
"""


def free_port() -> int:
    """A port of the loopback address that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def oxigraph_server(folder: Path) -> Iterator[Connection]:
    """`oxigraph serve` with its data in a folder."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if program is None:
        pytest.skip("there is no program oxigraph: install the Python package of that name")
    port = free_port()
    command = [program, "serve", "--location", str(folder / "data"), "--bind", f"127.0.0.1:{port}"]
    with _running(command, folder, f"http://127.0.0.1:{port}/query"):
        yield Connection(f"http://127.0.0.1:{port}")


@contextmanager
def virtuoso_server(folder: Path, *, sparql: str = "") -> Iterator[Connection]:
    """Virtuoso with its data in a folder; `sparql` are lines for that section of its virtuoso.ini."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("there is no program virtuoso-t: install the Debian package virtuoso-opensource-7")
    port, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(_INI.format(port=port, http=http, sparql=sparql), encoding="utf-8")
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    with _running(command, folder, f"http://127.0.0.1:{http}/sparql"):
        yield Connection(f"http://127.0.0.1:{http}/sparql-auth", user="dba", password="dba")


@contextmanager
def _running(command: list[str], folder: Path, url: str) -> Iterator[None]:
    with (folder / "output.log").open("wb") as log, subprocess.Popen(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
    ) as process:  # fmt: skip
        try:
            _wait(process, url, folder / "output.log")
            yield
        finally:
            process.kill()


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(url, params={"query": "ASK {}"}, timeout=5, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"{process.args!r} does not answer: {log.read_text(errors='replace')[-2000:]}")


PROGRAMS: Final[dict[str, Callable[[Path], AbstractContextManager[Connection]]]] = {
    "oxigraph": oxigraph_server,
    "virtuoso": virtuoso_server,
}
"""How each server is started in a folder, by the name of its engine."""


@dataclass(slots=True)
class Servers:
    """Servers that run until the tests end, one for each engine and use."""

    folder: Callable[[str], Path]
    stack: ExitStack
    running: dict[tuple[str, str], Connection] = field(default_factory=dict)

    def started(self, engine: str, use: str) -> Connection:
        """The server of an engine for a use; its tests are skipped where there is no such program."""
        if (engine, use) not in self.running:
            self.running[engine, use] = self.stack.enter_context(PROGRAMS[engine](self.folder(engine)))
        return self.running[engine, use]

    def emptied(self, engine: str) -> Connection:
        """The server of an engine to write to, without a store."""
        connection = self.started(engine, "writing")
        clear(connection)
        return connection


def clear(connection: Connection) -> None:
    """Remove all graphs of the project from a server."""
    client = Client(connection)
    try:
        raw = RemoteEngine(client, Iris().base, read_only=False)
        raw.change(set(), set(), {*(str(graph.value) for graph in raw.named_graphs()), raw.own.value})
    finally:
        client.close()
