"""The one table of formats: by which suffixes a file is found, by which reader it is read, what that needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from ontology.errors import UnsupportedFormat

from .plain import TextReader
from .protocol import Reader
from .sniff import looks_like_markup, signature


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file. ``make`` imports the reader, and with it no library: those are imported when a file is read."""

    name: str
    suffixes: tuple[str, ...]
    make: Callable[[], Reader]


def _html() -> Reader:
    from .web import HtmlReader

    return HtmlReader()


def _mhtml() -> Reader:
    from .web import MhtmlReader

    return MhtmlReader()


def _docx() -> Reader:
    from .word import DocxReader

    return DocxReader()


def _office() -> Reader:
    from .office import OfficeReader

    return OfficeReader()


def _pdf() -> Reader:
    from .pdf import PdfReader

    return PdfReader()


FORMATS: Mapping[str, Format] = {
    item.name: item
    for item in (
        Format("text", (".txt", ".md", ".markdown", ".text"), TextReader),
        Format("html", (".html", ".htm", ".xhtml"), _html),
        Format("mhtml", (".mht", ".mhtml"), _mhtml),
        Format("docx", (".docx", ".docm"), _docx),
        Format("doc", (".doc",), _office),
        Format("rtf", (".rtf",), _office),
        Format("odt", (".odt",), _office),
        Format("wordml", (), _office),
        Format("pdf", (".pdf",), _pdf),
    )
}
ARCHIVES = (".zip",)
SUFFIXES: Mapping[str, str] = {
    suffix: item.name for item in FORMATS.values() for suffix in item.suffixes
} | dict.fromkeys(ARCHIVES, "zip")
_BINARY = frozenset({"docx", "doc", "rtf", "odt", "pdf", "zip"})


def kind_of(name: str, data: bytes) -> tuple[str, str | None]:
    """The kind of a file (``zip``, or the name of a format), and a warning where its suffix says another one.

    The content decides where it is certain, the suffix else.

    Raises:
        UnsupportedFormat: there is no reader for the suffix, or for what the content is.
    """
    suffix = PurePath(name).suffix.lower()
    claimed = SUFFIXES.get(suffix)
    if claimed is None:
        raise UnsupportedFormat(
            f"{name}: files of the kind {suffix or 'without a suffix'!r} are not read",
            hint=f"Known are {', '.join(SUFFIXES)}",
        )
    found = signature(data)
    if found is None and claimed == "text" and suffix == ".txt" and looks_like_markup(data):
        found = "html"
    if found is None:
        if claimed not in _BINARY:
            return claimed, None
        if not data.strip():
            return claimed, None
        return _as_text(name, claimed, data)
    if found not in FORMATS and found != "zip":
        raise UnsupportedFormat(f"{name} is {found}", hint="Convert it to one of " + ", ".join(SUFFIXES))
    if found == "zip" and claimed in ("docx", "odt"):
        return claimed, None  # its reader says what is wrong with it
    if found == claimed or {found, claimed} <= {"doc", "wordml"} or {found, claimed} <= {"html", "mhtml"}:
        return found, None
    if found == "html" and suffix in (".md", ".markdown"):
        return claimed, None
    return found, f"the name ends in {suffix}, but the content is {found}: read as that"


def _as_text(name: str, claimed: str, data: bytes) -> tuple[str, str | None]:
    """A file that should be binary and has no signature: text that someone renamed, or damage."""
    if looks_like_markup(data):
        return "html", f"the name says {claimed}, but the content is a piece of HTML: read as that"
    if b"\x00" in data[:65536]:
        raise UnsupportedFormat(
            f"{name} is no {claimed} file: its content does not begin as one",
            hint="Check that it was copied or downloaded whole",
        )
    return "text", f"the name says {claimed}, but the content is plain text: read as that"
