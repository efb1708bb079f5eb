"""Documents that are made up have the form of real ones: the extractor finds in them what was put in."""

import random

import pytest

from loaders.pipeline import Tools, extract_text, load_tools
from tests.documents import Writer, write_file, write_long_document


@pytest.fixture(scope="module")
def tools() -> Tools:
    return load_tools()


@pytest.mark.parametrize("size", [10, 3_000, 50_000])
def test_a_file_has_the_size_that_was_asked_for(size: int) -> None:
    text = write_file(size, 1)
    assert len(text) == size
    assert text == write_file(size, 1)
    assert text != write_file(size, 2)


def test_a_file_holds_many_documents_and_no_two_alike(tools: Tools) -> None:
    records = extract_text("t.txt", write_file(60_000, 1), tools)
    assert len(records) > 8
    assert len({record.title for record in records}) == len(records)


def test_a_long_document_is_one(tools: Tools) -> None:
    text = write_long_document(40_000, 1)
    (record,) = extract_text("t.txt", text, tools)
    assert 40_000 <= record.span[1] - record.span[0] < 60_000
    assert len(record.citations) > 10
    assert len(record.assignments) > 100


FORMS = [("plan", "ke-hoach"), ("state_decision", "quyet-dinh"), ("letter", "cong-van")]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("form", "slug"), FORMS)
def test_each_form_is_read(form: str, slug: str, seed: int, tools: Tools) -> None:
    (record,) = extract_text("t.txt", getattr(Writer(random.Random(seed)), form)(), tools)
    assert record.type == slug
    assert record.number and record.date and record.place and record.title and record.issuer
    assert record.citations and record.assignments and record.recipients
    assert len(record.signers) == 1
