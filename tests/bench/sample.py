"""The sets of documents with expected records that the benchmarks read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.scoring import Json, read_records

DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, slots=True)
class Pair:
    """A folder of texts and the one of the records that are expected of them; they may be the same folder."""

    texts: Path
    expected: Path

    @property
    def name(self) -> str:
        """The folder of the texts, with the one above it: ``data/corpus``."""
        return "/".join(self.texts.resolve().parts[-2:])

    def read(self) -> tuple[Mapping[str, str], tuple[Json, ...]]:
        """The texts by name, and the expected records; files that are not plain text are left out with theirs."""
        records = read_records(self.expected)
        names = sorted({record["source"] for record in records if Path(record["source"]).suffix in (".txt", ".md")})
        texts = {name: (self.texts / name).read_bytes().decode("utf-8-sig") for name in names}
        return texts, tuple(record for record in records if record["source"] in texts)


SAMPLE = Pair(DATA / "corpus", DATA / "expected")
GENRE = Pair(DATA / "genre", DATA / "genre")


def pairs() -> tuple[Pair, ...]:
    """The sets that the project holds."""
    return tuple(pair for pair in (SAMPLE, GENRE) if pair.texts.is_dir())
