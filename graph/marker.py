"""The marker of a store: what made it, and what it holds besides the sources.

`lineage-store.json` has the version of the layout, the base of the IRIs, the namespace of the ontology, and the digest
of the ontology, vocabularies and gazetteer that were loaded. Layouts:

1. the marker without the digest;
2. the marker with it. An older store becomes one of layout 2 when it is opened for writing: nothing else changes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from graph import terms
from graph.files import PARTIAL, write_whole
from graph.locks import LOCK
from ontology.errors import StoreError

MARKER: Final = "lineage-store.json"
LAYOUT: Final = 2
OLDEST: Final = 1
"""The oldest layout that can be read and brought up to date."""
UNKNOWN: Final = "unknown"
"""Instead of a digest: something is loaded, and nobody has noted what, or not all of it."""
RESTORING: Final = "restoring"
"""Directory below a store for what `graph.restoring` is unpacking."""
RESTORED: Final = "restored"
"""Directory below a store with what is to take its place, complete."""
_OWN: Final = frozenset({MARKER + PARTIAL, LOCK, RESTORING})


@dataclass(frozen=True, slots=True)
class Marker:
    """What the marker of a store says; `static` is the digest of what was loaded besides the sources, "" for nothing.

    Example:
        >>> Marker.parse(Marker("https://a.example/", static="sha256:1").to_json())
        Marker(base='https://a.example/', ontology='https://directive-lineage.example/ns#', static='sha256:1', layout=2)
    """

    base: str
    ontology: str = terms.NAMESPACE
    static: str = ""
    layout: int = LAYOUT

    def to_json(self) -> str:
        """The text of the file."""
        data = {"layout": self.layout, "base": self.base, "ontology": self.ontology, "static": self.static}
        return json.dumps(data, indent=2) + "\n"

    @staticmethod
    def parse(text: str | bytes) -> Marker:
        """The marker of a text, of any layout that is read.

        Raises:
            ValueError: when it is something else.
            StoreError: when its layout is too old or too new.
        """
        try:
            data = json.loads(text)
            layout, base, ontology = data["layout"], str(data["base"]), str(data["ontology"])
            static = str(data.get("static", UNKNOWN))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(str(error)) from error
        if not isinstance(layout, int):
            raise ValueError(f"layout {layout!r}")
        check_layout(layout)
        return Marker(base, ontology, static, layout)

    def migrated(self) -> Marker:
        """The marker of the same store in the layout of this version."""
        return replace(self, layout=LAYOUT)


def check_layout(layout: int) -> None:
    """Say what to do where a layout cannot be read; the message lacks its subject.

    Raises:
        StoreError: when it is too old or too new.
    """
    if layout > LAYOUT:
        raise StoreError(
            f"has layout {layout}, of a newer version of this software, which reads layouts up to {LAYOUT}",
            hint="install the version that made it, or a newer one",
        )
    if layout < OLDEST:
        raise StoreError(
            f"has layout {layout}, which is too old to be brought up to date (this version reads {OLDEST} and up)",
            hint="build it anew in another directory: lineage build PATH... --store DIR",
        )


def read_marker(store: Path) -> Marker:
    """The marker of the store in a directory.

    Raises:
        StoreError: when it is damaged, or its layout too old or too new.
    """
    try:
        return Marker.parse((store / MARKER).read_bytes())
    except (OSError, ValueError) as error:
        raise StoreError(
            f"{store / MARKER} is damaged: {error}",
            hint="restore a backup (lineage restore FILE --force), or build the store anew in another directory",
        ) from error
    except StoreError as error:
        raise StoreError(f"{store} {error.message}", hint=error.hint) from None


def write_marker(store: Path, marker: Marker) -> None:
    """Write the marker of a store, whole or not at all.

    Raises:
        OSError: when it cannot be written.
    """
    write_whole(store / MARKER, marker.to_json().encode())


def is_store(path: Path) -> bool:
    """Whether a directory bears the marker of a store, or will in a moment."""
    return (path / MARKER).is_file() or (path / RESTORED / MARKER).is_file()


def is_free(path: Path) -> bool:
    """Whether a store can be made in a directory: it is missing, or holds nothing but what one begins with."""
    return not path.exists() or (path.is_dir() and all(entry.name in _OWN for entry in path.iterdir()))
