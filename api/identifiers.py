"""How a document is named in a path: by the part of its IRI behind the base, by its IRI, or by its number."""

from __future__ import annotations

from urllib.parse import quote

from pyoxigraph import NamedNode

from graph.documents import exists, resolve_one, summarize
from graph.model import DocumentSummary
from graph.store import GraphStore


def document_path(iri: str, base: str) -> str:
    """The name of the document *iri* in paths: without the base where it has it.

    >>> document_path("https://example.org/eli/trung-uong/chi-thi/12-CT_TW/k13", "https://example.org/")
    'eli/trung-uong/chi-thi/12-CT_TW/k13'
    """
    return iri.removeprefix(base)


def possible_iris(name: str, base: str) -> tuple[str, ...]:
    """The IRIs that *name* can stand for, best first; a path that was decoded once too often is encoded again.

    >>> possible_iris("eli/x/12-CT_TW", "https://example.org/")
    ('https://example.org/eli/x/12-CT_TW',)
    """
    whole = name if name.startswith(("http://", "https://")) else base + name
    encoded = quote(whole, safe=":/#%._-~")
    return tuple(dict.fromkeys((whole, encoded)))


def find_document(store: GraphStore, name: str, base: str, *, date: str | None = None) -> DocumentSummary:
    """The one document that *name* stands for, by path, IRI or number; *date* tells the bearers of a number apart.

    Raises: NotFound; Ambiguous with the bearers of the number.
    """
    name = name.strip()
    for iri in possible_iris(name, base):
        if is_iri(iri) and exists(store, iri):
            return summarize(store, iri)
    return resolve_one(store, name, date=date)


def is_iri(text: str) -> bool:
    """Whether *text* may stand as an IRI in RDF."""
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True
