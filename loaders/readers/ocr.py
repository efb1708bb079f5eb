"""Pages that are pictures, by way of Tesseract, which knows Vietnamese where that is installed with it."""

from __future__ import annotations

import csv
import os
import shutil
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import Final

from ontology.errors import InputError

from .columns import reading_order
from .glyphs import Atom
from .programs import run

_PROGRAM: Final = "tesseract"
_LANGUAGE: Final = "vie"
DPI: Final = 300
_DOUBT: Final = 40.0  # of 100: a mark without a letter that is less certain is dirt
_LONE: Final = frozenset("*-+•–")
_BLANK: Final = 0.55  # of the height of a line, which is less than the size of its font
HINT: Final = "Install tesseract with Vietnamese (Debian, Ubuntu: apt-get install tesseract-ocr tesseract-ocr-vie)"


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    left: int
    right: int
    top: int
    bottom: int


def unavailable() -> str | None:
    """Why pictures cannot be read here: the program or its Vietnamese is missing; None where they can be."""
    program = shutil.which(_PROGRAM)
    if program is None:
        return "the program tesseract is not installed"
    return None if _LANGUAGE in _languages(program) else "tesseract is installed without Vietnamese"


def recognise(picture: bytes, seconds: float, what: str) -> str:
    """The text of a picture of a page (PNM, at `DPI`) in reading order. Raises: InputError, LimitExceeded."""
    command = [shutil.which(_PROGRAM) or _PROGRAM, "stdin", "stdout", "-l", _LANGUAGE, "--dpi", str(DPI), "tsv"]
    # One thread for a page is faster than several that wait for each other.
    done = run(command, seconds, what, picture, {**os.environ, "OMP_THREAD_LIMIT": "1"})
    if done.code:
        raise InputError(f"{what}: tesseract failed ({done.complaint})", hint=HINT)
    return "\n".join(reading_order(_rows(done.output.decode("utf-8", "replace")))).strip()


def _rows(table: str) -> list[list[Atom]]:
    """The words that Tesseract found, as lines across the page: its own lines lie in blocks, or across columns."""
    lines: dict[tuple[str, ...], list[_Word]] = {}
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row["text"] or "").strip()
        if text.strip("|") and (float(row["conf"]) > _DOUBT or any(map(str.isalnum, text))):
            left, top = int(row["left"]), int(row["top"])
            word = _Word(text, left, left + int(row["width"]), top, top + int(row["height"]))
            lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(word)
    atoms = [atom for words in lines.values() for atom in _atoms(words) if _says_something(atom)]
    rows: list[list[Atom]] = []
    for atom in sorted(atoms, key=lambda atom: atom.bottom):
        if rows and atom.bottom - rows[-1][0].bottom < 0.5 * min(atom.size, rows[-1][0].size):
            rows[-1].append(atom)
        else:
            rows.append([atom])
    return [sorted(row, key=lambda atom: atom.x0) for row in rows]


def _says_something(atom: Atom) -> bool:
    """Whether there is a letter, a digit, a dash of a list or the Party's star; all else is dirt and rules."""
    return atom.text in _LONE or any(map(str.isalnum, atom.text))


def _atoms(words: list[_Word]) -> list[Atom]:
    """The words of a line, parted where there is more than a blank between them."""
    top, bottom = median(word.top for word in words), median(word.bottom for word in words)
    size = max(1.0, float(bottom - top))
    groups: list[list[_Word]] = []
    for word in sorted(words, key=lambda item: item.left):
        if groups and word.left - groups[-1][-1].right <= _BLANK * size:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [
        Atom(" ".join(word.text for word in group), group[0].left, group[-1].right, top, bottom, size)
        for group in groups
    ]


@lru_cache(maxsize=4)
def _languages(program: str) -> frozenset[str]:
    return frozenset(run([program, "--list-langs"], 30, "its languages").output.decode("utf-8", "replace").split())
