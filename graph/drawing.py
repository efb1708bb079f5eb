"""A lineage as text, as a Mermaid flowchart and as a page; the pictures are made by `graph.views`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from graph.lineage import Lineage, LineageEdge
from graph.model import DocumentSummary
from graph.views.flowchart import mermaid as write_mermaid
from graph.views.lineage import lineage_view
from graph.views.options import Options
from graph.views.page import html_page

__all__ = ["Branch", "limits", "lineage_html", "mermaid", "notes", "outline", "tree"]

_UP_WORDS: Final = {"implements": "implements", "based-on": "based on", "continues": "continues"}
_DOWN_WORDS: Final = {"implements": "implemented by", "based-on": "basis of", "continues": "continued by"}


def describe(document: DocumentSummary) -> str:
    """A document on one line: label, place, date, issuer, and whether only citations tell of it."""
    facts = [document.label, document.date or "no date", document.place, document.issuer]
    status = "held" if document.status == "held" else "cited only"
    return " · ".join(" ".join(fact.split()) for fact in facts if fact) + f" [{status}]"


def tree(lineage: Lineage, *, stated: bool = False) -> list[str]:
    """The cascade, or with `stated` every stated step, as lines of a tree, the root first; what stands above already
    is named, not repeated.

    Both sides of a lineage are headed "carries out" and "is carried out by". A step between two documents that are
    not held says who states it. The last lines tell of shortcuts that the tree leaves out, of documents older than
    what they carry out, of cycles and of what a limit left out.
    """
    lines = [describe(lineage.root)]
    sides = {way: _links(lineage, upward=way == "up", stated=stated) for way in ("up", "down")}
    shown = [side for side in ("up", "down") if lineage.direction in (side, "both")]
    for side in shown:
        if len(shown) > 1:
            lines.append("carries out:" if side == "up" else "is carried out by:")
        words = _UP_WORDS if side == "up" else _DOWN_WORDS
        branches = [
            branch.indent + _branch(lineage, branch.edge, branch.document.iri, words, known=branch.known)
            for branch in _branches(lineage, sides[side])
        ]
        lines += branches or ["└─ nothing known"]
    return lines + (limits(lineage) if stated else notes(lineage))


def notes(lineage: Lineage) -> list[str]:
    """What a drawing of the cascade does not show: shortcuts, and what `limits` tells, a line each."""
    labels = {node.document.iri: node.document.label for node in lineage.nodes}
    lines = [f"also stated: {_sentence(edge, labels)}" for edge in lineage.edges if not edge.in_cascade]
    return [" ".join(line.split()) for line in lines] + limits(lineage)


def _sentence(edge: LineageEdge, labels: Mapping[str, str]) -> str:
    return f"{labels[edge.source]} {_UP_WORDS.get(edge.relation, edge.relation)} {labels[edge.target]}"


def limits(lineage: Lineage) -> list[str]:
    """Documents older than what they carry out, cycles, and what a limit left out, a line each."""
    labels = {node.document.iri: node.document.label for node in lineage.nodes}
    lines = [
        f"older by {_counted(-edge.days, 'day')}: {_sentence(edge, labels)}"
        for edge in lineage.edges
        if edge.days is not None and edge.days < 0
    ]
    lines += ["cycle: " + " -> ".join(labels[iri] for iri in (*cycle, cycle[0])) for cycle in lineage.cycles]
    if lineage.omitted:
        lines.append(f"left out: {_counted(lineage.omitted, 'document')} beyond the limit of {lineage.limit}")
    if lineage.deeper:
        lines.append(f"left out: documents more than {_counted(lineage.max_depth or 0, 'step')} away")
    return [" ".join(line.split()) for line in lines]


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if abs(number) == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Branch:
    """A line of a tree: `document`, reached by `edge` in `depth` steps; `known` where it stands above already.

    `indent` is what a terminal draws before it.
    """

    depth: int
    indent: str
    edge: LineageEdge
    document: DocumentSummary
    known: bool


def outline(lineage: Lineage) -> tuple[tuple[Literal["up", "down"], tuple[Branch, ...]], ...]:
    """The cascade as lines of a tree for each side that was asked for, without the root."""
    sides: tuple[Literal["up", "down"], ...] = ("up", "down")
    return tuple(
        (side, tuple(_branches(lineage, _links(lineage, upward=side == "up"))))
        for side in sides
        if lineage.direction in (side, "both")
    )


Links = Mapping[str, list[tuple[LineageEdge, str]]]


def _links(lineage: Lineage, *, upward: bool, stated: bool = False) -> Links:
    """From each document to the next ones on a side, in the order of the nodes; with `stated` also by shortcuts."""
    rank = {node.document.iri: place for place, node in enumerate(lineage.nodes)}
    sides = {node.document.iri: node.side for node in lineage.nodes}
    allowed = ("root", "up") if upward else ("root", "down")
    found: dict[str, list[tuple[LineageEdge, str]]] = {}
    for edge in lineage.edges if stated else lineage.cascade:
        if sides[edge.source] in allowed and sides[edge.target] in allowed:
            here, there = (edge.source, edge.target) if upward else (edge.target, edge.source)
            found.setdefault(here, []).append((edge, there))
    for links in found.values():
        links.sort(key=lambda link: (rank[link[1]], link[0].relation))
    return found


def _branches(lineage: Lineage, links: Links) -> Iterator[Branch]:
    """Depth first, without recursion in Python: a lineage may be deeper than its stack."""
    seen = {lineage.root.iri}
    waiting = _next(links, lineage.root.iri, "", 1)
    while waiting:
        indent, depth, (edge, other), last = waiting.pop()
        known = other in seen
        seen.add(other)
        yield Branch(depth, indent + ("└─ " if last else "├─ "), edge, lineage.document(other), known)
        if not known:
            waiting += _next(links, other, indent + ("   " if last else "│  "), depth + 1)


def _next(links: Links, iri: str, indent: str, depth: int) -> list[tuple[str, int, tuple[LineageEdge, str], bool]]:
    """What stands below a document, the last first."""
    below = links.get(iri, [])
    return [(indent, depth, link, place == len(below) - 1) for place, link in enumerate(below)][::-1]


def _branch(lineage: Lineage, edge: LineageEdge, other: str, words: Mapping[str, str], *, known: bool) -> str:
    days = "" if edge.days is None else f" ({_counted(edge.days, 'day')})"
    document = lineage.document(other)
    shown = f"{document.label} (see above)" if known else describe(document)
    return f"{words.get(edge.relation, edge.relation)}{days}: {shown}{_said_by(lineage, edge)}"


def _said_by(lineage: Lineage, edge: LineageEdge) -> str:
    """Who states a step between two documents that are both not held."""
    stating = [" ".join(document.label.split()) for document in lineage.stated_by_others(edge)]
    if not stating:
        return ""
    more = len(edge.stated_in) - len(stating)
    return f" (between documents not held, stated in {', '.join(stating)}{f' and {more} more' if more else ''})"


def mermaid(lineage: Lineage, *, max_nodes: int = 150, stated: bool = False) -> str:
    """The cascade, or with `stated` every stated step, as a Mermaid flowchart, directives at the top; every label is
    escaped. Beyond `max_nodes` it says what is left out.
    """
    return write_mermaid(lineage_view(lineage, Options("en", max_nodes), stated=stated))


def lineage_html(lineage: Lineage, *, max_nodes: int = 150) -> str:
    """A web page with the cascade of a lineage, directives at the top, that needs nothing from any host.

    Beyond `max_nodes` the page says how many documents are left out, and where.
    """
    return html_page(lineage_view(lineage, Options(max_nodes=max_nodes)))
