"""What holds for every text, however damaged: each function runs a part of the reading and asserts it.

They are called by the properties (``tests/loaders/test_properties.py``), by the harnesses that are guided by coverage
(``tests/fuzz``) and for each text that was found by either.
"""

from __future__ import annotations

import datetime
import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from loaders import FileResult, Record, extract_text, to_nquads
from loaders.cleaning import clean, fold, fold_tones, plain
from loaders.dates import find_dates, match_date
from loaders.ending import read_ending
from loaders.heading import read_heading
from loaders.layout import Paragraph, is_caps, paragraphs, split_lines
from loaders.names import as_written, canonical_body, place_of, recase, with_locality
from loaders.numbers import find_numbers, parse_number
from loaders.outline import outline
from loaders.pipeline import Tools
from loaders.repair import restore
from loaders.segment import segment
from loaders.times import duration, find_times
from ontology.iris import Iris

_MONTH, _DAY = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
_TIME = re.compile(rf"\d{{4}}(?:-{_MONTH}(?:-{_DAY})?|-Q[1-4])?|--{_MONTH}(?:-{_DAY})?|yearly|continuous", re.ASCII)
_TASK = re.compile(r"\S+")
_DATE = re.compile(rf"\d{{4}}(?:-{_MONTH}(?:-{_DAY})?)?", re.ASCII)
_ROLES = frozenset({"implements", "based-on", "attaches", "cites"})


def numbers_hold(text: str, tools: Tools) -> None:
    """Every number cuts out its text, and its canonical form is read as the same number."""
    last = 0
    for found in find_numbers(text, tools.lexicon):
        assert last <= found.start < found.end <= len(text)
        last = found.end
        written, canonical = text[found.start : found.end], str(found.value)
        assert written == written.strip() and written[0].isdigit()
        assert re.match(r"[0-9]", canonical), canonical
        assert parse_number(canonical, tools.lexicon) == found.value, canonical


def dates_hold(text: str) -> None:
    """Every date cuts out its text, which is the same date by itself, and one of the calendar."""
    last = 0
    for found in find_dates(text):
        assert last <= found.start < found.end <= len(text)
        last = found.end
        assert datetime.date.fromisoformat(found.value).isoformat() == found.value
        again = match_date(text[found.start : found.end], 0)
        assert again is not None and again.value == found.value
        assert again.end == found.end - found.start


def times_hold(text: str) -> None:
    """Times stand in order without overlaps, and their values have the form of the record."""
    last = 0
    for value, start, end in find_times(fold(text)):
        assert last <= start < end <= len(text)
        last = end
        assert _TIME.fullmatch(value), value
    whole = duration(fold(text))
    assert whole is None or _TIME.fullmatch(whole), whole


def folding_holds(text: str) -> None:
    """What is folded for matching keeps its length, so that places stay places."""
    assert len(fold(text)) == len(fold_tones(text)) == len(plain(text)) == len(text)
    assert fold(fold(text)) == fold(text)
    is_caps(text)


def cleaning_holds(text: str, tools: Tools) -> None:
    """Cleaning again changes nothing, and each character knows where it comes from; repairs move nothing."""
    cleaned = clean(text)
    assert clean(cleaned.text).text == cleaned.text
    assert len(cleaned.text) == len(cleaned.starts) == len(cleaned.ends)
    last = 0
    for start, end in zip(cleaned.starts, cleaned.ends, strict=True):
        assert 0 <= last <= start < end <= len(text)
        last = start
    restored, repairs = restore(cleaned, tools.lexicon)
    assert len(restored.text) == len(cleaned.text)
    for repair in repairs:
        assert restored.text[repair.start : repair.end] == repair.read or len(repair.read) == len(repair.written)


def parts_hold(text: str, tools: Tools) -> None:
    """Documents stand one behind the other, and head, text and end of each within it."""
    read = restore(clean(text), tools.lexicon)[0].text
    last = 0
    parts = segment(read, tools.lexicon)
    assert bool(parts) == bool(read.strip())
    for part in parts:
        assert last <= part.start < part.end <= len(read)
        piece = read[part.start : part.end]
        assert piece == piece.strip()
        last = part.end
        heading = read_heading(read, part, tools.lexicon)
        assert part.start <= heading.body <= part.end
        ending = read_ending(read, part, heading.body, tools.lexicon)
        assert heading.body <= ending.start or ending.start == part.end
        assert ending.stop <= part.end
        shown = [heading.number_at, heading.date_at, heading.type_at, heading.title, heading.place, *heading.stamps]
        shown += [*heading.organizations, *heading.addressees, *(name for name, _ in ending.recipients)]
        _paragraphs_hold(read, (one for one in shown if one is not None), part.start, part.end)
        body = paragraphs(split_lines(read, heading.body, part.end))
        _paragraphs_hold(read, body, heading.body, part.end)
        _outline_holds(body)


def _paragraphs_hold(text: str, shown: Iterable[Paragraph], begin: int, end: int) -> None:
    """Each character of a paragraph is that of its place; only the spaces between lines have none of their own."""
    for paragraph in shown:
        assert len(paragraph.text) == len(paragraph.positions)
        for char, position in zip(paragraph.text, paragraph.positions, strict=True):
            assert begin <= position < end
            assert char in (text[position], " ")


def _outline_holds(body: tuple[Paragraph, ...]) -> None:
    items = outline(body)
    assert [item.paragraph for item in items] == [paragraph for paragraph in body if not paragraph.footnote]
    assert all(item.path == "" or _TASK.fullmatch(item.path) for item in items)


def agencies_hold(text: str, tools: Tools) -> None:
    """A list of bodies gives names on one line, each once; it ends within its text."""
    folded = fold(text)
    assert 0 <= tools.agencies.list_end(text, folded, 0) <= len(text)
    assert 0 <= tools.agencies.subject_end(text, folded, 0) <= len(text)
    tools.agencies.only_names(text, folded, 0)
    for lenient in (False, True):
        names = tools.agencies.read(text, lenient=lenient)
        assert len(set(names)) == len(names)
        assert all(name == " ".join(name.split()) != "" for name in names), names


def names_hold(text: str, tools: Tools) -> None:
    """Names of bodies come on one line; what was brought to its one form stays so."""
    written = as_written(text)
    assert as_written(written) == written == " ".join(written.split())
    assert recase(text, tools.lexicon) == " ".join(recase(text, tools.lexicon).split())
    body = canonical_body(text, tools.lexicon)
    assert canonical_body(body, tools.lexicon) == body, body
    assert body == " ".join(body.split())
    place = place_of(text, tools.lexicon)
    assert with_locality(body, place) == " ".join(with_locality(body, place).split())


def records_hold(text: str, tools: Tools) -> tuple[Record, ...]:
    """Records stand in order, all that they say has its form, and every place is in the text; returns them."""
    records = extract_text("t.txt", text, tools)
    last = 0
    for number, record in enumerate(records, start=1):
        start, end = record.span
        assert record.part == number and last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        last = end
        _forms_hold(record)
        written = record.to_json()
        assert json.loads(json.dumps(written, ensure_ascii=False)) == written
        _quotes_hold(text, record)
    return records


def _forms_hold(record: Record) -> None:
    assert record.date is None or _DATE.fullmatch(record.date), record.date
    assert record.number is None or re.match(r"[0-9]", record.number), record.number
    assert record.title is None or record.title == " ".join(record.title.split()) != ""
    for citation in record.citations:
        assert citation.number or citation.date
        assert citation.date is None or _DATE.fullmatch(citation.date), citation.date
        assert citation.role in _ROLES and citation.quotes
        assert 0 < citation.reading.confidence <= 1
    keys = {citation.key for citation in record.citations}
    for edge in record.relations:
        assert edge.target in keys and (edge.source == "self" or edge.source in keys)
    for assignment in record.assignments:
        assert assignment.agency and (assignment.deadline is None or _TIME.fullmatch(assignment.deadline))
    assert all(_TIME.fullmatch(milestone.when) for milestone in record.milestones)


def _quotes_hold(text: str, record: Record) -> None:
    """Every quotation stands in its document; the letters of a cited number are those of the text."""
    quotes = [quote for citation in record.citations for quote in citation.quotes]
    others = [
        *(item.quote for item in record.addressees), *(item.quote for item in record.recipients),
        *(item.quote for item in record.signers), *(item.quote for item in record.assignments),
        *(item.quote for item in record.milestones), *(item.quote for item in record.evidence),
    ]  # fmt: skip
    for quote in (*quotes, *others):
        assert quote is not None
        start, end = quote.span
        assert record.span[0] <= start < end <= record.span[1]
        assert quote.exact.strip()
    for citation in record.citations:
        for quote in citation.quotes if citation.number else ():
            start, end = quote.span
            assert _digits(citation.number or "")[:1] == _digits(quote.exact)[:1], (citation.number, quote.exact)


def _digits(text: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", text)]


def quads_hold(text: str, tools: Tools) -> None:
    """What is written as N-Quads is read as N-Quads, sorted and each statement once."""
    records = extract_text("t.txt", text, tools)
    written = to_nquads(FileResult(Path("t.txt"), "t.txt", "0" * 64, records), Iris())
    lines = written.splitlines()
    read = list(ox.parse(written, format=ox.RdfFormat.N_QUADS))
    assert len(read) == len(lines) == len(set(lines))
    assert bool(read) == bool(records)


def writings_agree(text: str, tools: Tools) -> None:
    """Composed and decomposed letters, and all kinds of line ends, give the same records but for the places."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    records = without_places(text, tools)
    assert without_places(unicodedata.normalize("NFD", text), tools) == records
    assert without_places(text.replace("\n", "\r\n"), tools) == records


def without_places(text: str, tools: Tools) -> list[Any]:
    """The records of a text, as JSON, without any place in it."""
    return [_without_places(record.to_json()) for record in extract_text("t.txt", text, tools)]


def _without_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_places(item) for name, item in value.items() if name not in ("span", "spans")}
    return [_without_places(item) for item in value] if isinstance(value, list) else value


def small_parts_hold(text: str, tools: Tools) -> None:
    """Numbers, dates, times and bodies, which are read in cleaned text only."""
    cleaned = clean(text).text
    numbers_hold(cleaned, tools)
    dates_hold(cleaned)
    times_hold(cleaned)
    agencies_hold(cleaned, tools)
    names_hold(cleaned, tools)


def all_hold(text: str, tools: Tools) -> None:
    """All of the above but for the comparison of writings, which holds for Vietnamese letters only."""
    small_parts_hold(text, tools)
    folding_holds(text)
    cleaning_holds(text, tools)
    parts_hold(text, tools)
    records_hold(text, tools)
    quads_hold(text, tools)
