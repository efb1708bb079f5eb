"""Runs harnesses one after the other, each in its own process and for a bounded time.

python -m tests.fuzz [NAME ...] [--seconds 60] [--runs N] [--folder build/fuzz] [--replay FILE]
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from .harness import load, names

ROOT = Path(__file__).parents[2]
SLOWEST = 20  # seconds for one input, else it counts as a defect
MOST_MEMORY = 3000  # megabytes


def main(arguments: Sequence[str] | None = None) -> int:
    """1 where a harness found a defect, 2 where atheris is not installed."""
    options = _parser().parse_args(arguments)
    chosen = options.names or names()
    if options.replay:
        load(chosen[0]).check(options.replay.read_bytes())
        return 0
    if importlib.util.find_spec("atheris") is None:
        print("error: atheris is not installed (pip install 'directive-lineage[fuzz]')", file=sys.stderr)
        return 2
    failed = [name for name in chosen if not _run(name, options)]
    for name in failed:
        print(f"{name}: defects in {options.folder / name / 'found'}", file=sys.stderr)
    return 1 if failed else 0


def _run(name: str, options: argparse.Namespace) -> bool:
    limits = [f"-max_total_time={options.seconds}", f"-timeout={SLOWEST}", f"-rss_limit_mb={MOST_MEMORY}"]
    limits += [f"-runs={options.runs}"] if options.runs else []
    folder = (options.folder / name).resolve()
    command = [sys.executable, "-m", "tests.fuzz.harness", name, str(folder), *limits, "-print_final_stats=1"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Search for defects.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names())} (default: all)")
    parser.add_argument("--seconds", type=int, default=60, help="time for each harness")
    parser.add_argument("--runs", type=int, help="inputs for each harness at most")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "fuzz", help="where inputs and findings go")
    parser.add_argument("--replay", type=Path, help="run one harness on one file, without atheris")
    return parser


if __name__ == "__main__":
    sys.exit(main())
