"""What goes between the server and its query workers: frames of a kind, a length and as many bytes.

A worker says ``READY`` once. It answers a question with ``KIND``, then ``DATA`` as often as it takes, then ``END``; or
with ``END`` alone, for a fault. Each ``DATA`` ends where a row does, where the format has rows.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

READY: Final = b"r"
KIND: Final = b"k"
DATA: Final = b"d"
END: Final = b"e"
_USUAL: Final = ("ok", False)
_HEAD: Final = struct.Struct(">cI")


@dataclass(frozen=True, slots=True)
class Question:
    """What a worker is asked. ``solutions`` and ``graph`` name the format for each kind of answer, if any will do."""

    query: str
    database: str
    solutions: str | None
    graph: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    max_rows: int
    max_bytes: int
    deadline_seconds: float | None
    base: str = ""
    """What relative IRIs are resolved against, as a client that names none expects it of a service."""

    def packed(self, die_in: float | None) -> bytes:
        """The line that asks a worker, which ends itself after *die_in* seconds if nobody else does."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps({**fields, "die_in": die_in}).encode() + b"\n"


def unpacked(line: bytes) -> tuple[Question, float | None]:
    """What `Question.packed` has packed."""
    fields: dict[str, Any] = json.loads(line)
    die_in = fields.pop("die_in")
    for name in ("default_graphs", "named_graphs"):
        fields[name] = tuple(fields[name])
    return Question(**fields), die_in


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker answers: an error's ``code`` with a message, or ``ok`` with the kind of the body.

    A body that was cut has a ``message`` that says so, and no end of its own.
    """

    code: str
    message: str = ""
    hint: str = ""
    kind: str = ""
    truncated: bool = False
    body: bytes = b""

    def with_body(self, body: bytes) -> Answer:
        """The same with another body."""
        return replace(self, body=body)

    def packed(self) -> bytes:
        """The content of the frame that ends an answer; the body has gone before it. Most end with nothing to say."""
        if (self.code, self.truncated) == _USUAL:
            return b""
        fields = {name: getattr(self, name) for name in ("code", "message", "hint", "kind", "truncated")}
        return json.dumps(fields).encode()

    @classmethod
    def unpacked(cls, content: bytes, kind: str) -> Answer:
        """What `packed` has packed; the kind has gone before it."""
        if not content:
            return cls("ok", kind=kind)
        fields: Mapping[str, Any] = json.loads(content)
        return cls(**fields)


def frame(kind: bytes, content: bytes = b"") -> bytes:
    """A frame as it is sent."""
    return _HEAD.pack(kind, len(content)) + content


class Unpacker:
    """Takes frames apart that come in pieces of any size."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, piece: bytes) -> None:
        """Adds what has come."""
        self._held += piece

    def next(self) -> tuple[bytes, bytes] | None:
        """(kind, content) of the next frame, once it is there."""
        if len(self._held) < _HEAD.size:
            return None
        kind, size = _HEAD.unpack_from(self._held)
        end = _HEAD.size + size
        if len(self._held) < end:
            return None
        content = bytes(self._held[_HEAD.size : end])
        del self._held[:end]
        return kind, content
