"""Citations as readers want them: each document once in each role, whatever number of places cites it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from graph.model import Citation, DocumentSummary

End = Literal["citing", "cited"]


def other_of(citation: Citation, end: End) -> DocumentSummary:
    """The document at an end of a citation."""
    return citation.citing if end == "citing" else citation.cited


def merged(citations: Iterable[Citation], end: End) -> list[Citation]:
    """The citations with those of one document in one role made one, in the order of the first of each.

    Each has the quotations of all; of the date and the issuer as cited, the first that is known.
    """
    found: dict[tuple[str, str | None], Citation] = {}
    for citation in citations:
        key = (other_of(citation, end).iri, citation.role)
        known = found.get(key)
        if known is None:
            found[key] = citation
            continue
        found[key] = replace(
            known,
            date=known.date or citation.date,
            issuer=known.issuer or citation.issuer,
            quotations=tuple(dict.fromkeys((*known.quotations, *citation.quotations))),
        )
    return list(found.values())
