"""How things are said to users, the same on the command line, in JSON and on pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.model import Conflict


def sentence(text: str) -> str:
    """*text* as a sentence begins: with a capital.

    >>> sentence("name one of them by its date")
    'Name one of them by its date'
    """
    return text[:1].upper() + text[1:]


def counted(number: int, noun: str, many: str | None = None) -> str:
    """A number of things in words.

    >>> counted(1, "file"), counted(2, "file"), counted(0, "query", "queries")
    ('1 file', '2 files', '0 queries')
    """
    return f"{number} {noun if number == 1 else many or noun + 's'}"


def conflict_in_words(conflict: Conflict) -> str:
    """What a conflict is about, in one line."""
    document, against = conflict.document.label, conflict.against.label if conflict.against else "another document"
    said = {
        "date": f"the texts disagree on {conflict.property}",
        "number": "the texts that bear this number in one term or year differ in date and title: two documents",
        "later-than-citation": f"its own date is later than that of {against}, which cites it",
        "older-than-implemented": f"{against} is older than {document}, which it implements",
        "body-not-existing": "a body is named that did not exist on the day of the document",
        "type-not-allowed": "the norm of the time does not let the issuer issue this type",
        "identity": "it is not proven which document this is; it may be one of these",
    }.get(conflict.kind, conflict.kind)
    if conflict.kind != "date":
        return said
    return f"{said}; better supported: {conflict.better_supported or 'undecided'}"


def fault_of(fault: Mapping[str, Any]) -> str:
    """What is wrong with a value that pydantic refused, without pydantic's own words and patterns.

    >>> fault_of({"type": "literal_error", "input": "lost", "ctx": {"expected": "'held' or 'cited'"}, "msg": "..."})
    "'lost' is not one of: held, cited"
    """
    given, context = fault.get("input"), fault.get("ctx") or {}
    said = _FAULTS.get(str(fault.get("type")))
    if fault.get("type") == "value_error":
        return str(context.get("error", fault.get("msg", "")))
    if fault.get("type") == "literal_error":
        names = str(context.get("expected", "")).replace(" or ", ", ").replace("'", "")
        return f"{given!r} is not one of: {names}"
    return str(fault.get("msg", "")) if said is None else said.format(given=given, **context)


_FAULTS = {
    "missing": "it is missing",
    "int_parsing": "{given!r} is no whole number",
    "int_parsing_size": "{given!r} is too large",
    "float_parsing": "{given!r} is no number",
    "greater_than_equal": "{given} is less than {ge}",
    "greater_than": "{given} is not more than {gt}",
    "less_than_equal": "{given} is more than {le}",
    "less_than": "{given} is not less than {lt}",
    "string_too_long": "it has more than {max_length} characters",
}
