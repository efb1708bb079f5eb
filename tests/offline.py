"""Refuses each connection of a process to another host: for the tests, and for the kernels that they start."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any, TypeAlias

LOOPBACK = ("127.0.0.1", "::1", "localhost")
Connect: TypeAlias = Callable[[socket.socket, Any], None]


def guarded(connect: Connect) -> Connect:
    """Return what connects as `connect` does, and fails for another host, naming it."""

    def guard(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    return guard


def go_offline() -> None:
    """Refuse connections for the rest of this process."""
    setattr(socket.socket, "connect", guarded(socket.socket.connect))  # noqa: B010 - a method, for mypy
