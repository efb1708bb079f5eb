"""Duties and dated milestones of documents, and the answer that holds those that fit a question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.answers.base import Answer
from graph.matrix import AgencyCounts, Matrix, counts_of, matrices_of
from graph.model import DocumentSummary, Json, Quotation, to_json


@dataclass(frozen=True, slots=True)
class Duty:
    """What a body has to do: `agency` as written, `body` and `body_label` the body that it was taken for.

    `task` is the path of the headings (`II.1.1`), `deadline` is kept as stated. `due` is the day on which it falls due,
    for what recurs (`recurs`) the first such day since the document; None where the text gives none. `confidence` is
    how often the rule that read it was right. What several texts of one document say alike is one duty.
    """

    iri: str
    document: DocumentSummary
    task: str | None
    agency: str
    body: str | None
    body_label: str | None
    role: str | None
    deadline: str | None
    due: date | None
    recurs: bool
    confidence: float | None
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class DueMilestone:
    """A dated duty of a whole document: `when` as stated, `due` and `recurs` as of a `Duty`."""

    iri: str
    document: DocumentSummary
    kind: str | None
    when: str
    due: date | None
    recurs: bool
    confidence: float | None
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Duties(Answer):
    """The duties and milestones that fit a question, by date of their document and in the order of its text.

    `total` and `milestone_total` count all that fit, of which at most the limit is held. `undated` counts those that
    `due_before` left out because no day can be computed for them.
    """

    total: int
    milestone_total: int
    undated: int
    duties: tuple[Duty, ...]
    milestones: tuple[DueMilestone, ...]

    @property
    def truncated(self) -> bool:
        """Whether some that fit are not held."""
        return self.total > len(self.duties) or self.milestone_total > len(self.milestones)

    @property
    def dated(self) -> tuple[Duty | DueMilestone, ...]:
        """What has a day on which it falls due, the earliest first."""
        every: tuple[Duty | DueMilestone, ...] = (*self.duties, *self.milestones)
        found = [(item.due, item.document.iri, item.iri, item) for item in every if item.due is not None]
        return tuple(item for *_, item in sorted(found, key=lambda entry: entry[:3]))

    def matrix(self) -> tuple[Matrix, ...]:
        """For each document its agencies by tasks, each cell with the roles; of the duties that are held."""
        return matrices_of(self.duties)

    def by_agency(self) -> tuple[AgencyCounts, ...]:
        """For each agency how many duties it has in each role, those with the most first; of those that are held."""
        return counts_of(self.duties)

    def to_json(self) -> Json:
        """The duties as a JSON object, with the counts by agency and role."""
        data = to_json(self)
        assert isinstance(data, dict)
        return {**data, "truncated": self.truncated, "by_agency": to_json(self.by_agency())}
