"""How often facts of each rule are right: the base of the confidence that a fact carries (`loaders.confidence`).

    python -m tests.bench.calibrate [--write] GOLD TEXT [GOLD TEXT ...]

GOLD is a folder of records that a person wrote (JSON Lines, in the form that `lineage extract` prints), TEXT the folder
of the files that they are of. A line for each rule and each doubt: how many facts were compared, how many of them were
right, the confidence that follows, and the one that the vocabulary has now. A fact is right where the record of the
same span holds it; names and titles are compared at a likeness of 0.9, and lists that a record leaves out are not
compared.
`--write` puts the shares into the vocabularies.
"""

from __future__ import annotations

import operator
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path
from typing import Any

from loaders.confidence import MOST
from loaders.pipeline import Tools, extract_text, load_tools
from loaders.readers import read_file
from loaders.records import Reading, Record
from ontology.turtle import package_file
from ontology.vocabulary import load_vocabulary
from tests.scoring import SAME_DOCUMENT, SIMILARITY, folded, read_records

SEEN, SEEN_RIGHT = 10, 8  # what every rule is taken to have shown before it was counted
OPEN = {"citation.ambiguous": 0.3}  # fits at least two documents: nothing that a count could show makes it surer
Gold = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a fact that was read as `reading` tells is right."""

    reading: Reading
    right: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many facts were compared, how many of them are right, and how many their rules promise."""

    read: int = 0
    right: int = 0
    promised: float = 0.0

    @property
    def share(self) -> float:
        """The share that is right, near eight of ten where little was seen, and never certainty."""
        return min(MOST, (self.right + SEEN_RIGHT) / (self.read + SEEN))

    @property
    def left(self) -> float:
        """The part of what their rules promise that is right, near eight of ten where little was seen; at most 1."""
        return min(1.0, (self.right + SEEN_RIGHT) / (self.promised + SEEN))

    def plus(self, right: bool, promised: float = 0.0) -> Count:
        """This count with one fact more."""
        return Count(self.read + 1, self.right + right, self.promised + promised)


def verdicts(record: Record, gold: Gold) -> Iterator[Verdict]:
    """Each fact of `record` that `gold` can judge."""
    yield from _heading(record, gold)
    for name, items in (
        ("addressees", record.addressees),
        ("recipients", record.recipients),
        ("signers", record.signers),
    ):
        if gold.get(name) is not None:
            known = [item if isinstance(item, str) else item["name"] for item in gold[name]]
            for item in items:
                yield Verdict(item.reading, any(alike(item.name, other) for other in known))
    if gold.get("citations") is not None:
        yield from _citations(record, gold["citations"])
    if gold.get("relations") is not None:
        edges = {(one["from"], one["relation"], one["to"]) for one in gold["relations"]}
        scored = {"implements", "based-on", "attaches", "continues"}
        for edge in record.relations:
            if edge.relation in scored:
                yield Verdict(edge.reading, (edge.source, edge.relation, edge.target) in edges)
    if gold.get("assignments") is not None:
        for duty in record.assignments:
            same = (one for one in gold["assignments"] if (one["task"] or "", one["role"]) == (duty.task, duty.role))
            yield Verdict(duty.reading, any(alike(one["agency"], duty.agency) for one in same))
    if gold.get("milestones") is not None:
        times = {(one["kind"], one["when"]) for one in gold["milestones"]}
        for milestone in record.milestones:
            yield Verdict(milestone.reading, (milestone.kind, milestone.when) in times)


def _heading(record: Record, gold: Gold) -> Iterator[Verdict]:
    issuer = gold.get("issuer") or {}
    wanted = {
        **{field: gold.get(field) for field in ("type", "number", "date", "place", "title")},
        **{field: issuer.get(field) for field in ("province", "district", "commune")},
        "issuer": issuer.get("name"),
    }
    for item in record.evidence:
        if item.field in ("province", "district", "commune") or item.field in gold:
            found: Any = record.issuer if item.field in ("issuer", "province", "district", "commune") else record
            read = getattr(found, "name" if item.field == "issuer" else item.field)
            same = alike if item.field in ("issuer", "title", "place") else operator.eq
            yield Verdict(item.reading, bool(wanted[item.field]) and same(read, wanted[item.field]))


def _citations(record: Record, gold: Sequence[Gold]) -> Iterator[Verdict]:
    known = {(one["number"] or one["type"], one["date"]): one for one in gold}
    for citation in record.citations:
        match = known.get((citation.number or citation.type, citation.date))
        yield Verdict(citation.reading, match is not None and match["type"] == citation.type)
        if match is not None:
            yield Verdict(citation.role_reading, match["role"] == citation.role)


def alike(read: str | None, wanted: str | None) -> bool:
    """Whether two names or titles are one, but for case, punctuation and a letter here and there."""
    one, other = folded(read or ""), folded(wanted or "")
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= SIMILARITY


def judged(gold: Path, texts: Path, tools: Tools) -> Iterator[Verdict]:
    """The verdicts on all files that the folder `gold` has records of."""
    known = groupby(read_records(gold), key=lambda one: str(one["source"]))
    for source, wanted in known:
        records = extract_text(source, read_file(texts / source).text, tools)
        for one in wanted:
            best = max(records, key=lambda record: _overlap(record.span, one["span"]), default=None)
            if best is not None and _overlap(best.span, one["span"]) >= SAME_DOCUMENT:
                yield from verdicts(best, one)


def _overlap(one: Sequence[int], other: Sequence[int]) -> float:
    """The share of text that two spans have in common."""
    shared = max(0, min(one[1], other[1]) - max(one[0], other[0]))
    return shared / max(1, max(one[1], other[1]) - min(one[0], other[0]))


def count(found: Iterable[Verdict]) -> tuple[dict[str, Count], dict[str, Count]]:
    """The counts of rules, and those of doubts with what the shares of the rules promise for the same facts."""
    kept = list(found)
    rules: dict[str, Count] = {}
    for one in kept:
        rules[one.reading.rule] = rules.get(one.reading.rule, Count()).plus(one.right)
    doubts: dict[str, Count] = {}
    for one in kept:
        for doubt in one.reading.doubts:
            doubts[doubt] = doubts.get(doubt, Count()).plus(one.right, rules[one.reading.rule].share)
    return rules, doubts


def tables(rules: Mapping[str, Count], doubts: Mapping[str, Count]) -> Iterator[tuple[str, str, Count, float, float]]:
    """Scheme, slug, count, confidence that follows from it and confidence that the vocabulary has."""
    vocabulary = load_vocabulary()
    for item in vocabulary.rules:
        seen = rules.get(item.slug, Count())
        yield "rule", item.slug, seen, OPEN.get(item.slug, seen.share), item.confidence
    for item in vocabulary.doubts:
        seen = doubts.get(item.slug, Count())
        yield "doubt", item.slug, seen, seen.left, item.confidence


def write(scheme: str, values: Mapping[str, float]) -> None:
    """Puts confidences into a vocabulary, whose order and wording stay."""
    path = package_file("vocab", f"{scheme}.ttl")
    text = path.read_text(encoding="utf-8")
    for slug, value in values.items():
        concept = rf"(?m)(^{scheme}:{re.escape(slug)}\n(?:    .*\n)*?    lin:confidence )\"[\d.]+\""
        shown = f"{value:.2f}".rstrip("0").rstrip(".")  # as stores write decimals, so that they find nothing changed
        text = re.sub(concept, rf'\g<1>"{shown}"', text)
    path.write_text(text, encoding="utf-8")


def main(arguments: Sequence[str]) -> None:
    """Prints the table, and writes it into the vocabularies where that is asked for."""
    names = [name for name in arguments if name != "--write"]
    if not names or len(names) % 2:
        raise SystemExit(__doc__)
    tools = load_tools()
    pairs = [(Path(gold), Path(text)) for gold, text in zip(names[::2], names[1::2], strict=True)]
    rows = list(tables(*count(verdict for gold, text in pairs for verdict in judged(gold, text, tools))))
    print(f"{'rule or doubt':28} {'read':>5} {'right':>5} {'share':>6} {'now':>6}")
    for _, slug, seen, share, now in rows:
        print(f"{slug:28} {seen.read:5} {seen.right:5} {share:6.2f} {now:6.2f}")
    if "--write" in arguments:
        for scheme in ("rule", "doubt"):
            write(scheme, {slug: share for name, slug, _, share, _ in rows if name == scheme})


if __name__ == "__main__":
    main(sys.argv[1:])
