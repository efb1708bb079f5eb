"""What is read within a clause: numbers, dates, times and lists of bodies."""

from collections.abc import Iterator
from functools import cache

from loaders.pipeline import load_tools
from tests import invariants
from tests.fuzz.harness import sample_texts
from tests.strategies import words

__all__ = ["check", "seeds", "words"]
_tools = cache(load_tools)


def check(data: bytes) -> None:
    """Raises where what was found is not what stands there."""
    invariants.small_parts_hold(data.decode("utf-8", "replace"), _tools())


def seeds() -> Iterator[bytes]:
    """The lines of the test data, each by itself."""
    yield from {line for text in sample_texts() for line in text.splitlines() if line}
