"""Quads between text and store: parsing with checks, names for blank nodes, and the update between two states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from graph import terms
from ontology.errors import InputError


def parse_source(source_iri: str, nquads: bytes) -> set[ox.Quad]:
    """The quads of a source, checked to lie in graphs that are declared as its parts (`<graph> dcterms:source
    <source>`).

    Raises:
        InputError: for N-Quads that do not parse, a blank node, or a quad outside the parts of the source.
    """
    try:
        quads = set(ox.parse(nquads, ox.RdfFormat.N_QUADS))
    except (SyntaxError, ValueError) as error:
        raise InputError(f"{source_iri}: the N-Quads do not parse: {error}") from error
    source = ox.NamedNode(source_iri)
    parts = {quad.graph_name for quad in quads if quad.predicate == terms.SOURCE and quad.object == source}
    for quad in quads:
        if quad.graph_name not in parts:
            raise InputError(f"{source_iri}: {quad.graph_name} is not declared as a part of this source")
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            raise InputError(f"{source_iri}: blank node in {quad}", hint="every node has an IRI")
    return quads


def parse_turtle(graph: str, texts: bytes | Sequence[bytes]) -> set[ox.Quad]:
    """The triples of Turtle files as quads of one graph, blank nodes as IRIs below it that are the same in every run.

    Raises:
        InputError: for Turtle that does not parse.
    """
    name, quads = ox.NamedNode(graph), set()
    for text in [texts] if isinstance(texts, bytes) else texts:
        try:
            for quad in ox.parse(text, ox.RdfFormat.TURTLE, rename_blank_nodes=True):
                quads.add(ox.Quad(quad.subject, quad.predicate, quad.object, name))
        except (SyntaxError, ValueError) as error:
            raise InputError(f"{graph}: the Turtle does not parse: {error}") from error
    return set(skolemized(quads))


def skolemized(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The quads with blank nodes as IRIs below their graph, named by RDF dataset canonicalization."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    for quad in dataset:
        subject, value, graph = quad.subject, quad.object, _value(quad.graph_name)
        if isinstance(subject, ox.BlankNode):
            subject = ox.NamedNode(f"{graph}#{subject.value}")
        if isinstance(value, ox.BlankNode):
            value = ox.NamedNode(f"{graph}#{value.value}")
        yield ox.Quad(subject, quad.predicate, value, quad.graph_name)


def difference(old: set[ox.Quad], new: set[ox.Quad], *, gone: set[str]) -> str:
    """One SPARQL update, hence one transaction, that turns the old quads into the new ones."""
    steps = [f"DROP SILENT GRAPH <{graph}>" for graph in sorted(gone)]
    steps += [f"DELETE DATA {{\n{_block(old - new)}\n}}", f"INSERT DATA {{\n{_block(new - old)}\n}}"]
    return " ;\n".join(steps)


def _block(quads: set[ox.Quad]) -> str:
    return "\n".join(f"GRAPH {quad.graph_name} {{ {quad.subject} {quad.predicate} {quad.object} }}" for quad in quads)


def _value(term: object) -> str:
    return str(getattr(term, "value", term))
