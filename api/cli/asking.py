"""What ``lineage query`` asks: a named query, with other values than its own, or one from a file or standard input."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from api.cli.output import write_json, write_table
from ontology.errors import InputError
from ontology.queries import NamedQuery, find_query, load_queries

QUERY_COLUMNS = ("name", "title (vi)", "title (en)", "parameters")


def query_text(given: str, settings: Sequence[str]) -> str:
    """The text of the named query *given*, of the file *given*, or of standard input for ``-``.

    Raises:
        InputError: when it is none of them, or a setting is not NAME=VALUE of a parameter that the query has.
    """
    named = find_query(given)
    if named is not None:
        return named.with_values(_values(settings))
    if settings:
        raise InputError(f"{given} has no parameters: it is no named query", hint="Change the query itself")
    return _read(given)


def list_queries(json: bool) -> None:
    """Writes the named queries to standard output: name, titles and parameters with their values, or all of each."""
    if json:
        write_json([query.to_json() for query in load_queries()])
        return
    rows = [(query.name, query.title_vi, query.title_en, _parameters(query)) for query in load_queries()]
    write_table(QUERY_COLUMNS, rows)


def _parameters(query: NamedQuery) -> str:
    return " ".join(f"{each.name}={each.default}" for each in query.parameters)


def _values(settings: Sequence[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for setting in settings:
        name, separator, value = setting.partition("=")
        if not separator or not name:
            raise InputError(f"--set {setting}: no NAME=VALUE", hint="Write it as --set number=12-CT/TW")
        if name in values:
            raise InputError(f"--set {name} stands twice", hint="Give each parameter one value")
        values[name] = value
    return values


def _read(file: str) -> str:
    if file != "-" and not Path(file).is_file():
        wrong = f"{file} is a folder" if Path(file).is_dir() else f"no named query and no file {file}"
        hint = "Give a name that lineage query --list shows, a file with a SPARQL query, or - for standard input"
        raise InputError(wrong, hint=hint)
    raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: not UTF-8 at byte {error.start}", hint="Save the query as UTF-8") from None
