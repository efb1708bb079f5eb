"""Who may ask: hosts, tokens, rates, other sites' scripts, and the headers of every answer."""

from __future__ import annotations

import base64
import logging
import stat
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from api import Settings, create_app
from api.access.gate import RATE, Policy, client_of, is_loopback, policy_of
from api.access.roles import Role
from api.access.tokens import TokenFile, add_token, digest_of, read_tokens
from api.settings import load_settings
from ontology.errors import InputError
from tests.api.client import HTML, Client, running

PATHS = ("/", "/documents", "/sparql?query=ASK{}", "/nowhere", "/embed/lineage/457%2FL%C4%90L%C4%90", "/metrics")
BEARER = "Bearer {}"


def basic(secret: str) -> str:
    return "Basic " + base64.b64encode(f"anybody:{secret}".encode()).decode()


def settings(store: Path, **others: Any) -> Settings:
    return Settings(store=store, query_workers=1, **others)


# -- the file of tokens ------------------------------------------------------------------------------------------------


def test_a_token_is_kept_as_its_digest_and_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    first, second = add_token(file, "office", Role.read), add_token(file, "loader", Role.write)
    assert first != second
    assert len(first) > 40
    assert first not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [(token.name, token.role, token.digest) for token in read_tokens(file)] == [
        ("office", Role.read, digest_of(first)),
        ("loader", Role.write, digest_of(second)),
    ]
    tokens = TokenFile(file)
    found = tokens.holder(second)
    assert found is not None
    assert (found.name, found.allows(Role.write)) == ("loader", True)
    assert tokens.holder(second + "x") is None
    assert tokens.holder("") is None


def test_a_token_is_taken_back_while_the_server_runs(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    secret = add_token(file, "office", Role.read)
    tokens = TokenFile(file)
    assert tokens.holder(secret)
    file.write_text("# none is left\n")
    assert tokens.holder(secret) is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("office read", "line 2: 2 words"),
        ("office read sha256:1 # short", "line 2: the third word is no digest"),
        ("office rule sha256:" + "0" * 64, "line 2: the second word is no role"),
        ("../office read sha256:" + "0" * 64, "line 2: the first word is no name"),
        ("known read sha256:" + "0" * 64, "line 2: a second token known"),
    ],
)
def test_a_file_of_tokens_that_is_not_as_it_must_be(tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "tokens"
    file.write_text(f"known read sha256:{'1' * 64}  # an office\n{line}\n")
    with pytest.raises(InputError) as caught:
        TokenFile(file)
    assert said in str(caught.value)
    assert str(file) in str(caught.value)


def test_two_tokens_of_one_name_and_names_that_are_none(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    add_token(file, "office", Role.read)
    for name in ("office", "", "an office", "x" * 65, "a\nb"):
        with pytest.raises(InputError):
            add_token(file, name, Role.read)
    assert len(read_tokens(file)) == 1
    with pytest.raises(InputError, match="no-such-folder"):
        add_token(tmp_path / "no-such-folder" / "tokens", "office", Role.read)


# -- a server that is read with a token --------------------------------------------------------------------------------


def test_reading_needs_a_token_where_the_settings_say_so(store_path: Path, tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    secret = add_token(file, "office", Role.read)
    with running(create_app(settings(store_path, tokens_file=file, read_needs_token=True))) as client:
        for path in PATHS:
            answer = client.get(path)
            assert answer.status_code == 401, path
            assert answer.json()["code"] == "unauthorized"
            assert {word.partition(" ")[0] for word in answer.headers["www-authenticate"].split(", ")} >= {
                "Bearer",
                "Basic",
            }
        assert client.get("/documents", headers=HTML).text.startswith("<!doctype html>")
        assert client.get("/health/live").json() == {"status": "ok"}
        for path in ("/documents/health/live", "/eli/health/live", "/sparql?x=/health/live", "//health/live"):
            assert client.get(path).status_code == 401, path
        for wrong in ("", "Bearer", BEARER.format("x"), basic("x"), "Basic %%%", "Digest a=b", secret):
            assert client.get("/documents", headers={"Authorization": wrong}).status_code == 401, wrong
        for right in (BEARER.format(secret), "bearer  " + secret, basic(secret)):
            answer = client.get("/documents", headers={"Authorization": right})
            assert answer.status_code == 200, right
            assert answer.headers["cache-control"] == "private, no-cache"
            assert "Authorization" in answer.headers["vary"]
        file.write_text("office dl_by_mistake read\n")
        answer = client.get("/documents", headers={"Authorization": basic(secret)})
        assert answer.status_code == 503
        assert "dl_by_mistake" not in answer.text
        assert str(file) not in answer.text
        file.unlink()
        assert client.get("/documents", headers={"Authorization": basic(secret)}).status_code == 503
        assert client.get("/documents").status_code == 401


def test_a_token_is_no_part_of_the_log(store_path: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "tokens"
    secret = add_token(file, "office", Role.read)
    with (
        caplog.at_level(logging.DEBUG),
        running(create_app(settings(store_path, tokens_file=file, read_needs_token=True))) as client,
    ):
        client.get("/documents", headers={"Authorization": BEARER.format(secret)})
        client.get(f"/documents?token={secret}", headers={"Authorization": BEARER.format("dl_unknown")})
    said = "\n".join(
        f"{record.getMessage()} {record.__dict__}" for record in caplog.records if record.name.startswith("lineage")
    )
    assert "'token': 'office'" in said
    assert secret not in said
    assert "dl_unknown" not in said


def test_settings_of_tokens_that_do_not_fit(tmp_path: Path, store_path: Path) -> None:
    with pytest.raises(InputError, match="LINEAGE_READ_NEEDS_TOKEN needs LINEAGE_TOKENS_FILE"):
        load_settings(read_needs_token=True)
    with pytest.raises(InputError, match="nowhere"):
        create_app(settings(store_path, tokens_file=tmp_path / "nowhere"))


# -- hosts -------------------------------------------------------------------------------------------------------------


def test_on_loopback_only_the_names_of_this_machine_are_answered(client: Client) -> None:
    for host in ("localhost", "localhost:8000", "127.0.0.1:1", "[::1]:8000", "LOCALHOST.", "directive-lineage.example"):
        assert client.get("/documents", headers={"Host": host}).status_code == 200, host
    for host in ("evil.example", "localhost.evil.example", "evil.example:8000", "", "[::1", "localhost@evil.example"):
        answer = client.get("/documents", headers={"Host": host, "Accept": "application/json"})
        assert answer.status_code == 421, host
        assert answer.json()["code"] == "misdirected"


def test_what_the_settings_come_to(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_text("")
    here = policy_of(Settings())
    assert here == Policy(
        frozenset({"localhost", "127.0.0.1", "::1", "directive-lineage.example"}), 0, None, read_needs_token=False
    )
    everywhere = policy_of(Settings(host="0.0.0.0"))
    assert (everywhere.hosts, everywhere.per_minute) == (frozenset({"*"}), RATE)
    named = policy_of(Settings(host="0.0.0.0", trusted_hosts="Lineage.example *.b.example", rate_per_minute=0))
    assert (named.hosts, named.per_minute) == (frozenset({"lineage.example", "*.b.example"}), 0)
    assert [is_loopback(host) for host in ("localhost", "127.8.9.1", "::1", "10.0.0.1", "::", "portal")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("trusted_hosts", "http://a.example"),
        ("trusted_hosts", "a.example:80"),
        ("trusted_hosts", "a.*"),
        ("cors_origins", "portal.example"),
        ("cors_origins", "https://portal.example/path"),
        ("cors_origins", "null"),
        ("rate_per_minute", "-1"),
        ("log_format", "xml"),
        ("workers", "0"),
    ],
)
def test_settings_that_do_not_fit(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"LINEAGE_{name.upper()}", value)
    with pytest.raises(InputError, match=f"LINEAGE_{name.upper()}"):
        load_settings()


# -- rates -------------------------------------------------------------------------------------------------------------


def test_who_asks_too_often_is_told_when_to_come_again(store_path: Path) -> None:
    with running(create_app(settings(store_path, rate_per_minute=3))) as client:
        codes = [client.get("/health").status_code for _ in range(5)]
        assert codes == [200, 200, 200, 429, 429]
        answer = client.get("/documents", headers=HTML)
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 0
        assert "Quá nhiều yêu cầu" in answer.text
        assert client.get("/health/live").status_code == 200


def test_what_counts_as_one_client() -> None:
    def client(host: str | None) -> str:
        scope: dict[str, Any] = {"type": "http", "headers": [], "client": (host, 1) if host is not None else None}
        return client_of(Request(scope))

    assert client("10.0.0.1") == "10.0.0.1"
    assert client("2001:db8:1:2:3::4") == client("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert client("2001:db8:1:3::4") != client("2001:db8:1:2::4")
    assert client("::ffff:10.0.0.1") == "10.0.0.1" != client("::ffff:10.0.0.2")
    assert client("a socket") == "a socket"
    assert client(None) == ""


# -- other sites -------------------------------------------------------------------------------------------------------


def test_scripts_of_other_sites_read_where_the_settings_say_so(store_path: Path, client: Client) -> None:
    asked = {"Origin": "https://portal.example", "Accept": "application/json"}
    leave = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
    assert "access-control-allow-origin" not in client.get("/documents", headers=asked).headers
    with running(create_app(settings(store_path, cors_origins="https://portal.example"))) as open_to_one:
        answer = open_to_one.get("/documents", headers=asked)
        assert answer.headers["access-control-allow-origin"] == "https://portal.example"
        assert "Lineage-Truncated" in answer.headers["access-control-expose-headers"]
        other = open_to_one.get("/documents", headers={**asked, "Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers
        granted = open_to_one.request("OPTIONS", "/documents", headers={**asked, **leave})
        assert granted.status_code == 200
        assert "authorization" in granted.headers["access-control-allow-headers"].lower()
        assert "access-control-allow-credentials" not in granted.headers


# -- every answer ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*PATHS, "/docs", "/coverage/04-CT%2FTW?format=csv", "/static/x"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE"])
def test_headers_that_browsers_heed_are_on_every_answer(client: Client, method: str, path: str) -> None:
    headers = client.request(method, path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("same-origin", "no-referrer")
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "frame-ancestors" in headers["content-security-policy"]
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "server" not in headers
