"""What the pages of the server cost, over HTTP, on a store of generated documents or one that is there.

Each kind of page is asked for once, as a server that has just started answers it, then some times more. That a page
does not grow with the corpus is told by its time at so many documents by that at a quarter of them.
"""

from __future__ import annotations

import tempfile
import time
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Final

from graph import open_store
from graph.index.overlaid import Index
from graph.store import GraphStore
from tests.bench.corpora import build

from .endpoints import ours
from .measuring import Row

MOST_MS: Final = 200.0
MOST_KB: Final = 150.0
_TURNS: Final = 5
_GROWTH: Final = 3.0
"""By how much a page may take longer where the corpus is four times as large: a small corpus does not fill every page,
and what grows with the corpus takes four times as long."""
_COUNTED: Final = "dataset"
"""The page that waits a tenth of a second for counts: how long these take is no matter of the page."""
_FLOOR_MS: Final = 10.0
"""Put on both times of such a ratio: of a page of two milliseconds the clock and the machine are the most."""
_LONGEST_SECONDS: Final = 600.0
_PAGES: Final = (200, 300, 303)
"""A number that several documents bear leads to all of them, one of one document to its page."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page took: at first, and mostly, in milliseconds; and its size in kB."""

    first: float
    usual: float
    size: float


def rows(counts: Sequence[int], store: Path | None = None) -> Iterator[Row]:
    """The rows for a store that is there, or for generated ones of some numbers of documents."""
    if store is not None:
        yield from _told(f"{store.name}: ", _measured(store))
        return
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            small, large = Path(folder) / "small", Path(folder) / "large"
            build(small, max(1, count // 4)).close()
            build(large, count).close()
            few, many = _measured(small), _measured(large)
        yield from _told(f"{count:,}: ", many)
        for name in (name for name in many if name != _COUNTED):
            growth = (many[name].usual + _FLOOR_MS) / (few[name].usual + _FLOOR_MS)
            remark = f"{many[name].usual:.0f} ms by {few[name].usual:.0f} ms"
            yield Row(f"pages, {count:,} by a quarter: {name}", growth, _GROWTH, remark)


def _told(at: str, found: Mapping[str, Asked]) -> Iterator[Row]:
    for name, asked in found.items():
        yield Row(f"pages, {at}{name}, p50 ms", asked.usual, MOST_MS, f"first {asked.first:.0f} ms")
        yield Row(f"pages, {at}{name}, kB", asked.size, MOST_KB)


def _measured(store: Path) -> dict[str, Asked]:
    with open_store(store, read_only=True) as opened:
        pages = addresses(opened)
    with ours(store) as server:
        _get(server.port, "/health/ready")  # it listens before it is ready
        return {name: _asked(server.port, path) for name, path in pages.items()}


def _asked(port: int, path: str) -> Asked:
    turns = [_get(port, path) for _ in range(1 + _TURNS)]
    times = [seconds * 1e3 for seconds, _ in turns]
    return Asked(times[0], median(times[1:]), turns[-1][1] / 1e3)


def _get(port: int, path: str) -> tuple[float, int]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=_LONGEST_SECONDS)) as server:
        began = time.perf_counter()
        server.request("GET", path, headers={"Accept": "text/html"})
        answer = server.getresponse()
        size = len(answer.read())
    assert answer.status in _PAGES, (path, answer.status)
    return time.perf_counter() - began, size


def addresses(store: GraphStore) -> dict[str, str]:
    """A page of each kind, of documents that have much to tell: the directive that most others carry out, a plan for
    one, a body to which duties are given.
    """
    index = store.index
    assert index is not None, "the store has no index: build it again"
    every = [one for one in range(len(index.tables)) if index.meant(one) == one]
    carried = sorted(every, key=lambda one: -len(index.others("implements", one, upward=False)))
    top = index.iri(carried[0])
    plan = next(index.iri(one) for one in carried if index.others("implements", one, upward=True) and _held(index, one))
    directive, document = (urllib.parse.quote(iri.removeprefix(store.iris.base)) for iri in (top, plan))
    named = urllib.parse.quote(top, safe="")
    summary = index.summary(carried[0])
    assert summary is not None and summary.number is not None
    number = urllib.parse.quote(summary.number.lower())
    body = _body(store, plan)
    return {
        "home": "/",
        "search": "/search?q=chi%20thi%2012",
        "documents": "/documents",
        "documents in a province": "/documents?province=tay%20ninh",
        "directive": f"/directive/{directive}",
        "directive by districts": f"/directive/{directive}?level=district",
        "directive by its number": f"/directive?number={number}",
        "document": f"/documents/{document}",
        "document that many cite": f"/documents/{directive}",
        "bodies": "/bodies",
        "bodies of a province": "/bodies?province=tay%20ninh&sort=-duties",
        "body": f"/{body}",
        "localities": "/localities",
        "locality": "/locality/2008/72-tay-ninh",
        "coverage": f"/coverage/{directive}",
        "coverage by communes": f"/coverage/{directive}?level=commune",
        "cascade": f"/cascade/{directive}",
        "duties under a directive": f"/duties?directive={named}",
        "duties": "/duties",
        "duties of an agency": "/duties?agency=ban%20dan%20van",
        "duties in a province": "/duties?locality=T%C3%A2y%20Ninh",
        "duties by a day": "/duties?due_before=2025-01-01",
        "conflicts": "/conflicts",
        "gaps": "/gaps",
        "gaps in a role": "/gaps?role=implements",
        "dataset": "/dataset",
    }


def _held(index: Index, document: int) -> bool:
    summary = index.summary(document)
    return summary is not None and summary.status == "held"


def _body(store: GraphStore, document: str) -> str:
    """The path of a body to which a document gives a duty."""
    assert store.files is not None
    sql = "SELECT body FROM main.duty JOIN main.agency ON agency.id = duty.agency WHERE duty.iri = ?"
    rows = store.files.ask(sql, (document,))
    return next(row[0] for row in rows if row[0]).removeprefix(store.iris.base)
