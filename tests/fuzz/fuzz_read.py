"""The readers of files: whatever the bytes are, they give text or an error that says what is wrong with the file.

The first byte of an input chooses the kind of file, among all that are read today.
"""

from collections.abc import Iterable, Iterator

from loaders.readers import SUFFIXES as KNOWN
from loaders.readers import Options, Source, read_source, unpack
from loaders.readers.sniff import signature
from ontology.errors import LineageError
from tests.fuzz.harness import MOST_BYTES, sample_files
from tests.strategies import STRUCTURE

OFFICE = ("doc", "rtf", "odt", "wordml")
SUFFIXES = tuple(sorted(suffix for suffix, kind in KNOWN.items() if kind not in OFFICE))
OPTIONS = Options(ocr=False)  # other programs are too slow to be tried so often


def check(data: bytes) -> None:
    """Raises where a reader fails in another way than with an error of the project, or gives no text."""
    suffix = SUFFIXES[data[0] % len(SUFFIXES)] if data else SUFFIXES[0]
    if signature(data[1:]) not in OFFICE:
        _read(Source(f"file{suffix}", data[1:], OPTIONS))


def _read(source: Source) -> None:
    try:
        for member in unpack(source):
            if member.path and member.error is None:
                assert ".." not in member.path.split("/")
                continue
            text = read_source(source).text
            assert text.strip()
            text.encode("utf-8")
    except LineageError as error:
        assert source.name in str(error)


def seeds() -> Iterator[bytes]:
    """Each file of the test data that there is a reader for, then one text in several encodings for each kind."""
    for path in sample_files():
        if path.suffix in SUFFIXES:
            yield bytes([SUFFIXES.index(path.suffix)]) + path.read_bytes()[:MOST_BYTES]
    for index in range(len(SUFFIXES)):
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"):
            yield bytes([index]) + "KẾ HOẠCH\nSố 83-KH/TU".encode(encoding)


def words() -> Iterable[str]:
    """Marks of formats and encodings, and some lines of documents."""
    yield from (
        "<html>",
        "<meta charset=",
        "</p>",
        "<td>",
        "&nbsp;",
        "%PDF-1.7",
        "PK\x03\x04",
        "\ufeff",
        "{\\rtf1",
        "From: ",
    )
    yield from STRUCTURE
