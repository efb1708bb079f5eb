"""Which part of a page is the document: the smallest that holds its letterhead, its number and its ending.

Extractors of articles keep the words but run the lines of a letterhead together and lose tables that are layout; here
the lines matter. So the tree is walked down from the body as long as one branch holds all the marks of an official
document that were found, and most of the text; a page without such marks is judged by where its text stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_SKIPPED: Final = (
    "script style noscript template nav aside footer select option button iframe frame svg head title textarea object "
    "audio video canvas map datalist input"
)
SKIPPED: Final = frozenset(_SKIPPED.split())
_MARKS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"c[ộô]ng\s+h(?:òa|oà)\s+xã\s+hội|độc\s+lập\s*[-–]\s*tự\s+do|đảng\s+cộng\s+sản\s+việt\s+nam",
        r"\d\s*(?:/\s*\d{4}\s*)?[/-]\s*[A-ZĐ]{2,}",
        r"ngày\s+[\d.…_]*\s*tháng",
        r"nơi\s+nhận",
        r"kính\s+(?:gửi|trình)",
        r"điều\s+1\b",
        r"^\s*(?:TM|KT|TL|TUQ)\s*\.",
    )
)
_FURNITURE = re.compile(
    r"(?:^|[-_\s])(?:main|top|left|right|site|page|mega)?"
    r"(?:menu|nav|navbar|navigation|breadcrumbs?|sidebar|footer|comments?|share|social|related|banner|toolbar|advert"
    r"|pagination|pager|search|login|copyright)(?:$|[-_\s])",
    re.IGNORECASE,
)
_BESIDE: Final = 0.2  # of the text of a branch with all marks: more beside it may be an annex
_ALONE: Final = 0.1
_SHORT: Final = 200
_PIECES: Final = frozenset(("table", "tbody", "tr", "ul", "ol", "p", "li"))
_BLOCKS: Final = frozenset(("div", "ul", "ol", "section", "header", "table", "form", "td"))
_STRONG: Final = 0b1001  # the motto and the recipients: no menu has them
_LINKS = 3
_LINK_SHARE = 0.8


@dataclass(slots=True)
class _Weight:
    """What stands below an element: characters of text, those in links, the links, and the marks outside them."""

    text: int = 0
    linked: int = 0
    links: int = 0
    marks: int = 0

    def add(self, other: _Weight) -> None:
        self.text += other.text
        self.linked += other.linked
        self.links += other.links
        self.marks |= other.marks

    @property
    def own(self) -> int:
        """Characters outside links, the measure of text that is to be read and not to be clicked."""
        return self.text - self.linked


class Page:
    """A page with the weights of its elements, from which its document and its furniture are told."""

    def __init__(self, body: LexborNode) -> None:
        self._weights: dict[int, _Weight] = {}
        self._weigh(body)
        self.root = self._descend(body)
        self._whole = self._weight(self.root)

    def is_furniture(self, node: LexborNode) -> bool:
        """Whether an element of the document's branch is not the document: menus, bars, lists of links."""
        if node.tag in SKIPPED or "hidden" in node.attributes:
            return True
        return self._is_furniture(node) and self._weight(node).own < 0.3 * self._whole.own

    def _is_furniture(self, node: LexborNode) -> bool:
        """Whether an element looks like furniture by its links or its name."""
        weight = self._weight(node)
        if node.tag not in _BLOCKS or weight.marks & _STRONG:
            return False
        if node.tag == "header" and not weight.marks:
            return True
        if weight.links >= _LINKS and weight.linked >= _LINK_SHARE * weight.text:
            return True
        return bool(_FURNITURE.search(f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"))

    def _weight(self, node: LexborNode) -> _Weight:
        return self._weights.get(node.mem_id) or _Weight()

    def _weigh(self, body: LexborNode) -> None:
        stack = [_Weight()]
        links = 0
        for node, entering in events(body):
            if node.is_text_node:
                stack[-1].add(_weight_of(node.text_content or "", links > 0))
            elif entering:
                links += node.tag == "a"
                stack.append(_Weight(links=int(node.tag == "a")))
            else:
                links -= node.tag == "a"
                done = stack.pop()
                self._weights[node.mem_id] = done
                stack[-1].add(done)

    def _descend(self, body: LexborNode) -> LexborNode:
        """The last element on the way down from the body that may stand alone."""
        node: LexborNode | None = body
        root = body
        while node is not None:
            if node.tag not in _PIECES:
                root = node
            node = self._branch(node)
        return root

    def _branch(self, node: LexborNode) -> LexborNode | None:
        """The child that holds what is below ``node``; none where something beside it may belong to the document."""
        whole = self._weight(node)
        if not whole.marks and whole.own < _SHORT:
            return None
        children = list(node.iter())
        rest = [0 if self._is_furniture(child) else self._weight(child).own for child in children]
        everything = whole.own - sum(self._weight(child).own for child in children) + sum(rest)
        for child, own in zip(children, rest, strict=True):
            weight = self._weight(child)
            beside = everything - own
            if (
                weight.marks == whole.marks
                and weight.own
                and beside <= (_BESIDE if whole.marks else _ALONE) * weight.own
            ):
                return child
        return None


def events(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Elements at their beginning (True) and their end (False), and texts (True); what is never shown is left out."""
    stack = [(root, True)]
    while stack:
        node, entering = stack.pop()
        yield node, entering
        if entering and node.is_element_node:
            stack.append((node, False))
            children = [child for child in node.iter(include_text=True) if child.tag not in SKIPPED]
            stack.extend((child, True) for child in reversed(children))


def _weight_of(text: str, linked: bool) -> _Weight:
    size = sum(map(len, text.split()))
    marks = 0 if linked or not size else sum(1 << place for place, mark in enumerate(_MARKS) if mark.search(text))
    return _Weight(size, size if linked else 0, 0, marks)
