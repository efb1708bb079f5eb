"""The tables of an index: documents by number, their summaries, and their relations of each kind in both directions.

The relations of a document are a slice of an array for each kind and direction, so that a step costs no look-up in a
tree; summaries are cut out and read when they are asked for.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from functools import cache, lru_cache
from io import BytesIO
from typing import BinaryIO, Final, NamedTuple

from graph.index.packing import NUMBER, Reader, Texts, Writer
from graph.index.sweep import Relation, Sweep, by_kind
from graph.model import DocumentSummary
from graph.store import GraphStore

_FIELDS: Final = tuple(field.name for field in fields(DocumentSummary) if field.name != "iri")
_TUPLES: Final = tuple(_FIELDS.index(field.name) for field in fields(DocumentSummary) if field.default == ())
_KEPT: Final = 1 << 16
"""Identifiers that stay at hand once they were cut out or looked up."""
FORMAT: Final = 2
"""Version of what the sections hold; an index of another one is made anew."""


class Neighbor(NamedTuple):
    """A relation of a document as seen from there: the document at the other end, and the relation itself."""

    other: int
    relation: int


class _Rows:
    """The relations of one kind in one direction: for each document the slice that holds its own."""

    __slots__ = ("begins", "others", "relations")

    def __init__(self, reader: Reader, name: str) -> None:
        self.begins = reader.numbers(f"{name}:begins")
        self.others = reader.numbers(f"{name}:others")
        self.relations = reader.numbers(f"{name}:relations")


class Tables:
    """An index as it was written whole; documents and relations are numbers."""

    def __init__(self, reader: Reader, name: str | None = None) -> None:
        """Look into the sections of a file of this name."""
        self.name: Final = name
        iris = reader.texts("iri")
        self.iri: Final[Callable[[int], str]] = lru_cache(_KEPT)(iris.text)
        """The identifier of a number."""
        self._find: Final[Callable[[str], int | None]] = lru_cache(_KEPT)(lambda iri: iris.find(iri.encode()))
        self.known: Final = reader.numbers("known")
        self.same: Final = reader.numbers("same")
        self.keys: Final[Texts] = reader.texts("key")
        self.stated: Final = reader.numbers("stated")
        self._records = reader.texts("summary")
        kinds = reader.about["kinds"]
        assert isinstance(kinds, list)
        self.kinds: Final = tuple(map(str, kinds))
        self._rows = {
            (kind, upward): _Rows(reader, f"{kind}:{_way(upward)}") for kind in kinds for upward in (True, False)
        }

        self._ways = cache(self._slices)

    def __len__(self) -> int:
        return len(self.known)

    def find(self, iri: str) -> int | None:
        """The number of an identifier."""
        return self._find(iri)

    def _slices(self, kinds: tuple[str, ...], upward: bool) -> list[tuple[memoryview[int], memoryview[int]]]:
        """Where the relations of each document begin, and their other ends, kind by kind."""
        rows = [self._rows[kind, upward] for kind in self.kinds if kind in kinds]
        return [(one.begins, one.others) for one in rows]

    def others(self, kind: str, document: int, *, upward: bool) -> list[int]:
        """The documents to which relations of a kind lead (upward), or from which they come."""
        rows = self._rows.get((kind, upward))
        return [] if rows is None else rows.others[rows.begins[document] : rows.begins[document + 1]].tolist()

    def neighbors(self, kind: str, document: int, *, upward: bool) -> Iterator[Neighbor]:
        """The same with the relations."""
        rows = self._rows.get((kind, upward))
        if rows is not None:
            begin, end = rows.begins[document], rows.begins[document + 1]
            yield from map(Neighbor, rows.others[begin:end], rows.relations[begin:end])

    def reached(self, document: int, kinds: Collection[str], *, upward: bool) -> set[int]:
        """The documents that a way over relations of some kinds leads to, from a document upward or downward; itself
        only where one leads back.
        """
        ways = self._ways(tuple(kinds), upward)
        found, waiting = set[int](), [document]
        for one in waiting:  # grows while it is gone through
            for begins, others in ways:
                begin, end = begins[one], begins[one + 1]
                if begin < end:
                    for other in others[begin:end].tolist():
                        if other not in found:
                            found.add(other)
                            waiting.append(other)
        return found

    def summary(self, document: int) -> DocumentSummary:
        """What is known of a document; not of another identifier of one."""
        return unpacked(self.iri(document), json.loads(self._records[document]))


def packed(summary: DocumentSummary) -> list[object]:
    """A summary as a JSON array, without its IRI."""
    return [getattr(summary, name) for name in _FIELDS]


def unpacked(iri: str, values: list[object]) -> DocumentSummary:
    """The summary of a JSON array."""
    for place in _TUPLES:
        found = values[place]
        assert isinstance(found, (list, tuple))
        values[place] = tuple(found)
    return DocumentSummary(iri, *values)  # type: ignore[arg-type]


def _way(upward: bool) -> str:
    return "up" if upward else "down"


def as_json(value: object) -> bytes:
    """A value as one line of JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def write_tables(store: GraphStore, file: BinaryIO) -> None:
    """Read a store once and write its tables.

    Raises:
        OSError: when the file cannot be written.
    """
    sweep = Sweep(store)
    known = bytearray(iri in sweep.known for iri in sweep.iris)
    write_sections(file, sweep.iris, known, sweep.same, list(sweep.relations()), sweep.summaries())


def write_sections(
    file: BinaryIO,
    iris: Sequence[str],
    known: bytearray,
    same: array[int],
    relations: list[Relation],
    summaries: Iterable[DocumentSummary | None],
) -> None:
    """Write the tables of documents and relations, both in the order of their IRIs.

    Raises:
        OSError: when the file cannot be written.
    """
    writer = Writer(file)
    writer.texts("iri", (iri.encode() for iri in iris))
    writer.numbers("known", known)
    writer.numbers("same", same)
    writer.texts("key", (relation.key.encode() for relation in relations))
    writer.numbers("stated", array(NUMBER, (relation.stated for relation in relations)))
    kinds = []
    for kind, places in by_kind(relations):
        kinds.append(kind)
        for upward in (True, False):
            _write_rows(writer, f"{kind}:{_way(upward)}", relations, places, len(iris), upward=upward)
    del relations  # before the summaries are read
    writer.texts("summary", (b"" if found is None else as_json(packed(found)) for found in summaries))
    writer.close(format=FORMAT, kinds=kinds)


def _write_rows(
    writer: Writer, name: str, relations: Sequence[Relation], places: Iterable[int], documents: int, *, upward: bool
) -> None:
    end, other = (2, 3) if upward else (3, 2)
    ordered = sorted(places, key=lambda place: (relations[place][end], place))
    begins = array(NUMBER, bytes(4 * (documents + 1)))
    for place in ordered:
        begins[int(relations[place][end]) + 1] += 1
    for document in range(documents):
        begins[document + 1] += begins[document]
    writer.numbers(f"{name}:begins", begins)
    writer.numbers(f"{name}:others", array(NUMBER, (int(relations[place][other]) for place in ordered)))
    writer.numbers(f"{name}:relations", array(NUMBER, ordered))


def tables_of(store: GraphStore) -> Tables:
    """The tables of a store, made in memory."""
    file = BytesIO()
    write_tables(store, file)
    return Tables(Reader(file.getvalue()))
