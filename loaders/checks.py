"""What is doubtful about a record, as warnings for people: each says what is wrong, and where.

The codes are the vocabulary ``warning``. Nothing here changes a record: what contradicts is kept as it is written, and
said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ontology.gazetteer import Gazetteer, Locality, fold_name

from .lexicon import Lexicon
from .numbers import parse_number
from .readings import symbol_disagrees
from .records import Citation, Issuer, Quote, Record, RecordWarning, Span, one_line

RESTRICTED: Final = frozenset({"secret", "internal"})
"""Codes of what says that a document is not to be published (Luật Bảo vệ bí mật nhà nước 2018, Điều 11)."""
MUST_BE_SEEN: Final = RESTRICTED | {"draft"}
"""Codes of what must not pass unseen: such a document is not to be published, or was never issued."""

_MISSING = (
    ("number", "no-number", "no number found in the heading"),
    ("date", "no-date", "no date found in the heading"),
    ("type", "no-type", "no type found in the heading"),
    ("issuer", "no-issuer", "no issuer found"),
)
_STAMPS = {
    "secret": "the document is marked {text!r}: it must not be published",
    "internal": "the document is marked {text!r}: it must not be published",
    "draft": "the document is marked {text!r}: a draft is no issued document",
    "copy": "the document is a copy, marked {text!r}: number and signature of the copy are not its own",
}
_SHOWN = 5
_READ_IN_NORM = 0.9  # the confidence of a competence below which a secondary source reports the norm
_MERGER = "2025-07-01"  # 63 provinces become 34 (Nghị quyết 202/2025/QH15)


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark on the document, as ``loaders.stamps`` finds it, with its place in the source."""

    kind: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Restored:
    """A word of the document that was repaired: what stands in the source, how it was read, and where."""

    written: str
    read: str
    span: Span


def check(
    record: Record, marks: tuple[Marked, ...], restored: tuple[Restored, ...], lexicon: Lexicon, gazetteer: Gazetteer
) -> tuple[RecordWarning, ...]:
    """The warnings about ``record``, the gravest first."""
    return (
        *_marked(marks),
        *_missing(record),
        *_province(record),
        *_symbol(record, lexicon),
        *_competence(record, lexicon),
        *_place(record, gazetteer),
        *_dates(record),
        *_ambiguous(record),
        *_repaired(restored),
    )


def _quote(record: Record, field: str) -> Quote | None:
    return next((item.quote for item in record.evidence if item.field == field), None)


def _span(record: Record, field: str) -> Span | None:
    quote = _quote(record, field)
    return quote.span if quote else None


def _marked(marks: tuple[Marked, ...]) -> Iterator[RecordWarning]:
    """Secrecy, internal use, drafts and copies, each once. Urgency is nothing to warn of."""
    told: set[str] = set()
    for mark in marks:
        if mark.kind in _STAMPS and mark.kind not in told:
            told.add(mark.kind)
            yield RecordWarning(mark.kind, _STAMPS[mark.kind].format(text=one_line(mark.text)), mark.span)


def _missing(record: Record) -> Iterator[RecordWarning]:
    for field, code, message in _MISSING:
        if getattr(record, field) is None:
            yield RecordWarning(code, message, None, field)


def _province(record: Record) -> Iterator[RecordWarning]:
    issuer = record.issuer
    if issuer and issuer.level == "province" and issuer.province is None:
        message = "the issuer is a provincial body whose province the text does not name"
        yield RecordWarning("province-unnamed", message, _span(record, "issuer"), "province")


def _symbol(record: Record, lexicon: Lexicon) -> Iterator[RecordWarning]:
    """A symbol that is not one of the printed type: the heading wins, and a reader should know."""
    number = parse_number(record.number, lexicon) if record.number else None
    if record.type and number and symbol_disagrees(number, record.type, lexicon):
        message = (
            f"the symbol of {record.number} does not stand for {lexicon.label(record.type)}, the type that is read"
        )
        yield RecordWarning("symbol-disagrees", message, _span(record, "number"), "number")


def _competence(record: Record, lexicon: Lexicon) -> Iterator[RecordWarning]:
    """A type that the body may not issue by the norm of the day."""
    issuer, date = record.issuer, record.date
    if issuer is None or date is None:
        return
    kind = lexicon.kind_of(issuer.name)
    for norm in lexicon.vocabulary.competences:
        if record.type in norm.types and kind in norm.body_kinds and norm.level in (None, issuer.level):
            if not norm.holds_on(date):
                continue
            source = norm.norm if norm.confidence >= _READ_IN_NORM else f"{norm.norm}, as a secondary source reports it"
            message = f"{lexicon.label(record.type or '')} is no type that {issuer.name} may issue ({source})"
            yield RecordWarning("type-not-issued", message, _span(record, "type"), "type")


def _place(record: Record, gazetteer: Gazetteer) -> Iterator[RecordWarning]:
    """A place in the date line that lies in other provinces only; communes, of many names twice, are not looked at."""
    issuer, place = record.issuer, record.place
    if issuer is None or issuer.province is None or place is None or issuer.level == "commune":
        return
    homes = _provinces_of(place, gazetteer)
    own = tuple(one for one in gazetteer.find(issuer.province, "province"))
    if homes and own and not _same_place(place, issuer) and not _overlap(homes, own, record.date):
        where = ", ".join(sorted({home.name for home in homes}))
        message = f"the date line says {place}, which lies in {where} and not in {issuer.province}"
        yield RecordWarning("place-outside", message, _span(record, "place"), "place")


def _same_place(place: str, issuer: Issuer) -> bool:
    return fold_name(place) in {fold_name(name) for name in (issuer.province, issuer.commune) if name}


def _provinces_of(place: str, gazetteer: Gazetteer) -> tuple[Locality, ...]:
    """The provinces that bear the name or hold a district that bears it."""
    districts = {(one.parent_code, one.edition) for one in gazetteer.find(place, "district")}
    holding = (one for one in gazetteer.localities if one.level == "province" and (one.code, one.edition) in districts)
    return (*gazetteer.find(place, "province"), *(holding if districts else ()))


def _overlap(some: tuple[Locality, ...], others: tuple[Locality, ...], date: str | None) -> bool:
    """Whether two sets of provinces share one; from the merger of 2025 on, what became one province is one."""
    if date is not None and date < _MERGER:
        return bool({one.name for one in some} & {one.name for one in others})
    return bool({code for one in some for code in _today(one)} & {code for one in others for code in _today(one)})


def _today(province: Locality) -> tuple[str, ...]:
    return province.successors or (province.code,)


def _dates(record: Record) -> Iterator[RecordWarning]:
    for citation in record.citations:
        later = _later(citation, record.date)
        if later:
            message = f"{citation.key} is cited under {later[0]}, after the document's own date {record.date}"
            yield RecordWarning("cited-later", message, later[1].span, "citations")
        for (first, _), (second, quote) in pairwise(citation.dated):
            if not first.startswith(second) and not second.startswith(first):
                message = f"{citation.key} is cited under two dates: {first} and {second}"
                yield RecordWarning("cited-under-two-dates", message, quote.span, "citations")


def _later(citation: Citation, own: str | None) -> tuple[str, Quote] | None:
    """The first date of a citation that lies in a later month than the document's own.

    Within one month a mistyped day, or one that was left blank and filled in later, is likelier than a contradiction.
    """
    for date, quote in citation.dated if own else ():
        size = min(7, len(own or ""), len(date))
        if date[:size] > (own or "")[:size]:
            return date, quote
    return None


def _ambiguous(record: Record) -> Iterator[RecordWarning]:
    for citation in record.citations:
        if citation.reading.rule == "citation.ambiguous":
            message = f"the mention of {citation.key} fits several cited documents"
            yield RecordWarning("ambiguous-mention", message, citation.quotes[0].span, "citations")


def _repaired(restored: tuple[Restored, ...]) -> Iterator[RecordWarning]:
    """One warning that names some of the repairs."""
    if restored:
        shown = "; ".join(f"{item.written!r} as {item.read!r}" for item in restored[:_SHOWN])
        places = "1 place" if len(restored) == 1 else f"{len(restored)} places"
        message = f"marks restored in {places}: {one_line(shown)}"
        yield RecordWarning("repaired", message, restored[0].span)
