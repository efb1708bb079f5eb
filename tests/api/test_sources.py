"""Documents that are sent to the server."""

from __future__ import annotations

import asyncio
import base64
import io
import time
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from typer.testing import CliRunner

from api import Settings, create_app
from api.access.roles import Role
from api.access.tokens import add_token
from api.cli import app
from api.settings import load_settings
from api.uploads import TYPES, Uploads, checked_name
from graph.documents import list_documents
from graph.store import open_store
from ontology.errors import InputError
from tests.api.client import Client, running
from tests.api.conftest import build_store
from tests.safety.builds import letter

LETTER = letter(3, 1).encode()


def archive() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("a.txt", LETTER)
    return packed.getvalue()


ARCHIVE = archive()


class Office:
    """A server that takes documents, and who sends them."""

    def __init__(self, client: Client, folder: Path, tokens: dict[str, str]) -> None:
        self.client = client
        self.folder = folder
        self.tokens = tokens

    def send(self, name: str, body: Any, token: str = "writer", **headers: str) -> httpx.Response:
        authorized = {"Authorization": f"Bearer {self.tokens[token]}"} if token else {}
        path = f"/sources?name={quote(name)}"
        return self.client.post(path, content=body, headers={"Accept": "application/json", **authorized, **headers})

    def kept(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "uploads").iterdir())

    def loaded(self) -> set[str]:
        with open_store(self.folder / "store", read_only=True) as store:
            return {source.rpartition("/")[2] for source in store.sources()}


def settings_in(folder: Path, **others: Any) -> tuple[Settings, dict[str, str]]:
    (folder / "uploads").mkdir()
    build_store(folder / "store", {})
    tokens = {
        "reader": add_token(folder / "tokens", "reader", Role.read),
        "writer": add_token(folder / "tokens", "writer", Role.write),
    }
    given = {"uploads_dir": folder / "uploads", "tokens_file": folder / "tokens", "max_upload_mb": 1, **others}
    return Settings(store=folder / "store", query_workers=1, **given), tokens


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    settings, tokens = settings_in(tmp_path)
    with running(create_app(settings)) as client:
        yield Office(client, tmp_path, tokens)


def test_a_document_is_read_kept_loaded_and_shown(office: Office) -> None:
    answer = office.send("CV 03.txt", LETTER)
    assert answer.status_code == 201, answer.text
    body = answer.json()
    (record,) = body["records"]
    assert (record["source"], record["number"], record["type"]) == ("CV 03.txt", "03-CV/BDVTU", "cong-van")
    assert record["assignments"]
    assert office.kept() == ["CV 03.txt"]
    assert (office.folder / "uploads" / "CV 03.txt").read_bytes() == LETTER
    time.sleep(0.5)
    assert [item["number"] for item in office.client.get("/documents?q=03-CV").json()["documents"]] == ["03-CV/BDVTU"]
    again = office.send("CV 03.txt", LETTER)
    assert (again.status_code, again.json()["changed"]) == (200, False)
    changed = office.send("CV 03.txt", letter(3, 2).encode())
    assert (changed.status_code, changed.json()["changed"]) == (201, True)


def test_who_may_send(office: Office) -> None:
    assert office.send("a.txt", LETTER, token="").status_code == 401
    refused = office.send("a.txt", LETTER, token="reader")
    assert refused.status_code == 403
    password = base64.b64encode(f"x:{office.tokens['writer']}".encode()).decode()
    by_form = office.send("a.txt", LETTER, token="", Authorization=f"Basic {password}")
    assert by_form.status_code == 401
    assert "as Bearer" in by_form.json()["detail"]
    assert refused.json()["detail"] == "The token reader may only read"
    assert office.kept() == []


@pytest.mark.parametrize(
    ("name", "body", "status", "said"),
    [
        ("../a.txt", LETTER, 400, "is no name for a file"),
        ("/etc/passwd.txt", LETTER, 400, "is no name for a file"),
        ("..txt", LETTER, 400, "is no name for a file"),
        (".hidden.txt", LETTER, 400, "is no name for a file"),
        ("a\n.txt", LETTER, 400, "is no name for a file"),
        ("a\x00.txt", LETTER, 400, "is no name for a file"),
        ("-rf.txt", LETTER, 400, "is no name for a file"),
        ("", LETTER, 400, "is no name for a file"),
        ("a.exe", LETTER, 415, "no type that is taken"),
        ("a.zip", b"PK", 415, "no type that is taken"),
        ("a", LETTER, 415, "no type that is taken"),
        ("a.txt", b"", 400, "a.txt"),
        ("a.txt", b"\x00\x01\x02", 400, "a.txt"),
        ("a.docx", b"PK\x03\x04 no archive", 400, "a.docx"),
        ("a.pdf", ARCHIVE, 415, "is an archive"),
        ("ế" * 100 + ".txt", LETTER, 400, "is no name for a file"),
        ("a.pdf", b"%PDF-1.4 nothing", 400, "a.pdf"),
        ("a.txt", b"x" * (1024 * 1024 + 1), 413, "larger than 1 MiB"),
        ("a.txt", b"T\xe1\xbb\x90I M\xe1\xba\xacT\n\n" + LETTER, 422, "marked as secret"),
    ],
)
def test_what_is_not_taken(office: Office, name: str, body: bytes, status: int, said: str) -> None:
    answer = office.send(name, body)
    assert answer.status_code == status, answer.text
    assert said in answer.json()["detail"]
    assert str(office.folder) not in answer.text
    assert office.kept() == []
    assert office.loaded() == set()


def test_what_cannot_be_loaded_leaves_the_folder_as_it_was(office: Office) -> None:
    (office.folder / "corpus").mkdir()
    for name in ("b.txt", "c.txt"):
        (office.folder / "corpus" / name).write_bytes(letter(5, 1).encode())
    assert office.send("a.txt", LETTER).status_code == 201
    done = CliRunner().invoke(app, ["build", str(office.folder / "corpus"), "--store", str(office.folder / "store")])
    assert done.exit_code == 0, done.stderr
    clash = office.send("b.txt", LETTER)
    assert (clash.status_code, clash.json()["hint"]) == (409, "Send it under another name")
    assert office.kept() == ["a.txt"]
    with open_store(office.folder / "store"):  # somebody else writes
        assert office.send("a.txt", letter(3, 2).encode()).status_code == 503
    assert (office.folder / "uploads" / "a.txt").read_bytes() == LETTER
    assert office.kept() == ["a.txt"]


def test_a_large_body_is_refused_while_it_comes(office: Office) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while sent < 64:
            sent += 1
            yield b"x" * (256 * 1024)

    assert office.send("a.txt", endless()).status_code == 413
    assert office.kept() == []


def test_a_file_that_takes_too_long(tmp_path: Path) -> None:
    settings, tokens = settings_in(tmp_path, upload_seconds=0.2)
    with running(create_app(settings)) as client:
        office = Office(client, tmp_path, tokens)
        answer = office.send("a.txt", LETTER)
        assert answer.status_code == 503
        assert "not read within 0.2 seconds" in answer.json()["detail"]
        assert office.kept() == []


@pytest.mark.parametrize("leaves", [False, True], ids=["waits", "leaves"])
def test_what_has_begun_to_be_loaded_is_loaded_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, leaves: bool
) -> None:
    settings, _ = settings_in(tmp_path, upload_seconds=10)
    uploads, real = Uploads(settings), Uploads._run
    late = asyncio.Event()

    async def run(self: Uploads, *arguments: str) -> Any:
        if arguments[0] == "build":
            late.set()
            await asyncio.sleep(0.5 if leaves else 10.5)
        return await real(self, *arguments)

    async def chunks() -> AsyncIterator[bytes]:
        yield LETTER

    async def send() -> None:
        sending = asyncio.ensure_future(uploads.take("a.txt", chunks()))
        await late.wait()
        if leaves:
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
        else:
            assert (await sending).changed
        await uploads.close()

    monkeypatch.setattr(Uploads, "_run", run)
    asyncio.run(send())
    assert [path.name for path in (tmp_path / "uploads").iterdir()] == ["a.txt"]
    with open_store(tmp_path / "store", read_only=True) as store:
        assert list_documents(store, status="held").total == 1


def test_a_process_without_memory(tmp_path: Path) -> None:
    settings, tokens = settings_in(tmp_path, upload_memory_mb=512)
    with running(create_app(settings.model_copy(update={"upload_memory_mb": 60}))) as client:
        office = Office(client, tmp_path, tokens)
        answer = office.send("a.txt", LETTER)
        assert answer.status_code == 400
        assert "memory" in answer.json()["detail"]
        assert office.kept() == []


def test_a_server_that_takes_none(client: Client) -> None:
    answer = client.post("/sources?name=a.txt", content=LETTER, headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert "LINEAGE_UPLOADS_DIR" in answer.json()["hint"]


def test_settings_that_do_not_fit(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="needs LINEAGE_TOKENS_FILE"):
        load_settings(uploads_dir=tmp_path)
    with pytest.raises(InputError, match="there is no folder"):
        load_settings(uploads_dir=tmp_path / "none", tokens_file=tmp_path / "tokens")


def test_names() -> None:
    assert checked_name("Kế hoạch (2).DOCX") == "Kế hoạch (2).DOCX"
    assert ".zip" not in TYPES
    assert {".txt", ".md", ".pdf", ".docx", ".html"} <= set(TYPES)
