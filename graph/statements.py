"""What reviewers say of documents and bodies, read from CSV and YAML files and checked row by row.

Each statement names what it is about, a property, its value, the author, the reason and the day. A row that is wrong
is an error with its file, line and column; the other rows are read all the same.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Final
from unicodedata import normalize

import yaml

from ontology.errors import InputError
from ontology.gazetteer import load_gazetteer
from ontology.iris import slug
from ontology.vocabulary import load_vocabulary

COLUMNS: Final = ("about", "property", "value", "author", "reason", "on")
SAME: Final = "same-as"
NOT_SAME: Final = "not-same-as"
PLACES: Final = ("province", "district", "commune")
PROPERTIES: Final = (*PLACES, "date", "type", "number", "issuer", "title", SAME, NOT_SAME)
SUFFIXES: Final = (".csv", ".yaml", ".yml")
_MOST_BYTES: Final = 16 * 1024 * 1024
_NUMBER: Final = re.compile(r"\d{1,5}[A-Za-zĐđ]?[-/][^\s]+")
_DATE: Final = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_REFERENCE: Final = re.compile(
    r"(?:(?P<type>[^\d\s][^\d]*?)\s+)?(?P<number>\d{1,5}[A-Za-zĐđ]?[-/]\S+)(?:\s+(?P<date>\d{4}(?:-\d{2}){0,2}))?"
)
_PART: Final = re.compile(r"(?P<source>[^#]+)#(?P<part>[1-9]\d{0,5})")
_FIRST_YEAR: Final = 1930


@dataclass(frozen=True, slots=True)
class Reference:
    """What a statement names: an IRI, a part of a source, a number (perhaps with type and date), or a body's name.

    Of the four, one is given.
    """

    iri: str | None = None
    part: tuple[str, int] | None = None
    number: str | None = None
    type: str | None = None
    date: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A row of a file that is right in itself; `value` is in its canonical form."""

    about: str
    property: str
    value: str
    author: str
    reason: str
    on: str
    line: int


@dataclass(frozen=True, slots=True)
class StatementFile:
    """What a file says, and what is wrong with its other rows."""

    path: Path
    statements: tuple[Statement, ...]
    errors: tuple[InputError, ...]

    @property
    def name(self) -> str:
        """The name by which the store knows the file."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class _Cell:
    value: str
    line: int


Row = Mapping[str, _Cell]


def reference(written: str) -> Reference:
    """What the words of a statement name.

    >>> reference("83-KH/TU 2022-06-11").number, reference("001.txt#1").part
    ('83-KH/TU', ('001.txt', 1))
    >>> reference("Ban Dân vận Tỉnh ủy Tây Ninh").name
    'Ban Dân vận Tỉnh ủy Tây Ninh'
    """
    written = written.strip()
    if "://" in written:
        return Reference(iri=written)
    if match := _PART.fullmatch(written):
        return Reference(part=(match["source"], int(match["part"])))
    if match := _REFERENCE.fullmatch(written):
        kind = None if match["type"] is None else _type_slug(match["type"])
        if match["type"] is None or kind is not None:
            return Reference(number=match["number"], type=kind, date=match["date"])
    return Reference(name=written)


def is_date(written: str) -> bool:
    """Whether this is a day, a month or a year, from 1930 on."""
    if not _DATE.fullmatch(written):
        return False
    try:
        date.fromisoformat(written + "-01-01"[len(written) - 4 :])
    except ValueError:
        return False
    return int(written[:4]) >= _FIRST_YEAR


def read_statements(path: Path) -> StatementFile:
    """The statements of a file by its suffix, .csv or .yaml.

    Raises:
        InputError: for a file that cannot be read at all: another suffix, not UTF-8, no header, broken YAML.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"{path} is no file of corrections", hint="give one whose name ends in " + ", ".join(SUFFIXES))
    words = _text(path)
    rows = _csv_rows(path, words) if suffix == ".csv" else _yaml_rows(path, words)
    statements: list[Statement] = []
    errors: list[InputError] = []
    for line, row in rows:
        if isinstance(row, InputError):
            errors.append(row)
            continue
        wrong = list(_faults(path, line, row))
        errors += wrong
        if not wrong:
            statements.append(_statement(line, row))
    return StatementFile(path, tuple(dict.fromkeys(statements)), tuple(errors))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}", hint="check the path") from None
    if len(data) > _MOST_BYTES:
        raise InputError(f"{path} is larger than {_MOST_BYTES // 1024 // 1024} MB", hint="divide it into several files")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8: byte {error.start}", hint="save it as UTF-8") from None


# -- files -------------------------------------------------------------------------------------------------------------


def _csv_rows(path: Path, words: str) -> Iterator[tuple[int, Row | InputError]]:
    header = words.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [name.strip().lower() for name in next(reader, [])]
    except csv.Error as error:
        raise InputError(f"{path}, line 1: the CSV is broken: {error}", hint="check the quotation marks") from None
    _check_header(path, columns)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield line, InputError(f"{path}, line {line}: the CSV is broken: {error}", hint="check the quotation marks")
            return
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(columns):
            said = f"{path}, line {line}: {len(cells)} cells under {len(columns)} columns"
            yield line, InputError(said, hint="put a value that holds the separator between quotation marks")
            continue
        yield line, {name: _Cell(cell.strip(), line) for name, cell in zip(columns, cells, strict=False)}


def _check_header(path: Path, columns: list[str]) -> None:
    missing = [name for name in COLUMNS if name not in columns]
    unknown = [name for name in columns if name not in COLUMNS]
    if missing or unknown or len(set(columns)) < len(columns):
        wrong = f"no column {missing[0]!r}" if missing else f"the column {(unknown or ['given twice'])[0]!r}"
        raise InputError(f"{path}, line 1: {wrong}", hint="the first line names the columns: " + ",".join(COLUMNS))


def _yaml_rows(path: Path, words: str) -> Iterator[tuple[int, Row | InputError]]:
    try:
        root = yaml.compose(words, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise InputError(f"{path}{place}: the YAML does not parse", hint="check indentation and quotes") from None
    except RecursionError:
        raise InputError(f"{path}: the YAML nests too deeply", hint="write a list of statements") from None
    if root is None:
        return
    if not isinstance(root, yaml.SequenceNode):
        said = f"{path}, line {root.start_mark.line + 1}: not a list"
        raise InputError(said, hint="write a list of statements, each with " + ", ".join(COLUMNS))
    for node in root.value:
        line = node.start_mark.line + 1
        yield line, _yaml_row(path, line, node)


def _yaml_row(path: Path, line: int, node: yaml.Node) -> Row | InputError:
    if not isinstance(node, yaml.MappingNode):
        return InputError(f"{path}, line {line}: not a statement", hint="write " + ", ".join(COLUMNS) + ", each with :")
    row: dict[str, _Cell] = {}
    for key, value in node.value:
        at = f"{path}, line {key.start_mark.line + 1}, column {key.start_mark.column + 1}"
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        if name not in COLUMNS or name in row:
            said = f"{at}: {name!r} is " + ("given twice" if name in row else "unknown")
            return InputError(said, hint="write " + ", ".join(COLUMNS))
        if not isinstance(value, yaml.ScalarNode):
            return InputError(f"{at}: {name} is not one value", hint="put one word or one sentence behind the colon")
        row[name] = _Cell(value.value.strip(), value.start_mark.line + 1)
    return row


# -- checks ------------------------------------------------------------------------------------------------------------


def _statement(line: int, row: Row) -> Statement:
    given = {name: normalize("NFC", " ".join(cell.value.split())) for name, cell in row.items()}
    given["value"] = _canonical(given["property"], given["value"])
    return Statement(**given, line=line)


def _faults(path: Path, line: int, row: Row) -> Iterator[InputError]:
    """All that is wrong with a row, each with its place."""

    def fault(name: str, said: str, hint: str) -> InputError:
        at = row[name].line if name in row else line
        return InputError(f"{path}, line {at}, {name}: {said}", hint=hint)

    missing = [name for name in COLUMNS if name not in row or not row[name].value]
    for name in missing:
        yield fault(name, "nothing is given", f"say {_ASKED[name]}")
    if "on" not in missing and not (is_date(row["on"].value) and len(row["on"].value) == len("2026-01-05")):
        yield fault("on", f"{row['on'].value!r} is no day", "write it as 2026-01-05")
    if "property" in missing:
        return
    name = row["property"].value
    if name not in PROPERTIES:
        yield fault("property", f"nothing is known of {name!r}", "write one of " + ", ".join(PROPERTIES))
        return
    if not {"about", "value"} & set(missing):
        yield from _wrong_values(fault, name, row["about"].value, row["value"].value)


def _wrong_values(
    fault: Callable[[str, str, str], InputError], name: str, about: str, value: str
) -> Iterator[InputError]:
    subject = reference(about)
    if subject.date is not None and not is_date(subject.date):
        yield fault("about", f"{subject.date!r} is no date", "write it as 2022-01-05, 2022-01 or 2022")
    if name in (SAME, NOT_SAME):
        other = reference(value)
        if other.date is not None and not is_date(other.date):
            yield fault("value", f"{other.date!r} is no date", "write it as 2022-01-05, 2022-01 or 2022")
        if value == about:
            yield fault("value", "it names what the row is about", "name the other document or body")
        elif _mixed(subject, other):
            yield fault("value", "a document and a body are never one", "name two documents or two bodies")
        return
    if subject.name is not None:
        said = f"{about!r} is no document, and a body has no {name}"
        hint = "name a document by its number and date, its IRI, or file and part (001.txt#1); bodies take same-as"
        yield fault("about", said, hint)
    elif wrong := _wrong_value(name, value):
        yield fault("value", *wrong)


def _mixed(one: Reference, other: Reference) -> bool:
    """Whether one of two references is a body's name and the other a document's number or part."""
    names = (one.name is not None, other.name is not None)
    numbers = (one.number or one.part, other.number or other.part)
    return any(names) and any(numbers)


def _wrong_value(name: str, value: str) -> tuple[str, str] | None:
    """What is wrong with a value, and what to do."""
    if name in PLACES:
        return _wrong_place(name, value)
    if name == "date" and not is_date(value):
        return f"{value!r} is no date", "write it as 2022-01-05, 2022-01 or 2022"
    if name == "type" and _type_slug(value) is None:
        return f"{value!r} is no type of document", "write one such as ke-hoach or Chỉ thị"
    if name == "number" and not _NUMBER.fullmatch(value):
        return f"{value!r} is no number of a document", "write number and symbol without blanks: 83-KH/TU"
    return None


def _wrong_place(level: str, value: str) -> tuple[str, str] | None:
    gazetteer = load_gazetteer()
    known = {one.name for one in gazetteer.localities if one.level == level}
    if not known or gazetteer.find(value, level):
        return None
    by_slug = {slug(name): name for name in sorted(known)}
    close = [by_slug[name] for name in get_close_matches(slug(value), list(by_slug), n=3)]
    hint = "write its name as the official list does" + (f", perhaps {' or '.join(close)}" if close else "")
    return f"there is no {level} {value!r}", hint


def _canonical(name: str, value: str) -> str:
    if name == "type":
        return _type_slug(value) or value
    if name in PLACES:
        found = {one.name for one in load_gazetteer().find(value, name)}
        return found.pop() if len(found) == 1 else value
    return value


def _type_slug(written: str) -> str | None:
    wanted = slug(written)
    found = (
        kind.slug
        for kind in load_vocabulary().document_types
        if wanted in map(slug, (kind.slug, kind.label, *kind.alt_labels))
    )
    return next(found, None)


_ASKED: Final = {
    "about": "which document or body is meant",
    "property": "which property is corrected",
    "value": "what is right",
    "author": "who says so",
    "reason": "why",
    "on": "on which day, as 2026-01-05",
}
