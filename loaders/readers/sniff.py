"""What a file is by its bytes, whatever its name says."""

from __future__ import annotations

import io
import re
import zipfile

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = {
    b"\x89PNG\r\n\x1a\n": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"II*\x00": "a TIFF picture",
    b"MM\x00*": "a TIFF picture",
    b"Rar!\x1a\x07": "a RAR archive",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"\x1f\x8b": "a gzip file",
    b"\x7fELF": "a program",
    b"MZ": "a program",
}
_HEAD = 4096
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*){0,3}<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_CLOSING = re.compile(rb"</(?:p|div|td|tr|table|span|b|i|font)>", re.IGNORECASE)
_WORD_XML = re.compile(rb"<\?mso-application\s+progid=\"Word\.Document\"|<(?:w:wordDocument|pkg:package)\b")


def signature(data: bytes) -> str | None:
    """The kind of ``data``: the name of a format, or a phrase for what is never read; None for what may be text.

    >>> signature(b"%PDF-1.7"), signature(b"<!DOCTYPE html><p>"), signature(b"\\xff\\xd8\\xff\\xe0"), signature(b"text")
    ('pdf', 'html', 'a JPEG picture', None)
    """
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _packed(data)
    if data.startswith(_OLE):
        return _compound(data)
    if data.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    for magic, phrase in _PICTURES.items():
        if data.startswith(magic) and not (magic == b"MZ" and b"\x00" not in data[:_HEAD]):
            return phrase
    if b"%PDF-" in data[:1024]:
        return "pdf"
    return _markup(data)


def _markup(data: bytes) -> str | None:
    head = _ascii(data[:_HEAD])
    if _WORD_XML.search(head):
        return "wordml"
    if re.match(rb"(?:[\w-]+:[^\n]*\n)*MIME-Version:", head, re.IGNORECASE) and b"multipart/related" in head:
        return "mhtml"
    return "html" if _HTML.match(head) else None


def looks_like_markup(data: bytes) -> bool:
    """Whether text that declares nothing is a piece of a page: it begins with a tag and closes several."""
    head = _ascii(data[:65536])
    return head.lstrip().startswith(b"<") and len(_CLOSING.findall(head)) >= 3


def _ascii(head: bytes) -> bytes:
    """The ASCII of text in UTF-8 or UTF-16, for looking at its beginning."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[2:].replace(b"\x00", b"")
    return head.removeprefix(b"\xef\xbb\xbf")


def _packed(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                stated = archive.open("mimetype").read(200)
                if stated.startswith(b"application/vnd.oasis.opendocument.text"):
                    return "odt"
                if stated.startswith(b"application/epub"):
                    return "an EPUB book"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return "zip"
    if "[Content_Types].xml" in names:
        for folder, kind in (("word/", "docx"), ("xl/", "an Excel workbook"), ("ppt/", "a PowerPoint presentation")):
            if any(name.startswith(folder) for name in names):
                return kind
    return "zip"


def _compound(data: bytes) -> str:
    """Files of Microsoft's older container, told apart by the names of the streams in its directory."""
    for stream, kind in (
        ("EncryptedPackage", "a Word or Excel file that is locked with a password"),
        ("WordDocument", "doc"),
        ("Workbook", "an Excel workbook"),
        ("PowerPoint Document", "a PowerPoint presentation"),
    ):
        if stream.encode("utf-16-le") in data:
            return kind
    return "a file of Microsoft's older format, but no Word document"
