"""A store on any SPARQL 1.1 server: Query for what is read, Update and the Graph Store Protocol for what is written.

All of the project lies in named graphs below the base of its IRIs; other graphs of the server are never read or
touched. The graph `<base>graph/store` holds what a directory has in its marker: layout, ontology, whether the derived
graph follows from the sources, and a name for the state of the data that each change replaces. Who reads for long asks
for that name and forgets what it knew when it is another one.
"""

from __future__ import annotations

from typing import Final
from uuid import uuid4

from graph import terms
from graph.connection import Client, Connection
from graph.reading import text
from graph.remote_engine import DATA, LAYOUT_TERM, ONTOLOGY, STATE, RemoteEngine
from graph.store import LAYOUT, GraphStore
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


def _open(client: Client, read_only: bool, iris: Iris | None) -> GraphStore:
    url = client.connection.url
    base = _base(client, iris)
    if base is None and read_only:
        raise StoreError(f"the server {url} holds no store", hint=f"make one with: lineage build PATH... --store {url}")
    used = Iris(base) if base is not None else iris or Iris()
    engine = RemoteEngine(client, used.base, read_only=read_only)
    state = RemoteState(engine)
    if base is None:
        state.make()
    state.read()
    engine.find_union()
    store = GraphStore(engine, iris=used, read_only=read_only, remote=state)
    if not store.derived and not read_only:
        from graph.derive import derive

        derive(store)
    return store


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
    if found[base] != str(LAYOUT):
        raise StoreError(
            f"the store on {url} has layout {found[base]}, this version reads layout {LAYOUT}",
            hint="build the store anew",
        )
    return base


class RemoteState:
    """What the store on a server notes of itself, in the graph `<base>graph/store`."""

    def __init__(self, engine: RemoteEngine) -> None:
        """Read and write through this engine."""
        self._engine = engine
        self._graph: Final = engine.own
        self.derived = True
        self.data = ""
        engine.state = self

    @property
    def url(self) -> str:
        """Where the server is."""
        return self._engine.client.connection.url

    def close(self) -> None:
        """Give the connections to the server free."""
        self._engine.client.close()

    def make(self) -> None:
        """Write what an empty store has."""
        values = {LAYOUT_TERM: str(LAYOUT), ONTOLOGY: terms.NAMESPACE, STATE: "derived", DATA: uuid4().hex}
        rows = " ".join(f'{self._graph} {name} "{value}" .' for name, value in values.items())
        self._engine.update(f"INSERT DATA {{ GRAPH {self._graph} {{ {rows} }} }}")

    def read(self) -> None:
        """Learn the state as it is now."""
        rows = self._engine.select(f"SELECT ?p ?o {{ GRAPH {self._graph} {{ {self._graph} ?p ?o }} }}")
        found = {row["p"]: text(row["o"]) for row in rows}
        self.derived = found.get(STATE) == "derived"
        self.data = found.get(DATA, "")

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
                f"another process changed the store on {self.url} at the same time", hint="run the command again"
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
