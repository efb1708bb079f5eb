"""Validation of the graph against the SHACL shapes of the ontology."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graph.model import Json, to_json
from graph.reading import text
from graph.store import GraphStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib import Graph
    from rdflib.term import Node


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation of a shape."""

    severity: str
    node: str
    path: str | None
    value: str | None
    message: str

    @property
    def line(self) -> str:
        """The finding on one line."""
        where = f" {self.path}" if self.path else ""
        found = f" ({self.value})" if self.value else ""
        return " ".join(f"{self.severity}: {self.node}{where}: {self.message}{found}".split())


@dataclass(frozen=True, slots=True)
class Report:
    """What a validation found; `checked` counts the triples that were checked."""

    conforms: bool
    findings: tuple[Finding, ...]
    checked: int

    @property
    def lines(self) -> tuple[str, ...]:
        """The findings as readable lines, in order."""
        return tuple(finding.line for finding in self.findings)

    def to_json(self) -> Json:
        """The report as a JSON object."""
        return to_json(self)


def validate(store: GraphStore, *, shapes: Iterable[bytes] | None = None) -> Report:
    """Check the union of all graphs against SHACL shapes in Turtle, by default those that `ontology` ships.

    Of the communes of the gazetteer only those are checked that something else names, with what they name in turn.
    The report is complete and ordered; warnings are among its findings, but only violations make `conforms` false.
    The data is copied into memory, about 1 GB for a million triples.
    """
    from pyshacl import validate as check
    from rdflib import Graph

    data, shapes_graph = _union(store), Graph()
    for shape in _shipped_shapes() if shapes is None else shapes:
        shapes_graph.parse(data=shape, format="turtle")
    _, report, _ = check(data, shacl_graph=shapes_graph, inference="none", advanced=True, allow_warnings=True)
    assert isinstance(report, Graph)
    findings = tuple(
        sorted(_findings(report), key=lambda item: (item.severity, item.node, item.path or "", item.message))
    )
    return Report(not any(item.severity == "Violation" for item in findings), findings, len(data))


def _union(store: GraphStore) -> Graph:
    """The triples to check, each once, as an rdflib graph (through N-Triples, which is faster than the store
    interface).
    """
    from rdflib import Graph

    communes = ox.NamedNode(store.iris.communes_graph)
    graphs = [name for name in store.raw.named_graphs() if name != communes]
    triples = {quad.triple for name in (ox.DefaultGraph(), *graphs) for quad in _of_graph(store, name)}
    triples |= _named_communes(store, triples)
    graph = Graph()
    graph.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    return graph


def _of_graph(store: GraphStore, name: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> Iterator[ox.Quad]:
    return store.raw.quads_for_pattern(None, None, None, name)


def _named_communes(store: GraphStore, triples: set[ox.Triple]) -> set[ox.Triple]:
    """What the graph of the communes says of those that are named, of their successors, and so on."""
    graph, below = ox.NamedNode(store.iris.communes_graph), f"{store.iris.base}locality/"
    found: set[ox.Triple] = set()
    new = triples
    while new:
        named = {triple.object for triple in new if isinstance(triple.object, ox.NamedNode)}
        places = (place for place in named if place.value.startswith(below))
        new = {quad.triple for place in places for quad in store.raw.quads_for_pattern(place, None, None, graph)}
        new -= found
        found |= new
    return found


def _shipped_shapes() -> list[bytes]:
    files = [item for item in (resources.files("ontology") / "shapes").iterdir() if item.name.endswith(".ttl")]
    return [item.read_bytes() for item in sorted(files, key=lambda item: item.name)]


def _findings(report: Graph) -> Iterator[Finding]:
    from rdflib.namespace import RDF, SH

    for result in report.subjects(RDF.type, SH.ValidationResult):
        messages = sorted(text(message) for message in report.objects(result, SH.resultMessage))
        yield Finding(
            severity=text(report.value(result, SH.resultSeverity)).rsplit("#", 1)[-1],
            node=text(report.value(result, SH.focusNode)),
            path=_text(report.value(result, SH.resultPath)),
            value=_text(report.value(result, SH.value)),
            message="; ".join(messages),
        )


def _text(node: Node | None) -> str | None:
    return None if node is None else str(node)
