"""What is read from one document: the extraction record, as frozen values.

``None`` and empty tuples mean that the text does not say; a guess is never stored.
Spans are half-open pairs of code points in the decoded text of the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quote:
    """A place in the source: the span of what was read and the sentence around it."""

    span: Span
    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Issuer:
    """The body that acts, the organization it belongs to, and where both belong."""

    name: str
    organization: str
    level: str | None = None
    province: str | None = None
    district: str | None = None
    commune: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The issuer as a JSON object."""
        return {
            "name": self.name, "organization": self.organization, "level": self.level,
            "province": self.province, "district": self.district, "commune": self.commune,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recipient:
    """One line of *Nơi nhận*; ``purpose`` is ``lưu`` for the archive."""

    name: str
    purpose: str | None = None
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """One body of *Kính gửi*."""

    name: str
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, in which post, for whom (TM., KT., TL.)."""

    name: str
    position: str | None = None
    on_behalf_of: str | None = None
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A cited document with every place that mentions it."""

    type: str | None
    number: str | None
    date: str | None
    issuer: str | None
    role: str
    quotes: tuple[Quote, ...] = ()
    confidence: float = 1.0
    rule: str = ""
    level: str | None = None
    province: str | None = None
    district: str | None = None
    commune: str | None = None

    @property
    def key(self) -> str:
        """How relations name the document: its number, or type and date."""
        return self.number or f"{self.type} {self.date}"

    def to_json(self) -> dict[str, Any]:
        """The citation as a JSON object."""
        return {
            "type": self.type, "number": self.number, "date": self.date, "issuer": self.issuer, "role": self.role,
            "spans": [list(quote.span) for quote in self.quotes], "confidence": self.confidence, "rule": self.rule,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    """An edge that the text states between two documents; ``source`` may be ``self``.

    Numbers name the documents for readers; the positions among the citations (``None``: the document itself) name
    them for
    sure, as two cited documents may bear one number.
    """

    source: str
    relation: str
    target: str
    quote: Quote | None = None
    source_index: int | None = None
    target_index: int = 0

    def to_json(self) -> dict[str, Any]:
        """The relation as a JSON object."""
        return {"from": self.source, "relation": self.relation, "to": self.target}


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who has to do what: the path of the task, the body, its role, and by when."""

    task: str
    agency: str
    role: str
    deadline: str | None = None
    quote: Quote | None = None

    def to_json(self) -> dict[str, Any]:
        """The assignment as a JSON object."""
        return {"task": self.task, "agency": self.agency, "role": self.role, "deadline": self.deadline}


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated duty: ``deadline``, ``report``, ``preliminary-review`` or ``final-review``."""

    kind: str
    when: str
    quote: Quote | None = None

    def to_json(self) -> dict[str, Any]:
        """The milestone as a JSON object."""
        return {"kind": self.kind, "when": self.when}


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that was read from one document of a file."""

    source: str
    part: int
    span: Span
    type: str | None
    number: str | None
    date: str | None
    place: str | None
    issuer: Issuer | None
    title: str | None
    addressees: tuple[Addressee, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    signers: tuple[Signer, ...] = ()
    citations: tuple[Citation, ...] = ()
    relations: tuple[Relation, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    evidence: tuple[tuple[str, Quote], ...] = ()
    warnings: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """The record in the form that ``lineage extract`` prints, one JSON object."""
        return {
            "source": self.source, "part": self.part, "span": list(self.span),
            "type": self.type, "number": self.number, "date": self.date, "place": self.place,
            "issuer": self.issuer.to_json() if self.issuer else None, "title": self.title,
            "addressees": [item.name for item in self.addressees],
            "recipients": [{"name": item.name, "purpose": item.purpose} for item in self.recipients],
            "signers": [
                {"name": item.name, "position": item.position, "on_behalf_of": item.on_behalf_of}
                for item in self.signers
            ],
            "citations": [item.to_json() for item in self.citations],
            "relations": [item.to_json() for item in self.relations],
            "assignments": [item.to_json() for item in self.assignments],
            "milestones": [item.to_json() for item in self.milestones],
            "evidence": {name: {"span": list(quote.span), "text": quote.exact} for name, quote in self.evidence},
            "warnings": list(self.warnings),
        }  # fmt: skip


def one_line(text: str) -> str:
    """``text`` with every run of white space as one space, and none at the ends."""
    return re.sub(r"\s+", " ", text).strip()
