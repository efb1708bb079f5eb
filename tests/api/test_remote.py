"""The command and the server over stores on SPARQL servers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api import Settings, create_app
from api.cli import app
from graph.connection import Connection
from graph.derive import derive
from graph.store import open_store
from ontology.errors import InputError, StoreError
from tests.api.client import running
from tests.conftest import SAMPLE_CORPUS
from tests.graph.corpus import CT12, sources
from tests.servers import free_port, oxigraph_server, virtuoso_server

SERVERS = {"oxigraph": oxigraph_server, "virtuoso": virtuoso_server}
SOURCES = sources()


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    """A server without a store, whose user the environment names."""
    (tmp_path / "server").mkdir()
    monkeypatch.setenv("LINEAGE_STATE_DIR", str(tmp_path / "state"))
    with SERVERS[request.param](tmp_path / "server") as connection:
        if connection.user:
            monkeypatch.setenv("LINEAGE_STORE_USER", connection.user)
            monkeypatch.setenv("LINEAGE_STORE_PASSWORD", connection.password)
        yield connection


def run(*arguments: str, code: int = 0) -> tuple[str, str]:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == code, result.output
    return result.stdout, result.stderr


COMMANDS = [
    ("list",),
    ("show", "57-KH/HU"),
    ("trace", "12-CT/TW", "--date", "2007"),
    ("cascade", "12-CT/TW", "--date", "2007"),
    ("coverage", "12-CT/TW", "--date", "2007", "--format", "json"),
    ("gaps",),
    ("duties",),
    ("conflicts",),
]
QUERIES = [
    "SELECT DISTINCT ?d WHERE { ?d a lin:Document } ORDER BY ?d",
    "CONSTRUCT { ?d a lin:Document } WHERE { ?d a lin:Document ; eli:id_local '57-KH/HU' }",
    "ASK { ?d a lin:Document }",
]


def test_each_command_prints_what_it_prints_of_a_directory(
    server: Connection, sample_store: Path, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(SAMPLE_CORPUS, corpus)
    _, said = run("build", str(corpus), "--store", server.url)
    assert f"{server.url}: 13 files with 16 documents, 13 files new or changed" in said
    for number, query in enumerate(QUERIES):
        (tmp_path / f"{number}.rq").write_text(query, encoding="utf-8")
    for command in (*COMMANDS, *(("query", str(tmp_path / f"{number}.rq")) for number in range(len(QUERIES)))):
        assert run(*command, "--store", server.url)[0] == run(*command, "--store", str(sample_store))[0], command
    assert "no difference" in run("diff", str(sample_store), server.url)[1]
    removed = sorted(corpus.iterdir())[0]
    removed.unlink()
    _, said = run("build", str(corpus), "--prune", "--store", server.url)
    assert "0 files new or changed, 1 removed whose files are gone" in said
    assert run("remove", sorted(corpus.iterdir())[0].name, "--store", server.url)[1].startswith(server.url)
    assert not list(tmp_path.rglob("http*"))


@pytest.mark.parametrize("command", [("list",), ("remove", "a.txt"), ("serve",), ("validate",)])
def test_commands_that_read_make_no_store(server: Connection, command: tuple[str, ...]) -> None:
    _, said = run(*command, "--store", server.url, code=1)
    assert "holds no store" in said and f"lineage build PATH... --store {server.url}" in said


def load(place: Connection, names: list[str]) -> None:
    with open_store(place) as store:
        store.load_sources((name, SOURCES[name]) for name in names)
        derive(store)


def test_the_server_answers_and_sees_what_is_loaded_meanwhile(
    server: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.remote._ASK_AGAIN_SECONDS", 0.0)
    names = sorted(SOURCES)
    load(server, names[:1])
    settings = Settings(store=server.url, max_rows=3)
    with running(create_app(settings)) as client:
        before = client.get("/health").json()
        total = client.get("/documents").json()["total"]
        assert client.get("/health").json() == before
        load(server, names)
        after = client.get("/health").json()
        assert after["data"] != before["data"] and after["statements"] > before["statements"]
        assert client.get("/documents").json()["total"] > total
        assert client.get("/sparql", {"query": f"ASK {{ <{CT12.iri}> a lin:Document }}"}).json()["boolean"] is True
        rows = client.get("/sparql", {"query": "SELECT ?d { ?d a lin:Document }"})
        assert (rows.headers["Lineage-Truncated"], len(rows.json()["results"]["bindings"])) == ("true", 3)
        for query, status in (
            ("SELECT bla", 400),
            ("ASK { SERVICE <http://a.example/> { ?s ?p ?o } }", 403),
            ("DELETE WHERE { ?s ?p ?o }", 403),
        ):
            assert client.get("/sparql", {"query": query}).status_code == status
        graph = client.get("/sparql", {"query": "DESCRIBE lin:x"}, {"Accept": "text/turtle"})
        assert graph.status_code == 200


def test_a_server_without_a_store_ends_the_start(server: Connection) -> None:
    with pytest.raises(StoreError, match="holds no store"), running(create_app(Settings(store=server.url))):
        pass


def test_a_server_that_goes_away_is_503_and_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.remote._ASK_AGAIN_SECONDS", 0.0)
    with oxigraph_server(tmp_path) as connection:
        load(connection, sorted(SOURCES))
        opened = running(create_app(Settings(store=connection.url, store_tries=1)))
        client = opened.__enter__()
        assert client.get("/documents").status_code == 200
    try:
        gone = client.get("/documents")
        assert gone.status_code == 503
        assert connection.url in gone.json()["error"]["message"]
    finally:
        opened.__exit__(None, None, None)


def test_settings_tell_a_url_from_a_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINEAGE_STORE", "https://data.example/sparql")
    monkeypatch.setenv("LINEAGE_STORE_TOKEN", "secret-word")
    place = Settings().place
    assert isinstance(place, Connection)
    assert (place.url, place.token) == ("https://data.example/sparql", "secret-word")
    assert "secret-word" not in f"{Settings()!r} {place!r}"
    assert Settings(store="build/store").place == Path("build/store")
    with pytest.raises(InputError, match="password in it"):
        _ = Settings(store="https://an:word@data.example/").place


def test_a_server_that_is_not_there_is_told_with_its_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINEAGE_STORE_TRIES", "1")
    url = f"http://127.0.0.1:{free_port()}"
    _, said = run("list", "--store", url, code=1)
    assert f"{url}/query cannot be reached" in said
