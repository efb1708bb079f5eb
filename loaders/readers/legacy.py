"""TCVN3 (ABC), VNI and VIQR: what Vietnamese was written in before Unicode, as bytes or as mojibake in newer files.

The old fonts drew Vietnamese letters in the places of Western ones, so a Word file or a page of that time says
``Uû ban nh©n d©n`` to a program. All three are undone on text, not on bytes: a TCVN3 file that is decoded as Latin-1
and a DOCX file in the font .VnTime hold the same characters. TCVN 5712:1993 (VN3) has no capital vowels with a tone;
those were written with small letters in a font of capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from .syllables import spelling

_TCVN3: Final[Mapping[int, str]] = dict(
    zip(
        bytes.fromhex(
            "a1a2a3a4a5a6a7 a8a9aaabacadae b5b6b7b8b9 bbbcbdbec6 c7c8c9cacb cccecfd0d1 d2d3d4d5d6 d7d8dcddde"
            "dfe1e2e3e4 e5e6e7e8e9 eaebecedee eff1f2f3f4 f5f6f7f8f9 fafbfcfdfe"
        ),
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_VNI_MARKS: Final[Mapping[str, str]] = {
    "ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "â": _CIRCUMFLEX, "á": _CIRCUMFLEX + _ACUTE, "à": _CIRCUMFLEX + _GRAVE, "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE, "ä": _CIRCUMFLEX + _DOT,
    "ê": _BREVE, "é": _BREVE + _ACUTE, "è": _BREVE + _GRAVE, "ú": _BREVE + _HOOK, "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}  # fmt: skip
_VNI_LONE: Final[Mapping[str, str]] = {
    "ñ": "đ", "ö": "ư", "ô": "ơ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ",
    "Ñ": "Đ", "Ö": "Ư", "Ô": "Ơ", "Æ": "Ỉ", "Ó": "Ĩ", "Ò": "Ị", "Î": "Ỵ",
}  # fmt: skip
_VNI = re.compile(
    "(?P<a>[aA])(?P<am>[ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË])"
    "|(?P<o>[eEoO])(?P<om>[ùøûõïâáàåãäÙØÛÕÏÂÁÀÅÃÄ])"
    "|(?P<u>[uUyYöÖôÔ])(?P<um>[ùøûõïÙØÛÕÏ])"
    "|(?P<lone>[ñöôæóòîÑÖÔÆÓÒÎ])"
)
_VIQR_MARKS: Final[Mapping[str, str]] = {
    "^": _CIRCUMFLEX, "(": _BREVE, "+": _HORN, "*": _HORN,
    "'": _ACUTE, "`": _GRAVE, "?": _HOOK, "~": _TILDE, ".": _DOT,
}  # fmt: skip
_VIQR = re.compile(
    r"\\(?P<plain>[^\s\w])|(?P<d>[dD])[dD]"
    r"|(?P<vowel>[aA][\^(]|[eE]\^|[oO][\^+*]|[uU][+*]|[aAeEiIoOuUyY])(?P<tone>['`?~.])?"
)
_UNICODE = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9]")
_SYMBOL_FONT = re.compile("[\uf020-\uf0ff]")
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 400_000


def decode_tcvn3(text: str) -> str:
    """``text`` of TCVN3 bytes read as Latin-1, in Unicode; words that are in capitals otherwise get capital vowels.

    >>> decode_tcvn3("Uû ban nh©n d©n x· T©n B×nh")
    'Uỷ ban nhân dân xã Tân Bình'
    >>> decode_tcvn3("CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM")
    'CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM'
    """
    return _raise_capitals(text, text.translate(_TCVN3))


def decode_vni(text: str) -> str:
    """``text`` of VNI bytes read as Latin-1, in Unicode.

    >>> decode_vni("UÛY BAN NHAÂN DAÂN tænh Taây Ninh, ñöôïc")
    'ỦY BAN NHÂN DÂN tỉnh Tây Ninh, được'
    """
    return _VNI.sub(_vni_letter, text)


def decode_viqr(text: str) -> str:
    r"""``text`` of VIQR (RFC 1456), in Unicode; a backslash keeps the mark behind it what it is.

    >>> decode_viqr("U?y ban nha^n da^n ti?nh, dda~ ddu+o+.c ky' ke^'t\\.")
    'Ủy ban nhân dân tỉnh, đã được ký kết.'
    """
    return _VIQR.sub(_viqr_letter, text)


ENCODINGS: Final[Mapping[str, Callable[[str], str]]] = {"TCVN3": decode_tcvn3, "VNI": decode_vni}


def recover(text: str) -> tuple[str, str | None]:
    """``text`` with its letters as they were meant, and the name of the old encoding it was in, or none.

    The decision is made over the whole text by how many words are spelled as Vietnamese can be. In a file that mixes
    old and new, lines that are Unicode already stay as they are.
    """
    text = _SYMBOL_FONT.sub(lambda match: chr(ord(match[0]) - 0xF000), text) if _symbols(text) else text
    viqr = _as_viqr(text)
    if viqr is not None:
        return viqr, "VIQR"
    lines = text.split("\n")
    suspect = _sample(line for line in lines if _suspicious(line))
    if not suspect:
        return text, None
    good, name = max((spelling(decode(suspect))[0], name) for name, decode in ENCODINGS.items())
    as_is, words = spelling(suspect)
    mixed = any(_has_unicode(line) for line in lines)
    if not _wins(good, spelling(ENCODINGS[name](suspect))[1], as_is, words, mixed):
        return text, None
    return _convert(lines, ENCODINGS[name]), name


def better(text: str, name: str) -> str:
    """``text`` decoded from the encoding ``name`` if it is spelled the better for it, else as it is."""
    decoded = ENCODINGS[name](text)
    return decoded if spelling(decoded)[0] > spelling(text)[0] and not _has_unicode(text) else text


def encoding_of(font: str | None) -> tuple[str | None, bool]:
    """The old encoding that a font is drawn for, and whether all its letters are capitals.

    >>> encoding_of(".VnTimeH"), encoding_of("ABCDEF+VNI-Times"), encoding_of("Times New Roman")
    (('TCVN3', True), ('VNI', False), (None, False))
    """
    name = (font or "").rsplit("+", 1)[-1].strip().lower()
    if name.startswith(".vn"):
        return "TCVN3", re.search(r"h(?:\b|,|-|$)", name) is not None and "tech" not in name
    return ("VNI", False) if name.startswith("vni") else (None, False)


def by_font(text: str, font: str | None) -> tuple[str, str | None]:
    """``text`` in a font, with its letters as the font shows them, and the old encoding if that changed them."""
    encoding, capitals = encoding_of(font)
    if encoding is None:
        return text, None
    decoded = better(text, encoding)
    if capitals and not _has_unicode(text):
        decoded = decode_tcvn3(text).upper()
    return decoded, encoding if decoded != text else None


def _wins(good: int, words: int, as_is: int, words_as_is: int, mixed: bool) -> bool:
    """Most words become syllables, and far fewer of them were before.

    In a text with Unicode letters more is asked for: a line that a scan has damaged may fit an old encoding by chance.
    """
    needed, share = (6, 0.9) if mixed else (2, 0.75)
    return good >= needed and good >= share * words and as_is <= 0.6 * words_as_is and good > as_is


def _suspicious(line: str) -> bool:
    """Whether a line has words beyond ASCII, at least two in five of which cannot be Vietnamese."""
    if line.isascii():
        return False
    good, words = spelling(line)
    return words > 0 and good <= 0.6 * words


def _convert(lines: list[str], decode: Callable[[str], str]) -> str:
    """The lines decoded that are not Unicode; a line that could be both goes with the one before it."""
    converted, old = [], not any(_has_unicode(line) for line in lines)
    for line in lines:
        if not line.isascii():
            old = _suspicious(line) or (old and not _has_unicode(line))
        converted.append(decode(line) if old and not line.isascii() else line)
    return "\n".join(converted)


def _has_unicode(line: str) -> bool:
    """Whether there are letters that none of the old encodings puts into a text that is read as Latin-1."""
    return _UNICODE.search(line) is not None


def _sample(lines: Iterable[str]) -> str:
    taken, size = [], 0
    for line in lines:
        taken.append(line)
        size += len(line)
        if size > _SAMPLE:
            break
    return "\n".join(taken)


def _symbols(text: str) -> bool:
    """Whether letters stand in the private area, where Word puts the text of fonts that are marked as symbols."""
    return len(_SYMBOL_FONT.findall(text)) > max(20, len(text) // 20)


def _as_viqr(text: str) -> str | None:
    """``text`` decoded from VIQR, if nearly all of it is ASCII and a third of its words get marks that fit."""
    sample = text[:_SAMPLE]
    if sum(not char.isascii() for char in sample) > len(sample) // 100 or not re.search(
        r"[aeoAEO]\^|[uoUO][+*]", sample
    ):
        return None
    decoded = decode_viqr(sample)
    good, marked = spelling(decoded)
    words = len(_WORD.findall(decoded))
    if good >= 5 and good >= 0.85 * marked and good >= 0.3 * words:
        return decode_viqr(text)
    return None


def _vni_letter(match: re.Match[str]) -> str:
    if match["lone"]:
        return _VNI_LONE[match["lone"]]
    base = match["a"] or match["o"] or match["u"]
    mark = match["am"] or match["om"] or match["um"]
    return unicodedata.normalize("NFC", _VNI_LONE.get(base, base) + _VNI_MARKS[mark.lower()])


def _viqr_letter(match: re.Match[str]) -> str:
    if match["plain"]:
        return match["plain"]
    if match["d"]:
        return "Đ" if match["d"] == "D" else "đ"
    letter = match["vowel"]
    marks = (_VIQR_MARKS[letter[1]] if len(letter) > 1 else "") + (_VIQR_MARKS[match["tone"]] if match["tone"] else "")
    return unicodedata.normalize("NFC", letter[0] + marks)


def _raise_capitals(old: str, new: str) -> str:
    """``new`` with words in capitals whose letters of ``old`` are: a letter alone goes with its neighbour."""
    words = list(_WORD.finditer(new))
    raised = [_raised(old[word.start() : word.end()]) for word in words]
    pieces: list[str] = []
    position = 0
    for index, word in enumerate(words):
        capital = raised[index]
        if capital is None:
            capital = _neighbour(new, words, raised, index)
        pieces += (new[position : word.start()], word[0].upper() if capital else word[0])
        position = word.end()
    return "".join(pieces) + new[position:]


def _raised(word: str) -> bool | None:
    """Whether the ASCII letters of a word are capitals; None where there are too few to tell."""
    letters = [char for char in word if char.isascii() and char.isalpha()]
    if any(char.islower() for char in letters):
        return False
    return True if len(letters) >= 2 else None


def _neighbour(text: str, words: list[re.Match[str]], raised: list[bool | None], index: int) -> bool:
    for other in (index + 1, index - 1):
        if not 0 <= other < len(words):
            continue
        first, second = sorted((words[index], words[other]), key=lambda word: word.start())
        if text[first.end() : second.start()].strip(" ") == "" and raised[other] is not None:
            return bool(raised[other])
    return False
