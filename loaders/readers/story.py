"""The paragraphs and tables of a Word document, or of one cell, box, header or note of it, as lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from .legacy import by_font, encoding_of
from .numbering import Numbering
from .ooxml import MC, M, R, Styles, W, look_of, switched, value, whole
from .rows import table_lines

if TYPE_CHECKING:
    from lxml.etree import _Element

_THROUGH: Final = frozenset(
    W + name for name in ("hyperlink", "ins", "moveTo", "smartTag", "customXml", "sdt", "sdtContent", "dir", "bdo")
) | {MC + "Choice"}
_DROPPED: Final = frozenset(W + name for name in ("del", "moveFrom", "rPr", "pPr", "sdtPr", "instrText", "delText"))
_TEXT: Final = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_BULLETS: Final = frozenset("\uf0b7\uf0a7\uf0d8\uf076\uf0fc")
_UNIT = re.compile(r"(?<![^\W\d_])[kdcm]?m$")
_COUNTS: Final = ("PAGE", "NUMPAGES", "SECTIONPAGES")


class Notes:
    """Footnotes and endnotes, numbered in the order in which the text refers to them."""

    def __init__(self, footnotes: _Element | None, endnotes: _Element | None) -> None:
        self._items: dict[tuple[str, str], _Element] = {}
        for name, root in (("footnote", footnotes), ("endnote", endnotes)):
            for item in root.iterfind(W + name) if root is not None else ():
                if item.get(W + "type") in (None, "normal"):
                    self._items[name, item.get(W + "id") or ""] = item
        self._count = 0
        self._pending: list[tuple[int, _Element]] = []

    def refer(self, name: str, identity: str) -> str:
        """The mark for a reference to a note, which is then waiting to be written."""
        item = self._items.get((name, identity))
        if item is None:
            return ""
        self._count += 1
        self._pending.append((self._count, item))
        return f"[{self._count}]"

    def take(self) -> list[tuple[int, _Element]]:
        """The notes that wait, which then wait no more."""
        taken, self._pending = self._pending, []
        return taken


@dataclass(slots=True)
class _Paragraph:
    """The pieces of a paragraph as they are found: text with its font where that is an old one, and boxes beside it."""

    style: str | None
    pieces: list[tuple[str, str | None]] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    fields: list[list[str]] = field(default_factory=list)  # for each open field: its code, then "shown"

    @property
    def text(self) -> str:
        """What was found so far."""
        return "".join(text for text, _ in self.pieces)

    @property
    def counts_pages(self) -> bool:
        """Whether what comes now is the result of a field that counts pages."""
        return any(code[0].strip().upper().startswith(_COUNTS) for code in self.fields)


class Story:
    """Writes pieces of one document, whose lists and notes are counted through all of them."""

    def __init__(
        self, styles: Styles, numbering: _Element | None, notes: Notes, chunk: Callable[[str], list[str]]
    ) -> None:
        self.fonts: set[str] = set()
        self._styles, self._notes, self._chunk = styles, notes, chunk
        self._numbering = Numbering(numbering, styles.lists())

    def lines(self, container: _Element) -> list[str]:
        """The lines of a body, cell, box, header or note.

        Between two paragraphs there is a blank line, but not between two that are centred: those are lines of one
        title. An empty paragraph is one more.
        """
        lines: list[str] = []
        centred, empty = False, 0
        for block in _blocks(container):
            written = self._block(block)
            if not written:
                empty += 1
                continue
            before, centred = centred, block.tag == W + "p" and self._is_centred(block)
            if lines and (empty or not (before and centred)):
                lines += [""] * (1 + empty)
            lines += written
            empty = 0
        return lines

    def _is_centred(self, paragraph: _Element) -> bool:
        properties = paragraph.find(W + "pPr")
        stated = value(properties, "jc")
        style = value(properties, "pStyle") or self._styles.standard
        return (self._styles.alignment(style) if stated is None else stated) == "center"

    def pending_notes(self) -> list[str]:
        """The notes that were referred to since the last time, a paragraph each."""
        lines: list[str] = []
        for number, item in self._notes.take():
            text = " ".join(line for line in self.lines(item) if line).strip()
            lines += [f"[{number}] {text}", ""]
        return [*lines, "\f"] if lines else []

    def _block(self, block: _Element) -> list[str]:
        if block.tag == W + "tbl":
            return self._table(block)
        if block.tag == W + "altChunk":
            return self._chunk(block.get(R + "id") or "")
        lines = self._paragraph(block)
        notes = self.pending_notes() if block.find(f"{W}pPr/{W}sectPr") is not None else []
        return [*lines, "", *notes] if lines and notes else lines + notes

    def _paragraph(self, item: _Element) -> list[str]:
        properties = item.find(W + "pPr")
        paragraph = _Paragraph(value(properties, "pStyle") or self._styles.standard)
        label = self._label(properties, paragraph.style)
        self._inline(item, paragraph)
        lines: list[str] = []
        for box in paragraph.boxes:
            lines += [*self.lines(box), ""]
        text = label + self._joined(paragraph).strip(" ")
        if text.strip():
            lines += [line.rstrip(" ") for line in text.split("\n") if line.strip()]
        return lines

    def _label(self, properties: _Element | None, style: str | None) -> str:
        stated = properties.find(W + "numPr") if properties is not None else None
        number = value(stated, "numId")
        if number is not None:
            return self._numbering.label(whole(number, 0), whole(value(stated, "ilvl"), 0))
        by_style = self._styles.numbering(style)
        if by_style is None:
            return ""
        listed, level, owner = by_style
        level = self._numbering.level_of_style(listed, owner) if level is None else level
        return self._numbering.label(listed, level)

    def _inline(self, item: _Element, paragraph: _Paragraph) -> None:
        for child in item:
            if child.tag == W + "r":
                self._run(child, paragraph)
            elif child.tag == W + "fldSimple":
                code = child.get(W + "instr") or ""
                if not code.strip().upper().startswith(_COUNTS):
                    self._inline(child, paragraph)
            elif child.tag == MC + "AlternateContent":
                self._inline(_chosen(child), paragraph)
            elif child.tag in _THROUGH:
                self._inline(child, paragraph)
            elif child.tag in (M + "oMath", M + "oMathPara"):
                paragraph.pieces.append(("".join(text.text or "" for text in child.iter(M + "t")), None))

    def _run(self, run: _Element, paragraph: _Paragraph) -> None:
        properties = run.find(W + "rPr")
        look = look_of(properties).over(self._styles.look(paragraph.style, value(properties, "rStyle")))
        if look.hidden:
            return
        text = ""
        for child in run:
            text += self._piece(child, paragraph)
        if _raised_note(text, properties):
            text = f"[{text.strip()}]" if not _UNIT.search(paragraph.text) else text
        paragraph.pieces.append((text.upper() if look.caps else text, look.font if encoding_of(look.font)[0] else None))

    def _piece(self, item: _Element, paragraph: _Paragraph) -> str:
        """The text of one element of a run; boxes and fields are noted in the paragraph."""
        if item.tag == W + "fldChar":
            _follow_field(item, paragraph)
        elif item.tag == W + "instrText" and paragraph.fields:
            paragraph.fields[-1][0] += item.text or ""
        elif paragraph.counts_pages:
            return ""
        elif item.tag == W + "t":
            return (item.text or "").replace("\n", " ")
        elif item.tag in _TEXT:
            return _TEXT[str(item.tag)]
        elif item.tag == W + "sym":
            return _symbol(item)
        elif item.tag in (W + "footnoteReference", W + "endnoteReference"):
            kind = str(item.tag).removeprefix(W).removesuffix("Reference")
            return self._notes.refer(kind, item.get(W + "id") or "")
        elif item.tag not in _DROPPED:
            paragraph.boxes += _boxes(item)
        return ""

    def _joined(self, paragraph: _Paragraph) -> str:
        """The text of the pieces; neighbours in one old font are decoded together, as a letter may be two."""
        merged: list[tuple[str, str | None]] = []
        for text, font in paragraph.pieces:
            if merged and (merged[-1][1] == font or not text.strip()):
                merged[-1] = (merged[-1][0] + text, merged[-1][1])
            else:
                merged.append((text, font))
        return "".join(self._decoded(text, font) for text, font in merged)

    def _decoded(self, text: str, font: str | None) -> str:
        decoded, encoding = by_font(text, font)
        if encoding:
            self.fonts.add(encoding)
        return decoded

    def _table(self, table: _Element) -> list[str]:
        grid, nested = [], False
        for row in _within(table, W + "tr"):
            cells = _before(row)
            for cell in _within(row, W + "tc"):
                properties = cell.find(W + "tcPr")
                merged = value(properties, "vMerge")
                text = "\n".join(self.lines(cell))
                cells.append("" if merged in ("", "continue") else text)
                cells += [""] * min(whole(value(properties, "gridSpan"), 1) - 1, 100)
                nested = nested or next(cell.iter(W + "tbl"), None) is not None
            grid.append(cells)
        return table_lines(grid, nested)


def _before(row: _Element) -> list[str]:
    """Empty cells for the columns that a row leaves out at its beginning."""
    return [""] * max(0, min(whole(value(row.find(W + "trPr"), "gridBefore"), 0), 100))


def _blocks(container: _Element) -> Iterator[_Element]:
    """Paragraphs and tables in order, out of whatever wraps them; what was deleted under revision is left out."""
    for child in container:
        if child.tag in (W + "p", W + "tbl", W + "altChunk"):
            yield child
        elif child.tag == MC + "AlternateContent":
            yield from _blocks(_chosen(child))
        elif child.tag in _THROUGH:
            yield from _blocks(child)


def _within(container: _Element, tag: str) -> Iterator[_Element]:
    """The rows of a table, or the cells of a row, out of whatever wraps them."""
    for child in container:
        if child.tag == tag:
            if switched(child.find(W + "trPr"), "del") is None:
                yield child
        elif child.tag in _THROUGH:
            yield from _within(child, tag)


def _chosen(alternatives: _Element) -> _Element:
    """One of several forms of the same thing: the first, which is the one for newer programs."""
    for name in ("Choice", "Fallback"):
        found = alternatives.find(MC + name)
        if found is not None and (name == "Fallback" or len(found)):
            return found
    return alternatives


def _boxes(item: _Element) -> list[_Element]:
    """The contents of text boxes in a drawing, each once; those within a box are found when it is written."""
    stack, found = [item], []
    while stack:
        current = stack.pop(0)
        if current.tag == W + "txbxContent":
            found.append(current)
        elif current.tag == MC + "AlternateContent":
            stack.append(_chosen(current))
        else:
            stack[:0] = list(current)
    return found


def _raised_note(text: str, properties: _Element | None) -> bool:
    """Whether a run is a small raised number, as notes are marked that were typed by hand."""
    raised = value(properties, "vertAlign") == "superscript"
    return raised and re.fullmatch(r"\s*\d{1,3}\s*", text) is not None


def _follow_field(item: _Element, paragraph: _Paragraph) -> None:
    kind = item.get(W + "fldCharType")
    if kind == "begin":
        paragraph.fields.append([""])
    elif kind == "end" and paragraph.fields:
        paragraph.fields.pop()


def _symbol(item: _Element) -> str:
    char = chr(whole(str(int(item.get(W + "char") or "0", 16)), 0)) if _is_hex(item.get(W + "char")) else ""
    return "• " if char in _BULLETS else char if char and not "\ue000" <= char <= "\uf8ff" else ""


def _is_hex(text: str | None) -> bool:
    return bool(text) and len(text or "") <= 4 and all(char in "0123456789abcdefABCDEF" for char in text or "")
