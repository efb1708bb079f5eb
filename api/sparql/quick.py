"""The check that nearly all queries pass in some microseconds; the others go the long way of `api.sparql.guard`.

No query can call another endpoint without the letters of ``SERVICE``, an update is no query for Oxigraph, which then
says so, and escapes are looked for by the backslash that they need. So only the rest has to be parsed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from api.sparql.tokens import tokens

_LONGEST: Final = 100_000
_DEEPEST: Final = 60
"""Brackets within each other from which on the parser of the guard is asked: Oxigraph's ends with the process."""
_MANY: Final = 4_000
"""Tokens, also: some lists are as deep for it as they are long."""
_FORMS: Final = ("select", "ask", "construct", "describe")


@dataclass(frozen=True, slots=True)
class CheckedQuery:
    """A query that may be evaluated, in the spelling in which it was judged."""

    text: str
    can_add_limit: bool
    """Whether ``LIMIT n`` may be written at the end: a SELECT that has neither a LIMIT nor trailing VALUES."""
    has_dataset: bool
    """Whether it names its graphs itself, with FROM or FROM NAMED."""


def quick_check(text: str) -> CheckedQuery | None:
    """*text* as it may be given to Oxigraph; ``None`` where that takes a closer look."""
    if len(text) > _LONGEST or "\\" in text or "\r" in text or "service" in text.lower():
        return None
    words, depth, form = set(), 0, ""
    for number, (kind, token) in enumerate(tokens(text)):
        if number > _MANY or depth > _DEEPEST:
            return None
        if kind == "word":
            words.add(token)
            form = form or (token if token in _FORMS else "")
        elif kind == "sign":
            depth += (token in "{([!-") - (token in "})]")
    if not form:
        return None
    can_add = form == "select" and not words & {"limit", "values"}
    return CheckedQuery(text, can_add, has_dataset=any("from" in word for word in words))
