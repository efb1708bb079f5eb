"""The command's group: what every command shares, above all how an error is said."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from api.cli.output import say, say_candidates
from api.version import software_version
from api.wording import sentence
from ontology.errors import Ambiguous, LineageError

FAILED = 1
USAGE = 2
STOPPED = 130
"""Ended by Ctrl-C, as shells say it."""
_ORDER = (
    "extract",
    "text",
    "build",
    "remove",
    "correct",
    "corrections",
    "list",
    "search",
    "bodies",
    "localities",
    "trace",
    "path",
    "cascade",
    "coverage",
    "duties",
    "calendar",
    "gaps",
    "show",
    "render",
    "diff",
    "query",
    "export",
    "validate",
    "backup",
    "restore",
    "serve",
)


class LineageGroup(TyperGroup):
    """Says each error that a user can cause on one line of standard error, and never shows a traceback for it."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands in the order of the work: from files to the graph, to answers, to the server."""
        return sorted(self.commands, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))

    def invoke(self, ctx: Any) -> Any:
        """Runs the command. Raises: typer.Exit with the exit code of the error."""
        try:
            return super().invoke(ctx)
        except Ambiguous as error:
            say(error_line(error))
            say_candidates(error.candidates)
            raise typer.Exit(USAGE) from None
        except LineageError as error:
            say(error_line(error))
            raise typer.Exit(FAILED) from None
        except BrokenPipeError:
            _forget_standard_output()
            raise typer.Exit(FAILED) from None
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            say(f"error: {place}{error.strerror or error}. Check the path, its permissions and the space on the disk")
            raise typer.Exit(FAILED) from None


def error_line(error: LineageError) -> str:
    """An error on one line: what is wrong, and what to do next.

    >>> error_line(LineageError("no file a.txt", hint="check the path"))
    'error: no file a.txt. Check the path'
    """
    return " ".join(f"error: {error.message.rstrip().rstrip('.')}. {sentence(error.hint)}".split())


app = typer.Typer(
    cls=LineageGroup,
    help=(
        "Who carries out which directive: a knowledge graph of Vietnamese Party and State documents, with the "
        "quotation behind every fact."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"lineage {software_version()}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Who carries out which directive: a knowledge graph of Vietnamese Party and State documents."""


def main() -> None:
    """Runs the command line of the process; ends it with the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")  # the texts are Vietnamese whatever the locale is
    app(prog_name="lineage")


def _forget_standard_output() -> None:
    """Keeps Python from complaining at its end that nobody reads standard output any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
