"""The one tree of errors of the project; everything that a user can cause is below `LineageError`.

::

    LineageError
    ├── InputError            the input cannot be read: file, folder, encoding, syntax of a value
    │   ├── UnsupportedFormat no reader for this kind of file
    │   └── EmptyInput        a file or folder with nothing to read in it
    ├── NotFound              nothing in the graph or the vocabularies answers to the name
    ├── Ambiguous             several things answer to it, and none is guessed (see `candidates`)
    ├── LimitExceeded         the answer would pass a limit of time, rows or nodes
    ├── StoreError            the store's folder is something else, locked, or of another layout
    └── QueryError            a SPARQL query that is wrong or not allowed

Each error says what is wrong (`message`, which names the file, the place and the offending text) and what to do next
(`hint`). Whatever is not below `LineageError` is a defect of the program.
"""

from collections.abc import Sequence
from typing import ClassVar, Protocol


class Candidate(Protocol):
    """What an ambiguous answer tells of each of the things that it could be (a document's summary has this form)."""

    @property
    def iri(self) -> str:
        """The identifier, which is never ambiguous."""

    @property
    def label(self) -> str:
        """A name to show."""

    @property
    def date(self) -> str | None:
        """The date in ISO 8601 as far as it is known, which usually tells the candidates apart."""

    @property
    def issuer(self) -> str | None:
        """The issuing body, if known."""


class LineageError(Exception):
    """An error that its user can do something about; `str()` is one line, the message followed by the hint.

    >>> str(LineageError("no file a.txt", hint="Check the path"))
    'no file a.txt. Check the path'
    """

    default_hint: ClassVar[str] = "See the documentation of the command"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint or self.default_hint

    def __str__(self) -> str:
        """Message and hint on one line, whatever line breaks the offending text had."""
        return " ".join(f"{self.message.rstrip().rstrip('.')}. {self.hint}".split())


class InputError(LineageError):
    """Input that cannot be read: a missing file, a wrong encoding, a value that does not have its form."""

    default_hint = "Check that the path or value exists and is readable"


class UnsupportedFormat(InputError):
    """A kind of file for which there is no reader."""

    default_hint = "Convert the file to UTF-8 text (.txt or .md)"


class EmptyInput(InputError):
    """A file or a folder in which there is nothing to read."""

    default_hint = "Give a file with text or a folder with documents"


class NotFound(LineageError):
    """Nothing answers to the number, name or identifier that was asked for."""

    default_hint = "Check the number and its symbol, or list what there is"


class Ambiguous(LineageError):
    """Several things answer to a name; all of them are in `candidates`, in a stable order, and none is preferred."""

    default_hint = "Choose one by its date or IRI"

    def __init__(self, message: str, *, hint: str = "", candidates: Sequence[Candidate] = ()) -> None:
        super().__init__(message, hint=hint)
        self.candidates: tuple[Candidate, ...] = tuple(candidates)


class LimitExceeded(LineageError):
    """An answer that would pass a limit of time, rows, nodes or size."""

    default_hint = "Ask for less, or raise the limit"


class StoreError(LineageError):
    """A store that cannot be used: its folder is something else, is locked, or has another layout."""

    default_hint = "Name another folder, or build the store again"


class QueryError(LineageError):
    """A SPARQL query that is not valid or asks for what is not allowed."""

    default_hint = "Correct the query; only reading queries of SPARQL 1.1 are answered"
