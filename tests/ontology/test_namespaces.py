"""The closed namespaces: exactly the terms of the ontology, and nothing that does not exist."""

import subprocess
import sys

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SKOS

from ontology.iris import TERMS
from ontology.namespaces import ELI, LIN, OA, SD
from ontology.turtle import package_file

GRAPH = Graph().parse(package_file("lineage.ttl"))
DEFINED = {str(term).removeprefix(TERMS) for term in GRAPH.subjects(RDFS.isDefinedBy)}
CLOSED = {str(one): one for one in (ELI, LIN, OA, SD, DCTERMS, FOAF, ORG, OWL, PROV, SKOS, RDF, RDFS)}


def test_python_names_equal_turtle_terms() -> None:
    assert set(LIN.__annotations__) == DEFINED


@pytest.mark.parametrize("name", sorted(DEFINED))
def test_each_term_can_be_named(name: str) -> None:
    assert getattr(LIN, name) == URIRef(TERMS + name)


@pytest.mark.parametrize("namespace", [LIN, ELI, OA, SD])
def test_a_term_that_does_not_exist_is_an_error(namespace: type) -> None:
    with pytest.raises(AttributeError, match="noSuchTerm"):
        namespace.noSuchTerm  # type: ignore[attr-defined]  # noqa: B018


def standard_terms() -> list[URIRef]:
    """Every term of another vocabulary that the ontology aligns to."""
    predicates = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, RDFS.seeAlso)
    found = {value for predicate in predicates for value in GRAPH.objects(None, predicate)}
    return sorted(value for value in found if isinstance(value, URIRef) and "XMLSchema" not in value)


@pytest.mark.parametrize("term", standard_terms())
def test_what_the_ontology_aligns_to_exists(term: URIRef) -> None:
    namespace = max((one for one in CLOSED if term.startswith(one)), key=len)
    assert getattr(CLOSED[namespace], str(term).removeprefix(namespace)) == term


ALIGNED = [  # own term, standard one: vocabulary.md
    ("implements", ELI.ensures_implementation_of),
    ("isBasedOn", ELI.based_on),
    ("cites", ELI.cites),
    ("attaches", DCTERMS.relation),
    ("continues", LIN.relatesTo),
    ("replaces", ELI.repeals),
    ("amends", ELI.amends),
    ("repeals", ELI.repeals),
    ("corrects", ELI.corrects),
    ("consolidates", ELI.consolidates),
    ("suspends", ELI.changes),
    ("issuer", ELI.passed_by),
    ("hasRecipient", DCTERMS.audience),
    ("hasAddressee", DCTERMS.audience),
    ("relatesTo", ELI.related_to),
]


@pytest.mark.parametrize(("name", "standard"), ALIGNED)
def test_alignment(name: str, standard: URIRef) -> None:
    assert standard in set(GRAPH.objects(URIRef(TERMS + name), RDFS.subPropertyOf))


@pytest.mark.parametrize("forbidden", ["implements", "transposes"])
def test_deprecated_and_foreign_terms_are_not_used(forbidden: str) -> None:
    assert URIRef(str(ELI) + forbidden) not in set(GRAPH.objects())


def test_implements_points_to_applies() -> None:
    assert ELI.applies in set(GRAPH.objects(LIN.implements, RDFS.seeAlso))


def test_the_package_itself_needs_no_rdflib() -> None:
    code = (
        "import sys, ontology; ontology.load_vocabulary(); ontology.load_gazetteer(); sys.exit('rdflib' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=package_file().parent)
