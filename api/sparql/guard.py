"""Whether a query may be evaluated: decided by parsing it, never by a list of words.

Refused are updates (``LOAD`` among them) and ``SERVICE`` in any spelling and depth, because Oxigraph would make an
outgoing request for it. The parser of record is Oxigraph's; rdflib's tells what kind of text it is and shows the tree.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyparsing import ParseBaseException
from rdflib.plugins.sparql.parser import expandUnicodeEscapes, parseQuery, parseUpdate
from rdflib.plugins.sparql.parserutils import CompValue

from api.sparql.quick import CheckedQuery
from ontology.errors import QueryError
from ontology.sparql import names_graphs, says


class RefusedError(QueryError):
    """The text is understood, and is something that this endpoint never does: an update, or a call to another one."""


def check_query(text: str) -> CheckedQuery:
    """*text* as it may be given to Oxigraph.

    Raises: RefusedError for an update and for SERVICE; QueryError for what is no query.
    """
    plain = one_spelling(text)
    if not plain.strip():
        raise QueryError("The query is empty", hint="Send a SELECT, ASK, CONSTRUCT or DESCRIBE query")
    try:
        tree = parseQuery(plain)
    except (ParseBaseException, RecursionError) as error:
        _refuse_what_rdflib_rejects(plain, error)
        return CheckedQuery(plain, can_add_limit=False, has_dataset=names_graphs(plain))
    if any(part.name == "ServiceGraphPattern" for part in _parts(tree)) or says("service", plain):
        raise _no_service()
    return CheckedQuery(plain, _can_add_limit(tree[1]), has_dataset=names_graphs(plain))


def one_spelling(text: str) -> str:
    """*text* with code point escapes resolved (SPARQL 1.1, section 19.2) and one kind of line end.

    Both parsers must see the same text: rdflib resolves ``\\u0022`` before it looks for strings and ends comments at a
    line feed only, Oxigraph does neither, and a SERVICE could hide in the difference.
    """
    try:
        plain = expandUnicodeEscapes(text.replace("\r\n", "\n").replace("\r", "\n"))
        if expandUnicodeEscapes(plain) != plain or "\r" in plain:
            raise QueryError("The query hides a code point escape inside another", hint="Write the character itself")
    except ValueError as error:
        raise QueryError(str(error), hint="Write the character itself") from None
    return plain


def _refuse_what_rdflib_rejects(plain: str, error: Exception) -> None:
    """Leaves to Oxigraph what rdflib does not know (newer syntax), but not where a SERVICE might be in it."""
    if isinstance(error, RecursionError):
        raise QueryError("The query is nested too deeply", hint="Write it flatter") from None
    if _is_update(plain):
        raise RefusedError("Updates are refused: this endpoint only reads", hint="Change the data with: lineage build")
    if "service" in plain.lower():  # wherever it stands: nobody can say what it is there
        raise _no_service()


def _is_update(plain: str) -> bool:
    try:
        return bool(parseUpdate(plain).request)
    except (ParseBaseException, RecursionError):
        return False


def _no_service() -> RefusedError:
    return RefusedError(
        "SERVICE is refused: this endpoint makes no requests to others",
        hint="Query the other endpoint from your client",
    )


def _can_add_limit(query: CompValue) -> bool:
    if query.name != "SelectQuery" or "valuesClause" in set(query):
        return False
    return "limitoffset" not in set(query) or "limit" not in set(query["limitoffset"])


def _parts(tree: object) -> Iterator[CompValue]:
    """Every named part of a parse tree. Uses a list of its own, so depth costs no recursion."""
    waiting: list[object] = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, CompValue):
            yield part
            waiting.extend(part.values())
        elif isinstance(part, str):
            continue
        elif isinstance(part, dict):
            waiting.extend(part.values())
        elif hasattr(part, "__iter__"):
            waiting.extend(part)
