"""A store on any SPARQL 1.1 server: Query for what is read, Update and the Graph Store Protocol for what is written.

All of the project lies in named graphs below the base of its IRIs; other graphs of the server are never read or
touched. The graph `<base>graph/store` holds what a directory has in its marker: layout, ontology, the digest of what
was loaded besides the sources, whether the derived graph follows from them, and a name for the state of the data that
each change replaces. Who reads for long asks for that name and forgets what it knew when it is another one.

A bulk is no transaction here either, and there is no journal of it: what tells that a source is whole (its SHA-256) is
removed first and added last, so that the next build reads a source anew that is not, and writes what it lacks.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import uuid4

import pyoxigraph as ox

from graph import terms
from graph.connection import Client, Connection
from graph.homes import closed
from graph.marker import LAYOUT, UNKNOWN, check_layout
from graph.reading import text
from graph.remote_engine import DATA, LAYOUT_TERM, ONTOLOGY, STATE, STATIC, RemoteEngine
from graph.store import GraphStore
from ontology.errors import StoreError
from ontology.iris import Iris


def open_remote(
    connection: Connection, *, read_only: bool = False, iris: Iris | None = None, client: Client | None = None
) -> GraphStore:
    """Open the store on a server, and make it there if there is none (not when `read_only`).

    Raises:
        StoreError: when the server does not answer, refuses, or holds no such store; when the layout or the base of
            the IRIs is another one.
    """
    own = client or Client(connection)
    try:
        return _open(own, read_only, iris)
    except BaseException:
        if client is None:
            own.close()
        raise


def holds_store(connection: Connection, iris: Iris | None = None) -> bool:
    """Whether a server holds a store, of a layout that this version reads and with these IRIs if any are given.

    Raises:
        StoreError: when it does not answer, or holds other stores only.
    """
    client = Client(connection)
    try:
        return _base(client, iris) is not None
    finally:
        client.close()


def _open(client: Client, read_only: bool, iris: Iris | None) -> GraphStore:
    url = client.connection.url
    base = _base(client, iris)
    if base is None and read_only:
        raise StoreError(f"the server {url} holds no store", hint=f"make one with: lineage build PATH... --store {url}")
    used = Iris(base) if base is not None else iris or Iris()
    engine = RemoteEngine(client, used.base, read_only=read_only)
    home = ServerHome(engine)
    if base is None:
        home.make()
    home.read()
    if not read_only:
        home.migrate()
    engine.find_union()
    return GraphStore(home, iris=used, read_only=read_only)


def _base(client: Client, iris: Iris | None) -> str | None:
    """The base of the store that is meant; None where the server holds none."""
    url = client.connection.url
    rows = RemoteEngine(client, Iris().base, read_only=True).select(
        f"SELECT ?g ?l {{ GRAPH ?g {{ ?g {LAYOUT_TERM} ?l }} }}"
    )
    found = {text(row["g"]).removesuffix("graph/store"): text(row["l"]) for row in rows}
    if not found:
        return None
    if iris is None and len(found) > 1:
        raise StoreError(
            f"the server {url} holds several stores, under {', '.join(sorted(found))}", hint="set LINEAGE_BASE"
        )
    base = iris.base if iris is not None else next(iter(found))
    if base not in found:
        raise StoreError(
            f"the server {url} holds a store with IRIs under {', '.join(sorted(found))}, not {base}",
            hint="use that base or another server",
        )
    _check_layout(url, found[base])
    return base


def _check_layout(url: str, layout: str) -> None:
    try:
        check_layout(int(layout))
    except ValueError:
        raise StoreError(
            f"the store on {url} has a damaged note of its layout: {layout!r}",
            hint="bring back a backup of the server, or drop its graphs and build the store anew",
        ) from None
    except StoreError as error:
        raise StoreError(f"the store on {url} {error.message}", hint=error.hint) from None


class ServerHome:
    """What the store on a server notes of itself, in the graph `<base>graph/store`."""

    def __init__(self, engine: RemoteEngine) -> None:
        """Read and write through this engine."""
        self._engine: Final = engine
        self._is_open = True
        self._graph: Final = engine.own
        self._layout = str(LAYOUT)
        self.path: Final = None
        self.derived = True
        self.static = ""
        self.data = ""
        """The name of the state of the data."""
        engine.naming = self

    @property
    def raw(self) -> RemoteEngine:
        """The engine."""
        if not self._is_open:
            raise closed()
        return self._engine

    @property
    def name(self) -> str:
        """The URL of the server."""
        return self._engine.client.connection.url

    def close(self) -> None:
        """Give the connections to the server free; it keeps what it has answered for."""
        self._is_open = False
        self._engine.client.close()

    def release(self) -> None:
        """Nothing: who writes at the same time is told by the name of the data."""

    def unwritable(self, error: Exception) -> StoreError:
        """What to say when something other than the server is at fault."""
        return StoreError(f"the store {self.name} cannot be written: {error}", hint="run the same again")

    def make(self) -> None:
        """Write what an empty store has."""
        values = {LAYOUT_TERM: str(LAYOUT), ONTOLOGY: terms.NAMESPACE, STATE: "derived", DATA: uuid4().hex, STATIC: ""}
        rows = " ".join(f'{self._graph} {name} "{value}" .' for name, value in values.items())
        self._engine.update(f"INSERT DATA {{ GRAPH {self._graph} {{ {rows} }} }}")

    def read(self) -> None:
        """Learn the state as it is now."""
        rows = self._engine.select(f"SELECT ?p ?o {{ GRAPH {self._graph} {{ {self._graph} ?p ?o }} }}")
        found = {row["p"]: text(row["o"]) for row in rows}
        self.derived = found.get(STATE) == "derived"
        self.data = found.get(DATA, "")
        self.static = found.get(STATIC, UNKNOWN)
        self._layout = found.get(LAYOUT_TERM, "")

    def migrate(self) -> None:
        """Bring a store of an older layout up to date."""
        if self._layout != str(LAYOUT):
            self._note(LAYOUT_TERM, self._layout, str(LAYOUT))
            self._layout = str(LAYOUT)

    def note_static(self, digest: str) -> None:
        """Note what was loaded."""
        if digest != self.static:
            self._note(STATIC, self.static, digest)
            self.static = digest

    def _note(self, term: ox.NamedNode, old: str, new: str) -> None:
        own = self._graph
        self._engine.change_state(
            f'DELETE DATA {{ GRAPH {own} {{ {own} {term} "{old}" }} }} ;\n'
            f'INSERT DATA {{ GRAPH {own} {{ {own} {term} "{new}" }} }}'
        )

    def load(self, nquads: bytes, graphs: Collection[str]) -> bool:
        """Load graphs in bulk, what tells that a source is whole last of all."""
        within = {ox.NamedNode(graph) for graph in graphs}
        try:
            quads = list(ox.parse(nquads, ox.RdfFormat.N_QUADS))
        except (SyntaxError, ValueError):
            return False
        if any(quad.graph_name not in within for quad in quads):
            return False
        self._engine.bulk_extend(quads)
        return True

    def renaming(self, name: str) -> str:
        """A step of an update that gives the data a name, if they have the one that is known here."""
        own = self._graph
        return self._if_mine(self.data, f'{own} {DATA} "{name}"', f'{own} {DATA} "{self.data}"')

    def mark(self, derived: bool) -> bool:
        """Note whether the derived graph follows from the sources; False if somebody else changed the data meanwhile.

        Raises:
            StoreError: when it is to follow, and does not because somebody else changed the data.
        """
        known, wanted = self.data, "derived" if derived else "underived"
        self.read()
        mine = self.data == known
        if derived and not mine:
            raise StoreError(
                f"another process changed the store on {self.name} at the same time", hint="run the command again"
            )
        name, own = uuid4().hex, self._graph
        other = "underived" if derived else "derived"
        self._engine.change_state(
            self._if_mine(
                self.data,
                f'{own} {STATE} "{wanted}" ; {DATA} "{name}"',
                f'{own} {STATE} "{other}" . {own} {DATA} "{self.data}"',
            )
        )
        self.derived, self.data = derived, name
        return mine

    def _if_mine(self, old: str, insert: str, delete: str) -> str:
        graph = self._graph
        return (
            f"DELETE {{ GRAPH {graph} {{ {delete} }} }} INSERT {{ GRAPH {graph} {{ {insert} }} }} "
            f'WHERE {{ GRAPH {graph} {{ {graph} {DATA} "{old}" }} }}'
        )
