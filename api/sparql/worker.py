"""The process that evaluates queries: reads questions from its standard input and answers on its standard output.

A message is a line of JSON; an answer's line is followed by the ``size`` bytes that it announces. The process holds the
store read-only, under a limit of memory and, where the system allows it, without a network. It is killed, not asked,
when a query takes too long: Oxigraph cannot be interrupted from Python.
"""

from __future__ import annotations

import ctypes
import io
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat, Store

from api.sparql.guard import CheckedQuery, RefusedError, check_query, one_spelling
from api.sparql.rows import cut_rows
from api.sparql.syntax import syntax_fault
from graph.engine import Engine
from ontology.errors import QueryError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_SOLUTIONS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_GRAPHS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
}
_NO_LIMIT = 2**31 - 1  # some servers have no larger numbers
_CLONE_NEWNET = 0x40000000
_CLONE_NEWUSER = 0x10000000


@dataclass(frozen=True, slots=True)
class Question:
    """What a worker is asked. ``solutions`` and ``graph`` name the format for each kind of answer, if any will do."""

    query: str
    database: str
    prefixes: dict[str, str]
    solutions: str | None
    graph: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    max_rows: int
    max_bytes: int
    deadline_seconds: float | None
    base: str = ""
    """What relative IRIs are resolved against, as a client that names none expects it of a service."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker answers: an error's ``code`` with a message, or ``ok`` with the kind of the body."""

    code: str
    message: str = ""
    hint: str = ""
    kind: str = ""
    truncated: bool = False
    body: bytes = b""


class _TooLarge(OSError):
    """The answer has more bytes than were asked for."""


class _Bounded(io.BytesIO):
    """A file in memory that takes up to a number of bytes."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left = most

    def write(self, chunk: ReadableBuffer, /) -> int:
        """Keeps *chunk*. Raises: _TooLarge."""
        written = super().write(chunk)
        self._left -= written
        if self._left < 0:
            raise _TooLarge("the answer is too large")
        return written


def evaluate(store: Engine, question: Question) -> Answer:
    """The answer of *store* to *question*; every fault of the query is an answer too."""
    try:
        checked = check_query(question.query)
        return _evaluated(store, question, checked)
    except RefusedError as error:
        return Answer("refused", error.message, error.hint)
    except QueryError as error:
        return Answer("query", error.message, error.hint)
    except SyntaxError as error:
        before = _base(question).count("\n")
        return Answer("query", *syntax_fault(one_spelling(question.query), str(error), before))
    except ValueError as error:
        return Answer("query", f"The query cannot be evaluated: {error}", "Correct the query")
    except _TooLarge:
        most = f"{question.max_bytes:,} bytes"
        return Answer("too_large", f"The answer is larger than {most}", "Ask for less, with LIMIT and OFFSET")
    except MemoryError:
        return Answer("memory", "The query needs more memory than it may use", "Ask for less")


def _evaluated(store: Engine, question: Question, checked: CheckedQuery) -> Answer:
    """The answer to a query that was checked.

    Results must not outlive the thread that made them, and what the parser of the check or an error of a request leaves
    to the garbage collector holds the frames that called it: so this is a function of its own, in which no name holds
    them.
    """
    limited = checked.can_add_limit and question.max_rows < _NO_LIMIT
    text = _base(question) + checked.text + (f"\nLIMIT {question.max_rows + 1}" if limited else "")
    given = bool(question.default_graphs or question.named_graphs)  # the whole dataset, FROM does not add to it
    return _serialize(
        store.query(
            text,
            prefixes=question.prefixes,
            use_default_graph_as_union=not (checked.has_dataset or given),  # it would override FROM
            default_graph=[NamedNode(iri) for iri in question.default_graphs] if given else None,
            named_graphs=[NamedNode(iri) for iri in question.named_graphs] if given else None,
        ),
        question,
    )


def _base(question: Question) -> str:
    return f"BASE <{question.base}>\n" if question.base else ""


def _serialize(result: QuerySolutions | QueryBoolean | QueryTriples, question: Question) -> Answer:
    out = _Bounded(question.max_bytes)
    if isinstance(result, QueryTriples):
        if question.graph is None:
            return Answer("unacceptable", "CONSTRUCT and DESCRIBE answer in RDF")
        result.serialize(out, _GRAPHS[question.graph])
        return Answer("ok", kind="graph", body=out.getvalue())
    if question.solutions is None:
        return Answer("unacceptable", "SELECT and ASK answer in a format of SPARQL results")
    result.serialize(out, _SOLUTIONS[question.solutions])
    body = out.getvalue()
    if isinstance(result, QueryBoolean):
        return Answer("ok", kind="boolean", body=body)
    body, truncated = cut_rows(body, question.solutions, question.max_rows)
    return Answer("ok", kind="solutions", truncated=truncated, body=body)


def serve(requests: IO[bytes], answers: IO[bytes], open_database: Callable[[str], Store]) -> None:
    """Answers each question of *requests* until they end, keeping the database open that was asked last."""
    store: Store | None = None
    opened = ""
    _write(answers, {"code": "ready", "size": 0}, b"")
    for line in requests:
        question = _read(line)
        _die_in(question.deadline_seconds)
        answer: Answer
        try:
            if store is None or opened != question.database:
                store, opened = open_database(question.database), question.database
            answer = evaluate(store, question)
        except (OSError, RuntimeError) as error:
            store, answer = None, Answer("store", f"The store cannot be read: {error}", "Build it again")
        _die_in(None)
        _write(answers, _header(answer), answer.body)


def _header(answer: Answer) -> dict[str, object]:
    return {
        "code": answer.code,
        "message": answer.message,
        "hint": answer.hint,
        "kind": answer.kind,
        "truncated": answer.truncated,
        "size": len(answer.body),
    }


def _write(answers: IO[bytes], header: Mapping[str, object], body: bytes) -> None:
    answers.write(json.dumps(header).encode() + b"\n" + body)
    answers.flush()


def _read(line: bytes) -> Question:
    fields: dict[str, Any] = json.loads(line)
    for name in ("default_graphs", "named_graphs"):
        fields[name] = tuple(fields[name])
    return Question(**fields)


def _die_in(seconds: float | None) -> None:
    """Lets the kernel end the process after *seconds*, also if nobody is left to kill it; ``None`` calls that off."""
    signal.setitimer(signal.ITIMER_REAL, 0.0 if seconds is None else seconds + 1.0)


def _leave_the_network() -> None:
    """A second wall behind the guard: a network of its own with nothing in it, where the system allows that."""
    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    if unshare is not None and unshare(_CLONE_NEWNET) != 0:
        unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _limit_memory(bytes_: int) -> None:
    """Makes allocations beyond *bytes_* of address space fail, which ends the process rather than the machine."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = bytes_ if hard == resource.RLIM_INFINITY else min(bytes_, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def main() -> None:
    """Runs a worker on standard input and output; the first argument is its memory in bytes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends its workers
    _leave_the_network()
    _limit_memory(int(sys.argv[1]))
    os.nice(5)
    serve(sys.stdin.buffer, sys.stdout.buffer, Store.read_only)


if __name__ == "__main__":
    main()
