"""Triples and quads as the bytes of each RDF format; equal statements give equal bytes, whatever their order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import pyoxigraph as ox
from rdflib import Graph

from ontology.iris import TERMS
from ontology.prefixes import FILE_PREFIXES, PREFIXES
from ontology.turtle import package_file, parse_file

_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
}
_PREFIX_LINES = re.compile(rb"\A(?:@prefix [^\n]*\n)+")
_PREFIX_ATTRIBUTES = re.compile(rb"(?: xmlns:\w+=\"[^\"]*\")+")
PREFIXES_OF_ALL: Mapping[str, str] = {
    **PREFIXES,
    **{name: FILE_PREFIXES[name] for name in ("dcat", "void", "sd", "formats")},
}
"""The prefixes of what the server itself says of the data."""
_OWL = PREFIXES["owl"]
_RDF_TYPE = f"{PREFIXES['rdf']}type"
_STANDARD_TERMS: Mapping[str, str] = {
    "subClassOf": "rdfs:subClassOf",
    "isDefinedBy": "rdfs:isDefinedBy",
    "inScheme": "skos:inScheme",
    "broader": "skos:broader",
    "publisher": "dcterms:publisher",
    "source": "dcterms:source",
    "passed_by": "eli:passed_by",
    "type_document": "eli:type_document",
    "jurisdiction": "eli:jurisdiction",
    "subOrganizationOf": "org:subOrganizationOf",
    "classification": "org:classification",
    "unitOf": "org:unitOf",
}


def with_charset(media_type: str) -> str:
    """The value of ``Content-Type``: text is UTF-8, and says so.

    >>> with_charset("text/turtle"), with_charset("application/ld+json")
    ('text/turtle; charset=utf-8', 'application/ld+json')
    """
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def serialize(statements: Iterable[ox.Triple | ox.Quad], name: str) -> bytes:
    """The triples of the statements in the format with this short name.

    TriG and N-Quads have them in the default graph: clients that take what answers at an IRI for their dataset, as
    Comunica does, look nowhere else.

    Raises: KeyError for another name.
    """
    triples = {one.triple if isinstance(one, ox.Quad) else one for one in statements}
    in_order = sorted(triples, key=str)
    return _json_ld(in_order) if name == "jsonld" else _written(in_order, name)


def _written(statements: list[Any], name: str) -> bytes:
    if name in ("nt", "nq"):
        return ox.serialize(statements, format=_FORMATS[name]) or b""
    body = ox.serialize(statements, format=_FORMATS[name], prefixes=dict(PREFIXES_OF_ALL)) or b""
    return (
        _PREFIX_LINES.sub(_sorted_lines, body, 1) if name != "rdf" else _PREFIX_ATTRIBUTES.sub(_sorted_names, body, 1)
    )


def _sorted_lines(found: re.Match[bytes]) -> bytes:
    """The prefixes in an order of their own: pyoxigraph has that of its hash tables."""
    return b"".join(sorted(found[0].splitlines(keepends=True)))


def _sorted_names(found: re.Match[bytes]) -> bytes:
    return b"".join(b" " + name for name in sorted(found[0].split()))


def _json_ld(triples: list[ox.Triple]) -> bytes:
    graph = Graph(bind_namespaces="none").parse(data=_written(triples, "nt"), format="nt")
    text = graph.serialize(format="json-ld", context=_context_of(triples), use_native_types=False)
    return json.dumps(_in_order(json.loads(text)), ensure_ascii=False, indent=1).encode()


def _in_order(value: Any) -> Any:
    """JSON-LD with its sets in an order of their own: rdflib has that of its hash tables."""
    if isinstance(value, dict):
        return {key: value[key] if key in ("@context", "@list") else _in_order(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return sorted(map(_in_order, value), key=lambda item: json.dumps(item, sort_keys=True))
    return value


def _context_of(triples: Iterable[ox.Triple]) -> dict[str, Any]:
    """The part of the context that these triples need: a client has to fetch nothing to understand the answer."""
    used = {str(triple.predicate.value) for triple in triples}
    used |= {_value(triple.object) for triple in triples if triple.predicate.value == _RDF_TYPE}
    terms = {name: term for name, term in json_ld_terms().items() if term["@id"] in used}
    prefixes = {name: iri for name, iri in PREFIXES_OF_ALL.items() if any(term.startswith(iri) for term in used)}
    return {**prefixes, "xsd": PREFIXES["xsd"], "id": "@id", "type": "@type", **terms}


@cache
def json_ld_terms() -> Mapping[str, Mapping[str, str]]:
    """The terms of the JSON-LD context by their names: the project's own, and standard ones that lead to resources."""
    kinds: dict[str, set[str]] = {}
    for triple in parse_file(package_file("lineage.ttl")):
        if triple.predicate.value == _RDF_TYPE and _value(triple.subject).startswith(TERMS):
            kinds.setdefault(_value(triple.subject), set()).add(_value(triple.object))
    linking = {"@type": "@id"}
    terms: dict[str, Mapping[str, str]] = {}
    for iri in sorted(kinds):
        if name := iri.removeprefix(TERMS):
            terms[name] = {"@id": iri, **(linking if f"{_OWL}ObjectProperty" in kinds[iri] else {})}
    for name, compact in _STANDARD_TERMS.items():
        prefix, _, local = compact.partition(":")
        terms.setdefault(name, {"@id": PREFIXES[prefix] + local, **linking})
    return terms


def _value(term: object) -> str:
    return str(getattr(term, "value", ""))
