"""The command and the web server over stores on SPARQL servers: they say what they say of a directory, or refuse."""

from __future__ import annotations

import gc
import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import anyio
import pytest
import typer.main
from starlette.routing import Route
from typer.testing import CliRunner

from api import Settings, create_app
from api.cli import app
from api.remote import RemotePool, RemoteSnapshots
from api.settings import load_settings
from api.sparql.frames import Question
from api.sparql.lanes import PoolLimits
from graph.connection import Connection
from graph.derive import derive
from graph.store import open_store
from ontology.errors import InputError, StoreError
from ontology.static import static_digest
from tests.api.client import HTML, JSON, Client, running
from tests.conftest import SAMPLE_CORPUS
from tests.graph.corpus import CT12, sources
from tests.servers import PROGRAMS, Servers, free_port, oxigraph_server

SOURCES = sources()


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where this machine remembers the files of a store on a server."""
    monkeypatch.setenv("LINEAGE_STATE_DIR", str(tmp_path / "state"))


def log_in(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> Connection:
    if connection.user:
        monkeypatch.setenv("LINEAGE_STORE_USER", connection.user)
        monkeypatch.setenv("LINEAGE_STORE_PASSWORD", connection.password)
    return connection


@pytest.fixture(params=PROGRAMS)
def server(request: pytest.FixtureRequest, servers: Servers, monkeypatch: pytest.MonkeyPatch) -> Connection:
    """Each server without a store; the environment names its user."""
    return log_in(servers.emptied(request.param), monkeypatch)


def run(*arguments: str, code: int = 0) -> tuple[str, str]:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == code, result.output
    return result.stdout, result.stderr


# -- commands ----------------------------------------------------------------------------------------------------------

CT12_2022 = ("12-CT/TW", "--date", "2022-01-05")
READING = [
    ("list", "--format", "json"),
    ("show", "57-KH/HU"),
    ("trace", *CT12_2022),
    ("path", "57-KH/HU", "12-CT/TW", "--to-date", "2022-01-05"),
    ("cascade", *CT12_2022),
    ("coverage", *CT12_2022, "--format", "json", "--as-of", "2025-06-30"),
    ("search", "tay", "ninh", "--group", "localities"),
    ("bodies", "--sort", "-duties", "--format", "json"),
    ("localities", "--q", "tay ninh", "--format", "json"),
    ("gaps", "--citers"),
    ("duties", "--directive", *CT12_2022),
    ("calendar", *CT12_2022),
    ("conflicts",),
    ("query", "most-cited"),
    ("query", "{tmp}/construct.rq"),
    ("query", "{tmp}/ask.rq"),
    ("export", "--format", "graphml"),
    ("render", *CT12_2022, "--format", "csv"),
]
WRITING = {"build", "remove", "correct", "corrections"}
"""Those of `test_a_store_is_built_and_changed`."""
REFUSED = [("backup", "{tmp}/b.zip"), ("restore", "{tmp}/b.zip")]
NO_STORE = {"token", "extract", "text"}
WHOLE = {"diff", "validate"}
"""Those of `test_what_reads_the_whole_graph`."""


def test_every_command_is_tried() -> None:
    tried = {words[0] for words in (*READING, *REFUSED)} | WRITING | WHOLE | NO_STORE | {"serve"}
    assert tried == set(typer.main.get_group(app).commands)


@pytest.mark.parametrize("words", READING, ids=lambda words: " ".join(words[:2]))
def test_each_command_prints_what_it_prints_of_a_directory(
    sample_servers: dict[str, Connection], sample_store: Path, words: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "ask.rq").write_text("ASK { ?d a lin:Document }", encoding="utf-8")
    construct = "CONSTRUCT { ?d a lin:Document } WHERE { ?d a lin:Document ; eli:id_local '57-KH/HU' }"
    (tmp_path / "construct.rq").write_text(construct, encoding="utf-8")
    given = [word.format(tmp=tmp_path) for word in words]
    expected = run(*given, "--store", str(sample_store))[0]
    assert run(*given, "--store", sample_servers["oxigraph"].url)[0] == expected != ""


@pytest.mark.parametrize("words", REFUSED, ids=lambda words: words[0])
def test_what_works_on_files_is_refused_with_what_to_do_instead(words: tuple[str, ...], tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"  # it is not even asked
    _, said = run(*(word.format(tmp=tmp_path) for word in words), "--store", url, code=1)
    assert f"lineage {words[0]} works on the files of a directory, and the store is on the server {url}" in said
    assert "oxigraph backup" in said and "lineage export --format nq" in said
    assert list(tmp_path.iterdir()) == []


MISSING = [("list",), ("remove", "a.txt"), ("serve",), ("validate",), ("correct", "--remove", "a.csv")]


@pytest.mark.parametrize("command", MISSING, ids=lambda words: words[0])
def test_commands_that_read_make_no_store(server: Connection, command: tuple[str, ...]) -> None:
    _, said = run(*command, "--store", server.url, code=1)
    assert "holds no store" in said and f"lineage build PATH... --store {server.url}" in said


def test_a_build_that_finds_nothing_makes_no_store(server: Connection, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    run("build", str(tmp_path / "empty"), "--store", server.url, code=1)
    assert "holds no store" in run("list", "--store", server.url, code=1)[1]


CORPUS = ["dai-loc-57-kh-hu.txt", "duong-minh-chau-457-ldld.txt", "ke-hoach-chi-thi-04.txt", "quang-nam-83-kh-tu.txt"]
CORRECTION = """about,property,value,author,reason,on
57-KH/HU,title,Kế hoạch khác,Trần Thị B,the paper original,2026-01-05
"""


def test_a_store_is_built_and_changed(server: Connection, tmp_path: Path) -> None:
    corpus, report, directory = tmp_path / "corpus", tmp_path / "report.json", str(tmp_path / "store")
    corpus.mkdir()
    for name in CORPUS:
        shutil.copy(SAMPLE_CORPUS / name, corpus)
    for place in (server, directory):
        with open_store(place) as store:  # loading the places is seen with the sample
            store.home.note_static(static_digest(store.iris))
    build = ("build", str(corpus), "--jobs", "1", "--store")
    said = run(*build, server.url, "--report", str(report))[1]
    assert f"{server.url}: 4 files with 6 documents, 4 files new or changed" in said
    assert json.loads(report.read_text())["store"] == server.url
    assert "4 files (4 as before) with 6 documents, 0 files new or changed" in run(*build, server.url)[1]
    changed, gone, removed, _ = sorted(corpus.iterdir())
    changed.write_text(changed.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    gone.unlink()
    assert "1 file new or changed, 1 removed whose files are gone" in run(*build, server.url, "--prune")[1]
    assert run("remove", removed.name, "--store", server.url)[1].startswith(f"{server.url}: 1 file removed")
    removed.unlink()
    assert not list(tmp_path.rglob("http*"))
    run(*build, directory)
    (tmp_path / "c.csv").write_text(CORRECTION, encoding="utf-8")
    for place in (server.url, directory):
        assert f"{place}: 1 correction of 1 file: 1 applies" in run("correct", "c.csv", "--store", place)[1]
    for words in (("list", "--format", "json"), ("corrections",)):
        assert run(*words, "--store", server.url)[0] == run(*words, "--store", directory)[0] != "", words
    run("correct", "--remove", "c.csv", "--store", server.url)
    assert run("corrections", "--store", server.url) == ("", "no corrections; lineage correct FILE loads some\n")


def test_what_reads_the_whole_graph(server: Connection, tmp_path: Path) -> None:
    directory = str(tmp_path / "store")
    for place in (server, directory):
        load(place, sorted(SOURCES))
    assert "no difference" in run("diff", directory, server.url)[1]
    said = [CliRunner().invoke(app, ["validate", "--store", place]).stdout for place in (directory, server.url)]
    assert said[0] == said[1] != ""
    load(server, [], removed=sorted(SOURCES)[:1])
    assert "- 000.txt" in run("diff", directory, server.url, code=1)[0]


def test_the_base_of_a_store_is_not_changed(server: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(server).close()
    monkeypatch.setenv("LINEAGE_BASE", "https://other.example/")
    _, said = run("build", str(SAMPLE_CORPUS), "--store", server.url, code=1)
    assert "holds a store with IRIs under" in said and server.url in said


# -- web server --------------------------------------------------------------------------------------------------------

CT12_ID = "eli/trung-uong/chi-thi/12-CT_TW/k13"
ROUTES = [
    ("/", {}, {"Accept": "text/turtle"}),  # its page says when the data were seen to change
    ("/search", {"q": "tay ninh", "group": "localities"}, JSON),
    ("/search", {"q": "tay ninh", "group": "localities"}, HTML),
    ("/directive", {}, HTML),
    (f"/directive/{CT12_ID}", {}, HTML),
    (f"/documents/{CT12_ID}", {"lang": "en"}, HTML),
    ("/documents", {}, JSON),
    (f"/documents/{CT12_ID}", {}, JSON),
    (f"/documents/{CT12_ID}", {}, HTML),
    (f"/documents/{CT12_ID}/lineage", {"direction": "both"}, JSON),
    ("/bodies", {"limit": "500"}, JSON),
    ("/bodies", {}, HTML),
    ("/bodies/tay-ninh/tinh-uy", {}, JSON),
    ("/localities", {"q": "tay ninh", "limit": "500"}, JSON),
    ("/localities/2008/72-tay-ninh", {}, JSON),
    ("/lineage", {"number": "57-KH/HU"}, HTML),
    ("/coverage", {"number": "57-KH/HU"}, HTML),
    (f"/coverage/{CT12_ID}", {"as_of": "2025-06-30"}, JSON),
    ("/duties", {}, JSON),
    ("/duties.ics", {}, {}),
    (f"/calendar/{CT12_ID}", {}, {}),
    (f"/cascade/{CT12_ID}", {}, JSON),
    ("/path", {"from": "57-KH/HU", "to": CT12_ID}, JSON),
    ("/conflicts", {}, JSON),
    ("/gaps", {}, JSON),
    ("/corrections", {}, JSON),
    (f"/embed/lineage/{CT12_ID}", {}, {}),
    ("/sparql", {"query": "SELECT DISTINCT ?d { ?d a lin:Document } ORDER BY ?d"}, {"Accept": "text/csv"}),
    ("/queries", {}, JSON),
    ("/docs", {}, HTML),
    ("/openapi.json", {}, JSON),
]


@pytest.fixture(scope="module")
def peer(sample_store: Path) -> Iterator[Client]:
    """The application over the directory that the servers are compared with."""
    with running(create_app(Settings(store=sample_store, query_workers=1))) as client:
        yield client


def test_every_route_answers_as_over_a_directory(
    sample_servers: dict[str, Connection], peer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = create_app(Settings(store=log_in(sample_servers["virtuoso"], monkeypatch).url))
    with running(application) as client:
        for path, parameters, headers in ROUTES:
            found, expected = (one.get(path, parameters, headers) for one in (client, peer))
            assert expected.status_code in (200, 303, 307), path
            assert (path, found.status_code, found.content) == (path, expected.status_code, expected.content)
            assert found.headers.get("location") == expected.headers.get("location")
        health, of_directory = (one.get("/health").json() for one in (client, peer))
        assert health.keys() == of_directory.keys()
    forms = {route.path_regex for route in application.routes if isinstance(route, Route)}
    tried = [*(path for path, _, _ in ROUTES), "/health", "/health/live", "/health/ready", "/metrics", "/sources"]
    missed = [form.pattern for form in forms if not any(form.match(path) for path in tried)]
    assert [form for form in missed if "static" not in form] == []


def load(place: str | Connection, names: list[str], removed: list[str] | None = None) -> None:
    with open_store(place) as store:
        store.load_sources((name, SOURCES[name]) for name in names)
        for name in removed or ():
            store.remove_source(name)
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
        assert after["data"] != before["data"]
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


def test_results_do_not_outlive_the_thread_that_asked(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Virtuoso refuses to sort so many; what the error holds until it is collected must not hold the answer."""
    server = log_in(servers.emptied("virtuoso"), monkeypatch)
    load(server, sorted(SOURCES))
    question = Question("SELECT ?s { ?s a ?t } ORDER BY ?s", "", "json", None, (), (), 10_000, 2**30, None)
    pool = RemotePool(server, RemoteSnapshots(server), PoolLimits(1, None, 1.0, 2**30))
    gc.disable()
    try:
        with ThreadPoolExecutor(1) as threads:
            assert threads.submit(pool.evaluated, question).result().kind == "solutions"
    finally:
        gc.enable()
        anyio.run(pool.close)
    gc.collect()  # in another thread


def test_a_server_without_a_store_ends_the_start(server: Connection) -> None:
    with pytest.raises(StoreError, match="holds no store"), running(create_app(Settings(store=server.url))):
        pass


def test_a_server_that_goes_away_is_503(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.remote._ASK_AGAIN_SECONDS", 0.0)
    with oxigraph_server(tmp_path) as connection:
        load(connection, sorted(SOURCES))
        opened = running(create_app(Settings(store=connection.url, store_tries=1)))
        client = opened.__enter__()
        assert client.get("/documents").status_code == 200
    try:
        gone = client.get("/documents")
        assert gone.status_code == 503
        assert connection.url in gone.json()["detail"]
    finally:
        opened.__exit__(None, None, None)
        gc.collect()


def test_answers_of_a_server_are_bounded(tmp_path: Path) -> None:
    with oxigraph_server(tmp_path) as connection:
        load(connection, sorted(SOURCES))
        with running(create_app(Settings(store=connection.url, max_result_bytes=20_000))) as client:
            for query in ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "SELECT * { ?s ?p ?o } LIMIT 5000"):
                for accept in ("*/*", "text/html"):
                    answer = client.get("/sparql", {"query": query}, {"Accept": accept})
                    assert (answer.status_code, "larger than 20,000 bytes" in answer.text) == (503, True)
            short = client.get("/sparql", {"query": "SELECT * { ?s ?p ?o } LIMIT 5"})
            assert len(short.json()["results"]["bindings"]) == 5
            assert client.get("/store?default").status_code == 503


# -- settings ----------------------------------------------------------------------------------------------------------


def test_settings_tell_a_url_from_a_directory() -> None:
    assert Settings(store="build/store").place == Path("build/store")
    place = Settings(store="https://data.example/sparql").place
    assert isinstance(place, Connection) and place.url == "https://data.example/sparql"


def test_each_setting_reaches_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "url": ("STORE", "https://data.example/sparql"),
        "update_url": ("STORE_UPDATE_URL", "https://data.example/u"),
        "graphs_url": ("STORE_GRAPHS_URL", "https://data.example/g"),
        "user": ("STORE_USER", "an"),
        "password": ("STORE_PASSWORD", "secret-word"),
        "token": ("STORE_TOKEN", "secret-token"),
        "timeout_seconds": ("STORE_TIMEOUT_SECONDS", 1.5),
        "tries": ("STORE_TRIES", 7),
        "batch_bytes": ("STORE_BATCH_BYTES", 5000),
    }
    for name, value in values.values():
        monkeypatch.setenv(f"LINEAGE_{name}", str(value))
    settings = load_settings()
    place = settings.place
    assert isinstance(place, Connection)
    assert asdict(place) == {name: value for name, (_, value) in values.items()}
    assert "secret" not in f"{settings!r} {place!r}"


def test_secrets_come_from_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secret"
    file.write_text("bí mật\n", encoding="utf-8")
    monkeypatch.setenv("LINEAGE_STORE", "https://data.example/sparql")
    monkeypatch.setenv("LINEAGE_STORE_PASSWORD_FILE", str(file))
    monkeypatch.setenv("LINEAGE_STORE_TOKEN_FILE", str(file))
    place = load_settings().place
    assert isinstance(place, Connection)
    assert (place.password, place.token) == ("bí mật", "bí mật")
    for content, why in ((None, "No such file"), (b"secret-word\xff", "it is not UTF-8")):
        file.unlink() if content is None else file.write_bytes(content)
        with pytest.raises(InputError, match=why) as caught:
            load_settings()
        assert str(file) in str(caught.value) and "secret-word" not in str(caught.value)


def test_no_secret_is_an_option_of_a_command() -> None:
    """The list of processes shows the words of a command to everybody."""
    for command in typer.main.get_group(app).commands.values():
        names = {name for parameter in command.params for name in parameter.opts}
        assert not {name for name in names if any(word in name for word in ("pass", "token", "secret", "user"))}


@pytest.mark.parametrize(
    "words", [("list",), ("build", "."), ("serve",), ("backup", "b.zip")], ids=lambda words: words[0]
)
def test_a_password_in_a_url_is_refused_and_not_told(words: tuple[str, ...], tmp_path: Path) -> None:
    report = ("--report", "report.json") if words[0] == "build" else ()
    out, said = run(*words, *report, "--store", "https://an:secret-word@data.example/sparql", code=1)
    assert "LINEAGE_STORE_PASSWORD" in said
    assert "secret-word" not in out + said + "".join(path.read_text() for path in tmp_path.iterdir() if path.is_file())


def test_a_server_that_is_not_there_is_told_with_its_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINEAGE_STORE_TRIES", "1")
    url = f"http://127.0.0.1:{free_port()}"
    for words in (("list",), ("build", ".")):
        assert f"{url}/query cannot be reached" in run(*words, "--store", url, code=1)[1]
