"""A store as the one object that a notebook opens and asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from types import TracebackType
from typing import Final, Self, TypeAlias

from graph.answers.queries import MAX_ROWS, Rows, ask
from graph.answers.shown import MOST_ROWS
from graph.bodies import BodyDetails, BodyPage, find_body, list_bodies, show_body
from graph.cascade import Cascade, CascadeNetwork, cascade, cascade_network
from graph.conflicts import conflicts
from graph.coverage import Coverage, coverage
from graph.details import show
from graph.documents import list_documents, resolve_one
from graph.duties import duties
from graph.duty import Duties
from graph.gaps import Gaps, gaps
from graph.lineage import DEFAULT_LIMIT, Direction, Lineage, trace_document
from graph.localities import LocalityDetails, LocalityPage, find_locality, list_localities, show_locality
from graph.measures import DIRECTIVE_TYPES, Centrality, Delays, Orphans, centrality, delays, orphans
from graph.model import Conflicts, DocumentDetails, DocumentPage, DocumentSummary
from graph.paths import DEFAULT_LENGTH, Paths, paths
from graph.paths import DEFAULT_LIMIT as PATHS
from graph.store import GraphStore, Place, open_store
from graph.view import View as Graph
from graph.view import build_view
from graph.views.lineage import citations_view, cited_around
from graph.views.model import View
from graph.views.options import MAX_NODES, Options
from graph.views.words import Lang
from ontology.errors import InputError

Asked: TypeAlias = "str | DocumentSummary"
"""A document: its number (with its date where several bear it), its IRI, or what an answer says of it."""
Day: TypeAlias = "date | str"
_ALL: Final = 10_000


def open_lineage(place: Place) -> Corpus:
    """The store in a directory or on a SPARQL server, open for reading, to be asked.

    Raises:
        StoreError: where there is no store that can be read.
    """
    return Corpus(open_store(place, read_only=True))


class Corpus:
    """The documents of a store, and what can be asked of them.

    Each answer shows itself in a notebook, gives `to_frame()` and, where there are steps in it, `to_networkx()`. A
    document is asked for by its number, with its `date` (a year or a month will do) where several bear that number:
    nothing is guessed. Days are dates or texts such as "2026-01-01".
    """

    def __init__(self, store: GraphStore) -> None:
        """The documents of this store, which is closed with the corpus."""
        self.store: Final = store

    def close(self) -> None:
        """Close the store; closing twice does nothing."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.store.__exit__(kind, error, traceback)

    def find(self, document: Asked, *, date: str | None = None) -> DocumentSummary:
        """The one document that bears a number.

        Raises:
            NotFound: when none does.
            Ambiguous: when several do; they are in the error's `candidates`.
        """
        return document if isinstance(document, DocumentSummary) else resolve_one(self.store, document, date=date)

    def documents(
        self,
        words: str | None = None,
        *,
        type: str | None = None,
        province: str | None = None,
        status: str | None = None,
        order: str = "-date",
        limit: int = _ALL,
    ) -> DocumentPage:
        """The documents that fit all of this, the newest first; see `graph.list_documents`."""
        return list_documents(
            self.store, q=words, type=type, province=province, status=status, order=order, limit=limit
        )

    def bodies(
        self,
        words: str | None = None,
        *,
        kind: str | None = None,
        system: str | None = None,
        province: str | None = None,
        locality: str | None = None,
        min_documents: int = 0,
        min_duties: int = 0,
        order: str = "label",
        limit: int = _ALL,
    ) -> BodyPage:
        """The bodies that fit all of this, by their names; see `graph.list_bodies`."""
        return list_bodies(
            self.store,
            q=words,
            kind=kind,
            system=system,
            province=province,
            locality=locality,
            min_documents=min_documents,
            min_duties=min_duties,
            order=order,
            limit=limit,
        )

    def body(self, name: str, *, limit: int = _ALL) -> BodyDetails:
        """All that is known of the body that an IRI or a name means.

        Raises:
            NotFound: when there is none.
            Ambiguous: when there are several; they are in the error's `candidates`.
        """
        return show_body(self.store, find_body(self.store, name).iri, limit=limit)

    def localities(
        self,
        words: str | None = None,
        *,
        level: str | None = None,
        province: str | None = None,
        edition: str | None = None,
        as_of: Day | None = None,
        order: str = "name",
        limit: int = _ALL,
    ) -> LocalityPage:
        """The provinces, districts and communes that fit all of this; see `graph.list_localities`."""
        return list_localities(
            self.store,
            q=words,
            level=level,
            province=province,
            edition=edition,
            as_of=_day(as_of),
            order=order,
            limit=limit,
        )

    def locality(self, name: str, *, as_of: Day | None = None, limit: int = _ALL) -> LocalityDetails:
        """All that is known of the locality that an IRI or a name means, perhaps of those of a day.

        Raises:
            NotFound: when there is none.
            Ambiguous: when there are several; they are in the error's `candidates`.
        """
        return show_locality(self.store, find_locality(self.store, name, as_of=_day(as_of)).iri, limit=limit)

    def show(self, document: Asked, *, date: str | None = None) -> DocumentDetails:
        """All that is known of a document, each fact with its quotation."""
        return show(self.store, self._iri(document, date))

    def lineage(
        self,
        document: Asked,
        *,
        date: str | None = None,
        direction: Direction = "both",
        relations: Collection[str] | None = None,
        depth: int | None = None,
        as_of: Day | None = None,
        limit: int = DEFAULT_LIMIT,
    ) -> Lineage:
        """What a document carries out, and what carries it out; see `graph.trace`."""
        return trace_document(
            self.store,
            self._iri(document, date),
            direction=direction,
            relations=relations,
            max_depth=depth,
            limit=limit,
            as_of=_day(as_of),
        )

    def citations(
        self, document: Asked, *, date: str | None = None, depth: int = 1, lang: Lang = "en", max_nodes: int = MAX_NODES
    ) -> View:
        """The picture of what a document cites and of what cites it, over relations of every kind."""
        found = cited_around(self.store, self._iri(document, date), depth=depth, limit=max_nodes)
        return citations_view(found, Options(lang, max_nodes, link=lambda iri: None))

    def paths(
        self,
        source: Asked,
        target: Asked,
        *,
        source_date: str | None = None,
        target_date: str | None = None,
        relations: Collection[str] | None = None,
        max_length: int = DEFAULT_LENGTH,
        limit: int = PATHS,
    ) -> Paths:
        """How one document leads to another; see `graph.paths`."""
        ends = self._iri(source, source_date), self._iri(target, target_date)
        return paths(self.store, *ends, relations=relations, max_length=max_length, limit=limit)

    def coverage(
        self,
        document: Asked,
        *,
        date: str | None = None,
        level: str = "province",
        as_of: Day | None = None,
        system: str | None = None,
        province: str | None = None,
    ) -> Coverage:
        """Which localities carry a directive out as of a day; see `graph.coverage`."""
        iri = self._iri(document, date)
        return coverage(self.store, iri, level=level, as_of=_day(as_of), system=system, province=province)

    def cascade(self, document: Asked, *, date: str | None = None, as_of: Day | None = None) -> Cascade:
        """How a directive went down, in numbers by level; see `graph.cascade`."""
        return cascade(self.store, self._iri(document, date), as_of=_day(as_of))

    def network(self, document: Asked, *, date: str | None = None, as_of: Day | None = None) -> CascadeNetwork:
        """How a directive went down, document by document; its picture has levels down and days across."""
        return cascade_network(self.store, self._iri(document, date), as_of=_day(as_of))

    def delays(self, document: Asked, *, date: str | None = None, as_of: Day | None = None) -> Delays:
        """How many days each level took with a directive; see `graph.delays`."""
        return delays(self.network(document, date=date, as_of=as_of))

    def centrality(
        self, document: Asked | None = None, *, date: str | None = None, pivots: int | None = None
    ) -> Centrality:
        """Which documents hold the cascade of a directive together, or the whole corpus; see `graph.centrality`."""
        found = build_view(self.store) if document is None else self.network(document, date=date)
        return centrality(found, pivots=pivots)

    def orphans(self, *, types: Collection[str] = DIRECTIVE_TYPES) -> Orphans:
        """The documents that lead to no directive, and the directives that nobody here carries out."""
        return orphans(self.store, types=types)

    def duties(
        self,
        document: Asked | None = None,
        *,
        directive: Asked | None = None,
        date: str | None = None,
        agency: str | None = None,
        locality: str | None = None,
        due_before: Day | None = None,
        role: str | None = None,
        limit: int | None = None,
    ) -> Duties:
        """Who has to do what, and by when: in a document, or in a directive and all that carries it out. `date` is that
        of whichever of the two is asked for; see `graph.duties`.
        """
        return duties(
            self.store,
            document=None if document is None else self._iri(document, date),
            directive=None if directive is None else self._iri(directive, date),
            agency=agency,
            locality=locality,
            due_before=_day(due_before),
            role=role,
            limit=limit,
        )

    def gaps(self, *, type: str | None = None, role: str | None = None, limit: int = 50) -> Gaps:
        """What others cite and nobody here has, the most cited first; see `graph.gaps`."""
        return gaps(self.store, type=type, role=role, limit=limit)

    def conflicts(self, document: Asked | None = None, *, date: str | None = None) -> Conflicts:
        """What the texts contradict each other on, all or about one document; see `graph.conflicts`."""
        return conflicts(self.store, document=None if document is None else self._iri(document, date))

    def query(self, query: str, values: Mapping[str, object] | None = None, *, limit: int = MAX_ROWS) -> Rows | bool:
        """The answer to a named query, with values for its parameters, or to SPARQL; see `graph.ask`."""
        return ask(self.store, query, values, limit=limit)

    def graph(self, document: Asked | None = None, *, date: str | None = None) -> Graph:
        """All documents and stated relations as a NetworkX graph, or those that can be reached from a document."""
        return build_view(self.store, around=None if document is None else self._iri(document, date))

    def _iri(self, document: Asked, date: str | None) -> str:
        return self.find(document, date=date).iri

    def _repr_html_(self) -> str:
        return self.documents(limit=MOST_ROWS)._repr_html_()


def _day(given: Day | None) -> date | None:
    """A day from a date or a text.

    Raises:
        InputError: for a text that is no day.
    """
    if not isinstance(given, str):
        return given
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise InputError(f"{given!r} is no day", hint="Write it as 2022-01-05") from None
