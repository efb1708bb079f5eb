"""From triples to answers: the store, the view, lineage, coverage, drawing, export and validation."""

from graph.corrections import CorrectionState, list_corrections, load_corrections, remove_corrections
from graph.coverage import Coverage, CoverageRow, coverage
from graph.derive import Derived, derive
from graph.details import show
from graph.documents import find_documents, list_documents, resolve_one
from graph.drawing import lineage_html, mermaid, tree
from graph.export import export, lineage_graphml
from graph.lineage import Lineage, LineageEdge, LineageNode, trace, trace_document
from graph.model import DocumentDetails, DocumentPage, DocumentSummary, Quotation, to_json
from graph.statements import read_statements
from graph.store import GraphStore, memory_store, open_store
from graph.validate import Report, validate
from graph.view import build_view

__all__ = [
    "CorrectionState",
    "Coverage",
    "CoverageRow",
    "Derived",
    "DocumentDetails",
    "DocumentPage",
    "DocumentSummary",
    "GraphStore",
    "Lineage",
    "LineageEdge",
    "LineageNode",
    "Quotation",
    "Report",
    "build_view",
    "coverage",
    "derive",
    "export",
    "find_documents",
    "lineage_graphml",
    "lineage_html",
    "list_corrections",
    "list_documents",
    "load_corrections",
    "memory_store",
    "mermaid",
    "open_store",
    "read_statements",
    "remove_corrections",
    "resolve_one",
    "show",
    "to_json",
    "trace",
    "trace_document",
    "tree",
    "validate",
]
