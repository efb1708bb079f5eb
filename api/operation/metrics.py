"""What a server counts for Prometheus: requests, how long they took, queries, the store.

Several processes of one server share their counts through files in the directory that ``PROMETHEUS_MULTIPROC_DIR``
names, which ``lineage serve --workers`` sets.
"""

from __future__ import annotations

import contextlib
import os
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from api.snapshots import Serving
from api.sparql.pool import Answering
from api.version import software_version
from graph.locks import is_alive
from ontology.errors import LineageError

MULTIPROCESS: Final = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder for what all processes of one server count together."""
_TRIES: Final = 20
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The counts of one application; `text` is what Prometheus reads."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "lineage_requests", "Answered requests.", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "lineage_request_duration_seconds",
            "Seconds from the first byte of a request to the last of its answer.",
            ("route",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._under_way = Gauge(
            "lineage_requests_under_way",
            "Requests that are being answered.",
            multiprocess_mode="livesum",
            registry=self._registry,
        )

    def began(self) -> None:
        """A request has come."""
        self._under_way.inc()

    def ended(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request has been answered."""
        self._under_way.dec()
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self, *others: Collector) -> bytes:
        """All counts in Prometheus's text format 0.0.4, with what others collect now."""
        registry = self._registry
        folder = shared_folder()
        if folder is not None:
            _forget_the_dead(folder)
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        shown = CollectorRegistry()
        for collector in (registry, *others):
            shown.register(collector)
        for _ in range(_TRIES):
            with contextlib.suppress(struct.error):  # another process is just making its file
                return generate_latest(shown)
            time.sleep(0.05)
        return generate_latest(shown)


def shared_folder() -> Path | None:
    """The folder that the processes of this server have in common; None where one process answers."""
    return Path(os.environ[MULTIPROCESS]) if MULTIPROCESS in os.environ else None


def _forget_the_dead(folder: Path) -> None:
    """Takes out what processes that have been killed were just doing."""
    for file in folder.glob("gauge_live*_*.db"):
        pid = file.stem.rpartition("_")[2]
        if pid.isdigit() and not is_alive(int(pid)):
            mark_process_dead(int(pid), str(folder))  # type: ignore[no-untyped-call]


class StoreCollector(Collector):
    """What a store is now: whether it can be read, the version of its data, the bytes of its database."""

    def __init__(self, snapshots: Serving) -> None:
        self._snapshots = snapshots

    def collect(self) -> Iterator[Metric]:
        """The measures."""
        up = GaugeMetricFamily("lineage_store_up", "Whether the store can be read.")
        try:
            snapshot = self._snapshots.current()
        except LineageError:
            up.add_metric((), 0)
            yield up
            return
        up.add_metric((), 1)
        yield up
        version = {"data": snapshot.version, "software": software_version()}
        yield InfoMetricFamily("lineage_version", "Version of the data that are served and of the software.", version)
        if isinstance(snapshot.database, Path):
            size = sum(file.stat().st_size for file in snapshot.database.iterdir())
            yield GaugeMetricFamily("lineage_store_bytes", "Bytes of the database that is served.", size)


class QueryCollector(Collector):
    """The SPARQL queries of this process: the lanes as they are now, and how queries ended since the start."""

    def __init__(self, pool: Answering) -> None:
        self._pool = pool

    def collect(self) -> Iterator[Metric]:
        """The measures."""
        counts = self._pool.counts()
        now = GaugeMetricFamily("lineage_query_lane", "Places, busy places and waiting queries.", labels=("lane", "of"))
        refused = CounterMetricFamily("lineage_queries_refused", "Queries turned away.", labels=("lane", "reason"))
        for name, lane in counts.lanes.items():
            for what, value in (("places", lane.places), ("busy", lane.busy), ("waiting", lane.waiting)):
                now.add_metric((name, what), value)
            for reason, number in (("full", lane.full), ("waited", lane.waited)):
                refused.add_metric((name, reason), number)
        ended = CounterMetricFamily("lineage_queries", "Queries by how they ended.", labels=("end",))
        for end, number in sorted(counts.ended.items()):
            ended.add_metric((end,), number)
        yield from (now, refused, ended)
        yield CounterMetricFamily("lineage_queries_moved", "Queries that went to the heavy lane.", value=counts.moved)
        yield CounterMetricFamily("lineage_query_workers_killed", "Query processes ended early.", value=counts.killed)
