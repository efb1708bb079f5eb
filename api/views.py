"""Views as the command and the server ask for them: one question, one view, with the data and software named in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from api.version import software_version
from graph.cascade import cascade_network
from graph.coverage import coverage
from graph.lineage import Direction, trace_document
from graph.store import GraphStore
from graph.views.about import data_state
from graph.views.cascade import cascade_view
from graph.views.coverage import coverage_view
from graph.views.lineage import citations_view, cited_around, lineage_view
from graph.views.model import Kind, View
from graph.views.options import MAX_NODES, Options, safe_link
from graph.views.words import Lang
from ontology.errors import InputError

_NO_NAME = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Question:
    """What a view is to show. `direction` and `depth` are of lineages and citations; None: both ways, as far as it goes
    (citations: one step).
    """

    view: Kind
    iri: str
    direction: Direction | None = None
    depth: int | None = None
    as_of: date | None = None
    lang: Lang = "vi"
    max_nodes: int = MAX_NODES
    today: date | None = None


def make_view(store: GraphStore, asked: Question, link: Callable[[str], str | None] = safe_link) -> View:
    """The view that answers a question; `link` tells where the box of a document leads.

    Raises:
        NotFound: when the graph does not know the document.
        InputError: for a direction or a depth where the view has none.
    """
    if asked.view in ("cascade", "coverage") and (asked.direction is not None or asked.depth is not None):
        raise InputError(
            f"a {asked.view} has neither direction nor depth", hint="Leave them out, or ask for the lineage"
        )
    about = data_state(store).lines(asked.lang, software_version())
    options = Options(asked.lang, asked.max_nodes, link, about)
    if asked.view == "cascade":
        return cascade_view(cascade_network(store, asked.iri, as_of=asked.as_of), options)
    if asked.view == "coverage":
        return coverage_view(coverage(store, asked.iri, as_of=asked.as_of, today=asked.today), options)
    direction = asked.direction or "both"
    if asked.view == "citations":
        depth = 1 if asked.depth is None else asked.depth
        found = cited_around(
            store, asked.iri, direction=direction, depth=depth, limit=asked.max_nodes, as_of=asked.as_of
        )
        return citations_view(found, options)
    lineage = trace_document(
        store, asked.iri, direction=direction, max_depth=asked.depth, limit=asked.max_nodes, as_of=asked.as_of
    )
    return lineage_view(lineage, options)


def file_name(view: Kind, number: str | None, ending: str) -> str:
    """A name for the file of a view, in ASCII.

    >>> file_name("lineage", "12-CT/TW", "svg")
    'lineage-12-CT-TW.svg'
    """
    name = _NO_NAME.sub("-", f"{view}-{number or 'document'}").strip("-")
    return f"{name}.{ending}"
