"""Cutting a serialized answer while it is written: only whole rows are passed on, and no more than were asked for.

What is held back is one row, or what has come since the last; each byte is looked at about once. A cut answer gets an
end, so that it is a whole document of its format that says that it was cut, where the format has words for that.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

_STEP: Final = 64 * 1024

_Ends = Callable[[bytes], list[int]]


class Cutter:
    """Takes an answer in pieces of any size and gives it back in whole rows, up to a number of rows."""

    def __init__(self, name: str, most: int, step: int = _STEP) -> None:
        """Cut an answer in the format *name* to *most* rows; graphs have no rows, only places where one may stop.

        Whole rows are looked for each time that *step* bytes have come.
        """
        self.truncated = False
        """Whether there are more rows than were passed on."""
        self._name = name
        self._ends = _ENDS.get(name, _anywhere)
        self._left = most + (name in ("csv", "tsv"))  # the names of the columns are a line too
        self._counts = name in _MARKS
        self._held = bytearray()
        self._step = self._look_at = step

    @property
    def held(self) -> int:
        """Bytes that are held back."""
        return len(self._held)

    def feed(self, piece: bytes) -> bytes:
        """The whole rows that can be passed on now; nothing any more once the answer is cut."""
        if self.truncated:
            return b""
        self._held += piece
        return self._take() if len(self._held) >= self._look_at else b""

    def finish(self) -> bytes:
        """The rest of the answer, which has come to its end."""
        if self._counts and self._cannot_have_more(_MARKS[self._name]):
            rest = bytes(self._held)
            self._held.clear()
            return rest
        passed = b"" if self.truncated else self._take()
        rest = b"" if self.truncated else bytes(self._held)
        self._held.clear()
        return passed + rest

    def _cannot_have_more(self, mark: bytes) -> bool:
        """Whether what is held has too few bytes, or marks, for more rows than may come; marks in values count, too."""
        return len(self._held) // len(mark) < self._left or self._held.count(mark) < self._left

    def _take(self) -> bytes:
        held = bytes(self._held)
        ends = self._ends(held)
        if self._counts and len(ends) >= self._left:
            self.truncated = True
            self._held.clear()
            return held[: ends[self._left - 1]]
        if self._counts:
            self._left -= len(ends)
        end = ends[-1] if ends else 0
        self._held = bytearray(held[end:])
        self._look_at = max(self._step, 2 * len(self._held))  # a long row is not looked at again for each piece of it
        return held[:end]


def cut_rows(body: bytes, name: str, most: int) -> tuple[bytes, bool]:
    """(*body* with at most *most* rows and an end, whether any were left out); *name*: json, xml, csv or tsv."""
    if name not in _MARKS:
        raise ValueError(f"not a format of SPARQL results: {name!r}")
    cutter = Cutter(name, most)
    cut = cutter.feed(body) + cutter.finish()
    return (cut + (closing(name) or b"") if cutter.truncated else cut), cutter.truncated


def closing(name: str, said: str = "") -> bytes | None:
    """What ends a document of the format *name* behind any place where it may be cut, and says why it ends.

    ``None`` where the format has no way to say it: CSV, TSV and JSON-LD, and JSON whose head has gone before
    (`HeadLast` is for that). Without *said* it only ends.

    >>> closing("nt", "there are more rows")
    b'# there are more rows\\n'
    """
    comment = said.replace("--", "- -").replace("\n", " ").encode()
    match name:
        case "json":
            return None if said else b"]}}"
        case "xml":
            return b"</results>" + (b"<!-- " + comment + b" -->" if said else b"") + b"</sparql>"
        case "nt" | "nq":
            return b"# " + comment + b"\n" if said else b""
        case "ttl" | "trig":
            return b" .\n" + (b"# " + comment + b"\n" if said else b"")
        case "rdf":
            return _RDF_END + (b"\n\t<!-- " + comment + b" -->" if said else b"") + b"\n</rdf:RDF>"
    return None if said else b""


def marked(body: bytes, name: str, said: str) -> bytes:
    """A cut answer that is whole, with a remark that it was cut where every reader of the format passes over it."""
    if name == "json" and body.startswith(_JSON_HEAD):
        return _JSON_HEAD + _told(said) + b"," + body[len(_JSON_HEAD) :]
    if name == "xml" and body.endswith(b"</sparql>"):
        return body[: -len(b"</sparql>")] + b"<!-- " + said.encode() + b" --></sparql>"
    return body


def _told(said: str) -> bytes:
    """Members of a JSON head that say that the answer was cut."""
    return b'"truncated":true,"message":' + json.dumps(said, ensure_ascii=False).encode()


class HeadLast:
    """Passes SPARQL results in JSON on with their head behind the rows, where it can say how they ended.

    The members of an object have no order, and parsers take these in any. But some, pyoxigraph's for one, take nothing
    else behind the rows, so that a long answer could not say there that it was cut.
    """

    def __init__(self) -> None:
        self._head: bytes | None = None
        self._last = b""

    def feed(self, piece: bytes) -> bytes:
        """What can go out of the answer now; the first piece holds the head, and each ends behind a row or the rest."""
        if self._head is None:
            at = piece.find(_JSON_ROWS)
            if not piece.startswith(_JSON_HEAD) or at < 0:
                raise ValueError("these are no SPARQL results in JSON, or their head is not whole")
            self._head, piece = piece[len(_JSON_HEAD) : at], b"{" + piece[at + len(_JSON_BETWEEN) :]
        piece = self._last + piece
        self._last = piece[-1:]  # what closes the document goes behind the head
        return piece[:-1]

    def finish(self, said: str = "") -> bytes:
        """The end: that of the whole answer, or of one that was cut behind a row and says so."""
        head = b',"head":{' + (_told(said) + b"," if said else b"") + (self._head or b"") + b"}}"
        return (self._last + b"]}" if said else b"") + head


_JSON_HEAD: Final = b'{"head":{'
_JSON_BETWEEN: Final = b"},"
_JSON_ROWS: Final = b'},"results":{"bindings":['
_RDF_END: Final = b"\n\t</rdf:Description>"
_RDF_PROPERTY: Final = b"\n\t\t<"


def _marks(held: bytes, mark: bytes, length: int) -> list[int]:
    """The ends behind the first *length* bytes of each mark that stands outside quotes; none when the mark is last."""
    ends, quotes, counted = [], 0, 0
    at = held.find(mark)
    while at >= 0:
        quotes += held.count(b'"', counted, at)
        counted = at
        if quotes % 2 == 0:
            ends.append(at + length)
        at = held.find(mark, at + 1)
    return ends


def _json_ends(held: bytes) -> list[int]:
    """Behind each row that another follows: within a row every brace that opens has a name before it."""
    plain = held.replace(b"\\\\", b"__").replace(b'\\"', b"__") if b"\\" in held else held
    return _marks(plain, _MARKS["json"], 1)


def _xml_ends(held: bytes) -> list[int]:
    """Tags cannot stand in values: ``<`` is written ``&lt;`` there."""
    return _plain_marks(held, _MARKS["xml"], len("</result>"))


def _csv_ends(held: bytes) -> list[int]:
    """Behind each line that another follows; a line may end within quotes."""
    ends = _marks(held, b"\n", 1)
    return ends[:-1] if ends and ends[-1] == len(held) else ends


def _tsv_ends(held: bytes) -> list[int]:
    """A line is a row: the format escapes line feeds in values."""
    return _plain_marks(held, b"\n", 1)[: -1 if held.endswith(b"\n") else None]


def _plain_marks(held: bytes, mark: bytes, length: int) -> list[int]:
    ends, at = [], held.find(mark)
    while at >= 0:
        ends.append(at + length)
        at = held.find(mark, at + length)
    return ends


def _last(mark: bytes) -> _Ends:
    def ends(held: bytes) -> list[int]:
        at = held.rfind(mark)
        return [at + len(mark)] if at >= 0 else []

    return ends


def _turtle_ends(held: bytes) -> list[int]:
    """Before what ends a statement, or another object or property of it: a subject may have any number."""
    at = max(held.rfind(b" .\n"), held.rfind(b" ;\n"))  # no line feed stands in a value
    if at > 0:
        return [at]
    plain = held.replace(b"\\\\", b"__").replace(b'\\"', b"__") if b"\\" in held else held
    return _marks(plain, b" , ", 0)


def _rdf_ends(held: bytes) -> list[int]:
    """Before the end of an element of the second level, or a property in it: values have no tags."""
    at = held.rfind(_RDF_END)
    if at <= 0:
        at = held.rfind(_RDF_PROPERTY)
        while at > 0 and held.startswith(b"/", at + len(_RDF_PROPERTY)):
            at = held.rfind(_RDF_PROPERTY, 0, at)
    return [at] if at > 0 else []


def _anywhere(held: bytes) -> list[int]:
    return [len(held)]


_ENDS: Final[dict[str, _Ends]] = {
    "json": _json_ends,
    "xml": _xml_ends,
    "csv": _csv_ends,
    "tsv": _tsv_ends,
    "nt": _last(b"\n"),
    "nq": _last(b"\n"),
    "ttl": _turtle_ends,
    "trig": _turtle_ends,
    "rdf": _rdf_ends,
}
_MARKS: Final = {"json": b"},{", "xml": b"</result><result>", "csv": b"\n", "tsv": b"\n"}
"""What stands between two rows of the formats that have rows; within a value, too, it may."""
