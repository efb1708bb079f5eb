"""Runs the benchmarks, prints a table, and exits with 1 where a value passes its bound.

python -m tests.bench [GROUP ...] [--texts FOLDER --expected FOLDER] [--documents NUMBER] [--store DIR]
    [--seconds NUMBER --clients NUMBER] [--quick]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from loaders.pipeline import Tools, load_tools

from . import builds, curve, endpoint, growth, lineage, noise, pages, reconcile, soak, speed, stores, views
from .measuring import Row
from .sample import Pair, pairs

GROUPS: Mapping[str, Callable[[Tools, argparse.Namespace], Iterator[Row]]] = {
    "growth": lambda tools, options: growth.rows(tools),
    "stores": lambda tools, options: stores.rows(tools),
    "builds": lambda tools, options: builds.rows(options.quick),
    "curve": lambda tools, options: curve.rows(options.documents or ((100, 400) if options.quick else (500, 2_000))),
    "endpoint": lambda tools, options: endpoint.rows(options.documents or (1_000,), options.store),
    "lineage": lambda tools, options: lineage.rows(
        options.documents or ((1_000,) if options.quick else (1_000, 10_000))
    ),
    "pages": lambda tools, options: pages.rows(options.documents or (1_000,), options.store),
    "reconcile": lambda tools, options: reconcile.rows(options.quick),
    "soak": lambda tools, options: soak.rows(
        options.seconds, options.clients, (options.documents or (1_000,))[0], options.store
    ),
    "speed": lambda tools, options: speed.rows(tools, options.quick),
    "views": lambda tools, options: views.rows(options.quick),
    "noise": lambda tools, options: noise.rows(tools, _pairs(options)),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the groups that are named, or all; 1 when a bound is passed."""
    parser = _parser()
    options = parser.parse_args(arguments)
    unknown = set(options.groups) - GROUPS.keys()
    if unknown:
        parser.error(f"there are no benchmarks {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    tools = load_tools()
    began, late = time.perf_counter(), 0
    print(f"{'benchmark':58} {'value':>8} {'bound':>7}")
    for group in options.groups or GROUPS:
        for row in GROUPS[group](tools, options):
            late += not row.passed
            print(row, flush=True)
    print(f"past their bound: {late}; {time.perf_counter() - began:.0f} s in all")
    return 1 if late else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Run the benchmarks.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)} (default: all)")
    parser.add_argument("--texts", type=Path, help="noise: texts to use in place of the project's own")
    parser.add_argument("--expected", type=Path, help="noise: their expected records (default: the same folder)")
    parser.add_argument(
        "--documents",
        type=int,
        action="append",
        help="lineage, curve, endpoint, pages: documents or files (may be repeated)",
    )
    parser.add_argument("--seconds", type=float, default=20, help="soak: how long it takes")
    parser.add_argument("--clients", type=int, default=50, help="soak: how many ask at once")
    parser.add_argument(
        "--store", type=Path, help="endpoint, pages, soak: a store to ask in the place of a generated one"
    )
    parser.add_argument("--quick", action="store_true", help="leave out the largest texts and stores")
    return parser


def _pairs(options: argparse.Namespace) -> tuple[Pair, ...]:
    if options.texts is None:
        return pairs()
    return (Pair(options.texts, options.expected or options.texts),)


if __name__ == "__main__":
    sys.exit(main())
