"""The README names every command, option, route and setting there is, and its examples print what it says."""

import re
import shlex
from pathlib import Path

import pytest
import typer.main
from starlette.routing import BaseRoute, Route
from typer.testing import CliRunner

from api import Settings, create_app
from api.cli import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```console\n\$ (lineage .+)\n((?:.*\n)*?)```$", README, re.MULTILINE)
COMMANDS = typer.main.get_group(app).commands
OPTIONS = [
    (name, option)
    for name, command in sorted(COMMANDS.items())
    for parameter in command.params
    for option in parameter.opts
    if option.startswith("--") and option != "--help"
]


def section(heading: str) -> str:
    """Return the text of one section of the README, up to the next heading of the same or a higher level."""
    found = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#{{1,2}} |\Z)", README, re.DOTALL | re.MULTILINE)
    assert found, f"README has no section {heading!r}"
    return found[2]


def paths(routes: list[BaseRoute]) -> list[str]:
    """Return the paths that the application answers, without the converters of their parameters."""
    return sorted({re.sub(r":\w+}", "}", route.path) for route in routes if isinstance(route, Route)})


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_readme_names_command(command: str) -> None:
    assert f"`lineage {command}" in section("Commands")


@pytest.mark.parametrize(("command", "option"), OPTIONS, ids=lambda value: str(value))
def test_readme_names_option(command: str, option: str) -> None:
    row = next(line for line in section("Commands").splitlines() if f"`lineage {command}" in line)
    assert f"`{option}" in row


@pytest.mark.parametrize("setting", sorted(Settings.model_fields))
def test_readme_names_setting(setting: str) -> None:
    assert f"`LINEAGE_{setting.upper()}`" in section("Settings")


def test_readme_names_every_route(tmp_path: Path) -> None:
    application = create_app(Settings(store=tmp_path / "store"))
    text = section("Web server")
    assert [path for path in paths(application.routes) if f"`{path}`" not in text] == []


def words(text: str) -> list[list[str]]:
    """Return the words of each line, so that the README may align columns."""
    return [line.split() for line in text.splitlines()]


@pytest.mark.parametrize(("line", "output"), EXAMPLES, ids=[line for line, _ in EXAMPLES])
def test_readme_shows_what_a_command_prints(
    line: str, output: str, sample_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    arguments = [str(sample_store) if word == "build/demo-store" else word for word in shlex.split(line)[1:]]
    result = CliRunner().invoke(app, arguments)
    assert words(result.output) == words(output)


def test_readme_has_examples() -> None:
    assert len(EXAMPLES) >= 4


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks" / "pictures").iterdir()), ids=lambda path: path.name)
def test_a_picture_is_what_its_command_draws_now(path: Path, sample_store: Path, tmp_path: Path) -> None:
    """`make pictures` draws them anew: look at them before they are committed."""
    assert f"](notebooks/pictures/{path.name})" in README
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    directive = re.search(r"^DIRECTIVE = (.+)$", makefile, re.MULTILINE)
    command = re.search(r"lineage render \$\(DIRECTIVE\) (.+?) --store", makefile)
    assert directive and command
    drawn = tmp_path / path.name
    options = command[1].replace("$$view", path.stem)
    arguments = ["render", *shlex.split(f"{directive[1]} {options}"), "--store", str(sample_store), "-o", str(drawn)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert drawn.read_bytes() == path.read_bytes()
    assert path.stat().st_size < 150_000


def test_the_code_of_the_notebooks_section_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each notebook is named, and the example prints frames and a graph."""
    text = section("Notebooks")
    assert [path.name for path in (ROOT / "notebooks").glob("*.ipynb") if f"`{path.name}`" not in text] == []
    found = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert found
    monkeypatch.chdir(ROOT)
    exec(compile(found[1], "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "MultiDiGraph with 5 nodes" in printed
    assert "Đà Nẵng" in printed
