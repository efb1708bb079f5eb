"""The files that are searched, asked together: the base, and over it what has changed since."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote

from graph.listing import ORDERS, Place
from graph.search.tables import SCHEMA, number_key, tokens

MOST: Final = 10_000
"""Rows of one kind that a question counts; where there are more, that is said."""
_AT_ONCE: Final = 500
"""Values in one question to SQLite."""
_LIKE: Final = 500
"""Documents among which a number is looked for that nobody bears."""
_LAST: Final = "\U0010ffff"
_RANKED: Final = 2_000
"""Rows that are ordered by how well they fit; of more of them, by what they are."""


class Found(NamedTuple):
    """Rows of one kind: their IRIs in order, of passages those of the parts; `more`: there are more than `MOST`."""

    iris: list[str]
    more: bool


class Files:
    """The base, and the file of changes if there is one. They are never written to, and may be asked by any thread."""

    def __init__(self, base: Path, changes: Path | None) -> None:
        """Ask these files.

        Raises:
            OSError: when one is missing or damaged.
        """
        self.base: Final = base
        self.changes: Final = changes
        self._own = threading.local()
        try:
            self.ask("SELECT count(*) FROM main.gone")
            self.schemas: Final = _SCHEMAS if self.ask("SELECT 1 FROM changed.gone LIMIT 1") else _SCHEMA
            """The files, each with what keeps its rows from being told where another file knows better."""
        except sqlite3.Error as error:
            raise OSError(f"{base}: {error}") from error

    def ask(self, sql: str, values: Sequence[object] = ()) -> list[tuple[str, ...]]:
        """The rows of a question to SQLite, in which the base is `main` and the changes are `changed`."""
        database = getattr(self._own, "database", None)
        if database is None:
            database = self._own.database = self._opened()
        return list(database.execute(sql, values))

    def _opened(self) -> sqlite3.Connection:
        database = sqlite3.connect(f"file:{quote(str(self.base))}?mode=ro&immutable=1", uri=True)
        if self.changes is not None:
            address = f"file:{quote(str(self.changes))}?mode=ro&immutable=1"
            database.execute("ATTACH ? AS changed", (address,))
            return database
        database.execute("ATTACH ':memory:' AS changed")
        for made in SCHEMA.split(";"):
            database.execute(re.sub("(TABLE|INDEX) ", r"\1 changed.", made, count=1))
        return database

    # -- lists ---------------------------------------------------------------------------------------------------------

    def listed(
        self,
        order: str,
        limit: int,
        offset: int,
        *,
        type: str | None = None,
        province: str | None = None,
        held: bool | None = None,
        words: str = "",
        after: Place | None = None,
    ) -> tuple[int, list[str]]:
        """How many documents fit all filters, and a page of their IRIs in an order of `graph.listing.ORDERS`.

        `province` and `words` are folded. What is unknown of comes last, equal ones by IRI. The page begins behind
        `after`; the number is that of all.
        """
        name = order.removeprefix("-")
        assert name in ORDERS  # it becomes a part of the query
        column, downward = f"by_{name}", order.startswith("-")
        terms: list[tuple[str, object]] = []
        if type is not None:
            terms.append(("type = ?", type))
        if province is not None:
            terms.append(("(' | ' || place || ' | ') LIKE '% | ' || ? || ' | %'", province))
        if held is not None:
            terms.append(("held = ?", int(held)))
        terms += [("instr(words, ?) > 0", word) for word in words.split()]
        where = " AND ".join(["TRUE", *(term for term, _ in terms)])
        values = [value for _, value in terms]
        total, rows = 0, list[tuple[str, ...]]()
        way = "DESC" if downward else "ASC"
        for schema, rest in self.schemas:
            total += int(self.ask(f"SELECT count(*) FROM {schema}.document WHERE {where}{rest}", values)[0][0])
            for part, bounds in _parts(column, downward, after):
                ordered = f"ORDER BY {column} {way}, iri LIMIT ?"
                sql = f"SELECT {column}, iri FROM {schema}.document WHERE {part} AND {where}{rest} {ordered}"
                rows += self.ask(sql, [*bounds, *values, offset + limit])
        rows.sort(key=lambda row: row[1])
        rows.sort(key=lambda row: row[0], reverse=downward)
        rows.sort(key=lambda row: not row[0])
        return total, [iri for _, iri in rows[offset : offset + limit]]

    def ordered_by(self, name: str, iri: str) -> str | None:
        """What an order of `graph.listing.ORDERS` orders a document by; None of one that is not in the lists."""
        assert name in ORDERS  # it becomes a part of the query
        return next((row[0] for row in self.of_each(f"SELECT by_{name} FROM {{}}.document WHERE iri", [iri])), None)

    def newest(self, iris: Iterable[str]) -> list[str]:
        """Which of some IRIs are those of documents: what is held before what is cited, then the newest."""
        rows = list(self.of_each("SELECT held, by_date, iri FROM {}.document WHERE iri", iris))
        rows.sort(key=lambda row: row[2])
        rows.sort(key=lambda row: row[:2], reverse=True)
        return [row[2] for row in rows]

    def numbered(self, words: str) -> list[str]:
        """The documents of which a text gives this number or label, whatever the diacritics and the blanks."""
        return sorted({row[0] for row in self.of_each("SELECT iri FROM {}.number WHERE key", [number_key(words)])})

    def numbered_like(self, words: str) -> list[str]:
        """Documents whose number begins with the words, has the same digits first, or the same symbol after them."""
        key = number_key(words)
        digits = key[: len(key) - len(key.lstrip("0123456789"))]
        found: dict[str, None] = {}
        for begin in dict.fromkeys(one for one in (key, digits) if one):
            for schema, rest in self.schemas:
                sql = f"SELECT iri FROM {schema}.number WHERE key >= ? AND key < ?{rest} LIMIT ?"
                found |= dict.fromkeys(row[0] for row in self.ask(sql, (begin, begin + _LAST, _LIKE)))
        for schema, rest in self.schemas if len(key) > len(digits) + 1 else ():
            sql = f"SELECT iri FROM {schema}.number WHERE substr(key, -?) = ?{rest} LIMIT ?"
            tail = key[len(digits) :]
            found |= dict.fromkeys(row[0] for row in self.ask(sql, (len(tail), tail, _LIKE)))
        return list(found)

    def conflicts(self, kind: str | None, limit: int, offset: int) -> tuple[dict[str, int], list[str]]:
        """How many conflicts there are of each kind, and a page of those of one kind, or of all, in their order."""
        counts: dict[str, int] = {}
        rows: list[tuple[str, ...]] = []
        where, values = ("TRUE", ()) if kind is None else ("kind = ?", (kind,))
        for schema, rest in self.schemas:
            for found, count in self.ask(
                f"SELECT kind, count(*) FROM {schema}.conflict WHERE TRUE{rest} GROUP BY kind"
            ):
                counts[found] = counts.get(found, 0) + int(count)
            order = "ORDER BY kind, label, iri LIMIT ?"
            sql = f"SELECT kind, label, iri FROM {schema}.conflict WHERE {where}{rest} {order}"
            rows += self.ask(sql, (*values, offset + limit))
        return dict(sorted(counts.items())), [row[2] for row in sorted(rows)[offset : offset + limit]]

    def copies(self, iris: Iterable[str]) -> set[str]:
        """All documents that hold the same text as one of some."""
        keys = {row[0] for row in self.of_each("SELECT copy_key FROM {}.document WHERE iri", iris)}
        return self.having(keys - {""})

    def having(self, keys: Iterable[str]) -> set[str]:
        """The documents that have one of these in common with their copies."""
        return {row[0] for row in self.of_each("SELECT iri FROM {}.document WHERE copy_key", keys)}

    def of_each(self, sql: str, values: Iterable[str]) -> Iterator[tuple[str, ...]]:
        """The rows of a question that ends with a column, for each of some values of it."""
        every = sorted(values)
        for begin in range(0, len(every), _AT_ONCE):
            some = every[begin : begin + _AT_ONCE]
            for schema, rest in self.schemas:
                yield from self.ask(f"{sql.format(schema)} IN ({', '.join('?' * len(some))}){rest}", some)

    def provinces(self) -> list[str]:
        """The provinces of all documents, as they are written."""
        found = (
            self.ask(f"SELECT DISTINCT province FROM {schema}.document WHERE province <> ''{rest}")
            for schema, rest in self.schemas
        )
        return sorted({row[0] for rows in found for row in rows})

    # -- search --------------------------------------------------------------------------------------------------------

    def documents(self, words: str) -> Found:
        """The documents with all of the words: first those that bear the words as number or label, then those with all
        of them in the label, then the others. Where there is none, words may be beginnings.
        """
        key = number_key(words)
        exact: list[str] = []
        for schema, rest in self.schemas if key else ():
            sql = f"SELECT iri FROM {schema}.document WHERE (number_key = ? OR label_key = ?){rest} ORDER BY id LIMIT ?"
            exact += [row[0] for row in self.ask(sql, (key, key, MOST))]
        for match in _matches(words):
            named, one = self._matching("document", f"{{label}} : ({match})", ranked=False)
            others, two = self._matching("document", match)
            if found := list(dict.fromkeys([*exact, *named, *others])):
                return Found(found[:MOST], one or two)
        return Found(exact, False)

    def bodies(self, words: str) -> Found:
        """The bodies with all of the words in a name, those with just this name first."""
        key = " ".join(tokens(words))
        exact: list[str] = []
        for schema, rest in self.schemas if key else ():
            found = self.ask(f"SELECT iri FROM {schema}.body WHERE key = ?{rest} ORDER BY iri LIMIT ?", (key, MOST))
            exact += [row[0] for row in found]
        for match in _matches(words):
            others, more = self._matching("body", match)
            if found_all := list(dict.fromkeys([*exact, *others])):
                return Found(found_all[:MOST], more)
        return Found(exact, False)

    def passages(self, words: str) -> Found:
        """The parts of sources with all of the words in their text."""
        for match in _matches(words):
            found, more = self._matching("passage", match, column="part")
            if found:
                return Found(found, more)
        return Found([], False)

    def body(self, iri: str) -> tuple[str, ...] | None:
        """The names of a body, that which it is called by first; None where there is no such body."""
        for schema, rest in reversed(self.schemas):
            for row in self.ask(f"SELECT names FROM {schema}.body WHERE iri = ?{rest}", (iri,)):
                return tuple(row[0].split("\n"))
        return None

    def label_of_body(self, iri: str) -> str:
        """The name of a body; its IRI where it has none."""
        return (self.body(iri) or (iri,))[0]

    def _matching(self, table: str, match: str, *, ranked: bool = True, column: str = "iri") -> tuple[list[str], bool]:
        found: list[tuple[float, str]] = []
        more = False
        for schema, rest in reversed(self.schemas):  # what has changed is newer
            rows = f"SELECT rowid FROM {schema}.{table}_text WHERE {table}_text MATCH ?"
            count = int(self.ask(f"SELECT count(*) FROM ({rows} LIMIT ?)", (match, MOST + 1))[0][0])
            more |= count > MOST
            if not count:
                continue
            first = " - 1000.0 * held" if table == "document" else ""  # what can be read before what is only cited
            rank = f"bm25({table}_text){first}" if ranked and count <= _RANKED else "0.0"
            order = "rank, id" if ranked and count <= _RANKED else "id"
            sql = (
                f"SELECT {rank} AS rank, {column} FROM {schema}.{table}_text JOIN {schema}.{table} ON id = "
                f"{table}_text.rowid WHERE {table}_text MATCH ?{rest} ORDER BY {order} LIMIT ?"
            )
            found += [(float(row[0]), row[1]) for row in self.ask(sql, (match, MOST))]
        if ranked and not more:
            found.sort(key=lambda row: row[0])
        return [iri for _, iri in found], more


_SCHEMAS: Final = (("main", " AND iri NOT IN (SELECT iri FROM changed.gone)"), ("changed", ""))
_SCHEMA: Final = (("main", ""),)


def _parts(column: str, downward: bool, after: Place | None) -> Iterator[tuple[str, list[str]]]:
    """The rows of which the value is known, and those of which it is not, as conditions with their values; of those the
    rows behind a place.
    """
    if after is None:
        yield f"{column} <> ''", []
        yield f"{column} = ''", []
    elif after.value:
        beyond = "<" if downward else ">"
        yield (
            f"{column} <> '' AND {column} {beyond}= ? AND ({column} {beyond} ? OR iri > ?)",
            [after.value, after.value, after.iri],
        )
        yield f"{column} = ''", []
    else:
        yield f"{column} = '' AND iri > ?", [after.iri]


def _matches(words: str) -> Iterator[str]:
    """The words as a question to FTS5: as whole words, then as beginnings of words."""
    wanted = tokens(words)
    if wanted:
        yield " AND ".join(f'"{word}"' for word in wanted)
        yield " AND ".join(f'"{word}"*' if len(word) > 1 and not word.isdigit() else f'"{word}"' for word in wanted)
