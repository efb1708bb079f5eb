"""Which documents carry a directive out, and what is known of when they were issued."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.copies import collapsed
from graph.days import day_span, first_day
from graph.model import DocumentSummary
from graph.steps import Step, Steps, steps_of
from graph.store import GraphStore
from graph.view import View

LEGAL_BASES: Final = frozenset(
    {"hien-phap", "bo-luat", "luat", "phap-lenh", "nghi-dinh", "thong-tu", "thong-tu-lien-tich", "van-ban-hop-nhat"}
)
"""Types of legal norms. Every decision names some as its basis (Nghị định 30/2020/NĐ-CP, phụ lục I: căn cứ ban hành),
so that a step "is based on" to one of them says nothing of what the decision carries out."""


ACCOMPANYING: Final = frozenset(
    {
        "bao-cao", "to-trinh", "bien-ban", "giay-moi", "giay-gioi-thieu", "giay-di-duong", "giay-nghi-phep",
        "giay-chung-nhan", "giay-uy-quyen", "phieu-gui", "phieu-chuyen", "phieu-bao", "thu-cong",
    }
)  # fmt: skip
"""Types that report on, propose, record or go along with what is done (Nghị định 30/2020/NĐ-CP, điều 7; Quy định
399-QĐ/TW): a report on two years of a directive does not carry it out."""
_LETTERS: Final = frozenset({"cong-van", "chuong-trinh"})
_ABOUT_PAPERS: Final = re.compile(
    r"(?:(?:v/v|về(?: việc)?)\s+)?(?:(?:tổng hợp,? )?báo cáo|(?:tham gia )?góp ý|tham gia ý kiến|xin ý kiến"
    r"|(?:thư |giấy )?mời|(?:dự )?hội nghị)(?!\w)"
)
"""How the subject of a letter or the agenda of a meeting begins that is such a paper in another form."""


def is_act(document: DocumentSummary) -> bool:
    """Whether a document can carry something out: no draft, no report, invitation, proposal or the like."""
    if document.draft or document.type in ACCOMPANYING:
        return False
    subject = unicodedata.normalize("NFC", document.title or "").casefold()
    return document.type not in _LETTERS or _ABOUT_PAPERS.match(subject) is None


@dataclass(frozen=True, slots=True)
class Carrier:
    """A document that carries a directive out.

    `bound` is the day before which a document without a date cannot be: the latest of what it cites and of the
    directive. `implements` is false where some step of every way to the directive is only "is based on".
    """

    document: DocumentSummary
    bound: str | None = None
    implements: bool = True

    @property
    def earliest(self) -> date | None:
        """The first day on which it may have been issued, as far as its date or what it cites tells."""
        return first_day(self.document.date) or first_day(self.bound)

    @property
    def dated(self) -> bool:
        """Whether it has a date."""
        return day_span(self.document.date) is not None

    def later_than(self, day: date) -> bool:
        """Whether it was certainly issued after a day."""
        return self.earliest is not None and self.earliest > day

    def certainly_by(self, day: date) -> bool:
        """Whether its date shows that it was there on a day."""
        span = day_span(self.document.date)
        return span is not None and span[1] <= day


def carriers(store_or_view: GraphStore | View, iri: str) -> set[str]:
    """The documents that carry a directive out: all that implement it, and all that implement or are based on one of
    these.

    What is based on a law, a decree or another legal norm does not count for that alone (`LEGAL_BASES`).
    """
    steps = steps_of(store_or_view)
    if iri not in steps:
        return set()
    root = steps.summary(iri).iri
    return {step.source for step in carrying_steps(steps, root)} - {root}


def carrying(steps: Steps, directive: DocumentSummary) -> tuple[Carrier, ...]:
    """The documents that carry a directive out, in the order of their IRIs, each text once."""
    stated = carrying_steps(steps, directive.iri)
    found = {step.source for step in stated} - {directive.iri}
    implementing = _implementing(stated, directive.iri)
    documents = collapsed(steps.summary(iri) for iri in sorted(found))
    copies = {steps.summary(iri).copy_key or iri for iri in implementing}
    return tuple(
        Carrier(item, _bound(steps, directive, item), (item.copy_key or item.iri) in copies) for item in documents
    )


def carrying_steps(steps: Steps, iri: str) -> set[Step]:
    """The steps by which a directive is carried out: what implements it, and on from there also what is based on it.

    A step that leads back from the directive is told as well.
    """
    found, seen, waiting = set[Step](), {iri}, [iri]
    while waiting:
        here = waiting.pop()
        follows = here != iri and steps.summary(here).type not in LEGAL_BASES
        relations = ("implements", "based-on") if follows else ("implements",)
        for step in steps.at(here, upward=False, relations=relations):
            found.add(step)
            if step.source not in seen:
                seen.add(step.source)
                waiting.append(step.source)
    return found


def _implementing(stated: Iterable[Step], iri: str) -> set[str]:
    """The documents from which steps that all implement lead to a directive."""
    below: dict[str, list[str]] = {}
    for step in stated:
        if step.relation == "implements":
            below.setdefault(step.target, []).append(step.source)
    found, waiting = {iri}, [iri]
    while waiting:
        fresh = set(below.get(waiting.pop(), ())) - found
        found |= fresh
        waiting += fresh
    return found - {iri}


def _bound(steps: Steps, directive: DocumentSummary, document: DocumentSummary) -> str | None:
    if day_span(document.date) is not None:
        return None
    cited = {step.target for step in steps.at(document.iri, upward=True)} - {document.iri}
    return _latest([directive.date, *(steps.summary(iri).date for iri in sorted(cited))])


def _latest(dates: Iterable[str | None]) -> str | None:
    known = [(first, written) for written in dates if written and (first := first_day(written))]
    return max(known, default=(None, None))[1]
