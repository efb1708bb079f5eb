"""The named queries (`*.rq` beside this file): SPARQL text to run as it is, or to start from.

Each begins with a comment that says what it answers and which value to change. They are written for a store in which
the default graph is the union of all graphs, hence `DISTINCT`: two sources may state the same.
"""

from functools import cache
from pathlib import Path
from types import MappingProxyType


@cache
def load_queries() -> MappingProxyType[str, str]:
    """The named queries as name -> text, ordered by name.

    >>> load_queries()["conflicts"].splitlines()[0]
    '# Conflicts: facts on which sources disagree, with every value and its support, best supported first.'
    """
    files = sorted(Path(__file__).parent.glob("*.rq"))
    return MappingProxyType({path.stem: path.read_text(encoding="utf-8") for path in files})
