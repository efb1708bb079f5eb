"""Batches of files: what is read, what is passed over, and that one bad file never stops the rest."""

from pathlib import Path

import pytest

from loaders import corpus
from loaders.corpus import extract_paths, find_files
from loaders.pipeline import Tools, extract_text
from loaders.readers import read_file
from loaders.records import Record
from ontology.errors import EmptyInput, InputError, LineageError, UnsupportedFormat

GOOD = "TỈNH ỦY X\nĐẢNG CỘNG SẢN VIỆT NAM\nSố 5-KH/TU\n\nKẾ HOẠCH\nphát triển\n"

BAD = [  # name, bytes, error, words of its message
    ("empty.txt", b"", EmptyInput, "empty"),
    ("blank.txt", b" \n\t\n", EmptyInput, "empty"),
    ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", UnsupportedFormat, "PNG picture"),
    ("old.txt", "naïve café, façade à la carte".encode("cp1252"), InputError, "not UTF-8"),
    ("table.xlsx", b"PK\x03\x04", UnsupportedFormat, ".xlsx"),
]


@pytest.mark.parametrize(("name", "data", "kind", "words"), BAD, ids=[row[0] for row in BAD])
def test_bad_files(name: str, data: bytes, kind: type[LineageError], words: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(kind, match=words) as caught:
        read_file(path)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


ENCODED = [
    ("utf8.txt", GOOD.encode()),
    ("bom.md", b"\xef\xbb\xbf" + GOOD.encode()),
    ("utf16.txt", GOOD.encode("utf-16")),
]


@pytest.mark.parametrize(("name", "data"), ENCODED)
def test_encodings(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    assert read_file(tmp_path / name).text == GOOD


def test_the_rest_of_a_batch_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x00\x01")
    (tmp_path / "b.txt").write_text(GOOD, encoding="utf-8")
    results = list(extract_paths([tmp_path, tmp_path / "missing.txt"]))
    assert [(result.source, result.error is not None, len(result.records)) for result in results] == [
        ("a.txt", True, 0), ("b.txt", False, 1), ("missing.txt", True, 0)
    ]  # fmt: skip


def test_a_folder_is_searched_to_its_depth_in_one_order(tmp_path: Path) -> None:
    for name in ("z.txt", "a/y.md", "a/b/x.txt", ".git/w.txt", "a/v.jpg"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(GOOD, encoding="utf-8")
    assert [found.source for found in find_files([tmp_path, tmp_path / "z.txt"])] == ["a/b/x.txt", "a/y.md", "z.txt"]


def test_a_folder_without_documents_says_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "v.jpg").write_bytes(b"x")
    (found,) = find_files([tmp_path])
    assert isinstance(found.error, EmptyInput)
    assert "1 .jpg" in str(found.error)


def test_a_defect_costs_one_file_and_is_named(tmp_path: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")

    def broken(source: str, text: str, tools: Tools) -> tuple[Record, ...]:
        if source == "a.txt":
            raise IndexError("string index out of range")
        return extract_text(source, text, tools)

    monkeypatch.setattr(corpus, "extract_text", broken)
    bad, good = extract_paths([tmp_path], tools)
    assert len(good.records) == 1
    assert "a.txt cannot be understood" in str(bad.error)
    assert "IndexError in test_corpus.py" in str(bad.error)
