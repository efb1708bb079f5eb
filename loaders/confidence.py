"""How sure a fact is: what its rule gets right as a rule, less what makes this one doubtful.

The numbers are data, not code: each rule of the vocabulary ``rule`` bears the share of its facts that are right, and
each doubt of the vocabulary ``doubt`` the part of that share that is left where the doubt holds. The confidence of a
fact is the product of both.

The shares were counted on 189 documents whose records a person had written, most of them the ones that the rules were
made with (``tests/bench/calibrate.py`` counts, and puts them into the vocabularies). As such documents flatter the
rules, each rule is taken to have read ten facts before, eight of them rightly: (right + 8) / (read + 10). So a rule
that was met once or never stands near 0.8 and has to earn more. The part of a doubt is (right + 8) / (promised + 10),
where ``promised`` is the sum of the shares of the rules that read these facts, and never more than 1. Only a mention
that fits several documents keeps a value of its own (0.3): that it is none of them for sure is known without a count.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, lru_cache

from ontology.vocabulary import load_vocabulary

from .records import Quote, Reading, Record, Span

LEAST, MOST = 0.01, 0.99


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
    return round(min(MOST, max(LEAST, sure)), 2)


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

    def __bool__(self) -> bool:
        return bool(self._starts)

    def within(self, span: Span) -> bool:
        """Whether a repaired word shares a position with ``span``."""
        index = bisect_left(self._starts, span[1])
        return index > 0 and self._ends[index - 1] > span[0]


@lru_cache(maxsize=1024)
def _graded(rule: str, doubts: tuple[str, ...]) -> Reading:
    return Reading(rule, doubts, confidence_of(rule, doubts))


def graded(record: Record, repaired: Repaired) -> Record:
    """``record`` with the confidence of every fact; the doubt ``repaired`` is added where a quotation was repaired."""

    def grade(reading: Reading, *quotes: Quote | None) -> Reading:
        touched = bool(repaired) and any(quote is not None and repaired.within(quote.span) for quote in quotes)
        doubts = (*reading.doubts, "repaired") if touched else reading.doubts
        return _graded(reading.rule, doubts)

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
