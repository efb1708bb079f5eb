"""Two columns that were made with tabs or rows of blanks, as letterheads and signatures often are."""

from __future__ import annotations

import re

from .rows import pipe_row

_RIGHT = re.compile(
    r"c[ộô]ng\s+h(?:òa|oà)\s+xã\s+hội|đảng\s+c[ộô]ng\s+sản|độc\s+lập\s*[-–]|ngày\s*[\d.…_]*\s*tháng", re.IGNORECASE
)
_SIGNATURE = re.compile(r"(?:TM|T/M|KT|K/T|TL|T/L|TUQ|Q)\s*[./]\s*\w")
_LEFT = re.compile(r"nơi\s+nhận", re.IGNORECASE)
_GAP = 3
_TABS = re.compile(r"\t\s*")


def gather_columns(lines: list[str]) -> list[str]:
    """``lines`` with each run of lines that are two columns put into one pipe row; other tabs become blanks.

    >>> gather_columns(["1.\\tA"])
    ['1. A']
    >>> gather_columns(["UBND TỈNH X\\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 1/KH\\tX, ngày 1 tháng 2 năm 2022"])
    ['| UBND TỈNH X<br>Số: 1/KH | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>X, ngày 1 tháng 2 năm 2022 |']
    """
    gathered: list[str] = []
    position = 0
    while position < len(lines):
        if not _begins(lines[position]):
            gathered.append(_TABS.sub(" ", lines[position]).strip(" "))
            position += 1
            continue
        left, right = [], []
        while position < len(lines) and (_columns(lines[position]) or _blank_inside(lines, position)):
            first, second = _columns(lines[position]) or (lines[position].strip(), "")
            left.append(first)
            right.append(second)
            position += 1
        gathered.append(pipe_row(["\n".join(filter(None, left)), "\n".join(filter(None, right))]))
    return gathered


def without_gaps(lines: list[str]) -> str:
    """``lines`` as a text with at most three blank lines between two others.

    >>> without_gaps(["", "a", "", "", "", "", "", "b"])
    'a\\n\\n\\n\\nb'
    """
    kept = [line for place, line in enumerate(lines) if line or any(lines[max(0, place - _GAP) : place])]
    return "\n".join(kept).strip("\n")


def _begins(line: str) -> bool:
    columns = _columns(line)
    if not columns or not all(columns):
        return False
    left, right = columns
    return bool(_RIGHT.match(right) or _RIGHT.search(right[:60]) or _SIGNATURE.match(right) or _LEFT.match(left))


def _columns(line: str) -> tuple[str, str] | None:
    """Left and right of a line with tabs between, before or behind them; None for a line without."""
    if "\t" not in line or not line.strip():
        return None
    parts = [part.strip() for part in line.split("\t")]
    filled = [part for part in parts if part]
    if len(filled) > 2:
        return None
    if len(filled) == 2:
        return filled[0], filled[1]
    return ("", filled[0]) if not parts[0] else (filled[0], "")


def _blank_inside(lines: list[str], position: int) -> bool:
    """A line between two lines of columns that is blank, a rule, or the star of the Party's letterheads."""
    for line in lines[position : position + 6]:
        if line.strip(" *-_=~—"):
            return position > 0 and _columns(line) is not None
    return False
