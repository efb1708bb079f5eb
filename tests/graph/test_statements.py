"""Files of corrections: what is read, and what each wrong row is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.statements import COLUMNS, Reference, Statement, read_statements, reference
from ontology.errors import InputError

HEADER = ",".join(COLUMNS) + "\n"
RIGHT = "001.txt#1,province,Lâm Đồng,Trần B,con dấu,2026-01-05\n"
READ = Statement("001.txt#1", "province", "Lâm Đồng", "Trần B", "con dấu", "2026-01-05", 2)


def written(folder: Path, text: str | bytes, name: str = "c.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


REFERENCES = [
    ("https://a.example/eli/x", Reference(iri="https://a.example/eli/x")),
    ("letters/001.txt#12", Reference(part=("letters/001.txt", 12))),
    ("83-KH/TU", Reference(number="83-KH/TU")),
    ("457/LĐLĐ 2022", Reference(number="457/LĐLĐ", date="2022")),
    ("Kế hoạch 83-KH/TU 2022-06-11", Reference(number="83-KH/TU", type="ke-hoach", date="2022-06-11")),
    ("Ban Dân vận Tỉnh ủy", Reference(name="Ban Dân vận Tỉnh ủy")),
    ("Ban Chỉ đạo 35-16", Reference(name="Ban Chỉ đạo 35-16")),
    ("001.txt#0", Reference(name="001.txt#0")),
]


@pytest.mark.parametrize(("text", "expected"), REFERENCES, ids=[row[0] for row in REFERENCES])
def test_what_a_statement_names(text: str, expected: Reference) -> None:
    assert reference(text) == expected


FILES = [
    ("c.csv", HEADER + RIGHT, "plain"),
    ("c.csv", "\ufeff" + HEADER.replace("\n", "\r\n") + RIGHT, "as Excel saves it"),
    ("c.csv", (HEADER + RIGHT).replace(",", ";"), "semicolons"),
    ("C.CSV", "on,about,property,value,author,reason\n"
     "2026-01-05,001.txt#1,province,tỉnh Lâm Đồng,Trần B,con dấu\n", "order"),
    (
        "c.yaml",
        "# who says what\n- about: 001.txt#1\n  property: province\n  value: Lâm Đồng\n  author: Trần B\n"
        "  reason: con dấu\n  on: 2026-01-05\n",
        "YAML",
    ),
    ("c.yml", '\n- {about: "001.txt#1", property: province, value: Lâm Đồng, author: Trần B, reason: con dấu, '
     "on: 2026-01-05}\n", "YAML in braces"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "why"), FILES, ids=[row[2] for row in FILES])
def test_a_right_row(tmp_path: Path, name: str, text: str, why: str) -> None:
    found = read_statements(written(tmp_path, text, name))
    assert (found.statements, found.errors) == ((READ,), ())


WRONG = [  # row, part of the message
    ("001.txt#1,colour,red,B,r,2026-01-05", "line 2, property: nothing is known of 'colour'. write one of province"),
    ("001.txt#1,province,Lam Dong,B,r,2026-01-05", "line 2, value: there is no province 'Lam Dong'. write its name as"
     " the official list does, perhaps Lâm Đồng"),
    ("001.txt#1,district,Nowhere at all,B,r,2026-01-05", "there is no district"),
    ("001.txt#1,date,31/02/2022,B,r,2026-01-05", "line 2, value: '31/02/2022' is no date"),
    ("001.txt#1,date,2022-02-31,B,r,2026-01-05", "'2022-02-31' is no date"),
    ("001.txt#1,date,1022,B,r,2026-01-05", "'1022' is no date"),
    ("001.txt#1,type,Thư tình,B,r,2026-01-05", "no type of document"),
    ("001.txt#1,number,83 KH TU,B,r,2026-01-05", "no number of a document"),
    ("001.txt#1,province,Lâm Đồng,B,r,2026-01", "line 2, on: '2026-01' is no day"),
    ("001.txt#1,province,Lâm Đồng,,r,2026-01-05", "line 2, author: nothing is given. say who says so"),
    ("001.txt#1,province,Lâm Đồng,B,,2026-01-05", "line 2, reason: nothing is given"),
    (",province,Lâm Đồng,B,r,2026-01-05", "line 2, about: nothing is given"),
    ("001.txt#1,province", "line 2, value: nothing is given"),
    ("83-KH/TU 2022-13,title,x,B,r,2026-01-05", "line 2, about: '2022-13' is no date"),
    ("Tỉnh ủy Tây Ninh,province,Tây Ninh,B,r,2026-01-05", "is no document, and a body has no province"),
    ("Tỉnh ủy Tây Ninh,same-as,83-KH/TU,B,r,2026-01-05", "a document and a body are never one"),
    ("83-KH/TU,same-as,83-KH/TU,B,r,2026-01-05", "line 2, value: it names what the row is about"),
    ("83-KH/TU,same-as,84-KH/TU 2022-13,B,r,2026-01-05", "line 2, value: '2022-13' is no date"),
    ("001.txt#1,title,a,b,c,2026-01-05,more", "line 2: 7 cells under 6 columns"),
    ('001.txt#1,title,"a"b,b,c,2026-01-05', "line 2: the CSV is broken"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "message"), WRONG, ids=[row[1][:60] for row in WRONG])
def test_a_wrong_row_is_named_and_the_others_are_read(tmp_path: Path, row: str, message: str) -> None:
    broken = "the CSV is broken" in message
    text = HEADER + (f"{row}\n" if broken else f"{row}\n\n{RIGHT}")
    found = read_statements(written(tmp_path, text))
    assert any(message in str(error) for error in found.errors), [str(error) for error in found.errors]
    assert all("c.csv, line 2" in error.message for error in found.errors)
    assert [item.line for item in found.statements] == ([] if broken else [4])


def test_all_that_is_wrong_with_a_row_is_said(tmp_path: Path) -> None:
    found = read_statements(written(tmp_path, HEADER + "001.txt#1,date,never,,r,today\n"))
    assert [error.message.partition("line 2, ")[2].partition(":")[0] for error in found.errors] == [
        "author",
        "on",
        "value",
    ]


WRONG_YAML = [
    ("- about: a\n  colour: red\n", "line 2, column 3: 'colour' is unknown"),
    ("- about: a\n  about: b\n", "line 2, column 3: 'about' is given twice"),
    ("- about: [a, b]\n", "line 1, column 3: about is not one value"),
    ("- just words\n", "line 1: not a statement"),
]


@pytest.mark.parametrize(("text", "message"), WRONG_YAML, ids=[row[1] for row in WRONG_YAML])
def test_a_wrong_statement_in_yaml(tmp_path: Path, text: str, message: str) -> None:
    (error,) = read_statements(written(tmp_path, text, "c.yaml")).errors
    assert message in error.message


UNREADABLE = [
    ("c.txt", b"", "no file of corrections"),
    ("c.csv", b"\xff\xfe", "not UTF-8: byte 0"),
    ("c.csv", b"", "no column 'about'"),
    ("c.csv", b"about,property,value,author,reason\n", "no column 'on'"),
    ("c.csv", b"about,property,value,author,reason,on,extra\n", "the column 'extra'"),
    ("c.yaml", b"about: a\n", "line 1: not a list"),
    ("c.yaml", b"- a: [\n", "line 2, column 1: the YAML does not parse"),
    ("c.yaml", b"- !!python/object/apply:os.system [x]\n", "not a statement"),
    ("c.yaml", b"[" * 5000, "YAML"),
]


@pytest.mark.parametrize(("name", "data", "message"), UNREADABLE, ids=[row[2] for row in UNREADABLE])
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    try:
        found = read_statements(written(tmp_path, data, name))
    except InputError as error:
        assert message in error.message
    else:
        assert [message in error.message for error in found.errors] == [True]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_statements(tmp_path / "c.csv")


def test_an_empty_yaml_says_nothing(tmp_path: Path) -> None:
    assert read_statements(written(tmp_path, "# nothing yet\n", "c.yaml")).statements == ()
