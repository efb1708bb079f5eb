"""Builds as users run them: processes of their own, that can be killed, and corpora that change between two of them."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import pyoxigraph as ox

from graph.homes import DirectoryHome
from graph.store import GraphStore, open_store

ROOT: Final = Path(__file__).resolve().parents[2]
STATIC: Final = ("ontology", "vocabulary", "gazetteer", "communes")
_WRITES: Final = ("update", "bulk_extend", "bulk_load", "add", "remove", "extend", "load", "flush", "clear", "optimize")
_LETTER: Final = """TỈNH ỦY TÂY NINH
BAN DÂN VẬN
*
Số {number:02}-CV/BDVTU

ĐẢNG CỘNG SẢN VIỆT NAM
Tây Ninh, ngày {day:02} tháng 7 năm 2022

V/v triển khai Kế hoạch số 83-KH/TU, ngày 11/6/2022 của Ban Thường vụ Tỉnh ủy

Kính gửi: Ban Thường vụ Huyện ủy Châu Thành

Thực hiện Kế hoạch số 83-KH/TU, ngày 11/6/2022 của Ban Thường vụ Tỉnh ủy về công tác đối ngoại nhân dân, Ban Dân vận
Tỉnh ủy đề nghị:

{tasks}

Nơi nhận:
- Như trên,
- Lưu Văn phòng.

TRƯỞNG BAN

Nguyễn Văn {name}
"""
_SERVE: Final = """
import json, os, sys
from api.cli import main
import api.settings, graph.derive, graph.origins, graph.store, loaders, ontology.static
from loaders.pipeline import load_tools
from tests.safety.builds import die_at_write
load_tools()
for line in sys.stdin:
    folder, arguments, write = json.loads(line)
    pid = os.fork()
    if not pid:
        os.setsid()
        os.chdir(folder)
        out = os.open("said.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1), os.dup2(out, 2), os.close(0)
        sys.argv = ["lineage", *arguments]
        if write:
            die_at_write(write)
        try:
            main()
        except SystemExit as end:
            os._exit(end.code if isinstance(end.code, int) else 0 if end.code is None else 1)
        os._exit(0)
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


def letter(number: int, version: int) -> str:
    """A letter of a province's commission; each version gives other tasks to others."""
    tasks = [
        f"{place}. Ban Dân vận huyện {number} báo cáo lần {place} trước ngày {place + version}/9/2022."
        for place in (1, 2)
    ]
    if version > 1:
        tasks.append(f"3. Ủy ban nhân dân huyện phối hợp thực hiện Chỉ thị số {number}-CT/TW, ngày 05/01/2022.")
    return _LETTER.format(
        number=number, day=number % 28 + 1, tasks="\n\n".join(tasks), name="AN" if version > 1 else "BA"
    )


def write_corpus(folder: Path, versions: Sequence[int]) -> None:
    """A letter for each number, in the version that stands in its place; 0 leaves it out."""
    folder.mkdir(exist_ok=True)
    for number, version in enumerate(versions, 1):
        path = folder / f"{number:02}.txt"
        if version:
            path.write_text(letter(number, version), encoding="utf-8")
        else:
            path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code (negative: the signal), the seconds it took and what it said."""

    code: int
    seconds: float
    said: str


class _Deadly:
    """A database that kills its process instead of writing for the nth time."""

    def __init__(self, raw: ox.Store, count: Iterator[int]) -> None:
        self._raw = raw
        self._count = count

    def __getattr__(self, name: str) -> object:
        if name in _WRITES and next(self._count) <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return getattr(self._raw, name)

    def __contains__(self, quad: ox.Quad) -> bool:
        return quad in self._raw

    def __iter__(self) -> Iterator[ox.Quad]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


def die_at_write(write: int) -> None:
    """Let this process be killed when it is about to write to a database of its own for the nth time."""
    count = itertools.count(write - 1, -1)
    whole = DirectoryHome.__init__

    def deadly(self: DirectoryHome, path: Path, raw: ox.Store, *rest: Any, **options: Any) -> None:
        whole(self, path, cast(ox.Store, _Deadly(raw, count)), *rest, **options)

    DirectoryHome.__init__ = deadly  # type: ignore[method-assign]


class Commands:
    """Runs `lineage` commands, each in a process of its own.

    The processes are forked from one that has loaded the program already, so that the second in which Python only
    reads its libraries, and nothing can be damaged, is neither waited for nor shot at.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(
        self, folder: Path, arguments: Sequence[str], kill_after: float | None = None, kill_at_write: int = 0
    ) -> Ended:
        """Run a command in a folder to its end, or until it is killed with signal 9: after some seconds, or when it is
        about to write for the nth time to the database.
        """
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([str(folder), list(arguments), kill_at_write]) + "\n")
        self._process.stdin.flush()
        pid, started = int(self._line()), time.monotonic()
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        code, seconds = int(self._line()), time.monotonic() - started
        return Ended(code, seconds, (folder / "said.txt").read_text(encoding="utf-8"))

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


@contextmanager
def commands() -> Iterator[Commands]:
    """A place to run commands in."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LINEAGE_")}
    environment["PYTHONPATH"] = str(ROOT)
    with subprocess.Popen(
        [sys.executable, "-c", _SERVE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    ) as process:
        yield Commands(process)
        assert process.stdin is not None
        process.stdin.close()


def copy_store(store: Path, to: Path) -> None:
    """A copy of a store; files that its engine never changes are shared with it."""

    def copy(source: str, target: str) -> None:
        if source.endswith(".sst"):
            with suppress(OSError):  # on another disk
                os.link(source, target)
                return
        shutil.copy2(source, target)

    shutil.copytree(store, to, copy_function=copy)


def sources_of(store: GraphStore) -> dict[str, frozenset[str]]:
    """What each source of a store states, as lines."""
    found = {}
    for source in store.sources():
        graphs = [ox.NamedNode(graph) for graph in store.graphs_of(source)]
        found[source] = frozenset(
            str(quad) for graph in graphs for quad in store.raw.quads_for_pattern(None, None, None, graph)
        )
    return found


def state(path: Path) -> tuple[dict[str, frozenset[str]], bytes]:
    """The sources of a store on disk, and all of it in canonical form."""
    with open_store(path, read_only=True) as store:
        return sources_of(store), store.canonical_nquads()


def canonical_changing(store: GraphStore) -> tuple[bytes, int]:
    """The graphs that a build changes in canonical form, and the number of all quads: those of the ontology and of the
    gazetteer are many, and dumping them a hundred times is what a test of this kind would spend its time on.
    """
    own = {ox.NamedNode(f"{store.iris.base}graph/{name}") for name in STATIC}
    graphs = [graph for graph in store.raw.named_graphs() if graph not in own]
    quads = (quad for graph in graphs for quad in store.raw.quads_for_pattern(None, None, None, graph))
    return "\n".join(sorted(map(str, quads))).encode(), len(store)
