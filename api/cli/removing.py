"""``lineage remove``: takes files out of the store."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated
from urllib.parse import unquote

import typer

from api.cli.app import app
from api.cli.options import StoreOption
from api.cli.output import say
from api.wording import counted
from ontology.errors import NotFound

if TYPE_CHECKING:
    from graph.store import GraphStore

_SHOWN = 3


@app.command()
def remove(
    sources: Annotated[
        list[str],
        typer.Argument(help="Names of files as the build gave them: a.txt, letters/b.txt.", metavar="SOURCE..."),
    ],
    store: StoreOption = None,
) -> None:
    """Remove what some files said from the store; the files themselves stay where they are."""
    from api.places import open_to_change
    from api.settings import load_settings
    from graph.derive import derive
    from graph.origins import Origins

    settings = load_settings(store=store)
    with open_to_change(settings) as opened, Origins(settings.origins) as origins:
        names = tuple(dict.fromkeys(name for source in sources for name in _named(opened, source)))
        _check(opened, names)
        try:
            for name in names:
                opened.remove_source(opened.iris.source(name))
                origins.drop(name)
        finally:
            derive(opened)
        say(f"{settings.store}: {counted(len(names), 'file')} removed; {counted(len(opened), 'statement')}")


def _named(store: GraphStore, source: str) -> tuple[str, ...]:
    """The files that a name means: itself, or all documents of the archive that it is (letters.zip)."""
    prefix = store.iris.source(f"{source}/")
    if store.iris.source(source) in store.sources() or not source.lower().endswith(".zip"):
        return (source,)
    members = (
        unquote(iri.removeprefix(f"{store.iris.base}text/")) for iri in store.sources() if iri.startswith(prefix)
    )
    return tuple(sorted(members)) or (source,)


def _check(store: GraphStore, names: tuple[str, ...]) -> None:
    """Raises: NotFound when the store has no file of one of the names."""
    loaded = store.sources()
    for name in names:
        if store.iris.source(name) not in loaded:
            raise NotFound(f"no file {name!r} in the store {store.home.name}", hint=_hint(store, name, list(loaded)))


def _hint(store: GraphStore, name: str, loaded: list[str]) -> str:
    known = [unquote(iri.removeprefix(f"{store.iris.base}text/")) for iri in loaded]
    if not known:
        return "The store has no files"
    close = get_close_matches(name, known, n=_SHOWN) or [one for one in known if one.endswith(f"/{name}")][:_SHOWN]
    if close:
        return "Similar names: " + ", ".join(close)
    return "A name is the path below the folder that was built, such as " + ", ".join(known[:_SHOWN])
