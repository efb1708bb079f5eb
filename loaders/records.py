"""What is read from one document: the extraction record, as frozen values.

``None`` and empty tuples mean that the text does not say; a guess is never stored.
Spans are half-open pairs of code points in the decoded text of the source.
"""

from __future__ import annotations

from dataclasses import dataclass
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
class Reading:
    """How a fact was read: the rule, what makes it less sure, and how sure that leaves it (`loaders.confidence`).

    Rules and doubts are concepts of the vocabularies ``rule`` and ``doubt``.
    """

    rule: str = ""
    doubts: tuple[str, ...] = ()
    confidence: float = 1.0

    def to_json(self, prefix: str = "") -> dict[str, Any]:
        """Rule and confidence as members of a JSON object, and the doubts where there are any."""
        found: dict[str, Any] = {f"{prefix}confidence": self.confidence, f"{prefix}rule": self.rule}
        return {**found, f"{prefix}doubts": list(self.doubts)} if self.doubts else found


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a field of the heading was read, and how."""

    field: str
    quote: Quote
    reading: Reading = Reading()

    def to_json(self) -> dict[str, Any]:
        """The evidence as a JSON object."""
        return {"span": list(self.quote.span), "text": self.quote.exact, **self.reading.to_json()}


@dataclass(frozen=True, slots=True)
class RecordWarning:
    """A remark on damage or doubt: its code in the vocabulary ``warning``, what is wrong, where, and in which field."""

    code: str
    message: str
    span: Span | None = None
    field: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The warning as a JSON object."""
        return {
            "code": self.code, "message": self.message, "span": list(self.span) if self.span else None,
            "field": self.field,
        }  # fmt: skip


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
    reading: Reading = Reading()

    def to_json(self) -> dict[str, Any]:
        """The recipient as a JSON object."""
        return {"name": self.name, "purpose": self.purpose, **_place_in_text(self.quote), **self.reading.to_json()}


@dataclass(frozen=True, slots=True)
class Addressee:
    """One body of *Kính gửi*."""

    name: str
    quote: Quote | None = None
    reading: Reading = Reading()


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, in which post, for whom (TM., KT., TL.)."""

    name: str
    position: str | None = None
    on_behalf_of: str | None = None
    quote: Quote | None = None
    reading: Reading = Reading()

    def to_json(self) -> dict[str, Any]:
        """The signer as a JSON object."""
        return {
            "name": self.name, "position": self.position, "on_behalf_of": self.on_behalf_of,
            **_place_in_text(self.quote), **self.reading.to_json(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Citation:
    """A cited document with every place that mentions it.

    ``role_reading`` says how its role was read; ``dated`` holds each date under which it is cited, with one place that
    gives it.
    """

    type: str | None
    number: str | None
    date: str | None
    issuer: str | None
    role: str
    quotes: tuple[Quote, ...] = ()
    reading: Reading = Reading()
    role_reading: Reading = Reading()
    role_quote: Quote | None = None
    dated: tuple[tuple[str, Quote], ...] = ()
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
            "spans": [list(quote.span) for quote in self.quotes], **self.reading.to_json(),
            **self.role_reading.to_json("role_"),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    """An edge that the text states between two documents; ``source`` may be ``self``.

    Numbers name the documents for readers; the positions among the citations (``None``: the document itself) name them
    for sure, as two cited documents may bear one number.
    """

    source: str
    relation: str
    target: str
    quote: Quote | None = None
    source_index: int | None = None
    target_index: int = 0
    reading: Reading = Reading()

    def to_json(self) -> dict[str, Any]:
        """The relation as a JSON object."""
        return {
            "from": self.source, "relation": self.relation, "to": self.target, **_place_in_text(self.quote),
            **self.reading.to_json(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who has to do what: the path of the task, the body, its role, and by when."""

    task: str
    agency: str
    role: str
    deadline: str | None = None
    quote: Quote | None = None
    reading: Reading = Reading()

    def to_json(self) -> dict[str, Any]:
        """The assignment as a JSON object."""
        return {
            "task": self.task, "agency": self.agency, "role": self.role, "deadline": self.deadline,
            **_place_in_text(self.quote), **self.reading.to_json(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated duty: ``deadline``, ``report``, ``preliminary-review`` or ``final-review``."""

    kind: str
    when: str
    quote: Quote | None = None
    reading: Reading = Reading()

    def to_json(self) -> dict[str, Any]:
        """The milestone as a JSON object."""
        return {"kind": self.kind, "when": self.when, **_place_in_text(self.quote), **self.reading.to_json()}


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
    evidence: tuple[Evidence, ...] = ()
    warnings: tuple[RecordWarning, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The record in the form that ``lineage extract`` prints, one JSON object."""
        return {
            "source": self.source, "part": self.part, "span": list(self.span),
            "type": self.type, "number": self.number, "date": self.date, "place": self.place,
            "issuer": self.issuer.to_json() if self.issuer else None, "title": self.title,
            "addressees": [item.name for item in self.addressees],
            "recipients": [item.to_json() for item in self.recipients],
            "signers": [item.to_json() for item in self.signers],
            "citations": [item.to_json() for item in self.citations],
            "relations": [item.to_json() for item in self.relations],
            "assignments": [item.to_json() for item in self.assignments],
            "milestones": [item.to_json() for item in self.milestones],
            "evidence": self._evidence(),
            "warnings": [item.to_json() for item in self.warnings],
        }  # fmt: skip

    def _evidence(self) -> dict[str, Any]:
        """The evidence by field; that of the addressees is a list in their order, as they are many."""
        found: dict[str, Any] = {item.field: item.to_json() for item in self.evidence}
        addressed = [Evidence("addressee", item.quote, item.reading) for item in self.addressees if item.quote]
        return {**found, "addressees": [item.to_json() for item in addressed]} if addressed else found


def _place_in_text(quote: Quote | None) -> dict[str, Any]:
    return {"span": list(quote.span)} if quote else {}


def one_line(text: str) -> str:
    """``text`` with every run of white space as one space, and none at the ends."""
    return " ".join(text.split())
