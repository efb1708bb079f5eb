"""The SPARQL page with and without the editor that `make yasgui` bundles."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from api import yasgui
from api.routers import static
from graph.store import PREFIXES
from tests.api.client import HTML, Client

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with files in the place of the editor's."""
    for name in yasgui.FILES:
        (tmp_path / name).write_text(f"/* {name} */", encoding="utf-8")
    files = {f"yasgui/{name}": tmp_path / name for name in yasgui.FILES}
    monkeypatch.setattr(yasgui, "FOLDER", tmp_path)
    monkeypatch.setattr(static, "_FILES", {**static._FILES, **files})
    return tmp_path


def test_without_the_editor_there_is_the_plain_form_and_no_script(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yasgui, "FOLDER", tmp_path / "nothing")
    answer = client.get("/sparql", headers=HTML)
    assert '<form id="plain-form"' in answer.text and "<script" not in answer.text
    assert "script-src" not in answer.headers["content-security-policy"]


def test_the_editor_is_told_query_prefixes_and_terms(client: Client, bundle: Path) -> None:
    answer = client.get("/sparql", {"named": "days-to-provinces"}, headers=HTML)
    (told,) = re.findall(r'<script type="application/json" id="yasgui-settings">(.*?)</script>', answer.text, re.DOTALL)
    settings = json.loads(told)
    assert "VALUES ?number" in settings["query"]
    assert settings["prefixes"] == dict(PREFIXES)
    assert settings["endpoint"] == "/sparql"
    assert {"iri": "https://directive-lineage.example/ns#implements", "label": "thực hiện"} in settings["terms"]
    assert '<form id="plain-form"' in answer.text  # for a browser that runs no scripts
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy and "connect-src 'self';" in policy and "default-src 'none'" in policy


def test_a_query_cannot_leave_the_element(client: Client, bundle: Path) -> None:
    query = 'SELECT * { ?s ?p "</script><script>alert(1)</script>" } LIMIT 1'
    text = client.get("/sparql", {"query": query}, headers=HTML).text
    assert "<script>alert" not in text
    (told,) = re.findall(r'id="yasgui-settings">(.*?)</script>', text, re.DOTALL)
    assert json.loads(told)["query"] == query


def test_its_files_are_served_from_here(client: Client, bundle: Path) -> None:
    text = client.get("/sparql", headers=HTML).text
    loaded = re.findall(r'(?:src|href)="(/static/[^"]+)"', text)
    assert [address.partition("?")[0] for address in loaded] == [
        "/static/pages.css",
        "/static/yasgui/yasgui.min.css",
        "/static/yasgui/yasgui.min.js",
        "/static/sparql.js",
    ]
    types = [client.get(address).headers["content-type"].partition(";")[0] for address in loaded]
    assert types == ["text/css", "text/css", "text/javascript", "text/javascript"]


def test_other_pages_run_no_script_with_the_editor_there(client: Client, bundle: Path) -> None:
    assert "script-src" not in client.get("/documents", headers=HTML).headers["content-security-policy"]


def test_the_editor_is_pinned_and_not_part_of_the_repository() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^YASGUI = \d+\.\d+\.\d+$", makefile, re.MULTILINE)
    assert re.search(r"^YASGUI_SHA256 = [0-9a-f]{64}$", makefile, re.MULTILINE)
    assert "/api/static/yasgui/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
