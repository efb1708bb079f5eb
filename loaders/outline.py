"""The numbering of a text: each paragraph with the path of the item that it belongs to, as `II.1.1` or `7.-1`."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from .cleaning import fold
from .layout import Paragraph, is_caps

_CLOSING = re.compile(
    r"(?:trên đây là|trong quá trình|quá trình (?:tổ chức|triển khai)|yêu cầu các|đề nghị các|"
    r"nhận được|căn cứ kế hoạch này)"
)
_BLOCK = re.compile(
    r"(?:các\s+)?(?:cơ quan|đơn vị|thời gian|thời hạn|kinh phí|hình thức|địa điểm|thành phần|sản phẩm|nơi)[^:.;]{0,45}:"
)


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph with its place in the numbering. ``heading`` marks a title that others stand under."""

    paragraph: Paragraph
    path: str
    kind: str | None
    heading: bool
    numbered: bool


def outline(paragraphs: tuple[Paragraph, ...], annex: int | None = None) -> tuple[Item, ...]:
    """Place every paragraph that is no footnote. Bullets count from -1 under the nearest numbered item.

    What begins at ``annex`` or behind it, below the signature, has a numbering of its own.
    """
    walker = _Walker()
    body = [paragraph for paragraph in paragraphs if not paragraph.footnote and paragraph.kind != "cell"]
    cut = len(body) if annex is None else bisect_left(body, annex, key=lambda paragraph: paragraph.start)
    placed = [walker.place(paragraph) for paragraph in body[:cut]]
    walker = _Walker()
    return (*placed, *(walker.place(paragraph) for paragraph in body[cut:]))


def path_at(items: tuple[Item, ...], position: int, annex: int | None = None) -> str:
    """The path of the last numbered item that begins before ``position`` of the text, without its bullets.

    What stands in an annex, which begins at ``annex``, is below no item of the text before it.
    """
    index = bisect_left(items, position, key=lambda item: item.paragraph.start)
    if annex is not None and position >= annex and (not index or items[index - 1].paragraph.start < annex):
        return ""
    return re.sub(r"(?:\.?-\d+)+$", "", items[index - 1].path) if index else ""


class _Walker:
    def __init__(self) -> None:
        self.part = ""
        self.roman = ""
        self.top = ""
        self.lower: list[tuple[str, str]] = []
        self.bullets = 0
        self.pluses = 0
        self.bullet = ""

    def place(self, paragraph: Paragraph) -> Item:
        kind = paragraph.kind
        folded = fold(paragraph.text)
        if kind in ("bullet", "star", "plus"):
            return self._bulleted(paragraph, folded)
        if kind is None:
            if _CLOSING.match(folded) and paragraph.gap and self.top:
                self.top, self.lower = "", []
            self.bullet = ""
            path = self._path()
            return Item(paragraph, path, None, False, bool(path))
        self.bullets = self.pluses = 0
        self.bullet = ""
        label = paragraph.label
        if kind == "part":
            self.part, self.roman, self.top, self.lower = label, "", "", []
        elif kind in ("chapter", "roman"):
            self.roman, self.top, self.lower = (label if kind == "roman" else ""), "", []
        elif kind in ("article", "arabic"):
            if kind == "arabic" and self.lower and self.lower[0][0] == "article":
                self.lower = [self.lower[0], ("arabic", label)]
            elif kind == "article":
                self.top, self.roman, self.lower = "", "", [("article", label)]
            else:
                self.top, self.lower = label, []
        elif kind == "decimal":
            self.top, self.lower = label, []
        else:
            self._below(kind, label)
        short = len(paragraph.text) < 160 and not paragraph.text.endswith((".", ";", ","))
        return Item(paragraph, self._path(), kind, short or is_caps(paragraph.text), True)

    def _below(self, kind: str, label: str) -> None:
        kinds = [known for known, _ in self.lower]
        if kind in kinds:
            self.lower = self.lower[: kinds.index(kind)]
        self.lower.append((kind, label))

    def _bulleted(self, paragraph: Paragraph, folded: str) -> Item:
        if paragraph.kind == "star" and _BLOCK.match(folded):
            return Item(paragraph, self._path(), "block", False, True)
        if (
            _BLOCK.match(folded)
            and re.match(r"(?:cơ quan|đơn vị)[^:]*(?:chủ trì|phối hợp|thực hiện)[^:]*:|thời gian[^:]*:", folded)
            and paragraph.kind != "plus"
            and not folded.startswith("thời gian triển khai")
        ):
            return Item(paragraph, self._path(), "block", False, True)
        if paragraph.kind == "plus" and self.bullet:
            self.pluses += 1
            return Item(paragraph, f"{self.bullet}.-{self.pluses}", paragraph.kind, False, True)
        self.bullets += 1
        self.pluses = 0
        base = self._path()
        self.bullet = f"{base}.-{self.bullets}" if base else f"-{self.bullets}"
        return Item(paragraph, self.bullet, paragraph.kind, False, True)

    def _path(self) -> str:
        return ".".join(part for part in (self.part, self.roman, self.top, *(label for _, label in self.lower)) if part)
