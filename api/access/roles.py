"""What a token is good for."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What the holder of a token may do; who may write may read."""

    read = "read"
    write = "write"
