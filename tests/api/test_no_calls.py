"""No spelling of SERVICE makes the server, as users run it, ask another one."""

from __future__ import annotations

import socket
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.served import Server, serving


@pytest.fixture(scope="module")
def server(store_path: Path) -> Iterator[Server]:
    with serving(store_path, query_timeout_seconds=60) as running:
        yield running


CALLS = [
    "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ {{ SELECT * {{ OPTIONAL {{ sErViCe SILENT <{url}> {{ ?s ?p ?o }} }} }} }} }}",
    "SELECT * {{ ?s ?p ?o FILTER NOT EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ S\\u0045RVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVIC\\U00000045 <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ BIND(IRI('{url}') AS ?x) SERVICE SILENT ?x {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p ?o # \r SERVICE <{url}> {{}}\n }}",
    "DESCRIBE ?s {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("twice", [False, True], ids=["once", "percent signs twice"])
def test_no_query_ever_calls_another_endpoint(server: Server, call: str, twice: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        query = call.format(url=f"http://127.0.0.1:{listener.getsockname()[1]}/")
        status, _, _ = server.ask(urllib.parse.quote(query) if twice else query)
        assert status in (400, 403)
        with pytest.raises(TimeoutError):
            listener.accept()
