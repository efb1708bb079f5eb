"""A document explained: its text with every fact marked and named, and the facts with rule, confidence and quotation.

What is shown is limited, and says what was left out: `LONGEST` characters of a text, `MOST_FACTS` facts of a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import groupby
from typing import Final

from api.marking import Close, Open, Piece, label_of, nested
from api.pages import templates
from loaders.marks import FIELDS, Fact, Mark, facts_of, marks_of
from loaders.records import Quote, Record, RecordWarning, one_line
from ontology.vocabulary import Graded, load_vocabulary

LONGEST: Final = 100_000
MOST_FACTS: Final = 2_000
MOST_DOCUMENTS: Final = 100
_CONTEXT = 60
_NO_HTML = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Explained:
    """A record with its text, cut to what is shown: all that a rendering needs."""

    record: Record
    text: str
    facts: tuple[Fact, ...]
    marks: tuple[Mark, ...]
    characters_left_out: int
    facts_left_out: int

    @property
    def label(self) -> str:
        """What the document is called: its type and number, or its place in the file."""
        record = self.record
        named = " ".join(part for part in (type_label(record.type), record.number) if part)
        return named or f"document {record.part}"

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the marks in the text, in the order of `FIELDS`."""
        found = {mark.field for mark in self.marks}
        return tuple(field for field in FIELDS if field in found)

    def pieces(self) -> Iterator[Piece]:
        """The text with its marks, nested."""
        return nested(self.text, self.marks, self.record.span[0])


def explain(record: Record, source: str) -> Explained:
    """``record`` with its part of the text of its file, ``source``."""
    start, end = record.span
    shown = min(end, start + LONGEST)
    facts = facts_of(record)
    kept = facts[:MOST_FACTS]
    marks = (mark for mark in marks_of(record) if mark.field == "warning" or mark.index <= len(kept))
    inside = tuple(mark for mark in marks if mark.start < shown and mark.end > start)
    return Explained(record, source[start:shown], kept, inside, end - shown, len(facts) - len(kept))


@cache
def type_label(slug: str | None) -> str | None:
    """The Vietnamese name of a type of document."""
    return next((item.label for item in load_vocabulary().document_types if item.slug == slug), slug)


@cache
def rules() -> dict[str, Graded]:
    """The rules of reading by their slugs."""
    return {item.slug: item for item in load_vocabulary().rules}


@cache
def doubts() -> dict[str, Graded]:
    """The doubts about what was read by their slugs."""
    return {item.slug: item for item in load_vocabulary().doubts}


def in_context(quote: Quote) -> tuple[str, str, str]:
    """A quotation on one line with a little of the sentence on both sides: before, exact, after."""
    before, exact, after = (one_line(text) for text in (quote.prefix, quote.exact, quote.suffix))
    head = before if len(before) <= _CONTEXT else f"… {before[-_CONTEXT:].partition(' ')[2] or before[-_CONTEXT:]}"
    tail = after if len(after) <= _CONTEXT else f"{after[:_CONTEXT].rpartition(' ')[0] or after[:_CONTEXT]} …"
    glue_before = " " if head and quote.prefix[-1:].isspace() else ""
    glue_after = " " if tail and quote.suffix[:1].isspace() else ""
    return f"{head}{glue_before}", exact, f"{glue_after}{tail}"


# -- HTML --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """A fact as the page shows it, with the anchors of its places in the text."""

    fact: Fact
    quotation: tuple[str, str, str] | None
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Caution:
    """A warning as the page shows it."""

    warning: RecordWarning
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    """One document of the page: ``anchor`` begins the names of all its anchors."""

    anchor: str
    document: Explained
    text: str
    rows: tuple[_Row, ...]
    cautions: tuple[_Caution, ...]
    rules: tuple[Graded, ...]
    doubts: tuple[Graded, ...]


def html_page(documents: Iterable[Explained], left_out: int = 0) -> Iterator[str]:
    """One HTML file that shows ``documents``, in pieces; ``left_out`` more are only counted."""
    sections = [_section(f"d{number}", document) for number, document in enumerate(documents, start=1)]
    yield from (
        templates()
        .get_template("explain.html")
        .generate(sections=sections, left_out=left_out, fields=FIELDS, most=MOST_DOCUMENTS)
    )


def _section(anchor: str, document: Explained) -> _Section:
    places: dict[tuple[bool, int], list[int]] = {}
    for piece in document.pieces():
        if isinstance(piece, Open) and piece.first:
            for mark in piece.marks:
                places.setdefault((mark.field == "warning", mark.index), []).append(piece.group)
    rows = tuple(
        _Row(fact, in_context(fact.quotes[0]) if fact.quotes else None, tuple(places.get((False, fact.index), ())))
        for fact in document.facts
    )
    cautions = tuple(
        _Caution(warning, tuple(places.get((True, index), ())))
        for index, warning in enumerate(document.record.warnings, start=1)
    )
    used = sorted({fact.reading.rule for fact in document.facts})
    doubtful = sorted({doubt for fact in document.facts for doubt in fact.reading.doubts})
    return _Section(
        anchor,
        document,
        marked_html(document.pieces(), anchor),
        rows,
        cautions,
        tuple(rules()[slug] for slug in used),
        tuple(doubts()[slug] for slug in doubtful),
    )


def marked_html(pieces: Iterable[Piece], anchor: str) -> str:
    """Pieces as HTML whose text is the text of the source: marks with the names of their facts as links.

    Everything in it is escaped. The names are no part of the text: the style sheet shows them. What HTML cannot hold
    (NUL) is shown as �.
    """
    return "".join(_html(piece, anchor) for piece in pieces)


def _html(piece: Piece, anchor: str) -> str:
    if isinstance(piece, str):
        # A parser turns a bare carriage return into a line feed, which would not be the text of the source.
        return escape(_NO_HTML.sub("\ufffd", piece)).replace("\r", "&#13;")
    if isinstance(piece, Open):
        name = f' id="{anchor}-m{piece.group}"' if piece.first else ""
        return f'<mark class="f-{piece.marks[0].field}"{name}>'
    return f"{_references(piece, anchor) if piece.last else ''}</mark>"


def _references(close: Close, anchor: str) -> str:
    """A link for each kind of fact of a mark, to the first of them in the table."""
    links = []
    for field, same in groupby(close.marks, key=lambda mark: mark.field):
        found = list(same)
        name, target = label_of(found), f"{anchor}-{'w' if field == 'warning' else 'f'}{found[0].index}"
        told = escape(_NO_HTML.sub("\ufffd", f"{name}: {found[0].value}"))
        links.append(f'<a class="f-{field}" href="#{target}" data-name="{name}" aria-label="{told}"></a>')
    return "".join(links)
