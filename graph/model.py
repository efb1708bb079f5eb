"""The values that the graph package hands out about documents: frozen, ordered, ready for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Literal, TypeAlias

from graph.answers.base import Answer

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Status: TypeAlias = Literal["held", "cited"]


def to_json(value: object) -> Json:
    """The JSON value of a result: dataclasses as objects, tuples as arrays, dates in ISO 8601.

    Raises:
        TypeError: for a value that has no JSON form here, naming its type.
    """
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [to_json(item) for item in value]
    raise TypeError(f"no JSON form for {type(value).__name__}")


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """What is known of a document in one line.

    `status` is "held" where its own text is in the store and "cited" where others only cite it. `date` (ISO 8601,
    perhaps only to the month) and `issuer` are the best supported values; `dates` and `issuers` hold all, best
    supported first. `copies` counts the files that hold the same text, where one document stands for all of them;
    `copy_key` is what such documents have in common, None for one that its number identifies. `also` are the other
    identifiers that stand for the document. `corrected` names the properties whose values are a reviewer's word, and
    `reviews` says for each, in a line, whose and why.
    `systems` are those of the bodies that issued it (slugs); empty where their
    kind is not known. `draft` tells that every text of it that is held is marked as a draft.
    """

    iri: str
    label: str
    type: str | None
    number: str | None
    date: str | None
    issuer: str | None
    title: str | None
    status: Status
    province: str | None
    district: str | None
    level: str | None
    dates: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    scope: str | None = None
    jurisdiction: str | None = None
    copies: int = 1
    copy_key: str | None = None
    also: tuple[str, ...] = ()
    commune: str | None = None
    systems: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    draft: bool = False

    def to_json(self) -> Json:
        """The summary as a JSON object."""
        return to_json(self)

    @property
    def place(self) -> str | None:
        """The locality in words, district before province; None where the texts name none."""
        return ", ".join(name for name in (self.district, self.province) if name) or None


def reviewers_words(documents: Iterable[DocumentSummary]) -> tuple[str, ...]:
    """What of an answer rests on reviewers' words, a line for each document and property."""
    found = sorted(documents, key=lambda item: item.iri)
    return tuple(f"{item.label}: {line}" for item in found for line in item.reviews)


@dataclass(frozen=True, slots=True)
class DocumentPage(Answer):
    """A page of a list of documents: `total` counts all that match, `documents` holds those from `offset` on."""

    total: int
    limit: int
    offset: int
    documents: tuple[DocumentSummary, ...]

    def to_json(self) -> Json:
        """The page as a JSON object."""
        return to_json(self)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A place in a source: `text` cuts out [start, end) in code points of the decoded file, `sentence` is what stands
    around it. `also_in` names the other files that hold the same text at the same place.
    """

    text: str
    sentence: str
    source: str
    file: str | None
    start: int
    end: int
    prefix: str = ""
    suffix: str = ""
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of one property of a document; `as_cited` tells what others say from what its own text says.

    `documents` counts the documents that cite it so, `stated_in` is the first of them (or the part with the own text).
    The quotations that contain the value come first.
    """

    property: str
    value: str
    as_cited: bool
    stated_in: str | None
    quotations: tuple[Quotation, ...]
    documents: int = 1


@dataclass(frozen=True, slots=True)
class Citation:
    """One document citing another, with number, date and issuer as the citing text writes them."""

    iri: str
    citing: DocumentSummary
    cited: DocumentSummary
    role: str | None
    number: str | None
    date: str | None
    issuer: str | None
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class RelationStatement:
    """One text stating that a document stands in a relation to another (perhaps neither of them itself)."""

    iri: str
    source: str
    relation: str
    target: str
    stated_in: str
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who has to do what: `agency` as written, `body` the IRI of the agency where it was resolved."""

    iri: str
    task: str | None
    agency: str
    body: str | None
    role: str | None
    deadline: str | None
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated duty: `when` may be a day, a month, a quarter or a recurrence such as `--12`."""

    iri: str
    kind: str | None
    when: str
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, in which position, on behalf of whom."""

    iri: str
    name: str
    position: str | None
    on_behalf_of: tuple[str, ...]
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Recipient:
    """A line of Nơi nhận (`purpose` such as "b/c") or of Kính gửi (no purpose)."""

    iri: str
    name: str
    purpose: str | None
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class ConflictSide:
    """One of the values that are in conflict, with the documents that state it; `from_heading`: the document's own
    text does. `documents` counts them, copies of one text once; `support` is the weight that the derived graph states.
    """

    value: str
    support: int
    from_heading: bool
    stated_in: tuple[str, ...]
    quotations: tuple[Quotation, ...]
    documents: int = 1


@dataclass(frozen=True, slots=True)
class Conflict:
    """A property on which the texts disagree; `better_supported` is None where neither value has more behind it.

    `kind` is a concept of the vocabulary `conflict`; `against` is the other document, where two documents contradict
    each other. `reason` says why a value is preferred, or what the contradiction is.
    """

    iri: str
    property: str
    better_supported: str | None
    sides: tuple[ConflictSide, ...]
    kind: str
    document: DocumentSummary
    against: DocumentSummary | None
    reason: str


@dataclass(frozen=True, slots=True)
class Conflicts(Answer):
    """A page of the conflicts of a store: `total` counts all that match, `counts` those of each kind."""

    total: int
    limit: int
    offset: int
    counts: Mapping[str, int]
    conflicts: tuple[Conflict, ...]

    def to_json(self) -> Json:
        """The page as a JSON object."""
        return to_json(self)


@dataclass(frozen=True, slots=True)
class Identity:
    """A finding that an identifier stands for a document, with its grounds (concepts of the vocabulary `ground`).

    With `parts` it holds in those parts of sources only: elsewhere the identifier is another document's.
    """

    iri: str
    identifier: str
    document: str
    grounds: tuple[str, ...]
    confidence: float | None
    reason: str
    parts: tuple[str, ...]
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class HeldCopy:
    """A part of a source in which a document's own text stands, with what the reader of the file had to warn of."""

    graph: str
    source: str
    file: str | None
    part: int | None
    start: int | None
    end: int | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CorrectedFact:
    """A property of a document that a reviewer corrects; `texts_say` holds what the texts say of it, perhaps nothing.

    `carried_over` tells that the word was given on a document that cites this one as of its own province.
    """

    property: str
    value: str
    author: str
    reason: str
    on: str
    file: str
    texts_say: tuple[str, ...]
    carried_over: bool = False


@dataclass(frozen=True, slots=True)
class DocumentDetails(Answer):
    """All that is known of a document, each fact with its quotations; `corrections` are what reviewers say of it."""

    summary: DocumentSummary
    copies: tuple[HeldCopy, ...]
    facts: tuple[Fact, ...]
    citations: tuple[Citation, ...]
    cited_by: tuple[Citation, ...]
    relations: tuple[RelationStatement, ...]
    assignments: tuple[Assignment, ...]
    milestones: tuple[Milestone, ...]
    signers: tuple[Signer, ...]
    addressees: tuple[Recipient, ...]
    recipients: tuple[Recipient, ...]
    conflicts: tuple[Conflict, ...]
    identities: tuple[Identity, ...]
    corrections: tuple[CorrectedFact, ...] = ()

    def to_json(self) -> Json:
        """The details as a JSON object."""
        return to_json(self)
