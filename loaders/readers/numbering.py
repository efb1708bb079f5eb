"""The numbers that Word prints before paragraphs and does not write into their text (ECMA-376, part 1, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from .counting import as_letters, as_roman
from .ooxml import W, value, whole

if TYPE_CHECKING:
    from lxml.etree import _Element

_FORMS: Final[Mapping[str, Callable[[int], str]]] = {
    "decimal": str,
    "decimalZero": "{:02d}".format,
    "lowerLetter": as_letters,
    "upperLetter": lambda number: as_letters(number).upper(),
    "lowerRoman": lambda number: as_roman(number).lower(),
    "upperRoman": as_roman,
    "none": lambda _: "",
}
_DASHES = "-–—+•"
_PLACE = re.compile("%([1-9])")
_LEVELS: Final = 9


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    space: str = " "
    legal: bool = False
    restarts: bool = True
    style: str | None = None


@dataclass(slots=True)
class _Counted:
    """The numbers reached in one list; None for a level that has not begun."""

    reached: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


class Numbering:
    """Counts the paragraphs of a document as Word does: all lists of one definition share their numbers."""

    def __init__(self, root: _Element | None, list_styles: Mapping[str, int]) -> None:
        """``root`` is the root of numbering.xml; ``list_styles`` gives the list of each style that has one."""
        self._abstract: dict[int, tuple[Level, ...]] = {}
        self._linked: dict[int, str] = {}
        self._lists: dict[int, int] = {}
        self._overrides: dict[int, dict[int, tuple[int | None, Level | None]]] = {}
        self._counted: dict[int, _Counted] = {}
        self._begun: set[tuple[int, int]] = set()
        self._list_styles = list_styles
        for item in root if root is not None else ():
            self._define(item)

    def level_of_style(self, number: int, style: str) -> int:
        """The level of a list that belongs to a paragraph style; the first where none does."""
        levels = self._levels(number)
        return next((place for place, level in enumerate(levels) if level.style == style), 0)

    def label(self, number: int, place: int) -> str:
        """Counts one paragraph of list ``number`` at level ``place``, and gives what is printed before it."""
        levels = self._levels(number)
        if not 0 <= place < len(levels):
            return ""
        counted = self._counted.setdefault(self._lists.get(number, -1), _Counted())
        self._restart(number, counted)
        reached = counted.reached[place]
        counted.reached[place] = levels[place].start if reached is None else reached + 1
        for deeper in range(place + 1, len(levels)):
            if levels[deeper].restarts:
                counted.reached[deeper] = None
        return self._shown(levels, counted, place)

    def _shown(self, levels: tuple[Level, ...], counted: _Counted, place: int) -> str:
        level = levels[place]
        if level.form == "bullet":
            mark = level.text.strip()
            return (mark if mark in _DASHES and mark else "•") + " "

        def number(match: re.Match[str]) -> str:
            other = min(int(match[1]) - 1, len(levels) - 1)
            reached = counted.reached[other]
            form = "decimal" if level.legal and levels[other].form != "decimalZero" else levels[other].form
            return _FORMS.get(form, str)(levels[other].start if reached is None else reached)

        text = _PLACE.sub(number, level.text).strip()
        return text + level.space if text else ""

    def _restart(self, number: int, counted: _Counted) -> None:
        """A list that says where it starts does so when its first paragraph comes."""
        for place, (start, _) in self._overrides.get(number, {}).items():
            if start is not None and (number, place) not in self._begun:
                self._begun.add((number, place))
                counted.reached[place] = start - 1

    def _levels(self, number: int) -> tuple[Level, ...]:
        abstract = self._lists.get(number)
        if abstract is None:
            return ()
        levels = self._abstract.get(abstract, ())
        linked = self._list_styles.get(self._linked.get(abstract, ""))
        if not levels and linked is not None and linked != number:
            other = self._lists.get(linked)
            levels = self._abstract.get(other, ()) if other is not None else ()
        own = {place: level for place, (_, level) in self._overrides.get(number, {}).items() if level}
        return tuple(own.get(place, level) for place, level in enumerate(levels))

    def _define(self, item: _Element) -> None:
        if item.tag == W + "abstractNum":
            number = whole(item.get(W + "abstractNumId"), -1)
            levels = {whole(level.get(W + "ilvl"), 0): _level(level) for level in item.iterfind(W + "lvl")}
            self._abstract[number] = tuple(levels.get(place, Level()) for place in range(_LEVELS)) if levels else ()
            link = item.find(W + "numStyleLink")
            if link is not None:
                self._linked[number] = link.get(W + "val") or ""
        elif item.tag == W + "num":
            number = whole(item.get(W + "numId"), -1)
            self._lists[number] = whole(value(item, "abstractNumId"), -1)
            self._overrides[number] = dict(map(_override, item.iterfind(W + "lvlOverride")))


def _override(item: _Element) -> tuple[int, tuple[int | None, Level | None]]:
    start = value(item, "startOverride")
    level = item.find(W + "lvl")
    given = whole(start, 1) if start is not None else None
    return whole(item.get(W + "ilvl"), 0), (given, _level(level) if level is not None else None)


def _level(item: _Element) -> Level:
    gap = value(item, "suff")
    level = Level(
        form=value(item, "numFmt") or "decimal",
        text=value(item, "lvlText") or "",
        start=whole(value(item, "start"), 1),
        space="" if gap == "nothing" else " ",
        legal=item.find(W + "isLgl") is not None,
        restarts=value(item, "lvlRestart") != "0",
        style=value(item, "pStyle"),
    )
    return replace(level, text="\uf0b7") if level.form == "bullet" and not level.text else level
