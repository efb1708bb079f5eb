"""How sure a fact is: what its rule gets right as a rule, less what makes this one doubtful.

The numbers are data, not code: each rule of the vocabulary ``rule`` bears the share of its facts that are right, and
each doubt of the vocabulary ``doubt`` the part of that share which is left where the doubt holds. Both were counted
against documents whose records a person had written (``tests/bench/calibrate.py`` counts and prints them): of a rule,
(right + 1) / (read + 2) over all of its facts, which keeps rules that were seen a few times away from 0 and 1; of a
doubt, the same share among the facts that have it, divided by the share that their rules would promise, and never
more than 1. A rule or doubt with fewer than ten facts keeps a cautious value that was set by hand.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from ontology.vocabulary import load_vocabulary

from .records import Quote, Reading, Record, Span

_LEAST, _MOST = 0.01, 0.99


def confidence_of(rule: str, doubts: Iterable[str] = ()) -> float:
    """The confidence of a fact that ``rule`` read and that has ``doubts``, with two digits, between 0.01 and 0.99.

    Raises: KeyError where the vocabularies have no such rule or doubt.

    Example:
        >>> confidence_of("number.letterhead", ["mended"]) < confidence_of("number.letterhead")
        True
    """
    rules, left = _values()
    sure = rules[rule]
    for doubt in doubts:
        sure *= left[doubt]
    return round(min(_MOST, max(_LEAST, sure)), 2)


@cache
def _values() -> tuple[dict[str, float], dict[str, float]]:
    vocabulary = load_vocabulary()
    return (
        {item.slug: item.confidence for item in vocabulary.rules},
        {item.slug: item.confidence for item in vocabulary.doubts},
    )


class Repaired:
    """The places of the source at which words were repaired, asked in logarithmic time."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._ends = [end for _, end in ordered]

    def within(self, span: Span) -> bool:
        """Whether a repaired word shares a position with ``span``."""
        index = bisect_left(self._starts, span[1])
        return index > 0 and self._ends[index - 1] > span[0]


def graded(record: Record, repaired: Repaired) -> Record:
    """``record`` with the confidence of every fact; the doubt ``repaired`` is added where a quotation was repaired."""

    def grade(reading: Reading, *quotes: Quote | None) -> Reading:
        touched = any(quote is not None and repaired.within(quote.span) for quote in quotes)
        doubts = (*reading.doubts, "repaired") if touched else reading.doubts
        return replace(reading, doubts=doubts, confidence=confidence_of(reading.rule, doubts))

    return replace(
        record,
        evidence=tuple(replace(item, reading=grade(item.reading, item.quote)) for item in record.evidence),
        addressees=tuple(replace(item, reading=grade(item.reading, item.quote)) for item in record.addressees),
        recipients=tuple(replace(item, reading=grade(item.reading, item.quote)) for item in record.recipients),
        signers=tuple(replace(item, reading=grade(item.reading, item.quote)) for item in record.signers),
        citations=tuple(
            replace(
                item,
                reading=grade(item.reading, *item.quotes[:1]),
                role_reading=grade(item.role_reading, item.role_quote),
            )
            for item in record.citations
        ),
        relations=tuple(replace(item, reading=grade(item.reading, item.quote)) for item in record.relations),
        assignments=tuple(replace(item, reading=grade(item.reading, item.quote)) for item in record.assignments),
        milestones=tuple(replace(item, reading=grade(item.reading, item.quote)) for item in record.milestones),
    )
