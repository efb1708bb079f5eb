"""The duties and milestones of all documents as rows, so that a page of them costs what it shows.

They are written as an answer over the whole store tells them (`graph.duties`): what is said alike once, in its order.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from graph.agencies import words_of
from graph.search.files import Files

_SELECTIVE: Final = 20_000
"""So many rows are put in order faster than all rows are gone through in it."""


class Owed(NamedTuple):
    """A duty or a milestone: its document, and its place among the others of it; `nodes` are all that say it, and
    `documents` counts the copies that do. `role` is the kind of a milestone; `due` is "" where no day can be computed.
    """

    milestone: bool
    iri: str
    day: str
    place: int
    nodes: tuple[str, ...]
    documents: int
    task: str | None
    agency: str
    body: str | None
    role: str | None
    stated: str | None
    due: str
    recurs: bool
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What rows are to fit: all that is given. `documents` are IRIs, `places` and `phrases` folded."""

    documents: tuple[str, ...] | None = None
    places: frozenset[str] | None = None
    phrases: frozenset[str] | None = None
    role: str | None = None
    due_before: str | None = None

    @property
    def names_bodies(self) -> bool:
        """Whether only some bodies or roles are asked for, which milestones do not have."""
        return self.role is not None or self.phrases is not None


class Found(NamedTuple):
    """How many rows fit, how many more would if they had a day, and a page of them."""

    total: int
    undated: int
    rows: list[Owed]


def owed(files: Files, asked: Asked, limit: int | None, offset: int) -> tuple[Found, Found]:
    """The duties that fit, and the milestones: of bodies or roles, those of the documents of their duties, without the
    deadlines that only other duties of these have.
    """
    duties, milestones = (
        [_Rows(files, asked, schema, rest, milestone=milestone) for schema, rest in files.schemas]
        for milestone in (False, True)
    )
    return _page(duties, limit, offset), _page(milestones, limit, offset)


def _page(rows: list[_Rows], limit: int | None, offset: int) -> Found:
    total, undated = sum(each.total for each in rows), sum(each.undated for each in rows)
    until = total if limit is None else min(total, offset + limit)
    if offset >= until:
        return Found(total, undated, [])
    found = [row for each in rows for row in each.first(until)]
    found.sort(key=lambda row: (row.day, row.iri, row.place))
    return Found(total, undated, found[offset:until])


class _Rows:
    """The rows of one file that fit."""

    def __init__(self, files: Files, asked: Asked, schema: str, rest: str, *, milestone: bool) -> None:
        self.files, self.asked, self.schema, self.rest = files, asked, schema, rest
        self.milestone = milestone
        self.values: list[object] = [milestone]
        self.fitting = self._fitting()
        self.dates: list[object] = [] if asked.due_before is None else [asked.due_before]
        self.dated = " AND due <> '' AND due < ?" if self.dates else ""
        self.total = self._count(self.dated, self.dates)
        self.undated = self._count(" AND due = ''", []) if asked.due_before is not None else 0

    def first(self, most: int) -> Iterator[Owed]:
        """The first of them in order."""
        if not self.total:
            return
        index = "duty_order" if self.total > _SELECTIVE else self._index()
        sql = (
            "SELECT milestone, iri, day, place, nodes, documents, task, name, body, role, stated, due, recurs, "
            f"confidence FROM {self.schema}.duty INDEXED BY {index} "
            f"LEFT JOIN {self.schema}.agency ON agency.id = duty.agency "
            f"WHERE milestone = ?{self.fitting}{self.dated} ORDER BY day, iri, place LIMIT ?"
        )
        for row in self.files.ask(sql, [*self.values, *self.dates, most]):
            yield _owed(row)

    def _count(self, more: str, values: list[object]) -> int:
        sql = f"SELECT count(*) FROM {self.schema}.duty INDEXED BY {self._index()} WHERE milestone = ?{self.fitting}"
        return int(self.files.ask(sql + more, [*self.values, *values])[0][0])

    def _index(self) -> str:
        if self.asked.documents is not None or self.asked.places is not None:
            return "duty_document"
        return "duty_due" if self.asked.due_before is not None and not self.asked.names_bodies else "duty_who"

    def _fitting(self) -> str:
        """The condition behind `milestone = ?`, whose values are noted."""
        found = self.rest + self._of_documents()
        if not self.asked.names_bodies:
            return found
        if not self.milestone:
            return found + self._of_bodies("")
        # the milestones of the documents whose duties fit, without the deadlines of other duties
        schema = self.schema
        return (
            f"{found} AND iri IN (SELECT iri FROM {schema}.duty WHERE milestone = 0{self._of_bodies('')}) "
            "AND (role IS NOT 'deadline' "
            f"OR NOT EXISTS (SELECT 1 FROM {schema}.duty AS own WHERE own.iri = duty.iri AND own.milestone = 0 "
            "AND own.stated = duty.stated) "
            f"OR EXISTS (SELECT 1 FROM {schema}.duty AS own WHERE own.iri = duty.iri AND own.milestone = 0 "
            f"AND own.stated = duty.stated{self._of_bodies('own.')}))"
        )

    def _of_documents(self) -> str:
        found = ""
        if self.asked.documents is not None:
            found += " AND iri IN (SELECT value FROM json_each(?))"
            self.values.append(json.dumps(self.asked.documents))
        if self.asked.places is not None:
            lies = " AND ".join(["instr(' | ' || places || ' | ', ' | ' || ? || ' | ') > 0"] * len(self.asked.places))
            found += f" AND iri IN (SELECT iri FROM {self.schema}.document WHERE {lies}{self.rest})"
            self.values += sorted(self.asked.places)
        return found

    def _of_bodies(self, table: str) -> str:
        found = ""
        if self.asked.phrases is not None:
            found += f" AND {table}agency IN (SELECT value FROM json_each(?))"
            self.values.append(json.dumps(self._agencies(self.asked.phrases)))
        if self.asked.role is not None:
            found += f" AND {table}role = ?"
            self.values.append(self.asked.role)
        return found

    def _agencies(self, phrases: frozenset[str]) -> list[int]:
        """The agencies of which the name, as written or of the body, has one of the phrases in it."""
        named = "coalesce(changed_body.words, main_body.words, '')"
        means = " OR ".join([f"instr(agency.words, ?) > 0 OR instr({named}, ?) > 0"] * len(phrases))
        sql = (
            f"SELECT agency.id FROM {self.schema}.agency AS agency "
            "LEFT JOIN changed.body AS changed_body ON changed_body.iri = agency.body "
            f"LEFT JOIN main.body AS main_body ON main_body.iri = agency.body WHERE {means}"
        )
        twice = [one for phrase in sorted(phrases) for one in (phrase, phrase)]
        return [int(row[0]) for row in self.files.ask(sql, twice)]


def _owed(row: tuple[object, ...]) -> Owed:
    milestone, iri, day, place, nodes, documents, task, name, body, role, stated, due, recurs, confidence = row
    return Owed(
        bool(milestone), str(iri), str(day), int(str(place)), tuple(str(nodes).split("\n")), int(str(documents)),
        _text(task), _text(name) or "", _text(body) or None, _text(role), _text(stated), str(due), bool(recurs),
        None if confidence is None else float(str(confidence)),
    )  # fmt: skip


def _text(found: object) -> str | None:
    return None if found is None else str(found)


def write(database: sqlite3.Connection, rows: Iterable[Owed], known: dict[tuple[str, str], int]) -> None:
    """Write rows into a file that has none of their documents; `known` keeps the numbers of agencies."""
    for row in rows:
        agency = None if row.milestone else _agency(database, known, row.agency, row.body or "")
        values = (
            row.iri, row.milestone, row.day, row.place, "\n".join(row.nodes), row.documents, row.task, agency, row.role,
            row.stated, row.due, row.recurs, row.confidence,
        )  # fmt: skip
        database.execute(f"INSERT INTO duty VALUES ({', '.join('?' * len(values))})", values)


def _agency(database: sqlite3.Connection, known: dict[tuple[str, str], int], name: str, body: str) -> int:
    if (name, body) not in known:
        database.execute(
            "INSERT OR IGNORE INTO agency (name, body, words) VALUES (?, ?, ?)", (name, body, words_of(name))
        )
        found = database.execute("SELECT id FROM agency WHERE name = ? AND body = ?", (name, body)).fetchone()
        known[name, body] = int(found[0])
    return known[name, body]
