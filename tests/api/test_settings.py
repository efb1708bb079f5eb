from __future__ import annotations

from pathlib import Path

import pytest

import api
from api.settings import Settings, load_settings
from ontology.errors import InputError


def test_the_public_names_are_exact() -> None:
    assert api.__all__ == ["Settings", "create_app", "open_folder"]
    for name in api.__all__:
        assert callable(getattr(api, name))
    with pytest.raises(AttributeError):
        api.no_such_name  # noqa: B018


def test_every_setting_is_described() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINEAGE_STORE", "/data/store")
    monkeypatch.setenv("LINEAGE_PORT", "9000")
    settings = load_settings()
    assert (settings.store, settings.port) == (Path("/data/store"), 9000)


def test_an_option_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINEAGE_PORT", "nonsense")
    assert load_settings(port=8001, host=None).port == 8001
    assert load_settings(port=8001, host=None).host == "127.0.0.1"


BAD = [
    ("LINEAGE_PORT", "nonsense"),
    ("LINEAGE_PORT", "70000"),
    ("LINEAGE_QUERY_TIMEOUT_SECONDS", "0"),
    ("LINEAGE_QUERY_WORKERS", "-1"),
    ("LINEAGE_BASE", "ftp://example.org/"),
    ("LINEAGE_BASE", "https://example.org/no-slash"),
    ("LINEAGE_ROOT_PATH", "no-slash"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InputError) as caught:
        load_settings()
    assert name in str(caught.value)
    assert value in str(caught.value)
    assert "\n" not in str(caught.value)
