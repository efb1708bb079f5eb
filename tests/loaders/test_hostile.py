"""Texts that no office writes: pages of one thing only. They cost no more than others of their length."""

from loaders.heading import read_heading
from loaders.lexicon import Lexicon
from loaders.segment import Part


def test_a_page_of_capitals_is_no_letterhead(lexicon: Lexicon) -> None:
    text = "I.\n" * 2000
    assert len(read_heading(text, Part(0, len(text)), lexicon).organizations) == 16
