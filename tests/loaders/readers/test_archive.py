"""Archives: their documents under names of their own, and archives made to do harm."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from loaders.corpus import extract_paths, find_files
from loaders.pipeline import Tools
from loaders.readers import Limits, Options, Source, unpack
from ontology.errors import EmptyInput, InputError, LimitExceeded, LineageError

from .documents import as_docx, as_html, as_text

TEXT = as_text().encode()


def packed(*members: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, (2022, 1, 5, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def found(data: bytes, limits: Limits | None = None) -> list[tuple[str, str | None]]:
    """The paths of the documents, each with the kind of its error."""
    source = Source("a.zip", data, Options(limits or Limits()))
    return [(member.path, type(member.error).__name__ if member.error else None) for member in unpack(source)]


def test_documents_are_files_of_their_own(tmp_path: Path, tools: Tools) -> None:
    inner = packed(("c.html", as_html().encode()))
    archive = packed(("b/plan.docx", as_docx()), ("a.txt", TEXT), ("x.zip", inner), ("d.jpg", b"\xff\xd8\xff"))
    (tmp_path / "letters.zip").write_bytes(archive)
    results = list(extract_paths([tmp_path], tools))
    assert [result.source for result in results] == [
        "letters.zip/a.txt", "letters.zip/b/plan.docx", "letters.zip/x.zip/c.html"
    ]  # fmt: skip
    assert [result.path for result in results] == [tmp_path / result.source for result in results]
    assert {result.records[0].number for result in results} == {"2718/KH-UBND"}
    assert len({result.sha256 for result in results}) == 3


def test_an_archive_is_found_in_a_folder(tmp_path: Path) -> None:
    for name in ("a.zip", "b.docx", "c.pdf", "d.htm", ".e.zip", "f.xlsx"):
        (tmp_path / name).write_bytes(b"x")
    assert [item.source for item in find_files([tmp_path])] == ["a.zip", "b.docx", "c.pdf", "d.htm"]


def test_one_bad_member_does_not_stop_the_others(tmp_path: Path, tools: Tools) -> None:
    archive = packed(("a.txt", b""), ("b.docx", as_docx()[:5000]), ("c.txt", TEXT), ("d.zip", b"PK\x03\x04junk"))
    (tmp_path / "z.zip").write_bytes(archive)
    results = list(extract_paths([tmp_path / "z.zip"], tools))
    assert [(result.source, result.error is None) for result in results] == [
        ("z.zip/a.txt", False), ("z.zip/b.docx", False), ("z.zip/c.txt", True), ("z.zip/d.zip", False)
    ]  # fmt: skip
    assert all(result.source in str(result.error) for result in results if result.error)


NAMES = [  # name in the archive, path of the document
    ("../../etc/a.txt", "etc/a.txt"),
    ("/abs/a.txt", "abs/a.txt"),
    ("C:\\x\\..\\a.txt", "x/a.txt"),
    ("./a//b.txt", "a/b.txt"),
    ("a\n\x1bb.txt", "a__b.txt"),
    ("Công văn số 5.txt", "Công văn số 5.txt"),
]


@pytest.mark.parametrize(("name", "path"), NAMES)
def test_names_stay_below_the_archive(name: str, path: str) -> None:
    assert found(packed((name, TEXT))) == [(path, None)]


def test_names_in_utf8_that_do_not_say_so() -> None:
    data = bytearray(packed(("Kế hoạch.txt", TEXT)))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(signature) + offset
        flags = struct.unpack_from("<H", data, at)[0]
        struct.pack_into("<H", data, at, flags & ~0x800)
    assert found(bytes(data)) == [("Kế hoạch.txt", None)]


def test_hidden_members_are_passed_over() -> None:
    members = [(name, TEXT) for name in (".a.txt", "__MACOSX/b.txt", "x/.git/c.txt", "~$d.docx", "e.txt")]
    assert found(packed(*members)) == [("e.txt", None)]


def test_a_locked_member_is_refused_by_name() -> None:
    data = bytearray(packed(("a.txt", TEXT), ("b.txt", TEXT)))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(signature) + offset
        struct.pack_into("<H", data, at, struct.unpack_from("<H", data, at)[0] | 1)
    first, second = unpack(Source("a.zip", bytes(data)))
    assert "a.zip/a.txt is locked with a password" in str(first.error)
    assert (second.path, second.data) == ("b.txt", TEXT)


def test_archives_in_archives_end() -> None:
    data = packed(("a.txt", TEXT))
    for _ in range(3):
        data = packed(("x.zip", data))
    assert found(data) == [("x.zip/x.zip", "LimitExceeded")]


ZEROS = b" " * 30_000_000
TIGHT = packed(("a.txt", ZEROS), ("b.txt", TEXT))
LARGE = packed(("a.txt", TEXT * 9), ("b.txt", b"x"))
INNER = packed(("x.zip", packed(("a.txt", ZEROS))))
MANY = packed(*((f"{place}.txt", b"x") for place in range(12)))
BOMBS = [  # data, limits, what is found
    ("packed too tightly", TIGHT, Limits(), [("a.txt", "LimitExceeded"), ("b.txt", None)]),
    ("too large", LARGE, Limits(file_bytes=5_000), [("a.txt", "LimitExceeded"), ("b.txt", None)]),
    ("nested bombs", INNER, Limits(unpacked_bytes=1_000_000), [("x.zip", "LimitExceeded")]),
]


@pytest.mark.parametrize(("case", "data", "limits", "expected"), BOMBS, ids=[row[0] for row in BOMBS])
def test_bombs_cost_their_member(
    case: str, data: bytes, limits: Limits, expected: list[tuple[str, str | None]]
) -> None:
    assert found(data, limits) == expected


REFUSED = [
    ("too many", MANY, Limits(members=10), LimitExceeded, "too many"),
    ("too much", packed(("a.txt", ZEROS)), Limits(unpacked_bytes=1_000_000), LimitExceeded, "unpacks to more"),
    ("nothing in it", packed(), Limits(), EmptyInput, "no document"),
    ("no document in it", packed(("a.jpg", b"x"), ("b.jpg", b"x"), ("c", b"")), Limits(), EmptyInput,
     "passed over: 2 .jpg, 1 no suffix"),
    ("cut short", packed(("a.txt", TEXT))[:-30], Limits(), InputError, "a.zip is damaged"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "data", "limits", "kind", "words"), REFUSED, ids=[row[0] for row in REFUSED])
def test_archives_beyond_the_limits_are_refused(
    case: str, data: bytes, limits: Limits, kind: type[LineageError], words: str
) -> None:
    with pytest.raises(kind, match=words):
        list(unpack(Source("a.zip", data, Options(limits))))


def test_a_member_whose_data_is_broken_costs_itself() -> None:
    data = bytearray(packed(("a.txt", TEXT), ("b.txt", TEXT)))
    data[60:80] = b"\xff" * 20
    first, second = unpack(Source("a.zip", bytes(data)))
    assert "a.zip/a.txt cannot be unpacked" in str(first.error)
    assert second.error is None
