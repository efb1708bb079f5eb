"""The prefixes of SPARQL queries, and what their text says outside its strings, names and comments."""

from __future__ import annotations

import re
from typing import Final

PREFIXES: Final = {
    "lin": "https://directive-lineage.example/ns#",
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

_TERMINALS: Final = re.compile(
    r"""
    <[^<>"{}|^`\\\x00-\x20]*>                                     # IRI
    | \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''   # long strings
    | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'                   # short strings
    | \#[^\n]*                                                    # comment
    | [?$]\w+                                                     # variable
    | [\w.-]*:[\w.%\\:-]*                                         # prefixed name
    """,
    re.VERBOSE | re.DOTALL,
)


def names_graphs(sparql: str) -> bool:
    """Whether a query names its graphs itself, with FROM or FROM NAMED.

    >>> names_graphs("ASK FROM <http://a/> {}"), names_graphs('ASK { ?from :from "FROM" } # from')
    (True, False)
    """
    return says("from", sparql)


def says(keyword: str, sparql: str) -> bool:
    """Whether a keyword stands anywhere outside strings, IRIs, names and comments, also within a longer word."""
    return keyword in sparql.lower() and keyword in _TERMINALS.sub(" ", sparql).lower()
