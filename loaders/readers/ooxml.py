"""FileText values out of WordprocessingML, and the formatting that decides how text shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


def value(item: _Element | None, name: str) -> str | None:
    """The ``w:val`` of the child ``name``; an empty text for a child without one, None where there is no child."""
    found = item.find(W + name) if item is not None else None
    return None if found is None else found.get(W + "val") or ""


def whole(text: str | None, default: int) -> int:
    """``text`` as a whole number of a sensible size, or the default."""
    try:
        number = int(text or "")
    except ValueError:
        return default
    return number if abs(number) < 1_000_000 else default


def switched(properties: _Element | None, name: str) -> bool | None:
    """Whether a property such as ``w:caps`` is on or off; None where it is not stated."""
    stated = value(properties, name)
    return None if stated is None else stated not in ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Look:
    """How text shows, as far as that changes what is read; None leaves it to what is below."""

    caps: bool | None = None
    hidden: bool | None = None
    font: str | None = None

    def over(self, other: Look) -> Look:
        """This look, with what it leaves open as in ``other``."""
        return Look(
            other.caps if self.caps is None else self.caps,
            other.hidden if self.hidden is None else self.hidden,
            self.font or other.font,
        )


def look_of(properties: _Element | None) -> Look:
    """The look that the properties of a run state."""
    if properties is None:
        return Look()
    fonts = properties.find(W + "rFonts")
    font = None if fonts is None else fonts.get(W + "hAnsi") or fonts.get(W + "ascii")
    return Look(switched(properties, "caps"), switched(properties, "vanish"), font)


class Styles:
    """The styles of a document: how text in them looks, and which list they number."""

    def __init__(self, root: _Element | None) -> None:
        self._items: dict[str, _Element] = {}
        self._default = Look()
        self._looks: dict[str, Look] = {}
        self.standard: str | None = None
        if root is None:
            return
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._default = look_of(defaults)
        for item in root.iterfind(W + "style"):
            identity = item.get(W + "styleId") or ""
            self._items[identity] = item
            if item.get(W + "type") == "paragraph" and item.get(W + "default") in ("1", "true"):
                self.standard = identity

    def look(self, paragraph: str | None, run: str | None) -> Look:
        """How text in these two styles looks."""
        return self._look(run).over(self._look(paragraph)).over(self._default)

    def numbering(self, style: str | None) -> tuple[int, int | None, str] | None:
        """The list of a paragraph style, its level if stated, and the style that states it."""
        for identity, item in self._chain(style):
            stated = item.find(f"{W}pPr/{W}numPr")
            number = value(stated, "numId")
            if number is not None:
                level = value(stated, "ilvl")
                return whole(number, 0), (whole(level, 0) if level is not None else None), identity
        return None

    def alignment(self, style: str | None) -> str | None:
        """How paragraphs of a style are aligned, where it or what it is based on states that."""
        stated = (value(item.find(W + "pPr"), "jc") for _, item in self._chain(style))
        return next((found for found in stated if found is not None), None)

    def lists(self) -> dict[str, int]:
        """The list of each style that is one for lists."""
        found = {}
        for identity, item in self._items.items():
            number = value(item.find(f"{W}pPr/{W}numPr"), "numId")
            if item.get(W + "type") == "numbering" and number:
                found[identity] = whole(number, 0)
        return found

    def _look(self, style: str | None) -> Look:
        if style is None:
            return Look()
        if style not in self._looks:
            look = Look()
            for _, item in self._chain(style):
                look = look.over(look_of(item.find(W + "rPr")))
            self._looks[style] = look
        return self._looks[style]

    def _chain(self, style: str | None) -> Iterator[tuple[str, _Element]]:
        """A style and what it is based on; a circle, which no program writes, ends."""
        seen: set[str] = set()
        while style is not None and style not in seen and style in self._items:
            seen.add(style)
            yield style, self._items[style]
            style = value(self._items[style], "basedOn")
