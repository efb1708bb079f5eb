"""What has become of the queries since the server started: numbers for whoever watches it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

STOPPED: Final = ("timeout", "memory", "gone", "client", "restarted", "start")
"""Ends of queries whose process was ended with them.

At the limit of time or of memory; by somebody outside; because the client left, read too slowly, or had enough; to
begin again among the heavy ones; or because the process never got ready.
"""


@dataclass(frozen=True, slots=True)
class LaneCounts:
    """One lane at this moment, and whom it has turned away."""

    places: int
    busy: int
    waiting: int
    full: int
    """Queries that were refused because the queue was full."""
    waited: int
    """Queries that were refused because no place got free in time."""


@dataclass(frozen=True, slots=True)
class QueryCounts:
    """The lanes by their names, how many queries ended how, and the processes."""

    lanes: Mapping[str, LaneCounts]
    ended: Mapping[str, int]
    """``ok`` for an answer, one of `STOPPED`, or a fault: query, refused, unacceptable, too_large, store."""
    moved: int = 0
    """Queries that took more than their budget and went from the light lane to the heavy one."""
    idle: int = 0
    """Processes that wait for a query."""
    killed: int = 0
    """Processes that were ended before their answer was."""

    @property
    def refused(self) -> int:
        """Queries that were turned away, for want of a place."""
        return sum(lane.full + lane.waited for lane in self.lanes.values())

    @property
    def stopped(self) -> int:
        """Queries that were stopped, for whatever reason."""
        return sum(self.ended.get(reason, 0) for reason in STOPPED)
