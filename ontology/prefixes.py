"""The prefixes of the project, each said once, for queries and for files.

Plain strings: whoever needs no more than these does not load rdflib.
"""

from __future__ import annotations

from typing import Final

from ontology.iris import DEFAULT_BASE, TERMS, VOCABULARIES

PREFIXES: Final[dict[str, str]] = {
    "lin": TERMS,
    "eli": "http://data.europa.eu/eli/ontology#",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "dcterms": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The prefixes that each query may use without declaring them."""

_SCHEMES: Final = (
    "body-kind",
    "change",
    "competence",
    "conflict",
    "cue",
    "doubt",
    "ground",
    "level",
    "milestone",
    "relation",
    "role",
    "rule",
    "system",
    "type",
    "warning",
)

FILE_PREFIXES: Final[dict[str, str]] = {
    **PREFIXES,
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "formats": "http://www.w3.org/ns/formats/",
    "sh": "http://www.w3.org/ns/shacl#",
    "shapes": "https://directive-lineage.example/shapes#",
    "vocab": VOCABULARIES,
    **{scheme: f"{VOCABULARIES}{scheme}/" for scheme in _SCHEMES},
    "l2008": f"{DEFAULT_BASE}locality/2008/",
    "l2025": f"{DEFAULT_BASE}locality/2025/",
}
"""All prefixes: what the Turtle of the project and the descriptions of a server write, beside those of queries."""
