"""What a view is, whatever it is written as: nodes and edges with their places, a legend, and what was left out.

Every text in it is clean (`graph.views.text.clean`) and in the view's language; every number of pixels is whole, so
that the same data give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from graph.answers.base import Answer
from graph.views.words import Lang

Kind: TypeAlias = Literal["lineage", "citations", "cascade", "coverage"]
KINDS: Final[tuple[Kind, ...]] = ("lineage", "citations", "cascade", "coverage")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in a box: its "head", what follows it ("text"), or what has to be known of it ("note")."""

    text: str
    style: Literal["head", "text", "note"]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known of a node or an edge: `name` is the key that tables and files know it by."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Node:
    """A document or a locality in its place.

    `key` names it within the view; `iri` is None for a locality that has none. `look` says how it is drawn ("root",
    "held", "cited", or the status of a locality), `group` under which heading lists show it. `link` is where it leads,
    None where nowhere is safe.
    """

    key: str
    iri: str | None
    name: str
    look: str
    group: str
    facts: tuple[Fact, ...]
    lines: tuple[Line, ...]
    x: int
    y: int
    width: int
    height: int
    link: str | None = None

    def fact(self, name: str) -> str:
        """The value of a fact, "" where it is not known."""
        return next((fact.value for fact in self.facts if fact.name == name), "")

    @property
    def described(self) -> str:
        """The node on one line, as screen readers say it."""
        facts = (self.fact(name) for name in ("issuer", "place", "date", "status"))
        return ", ".join([self.name, *(fact for fact in facts if fact and fact not in self.name)])


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside an edge, their middle at a place."""

    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Edge:
    """A step from one node to another (its keys), as a path and an arrowhead in the language of SVG paths.

    `words` names the relation and the days, `quotations` are the sentences that state it, the first few, and `more`
    counts the others.
    """

    source: str
    target: str
    relation: str
    words: str
    days: int | None
    quotations: tuple[str, ...]
    more: int
    path: str
    head: str
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A row of the picture with a heading: a level, or a layer."""

    title: str
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A day on the axis of time; `broken` where a long stretch before it was shortened."""

    text: str
    x: int
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the legend: a box or an arrow with its look, what it means, and how many there are."""

    shape: Literal["box", "arrow"]
    look: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of lists, with what it is called."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class View(Answer):
    """A view with all that its formats show.

    `omitted` counts the documents that are not drawn; `notes` say which these are, and what else has to be known.
    `about` says of which data, which day and which software it is. `columns` are the names of the facts that tables
    show, `groups` the headings of lists in their order.
    """

    kind: Kind
    lang: Lang
    title: str
    subtitle: str
    root: str
    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    legend: tuple[Entry, ...]
    groups: tuple[Group, ...]
    columns: tuple[str, ...]
    notes: tuple[str, ...] = ()
    omitted: int = 0
    about: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()
    ticks: tuple[Tick, ...] = ()

    def by_key(self) -> Mapping[str, Node]:
        """The nodes by their keys."""
        return {node.key: node for node in self.nodes}

    def grouped(self) -> Iterator[tuple[Group, tuple[Node, ...]]]:
        """The headings that have nodes, with these."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            found.setdefault(node.group, []).append(node)
        for group in self.groups:
            if group.key in found:
                yield group, tuple(found[group.key])
