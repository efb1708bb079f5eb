"""What damage in the text costs: macro F1 of the fields on clean and on damaged text, over some seeds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from statistics import mean

from loaders.pipeline import Tools, extract_text
from tests.noise import add_noise
from tests.scoring import Scores, score

from .measuring import Row
from .sample import Pair

RATES = (0.0, 0.005, 0.01, 0.03)
SEEDS = range(1, 6)
BOUNDED_RATE, BOUND = 0.01, 0.05  # a usual scan may cost a twentieth


def rows(tools: Tools, pairs: Iterable[Pair]) -> Iterator[Row]:
    """For each set of documents and each rate the mean drop of macro F1 below that of the clean text.

    At a rate of 0 nothing is damaged, but pages end within sentences.
    """
    for pair in pairs:
        clean = clean_scores(pair, tools)
        yield Row(f"noise, {pair.name}: macro F1 of the clean text", clean.macro_f1)
        for rate in RATES:
            found = [noisy_scores(pair, tools, rate, seed) for seed in SEEDS]
            drop = clean.macro_f1 - mean(scores.macro_f1 for scores in found)
            name = f"noise, {pair.name}: drop at {100 * rate:g} % of the characters"
            yield Row(name, drop, BOUND if rate == BOUNDED_RATE else None, _remark(clean, found))


def clean_scores(pair: Pair, tools: Tools) -> Scores:
    """How well the records of the texts as they are agree with the expected ones."""
    texts, expected = pair.read()
    return score(expected, [record.to_json() for name in texts for record in extract_text(name, texts[name], tools)])


def noisy_scores(pair: Pair, tools: Tools, rate: float, seed: int) -> Scores:
    """How well the records of the damaged texts agree with the expected ones, whose places are carried over."""
    texts, expected = pair.read()
    noisy = {name: add_noise(text, rate, seed) for name, text in texts.items()}
    found = [record.to_json() for name, one in noisy.items() for record in extract_text(name, one.text, tools)]
    return score([noisy[record["source"]].record(record) for record in expected], found)


def _remark(clean: Scores, found: Sequence[Scores]) -> str:
    """The range of the seeds, and the fields that lose most."""
    f1 = [scores.macro_f1 for scores in found]
    lost = {name: count.f1 - mean(scores.counts[name].f1 for scores in found) for name, count in clean.counts.items()}
    most = sorted(lost, key=lambda name: -lost[name])[:3]
    return f"F1 {min(f1):.3f} to {max(f1):.3f}; most in {', '.join(f'{name} {lost[name]:.2f}' for name in most)}"
