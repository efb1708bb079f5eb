"""A document as a node of a view: its facts, the lines of its box, and how high these are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from graph.lineage import LineageEdge
from graph.model import DocumentSummary, Quotation
from graph.places import level_of
from graph.views.model import Edge, Entry, Fact, Label, Line, Node
from graph.views.options import Options, safe_link
from graph.views.routes import Route
from graph.views.text import clean, shortened, wrap
from graph.views.text import width as width_of
from graph.views.words import Lang, days_in, level_in, relation_in, word

HEAD_SIZE: Final = 13
TEXT_SIZE: Final = 12
LEADING: Final = {"head": 18, "text": 16, "note": 16}
PAD: Final = 10
QUOTATIONS: Final = 3
"""How many of the sentences behind a step a view shows."""
_SENTENCE: Final = 420
_TITLE: Final = 600


def look_of(document: DocumentSummary, root: str) -> str:
    """How a document's box looks."""
    return "root" if document.iri == root else document.status


def facts_of(document: DocumentSummary, lang: Lang, *more: Fact) -> tuple[Fact, ...]:
    """What a view tells of a document, without what is not known."""
    found = (
        Fact("title", shortened(clean(document.title or ""), _TITLE)),
        Fact("issuer", clean(document.issuer or "")),
        Fact("date", clean(document.date or "")),
        Fact("dates", " / ".join(map(clean, document.dates)) if len(document.dates) > 1 else ""),
        Fact("place", clean(document.place or "")),
        Fact("level", level_in(level_of(document), lang)),
        Fact("status", word(document.status, lang)),
        Fact("reviewed", "; ".join(map(clean, document.reviews))),
        *more,
    )
    return tuple(fact for fact in found if fact.value)


def lines_of(document: DocumentSummary, lang: Lang, width: int, *, brief: bool = False) -> tuple[Line, ...]:
    """What stands in a document's box; `brief` leaves out the issuer."""
    room = width - 2 * PAD
    label, issuer = clean(document.label), clean(document.issuer or "")
    heads = wrap(shortened(label, 200), room, HEAD_SIZE, most=2, bold=True)
    last = [clean(part) for part in (document.place, document.date) if part]
    if width_of(" · ".join(last), TEXT_SIZE) <= room:
        last = [" · ".join(last)] if last else []
    texts = [] if brief or not issuer or issuer in label else [*wrap(shortened(issuer, 200), room, TEXT_SIZE, most=2)]
    texts += [line for one in last for line in wrap(shortened(one, 120), room, TEXT_SIZE, most=1)]
    notes = [word("cited", lang)] if document.status == "cited" else []
    return (
        *(Line(text, "head") for text in heads),
        *(Line(text, "text") for text in texts),
        *(Line(text, "note") for text in notes),
    )


def height_of(lines: Iterable[Line]) -> int:
    """How high a box with these lines is."""
    return sum(LEADING[line.style] for line in lines) + 2 * PAD - 4


@dataclass(frozen=True, slots=True)
class Placed:
    """A document's box: its key, its left and top, its width and height, and its lines."""

    document: DocumentSummary
    key: str
    place: tuple[int, int]
    size: tuple[int, int]
    lines: tuple[Line, ...]


def node_of(box: Placed, look: str, group: str, options: Options, *more: Fact) -> Node:
    """The node of a document at its place."""
    return Node(
        key=box.key,
        iri=box.document.iri,
        name=clean(box.document.label),
        look=look,
        group=group,
        facts=facts_of(box.document, options.lang, *more),
        lines=box.lines,
        x=box.place[0],
        y=box.place[1],
        width=box.size[0],
        height=box.size[1],
        link=safe_link(options.link(box.document.iri)),
    )


def edge_of(
    ends: tuple[str, str],
    relation: str,
    days: int | None,
    quotations: Sequence[Quotation],
    route: Route,
    lang: Lang,
    *,
    crowded: bool = False,
) -> Edge:
    """The edge between two keys; where it is `crowded` its label says the days alone."""
    name = relation_in(relation, lang)
    words = name if days is None else f"{name}, {days_in(days, lang)}"
    short = (days_in(days, lang) if days is not None else name) if crowded else words
    return Edge(
        source=ends[0],
        target=ends[1],
        relation=relation,
        words=clean(words),
        days=days,
        quotations=tuple(map(quoted, quotations[:QUOTATIONS])),
        more=max(0, len(quotations) - QUOTATIONS),
        path=route.path,
        head=route.head,
        label=Label(clean(short), *route.label) if route.label else None,
    )


def quoted(quotation: Quotation) -> str:
    """A sentence with where it stands."""
    sentence = shortened(clean(quotation.sentence), _SENTENCE)
    return f"“{sentence}” ({clean(quotation.file or quotation.source)}, {quotation.start}–{quotation.end})"


def legend_of(nodes: Collection[Node], edges: Collection[Edge], lang: Lang) -> tuple[Entry, ...]:
    """The looks that occur, in a fixed order, with how many of each there are."""
    boxes = {look: sum(node.look == look for node in nodes) for look in ("root", "held", "cited")}
    arrows: dict[str, int] = {}
    for edge in sorted(edges, key=lambda one: one.relation):
        arrows[edge.relation] = arrows.get(edge.relation, 0) + 1
    return (
        *(Entry("box", look, word(look, lang), count) for look, count in boxes.items() if count),
        *(Entry("arrow", slug, relation_in(slug, lang), count) for slug, count in arrows.items()),
    )


def subtitle_of(document: DocumentSummary) -> str:
    """What stands below the heading."""
    parts = (document.title, document.issuer, document.date, document.place)
    return shortened(" · ".join(clean(part) for part in parts if part), _TITLE)


def counts_in_words(documents: Collection[DocumentSummary], lang: Lang) -> str:
    """How many documents are shown, and of how many the text is held."""
    held = sum(document.status == "held" for document in documents)
    shown = word("shown", lang, count=len(documents))
    cited = word("cited-count", lang, count=len(documents) - held)
    return f"{shown}: {word('held-count', lang, count=held)}, {cited}"


def ends_of(edges: Iterable[LineageEdge]) -> set[tuple[str, str]]:
    """The pairs of documents that edges connect."""
    return {(edge.source, edge.target) for edge in edges}
