"""Plain text and Markdown, in whatever encoding Vietnamese has been written."""

from __future__ import annotations

import html
import re

from .charset import Decoded, decode
from .protocol import FileText, Source

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


class TextReader:
    """Reads text files; NFD stays as it is, HTML entities become the letters that they stand for."""

    def read(self, source: Source) -> FileText:
        """The decoded text. Raises: UnsupportedFormat, InputError."""
        decoded = decode(source.data, source.name)
        text, entities = unescape(decoded.text)
        steps = [f"decoded as {decoded.encoding}"]
        if entities:
            steps.append(f"{entities} HTML entities resolved")
        return FileText(text, "text", tuple(steps), (*judgement(decoded), *decoded.warnings))


def judgement(decoded: Decoded) -> tuple[str, ...]:
    """What a person should know of an encoding that the file does not state."""
    return (f"decoded as {decoded.encoding}, judged by the spelling of its words",) if decoded.judged else ()


def unescape(text: str) -> tuple[str, int]:
    """``text`` with its character references resolved, and how many there were.

    >>> unescape("Ch&iacute;nh ph&#7911; R&D &unknown;")
    ('Chính phủ R&D &unknown;', 2)
    """
    count = 0

    def resolve(match: re.Match[str]) -> str:
        nonlocal count
        resolved = html.unescape(match[0])
        count += resolved != match[0]
        return resolved

    return _ENTITY.sub(resolve, text) if "&" in text else text, count
