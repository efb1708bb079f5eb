"""A quick look at a query that tells what is likely to run away, so that it never starts among the light ones.

It is a guess from the words alone, made in some microseconds and trusted by nobody: what it takes for light and is
not has a short budget (`api.sparql.lanes`), and what it takes for heavy is answered as well, only elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from api.sparql.tokens import Token, tokens

_LONGEST: Final = 20_000
_LONGEST_PATH: Final = 64
_SEARCHES: Final = frozenset({"regex", "contains", "strstarts", "strends", "lcase", "ucase", "replace", "strafter"})
_WHOLE: Final = frozenset({"order", "group", "distinct", "count", "sum", "avg", "min", "max", "group_concat", "sample"})
_CLASS: Final = frozenset({"a", "rdf:type", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"})
_ASIDE: Final = frozenset({"select", "construct", "describe", "ask", "where", "group", "order", "having", "limit"})
"""Words from which on, up to the next brace, nothing is a pattern."""
_JOINERS: Final = frozenset("/|^!(")
_TERMS: Final = frozenset({"iri", "text", "name", "number", "variable"})


class _Groups:
    """Variables that hang together because a pattern joins them, and which of them a constant holds."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}
        self._held: set[str] = set()
        self._free_ends: list[str] = []
        self._in_patterns: set[str] = set()

    def _root(self, variable: str) -> str:
        while (found := self._above.setdefault(variable, variable)) != variable:
            self._above[variable] = self._above[found]
            variable = found
        return variable

    def join(self, variables: Sequence[str], *, held: bool = False) -> None:
        """Notes that these are in one pattern, and whether it names a node."""
        for variable in variables:
            self._above[self._root(variable)] = self._root(variables[0])
        if held and variables:
            self._held.add(variables[0])

    def pattern(self, variables: Sequence[str], *, held: bool, path: bool) -> None:
        """Notes the variables of a pattern, the subject first, and whether it is a path of any length between two."""
        self.join(variables, held=held)
        self._in_patterns.update(variables[:1])
        if path:
            self._free_ends.append(variables[0])

    def judge(self, words: set[str]) -> bool:
        """Whether what was noted looks heavy, in a query that has these words."""
        groups = {self._root(variable) for variable in self._in_patterns}
        free = groups - {self._root(variable) for variable in self._held}
        if len(groups) > 1 or any(self._root(variable) in free for variable in self._free_ends):
            return True
        return bool(free) and (bool(words & (_WHOLE | _SEARCHES)) or "limit" not in words)


class _Patterns:
    """Reads triple patterns token by token and notes what each joins."""

    def __init__(self, groups: _Groups) -> None:
        self._groups = groups
        self._unnamed = 0
        self._subject: Token | None = None
        self._path: list[str] = []
        self._round = 0

    def end(self) -> None:
        """A group begins or ends, or a keyword stands here: what comes next is a subject."""
        self._subject, self._path, self._round = None, [], 0

    def takes_bracket(self) -> bool:
        """Whether a round bracket here is one of a path, not of an expression or a list."""
        return self._subject is not None and (not self._path or self._path[-1] in _JOINERS)

    def term(self, kind: str, token: str) -> None:
        """A node, a property, or ``a``."""
        if token.startswith("_:"):
            kind = "variable"
        if self._subject is None:
            self._subject = kind, token
        elif self._path and not self._round and self._path[-1] not in _JOINERS:
            self._object(kind, token)
        else:
            self._path.append(token)

    def sign(self, token: str) -> None:
        """What stands between terms."""
        if token == ".":
            self.end()
        elif token == ";":
            self._path = []
        elif token == "[":
            self._unnamed += 1
            self.term("variable", f"[{self._unnamed}")
            self._path = []
        elif token == "]":
            self._path = []
        elif token != "," and len(self._path) < _LONGEST_PATH:
            self._round += (token == "(") - (token == ")")
            self._path.append(token)

    def _object(self, kind: str, token: str) -> None:
        assert self._subject is not None
        ends = [self._subject, (kind, token)]
        variables = [name for what, name in ends if what == "variable"]
        named = self._subject[0] != "variable" or (kind != "variable" and self._path[-1] not in _CLASS)
        path = len(variables) == 2 and ("*" in self._path or "+" in self._path)
        variables += [name for name in self._path if name[0] in "?$" and name[1:]]
        self._groups.pattern(variables, held=named, path=path)


def looks_heavy(query: str) -> bool:
    """Whether *query* is likely to look at much of the store.

    Heavy are patterns that do not hang together, a path of any length with both ends open, a search in all texts, and
    what neither names a node nor has a LIMIT that ends it early. A class holds nothing: it may be that of all.

    >>> looks_heavy("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a"), looks_heavy("SELECT * { ?a lin:cites <x> }")
    (True, False)
    """
    if len(query) > _LONGEST:
        return True
    groups, words = _Groups(), set[str]()
    _read(tokens(query), groups, words)
    return groups.judge(words)


def _read(stream: Iterator[Token], groups: _Groups, words: set[str]) -> None:
    """Notes the patterns within the braces, and the words everywhere."""
    patterns, aside, binds = _Patterns(groups), True, ""
    for kind, token in stream:
        if kind == "word" and token != "a":
            words.add(token)
            patterns.end()
            aside = aside or token in _ASIDE
            binds = token if token in ("bind", "values") else ""
        elif token in ("{", "}") and kind == "sign":
            patterns.end()
            aside = False
            if binds and token == "{":  # what VALUES list
                _skip(stream, "{}", words)
            binds = ""
        elif token == "(" and not patterns.takes_bracket():
            inside = _skip(stream, "()", words)
            if binds:  # BIND with no other variable gives a constant a name
                groups.join(inside, held=binds == "values" or len(inside) == 1)
            binds = binds if binds == "values" else ""
        elif aside:
            continue
        elif binds:
            groups.join([token] if kind == "variable" else [], held=True)
        elif kind in _TERMS or token == "a":
            patterns.term(kind, token)
        elif token == "^^":  # the type of a literal is no node
            next(stream, None)
        elif kind == "sign":
            patterns.sign(token)


def _skip(stream: Iterator[Token], brackets: str, words: set[str]) -> list[str]:
    """Goes on behind the bracket that closes; the variables in between."""
    depth, inside = 1, []
    for kind, token in stream:
        depth += (token == brackets[0]) - (token == brackets[1])
        if not depth:
            break
        if kind == "variable":
            inside.append(token)
        elif kind == "word":
            words.add(token)
    return inside
