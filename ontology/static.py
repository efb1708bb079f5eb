"""What this package ships (ontology, vocabularies, gazetteer) as RDF for the graphs that `Iris` names."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox

from ontology.gazetteer import COMMUNES
from ontology.iris import DEFAULT_BASE, Iris
from ontology.turtle import package_file, package_files, parse_file


def static_quads(iris: Iris | None = None) -> Iterator[ox.Quad]:
    """All statements of the ontology, the vocabularies and the gazetteer but the communes, each in its graph.

    The files name localities below the default base; here they stand below the base of `iris`, as the data does.
    """
    iris = iris or Iris()
    yield from _quads([package_file("lineage.ttl")], iris.ontology_graph, iris)
    yield from _quads(package_files("vocab", ".ttl"), iris.vocabulary_graph, iris)
    yield from _quads(package_files("gazetteer", ".ttl"), iris.gazetteer_graph, iris)


def static_digest(iris: Iris | None = None) -> str:
    """A digest of all that this package ships for a store with these IRIs, the communes included.

    >>> static_digest() == static_digest(Iris()), static_digest() == static_digest(Iris("https://a.example/"))
    (True, False)
    """
    digest = sha256((iris or Iris()).base.encode())
    folders = (package_files(folder, ".ttl") for folder in ("vocab", "gazetteer", COMMUNES))
    for path in [package_file("lineage.ttl"), *(path for folder in folders for path in folder)]:
        digest.update(f"\n{path.name}\n".encode())
        digest.update(path.read_bytes())
    return f"sha256:{digest.hexdigest()}"


def commune_turtle(iris: Iris | None = None) -> tuple[bytes, ...]:
    """The communes as Turtle for the graph `iris.communes_graph`, their IRIs below the base of `iris`.

    They are about 117,000 statements: text is what a store takes in fastest.
    """
    own, other = (f"<{base}locality/".encode() for base in (DEFAULT_BASE, (iris or Iris()).base))
    return tuple(path.read_bytes().replace(own, other) for path in package_files(COMMUNES, ".ttl"))


def _quads(files: Iterable[Path], graph: str, iris: Iris) -> Iterator[ox.Quad]:
    name = ox.NamedNode(graph)
    for path in files:
        for triple in parse_file(path):
            subject, value = triple.subject, triple.object
            if isinstance(subject, ox.NamedNode):
                subject = _rebased(subject, iris)
            if isinstance(value, ox.NamedNode):
                value = _rebased(value, iris)
            yield ox.Quad(subject, triple.predicate, value, name)


def _rebased(node: ox.NamedNode, iris: Iris) -> ox.NamedNode:
    """A locality below the base of the data; any other node as it is."""
    localities = f"{DEFAULT_BASE}locality/"
    if iris.base == DEFAULT_BASE or not node.value.startswith(localities):
        return node
    return ox.NamedNode(f"{iris.base}locality/{node.value.removeprefix(localities)}")
