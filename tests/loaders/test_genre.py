"""The documents of the genre (``tests/data/genre``): the extraction against the records that were written down."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from loaders.cleaning import clean, plain
from loaders.pipeline import Tools, extract_text
from loaders.records import Quote, Record
from tests.bench.sample import GENRE
from tests.scoring import Json, Scores, score

MACRO_F1 = 0.965
FLOORS = {  # F1 that each field has to reach: 0.03 below what was measured when the floor was set
    "addressees": 0.94, "assignments": 0.88, "assignments.agency": 0.89, "assignments.deadline": 0.87,
    "citations": 0.96, "citations.issuer": 0.93, "citations.role": 0.96, "citations.spans": 0.96, "date": 0.97,
    "issuer.commune": 0.93, "issuer.district": 0.90, "issuer.level": 0.95, "issuer.name": 0.92,
    "issuer.organization": 0.92, "issuer.province": 0.90, "milestones": 0.94, "number": 0.97, "place": 0.97,
    "recipients": 0.96, "recipients.purpose": 0.96, "relations": 0.96, "segments": 0.97, "signers.name": 0.96,
    "signers.on_behalf_of": 0.96, "signers.position": 0.97, "title": 0.95, "type": 0.97,
}  # fmt: skip
ROUNDED = 0.005
README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
NAMES = sorted({path.name for path in GENRE.texts.iterdir() if path.suffix != ".jsonl" and "README" not in path.name})


@dataclass(frozen=True, slots=True)
class Genre:
    """The texts by name, what was written down for them, and what is found in them."""

    texts: dict[str, str]
    expected: dict[str, list[Json]]
    found: dict[str, tuple[Record, ...]]


@pytest.fixture(scope="module")
def genre(tools: Tools) -> Genre:
    """All documents, each read once."""
    texts, records = GENRE.read()
    expected = {name: [record for record in records if record["source"] == name] for name in texts}
    return Genre(dict(texts), expected, {name: extract_text(name, text, tools) for name, text in texts.items()})


@pytest.fixture(scope="module")
def scores(genre: Genre) -> Scores:
    """How well the two agree."""
    expected = [record for records in genre.expected.values() for record in records]
    return score(expected, [record.to_json() for records in genre.found.values() for record in records])


def test_every_text_has_its_records(genre: Genre) -> None:
    assert sorted(genre.texts) == NAMES
    assert len(NAMES) > 100


def test_the_fields_together(scores: Scores) -> None:
    assert scores.macro_f1 >= MACRO_F1, scores.table()


def test_every_field_has_a_floor(scores: Scores) -> None:
    assert set(scores.counts) == set(FLOORS)


@pytest.mark.parametrize("field", FLOORS)
def test_a_field(field: str, scores: Scores) -> None:
    mistakes = [str(mistake) for mistake in scores.mistakes if mistake.fact.field == field]
    assert scores.counts[field].f1 >= FLOORS[field], "\n".join(mistakes)


def test_the_readme_promises_no_more_than_is_measured(scores: Scores) -> None:
    rows = re.findall(r"^([a-z_.]+) +\d+ +(\d\.\d{3}) +(\d\.\d{3}) +\d\.\d{3}$", README, re.MULTILINE)
    assert [field for field, *_ in rows] == sorted(scores.counts)
    promised = {field: (float(precision), float(recall)) for field, precision, recall in rows}
    measured = {field: (count.precision, count.recall) for field, count in scores.counts.items()}
    assert {
        field: measured[field]
        for field, rates in promised.items()
        if any(rate > real + ROUNDED for rate, real in zip(rates, measured[field], strict=True))
    } == {}


def test_nothing_is_said_to_be_carried_out_that_is_not(scores: Scores) -> None:
    """A false edge puts a document into a lineage that it has no part in; a missed one only leaves it out."""
    false = [
        str(mistake)
        for mistake in scores.mistakes
        if mistake.kind == "spurious" and mistake.fact.field == "relations" and "implements" in mistake.fact.key
    ]
    assert false == []


def quotes(record: Record) -> Iterator[Quote]:
    """Every quotation of a record."""
    lists = (record.addressees, record.recipients, record.signers, record.relations, record.assignments)
    items = [item for items in (*lists, record.milestones, record.evidence) for item in items]
    for citation in record.citations:
        yield from citation.quotes
        yield from (quote for _, quote in citation.dated)
    for item in items:
        assert item.quote is not None
        yield item.quote


def words(text: str) -> list[str]:
    """The words of a text as they are compared: cleaned, without marks."""
    return re.findall(r"[^\W_]+", plain(clean(text).text))


def stand_in(quoted: list[str], place: list[str]) -> bool:
    """Whether ``place`` begins and ends with the quoted words and has all of them in their order.

    A signature that stands beside a list is quoted without the lines of the list.
    """
    rest = iter(place)
    return quoted[:1] == place[:1] and quoted[-1:] == place[-1:] and all(word in rest for word in quoted)


@pytest.mark.parametrize("name", NAMES)
def test_every_quotation_stands_where_it_says(name: str, genre: Genre) -> None:
    text, records = genre.texts[name], genre.found[name]
    found = [quote for record in records for quote in quotes(record)]
    elsewhere = [
        (text[slice(*quote.span)], quote.exact)
        for quote in found
        if not stand_in(words(quote.exact), words(text[slice(*quote.span)]))
    ]
    assert found
    assert elsewhere == []


@pytest.mark.parametrize("name", NAMES)
def test_what_was_written_down_stands_in_the_text(name: str, genre: Genre) -> None:
    text = genre.texts[name]
    for record in genre.expected[name]:
        start, end = record["span"]
        assert text[start:end] == text[start:end].strip() != ""
        for citation in record["citations"]:
            assert citation["spans"]
            for first, last in citation["spans"]:
                assert start <= first < last <= end
                assert not citation["number"] or sequence(text[first:last]) == sequence(citation["number"])


def sequence(number: str) -> int:
    """The digits that a number begins with; scans put blanks before them and a 0 that means nothing."""
    found = re.search(r"\d+", unicodedata.normalize("NFKC", number))
    assert found, number
    return int(found[0])
