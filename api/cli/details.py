"""All that is known of a document, as lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from api.citations import End, merged, other_of
from api.labels import type_name
from api.tables import describe
from api.wording import conflict_in_words, counted
from graph.model import Citation, Conflict, Conflicts, DocumentDetails, Quotation, RelationStatement


def detail_lines(details: DocumentDetails, label_of: Callable[[str], str]) -> Iterator[str]:
    """The lines that ``lineage show`` prints: each fact, and below it what states it, each quotation once.

    `label_of` names the document of an IRI, for relations that a text states between two others.
    """
    quotes = _Quotes()
    yield describe(details.summary)
    yield details.summary.iri
    yield from _copies(details)
    yield from _identities(details)
    yield from _corrections(details)
    for conflict in details.conflicts:
        yield ""
        yield from _conflict(conflict, quotes)
    yield from _section("facts", _facts(details, quotes))
    yield from _section("cites", _citations(details.citations, quotes, "cited"))
    yield from _section("cited by", _citations(details.cited_by, quotes, "citing"))
    yield from _section("other relations", _relations(details, label_of, quotes))
    yield from _section("assignments", _assignments(details, quotes))
    yield from _section("milestones", _milestones(details, quotes))
    yield from _section("signers", _signers(details, quotes))
    yield from _section("addressees and recipients", _recipients(details, quotes))


class _Quotes:
    """Writes quotations; a sentence that was written before is named by its place only."""

    def __init__(self) -> None:
        self._sentences: set[tuple[str, str]] = set()

    def lines(self, quotations: Iterable[Quotation]) -> Iterator[str]:
        """The quotations of one fact: each sentence once, with all the places where it supports the fact."""
        places: dict[tuple[str, str], list[str]] = {}
        for quotation in quotations:
            key = (quotation.file or quotation.source, " ".join(quotation.sentence.split()))
            place = f"{quotation.start}-{quotation.end}"
            found = places.setdefault(key, [])
            if place not in found:
                found.append(place)
        for (file, sentence), found in places.items():
            where = f"[{file} {', '.join(found)}]"
            yield f"    {where} (quoted above)" if (file, sentence) in self._sentences else f'    "{sentence}"  {where}'
            self._sentences.add((file, sentence))


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    held = list(lines)
    if held:
        yield ""
        yield f"{title}:"
        yield from held


def _copies(details: DocumentDetails) -> Iterator[str]:
    for copy in details.copies:
        place = "" if copy.start is None else f", part {copy.part}, {copy.start}-{copy.end}"
        yield f"text: {copy.file or copy.source}{place}"
        for warning in copy.warnings:
            yield f"  warning: {warning}"
    if not details.copies:
        yield "text: cited only; not held"


def _corrections(details: DocumentDetails) -> Iterator[str]:
    """What reviewers say, each with what the texts say of the same property."""
    for item in details.corrections:
        said = "; ".join(item.texts_say)
        texts = f"the texts say {said}" if said else "the texts do not say it"
        if item.property in ("same-as", "not-same-as"):
            texts = "whatever the texts say"
        over = ", given on a document that cites this one as of its own province" if item.carried_over else ""
        yield f"corrected: {item.property} {item.value}; {texts}"
        yield f"  a reviewer's word{over}: {item.author}, {item.on}: {item.reason} [{item.file}]"


def _facts(details: DocumentDetails, quotes: _Quotes) -> Iterator[str]:
    """Each value once, with all that state it."""
    found: dict[tuple[str, str, bool], list[Quotation]] = {}
    for fact in details.facts:
        value = type_name(fact.value) if fact.property == "type" else fact.value
        found.setdefault((fact.property, value, fact.as_cited), []).extend(fact.quotations)
    for (name, value, as_cited), quotations in found.items():
        yield f"  {name}{' (as cited)' if as_cited else ''}: {value}"
        if not as_cited:  # the sentences stand below "cited by"
            yield from quotes.lines(quotations)


def _identities(details: DocumentDetails) -> Iterator[str]:
    """The other identifiers of the document, and why they are its own."""
    for identity in details.identities:
        where = " in some texts" if identity.parts else ""
        sure = "" if identity.confidence is None else f", confidence {identity.confidence:.2f}"
        yield f"also {identity.identifier}{where}: {identity.reason}{sure}"


def conflict_lines(found: Conflicts) -> Iterator[str]:
    """The lines that ``lineage conflicts`` prints: each conflict, its sides, and what states them."""
    if not found.total:
        yield "no conflicts"
        return
    yield ", ".join(f"{kind} {count}" for kind, count in sorted(found.counts.items()))
    for conflict in found.conflicts:
        yield ""
        yield describe(conflict.document)
        yield from _conflict(conflict, _Quotes())


def _conflict(conflict: Conflict, quotes: _Quotes) -> Iterator[str]:
    yield f"conflict: {conflict_in_words(conflict)}"
    if conflict.reason:
        yield f"  reason: {conflict.reason}"
    for side in conflict.sides:
        origin = "its own heading" if side.from_heading else "as cited"
        told = f" ({origin}, {counted(side.support, 'text')})" if conflict.kind in ("date", "number") else ""
        yield f"  {side.value}{told}"
        yield from quotes.lines(side.quotations)


def _citations(citations: Iterable[Citation], quotes: _Quotes, end: End) -> Iterator[str]:
    for citation in merged(citations, end):
        yield f"  {citation.role or 'cites'}: {describe(other_of(citation, end))}"
        yield from quotes.lines(citation.quotations)


def _relations(details: DocumentDetails, label_of: Callable[[str], str], quotes: _Quotes) -> Iterator[str]:
    """The relations that no citation of the same documents with the same role says already."""
    cited = {(item.citing.iri, item.role, item.cited.iri) for item in (*details.citations, *details.cited_by)}
    found: dict[str, list[RelationStatement]] = {}
    for relation in details.relations:
        own = relation.stated_in == relation.source
        if not own or (relation.source, relation.relation, relation.target) not in cited:
            stated = (
                "" if relation.stated_in == details.summary.iri else f"  (stated in {label_of(relation.stated_in)})"
            )
            line = f"  {label_of(relation.source)} {relation.relation} {label_of(relation.target)}{stated}"
            found.setdefault(line, []).append(relation)
    for line, relations in found.items():
        yield line
        yield from quotes.lines(quotation for relation in relations for quotation in relation.quotations)


def _assignments(details: DocumentDetails, quotes: _Quotes) -> Iterator[str]:
    for item in details.assignments:
        parts = [item.role, item.deadline]
        more = ", ".join(part for part in parts if part)
        yield f"  {item.task or '-'}: {item.agency}{f' ({more})' if more else ''}"
        yield from quotes.lines(item.quotations)


def _milestones(details: DocumentDetails, quotes: _Quotes) -> Iterator[str]:
    for item in details.milestones:
        yield f"  {item.kind or 'milestone'}: {item.when}"
        yield from quotes.lines(item.quotations)


def _signers(details: DocumentDetails, quotes: _Quotes) -> Iterator[str]:
    for signer in details.signers:
        parts = [signer.name, signer.position, ", ".join(signer.on_behalf_of)]
        yield "  " + " · ".join(part for part in parts if part)
        yield from quotes.lines(signer.quotations)


def _recipients(details: DocumentDetails, quotes: _Quotes) -> Iterator[str]:
    for item in (*details.addressees, *details.recipients):
        yield f"  {item.name}{f' ({item.purpose})' if item.purpose else ''}"
        yield from quotes.lines(item.quotations)
