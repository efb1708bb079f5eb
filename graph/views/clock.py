"""The clock of a cascade: for each level, in how many days its documents followed the directive, as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from graph.cascade import Cascade, CascadeLevel, Quartiles
from graph.views.words import Lang, level_in, word

_WIDTH: Final = 760
_LEFT: Final = 130
_RIGHT: Final = 34
_TOP: Final = 30
_ROW: Final = 46
_HALF: Final = 11
_STEPS: Final = (1, 2, 5, 7, 10, 14, 30, 60, 90, 180, 365, 730, 1825, 3650, 7300)
_TICKS: Final = 8


def clock_svg(cascade: Cascade, lang: Lang = "vi") -> str:
    """A row for each level: a line from the least to the greatest number of days, a box between the quartiles, a bar at
    the median. "" where no document has a day.
    """
    rows = [level for level in cascade.levels if level.days is not None]
    if not rows:
        return ""
    greatest = max(level.days.greatest for level in rows if level.days is not None)
    step = next((one for one in _STEPS if greatest / one <= _TICKS), _STEPS[-1])
    end = max(step, -(-greatest // step) * step)
    height = _TOP + _ROW * len(rows) + 10
    described = escape("; ".join(_described(level, lang) for level in rows))
    title = escape(word("clock-title", lang, label=cascade.directive.label))
    axis = "".join(_axis(day, end, height) for day in range(0, end + 1, step))
    body = "".join(_row(level, place, end, lang) for place, level in enumerate(rows))
    return (
        f'<svg class="view clock" lang="{lang}" role="img" aria-labelledby="clock-title clock-text" '
        f'width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}">'
        f'<title id="clock-title">{title}</title><desc id="clock-text">{described}</desc>{axis}{body}</svg>\n'
    )


def _x(days: float, end: int) -> int:
    return round(_LEFT + days * (_WIDTH - _LEFT - _RIGHT) / end)


def _axis(day: int, end: int, height: int) -> str:
    x = _x(day, end)
    line = f'<path class="axis" d="M{x} {_TOP - 6}V{height - 8}"/>'
    return f'{line}<text class="soft" x="{x}" y="{_TOP - 13}" text-anchor="middle">{day}</text>'


def _row(level: CascadeLevel, place: int, end: int, lang: Lang) -> str:
    assert level.days is not None
    y = _TOP + place * _ROW + _ROW // 2
    name = escape(level_in(level.level, lang))
    count = escape(word("shown", lang, count=level.timed))
    label = f'<text class="h" x="8" y="{y - 2}">{name}</text><text class="soft" x="8" y="{y + 14}">{count}</text>'
    return label + "".join(_marks(level.days, y, end)) + _median(level.days, y, end, lang)


def _marks(days: Quartiles, y: int, end: int) -> Iterator[str]:
    least, lower, upper, greatest = (_x(one, end) for one in (days.least, days.lower, days.upper, days.greatest))
    yield '<g class="k-held">'
    yield f'<path class="e r-implements" d="M{least} {y}H{greatest}M{least} {y - 6}v12M{greatest} {y - 6}v12"/>'
    width = max(upper - lower, 4)
    yield f'<rect class="box" x="{lower}" y="{y - _HALF}" width="{width}" height="{2 * _HALF}" rx="3"/></g>'


def _median(days: Quartiles, y: int, end: int, lang: Lang) -> str:
    x = _x(days.median, end)
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
