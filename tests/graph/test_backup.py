"""Backups: what comes back is what was there, and what is damaged is refused before anything is touched."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import restoring
from graph.archive import GRAPH, MANIFEST, Manifest, Progress
from graph.backup import FROZEN, backup, restore
from graph.derive import derive
from graph.directory import INDEX
from graph.marker import LAYOUT, MARKER, RESTORED, RESTORING
from graph.origins import ORIGINS, Origins
from graph.store import DATABASE, open_store
from ontology.errors import InputError, LineageError, StoreError
from ontology.iris import Iris
from tests.graph.corpus import build, sources

SOURCES = sources()
WHOLE = build().canonical_nquads()
CREATED = "2026-11-26T08:00:00+07:00"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("backup") / "store"
    with open_store(path) as opened, Origins(path) as origins:
        opened.load_sources(SOURCES.items())
        derive(opened)
        origins.add("003.txt", Path("/corpus/003.txt"))
    return path


@pytest.fixture(scope="module")
def file(store: Path) -> Path:
    back_up(store, store.parent / "b.zip")
    return store.parent / "b.zip"


def back_up(store: Path, file: Path, progress: Progress | None = None) -> Manifest:
    return backup(store, file, software="1.2", created=CREATED, progress=progress or (lambda what, done, whole: None))


def canonical(path: Path) -> bytes:
    with open_store(path, read_only=True) as opened:
        return opened.canonical_nquads()


def names(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.iterdir())


def test_what_comes_back_is_what_was_there(store: Path, file: Path, tmp_path: Path) -> None:
    manifest = restore(file, tmp_path / "new")
    assert canonical(tmp_path / "new") == WHOLE
    for name in (MARKER, ORIGINS):
        assert (tmp_path / "new" / name).read_bytes() == (store / name).read_bytes()
    assert names(tmp_path / "new") == sorted([MARKER, ORIGINS, DATABASE])
    assert names(store) == sorted([MARKER, ORIGINS, DATABASE, INDEX])
    assert manifest.statements == len(WHOLE.splitlines())
    with open_store(tmp_path / "new") as opened:
        assert opened.derived
        assert opened.load_sources(SOURCES.items()) == 0


def test_any_tool_can_read_it(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        assert b"".join(sorted(archive.read(GRAPH).splitlines(keepends=True))) == WHOLE
        made = json.loads(archive.read(MANIFEST))
    assert (made["software"], made["created"], made["layout"]) == ("1.2", CREATED, LAYOUT)


def test_the_same_store_gives_the_same_parts(store: Path, file: Path, tmp_path: Path) -> None:
    again = back_up(store, tmp_path / "again.zip")
    with zipfile.ZipFile(file) as archive:
        assert json.loads(archive.read(MANIFEST)) == json.loads(again.to_json())


def test_corrections_and_graphs_of_whoever_wrote_them_come_back(tmp_path: Path) -> None:
    iris = Iris("https://archive.example/")
    literal = b'"\xc4\x90\\n\\"x\\\\"@vi'
    line = (
        b"<https://a.example/s> <https://a.example/p> " + literal + b" <https://archive.example/graph/corrections> .\n"
    )
    with open_store(tmp_path / "s", iris=iris) as opened:
        opened.raw.bulk_extend(ox.parse(line, ox.RdfFormat.N_QUADS))
        before = opened.canonical_nquads()
    back_up(tmp_path / "s", tmp_path / "b.zip")
    restore(tmp_path / "b.zip", tmp_path / "t")
    with open_store(tmp_path / "t") as opened:
        assert (opened.iris, opened.canonical_nquads()) == (iris, before)


def test_a_build_goes_on_beside_a_backup(store: Path, tmp_path: Path) -> None:
    """The file holds the store as it was when the backup began."""
    one = next(iter(SOURCES))
    restore_from = back_up(store, tmp_path / "b.zip")
    restore(tmp_path / "b.zip", tmp_path / "s")
    seen: list[str] = []

    def meanwhile(what: str, done: int, whole: int | None) -> None:
        if not seen:
            with open_store(tmp_path / "s") as opened:
                opened.remove_source(one)
                derive(opened)
            seen.append(what)

    manifest = back_up(tmp_path / "s", tmp_path / "c.zip", meanwhile)
    assert seen
    assert manifest.parts[GRAPH] == restore_from.parts[GRAPH]
    assert canonical(tmp_path / "s") != WHOLE
    assert names(tmp_path / "s") == sorted([MARKER, ORIGINS, DATABASE, INDEX])


def test_what_a_backup_left_that_died_is_removed(store: Path, tmp_path: Path) -> None:
    left = store / f"{FROZEN}-999999999"
    left.mkdir()
    back_up(store, tmp_path / "b.zip")
    assert not left.exists()


# -- what is refused ---------------------------------------------------------------------------------------------------


def test_a_store_that_is_not_empty_is_replaced_only_by_force(file: Path, tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as opened:
        opened.load_sources(list(SOURCES.items())[:1])
    (tmp_path / "s" / "loading").write_text('"http://a.example/g"\n')  # a build died there
    before = canonical(tmp_path / "s")
    with pytest.raises(StoreError, match=r"not empty.*--force"):
        restore(file, tmp_path / "s")
    assert canonical(tmp_path / "s") == before
    restore(file, tmp_path / "s", force=True)
    assert canonical(tmp_path / "s") == WHOLE
    assert names(tmp_path / "s") == sorted([MARKER, ORIGINS, DATABASE])


def test_an_empty_store_is_filled_and_a_damaged_one_replaced_by_force(file: Path, tmp_path: Path) -> None:
    open_store(tmp_path / "empty").close()
    restore(file, tmp_path / "empty")
    assert canonical(tmp_path / "empty") == WHOLE
    (tmp_path / "empty" / MARKER).write_text("{")
    with pytest.raises(StoreError, match="not empty"):
        restore(file, tmp_path / "empty")
    restore(file, tmp_path / "empty", force=True)
    assert canonical(tmp_path / "empty") == WHOLE


@pytest.mark.parametrize("force", [False, True])
def test_a_directory_of_something_else_is_never_touched(file: Path, tmp_path: Path, force: bool) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "thesis.txt").write_text("x")
    (tmp_path / "y").write_text("x")
    for place in ("x", "y"):
        with pytest.raises(StoreError, match=r"something else|is a file"):
            restore(file, tmp_path / place, force=force)
    assert names(tmp_path / "x") == ["thesis.txt"]


def test_a_store_in_use_is_neither_backed_up_nor_replaced(file: Path, tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as opened:
        with pytest.raises(StoreError, match="in use"):
            back_up(tmp_path / "s", tmp_path / "b.zip")
        with pytest.raises(StoreError, match="in use"):
            restore(file, tmp_path / "s")
        assert opened.sources() == {}
    assert names(tmp_path) == ["s"]


def _cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def _without_end(data: bytes) -> bytes:
    return data[:-10]


def _flip(at: float) -> Callable[[bytes], bytes]:
    def flip(data: bytes) -> bytes:
        place = int(len(data) * at)
        return data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]

    return flip


def _empty(data: bytes) -> bytes:
    return b""


DAMAGE: list[tuple[Callable[[bytes], bytes], str, str]] = [
    (_cut, r"cut off.*at byte \d+", "cut in the midst"),
    (_without_end, r"cut off.*at byte \d+", "cut at its very end"),
    (_empty, "cut off.*at byte 0", "an empty file"),
    (_flip(0.01), r"graph\.nq behind byte \d+", "a byte near the beginning"),
    (_flip(0.5), r"graph\.nq behind byte \d+", "a byte in the middle"),
]


@pytest.mark.parametrize(("damage", "message"), [row[:2] for row in DAMAGE], ids=[row[2] for row in DAMAGE])
def test_a_damaged_backup_is_refused_with_the_place(
    file: Path, tmp_path: Path, damage: Callable[[bytes], bytes], message: str
) -> None:
    (tmp_path / "b.zip").write_bytes(damage(file.read_bytes()))
    with open_store(tmp_path / "s") as opened:
        opened.load_sources(SOURCES.items())
    before = canonical(tmp_path / "s")
    for place, force in (("s", True), ("t", False)):
        with pytest.raises(InputError, match=message):
            restore(tmp_path / "b.zip", tmp_path / place, force=force)
    assert canonical(tmp_path / "s") == before
    assert not (tmp_path / "t").exists()


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_damage_comes_through(file: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """A byte anywhere: it is refused, or (in a date of the archive, say) makes no difference."""
    raw = bytearray(file.read_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    place = tmp_path_factory.mktemp("damage")
    (place / "b.zip").write_bytes(raw)
    try:
        restore(place / "b.zip", place / "s")
    except LineageError:
        assert not (place / "s").exists() or names(place / "s") == []
    else:
        assert canonical(place / "s") == WHOLE


def _rewritten(file: Path, to: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(to, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def _other_graph(parts: dict[str, bytes]) -> None:
    parts[GRAPH] = parts[GRAPH].replace(b"12-CT/TW", b"13-CT/TW")


def _no_origins(parts: dict[str, bytes]) -> None:
    del parts[ORIGINS]


def _no_manifest(parts: dict[str, bytes]) -> None:
    del parts[MANIFEST]


def _broken_manifest(parts: dict[str, bytes]) -> None:
    parts[MANIFEST] = b"[]"


def _newer_format(parts: dict[str, bytes]) -> None:
    parts[MANIFEST] = json.dumps(json.loads(parts[MANIFEST]) | {"format": 2}).encode()


def _newer_layout(parts: dict[str, bytes]) -> None:
    from hashlib import sha256

    parts[MARKER] = json.dumps(json.loads(parts[MARKER]) | {"layout": LAYOUT + 1}).encode()
    made = json.loads(parts[MANIFEST])
    made["parts"][MARKER] |= {"sha256": sha256(parts[MARKER]).hexdigest(), "bytes": len(parts[MARKER])}
    parts[MANIFEST] = json.dumps(made).encode()


CHANGED: list[tuple[Callable[[dict[str, bytes]], None], str]] = [
    (_other_graph, r"graph\.nq has \d+ bytes with the digest"),
    (_no_origins, r"no origins\.jsonl in it"),
    (_no_manifest, r"no manifest\.json in it"),
    (_broken_manifest, r"manifest\.json"),
    (_newer_format, "newer version"),
    (_newer_layout, "newer version"),
]


@pytest.mark.parametrize(("change", "message"), CHANGED, ids=[row[0].__name__.strip("_") for row in CHANGED])
def test_a_backup_that_was_changed_is_refused(
    file: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None], message: str
) -> None:
    _rewritten(file, tmp_path / "b.zip", change)
    with pytest.raises(LineageError, match=message):
        restore(tmp_path / "b.zip", tmp_path / "s")
    assert names(tmp_path) == ["b.zip"]


def test_files_that_are_not_there(store: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file"):
        restore(tmp_path / "none.zip", tmp_path / "s")
    with pytest.raises(InputError, match="is a folder"):
        restore(tmp_path, tmp_path / "s")
    with pytest.raises(InputError, match="no folder"):
        back_up(store, tmp_path / "none" / "b.zip")
    with pytest.raises(InputError, match="is a folder"):
        back_up(store, tmp_path)
    with pytest.raises(StoreError, match="there is no store"):
        back_up(tmp_path / "none", tmp_path / "b.zip")
    assert names(tmp_path) == []


# -- a restore that is broken off --------------------------------------------------------------------------------------


class _Stopped(BaseException):
    """As if the process had died: nothing catches it on the way."""


@pytest.mark.parametrize("step", ["copyfile", "rename", "replace", "rmtree", "decide"])
@pytest.mark.parametrize("times", [0, 1, 2])
def test_a_restore_that_is_broken_off_is_finished_by_whoever_opens_the_store(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, times: int
) -> None:
    with open_store(tmp_path / "s") as opened, Origins(tmp_path / "s") as origins:
        opened.load_sources(list(SOURCES.items())[:1])
        derive(opened)
        origins.add("a.txt", Path("/a.txt"))
    old = canonical(tmp_path / "s")
    left = [times]

    def stops(call: Callable[..., object]) -> Callable[..., object]:
        def one(*arguments: object, **named: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                raise _Stopped
            return call(*arguments, **named)

        return one

    with monkeypatch.context() as patched:
        if step in ("copyfile", "rmtree"):
            patched.setattr(shutil, step, stops(getattr(shutil, step)))
        elif step == "decide":
            patched.setattr(restoring, "decide", stops(restoring.decide))
        else:
            patched.setattr(Path, step, stops(getattr(Path, step)))
        with contextlib.suppress(_Stopped):
            restore(file, tmp_path / "s", force=True)
    decided = (tmp_path / "s" / RESTORED).exists() or step in ("copyfile", "rmtree") or left[0] >= 0
    found = canonical(tmp_path / "s")
    assert found in ((WHOLE,) if decided else (WHOLE, old))
    assert Origins(tmp_path / "s").names() == (("003.txt",) if found == WHOLE else ("a.txt",))
    open_store(tmp_path / "s").close()
    assert canonical(tmp_path / "s") == found
    assert {RESTORED, RESTORING}.isdisjoint(names(tmp_path / "s"))


def test_memory_does_not_grow_with_the_store(tmp_path: Path) -> None:
    """Writing, checking and loading 60 MB of N-Quads costs little more of it than doing so with a tenth."""
    used = [_memory(tmp_path / str(count), count) for count in (30_000, 300_000)]
    assert used[1] < used[0] + 150_000, f"{used} KB"


def _memory(place: Path, count: int) -> int:
    place.mkdir()
    script = f"""
import resource
from pathlib import Path
import pyoxigraph as ox
from graph.store import open_store
place = Path({str(place)!r})
with open_store(place / "s") as store:
    for start in range(0, {count}, 10_000):
        line = '<http://a/%d> <http://a/p> "%0120d" <http://a/g/%d> .\\n'
        lines = (line % (n, n, n % 7) for n in range(start, start + 10_000))
        store.raw.bulk_load("".join(lines).encode(), ox.RdfFormat.N_QUADS)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    _run(script)
    script = f"""
import resource
from pathlib import Path
from graph.backup import backup, restore
place = Path({str(place)!r})
backup(place / "s", place / "b.zip", software="1", created="now")
assert restore(place / "b.zip", place / "t").statements == {count}
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    return int(_run(script))


def _run(script: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
