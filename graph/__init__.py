"""From triples to answers: the store, the view, lineage, coverage, gaps, differences, drawing, export, validation."""

from graph.coverage import Coverage, CoverageRow, coverage
from graph.derive import Derived, derive
from graph.details import show
from graph.diff import Difference, diff
from graph.documents import find_documents, list_documents, resolve_one
from graph.drawing import lineage_html, mermaid, tree
from graph.export import export, lineage_graphml
from graph.gaps import Gap, Gaps, gaps
from graph.lineage import Lineage, LineageEdge, LineageNode, trace, trace_document
from graph.model import DocumentDetails, DocumentPage, DocumentSummary, Quotation, to_json
from graph.store import GraphStore, memory_store, open_store
from graph.validate import Report, validate
from graph.view import build_view

__all__ = [
    "Coverage",
    "CoverageRow",
    "Derived",
    "Difference",
    "DocumentDetails",
    "DocumentPage",
    "DocumentSummary",
    "Gap",
    "Gaps",
    "GraphStore",
    "Lineage",
    "LineageEdge",
    "LineageNode",
    "Quotation",
    "Report",
    "build_view",
    "coverage",
    "derive",
    "diff",
    "export",
    "find_documents",
    "gaps",
    "lineage_graphml",
    "lineage_html",
    "list_documents",
    "memory_store",
    "mermaid",
    "open_store",
    "resolve_one",
    "show",
    "to_json",
    "trace",
    "trace_document",
    "tree",
    "validate",
]
