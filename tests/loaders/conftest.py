"""What the tests of the loaders share."""

import pytest

from loaders.lexicon import Lexicon, load_lexicon
from loaders.pipeline import Tools, load_tools


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """The lexicon of the shipped vocabulary."""
    return load_lexicon()


@pytest.fixture(scope="session")
def tools() -> Tools:
    """What every step of the pipeline reads from."""
    return load_tools()
