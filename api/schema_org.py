"""A document as schema.org Legislation, for machines that read its page."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from markupsafe import Markup

from api.labels import type_name
from graph.model import DocumentDetails, DocumentSummary

_CHANGES: Final = frozenset({"amends", "replaces", "repeals", "corrects", "suspends"})
_BASES: Final = frozenset({"based-on", "implements", "continues", "guides"})
_MOST: Final = 100


def legislation(details: DocumentDetails, address: Callable[[str], str]) -> Markup:
    """The JSON-LD of a document, as it may stand in a script element of a page; `address` is that of a page.

    Nothing is fetched to read it but the context of schema.org, which readers have at hand.
    """
    summary = details.summary
    found: dict[str, Any] = {"@context": "https://schema.org", "@type": "Legislation", "@id": summary.iri}
    found |= _known(summary)
    found |= {"url": address(summary.iri), "inLanguage": "vi"}
    signers = [{"@type": "Person", "name": one.name} for one in details.signers]
    if signers:
        found["legislationResponsible"] = signers
    cited: dict[str, dict[str, dict[str, Any]]] = {"citation": {}, "isBasedOn": {}, "legislationChanges": {}}
    said = {(one.target, one.relation) for one in details.relations if one.source == summary.iri}
    for one in details.citations[:_MOST]:
        roles = {one.role, *(relation for target, relation in said if target == one.cited.iri)}
        kind = "legislationChanges" if roles & _CHANGES else "isBasedOn" if roles & _BASES else "citation"
        cited[kind][one.cited.iri] = _named(one.cited)
    found |= {kind: list(ones.values()) for kind, ones in cited.items() if ones}
    text = json.dumps(found, ensure_ascii=False, indent=1)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # no character that could end the element is left


def _known(summary: DocumentSummary) -> dict[str, Any]:
    body = None if summary.issuer is None else {"@type": "GovernmentOrganization", "name": summary.issuer}
    place = None if summary.place is None else {"@type": "AdministrativeArea", "name": summary.place}
    known: dict[str, Any] = {
        "name": summary.label,
        "abstract": summary.title,
        "legislationIdentifier": summary.number,
        "legislationType": type_name(summary.type) if summary.type else None,
        "legislationDate": summary.date,
        "legislationPassedBy": body,
        "legislationJurisdiction": place,
    }
    return {name: value for name, value in known.items() if value is not None}


def _named(summary: DocumentSummary) -> dict[str, Any]:
    return {"@type": "Legislation", "@id": summary.iri, **_known(summary)}
