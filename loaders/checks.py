"""What is doubtful about a record, as warnings for people: each says what is wrong, and where."""

from __future__ import annotations

from collections.abc import Iterator

from .records import Record, RecordWarning, Span
from .repair import Repair

_MISSING = (
    ("number", "no-number", "no number found in the heading"),
    ("date", "no-date", "no date found in the heading"),
    ("type", "no-type", "no type found in the heading"),
    ("issuer", "no-issuer", "no issuer found"),
)


def check(record: Record, repairs: tuple[tuple[Repair, Span], ...] = ()) -> tuple[RecordWarning, ...]:
    """The warnings about ``record``; ``repairs`` are those of its text, each with its place in the source."""
    return (*_missing(record), *_ambiguous(record), *_repaired(repairs))


def _missing(record: Record) -> Iterator[RecordWarning]:
    for field, code, message in _MISSING:
        if getattr(record, field) is None:
            yield RecordWarning(code, message, None, field)
    issuer = record.issuer
    if issuer and issuer.level == "province" and issuer.province is None:
        span = next((item.quote.span for item in record.evidence if item.field == "issuer"), None)
        message = "the issuer is a provincial body whose province the text does not name"
        yield RecordWarning("province-unnamed", message, span, "province")


def _ambiguous(record: Record) -> Iterator[RecordWarning]:
    for citation in record.citations:
        if citation.reading.rule == "citation.ambiguous":
            message = f"the mention of {citation.key} fits several cited documents"
            yield RecordWarning("ambiguous-mention", message, citation.quotes[0].span, "citations")


def _repaired(repairs: tuple[tuple[Repair, Span], ...]) -> Iterator[RecordWarning]:
    """One warning that names some of the repairs."""
    if repairs:
        shown = "; ".join(f"{repair.written!r} as {repair.read!r}" for repair, _ in repairs[:5])
        message = f"marks restored in {len(repairs)} places: {' '.join(shown.split())}"
        yield RecordWarning("repaired", message, repairs[0][1])
