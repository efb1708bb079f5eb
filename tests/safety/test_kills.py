"""A build that is killed: the store opens, each file is in it as it was or as it is, and building again heals it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

import pytest

from graph.store import open_store
from tests.safety.builds import (
    Commands,
    Ended,
    canonical_changing,
    commands,
    copy_store,
    sources_of,
    state,
    write_corpus,
)

KILLS = 52
SEED = 20260711
OLD = [1] * 9 + [0] * 3
NEW = [1] * 2 + [2] * 5 + [0] * 2 + [1] * 3
"""Two letters stay, five change, two go, three come."""
BUILD = ("build", "letters", "--prune", "--store", "store")


@dataclass
class Case:
    """A store of the old letters, the new letters, and what a store of them is when nothing disturbs its build."""

    folder: Path
    runners: SimpleQueue[Commands]
    old: dict[str, frozenset[str]] = field(default_factory=dict)
    new: dict[str, frozenset[str]] = field(default_factory=dict)
    whole: bytes = b""
    changing: tuple[bytes, int] = (b"", 0)
    seconds: float = 0.0

    def run(self, name: str, **kill: float) -> Ended:
        """A build of the new letters over a copy of the old store, left in the folder *name*."""
        place = self.folder / name
        if not place.exists():
            place.mkdir()
            (place / "letters").symlink_to(self.folder / "letters")
            copy_store(self.folder / "old", place / "store")
        runner = self.runners.get()
        try:
            return runner.run(place, BUILD, **kill)  # type: ignore[arg-type]
        finally:
            self.runners.put(runner)

    def check(self, name: str) -> int:
        """Check the store that a killed build left, and that building again heals it; the files that were new."""
        place = self.folder / name / "store"
        with open_store(place, read_only=True) as store:
            found = sources_of(store)
        self._whole(found)
        with open_store(place) as store:
            assert store.derived
            assert sources_of(store) == found
        ended = self.run(name)
        assert ended.code == 0, ended.said
        with open_store(place, read_only=True) as store:
            assert canonical_changing(store) == self.changing
        return sum(quads == self.new.get(source) != self.old.get(source) for source, quads in found.items())

    def _whole(self, found: dict[str, frozenset[str]]) -> None:
        for source in self.old.keys() | self.new.keys():
            assert found.get(source) in (self.old.get(source), self.new.get(source)), f"{source} is neither old nor new"
        assert found.keys() <= self.old.keys() | self.new.keys()


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("kills")
    with commands() as one, commands() as two:
        made = Case(folder, SimpleQueue())
        write_corpus(folder / "letters", OLD)
        ended = one.run(folder, ("build", "letters", "--store", "old"))
        assert ended.code == 0, ended.said
        write_corpus(folder / "letters", NEW)
        for runner in (one, two):
            made.runners.put(runner)
        made.old, _ = state(folder / "old")
        ended = made.run("undisturbed")
        assert ended.code == 0, ended.said
        made.seconds = ended.seconds
        made.new, made.whole = state(folder / "undisturbed" / "store")
        with open_store(folder / "undisturbed" / "store", read_only=True) as store:
            made.changing = canonical_changing(store)
        assert (len(made.old), len(made.new)) == (9, 10)
        assert sum(made.old[source] != made.new.get(source) for source in made.old) == 7
        yield made


def test_killed_at_any_moment(case: Case) -> None:
    """Half of the moments lie anywhere in the time that the build takes, half in its second half, where it writes."""
    chance = random.Random(SEED)
    starts = [0.0 if number % 2 else case.seconds / 2 for number in range(2 * KILLS)]
    moments = [chance.uniform(start, case.seconds) for start in starts]

    def shoot(number: int) -> int | None:
        """The files that were new when the build was killed; None if it had ended before."""
        name = f"kill-{number}"
        ended = case.run(name, kill_after=moments[number])
        try:
            assert ended.code in (0, -9), ended.said
            fresh = case.check(name)
            if number == 0:
                assert state(case.folder / name / "store")[1] == case.whole
            return fresh if ended.code == -9 else None
        finally:
            shutil.rmtree(case.folder / name)

    hits: list[int] = []
    with ThreadPoolExecutor(2) as pool:
        for start in range(0, len(moments), 4):
            found = pool.map(shoot, range(start, start + 4))
            hits += [fresh for fresh in found if fresh is not None]
            if len(hits) >= KILLS:
                break
    assert len(hits) >= 50, f"only {len(hits)} of {len(moments)} shots hit the build before its end"
    assert len(set(hits)) > 2, f"all shots hit where nothing was written: {hits}"


def test_killed_before_any_write(case: Case) -> None:
    """Whatever is one change must be one write: killed between two, the build must leave each file old or new."""

    def shoot(write: int) -> int:
        name = f"write-{write}"
        ended = case.run(name, kill_at_write=write)
        assert ended.code in (0, -9), ended.said
        case.check(name)
        shutil.rmtree(case.folder / name)
        return ended.code

    codes: list[int] = []
    first = 0
    with ThreadPoolExecutor(2) as pool:
        for first in range(1, 100, 2):
            codes = list(pool.map(shoot, (first, first + 1)))
            if 0 in codes:
                break
    assert 0 in codes, "the build writes more often than was thought"
    assert first > 8, "the writes were not counted"


@pytest.mark.parametrize("part", [0.1, 0.35, 0.6, 0.85])
def test_killed_while_the_store_is_made(case: Case, part: float) -> None:
    """The first build of all also loads the ontology and the gazetteer."""
    place = case.folder / f"first-{part}"
    place.mkdir()
    (place / "letters").symlink_to(case.folder / "letters")
    runner = case.runners.get()
    try:
        runner.run(place, BUILD, kill_after=part * 3 * case.seconds)
        again = runner.run(place, BUILD)
    finally:
        case.runners.put(runner)
    assert again.code == 0, again.said
    assert state(place / "store") == (case.new, case.whole)


def test_a_restore_that_is_killed(case: Case) -> None:
    """The store is the old one or the restored one, and never anything between."""
    place = case.folder / "restored"
    place.mkdir()
    copy_store(case.folder / "old", place / "first")
    old, new = state(place / "first"), (case.new, case.whole)
    command = ("restore", "new.zip", "--force", "--store", "store")
    chance, found = random.Random(SEED), []
    runner = case.runners.get()
    try:
        shutil.copytree(case.folder / "undisturbed" / "store", place / "new")
        assert runner.run(place, ("backup", "new.zip", "--store", "new")).code == 0
        copy_store(place / "first", place / "store")
        seconds = runner.run(place, command).seconds
        assert state(place / "store") == new
        for kill in [*({"kill_after": chance.uniform(seconds / 4, seconds)} for _ in range(4)), {"kill_at_write": 1}]:
            shutil.rmtree(place / "store")
            copy_store(place / "first", place / "store")
            ended = runner.run(place, command, **kill)  # type: ignore[arg-type]
            assert ended.code in (0, -9), ended.said
            found.append(state(place / "store"))
            assert found[-1] in (old, new)
            open_store(place / "store").close()
            assert sorted(path.name for path in (place / "store").iterdir() if path.name != "index") == [
                "lineage-store.json",
                "origins.jsonl",
                "oxigraph",
            ]
    finally:
        case.runners.put(runner)
    assert old in found, "no shot hit the restore before it was decided"
    assert runner.run(place, command).code == 0
    assert state(place / "store") == new
