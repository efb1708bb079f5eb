"""An index as it is asked: the tables, and over them what has changed since they were written."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, NamedTuple

from graph.index.packing import Damaged
from graph.index.sweep import NONE
from graph.index.tables import Neighbor, Tables, as_json, unpacked
from graph.model import DocumentSummary


class Changed(NamedTuple):
    """A relation that is not as it was: its kind, the IRIs of its ends and of the document that states it."""

    kind: str
    source: str
    target: str
    stated: str | None


@dataclass(frozen=True, slots=True)
class Delta:
    """What has changed since the tables were written.

    `known` tells of an identifier whether there is such a document, `same` of which document it is one; `summaries` are
    arrays as in the tables. `relations` holds None for one that there is no more.
    """

    known: dict[str, bool] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    summaries: dict[str, list[object]] = field(default_factory=dict)
    relations: dict[str, Changed | None] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.known) + len(self.relations)

    def to_json(self) -> bytes:
        """The delta as JSON."""
        return as_json([self.known, self.same, self.summaries, self.relations])

    @classmethod
    def from_json(cls, data: bytes) -> Delta:
        """The delta that was written.

        Raises:
            Damaged: where it was not.
        """
        try:
            known, same, summaries, relations = json.loads(data)
            changed = {key: None if found is None else Changed(*found) for key, found in relations.items()}
        except (ValueError, TypeError, AttributeError) as error:
            raise Damaged("no delta") from error
        return cls(known, same, summaries, changed)


class Index:
    """Documents and relations by number: those of the tables as there, those that came later after them."""

    def __init__(self, tables: Tables, delta: Delta | None = None, name: str | None = None) -> None:
        """Ask these tables, with what has changed since; `name` is that of the delta's file."""
        self.name: Final = name
        self.tables: Final = tables
        self.delta: Final = Delta() if delta is None else delta
        self._new: dict[str, int] = {}
        self._new_iris: list[str] = []
        self._same: dict[int, int] = {}
        self._known: dict[int, bool] = {}
        self._changed: list[tuple[str, Changed]] = []
        self._gone: set[int] = set()
        self._added: dict[tuple[str, bool, int], list[Neighbor]] = {}
        self._take(self.delta)
        added = {changed.kind for _, changed in self._changed}
        self.kinds: Final = tuple(sorted({*tables.kinds, *added}))

    def _take(self, delta: Delta) -> None:
        for iri, known in delta.known.items():
            self._known[self._number(iri)] = known
        for iri, same in delta.same.items():
            self._same[self._number(iri)] = self._number(same)
        for key, changed in delta.relations.items():
            old = self.tables.keys.find(key.encode())
            if old is not None:
                self._gone.add(old)
            if changed is not None:
                relation = len(self.tables.keys) + len(self._changed)
                self._changed.append((key, changed))
                source, target = self._number(changed.source), self._number(changed.target)
                self._added.setdefault((changed.kind, True, source), []).append(Neighbor(target, relation))
                self._added.setdefault((changed.kind, False, target), []).append(Neighbor(source, relation))

    def _number(self, iri: str) -> int:
        """The number of a document, a new one where it has none."""
        found = self.find(iri)
        if found is None:
            found = self._new[iri] = len(self.tables) + len(self._new_iris)
            self._new_iris.append(iri)
        return found

    # -- documents -----------------------------------------------------------------------------------------------------

    def find(self, iri: str) -> int | None:
        """The number of an identifier, whether there is such a document or not."""
        return self._new[iri] if iri in self._new else self.tables.find(iri)

    def iri(self, document: int) -> str:
        """The identifier of a number."""
        old = len(self.tables)
        return self.tables.iri(document) if document < old else self._new_iris[document - old]

    def known(self, document: int) -> bool:
        """Whether there is such a document."""
        return self._known[document] if document in self._known else bool(self.tables.known[document])

    def meant(self, document: int) -> int:
        """The document that an identifier stands for."""
        found = self._same.get(document)
        if found is None:
            found = self.tables.same[document] if document < len(self.tables) else document
        return found

    def summary(self, document: int) -> DocumentSummary | None:
        """What is known of a document by any identifier; None where nothing was ever said of it."""
        document = self.meant(document)
        iri = self.iri(document)
        changed = self.delta.summaries.get(iri) if self.delta.summaries else None
        if changed is not None:
            return unpacked(iri, list(changed))
        return self.tables.summary(document) if document < len(self.tables) else None

    # -- relations -----------------------------------------------------------------------------------------------------

    def others(self, kind: str, document: int, *, upward: bool) -> list[int]:
        """The documents to which relations of a kind lead (upward), or from which they come."""
        if self._gone or self._added:
            return [neighbor.other for neighbor in self.neighbors(kind, document, upward=upward)]
        return self.tables.others(kind, document, upward=upward)

    def neighbors(self, kind: str, document: int, *, upward: bool) -> Iterator[Neighbor]:
        """The same with the relations."""
        old: Iterator[Neighbor] = iter(())
        if document < len(self.tables):
            old = self.tables.neighbors(kind, document, upward=upward)
            if self._gone:
                old = (neighbor for neighbor in old if neighbor.relation not in self._gone)
        return chain(old, self._added.get((kind, upward, document), ()))

    def key(self, relation: int) -> str:
        """The IRI of a relation."""
        old = len(self.tables.keys)
        return self.tables.keys.text(relation) if relation < old else self._changed[relation - old][0]

    def stated(self, relation: int) -> str | None:
        """The document that states a relation."""
        old = len(self.tables.keys)
        if relation >= old:
            return self._changed[relation - old][1].stated
        document = self.tables.stated[relation]
        return None if document == NONE else self.iri(document)

    def reached(self, document: int, kinds: Collection[str], *, upward: bool) -> set[int]:
        """The documents that a way over relations of some kinds leads to, from a document upward or downward; itself
        only where one leads back.
        """
        if not (self._gone or self._added):
            return self.tables.reached(document, kinds, upward=upward)
        found, waiting = set[int](), [document]
        others, wanted = self.others, [kind for kind in self.kinds if kind in kinds]
        while waiting:
            one = waiting.pop()
            for kind in wanted:
                fresh = set(others(kind, one, upward=upward)) - found
                found |= fresh
                waiting += fresh
        return found

    def iris(self, documents: Iterable[int]) -> Iterator[str]:
        """The identifiers of some numbers."""
        if self._new_iris:
            return map(self.iri, documents)
        return map(self.tables.iri, documents)
