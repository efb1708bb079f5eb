"""The numbers and dashes of HTML lists, which the page shows and its source does not hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .counting import as_letters, as_roman

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


@dataclass(slots=True)
class _List:
    ordered: bool
    form: str
    following: int


class Lists:
    """The lists that are open at a place of a page."""

    def __init__(self) -> None:
        self._open: list[_List] = []

    def open(self, node: LexborNode) -> str:
        """What the page shows before the content of ``node``: a number or a dash for an item, else nothing."""
        if node.tag in ("ol", "ul"):
            start = _whole(node.attributes.get("start"), 1)
            self._open.append(_List(node.tag == "ol", node.attributes.get("type") or "1", start))
        if node.tag != "li" or not self._open:
            return ""
        current = self._open[-1]
        if not current.ordered:
            return "- " if not _has_label(node) else ""
        number = _whole(node.attributes.get("value"), current.following)
        current.following = number + 1
        return f"{_shown(number, current.form)}. " if not _has_label(node) else ""

    def close(self, node: LexborNode) -> None:
        """Ends the list that ``node`` is."""
        if node.tag in ("ol", "ul") and self._open:
            self._open.pop()


def _shown(number: int, form: str) -> str:
    if form in ("a", "A"):
        letters = as_letters(number)
        return letters if form == "a" else letters.upper()
    if form in ("i", "I"):
        roman = as_roman(number)
        return roman.lower() if form == "i" else roman
    return str(number)


def _whole(value: str | None, default: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 7 else default


def _has_label(item: LexborNode) -> bool:
    """Whether the text of an item begins with a number, letter or dash of its own."""
    text = ""
    for node in item.traverse(include_text=True):
        text += (node.text_content or "") if node.is_text_node else ""
        if len(text.strip()) > 8:
            break
    return re.match(r"\s*(?:[-–+•]|\w{1,5}(?:\.\d{1,2})*[.)])", text) is not None
