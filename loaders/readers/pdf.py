"""PDF: the text layer in reading order with its tables, and pages that are pictures through Tesseract."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ontology.errors import EmptyInput, InputError, LimitExceeded, LineageError, UnsupportedFormat

from . import ocr
from .extras import missing
from .legacy import recover
from .protocol import FileText, Source
from .ruled import page_lines
from .syllables import spelling

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.pdf import PDF

_DAMAGE: Final = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
    struct.error, zlib.error, NotImplementedError, EOFError,
)  # fmt: skip
_FEW: Final = 16  # letters: a page with fewer is a picture, with a number or a stamp of a scanner on it
_STAMP: Final = 200  # letters: a digital signature has fewer
_VIETNAMESE: Final = 0.15  # of the words have marks and are spelled well; in Vietnamese, more than half
_UNREADABLE = re.compile("\\(cid:\\d+\\)|[\ufffd\ue000-\uf8ff\x00-\x08]")
_NOTE = re.compile(r"^\[\d{1,3}\] ", re.MULTILINE)
_STREAM = re.compile(rb"stream\r?\n")
_MANY_FILTERS = re.compile(rb"/(?:FlateDecode|Fl|LZWDecode)\b[^\]>]{0,40}/(?:FlateDecode|Fl|LZWDecode)\b")
_STREAM_BYTES: Final = 512 * 1024 * 1024  # the largest scans have 200 MB in one picture
_FULL: Final = 0.75  # of the long lines of a page
_CHUNK: Final = 4 * 1024 * 1024
_PIXELS: Final = 60_000_000


@dataclass(slots=True)
class _Tally:
    """How the pages of a file were read."""

    layer: int = 0
    recognised: list[int] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class PdfReader:
    """Reads PDF with pdfplumber; pdfium draws the pages that have to be recognised."""

    def read(self, source: Source) -> FileText:
        """The text of the pages, a form feed between two. Raises: InputError, EmptyInput, UnsupportedFormat."""
        try:
            import pdfplumber
            from pdfminer.pdfexceptions import PDFException
            from pdfminer.psexceptions import PSException
            from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException
        except ImportError:
            raise missing(source.name, "pdfplumber", "pdf") from None
        logging.getLogger("pdfminer").setLevel(logging.ERROR)  # else it tells users of fonts
        _check_streams(source)
        damage = (PdfminerException, MalformedPDFException, PDFException, PSException, *_DAMAGE)
        try:
            document = pdfplumber.open(io.BytesIO(source.data))
        except damage as error:
            raise _unreadable(source, error) from error
        # It is not closed: that reads the pages again, and what it holds is in memory.
        return _Pages(source, document, damage).read()


class _Pages:
    """The pages of one file, read one by one."""

    def __init__(self, source: Source, document: PDF, damage: tuple[type[Exception], ...]) -> None:
        self._source, self._document, self._damage = source, document, damage
        self._tally = _Tally()
        self._missing: str | None = None

    def read(self) -> FileText:
        """All pages. Raises: InputError where there is none, EmptyInput and UnsupportedFormat where none has text."""
        try:
            pages = self._document.pages
        except self._damage as error:
            raise _unreadable(self._source, error) from error
        if not pages:
            raise InputError(f"{self._source.name} has no pages", hint="Check that it was copied or downloaded whole")
        if len(pages) > self._source.options.limits.pages:
            raise LimitExceeded(
                f"{self._source.name} has {len(pages)} pages, more than the {self._source.options.limits.pages} "
                "that are read",
                hint="Split the file",
            )
        texts = [self._page(number, page) for number, page in enumerate(pages, 1)]
        self._recognise(texts)
        text, old = recover(_joined(texts))
        return self._reading(text.strip("\f\n"), old)

    def _page(self, number: int, page: Page) -> str:
        """The text layer of a page as far as it can be read; noted, where the page is a picture all the same."""
        try:
            text = "\n".join(page_lines(page))
            unreadable = len(_UNREADABLE.findall(text)) > max(2, 0.1 * len(text.split()))
            if unreadable or _is_picture(page, text):
                self._tally.pictures.append(number)
                return "" if unreadable else text
        except self._damage as error:
            self._tally.warnings.append(f"page {number} is damaged and was left out ({type(error).__name__})")
            return ""
        finally:
            page.close()
        self._tally.layer += bool(text.strip())
        return text

    def _recognise(self, texts: list[str]) -> None:
        """Puts what Tesseract reads in the place of the layers of the pages that are pictures."""
        pictures = self._tally.pictures
        if not pictures:
            return
        self._missing = ocr.unavailable() if self._source.options.ocr else "LINEAGE_OCR is off"
        if self._missing:
            return
        self._tally.pictures = []
        options = self._source.options
        options.progress(self._source.name, 0, len(pictures))
        for done, number in enumerate(pictures, 1):
            try:
                page = f"{self._source.name}, page {number}"
                texts[number - 1] = ocr.recognise(_drawn(self._source, number), options.limits.program_seconds, page)
                self._tally.recognised.append(number)
            except (LineageError, RuntimeError, OSError, *_DAMAGE) as error:  # pdfium's errors are RuntimeErrors
                self._tally.warnings.append(f"page {number} could not be recognised: {' '.join(str(error).split())}")
            options.progress(self._source.name, done, len(pictures))

    def _reading(self, text: str, old: str | None) -> FileText:
        tally = self._tally
        steps, warnings = [], []
        if tally.layer:
            steps.append(f"text layer of {_counted(tally.layer)}")
        if old:
            steps.append(f"decoded as {old}")
            warnings.append(f"letters recovered from {old}, judged by the spelling of the words")
        if tally.recognised:
            steps.append(f"{_counted(len(tally.recognised))} by OCR")
            warnings.append(f"{_listed(tally.recognised)} recognised by OCR: check what matters against the original")
        if tally.pictures:
            left_out = f"{_listed(tally.pictures)} not recognised, being pictures: {self._missing}. {ocr.HINT}"
            if not text.strip():
                raise UnsupportedFormat(f"{self._source.name}: {left_out.split('. ')[0]}", hint=ocr.HINT)
            warnings.append(left_out)
        if not text.strip():
            said = f" ({'; '.join(tally.warnings[:3])})" if tally.warnings else ""
            raise EmptyInput(f"{self._source.name} has no text{said}", hint="Check that its pages can be seen")
        return FileText(text, "pdf", tuple(steps), (*warnings, *tally.warnings))


def _is_picture(page: Page, text: str) -> bool:
    """Whether what is to be read on a page is in a picture.

    A scan may have a stamp or a signature as its only text, or a layer by a program that knew no Vietnamese.
    """
    area = float(page.width * page.height)
    shown = sum(abs((item["x1"] - item["x0"]) * (item["bottom"] - item["top"])) for item in page.images) / area
    letters = sum(char.isalnum() for char in text)
    if letters < _FEW:
        return shown > 0.3 or len(page.curves) > 300
    words, good = len(text.split()), spelling(recover(text)[0])[0]
    return shown > 0.6 and (letters < _STAMP or good < _VIETNAMESE * words)


def _drawn(source: Source, number: int) -> bytes:
    """A page as a grey picture."""
    import pypdfium2

    document = pypdfium2.PdfDocument(source.data)
    try:
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(ocr.DPI / 72, (_PIXELS / max(1.0, width * height)) ** 0.5)
        drawn = io.BytesIO()
        page.render(scale=scale, grayscale=True).to_pil().save(drawn, "PPM")
        page.close()
        return drawn.getvalue()
    finally:
        document.close()


def _unreadable(source: Source, error: Exception) -> InputError:
    """What is wrong with a file that cannot be opened: most often a password."""
    chain = f"{type(error).__name__} {error!r} {error.__cause__!r} {error.args!r}"
    if "Password" in chain or "Encryption" in chain:
        return InputError(f"{source.name} is locked with a password", hint="Save it without the password")
    return InputError(
        f"{source.name} is no whole PDF file ({type(error).__name__}: {' '.join(str(error).split())[:200]})",
        hint="Check that it was copied or downloaded whole",
    )


def _check_streams(source: Source) -> None:
    """Raises: LimitExceeded where a stream unpacks to more than any page or picture holds."""
    if _MANY_FILTERS.search(source.data):
        raise LimitExceeded(f"{source.name} is packed several times over, as no document is", hint="Save it anew")
    total = 0
    for match in _STREAM.finditer(source.data):
        size = _unpacked_size(source.data, match.end())
        total += size
        if size > _STREAM_BYTES or total > 4 * source.options.limits.unpacked_bytes:
            raise LimitExceeded(
                f"{source.name} unpacks to more than is read from one file", hint="Split the file, or save it anew"
            )


def _unpacked_size(data: bytes, start: int) -> int:
    """How much a stream unpacks to, as far as the limit; nothing for one that is packed in another way."""
    if data[start : start + 1] not in (b"\x78", b"\x68", b"\x58", b"\x48"):
        return 0
    packer = zlib.decompressobj()
    size, position = 0, start
    try:
        while size <= _STREAM_BYTES and not packer.eof:
            piece = packer.unconsumed_tail or data[position : position + _CHUNK]
            if not piece:
                break
            position += 0 if packer.unconsumed_tail else len(piece)
            size += len(packer.decompress(piece, _CHUNK))
    except zlib.error:
        return size
    return size


def _joined(pages: list[str]) -> str:
    """The pages with a form feed between two, and an end of line where rows of a table meet it."""
    text = ""
    for page in pages:
        if text:
            text += "\n\f" if page.startswith("|") and not text.endswith("\n") else "\f"
        text += _ended(page.strip("\n"))
    return text


def _ended(text: str) -> str:
    """A page with room behind it: none behind a full line, whose sentence may go on; more behind a footnote."""
    if _NOTE.search(text):
        return text + "\n\n\n"
    lines = text.split("\n")
    lengths = sorted(map(len, lines))
    goes_on = len(lines[-1]) >= _FULL * lengths[-1 - len(lengths) // 10] and not lines[-1].startswith("|")
    return text if goes_on else text + "\n"


def _counted(count: int) -> str:
    return f"{count} page{'' if count == 1 else 's'}"


def _listed(numbers: list[int]) -> str:
    """Page numbers in words, runs of them as ranges.

    >>> _listed([1, 2, 3, 7]), _listed([4])
    ('pages 1-3, 7 were', 'page 4 was')
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
    return f"page {shown} was" if len(numbers) == 1 else f"pages {shown} were"
