"""Files that are there whole or not at all: what they were, or what was written, wherever the writer is stopped."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.files import PARTIAL
from graph.marker import MARKER, Marker, read_marker, write_marker
from tests.safety.builds import ROOT

KILLS = 20
SEED = 20261126
_LIMITED = """
import resource, sys
from pathlib import Path
from graph.marker import Marker, write_marker
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
write_marker(Path(sys.argv[1]), Marker("https://b.example/"))
"""
_ENDLESS = """
import sys
from pathlib import Path
from graph.files import write_whole
print("writes", flush=True)
while True:
    for letter in (b"a", b"b"):
        write_whole(Path(sys.argv[1]), letter * (1 << 20))
"""


def _python(code: str, *arguments: str) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("limit", [0, 10, 100])
def test_a_marker_for_which_there_is_no_space_is_what_it_was(tmp_path: Path, limit: int) -> None:
    before = Marker("https://a.example/", static="sha256:1")
    write_marker(tmp_path, before)
    with _python(_LIMITED, str(tmp_path), str(limit)) as writer:
        _, said = writer.communicate(timeout=60)
    assert writer.returncode == 1
    assert "OSError" in said
    assert read_marker(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == [MARKER]


def test_a_file_whose_writer_is_killed_is_whole(tmp_path: Path) -> None:
    file, chance, partial = tmp_path / "file", random.Random(SEED), 0
    for _ in range(KILLS):
        with _python(_ENDLESS, str(file)) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "writes\n"
            while not file.exists():
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.02))
            writer.kill()
        found = file.read_bytes()
        assert found in (b"a" * (1 << 20), b"b" * (1 << 20))
        partial += file.with_name(file.name + PARTIAL).exists()
    assert partial, "no writer was killed while it wrote"
