"""The graph and the lineages in the formats of other tools."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from typing import BinaryIO, Final

import networkx as nx
import pyoxigraph as ox

from graph.lineage import Lineage
from graph.model import DocumentSummary
from graph.store import PREFIXES, GraphStore
from graph.view import FIELDS, build_view
from ontology.errors import InputError

FORMATS: Final = ("trig", "nq", "turtle", "graphml")
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def export(store: GraphStore, fmt: str, out: BinaryIO) -> None:
    """Write the whole graph: the dataset as "trig" or "nq", the union of its graphs as "turtle", the view as "graphml".

    Raises:
        InputError: for another format.
    """
    if fmt not in FORMATS:
        raise InputError(f"no export format {fmt!r}", hint="one of " + ", ".join(FORMATS))
    if fmt == "trig":
        store.raw.dump(out, ox.RdfFormat.TRIG, prefixes=PREFIXES)
    elif fmt == "nq":
        store.raw.dump(out, ox.RdfFormat.N_QUADS)
    elif fmt == "turtle":
        triples = sorted({quad.triple for quad in store.raw}, key=str)
        ox.serialize(triples, out, ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    else:
        out.write(_view_graphml(store))


def _view_graphml(store: GraphStore) -> bytes:
    view = build_view(store)
    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri, data in view.nodes(data=True):
        plain.add_node(iri, **_scalars({field: data[field] for field in FIELDS}))
    for source, target, key, data in view.edges(keys=True, data=True):
        kept = {name: data[name] for name in ("relation", "stated_in", "sentence", "source", "file", "start", "end")}
        kept["source_file"] = kept.pop("source")
        plain.add_edge(source, target, key=key, **_scalars(kept))
    return graphml_bytes(plain)


def lineage_graphml(lineage: Lineage) -> str:
    """A lineage as GraphML, with the fields of the documents and the first sentence behind each step."""
    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in lineage.nodes:
        plain.add_node(node.document.iri, depth=node.depth, side=node.side, **_fields(node.document))
    for edge in lineage.edges:
        data = {"relation": edge.relation, "days": edge.days, "in_cascade": edge.in_cascade, "sentence": edge.sentence}
        plain.add_edge(edge.source, edge.target, key=edge.relation, **_scalars(data))
    plain.graph.update(root=lineage.root.iri, omitted=lineage.omitted, deeper=lineage.deeper)
    return graphml_bytes(plain).decode("utf-8")


def _fields(document: DocumentSummary) -> dict[str, str | int | bool]:
    return _scalars({field: getattr(document, field) for field in FIELDS})


def _scalars(data: Mapping[str, object]) -> dict[str, str | int | bool]:
    """Without what is unknown (GraphML has no null) and without characters that XML forbids."""
    kept: dict[str, str | int | bool] = {}
    for name, item in data.items():
        if isinstance(item, str):
            kept[name] = xml_text(item)
        elif isinstance(item, (bool, int)):
            kept[name] = item
    return kept


def xml_text(text: str) -> str:
    """Text without characters that XML forbids."""
    return _NOT_XML.sub("\ufffd", text)


def graphml_bytes(graph: nx.MultiDiGraph[str]) -> bytes:
    """A graph with plain attributes as GraphML."""
    out = BytesIO()
    nx.write_graphml_xml(graph, out, encoding="utf-8", prettyprint=True)
    return out.getvalue()
