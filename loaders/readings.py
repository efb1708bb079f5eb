"""Where each field of the heading was read, and by which rule: the evidence of a record.

A field that nothing prints (a type that the symbol stands for, a province that only the superiors' documents name)
rests on the place that it was inferred from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .citations import quote_of
from .cleaning import CleanText, fold
from .ending import Ending
from .heading import Heading
from .issuer import ReadIssuer
from .layout import Paragraph
from .lexicon import Lexicon
from .linking import Linked, Zone
from .names import canonical_body, expand, place_of
from .numbers import DocumentNumber
from .records import Evidence, Quote, Reading, one_line

LOCALITIES = ("province", "district", "commune")


@dataclass(frozen=True, slots=True)
class Read:
    """One document as far as it was read, for those who tell where its fields come from."""

    clean: CleanText
    heading: Heading
    ending: Ending
    issuer: ReadIssuer
    zones: tuple[Zone, ...]
    linked: tuple[Linked, ...]
    type: str | None
    lexicon: Lexicon

    def quote(self, paragraph: Paragraph, start: int = 0, end: int | None = None) -> Quote:
        """The quotation of ``paragraph[start:end]``, with the text around it."""
        stop = len(paragraph.text) if end is None else end
        return quote_of(self.clean, paragraph, start, stop)


def heading_evidence(read: Read) -> tuple[Evidence, ...]:
    """The evidence of every field of the heading that was read."""
    found = (_type(read), _number(read), _date(read), _place(read), _title(read), _issuer(read))
    return (*(item for item in found if item is not None), *_localities(read))


def symbol_disagrees(number: DocumentNumber | None, slug: str | None, lexicon: Lexicon) -> bool:
    """Whether the symbol of a number is one of known types, and ``slug`` is none of them.

    Symbols of both orders count, as the Front and the unions write types of the Party in the State's order.
    """
    if number is None or number.symbol is None or slug is None:
        return False
    known = {one for order in ("party", "state") for one in lexicon.types_of(number.symbol, order)}
    return bool(known) and slug not in known


def _evidence(read: Read, field: str, at: Paragraph | None, rule: str, *doubts: str) -> Evidence | None:
    if at is None or not at.text:
        return None
    return Evidence(field, read.quote(at), Reading(rule, doubts))


def _type(read: Read) -> Evidence | None:
    heading = read.heading
    if heading.type_at is not None and heading.type == read.type:
        against = ("contradicted",) if symbol_disagrees(heading.number, read.type, read.lexicon) else ()
        return _evidence(read, "type", heading.type_at, "type.printed", *against)
    if read.type is None:
        return None
    if heading.number_at is not None:
        return _evidence(read, "type", heading.number_at, "type.by-symbol", *_several_types(read))
    return _evidence(read, "type", heading.title, "type.letter")


def _several_types(read: Read) -> tuple[str, ...]:
    """The doubt about a type that only a symbol gives which stands for several (QĐ: Quyết định, Quy định)."""
    number = read.heading.number
    several = number and number.symbol and len(read.lexicon.types_of(number.symbol, number.order)) > 1
    return ("several-types",) if several else ()


def _below_type(read: Read, at: Paragraph | None) -> bool:
    type_at = read.heading.type_at
    return at is not None and type_at is not None and bool(at.text) and type_at.start < at.start


def _number(read: Read) -> Evidence | None:
    heading = read.heading
    if heading.number is None or heading.number_at is None:
        return None
    rule = "number.below-type" if _below_type(read, heading.number_at) else "number.letterhead"
    doubts = [] if is_printed(str(heading.number), heading.number_at.text) else ["mended"]
    if symbol_disagrees(heading.number, read.type, read.lexicon):
        doubts.append("contradicted")
    return _evidence(read, "number", heading.number_at, rule, *doubts)


def is_printed(number: str, text: str) -> bool:
    """Whether ``text`` holds ``number`` letter by letter, blanks and kinds of dashes aside.

    Example:
        >>> is_printed("12-CT/TW", "số 12 – CT/TW"), is_printed("27/CT-TTg", "27/CTTg")
        (True, False)
    """
    return number in re.sub(r"\s+", "", text).replace("–", "-")


def incomplete(date: str | None) -> tuple[str, ...]:
    """The doubt about a date whose day or month is left blank."""
    return ("incomplete",) if date and len(date) < 10 else ()


def _date(read: Read) -> Evidence | None:
    at = read.heading.date_at
    below = _below_type(read, at) and at is not None and fold(at.text).startswith("ngày")
    return _evidence(read, "date", at, "date.below-type" if below else "date.line", *incomplete(read.heading.date))


def _place(read: Read) -> Evidence | None:
    return _evidence(read, "place", read.heading.place, "place.date-line")


def _title(read: Read) -> Evidence | None:
    title = read.heading.title
    return _evidence(read, "title", title, "title.below-type" if _below_type(read, title) else "title.subject-line")


def _issuer(read: Read) -> Evidence | None:
    issuer, at = read.issuer.issuer, read.issuer.at
    if issuer is None or at is None or not at.text:
        return None
    return _evidence(read, "issuer", at, _issuer_rule(read, issuer.name, at))


def _issuer_rule(read: Read, name: str, at: Paragraph) -> str:
    line = read.heading.issuer_line
    if line is not None and line.text and line.start <= at.start <= line.positions[-1]:
        return "issuer.below-type"
    heads = [item for item in read.heading.organizations if item.text]
    if not any(item.start <= at.start <= item.positions[-1] for item in heads):
        return "issuer.opening"
    acting = " ".join(fold(name).split()[:2])
    if acting in fold(expand(one_line(at.text), read.lexicon)):
        return "issuer.letterhead"
    signed = (signer.on_behalf_of for signer in read.ending.signers if signer.on_behalf_of)
    if any(fold(body).startswith(acting) for body in signed):
        return "issuer.signature"
    opening = (zone.paragraph.text for zone in read.zones if zone.name == "opening")
    return "issuer.opening" if any(acting in fold(text) for text in opening) else "issuer.letterhead"


def _localities(read: Read) -> Iterator[Evidence]:
    issuer = read.issuer.issuer
    for field in LOCALITIES if issuer else ():
        name = getattr(issuer, field)
        found = _locality(read, field, name) if name else None
        if found:
            yield found


def _locality(read: Read, field: str, name: str) -> Evidence | None:
    """The first place that names the locality, in the order in which the issuer's place is settled."""
    heading = read.heading
    for at in (*heading.organizations, heading.issuer_line, read.issuer.at):
        span = _named(at, name)
        if at is not None and span:
            return Evidence(field, read.quote(at, *span), Reading("locality.named"))
    span = _named(heading.place, name)
    if heading.place is not None and span:
        return Evidence(field, read.quote(heading.place, *span), Reading("locality.date-line"))
    superior = _superior(read, name) if field == "province" else None
    if superior:
        return Evidence(field, superior, Reading("locality.superiors"))
    for zone in read.zones:
        span = _named(zone.paragraph, name)
        if span:
            return Evidence(field, read.quote(zone.paragraph, *span), Reading("locality.text"))
    return None


def _superior(read: Read, province: str) -> Quote | None:
    """The first document carried out, or based on, whose issuer is of that province, with its issuer."""
    for item in read.linked:
        mention = item.mention
        if item.role not in ("implements", "based-on") or not mention.issuer:
            continue
        if place_of(canonical_body(mention.issuer, read.lexicon), read.lexicon).province == province:
            return read.quote(read.zones[mention.paragraph].paragraph, mention.start, mention.tail)
    return None


def _named(at: Paragraph | None, name: str) -> tuple[int, int] | None:
    """Where the words of ``name`` stand in a paragraph, whatever the case and the kind of blank."""
    if at is None or not at.text:
        return None
    words, folded = re.split(r"[\s-]+", fold(name)), fold(at.text)
    if not all(word in folded for word in words):
        return None
    match = _words_in_line(tuple(filter(None, words))).search(folded)
    return match.span() if match else None


@lru_cache(maxsize=256)
def _words_in_line(words: tuple[str, ...]) -> re.Pattern[str]:
    between = r"[\s-]+".join(map(re.escape, words))
    return re.compile(rf"(?<!\w){between}(?!\w)")
