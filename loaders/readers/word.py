"""DOCX: the text as Word prints it, with numbers, notes, text boxes, tables and the first header."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Final

from ontology.errors import EmptyInput, InputError

from .archive import BROKEN, checked_archive
from .extras import missing
from .legacy import recover
from .letterhead import gather_columns, without_gaps
from .ooxml import R, Styles, W, value
from .protocol import FileText, Source
from .sniff import signature
from .story import Notes, Story

if TYPE_CHECKING:
    from docx.opc.part import Part
    from lxml.etree import _Element

_PAGE = re.compile(r"[\s\-–—~*]*(?:trang|page)?[\s\d/\-–—~*.]*(?:of\s*\d*)?\s*", re.IGNORECASE)
_LINK: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


class DocxReader:
    """Reads DOCX with python-docx for the package and its parts."""

    def read(self, source: Source) -> FileText:
        """The text of the document. Raises: InputError, EmptyInput, LimitExceeded."""
        main = _main_part(source)
        document = _Document(source, main)
        text = document.text()
        if not text.strip():
            raise EmptyInput(f"{source.name} has no text", hint="If it holds pictures of pages, save it as PDF")
        recovered, old = recover(text)
        warnings = [f"letters recovered from {old}, judged by the spelling of the words"] if old else []
        warnings += [f"letters recovered from the fonts of {name}" for name in sorted(document.fonts)]
        return FileText(recovered, "docx", (f"decoded as {old}",) if old else (), tuple(warnings))


def _main_part(source: Source) -> Part:
    """The part that holds the document. Raises: InputError."""
    try:
        from docx.opc.exceptions import OpcError
        from docx.package import Package
        from lxml.etree import XMLSyntaxError
    except ImportError:
        raise missing(source.name, "python-docx", "docx") from None
    checked_archive(source).close()
    try:
        main: Part = Package.open(io.BytesIO(source.data)).main_document_part
        return main
    except (OpcError, XMLSyntaxError, LookupError, AttributeError, TypeError, *BROKEN) as error:
        raise InputError(
            f"{source.name} is no whole DOCX file: {type(error).__name__}: {str(error)[:200]}",
            hint="Open it in Word or LibreOffice and save it again as .docx (not Strict Open XML)",
        ) from error


class _Document:
    """One document: its parts, and what is counted from its beginning to its end."""

    def __init__(self, source: Source, main: Part) -> None:
        self._source, self._main = source, main
        self.root = self._parsed(main)
        body = self.root.find(W + "body") if self.root is not None else None
        if body is None:
            raise InputError(f"{source.name} has no body", hint="Open it in Word or LibreOffice and save it again")
        self._body = body
        self._styles = Styles(self._related("styles"))
        notes = Notes(self._related("footnotes"), self._related("endnotes"))
        self._story = Story(self._styles, self._related("numbering"), notes, self._chunk)

    @property
    def fonts(self) -> set[str]:
        """The old encodings that were told by fonts."""
        return self._story.fonts

    def text(self) -> str:
        """Header, body and notes."""
        first = next(self._body.iter(W + "sectPr"), None)
        lines = self._margins(first, "headerReference")
        lines += self._story.lines(self._body)
        lines += self._margins(first, "footerReference")
        lines += ["", *self._story.pending_notes()]
        lines = gather_columns(lines)
        return without_gaps(lines).strip("\n\f")

    def _margins(self, section: _Element | None, kind: str) -> list[str]:
        """What stands in the headers or footers of the first section, once; page numbers are left out."""
        if section is None:
            return []
        found: list[str] = []
        shown = ["first", "default"] if value(section, "titlePg") is not None else ["default"]
        for reference in sorted(section.iterfind(W + kind), key=lambda item: item.get(W + "type") != "first"):
            part = self._main.related_parts.get(reference.get(R + "id") or "")
            root = self._parsed(part) if part is not None and reference.get(W + "type") in shown else None
            if root is not None:
                lines = [line for line in self._story.lines(root) if not _PAGE.fullmatch(line)]
                found += [line for line in lines if line not in found]
        return [line for text in found for line in (text, "")]

    def _related(self, name: str) -> _Element | None:
        for relation in self._main.rels.values():
            if relation.reltype == _LINK + name and not relation.is_external:
                return self._parsed(relation.target_part)
        return None

    def _parsed(self, part: Part) -> _Element | None:
        """The root of a part, read without entities, DTDs and the network."""
        from lxml.etree import XMLParser, XMLSyntaxError, fromstring

        parser = XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return fromstring(part.blob, parser)
        except XMLSyntaxError as error:
            raise InputError(
                f"{self._source.name}: {part.partname} is damaged ({error.msg})",
                hint="Open it in Word or LibreOffice and save it again",
            ) from error

    def _chunk(self, identity: str) -> list[str]:
        """The lines of a piece in another format that Word would take in when it opens the file."""
        from .formats import FORMATS

        part = self._main.related_parts.get(identity)
        kind = signature(part.blob) if part is not None else None
        if part is None or kind not in ("html", "mhtml", "docx"):
            return []
        return FORMATS[kind].make().read(self._source.with_data(part.blob)).text.split("\n")
