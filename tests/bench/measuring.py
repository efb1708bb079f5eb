"""What the benchmarks share: a row of the table, and ratios of time and memory, in which the machine cancels out."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Input = TypeVar("Input")


@dataclass(frozen=True, slots=True)
class Row:
    """A measurement: what was measured, its value, the most it may be (``None``: for information), and a remark."""

    name: str
    value: float
    bound: float | None = None
    remark: str = ""

    @property
    def passed(self) -> bool:
        """Whether the value keeps its bound."""
        return self.bound is None or self.value <= self.bound

    def __str__(self) -> str:
        bound = f"{self.bound:7.2f}" if self.bound is not None else " " * 7
        tail = "" if self.passed else "  TOO MUCH"
        return f"{self.name:58} {self.value:8.3f} {bound}{tail}  {self.remark}".rstrip()


def cpu_time(work: Callable[[Input], object], given: Input) -> float:
    """The processor time, in seconds, of one run."""
    began = time.process_time()
    work(given)
    return time.process_time() - began


def ratio(
    work: Callable[[Input], object], small: Input, large: Input, bound: float | None = None, rounds: int = 5
) -> float:
    """The processor time of the larger input by that of the smaller: the best of some rounds of each, in turns.

    With a ``bound``, the rounds end as soon as it is kept: what was kept once did not need more time than that.
    """
    best_small = best_large = float("inf")
    for _ in range(rounds):
        best_small = min(best_small, cpu_time(work, small))
        best_large = min(best_large, cpu_time(work, large))
        if bound is not None and best_large <= bound * best_small:
            break
    return best_large / best_small


def peak(work: Callable[[Input], object], given: Input) -> float:
    """The most bytes that are held at once while the work is done."""
    tracemalloc.start()
    try:
        work(given)
        return float(tracemalloc.get_traced_memory()[1])
    finally:
        tracemalloc.stop()
