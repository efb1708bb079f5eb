"""README.md names every command, every route and every setting."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from api import Settings, create_app
from api.cli import app

README = Path(__file__).resolve().parents[2] / "README.md"


def commands() -> set[str]:
    """The commands that the application has."""
    return set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def options() -> set[str]:
    """The long options of all commands."""
    found: set[str] = set()
    for command in typer.main.get_command(app).commands.values():  # type: ignore[attr-defined]
        found |= {name for option in command.params for name in option.opts if name.startswith("--")}
    return found


def routes() -> set[str]:
    """The paths that the server answers."""
    paths = create_app(Settings()).openapi()["paths"]
    return {*paths, "/", "/docs", "/openapi.json"}


def settings() -> set[str]:
    """The variables of the environment."""
    return {f"LINEAGE_{name.upper()}" for name in Settings.model_fields}


@pytest.fixture(scope="module")
def readme() -> str:
    if not README.is_file():
        pytest.fail("there is no README.md")
    return README.read_text(encoding="utf-8")


def test_every_command_is_named(readme: str) -> None:
    missing = sorted(name for name in commands() if not re.search(rf"\blineage {name}\b", readme))
    assert not missing, f"README.md does not name: {', '.join(f'lineage {name}' for name in missing)}"


def test_every_option_is_named(readme: str) -> None:
    missing = sorted(name for name in options() if not re.search(rf"{name}\b", readme))
    assert not missing, f"README.md does not name the options: {', '.join(missing)}"


def test_every_route_is_named(readme: str) -> None:
    missing = sorted(path for path in routes() if not re.search(rf"(?<![\w/}}]){re.escape(path)}(?![\w/{{])", readme))
    assert not missing, f"README.md does not name the routes: {', '.join(missing)}"


def test_every_setting_is_named(readme: str) -> None:
    missing = sorted(name for name in settings() if not re.search(rf"\b{name}\b", readme))
    assert not missing, f"README.md does not name the settings: {', '.join(missing)}"


def test_no_setting_is_named_that_does_not_exist(readme: str) -> None:
    named = set(re.findall(r"\bLINEAGE_[A-Z_]+\b", readme))
    assert named <= settings(), f"README.md names settings that do not exist: {', '.join(sorted(named - settings()))}"
