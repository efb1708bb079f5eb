"""The clock of a cascade: for each level, in how many days its documents followed the directive, as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final

from graph.cascade import Cascade, CascadeLevel, Quartiles
from graph.views.words import Lang, level_in, word

_TOP: Final = 30
_ROW: Final = 46
_HALF: Final = 11
_STEPS: Final = (1, 2, 5, 7, 10, 14, 30, 60, 90, 180, 365, 730, 1825, 3650, 7300)


@dataclass(frozen=True, slots=True)
class _Size:
    """How wide a clock is, with the room for names before and for figures behind it, and how many ticks it may have."""

    name: str
    width: int
    left: int
    right: int
    ticks: int


_WIDE: Final = _Size("wide", 760, 130, 34, 8)
_NARROW: Final = _Size("narrow", 320, 92, 18, 4)


def clock_svg(cascade: Cascade, lang: Lang = "vi", *, narrow: bool = False) -> str:
    """A row for each level: a line from the least to the greatest number of days, a box between the quartiles, a bar at
    the median. "" where no document has a day. A `narrow` one is for phones; a page may have both.
    """
    size = _NARROW if narrow else _WIDE
    rows = [level for level in cascade.levels if level.days is not None]
    if not rows:
        return ""
    greatest = max(level.days.greatest for level in rows if level.days is not None)
    step = next((one for one in _STEPS if greatest / one <= size.ticks), _STEPS[-1])
    end = max(step, -(-greatest // step) * step)
    height = _TOP + _ROW * len(rows) + 10
    described = escape("; ".join(_described(level, lang) for level in rows))
    title = escape(word("clock-title", lang, label=cascade.directive.label))
    scale = _Scale(size, end)
    axis = "".join(_axis(day, scale, height) for day in range(0, end + 1, step))
    body = "".join(_row(level, place, scale, lang) for place, level in enumerate(rows))
    return (
        f'<svg class="view clock {size.name}" lang="{lang}" role="img" '
        f'aria-labelledby="{size.name}-clock-title {size.name}-clock-text" '
        f'width="{size.width}" height="{height}" viewBox="0 0 {size.width} {height}">'
        f'<title id="{size.name}-clock-title">{title}</title><desc id="{size.name}-clock-text">{described}</desc>'
        f"{axis}{body}</svg>\n"
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a number of days stands in a clock that goes up to `end`."""

    size: _Size
    end: int

    def x(self, days: float) -> int:
        return round(self.size.left + days * (self.size.width - self.size.left - self.size.right) / self.end)


def _axis(day: int, scale: _Scale, height: int) -> str:
    x = scale.x(day)
    line = f'<path class="axis" d="M{x} {_TOP - 6}V{height - 8}"/>'
    return f'{line}<text class="soft" x="{x}" y="{_TOP - 13}" text-anchor="middle">{day}</text>'


def _row(level: CascadeLevel, place: int, scale: _Scale, lang: Lang) -> str:
    assert level.days is not None
    y = _TOP + place * _ROW + _ROW // 2
    name = escape(level_in(level.level, lang))
    count = escape(word("shown", lang, count=level.timed))
    label = f'<text class="h" x="8" y="{y - 2}">{name}</text><text class="soft" x="8" y="{y + 14}">{count}</text>'
    return label + "".join(_marks(level.days, y, scale)) + _median(level.days, y, scale, lang)


def _marks(days: Quartiles, y: int, scale: _Scale) -> Iterator[str]:
    least, lower, upper, greatest = (scale.x(one) for one in (days.least, days.lower, days.upper, days.greatest))
    yield '<g class="k-held">'
    yield f'<path class="e r-implements" d="M{least} {y}H{greatest}M{least} {y - 6}v12M{greatest} {y - 6}v12"/>'
    width = max(upper - lower, 4)
    yield f'<rect class="box" x="{lower}" y="{y - _HALF}" width="{width}" height="{2 * _HALF}" rx="3"/></g>'


def _median(days: Quartiles, y: int, scale: _Scale, lang: Lang) -> str:
    x = scale.x(days.median)
    bar = (
        f'<g class="k-root"><rect class="box" x="{x - 1}" y="{y - _HALF - 2}" width="3" height="{2 * _HALF + 4}"/></g>'
    )
    text = escape(_number(days.median, lang))
    return f'{bar}<text x="{x}" y="{y - _HALF - 5}" text-anchor="middle">{text}</text>'


def _described(level: CascadeLevel, lang: Lang) -> str:
    assert level.days is not None
    named = ("least", "lower", "median", "upper", "greatest")
    numbers = {name: _number(getattr(level.days, name), lang) for name in named}
    return word("clock-level", lang, level=level_in(level.level, lang), documents=level.timed, **numbers)


def _number(days: float, lang: Lang) -> str:
    text = f"{days:.1f}".removesuffix(".0")
    return text.replace(".", ",") if lang == "vi" else text
