"""From bytes to characters: which encoding a text file is in, by its marks, its validity and its spelling."""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass

from ontology.errors import InputError, UnsupportedFormat

from .legacy import recover
from .syllables import spelling

_MARKS = (  # UTF-32 before UTF-16, whose mark begins it
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(range(9)) + bytes((11, *range(14, 32)))
_HEAD = 65536
_NAMES = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "utf-32": "UTF-32"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the name of the encoding it was in, and whether that was found out by statistics."""

    text: str
    encoding: str
    judged: bool = False
    warnings: tuple[str, ...] = ()


def decode(data: bytes, name: str, declared: str | None = None) -> Decoded:
    """The characters of ``data``, line ends as they are; ``declared`` is what the file says of its encoding.

    A valid UTF-8 file is UTF-8, whatever it declares. Among the encodings of one byte that one is taken in which most
    of the words are spelled as Vietnamese can be.

    Raises:
        UnsupportedFormat: the bytes are no text.
        InputError: they are text in an encoding that is not told.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(_strict(data, encoding, name), _NAMES[encoding])
    wide = _wide(data)
    if wide:
        return Decoded(_strict(data, wide, name), "UTF-16", judged=True)
    if b"\x00" in data or _share_of_controls(data) > 0.05:
        raise UnsupportedFormat(
            f"{name} is a binary file, not text", hint="Give it the suffix of its kind, or convert it to text"
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _damaged(data, error) or _by_spelling(data, name, declared, error)
    return _recovered(text, "UTF-8")


def _recovered(text: str, encoding: str) -> Decoded:
    recovered, old = recover(text)
    return Decoded(recovered, old or encoding, judged=old is not None)


def _by_spelling(data: bytes, name: str, declared: str | None, error: UnicodeDecodeError) -> Decoded:
    western = data.decode("latin-1") if _is_latin1(data) else data.decode("cp1252", "replace")
    recovered, old = recover(western)
    candidates = [(*spelling(recovered), old, recovered)] if old else []
    vietnamese = _codec(data, "cp1258")
    if vietnamese is not None:
        composed = unicodedata.normalize("NFC", vietnamese)
        candidates.append((*spelling(composed), "windows-1258", composed))
    if candidates:
        good, words, encoding, text = max(candidates, key=lambda found: found[0])
        if good >= 2 and good >= 0.6 * words:
            return Decoded(text, encoding or "", judged=True)
    stated = _codec(data, declared) if declared else None
    if stated is not None and declared:
        return _recovered(stated, declared)
    raise InputError(
        f"{name} is not UTF-8 text (byte {error.start} is 0x{data[error.start]:02x}), and its words fit "
        "none of windows-1258, TCVN3, VNI and VIQR",
        hint="Save it as UTF-8",
    ) from None


def _damaged(data: bytes, error: UnicodeDecodeError) -> Decoded | None:
    """UTF-8 in which a few bytes are broken, as where a file was cut in the middle of a letter."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    letters = sum(not char.isascii() for char in text[:_HEAD]) - text[:_HEAD].count("\ufffd")
    if letters < 20 or broken > max(1, len(text) // 2000):
        return None
    place = f"byte {error.start} is 0x{data[error.start]:02x}"
    return Decoded(text, "UTF-8", warnings=(f"{broken} places are not valid UTF-8 (the first: {place})",))


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: in Vietnamese most letters are ASCII, whose other byte is zero."""
    head = data[:_HEAD]
    if len(data) % 2 or len(head) < 8:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.4 * half and even < 0.02 * half:
        return "utf-16-le" if _is_ascii(head[0::2]) else None
    return "utf-16-be" if even > 0.4 * half and odd < 0.02 * half and _is_ascii(head[1::2]) else None


def _is_ascii(letters: bytes) -> bool:
    """Whether most of the bytes are printed in ASCII."""
    return 2 * sum(0x20 <= byte < 0x7F or byte in b"\t\r\n" for byte in letters) > len(letters)


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} is not {_NAMES[encoding]} text (byte {error.start} is 0x{data[error.start]:02x})",
            hint="Save it as UTF-8",
        ) from error
    if _share_of_controls(text[:_HEAD].encode("utf-8", "replace")) > 0.05:
        raise UnsupportedFormat(f"{name} is a binary file, not text", hint="Convert it to text")
    return text


def _codec(data: bytes, encoding: str) -> str | None:
    """``data`` in one of Python's text encodings; None where it does not fit, or there is no such encoding."""
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError):  # also codecs that are no text encodings, such as rot13
        return None


def _is_latin1(data: bytes) -> bool:
    return not any(0x80 <= byte < 0xA0 for byte in set(data))


def _share_of_controls(data: bytes) -> float:
    head = data[:_HEAD]
    return (len(head) - len(head.translate(None, _CONTROLS))) / max(1, len(head))
