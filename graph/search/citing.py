"""Who cites whom, and what is cited and not held, as rows: a page of them costs what it shows.

A citation is a row of the document that cites, so that a change of a document changes its own rows alone; a gap is a
row of the document that is not held, with the number of those that cite it. Copies of a text count once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final, NamedTuple

from graph import terms
from graph.corrections import corrected
from graph.identities import identities_of
from graph.listing import fold_province
from graph.model import DocumentSummary
from graph.places import level_of_scope
from graph.reading import tail, value, values
from graph.search.files import Files
from graph.search.tables import sort_key
from graph.store import GraphStore

_LAST: Final = "\U0010ffff"
"""What orders behind every date and every number."""

Summarized = Callable[[str], DocumentSummary]


class Cited(NamedTuple):
    """A document that cites others in a role: all citations, a line each in `nodes`."""

    iri: str
    role: str
    nodes: tuple[str, ...]


class Gap(NamedTuple):
    """A document that is cited and not held, of copies the first, with the documents that cite it in each role."""

    iri: str
    cited_by: int
    roles: dict[str, int]


def place(summary: DocumentSummary) -> tuple[str, str]:
    """What orders documents by date and number, those of unknown ones last."""
    return summary.date or _LAST, sort_key(summary.number or "") or _LAST


# -- asking ------------------------------------------------------------------------------------------------------------


def gaps_of(
    files: Files, filters: dict[str, str | None], role: str | None, limit: int, offset: int
) -> tuple[int, list[Gap]]:
    """How many gaps fit, and a page of them, the most cited first; with a role those that are cited most often so.

    `filters` are folded values by the columns `types`, `provinces` and `levels`.
    """
    given = {name: wanted for name, wanted in filters.items() if wanted is not None}
    where = "".join(f" AND instr({name}, '|' || ? || '|') > 0" for name in given)
    of_role = "" if role is None else "JOIN {0}.gap_role AS said ON said.iri = gap.iri AND said.role = ?"
    first = "gap.cited_by" if role is None else "said.cited_by"
    total, rows = 0, list[tuple[object, ...]]()
    for schema, rest in files.schemas:
        table = f"FROM {schema}.gap {of_role.format(schema)} WHERE TRUE{where}{rest.replace('iri', 'gap.iri', 1)}"
        known = [*([] if role is None else [role]), *given.values()]
        total += int(files.ask(f"SELECT count(*) {table}", known)[0][0])
        order = f"ORDER BY {first} DESC, gap.cited_by DESC, day, number, gap.iri LIMIT ?"
        rows += files.ask(
            f"SELECT -{first}, -gap.cited_by, day, number, gap.iri {table} {order}", [*known, offset + limit]
        )
    page = sorted(rows)[offset : offset + limit]
    return total, [Gap(str(row[4]), -int(str(row[1])), _roles(files, str(row[4]))) for row in page]


def _roles(files: Files, iri: str) -> dict[str, int]:
    sql = "SELECT role, cited_by FROM {}.gap_role WHERE iri = ?{}"
    return {
        row[0]: int(row[1]) for schema, rest in files.schemas for row in files.ask(sql.format(schema, rest), (iri,))
    }


def citing(files: Files, cited: Collection[str], most: int) -> list[Cited]:
    """The first of the documents that cite one of some, by date and number, once for each role."""
    marks = ", ".join("?" * len(cited))
    rows: list[tuple[str, ...]] = []
    for schema, rest in files.schemas:
        order = "ORDER BY day, number, iri, role LIMIT ?"
        sql = f"SELECT day, number, iri, role, nodes FROM {schema}.citation WHERE cited IN ({marks}){rest} {order}"
        rows += files.ask(sql, [*sorted(cited), most])
    found: dict[tuple[str, str], list[str]] = {}
    for _, _, iri, role, nodes in sorted(rows):
        found.setdefault((iri, role), []).extend(nodes.split("\n"))
    return [Cited(iri, role, tuple(nodes)) for (iri, role), nodes in list(found.items())[:most]]


def citers(files: Files, iri: str, limit: int, offset: int) -> tuple[int, list[Cited]]:
    """How many documents cite one, copies of a text once, each in each role; and a page of them by date and number."""
    one = "SELECT {0} FROM {1}.citation JOIN {1}.document ON document.iri = citation.iri WHERE cited = ?{2}"
    key, first = "coalesce(nullif(copy_key, ''), citation.iri)", "day, number, min(citation.iri) AS iri"
    parts = [(schema, rest.replace("iri", "citation.iri", 1)) for schema, rest in files.schemas]
    of_all = " UNION ".join(one.format(f"DISTINCT {key}, role", schema, rest) for schema, rest in parts)
    total = int(files.ask(f"SELECT count(*) FROM ({of_all})", [iri] * len(parts))[0][0])
    rows: dict[tuple[str, str], tuple[str, str, str]] = {}
    for schema, rest in parts:
        sql = one.format(f"{key} AS key, role, {first}", schema, rest)
        order = f"GROUP BY key, role ORDER BY day, number, iri, role LIMIT {int(offset + limit)}"
        for same, role, *place in files.ask(f"{sql} {order}", [iri]):
            rows[same, role] = min(rows.get((same, role), tuple(place)), tuple(place))  # type: ignore[assignment]
    page = sorted(rows, key=lambda item: (*rows[item], item[1]))[offset : offset + limit]
    return total, [_cited(files, iri, rows[same, role][2], role) for same, role in page]


def _cited(files: Files, cited: str, iri: str, role: str) -> Cited:
    copies = files.copies([iri]) or {iri}
    return Cited(iri, role, tuple(sorted(citations_by(files, copies, [cited], role))))


def cited_by(files: Files, documents: Iterable[str]) -> set[str]:
    """What some documents cite."""
    return {row[0] for row in files.of_each("SELECT cited FROM {}.citation WHERE iri", documents)}


def citations_by(files: Files, documents: Iterable[str], cited: Collection[str], role: str) -> list[str]:
    """The citations in a role of some documents by others, which are copies of each other."""
    by, marks = sorted(documents), ", ".join("?" * len(cited))
    found: list[str] = []
    for schema, rest in files.schemas:
        some = ", ".join("?" * len(by))
        sql = f"SELECT nodes FROM {schema}.citation WHERE cited IN ({marks}) AND role = ? AND iri IN ({some}){rest}"
        found += [node for row in files.ask(sql, [*sorted(cited), role, *by]) for node in row[0].split("\n")]
    return found


# -- writing -----------------------------------------------------------------------------------------------------------


def write_citations(
    database: sqlite3.Connection, store: GraphStore, documents: Iterable[str], summarized: Summarized
) -> set[str]:
    """Write what some documents cite; these are given back."""
    identities, every = identities_of(store), set[str]()
    for iri in documents:
        found: dict[tuple[str, str], list[str]] = {}
        for node in identities.nodes(terms.CITING_DOCUMENT, iri):
            cited, role = identities.at(node, terms.CITED_DOCUMENT), value(store, node, terms.CITATION_ROLE)
            if cited is not None:
                found.setdefault((cited, tail(role) if role else ""), []).append(node)
        day, number = place(summarized(iri)) if found else ("", "")
        rows = ((iri, cited, role, day, number, "\n".join(nodes)) for (cited, role), nodes in found.items())
        database.executemany("INSERT INTO citation VALUES (?, ?, ?, ?, ?, ?)", rows)
        every.update(cited for cited, _ in found)
    return every


def write_gaps(
    database: sqlite3.Connection,
    store: GraphStore,
    documents: Iterable[str],
    summarized: Summarized,
    tables: Iterable[str],
) -> None:
    """Write a row for each of some documents that is a gap, of copies for the first; `tables` are the files from which
    citations and documents are read, as SQL in which the name of a table is put in.
    """
    done = set[str]()
    known = list(tables)
    for iri in sorted(documents):
        summary = summarized(iri)
        group = _group(database, known, summary)
        if group[0] in done or any(summarized(one).status == "held" for one in group):
            continue
        done.add(group[0])
        _write_gap(database, store, group, summarized, known)


def _write_gap(
    database: sqlite3.Connection, store: GraphStore, group: list[str], summarized: Summarized, tables: list[str]
) -> None:
    key, roles, every = summarized(group[0]).copy_key or group[0], dict[str, set[str]](), set[str]()
    marks = ", ".join("?" * len(group))
    for table in tables:
        sql = (
            "SELECT coalesce(nullif(copy_key, ''), citation.iri), role FROM "
            f"{table.format('citation')} JOIN {table.format('document')} ON document.iri = citation.iri "
            f"WHERE cited IN ({marks})"
        )
        for by, role in database.execute(sql, group):
            if by != key:
                every.add(by)
                roles.setdefault(role, set()).add(by)
    if not every:
        return
    day, number = min(place(summarized(one)) for one in group)
    facets = zip(*(_facets(store, one) for one in group), strict=True)
    row = (group[0], len(every), day, number, *(f"|{'|'.join(sorted(set().union(*found)))}|" for found in facets))
    database.execute("INSERT INTO gap VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    counts = ((group[0], role, len(by)) for role, by in roles.items() if role)
    database.executemany("INSERT INTO gap_role VALUES (?, ?, ?)", counts)


def _group(database: sqlite3.Connection, tables: list[str], summary: DocumentSummary) -> list[str]:
    """The documents that are copies of one, in order."""
    if not summary.copy_key:
        return [summary.iri]
    sql = "SELECT iri FROM {} WHERE copy_key = ?"
    rows = (database.execute(sql.format(table.format("document")), (summary.copy_key,)) for table in tables)
    return sorted({row[0] for found in rows for row in found} | {summary.iri})


def _facets(store: GraphStore, iri: str) -> Iterator[set[str]]:
    """The types, provinces and levels by which a document is asked for: all that texts state, or what reviewers say."""
    members = identities_of(store).members(iri)
    said = {item.property: item.value for item in corrected(store, members)}
    types = {tail(kind) for one in members for kind in values(store, one, terms.TYPE_DOCUMENT)}
    yield {said["type"]} if "type" in said else types
    provinces = {name for one in members for name in values(store, one, terms.PROVINCE_NAME)}
    yield {fold_province(name) for name in ({said["province"]} if "province" in said else provinces)}
    levels = {tail(level) for level in values(store, iri, terms.LEVEL)}
    yield levels or {level for scope in values(store, iri, terms.SCOPE) if (level := level_of_scope(scope))}
