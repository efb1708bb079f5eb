"""Disks that are full or only read, stores that vanish: a clear error, and each file in the store as it was or is."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.store import open_store
from ontology.errors import StoreError
from tests.graph.corpus import sources
from tests.safety.builds import ROOT, copy_store, sources_of, state, write_corpus

SOURCES = sources()
OLD = [1] * 6
NEW = [1, 1, 2, 2, 2, 0, 1, 1, 1]
NOBODY = 65534
MAIN = "from api.cli import main; main()"


def lineage(
    folder: Path, *arguments: str, before: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    """A command, run to its end."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LINEAGE_")}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-c", MAIN, *arguments],
        cwd=folder,
        env=environment,
        text=True,
        capture_output=True,
        check=False,
        preexec_fn=before,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of the old letters, the new letters, and a store of them."""
    folder = tmp_path_factory.mktemp("failures")
    write_corpus(folder / "letters", OLD)
    assert lineage(folder, "build", "letters", "--store", "old").returncode == 0
    write_corpus(folder / "letters", NEW)
    copy_store(folder / "old", folder / "new")
    assert lineage(folder, "build", "letters", "--prune", "--store", "new").returncode == 0
    return folder


def said_once(done: subprocess.CompletedProcess[str]) -> str:
    """The error that a command said; it must be one line, and no defect."""
    assert done.returncode == 1, done.stderr
    lines = done.stderr.splitlines()
    assert "Traceback" not in done.stderr, done.stderr
    errors = [line for line in lines if line.startswith("error: ")]
    assert len(errors) == 1, done.stderr
    return errors[0]


def check_whole(made: Path, store: Path, *, fresh: bool = False) -> None:
    """Each source is old (or not there, in a *fresh* store) or new, and building again gives what an undisturbed build
    gives.
    """
    old, new = {} if fresh else state(made / "old")[0], state(made / "new")[0]
    with open_store(store, read_only=True) as opened:
        found = sources_of(opened)
    for source in old.keys() | new.keys():
        assert found.get(source) in (old.get(source), new.get(source)), f"{source} is neither old nor new"
    done = lineage(made, "build", "letters", "--prune", "--store", str(store))
    assert done.returncode == 0, done.stderr
    assert state(store) == state(made / "new")


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """A disk that holds so much; the test is skipped where none can be made."""
    place.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.getuid() != 0:
        pytest.skip("a small disk can be mounted by root only")
    size = f"size={megabytes}m"
    made = subprocess.run([mount, "-t", "tmpfs", "-o", size, "tmpfs", str(place)], capture_output=True, check=False)
    if made.returncode:
        pytest.skip(f"no small disk can be mounted here: {made.stderr.decode(errors='replace').strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place: Path, left: int) -> Path:
    """Fill a disk but for some bytes."""
    ballast = place / "ballast"
    with ballast.open("wb") as out:
        os.posix_fallocate(out.fileno(), 0, shutil.disk_usage(place).free - left)
    return ballast


@pytest.mark.parametrize("left", [0, 16_384, 200_000, 600_000])
def test_a_disk_that_is_full(made: Path, tmp_path: Path, left: int) -> None:
    with small_disk(tmp_path / "disk", 60) as disk:
        copy_store(made / "old", disk / "store")
        ballast = fill(disk, left)
        done = lineage(made, "build", "letters", "--prune", "--store", str(disk / "store"))
        if left < 200_000 or done.returncode:
            assert "space on the disk" in said_once(done)
        ballast.unlink()
        check_whole(made, disk / "store")


def test_a_disk_that_is_full_from_the_start(made: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4) as disk:
        done = lineage(made, "build", "letters", "--store", str(disk / "store"))
        assert "space on the disk" in said_once(done)
        subprocess.run(["mount", "-o", "remount,size=80m", str(disk)], check=True)
        check_whole(made, disk / "store", fresh=True)


@pytest.mark.parametrize("limit", [64, 4096, 20_000, 60_000])
def test_files_that_may_not_grow(made: Path, tmp_path: Path, limit: int) -> None:
    """What every user can do to himself, and what stands for a full disk where none can be mounted."""
    copy_store(made / "old", tmp_path / "store")

    def before() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = lineage(made, "build", "letters", "--prune", "--store", str(tmp_path / "store"), before=before)
    if limit < 20_000 or done.returncode:
        assert str(tmp_path / "store") in said_once(done)
    check_whole(made, tmp_path / "store")


@pytest.mark.parametrize("command", ["build", "remove", "backup"])
def test_a_disk_that_only_reads(made: Path, tmp_path: Path, command: str) -> None:
    with small_disk(tmp_path / "disk", 60) as disk:
        copy_store(made / "old", disk / "store")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        listed = lineage(made, "list", "--store", str(disk / "store"))
        assert listed.returncode == 0, listed.stderr
        if command == "backup":
            done = lineage(made, "backup", str(tmp_path / "b.zip"), "--store", str(disk / "store"))
            assert done.returncode == 0, done.stderr
        else:
            words = ["letters"] if command == "build" else ["01.txt"]
            done = lineage(made, command, *words, "--store", str(disk / "store"))
            assert "cannot be written" in said_once(done)
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        assert state(disk / "store") == state(made / "old")


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of root, to whom every folder is open."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_folder_that_others_own(made: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    copy_store(made / "old", store)
    before = sorted(path.name for path in store.iterdir())
    for path in [store, *store.parents]:
        if path.stat().st_uid == os.getuid():
            path.chmod(0o555 if path == store else path.stat().st_mode | 0o055)
    with as_nobody():
        with pytest.raises(StoreError, match="cannot be written: Permission denied"):
            open_store(store)
        with open_store(store, read_only=True) as opened:
            assert len(opened.sources()) == 6
    assert sorted(path.name for path in store.iterdir()) == before


def test_a_store_that_vanishes_while_it_is_written(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is gone"), open_store(tmp_path / "s") as store:
        store.load_sources(SOURCES.items())
        shutil.rmtree(tmp_path / "s")
        store.mark_derived(True)
        store.remove_source(next(iter(SOURCES)))
    with open_store(tmp_path / "s") as store:
        assert store.sources() == {}


@pytest.mark.parametrize("command", ["list", "remove", "backup"])
def test_a_store_that_has_vanished(tmp_path: Path, command: str) -> None:
    words = {"list": [], "remove": ["a.txt"], "backup": [str(tmp_path / "b.zip")]}[command]
    done = lineage(tmp_path, command, *words, "--store", str(tmp_path / "none"))
    assert "there is no store at" in said_once(done)
    assert list(tmp_path.iterdir()) == []
