"""Pages: HTML as a browser reads it, and MHTML, which is what Word calls a web archive."""

from __future__ import annotations

import email
import email.policy
import re
from typing import TYPE_CHECKING, Final

from ontology.errors import EmptyInput, InputError, LimitExceeded

from .boilerplate import Page
from .charset import decode
from .extras import missing
from .legacy import recover
from .letterhead import gather_columns, without_gaps
from .plain import judgement
from .protocol import FileText, Source
from .rows import table_lines
from .weblists import Lists

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})|<\?xml[^>]{0,100}encoding=["']([\w.:-]{1,40})""", re.I
)
_DEEP: Final = 4_000  # the rules of HTML5 take time with the square of the depth; pages have some dozens
_NESTING = re.compile(
    r"<(/?)(?:div|span|font|b|i|u|em|strong|table|ul|ol|section|article|center|blockquote|a|sup|sub|svg|g)\b", re.I
)
_BLANK_TAGS: Final = "p h1 h2 h3 h4 h5 h6 blockquote ul ol dl table pre figure"
_LINE_TAGS: Final = (
    "div li dt dd tr td th section article header main address center form fieldset body html caption hr tbody"
)
_BLANK_AROUND: Final = frozenset(_BLANK_TAGS.split())
_LINE_AROUND: Final = frozenset(_LINE_TAGS.split())
_SPACE = re.compile(r"[ \t\n\r\f\v]+")
_WIDE = re.compile(r"(?:[\u00a0\u2003\u2002]\s?){4,}|\t+")
_NOTE: Final = "\ue000"  # where raised text begins
_COLUMN: Final = "\ue001"
_PARAGRAPHS: Final = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6"))
_CENTRE = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_TABLES: Final = 12  # deeper nested tables are read as plain blocks


class HtmlReader:
    """Reads a page: its document without the site around it, tables as rows."""

    def read(self, source: Source) -> FileText:
        """The text of the page. Raises: InputError, EmptyInput, UnsupportedFormat."""
        declared = _CHARSET.search(source.data[:4096])
        named = (declared[1] or declared[2]).decode("ascii") if declared else None
        decoded = decode(source.data, source.name, named)
        text = page_text(decoded.text, source.name)
        recovered, old = recover(text)
        steps = [f"decoded as {old or decoded.encoding}"]
        judged = (f"letters recovered from {old}, judged by the spelling of the words",) if old else judgement(decoded)
        return FileText(recovered, "html", tuple(steps), (*judged, *decoded.warnings))


class MhtmlReader:
    """Reads a page that was saved with its pictures in one file."""

    def read(self, source: Source) -> FileText:
        """The text of its first HTML part. Raises: InputError."""
        message = email.message_from_bytes(source.data.lstrip(), policy=email.policy.default)
        for part in message.walk():
            if part.get_content_type() == "text/html":
                payload = part.get_payload(decode=True)
                if isinstance(payload, bytes):
                    return HtmlReader().read(source.with_data(payload))
        raise InputError(f"{source.name} is a web archive without a page in it", hint="Save the page as HTML again")


def page_text(markup: str, name: str) -> str:
    """The text of the document on a page.

    Raises:
        InputError: the library is not installed.
        LimitExceeded: elements are nested too deeply.
        EmptyInput: the page has no text of its own.
    """
    try:
        from selectolax.lexbor import LexborHTMLParser
    except ImportError:
        raise missing(name, "selectolax", "html") from None
    if _depth(markup) > _DEEP:
        raise LimitExceeded(f"{name} nests more than {_DEEP} elements in each other", hint="Simplify the page")
    body = LexborHTMLParser(markup.replace("\x00", "")).body
    if body is None:
        raise EmptyInput(f"{name} is a page without content", hint="Save the page again when it shows the document")
    page = Page(body)
    writer = _Writer(page)
    writer.write(page.root)
    text = writer.text()
    if not text.strip():
        raise EmptyInput(
            f"{name} is a page without text of its own", hint="Save the page again when it shows the document"
        )
    return text


def _depth(markup: str) -> int:
    depth = deepest = 0
    for match in _NESTING.finditer(markup):
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


class _Writer:
    """Writes elements as lines."""

    def __init__(self, page: Page, tables: int = 0) -> None:
        self._page, self._tables = page, tables
        self._lines: list[str] = []
        self._line: list[str] = []
        self._lists = Lists()
        self._pre = 0
        self._centred = 0
        self._after_title = False

    def text(self) -> str:
        """All lines that were written, with at most one blank line between two."""
        self._end_line()
        return without_gaps(gather_columns(self._lines))

    def write(self, root: LexborNode) -> None:
        """Writes what stands below ``root``."""
        stack = [(root, True)]
        while stack:
            node, entering = stack.pop()
            if node.is_text_node:
                self._write_text(node.text_content or "")
            elif not node.is_element_node or (node is not root and entering and self._page.is_furniture(node)):
                continue
            elif node.tag == "table" and self._tables < _TABLES:
                self._write_table(node)
            elif entering:
                self._open(node)
                stack.append((node, False))
                stack.extend((child, True) for child in reversed(list(node.iter(include_text=True))))
            else:
                self._close(node)

    def _open(self, node: LexborNode) -> None:
        tag = node.tag or ""
        self._centred += _is_centred(node)
        if tag in _PARAGRAPHS:
            self._end_line()
            if self._after_title and self._centred and self._lines and not self._lines[-1]:
                self._lines.pop()  # two centred paragraphs are lines of one title
        if tag in _BLANK_AROUND and not (self._after_title and self._centred):
            self._blank()
        elif tag in _LINE_AROUND or tag == "br":
            self._end_line()
        self._after_title = False
        self._pre += tag == "pre"
        if tag == "sup":
            self._line.append(_NOTE)
        self._line.append(self._lists.open(node))

    def _close(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "sup":
            self._raise_note()
        self._lists.close(node)
        self._pre -= tag == "pre"
        if tag in _PARAGRAPHS and "\u00a0" in "".join(self._line) and not "".join(self._line).strip():
            self._lines.append("")  # a paragraph with nothing but a blank, which makes room
        if tag in _BLANK_AROUND:
            self._blank()
        elif tag in _LINE_AROUND:
            self._end_line()
        if tag in _PARAGRAPHS:
            self._after_title = self._centred > 0
        self._centred -= _is_centred(node)

    def _write_text(self, text: str) -> None:
        if self._pre:
            first, *others = text.split("\n")
            self._line.append(first)
            for line in others:
                self._end_line(keep_empty=True)
                self._line.append(line)
        else:
            self._line.append(_SPACE.sub(" ", text))

    def _raise_note(self) -> None:
        """A small raised number is the mark of a footnote, but not behind a unit (m², km²)."""
        start = len(self._line) - 1 - self._line[::-1].index(_NOTE)
        raised = "".join(self._line[start + 1 :]).strip()
        before = "".join(self._line[:start]).rstrip()
        del self._line[start:]
        note = re.fullmatch(r"[\[(]?(\d{1,3})[\])]?", raised)
        unit = re.search(r"(?<![^\W\d_])[kdcm]?m$", before)
        self._line.append(f"[{note[1]}]" if note and not unit else raised)

    def _end_line(self, keep_empty: bool = False) -> None:
        line = _SPACE.sub(" ", _WIDE.sub(_COLUMN, "".join(self._line).replace(_NOTE, "")))
        line = line.replace("\u00a0", " ").replace(_COLUMN, "\t").strip(" ")
        line = re.sub(" {2,}", " ", line)
        if line.strip() or keep_empty:
            self._lines.append(line)
        self._line = []

    def _blank(self) -> None:
        self._end_line()
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def _write_table(self, table: LexborNode) -> None:
        self._blank()
        rows = _rows_of(table)
        grid = [[self._cell(cell) for cell in row] for row in rows]
        nested = any(cell.css_first("table") is not None for row in rows for cell in row)
        self._lines += table_lines(_spread(rows, grid), nested)
        self._blank()

    def _cell(self, cell: LexborNode) -> str:
        writer = _Writer(self._page, self._tables + 1)
        writer.write(cell)
        return writer.text()


def _is_centred(node: LexborNode) -> bool:
    stated = node.attributes
    aligned = (stated.get("align") or "").lower() == "center" or bool(_CENTRE.search(stated.get("style") or ""))
    return aligned or node.tag == "center"


def _rows_of(table: LexborNode) -> list[list[LexborNode]]:
    """The cells of a table by rows, those of tables within it left out."""
    rows = []
    for child in table.iter():
        group = [child] if child.tag == "tr" else list(child.iter()) if child.tag in ("thead", "tbody", "tfoot") else []
        rows += [[cell for cell in row.iter() if cell.tag in ("td", "th")] for row in group if row.tag == "tr"]
        if child.tag == "caption":
            rows.append([child])
    return rows


def _spread(rows: list[list[LexborNode]], grid: list[list[str]]) -> list[list[str]]:
    """The rows with a cell for each column: the text of a merged cell stands once, in the first of its places."""
    widest = min(200, sum(_span(cell, "colspan", 200) for cell in max(rows, key=len, default=[])) + 50)
    taken: dict[int, int] = {}  # column -> rows for which a cell above still covers it
    spread = []
    for row, texts in zip(rows, grid, strict=True):
        line: list[str] = []
        below: dict[int, int] = {column: left - 1 for column, left in taken.items() if left > 1}
        for cell, text in zip(row, texts, strict=True):
            while taken.get(len(line), 0) > 0:
                line.append("")
            columns, deep = _span(cell, "colspan", widest), _span(cell, "rowspan", len(rows))
            if deep > 1:
                below |= dict.fromkeys(range(len(line), len(line) + columns), deep - 1)
            line += [text, *[""] * (columns - 1)]
        spread.append(line)
        taken = below
    return spread


def _span(cell: LexborNode, name: str, most: int) -> int:
    """How many columns or rows a cell covers, never more than there can be."""
    value = cell.attributes.get(name) or "1"
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 8 else 1
    return max(1, min(number or most, most))
