"""Each harness runs: on its seeds everywhere, and for a second under atheris where that is installed."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.__main__ import ROOT, main
from tests.fuzz.harness import load, names, prepare

needs_atheris = pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed")


@pytest.mark.parametrize("name", names())
def test_seeds_show_no_defect(name: str) -> None:
    harness = load(name)
    seeds = list(harness.seeds())
    assert len(seeds) > 10
    for seed in seeds[::7]:
        harness.check(seed)


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("data", [b"", b"\x00", b"\xff\xfe", b"\x80" * 40, b"\x01<html>"], ids=repr)
def test_any_bytes_are_taken(name: str, data: bytes) -> None:
    load(name).check(data)


def test_dictionary_is_one_of_libfuzzer(tmp_path: Path) -> None:
    prepare(load("text"), tmp_path)
    lines = (tmp_path / "words.dict").read_text(encoding="ascii").splitlines()
    assert r'"\x4b\xe1\xba\xbf\x20\x68\x6f\xe1\xba\xa1\x63\x68"' in lines  # Kế hoạch
    assert all(line.startswith('"') and line.endswith('"') for line in lines)


@needs_atheris
@pytest.mark.parametrize("name", names())
def test_a_second_finds_nothing(name: str, tmp_path: Path) -> None:
    assert main([name, "--seconds", "1", "--runs", "3000", "--folder", str(tmp_path)]) == 0
    assert not list((tmp_path / name / "found").iterdir())


@needs_atheris
def test_a_defect_is_found_and_kept(tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text(
        "import sys\nfrom tests.fuzz import fuzz_clause, harness\n"
        "def check(data):\n    assert b'KH' not in data\n"
        "fuzz_clause.check = check\nharness.main(sys.argv[1:])\n",
        encoding="utf-8",
    )
    command = [sys.executable, str(broken), "clause", str(tmp_path / "work"), "-runs=2000"]
    done = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, check=False)
    assert done.returncode != 0
    (kept,) = (tmp_path / "work" / "found").iterdir()
    assert b"KH" in kept.read_bytes()
