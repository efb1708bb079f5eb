"""The process that evaluates queries: reads questions from its standard input and answers on its standard output.

A question is a line of JSON, an answer goes out in frames (`api.sparql.frames`) while Oxigraph writes it: the process
waits where nobody reads them, and holds no answer whole. It holds the store read-only, under a limit of memory and,
where the system allows it, without a network. It is killed, not asked, when a query takes too long: Oxigraph cannot be
interrupted from Python. It loads little, so that another soon takes its place, but all that it needs: else the first
query that is wrong would take longer than a light one may.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import io
import re
import resource
import signal
import sys
from collections.abc import Callable
from functools import partial
from typing import IO, TYPE_CHECKING, Final, cast

from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat, Store

from api.sparql.frames import DATA, END, KIND, READY, Answer, Question, frame, unpacked
from api.sparql.guard import RefusedError, check_query, one_spelling
from api.sparql.quick import CheckedQuery, quick_check
from api.sparql.rows import Cutter
from api.sparql.syntax import syntax_fault
from ontology.errors import QueryError
from ontology.prefixes import PREFIXES

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

    from graph.engine import Engine

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
_UNKNOWN: Final = re.compile(r"The custom function <([^>]*)> is not supported")
_PIPE_BYTES: Final = 512 * 1024
"""Bytes that wait for the server."""
_WRITE_BYTES: Final = 128 * 1024
"""Bytes that are written at once: a light answer is one piece of work for who reads it."""
_MOST_FUNCTIONS: Final = 64
_NO_LIMIT: Final = 2**31 - 1  # some servers have no larger numbers
_CLONE_NEWNET = 0x40000000
_CLONE_NEWUSER = 0x10000000


_Results = QuerySolutions | QueryBoolean | QueryTriples
Send = Callable[[bytes, bytes], None]
"""Takes the kind of a frame and its content."""
Check = Callable[[str], CheckedQuery]


class _TooLarge(OSError):
    """The answer has more bytes than were asked for."""


class _Enough(OSError):
    """The answer has as many rows as were asked for."""


class _Sink(io.RawIOBase):
    """A file that passes on what is written to it as frames of whole rows, and ends the evaluation at a limit."""

    def __init__(self, send: Send, cutter: Cutter, most: int) -> None:
        super().__init__()
        self._send = send
        self._cutter = cutter
        self._left = most

    def write(self, chunk: ReadableBuffer, /) -> int:
        """Takes *chunk*. Raises: _TooLarge, _Enough."""
        piece = bytes(chunk)
        self._pass(self._cutter.feed(piece))
        if self._cutter.truncated:
            raise _Enough("there are rows enough")
        return len(piece)

    def finish(self) -> None:
        """Passes on the rest. Raises: _TooLarge."""
        self._pass(self._cutter.finish())

    def _pass(self, rows: bytes) -> None:
        self._left -= len(rows)
        if self._left < self._cutter.held:
            raise _TooLarge("the answer is too large")
        if rows:
            self._send(DATA, rows)


def evaluate(store: Engine, question: Question, send: Send, check: Check) -> Answer:
    """Sends the answer of *store* to *question* and returns its end; every fault of the query is an answer too."""
    try:
        return _evaluated(store, question, check(question.query), send)
    except QueryError as error:
        return Answer("refused" if isinstance(error, RefusedError) else "query", error.message, error.hint)
    except SyntaxError as error:
        return _explained(question, str(error))
    except ValueError as error:
        return Answer("query", f"The query cannot be evaluated: {error}", "Correct the query")
    except RuntimeError as error:
        if (unknown := _unknown_function(error)) is None:
            raise
        return Answer("query", f"The function <{unknown}> is not known here", "Write the query without it")
    except _TooLarge:
        most = f"{question.max_bytes:,} bytes"
        return Answer("too_large", f"The answer is larger than {most}", "Ask for less, with LIMIT and OFFSET")
    except MemoryError:
        return Answer("memory", "The query needs more memory than it may use", "Ask for less")


def checked_quickly(text: str) -> CheckedQuery:
    """*text* as it may be given to Oxigraph. Raises: as `check_query` of the guard."""
    return quick_check(text) or check_query(text)


def _explained(question: Question, said: str) -> Answer:
    """What is wrong with a query that Oxigraph cannot parse: it is refused, or has a fault at a place."""
    try:
        check_query(question.query)
    except QueryError as error:
        return Answer("refused" if isinstance(error, RefusedError) else "query", error.message, error.hint)
    return Answer("query", *syntax_fault(one_spelling(question.query), said, _base(question).count("\n")))


def _evaluated(store: Engine, question: Question, checked: CheckedQuery, send: Send) -> Answer:
    """The answer to a query that was checked.

    Results must not outlive the thread that made them, and what the parser of the check or an error of a request leaves
    to the garbage collector holds the frames that called it: so this is a function of its own, in which no name holds
    them.
    """
    limited = checked.can_add_limit and question.max_rows < _NO_LIMIT
    text = _base(question) + checked.text + (f"\nLIMIT {question.max_rows + 1}" if limited else "")
    given = bool(question.default_graphs or question.named_graphs)  # the whole dataset, FROM does not add to it
    query = partial(
        store.query,
        text,
        prefixes=PREFIXES,
        use_default_graph_as_union=not (checked.has_dataset or given),  # it would override FROM
        default_graph=[NamedNode(iri) for iri in question.default_graphs] if given else None,
        named_graphs=[NamedNode(iri) for iri in question.named_graphs] if given else None,
    )
    return _serialize(_result(query, embedded=isinstance(store, Store)), question, send)


def _result(query: Callable[..., _Results], *, embedded: bool) -> _Results:
    try:
        return query()
    except RuntimeError as error:
        unknown = _unknown_function(error)
        if unknown is None or not embedded:
            raise
    return _without_functions(query, unknown)


def _unknown_function(error: RuntimeError) -> str | None:
    """The function that a query calls and nobody knows, if that is what Oxigraph complains of."""
    found = _UNKNOWN.search(str(error))
    return None if found is None else found[1]


def _without_functions(query: Callable[..., _Results], unknown: str) -> _Results:
    """The answer where functions that nobody knows give errors: the row is there without a value, a filter is false.

    SPARQL 1.1, section 17.6, makes that an error of the expression, Oxigraph one of the query, one function at a time.
    """
    functions: dict[NamedNode, Callable[..., None]] = {}
    while True:
        functions[NamedNode(unknown)] = _no_value
        try:
            return query(custom_functions=functions)
        except RuntimeError as error:
            if (found := _unknown_function(error)) is None or len(functions) == _MOST_FUNCTIONS:
                raise
            unknown = found


def _no_value(*_: object) -> None:
    """What an unknown function gives."""


def _base(question: Question) -> str:
    return f"BASE <{question.base}>\n" if question.base else ""


def _serialize(result: _Results, question: Question, send: Send) -> Answer:
    if isinstance(result, QueryTriples):
        if question.graph is None:
            return Answer("unacceptable", "CONSTRUCT and DESCRIBE answer in RDF")
        kind, name = "graph", question.graph
    elif question.solutions is None:
        return Answer("unacceptable", "SELECT and ASK answer in a format of SPARQL results")
    else:
        kind, name = "boolean" if isinstance(result, QueryBoolean) else "solutions", question.solutions
    send(KIND, kind.encode())
    cutter = Cutter(name, question.max_rows if kind == "solutions" else _NO_LIMIT)
    with contextlib.suppress(_Enough):
        sink = _Sink(send, cutter, question.max_bytes)
        file = cast("IO[bytes]", sink)
        if isinstance(result, QueryTriples):
            result.serialize(file, _GRAPHS[name])
        else:
            result.serialize(file, _SOLUTIONS[name])
        sink.finish()
    said = f"The answer has more than {question.max_rows:,} rows and was cut" if cutter.truncated else ""
    return Answer("ok", said, kind=kind, truncated=cutter.truncated)


def serve(requests: IO[bytes], answers: IO[bytes], open_database: Callable[[str], Store], database: str) -> None:
    """Answers each question of *requests* until they end, keeping the database open that was asked last."""
    store, opened = _opened(open_database, database)

    def send(kind: bytes, content: bytes) -> None:
        answers.write(frame(kind, content))

    send(READY, b"")
    answers.flush()
    for line in requests:
        question, seconds = unpacked(line)
        _die_in(seconds)
        try:
            if store is None or opened != question.database:
                store, opened = open_database(question.database), question.database
            answer = evaluate(store, question, send, checked_quickly)
        except (OSError, RuntimeError) as error:
            store, answer = None, Answer("store", f"The store cannot be read: {error}", "Build it again")
        _die_in(None)
        send(END, answer.packed())
        answers.flush()


def _opened(open_database: Callable[[str], Store], database: str) -> tuple[Store | None, str]:
    """The database that is likely to be asked, ahead of the question; nothing where it cannot be opened."""
    if database:
        with contextlib.suppress(OSError, RuntimeError):
            return open_database(database), database
    return None, ""


def _die_in(seconds: float | None) -> None:
    """Lets the kernel end the process after *seconds*, also if nobody is left to kill it; ``None`` calls that off."""
    signal.setitimer(signal.ITIMER_REAL, seconds or 0.0)


def _leave_the_network() -> None:
    """A second wall behind the guard: a network of its own with nothing in it, where the system allows that."""
    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    if unshare is not None and unshare(_CLONE_NEWNET) != 0:
        unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _limit_memory(bytes_: int) -> None:
    """Makes allocations beyond *bytes_* fail, which ends the process rather than the machine.

    What counts is memory that can be written (RLIMIT_DATA), not the address space (RLIMIT_AS): RocksDB opens files in
    up to sixteen threads at once, for each of which the C library sets aside 8 MiB of stack and up to 128 MiB of
    addresses, so that a process that holds 26 MiB has had between 0.6 and 1.3 GiB of addresses, as the threads happened
    to meet; beyond the limit the next thread could not start, and the process aborted with nothing wrong.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    soft = bytes_ if hard == resource.RLIM_INFINITY else min(bytes_, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _widen(pipe: int) -> None:
    """Lets a pipe hold more than its 64 KiB, where the system does: who reads it need not be woken for each of them."""
    with contextlib.suppress(AttributeError, OSError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def main() -> None:
    """Runs a worker on standard input and output; the arguments are its memory in bytes and a database to open."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends its workers
    _leave_the_network()
    _limit_memory(int(sys.argv[1]))
    _widen(sys.stdout.fileno())
    with open(sys.stdout.fileno(), "wb", buffering=_WRITE_BYTES, closefd=False) as answers:
        serve(sys.stdin.buffer, answers, Store.read_only, sys.argv[2])


if __name__ == "__main__":
    main()
