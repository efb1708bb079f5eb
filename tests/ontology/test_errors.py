"""The tree of errors: one line each, a hint each, and they survive the way between processes."""

import pickle
from dataclasses import dataclass

import pytest

from ontology import errors
from ontology.errors import Ambiguous, Candidate, LineageError


@dataclass(frozen=True)
class Found:
    iri: str
    label: str
    date: str | None = None
    issuer: str | None = None


def tree(root: type[LineageError]) -> list[type[LineageError]]:
    return [root, *(below for child in root.__subclasses__() for below in tree(child))]


PARENTS = [
    ("InputError", "LineageError"),
    ("UnsupportedFormat", "InputError"),
    ("EmptyInput", "InputError"),
    ("NotFound", "LineageError"),
    ("Ambiguous", "LineageError"),
    ("LimitExceeded", "LineageError"),
    ("StoreError", "LineageError"),
    ("QueryError", "LineageError"),
]


@pytest.mark.parametrize(("child", "parent"), PARENTS)
def test_tree(child: str, parent: str) -> None:
    assert getattr(errors, child).__bases__ == (getattr(errors, parent),)


@pytest.mark.parametrize("name", [child for child, _ in PARENTS])
def test_the_docstring_draws_the_tree(name: str) -> None:
    assert errors.__doc__ is not None
    assert f"── {name} " in errors.__doc__


@pytest.mark.parametrize("kind", [getattr(errors, name) for name, _ in [("LineageError", ""), *PARENTS]])
def test_each_error_has_message_and_hint(kind: type[LineageError]) -> None:
    error = kind("no such thing")
    assert error.message == "no such thing"
    assert error.hint
    assert str(error) == f"no such thing. {error.hint}"
    assert kind("x", hint="Do y").hint == "Do y"


ROWS = [  # message, hint, one line, why
    ("broken.", "Mend it", "broken. Mend it", "no two full stops"),
    ("broken\n at 'a\nb'", "Mend\tit", "broken at 'a b'. Mend it", "line breaks in the offending text"),
]


@pytest.mark.parametrize(("message", "hint", "line", "why"), ROWS)
def test_one_line(message: str, hint: str, line: str, why: str) -> None:
    assert str(LineageError(message, hint=hint)) == line, why


def test_ambiguous_carries_its_candidates_in_order() -> None:
    found: list[Candidate] = [Found("b", "B"), Found("a", "A", "2022-01-05", "Ban Bí thư")]
    assert Ambiguous("two", candidates=found).candidates == tuple(found)
    assert Ambiguous("none").candidates == ()


def test_errors_pass_between_processes() -> None:
    error = Ambiguous("two", hint="Choose", candidates=[Found("a", "A")])
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.candidates) == (str(error), error.candidates)
    assert isinstance(again, Ambiguous)
