"""The whole way of a text: to records, whose places and values have their form, and to N-Quads."""

from collections.abc import Iterator
from functools import cache

from loaders.pipeline import load_tools
from tests import invariants
from tests.fuzz.harness import sample_texts
from tests.strategies import STRUCTURE, words

__all__ = ["check", "seeds", "words"]
_tools = cache(load_tools)


def check(data: bytes) -> None:
    """Raises where the records or the quads of the text are wrong."""
    text = data.decode("utf-8", "replace")
    invariants.records_hold(text, _tools())
    invariants.quads_hold(text, _tools())


def seeds() -> Iterator[bytes]:
    """The documents of the test data, and the lines that documents are made of."""
    yield from sample_texts()
    yield "\n".join(STRUCTURE).encode("utf-8")
