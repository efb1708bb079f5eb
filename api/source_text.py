"""The text of a document on its page, with what was read of it marked and linked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from graph import terms
from graph.model import DocumentDetails, Quotation
from graph.reading import value
from graph.store import GraphStore

MOST: Final = 40_000
"""Characters of a text that a page shows unless all are asked for."""


@dataclass(frozen=True, slots=True)
class ShownText:
    """The text of a part: as markup; the files that hold the same; `left_out` counts the characters not shown."""

    file: str
    text: Markup
    also_in: tuple[str, ...]
    left_out: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place that was read: where it begins, the negative of its end, what it is, and where it leads."""

    start: int
    minus_end: int
    name: str
    href: str


def shown_texts(
    store: GraphStore,
    details: DocumentDetails,
    words: Callable[[str], str],
    href: Callable[[str], str],
    most: int | None,
    place: int | None = None,
) -> list[ShownText]:
    """The texts in which a document stands, each once however many files hold it; none where the store has no texts.

    `words` names what was read, `href` gives the address of a document's page; `most` bounds the characters of a text
    in which `place` is not, the position that somebody looks for: it has the anchor `found`.
    """
    found: list[ShownText] = []
    same: dict[str, list[str]] = {}
    first: dict[str, tuple[str, int, str]] = {}
    for copy in details.copies:
        text = value(store, copy.graph, terms.FULL_TEXT)
        if text is not None:
            same.setdefault(text, []).append(copy.file or copy.source)
            first.setdefault(text, (copy.source, copy.start or 0, copy.file or copy.source))
    for text, (source, begin, file) in first.items():
        sought = place if place is not None and begin <= place < begin + len(text) else None
        place = None if sought is not None else place
        shown = text if most is None or (sought is not None and sought - begin >= most) else text[:most]
        marks = spans(details, source, words, href)
        others = tuple(sorted({*same[text]} - {file}))
        found.append(ShownText(file, marked(shown, begin, marks, sought), others, len(text) - len(shown)))
    return found


def spans(details: DocumentDetails, source: str, words: Callable[[str], str], href: Callable[[str], str]) -> list[Span]:
    """The places of one file that facts, citations and the like rest on."""

    def of(quotations: Iterable[Quotation], name: str, to: str) -> Iterator[Span]:
        return (Span(one.start, -one.end, name, to) for one in quotations if one.source == source)

    found: list[Span] = []
    for fact in details.facts:
        if not fact.as_cited:
            found += of(fact.quotations, words(fact.property), "#facts")
    for citation in details.citations:
        found += of(citation.quotations, f"{words('cites')}: {citation.cited.label}", href(citation.cited.iri))
    for signer in details.signers:
        found += of(signer.quotations, words("signer"), "#facts")
    for duty in details.assignments:
        found += of(duty.quotations, f"{words('assignments')}: {duty.agency}", "#assignments")
    for milestone in details.milestones:
        found += of(milestone.quotations, words("milestones"), "#milestones")
    for one in (*details.addressees, *details.recipients):
        found += of(one.quotations, words("addressees-recipients"), "#recipients")
    return sorted(set(found))


def marked(text: str, begin: int, found: Iterable[Span], sought: int | None = None) -> Markup:
    """A text that begins at a position of its file, with links on what was read and an anchor at each beginning.

    What stands within a mark, or overlaps it, has its anchor there, and its name with the mark's; `sought` has the
    anchor `found`, before the mark that it is in.
    """

    def plain(start: int, end: int) -> Markup:
        if sought is None or not start <= sought < end:
            return Markup("{}").format(text[start - begin : end - begin])
        parts = text[start - begin : sought - begin], text[sought - begin : end - begin]
        return Markup('{}<span id="found"></span>{}').format(*parts)

    out: list[Markup] = []
    anchors: set[int] = set()
    at, groups = begin, _groups(found, begin, begin + len(text))
    for start, end, inside in groups:
        out.append(plain(at, start))
        if sought is not None and start <= sought < end:
            out.append(Markup('<span id="found"></span>'))
        names = "; ".join(dict.fromkeys(span.name for span in inside))
        pieces: list[Markup] = []
        place = start
        for one in sorted({span.start for span in inside} - anchors):
            if one > place:
                pieces.append(Markup("{}").format(text[place - begin : one - begin]))
                place = one
            if one != start:
                pieces.append(Markup('<span id="c{}"></span>').format(one))
        anchors |= {span.start for span in inside}
        pieces.append(Markup("{}").format(text[place - begin : end - begin]))
        link = Markup('<a id="c{}" href="{}" title="{}"><mark>{}</mark></a>')
        out.append(link.format(start, inside[0].href, names, Markup("").join(pieces)))
        at = end
    out.append(plain(at, begin + len(text)))
    return Markup("").join(out)


def _groups(found: Iterable[Span], begin: int, end: int) -> Iterator[tuple[int, int, list[Span]]]:
    """The marks that stand for themselves, each with what begins within it."""
    start, until, inside = 0, 0, list[Span]()
    for span in sorted(found):
        if span.start < begin or -span.minus_end > end or -span.minus_end <= span.start:
            continue
        if inside and span.start < until:
            inside.append(span)
            continue
        if inside:
            yield start, until, inside
        start, until, inside = span.start, -span.minus_end, [span]
    if inside:
        yield start, until, inside
