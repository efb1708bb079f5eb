"""``lineage query``, ``lineage export`` and ``lineage validate``: the graph as a whole."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.cli.app import FAILED, app
from api.cli.options import StoreOption, reading
from api.cli.output import output_file, say, write_bytes, write_table
from api.wording import counted
from ontology.errors import QueryError

_NO_LIMIT = 2**62
_MEMORY = 64 * 1024**3


class QueryFormat(StrEnum):
    """How an answer to a query is written."""

    auto = "auto"
    table = "table"
    json = "json"
    xml = "xml"
    csv = "csv"
    tsv = "tsv"
    ttl = "ttl"
    nt = "nt"
    jsonld = "jsonld"
    rdf = "rdf"


class ExportFormat(StrEnum):
    """How the graph is written."""

    trig = "trig"
    nq = "nq"
    turtle = "turtle"
    graphml = "graphml"


@app.command()
def query(
    given: Annotated[
        str | None,
        typer.Argument(
            help="A named query, a file with a SPARQL query, or - for standard input.", metavar="NAME|FILE|-"
        ),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", help="Value of a parameter of a named query; may be repeated.", metavar="NAME=VALUE"),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the named queries (table, json).")] = False,
    show: Annotated[bool, typer.Option("--show", help="Print the text of the query, and do not run it.")] = False,
    format: Annotated[
        QueryFormat, typer.Option("--format", help="How to write the answer; auto: a table, or Turtle.")
    ] = QueryFormat.auto,
    timeout: Annotated[float | None, typer.Option("--timeout", min=0.001, help="Seconds; else no limit.")] = None,
    store: StoreOption = None,
) -> None:
    """Answer a named query, or one in SPARQL (SELECT, ASK, CONSTRUCT or DESCRIBE), over the union of all graphs."""
    from api.cli.asking import list_queries, query_text

    if list_:
        if given is not None or format not in (QueryFormat.auto, QueryFormat.table, QueryFormat.json):
            raise typer.BadParameter("--list takes no query, and writes a table or json")
        list_queries(json=format is QueryFormat.json)
        return
    if given is None:
        raise typer.BadParameter("no query: give NAME, FILE or -, or --list for the names")
    text = query_text(given, set_ or ())
    if show:
        typer.echo(text.rstrip("\n"))
        return
    _ask(text, format, timeout, store)


def _ask(text: str, format: QueryFormat, timeout: float | None, store: str | None) -> None:
    import anyio

    from api.places import serving
    from api.settings import load_settings
    from api.sparql.frames import Answer, Question
    from api.sparql.lanes import PoolLimits
    from api.sparql.pool import UnacceptableError
    from graph.store import DATABASE

    with reading(store) as opened:
        database = opened.home.name if opened.path is None else str(opened.path / DATABASE)
    solutions, graph = _formats(format)
    question = Question(
        query=text,
        database=database,
        solutions=solutions,
        graph=graph,
        default_graphs=(),
        named_graphs=(),
        max_rows=_NO_LIMIT,
        max_bytes=_NO_LIMIT,
        deadline_seconds=timeout,
    )
    limits = PoolLimits(workers=1, timeout_seconds=timeout, wait_seconds=1.0, memory_bytes=_MEMORY)
    _, pool = serving(load_settings(store=store, restricted=True), limits)

    async def asked() -> Answer:
        try:
            return await pool.ask(question)
        finally:
            await pool.close()

    try:
        answer = anyio.run(asked)
    except UnacceptableError as error:
        others = "ttl, nt, jsonld or rdf" if solutions is not None else "table, json, xml, csv or tsv"
        raise QueryError(f"{error.message}, not in {format.value}", hint=f"Give --format {others}") from None
    if answer.kind == "solutions" and format in (QueryFormat.auto, QueryFormat.table):
        _write_solutions(answer.body)
    elif answer.kind == "boolean" and format in (QueryFormat.auto, QueryFormat.table):
        typer.echo("true" if json.loads(answer.body)["boolean"] else "false")
    else:
        write_bytes(answer.body if answer.body.endswith(b"\n") else answer.body + b"\n")


@app.command()
def export(
    format: Annotated[ExportFormat, typer.Option("--format", help="How to write it.")] = ExportFormat.trig,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write; else standard output.")] = None,
    store: StoreOption = None,
) -> None:
    """Write the whole graph: named graphs (trig, nq), their union (turtle), or documents and relations (graphml)."""
    from graph.export import export as export_graph

    with reading(store, "writing the graph") as opened, output_file(output) as out:
        export_graph(opened, format.value, out)


@app.command()
def validate(store: StoreOption = None) -> None:
    """Check the graph against the SHACL shapes; exit code 1 says that it does not conform."""
    from graph.validate import validate as validate_graph

    with reading(store, "checking the graph against the shapes") as opened:
        report = validate_graph(opened)
    for line in report.lines:
        typer.echo(line)
    typer.echo("conforms" if report.conforms else f"does not conform: {counted(len(report.findings), 'finding')}")
    say(f"{counted(report.checked, 'statement')} checked")
    if not report.conforms:
        raise typer.Exit(FAILED)


def _formats(format: QueryFormat) -> tuple[str | None, str | None]:
    """The formats for solutions and for graphs that fit what was asked for."""
    if format is QueryFormat.auto:
        return "json", "ttl"
    if format is QueryFormat.table:
        return "json", None
    if format in (QueryFormat.ttl, QueryFormat.nt, QueryFormat.jsonld, QueryFormat.rdf):
        return None, format.value
    return format.value, None


def _write_solutions(body: bytes) -> None:
    answer = json.loads(body)
    names = answer["head"]["vars"]
    rows = [[row.get(name, {}).get("value", "") for name in names] for row in answer["results"]["bindings"]]
    write_table(names, rows)
