"""One run of one harness under atheris, in a process of its own: atheris counts the branches of what it imports.

python -m tests.fuzz.harness NAME FOLDER [option of libFuzzer ...]
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, cast

DATA = Path(__file__).parents[1] / "data"
MOST_BYTES = 6000  # of one input: most defects need less, and short ones are tried faster
_LONGEST_WORD = 60  # bytes; libFuzzer takes no longer ones into its dictionary


class Harness(Protocol):
    """What each ``fuzz_*.py`` offers."""

    def check(self, data: bytes) -> None:
        """Raises where ``data`` shows a defect."""

    def seeds(self) -> Iterator[bytes]:
        """Inputs to begin with."""

    def words(self) -> Iterable[str]:
        """Pieces that inputs are made of."""


def names() -> list[str]:
    """The names of the harnesses, in order."""
    return sorted(path.stem.removeprefix("fuzz_") for path in Path(__file__).parent.glob("fuzz_*.py"))


def load(name: str) -> Harness:
    """The harness of that name."""
    return cast(Harness, importlib.import_module(f"tests.fuzz.fuzz_{name}"))


def sample_files() -> list[Path]:
    """The files of the test data, of any kind."""
    return sorted(path for path in DATA.rglob("*") if path.is_file())


def sample_texts() -> Iterator[bytes]:
    """The texts of the test data, long ones cut."""
    for path in sample_files():
        if path.suffix in (".txt", ".md") and path.parent != DATA:
            yield path.read_bytes()[:MOST_BYTES]


def prepare(harness: Harness, folder: Path) -> list[str]:
    """Write seeds and dictionary below ``folder``; the arguments that name them to libFuzzer."""
    corpus, seeds, found = (folder / name for name in ("corpus", "seeds", "found"))
    for place in (corpus, seeds, found):
        place.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(harness.seeds()):
        (seeds / f"{number:04}").write_bytes(seed)
    dictionary = folder / "words.dict"
    dictionary.write_text("".join(_entries(harness.words())), encoding="ascii")
    return [f"-dict={dictionary}", f"-artifact_prefix={found}/", f"-max_len={MOST_BYTES}", str(corpus), str(seeds)]


def _entries(words: Iterable[str]) -> Iterator[str]:
    for word in dict.fromkeys(words):
        data = word.encode("utf-8")
        if 0 < len(data) <= _LONGEST_WORD:
            yield '"' + "".join(f"\\x{byte:02x}" for byte in data) + '"\n'


def main(arguments: Sequence[str]) -> None:
    """Runs the harness until libFuzzer ends the process."""
    import atheris

    name, folder, *options = arguments
    with atheris.instrument_imports(include=["loaders"]):
        harness = load(name)
    atheris.Setup([sys.argv[0], *options, *prepare(harness, Path(folder))], harness.check)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
