"""Cleaning, and the parts of a file: documents, their heads and ends, paragraphs and numbering."""

from collections.abc import Iterator
from functools import cache

from loaders.pipeline import load_tools
from tests import invariants
from tests.fuzz.harness import sample_texts
from tests.strategies import STRUCTURE, words

__all__ = ["check", "seeds", "words"]
_tools = cache(load_tools)


def check(data: bytes) -> None:
    """Raises where a part is wrong."""
    text = data.decode("utf-8", "replace")
    invariants.folding_holds(text)
    invariants.cleaning_holds(text, _tools())
    invariants.parts_hold(text, _tools())


def seeds() -> Iterator[bytes]:
    """The documents of the test data, and the lines that documents are made of."""
    yield from sample_texts()
    yield "\n".join(STRUCTURE).encode("utf-8")
