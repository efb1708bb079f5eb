"""From triples to answers: the store, what follows from it, the view, and the functions that answer questions."""

from graph.answers.base import Answer
from graph.answers.corpus import Corpus, open_lineage
from graph.answers.queries import Rows, ask
from graph.bodies import BodyDetails, BodyPage, BodySummary, find_body, list_bodies, show_body
from graph.calendars import calendar
from graph.cascade import Cascade, CascadeLevel, CascadeNetwork, CascadeStep, cascade, cascade_network
from graph.conflicts import conflicts
from graph.corrections import CorrectionState, list_corrections, load_corrections, remove_corrections
from graph.coverage import Coverage, CoverageRow, coverage
from graph.derive import Derived, derive
from graph.details import show
from graph.diff import Difference, diff
from graph.documents import find_documents, list_documents, resolve_one
from graph.drawing import lineage_html, mermaid, tree
from graph.duties import duties
from graph.duty import Duties, Duty
from graph.export import export, lineage_graphml
from graph.gaps import Gap, Gaps, gaps
from graph.lineage import Lineage, LineageEdge, LineageNode, trace, trace_document
from graph.localities import (
    LocalityDetails,
    LocalityPage,
    LocalitySummary,
    find_locality,
    list_localities,
    show_locality,
)
from graph.measures import Centrality, Delays, Orphans, centrality, delays, orphans
from graph.model import Conflict, Conflicts, DocumentDetails, DocumentPage, DocumentSummary, Quotation, to_json
from graph.paths import Chain, Paths, PathStep, paths
from graph.statements import read_statements
from graph.store import GraphStore, memory_store, open_store
from graph.validate import Report, validate
from graph.view import build_view
from graph.views.cascade import cascade_view
from graph.views.coverage import coverage_view
from graph.views.lineage import citations_view, cited_around, lineage_view
from graph.views.writing import write as write_view

__all__ = [
    "Answer",
    "BodyDetails",
    "BodyPage",
    "BodySummary",
    "Cascade",
    "CascadeLevel",
    "CascadeNetwork",
    "CascadeStep",
    "Centrality",
    "Chain",
    "Conflict",
    "Conflicts",
    "Corpus",
    "CorrectionState",
    "Coverage",
    "CoverageRow",
    "Delays",
    "Derived",
    "Difference",
    "DocumentDetails",
    "DocumentPage",
    "DocumentSummary",
    "Duties",
    "Duty",
    "Gap",
    "Gaps",
    "GraphStore",
    "Lineage",
    "LineageEdge",
    "LineageNode",
    "LocalityDetails",
    "LocalityPage",
    "LocalitySummary",
    "Orphans",
    "PathStep",
    "Paths",
    "Quotation",
    "Report",
    "Rows",
    "ask",
    "build_view",
    "calendar",
    "cascade",
    "cascade_network",
    "cascade_view",
    "centrality",
    "citations_view",
    "cited_around",
    "conflicts",
    "coverage",
    "coverage_view",
    "delays",
    "derive",
    "diff",
    "duties",
    "export",
    "find_body",
    "find_documents",
    "find_locality",
    "gaps",
    "lineage_graphml",
    "lineage_html",
    "lineage_view",
    "list_bodies",
    "list_corrections",
    "list_documents",
    "list_localities",
    "load_corrections",
    "memory_store",
    "mermaid",
    "open_lineage",
    "open_store",
    "orphans",
    "paths",
    "read_statements",
    "remove_corrections",
    "resolve_one",
    "show",
    "show_body",
    "show_locality",
    "to_json",
    "trace",
    "trace_document",
    "tree",
    "validate",
    "write_view",
]
