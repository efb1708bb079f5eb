"""All that is known of a document, as lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from api.tables import describe
from graph.model import Citation, Conflict, DocumentDetails, Quotation


def detail_lines(details: DocumentDetails, label_of: Callable[[str], str]) -> Iterator[str]:
    """The lines that ``lineage show`` prints: each fact, and below it what states it.

    `label_of` names the document of an IRI, for relations that a text states between two others.
    """
    yield describe(details.summary)
    yield details.summary.iri
    yield from _copies(details)
    for conflict in details.conflicts:
        yield from _conflict(conflict)
    yield from _section("facts", _facts(details))
    yield from _section("cites", _citations(details.citations, cited=True))
    yield from _section("cited by", _citations(details.cited_by, cited=False))
    yield from _section("relations", _relations(details, label_of))
    yield from _section("assignments", _assignments(details))
    yield from _section("milestones", _milestones(details))
    yield from _section("signers", _signers(details))
    yield from _section("addressees and recipients", _recipients(details))


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    held = list(lines)
    if held:
        yield ""
        yield f"{title}:"
        yield from held


def _quotes(quotations: Iterable[Quotation], indent: str = "    ") -> Iterator[str]:
    for quotation in quotations:
        sentence = " ".join(quotation.sentence.split())
        yield f'{indent}"{sentence}"  [{quotation.file or quotation.source} {quotation.start}-{quotation.end}]'


def _copies(details: DocumentDetails) -> Iterator[str]:
    for copy in details.copies:
        place = "" if copy.start is None else f", part {copy.part}, {copy.start}-{copy.end}"
        yield f"text: {copy.file or copy.source}{place}"
        for warning in copy.warnings:
            yield f"  warning: {warning}"
    if not details.copies:
        yield "text: not held; known only by citation"


def _facts(details: DocumentDetails) -> Iterator[str]:
    for fact in details.facts:
        yield f"  {fact.property}{' (as cited)' if fact.as_cited else ''}: {fact.value}"
        yield from _quotes(fact.quotations)


def _conflict(conflict: Conflict) -> Iterator[str]:
    yield ""
    better = conflict.better_supported or "undecided"
    yield f"conflict: the texts disagree on {conflict.property}; better supported: {better}"
    for side in conflict.sides:
        origin = "its own heading" if side.from_heading else "as cited"
        yield f"  {side.value} ({origin}, {side.support})"
        yield from _quotes(side.quotations)


def _citations(citations: Iterable[Citation], *, cited: bool) -> Iterator[str]:
    for citation in citations:
        other = citation.cited if cited else citation.citing
        yield f"  {citation.role or 'cites'}: {describe(other)}"
        yield from _quotes(citation.quotations)


def _relations(details: DocumentDetails, label_of: Callable[[str], str]) -> Iterator[str]:
    for relation in details.relations:
        own = relation.stated_in == details.summary.iri
        stated = "" if own else f"  (stated in {label_of(relation.stated_in)})"
        yield f"  {label_of(relation.source)} {relation.relation} {label_of(relation.target)}{stated}"
        yield from _quotes(relation.quotations)


def _assignments(details: DocumentDetails) -> Iterator[str]:
    for item in details.assignments:
        parts = [item.role, item.deadline]
        more = ", ".join(part for part in parts if part)
        yield f"  {item.task or '-'}: {item.agency}{f' ({more})' if more else ''}"
        yield from _quotes(item.quotations)


def _milestones(details: DocumentDetails) -> Iterator[str]:
    for item in details.milestones:
        yield f"  {item.kind or 'milestone'}: {item.when}"
        yield from _quotes(item.quotations)


def _signers(details: DocumentDetails) -> Iterator[str]:
    for signer in details.signers:
        parts = [signer.name, signer.position, ", ".join(signer.on_behalf_of)]
        yield "  " + " · ".join(part for part in parts if part)
        yield from _quotes(signer.quotations)


def _recipients(details: DocumentDetails) -> Iterator[str]:
    for item in (*details.addressees, *details.recipients):
        yield f"  {item.name}{f' ({item.purpose})' if item.purpose else ''}"
        yield from _quotes(item.quotations)
