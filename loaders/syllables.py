"""Which letters make a syllable of Vietnamese: an onset, a rime, and a tone that the rime can bear."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Vowels by what may close them; a blank closes nothing.
_RIMES = {
    "a": "- c ch i m n ng nh o p t u y", "ă": "c m n ng p t", "â": "c m n ng p t u y", "e": "- c m n ng o p t",
    "ê": "- ch m n nh p t u", "i": "- a ch m n nh p t u", "iê": "c m n ng p t u", "o": "- c i m n ng p t",
    "oa": "- c ch i m n ng nh o p t y", "oă": "c m n ng t", "oe": "- n o t", "oo": "c ng", "ô": "- c i m n ng p t",
    "ơ": "- i m n p t", "u": "- a c i m n ng p t", "uâ": "n ng t y", "uê": "- ch nh", "uô": "c i m n ng t",
    "uơ": "- n", "uy": "- a ch n nh p t u", "uyê": "n t", "ư": "- a c i m n ng t u", "ươ": "c i m n ng p t u",
    "y": "- ch m n nh p t u", "yê": "m n ng t u",
}  # fmt: skip
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?(?:"
    + "|".join(f"{vowel}(?:{'|'.join(closes.replace('-', '').split(' '))})" for vowel, closes in _RIMES.items())
    + ")|g[iì]n?"
)
_STOPPED = re.compile(r"(?:c|ch|p|t)$")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_AFTER_STOP = frozenset("\u0301\u0323")


@lru_cache(maxsize=1 << 14)
def is_syllable(word: str) -> bool:
    """Whether ``word``, in lower case, can be a syllable.

    Example:
        >>> is_syllable("huyện"), is_syllable("hnyện"), is_syllable("các"), is_syllable("cảc")
        (True, False, True, False)
    """
    decomposed = unicodedata.normalize("NFD", word)
    tones = [char for char in decomposed if char in _TONES]
    toneless = unicodedata.normalize("NFC", "".join(char for char in decomposed if char not in _TONES))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(toneless):
        return False
    return not _STOPPED.search(toneless) or (bool(tones) and tones[0] in _AFTER_STOP)


# What is read in the place of a tone; any tone can be lost.
_READ_AS = {
    "\u0301": "\u0309\u0300\u0303",
    "\u0300": "\u0301\u0309",
    "\u0309": "\u0301\u0303",
    "\u0303": "\u0309\u0301\u0300",
}
_SHAPES = frozenset(("âa", "ăa", "ăâ", "êe", "ôo", "ơo", "ưu", "đd"))


@lru_cache(maxsize=1 << 14)
def may_be_read(word: str, written: str) -> bool:
    """Whether a scan can have read ``written`` for ``word``, both of the same letters: marks that were lost, or tones
    that are taken for each other.

    Example:
        >>> may_be_read("các", "cac"), may_be_read("hướng", "hưởng"), may_be_read("dựng", "dừng")
        (True, True, False)
    """
    for one, two in zip(word, written, strict=True):
        if one == two:
            continue
        (shape, tone), (other, read) = _parts(one), _parts(two)
        if shape != other and f"{shape}{other}" not in _SHAPES:
            return False
        if tone != read and read and not (read in _READ_AS.get(tone, "") or (shape != other and not tone)):
            return False
    return True


def _parts(char: str) -> tuple[str, str]:
    """A letter without its tone, and the tone."""
    decomposed = unicodedata.normalize("NFD", char)
    tone = "".join(mark for mark in decomposed if mark in _TONES)
    return unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in _TONES)), tone
