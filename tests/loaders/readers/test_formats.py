"""What a file is: by its content where that is certain, by its name else."""

import io
import shutil
import zipfile
from pathlib import Path

import pytest

from loaders.readers import SUFFIXES, Limits, Options, Source, read_bytes, read_source
from loaders.readers.formats import FORMATS, kind_of
from ontology.errors import EmptyInput, InputError, LimitExceeded, LineageError, UnsupportedFormat

from .documents import DATA, as_docx, as_html

PDF = (DATA / "plan.pdf").read_bytes()
DOC = (DATA / "plan.doc").read_bytes()
RTF = (DATA / "plan.rtf").read_bytes()
ODT = (DATA / "plan.odt").read_bytes()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def packed(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


KINDS = [  # name, data, kind, words of the warning
    ("a.txt", "văn bản".encode(), "text", None),
    ("a.TXT", as_html().encode(), "html", "the content is html"),
    ("a.txt", b"<p>x</p><p>y</p><p>z</p>", "html", "the content is html"),
    ("a.txt", b"<1> x </p>", "text", None),
    ("a.md", b"<html><p>x", "text", None),
    ("a.md", b"<!-- x -->\n# y", "text", None),
    ("a.html", b"x", "html", None),
    ("a.html", PDF, "pdf", "the content is pdf"),
    ("a.htm", b"\xef\xbb\xbf <!-- a --> <HTML>", "html", None),
    ("a.doc", DOC, "doc", None),
    ("a.doc", RTF, "rtf", "the content is rtf"),
    ("a.doc", as_docx(), "docx", "the content is docx"),
    ("a.doc", as_html().encode(), "html", "the content is html"),
    ("a.doc", as_html().encode("utf-16"), "html", "the content is html"),
    ("a.doc", b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument>', "wordml", None),
    ("a.doc", "chỉ là chữ".encode(), "text", "the content is plain text"),
    ("a.docx", DOC, "doc", "the content is doc"),
    ("a.docx", as_docx(), "docx", None),
    ("a.odt", ODT, "odt", None),
    ("a.pdf", b"\n\n" + PDF, "pdf", None),
    ("a.zip", packed("a.txt"), "zip", None),
    ("a.zip", as_docx(), "docx", "the content is docx"),
    ("a.txt", packed("a.txt"), "zip", "the content is zip"),
]


@pytest.mark.parametrize(("name", "data", "kind", "words"), KINDS)
def test_kinds(name: str, data: bytes, kind: str, words: str | None) -> None:
    found, warning = kind_of(name, data)
    assert found == kind
    assert (warning is None) == (words is None)
    assert words is None or words in (warning or "")


REFUSED = [  # name, data, words
    ("a.xlsx", b"", r"'\.xlsx' are not read"),
    ("a", b"x", "without a suffix"),
    ("a.doc", OLE + "Workbook".encode("utf-16-le"), "an Excel workbook"),
    ("a.doc", OLE + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
    ("a.doc", OLE, "no Word document"),
    ("a.docx", packed("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook"),
    ("a.docx", packed("[Content_Types].xml", "ppt/a.xml"), "a PowerPoint"),
    ("a.pdf", b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    ("a.txt", b"\xff\xd8\xff\xe0", "a JPEG picture"),
    ("a.zip", b"Rar!\x1a\x07\x00", "a RAR archive"),
    ("a.pdf", b"\x00\x01\x02\x03", "no pdf file"),
    ("a.docx", b"\x00" * 50, "no docx file"),
    ("a.doc", bytes(range(256)) * 20, "no doc file"),
]


@pytest.mark.parametrize(("name", "data", "words"), REFUSED)
def test_refused(name: str, data: bytes, words: str) -> None:
    with pytest.raises(UnsupportedFormat, match=words) as caught:
        kind_of(name, data)
    assert name in str(caught.value)


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_every_suffix_refuses_what_is_empty(suffix: str) -> None:
    for data in (b"", b" \n\t"):
        with pytest.raises(EmptyInput, match=f"a{suffix} is empty"):
            read_source(Source(f"a{suffix}", data))


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
@pytest.mark.parametrize("data", [bytes(range(256)) * 40, b"\x00" * 999, b"PK\x03\x04" + b"\xff" * 99, OLE])
def test_every_suffix_refuses_junk_by_name(suffix: str, data: bytes) -> None:
    with pytest.raises(LineageError, match=f"a{suffix}"):
        read_source(Source(f"a{suffix}", data))


@pytest.mark.parametrize("kind", sorted({*FORMATS, "zip"} - {"wordml"}))
def test_every_format_is_found_by_a_suffix(kind: str) -> None:
    assert kind in SUFFIXES.values()


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 2_000_000)
    with pytest.raises(LimitExceeded, match="2 MB, more than the 1 MB"):
        read_bytes(path, Limits(file_bytes=1_000_000))
    with pytest.raises(LimitExceeded, match="LINEAGE_MAX_FILE_MB"):
        read_source(Source("a.txt", b"x" * 20, Options(Limits(file_bytes=10))))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_document_under_another_name_is_read_with_a_warning() -> None:
    for data, step in ((RTF, "converted by LibreOffice"), (as_docx(), "")):
        reading = read_source(Source("a.doc", data))
        assert "2718/KH-UBND" in reading.text
        assert "the name ends in .doc" in reading.warnings[0]
        assert step in reading.described


def test_an_archive_is_no_document() -> None:
    with pytest.raises(InputError, match="an archive"):
        read_source(Source("a.zip", packed("a.txt")))
