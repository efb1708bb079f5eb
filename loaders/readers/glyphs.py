"""From the glyphs of a page to lines of text: what stands on one baseline, with the blanks that the eye sees.

The blanks that a text layer holds are often wrong (``n gày``), and some layers hold none; where letters stand is always
right, unless the widths of a font are wrong. So a blank is put where there is a gap, and one without a gap is dropped,
as long as that is rare on the page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median
from typing import Final

from .legacy import by_font

_BASELINE: Final = 0.55  # of the size: raised marks of footnotes still belong to the line
_RAISED: Final = 0.12
_SMALLER: Final = 0.85
_GAP: Final = 0.19  # of the size: the narrowest blank between words; between letters there is less
_NO_GAP: Final = 0.06
_WRONG_BLANKS: Final = 0.12  # a page on which more blanks than this have no gap has wrong widths
_UNIT = re.compile(r"(?<![^\W\d_])[kdcm]?m$")
_BULLETS: Final = dict.fromkeys(map(ord, "\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf0a8"), "•")  # of Symbol and Wingdings
_LOOSE: Final = 0.4  # of the size: a gap that may be more than a blank


@dataclass(frozen=True, slots=True)
class Glyph:
    """One letter where it stands; ``top`` grows downwards, ``base`` is the line that letters stand on."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    size: float
    font: str = ""


@dataclass(frozen=True, slots=True)
class Atom:
    """Words on one baseline without a gap that could be more than a blank."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float


def lines_of(glyphs: Sequence[Glyph]) -> list[list[Atom]]:
    """The baselines of a page from the top down, each as its atoms from left to right."""
    trusted = _widths_are_right(glyphs)
    return [atoms for line in _baselines(glyphs) if (atoms := _atoms(_with_notes(line), trusted))]


def _baselines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda item: (item.base, item.x0)):
        reach = _BASELINE * max(glyph.size, lines[-1][0].size) if lines else 0.0
        if lines and glyph.base - lines[-1][0].base <= reach:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [sorted(line, key=lambda item: item.x0) for line in lines]


def _with_notes(line: list[Glyph]) -> list[Glyph]:
    """The line with small raised numbers in brackets, as the marks of footnotes that they are (but not in m²)."""
    size = max(glyph.size for glyph in line)
    base = max((glyph.base for glyph in line if glyph.size > _SMALLER * size), default=line[0].base)

    def raised(glyph: Glyph) -> bool:
        small = glyph.size <= _SMALLER * size and base - glyph.base > _RAISED * size
        return small and glyph.text.isascii() and glyph.text.isdigit()

    marked: list[Glyph] = []
    for is_raised, run in groupby(line, key=raised):
        glyphs = list(run)
        before = "".join(glyph.text for glyph in marked[-3:])
        if is_raised and len(glyphs) <= 3 and not _UNIT.search(before):
            digits = "".join(glyph.text for glyph in glyphs)
            glyphs = [replace(glyphs[0], text=f"[{digits}]", x1=glyphs[-1].x1, base=base)]
        marked += glyphs
    return marked


def _atoms(line: list[Glyph], trusted: bool) -> list[Atom]:
    atoms: list[list[Glyph]] = []
    blank = False
    for glyph in line:
        if glyph.text.isspace():
            blank = True
            continue
        before = atoms[-1][-1] if atoms else None
        if before is None:
            atoms.append([glyph])
        elif glyph.text == before.text and abs(glyph.x0 - before.x0) < 0.1 * glyph.size:
            continue  # drawn twice to look bold
        else:
            gap, size = glyph.x0 - before.x1, max(glyph.size, before.size)
            if gap > _LOOSE * size:
                atoms.append([glyph])
            elif _is_blank(gap, size, blank, trusted) and not unicodedata.combining(glyph.text[0]):
                atoms[-1] += [replace(glyph, text=" ", x0=before.x1, x1=glyph.x0, font=before.font), glyph]
            else:
                atoms[-1].append(glyph)
        blank = False
    return [_atom(glyphs) for glyphs in atoms]


def _is_blank(gap: float, size: float, stated: bool, trusted: bool) -> bool:
    if stated:
        return gap > _NO_GAP * size or not trusted
    return gap > _GAP * size and trusted


def _widths_are_right(glyphs: Sequence[Glyph]) -> bool:
    """Whether nearly all blanks that the layer states can be seen."""
    stated = wrong = 0
    for before, blank, after in zip(glyphs, glyphs[1:], glyphs[2:], strict=False):
        between = blank.text.isspace() and not before.text.isspace() and not after.text.isspace()
        if between and abs(before.base - after.base) < 1 and after.x0 > before.x0:
            stated += 1
            wrong += after.x0 - before.x1 <= _NO_GAP * after.size
    return wrong <= max(3, _WRONG_BLANKS * stated)


def _atom(glyphs: list[Glyph]) -> Atom:
    pieces = []
    for font, run in groupby(glyphs, key=lambda glyph: glyph.font):
        pieces.append(by_font("".join(glyph.text for glyph in run), font)[0])
    return Atom(
        unicodedata.normalize("NFC", "".join(pieces).translate(_BULLETS)),
        min(glyph.x0 for glyph in glyphs),
        max(glyph.x1 for glyph in glyphs),
        min(glyph.top for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
        median(glyph.size for glyph in glyphs),
    )
