"""Where the lines of text stand in a box: one answer for the static and the interactive picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from graph.views.coverage import NAME_SIZE
from graph.views.documents import HEAD_SIZE, LEADING, PAD, TEXT_SIZE
from graph.views.model import Kind, Node

_TILE_LEADING = 15
_TILE_NOTE = 11


@dataclass(frozen=True, slots=True)
class Written:
    """A line of text: where its baseline begins, or has its middle, and how large it is."""

    text: str
    style: Literal["head", "text", "note"]
    x: int
    y: int
    size: int
    middle: bool = False


def written(kind: Kind, node: Node) -> tuple[Written, ...]:
    """The lines of a box with their places."""
    if kind == "coverage":
        x, top = node.x + node.width // 2, node.y + (node.height - _TILE_LEADING * len(node.lines)) // 2
        return tuple(
            Written(
                line.text,
                line.style,
                x,
                top + _TILE_LEADING * place + 12,
                NAME_SIZE if line.style == "head" else _TILE_NOTE,
                middle=True,
            )
            for place, line in enumerate(node.lines)
        )
    found, y = [], node.y + PAD - 2
    for line in node.lines:
        step = LEADING[line.style]
        size = HEAD_SIZE if line.style == "head" else TEXT_SIZE
        found.append(Written(line.text, line.style, node.x + PAD, y + step - 4, size))
        y += step
    return tuple(found)
