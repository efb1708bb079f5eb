"""How fast extraction is beside the least that anyone would do, and whether that depends on the length of the text.

The least is a clerk's script: one expression that finds what looks like the number of a document, run once over the
text. It says neither whose document that is nor what is done with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from loaders.pipeline import Tools, extract_text
from tests.documents import write_file, write_long_document

from .measuring import Row, cpu_time

PLAIN_NUMBER = re.compile(r"\d+(?:/\d{4})?[-/][A-ZĐ][A-ZĐa-z]*(?:[-/][A-ZĐ][A-ZĐa-z]*)*")
LENGTHS = (10_000, 100_000, 1_000_000)
LONGEST = 10_000_000
FLAT = 1.5  # by how much a byte of the longest text may take more time than one of the shortest
SLOWER = 200.0  # by how much extraction may take longer than the plain scan
TEXTS: Mapping[str, Callable[[int, int], str]] = {
    "files of many documents": write_file,
    "one long document": write_long_document,
}


def rows(tools: Tools, quick: bool) -> Iterator[Row]:
    """The speed by the plain scan, then the curve over the length; ``quick`` leaves out the point of 10 MB."""

    def extract(text: str) -> object:
        return extract_text("t.txt", text, tools)

    extract(write_file(20_000, 0))  # compiles the patterns, which is no part of any text's time
    yield _by_plain_scan(extract)
    for name, write in TEXTS.items():
        yield from _curve(name, write, extract, LENGTHS if quick else (*LENGTHS, LONGEST))


def _by_plain_scan(extract: Callable[[str], object]) -> Row:
    texts = [write_file(300_000, seed) for seed in (1, 2, 3)]
    sizes = [len(text.encode("utf-8")) / 1e6 for text in texts]
    plain = min(cpu_time(_scan, text) / size for text, size in zip(texts, sizes, strict=True) for _ in range(3))
    full = min(cpu_time(extract, text) / size for text, size in zip(texts, sizes, strict=True))
    remark = f"{1 / full:.2f} MB/s, the scan {1 / plain:.0f} MB/s, one core"
    return Row("speed: time of extraction by that of a plain scan", full / plain, SLOWER, remark)


def _scan(text: str) -> list[str]:
    return [match[0] for match in PLAIN_NUMBER.finditer(text)]


def _curve(
    name: str, write: Callable[[int, int], str], extract: Callable[[str], object], lengths: tuple[int, ...]
) -> Iterator[Row]:
    """Microseconds of processor time for a byte at each length, then the longest by the shortest.

    A short text is a matter of chance, so that some of them are read: as many as make up 300 kB. No text is read
    twice, as the second time would find its paragraphs in the caches.
    """
    times: list[float] = []
    for length in lengths:
        count = max(1, 300_000 // length)
        rounds = range(2 if length < LENGTHS[-1] else 1)
        times.append(
            min(_time_of_byte(extract, write, length, range(turn * count, (turn + 1) * count)) for turn in rounds)
        )
        yield Row(f"speed, {name}: µs a byte at {length // 1000} kB", times[-1], remark=f"{1 / times[-1]:.2f} MB/s")
    yield Row(f"speed, {name}: longest by shortest", times[-1] / times[0], FLAT)


def _time_of_byte(
    extract: Callable[[str], object], write: Callable[[int, int], str], length: int, seeds: range
) -> float:
    """Microseconds of processor time for a byte of the texts that ``seeds`` give."""
    texts = [write(length, seed) for seed in seeds]
    size = sum(len(text.encode("utf-8")) for text in texts)
    return 1e6 * sum(cpu_time(extract, text) for text in texts) / size
