"""What holds for every text, tried on texts that are built to break it (``tests/strategies.py``)."""

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.pipeline import load_tools
from tests import invariants, strategies
from tests.fuzz import fuzz_read

load = cache(load_tools)
some = settings(max_examples=60)  # of the slower ones: a property may take three seconds


@given(strategies.jumbles(10))
def test_numbers_dates_times_and_bodies_cut_out_their_text(text: str) -> None:
    invariants.small_parts_hold(text, load())


@given(strategies.texts())
def test_cleaning_and_folding_keep_places(text: str) -> None:
    invariants.folding_holds(text)
    invariants.cleaning_holds(text, load())


@given(strategies.texts())
@some
def test_documents_heads_and_ends_stand_in_order(text: str) -> None:
    invariants.parts_hold(text, load())


@given(strategies.texts())
@some
def test_records_have_their_form_and_their_places(text: str) -> None:
    invariants.records_hold(text, load())


@given(strategies.texts())
@some
def test_quads_are_n_quads(text: str) -> None:
    invariants.quads_hold(text, load())


@given(strategies.vietnamese_texts())
@some
def test_records_do_not_depend_on_how_letters_and_line_ends_are_written(text: str) -> None:
    invariants.writings_agree(text, load())


@given(st.binary(max_size=400) | strategies.jumbles(6).map(lambda text: b"\x00" + text.encode("utf-8")))
def test_readers_give_text_or_say_what_is_wrong(data: bytes) -> None:
    fuzz_read.check(data)
