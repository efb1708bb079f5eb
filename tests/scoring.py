"""How well found records agree with expected ones: precision, recall and F1 for each field, and their mean.

    python -m tests.scoring EXPECTED FOUND [--errors]

Both are JSON Lines files or folders of them, one record on a line. Each record is taken apart into facts. A fact of
the expected record that is also in the found one is a hit, one that is not is missed, and what was found beyond them
is spurious. Names and titles may differ in a tenth of their letters; numbers, dates, roles and places in the text
may not differ at all. A list that an expected record gives as ``null``, or a field that it lacks, is not judged.

Documents of a file are paired by how much of the text they share, so that a document cut in two costs its facts.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from loaders.cleaning import fold_tones

Json = Mapping[str, Any]

SIMILARITY = 0.9  # of names and titles, as the share of letters in common
SAME_DOCUMENT = 0.5  # the share of text in common from which two documents are one
SAME_BOUNDS = 0.9  # the share from which its bounds count as found
SEGMENTS = "segments"

_LISTS = ("addressees", "recipients", "signers", "citations", "relations", "assignments", "milestones")
_VALUES = ("type", "number", "date", "place", "title")
_JUDGED_RELATIONS = frozenset({"implements", "based-on", "attaches", "continues"})
_UNHEARD = re.compile(r"[*_`\"“”‘’'«»]")
_DASH = re.compile(r"\s*[-–—]\s*")


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of a record: what has to be equal (``key``), and a name that has to be alike, if there is one."""

    field: str
    key: tuple[object, ...]
    name: str | None = None

    def __str__(self) -> str:
        return " | ".join(str(part) for part in (*self.key, *([] if self.name is None else [self.name])))


@dataclass(frozen=True, slots=True)
class Count:
    """Hits, spurious and missed facts of one field."""

    hits: int = 0
    spurious: int = 0
    missed: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.hits + other.hits, self.spurious + other.spurious, self.missed + other.missed)

    @property
    def expected(self) -> int:
        """How many facts there are to be found."""
        return self.hits + self.missed

    @property
    def precision(self) -> float:
        """The share of hits among what was found; 1 where nothing was."""
        return _share(self.hits, self.hits + self.spurious)

    @property
    def recall(self) -> float:
        """The share of hits among what was expected; 1 where nothing was."""
        return _share(self.hits, self.expected)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Mistake:
    """A fact that was missed or is spurious, and the document it belongs to."""

    source: str
    part: int
    kind: str
    fact: Fact

    def __str__(self) -> str:
        return f"{self.source}#{self.part}\t{self.fact.field}\t{self.kind}\t{self.fact}"


@dataclass(frozen=True, slots=True)
class Scores:
    """The counts of all fields, and every mistake."""

    counts: Mapping[str, Count]
    mistakes: tuple[Mistake, ...]

    @property
    def macro_f1(self) -> float:
        """The mean F1 of the fields, each with the same weight however many facts it has."""
        return sum(count.f1 for count in self.counts.values()) / max(1, len(self.counts))

    @property
    def total(self) -> Count:
        """All facts of all fields together."""
        return sum(self.counts.values(), Count())

    def table(self) -> str:
        """The fields with their rates, and a line that sums them up."""
        rows = [f"{'field':24} {'facts':>5} {'prec':>6} {'rec':>6} {'F1':>6}"]
        for field, count in sorted(self.counts.items()):
            rates = " ".join(f"{rate:6.3f}" for rate in (count.precision, count.recall, count.f1))
            rows.append(f"{field:24} {count.expected:5} {rates}")
        total = self.total
        rows.append(f"all facts F1 {total.f1:.4f}  macro F1 {self.macro_f1:.4f}  facts {total.expected}")
        return "\n".join(rows)


def score(expected: Iterable[Json], found: Iterable[Json]) -> Scores:
    """How well ``found`` agrees with ``expected``; found records of files that nothing is expected of are left out."""
    wanted, given = _by_source(expected), _by_source(found)
    counts: defaultdict[str, Count] = defaultdict(Count)
    mistakes: list[Mistake] = []
    for source, records in sorted(wanted.items()):
        pairs, bounds = _pair(records, given.get(source, []))
        counts[SEGMENTS] += bounds
        for one, other in pairs:
            part = (one or other or {})["part"]
            for kind, fact in _compare(one, other):
                counts[fact.field] += Count(kind == "hit", kind == "spurious", kind == "missed")
                if kind != "hit":
                    mistakes.append(Mistake(source, part, kind, fact))
    return Scores(dict(counts), tuple(mistakes))


def read_records(path: Path) -> tuple[Json, ...]:
    """The records of a JSON Lines file, or of all such files of a folder in the order of their names."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines())
    return tuple(json.loads(line) for line in lines if line.strip())


def folded(value: str) -> str:
    """A name as it is compared: no capitals, markup, outer punctuation or leading *các*, one placement of the tones.

    Example:
        >>> folded("Các **Huyện uỷ** –  Thành uỷ;")
        'huyện ủy-thành ủy'
    """
    text = _UNHEARD.sub("", unicodedata.normalize("NFC", value).casefold())
    text = _DASH.sub("-", " ".join(text.split())).strip(" .,;:/()-")
    return fold_tones(text).removeprefix("các ")


def facts(record: Json) -> Iterator[Fact]:
    """All facts that a record states, in the order of its fields."""
    for field in _VALUES:
        if record.get(field) is not None:
            yield from _values(field, record[field])
    for field, value in (record.get("issuer") or {}).items():
        if value is not None:
            yield from _values(f"issuer.{field}", value)
    for field, read in _READERS.items():
        for item in record.get(field) or []:
            yield from read(item)


_ALIKE = frozenset({"place", "title", "issuer.name", "issuer.organization"})


def _values(field: str, value: str) -> Iterator[Fact]:
    yield Fact(field, (), folded(value)) if field in _ALIKE else Fact(field, (folded(value),))


def _addressee(item: str) -> Iterator[Fact]:
    yield Fact("addressees", (), folded(item))


def _recipient(item: Json) -> Iterator[Fact]:
    yield Fact("recipients", (), folded(item["name"]))
    if item.get("purpose"):
        yield Fact("recipients.purpose", (folded(item["purpose"]),), folded(item["name"]))


def _signer(item: Json) -> Iterator[Fact]:
    for field in ("name", "position", "on_behalf_of"):
        if item.get(field):
            yield Fact(f"signers.{field}", (), folded(item[field]))


def _citation(item: Json) -> Iterator[Fact]:
    kind = _folded_or_none(item.get("type"))
    cited = (_folded_or_none(item.get("number")) or kind, item.get("date"))
    yield Fact("citations", (kind, *cited))
    yield Fact("citations.role", (*cited, item.get("role")))
    if item.get("issuer"):
        yield Fact("citations.issuer", cited, folded(item["issuer"]))
    for start, _ in item.get("spans") or []:
        yield Fact("citations.spans", (*cited, start))


def _relation(item: Json) -> Iterator[Fact]:
    if item["relation"] in _JUDGED_RELATIONS:
        yield Fact("relations", (folded(item["from"]), item["relation"], folded(item["to"])))


def _assignment(item: Json) -> Iterator[Fact]:
    task, role, agency = _folded_or_none(item.get("task")), item.get("role"), folded(item["agency"])
    yield Fact("assignments", (task, role), agency)
    yield Fact("assignments.agency", (role,), agency)
    if item.get("deadline"):
        yield Fact("assignments.deadline", (task, item["deadline"]), agency)


def _milestone(item: Json) -> Iterator[Fact]:
    yield Fact("milestones", (item["kind"], item["when"]))


_READERS: Mapping[str, Callable[[Any], Iterator[Fact]]] = {
    "addressees": _addressee,
    "recipients": _recipient,
    "signers": _signer,
    "citations": _citation,
    "relations": _relation,
    "assignments": _assignment,
    "milestones": _milestone,
}


def _folded_or_none(value: str | None) -> str | None:
    return None if value is None else folded(value)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _by_source(records: Iterable[Json]) -> dict[str, list[Json]]:
    grouped: defaultdict[str, list[Json]] = defaultdict(list)
    for record in records:
        grouped[Path(record["source"]).name].append(record)
    return grouped


def _pair(expected: Sequence[Json], found: Sequence[Json]) -> tuple[list[tuple[Json | None, Json | None]], Count]:
    """Each expected record with the found one that shares most of its text; what has no partner stands alone.

    Two records that are the only ones of their file are one document whatever they share.
    """
    rest = list(found)
    pairs: list[tuple[Json | None, Json | None]] = []
    bounds = Count()
    for record in expected:
        partner = max(rest, key=lambda other: _common(record["span"], other["span"]), default=None)
        common = _common(record["span"], partner["span"]) if partner else 0.0
        if partner is not None and common < SAME_DOCUMENT and not len(expected) == len(rest) == 1:
            partner = None
        if partner is not None:
            rest.remove(partner)
        right = partner is not None and common >= SAME_BOUNDS
        bounds += Count(right, partner is not None and not right, not right)
        pairs.append((record, partner))
    alone: list[tuple[Json | None, Json | None]] = [(None, other) for other in rest]
    return pairs + alone, bounds + Count(spurious=len(rest))


def _common(one: Sequence[int], other: Sequence[int]) -> float:
    """The length that two spans share, by the length from the first to the last of them."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, shared) / max(1, max(one[1], other[1]) - min(one[0], other[0]))


def _compare(expected: Json | None, found: Json | None) -> Iterator[tuple[str, Fact]]:
    """Every fact of two records of one document as ``hit``, ``missed`` or ``spurious``."""
    ignored = _not_judged(expected) if expected is not None else frozenset()
    rest = _alike(_distinct(found, ignored))
    for fact in _distinct(expected, ignored):
        near = rest.get((fact.field, fact.key), {})
        match = _match(fact, near)
        if match is not None:
            del near[match]
        yield "missed" if match is None else "hit", fact
    yield from (("spurious", fact) for near in rest.values() for fact in near)


def _not_judged(expected: Json) -> frozenset[str]:
    open_lists = {field for field in _LISTS if expected.get(field) is None}
    return frozenset(open_lists | {field for field in (*_VALUES, "issuer") if field not in expected})


def _distinct(record: Json | None, ignored: frozenset[str]) -> dict[Fact, None]:
    """The facts of a record, each once, in order."""
    stated = facts(record) if record is not None else ()
    return dict.fromkeys(fact for fact in stated if fact.field.split(".")[0] not in ignored)


def _alike(stated: Iterable[Fact]) -> dict[tuple[str, tuple[object, ...]], dict[Fact, None]]:
    """The facts by what has to be equal in those that can match."""
    groups: defaultdict[tuple[str, tuple[object, ...]], dict[Fact, None]] = defaultdict(dict)
    for fact in stated:
        groups[fact.field, fact.key][fact] = None
    return groups


def _match(fact: Fact, near: Mapping[Fact, None]) -> Fact | None:
    """The fact of ``near`` that says the same, or the first whose name is much like its name."""
    if fact in near:
        return fact
    names = ((other, other.name) for other in near)
    return next((other for other, name in names if fact.name and name and _similar(fact.name, name)), None)


def _similar(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    # The two cheap rates are never below the true one, and tell most names apart.
    rates = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
    return all(rate() >= SIMILARITY for rate in rates)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table, and with ``--errors`` every mistake before it."""
    parser = argparse.ArgumentParser(prog="python -m tests.scoring", description="Score found records.")
    parser.add_argument("expected", type=Path, help="file or folder of the expected records (JSON Lines)")
    parser.add_argument("found", type=Path, help="file or folder of the found records")
    parser.add_argument("--errors", action="store_true", help="print every missed and spurious fact")
    options = parser.parse_args(arguments)
    scores = score(read_records(options.expected), read_records(options.found))
    if options.errors:
        for mistake in scores.mistakes:
            print(mistake)
    print(scores.table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
