"""A record as a list of facts, and where each of them stands in the source: what an explanation of a document shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .records import Assignment, Citation, Quote, Reading, Recipient, Record, Signer

FIELDS: Final = (
    "type", "number", "date", "place", "title", "issuer", "province", "district", "commune", "addressee", "recipient",
    "signer", "citation", "role", "relation", "assignment", "milestone", "warning",
)  # fmt: skip
"""The names of what can be marked, in the order in which a record tells them."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a record in words, how it was read, and the quotations that it rests on; facts count from 1."""

    index: int
    field: str
    value: str
    reading: Reading
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the source with what it says there.

    ``index`` is that of the fact, or of the warning (``field`` is ``warning``, ``rule`` its code), from 1.
    """

    start: int
    end: int
    field: str
    value: str
    rule: str
    confidence: float
    index: int


def facts_of(record: Record) -> tuple[Fact, ...]:
    """All facts of ``record``, in the order of `FIELDS` and then of the text."""
    return tuple(
        Fact(index, field, value, reading, quotes)
        for index, (field, value, reading, quotes) in enumerate(_facts(record), start=1)
    )


def marks_of(record: Record) -> tuple[Mark, ...]:
    """Every place of the source on which a fact or a warning of ``record`` rests, in the order of the text."""
    found = [
        Mark(*quote.span, fact.field, fact.value, fact.reading.rule, fact.reading.confidence, fact.index)
        for fact in facts_of(record)
        for quote in fact.quotes
    ]
    for index, warning in enumerate(record.warnings, start=1):
        if warning.span:
            found.append(Mark(*warning.span, "warning", warning.message, warning.code, 1.0, index))
    return tuple(sorted(found, key=lambda mark: (mark.start, -mark.end, FIELDS.index(mark.field), mark.index)))


_Told = tuple[str, str, Reading, tuple[Quote, ...]]


def _facts(record: Record) -> Iterator[_Told]:
    for item in record.evidence:
        yield item.field, _heading(record, item.field), item.reading, (item.quote,)
    for addressee in record.addressees:
        yield "addressee", addressee.name, addressee.reading, _some(addressee.quote)
    for recipient in record.recipients:
        yield "recipient", _recipient(recipient), recipient.reading, _some(recipient.quote)
    for signer in record.signers:
        yield "signer", _signer(signer), signer.reading, _some(signer.quote)
    for citation in record.citations:
        yield "citation", _citation(citation), citation.reading, citation.quotes
    for citation in record.citations:
        if citation.role != "cites":  # which a citation is without any word that says so
            yield "role", f"{citation.role} {citation.key}", citation.role_reading, _some(citation.role_quote)
    for relation in record.relations:
        value = f"{relation.source} {relation.relation} {relation.target}"
        yield "relation", value, relation.reading, _some(relation.quote)
    for duty in record.assignments:
        yield "assignment", _assignment(duty), duty.reading, _some(duty.quote)
    for milestone in record.milestones:
        yield "milestone", f"{milestone.kind} {milestone.when}", milestone.reading, _some(milestone.quote)


def _heading(record: Record, field: str) -> str:
    issuer = record.issuer
    if field == "issuer":
        return issuer.name if issuer else ""
    return str(getattr(issuer if field in ("province", "district", "commune") else record, field))


def _some(quote: Quote | None) -> tuple[Quote, ...]:
    return (quote,) if quote else ()


def _recipient(item: Recipient) -> str:
    return f"{item.name} ({item.purpose})" if item.purpose else item.name


def _signer(item: Signer) -> str:
    posts = [item.position, f"for {item.on_behalf_of}" if item.on_behalf_of else None]
    return ", ".join([item.name, *(post for post in posts if post)])


def _citation(item: Citation) -> str:
    return ", ".join(
        part for part in (" ".join(filter(None, (item.type, item.number))), item.date, item.issuer) if part
    )


def _assignment(item: Assignment) -> str:
    where = f" in {item.task}" if item.task else ""
    when = f", {item.deadline}" if item.deadline else ""
    return f"{item.agency}: {item.role}{where}{when}"
