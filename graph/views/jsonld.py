"""A view as JSON-LD: documents as schema.org Legislation, with the relations of the project's own vocabulary.

The context stands in the file: whoever reads it fetches nothing. No `<` does, so that it may stand in a page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from graph import terms
from graph.views.model import Node, View

_CONTEXT: Final[Mapping[str, Any]] = {
    "schema": "https://schema.org/",
    "lin": terms.NAMESPACE,
    "name": "schema:name",
    "date": "schema:legislationDate",
    "issuer": "schema:legislationPassedBy",
    "abstract": "schema:abstract",
    "place": "schema:spatialCoverage",
    "identifier": "schema:identifier",
    "about": "schema:description",
}
_BASED_ON: Final = "based-on"
_FACTS: Final = {"issuer": "issuer", "place": "place", "title": "abstract", "code": "identifier"}


def jsonld(view: View) -> str:
    """The view as JSON-LD in the order of its nodes; what is left out is said in the description."""
    nodes = [_node(view, node) for node in view.nodes]
    by_key = {node.key: found for node, found in zip(view.nodes, nodes, strict=True)}
    ids = view.by_key()
    for edge in view.edges:
        others = by_key[edge.source].setdefault(property_of(edge.relation), [])
        if (other := {"@id": ids[edge.target].iri}) not in others:
            others.append(other)
    document = {
        "@context": _CONTEXT,
        "@type": "schema:Dataset",
        "name": view.title,
        "about": " · ".join((*view.about, *view.notes)),
        "schema:inLanguage": view.lang,
        "schema:hasPart": nodes,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).replace("<", "\\u003c") + "\n"


def property_of(relation: str) -> str:
    """The property of a relation, in the short form of the context.

    >>> property_of("implements"), property_of("based-on")
    ('lin:implements', 'lin:isBasedOn')
    """
    return "lin:isBasedOn" if relation == _BASED_ON else f"lin:{relation}"


def _node(view: View, node: Node) -> dict[str, Any]:
    place = view.kind == "coverage"
    found: dict[str, Any] = {"@id": node.iri or f"_:{node.key}"}
    found["@type"] = "schema:AdministrativeArea" if place else "schema:Legislation"
    found["name"] = node.name
    found.update({to: node.fact(name) for name, to in _FACTS.items() if node.fact(name)})
    if not place and node.fact("date"):
        found["date"] = node.fact("date")
    shown = ("status", "date", "since", "documents") if place else ("status", "level")
    properties = [
        {"@type": "schema:PropertyValue", "name": name, "schema:value": node.fact(name)}
        for name in shown
        if node.fact(name)
    ]
    found["schema:additionalProperty"] = properties
    return found
