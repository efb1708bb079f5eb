"""Views to test: of the hand-made graph, and of documents whose every word is hostile."""

from __future__ import annotations

from datetime import date

from graph.cascade import cascade_network
from graph.coverage import coverage
from graph.lineage import Lineage, trace, trace_document
from graph.model import DocumentSummary, Quotation
from graph.store import GraphStore
from graph.view import View as Documents
from graph.views.about import data_state
from graph.views.cascade import cascade_view
from graph.views.coverage import coverage_view
from graph.views.lineage import citations_view, cited_around, lineage_view
from graph.views.model import Kind, View
from graph.views.options import Options
from graph.views.words import Lang
from tests.graph.corpus import CT12
from tests.graph.test_lineage import view_of

HOSTILE = (
    '</script><script>document.title="owned"</script>\u2028\u202e12\u202c\u0000'
    '<img src=x onerror=\'document.title="owned"\'>"]-->x["&lt; ${x} $title ]]> --> =1+1'
)
"""What a heading could hold that ends elements, strings, lines and labels, or turns the writing round."""


def made(store: GraphStore, kind: Kind, lang: Lang = "vi", *, max_nodes: int = 300, day: date | None = None) -> View:
    """The view of Chỉ thị 12-CT/TW."""
    options = Options(lang, max_nodes, about=data_state(store).lines(lang, "1.2.3"))
    if kind == "cascade":
        return cascade_view(cascade_network(store, CT12.iri, as_of=day), options)
    if kind == "coverage":
        return coverage_view(coverage(store, CT12.iri, as_of=day), options)
    if kind == "citations":
        return citations_view(cited_around(store, CT12.iri, limit=max_nodes, as_of=day), options)
    return lineage_view(trace_document(store, CT12.iri, limit=max_nodes, as_of=day), options)


def hostile_documents(iri: str = "javascript:alert(1)") -> Documents:
    """A document that another one carries out, both with the worst words there are."""
    documents = view_of([(0, 1), (2, 0)])
    summary = DocumentSummary(
        iri, HOSTILE, None, HOSTILE, "2022-01-05", HOSTILE, HOSTILE, "held", HOSTILE, HOSTILE, None, (HOSTILE, HOSTILE)
    )
    documents.nodes["d0"]["summary"] = summary
    quotation = Quotation(HOSTILE, HOSTILE, HOSTILE, HOSTILE, 0, 1)
    documents.edges["d0", "d1", "0"].update(relation="implements", stated_in="d0", quotations=(quotation,))
    return documents


def hostile_lineage() -> Lineage:
    """The lineage of it."""
    return trace(hostile_documents("d0"), "d0")
